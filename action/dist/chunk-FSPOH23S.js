import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import {
  backupPath,
  prepare
} from "./chunk-BGNPABJZ.js";
import "./chunk-PSYJFWBY.js";
import "./chunk-LTTRFI42.js";
import "./chunk-NONRVEXS.js";
import "./chunk-TZUEEQOZ.js";
import "./chunk-GGWR7UQE.js";
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
