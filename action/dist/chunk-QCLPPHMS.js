import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import {
  maxLineBytes
} from "./chunk-B32A25VQ.js";
import {
  plain
} from "./chunk-B5GJ3CPW.js";
import {
  _enum,
  array,
  int,
  literal,
  looseObject,
  number,
  record,
  strictObject,
  string,
  union,
  unknown
} from "./chunk-FBYAHOKZ.js";

// src/core/cursor/process-text.ts
var kinds = {
  hook: "hook",
  mcp: "MCP server",
  plugin: "plugin"
};
function processText({ process, name, command }, file) {
  const kind = Object.hasOwn(kinds, process) ? kinds[process] : void 0;
  if (kind === void 0) return plain(`what ${file} says, which cannot be read`);
  const named = plain(name === void 0 ? `a ${kind}` : `the ${kind} "${name}"`);
  return `${named} of ${plain(file)}${command === "unknown" ? ", whose command cannot be read" : ""}`;
}

// src/core/recording/entry.ts
var formatVersion = 1;
var cloudAgentNote = "a call about a cloud agent";
var pushNotBegunNote = "a push was refused before it began";

// src/core/recording/totals.ts
var maxOpenAnswers = 1e4;
var openAnswers = /* @__PURE__ */ new WeakMap();
function emptyTotals() {
  return {
    prompts: 0,
    responses: 0,
    toolCalls: 0,
    masked: 0,
    reported: 0,
    denied: 0,
    held: 0,
    approved: 0,
    pushes: 0,
    tokens: 0
  };
}
var isViolated = ({ denied, held, approved }) => denied > 0 || held > approved;
function addToTotals(totals, entry) {
  switch (entry.kind) {
    case "prompt":
      totals.prompts += 1;
      endAnswer(totals, entry.run);
      break;
    case "response":
      countAnswer(totals, entry.run);
      break;
    case "tool-call":
      totals.toolCalls += 1;
      endAnswer(totals, entry.run);
      break;
    case "usage":
      totals.tokens += entry.input + entry.output;
      endAnswer(totals, entry.run);
      break;
    case "finding":
      totals[entry.action] += 1;
      break;
    case "verdict":
      if (entry.effective === "deny") totals.denied += 1;
      if (entry.effective === "hold") totals.held += 1;
      break;
    case "approval":
      if (entry.state === "approved") totals.approved += 1;
      break;
    case "push":
      totals.pushes += 1;
      break;
  }
}
function totalsDifference(counted, claimed) {
  for (const name of Object.keys(counted)) {
    if (counted[name] !== claimed[name]) {
      return `${name} is ${counted[name]}, the seal says ${claimed[name]}`;
    }
  }
  return void 0;
}
function countAnswer(totals, run) {
  const open = openAnswers.get(totals) ?? /* @__PURE__ */ new Set();
  if (open.has(run)) return;
  if (open.size >= maxOpenAnswers) open.clear();
  openAnswers.set(totals, open.add(run));
  totals.responses += 1;
}
function endAnswer(totals, run) {
  openAnswers.get(totals)?.delete(run);
}

// src/core/recording/signature.ts
import { createHash, createPublicKey, sign, verify } from "node:crypto";
function sealMessage({ session, count: count2, head, digest }) {
  return Buffer.from(["cursor-guard seal 1", session, count2, head, digest].join("\n"), "utf8");
}
function isSealSignature(facts, signature) {
  const raw = canonicalBase64(signature.key, 32);
  const value = canonicalBase64(signature.value, 64);
  if (raw === void 0 || value === void 0) return false;
  return verify(null, sealMessage(facts), publicKeyFromRaw(raw), value);
}
function keyFingerprint(key) {
  const digest = createHash("sha256").update(Buffer.from(key, "base64")).digest("base64");
  return `SHA256:${digest.replace(/=+$/, "")}`;
}
function publicKeyFromRaw(raw) {
  const jwk = { kty: "OKP", crv: "Ed25519", x: raw.toString("base64url") };
  return createPublicKey({ key: jwk, format: "jwk" });
}
function canonicalBase64(text, bytes) {
  const decoded = Buffer.from(text, "base64");
  return decoded.length === bytes && decoded.toString("base64") === text ? decoded : void 0;
}

// src/core/recording/chain.ts
import { hash as hash2 } from "node:crypto";

// src/core/recording/entry-schema.ts
var hash = string().regex(/^[0-9a-f]{64}$/, "expected 64 lower-case hex digits");
var count = int().nonnegative();
var bodySchema = union([string(), strictObject({ blob: hash, bytes: count })]);
var inRun = { run: string(), call: string().exactOptional() };
var place = { run: string().exactOptional(), call: string().exactOptional() };
var levelSchema = _enum(["L0", "L1", "L2"]);
var totalsSchema = strictObject({
  prompts: count,
  responses: count,
  toolCalls: count,
  masked: count,
  reported: count,
  denied: count,
  held: count,
  approved: count,
  pushes: count,
  tokens: count
});
var bodySchemas = {
  session: looseObject({
    format: int().positive(),
    session: string().min(1),
    startedAt: string(),
    guard: string(),
    mode: _enum(["standalone", "gateway"]),
    level: levelSchema,
    identity: record(string(), string()),
    policy: looseObject({
      source: string(),
      digest: string(),
      enforcement: _enum(["enforce", "audit"]),
      retention: int().positive().exactOptional()
    }),
    command: array(string()).exactOptional()
  }),
  prompt: looseObject({
    ...inRun,
    text: bodySchema,
    model: string().exactOptional(),
    conversation: string().exactOptional()
  }),
  response: looseObject({ ...inRun, text: bodySchema }),
  thinking: looseObject({ ...inRun, text: bodySchema }),
  "tool-call": looseObject({
    run: string(),
    call: string(),
    tool: string(),
    subject: record(string(), unknown()),
    model: string().exactOptional(),
    arguments: bodySchema.exactOptional()
  }),
  "tool-result": looseObject({
    run: string(),
    call: string(),
    outcome: _enum(["success", "failure", "rejected", "unknown"]),
    exitCode: int().exactOptional(),
    text: bodySchema.exactOptional()
  }),
  "file-write": looseObject({
    run: string(),
    call: string(),
    path: string(),
    diff: bodySchema
  }),
  "command-output": looseObject({
    run: string(),
    call: string(),
    stream: _enum(["stdout", "stderr"]),
    text: bodySchema
  }),
  push: looseObject({
    call: string().exactOptional(),
    repository: string(),
    updates: array(record(string(), unknown())),
    outcome: string()
  }),
  github: looseObject({
    verb: string().exactOptional(),
    path: string().exactOptional(),
    operation: string().exactOptional(),
    status: int().exactOptional()
  }),
  process: looseObject({
    call: string(),
    process: string(),
    name: string().exactOptional(),
    file: string(),
    command: string().exactOptional()
  }),
  egress: looseObject({ host: string(), port: int(), outcome: string() }),
  finding: looseObject({
    rule: string(),
    tier: _enum(["rewrite", "report"]),
    confidence: string(),
    fingerprint: string(),
    where: string(),
    action: _enum(["masked", "reported"]),
    pseudonym: string().exactOptional(),
    ...place
  }),
  verdict: looseObject({
    subject: string(),
    verdict: string(),
    effective: string(),
    rule: string().exactOptional(),
    reason: string().exactOptional(),
    ...place,
    tree: unknown().exactOptional()
  }),
  approval: looseObject({
    request: string(),
    state: _enum(["asked", "approved", "denied", "expired", "withdrawn", "used"]),
    by: string().exactOptional(),
    why: string().exactOptional(),
    surface: string().exactOptional(),
    ...place
  }),
  limit: looseObject({
    limit: string(),
    allowed: number(),
    reached: number(),
    action: string()
  }),
  usage: looseObject({
    run: string(),
    model: string().exactOptional(),
    input: count,
    output: count,
    cacheRead: count,
    cacheWrite: count
  }),
  note: looseObject({ text: string() }),
  gap: looseObject({
    reason: string(),
    bytes: count.exactOptional(),
    digest: string().exactOptional(),
    run: string().exactOptional()
  }),
  seal: strictObject({
    seq: count,
    t: count,
    kind: literal("seal"),
    count,
    head: hash,
    totals: totalsSchema,
    coverage: strictObject({
      level: levelSchema,
      state: _enum(["complete", "partial"]),
      reasons: array(string())
    }),
    exitCode: int().exactOptional(),
    digest: hash,
    signature: strictObject({ key: string(), value: string() }).exactOptional(),
    prev: hash
  })
};
var frameSchema = looseObject({ seq: count, t: count, kind: string(), prev: hash });
function readEntry(value) {
  const frame = frameSchema.safeParse(value);
  if (!frame.success) return { problem: `it is not an entry: ${firstIssue(frame.error)}` };
  const { kind, seq, t, prev } = frame.data;
  if (!Object.hasOwn(bodySchemas, kind)) {
    return { entry: { kind: "unknown", name: kind, seq, t, prev } };
  }
  const parsed = bodySchemas[kind].safeParse(value);
  if (!parsed.success) return { problem: `it is not a ${kind} entry: ${firstIssue(parsed.error)}` };
  return { entry: value };
}
function firstIssue(error) {
  const [issue] = error.issues;
  if (issue === void 0) return "unreadable";
  return `${issue.path.map(String).join(".") || "line"}: ${issue.message}`;
}

// src/core/recording/chain.ts
var firstPrev = "0".repeat(64);
function hashLine(line) {
  return hash2("sha256", line.subarray(0, -1), "hex");
}
function sealDigest(start) {
  return hash2("sha256", start, "hex");
}
var utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
var newline = 10;
var carriageReturn = 13;
function createChainCheck() {
  const totals = emptyTotals();
  let session;
  let seal;
  let signature = { state: "absent" };
  let finding;
  let cut;
  let lines = 0;
  let intact = 0;
  let head = firstPrev;
  let gaps = 0;
  const reject = (why, line = lines) => {
    finding ??= { line, why };
  };
  const checkPlace = (text, entry) => {
    if (entry.seq !== intact) {
      reject(
        `line ${lines} has seq ${entry.seq} where ${intact} was expected: lines were removed, repeated or reordered`
      );
    } else if (entry.prev !== head && intact === 0) {
      reject("the first line refers to a line before it: the beginning was removed or changed");
    } else if (entry.prev !== head) {
      const why = `line ${lines - 1} was changed, or line ${lines} was: line ${lines} keeps another hash of the line before it`;
      reject(why, lines - 1);
    } else if (!hasFrame(text, entry)) {
      reject(`line ${lines} is not written as the format says: seq, t, kind first and prev last`);
    }
  };
  const checkOrder = (entry, lastT2) => {
    if (seal !== void 0) reject(`line ${lines} comes after the seal`);
    if (entry.kind === "session" !== (intact === 0)) {
      reject(
        intact === 0 ? "the first line is not a session entry: the beginning is missing" : `line ${lines} is a second session entry`
      );
    }
    if (entry.t < lastT2) reject(`line ${lines} is older than the line before it`);
  };
  const checkSession = (entry) => {
    if (entry.format !== formatVersion) {
      reject(`it is written in format ${entry.format}; this version reads format ${formatVersion}`);
    }
  };
  const checkSeal = (text, entry) => {
    const difference = totalsDifference(totals, entry.totals);
    if (entry.count !== intact) {
      reject(`the seal is about ${entry.count} lines, but ${intact} stand before it`);
    } else if (entry.head !== head) {
      reject("the seal names another last line than the one before it");
    } else if (difference !== void 0) {
      reject(`the totals in the seal do not agree with the entries: ${difference}`);
    } else if (gaps > 0 && entry.coverage.state === "complete") {
      reject(`the seal says complete, but the record has gaps (${gaps})`);
    } else if (!isSealWritten(text, entry)) {
      reject("the seal was changed: its digest is about another seal");
    } else if (entry.signature !== void 0) {
      const facts = { ...entry, session: session?.session ?? "", digest: entry.digest ?? "" };
      const valid = isSealSignature(facts, entry.signature);
      signature = { state: valid ? "valid" : "invalid", key: entry.signature.key };
      if (!valid) reject("the signature in the seal does not fit the seal");
    }
  };
  let lastT = 0;
  const check = (text, entry, line) => {
    if (finding !== void 0) return;
    checkPlace(text, entry);
    checkOrder(entry, lastT);
    if (entry.kind === "session") checkSession(entry);
    if (entry.kind === "seal") checkSeal(text, entry);
    if (finding !== void 0) return;
    head = hashLine(line);
    intact += 1;
    lastT = entry.t;
    addToTotals(totals, entry);
    if (entry.kind === "gap") gaps += 1;
    if (entry.kind === "session") session = entry;
    if (entry.kind === "seal") seal = entry;
  };
  return {
    reject: (why) => reject(why),
    get damage() {
      return finding?.why;
    },
    get head() {
      return head;
    },
    add(line) {
      lines += 1;
      if (line.length > maxLineBytes) {
        reject(`line ${lines} is longer than ${maxLineBytes} bytes`);
        return void 0;
      }
      if (line.at(-1) !== newline) {
        if (seal !== void 0) reject(`line ${lines} comes after the seal`);
        cut = { line: lines, bytes: line.length };
        return void 0;
      }
      if (line.at(-2) === carriageReturn) {
        reject(
          `line ${lines} has other line endings than it was written with (CR LF): something has converted the file, as git does with core.autocrlf; get it again without that`
        );
      }
      const read = readLine(line);
      if ("problem" in read) {
        reject(`line ${lines} cannot be read: ${read.problem}`);
        return void 0;
      }
      check(read.text, read.entry, line);
      return read.entry;
    },
    end(blobs = { checked: 0, bytes: 0 }) {
      if (intact === 0) reject(cut ? "not one line is complete" : "there is no line in it", 1);
      const known = {
        count: intact,
        head,
        signature,
        totals,
        gaps,
        blobs,
        ...session === void 0 ? {} : { session }
      };
      if (finding !== void 0) return { state: "broken", ...finding, ...known };
      if (seal !== void 0) return { state: "sealed", ...known, seal, coverage: seal.coverage };
      if (cut === void 0) {
        return { state: "unsealed", line: lines, why: "the last line is not a seal", ...known };
      }
      const why = `line ${cut.line} is cut off after ${cut.bytes} bytes: the writer was stopped while it wrote`;
      return { state: "unsealed", line: cut.line, why, ...known };
    }
  };
}
function readLine(line) {
  let text;
  let value;
  try {
    text = utf8.decode(line.subarray(0, -1));
  } catch {
    return { problem: "it is not UTF-8" };
  }
  try {
    value = JSON.parse(text);
  } catch {
    return { problem: "it is not JSON" };
  }
  const read = readEntry(value);
  return "problem" in read ? read : { text, entry: read.entry };
}
function hasFrame(text, { seq, t, kind, prev, ...rest }) {
  const name = kind === "unknown" && "name" in rest ? rest.name : kind;
  return text.startsWith(`{"seq":${seq},"t":${t},"kind":${JSON.stringify(name)}`) && text.endsWith(`,"prev":"${prev}"}`);
}
function isSealWritten(text, { digest, signature, prev }) {
  const signed = signature === void 0 ? "" : `,"signature":${JSON.stringify(signature)}`;
  const end = `,"digest":"${digest}"${signed},"prev":"${prev}"}`;
  return text.endsWith(end) && sealDigest(text.slice(0, -end.length)) === digest;
}

export {
  processText,
  formatVersion,
  cloudAgentNote,
  pushNotBegunNote,
  emptyTotals,
  isViolated,
  addToTotals,
  keyFingerprint,
  firstPrev,
  hashLine,
  sealDigest,
  createChainCheck
};
