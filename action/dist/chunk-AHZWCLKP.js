import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);

// src/core/git/ref-update.ts
var zeroId = "0".repeat(40);
var isZero = (id) => /^0+$/.test(id);

export {
  zeroId,
  isZero
};
