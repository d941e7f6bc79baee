import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import {
  maxArtifactName
} from "./chunk-4ICAOQIE.js";
import {
  renderSummary
} from "./chunk-ZTG5ARCH.js";
import "./chunk-AAWHFIOW.js";
import {
  cell,
  oneLine
} from "./chunk-KFAYHB5I.js";
import {
  createSecretEngine,
  openPlainFile
} from "./chunk-HS6WFBPJ.js";
import {
  info,
  setFailed
} from "./chunk-KSZ5OEGW.js";
import {
  blobFolderName,
  readFileRecording,
  recordingFileName,
  splitLines
} from "./chunk-B32A25VQ.js";
import "./chunk-B5GJ3CPW.js";
import "./chunk-I22CHC5J.js";
import {
  __callDispose,
  __using
} from "./chunk-GZ5KYTBD.js";

// action/keep-artifact.ts
import { randomBytes } from "node:crypto";
import { mkdtemp } from "node:fs/promises";
import { join as join2 } from "node:path";

// action/artifact.ts
import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, readdir, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
async function assembleArtifact(parts) {
  const { into, mode, recording, report, summary, renderReplay } = parts;
  await mkdir(into, { recursive: true, mode: 448 });
  const files = [];
  if (mode === "full") {
    const packed = join(into, "recording.jsonl.gz");
    await gzipFile(join(recording, recordingFileName), packed);
    files.push(packed, ...await copyBlobs(recording, join(into, blobFolderName)));
    const page = join(into, "replay.html");
    await renderReplay(recording, page);
    files.push(page);
  }
  const text = join(into, "summary.md");
  await writeFile(text, summary, { mode: 384 });
  files.push(text);
  const manifest = join(into, "manifest.json");
  await writeFile(manifest, await renderManifest(files, parts, report), { mode: 384 });
  return [...files, manifest];
}
async function renderManifest(files, { mode, into }, { session, seal, coverage, verdict, entries, head }) {
  const listed = await Promise.all(
    files.map(async (file) => ({
      name: file.slice(into.length + 1),
      bytes: (await stat(file)).size,
      sha256: await sha256Of(file)
    }))
  );
  const manifest = {
    version: 1,
    session: session?.session ?? null,
    identity: session?.identity ?? {},
    policy: session?.policy ?? null,
    level: coverage.level,
    coverage,
    verdict,
    sealed: seal !== void 0,
    entries,
    head,
    mode,
    files: listed
  };
  return `${JSON.stringify(manifest, null, 2)}
`;
}
async function gzipFile(from, to) {
  var _stack = [];
  try {
    const file = __using(_stack, await openPlainFile(from), true);
    const bytes = file.createReadStream({ end: maxBytes - 1, autoClose: false });
    await pipeline(bytes, createGzip(), createWriteStream(to, { mode: 384 }));
  } catch (_) {
    var _error = _, _hasError = true;
  } finally {
    var _promise = __callDispose(_stack, _error, _hasError);
    _promise && await _promise;
  }
}
var maxBytes = 2 ** 31;
async function copyBlobs(recording, to) {
  const found = await readdir(join(recording, blobFolderName)).catch(() => []);
  const names = found.filter((name) => /^[0-9a-f]{64}$/.test(name)).toSorted();
  const { blobs } = readFileRecording(recording);
  const copies = [];
  if (names.length > 0) await mkdir(to, { mode: 448 });
  for (const name of names) {
    const bytes = await blobs.read(name);
    if (bytes === void 0) continue;
    const copy = join(to, name);
    await pipeline(bytes, createWriteStream(copy, { mode: 384 }));
    if (await sha256Of(copy) === name) copies.push(copy);
    else await rm(copy);
  }
  return copies;
}
async function sha256Of(file) {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  return hash.digest("hex");
}

// action/leak-check.ts
import { createReadStream as createReadStream2 } from "node:fs";
import { basename, dirname } from "node:path";
import { createGunzip } from "node:zlib";
var windowBytes = 1024 * 1024;
var overlapBytes = 64 * 1024;
var maxLeaks = 50;
async function checkForLeaks(files, engine) {
  const found = /* @__PURE__ */ new Map();
  let suspicions = 0;
  for (const file of files) {
    for await (const window of windowsOf(file)) {
      for (const match of engine.scan(window)) {
        if (!isCertain(match)) {
          suspicions += 1;
          continue;
        }
        const leak = { file: shownName(file), rule: match.rule, fingerprint: match.fingerprint };
        if (found.size < maxLeaks)
          found.set(`${leak.file}
${leak.rule}
${leak.fingerprint}`, leak);
      }
    }
  }
  return { leaks: [...found.values()], suspicions };
}
var isCertain = ({ known, tier }) => known !== void 0 || tier === "rewrite";
async function* windowsOf(file) {
  yield* overlapping(open(file));
  if (!/\.jsonl(?:\.gz)?$/.test(file)) return;
  for await (const line of splitLines(open(file)))
    yield* overlapping([Buffer.from(stringsIn(line))]);
}
var open = (file) => {
  const bytes = createReadStream2(file);
  if (!file.endsWith(".gz")) return bytes;
  const unpacked = createGunzip();
  bytes.on("error", (error) => unpacked.destroy(error));
  return bytes.pipe(unpacked);
};
async function* overlapping(chunks) {
  let held = new Uint8Array();
  let isNew = false;
  for await (const chunk of chunks) {
    held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    isNew = true;
    while (held.length >= windowBytes + overlapBytes) {
      yield held.subarray(0, windowBytes + overlapBytes);
      held = held.subarray(windowBytes);
      isNew = held.length > overlapBytes;
    }
  }
  if (isNew) yield held;
}
function stringsIn(line) {
  const strings = [];
  const visit = (value) => {
    if (typeof value === "string") strings.push(value);
    else if (Array.isArray(value)) value.forEach(visit);
    else if (typeof value === "object" && value !== null) Object.values(value).forEach(visit);
  };
  try {
    visit(JSON.parse(Buffer.from(line).toString("utf8")));
  } catch {
    return "";
  }
  return strings.join("\n");
}
var shownName = (file) => basename(dirname(file)) === "blobs" ? `blobs/${basename(file).slice(0, 12)}` : basename(file);

// action/upload.ts
async function upload(options) {
  const why = whyNoArtifacts(options.env);
  if (why !== void 0) return { outcome: "impossible", why };
  const result = await uploadAs(options.name, options);
  const isTaken = result.outcome === "failed" && nameIsTaken.test(result.why);
  return isTaken ? uploadAs(options.otherName, options) : result;
}
var nameIsTaken = /\(409\)|already exists/i;
async function uploadAs(name, options) {
  try {
    const { DefaultArtifactClient } = await import("./chunk-JV2AKIOO.js");
    const { files, root, retentionDays } = options;
    const { id } = await new DefaultArtifactClient().uploadArtifact(name, [...files], root, {
      compressionLevel: 6,
      ...retentionDays === void 0 ? {} : { retentionDays }
    });
    if (id === void 0) return { outcome: "failed", why: "the artifact service gave no id" };
    return { outcome: "uploaded", name, id };
  } catch (error) {
    return {
      outcome: "failed",
      why: oneLine(error instanceof Error ? error.message : String(error))
    };
  }
}
function whyNoArtifacts(env) {
  if (!hasArtifactService(env)) {
    return "GitHub Enterprise Server does not offer the artifact service this action uses; the recording stays on the runner.";
  }
  if (env.ACTIONS_RUNTIME_TOKEN === void 0 || env.ACTIONS_RESULTS_URL === void 0) {
    return "the runner gave this step no access to the artifact service.";
  }
  return void 0;
}
function hasArtifactService(env) {
  const server = env.GITHUB_SERVER_URL ?? "https://github.com";
  const host = URL.canParse(server) ? new URL(server).hostname.toLowerCase() : "";
  return host === "github.com" || host.endsWith(".ghe.com") || host.endsWith(".localhost");
}
function artifactLink(env, id) {
  const { GITHUB_SERVER_URL, GITHUB_REPOSITORY, GITHUB_RUN_ID } = env;
  if (!GITHUB_SERVER_URL || !GITHUB_REPOSITORY || !GITHUB_RUN_ID) return void 0;
  return `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}/actions/runs/${GITHUB_RUN_ID}/artifacts/${id}`;
}

// action/keep-artifact.ts
var secretNames = [
  "INPUT_CURSOR-API-KEY",
  "INPUT_GITHUB-TOKEN",
  "CURSOR_API_KEY",
  "CURSOR_AUTH_TOKEN",
  "GITHUB_TOKEN",
  "GH_TOKEN",
  "ACTIONS_RUNTIME_TOKEN",
  "ACTIONS_ID_TOKEN_REQUEST_TOKEN"
];
async function keepArtifact(state, report, env) {
  const { artifact: mode } = state;
  if (mode === "off") return kept("Nothing was uploaded (artifact: off).");
  const into = await mkdtemp(join2(state.scratch, "artifact-"));
  const summary = renderSummary(report, { sentence: "This summary is part of the artifact." });
  const { writeReplayPage } = await import("./chunk-FIRDSP23.js");
  const files = await assembleArtifact({
    mode,
    recording: state.recording,
    into,
    report,
    summary,
    renderReplay: writeReplayPage
  });
  const { leaks, suspicions } = await checkForLeaks(files, engineFor(state, env));
  if (leaks.length > 0) {
    setFailed("Nothing was uploaded: there are secrets in the artifact.");
    return kept("Nothing was uploaded: there are secrets in it.", leaks.map(leakAnnotation));
  }
  if (suspicions > 0) {
    info(`cursor-guard: ${suspicions} uncertain finds in the artifact, as the summary lists.`);
  }
  const session = report.session?.session ?? "session";
  const name = state.artifactName ?? `cursor-guard-${session}`;
  const otherName = `${name.slice(0, maxArtifactName - session.length - 1)}-${session}`;
  const retentionDays = state.retentionDays;
  const result = await upload({ name, otherName, files, root: into, retentionDays, env });
  if (result.outcome === "uploaded") {
    const link = artifactLink(env, result.id);
    const taken = result.name === name ? "" : ` (${cell(name)} was taken by another job of this run)`;
    const holds = mode === "full" ? "has the recording and a page that plays it." : "has this summary alone (artifact: summary).";
    const sentence = `The artifact ${cell(result.name)}${taken} ${holds}`;
    info(`cursor-guard: ${sentence}`);
    return { where: { sentence, ...link === void 0 ? {} : { link } }, annotations: [] };
  }
  const fails = result.outcome === "failed" && state.recordingRequired;
  if (fails) setFailed(`The recording could not be uploaded: ${result.why}`);
  return kept(`Nothing was uploaded: ${result.why}`, fails ? [] : [notUploaded(result.why)]);
}
var kept = (sentence, annotations = []) => ({
  where: { sentence },
  annotations
});
var leakAnnotation = ({ file, rule, fingerprint }) => ({
  kind: "error",
  title: "cursor-guard: a secret in the artifact",
  message: `${file}: ${rule} (fingerprint ${fingerprint})`
});
var notUploaded = (why) => ({
  kind: "warning",
  title: "cursor-guard: the recording was not uploaded",
  message: why
});
function engineFor(state, env) {
  const names = /* @__PURE__ */ new Set([...secretNames, ...state.secrets.known]);
  const known = [...names].flatMap((name) => {
    const value = env[name]?.trim();
    return value ? [{ name, value }] : [];
  });
  if (state.sessionToken !== void 0) {
    known.push({ name: "session token", value: state.sessionToken });
  }
  return createSecretEngine({
    pseudonymKey: randomBytes(32),
    known,
    customRules: state.secrets.rules,
    allow: state.secrets.allow,
    now: Date.now()
  });
}
export {
  keepArtifact
};
