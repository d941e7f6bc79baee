import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import {
  backupPath,
  prepare
} from "./chunk-RDMH7Y3O.js";
import "./chunk-KFAYHB5I.js";
import "./chunk-KTZTVZF7.js";
import "./chunk-YPIPAO2V.js";
import "./chunk-QYN6SYFP.js";
import "./chunk-52EDAM4W.js";
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
