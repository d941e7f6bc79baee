import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);

// action/step-log.ts
import { randomUUID } from "node:crypto";
function stopCommands(print) {
  const token = randomUUID();
  print(`::stop-commands::${token}
`);
  return () => print(`
::${token}::
`);
}

export {
  stopCommands
};
