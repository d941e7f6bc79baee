import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import {
  backupPath,
  prepare
} from "./chunk-PZTOJEMN.js";
import "./chunk-KFAYHB5I.js";
import "./chunk-OWFPRAN3.js";
import "./chunk-YMTGN3Y5.js";
import "./chunk-7HXIDUCM.js";
import "./chunk-CGDM2QU5.js";
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
