import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);

// src/core/recording/split-lines.ts
var maxLineBytes = 16 * 1024 * 1024;
var newline = 10;
async function* splitLines(chunks, max = maxLineBytes) {
  let held = [];
  let heldBytes = 0;
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(newline); end !== -1; end = chunk.indexOf(newline, start)) {
      const tail = chunk.subarray(start, end + 1);
      const line = held.length === 0 ? tail : Buffer.concat([...held, tail]);
      held = [];
      heldBytes = 0;
      yield line.length > max ? line.subarray(0, max + 1) : line;
      if (line.length > max) return;
      start = end + 1;
    }
    if (start < chunk.length) held.push(chunk.subarray(start));
    heldBytes += chunk.length - start;
    if (heldBytes > max) {
      yield Buffer.concat(held).subarray(0, max + 1);
      return;
    }
  }
  if (held.length > 0) yield Buffer.concat(held);
}

export {
  maxLineBytes,
  splitLines
};
