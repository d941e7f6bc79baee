import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);

// action/step-log.ts
import { randomUUID } from "node:crypto";
function stopCommands(print) {
  const token = randomUUID();
  print(`::stop-commands::${token}
`);
  let stopped = true;
  return () => {
    if (stopped) print(`
::${token}::
`);
    stopped = false;
  };
}

export {
  stopCommands
};
