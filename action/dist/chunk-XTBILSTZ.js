import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import {
  backupPath,
  prepare
} from "./chunk-BSRV4ZWL.js";
import "./chunk-F52IFQFX.js";
import "./chunk-LTTRFI42.js";
import "./chunk-AM5LU4UO.js";
import "./chunk-R4CTF5HP.js";
import "./chunk-QTOVW7VV.js";
import "./chunk-CSME74VS.js";
import "./chunk-GFVQXI6T.js";
export {
  backupPath,
  prepare
};
