import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import {
  backupPath,
  prepare
} from "./chunk-HKWXNMVC.js";
import "./chunk-KFAYHB5I.js";
import "./chunk-64IOMHGT.js";
import "./chunk-HCNDQB6T.js";
import "./chunk-QF5AX4JH.js";
import "./chunk-CNKPBQKX.js";
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
