import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import {
  backupPath,
  prepare
} from "./chunk-UI6N4EJJ.js";
import "./chunk-BHNSWP5N.js";
import "./chunk-API76GXH.js";
import "./chunk-HEP7L3QU.js";
import "./chunk-AI72ID3F.js";
import "./chunk-LVCAKWSX.js";
import "./chunk-GZ5KYTBD.js";
export {
  backupPath,
  prepare
};
