import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import {
  __callDispose,
  __using
} from "./chunk-GZ5KYTBD.js";

// src/adapters/machine/plain-file.ts
import { constants as constants2 } from "node:fs";
import { open as open2 } from "node:fs/promises";

// src/adapters/machine/held-folder.ts
import { constants } from "node:fs";
import { mkdir, open } from "node:fs/promises";
import { join } from "node:path";
var NotOurs = class extends Error {
  name = "NotOurs";
};
var pathOnly = process.platform === "linux" ? 2097152 : constants.O_RDONLY;
var folderFlags = constants.O_DIRECTORY | pathOnly;
async function holdFolder(root, names, { make }) {
  let folder = await open(root, folderFlags);
  for (const [index, name] of names.entries()) {
    const above = names.slice(0, index);
    try {
      const path = join(placeOf(folder, join(root, ...above)), name);
      const inner = await openInner(path, [...above, name].join("/"), make);
      await folder.close();
      folder = inner;
    } catch (error) {
      await folder.close();
      throw error;
    }
  }
  const place = placeOf(folder, join(root, ...names));
  return {
    at: (name) => join(place, name),
    [Symbol.asyncDispose]: () => folder.close()
  };
}
var placeOf = ({ fd }, path) => process.platform === "linux" ? `/proc/self/fd/${fd}` : path;
async function openInner(path, shown, make) {
  if (make) {
    await mkdir(path).catch((error) => {
      if (error.code !== "EEXIST") throw error;
    });
  }
  return open(path, folderFlags | constants.O_NOFOLLOW).catch((error) => {
    if (error.code !== "ELOOP" && error.code !== "ENOTDIR") throw error;
    throw new NotOurs(shown);
  });
}

// src/adapters/machine/plain-file.ts
async function openPlainFile(path) {
  var _stack = [];
  try {
    const names = path.split("/").filter((name2) => name2 !== "");
    const name = names.pop() ?? "";
    const folder = __using(_stack, await holdFolder("/", names, { make: false }), true);
    const flags = constants2.O_RDONLY | constants2.O_NONBLOCK | constants2.O_NOFOLLOW;
    const file = await open2(folder.at(name), flags).catch((error) => {
      if (error.code !== "ELOOP" && error.code !== "ENXIO") throw error;
      throw new NotOurs(path);
    });
    if ((await file.stat()).isFile()) return file;
    await file.close();
    throw new NotOurs(path);
  } catch (_) {
    var _error = _, _hasError = true;
  } finally {
    var _promise = __callDispose(_stack, _error, _hasError);
    _promise && await _promise;
  }
}
async function readPlainFile(path, maxBytes) {
  var _stack = [];
  try {
    const file = __using(_stack, await openPlainFile(path), true);
    const chunks = [];
    let length = 0;
    for await (const chunk of file.createReadStream({ end: maxBytes, autoClose: false })) {
      chunks.push(chunk);
      length += chunk.length;
    }
    if (length > maxBytes) throw new RangeError(`${path}: more than ${maxBytes} bytes`);
    return Buffer.concat(chunks);
  } catch (_) {
    var _error = _, _hasError = true;
  } finally {
    var _promise = __callDispose(_stack, _error, _hasError);
    _promise && await _promise;
  }
}

export {
  NotOurs,
  holdFolder,
  openPlainFile,
  readPlainFile
};
