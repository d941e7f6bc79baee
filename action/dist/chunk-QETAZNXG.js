import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import {
  backupPath,
  prepare
} from "./chunk-KBWVJFGU.js";
import "./chunk-KFAYHB5I.js";
import "./chunk-BG5RGVMY.js";
import "./chunk-QVBKUREB.js";
import "./chunk-AV2ACOF4.js";
import "./chunk-HS6WFBPJ.js";
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
