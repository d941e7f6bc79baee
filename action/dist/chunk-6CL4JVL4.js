import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import {
  backupPath,
  prepare
} from "./chunk-P45J6FYY.js";
import "./chunk-P6ES3BZD.js";
import "./chunk-LTTRFI42.js";
import "./chunk-7E7SYT35.js";
import "./chunk-KSZ5OEGW.js";
import "./chunk-FBYAHOKZ.js";
import "./chunk-CSME74VS.js";
import "./chunk-GZ5KYTBD.js";
export {
  backupPath,
  prepare
};
