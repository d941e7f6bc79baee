import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import {
  backupPath,
  prepare
} from "./chunk-7AYYB444.js";
import "./chunk-KFAYHB5I.js";
import "./chunk-47CNYFOK.js";
import "./chunk-NWXU4NN2.js";
import "./chunk-TQEWLWD4.js";
import "./chunk-Y33O4IWT.js";
import "./chunk-KSZ5OEGW.js";
import "./chunk-AHZWCLKP.js";
import "./chunk-B5GJ3CPW.js";
import "./chunk-FBYAHOKZ.js";
import "./chunk-I22CHC5J.js";
import "./chunk-GZ5KYTBD.js";
export {
  backupPath,
  prepare
};
