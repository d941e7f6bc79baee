import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import {
  GuardError
} from "./chunk-CSME74VS.js";

// action/explain.ts
function explain(error) {
  if (error instanceof GuardError) {
    return error.hint === void 0 ? error.message : `${error.message}
${error.hint}`;
  }
  return error instanceof Error ? error.stack ?? error.message : String(error);
}

export {
  explain
};
