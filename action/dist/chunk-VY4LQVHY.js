import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import {
  printLog,
  startForLaterSteps
} from "./chunk-B3SHSQYJ.js";
import "./chunk-G7IA5WD3.js";
import "./chunk-DVD2UKUA.js";
import "./chunk-UCCM6OSS.js";
import "./chunk-HJRJFL5N.js";
import "./chunk-B5D6UNQ4.js";
import "./chunk-KSZ5OEGW.js";
import "./chunk-FBYAHOKZ.js";
import "./chunk-CSME74VS.js";
import "./chunk-GZ5KYTBD.js";
export {
  printLog,
  startForLaterSteps
};
