import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import {
  printLog,
  startForLaterSteps
} from "./chunk-42COBX5I.js";
import "./chunk-G7IA5WD3.js";
import "./chunk-DVD2UKUA.js";
import "./chunk-UCCM6OSS.js";
import "./chunk-QVBKUREB.js";
import "./chunk-AV2ACOF4.js";
import "./chunk-HS6WFBPJ.js";
import "./chunk-KSZ5OEGW.js";
import "./chunk-FBYAHOKZ.js";
import "./chunk-I22CHC5J.js";
import "./chunk-GZ5KYTBD.js";
export {
  printLog,
  startForLaterSteps
};
