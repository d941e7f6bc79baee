import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import {
  backupPath,
  prepare
} from "./chunk-H5RKI5UI.js";
import "./chunk-PMOCZ5YK.js";
import "./chunk-LTTRFI42.js";
import "./chunk-GQVDUYG2.js";
import "./chunk-KSZ5OEGW.js";
import "./chunk-FBYAHOKZ.js";
import "./chunk-CSME74VS.js";
import "./chunk-GZ5KYTBD.js";
export {
  backupPath,
  prepare
};
