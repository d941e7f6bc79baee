import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import {
  addPush,
  noPushes
} from "./chunk-AAWHFIOW.js";
import {
  agentIds,
  checkOwnFiles,
  claimSlot,
  environmentList,
  findSharing,
  isWithin,
  knownPoliciesOf,
  makeHome,
  makeUser,
  maxSlots,
  openStateDirectory,
  takeAbandonedSlots,
  withEnvironmentFile
} from "./chunk-KBWVJFGU.js";
import {
  asRoot,
  dropTo,
  dropping,
  findPrivilege,
  missingTools,
  repositoryAround
} from "./chunk-BG5RGVMY.js";
import {
  findCredentialFiles,
  findSystemProgram,
  makeOwnFolder,
  runProgram
} from "./chunk-AV2ACOF4.js";
import {
  readRecording
} from "./chunk-2TCWRE7T.js";
import {
  emptyTotals,
  processText
} from "./chunk-QCLPPHMS.js";
import {
  readFileRecording,
  recordingFileName
} from "./chunk-B32A25VQ.js";
import {
  GuardError
} from "./chunk-I22CHC5J.js";
import {
  __callDispose,
  __using
} from "./chunk-GZ5KYTBD.js";

// src/runner/agent-user.ts
import { lstat as lstat4, realpath as realpath3 } from "node:fs/promises";
import { homedir as homedir2 } from "node:os";
import { dirname as dirname8 } from "node:path";

// src/runner/agent-user/set-up.ts
import { randomBytes } from "node:crypto";
import { chmod } from "node:fs/promises";
import { homedir, userInfo } from "node:os";
import { dirname as dirname5, isAbsolute as isAbsolute3, join as join5 } from "node:path";

// src/runner/agent-user/cgroup.ts
import { readFile } from "node:fs/promises";
import { join } from "node:path";
async function placeForCgroup(name) {
  const text = (file) => readFile(file, "utf8").catch(() => "");
  const mounted = cgroupMount(await text("/proc/self/mountinfo"));
  const own = /^0::(\/.*)$/m.exec(await text("/proc/self/cgroup"))?.[1];
  if (mounted === void 0 || own === void 0) return void 0;
  const parent = join(mounted, own);
  const members = (await text(join(parent, "cgroup.procs"))).split("\n");
  return members.includes(String(process.pid)) ? join(parent, `cursor-guard-${name}`) : void 0;
}
function cgroupMount(mountinfo) {
  const line = mountinfo.split("\n").find((one) => / \/ \S+ .* - cgroup2 /.test(one));
  return line?.split(" ")[4];
}
async function makeCgroup(privilege, cgroup) {
  return (await asRoot(privilege, makeScript, [cgroup])).code === 0;
}
var makeScript = `
mkdir -- "$1" || exit 1
[ -e "$1/cgroup.kill" ] && (echo 0 >"$1/cgroup.procs") || { rmdir -- "$1"; exit 1; }`;
async function removeCgroup(privilege, cgroup) {
  const script = '[ ! -e "$1" ] || exec rmdir -- "$1"';
  const { code, complaint } = await asRoot(privilege, script, [cgroup]);
  return code === 0 ? [] : [complaint];
}

// src/runner/agent-user/commands-to-open.ts
import { dirname as dirname2 } from "node:path";

// src/runner/agent-user/plan.ts
import { open, readdir, readlink, realpath, stat } from "node:fs/promises";
import { dirname, isAbsolute, join as join2, resolve } from "node:path";
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
async function commandPlaces(path, isHandedOver2) {
  const places = [];
  for (const folder of path.split(":").filter(isAbsolute)) {
    const found = await stat(folder).catch(() => void 0);
    if (found?.isDirectory() !== true) continue;
    places.push(folder);
    const [real = folder] = await existing([folder]);
    if (isHandedOver2(real)) continue;
    if ((await wayTo([join2(folder, ".")])).length === 0 && found.mode & 1) continue;
    for (const name of (await readdir(folder).catch(() => [])).slice(0, maxLinks)) {
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
  const words = /^#![ \t]*([^\n]+)/.exec(start)?.[1]?.trim().split(/\s+/) ?? [];
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

// src/runner/agent-user/commands-to-open.ts
async function commandFiles(options, isWork) {
  const { command, path, workspace } = options;
  const isAtWork = async (file) => (await existing([dirname2(file), file])).some(isWork);
  const own = await existing(options.readable ?? []);
  const matches = await findCommand(command[0] ?? "", path, workspace);
  const first = matches.findIndex((file) => !own.some((folder) => isWithin(file, folder)));
  const files = [];
  for (const file of first === -1 ? matches : matches.slice(0, first + 1)) {
    const isScriptAtWork = await isAtWork(file);
    files.push({ path: file, isNamedAtWork: isScriptAtWork });
    for (const name of await interpretersOf(file)) {
      const [found] = await findCommand(name, path, workspace);
      if (found === void 0) continue;
      const isNamedAtWork = isScriptAtWork && name.includes("/") || await isAtWork(found);
      files.push({ path: found, isNamedAtWork });
    }
  }
  return files.length === 0 ? [] : [...files, { path: process.execPath, isNamedAtWork: false }];
}
async function openedFor(files, toolchains2) {
  const opened = [];
  for (const { path, isNamedAtWork } of files) {
    const [real = path] = await existing([path]);
    if (!isNamedAtWork || toolchains2.some((place) => isWithin(real, place))) opened.push(path);
  }
  return opened;
}

// src/runner/agent-user/end-processes.ts
var timeoutMs = 6e4;
async function endProcesses(privilege, user) {
  const { name, uid, gid, cgroup = "" } = user;
  const drop = dropping(privilege, { uid, gid });
  const values = [name, uid, cgroup, killScript, ...drop];
  const { code, stdout, complaint } = await asRoot(privilege, endScript, values, { timeoutMs });
  const left = stdout.split("\n").filter((line) => line !== "");
  if (code === 0 && left.length === 0) return [];
  return left.length > 0 ? left : [complaint || `exit code ${code}`];
}
var killScript = `
while read -r name real effective saved files rest; do
  [ "$name" != Uid: ] || ids="$real $effective $saved $files"
done </proc/$$/status
[ "$ids" = "$1 $1 $1 $1" ] && kill -s "$2" -- -1`;
var endScript = `
name=$1 uid=$2 cgroup=$3 kill=$4; shift 4
end_all() { "$@" sh -c "$kill" sh "$uid" "$signal"; }
left() {
  grep -l "^Uid:.*[[:space:]]$uid\\([[:space:]]\\|$\\)" /proc/[0-9]*/status 2>&1 | while read -r line; do
    case $line in
      *': No such file or directory' | *': No such process') continue ;;
      /proc/*/status) folder=\${line%/status} ;;
      *) echo "$line"; continue ;;
    esac
    states=$(grep -h '^State:' "$folder"/task/*/status 2>/dev/null)
    if [ -z "$states" ]; then [ ! -e "$folder" ] || echo "process \${folder#/proc/}"
    elif echo "$states" | grep -qv '[[:space:]][ZX]'; then echo "process \${folder#/proc/}"
    fi
  done
  [ -z "$cgroup" ] || [ ! -e "$cgroup" ] || grep -q '^populated 0' "$cgroup/cgroup.events" || echo 'its cgroup is not empty'
}
read -r self rest </proc/self/stat && [ "$self" = $$ ] || { echo 'processes cannot be seen in /proc'; exit; }
for spool in /var/spool/cron/crontabs /var/spool/cron /var/lib/systemd/linger; do
  [ ! -f "$spool/$name" ] || rm -f -- "$spool/$name"
done
for spool in /var/spool/cron/atjobs /var/spool/at; do
  [ ! -d "$spool" ] || find "$spool" -maxdepth 1 -type f -uid "$uid" -exec rm -f -- {} +
done
if [ -n "$(left)" ]; then
  signal=TERM; end_all "$@"
  for wait in 0.01 0.02 0.03 0.05 0.05 0.05 0.05 0.05; do
    sleep $wait
    [ -n "$(left)" ] || break
  done
fi
signal=KILL
for round in $(seq 50); do
  [ -z "$cgroup" ] || [ ! -e "$cgroup" ] || echo 1 >"$cgroup/cgroup.kill"
  if end_all "$@"; then found=$(left); else found='the signal could not be sent'; fi
  [ -n "$found" ] || exit 0
  sleep 0.1
done
echo "$found"`;

// src/runner/agent-user/job-home.ts
import { lstat, readdir as readdir2, readlink as readlink2, stat as stat2 } from "node:fs/promises";
import { basename, dirname as dirname3, isAbsolute as isAbsolute2, join as join3, relative, resolve as resolve2 } from "node:path";
var toolchains = [
  ...[
    ".nvm",
    ".fnm",
    ".volta",
    ".nodenv",
    ".bun",
    ".deno",
    ".local/share/fnm",
    ".local/share/pnpm"
  ],
  ...[
    ".rustup",
    ".cargo/bin",
    ".pyenv",
    ".rbenv",
    ".asdf",
    ".sdkman",
    ".dotnet",
    ".local/share/mise"
  ],
  ...[".local/share/uv", ".local/share/pipx", ".local/pipx", ".local/share/cursor-agent"],
  ...["miniconda3", "anaconda3", "miniforge3", ".linuxbrew", ".nix-profile"]
];
var caches = [
  ...[".cache", ".npm", ".yarn/cache", ".yarn/berry/cache", ".pnpm-store", ".cargo/registry"],
  ...[".cargo/git", "go/pkg", ".gradle/caches", ".gradle/wrapper", ".m2/repository", ".m2/wrapper"],
  ...[".nuget/packages", ".ivy2/cache", ".composer/cache", ".gem/ruby"]
];
var maxLinks2 = 500;
var maxHops = 10;
async function homeOpenings(options) {
  const { home, path, toolCache, isClosed } = options;
  const isInside = (place) => place !== home && isWithin(place, home) && !isClosed(place);
  const folders = [...path.split(":").filter(isAbsolute2), dirname3(process.execPath)];
  const programs = (await existing(folders)).filter(isInside);
  const behind = await Promise.all(programs.map((folder) => behindLinks(folder)));
  const places = [...programs, ...behind.flat().filter(isInside)];
  const granted = await Promise.all(places.map((place) => toolchainOf(place, home)));
  const known = [...toolchains, ...caches].map((name) => join3(home, name));
  return {
    granted: (await existing(granted.flat())).filter(isInside),
    kept: (await existing([...known, ...toolCache])).filter(isInside)
  };
}
async function behindLinks(folder) {
  const places = /* @__PURE__ */ new Set();
  for (const name of (await readdir2(folder).catch(() => [])).slice(0, maxLinks2)) {
    let at = join3(folder, name);
    for (let hop = 0; hop < maxHops; hop += 1) {
      const target = await readlink2(at).catch(() => void 0);
      if (target === void 0) break;
      at = resolve2(dirname3(at), target);
      places.add(dirname3(at));
    }
  }
  return existing([...places]);
}
async function toolchainOf(folder, home) {
  const inHome = relative(home, folder);
  if (inHome === ".cargo/bin") return [folder, join3(home, ".rustup")];
  const manager = toolchains.find((name) => isWithin(inHome, name));
  if (manager !== void 0) return [folder, join3(home, manager)];
  const prefix = dirname3(folder);
  const isPrefix = ["bin", "sbin"].includes(basename(folder)) && prefix !== join3(home, ".local");
  if (!isPrefix || !isWithin(prefix, home) || prefix === home) return [folder];
  const names = await readdir2(prefix).catch(() => []);
  return names.some((name) => ["lib", "libexec", "lib64"].includes(name)) ? [folder, prefix] : [folder];
}
var maxClosed = 1e4;
async function closeHome(home, { granted, kept }, needed) {
  const entries = [];
  const add = (path, rights) => {
    entries.push({ path, rights });
    if (entries.length > maxClosed) throw new Error(`${home} has too many names to close`);
  };
  const wanted = [...granted, ...needed];
  const open3 = [...wanted, ...kept];
  const close = async (path) => {
    if (open3.some((place) => isWithin(path, place))) return;
    const found = await lstat(path).catch(ifGone);
    if (found === void 0 || found.isSymbolicLink()) return;
    const others = found.mode & 7;
    const leadsTo = (places) => places.some((place) => isWithin(place, path));
    const isWay = leadsTo(wanted) || (others & 1) !== 0 && leadsTo(kept);
    if (!isWay) {
      if (others !== 0) add(path, "---");
      return;
    }
    if (others !== 1) add(path, "--x");
    for (const name of await readdir2(path)) await close(join3(path, name));
  };
  await close(home);
  const inside = [...granted, ...kept];
  for (const file of findCredentialFiles(inside)) add(file, "---");
  return entries;
}
function ifGone(error) {
  if (error.code !== "ENOENT") throw error;
}
async function jobHomes(homes) {
  const found = await existing(homes);
  const folders = await Promise.all(
    found.map(async (home) => (await stat2(home)).isDirectory() ? home : void 0)
  );
  const shared = ["/", "/home", "/usr", "/etc", "/var", "/opt", "/tmp", "/bin", "/sbin", "/run"];
  return folders.filter((home) => home !== void 0 && !shared.includes(home));
}

// src/runner/agent-user/probe-user.ts
async function probeUser(privilege, subjects) {
  const { user, guardPid, workspace } = subjects;
  const lists = [
    ...subjects.commands.flatMap((path) => ["execute", path]),
    ...subjects.readable.flatMap((path) => ["read", path]),
    ...subjects.writable.flatMap((path) => ["write", path]),
    ...subjects.hidden.flatMap((path) => ["hidden", path]),
    ...subjects.path.flatMap((path) => ["path", path]),
    ...subjects.own.flatMap((path) => ["own", path])
  ];
  const values = [user.uid, user.gid, guardPid, workspace].map(String);
  const command = ["/bin/sh", "-c", probeScript, "sh", ...values, ...lists];
  const outcome = await runProgram(dropTo(privilege, user, command), { timeoutMs: 2e4 });
  const lines = outcome.stdout.split("\n").filter((line) => line !== "");
  if (outcome.code !== 0 || lines.pop() !== "end") {
    const why2 = outcome.complaint || `exit code ${outcome.code}`;
    return {
      failures: [`no process could be started as the agent's user: ${why2}`],
      weaknesses: [],
      own: []
    };
  }
  const after = (prefix) => lines.filter((line) => line.startsWith(prefix)).map((line) => line.slice(prefix.length));
  return { failures: after("fail "), weaknesses: after("weak "), own: after("own ") };
}
var probeScript = String.raw`
uid=$1 gid=$2 guard=$3 workspace=$4
shift 4
fail() { printf 'fail %s\n' "$1"; }
weak() { printf 'weak %s\n' "$1"; }
ids= groups=
while read -r name real effective saved files rest; do
  case $name in
    Uid: | Gid:) ids="$ids $real $effective $saved $files" ;;
    Groups:) groups=$real ;;
  esac
done </proc/$$/status
expected=" $uid $uid $uid $uid $gid $gid $gid $gid"
[ "$ids" = "$expected" ] && [ -z "$groups" ] || { fail 'the process did not become the user'; echo end; exit 0; }
file=$workspace/.cursor-guard-probe-$$
if cd "$workspace" 2>/dev/null; then
  if (: >"$file") 2>/dev/null; then rm -f "$file"; else fail "the workspace $workspace cannot be written"; fi
  [ -r . ] || fail "the workspace $workspace cannot be read"
else
  fail "the workspace $workspace cannot be entered"
fi
if (: <"/proc/$guard/environ") 2>/dev/null; then fail "the guard's environment could be read"; fi
if command -v sudo >/dev/null 2>&1 && sudo -n true >/dev/null 2>&1; then fail 'the user can become root with sudo'; fi
for socket in /var/run/docker.sock /run/docker.sock /run/containerd/containerd.sock; do
  if [ -w "$socket" ]; then weak "docker-socket: $socket can be used"; break; fi
done
while [ $# -ge 2 ]; do
  case $1 in
    execute) [ -f "$2" ] && [ -x "$2" ] || fail "$2 cannot be executed" ;;
    read) [ -r "$2" ] || fail "$2 cannot be read" ;;
    write) [ -w "$2" ] || fail "$2 cannot be written" ;;
    hidden) if [ -r "$2" ] || [ -w "$2" ]; then fail "$2 could be read or written"; fi ;;
    own) if [ -w "$2" ] && [ ! -k "$2" ]; then printf 'own %s\n' "$2"; fi ;;
    path) if [ -w "$2" ]; then weak "writable-path: $2 can be written, and later steps may run what is in it"; fi ;;
  esac
  shift 2
done
echo end
`;

// src/runner/agent-user/sharing.ts
import { lstat as lstat2 } from "node:fs/promises";
import { dirname as dirname4, sep } from "node:path";

// src/runner/agent-user/script-words.ts
function scriptWords() {
  const values = [];
  const word = (value) => {
    values.push(String(value));
    return `"\${${values.length}}"`;
  };
  return { values, word };
}
function walkOf(folders, excluded, word) {
  const paths = excluded.map((path) => `-path ${word(path.replace(/[\\*?[\]]/g, "\\$&"))}`);
  const skip = paths.length === 0 ? "" : `\\( ${paths.join(" -o ")} \\) -prune -o`;
  return `find ${folders.map(word).join(" ")} -xdev ${skip}`;
}
function stillWalk(folders, record, word) {
  const all = walkOf(folders, record.excluded, word);
  const own = [record.uid, record.job.uid].map(word);
  const isOurs = [...own, "0"].map((owner) => `-uid ${owner}`).join(" -o ");
  const isOthers = `-uid +${agentIds.min - 1} -uid -${agentIds.max + 1} ! -uid ${own[0]}`;
  return {
    hold: [
      "still=$(mktemp) || exit",
      'let_go() { code=$?; sort -rz -- "$still" | xargs -0 -r chmod o+w --; rm -f -- "$still"; exit $code; }',
      "trap let_go EXIT",
      `${all} -type d ! \\( ${isOurs} \\) -prune -o -type d -perm -o=w -exec chmod o-w -- {} \\; -print0 >"$still"`
    ],
    walk: `${all} -type d ${isOthers} -prune -o`
  };
}

// src/runner/agent-user/sharing.ts
var timeoutMs2 = 12e4;
async function readAccessLists(privilege, folders, user) {
  const { code, stdout, complaint } = await asRoot(
    privilege,
    accessListsScript,
    [user.uid, ...folders],
    { timeoutMs: timeoutMs2 }
  );
  if (code !== 0) throw new Error(complaint);
  if (stdout.startsWith(filesOfUser)) {
    throw new Error(`the workspace has files of the user ${user.name} already`);
  }
  if (stdout.length > 4 * 1048576) throw new Error("too many access lists in the workspace");
  return stdout;
}
var filesOfUser = "files of the user";
var accessListsScript = `
uid=$1; shift
found=$(find "$@" -xdev -uid "$uid" -print -quit) || exit
[ -z "$found" ] || { echo '${filesOfUser}'; exit; }
exec getfacl -R -P -p -n --skip-base -- "$@"`;
async function share(privilege, record, entries) {
  const { values, word } = scriptWords();
  const [user, job] = [word(record.uid), word(record.job.uid)];
  const { hold, walk } = stillWalk(record.shared, record, word);
  const change = record.job.uid === 0 ? `-uid ${job} -exec chown -h ${user} {} + -o ! -uid ${user} ! -type l -exec setfacl -m ${word(`u:${record.uid}:rwX`)} -- {} +` : `-uid ${job} -exec chown -h ${user} {} + -type d -exec setfacl -m ${word(`u:${record.job.uid}:rwx`)} -- {} +`;
  const script = [
    "set -e",
    ...hold,
    `${walk} ${leftAlone} -uid ${job} ! -perm -o=r -printf '- %p\\0' 2>/dev/null | head -c ${maxNamesBytes}`,
    `printf '\\0'`,
    `${walk} ${leftAlone} -uid ${job} -perm -o=r -printf '+ %p\\0' 2>/dev/null | head -c ${maxNamesBytes}`,
    `${walk} ! \\( ${leftAlone} \\) \\( ${change} \\)`,
    ...record.kept.flatMap(({ path }) => keep(word(path), record, word)),
    ...record.session === void 0 ? [] : [`setfacl -m ${word(environmentList(record.uid))} -- ${word(record.session)}`],
    ...entryCommands(entries, record.uid, word)
  ];
  const shared = asRoot(privilege, script.join("\n"), values, { timeoutMs: timeoutMs2 });
  await must(shared, record.shared[0] ?? "");
  return namesIn((await shared).stdout);
}
var maxNamesBytes = 32 << 10;
function namesIn(printed) {
  const lines = printed.split("\0");
  const marked = (mark) => lines.filter((line) => line.startsWith(mark)).map((line) => line.slice(mark.length));
  return { closed: marked("- "), readable: marked("+ ") };
}
var leftAlone = "-type f \\( -links +1 -o -perm /6000 \\)";
var keep = (path, { uid, job }, word) => [
  `find ${path} -maxdepth 0 -uid ${word(uid)} -exec chown -h ${word(job.uid)} {} +`,
  `setfacl -m ${word(`u:${uid}:rwx`)} -- ${path}`,
  `chmod +t -- ${path}`
];
async function findKept(shared, excluded) {
  const paths = /* @__PURE__ */ new Set();
  for (const place of excluded) {
    const folder = shared.find((one) => isWithin(place, one));
    if (folder === void 0) continue;
    for (let at = dirname4(place); isWithin(at, folder); at = dirname4(at)) paths.add(at);
  }
  const withModes = [...paths].map(async (path) => {
    const { mode } = await lstat2(path);
    return { path, wasSticky: (mode & 512) !== 0 };
  });
  return Promise.all(withModes);
}
async function unshare(privilege, record) {
  const { session } = record;
  const isTemporary = (folder) => session !== void 0 && isWithin(folder, session);
  const folders = await stillThere(record.shared.filter((folder) => !isTemporary(folder)));
  if (folders.length === 0 && session === void 0) return [];
  const { values, word } = scriptWords();
  const script = [
    "code=0",
    ...session === void 0 ? [] : [`rm -rf -- ${word(session)} || code=1`],
    ...folders.length === 0 ? [] : unshareCommands(record, folders, word),
    "exit $code"
  ];
  const outcome = await asRoot(privilege, script.join("\n"), values, { timeoutMs: timeoutMs2 });
  const problem = `not given back: ${outcome.complaint || folders.join(", ")}`;
  return [...outcome.code === 0 ? [] : [problem], ...await putBack(privilege, record)];
}
function unshareCommands(record, folders, word) {
  const [user, job] = [word(record.uid), word(record.job.uid)];
  const { hold, walk } = stillWalk(folders, record, word);
  const groups = { own: word(record.gid), job: word(record.job.gid) };
  const sticky = record.kept.filter(({ wasSticky }) => !wasSticky).map(({ path }) => word(path));
  const theirs = record.job.uid === 0 ? "" : `\\( -uid ${user} -o -uid ${job} \\)`;
  const clear = "-exec setfacl -b -- {} +";
  return [
    ...hold,
    ...sticky.length > 0 ? [`chmod -t -- ${sticky.join(" ")}`] : [],
    `${walk} \\( -uid ${user} ${leftAlone} ${clear} , -uid ${user} -exec chown -h ${job} {} + , \\`,
    `  -gid ${groups.own} -exec chgrp -h ${groups.job} {} + , \\`,
    `  ${theirs} ! -type l ! \\( ${leftAlone} \\) ${clear} \\)`,
    // Files may vanish while it runs; what counts is that nothing of the user's is left.
    `left() { ${walk} -uid ${user} -print -quit; }`,
    'found=$(left "$@") || found=$(left "$@") || code=1',
    `[ -z "$found" ] || { echo "$found still belongs to the command's user" >&2; code=1; }`
  ];
}
async function stillThere(paths) {
  const isGone = (path) => lstat2(path).then(
    () => false,
    (error) => error.code === "ENOENT" || error.code === "ENOTDIR"
  );
  const gone = await Promise.all(paths.map(isGone));
  return paths.filter((_, index) => !gone[index]);
}
async function putBack(privilege, record) {
  const blocks = record.before.split("\n\n").filter((block) => block.startsWith("# file: "));
  const safe = [];
  for (const block of blocks) {
    const path = pathOfBlock(block);
    const folder = record.shared.find((shared) => isWithin(path, shared));
    if (folder !== void 0 && await isPlain(path, folder)) safe.push(block);
  }
  if (safe.length === 0) return [];
  const input = `${safe.join("\n\n")}
`;
  const outcome = await asRoot(privilege, "setfacl --restore=-", [], { input, timeoutMs: timeoutMs2 });
  return outcome.code === 0 ? [] : [`access lists: ${outcome.complaint}`];
}
var pathOfBlock = (block) => plainPath(block.slice("# file: ".length, block.indexOf("\n")));
var plainPath = (path) => {
  const bytes = Buffer.from(path).toString("latin1");
  const plain = bytes.replace(
    /\\([0-7]{3})/g,
    (_, octal) => String.fromCharCode(Number.parseInt(octal, 8))
  );
  return Buffer.from(plain, "latin1").toString("utf8");
};
async function isPlain(path, folder) {
  for (let part = path; isWithin(part, folder); part = dirname4(part)) {
    const found = await lstat2(part).catch(() => void 0);
    if (found === void 0 || found.isSymbolicLink()) return false;
    if (!found.isDirectory() && (found.nlink > 1 || part !== path)) return false;
    if (part === sep) return true;
  }
  return true;
}
async function addEntries(privilege, entries, uid) {
  if (entries.length === 0) return;
  const { values, word } = scriptWords();
  const script = ["set -e", ...entryCommands(entries, uid, word)].join("\n");
  await must(asRoot(privilege, script, values, { timeoutMs: timeoutMs2 }), entries[0]?.path ?? "");
}
var entryCommands = (entries, uid, word) => ["r-x", "--x", "---"].flatMap((rights) => {
  const paths = entries.filter((entry) => entry.rights === rights).map(({ path }) => word(path));
  if (paths.length === 0) return [];
  return [`setfacl -m ${word(`u:${uid}:${rights}`)} -- ${paths.join(" ")}`];
});
async function removeEntries(privilege, paths, uid) {
  if (paths.length === 0) return [];
  const removed = await asRoot(privilege, removeScript, [uid, ...paths], { timeoutMs: timeoutMs2 });
  const bare = removed.stdout.split("\n\n").filter((block) => block.startsWith("# file: ") && !hasEntries.test(block)).map(pathOfBlock);
  const script = 'exec setfacl -b -- "$@"';
  const cleared = bare.length === 0 ? removed : await asRoot(privilege, script, bare, { timeoutMs: timeoutMs2 });
  return [removed, cleared].filter(({ code }) => code !== 0).slice(0, 1).map(({ complaint }) => `access lists: ${complaint}`);
}
var hasEntries = /^(?:user|group):\d+:|^default:/m;
var removeScript = `
uid=$1; shift
in_place() {
  [ -e "$1" ] || return
  at=$1
  while [ -n "$at" ]; do [ ! -L "$at" ] || return; at=\${at%/*}; done
}
for path do shift; in_place "$path" && set -- "$@" "$path"; done
[ $# -gt 0 ] || exit 0
setfacl -x "u:$uid" -- "$@"; code=$?
getfacl -p -n --skip-base -- "$@" && exit $code`;
async function must(outcome, where) {
  const { code, complaint } = await outcome;
  if (code !== 0) throw new Error(`${where}: ${complaint || `exit code ${code}`}`);
}

// src/runner/agent-user/user.ts
import { join as join4 } from "node:path";

// src/runner/agent-user/processes.ts
import { readdirSync, readFileSync } from "node:fs";
import { readFile as readFile2 } from "node:fs/promises";
function* statuses() {
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      yield { pid: Number(name), status: readFileSync(`/proc/${name}/status`, "utf8") };
    } catch {
    }
  }
}
function processesOf(uid) {
  const found = [];
  for (const { pid, status } of statuses()) {
    const ids = /^Uid:\s+(.*)$/m.exec(status)?.[1]?.split(/\s+/).map(Number) ?? [];
    if (ids.includes(uid) && !/^State:\s+Z/m.test(status)) found.push(pid);
  }
  return found;
}
async function signalAs(privilege, user, signal, targets) {
  const script = 'signal=$1; shift; kill -s "$signal" -- "$@"';
  const words = [signal.replace(/^SIG/, ""), ...targets.map(String)];
  await runProgram(dropTo(privilege, user, ["/bin/sh", "-c", script, "sh", ...words]));
}
async function signalBelow(pid, signal) {
  const below = await nearestBelow(pid, process.getuid?.() ?? 0);
  for (const target of await groupsOf(below)) process.kill(target, signal);
}
async function groupsOf(pids) {
  const groups = await Promise.all(
    pids.map(async (pid) => {
      const stat3 = await readFile2(`/proc/${pid}/stat`, "utf8").catch(() => "");
      const group = Number(stat3.slice(stat3.lastIndexOf(")") + 2).split(" ")[2] ?? 0);
      return group > 1 ? -group : pid;
    })
  );
  return [...new Set(groups)];
}
async function nearestOf(pid, uid) {
  return processesOf(uid).includes(pid) ? [pid] : nearestBelow(pid, uid);
}
async function nearestBelow(pid, uid) {
  const parents = /* @__PURE__ */ new Map();
  for (const { pid: child, status } of statuses()) {
    const parent = /^PPid:\s+(\d+)$/m.exec(status)?.[1];
    if (parent !== void 0) parents.set(child, Number(parent));
  }
  const theirs = new Set(processesOf(uid));
  const isBelow = (candidate) => {
    const parent = parents.get(candidate);
    if (parent === void 0 || parent === 0) return false;
    if (parent === pid) return true;
    return !theirs.has(parent) && isBelow(parent);
  };
  return [...theirs].filter(isBelow);
}

// src/runner/agent-user/packet-filter.ts
var tableOf = (uid) => `cursor_guard_${uid}`;
function packetFilterRules(uid, proxy) {
  const table = tableOf(uid);
  const family = proxy.host.includes(":") ? "ip6" : "ip";
  return `add table inet ${table}
delete table inet ${table}
table inet ${table} {
  chain output {
    type filter hook output priority filter; policy accept;
    meta skuid ${uid} jump agent
  }
  chain agent {
    ${family} daddr ${proxy.host} tcp dport ${proxy.port} accept
    meta l4proto tcp counter reject with tcp reset
    counter reject with icmpx type admin-prohibited
  }
}
`;
}
var notInstalled = "nft: not installed";
async function installTable(privilege, uid, proxy) {
  const nft = await findSystemProgram("nft");
  if (nft === void 0) return [notInstalled];
  const input = packetFilterRules(uid, proxy);
  const outcome = await asRoot(privilege, '"$1" -f -', [nft], { input, timeoutMs: 2e4 });
  return outcome.code === 0 ? [] : [`nft: ${outcome.complaint || `exit code ${outcome.code}`}`];
}
async function removeTable(privilege, uid) {
  const nft = await findSystemProgram("nft");
  if (nft === void 0) return [notInstalled];
  const script = '"$1" list table inet "$2" >/dev/null 2>&1 || exit 0; "$1" delete table inet "$2"';
  const outcome = await asRoot(privilege, script, [nft, tableOf(uid)], { timeoutMs: 2e4 });
  return outcome.code === 0 ? [] : [`nft: ${outcome.complaint || `exit code ${outcome.code}`}`];
}

// src/runner/agent-user/shared-memory.ts
import { readFile as readFile3 } from "node:fs/promises";
var kinds = [
  { table: "/proc/sysvipc/shm", option: "-m" },
  { table: "/proc/sysvipc/sem", option: "-s" },
  { table: "/proc/sysvipc/msg", option: "-q" }
];
async function removeSharedMemory(privilege, uid) {
  const found = [];
  for (const { table, option } of kinds) {
    const text = await readFile3(table, "utf8").catch((error) => {
      if (error.code === "ENOENT") return "";
      throw error;
    });
    found.push(...idsOf(text, uid).flatMap((id) => [option, id]));
  }
  if (found.length === 0) return [];
  const { code, complaint } = await asRoot(privilege, 'exec ipcrm "$@"', found);
  return code === 0 ? [] : [`shared memory of the command's user is left: ${complaint}`];
}
function idsOf(table, uid) {
  const [names = [], ...rows] = table.split("\n").map((line) => line.trim().split(/\s+/));
  const columns = [names.indexOf("uid"), names.indexOf("cuid")];
  return rows.flatMap(
    (row) => columns.some((column) => row[column] === String(uid)) && row[1] !== void 0 ? [row[1]] : []
  );
}

// src/runner/agent-user/take-back.ts
async function takeBack(privilege, slot) {
  const { record } = slot;
  const problems = [];
  if (record.uid !== void 0 && record.gid !== void 0) {
    const owned = record;
    const left = await endProcesses(privilege, owned);
    if (left.length > 0) return [notEnded(owned, left)];
    if (record.contained) problems.push(...await removeTable(privilege, owned.uid));
    const undone = await Promise.all([
      unshare(privilege, owned),
      removeEntries(privilege, record.entries, owned.uid),
      disown(privilege, owned),
      removeSharedMemory(privilege, owned.uid)
    ]);
    problems.push(...undone.flat());
  }
  if (record.cgroup !== void 0) problems.push(...await removeCgroup(privilege, record.cgroup));
  if (problems.length === 0) await slot.release();
  return problems;
}
var notEnded = ({ name }, left) => `not-ended: processes of ${name} may be left (${left.slice(0, 3).join(", ")}): what was closed to them stays closed, and nothing is given back before the next start`;
var timeoutMs3 = 12e4;
async function disown(privilege, record) {
  const folders = await existing(["/tmp", "/var/tmp", "/dev/shm", "/dev/mqueue"]);
  const { values, word } = scriptWords();
  const user = word(record.uid);
  const theirs = `${walkOf(folders, record.shared, word)} \\
    -type d ! -uid ${user} ! -perm -010 ! -perm -001 -prune -o \\
    \\( -uid ${user} -o -gid ${word(record.gid)} \\)`;
  const change = `${theirs} -execdir chown -h 65534:65534 {} +`;
  const changed = await asRoot(privilege, change, values, { timeoutMs: timeoutMs3 });
  if (changed.code === 0) return [];
  const look = `exec 3>&1
    { ${theirs} -print -quit; } 2>&1 >&3 | grep -v ': No such file or directory$' >&2; :`;
  const { stdout, complaint } = await asRoot(privilege, look, values, { timeoutMs: timeoutMs3 });
  const path = stdout.split("\n")[0];
  if (path) return [`${path} still belongs to the command's user`];
  return complaint === "" ? [] : [`the temporary folders: ${complaint}`];
}

// src/runner/agent-user/user.ts
function userOf(privilege, slot, found) {
  const record = slot.record;
  const { name, uid, gid, session = "" } = record;
  const home = join4(session, "home");
  let ended;
  return {
    available: true,
    ...{ name, uid, gid, home, privilege, ...found },
    temporaryDirectory: join4(home, "tmp"),
    async launch(command, environment) {
      const wrapped = await withEnvironmentFile(session, command, environment);
      const [file = "", ...args] = dropTo(privilege, record, wrapped);
      return { file, args, env: {} };
    },
    async signal(pid, signal) {
      const groups = await groupsOf(await nearestOf(pid, uid));
      if (groups.length > 0) await signalAs(privilege, record, signal, groups);
    },
    async note({ contained, entries = [] }) {
      record.contained ||= contained ?? false;
      record.entries.push(...entries);
      await slot.save();
    },
    async endProcesses() {
      await endProcesses(privilege, record);
    },
    end() {
      ended ??= takeBack(privilege, slot);
      return ended;
    }
  };
}

// src/runner/agent-user/set-up.ts
async function setUp(privilege, slot, options) {
  const { record } = slot;
  const { folder, gitFolder = folder } = options;
  const sharing = await planSharing(options);
  if ("reason" in sharing) return sharing;
  const work = [.../* @__PURE__ */ new Set([folder, gitFolder])];
  const { commands, readable, writable, hidden } = sharing;
  const ids = await claimUser(privilege, record);
  const before = await readAccessLists(privilege, [...work, ...writable], { ...record, ...ids });
  const session = await makeOwnFolder("cursor-guard-agent-", work);
  await chmod(session, 493);
  const { places, closed, entries } = await planEntries(sharing, options, session);
  const inside = hidden.filter((place) => work.some((one) => isWithin(place, one)));
  const home = join5(session, "home");
  Object.assign(record, ids, {
    session,
    shared: [...work, ...writable, home],
    excluded: inside,
    kept: await findKept(work, inside),
    entries: entries.map(({ path }) => path),
    before
  });
  await slot.save();
  await Promise.all([useCgroup(privilege, slot), makeHome(home, options.home)]);
  const left = await share(privilege, record, entries);
  const { failures, weaknesses, own } = await probeUser(privilege, {
    user: ids,
    guardPid: process.pid,
    workspace: folder,
    commands,
    readable,
    writable: [...writable, gitFolder, home],
    hidden: [.../* @__PURE__ */ new Set([...hidden, ...closed])],
    path: places.filter((place) => !isWithin(place, folder)),
    own: options.ownSteps
  });
  if (failures[0] !== void 0) return no(failures.join("; "));
  if (own[0] !== void 0) return noOwn(`${own[0]} can be written`);
  const remarks = [...options.remarks, ...remarksOn(left, folder)];
  return userOf(privilege, slot, { weaknesses, remarks });
}
var no = (reason) => ({ available: false, reason, liesIn: "workspace" });
var noOwn = (problem) => ({
  available: false,
  reason: `it could change the guard itself: ${problem}`,
  liesIn: "guard"
});
var maxShownNames = 5;
var why = "since they have a second name or raise rights (setuid or setgid)";
function remarksOn({ readable, closed }, folder) {
  const list = (paths) => {
    const names = paths.slice(0, maxShownNames).map((path) => isWithin(path, folder) ? path.slice(folder.length + 1) : path);
    return names.join(", ") + (paths.length > maxShownNames ? " and more" : "");
  };
  return [
    ...closed.length > 0 ? [`left as they are, ${why}, and closed to the command: ${list(closed)}`] : [],
    ...readable.length > 0 ? [`left as they are, ${why}: ${list(readable)}`] : []
  ];
}
async function useCgroup(privilege, slot) {
  const cgroup = await placeForCgroup(`${slot.record.name}-${randomBytes(6).toString("hex")}`);
  if (cgroup === void 0) return;
  slot.record.cgroup = cgroup;
  await slot.save();
  if (await makeCgroup(privilege, cgroup)) return;
  slot.record.cgroup = void 0;
  await slot.save();
}
async function planSharing(options) {
  const files = await commandFiles(options, isHandedOver(options));
  const commands = files.map(({ path }) => path);
  if (commands.length === 0) {
    const reason = `${options.command[0] ?? "the command"} was not found`;
    return { available: false, reason, liesIn: "machine" };
  }
  const writable = await existing(options.writable ?? []);
  const readable = await existing(options.readable ?? []);
  const hidden = await existing([
    ...options.hidden ?? [],
    ...await privatePlaces(options.env, options.home, options.folder)
  ]);
  const { folder, gitFolder = folder } = options;
  const work = [folder, gitFolder, ...writable, ...readable];
  const all = [...work, ...await existing(commands)];
  const covered = hidden.flatMap((place) => all.filter((path) => isWithin(path, place)));
  if (covered[0] !== void 0) {
    return no(`${covered[0]} is needed, and lies in a folder that must be closed`);
  }
  const homes = await planHomes(options, hidden);
  const closed = await closedNeed(options, commands, homes);
  if (closed !== void 0) return no(`${closed} is needed, and lies in the closed home`);
  const toolchains2 = homes.flatMap(({ openings }) => [...openings.granted, ...openings.kept]);
  const opened = await openedFor(files, toolchains2);
  const needed = [...work, ...await existing(opened)];
  return { commands, opened, readable, writable, hidden, needed, homes };
}
async function claimUser(privilege, record) {
  const ids = await makeUser(privilege, record.name, record.job.uid);
  const left = await endProcesses(privilege, { name: record.name, ...ids });
  if (left.length > 0) {
    throw new Error(`processes of the user ${record.name} may be running: ${left[0]}`);
  }
  return ids;
}
async function planEntries({ opened, readable, hidden, needed, homes }, options, session) {
  const isWork = isHandedOver(options);
  const isAtHome = (place) => homes.some(({ home }) => isWithin(place, home));
  const found = (await existing(await commandPlaces(options.path, isWork))).filter(
    (place) => !isAtHome(place) && !hidden.some((closed2) => isWithin(place, closed2))
  );
  const places = [...found, ...homes.flatMap(({ openings }) => openings.granted)];
  const wanted = [...needed, session];
  const atHomes = await Promise.all(
    homes.map(({ home, openings }) => closeHome(home, openings, wanted))
  );
  const entries = mergeEntries([
    ...await wayTo([...needed, ...places, ...opened.map((file) => dirname5(file)), session]),
    ...await readingOf([...readable, ...places, ...opened]),
    ...await hide(hidden),
    ...atHomes.flat()
  ]).filter(({ rights, path: at }) => rights === "---" || !isWork(at));
  const closed = entries.flatMap(({ path, rights }) => rights === "---" ? [path] : []);
  return { places, closed, entries };
}
var isHandedOver = ({ folder, gitFolder = folder }) => (place) => [folder, gitFolder].some((work) => isWithin(place, work));
async function planHomes(options, hidden) {
  const { env, path } = options;
  const isWork = isHandedOver(options);
  const isClosed = (place) => isWork(place) || hidden.some((closed) => isWithin(place, closed));
  const toolCache = [env.RUNNER_TOOL_CACHE, env.AGENT_TOOLSDIRECTORY].filter(
    (folder) => folder !== void 0 && isAbsolute3(folder)
  );
  return Promise.all(
    (await jobHomes([options.home, homeOfUser()])).map(async (home) => ({
      home,
      openings: await homeOpenings({ home, path, toolCache, isClosed })
    }))
  );
}
function homeOfUser() {
  try {
    return userInfo().homedir;
  } catch {
    return homedir();
  }
}
async function closedNeed({ command, ...options }, commands, homes) {
  const isWork = isHandedOver({ command, ...options });
  for (const file of commands) {
    const [real = file] = await existing([file]);
    const isOpen = ({ openings }) => [...openings.granted, ...openings.kept].some((place) => isWithin(real, place));
    const isClosed = homes.some((plan) => isWithin(real, plan.home) && !isOpen(plan));
    if (isClosed && !isWork(real) && command[0] !== real) return real;
  }
  return void 0;
}

// src/runner/agent-user/workspace.ts
import { constants } from "node:fs";
import { lstat as lstat3, open as open2, realpath as realpath2 } from "node:fs/promises";
import { basename as basename2, dirname as dirname6, join as join6, resolve as resolve3 } from "node:path";
var systemFolders = [
  ...["/", "/bin", "/boot", "/dev", "/etc", "/lib", "/lib64", "/opt", "/proc", "/root", "/run"],
  ...["/sbin", "/sys", "/usr", "/var", "/home", "/tmp", "/srv", "/mnt", "/media", "/snap"]
];
async function findWorkspace(workspace, home) {
  const start = await realpath2(workspace).catch(() => void 0);
  if (start === void 0) return { reason: `the workspace ${workspace} does not exist` };
  const folder = await repositoryAround(start) ?? start;
  const realHome = await realpath2(home).catch(() => home);
  const problem = problemOf(folder, realHome);
  if (problem !== void 0) return { reason: `the workspace ${folder} ${problem}` };
  const named = await namedGitFolder(folder);
  if (named === void 0) return { folder, remarks: [] };
  const proven = await provenGitFolder(folder, named);
  const gitFolder = proven && await isSteady(proven, folder) ? proven : void 0;
  if (gitFolder !== void 0 && isWithin(gitFolder, folder)) return { folder, remarks: [] };
  if (gitFolder !== void 0 && problemOf(gitFolder, realHome) === void 0) {
    return { folder, gitFolder, remarks: [] };
  }
  const shown = named === "" ? "nothing" : JSON.stringify(named.slice(0, 200));
  const why2 = "no git folder that names this work tree back and that only you can replace";
  const remark = `.git names ${shown}, ${why2}: it is not handed over, and git may not work here`;
  return { folder, remarks: [remark] };
}
function problemOf(folder, home) {
  if (isWithin(home, folder)) return "contains the home folder";
  if (systemFolders.includes(folder)) return "is a folder of the system";
  return /[\n\r]/.test(folder) ? "has a line end in its name" : void 0;
}
async function namedGitFolder(folder) {
  const path = join6(folder, ".git");
  const found = await lstat3(path).catch(() => void 0);
  if (found === void 0 || found.isDirectory()) return void 0;
  const text = await readSmall(path);
  const named = /^gitdir: ([^\n]+)\n?$/.exec(text ?? "")?.[1];
  return named === void 0 ? "" : resolve3(folder, named);
}
async function provenGitFolder(folder, named) {
  const target = named === "" ? void 0 : await realpath2(named).catch(() => void 0);
  if (target === void 0) return void 0;
  if (basename2(dirname6(target)) === "worktrees") {
    const back2 = (await readSmall(join6(target, "gitdir")))?.trim() ?? "";
    const shared = dirname6(dirname6(target));
    const isOurs = await isSame(dirname6(resolve3(target, back2)), folder);
    return isOurs && basename2(back2) === ".git" && await isGitFolder(shared) ? shared : void 0;
  }
  const settings = await readSmall(join6(target, "config")) ?? "";
  const back = /^\s*worktree\s*=\s*"?([^"\n]+?)"?\s*$/m.exec(settings)?.[1];
  if (back === void 0 || !await isSame(resolve3(target, back), folder)) return void 0;
  return await isGitFolder(target) ? target : void 0;
}
async function isSteady(gitFolder, folder) {
  const owners = [0, process.getuid?.(), (await lstat3(folder)).uid];
  for (let at = gitFolder; ; at = dirname6(at)) {
    const { uid, mode } = await lstat3(at);
    const isEverybodys = (mode & 2) !== 0 && (mode & 512) === 0;
    if (!owners.includes(uid) || isEverybodys && at !== gitFolder) return false;
    if (at === dirname6(at)) return true;
  }
}
var isSame = async (path, folder) => await realpath2(path).catch(() => void 0) === folder;
async function isGitFolder(folder) {
  const parts = await Promise.all(
    ["HEAD", "objects", "refs"].map((name) => lstat3(join6(folder, name)).catch(() => void 0))
  );
  const [head, objects, refs] = parts;
  return [head?.isFile(), objects?.isDirectory(), refs?.isDirectory()].every((is) => is === true);
}
var maxBytes = 64 << 10;
async function readSmall(path) {
  var _stack = [];
  try {
    const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
    const file = __using(_stack, await open2(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK).catch(() => void 0), true);
    if (file === void 0 || !(await file.stat()).isFile()) return void 0;
    const { buffer, bytesRead } = await file.read(Buffer.alloc(maxBytes + 1), 0, maxBytes + 1, 0);
    return bytesRead > maxBytes ? void 0 : buffer.toString("utf8", 0, bytesRead);
  } catch (_) {
    var _error = _, _hasError = true;
  } finally {
    var _promise = __callDispose(_stack, _error, _hasError);
    _promise && await _promise;
  }
}

// src/runner/own-program.ts
import { readFile as readFile4 } from "node:fs/promises";
import { dirname as dirname7, isAbsolute as isAbsolute4, join as join7 } from "node:path";
import { fileURLToPath } from "node:url";
var loadedPackages = ["diff", "re2js", "unbash", "yaml", "zod"];
async function readOwnProgram() {
  const [command] = process.argv.slice(1);
  const given = [process.env.NODE_OPTIONS ?? "", ...process.execArgv].join(" ");
  const { files, looseOptions } = preloadsIn(given);
  const code = await ownCode();
  return {
    files: [
      ...command !== void 0 && isAbsolute4(command) ? [command] : [],
      ...code.files,
      process.execPath,
      ...programFilesIn(await readFile4("/proc/self/maps", "utf8").catch(() => "")),
      ...files
    ],
    folders: code.folders,
    looseOptions
  };
}
async function ownCode() {
  const here = import.meta.dirname;
  if (!import.meta.filename.endsWith(".ts")) return { files: [], folders: [here] };
  const sources = dirname7(here);
  const root = dirname7(sources);
  const packages = loadedPackages.map((name) => join7(root, "node_modules", name));
  return { files: [join7(root, "package.json")], folders: [sources, ...packages] };
}
var programFilesIn = (maps) => [
  ...new Set(
    [...maps.matchAll(/^\S+ \S\Sx\S \S+ \S+ \d+ +(\/.+)$/gm)].flatMap(
      ([, path = ""]) => path.endsWith(" (deleted)") ? [] : [path]
    )
  )
];
var preload = /(?:^|[\s"])(-r|--require|--import|--loader|--experimental-loader)"?(?:=|\s+)("(?:\\.|[^"])*"|[^\s"]+)/g;
function preloadsIn(options) {
  const found = [...options.matchAll(preload)].map(([, option = "", value = ""]) => {
    const name = value.replace(/^"|"$/g, "").replace(/\\(.)/g, "$1");
    if (name.startsWith("file:")) return { path: fileURLToPath(name) };
    return isAbsolute4(name) ? { path: name } : { loose: `${option} ${name}` };
  });
  return {
    files: found.flatMap(({ path }) => path ?? []),
    looseOptions: found.flatMap(({ loose }) => loose ?? [])
  };
}

// src/runner/agent-user.ts
async function prepareAgentUser(options) {
  const machine = (reason) => no2(reason, "machine");
  if (process.platform !== "linux") return machine("a user of its own for the agent needs Linux");
  const privilege = await findPrivilege();
  if (privilege === void 0) return machine("neither root nor passwordless sudo is available");
  const missing = await missingTools();
  if (missing.length > 0) return machine(missingText(missing));
  const home = options.env.HOME ?? homedir2();
  const workspace = await findWorkspace(options.workspace, home);
  if ("reason" in workspace) return no2(workspace.reason);
  const { problem, steps: ownSteps } = await ownFiles(options.env, workspace, home);
  if (problem !== void 0) return noOwn(problem);
  try {
    return await makeAgentUser(privilege, { ...options, ...workspace, home, ownSteps });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return no2(reason, /: Operation not supported$/.test(reason) ? "machine" : "workspace");
  }
}
async function ownFiles(environment, { folder, gitFolder = folder }, home) {
  const known = knownPoliciesOf(environment);
  const realHome = await realpath3(home).catch(() => home);
  return checkOwnFiles(await readOwnProgram(), {
    folders: [.../* @__PURE__ */ new Set([folder, gitFolder])],
    // Around a home nothing is handed over: only a command with the guard's own user can have been there.
    wasHandedOver: async (place) => !isWithin(realHome, place) && await known.has(place)
  });
}
async function makeAgentUser(privilege, options) {
  const { folder, gitFolder = folder } = options;
  const stateDirectory = await openState(privilege, options.stateDirectory);
  await cleanUp(privilege, stateDirectory);
  const slot = await claimSlot(stateDirectory, jobUser());
  if (slot === void 0) return no2(`${maxSlots} guarded sessions run on this machine already`);
  try {
    slot.record.shared = [.../* @__PURE__ */ new Set([folder, gitFolder])];
    await slot.save();
    for (const shared of slot.record.shared) {
      const other = await findSharing(stateDirectory, slot, shared);
      if (other === void 0) continue;
      await slot.release();
      const where = `, in another container or on the host; its record is ${other.file}`;
      return no2(`another guarded session is open in ${shared}${other.isElsewhere ? where : ""}`);
    }
    const user = await setUp(privilege, slot, options);
    if (!user.available) await takeBack(privilege, slot);
    return user;
  } catch (error) {
    await takeBack(privilege, slot).catch(() => []);
    throw error;
  }
}
var no2 = (reason, liesIn = "workspace") => ({
  available: false,
  reason,
  liesIn
});
async function recoverAgentUsers(stateDirectory) {
  const privilege = process.platform === "linux" ? await findPrivilege() : void 0;
  if (privilege === void 0) return [];
  const missing = await missingTools();
  if (missing.length > 0) return [missingText(missing)];
  return cleanUp(privilege, await openState(privilege, stateDirectory));
}
async function openState(privilege, given) {
  const { uid, gid } = jobUser();
  const directory = given ?? `/var/lib/cursor-guard/agent-users-${uid}`;
  const found = await lstat4(directory).catch(() => void 0);
  if (given === void 0 && found === void 0) {
    const script = 'install -d -m 755 "$4" && install -d -m 700 -o "$2" -g "$3" "$1"';
    const made = await asRoot(privilege, script, [directory, uid, gid, dirname8(directory)]);
    if (made.code !== 0) throw new Error(`${directory}: ${made.complaint}`);
  }
  await openStateDirectory(directory);
  return directory;
}
var jobUser = () => ({ uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 });
var missingText = (tools) => `not installed: ${tools.join(", ")} (folders in which root alone can write are searched)`;
async function cleanUp(privilege, stateDirectory) {
  const problems = [];
  for await (const slot of takeAbandonedSlots(stateDirectory)) {
    problems.push(...await takeBack(privilege, slot));
  }
  return problems;
}

// action/report.ts
import { lstat as lstat5 } from "node:fs/promises";
import { join as join8 } from "node:path";
var maxActions = 200;
var maxRemembered = 1e3;
async function readSessionReport(path) {
  if (!await isPlainFile(join8(path, recordingFileName))) {
    throw new GuardError("INPUT_INVALID", `${path} holds no recording`);
  }
  const report = emptyReport();
  const calls = /* @__PURE__ */ new Map();
  const { lines, blobs } = readFileRecording(path);
  const reading = readRecording(lines(), { blobs });
  for (; ; ) {
    const step = await reading.next();
    if (step.done === true) return finish(report, step.value);
    if (step.value.entry !== void 0) note(report, step.value.entry, calls);
  }
}
var isPlainFile = (path) => lstat5(path).then(
  (found) => found.isFile(),
  () => false
);
function emptyReport() {
  return {
    session: void 0,
    seal: void 0,
    damage: void 0,
    coverage: { level: "L0", state: "partial", reasons: ["not sealed"] },
    totals: emptyTotals(),
    pushes: noPushes(),
    entries: 0,
    head: "",
    refused: [],
    held: [],
    audited: [],
    findings: /* @__PURE__ */ new Map(),
    processes: [],
    limits: [],
    gaps: [],
    verdict: "clean"
  };
}
function note(report, entry, calls) {
  switch (entry.kind) {
    case "session":
      report.session = entry;
      report.coverage = { ...report.coverage, level: entry.level };
      break;
    case "tool-call":
      if (calls.size < maxRemembered) calls.set(entry.call, subjectText(entry.subject));
      for (const action of [...report.refused, ...report.held, ...report.audited]) {
        if (action.call === entry.call && action.what === "")
          action.what = subjectText(entry.subject);
      }
      break;
    case "process": {
      const text = processText(entry, entry.file);
      if (calls.size < maxRemembered) calls.set(entry.call, text);
      remember(report.processes, text);
      break;
    }
    case "push":
      addPush(report.pushes, entry.outcome);
      for (const action of [...report.refused, ...report.held, ...report.audited]) {
        if (action.call === entry.call && action.kind === "push" && action.what === "")
          action.what = entry.repository;
      }
      break;
    case "verdict":
      noteVerdict(report, entry, calls);
      break;
    case "approval":
      noteAnswer(report, entry);
      break;
    case "finding": {
      const name = `${entry.rule}, ${entry.action}`;
      const isKnown = report.findings.has(name) || report.findings.size < maxActions;
      if (isKnown) report.findings.set(name, (report.findings.get(name) ?? 0) + 1);
      break;
    }
    case "limit":
      remember(
        report.limits,
        `${entry.limit}: ${entry.reached} of ${entry.allowed}, ${entry.action}`
      );
      break;
    case "gap":
      remember(report.gaps, entry.reason);
      break;
  }
}
function noteVerdict(report, entry, calls) {
  const action = {
    kind: entry.subject,
    what: entry.call === void 0 ? "" : calls.get(entry.call) ?? "",
    rule: entry.rule ?? "",
    reason: entry.reason ?? "",
    seq: entry.seq,
    call: entry.call
  };
  if (entry.effective === "deny") remember(report.refused, action);
  if (entry.effective === "hold") {
    remember(report.held, { ...action, outcome: "not answered", by: "", why: "" });
  }
  const wouldStop = entry.verdict === "deny" || entry.verdict === "hold";
  if (wouldStop && entry.effective !== entry.verdict) remember(report.audited, action);
}
function noteAnswer(report, entry) {
  if (entry.state === "asked" || entry.state === "used") return;
  const held = report.held.findLast(
    (action) => action.outcome === "not answered" && action.call === entry.call
  );
  if (held === void 0) return;
  held.outcome = entry.state;
  held.by = entry.by ?? "";
  held.why = entry.why ?? "";
}
function subjectText(subject) {
  const found = ["command", "path", "url", "mcp", "name"].map((key) => subject[key]);
  return String(found.find((value) => typeof value === "string") ?? "unknown");
}
function remember(list, value) {
  if (list.length < maxActions) list.push(value);
}
function finish(report, found) {
  const { totals, count, head, seal, coverage, state, why: why2 } = found;
  const notApproved = report.held.some(({ outcome }) => outcome !== "approved");
  const violated = totals.denied > 0 || notApproved || report.limits.length > 0;
  return {
    ...report,
    totals,
    entries: count,
    head,
    seal,
    coverage: coverage ?? {
      ...report.coverage,
      reasons: [state === "broken" ? "the record is damaged" : "not sealed"]
    },
    damage: state === "broken" ? why2 ?? "the record is damaged" : void 0,
    verdict: violated ? "violations" : "clean"
  };
}

export {
  signalBelow,
  addEntries,
  installTable,
  prepareAgentUser,
  recoverAgentUsers,
  readSessionReport
};
