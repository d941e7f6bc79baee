import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import {
  backupPath,
  prepare
} from "./chunk-XGHRSI2L.js";
import "./chunk-6MLXAQGX.js";
import "./chunk-LTTRFI42.js";
import "./chunk-UWIIGMLG.js";
import "./chunk-5SPHN4JZ.js";
import "./chunk-KSZ5OEGW.js";
import "./chunk-AHZWCLKP.js";
import "./chunk-QV2RVUHY.js";
import "./chunk-FBYAHOKZ.js";
import "./chunk-I22CHC5J.js";
import "./chunk-GZ5KYTBD.js";
export {
  backupPath,
  prepare
};
