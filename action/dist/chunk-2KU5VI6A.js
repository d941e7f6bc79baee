import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import {
  backupPath,
  prepare
} from "./chunk-HXWVJNBS.js";
import "./chunk-KFAYHB5I.js";
import "./chunk-JPOSNBJM.js";
import "./chunk-KRP46KQJ.js";
import "./chunk-X4HPQUV6.js";
import "./chunk-PZI22RW5.js";
import "./chunk-KSZ5OEGW.js";
import "./chunk-AHZWCLKP.js";
import "./chunk-B5GJ3CPW.js";
import "./chunk-FBYAHOKZ.js";
import "./chunk-I22CHC5J.js";
import "./chunk-GZ5KYTBD.js";
export {
  backupPath,
  prepare
};
