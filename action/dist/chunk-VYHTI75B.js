import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import {
  backupPath,
  prepare
} from "./chunk-6JYECS5F.js";
import "./chunk-LNPTKQVY.js";
import "./chunk-LTTRFI42.js";
import "./chunk-HJRJFL5N.js";
import "./chunk-B5D6UNQ4.js";
import "./chunk-KSZ5OEGW.js";
import "./chunk-QV2RVUHY.js";
import "./chunk-FBYAHOKZ.js";
import "./chunk-CSME74VS.js";
import "./chunk-GZ5KYTBD.js";
export {
  backupPath,
  prepare
};
