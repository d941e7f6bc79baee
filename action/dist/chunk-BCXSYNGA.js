import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import {
  printLog,
  startForLaterSteps
} from "./chunk-Z7LU6GVM.js";
import "./chunk-7WVA3QMO.js";
import "./chunk-DVD2UKUA.js";
import "./chunk-EOYRFM3K.js";
import "./chunk-K3YHDXX4.js";
import "./chunk-KSZ5OEGW.js";
import "./chunk-AI72ID3F.js";
import "./chunk-LVCAKWSX.js";
import "./chunk-GZ5KYTBD.js";
export {
  printLog,
  startForLaterSteps
};
