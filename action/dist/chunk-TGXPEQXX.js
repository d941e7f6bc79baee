import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import {
  printLog,
  startForLaterSteps
} from "./chunk-MTQWOJA7.js";
import "./chunk-7WVA3QMO.js";
import "./chunk-DVD2UKUA.js";
import "./chunk-UCCM6OSS.js";
import "./chunk-AM5LU4UO.js";
import "./chunk-R4CTF5HP.js";
import "./chunk-QTOVW7VV.js";
import "./chunk-CSME74VS.js";
import "./chunk-GFVQXI6T.js";
export {
  printLog,
  startForLaterSteps
};
