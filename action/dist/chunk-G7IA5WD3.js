import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);

// action/daemon-protocol.ts
var maxMessageBytes = 4 * 1024 * 1024;

export {
  maxMessageBytes
};
