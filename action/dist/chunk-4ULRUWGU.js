import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import {
  printLog,
  startForLaterSteps
} from "./chunk-AFPOYSUA.js";
import "./chunk-7WVA3QMO.js";
import "./chunk-DVD2UKUA.js";
import "./chunk-ZNLSJGZE.js";
import "./chunk-GXUCRQ5F.js";
import "./chunk-R4CTF5HP.js";
import "./chunk-QTOVW7VV.js";
import "./chunk-LVCAKWSX.js";
import "./chunk-GFVQXI6T.js";
export {
  printLog,
  startForLaterSteps
};
