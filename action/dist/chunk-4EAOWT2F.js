import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import {
  backupPath,
  prepare
} from "./chunk-LSHWZTBT.js";
import "./chunk-R35I5FND.js";
import "./chunk-LTTRFI42.js";
import "./chunk-GXUCRQ5F.js";
import "./chunk-R4CTF5HP.js";
import "./chunk-QTOVW7VV.js";
import "./chunk-LVCAKWSX.js";
import "./chunk-GFVQXI6T.js";
export {
  backupPath,
  prepare
};
