import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import {
  backupPath,
  prepare
} from "./chunk-QIMZCDXZ.js";
import "./chunk-BHNSWP5N.js";
import "./chunk-K3YHDXX4.js";
import "./chunk-KSZ5OEGW.js";
import "./chunk-AI72ID3F.js";
import "./chunk-LVCAKWSX.js";
import "./chunk-GZ5KYTBD.js";
export {
  backupPath,
  prepare
};
