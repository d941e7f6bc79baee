import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);

// src/core/errors.ts
function firstError(error) {
  let first = error;
  while (first instanceof SuppressedError) first = first.suppressed;
  return first;
}
var GuardError = class extends Error {
  name = "GuardError";
  code;
  /** What the reader can do next, as one imperative sentence. */
  hint;
  constructor(code, message, options = {}) {
    super(message, { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
  }
};

export {
  firstError,
  GuardError
};
