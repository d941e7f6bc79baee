import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import {
  backupPath,
  prepare
} from "./chunk-KVRNLAH3.js";
import "./chunk-NY2E5LVU.js";
import "./chunk-LTTRFI42.js";
import "./chunk-OINL527Q.js";
import "./chunk-FGUINM7F.js";
import "./chunk-KSZ5OEGW.js";
import "./chunk-FBYAHOKZ.js";
import "./chunk-CSME74VS.js";
import "./chunk-GZ5KYTBD.js";
export {
  backupPath,
  prepare
};
