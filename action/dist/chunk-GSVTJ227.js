import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import {
  findSystemProgram,
  systemPath
} from "./chunk-FGUINM7F.js";
import {
  external_exports
} from "./chunk-FBYAHOKZ.js";
import {
  __callDispose,
  __using
} from "./chunk-GZ5KYTBD.js";

// src/runner/agent-user/slots.ts
import {
  chmod,
  link,
  lstat,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  writeFile
} from "node:fs/promises";
import { join, sep } from "node:path";
var maxSlots = 16;
var slotRecordSchema = external_exports.strictObject({
  version: external_exports.literal(1),
  slot: external_exports.int().min(1).max(maxSlots),
  /** The guard's process: with its start time and the boot, never mistaken for another. */
  owner: external_exports.strictObject({ pid: external_exports.int(), start: external_exports.string(), boot: external_exports.string() }),
  name: external_exports.string(),
  uid: external_exports.int().min(1).optional(),
  gid: external_exports.int().min(1).optional(),
  job: external_exports.strictObject({ uid: external_exports.int(), gid: external_exports.int() }),
  /** Temporary folder with the user's home. */
  session: external_exports.string().optional(),
  /** Folders handed over to the user. */
  shared: external_exports.array(external_exports.string()),
  /** Folders inside them that were not. */
  excluded: external_exports.array(external_exports.string()),
  /** Folders on the way to those, which stay the job's and got the sticky bit. */
  kept: external_exports.array(external_exports.strictObject({ path: external_exports.string(), wasSticky: external_exports.boolean() })),
  /** Paths that got an access entry for the user. */
  entries: external_exports.array(external_exports.string()),
  /** Whether a table of packet filter rules was made for the user. */
  contained: external_exports.boolean(),
  /** Access lists that were there before, as `getfacl` prints them. */
  before: external_exports.string().max(4 * 1048576)
});
async function openStateDirectory(directory) {
  await mkdir(directory, { recursive: true, mode: 448 });
  const found = await lstat(directory);
  if (!found.isDirectory() || found.uid !== process.getuid?.()) {
    throw new Error(`${directory} is not a folder of this user`);
  }
  await chmod(directory, 448);
}
async function claimSlot(directory, job) {
  for (let slot = 1; slot <= maxSlots; slot += 1) {
    const name = `cursor-agent-${job.uid}-${slot}`;
    const empty = { shared: [], excluded: [], kept: [], entries: [], contained: false, before: "" };
    const owner = await identify(process.pid);
    const record = { version: 1, slot, owner, name, job, ...empty };
    const file = join(directory, `slot-${slot}.json`);
    if (!await create(file, record)) continue;
    if (!await isBeingCleaned(directory, slot)) return openSlot(file, record);
    await rm(file, { force: true });
  }
  return void 0;
}
var isBeingCleaned = async (directory, slot) => (await readdir(directory)).some((name) => name.startsWith(`slot-${slot}.json.taken-`));
async function create(file, record) {
  const draft = `${file}.draft-${process.pid}`;
  await writeFile(draft, JSON.stringify(record), { mode: 384 });
  try {
    await link(draft, file);
    return true;
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}
function openSlot(file, record) {
  return {
    record,
    async save() {
      await writeFile(`${file}.new`, JSON.stringify(record), { mode: 384 });
      await rename(`${file}.new`, file);
    },
    release: () => rm(file, { force: true })
  };
}
async function* takeAbandonedSlots(directory) {
  for (const name of await readdir(directory)) {
    if (!/^slot-\d+\.json(\.taken-\d+)?$/.test(name)) continue;
    const file = join(directory, name);
    const record = await readRecord(file);
    if (record === void 0 || await isAlive(record.owner)) continue;
    const mine = { ...record, owner: await identify(process.pid) };
    const taken = `${file.replace(/\.taken-\d+$/, "")}.taken-${process.pid}`;
    if (await rename(file, taken).then(
      () => true,
      () => false
    )) {
      const slot = openSlot(taken, mine);
      await slot.save();
      yield slot;
    }
  }
}
async function isShared(directory, own, folder) {
  for (const name of await readdir(directory)) {
    const record = await readRecord(join(directory, name));
    if (record === void 0 || record.slot === own.record.slot) continue;
    if (record.shared.some((other) => isWithin(other, folder) || isWithin(folder, other)))
      return true;
  }
  return false;
}
var isWithin = (path, folder) => path === folder || path.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`);
async function readRecord(file) {
  if (!/\.json(\.taken-\d+)?$/.test(file)) return void 0;
  try {
    return slotRecordSchema.parse(JSON.parse(await readFile(file, "utf8")));
  } catch {
    return void 0;
  }
}
async function identify(pid) {
  const boot = await readFile("/proc/sys/kernel/random/boot_id", "utf8").catch(() => "");
  return { pid, start: await startOf(pid), boot: boot.trim() };
}
async function isAlive(owner) {
  const now = await identify(owner.pid);
  return now.start !== "" && now.start === owner.start && now.boot === owner.boot;
}
async function startOf(pid) {
  const stat2 = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  return stat2.slice(stat2.lastIndexOf(")") + 2).split(" ")[19] ?? "";
}

// src/runner/agent-user/plan.ts
import { lstat as lstat2, open, readdir as readdir2, readlink, realpath, stat } from "node:fs/promises";
import { dirname, isAbsolute, join as join2, resolve } from "node:path";
var system = ["/bin", "/boot", "/dev", "/etc", "/lib", "/lib64", "/opt", "/proc", "/root", "/run"];
var moreSystem = [
  "/sbin",
  "/sys",
  "/usr",
  "/var",
  "/home",
  "/tmp",
  "/srv",
  "/mnt",
  "/media",
  "/snap"
];
async function findWorkspace(workspace, home) {
  const start = await realpath(workspace).catch(() => void 0);
  if (start === void 0) return { reason: `the workspace ${workspace} does not exist` };
  const folder = await repositoryAround(start) ?? start;
  const realHome = await realpath(home).catch(() => home);
  if (isWithin(realHome, folder))
    return { reason: `the workspace ${folder} contains the home folder` };
  if (folder === "/" || [...system, ...moreSystem].includes(folder)) {
    return { reason: `the workspace ${folder} is a folder of the system` };
  }
  if (/[\n\r]/.test(folder)) return { reason: "the workspace has a line end in its name" };
  const git = await lstat2(join2(folder, ".git")).catch(() => void 0);
  if (git !== void 0 && !git.isDirectory()) {
    return { reason: `${folder} is a linked work tree whose repository is elsewhere` };
  }
  return { folder };
}
async function repositoryAround(folder) {
  for (let at = folder; ; at = dirname(at)) {
    if (await lstat2(join2(at, ".git")).catch(() => void 0) !== void 0) return at;
    if (at === dirname(at)) return void 0;
  }
}
async function wayTo(paths) {
  const closed = /* @__PURE__ */ new Set();
  for (const real of await existing(paths)) {
    for (let at = dirname(real); ; at = dirname(at)) {
      if (((await stat(at)).mode & 1) === 0) closed.add(at);
      if (at === dirname(at)) break;
    }
  }
  return [...closed].map((path) => ({ path, rights: "--x" }));
}
async function readingOf(paths) {
  const closed = [];
  for (const path of await existing(paths)) {
    const { mode } = await stat(path);
    const wanted = 4 | (mode & 64 ? 1 : 0);
    if ((mode & wanted) !== wanted) closed.push({ path, rights: "r-x" });
  }
  return closed;
}
function mergeEntries(entries) {
  const order = ["--x", "r-x", "---"];
  const byPath = /* @__PURE__ */ new Map();
  for (const rights of order) {
    for (const entry of entries) if (entry.rights === rights) byPath.set(entry.path, rights);
  }
  return [...byPath].map(([path, rights]) => ({ path, rights }));
}
var maxLinks = 500;
async function commandPlaces(path) {
  const places = [];
  for (const folder of path.split(":").filter(isAbsolute)) {
    const found = await stat(folder).catch(() => void 0);
    if (found?.isDirectory() !== true) continue;
    places.push(folder);
    if ((await wayTo([join2(folder, ".")])).length === 0 && found.mode & 1) continue;
    for (const name of (await readdir2(folder).catch(() => [])).slice(0, maxLinks)) {
      const target = await readlink(join2(folder, name)).catch(() => void 0);
      if (target !== void 0) places.push(dirname(resolve(folder, target)));
    }
  }
  return places;
}
async function findCommand(command, path, cwd) {
  const candidates = command.includes("/") ? [resolve(cwd, command)] : path.split(":").map((folder) => join2(folder === "" ? cwd : resolve(cwd, folder), command));
  const found = [];
  for (const candidate of candidates) {
    const file = await stat(candidate).catch(() => void 0);
    if (file?.isFile() && (file.mode & 73) !== 0) found.push(candidate);
  }
  return found;
}
async function interpretersOf(file) {
  const start = await firstBytes(file, 256);
  const words = /^#!\s*([^\n]+)/.exec(start)?.[1]?.trim().split(/\s+/) ?? [];
  const [interpreter, ...rest] = words;
  if (interpreter === void 0) return [];
  const looked = interpreter.endsWith("/env") ? rest.find((word) => !/^-|=/.test(word)) : void 0;
  return looked === void 0 ? [interpreter] : [interpreter, looked];
}
async function firstBytes(file, count) {
  var _stack = [];
  try {
    const handle = __using(_stack, await open(file, "r").catch(() => void 0), true);
    if (handle === void 0) return "";
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(count), 0, count, 0);
    return buffer.toString("latin1", 0, bytesRead);
  } catch (_) {
    var _error = _, _hasError = true;
  } finally {
    var _promise = __callDispose(_stack, _error, _hasError);
    _promise && await _promise;
  }
}
var atHome = [
  ...[
    ".aws",
    ".azure",
    ".config",
    ".cursor",
    ".docker",
    ".git-credentials",
    ".gitconfig",
    ".gnupg"
  ],
  ...[".gradle", ".kube", ".m2", ".netrc", ".npmrc", ".pypirc", ".ssh", ".bash_history", ".env"],
  ...[
    ".local/share/keyrings",
    ".local/state",
    ".terraform.d",
    ".vault-token",
    ".cargo/credentials.toml"
  ]
];
var atRunner = [".credentials", ".credentials_rsaparams", ".runner", ".env", "_diag"];
var fileCommands = [
  "GITHUB_ENV",
  "GITHUB_PATH",
  "GITHUB_OUTPUT",
  "GITHUB_STATE",
  "GITHUB_STEP_SUMMARY"
];
async function privatePlaces(env, home, workspace) {
  const places = atHome.map((name) => join2(home, name));
  if (env.RUNNER_TEMP) places.push(env.RUNNER_TEMP);
  for (const name of [...fileCommands, "GITHUB_EVENT_PATH"]) {
    const file = env[name];
    if (file && isAbsolute(file)) places.push(dirname(file));
  }
  for (let at = dirname(workspace); at !== dirname(at); at = dirname(at)) {
    places.push(...atRunner.map((name) => join2(at, name)));
  }
  return existing(places);
}
async function existing(paths) {
  const real = await Promise.all(paths.map((path) => realpath(path).catch(() => void 0)));
  return [...new Set(real.filter((path) => path !== void 0))];
}
async function hide(places) {
  const modes = await Promise.all(
    places.map(async (path) => ({ path, mode: (await stat(path)).mode }))
  );
  return modes.filter(({ mode }) => (mode & 7) !== 0).map(({ path }) => ({ path, rights: "---" }));
}

// src/adapters/machine/run-program.ts
import { spawn } from "node:child_process";
import { isAbsolute as isAbsolute2 } from "node:path";
var maxOutputBytes = 16 * 1048576;
async function runProgram(command, options = {}) {
  const [name = "", ...args] = command;
  const { timeoutMs = 6e4, input = "", env = {} } = options;
  const file = isAbsolute2(name) ? name : await findSystemProgram(name);
  if (file === void 0) return { code: 127, stdout: "", complaint: `${name}: not installed` };
  const environment = { LC_ALL: "C", PATH: await systemPath(), ...env };
  return new Promise((resolve2) => {
    const child = spawn(file, args, { stdio: "pipe", env: environment, cwd: "/" });
    const out = collect(child.stdout, () => child.kill("SIGKILL"));
    const err = collect(child.stderr, () => child.kill("SIGKILL"));
    const timer = setTimeout(() => {
      child.kill("SIGKILL");
      finish(124, `no end after ${timeoutMs / 1e3} s`);
    }, timeoutMs);
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

// src/runner/agent-user/privilege.ts
var rootTools = [
  ...["useradd", "setpriv", "setfacl", "getfacl", "find", "chown", "chgrp", "chmod"],
  ...["sh", "env", "id", "sleep", "install", "rm", "grep", "cat", "ls"]
];
async function findPrivilege() {
  const setpriv = await findSystemProgram("setpriv") ?? "/nonexistent/setpriv";
  const env = await findSystemProgram("env");
  if (env === void 0) return void 0;
  const clean = [env, "-i", "LC_ALL=C", `PATH=${await systemPath()}`];
  if (process.getuid?.() === 0) return { how: "root", prefix: clean, setpriv };
  const sudo = await findSystemProgram("sudo");
  if (sudo === void 0) return void 0;
  const prefix = [sudo, "-n", "--", ...clean];
  const outcome = await runProgram([...prefix, "true"], { timeoutMs: 1e4 });
  return outcome.code === 0 ? { how: "sudo", prefix, setpriv } : void 0;
}
async function missingTools(tools = rootTools) {
  const found = await Promise.all(tools.map(findSystemProgram));
  return tools.filter((_, index) => found[index] === void 0);
}
function asRoot(privilege, script, values = [], options = {}) {
  const command = [...privilege.prefix, "sh", "-c", script, "sh", ...values.map(String)];
  return runProgram(command, options);
}
function dropTo(privilege, user, command) {
  const drop = [`--reuid=${user.uid}`, `--regid=${user.gid}`, "--clear-groups", "--no-new-privs"];
  const none = ["--inh-caps=-all", "--bounding-set=-all"];
  return [...privilege.prefix, privilege.setpriv, ...drop, ...none, "--", ...command];
}

export {
  maxSlots,
  openStateDirectory,
  claimSlot,
  takeAbandonedSlots,
  isShared,
  isWithin,
  findWorkspace,
  repositoryAround,
  wayTo,
  readingOf,
  mergeEntries,
  commandPlaces,
  findCommand,
  interpretersOf,
  privatePlaces,
  existing,
  hide,
  runProgram,
  findPrivilege,
  missingTools,
  asRoot,
  dropTo
};
