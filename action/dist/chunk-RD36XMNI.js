import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import {
  backupPath,
  prepare
} from "./chunk-5HAPXMNF.js";
import "./chunk-7QHOEGQN.js";
import "./chunk-LTTRFI42.js";
import "./chunk-7IRUF64E.js";
import "./chunk-KSZ5OEGW.js";
import "./chunk-SSMIV5O6.js";
import "./chunk-CSME74VS.js";
import "./chunk-GZ5KYTBD.js";
export {
  backupPath,
  prepare
};
