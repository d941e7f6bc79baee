import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import {
  GuardError,
  firstError
} from "./chunk-I22CHC5J.js";

// action/explain.ts
function explain(thrown) {
  const error = firstError(thrown);
  if (error instanceof GuardError) {
    return error.hint === void 0 ? error.message : `${error.message}
${error.hint}`;
  }
  return error instanceof Error ? error.stack ?? error.message : String(error);
}

export {
  explain
};
