import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import {
  createChainCheck
} from "./chunk-QCLPPHMS.js";
import {
  GuardError
} from "./chunk-I22CHC5J.js";

// src/core/recording/read.ts
import { createHash } from "node:crypto";
var bodyFields = ["text", "arguments", "diff"];
var maxBlobsRemembered = 1e5;
async function* readRecording(lines, options = {}) {
  const check = createChainCheck();
  const verifying = { check, seen: /* @__PURE__ */ new Set(), checked: 0, bytes: 0 };
  let number = 0;
  let wasDamaged = false;
  try {
    for await (const line of lines) {
      number += 1;
      const entry = check.add(line);
      const texts = entry === void 0 ? {} : await readTexts(entry, options, verifying);
      const { damage } = check;
      const proven = damage === void 0 && entry !== void 0;
      if (proven) options.onHead?.(entry.seq, check.head);
      const news = damage === void 0 || wasDamaged ? {} : { damage };
      wasDamaged ||= damage !== void 0;
      yield { line: number, entry, texts, proven, ...news };
    }
  } catch (error) {
    if (!(error instanceof GuardError) || error.code !== "RECORDING_BROKEN") throw error;
    check.reject(`after line ${number}: ${error.message}`);
  }
  return check.end({ checked: verifying.checked, bytes: verifying.bytes });
}
async function readTexts(entry, options, verifying) {
  const texts = {};
  for (const field of bodyFields) {
    const body = entry[field];
    if (body === void 0) continue;
    if (typeof body === "string") {
      if (options.keepBytes !== 0) {
        texts[field] = { text: body, bytes: Buffer.byteLength(body), cut: false };
      }
    } else if (isReference(body)) {
      texts[field] = await readBlob(body, options, verifying);
    }
  }
  return texts;
}
var isReference = (body) => typeof body === "object" && body !== null && "blob" in body && "bytes" in body && typeof body.blob === "string" && /^[0-9a-f]{64}$/.test(body.blob) && typeof body.bytes === "number";
async function readBlob({ blob, bytes }, { blobs, keepBytes = 0 }, verifying) {
  const nothing = { text: "", bytes, cut: bytes > 0, blob };
  const { seen, check } = verifying;
  if (blobs === void 0 || keepBytes === 0 && seen.has(`${blob} ${bytes}`)) return nothing;
  const content = await blobs.read(blob);
  if (content === void 0) {
    check.reject(`the blob ${blob} is missing`);
    return nothing;
  }
  const { kept, size, sha256 } = await digestOf(content, { keepBytes, maxBytes: bytes });
  if (sha256 !== blob || size !== bytes) {
    check.reject(`the blob ${blob} was changed: it has another hash or length`);
    return nothing;
  }
  if (!seen.has(`${blob} ${bytes}`)) {
    verifying.checked += 1;
    verifying.bytes += bytes;
    if (seen.size < maxBlobsRemembered) seen.add(`${blob} ${bytes}`);
  }
  const text = new TextDecoder().decode(kept, { stream: kept.length < bytes });
  return { text, bytes, cut: kept.length < bytes, blob };
}
async function digestOf(content, { keepBytes, maxBytes }) {
  const digest = createHash("sha256");
  const pieces = [];
  let size = 0;
  for await (const chunk of content) {
    if (size < keepBytes) pieces.push(chunk.slice(0, keepBytes - size));
    size += chunk.length;
    if (size > maxBytes) break;
    digest.update(chunk);
  }
  return { kept: Buffer.concat(pieces), size, sha256: digest.digest("hex") };
}

export {
  readRecording
};
