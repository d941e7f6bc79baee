import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import {
  createSecretEngine,
  openPlainFile
} from "./chunk-HS6WFBPJ.js";
import {
  GuardError
} from "./chunk-I22CHC5J.js";
import {
  __callDispose,
  __using
} from "./chunk-GZ5KYTBD.js";

// src/adapters/machine/system-programs.ts
import { realpath } from "node:fs/promises";
import { isAbsolute as isAbsolute2, join as join2, sep as sep2 } from "node:path";

// src/adapters/machine/path-steps.ts
import { lstat, readlink } from "node:fs/promises";
import { isAbsolute, join, sep } from "node:path";
var maxLinks = 40;
async function pathSteps(path) {
  const steps = [];
  const names2 = path.split(sep).filter((name) => name !== "");
  let at = sep;
  let links = 0;
  steps.push({ path: at, stats: await lstat(at) });
  for (let name = names2.shift(); name !== void 0; name = names2.shift()) {
    const next = join(at, name);
    const stats = await lstat(next);
    steps.push({ path: next, stats });
    if (!stats.isSymbolicLink()) {
      at = next;
      continue;
    }
    links += 1;
    if (links > maxLinks) throw Object.assign(new Error(`${path}: a circle`), { code: "ELOOP" });
    const target = await readlink(next);
    if (isAbsolute(target)) at = sep;
    names2.unshift(...target.split(sep).filter((part) => part !== "" && part !== "."));
  }
  return steps;
}

// src/adapters/machine/system-programs.ts
var folders = [
  ...["/usr/sbin", "/usr/bin", "/sbin", "/bin", "/usr/local/sbin", "/usr/local/bin"],
  ...["/run/wrappers/bin", "/run/current-system/sw/bin", "/nix/var/nix/profiles/default/bin"]
];
var known = /* @__PURE__ */ new Map();
var searched;
var findSystemProgram = (name) => {
  const found = known.get(name) ?? lookUp(name);
  known.set(name, found);
  return found;
};
var findOwnProgram = (path, workplaces) => async (name) => await findSystemProgram(name) ?? await lookAlong(path ?? "", name, workplaces);
async function lookAlong(path, name, workplaces) {
  const closed = await Promise.all(workplaces.map((folder) => realpath(folder).catch(() => folder)));
  const isWorkplace = ({ path: step }) => step.split(sep2).includes("node_modules") || closed.some((folder) => step === folder || step.startsWith(`${folder}${sep2}`));
  for (const folder of path.split(":").filter(isAbsolute2)) {
    const program = join2(folder, name);
    const steps = await pathSteps(program).catch(() => void 0);
    if (steps === void 0 || !isProgram(steps.at(-1))) continue;
    if (!steps.some(isWorkplace) && !steps.some(isEverybodys)) return program;
  }
  return void 0;
}
var systemPath = async () => (await systemFolders()).join(":");
function systemFolders() {
  searched ??= Promise.all(
    folders.map(async (folder) => await isRoots(folder) ? [folder] : [])
  ).then((found) => found.flat());
  return searched;
}
async function lookUp(name) {
  if (name.includes("/")) throw new TypeError(`${name} is a path; a program's name was expected`);
  for (const folder of await systemFolders()) {
    const path = join2(folder, name);
    const steps = await pathSteps(path).catch(() => void 0);
    if (steps === void 0) continue;
    return steps.every(isRootsAlone) && isProgram(steps.at(-1)) ? path : void 0;
  }
  return void 0;
}
var isRoots = (folder) => pathSteps(folder).then(
  (steps) => steps.every(isRootsAlone) && steps.at(-1)?.stats.isDirectory() === true,
  () => false
);
var isEverybodys = ({ stats }) => !stats.isSymbolicLink() && (stats.mode & 2) !== 0 && !(stats.isDirectory() && (stats.mode & 512) !== 0);
function isRootsAlone({ stats }) {
  if (stats.uid !== 0) return false;
  if (stats.isSymbolicLink() || (stats.mode & 18) === 0) return true;
  return stats.isDirectory() && (stats.mode & 512) !== 0;
}
var isProgram = (step) => step?.stats.isFile() === true && (step.stats.mode & 73) !== 0;

// src/own-folder.ts
import { lstat as lstat2, mkdtemp, realpath as realpath2 } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join as join3, sep as sep3 } from "node:path";
var nobody = 65534;
async function makeOwnFolder(prefix, workplaces, temporary = tmpdir()) {
  const closed = await Promise.all(workplaces.map((folder) => realpath2(folder).catch(() => folder)));
  for (const base of /* @__PURE__ */ new Set([temporary, "/tmp", "/var/tmp"])) {
    const real = await realpath2(base).catch(() => void 0);
    if (real === void 0 || closed.some((folder) => isWithin(real, folder))) continue;
    if (await isOutOfReach(real)) return mkdtemp(join3(real, prefix));
  }
  throw new GuardError(
    "MACHINE_UNSUITABLE",
    "there is no folder for temporary files of the guard",
    {
      hint: "Set TMPDIR to a folder outside the workspace which only you and root can write, or which has the sticky bit, as /tmp has (chmod 1777 /tmp)."
    }
  );
}
var isWithin = (path, folder) => path === folder || path.startsWith(folder.endsWith(sep3) ? folder : `${folder}${sep3}`);
async function isOutOfReach(folder) {
  const own = process.getuid?.();
  if (own === void 0) return true;
  for (let at = folder; ; at = dirname(at)) {
    const stats = await lstat2(at).catch(() => void 0);
    if (stats === void 0 || ![0, own, nobody].includes(stats.uid)) return false;
    const isSticky = (stats.mode & 512) !== 0;
    const isOfGroup = stats.gid === 0 || stats.gid === process.getgid?.();
    const others = isOfGroup ? 2 : 18;
    if ((stats.mode & others) !== 0 && !isSticky) return false;
    if (at === dirname(at)) return true;
  }
}

// src/adapters/repository/locate-repository.ts
import { constants } from "node:fs";
import { lstat as lstat3, open, realpath as realpath3, stat } from "node:fs/promises";
import { dirname as dirname2, join as join4, resolve } from "node:path";
var maxSmallBytes = 1 << 20;
async function locateRepository(folder, bare) {
  const start = await realpath3(folder).catch((cause) => {
    throw unreadable(folder, "it is not there", cause);
  });
  const owner = (await stat(start)).uid;
  for (let at = start; ; at = dirname2(at)) {
    const name = join4(at, ".git");
    if (await isThere(name)) return located(at, await gitDirOf(name), owner);
    if (bare && await isRepository(at)) return located(at, at, owner);
    if (at === dirname2(at)) return void 0;
  }
}
async function located(root, gitDir, owner) {
  const { uid } = await stat(gitDir);
  if (![owner, 0, process.getuid?.() ?? uid].includes(uid)) {
    throw new GuardError("INPUT_INVALID", `${gitDir} belongs to user ${uid}, not to you`, {
      hint: "Give the repository to the user who works in it, or go on outside of it."
    });
  }
  const file = join4(gitDir, "commondir");
  const common = (await readSmall(file))?.toString("utf8").replace(/\n$/, "");
  return { root, gitDir, commonDir: common === void 0 ? gitDir : resolve(gitDir, common) };
}
async function isRepository(folder) {
  for (const name of ["HEAD", "objects", "refs"]) {
    if (!await isThere(join4(folder, name))) return false;
  }
  return true;
}
async function gitDirOf(name) {
  const found = await stat(name).catch((cause) => {
    throw unreadable(name, "it leads nowhere", cause);
  });
  if (found.isDirectory()) return realpath3(name);
  const text = (await readSmall(name))?.toString("utf8") ?? "";
  const target = /^gitdir: ([^\n]+)\n?$/.exec(text)?.[1];
  if (target === void 0) throw unreadable(name, "it names no repository");
  return realpath3(resolve(dirname2(name), target)).catch((cause) => {
    throw unreadable(name, "the repository it names is not there", cause);
  });
}
var isThere = (path) => lstat3(path).then(
  () => true,
  (cause) => {
    if (cause.code === "ENOENT" || cause.code === "ENOTDIR") return false;
    throw unreadable(path, `it cannot be looked at (${cause.code})`, cause);
  }
);
async function readSmall(path, maxBytes = maxSmallBytes) {
  var _stack = [];
  try {
    const flags = constants.O_RDONLY | constants.O_NONBLOCK;
    const handle = await open(path, flags).catch((cause) => {
      if (cause.code === "ENOENT" || cause.code === "ENOTDIR") return void 0;
      throw unreadable(path, `it cannot be opened (${cause.code})`, cause);
    });
    if (handle === void 0) return void 0;
    const file = __using(_stack, handle, true);
    if (!(await file.stat()).isFile()) throw unreadable(path, "it is no ordinary file");
    const chunks = [];
    let length = 0;
    for await (const chunk of file.createReadStream({ end: maxBytes, autoClose: false })) {
      chunks.push(chunk);
      length += chunk.length;
    }
    if (length > maxBytes) throw unreadable(path, `it has more than ${maxBytes} bytes`);
    return Buffer.concat(chunks);
  } catch (_) {
    var _error = _, _hasError = true;
  } finally {
    var _promise = __callDispose(_stack, _error, _hasError);
    _promise && await _promise;
  }
}
var unreadable = (path, why, cause) => new GuardError("INPUT_INVALID", `the repository cannot be read: ${path}: ${why}`, { cause });

// src/runner/agent-user/find-credential-files.ts
import { readdirSync } from "node:fs";
import { join as join5 } from "node:path";
var names = new RegExp(
  `^(?:${[
    String.raw`\.?npmrc|\.?yarnrc(?:\.yml)?|[._]netrc|\.pypirc|pip\.conf|\.git-credentials|\.gitconfig`,
    String.raw`\.?credentials?(?:\.(?:toml|json|xml|ya?ml|db))?|auth\.(?:json|toml)|\.?pgpass|\.my\.cnf`,
    String.raw`\.dockercfg|\.?vault-token|\.?token|stored_tokens|access_tokens?\.(?:json|db)|.*_history`,
    String.raw`\.env(?:\..+)?|id_(?:rsa|dsa|ecdsa|ed25519)(?:_sk)?|gradle\.properties|nuget\.config`,
    String.raw`settings(?:-security)?\.xml|.*\.(?:p12|pfx|jks|keystore)`
  ].join("|")})$`,
  "i"
);
var passedOver = ["node_modules", "site-packages", ".git", "_cacache"];
var maxDepth = 4;
var maxFolders = 5e3;
var isCredentialFile = (name) => names.test(name);
function findCredentialFiles(folders2, isWanted = isCredentialFile) {
  const found = /* @__PURE__ */ new Set();
  for (const folder of new Set(folders2)) {
    const queue = [{ at: folder, depth: 0 }];
    for (let seen = 0; seen < maxFolders; seen += 1) {
      const next = queue.shift();
      if (next === void 0) break;
      for (const entry of entriesOf(next.at)) {
        const path = join5(next.at, entry.name);
        if (entry.isFile() && isWanted(entry.name)) found.add(path);
        const goesOn = entry.isDirectory() && !passedOver.includes(entry.name);
        if (goesOn && next.depth < maxDepth) queue.push({ at: path, depth: next.depth + 1 });
      }
    }
  }
  return [...found];
}
function entriesOf(folder) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

// src/runner/checkout-credentials/token-search.ts
import { randomBytes } from "node:crypto";
var maxFileBytes = 64 * 1048576;
function createTokenSearch(tokens) {
  const engine = createSecretEngine({
    detectors: [],
    known: tokens.map((value) => ({ name: "token", value })),
    pseudonymKey: randomBytes(32)
  });
  const none = tokens.length === 0;
  const isIn = (text) => !none && engine.scan(toBuffer(text)).length > 0;
  return {
    isIn,
    cut(bytes) {
      if (none) return toBuffer(bytes);
      const plain = toBuffer(bytes).toString("latin1").replace(
        userInfo,
        (text, before) => isIn(Buffer.from(text, "latin1")) ? before : text
      );
      return withoutPlaces(Buffer.from(plain, "latin1"), engine.scan(Buffer.from(plain, "latin1")));
    },
    async isInFile(path) {
      if (none) return false;
      try {
        var _stack = [];
        try {
          const file = __using(_stack, await openPlainFile(path), true);
          const scanner = engine.createScanner();
          let length = 0;
          for await (const chunk of file.createReadStream({ end: maxFileBytes, autoClose: false })) {
            length += chunk.length;
            if (scanner.push(chunk).length > 0) return true;
          }
          return length > maxFileBytes ? "unread" : scanner.finish().length > 0;
        } catch (_) {
          var _error = _, _hasError = true;
        } finally {
          var _promise = __callDispose(_stack, _error, _hasError);
          _promise && await _promise;
        }
      } catch (error) {
        return error.code === "ENOENT" ? false : "unread";
      }
    }
  };
}
var userInfo = /(:\/\/)[^\s/@"'<>]{1,4096}@/g;
var toBuffer = (text) => typeof text === "string" ? Buffer.from(text) : Buffer.from(text.buffer, text.byteOffset, text.length);
function withoutPlaces(bytes, places) {
  const kept = [];
  let at = 0;
  for (const { start, end } of places.toSorted((a, b) => a.start - b.start)) {
    if (start > at) kept.push(bytes.subarray(at, start));
    at = Math.max(at, end);
  }
  return Buffer.concat([...kept, bytes.subarray(at)]);
}

// src/adapters/machine/run-program.ts
import { spawn } from "node:child_process";
import { isAbsolute as isAbsolute3 } from "node:path";
var maxOutputBytes = 16 * 1048576;
async function runProgram(command, options = {}) {
  const [name = "", ...args] = command;
  const { timeoutMs: timeoutMs2 = 6e4, input = "", env = {} } = options;
  const file = isAbsolute3(name) ? name : await findSystemProgram(name);
  if (file === void 0) return { code: 127, stdout: "", complaint: `${name}: not installed` };
  const environment = { LC_ALL: "C", PATH: await systemPath(), ...env };
  return new Promise((resolve2) => {
    const child = spawn(file, args, { stdio: "pipe", env: environment, cwd: "/" });
    const out = collect(child.stdout, () => child.kill("SIGKILL"));
    const err = collect(child.stderr, () => child.kill("SIGKILL"));
    const timer = setTimeout(() => {
      child.kill("SIGKILL");
      finish(124, `no end after ${timeoutMs2 / 1e3} s`);
    }, timeoutMs2);
    const finish = (code, complaint) => {
      clearTimeout(timer);
      resolve2({ code, stdout: out(), complaint: complaint ?? firstLine(err()) });
    };
    child.once("error", (error) => finish(127, error.message));
    child.once(
      "close",
      (code, signal) => finish(code ?? 128, signal ? `ended by ${signal}` : void 0)
    );
    child.stdin.on("error", () => {
    });
    child.stdin.end(input);
  });
}
function collect(stream, onFlood) {
  const chunks = [];
  let size = 0;
  stream.on("data", (chunk) => {
    size += chunk.length;
    if (size > maxOutputBytes) onFlood();
    else chunks.push(chunk);
  });
  return () => Buffer.concat(chunks).toString("utf8");
}
var firstLine = (text) => text.trim().split("\n")[0]?.slice(0, 200) ?? "";

// src/core/git/config-text.ts
function readSettings(list) {
  return list.split("\0").filter((line) => line !== "").map((line) => {
    const end = line.indexOf("\n");
    return end < 0 ? { key: line, value: "true" } : { key: line.slice(0, end), value: line.slice(end + 1) };
  });
}
function configText(settings) {
  return settings.map(({ key, value }) => {
    const [first, last] = [key.indexOf("."), key.lastIndexOf(".")];
    const middle = first === last ? "" : ` ${quotedText(key.slice(first + 1, last))}`;
    return `[${key.slice(0, first)}${middle}]
	${key.slice(last + 1)} = ${quotedText(value)}
`;
  }).join("");
}
var quotedText = (text) => `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")}"`;

// src/runner/isolated-git.ts
var timeoutMs = 1e4;
var maxConfigBytes = 4 * 1048576;
async function isolatedGit(args, options) {
  const { env, input = "", variables = nobodys } = options;
  const isRoot = process.getuid?.() === 0;
  const workplaces = [env.GITHUB_WORKSPACE ?? process.cwd()];
  const find = isRoot ? findSystemProgram : findOwnProgram(env.PATH, workplaces);
  const file = await find("git");
  if (file === void 0) return { code: 127, stdout: "", complaint: "git: not installed" };
  return runProgram([file, ...args], { timeoutMs, input, env: variables });
}
var nobodys = {
  HOME: "/nonexistent",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_SYSTEM: "/dev/null",
  GIT_TERMINAL_PROMPT: "0"
};
function usersSettings(env) {
  const names2 = ["HOME", "XDG_CONFIG_HOME"];
  const ours = ["GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM"];
  const given = [...names2, ...ours].map((name) => [name, env[name]]);
  return Object.fromEntries(given.flatMap(([name, value]) => value ? [[name, value]] : []));
}
async function readConfigFile(file, env) {
  const bytes = await readSmall(file, maxConfigBytes).catch(() => void 0);
  return bytes === void 0 ? void 0 : parseConfig(bytes.toString("utf8"), env);
}
async function parseConfig(text, env) {
  const args = ["config", "--file", "-", "--no-includes", "--list", "-z"];
  const answer = await isolatedGit(args, { env, input: text });
  return answer.code === 0 ? readSettings(answer.stdout) : void 0;
}

export {
  makeOwnFolder,
  pathSteps,
  findSystemProgram,
  findOwnProgram,
  systemPath,
  runProgram,
  locateRepository,
  isThere,
  readSmall,
  unreadable,
  readSettings,
  configText,
  quotedText,
  isolatedGit,
  nobodys,
  usersSettings,
  readConfigFile,
  parseConfig,
  isCredentialFile,
  findCredentialFiles,
  createTokenSearch
};
