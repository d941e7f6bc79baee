import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import {
  backupPath,
  prepare
} from "./chunk-HUQNPOVF.js";
import "./chunk-KFAYHB5I.js";
import "./chunk-XR3RRIMR.js";
import "./chunk-IUCEWZD6.js";
import "./chunk-FPOOD4NK.js";
import "./chunk-E6OUD4W6.js";
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
