import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import {
  GuardError
} from "./chunk-I22CHC5J.js";

// src/adapters/storage/file-recording-store.ts
import {
  closeSync,
  constants,
  createReadStream,
  existsSync,
  fstatSync,
  ftruncateSync,
  lstatSync,
  mkdirSync,
  openSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  unlinkSync,
  writeSync
} from "node:fs";
import { open } from "node:fs/promises";
import { dirname, join } from "node:path";
import { createGunzip } from "node:zlib";

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

// src/adapters/storage/file-recording-store.ts
var recordingFileName = "recording.jsonl";
var blobFolderName = "blobs";
var holderFileName = ".recording-holder";
var reserveFileName = ".recording-reserve";
var reserveBytes = 64 * 1024;
var chunkBytes = 256 * 1024;
function openFileRecording(directory, write = (file, bytes, offset) => writeSync(file, bytes, offset), holder) {
  const path = join(directory, recordingFileName);
  const folder = join(directory, blobFolderName);
  const log = whileOpening(directory, () => {
    refuseExisting(directory, [path, folder, `${path}.gz`]);
    makeFolders(directory);
    mkdirSync(folder, { mode: 448 });
    return createFile(path, constants.O_APPEND);
  });
  const reserve = createReserve(join(directory, reserveFileName), write);
  const held = join(directory, holderFileName);
  if (holder !== void 0) noteHolder(held, holder, write);
  let size = 0;
  const letGo = () => {
    reserve.free();
    rmSync(held, { force: true });
    closeSync(log);
  };
  return {
    path,
    sink: {
      write(line) {
        try {
          writeAll(log, line, write);
          size += line.length;
        } catch (error) {
          ftruncateSync(log, size);
          throw error;
        }
      },
      release: () => reserve.free()
    },
    blobs: {
      put(sha256, bytes) {
        const final = join(folder, sha256);
        if (existsSync(final)) return false;
        writeWhole(`${final}.part`, bytes, write);
        renameSync(`${final}.part`, final);
        return true;
      }
    },
    close() {
      const isThere = isFileAt(path, log);
      letGo();
      if (!isThere) throw lost(path);
    },
    discard() {
      letGo();
      if (size > 0) return;
      unlinkSync(path);
      rmdirSync(folder);
    }
  };
}
function isFileAt(path, file) {
  const [there, opened] = [lstatSync(path, { throwIfNoEntry: false }), fstatSync(file)];
  return there?.ino === opened.ino && there.dev === opened.dev;
}
var lost = (path) => new GuardError(
  "RECORDING_FAILED",
  `the recording was removed or replaced while it was written: ${path}`,
  { hint: "Keep it where the command cannot write: with --out DIR, or by a user of its own." }
);
function readFileRecording(path) {
  const log = findLog(path);
  const folder = join(dirname(log), blobFolderName);
  return {
    path: log,
    lines: () => splitLines(log.endsWith(".gz") ? gunzip(log) : readChunks(log)),
    blobs: { read: (sha256) => readRegularFile(join(folder, sha256)) }
  };
}
function makeFolders(folder) {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return;
  const parent = dirname(folder);
  if (parent !== folder) makeFolders(parent);
  try {
    mkdirSync(folder, { mode: 448 });
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
  }
}
function refuseExisting(directory, paths) {
  const found = paths.find((path) => lstatSync(path, { throwIfNoEntry: false }) !== void 0);
  if (found === void 0) return;
  throw new GuardError("INPUT_INVALID", `${directory} already holds a recording (${found})`, {
    hint: "Choose another folder with --out DIR, or move the old recording away."
  });
}
function whileOpening(directory, work) {
  try {
    return work();
  } catch (cause) {
    if (cause instanceof GuardError) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new GuardError("INPUT_INVALID", `no recording can be written in ${directory}: ${why}`, {
      hint: "Choose a folder that can be written with --out DIR.",
      cause
    });
  }
}
function createFile(path, flags = 0) {
  const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW } = constants;
  return openSync(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | flags, 384);
}
function writeAll(file, bytes, write) {
  for (let offset = 0; offset < bytes.length; ) offset += write(file, bytes, offset);
}
function writeWhole(path, bytes, write) {
  const file = createFile(path);
  try {
    writeAll(file, bytes, write);
  } catch (error) {
    unlinkSync(path);
    throw error;
  } finally {
    closeSync(file);
  }
}
function noteHolder(path, holder, write) {
  try {
    rmSync(path, { force: true });
    writeWhole(path, Buffer.from(JSON.stringify(holder)), write);
  } catch {
  }
}
function createReserve(path, write) {
  let held = true;
  try {
    writeWhole(path, Buffer.alloc(reserveBytes, 32), write);
  } catch {
    held = false;
  }
  return {
    free() {
      if (held) rmSync(path, { force: true });
      held = false;
    }
  };
}
function findLog(path) {
  if (!existsSync(path)) {
    throw new GuardError("INPUT_INVALID", `there is no file or folder ${path}`);
  }
  if (!statSync(path).isDirectory()) return path;
  const log = [recordingFileName, `${recordingFileName}.gz`].map((name) => join(path, name)).find((candidate) => existsSync(candidate));
  if (log !== void 0) return log;
  throw new GuardError(
    "INPUT_INVALID",
    `${path} holds no recording: neither ${recordingFileName} nor ${recordingFileName}.gz is in it`
  );
}
async function* readChunks(path) {
  try {
    yield* createReadStream(path, { highWaterMark: chunkBytes });
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new GuardError("INPUT_INVALID", `${path} cannot be read: ${why}`, { cause });
  }
}
async function* gunzip(path) {
  const source = createReadStream(path, { highWaterMark: chunkBytes });
  const plain = createGunzip();
  source.on("error", (error) => plain.destroy(error));
  source.pipe(plain);
  try {
    yield* plain;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    const damaged = String(cause.code).startsWith("Z_");
    throw damaged ? new GuardError("RECORDING_BROKEN", `the compressed file is damaged (${why})`, { cause }) : new GuardError("INPUT_INVALID", `${path} cannot be read: ${why}`, { cause });
  } finally {
    source.destroy();
  }
}
async function readRegularFile(path) {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
  try {
    const file = await open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    if ((await file.stat()).isFile()) return file.createReadStream({ highWaterMark: chunkBytes });
    await file.close();
    return void 0;
  } catch {
    return void 0;
  }
}

export {
  maxLineBytes,
  splitLines,
  recordingFileName,
  blobFolderName,
  openFileRecording,
  readFileRecording
};
