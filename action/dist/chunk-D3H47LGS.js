import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import {
  configText,
  findOwnProgram,
  findSystemProgram,
  isThere,
  isolatedGit,
  locateRepository,
  makeOwnFolder,
  quotedText,
  readSettings,
  readSmall,
  runProgram,
  systemPath,
  unreadable,
  usersSettings
} from "./chunk-FPOOD4NK.js";
import {
  readPlainFile
} from "./chunk-E6OUD4W6.js";
import {
  isZero,
  zeroId
} from "./chunk-AHZWCLKP.js";
import {
  printableLine,
  visibleLine
} from "./chunk-QV2RVUHY.js";
import {
  array,
  external_exports,
  int,
  number,
  object,
  string,
  uuid
} from "./chunk-FBYAHOKZ.js";
import {
  GuardError
} from "./chunk-I22CHC5J.js";
import {
  __callDispose,
  __using
} from "./chunk-GZ5KYTBD.js";

// src/runner/git-routing.ts
import { mkdir, realpath, writeFile } from "node:fs/promises";
import { join } from "node:path";

// src/runner/git-routing/config-entries.ts
function rewriteRules(entries) {
  const fetch = /* @__PURE__ */ new Map();
  const push = /* @__PURE__ */ new Map();
  for (const { key, value } of entries) {
    const [, base = "", direction] = /^url\.(.*)\.(pushinsteadof|insteadof)$/s.exec(key) ?? [];
    if (direction === void 0) continue;
    const rules = direction === "insteadof" ? fetch : push;
    if (!rules.has(value)) rules.set(value, base);
  }
  return { fetch, push };
}
function rewrite(url, rules, direction) {
  const pushed = direction === "push" ? longest(url, rules.push) : void 0;
  return pushed ?? longest(url, rules.fetch) ?? url;
}
function longest(url, rules) {
  let best;
  for (const prefix of rules.keys()) {
    if (url.startsWith(prefix) && prefix.length > (best?.length ?? 0)) best = prefix;
  }
  return best === void 0 ? void 0 : `${rules.get(best)}${url.slice(best.length)}`;
}
function remoteAddresses(entries) {
  const rules = rewriteRules(entries);
  const remotes = /* @__PURE__ */ new Map();
  const found2 = [];
  const single = (name, url) => found2.push({
    name,
    given: [url],
    fetch: [rewrite(url, rules, "fetch")],
    push: [rewrite(url, rules, "push")]
  });
  for (const { key, value } of entries) {
    const [, name = "", kind] = /^remote\.(.*)\.(url|pushurl)$/s.exec(key) ?? [];
    if (kind === "url" || kind === "pushurl") {
      const remote = remotes.get(name) ?? { url: [], pushurl: [] };
      remote[kind] = value === "" ? [] : [...remote[kind], value];
      remotes.set(name, remote);
    }
    const module = /^submodule\.(.*)\.url$/s.exec(key)?.[1];
    if (module !== void 0) single(`submodule ${module}`, value);
    const lfs = /^(?:remote\.(.*)\.)?lfs\.?(?:push)?url$/s.exec(key);
    if (lfs !== null) single(lfs[1] === void 0 ? "lfs" : `lfs of ${lfs[1]}`, value);
    const branch = /^branch\.(.*)\.(?:push)?remote$/s.exec(key)?.[1];
    if (branch !== void 0 && /[:/]/.test(value)) single(`branch ${branch}`, value);
    if (key === "remote.pushdefault" && /[:/]/.test(value)) single("pushDefault", value);
  }
  for (const [name, { url, pushurl }] of remotes) {
    found2.push({
      name,
      given: [...url, ...pushurl],
      fetch: url.map((one) => rewrite(one, rules, "fetch")),
      // An address for pushes alone is not subject to the rules for pushes alone.
      push: pushurl.length > 0 ? pushurl.map((one) => rewrite(one, rules, "fetch")) : url.map((one) => rewrite(one, rules, "push"))
    });
  }
  return found2;
}

// src/runner/git-routing/git-url.ts
var defaultPorts = /* @__PURE__ */ new Set(["22", "80", "443", "9418"]);
function readGitAddress(url) {
  const helper = /^([A-Za-z0-9][A-Za-z0-9+.-]*)::/.exec(url);
  if (helper?.[1] !== void 0) return { kind: "helper", name: helper[1] };
  const named = /^([A-Za-z][A-Za-z0-9+.-]*):\/\/([^/]*)\/?/.exec(url);
  if (named !== null) {
    const [prefix2, scheme = "", authority = ""] = named;
    if (scheme.toLowerCase() === "file") return { kind: "local" };
    return network(authority.slice(authority.lastIndexOf("@") + 1), prefix2);
  }
  const short = /^((?:[^@/]*@)?(\[[^\]/]*\]|[^:/]*)):(\/?)/.exec(url);
  if (short === null || /^[A-Za-z]:[\\/]/.test(url)) return { kind: "local" };
  const [prefix, , host = ""] = short;
  return network(host.replace(/^\[(.*)\]$/, "$1"), prefix);
}
function network(authority, prefix) {
  const [, name = authority, port] = /^(\[[^\]]*\]|[^:]*)(?::(\d*))?$/.exec(authority) ?? [];
  const host = name.toLowerCase().replace(/\.$/, "");
  return { kind: "network", host, prefix, ...port ? { port } : {} };
}
function leadsToForge(address, forge) {
  if (address.kind !== "network") return false;
  const host = forge.hostname.toLowerCase();
  if (forge.port !== "") return address.host === host && address.port === forge.port;
  const names = [host, `www.${host}`, ...host === "github.com" ? [`ssh.${host}`] : []];
  return names.includes(address.host) && (address.port === void 0 || defaultPorts.has(address.port));
}
var isPlainServer = (forge) => forge.port !== "" || /^[[\d]/.test(forge.hostname);
var rootOf = (forge) => forge.pathname.replace(/\/*$/, "/");
function usualPrefixes(forge) {
  const web = `${forge.origin}${rootOf(forge)}`;
  const { hostname } = forge;
  return isPlainServer(forge) ? [web] : [web, `git@${hostname}:`, `ssh://git@${hostname}/`];
}
function forgePrefixes(forge, users) {
  const root = rootOf(forge);
  if (isPlainServer(forge)) {
    return ["", ...users.map((user) => `${user}@`)].map(
      (user) => `${forge.protocol}//${user}${forge.host}${root}`
    );
  }
  const name = forge.hostname;
  const people = ["git", ...users];
  const prefixes = [
    ...webPrefixes(name, root),
    `https://${name}:443${root}`,
    `http://${name}:80${root}`,
    ...people.map((user) => `https://${user}@${name}${root}`),
    ...["git", "GIT"].map((scheme) => `${scheme}://${name}/`),
    `git://${name}:9418/`,
    ...sshPrefixes(name, people, [void 0, "22"]),
    ...otherSpellings(name).flatMap((host) => [
      ...webPrefixes(host, root),
      ...sshPrefixes(host, ["git"], [void 0])
    ])
  ];
  if (name === "github.com") prefixes.push(...sshPrefixes("ssh.github.com", people, ["443"]));
  return [...new Set(prefixes)];
}
var webPrefixes = (host, root) => ["https", "http", "HTTPS", "HTTP"].map((scheme) => `${scheme}://${host}${root}`);
function otherSpellings(host) {
  const capital = host.replace(/^./, (letter) => letter.toUpperCase());
  const known = host === "github.com" ? ["GitHub.com", "www.GitHub.com"] : [];
  return [`www.${host}`, `${host}.`, ...known, capital, host.toUpperCase()];
}
function sshPrefixes(host, users, ports) {
  const people = ["", ...users.map((user) => `${user}@`)];
  return people.flatMap((user) => [
    `${user}${host}:`,
    `${user}${host}:/`,
    ...ports.flatMap(
      (port) => ["ssh", "git+ssh", "ssh+git"].map(
        (scheme) => `${scheme}://${user}${host}${port === void 0 ? "" : `:${port}`}/`
      )
    )
  ]);
}

// src/runner/git-routing/escapes.ts
var maxEscapes = 20;
function prefixesToAdd(entries, base, forges) {
  const rules = rewriteRules(entries);
  return remoteAddresses(entries).flatMap(({ given }) => given).filter((url) => !rewrite(url, rules, "push").startsWith(base)).map(readGitAddress).flatMap(
    (address) => address.kind === "network" && forges.some((forge) => leadsToForge(address, forge)) ? [address.prefix] : []
  );
}
function findEscapes(places, base, forges) {
  if (places === void 0) return ["git-escapes: the configuration could not be looked at"];
  const found2 = new Set(places.flatMap((place) => escapesOf(place, base, forges)));
  if (found2.size <= maxEscapes) return [...found2];
  return [...[...found2].slice(0, maxEscapes), `git-escapes: ${found2.size - maxEscapes} more`];
}
function escapesOf({ folder, entries }, base, forges) {
  const place = folder ?? "user settings";
  if (entries === void 0) return [phrase(place, "settings git cannot read")];
  const rules = rewriteRules(entries);
  const probes = folder === void 0 ? forges.flatMap(usualPrefixes) : [];
  const bent = probes.filter((prefix) => {
    const url = `${prefix}owner/name`;
    const ways = [rewrite(url, rules, "fetch"), rewrite(url, rules, "push")];
    return outside(ways, base).length > 0;
  });
  const remotes = remoteAddresses(entries).flatMap(
    ({ name, fetch, push }) => outside([...fetch, ...push], base).map((host) => ({ name, host }))
  );
  return [
    ...bent.map((prefix) => phrase(place, prefix)),
    ...remotes.map(({ name, host }) => phrase([place, name].filter(Boolean).join(": "), host))
  ];
}
function outside(urls, base) {
  return urls.filter((url) => !url.startsWith(base)).map(readGitAddress).flatMap((address) => hostOf(address) ?? []);
}
function hostOf(address) {
  if (address.kind === "local") return void 0;
  return address.kind === "helper" ? `${address.name}::` : address.host;
}
var phrase = (name, where) => `git-escapes: ${plain(name)} (${plain(where)})`;
var plain = (text) => text.replace(/[^\x20-\x7e]/g, "").slice(0, 80);

// src/runner/git-routing/survey.ts
import { execFile } from "node:child_process";
var timeoutMs = 2e4;
var maxOutputBytes = 16 * 1048576;
var maxRepositories = 40;
async function surveyConfiguration(workspace, launch) {
  const command = [
    "/bin/sh",
    "-c",
    script,
    "sh",
    workspace,
    String(maxRepositories),
    await systemPath()
  ];
  const output = await runOnce(launch, command);
  return output === void 0 ? void 0 : readPlaces(output, workspace);
}
async function runOnce(launch, command) {
  const { file, args, env } = await launch(command);
  const limits = { timeout: timeoutMs, maxBuffer: maxOutputBytes, killSignal: "SIGKILL" };
  return new Promise((resolve2) => {
    const child = execFile(
      file,
      [...args],
      { env, cwd: "/", ...limits },
      (error, stdout) => resolve2(error === null ? stdout : void 0)
    );
    child.stdin?.on("error", () => {
    });
    child.stdin?.end();
  });
}
var script = `
workspace=$1 most=$2 PATH=$3:$PATH
command -v git >/dev/null || exit 0
unset GIT_DIR GIT_WORK_TREE
printf 'user\\n\\0'
cd / && git config --list -z || printf 'unreadable\\n\\0'
printf 'place\\n%s\\0' "$workspace"
git -c safe.directory='*' -C "$workspace" config --list -z || printf 'unreadable\\n\\0'
if [ ! -e "$workspace/.lfsconfig" ]; then
  printf 'lfs\\n%s\\0' "$workspace"
  git -c safe.directory='*' -C "$workspace" config --blob :.lfsconfig --list -z 2>/dev/null
fi
find "$workspace" -maxdepth 4 -name node_modules -prune -o -name .lfsconfig -print 2>/dev/null |
  head -n "$most" | while IFS= read -r found; do
    printf 'lfs\\n%s\\0' "\${found%/.lfsconfig}"
    git config --file "$found" --list -z || printf 'unreadable\\n\\0'
  done
{
  find "$workspace" -maxdepth 3 -name node_modules -prune -o -name .git -type d -print -prune
  find "$workspace/.git/modules" -maxdepth 8 -name config -type f -print
} 2>/dev/null | grep -vxF "$workspace/.git" | head -n "$most" | while IFS= read -r found; do
  folder=\${found%/config}
  printf 'place\\n%s\\0' "$folder"
  git --git-dir="$folder" config --list -z || printf 'unreadable\\n\\0'
done
exit 0`;
var lfsAddress = /^(?:lfs\.(?:push)?url|remote\..*\.lfs(?:push)?url)$/s;
function readPlaces(output, workspace) {
  const places = [];
  let entries = [];
  let ofLfs = false;
  for (const entry of readSettings(output)) {
    if (entry.key === "user" || entry.key === "place" || entry.key === "lfs") {
      ofLfs = entry.key === "lfs";
      entries = [];
      const folder = entry.value.replace(workspace, "").replace(/^\/|\/?\.git$/g, "");
      places.push({ entries, ...entry.key === "user" ? {} : { folder } });
    } else if (entry.key === "unreadable") {
      delete places.at(-1)?.entries;
    } else if (!ofLfs || lfsAddress.test(entry.key)) {
      entries.push(entry);
    }
  }
  return places;
}

// src/runner/git-routing/system-configuration.ts
import { isAbsolute } from "node:path";
async function systemConfiguration(environment) {
  const args = ["config", "--system", "--no-includes", "--list", "--show-origin", "-z"];
  const variables = usersSettings(environment);
  const { code, stdout } = await isolatedGit(args, { env: environment, variables });
  const origins = code === 0 ? stdout.split("\0") : [];
  const files = origins.filter((field) => field.startsWith("file:")).map((field) => field.slice("file:".length));
  return [...new Set(files)].filter(isAbsolute);
}

// src/runner/git-routing.ts
var defaultForge = "https://github.com";
var gitPath = "/git/";
function forgesOf(environment, gitUpstream) {
  const given = [environment.GITHUB_SERVER_URL, gitUpstream].map((text) => text && URL.parse(text));
  const forges = [given[0] || new URL(defaultForge), ...given[1] ? [given[1]] : []];
  return [...new Map(forges.map((forge) => [forge.href, forge])).values()];
}
async function createGitRouting(options) {
  const { directory, forges, environment } = options;
  const base = `${options.baseUrl}${gitPath}`;
  const rules = join(directory, "rules.gitconfig");
  const system = join(directory, "system.gitconfig");
  const prefixes = new Set(forges.flatMap((forge) => forgePrefixes(forge, usersOf(environment))));
  const inherited = await systemConfiguration(environment);
  let text = "";
  const save = async () => {
    text = rulesText(options, [...prefixes]);
    await writeFile(rules, text, { mode: 420 });
  };
  await mkdir(directory, { recursive: true, mode: 448 });
  await save();
  await writeFile(system, includes([rules, ...inherited]), { mode: 420 });
  const resolved = await realpath(rules);
  const look = async ({ workspace, launch }) => surveyConfiguration(await realpath(workspace), launch).catch(() => void 0);
  return {
    readable: [directory, ...inherited],
    environment: {
      GIT_CONFIG_SYSTEM: system,
      GIT_CONFIG_COUNT: "1",
      GIT_CONFIG_KEY_0: "include.path",
      GIT_CONFIG_VALUE_0: rules,
      GIT_TERMINAL_PROMPT: "0",
      GIT_ASKPASS: ""
    },
    async begin(place) {
      if (place.ownHome) await includeAtHome(rules, place.launch);
      const places = await look(place);
      const learned = (places ?? []).flatMap(({ entries = [] }) => prefixesToAdd(entries, base, forges)).filter((prefix) => !prefixes.has(prefix));
      if (learned.length === 0) return findEscapes(places, base, forges);
      for (const prefix of learned.slice(0, maxLearned)) prefixes.add(prefix);
      await save();
      return findEscapes(await look(place), base, forges);
    },
    async check(place) {
      const found2 = findEscapes(await look(place), base, forges);
      const now = await readPlainFile(resolved, Buffer.byteLength(text)).catch(() => void 0);
      return now?.toString("utf8") === text ? found2 : ["git-escapes: the rules were changed", ...found2];
    }
  };
}
var maxLearned = 200;
var includeAtHome = (rules, launch) => runOnce(launch, ["git", "config", "--global", "--add", "include.path", rules]);
function usersOf(environment) {
  const {
    GITHUB_ACTOR,
    GITHUB_REPOSITORY_OWNER: owner,
    GITHUB_REPOSITORY_OWNER_ID: id2
  } = environment;
  const names = ["x-access-token", "oauth2", GITHUB_ACTOR, owner, id2 && `org-${id2}`];
  return names.filter((name) => name !== void 0 && /^[\w.-]{1,60}$/.test(name));
}
function rulesText(options, prefixes) {
  const { baseUrl, sessionToken } = options;
  const base = `${baseUrl}${gitPath}`;
  return [
    "# Written by cursor-guard for one session.",
    `[url ${quoted(base)}]`,
    ...prefixes.flatMap((prefix) => [
      `	insteadOf = ${quoted(prefix)}`,
      `	pushInsteadOf = ${quoted(prefix)}`
    ]),
    `[http ${quoted(base)}]`,
    // The list may be read twice: an empty value takes back what was said before it.
    "	extraheader = ",
    `	extraheader = ${quoted(`Authorization: Bearer ${sessionToken}`)}`,
    "	lowSpeedLimit = 0",
    "	proxy = ",
    `[credential ${quoted(baseUrl)}]`,
    "	helper = ",
    ""
  ].join("\n");
}
var includes = (files) => files.map((file) => `[include]
	path = ${quoted(file)}
`).join("");
var quoted = (text) => `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")}"`;

// src/runner/agent-user/privilege.ts
var rootTools = [
  ...["useradd", "setpriv", "setfacl", "getfacl", "find", "chown", "chgrp", "chmod"],
  ...["sh", "env", "id", "sleep", "install", "rm", "grep", "head", "seq", "mkdir", "rmdir"]
];
var asked;
var findPrivilege = () => {
  asked ??= lookForPrivilege();
  return asked;
};
async function lookForPrivilege() {
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
  const found2 = await Promise.all(tools.map(findSystemProgram));
  return tools.filter((_, index) => found2[index] === void 0);
}
function asRoot(privilege, script2, values = [], options = {}) {
  const command = [...privilege.prefix, "sh", "-c", script2, "sh", ...values.map(String)];
  return runProgram(command, options);
}
function dropTo(privilege, user, command) {
  const enter = user.cgroup === void 0 ? [] : enterCgroup(user.cgroup);
  return [...privilege.prefix, ...enter, ...dropping(privilege, user), ...command];
}
var enterCgroup = (cgroup) => [
  ...["sh", "-c", 'echo 0 >"$1/cgroup.procs" && shift && exec "$@"', "sh", cgroup]
];
var dropping = (privilege, { uid, gid }) => [
  ...[privilege.setpriv, `--reuid=${uid}`, `--regid=${gid}`, "--clear-groups", "--no-new-privs"],
  ...["--inh-caps=-all", "--bounding-set=-all", "--"]
];

// src/adapters/machine/process-life.ts
import { readFile, readlink } from "node:fs/promises";
async function identifyProcess(pid) {
  const text = (file) => readFile(file, "utf8").catch(() => "");
  const boot = (await text("/proc/sys/kernel/random/boot_id")).trim();
  const shown = await readlink("/proc/self").catch(() => "");
  if (shown !== String(process.pid)) return { pid, start: "", boot, namespace: "" };
  const namespace = await readlink("/proc/self/ns/pid").catch(() => "");
  const stat3 = await text(`/proc/${pid}/stat`);
  const start = stat3.slice(stat3.lastIndexOf(")") + 2).split(" ")[19] ?? "";
  return { pid, start, boot, namespace };
}
async function hasEnded(one) {
  if (process.platform !== "linux") return !isThere2(one.pid);
  const now = await identifyProcess(one.pid);
  if (now.boot === "" || one.boot === "") return false;
  if (now.boot !== one.boot) return true;
  if (!now.namespace || now.namespace !== one.namespace) return false;
  return now.start !== one.start;
}
function isThere2(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}
var nameOfProcess = ({ pid, start, boot, namespace = "" }) => [pid, start, namespace.replace(/\D/g, ""), boot].join(".");
function processNamed(name) {
  const [, pid, start = "", number2, boot = ""] = /^(\d+)\.(\d*)\.(\d*)\.([0-9a-f-]*)$/.exec(name) ?? [];
  if (pid === void 0) return void 0;
  return { pid: Number(pid), start, boot, namespace: number2 ? `pid:[${number2}]` : "" };
}

// src/runner/repository-around.ts
import { lstat } from "node:fs/promises";
import { dirname, join as join2 } from "node:path";
async function repositoryAround(folder) {
  for (let at = folder; ; at = dirname(at)) {
    if (await lstat(join2(at, ".git")).catch(() => void 0) !== void 0) return at;
    if (at === dirname(at)) return void 0;
  }
}

// src/state-directory.ts
import { homedir } from "node:os";
import { isAbsolute as isAbsolute2, join as join3 } from "node:path";
var stateDirectory = (env) => join3(
  absolute(env.XDG_STATE_HOME) ?? join3(absolute(env.HOME) ?? homedir(), ".local", "state"),
  "cursor-guard"
);
var absolute = (path) => path !== void 0 && isAbsolute2(path) ? path : void 0;
var approvalsDirectory = (env) => join3(stateDirectory(env), "approvals");

// src/runner/session-git.ts
import { readdir as readdir4, rm as rm4 } from "node:fs/promises";
import { join as join11 } from "node:path";

// src/http/upstream.ts
import http2 from "node:http";
import http22 from "node:http2";
import https2 from "node:https";
import { isIP } from "node:net";
import { pipeline } from "node:stream";
import tls from "node:tls";

// src/http/forward-proxy.ts
import http from "node:http";
import https from "node:https";
function readForwardProxies(environment) {
  const read = (name) => {
    const value = environment[name.toLowerCase()] || environment[name];
    if (!value) return void 0;
    const proxy = URL.parse(value.includes("://") ? value : `http://${value}`);
    if (proxy !== null && /^https?:$/.test(proxy.protocol)) return proxy;
    throw new GuardError("INPUT_INVALID", `${name} is no address of a proxy`, {
      hint: "Expected http://HOST:PORT or https://HOST:PORT."
    });
  };
  const proxies = { "http:": read("HTTP_PROXY"), "https:": read("HTTPS_PROXY") };
  const exceptions = (environment.no_proxy || environment.NO_PROXY || "").split(/[\s,]+/);
  return {
    of(base) {
      const isException = exceptions.some((one) => covers(one, base));
      return isException ? void 0 : proxies[base.protocol === "https:" ? "https:" : "http:"];
    }
  };
}
function covers(exception, base) {
  if (exception === "*") return true;
  const [, name = "", port] = /^\*?\.?(.*?)(?::(\d+))?$/.exec(exception.toLowerCase()) ?? [];
  if (name === "" || port !== void 0 && port !== portOf(base)) return false;
  return `.${base.hostname}`.endsWith(`.${name}`);
}
var proxyName = (proxy) => `${proxy.hostname}:${portOf(proxy)}`;
var portOf = ({ port, protocol }) => port || (protocol === "https:" ? "443" : "80");
function openTunnel(proxy, base, timeoutMs3) {
  const target = `${base.hostname}:${portOf(base)}`;
  const login = decodeURIComponent(`${proxy.username}:${proxy.password}`);
  return new Promise((resolve2, reject) => {
    const request2 = (proxy.protocol === "https:" ? https : http).request({
      host: proxy.hostname,
      port: portOf(proxy),
      method: "CONNECT",
      path: target,
      headers: {
        host: target,
        ...proxy.username ? { "proxy-authorization": `Basic ${Buffer.from(login).toString("base64")}` } : {}
      },
      timeout: timeoutMs3
    });
    request2.once("connect", (response, socket) => {
      if (response.statusCode === 200) return resolve2(socket);
      socket.destroy();
      reject(new Error(`it answered ${response.statusCode}`));
    });
    request2.once("timeout", () => request2.destroy(new Error("timeout")));
    request2.once("error", reject);
    request2.end();
  });
}

// src/http/upstream.ts
var connectMs = 15e3;
function createUpstreamClient(environment) {
  const proxies = readForwardProxies(environment);
  const agents = createAgents(proxies);
  const sessions = /* @__PURE__ */ new Map();
  const session = (base) => {
    const known = sessions.get(base.origin);
    if (known) return known;
    const opening = openSession(base, proxies.of(base));
    sessions.set(base.origin, opening);
    const forget = () => {
      if (sessions.get(base.origin) === opening) sessions.delete(base.origin);
    };
    opening.then((opened) => {
      opened.once("close", forget);
      opened.once("goaway", forget);
    }, forget);
    return opening;
  };
  return {
    http1({ base, method, path, headers, body, signal }) {
      const secure = base.protocol === "https:";
      return new Promise((resolve2, reject) => {
        const request2 = (secure ? https2 : http2).request(joined(base, path), {
          method,
          headers: { ...headers, host: base.host },
          agent: agents.of(base),
          ...signal ? { signal } : {}
        });
        request2.once("response", resolve2);
        request2.once("error", (cause) => reject(unreachable(base, cause, proxies.of(base))));
        if (body === void 0) request2.end();
        else if (body instanceof Uint8Array) request2.end(body);
        else
          pipeline(
            body,
            request2,
            (error) => error && reject(unreachable(base, error, proxies.of(base)))
          );
      });
    },
    async http2({ base, method, path, headers, signal }) {
      const opened = await session(base);
      const stream = opened.request(
        {
          ...headers,
          ":method": method,
          ":path": joined(base, path).pathname + joined(base, path).search
        },
        { endStream: false, ...signal ? { signal } : {} }
      );
      return stream;
    },
    close() {
      agents.destroy();
      for (const opening of sessions.values()) {
        opening.then(
          (opened) => opened.destroy(),
          () => {
          }
        );
      }
    }
  };
}
function joined(base, path) {
  return new URL(base.pathname.replace(/\/+$/, "") + path, base.origin);
}
function createAgents(proxies) {
  const agents = /* @__PURE__ */ new Map();
  return {
    of(base) {
      const proxy = proxies.of(base)?.href;
      const key = `${base.protocol} ${proxy ?? ""}`;
      const Agent = base.protocol === "https:" ? https2.Agent : http2.Agent;
      const proxyEnv = proxy === void 0 ? {} : { HTTP_PROXY: proxy, HTTPS_PROXY: proxy };
      const settings2 = { keepAlive: true, maxSockets: 256, noDelay: true, proxyEnv };
      const agent2 = agents.get(key) ?? new Agent(settings2);
      agents.set(key, agent2);
      return agent2;
    },
    destroy() {
      for (const agent2 of agents.values()) agent2.destroy();
    }
  };
}
function unreachable(base, cause, proxy) {
  const { code, message } = cause;
  const why = code ?? (proxy === void 0 ? "no answer" : message);
  const way = proxy === void 0 ? "" : ` through the proxy ${proxyName(proxy)}`;
  const hint = proxy === void 0 ? {} : { hint: "Look at HTTP_PROXY, HTTPS_PROXY and NO_PROXY, and whether that proxy answers." };
  return new GuardError("UPSTREAM_FAILED", `${base.host} could not be reached${way} (${why})`, {
    cause,
    ...hint
  });
}
async function openSession(base, proxy) {
  const secure = base.protocol === "https:";
  const way = secure ? proxy : void 0;
  const tunnel = await (way && openTunnel(way, base, connectMs).catch((cause) => {
    throw unreachable(base, cause, way);
  }));
  const options = {
    settings: { initialWindowSize: 1 << 20, enablePush: false }
  };
  if (tunnel) {
    const serverName = isIP(base.hostname) === 0 ? { servername: base.hostname } : {};
    options.createConnection = () => tls.connect({ socket: tunnel, host: base.hostname, ...serverName, ALPNProtocols: ["h2"] });
  }
  const opened = http22.connect(base.origin, options);
  return new Promise((resolve2, reject) => {
    const timer = setTimeout(() => {
      opened.destroy();
      reject(unreachable(base, new Error("timeout"), way));
    }, connectMs);
    opened.once("connect", () => {
      clearTimeout(timer);
      opened.setLocalWindowSize(4 << 20);
      resolve2(opened);
    });
    opened.on("error", (cause) => {
      clearTimeout(timer);
      reject(unreachable(base, cause, way));
    });
  });
}

// src/adapters/repository/bare-repository.ts
import { mkdir as mkdir2, rm, writeFile as writeFile2 } from "node:fs/promises";
import { join as join4 } from "node:path";
var removeFolder = (folder) => rm(folder, { recursive: true, force: true, maxRetries: 3 });
async function makeBareRepository(folder, objectFormat) {
  const place = { gitDir: folder, objects: join4(folder, "objects") };
  await mkdir2(join4(folder, "objects", "pack"), { recursive: true, mode: 448 });
  await mkdir2(join4(folder, "refs"), { recursive: true, mode: 448 });
  const extension = objectFormat === "sha256" ? "[extensions]\n	objectformat = sha256\n" : "";
  const version = objectFormat === "sha256" ? 1 : 0;
  await writeFile2(join4(folder, "HEAD"), "ref: refs/heads/none\n", { mode: 384 });
  await writeFile2(
    join4(folder, "config"),
    `[core]
	repositoryformatversion = ${version}
	bare = true
${extension}`,
    { mode: 384 }
  );
  return { folder, place };
}

// src/adapters/repository/cache.ts
import { readFile as readFile2, rename, writeFile as writeFile3 } from "node:fs/promises";
import { basename, join as join5 } from "node:path";

// src/adapters/repository/object-reader.ts
var maxWaiting = 256;
function createObjectReader(git, place, maxBytes) {
  let opened;
  const ask = (command, id2) => {
    opened ??= openBatch(git, place, maxBytes);
    return opened.ask(command, id2);
  };
  return {
    async stat(id2) {
      const answer = await ask("info", id2);
      return answer === void 0 ? void 0 : { type: answer.type, size: answer.size };
    },
    async read(id2) {
      const answer = await ask("contents", id2);
      return answer === void 0 ? void 0 : { id: id2, type: answer.type, body: answer.body };
    },
    async close() {
      await opened?.close();
    }
  };
}
function openBatch(git, place, maxBytes) {
  const batch3 = git.start({ args: ["cat-file", "--batch-command"], place, timeoutMs: 2 ** 31 - 1 });
  const waiting = [];
  const blocked = [];
  let broken;
  let held = [];
  let heldBytes = 0;
  let needed = 1;
  const fail = (error) => {
    broken ??= error;
    for (const { reject } of waiting.splice(0)) reject(broken);
    for (const go of blocked.splice(0)) go();
    batch3.kill();
  };
  const settle = (answer) => {
    waiting.shift()?.resolve(answer);
    blocked.shift()?.();
  };
  const readAnswer = (bytes) => {
    const end = bytes.indexOf(10);
    if (end === -1) {
      needed = bytes.length + 1;
      return 0;
    }
    const [, type = "", digits = ""] = bytes.toString("latin1", 0, end).split(" ");
    if (type === "missing" || type === "ambiguous") {
      settle(void 0);
      return end + 1;
    }
    const size = Number(digits);
    if (waiting[0]?.command === "info") {
      settle({ type, size, body: Buffer.alloc(0) });
      return end + 1;
    }
    if (!(size <= maxBytes)) throw new GuardError("PUSH_REFUSED", "an object is too large to read");
    const whole = end + 1 + size + 1;
    if (bytes.length < whole) {
      needed = whole;
      return 0;
    }
    const body = Buffer.from(bytes.subarray(end + 1, end + 1 + size));
    settle({ type, size, body });
    return whole;
  };
  let unsaid = "";
  const say = (line2) => {
    if (unsaid === "") process.nextTick(flush);
    unsaid += line2;
  };
  const flush = () => {
    const lines = unsaid;
    unsaid = "";
    batch3.stdin.write(lines);
  };
  batch3.stdout.on("data", (chunk) => {
    held.push(chunk);
    heldBytes += chunk.length;
    if (heldBytes < needed) return;
    let bytes = held.length === 1 ? chunk : Buffer.concat(held);
    needed = 1;
    try {
      for (let used = 1; used > 0 && bytes.length > 0; bytes = bytes.subarray(used)) {
        used = readAnswer(bytes);
      }
    } catch (error) {
      fail(error);
    }
    held = [bytes];
    heldBytes = bytes.length;
  });
  void batch3.exit.then(
    ({ said }) => fail(new GuardError("PUSH_REFUSED", `git stopped reading objects${said && `: ${said}`}`))
  );
  return {
    async ask(command, id2) {
      while (waiting.length >= maxWaiting && broken === void 0) {
        await new Promise((resolve2) => blocked.push(resolve2));
      }
      if (broken !== void 0) throw broken;
      return new Promise((resolve2, reject) => {
        waiting.push({ command, resolve: resolve2, reject });
        say(`${command} ${id2}
`);
      });
    },
    async close() {
      batch3.kill();
      await batch3.exit;
    }
  };
}

// src/adapters/repository/git-process.ts
import { spawn } from "node:child_process";
var settings = [
  ["core.hooksPath", "/dev/null"],
  ["core.fsmonitor", "false"],
  ["core.attributesFile", "/dev/null"],
  ["core.bigFileThreshold", "16m"],
  ["gc.auto", "0"],
  ["maintenance.auto", "false"],
  ["pack.writeReverseIndex", "false"],
  ["protocol.allow", "never"],
  ["safe.bareRepository", "explicit"],
  ["transfer.bundleURI", "false"]
];
var hastySettings = [...settings, ["core.fsync", "none"]];
function gitEnvironment({ gitDir, objects, alternates = [] }, isLasting = false) {
  const list = isLasting ? settings : hastySettings;
  const environment = {
    PATH: "/usr/bin:/bin",
    HOME: "/nonexistent",
    LC_ALL: "C",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_SYSTEM: "/dev/null",
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_ATTR_NOSYSTEM: "1",
    GIT_TERMINAL_PROMPT: "0",
    GIT_ASKPASS: "/bin/false",
    GIT_OPTIONAL_LOCKS: "0",
    GIT_NO_REPLACE_OBJECTS: "1",
    GIT_NO_LAZY_FETCH: "1",
    GIT_ALLOW_PROTOCOL: "none",
    GIT_PROTOCOL_FROM_USER: "0",
    GIT_PAGER: "cat",
    GIT_DIR: gitDir,
    GIT_OBJECT_DIRECTORY: objects,
    GIT_CONFIG_COUNT: String(list.length)
  };
  if (alternates.length > 0) environment.GIT_ALTERNATE_OBJECT_DIRECTORIES = alternates.join(":");
  for (const [index, [key, value]] of list.entries()) {
    environment[`GIT_CONFIG_KEY_${index}`] = key;
    environment[`GIT_CONFIG_VALUE_${index}`] = value;
  }
  return environment;
}
var saidBytes = 262144;
function createGit(check, limits, isLasting = false) {
  const running = /* @__PURE__ */ new Map();
  let closed = false;
  function start({ args, place, signal, timeoutMs: timeoutMs3 = limits.processMs }) {
    if (closed) throw new GuardError("PUSH_REFUSED", "the guard is closing");
    const [program, ...words] = withLimits(check, limits, args);
    const child = spawn(program, words, {
      cwd: place.gitDir,
      env: gitEnvironment(place, isLasting),
      stdio: ["pipe", "pipe", "pipe"],
      windowsHide: true
    });
    let ended;
    const end = (why) => {
      ended ??= why;
      child.kill("SIGKILL");
    };
    const onAbort = () => end("abort");
    const timer = setTimeout(() => end("time"), timeoutMs3);
    if (signal?.aborted) onAbort();
    signal?.addEventListener("abort", onAbort, { once: true });
    let said = "";
    child.stderr.setEncoding("latin1");
    child.stderr.on("data", (text) => {
      said = (said + text).slice(-saidBytes);
    });
    child.stdin.on("error", () => {
    });
    const exit = new Promise((resolve2) => {
      const done = (code, cause, why = said) => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", onAbort);
        running.delete(child);
        resolve2({
          code,
          signal: cause,
          said: visibleLine(Buffer.from(why.slice(-2e3), "latin1").toString().trim(), 300),
          stderr: why,
          ...ended === void 0 ? {} : { ended }
        });
      };
      child.once("error", (error) => done(null, null, error.message));
      child.once("close", (code, cause) => done(code, cause));
    });
    running.set(child, exit);
    return {
      stdin: child.stdin,
      stdout: child.stdout,
      exit,
      kill: () => void child.kill("SIGKILL")
    };
  }
  return {
    start,
    async run({ input, maxBytes = 16 * 1048576, ...options }) {
      const child = start(options);
      child.stdin.end(input);
      const chunks = [];
      let size = 0;
      let isCut = false;
      child.stdout.on("data", (chunk) => {
        size += chunk.length;
        if (size <= maxBytes) chunks.push(chunk);
        else {
          isCut = true;
          child.kill();
        }
      });
      const exit = await child.exit;
      return { ...exit, stdout: Buffer.concat(chunks), isCut };
    },
    async close() {
      closed = true;
      for (const child of running.keys()) child.kill("SIGKILL");
      await Promise.all(running.values());
    }
  };
}
function withLimits(check, limits, args) {
  if (check.prlimit === void 0) return [check.path, ...args];
  return [
    check.prlimit,
    `--cpu=${limits.cpuSeconds}`,
    `--as=${limits.memoryBytes}`,
    `--fsize=${limits.packBytes + limits.historyBytes}`,
    "--core=0",
    "--",
    check.path,
    ...args
  ];
}
function exitText({ code, signal, said, ended }, limits) {
  if (ended === "abort") return "it was cancelled";
  if (ended === "time") return "git took too long";
  if (signal === "SIGXFSZ") return "git wrote more than a push may hold";
  if (signal === "SIGXCPU" || signal === "SIGKILL") {
    return `git needed more than ${limits.cpuSeconds} s of processor time (limit cpuSeconds)`;
  }
  if (/out of memory|cannot allocate|unable to mmap|malloc/i.test(said)) {
    return "git needed more memory than it may use (limit memoryBytes)";
  }
  return said === "" ? `git ended with ${signal ?? code}` : said;
}

// src/adapters/repository/store-fetched.ts
async function storeFetched(pack, options) {
  const { git, place, limits, signal } = options;
  const indexing = git.start({
    args: ["index-pack", "--stdin"],
    place,
    timeoutMs: limits.upstreamMs,
    ...signal ? { signal } : {}
  });
  indexing.stdout.resume();
  let size = 0;
  try {
    for await (const chunk of pack) {
      size += chunk.length;
      if (indexing.stdin.write(chunk)) continue;
      await new Promise((resolve2) => {
        indexing.stdin.once("drain", resolve2);
        void indexing.exit.then(() => resolve2());
      });
    }
  } catch (error) {
    indexing.kill();
    await indexing.exit;
    throw error;
  }
  indexing.stdin.end();
  const exit = await indexing.exit;
  if (exit.code === 0) return size;
  throw new GuardError(
    "UPSTREAM_FAILED",
    `what the forge sent could not be stored: ${exitText(exit, limits)}`
  );
}

// src/core/git/pkt-line.ts
var maxPacketBytes = 65520;
var special = ["flush", "delimiter", "response-end"];
function readPacket(bytes, at = 0) {
  if (bytes.length - at < 4) return void 0;
  const digits = bytes.toString("latin1", at, at + 4);
  if (!/^[0-9a-fA-F]{4}$/.test(digits)) {
    throw new GuardError("FRAME_MALFORMED", "a packet length of four hex digits was expected");
  }
  const size = Number.parseInt(digits, 16);
  if (size < 4) {
    const kind = special[size];
    if (kind === void 0)
      throw new GuardError("FRAME_MALFORMED", `no packet is ${size} bytes long`);
    return { kind, size: 4 };
  }
  if (size > maxPacketBytes) {
    throw new GuardError(
      "FRAME_MALFORMED",
      `a packet of at most ${maxPacketBytes} bytes was expected, not ${size}`
    );
  }
  if (bytes.length - at < size) return void 0;
  return { kind: "data", payload: bytes.subarray(at + 4, at + size), size };
}
var flushPacket = Buffer.from("0000");
function writePacket(payload) {
  const bytes = typeof payload === "string" ? Buffer.from(payload) : payload;
  const size = bytes.length + 4;
  if (size > maxPacketBytes) throw new RangeError(`a packet of ${size} bytes cannot be written`);
  return Buffer.concat([Buffer.from(size.toString(16).padStart(4, "0")), bytes]);
}
function writeBand(band, bytes) {
  const most = maxPacketBytes - 5;
  const packets = [];
  for (let start = 0; start < bytes.length; start += most) {
    packets.push(writePacket(Buffer.concat([Buffer.of(band), bytes.subarray(start, start + most)])));
  }
  return Buffer.concat(packets);
}
var emptyBandPacket = Buffer.from("0005");
function createPacketReader() {
  let held = Buffer.alloc(0);
  return {
    push(chunk) {
      const bytes = held.length === 0 ? Buffer.from(chunk) : Buffer.concat([held, chunk]);
      const packets = [];
      let at = 0;
      for (let next = readPacket(bytes, at); next !== void 0; next = readPacket(bytes, at)) {
        packets.push(next);
        at += next.size;
      }
      held = bytes.subarray(at);
      return packets;
    },
    get pending() {
      return held.length;
    }
  };
}
function lineOf(payload) {
  const end = payload.at(-1) === 10 ? payload.length - 1 : payload.length;
  return payload.toString("utf8", 0, end);
}

// src/http/headers.ts
var hopByHop = /* @__PURE__ */ new Set([
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "http2-settings"
]);
function endToEnd(headers, drop = []) {
  const named = String(headers.connection ?? "").split(",").map((name) => name.trim().toLowerCase());
  const kept = {};
  for (const [name, value] of Object.entries(headers)) {
    if (name.startsWith(":") || hopByHop.has(name) || named.includes(name)) continue;
    if (drop.includes(name) || value === void 0) continue;
    kept[name] = value;
  }
  return kept;
}
var gitAuthorization = (token) => `Basic ${Buffer.from(`x-access-token:${token}`).toString("base64")}`;
function bearerOf(headers) {
  return /^bearer +([^\s]+)$/i.exec(headers.authorization ?? "")?.[1];
}
function passwordOf(headers) {
  const encoded = /^basic +([^\s]+)$/i.exec(headers.authorization ?? "")?.[1];
  if (encoded === void 0) return void 0;
  const pair = Buffer.from(encoded, "base64").toString("utf8");
  const colon = pair.indexOf(":");
  return colon === -1 ? void 0 : pair.slice(colon + 1);
}

// src/adapters/repository/upload-pack.ts
var agent = "agent=cursor-guard";
var idPattern = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
function createUploadPack(options) {
  const formats = /* @__PURE__ */ new Map();
  async function* ask(repository, body, signal) {
    const response = await call(options, repository, { body, ...signal ? { signal } : {} });
    yield* packetsOf(response);
  }
  async function listRefs(repository, objectFormat) {
    const body = request("ls-refs", objectFormat, [
      "peel",
      "symrefs",
      "ref-prefix HEAD",
      "ref-prefix refs/heads/",
      "ref-prefix refs/tags/"
    ]);
    const tips = /* @__PURE__ */ new Map();
    const ids = /* @__PURE__ */ new Set();
    let head;
    let defaultBranch;
    let isWhole = false;
    for await (const packet of ask(repository, body)) {
      if (packet.kind !== "data") {
        isWhole = packet.kind === "flush";
        break;
      }
      const [id2 = "", name = "", ...attributes] = lineOf(packet.payload).split(" ");
      if (id2 === "ERR") throw refused(lineOf(packet.payload));
      if (id2 === "unborn") continue;
      if (!idPattern.test(id2)) throw malformed("a line names no object");
      const peeled = attributes.find((word) => word.startsWith("peeled:"))?.slice(7);
      if (name === "HEAD") {
        head = id2;
        defaultBranch = branchOf(attributes);
      } else tips.set(name, id2);
      if (tips.size > options.limits.refs) {
        throw malformed(`more than ${options.limits.refs} refs (limit refs)`);
      }
      ids.add(id2);
      if (peeled !== void 0 && idPattern.test(peeled)) ids.add(peeled);
    }
    if (!isWhole) throw malformed("it ended too early");
    return {
      tips,
      ids,
      ...head === void 0 ? {} : { head },
      ...defaultBranch === void 0 ? {} : { defaultBranch },
      objectFormat
    };
  }
  return {
    async readRefs(repository) {
      const known = formats.get(repository);
      if (known !== void 0) return listRefs(repository, known);
      try {
        const refs = await listRefs(repository, "sha1");
        formats.set(repository, "sha1");
        return refs;
      } catch (error) {
        if (!(error instanceof GuardError) || !error.message.startsWith(notALedger)) throw error;
        const format = await readObjectFormat(options, repository);
        if (format === "sha1") throw error;
        formats.set(repository, format);
        return listRefs(repository, format);
      }
    },
    async *fetch(repository, { wants, haves = [], filter, shallow, objectFormat, maxBytes, signal }) {
      const body = request("fetch", objectFormat, [
        "ofs-delta",
        "no-progress",
        ...filter === void 0 ? [] : [`filter ${filter}`],
        ...shallow ? ["deepen 1"] : [],
        ...wants.map((id2) => `want ${checkedId(id2)}`),
        ...haves.map((id2) => `have ${checkedId(id2)}`),
        "done"
      ]);
      yield* packOf(ask(repository, body, signal), maxBytes);
    }
  };
}
var branchOf = (attributes) => attributes.find((word) => word.startsWith(headPrefix))?.slice(headPrefix.length);
var headPrefix = "symref-target:refs/heads/";
async function* packOf(packets, maxBytes) {
  let inPack = false;
  let size = 0;
  for await (const packet of packets) {
    if (packet.kind !== "data") {
      if (packet.kind === "delimiter") continue;
      if (inPack) return;
      throw malformed("it holds no pack");
    }
    const { payload } = packet;
    if (!inPack) {
      const line2 = lineOf(payload);
      if (line2.startsWith("ERR ")) throw refused(line2);
      inPack = line2 === "packfile";
      continue;
    }
    const band = payload[0];
    if (band === 3) throw refused(payload.toString("utf8", 1));
    if (band !== 1) continue;
    size += payload.length - 1;
    if (size > maxBytes) throw new TooMuch(maxBytes);
    yield payload.subarray(1);
  }
  throw malformed("it ended too early");
}
var TooMuch = class extends GuardError {
  constructor(maxBytes) {
    super("UPSTREAM_FAILED", `the forge sent more than the ${maxBytes} bytes that are accepted`);
  }
};
var NotThere = class extends GuardError {
  /** Which one, where the forge says it. */
  id;
  constructor(id2) {
    super("UPSTREAM_FAILED", `the forge does not have ${id2 ?? "an object that was asked for"}`);
    this.id = id2;
  }
};
async function* packetsOf(response) {
  const reader = createPacketReader();
  try {
    for await (const chunk of response) yield* reader.push(chunk);
  } catch (cause) {
    if (cause instanceof GuardError && cause.code !== "FRAME_MALFORMED") throw cause;
    throw new GuardError("UPSTREAM_FAILED", "the connection to the forge broke off", { cause });
  } finally {
    response.destroy();
  }
}
async function call({ upstream, client, credential, limits }, repository, { body, signal }) {
  if (!/^[\w.-]+\/[\w.-]+$/.test(repository)) {
    throw new GuardError("INPUT_INVALID", "a repository is named owner/name");
  }
  const token = await credential();
  const timeout = AbortSignal.timeout(limits.upstreamMs);
  const response = await client.http1({
    base: upstream,
    method: body === void 0 ? "GET" : "POST",
    path: `/${repository}.git/${body === void 0 ? "info/refs?service=git-upload-pack" : "git-upload-pack"}`,
    headers: {
      "user-agent": "git/cursor-guard",
      "git-protocol": "version=2",
      "accept-encoding": "identity",
      ...token === void 0 ? {} : { authorization: gitAuthorization(token) },
      ...body === void 0 ? {} : {
        "content-type": "application/x-git-upload-pack-request",
        accept: "application/x-git-upload-pack-result",
        "content-length": body.length
      }
    },
    ...body === void 0 ? {} : { body },
    signal: signal === void 0 ? timeout : AbortSignal.any([signal, timeout])
  });
  const status = response.statusCode ?? 0;
  if (status !== 200) {
    response.destroy();
    throw new GuardError("UPSTREAM_FAILED", `${upstream.host} answered ${status} for ${repository}`);
  }
  return response;
}
async function readObjectFormat(options, repository) {
  const lines = [];
  const response = await call(options, repository, {});
  for await (const packet of packetsOf(response)) {
    if (packet.kind === "data") lines.push(lineOf(packet.payload));
    if (lines.length > 100) break;
  }
  if (!lines.includes("version 2")) {
    throw new GuardError("UPSTREAM_FAILED", "the forge does not speak version 2 of git\u2019s protocol");
  }
  return lines.includes("object-format=sha256") ? "sha256" : "sha1";
}
function request(command, format, lines) {
  return Buffer.concat([
    writePacket(`command=${command}
`),
    writePacket(`${agent}
`),
    writePacket(`object-format=${format}
`),
    Buffer.from("0001"),
    ...lines.map((line2) => writePacket(`${line2}
`)),
    Buffer.from("0000")
  ]);
}
function checkedId(id2) {
  if (!idPattern.test(id2)) throw new GuardError("INPUT_INVALID", "an object id was expected");
  return id2;
}
var notALedger = "the forge\u2019s answer was not understood";
var malformed = (what) => new GuardError("UPSTREAM_FAILED", `${notALedger}: ${what}`);
var refused = (line2) => /\bnot our ref\b/.test(line2) ? new NotThere(/\b[0-9a-f]{40,64}\b/.exec(line2)?.[0]) : new GuardError(
  "UPSTREAM_FAILED",
  `the forge refused: ${visibleLine(line2.replace(/^ERR /, ""))}`
);

// src/adapters/repository/cache.ts
var maxHaves = 256;
var graphBytes = 4 * 1048576;
var adoptBytes = 64 * 1048576;
var maxAdopted = 100;
var maxAdoptedBytes = 512 * 1048576;
var knownFile = "known-tips.json";
async function openCache(name, refs, { git, folders, upload, limits, mirror: mirror2 }) {
  const { objectFormat } = refs;
  const { folder, place } = await folders.cacheOf(name, objectFormat);
  const reader = createObjectReader(git, place, limits.recordBytes);
  const known = new Set(mirror2 ? await readKnown(folder) : []);
  let isLarge = false;
  let adopted = 0;
  let adoptedBytes = 0;
  let history = Promise.resolve();
  const background = /* @__PURE__ */ new Set();
  const store = (request2) => storeFetched(upload.fetch(name, { ...request2, objectFormat }), {
    git,
    place,
    limits,
    ...request2.signal ? { signal: request2.signal } : {}
  });
  async function storeTrees(wants, { whole, shallow, signal }) {
    const request2 = { wants, shallow, maxBytes: limits.treeBytes, ...signal ? { signal } : {} };
    if (whole && !isLarge) {
      try {
        await store({ ...request2, filter: "blob:none" });
        return;
      } catch (error) {
        if (!(error instanceof TooMuch)) throw error;
        isLarge = true;
      }
    }
    await store({ ...request2, filter: "tree:0" });
  }
  async function readHistory(signal) {
    const tips = [...new Set(cache.refs.tips.values())];
    const wants = tips.filter((id2) => !known.has(id2));
    if (wants.length === 0) return;
    const size = await store({
      wants,
      haves: [...known].slice(-maxHaves),
      maxBytes: limits.historyBytes,
      ...mirror2 ? {} : { filter: "tree:0" },
      ...signal ? { signal } : {}
    });
    for (const id2 of wants) {
      known.delete(id2);
      known.add(id2);
    }
    if (mirror2) await writeKnown(folder, tips);
    if (size > graphBytes) {
      const writing = git.run({
        args: ["commit-graph", "write", "--stdin-commits", "--no-progress"],
        place,
        input: `${[...cache.refs.ids].join("\n")}
`
      });
      background.add(writing);
      writing.finally(() => background.delete(writing)).catch(() => {
      });
    }
  }
  const cache = {
    place,
    reader,
    refs,
    isMirror: mirror2,
    async fetchTips(wants, signal) {
      if (wants.length === 0) return;
      await storeTrees(wants, { whole: true, shallow: true, ...signal ? { signal } : {} });
    },
    async fetchTrees(wants, whole, signal) {
      if (wants.length === 0) return;
      await storeTrees(wants, { whole, shallow: false, ...signal ? { signal } : {} });
    },
    async fetchBlobs(wants, signal) {
      if (wants.length === 0) return;
      await store({ wants, maxBytes: limits.earlierBytes, ...signal ? { signal } : {} });
    },
    fetchHistory(signal) {
      history = history.catch(() => {
      }).then(() => readHistory(signal));
      return history;
    },
    async adopt(packPath, bytes) {
      if (bytes > adoptBytes || adopted >= maxAdopted) return;
      if (adoptedBytes + bytes > maxAdoptedBytes) return;
      adopted += 1;
      adoptedBytes += bytes;
      for (const path of [packPath, packPath.replace(/\.pack$/, ".idx")]) {
        await rename(path, join5(place.objects, "pack", basename(path)));
      }
    },
    async close() {
      await Promise.allSettled([history, ...background]);
      await reader.close();
    }
  };
  return cache;
}
async function readKnown(folder) {
  try {
    const ids = JSON.parse(await readFile2(join5(folder, knownFile), "utf8"));
    return Array.isArray(ids) ? ids.filter((id2) => typeof id2 === "string") : [];
  } catch {
    return [];
  }
}
async function writeKnown(folder, ids) {
  const path = join5(folder, knownFile);
  await writeFile3(`${path}.new`, JSON.stringify(ids), { mode: 384 });
  await rename(`${path}.new`, path);
}

// src/adapters/repository/collect-garbage.ts
import { getHeapStatistics, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
var minorEveryBytes = 4 * 1048576;
var largeBytes = 32 * 1048576;
var oldEveryBytes = 128 * 1048576;
var maxHeapBytes = 64 * 1048576;
function createGarbageCollector(collect = findCollect()) {
  let passed = 0;
  let since = 0;
  let sinceOld = 0;
  let isLarge = false;
  return {
    add(bytes) {
      passed += bytes;
      since += bytes;
      sinceOld += bytes;
      if (since < minorEveryBytes) return;
      since = 0;
      if (passed < largeBytes) return collect?.("minor");
      if (isLarge && sinceOld < oldEveryBytes) return collect?.("minor");
      collect?.(isLarge ? "old" : "all");
      sinceOld = 0;
      isLarge = true;
    },
    end() {
      if (isLarge) collect?.("all");
      passed = 0;
      isLarge = false;
    }
  };
}
var found;
function findCollect() {
  found ??= { collect: askForCollect() };
  return found.collect;
}
function askForCollect() {
  try {
    setFlagsFromString("--expose-gc");
    const gc = runInNewContext("gc");
    setFlagsFromString("--no-expose-gc");
    if (typeof gc !== "function") return void 0;
    const run = gc;
    return (what) => {
      const isSmall = getHeapStatistics().used_heap_size <= maxHeapBytes;
      if (what === "minor" || !isSmall) run({ type: "minor" });
      else run({ type: "major", ...what === "all" ? { flavor: "last-resort" } : {} });
    };
  } catch {
    return void 0;
  }
}

// src/adapters/repository/git-version.ts
import { execFile as execFile2 } from "node:child_process";
import { promisify } from "node:util";
var gitFloor = "2.39.4";
async function checkGit(findProgram) {
  const path = await findProgram("git");
  if (path === void 0) {
    throw unsuitable(
      "git was not found in the folders of the system",
      `Install git ${gitFloor} or newer.`
    );
  }
  const text = await versionText(path);
  const version = /^git version (\d+\.\d+(?:\.\d+)?)/.exec(text)?.[1];
  if (version === void 0) {
    throw unsuitable(`${path} does not say which version of git it is`, "Install git.");
  }
  if (isOlder(version, gitFloor)) {
    throw unsuitable(
      `git ${version} is too old to read what others push; ${gitFloor} or newer was expected`,
      "Update git on this machine."
    );
  }
  const collisionDetection = readCollisionDetection(text, version);
  const prlimit = await findProgram("prlimit");
  return {
    path,
    version,
    collisionDetection,
    ...prlimit === void 0 ? {} : { prlimit },
    notes: [
      ...collisionDetection === "yes" ? [] : [`git ${version} does not say which SHA-1 it was built with; 2.50 and newer do`],
      ...prlimit === void 0 ? ["prlimit was not found: git runs without caps on memory and processor time"] : []
    ]
  };
}
async function versionText(path) {
  try {
    const { stdout } = await promisify(execFile2)(path, ["version", "--build-options"], {
      env: { PATH: "/usr/bin:/bin", LC_ALL: "C", HOME: "/nonexistent" },
      timeout: 1e4,
      maxBuffer: 65536
    });
    return stdout;
  } catch (cause) {
    throw unsuitable(`${path} could not be run`, "Install git.", cause);
  }
}
function readCollisionDetection(text, version) {
  const backend = /^SHA-1: *(.+)$/m.exec(text)?.[1];
  if (backend === void 0) return "unknown";
  if (/SHA1_DC/i.test(backend)) return "yes";
  throw unsuitable(
    `git ${version} was built with a SHA-1 that does not notice collisions (${backend})`,
    "Use a git built with SHA1_DC, which is the default."
  );
}
function isOlder(version, floor) {
  const parts = version.split(".").map(Number);
  for (const [index, least] of floor.split(".").map(Number).entries()) {
    const part = parts[index] ?? 0;
    if (part !== least) return part < least;
  }
  return false;
}
var unsuitable = (message, hint, cause) => new GuardError("MACHINE_UNSUITABLE", message, { hint, cause });

// src/adapters/repository/quarantine.ts
import { createReadStream } from "node:fs";
import { Readable } from "node:stream";

// src/core/git/lfs-pointer.ts
var maxPointerBytes = 1024;
function readPointer(file) {
  if (file.length >= maxPointerBytes) return void 0;
  const text = Buffer.from(file.buffer, file.byteOffset, file.length).toString("latin1").trim();
  if (!/^version https?:\/\/(git-lfs\.github\.com|hawser\.github\.com)\/spec\/v1/.test(text)) {
    return void 0;
  }
  const oid = /^oid sha256:([0-9a-f]{64})\r?$/m.exec(text)?.[1];
  const size = /^size (\d{1,15})\r?$/m.exec(text)?.[1];
  return oid === void 0 || size === void 0 ? void 0 : { oid, size: Number(size) };
}

// src/core/git/co-authors.ts
var maxCoAuthors = 100;
function coAuthorsIn(message) {
  const named = [];
  for (const [, person = ""] of message.matchAll(/^[ \t]*co-authored-by:[ \t]*(\S.*)$/gim)) {
    named.push(person.trim().slice(0, 300));
    if (named.length === maxCoAuthors) break;
  }
  return [...new Set(named)];
}

// src/adapters/repository/parse-object.ts
var folderMode = "040000";
var symlinkMode = "120000";
var submoduleMode = "160000";
function parseTree(body, idBytes) {
  const entries = [];
  for (let at = 0; at < body.length; ) {
    const space = body.indexOf(32, at);
    const nul = body.indexOf(0, space);
    const end = nul + 1 + idBytes;
    if (space === -1 || nul === -1 || end > body.length) {
      throw new GuardError("PUSH_REFUSED", "a folder listing is damaged");
    }
    entries.push({
      mode: body.toString("latin1", at, space).padStart(6, "0"),
      name: body.toString("latin1", space + 1, nul),
      id: body.toString("hex", nul + 1, end)
    });
    at = end;
  }
  return entries;
}
function parseCommit(body) {
  const { headers, message } = splitRecord(body);
  const tree = headers.find((line2) => line2.startsWith("tree "))?.slice(5);
  if (tree === void 0) throw new GuardError("PUSH_REFUSED", "a commit names no tree");
  return {
    tree,
    parents: headers.filter((line2) => line2.startsWith("parent ")).map((line2) => line2.slice(7)),
    author: personOf(headers, "author "),
    committer: personOf(headers, "committer "),
    time: Number(/^committer .* (-?\d+) [+-]\d+$/m.exec(headers.join("\n"))?.[1] ?? 0),
    message
  };
}
function parseTag(body) {
  const { headers, message } = splitRecord(body);
  const target = headers.find((line2) => line2.startsWith("object "))?.slice(7);
  if (target === void 0) throw new GuardError("PUSH_REFUSED", "a tag names no object");
  return {
    target,
    type: headers.find((line2) => line2.startsWith("type "))?.slice(5) ?? "",
    message
  };
}
function splitRecord(body) {
  const gap = body.indexOf("\n\n");
  const end = gap === -1 ? body.length : gap;
  return {
    headers: body.toString("utf8", 0, end).split("\n"),
    message: gap === -1 ? "" : body.toString("utf8", gap + 2)
  };
}
function personOf(headers, key) {
  const line2 = headers.find((header) => header.startsWith(key))?.slice(key.length) ?? "";
  return line2.replace(/ -?\d+ [+-]\d+$/, "");
}

// src/core/git/path-facts.ts
var ignored = new RegExp("[\\u00ad\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u206f\\ufeff]|\\p{Variation_Selector}", "gu");
function canonicalPath(path) {
  return path.replace(ignored, "").normalize("NFKC").toUpperCase().toLowerCase().normalize("NFC");
}
var roles = [
  ["workflow", /^\.github\/(?:workflows|actions)(?:\/|$)/],
  ["policy", /^\.github\/cursor-guard\.ya?ml$/],
  ["code-owners", /^(?:\.github\/|docs\/)?codeowners$/],
  ["agent-settings", /^(?:.+\/)?(?:\.cursor(?:\/|$)|\.cursorrules$)/],
  ["submodules", /^\.gitmodules$/]
];
function rolesOf(path) {
  const canonical = canonicalPath(path);
  return roles.filter(([, pattern2]) => pattern2.test(canonical)).map(([role]) => role);
}
function isGitFile(path) {
  const name = canonicalPath(path).split("/").at(-1) ?? "";
  return /^\.(?:gitattributes|gitmodules|gitignore|mailmap)$/.test(name);
}
function linkProblem(path, target) {
  const plain2 = target.replaceAll("\\", "/");
  if (plain2.startsWith("/") || /^[A-Za-z]:/.test(plain2)) return "points to an absolute path";
  if (plain2.startsWith("~")) return "points to a home folder";
  const folder = path.split("/").slice(0, -1);
  for (const part of plain2.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") folder.push(part);
    else if (folder.pop() === void 0) return "points out of the repository";
  }
  const reaches = folder.some((part) => canonicalPath(part) === ".git");
  return reaches ? "points into the .git folder" : void 0;
}
function parseGitmodules(text) {
  const entries = [];
  let current;
  const lines = text.replace(/^\ufeff/, "").replace(/\\\r?\n/g, "");
  for (const line2 of lines.split(/\r?\n/)) {
    const rest = line2.trim();
    if (rest === "" || rest.startsWith("#") || rest.startsWith(";")) continue;
    const section = /^\[\s*([A-Za-z0-9.-]+)(?:\s+"((?:[^"\\]|\\.)*)")?\s*\]\s*(.*)$/.exec(rest);
    const setting = section === null ? rest : section[3] ?? "";
    if (section !== null) {
      const isSubmodule = section[1]?.toLowerCase() === "submodule";
      current = isSubmodule ? { name: (section[2] ?? "").replace(/\\(.)/g, "$1") } : void 0;
      if (current !== void 0) entries.push(current);
    }
    if (setting === "" || setting.startsWith("#") || setting.startsWith(";")) continue;
    const pair = /^([A-Za-z][A-Za-z0-9-]*)\s*(?:=\s*(.*))?$/.exec(setting);
    if (pair === null) return void 0;
    const value = readValue(pair[2] ?? "");
    if (value === void 0) return void 0;
    const key = pair[1]?.toLowerCase();
    if (current === void 0 || key !== "url" && key !== "path" && key !== "update") continue;
    if (current[key] !== void 0) {
      current = { name: current.name };
      entries.push(current);
    }
    current[key] = value;
  }
  return entries;
}
function readValue(text) {
  const escapes = { n: "\n", t: "	", b: "\b", '"': '"', "\\": "\\" };
  let value = "";
  let kept = 0;
  let quoted2 = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === '"') quoted2 = !quoted2;
    else if (character === "\\") {
      at += 1;
      const meant = escapes[text.charAt(at)];
      if (meant === void 0) return void 0;
      value += meant;
    } else if (!quoted2 && (character === "#" || character === ";")) break;
    else value += character;
    if (quoted2 || !/\s/.test(character)) kept = value.length;
  }
  return quoted2 ? void 0 : value.slice(0, kept);
}
function submoduleUrlProblem(url) {
  if (url.startsWith("-")) return "an address that starts with a hyphen is taken for an option";
  if (/[\u0000-\u001f\u007f]/.test(url)) return "an address holds a control character";
  if (/^\.\.?(?:\/|$)/.test(url)) return void 0;
  const helper = /^([A-Za-z0-9][A-Za-z0-9+.-]*)::/.exec(url)?.[1];
  if (helper !== void 0) return `${helper}:: runs a program of that name`;
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):\/\//.exec(url)?.[1]?.toLowerCase();
  if (scheme === "https") return void 0;
  if (scheme === "ssh") return /^ssh:\/\/(?:[^@/]*@)?-/i.test(url) ? optionHost : void 0;
  if (scheme !== void 0) return `${scheme}:// is neither https:// nor a relative path`;
  const host = /^([^/:]+):(?!\/\/)/.exec(url)?.[1];
  if (host === void 0) return "a path of the machine is neither https:// nor relative";
  return /(?:^|@)-/.test(host) ? optionHost : void 0;
}
var optionHost = "a host that starts with a hyphen is taken for an option";
var hidden = new RegExp("[\\u202a-\\u202e\\u2066-\\u2069]|[\\u00ad\\u200b\\u200c\\u200e\\u200f\\u061c\\u180e\\u2060-\\u2064\\u206a-\\u206f]|(?<!^)\\ufeff|(?<!\\p{Extended_Pictographic}|\\ufe0f|[\\u{1f3fb}-\\u{1f3ff}])\\u200d|\\u200d(?!\\p{Extended_Pictographic})|[\\u{e0001}-\\u{e007f}](?<!\\u{1f3f4}[\\u{e0020}-\\u{e007f}]{1,8})", "gu");
var codePointName = (text) => `U+${(text.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
var maxHidden = 100;
function hiddenCharacters(text) {
  const found2 = [];
  let line2 = 1;
  let lineStart = 0;
  for (const match of text.matchAll(hidden)) {
    for (let end2 = text.indexOf("\n", lineStart); end2 !== -1 && end2 < match.index; ) {
      line2 += 1;
      lineStart = end2 + 1;
      end2 = text.indexOf("\n", lineStart);
    }
    const point = match[0].codePointAt(0) ?? 0;
    const end = text.indexOf("\n", match.index);
    found2.push({
      code: codePointName(match[0]),
      kind: isDirection(point) ? "direction" : "invisible",
      line: line2,
      column: match.index - lineStart + 1,
      text: text.slice(lineStart, end === -1 ? void 0 : end)
    });
    if (found2.length === maxHidden) break;
  }
  return found2;
}
var isDirection = (point) => point >= 8234 && point <= 8238 || point >= 8294 && point <= 8297;

// src/adapters/repository/warnings.ts
var maxTarget = 4096;
var maxGitmodules = 262144;
var roleText = {
  workflow: "decides what CI runs",
  policy: "is the policy of this guard",
  "code-owners": "decides who must review",
  "agent-settings": "decides what an agent does",
  submodules: "decides what is fetched into the work tree"
};
async function changeWarnings(changes, { files }) {
  const warnings = [];
  const seen = /* @__PURE__ */ new Set();
  for (const change of changes) {
    const key = `${change.path}\0${change.after?.mode}\0${change.after?.id}`;
    if (seen.has(key)) continue;
    seen.add(key);
    const path = decodePath(change.path);
    warnings.push(...pathWarnings(path, change));
    if (change.after?.mode === symlinkMode)
      warnings.push(...await linkWarnings(path, change, files));
    if (rolesOf(path).includes("submodules")) {
      warnings.push(...await gitmodulesWarnings(path, change, files));
    }
  }
  return [...warnings, ...await textWarnings(changes, files)];
}
var decodePath = (path) => Buffer.from(path, "latin1").toString("utf8");
function pathWarnings(path, { before, after }) {
  const shown = visibleLine(path);
  const warnings = rolesOf(path).map((role) => ({
    code: role,
    text: `${shown} ${roleText[role]}`,
    effect: role === "submodules" ? "hold" : "note"
  }));
  if (before?.mode === submoduleMode || after?.mode === submoduleMode) {
    warnings.push({
      code: "submodule",
      text: `submodule ${shown} would ${after === void 0 ? "be removed" : `be at ${after.id.slice(0, 10)}, which nobody here has looked at`}`,
      effect: "hold"
    });
  }
  const [character] = hiddenCharacters(path);
  if (character !== void 0 || /[\u0000-\u001f\u007f]/.test(path)) {
    warnings.push({
      code: "invisible-text",
      text: `the name ${shown} holds ${character?.code ?? "a control character"}`,
      effect: "hold"
    });
  }
  return warnings;
}
async function linkWarnings(path, { after }, files) {
  const shown = visibleLine(path);
  if (isGitFile(path)) {
    return [hold("symlink", `${shown} is a symlink; git would read its settings from elsewhere`)];
  }
  const target = await files.readText(after?.id ?? "", maxTarget);
  if (target === void 0) return [hold("symlink", `the target of symlink ${shown} is not known`)];
  const problem = linkProblem(path, target);
  return problem === void 0 ? [] : [hold("symlink", `symlink ${shown} ${problem} (${visibleLine(target)})`)];
}
async function gitmodulesWarnings(path, { after }, files) {
  if (after === void 0 || after.mode === symlinkMode) return [];
  const shown = visibleLine(path);
  const text = await files.readText(after.id, maxGitmodules);
  const entries = text === void 0 ? void 0 : parseGitmodules(text);
  if (entries === void 0) return [deny("gitmodules-url", `${shown} could not be read`)];
  const warnings = [];
  for (const { name, url, update } of entries) {
    const problem = url === void 0 ? void 0 : submoduleUrlProblem(url);
    if (problem !== void 0) {
      warnings.push(
        deny("gitmodules-url", `${shown}, submodule ${visibleLine(name, 80)}: ${problem}`)
      );
    }
    if (update?.trim().startsWith("!")) {
      warnings.push(
        deny("gitmodules-url", `${shown}, submodule ${visibleLine(name, 80)}: it runs a command`)
      );
    }
    if (/(?:^|[\\/])\.\.(?:[\\/]|$)/.test(name)) {
      warnings.push(
        deny("gitmodules-url", `${shown}: the name ${visibleLine(name, 80)} leaves its folder`)
      );
    }
  }
  return warnings;
}
var batch = 16;
async function textWarnings(changes, files) {
  const byFile = /* @__PURE__ */ new Map();
  for (const change of changes) {
    const { after } = change;
    if (after === void 0 || after.mode === submoduleMode || byFile.has(after.id)) continue;
    byFile.set(after.id, { ...change, after });
  }
  const suspects = [];
  const all = [...byFile.values()];
  for (let at = 0; at < all.length; at += batch) {
    const looks = all.slice(at, at + batch).map(async (change) => {
      const hidden2 = await files.hiddenIn(change.after.id);
      if (hidden2.length > 0) suspects.push({ change, hidden: hidden2 });
    });
    await Promise.all(looks);
  }
  await files.prefetch(suspects.flatMap(({ change }) => change.before?.id ?? []));
  const warnings = [];
  for (const { change, hidden: hidden2 } of suspects) {
    const { before, path, commit } = change;
    const earlier = before === void 0 ? [] : await files.hiddenIn(before.id);
    const known = new Set(earlier.map(({ text }) => text));
    const added = hidden2.filter(({ text }) => !known.has(text));
    const worst = added.find(({ kind }) => kind === "direction") ?? added[0];
    if (worst === void 0) continue;
    const where = `${visibleLine(decodePath(path))}:${worst.line} (commit ${commit.slice(0, 10)})`;
    warnings.push({
      code: "invisible-text",
      text: `${where} holds ${worst.code}, ${hiddenText[worst.kind]}`,
      effect: worst.kind === "direction" ? "hold" : "note"
    });
  }
  return warnings;
}
var hiddenText = {
  direction: "which shows text in another order than it is read",
  invisible: "which nobody sees"
};
function messageWarnings(where, text) {
  const found2 = hiddenCharacters(text);
  const worst = found2.find(({ kind }) => kind === "direction") ?? found2[0];
  if (worst === void 0) return [];
  return [
    {
      code: "invisible-text",
      text: `the message or people of ${where} hold ${worst.code}, ${hiddenText[worst.kind]}`,
      effect: worst.kind === "direction" ? "hold" : "note"
    }
  ];
}
var hold = (code, text) => ({ code, text, effect: "hold" });
var deny = (code, text) => ({ code, text, effect: "deny" });

// src/adapters/repository/examine.ts
var maxWarnings = 50;
var maxPeel = 5;
async function examineCommand(command, tips, context) {
  const tip = tips.get(command.ref) ?? zeroes(command.new);
  if (isZero(command.new)) {
    return facts(command, tip, "delete", [], [], []);
  }
  const known = knownIds(tips, context.cache);
  const target = await peel(command.new, context);
  if (target === void 0) {
    const notCommit = {
      code: "not-a-commit",
      text: `${command.ref} would point to something that is neither a commit nor a tag of one`,
      effect: "deny"
    };
    const kind2 = isZero(tip) ? "create" : "unknown";
    return facts(command, tip, kind2, "unknown", "unknown", [notCommit], "unknown");
  }
  const reasons = [];
  const history = await orUnknown(reasons, () => context.commits.listNew(target.commit, known));
  const kind = await kindOf(command, tip, target.commit, history, context, reasons);
  if (history === "unknown") {
    return facts(command, tip, kind, "unknown", "unknown", reasons.map(reasonNote), "unknown");
  }
  const strangers = await strangersOf(history, known, context, reasons);
  const found2 = strangers.length > 0 ? "unknown" : await changesOf(tip, target.commit, history, context, reasons);
  const changes = found2 === "unknown" ? found2 : found2.placed;
  const warnings = [
    ...strangers,
    ...reasons.map(reasonNote),
    ...target.messages.flatMap((message) => messageWarnings(`tag ${command.ref}`, message)),
    ...history.commits.flatMap(
      ({ id: id2, message, author, committer }) => messageWarnings(`commit ${id2.slice(0, 10)}`, `${message}
${author}
${committer}`)
    ),
    ...changes === "unknown" ? [] : await changeWarnings(changes, context)
  ];
  const paths = changes === "unknown" ? "unknown" : changes.map(toChangedPath);
  const pushed = history.commits.map(toPushedCommit);
  const sinceTip = found2 === "unknown" ? found2 : found2.sinceTip;
  return facts(command, tip, kind, paths, pushed, warnings, sinceTip);
}
function facts(command, tip, kind, paths, commits, warnings, sinceTip = []) {
  const list = { command, tip, kind, paths, commits, warnings: cutWarnings(warnings) };
  const isCompared = kind === "fast-forward" || kind === "rewrite" || kind === "unknown";
  return {
    facts: isCompared && !isZero(tip) ? { ...list, differing: differingOf(sinceTip, command) } : list,
    sinceTip: sinceTip === "unknown" ? [] : sinceTip
  };
}
var differingOf = (sinceTip, command) => sinceTip === "unknown" ? sinceTip : sinceTip.map((change) => toChangedPath({ ...change, commit: command.new }));
function cutWarnings(warnings) {
  const order3 = { deny: 0, hold: 1, note: 2 };
  const unique = [...new Map(warnings.map((one) => [`${one.code} ${one.text}`, one])).values()];
  const sorted = unique.sort((a, b) => order3[a.effect] - order3[b.effect]);
  const cut = sorted.slice(maxWarnings);
  const [first] = cut;
  if (first === void 0) return sorted;
  return [
    ...sorted.slice(0, maxWarnings),
    { code: "more", text: `${cut.length} further warnings are not listed`, effect: first.effect }
  ];
}
async function peel(start, context) {
  const messages = [];
  let id2 = start;
  for (let step = 0; step <= maxPeel; step += 1) {
    const object2 = await context.reader.stat(id2);
    if (object2 === void 0 || object2.type === "commit") return { commit: id2, messages };
    if (object2.type !== "tag") return void 0;
    const tag = parseTag((await context.reader.read(id2))?.body ?? Buffer.alloc(0));
    messages.push(tag.message);
    id2 = tag.target;
  }
  return void 0;
}
function knownIds(tips, { refs }) {
  return /* @__PURE__ */ new Set([...tips.values(), ...refs.ids]);
}
async function strangersOf({ boundaries }, known, { cache, signal }, reasons) {
  const doubtful = [...boundaries].filter((id2) => !known.has(id2));
  if (doubtful.length === 0) return [];
  const looked = await orUnknown(reasons, async () => {
    await cache.fetchHistory(signal);
    const found2 = await Promise.all(doubtful.map((id2) => cache.reader.stat(id2)));
    return doubtful.filter((_, index) => found2[index]?.type !== "commit");
  });
  const text = (id2) => looked === "unknown" ? `whether commit ${id2}, on which this builds, is in the repository could not be found out` : `commit ${id2} is neither in the push nor in a branch or tag of the repository`;
  return (looked === "unknown" ? doubtful : looked).map((id2) => ({
    code: "missing-commit",
    text: text(id2),
    effect: "deny"
  }));
}
async function kindOf({ ref }, tip, target, history, { git, place, cache, signal }, reasons) {
  if (isZero(tip)) return "create";
  if (!ref.startsWith("refs/heads/")) return "rewrite";
  if (tip === target) return "fast-forward";
  if (history !== "unknown" && history.boundaries.has(tip)) return "fast-forward";
  return orUnknown(reasons, async () => {
    await cache.fetchHistory(signal);
    const { code } = await git.run({
      args: ["merge-base", "--is-ancestor", tip, target],
      place,
      signal
    });
    return code === 0 ? "fast-forward" : code === 1 ? "rewrite" : "unknown";
  });
}
async function changesOf(tip, target, history, { commits, limits, reader }, reasons) {
  return orUnknown(reasons, async () => {
    const isCommit = !isZero(tip) && (await reader.stat(tip))?.type !== "tag";
    await commits.prefetch([...history.boundaries, ...isCommit ? [tip] : []]);
    const placed = [];
    for (const [commit, list] of await commits.changesOf(history.commits)) {
      for (const change of list) placed.push({ ...change, commit });
    }
    const sinceTip = isCommit && tip !== target ? await commits.compare(tip, target) : [];
    const keyOf2 = ({ path, after }) => `${path}\0${after?.id}`;
    const seen = new Set(placed.map(keyOf2));
    for (const change of sinceTip) {
      if (!seen.has(keyOf2(change))) placed.push({ ...change, commit: target });
    }
    return placed.length > limits.paths ? "unknown" : { placed, sinceTip };
  });
}
async function orUnknown(reasons, find) {
  try {
    return await find();
  } catch (error) {
    if (!(error instanceof GuardError)) throw error;
    reasons.push(error.message);
    return "unknown";
  }
}
var reasonNote = (text) => ({ code: "not-read", text, effect: "note" });
var toChangedPath = ({ path, after, commit }) => ({
  path: decodePath(path),
  mode: after?.mode ?? "000000",
  commit
});
var toPushedCommit = ({ id: id2, author, committer, message }) => ({
  id: id2,
  author: visibleLine(author),
  committer: visibleLine(committer),
  subject: visibleLine(message.split("\n", 1)[0] ?? ""),
  ...coAuthorsOf(message)
});
function coAuthorsOf(message) {
  const named = coAuthorsIn(message);
  return named.length === 0 ? {} : { coAuthors: named.map((one) => visibleLine(one)) };
}
var zeroes = (like) => like.length === 64 ? "0".repeat(64) : zeroId;

// src/adapters/repository/file-reader.ts
var sniffBytes = 8e3;
function createFileReader(context) {
  const { reader, cache, limits, signal } = context;
  async function prefetch(ids) {
    const unique = [...new Set(ids)];
    const found2 = await Promise.all(unique.map((id2) => reader.stat(id2)));
    const missing = unique.filter((_, index) => found2[index] === void 0);
    try {
      await cache.fetchBlobs(missing, signal);
    } catch (error) {
      if (!(error instanceof GuardError)) throw error;
    }
  }
  async function read(id2, maxBytes) {
    const found2 = await reader.stat(id2);
    if (found2?.type !== "blob" || found2.size > maxBytes) return void 0;
    return (await reader.read(id2))?.body;
  }
  return {
    prefetch,
    async readWhole(id2) {
      await prefetch([id2]);
      return read(id2, limits.recordBytes);
    },
    async readText(id2, maxBytes) {
      await prefetch([id2]);
      return (await read(id2, maxBytes))?.toString("utf8");
    },
    async hiddenIn(id2) {
      if (await context.isPlain?.(id2)) return [];
      const found2 = await reader.stat(id2);
      if (found2?.type !== "blob") return [];
      if (found2.size > limits.textBytes) return hiddenInStream(context, id2);
      return hiddenInBytes((await reader.read(id2))?.body ?? Buffer.alloc(0));
    }
  };
}
var leads = [
  [226, 128],
  [226, 129],
  [239, 187, 191],
  [194, 173],
  [216, 156],
  [225, 160, 142],
  [243, 160]
].map((bytes) => Buffer.from(bytes));
function mayHide(piece, isFirst) {
  if (isFirst && wideEncoding(piece) !== void 0) return true;
  if (isFirst && piece.subarray(0, sniffBytes).includes(0)) return "never";
  return leads.some((lead) => piece.includes(lead));
}
function hiddenInBytes(body) {
  const wide = wideEncoding(body);
  if (wide !== void 0) return hiddenCharacters(new TextDecoder(wide).decode(body));
  if (body.subarray(0, sniffBytes).includes(0)) return [];
  if (!leads.some((lead) => body.includes(lead))) return [];
  return hiddenCharacters(body.toString("utf8"));
}
function wideEncoding(body) {
  if (body[0] === 255 && body[1] === 254) return "utf-16le";
  return body[0] === 254 && body[1] === 255 ? "utf-16be" : void 0;
}
var windowBytes = 1048576;
async function hiddenInStream({ git, place, limits, signal }, id2) {
  const printing = git.start({
    args: ["cat-file", "blob", id2],
    place,
    signal,
    timeoutMs: limits.scanMs
  });
  printing.stdin.end();
  let held = Buffer.alloc(0);
  let line2 = 1;
  let isFirst = true;
  try {
    for await (const chunk of printing.stdout) {
      held = Buffer.concat([held, chunk]);
      if (isFirst && held.length < sniffBytes) continue;
      if (isFirst && held.subarray(0, sniffBytes).includes(0)) return [];
      isFirst = false;
      if (held.length < windowBytes) continue;
      const end = held.lastIndexOf(10) + 1 || held.length;
      const found2 = hiddenInBytes(held.subarray(0, end));
      if (found2.length > 0) return found2.map((one) => ({ ...one, line: one.line + line2 - 1 }));
      line2 += countLines(held.subarray(0, end));
      held = held.subarray(end);
    }
    return hiddenInBytes(held).map((one) => ({ ...one, line: one.line + line2 - 1 }));
  } finally {
    printing.kill();
    await printing.exit;
  }
}
function countLines(bytes) {
  let lines = 0;
  for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, at + 1)) lines += 1;
  return lines;
}

// src/adapters/repository/tree-diff.ts
async function diffTrees(pairs, { readTrees, idBytes, maxPaths, maxDepth, onOldName }) {
  const changes = pairs.map(() => []);
  let level = pairs.map((pair, of) => ({ ...pair, path: "", of })).filter(differs);
  let found2 = 0;
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > maxDepth) throw tooMuch(`folders deeper than ${maxDepth}`);
    const bodies = await readTrees(idsOf(level), depth);
    const parsed = /* @__PURE__ */ new Map();
    const entriesOf = (id2) => {
      if (id2 === void 0) return none;
      const known = parsed.get(id2);
      if (known !== void 0) return known;
      const body = bodies.get(id2);
      if (body === void 0) throw tooMuch(`tree ${id2} cannot be read`);
      const entries = new Map(parseTree(body, idBytes).map((entry) => [entry.name, entry]));
      parsed.set(id2, entries);
      return entries;
    };
    const deeper = [];
    for (const pair of level) {
      const before = entriesOf(pair.before);
      const after = entriesOf(pair.after);
      if (onOldName !== void 0) for (const name of before.keys()) onOldName(name);
      for (const name of /* @__PURE__ */ new Set([...before.keys(), ...after.keys()])) {
        const from = before.get(name);
        const to = after.get(name);
        if (from?.id === to?.id && from?.mode === to?.mode) continue;
        const path = pair.path === "" ? name : `${pair.path}/${name}`;
        const folders = { before: idIfFolder(from), after: idIfFolder(to), path, of: pair.of };
        if (differs(folders)) deeper.push(folders);
        const fileBefore = ifFile(from);
        const fileAfter = ifFile(to);
        if (fileBefore === void 0 && fileAfter === void 0) continue;
        changes[pair.of]?.push({
          path,
          ...fileBefore === void 0 ? {} : { before: fileBefore },
          ...fileAfter === void 0 ? {} : { after: fileAfter }
        });
        found2 += 1;
      }
      if (found2 + deeper.length > maxPaths) throw tooMuch(`more than ${maxPaths} changed paths`);
    }
    level = deeper;
  }
  return changes;
}
var none = /* @__PURE__ */ new Map();
var differs = (pair) => pair.before !== pair.after;
var idsOf = (pairs) => [
  ...new Set(
    pairs.flatMap(({ before, after }) => [before, after]).filter((id2) => id2 !== void 0)
  )
];
var idIfFolder = (entry) => entry?.mode === folderMode ? entry.id : void 0;
var ifFile = (entry) => entry === void 0 || entry.mode === folderMode ? void 0 : { mode: entry.mode, id: entry.id };
var tooMuch = (what) => new GuardError("PUSH_REFUSED", `not everything was read: ${what}`);

// src/adapters/repository/new-commits.ts
var batch2 = 16;
function createCommitReader(context) {
  const { reader, cache, stored, limits, signal } = context;
  const idBytes = cache.refs.objectFormat === "sha256" ? 32 : 20;
  const changes = /* @__PURE__ */ new Map();
  async function readLocal(id2) {
    const object2 = await reader.read(id2);
    return object2?.type === "commit" ? { id: id2, ...parseCommit(object2.body) } : void 0;
  }
  async function readCommits(ids) {
    const read = async (wanted) => (await Promise.all(wanted.map(readLocal))).filter((commit) => commit !== void 0);
    const found2 = new Map((await read(ids)).map((commit) => [commit.id, commit]));
    const missing = ids.filter((id2) => !found2.has(id2));
    await cache.fetchTips(missing, signal);
    for (const commit of await read(missing)) found2.set(commit.id, commit);
    return found2;
  }
  async function readTrees(ids, depth) {
    const found2 = /* @__PURE__ */ new Map();
    const read = async (id2) => {
      const object2 = await reader.read(id2);
      if (object2?.type === "tree") found2.set(id2, object2.body);
    };
    await Promise.all(ids.map(read));
    const missing = ids.filter((id2) => !found2.has(id2) && id2 !== emptyTree[idBytes]);
    if (missing.length > 0) {
      await cache.fetchTrees(missing, depth === 0, signal);
      await Promise.all(missing.map(read));
    }
    for (const id2 of ids) if (id2 === emptyTree[idBytes]) found2.set(id2, Buffer.alloc(0));
    return found2;
  }
  const diff = (pairs, onOldName) => diffTrees(pairs, {
    readTrees,
    idBytes,
    maxPaths: limits.paths,
    maxDepth: limits.depth,
    ...onOldName === void 0 ? {} : { onOldName }
  });
  async function pairsOf(commits) {
    const parents = await readCommits([...new Set(commits.flatMap((commit) => commit.parents))]);
    const treeOf = (id2) => {
      const parent = parents.get(id2);
      if (parent === void 0) throw unreadable2(id2);
      return parent.tree;
    };
    return commits.map(
      ({ tree, parents: ids }) => (ids.length === 0 ? [void 0] : ids.map(treeOf)).map((before) => ({ before, after: tree }))
    );
  }
  async function compareBatch(commits) {
    const pairs = await pairsOf(commits);
    const flat = await diff(pairs.flat());
    let at = 0;
    for (const [index, { id: id2 }] of commits.entries()) {
      const count2 = pairs[index]?.length ?? 0;
      changes.set(id2, inAll(flat.slice(at, at + count2)));
      at += count2;
    }
    let total = 0;
    for (const list of changes.values()) total += list.length;
    if (total > limits.paths) throw tooMany(`changed paths (limit paths, ${limits.paths})`);
  }
  return {
    async listNew(start, tips) {
      const commits = [];
      const boundaries = /* @__PURE__ */ new Set();
      const seen = /* @__PURE__ */ new Set([start]);
      for (let level = [start]; level.length > 0; ) {
        const isNew = (id2) => stored.commits.has(id2) && !tips.has(id2);
        for (const id2 of level) if (!isNew(id2)) boundaries.add(id2);
        const read = await Promise.all(level.filter(isNew).map(readLocal));
        level = [];
        for (const commit of read) {
          if (commit === void 0) continue;
          commits.push(commit);
          for (const parent of commit.parents) {
            if (seen.has(parent)) continue;
            seen.add(parent);
            level.push(parent);
          }
        }
        if (commits.length > limits.commits) {
          throw tooMany(`new commits (limit commits, ${limits.commits})`);
        }
      }
      return { commits: commits.sort(byTime), boundaries };
    },
    async readAll() {
      if (stored.commits.size > limits.commits) {
        throw tooMany(`new commits (limit commits, ${limits.commits})`);
      }
      const read = await Promise.all([...stored.commits].map(readLocal));
      return read.filter((commit) => commit !== void 0).sort(byTime);
    },
    async readCommit(id2) {
      return (await readCommits([id2])).get(id2);
    },
    async prefetch(ids) {
      const trees = [...(await readCommits(ids)).values()].map(({ tree }) => tree);
      await readTrees([...new Set(trees)], 0);
    },
    async changesOf(commits) {
      const open4 = commits.filter(({ id: id2 }) => !changes.has(id2));
      for (const part of inBatches(open4)) await compareBatch(part);
      return new Map(commits.map(({ id: id2 }) => [id2, changes.get(id2) ?? []]));
    },
    async compare(before, after) {
      const commits = await readCommits([before, after]);
      const from = commits.get(before);
      const to = commits.get(after);
      if (from === void 0) throw unreadable2(before);
      if (to === void 0) throw unreadable2(after);
      return (await diff([{ before: from.tree, after: to.tree }]))[0] ?? [];
    },
    async namesBefore(commits, names) {
      const old = /* @__PURE__ */ new Set();
      for (const part of inBatches(commits)) {
        const pairs = await pairsOf(part);
        await diff(pairs.flat(), (name) => names.has(name) && old.add(name));
      }
      return old;
    }
  };
}
function* inBatches(commits) {
  for (let end = commits.length; end > 0; end -= batch2) {
    yield commits.slice(Math.max(0, end - batch2), end);
  }
}
var byTime = (a, b) => b.time - a.time;
var emptyTree = {
  20: "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
  32: "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321"
};
function inAll([first = [], ...others]) {
  if (others.length === 0) return first;
  const paths = others.map((list) => new Set(list.map(({ path }) => path)));
  return first.filter(({ path }) => paths.every((set) => set.has(path)));
}
var unreadable2 = (id2) => new GuardError("PUSH_REFUSED", `commit ${id2} cannot be read`);
var tooMany = (what) => new GuardError("PUSH_REFUSED", `not everything was read: ${what}`);

// src/adapters/repository/place-secrets.ts
var maxMovedFrom = 8;
var whereText = {
  blob: "blob",
  tree: "path",
  commit: "commit message",
  tag: "tag message"
};
var headerText = { commit: "commit header", tag: "tag header" };
async function placeSecrets(hits, { engine, files, changes, sinceTips, oldNames, maxFindings }) {
  const looked = hits.slice(0, maxFindings);
  const placed = looked.map((hit) => ({ hit, places: placesOf(hit, changes, sinceTips) }));
  await files.prefetch(placed.flatMap(({ places }) => places.flatMap(({ earlier }) => earlier)));
  const scans = /* @__PURE__ */ new Map();
  const heldBefore = async (hit, { earlier }) => {
    for (const id2 of earlier) {
      const keys = scans.get(id2) ?? await keysIn(id2, engine, files);
      scans.set(id2, keys);
      if (keys.has(keyOf(hit))) return true;
    }
    return false;
  };
  const unplaced = placed.flatMap(
    ({ hit, places }) => places.length === 0 ? hit.name ?? [] : []
  );
  const old = unplaced.length === 0 ? /* @__PURE__ */ new Set() : await oldNames(new Set(unplaced));
  const secrets = [];
  for (const { hit, places } of placed) {
    const blamed = [];
    for (const place of places) {
      if (engine.isAllowedAt?.(place.path, hit) !== true && !await heldBefore(hit, place))
        blamed.push(place);
    }
    const oldest = blamed.at(-1);
    if (oldest !== void 0) {
      secrets.push(toSecret(hit, { ...oldest, path: withoutSecrets(oldest.path, engine) }));
    } else if (places.length === 0 && !old.has(hit.name ?? "")) secrets.push(toSecret(hit));
  }
  return [...secrets, ...hits.slice(maxFindings).map((hit) => toSecret(hit))];
}
async function keysIn(id2, engine, files) {
  const body = await files.readWhole(id2);
  return new Set(body === void 0 ? [] : engine.scan(body).map(keyOf));
}
var keyOf = ({ rule, fingerprint }) => `${rule} ${fingerprint}`;
function placesOf(hit, commits, sinceTips) {
  if (hit.type === "commit") return [{ commit: hit.object, path: "", earlier: [] }];
  if (hit.type === "tag" || commits === "unknown") return [];
  return commits.flatMap(
    ({ commit, changes }) => changes.filter((change) => hit.type === "blob" ? isBlob(hit, change) : addsName(hit, change)).map(({ path, before }) => ({
      commit: commit.id,
      path: decodePath(path),
      earlier: hit.type === "blob" ? [
        ...before === void 0 ? deletedIds(changes) : [before.id],
        ...sinceTips.filter((one) => one.path === path).flatMap(({ before: at }) => at?.id ?? [])
      ] : []
    }))
  );
}
var isBlob = ({ object: object2 }, { after }) => after?.id === object2;
var addsName = ({ name }, { path, before, after }) => before === void 0 && after !== void 0 && path.split("/").includes(name ?? "");
var deletedIds = (changes) => changes.flatMap(({ before, after }) => before !== void 0 && after === void 0 ? before.id : []).slice(0, maxMovedFrom);
function withoutSecrets(path, engine) {
  const bytes = Buffer.from(path);
  let text = "";
  let at = 0;
  for (const { start, end } of engine.scan(bytes)) {
    text += `${bytes.toString("utf8", at, start)}***`;
    at = end;
  }
  return visibleLine(text + bytes.toString("utf8", at));
}
function toSecret(hit, place) {
  const { rule, confidence, fingerprint, object: object2, type, line: line2 } = hit;
  return {
    rule,
    confidence,
    fingerprint,
    object: object2,
    ...place === void 0 ? {} : { commit: place.commit },
    ...place === void 0 || place.path === "" ? {} : { path: place.path },
    ...type === "tree" ? {} : { line: line2 },
    where: hit.inHeader === true && type !== "tree" && type !== "blob" ? headerText[type] : whereText[type]
  };
}

// src/adapters/repository/batch-splitter.ts
function createBatchSplitter(open4) {
  let sink;
  let left = 0;
  let head = "";
  let isBehindObject = false;
  function takeBody(to, bytes) {
    const part = bytes.subarray(0, left);
    to.push(part);
    left -= part.length;
    if (left === 0) close2(to);
    return bytes.subarray(part.length);
  }
  function takeHead(bytes) {
    const end = bytes.indexOf(10);
    head += bytes.toString("latin1", 0, end === -1 ? void 0 : end);
    if (end === -1) return bytes.subarray(bytes.length);
    const [id2 = "", type = "", digits = ""] = head.split(" ");
    head = "";
    left = Number(digits);
    sink = open4({ id: id2, type, size: left });
    if (left === 0) close2(sink);
    return bytes.subarray(end + 1);
  }
  function close2(to) {
    to.end();
    sink = void 0;
    isBehindObject = true;
  }
  function takeNewline(bytes) {
    isBehindObject = false;
    return bytes.subarray(1);
  }
  return {
    push(chunk) {
      for (let bytes = chunk; bytes.length > 0; ) {
        if (sink !== void 0) bytes = takeBody(sink, bytes);
        else bytes = isBehindObject ? takeNewline(bytes) : takeHead(bytes);
      }
    },
    /** Git says no more: an object that was cut short ends here. */
    end() {
      if (sink !== void 0) close2(sink);
    }
  };
}

// src/adapters/repository/binary-runs.ts
var samples = 8;
var sampleBytes = 512;
var maxControls = 1;
var gzipMagic = Buffer.from([31, 139, 8]);
var gzipBytes = 524288;
function createWindowScan(engine, maxBytes) {
  let runs;
  return (window) => {
    if (!isBinary(window)) return engine.scan(window);
    runs ??= createRuns(maxBytes);
    const found2 = scanRuns(engine, window, runs);
    for (let at = window.indexOf(gzipMagic); at !== -1; at = window.indexOf(gzipMagic, at + 1)) {
      found2.push(...engine.scan(window.subarray(at, at + gzipBytes)).map((one) => shifted(one, at)));
    }
    return found2.sort((a, b) => a.start - b.start);
  };
}
function isBinary(window) {
  let controls = 0;
  let seen = 0;
  const step = Math.max(sampleBytes, Math.floor(window.length / samples));
  for (let at = 0; at < window.length; at += step) {
    for (const byte of window.subarray(at, at + sampleBytes)) {
      seen += 1;
      if (byte < 32 && !isSpace(byte)) controls += 1;
    }
  }
  return controls * 100 > seen * maxControls;
}
function isSpace(byte) {
  return byte === 9 || byte === 10 || byte === 13 || byte === 12 || byte === 27;
}
var minRun = 8;
var createRuns = (maxBytes) => ({
  joined: Buffer.allocUnsafeSlow(maxBytes + maxBytes / minRun + 1),
  places: new Uint32Array(2 * Math.ceil(maxBytes / minRun))
});
function scanRuns(engine, window, runs) {
  const { length, count: count2 } = joinRuns(window, runs);
  if (length === 0) return [];
  return engine.scan(runs.joined.subarray(0, length)).map((match) => {
    let last = 0;
    while (last + 1 < count2 && (runs.places[2 * last + 2] ?? 0) <= match.start) last += 1;
    const from = runs.places[2 * last] ?? 0;
    return shifted(match, (runs.places[2 * last + 1] ?? 0) - from);
  });
}
var inRun = Uint8Array.from(
  { length: 256 },
  (_, byte) => byte === 0 || isSpace(byte) || byte >= 32 && byte < 127 ? 1 : 0
);
function joinRuns(window, { joined: joined2, places }) {
  let floor = 0;
  let length = 0;
  let count2 = 0;
  for (let at = minRun - 1; at < window.length; ) {
    if (inRun[window[at]] === 0) {
      at += minRun;
      continue;
    }
    let start = at;
    while (start > floor && continues(window, start - 1, start)) start -= 1;
    let end = at + 1;
    while (end < window.length && continues(window, end, end - 1)) end += 1;
    if (end - start >= minRun && countText(window, start, end) >= minRun) {
      places[2 * count2] = length;
      places[2 * count2 + 1] = start;
      count2 += 1;
      for (let from = start; from < end; from += 1) joined2[length++] = window[from];
      joined2[length++] = 10;
    }
    floor = end;
    at = end + minRun - 1;
  }
  return { length, count: count2 };
}
var continues = (window, at, neighbour) => inRun[window[at]] === 1 && (window[at] !== 0 || window[neighbour] !== 0);
function countText(window, start, end) {
  let count2 = 0;
  for (let at = start; at < end && count2 < minRun; at += 1) if (window[at] !== 0) count2 += 1;
  return count2;
}
var shifted = (match, by) => ({
  start: match.start + by,
  end: match.end + by,
  rule: match.rule,
  tier: match.tier,
  confidence: match.confidence,
  fingerprint: match.fingerprint,
  ...match.known === void 0 ? {} : { known: match.known }
});

// src/adapters/repository/scan-objects.ts
var smallBytes = 1024;
var windowBytes2 = 2 * 1048576;
var overlapBytes = 131072;
var edgeBytes = 65536;
var maxNames = 1e6;
async function scanObjects(context) {
  const { git, place, limits, signal } = context;
  const printing = git.start({
    args: ["cat-file", "--batch-all-objects", "--unordered", "--batch", "--buffer"],
    place,
    signal,
    timeoutMs: limits.scanMs
  });
  printing.stdin.end();
  const hits = [];
  const shared = {
    names: /* @__PURE__ */ new Set(),
    window: Buffer.allocUnsafeSlow(windowBytes2),
    scanWindow: createWindowScan(context.engine, windowBytes2)
  };
  const splitter = createBatchSplitter(({ id: id2, type, size }) => {
    const whole = scanObject(context, id2, type, shared);
    const scan = type === "blob" && size <= smallBytes ? withCopy(whole, context) : whole;
    return {
      push: (bytes) => scan.push(bytes),
      end() {
        hits.push(...scan.end());
        if (hits.length > limits.findings * 50) throw tooMuch2("too many secrets (limit findings)");
      }
    };
  });
  try {
    for await (const chunk of printing.stdout) {
      context.garbage.add(chunk.length);
      splitter.push(chunk);
    }
    splitter.end();
  } catch (error) {
    printing.kill();
    await printing.exit;
    throw error;
  }
  const exit = await printing.exit;
  if (exit.code !== 0) throw tooMuch2(exitText(exit, limits));
  return hits;
}
function withCopy(scan, { onSmallFile }) {
  if (onSmallFile === void 0) return scan;
  const parts = [];
  return {
    push(bytes) {
      parts.push(bytes);
      scan.push(bytes);
    },
    end() {
      onSmallFile(Buffer.concat(parts));
      return scan.end();
    }
  };
}
function scanObject({ engine, idBytes, onPlainFile }, object2, type, { names, window, scanWindow }) {
  if (type === "tree") return scanTree(engine, object2, idBytes, names);
  const hits = [];
  let held = 0;
  let line2 = 1;
  let reported = 0;
  let hides;
  let headerEnd;
  const look = (isLast) => {
    const seen = window.subarray(0, held);
    headerEnd = headerEnd === void 0 ? endOfHeader(type, seen) : 0;
    const inHeader = (start) => start < (headerEnd ?? 0);
    if (type === "blob" && (hides === void 0 || hides === false)) {
      hides = mayHide(seen, hides === void 0);
    }
    const keep = isLast ? held : held - overlapBytes;
    const sure = isLast ? held : held - edgeBytes;
    let covered = reported;
    for (const { start, end, rule, confidence, fingerprint } of scanWindow(seen)) {
      if (start < reported || end > sure) continue;
      covered = Math.max(covered, end);
      const at = line2 + countLines(seen.subarray(0, start));
      const hit = { object: object2, type, rule, confidence, fingerprint, line: at };
      hits.push(inHeader(start) ? { ...hit, inHeader: true } : hit);
    }
    if (isLast) return;
    line2 += countLines(seen.subarray(0, keep));
    reported = Math.max(0, covered - keep);
    window.copyWithin(0, keep, held);
    held -= keep;
  };
  return {
    push(bytes) {
      for (let at = 0; at < bytes.length; ) {
        const copied = bytes.copy(window, held, at);
        held += copied;
        at += copied;
        if (held === window.length && at < bytes.length) look(false);
      }
    },
    end() {
      if (held > 0) look(true);
      if (type === "blob" && hides !== true) onPlainFile?.(object2);
      return hits;
    }
  };
}
function endOfHeader(type, body) {
  if (type !== "commit" && type !== "tag") return 0;
  const blank = body.indexOf("\n\n");
  return blank === -1 ? body.length : blank;
}
function scanTree(engine, object2, idBytes, names) {
  const parts = [];
  return {
    push: (bytes) => void parts.push(Buffer.from(bytes)),
    end() {
      const fresh = freshNames(Buffer.concat(parts), idBytes, names);
      if (fresh.length === 0) return [];
      const text = Buffer.from(fresh.join("\n"), "latin1");
      return engine.scan(text).map(({ start, rule, confidence, fingerprint }) => {
        const line2 = countLines(text.subarray(0, start));
        const name = fresh[line2] ?? "";
        return { object: object2, type: "tree", rule, confidence, fingerprint, line: 0, name };
      });
    }
  };
}
function freshNames(body, idBytes, names) {
  const text = body.toString("latin1");
  const fresh = [];
  for (let at = 0; at < text.length; ) {
    const space = text.indexOf(" ", at);
    const nul = text.indexOf("\0", space);
    if (space === -1 || nul === -1) throw tooMuch2("a folder listing is damaged");
    const name = text.slice(space + 1, nul);
    if (!names.has(name)) {
      const own = Buffer.from(name, "latin1").toString("latin1");
      if (names.size < maxNames) names.add(own);
      fresh.push(own);
    }
    at = nul + 1 + idBytes;
  }
  return fresh;
}
var tooMuch2 = (what) => new GuardError("PUSH_REFUSED", `not everything was read: ${what}`);

// src/adapters/repository/quarantine.ts
var maxPlain = 1e5;
function createQuarantine(context, onUnknown) {
  const { git, cache, stored, folder, place, limits, garbage } = context;
  const closing = new AbortController();
  const signal = AbortSignal.any([context.signal, closing.signal]);
  const withCache = { ...place, alternates: [cache.place.objects] };
  const reader = createObjectReader(git, withCache, limits.recordBytes);
  const commits = createCommitReader({ reader, cache, stored, limits, signal });
  const files = createFileReader({
    git,
    place: withCache,
    reader,
    cache,
    limits,
    signal,
    async isPlain(id2) {
      await Promise.allSettled(scans.values());
      return plain2.has(id2);
    }
  });
  const plain2 = /* @__PURE__ */ new Set();
  const pointers = /* @__PURE__ */ new Map();
  const scans = /* @__PURE__ */ new Map();
  const scan = (engine) => {
    const known = scans.get(engine);
    if (known !== void 0) return known;
    const idBytes = cache.refs.objectFormat === "sha256" ? 32 : 20;
    const scanning = scanObjects({
      git,
      place,
      engine,
      limits,
      signal,
      garbage,
      idBytes,
      onSmallFile(body) {
        const pointer = readPointer(body);
        if (pointer !== void 0 && pointers.size <= limits.lfsPointers) {
          pointers.set(pointer.oid, pointer);
        }
      },
      onPlainFile(id2) {
        if (plain2.size < maxPlain) plain2.add(id2);
      }
    });
    scans.set(engine, scanning);
    scanning.catch(() => scans.delete(engine));
    return scanning;
  };
  const changesInPush = async () => {
    try {
      const all = await commits.readAll();
      const changes = await commits.changesOf(all);
      return all.map((commit) => ({ commit, changes: changes.get(commit.id) ?? [] }));
    } catch (error) {
      if (error instanceof GuardError) return "unknown";
      throw error;
    }
  };
  let examining = Promise.resolve();
  let sinceTips = [];
  let judged = /* @__PURE__ */ new Set();
  async function examineAll(commands, tips) {
    const found2 = [];
    const differing = [];
    const reached = /* @__PURE__ */ new Set();
    const shared = { git, place: withCache, cache, commits, reader, limits, signal, files };
    for (const command of commands) {
      const { facts: facts2, sinceTip } = await examineCommand(command, tips, shared);
      found2.push(facts2);
      differing.push(...sinceTip);
      reached.add(command.new);
      if (facts2.commits !== "unknown") for (const { id: id2 } of facts2.commits) reached.add(id2);
    }
    sinceTips = differing;
    judged = reached;
    return found2;
  }
  async function findSecrets(engine) {
    const hits = await scan(engine);
    if (hits.length === 0) return [];
    await examining.catch(() => {
    });
    const changes = await changesInPush();
    const known = changes === "unknown" ? [] : changes.map(({ commit }) => commit);
    return placeSecrets(hits, {
      engine,
      files,
      changes,
      sinceTips,
      oldNames: (names) => commits.namesBefore(known, names),
      maxFindings: limits.findings
    });
  }
  return {
    packBytes: stored.bytes,
    objects: stored.objects,
    inflatedBytes: stored.inflatedBytes,
    examine(commands, tips) {
      const facts2 = examineAll(commands, tips);
      examining = facts2;
      return facts2;
    },
    async secrets(engine) {
      if (stored.path === void 0) return [];
      try {
        return await findSecrets(engine);
      } catch (error) {
        if (!(error instanceof GuardError)) throw error;
        onUnknown?.(error.message);
        return "unknown";
      }
    },
    async lfsPointers(engine) {
      if (stored.path === void 0) return [];
      try {
        await scan(engine);
        return pointers.size > limits.lfsPointers ? "unknown" : [...pointers.values()];
      } catch (error) {
        if (error instanceof GuardError) return "unknown";
        throw error;
      }
    },
    readPack() {
      if (stored.path === void 0) return Readable.from([]);
      return Readable.from(packBytes(stored.path, garbage), { objectMode: false });
    },
    async adopt() {
      const records = [...stored.commits, ...stored.tags];
      if (stored.path === void 0 || !records.every((id2) => judged.has(id2))) return;
      await cache.adopt(stored.path, stored.bytes);
    },
    async [Symbol.asyncDispose]() {
      closing.abort();
      await Promise.allSettled([reader.close(), ...scans.values()]);
      await removeFolder(folder);
      garbage.end();
    }
  };
}
async function* packBytes(path, garbage) {
  for await (const chunk of createReadStream(path, { highWaterMark: 262144 })) {
    yield chunk;
    garbage.add(chunk.length);
  }
}

// src/adapters/repository/repository-limits.ts
var MiB = 1048576;
var GiB = 1024 * MiB;
var defaultLimits = {
  packBytes: 2 * GiB + 64 * MiB,
  objects: 2e6,
  blobBytes: 2 * GiB,
  recordBytes: 32 * MiB,
  inflatedBytes: 32 * GiB,
  inflation: 150,
  freeInflatedBytes: 512 * MiB,
  commits: 5e3,
  paths: 5e4,
  depth: 128,
  cpuSeconds: 300,
  memoryBytes: 4 * GiB,
  processMs: 12e4,
  receiveMs: 36e5,
  upstreamMs: 18e4,
  historyBytes: GiB,
  treeBytes: 24 * MiB,
  earlierBytes: 64 * MiB,
  refs: 2e5,
  textBytes: MiB,
  findings: 200,
  lfsPointers: 1e4,
  scanMs: 6e5
};
function sizeText(bytes) {
  if (bytes >= GiB) return `${trim(bytes / GiB)} GiB`;
  if (bytes >= MiB) return `${trim(bytes / MiB)} MiB`;
  return bytes >= 1024 ? `${trim(bytes / 1024)} KiB` : `${bytes} bytes`;
}
var trim = (value) => value.toFixed(1).replace(/\.0$/, "");

// src/adapters/repository/session-folders.ts
import { createHash, randomUUID } from "node:crypto";
import { mkdir as mkdir3, readdir } from "node:fs/promises";
import { join as join6, resolve } from "node:path";
async function openSessionFolders(directory, keepCaches) {
  const root = resolve(directory);
  if (root.includes(":")) {
    throw new GuardError(
      "MACHINE_UNSUITABLE",
      `git cannot work in a folder with a colon: ${root}`,
      {
        hint: "Choose another folder for the guard."
      }
    );
  }
  const spool = join6(root, "spool");
  const caches = join6(root, "cache");
  try {
    for (const folder of [root, spool, caches]) {
      await mkdir3(folder, { recursive: true, mode: 448 });
    }
    for (const left of await readdir(spool)) await removeFolder(join6(spool, left));
    if (!keepCaches)
      for (const left of await readdir(caches)) await removeFolder(join6(caches, left));
  } catch (cause) {
    throw new GuardError("MACHINE_UNSUITABLE", `${root} cannot be used for git objects`, { cause });
  }
  return {
    newPush: (objectFormat) => makeBareRepository(join6(spool, randomUUID()), objectFormat),
    cacheOf: (name, objectFormat) => makeBareRepository(join6(caches, `${hashOf(`${objectFormat} ${name}`)}.git`), objectFormat),
    async remove() {
      await removeFolder(spool);
      if (!keepCaches) await removeFolder(caches);
    }
  };
}
var hashOf = (text) => createHash("sha256").update(text).digest("hex");

// src/adapters/repository/store-received.ts
import { readdir as readdir2, stat } from "node:fs/promises";
import { join as join8 } from "node:path";

// src/adapters/repository/check-objects.ts
import { mkdir as mkdir4 } from "node:fs/promises";
import { join as join7 } from "node:path";
import { createInterface } from "node:readline";
async function checkObjects(context, packBytes2) {
  if (context.isChecked) return takeCensus(context, packBytes2, () => {
  });
  const { census, missing } = await checkForm(context, packBytes2, []);
  const own = await keepOwn(context, missing);
  if (own.length > 0) await checkForm(context, packBytes2, own);
  return census;
}
async function checkForm({ git, place, limits, signal, isChecked }, packBytes2, blobs) {
  const scratch = join7(place.gitDir, "check");
  await mkdir4(join7(scratch, "pack"), { recursive: true, mode: 448 });
  const packing = git.start({
    args: ["pack-objects", "--stdout", "-q", "--window=0", "--delta-base-offset"],
    place,
    signal
  });
  const checking = git.start({
    args: ["index-pack", "--stdin", "--fsck-objects"],
    place: { gitDir: place.gitDir, objects: scratch },
    signal
  });
  packing.stdout.pipe(checking.stdin);
  let printed = "";
  checking.stdout.setEncoding("latin1");
  checking.stdout.on("data", (text) => {
    printed += text.slice(0, maxPrinted - printed.length);
  });
  const writing = createIdWriter(packing);
  try {
    for (const id2 of blobs) await writing.write(id2);
    const context = { git, place, limits, signal, isChecked };
    const census = await takeCensus(context, packBytes2, writing.write);
    packing.stdin.end();
    const packed = await packing.exit;
    if (packed.code !== 0) throw refused2(exitText(packed, limits));
    const exit = await checking.exit;
    const attributes = exit.code === 0 ? [] : missingAttributes(exit.stderr);
    if (attributes === void 0) throw refused2(fsckText(exitText(exit, limits)));
    const modules = printed.match(/^[0-9a-f]{40,64}$/gm) ?? [];
    return { census, missing: [.../* @__PURE__ */ new Set([...attributes, ...modules])] };
  } catch (error) {
    packing.kill();
    checking.kill();
    await Promise.all([packing.exit, checking.exit]);
    throw error;
  } finally {
    await removeFolder(scratch);
  }
}
var maxPrinted = 262144;
function missingAttributes(stderr) {
  const lines = stderr.trim().split("\n");
  if (lines.at(-1) !== "fatal: fsck error in pack objects") return void 0;
  const ids = [];
  for (const line2 of lines.slice(0, -1)) {
    if (line2.startsWith("warning: ")) continue;
    const id2 = /^error: object ([0-9a-f]+): gitattributesMissing: /.exec(line2)?.[1];
    if (id2 === void 0) return void 0;
    ids.push(id2);
  }
  return ids;
}
function createIdWriter({ stdin, exit }) {
  let isGone = false;
  let wake = () => {
  };
  void exit.then(() => {
    isGone = true;
    wake();
  });
  return {
    /** Waits while git is busy; what git no longer takes is dropped, and its exit says why. */
    async write(id2) {
      if (isGone || stdin.write(`${id2}
`)) return;
      await new Promise((resolve2) => {
        wake = resolve2;
        stdin.once("drain", resolve2);
        if (isGone) resolve2();
      });
    }
  };
}
async function takeCensus({ git, place, limits, signal }, packBytes2, onRecord) {
  const most = Math.min(
    limits.inflatedBytes,
    Math.max(limits.freeInflatedBytes, packBytes2 * limits.inflation)
  );
  const listing = git.start({
    args: [
      "cat-file",
      "--batch-all-objects",
      "--unordered",
      "--batch-check=%(objectname) %(objecttype) %(objectsize)"
    ],
    place: { gitDir: place.gitDir, objects: place.objects },
    signal
  });
  listing.stdin.end();
  const commits = /* @__PURE__ */ new Set();
  const tags = /* @__PURE__ */ new Set();
  let objects = 0;
  let inflatedBytes = 0;
  try {
    for await (const line2 of createInterface({ input: listing.stdout })) {
      const [id2 = "", type = "", digits = ""] = line2.split(" ");
      const size = Number(digits);
      objects += 1;
      inflatedBytes += size;
      const limit = type === "blob" ? "blobBytes" : "recordBytes";
      if (!(size <= limits[limit])) {
        throw refused2(
          `${type} ${id2} has ${sizeText(size)}; at most ${sizeText(limits[limit])} are accepted (limit ${limit})`
        );
      }
      if (inflatedBytes > most) {
        throw refused2(
          `${sizeText(packBytes2)} inflate to more than ${sizeText(most)} (limit inflatedBytes)`
        );
      }
      if (type === "blob") continue;
      if (type === "commit") commits.add(id2);
      else if (type === "tag") tags.add(id2);
      await onRecord(id2);
    }
  } catch (error) {
    listing.kill();
    await listing.exit;
    throw error;
  }
  const exit = await listing.exit;
  if (exit.code !== 0) throw refused2(exitText(exit, limits));
  return { objects, inflatedBytes, commits, tags };
}
async function keepOwn({ git, place, limits, signal }, ids) {
  if (ids.length === 0) return [];
  const exit = await git.run({
    args: ["cat-file", "--batch-check"],
    place: { gitDir: place.gitDir, objects: place.objects },
    signal,
    input: `${ids.join("\n")}
`
  });
  if (exit.code !== 0) throw refused2(exitText(exit, limits));
  return exit.stdout.toString("latin1").match(/^[0-9a-f]+(?= blob )/gm) ?? [];
}
var fsckText = (said) => said.replace(/^(?:fatal|error): /, "");
var refused2 = (why) => new GuardError("PUSH_REFUSED", `the pack was refused: ${why}`);

// src/adapters/repository/store-received.ts
var noPack = {
  bytes: 0,
  objects: 0,
  inflatedBytes: 0,
  commits: /* @__PURE__ */ new Set(),
  tags: /* @__PURE__ */ new Set()
};
async function storeReceived(pack, context) {
  const { git, place, limits, signal, checkLinks } = context;
  const source = pack[Symbol.asyncIterator]();
  const { head, isDone } = await readHead(source, signal);
  if (head.length === 0) return noPack;
  const announced = checkHead(head, limits);
  const indexing = git.start({
    args: [
      "index-pack",
      "--stdin",
      // Without the neighbours git cannot check a tree; `checkObjects` does it in a way of its own.
      ...checkLinks ? ["--strict"] : [],
      `--max-input-size=${limits.packBytes}`
    ],
    place,
    signal,
    timeoutMs: limits.receiveMs
  });
  indexing.stdout.resume();
  const received = await feed(indexing, head, isDone ? void 0 : source, context);
  const exit = await indexing.exit;
  if (exit.code !== 0) throw refused3(receiveText(exitText(exit, limits), limits));
  const path = await findPack(place);
  const { size } = await stat(path);
  if (size !== received) throw refused3(`${received - size} bytes follow the end of the pack`);
  const takeAll = checkLinks || context.isFromForge === true;
  const census = await checkObjects({ ...context, isChecked: takeAll }, size);
  if (census.objects !== announced) {
    throw refused3(
      `the pack announces ${announced} objects and holds ${census.objects} different ones`
    );
  }
  return { path, bytes: size, ...census };
}
var headBytes = 12;
async function readHead(source, signal) {
  let head = Buffer.alloc(0);
  const aborted = new Promise((_, reject) => {
    const cancel = () => reject(refused3("it was cancelled"));
    if (signal.aborted) cancel();
    signal.addEventListener("abort", cancel, { once: true });
  });
  while (head.length < headBytes) {
    const next = await Promise.race([source.next(), aborted]);
    if (next.done) return { head, isDone: true };
    head = Buffer.concat([head, next.value]);
  }
  return { head, isDone: false };
}
function checkHead(head, limits) {
  if (head.length < headBytes || head.toString("latin1", 0, 4) !== "PACK") {
    throw refused3("what came is not a pack");
  }
  const version = head.readUInt32BE(4);
  if (version !== 2 && version !== 3) throw refused3(`a pack of version ${version} is not known`);
  const objects = head.readUInt32BE(8);
  if (objects > limits.objects) {
    throw refused3(
      `it holds ${objects} objects; at most ${limits.objects} are accepted (limit objects)`
    );
  }
  return objects;
}
async function feed({ stdin, exit, kill }, head, rest, { limits, garbage }) {
  let outcome = "running";
  let wake = () => {
  };
  void exit.then(({ code }) => {
    outcome = code === 0 ? "fine" : "failed";
    wake();
  });
  const next = () => new Promise((resolve2, reject) => {
    wake = () => outcome === "failed" && resolve2(void 0);
    wake();
    rest?.next().then(({ done, value }) => resolve2(done ? void 0 : value), reject);
    if (rest === void 0) resolve2(void 0);
  });
  const room = () => new Promise((resolve2) => {
    wake = resolve2;
    stdin.once("drain", resolve2);
    if (outcome !== "running") resolve2();
  });
  let received = 0;
  try {
    for (let chunk = head; chunk !== void 0; chunk = await next()) {
      received += chunk.length;
      if (received > limits.packBytes) {
        throw refused3(
          `it is larger than the ${sizeText(limits.packBytes)} that are accepted (limit packBytes)`
        );
      }
      if (outcome === "running" && !stdin.write(chunk)) await room();
      garbage.add(chunk.length);
    }
    stdin.end();
    return received;
  } catch (error) {
    kill();
    await exit;
    throw error;
  }
}
async function findPack(place) {
  const folder = join8(place.objects, "pack");
  const packs = (await readdir2(folder)).filter((name2) => /^pack-[0-9a-f]+\.pack$/.test(name2));
  const [name] = packs;
  if (name === void 0 || packs.length !== 1) throw refused3("git did not store the pack");
  return join8(folder, name);
}
function receiveText(said, limits) {
  if (/unresolved delta/.test(said)) {
    return "it leaves out objects that the guard needs to see (a thin pack); push with --no-thin";
  }
  if (/exceeds maximum allowed size/.test(said)) {
    return `it is larger than the ${sizeText(limits.packBytes)} that are accepted (limit packBytes)`;
  }
  return said.replace(/^(?:fatal|error): /, "");
}
var refused3 = (why) => new GuardError("PUSH_REFUSED", `the pack was refused: ${why}`);

// src/adapters/repository/git-repositories.ts
async function createGitRepositories(options) {
  const limits = { ...defaultLimits, ...options.limits };
  const mirror2 = options.persistent === true;
  const check = await checkGit(options.findProgram);
  const folders = await openSessionFolders(options.directory, mirror2);
  const git = createGit(check, limits, mirror2);
  const client = options.client ?? createUpstreamClient(options.environment ?? {});
  const { upstream, credential } = options;
  const upload = createUploadPack({ upstream, client, credential, limits });
  const caches = /* @__PURE__ */ new Map();
  const refreshing = /* @__PURE__ */ new Map();
  const began = /* @__PURE__ */ new Map();
  const kept = /* @__PURE__ */ new Map();
  const open4 = /* @__PURE__ */ new Set();
  const closing = new AbortController();
  function refresh(repository) {
    const at = performance.now();
    began.set(repository, at);
    const reading = upload.readRefs(repository).then((refs) => {
      const known = caches.get(repository);
      const isNewer = at >= (kept.get(repository) ?? at);
      if (isNewer) kept.set(repository, at);
      if (known !== void 0) {
        return known.then((cache) => {
          if (isNewer) cache.refs = refs;
          return cache;
        });
      }
      const opening = openCache(repository, refs, { git, folders, upload, limits, mirror: mirror2 });
      caches.set(repository, opening);
      return opening;
    });
    refreshing.set(repository, reading);
    const forget = () => {
      if (refreshing.get(repository) === reading) refreshing.delete(repository);
    };
    reading.then(forget, () => {
      if (began.get(repository) === at) began.delete(repository);
      forget();
    });
    return reading;
  }
  const cacheOf = (repository) => caches.get(repository) ?? refreshing.get(repository) ?? refresh(repository);
  return {
    async readTips(repository, maxAgeMs = 0) {
      const age = performance.now() - (began.get(repository) ?? Number.NEGATIVE_INFINITY);
      const isRecent = age < maxAgeMs;
      const reading = isRecent ? refreshing.get(repository) ?? caches.get(repository) : void 0;
      const cache = await reading?.catch(() => void 0);
      return (cache ?? await refresh(repository)).refs.tips;
    },
    async defaultBranch(repository) {
      const cache = await cacheOf(repository).catch(() => void 0);
      return cache?.refs.defaultBranch ?? "unknown";
    },
    prepare(repository) {
      warm(repository).catch(() => {
      });
    },
    async receive(repository, pack, { objectFormat, signal }) {
      const both = AbortSignal.any([signal, closing.signal]);
      const cache = await cacheOf(repository);
      if (cache.refs.objectFormat !== objectFormat) {
        throw new GuardError(
          "PUSH_REFUSED",
          `the repository keeps ${cache.refs.objectFormat} objects, the push brings ${objectFormat}`
        );
      }
      if (mirror2) await cache.fetchHistory(both);
      const { folder, place } = await folders.newPush(objectFormat);
      const garbage = createGarbageCollector();
      try {
        const stored = await storeReceived(pack, {
          git,
          place: mirror2 ? { ...place, alternates: [cache.place.objects] } : place,
          limits,
          signal: both,
          garbage,
          checkLinks: mirror2
        });
        const quarantine = createQuarantine({
          git,
          cache,
          stored,
          folder,
          place,
          limits,
          signal: closing.signal,
          garbage
        });
        open4.add(quarantine);
        return quarantine;
      } catch (error) {
        await removeFolder(folder);
        throw error;
      }
    },
    async close() {
      closing.abort();
      await Promise.allSettled([...open4].map((one) => one[Symbol.asyncDispose]()));
      await git.close();
      for (const cache of caches.values()) await cache.then((one) => one.close()).catch(() => {
      });
      await folders.remove();
      if (options.client === void 0) client.close();
    }
  };
  async function warm(repository) {
    const cache = await refresh(repository);
    const { head } = cache.refs;
    if (mirror2) await cache.fetchHistory(closing.signal);
    else if (head !== void 0 && await cache.reader.stat(head) === void 0) {
      await cache.fetchTips([head], closing.signal);
    }
  }
}

// src/adapters/storage/file-object-spool.ts
import { randomUUID as randomUUID2 } from "node:crypto";
import { createReadStream as createReadStream2 } from "node:fs";
import { mkdir as mkdir5, open, rm as rm2 } from "node:fs/promises";
import { join as join9 } from "node:path";
var maxSpoolBytes = 16 * 2 ** 30;
function createFileObjectSpool(directory, maxBytes = maxSpoolBytes) {
  let made;
  let used = 0;
  return {
    async open() {
      made ??= mkdir5(directory, { recursive: true, mode: 448 });
      await made;
      const path = join9(directory, randomUUID2());
      const file = await open(path, "wx", 384);
      let bytes = 0;
      let isGone = false;
      let closed;
      const complete = () => {
        closed ??= file.close();
        return closed;
      };
      return {
        async write(chunk) {
          if (used + chunk.length > maxBytes) throw new RangeError("no room for more objects");
          used += chunk.length;
          bytes += chunk.length;
          await file.writeFile(chunk);
        },
        complete,
        read: () => createReadStream2(path, { highWaterMark: 262144 }),
        async [Symbol.asyncDispose]() {
          if (isGone) return;
          isGone = true;
          used -= bytes;
          await complete();
          await rm2(path, { force: true });
        }
      };
    }
  };
}

// src/adapters/storage/file-push-journal.ts
import { mkdir as mkdir6, open as open2, readdir as readdir3, readFile as readFile3, rm as rm3, stat as stat2, writeFile as writeFile4 } from "node:fs/promises";
import { join as join10 } from "node:path";
var maxFileBytes = 1 << 20;
var maxRecords = 1e3;
var id = string().regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/);
var recordSchema = object({
  id: uuid(),
  session: string(),
  repository: string(),
  at: number(),
  updates: array(object({ ref: string(), old: id, new: id })),
  pid: int().positive()
});
async function createFilePushJournal(directory) {
  await mkdir6(directory, { recursive: true, mode: 448 });
  const fileOf = (record) => join10(directory, `${record}.json`);
  return {
    async begin(record) {
      var _stack = [];
      try {
        const text = JSON.stringify(recordSchema.parse({ ...record, pid: process.pid }));
        await writeFile4(fileOf(record.id), text, { flag: "wx", mode: 384, flush: true });
        const folder = __using(_stack, await open2(directory), true);
        await folder.sync();
      } catch (_) {
        var _error = _, _hasError = true;
      } finally {
        var _promise = __callDispose(_stack, _error, _hasError);
        _promise && await _promise;
      }
    },
    async end(record) {
      await rm3(fileOf(record), { force: true });
    },
    async open() {
      const names = (await readdir3(directory)).filter((name) => /^[0-9a-f-]{36}\.json$/.test(name));
      const found2 = await Promise.all(
        names.slice(0, maxRecords).map((name) => readRecord(join10(directory, name)))
      );
      return found2.flatMap((one) => {
        if (one === void 0 || isAlive(one.pid)) return [];
        const { pid: _, ...record } = one;
        return [record];
      });
    }
  };
}
async function readRecord(file) {
  try {
    if ((await stat2(file)).size > maxFileBytes) return void 0;
    return recordSchema.parse(JSON.parse(await readFile3(file, "utf8")));
  } catch (error) {
    if (error instanceof SyntaxError) await rm3(file, { force: true });
    return void 0;
  }
}
function isAlive(pid) {
  if (pid === process.pid) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

// src/guard/git/lazy-repositories.ts
function createLazyRepositories(make) {
  let made;
  const open4 = () => {
    made ??= make().catch((error) => {
      made = void 0;
      throw error;
    });
    return made;
  };
  return {
    readTips: async (...call2) => (await open4()).readTips(...call2),
    defaultBranch: async (repository) => (await open4()).defaultBranch(repository),
    receive: async (...call2) => (await open4()).receive(...call2),
    prepare(repository) {
      open4().then(
        (one) => one.prepare?.(repository),
        () => {
        }
      );
    },
    async close() {
      const one = await made?.catch(() => void 0);
      await one?.close();
    }
  };
}

// src/http/body.ts
async function readBody(stream, maxBytes) {
  const chunks = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size > maxBytes) {
      throw new GuardError("REQUEST_REFUSED", `a body of at most ${maxBytes} bytes was expected`);
    }
    chunks.push(chunk);
  }
  return chunks.length === 1 && chunks[0] ? Buffer.from(chunks[0]) : Buffer.concat(chunks);
}

// src/runner/forge-credential.ts
var maxAnswerBytes = 1 << 20;
var answerMs = 1e4;
var maxQuestions = 10;
function createForgeCredential(options) {
  const { token, api } = options;
  return {
    token: async () => token,
    async obstacle({ repository, updates, signal }) {
      if (token === void 0 || api === void 0) return void 0;
      const ask = createQuestions({ ...options, token, api, signal });
      return await workflowObstacle(ask, token, updates) ?? rulesObstacle(ask, repository, updates);
    }
  };
}
function createQuestions(options) {
  const { token, api, client, signal } = options;
  return async (method, path, body) => {
    const bytes = body === void 0 ? void 0 : Buffer.from(JSON.stringify(body));
    try {
      const reply = await client.http1({
        base: api,
        method,
        path,
        headers: {
          authorization: `Bearer ${token}`,
          accept: "application/vnd.github+json",
          "user-agent": "cursor-guard",
          "x-github-api-version": "2022-11-28",
          ...bytes && { "content-type": "application/json", "content-length": bytes.length }
        },
        ...bytes && { body: bytes },
        signal: AbortSignal.any([signal, AbortSignal.timeout(answerMs)])
      });
      const answer = await readBody(reply, maxAnswerBytes);
      if (reply.statusCode !== 200) return void 0;
      return { json: JSON.parse(answer.toString("utf8")), headers: reply.headers };
    } catch {
      return void 0;
    }
  };
}
async function workflowObstacle(ask, token, updates) {
  const touches = updates.some(
    ({ paths }) => paths !== "unknown" && paths.some(({ path }) => /^\.github\/workflows\//i.test(path))
  );
  if (!touches) return void 0;
  if (token.startsWith("ghs_")) {
    const answer = await ask("POST", "/graphql", { query: "{ viewer { login } }" });
    const login = valueAt(answer?.json, "data", "viewer", "login");
    if (!/^github-actions(\[bot\])?$/.test(String(login))) return void 0;
    return "it changes workflow files, and the token of a workflow run may not; leave them out, or give the guard another token in GITHUB_TOKEN";
  }
  if (!/^gh[po]_/.test(token)) return void 0;
  const scopes = (await ask("GET", "/rate_limit"))?.headers["x-oauth-scopes"];
  if (typeof scopes !== "string" || scopes.split(/,\s*/).includes("workflow")) return void 0;
  return "it changes workflow files, and the token of the guard lacks the scope `workflow`";
}
var ruleText = {
  pull_request: "takes changes by pull request alone",
  merge_queue: "takes changes from the merge queue alone",
  update: "may be updated by few",
  required_status_checks: "takes commits alone that have passed checks",
  creation: "may be created by few",
  deletion: "may be deleted by few",
  non_fast_forward: "takes no force push"
};
var onCommits = ["pull_request", "merge_queue", "required_status_checks"];
var onKind = {
  create: ["creation"],
  "fast-forward": ["update", ...onCommits],
  rewrite: ["update", "non_fast_forward", ...onCommits],
  delete: ["deletion"],
  unknown: []
};
async function rulesObstacle(ask, repository, updates) {
  const bypass = /* @__PURE__ */ new Map();
  for (const { command, kind } of updates.slice(0, maxQuestions)) {
    const branch = /^refs\/heads\/(.+)$/.exec(command.ref)?.[1];
    if (branch === void 0 || isZero(command.new) && isZero(command.old)) continue;
    const path = `/repos/${repository}/rules/branches/${encodeURIComponent(branch)}`;
    const rules = (await ask("GET", path))?.json;
    for (const rule of Array.isArray(rules) ? rules : []) {
      const type = String(valueAt(rule, "type"));
      const ruleset = valueAt(rule, "ruleset_id");
      if (!onKind[kind].includes(type) || typeof ruleset !== "number") continue;
      if (!bypass.has(ruleset) && bypass.size < maxQuestions) {
        const full = (await ask("GET", `/repos/${repository}/rulesets/${ruleset}`))?.json;
        const can = valueAt(full, "current_user_can_bypass");
        bypass.set(ruleset, can === void 0 || can === "always" || can === "exempt");
      }
      if (bypass.get(ruleset) === false) {
        return `the forge's rules say that ${branch} ${ruleText[type]}, and the token of the guard cannot go past them; push to another branch and open a pull request`;
      }
    }
  }
  return void 0;
}
function valueAt(value, ...keys) {
  let found2 = value;
  for (const key of keys) {
    if (typeof found2 !== "object" || found2 === null) return void 0;
    found2 = found2[key];
  }
  return found2;
}

// src/runner/session-git.ts
async function standaloneGit(options) {
  const { findProgram, environment, gitUpstream, repository, stateDirectory: stateDirectory2 } = options;
  const base = forgeOf(environment, gitUpstream);
  const token = environment.GITHUB_TOKEN || environment.GH_TOKEN || void 0;
  const client = createUpstreamClient(environment);
  const gitFolders = join11(stateDirectory2, "repositories");
  const objects = join11(stateDirectory2, "lfs");
  const own = nameOfProcess(await identifyProcess(process.pid));
  const gitRepositories = createLazyRepositories(async () => {
    await Promise.all([sweep(gitFolders), sweep(objects)]);
    const directory = join11(gitFolders, own);
    return createGitRepositories({
      directory,
      findProgram,
      upstream: base,
      credential: async () => token,
      client,
      environment
    });
  });
  return {
    base,
    credential: createForgeCredential({ token, api: apiOf(base, environment), client }),
    gitRepositories: {
      ...gitRepositories,
      async close() {
        await gitRepositories.close();
        for (const folder of [gitFolders, objects]) {
          await rm4(join11(folder, own), { recursive: true, force: true });
        }
        client.close();
      }
    },
    spool: createFileObjectSpool(join11(objects, own)),
    journal: await createFilePushJournal(join11(stateDirectory2, "journal")),
    repositories: repository === void 0 ? [] : [repository]
  };
}
var forgeOf = (environment, gitUpstream) => new URL(gitUpstream ?? environment.GITHUB_SERVER_URL ?? defaultForge);
function apiOf(base, { GITHUB_API_URL: api }) {
  if (base.hostname === "github.com") return new URL(api ?? "https://api.github.com");
  return api && URL.parse(api) || void 0;
}
async function sweep(folders) {
  const names = await readdir4(folders).catch(() => []);
  for (const name of names) {
    const owner = processNamed(name);
    if (owner === void 0 || !await hasEnded(owner)) continue;
    await rm4(join11(folders, name), { recursive: true, force: true });
  }
}

// src/runner/session-programs.ts
async function sessionPrograms(options) {
  const { sameUser, workspace, environment } = options;
  if (!sameUser && await findPrivilege() !== void 0) return findSystemProgram;
  return findOwnProgram(environment.PATH, [await repositoryAround(workspace) ?? workspace]);
}

// src/adapters/repository/foreign-repository.ts
import { mkdir as mkdir7, readlink as readlink2, rm as rm5, symlink, writeFile as writeFile5 } from "node:fs/promises";
import { join as join12 } from "node:path";
var maxShallowBytes = 64 << 20;
var timeoutMs2 = 2e4;
async function openForeignRepository(folder, options) {
  var _stack = [];
  try {
    const found2 = await locateRepository(folder, options.bare === true);
    if (found2 === void 0) return void 0;
    const path = await options.findProgram("git");
    if (path === void 0) {
      throw new GuardError("MACHINE_UNSUITABLE", `git was not found, and ${found2.root} needs it`, {
        hint: "Install git in a folder of the system."
      });
    }
    const undo = __using(_stack, new AsyncDisposableStack(), true);
    const scratch = await makeOwnFolder("cursor-guard-read-", [found2.root]);
    undo.defer(() => removeFolder(scratch));
    const prlimit = await options.findProgram("prlimit");
    const git = createGit({ path, ...prlimit === void 0 ? {} : { prlimit } }, defaultLimits);
    undo.defer(() => git.close());
    const run = async (place2, args, more = {}) => {
      const answer = await git.run({ args, place: place2, timeoutMs: timeoutMs2, ...more });
      const isWhole = answer.code !== null && answer.ended === void 0 && !answer.isCut;
      return { ...answer, code: isWhole ? answer.code ?? -1 : -1 };
    };
    const empty = await makeBareRepository(join12(scratch, "empty"), "sha1");
    const parse = async (file) => {
      const input = await readSmall(file);
      if (input === void 0) return [];
      const args = ["config", "--file", "-", "--no-includes", "--list", "-z"];
      const answer = await run(empty.place, args, { input: input.toString("utf8") });
      if (answer.code !== 0) throw unreadable(file, answer.said);
      return readSettings(answer.stdout.toString("utf8"));
    };
    const settings2 = await settingsOf(found2, parse);
    const place = await mirror(found2, settings2, join12(scratch, "mirror"));
    const taken = undo.move();
    return {
      root: found2.root,
      settings: settings2,
      run: (args, more) => run(place, args, more),
      command: (args) => ({
        file: path,
        args: [...args],
        options: { cwd: place.gitDir, env: gitEnvironment(place) }
      }),
      [Symbol.asyncDispose]: () => taken.disposeAsync()
    };
  } catch (_) {
    var _error = _, _hasError = true;
  } finally {
    var _promise = __callDispose(_stack, _error, _hasError);
    _promise && await _promise;
  }
}
async function settingsOf({ gitDir, commonDir }, parse) {
  const settings2 = await parse(join12(commonDir, "config"));
  if (settingOf(settings2, "extensions.worktreeconfig") !== "true") return settings2;
  return [...settings2, ...await parse(join12(gitDir, "config.worktree"))];
}
var settingOf = (settings2, key) => settings2.findLast((setting) => setting.key === key)?.value.toLowerCase();
var inert = /^(?:branch\..*\.(?:remote|merge)|remote\..*\.fetch)$/s;
async function mirror({ gitDir, commonDir }, settings2, folder) {
  const format = settingOf(settings2, "extensions.objectformat") ?? "sha1";
  const storage = settingOf(settings2, "extensions.refstorage") ?? "files";
  if (format !== "sha1" && format !== "sha256") {
    throw unreadable(gitDir, `its objects have the unknown format ${printableLine(format, 40)}`);
  }
  if (storage !== "files" && storage !== "reftable") {
    throw unreadable(gitDir, `its refs have the unknown format ${printableLine(storage, 40)}`);
  }
  const { place } = await makeBareRepository(folder, format);
  for (const name of ["refs", "packed-refs", "logs", "reftable"]) {
    const target = join12(commonDir, name);
    if (!await isThere(target)) continue;
    await rm5(join12(folder, name), { recursive: true, force: true });
    await symlink(target, join12(folder, name));
  }
  await writeFile5(join12(folder, "HEAD"), await headOf(gitDir));
  const shallow = await readSmall(join12(commonDir, "shallow"), maxShallowBytes);
  if (shallow !== void 0) await writeFile5(join12(folder, "shallow"), shallow);
  const kept = settings2.filter(({ key }) => inert.test(key));
  await writeFile5(join12(folder, "config"), configText([...ownSettings(format, storage), ...kept]));
  const info = join12(place.objects, "info");
  await mkdir7(info);
  await writeFile5(join12(info, "alternates"), `${quotedText(join12(commonDir, "objects"))}
`);
  return place;
}
var ownSettings = (format, storage) => [
  { key: "core.repositoryformatversion", value: "1" },
  { key: "core.bare", value: "true" },
  { key: "core.commitgraph", value: "false" },
  { key: "extensions.objectformat", value: format },
  ...storage === "files" ? [] : [{ key: "extensions.refstorage", value: storage }]
];
async function headOf(gitDir) {
  const file = join12(gitDir, "HEAD");
  const link = await readlink2(file).catch(() => void 0);
  if (link !== void 0) return Buffer.from(`ref: ${link}
`);
  const head = await readSmall(file);
  if (head === void 0) throw unreadable(file, "it is not there");
  return head;
}

// src/core/policy/judge/glob.ts
var maxGlobLength = 500;
var maxAlternatives = 64;
var anyRun = /* @__PURE__ */ Symbol("*");
var anyOne = /* @__PURE__ */ Symbol("?");
function globProblem(pattern2) {
  const read = readGlob(pattern2);
  return "problem" in read ? read.problem : void 0;
}
function readGlob(pattern2) {
  if (pattern2.length === 0) return { problem: "is empty" };
  if (pattern2.length > maxGlobLength)
    return { problem: `is longer than ${maxGlobLength} characters` };
  if (/(?<!\\)\[[!^]?(?:[^\]\\]-[^\]\\])+[^\]]?\]/.test(pattern2)) {
    return {
      problem: "has a character class, which is not supported: use ? or *, or \\[ for a bracket"
    };
  }
  const expanded = expandBraces(tokenize(pattern2));
  if (expanded === "unbalanced")
    return { problem: "has an opening brace without its closing brace" };
  if (expanded === "too-many")
    return { problem: `spells out more than ${maxAlternatives} alternatives` };
  return { alternatives: expanded };
}
var open3 = /* @__PURE__ */ Symbol("{");
var close = /* @__PURE__ */ Symbol("}");
var comma = /* @__PURE__ */ Symbol(",");
var special2 = /* @__PURE__ */ new Map([
  ["*", anyRun],
  ["?", anyOne],
  ["{", open3],
  ["}", close],
  [",", comma]
]);
function tokenize(pattern2) {
  const tokens = [];
  for (let index = 0; index < pattern2.length; index++) {
    const character = pattern2.charAt(index);
    if (character === "\\" && index + 1 < pattern2.length) tokens.push(pattern2.charAt(++index));
    else tokens.push(special2.get(character) ?? character);
  }
  return tokens;
}
var literalOf = (token) => token === open3 ? "{" : token === close ? "}" : token === comma ? "," : token;
function expandBraces(tokens) {
  const finished = [];
  const pending = [tokens];
  for (let next = pending.shift(); next !== void 0; next = pending.shift()) {
    const group = firstGroup(next);
    if (group === "unbalanced") return "unbalanced";
    if (group === void 0) finished.push(next.map(literalOf));
    else pending.push(...group);
    if (finished.length + pending.length > maxAlternatives) return "too-many";
  }
  return finished;
}
function firstGroup(tokens) {
  const start = tokens.indexOf(open3);
  if (start === -1) return void 0;
  const parts = [[]];
  let depth = 0;
  for (let index = start; index < tokens.length; index++) {
    const token = tokens[index];
    if (token === open3 && depth++ === 0) continue;
    if (token === close && --depth === 0) {
      const before = tokens.slice(0, start);
      const after = tokens.slice(index + 1);
      if (parts.length > 1) return parts.map((part) => [...before, ...part, ...after]);
      return [[...before, "{", ...parts[0] ?? [], "}", ...after]];
    }
    if (token === comma && depth === 1) parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return "unbalanced";
}
function compileGlob(pattern2, kind) {
  const read = readGlob(pattern2);
  if ("problem" in read) throw new RangeError(`the pattern ${pattern2} ${read.problem}`);
  const compile = kind === "path" ? compilePath : (tokens) => compileRuns(runsOf(tokens));
  const [first, ...others] = read.alternatives.map(compile);
  if (first === void 0) return () => false;
  if (others.length === 0) return first;
  return (value) => first(value) || others.some((match) => match(value));
}
function runsOf(tokens) {
  const runs = [{ pieces: [""], length: 0 }];
  for (const token of tokens) {
    const run = runs.at(-1);
    if (token === anyRun) runs.push({ pieces: [""], length: 0 });
    else if (token === anyOne) run.pieces.push("");
    else run.pieces.push(`${run.pieces.pop() ?? ""}${token}`);
    if (token !== anyRun) run.length += token === anyOne ? 1 : token.length;
  }
  return runs;
}
function compileRuns(runs) {
  const [first, ...rest] = runs;
  const last = rest.pop();
  if (last === void 0) {
    const [only] = first.pieces;
    if (first.pieces.length === 1) return (value) => value === only;
    return (value) => value.length === first.length && runAt(first, value, 0);
  }
  return (value) => {
    const end = value.length - last.length;
    if (end < first.length || !runAt(first, value, 0) || !runAt(last, value, end)) return false;
    let from = first.length;
    for (const run of rest) {
      const found2 = findRun(run, value, from);
      if (found2 === -1) return false;
      from = found2 + run.length;
    }
    return from <= end;
  };
}
function runAt(run, value, start) {
  let at = start;
  for (const piece of run.pieces) {
    if (!value.startsWith(piece, at)) return false;
    at += piece.length + 1;
  }
  return at - 1 <= value.length;
}
function findRun(run, value, from) {
  if (run.pieces.length === 1) return value.indexOf(run.pieces[0] ?? "", from);
  for (let at = from; at + run.length <= value.length; at++) if (runAt(run, value, at)) return at;
  return -1;
}
function compilePath(tokens) {
  const segments = splitSegments(tokens);
  const groups = [[]];
  for (const segment of segments) {
    const isGlobstar = segment.length === 2 && segment.every((token) => token === anyRun);
    if (isGlobstar) groups.push([]);
    else groups.at(-1)?.push(compileRuns(runsOf(segment)));
  }
  const [first, ...rest] = groups;
  const last = rest.pop();
  const { prefix, suffix } = literalEnds(tokens);
  return (value) => value.startsWith(prefix) && value.endsWith(suffix) && matchSegments(value.split("/"), first, rest, last);
}
function literalEnds(tokens) {
  const isWild = (token) => typeof token !== "string";
  const start = tokens.findIndex(isWild);
  const end = tokens.findLastIndex(isWild);
  if (start === -1) return { prefix: tokens.join(""), suffix: "" };
  return {
    prefix: tokens.slice(0, start).join("").replace(/\/$/, ""),
    suffix: tokens.slice(end + 1).join("").replace(/^\//, "")
  };
}
function matchSegments(value, first, middle, last) {
  if (last === void 0) return value.length === first.length && groupAt(first, value, 0);
  const end = value.length - last.length;
  if (end < first.length || !groupAt(first, value, 0) || !groupAt(last, value, end)) return false;
  let from = first.length;
  for (const group of middle) {
    while (from + group.length <= end && !groupAt(group, value, from)) from++;
    from += group.length;
    if (from > end) return false;
  }
  return true;
}
var groupAt = (group, value, at) => group.every((match, index) => match(value[at + index] ?? ""));
function splitSegments(tokens) {
  const segments = [[]];
  for (const token of tokens) {
    if (token === "/") segments.push([]);
    else segments.at(-1)?.push(token);
  }
  return segments;
}

// src/core/policy/judge/match.ts
function toText(value) {
  if (isAscii(value)) return { exact: value, folded: value.toLowerCase() };
  return { exact: value.normalize("NFC"), folded: fold(value) };
}
var isAscii = (value) => /^[\x00-\x7f]*$/.test(value);
var fold = (value) => isAscii(value) ? value.toLowerCase() : value.normalize("NFC").toUpperCase().toLowerCase().normalize("NFC");
function compileList(patterns, read) {
  const positive = patterns.filter((pattern2) => !isExclusion(pattern2)).map((pattern2) => read(fold(pattern2), "folded"));
  const excluded = patterns.filter(isExclusion).map((pattern2) => read(pattern2.slice(1).normalize("NFC"), "exact"));
  return ({ exact, folded }) => (positive.length === 0 || positive.some((match) => match(folded))) && !excluded.some((match) => match(exact));
}
var isExclusion = (pattern2) => pattern2.startsWith("!");
var globReader = (kind) => (pattern2) => compileGlob(pattern2, kind);
var compilePlain = (patterns) => compileList(patterns, globReader("plain"));
var compilePaths = (patterns) => compileList(patterns, globReader("path"));
var defaultBranchToken = "~DEFAULT_BRANCH";
var allToken = "~ALL";
function compileRefs(patterns) {
  const bare = patterns.map((pattern2) => pattern2.replace(/^!/, ""));
  const asksDefault = bare.some((pattern2) => pattern2 === defaultBranchToken);
  const withDefault = /* @__PURE__ */ new Map();
  const listFor = (defaultBranch) => {
    const known = withDefault.get(defaultBranch);
    if (known !== void 0) return known;
    const list = compileList(patterns, (pattern2, form) => refMatch(pattern2, form, defaultBranch));
    if (withDefault.size < 16) withDefault.set(defaultBranch, list);
    return list;
  };
  return (text, defaultBranch) => {
    if (!asksDefault) return yesOrNo(listFor(void 0)(text));
    if (defaultBranch !== void 0) return yesOrNo(listFor(defaultBranch)(text));
    const [same, other] = [listFor(text.exact)(text), listFor("")(text)];
    return same === other ? yesOrNo(same) : "unknown";
  };
}
var yesOrNo = (holds) => holds ? "yes" : "no";
var fullRef = (ref) => ref.startsWith("refs/") ? ref : `refs/heads/${ref}`;
function refMatch(pattern2, form, defaultBranch) {
  const token = pattern2.toUpperCase();
  if (token === allToken) return () => true;
  if (token !== defaultBranchToken) return compileGlob(fullRef(pattern2), "path");
  const wanted = toText(fullRef(defaultBranch ?? ""))[form];
  return (ref) => ref === wanted;
}
function compileHosts(patterns) {
  const list = compilePlain(patterns.map((pattern2) => pattern2.toLowerCase()));
  return (host, port) => list(toText(hostText(host, port)));
}
function compileAllowedHosts(patterns) {
  return patterns.every(isExclusion) ? () => false : compileHosts(patterns);
}
var hostText = (host, port) => {
  const bare = host.toLowerCase().replace(/\.$/, "").replace(/^\[(.*)\]$/, "$1");
  return `${bare.includes(":") ? `[${bare}]` : bare}:${port}`;
};
function hostProblem(pattern2) {
  const problem = globProblem(pattern2);
  if (problem !== void 0) return problem;
  const split = /^(\[[^\]]*\]|[^:[\]/\s]+):(\*|\d{1,5}|\{[\d,]+\})$/.exec(pattern2);
  if (split === null) return 'is not host:port, such as "example.com:443" or "*.example.com:*"';
  const ports = split[2]?.match(/\d+/g) ?? [];
  if (ports.some((port) => Number(port) < 1 || Number(port) > 65535))
    return "has an impossible port";
  return void 0;
}

// src/core/policy/file/file-values.ts
var maxListLength = 200;
var unitSeconds = { s: 1, m: 60, h: 3600, d: 86400 };
function duration(least, most) {
  const expected = 'expected a duration such as "90s", "8m", "2h" or "90d"';
  return external_exports.string({ error: expected }).regex(durationForm, expected).transform(toSeconds).refine((seconds) => seconds >= toSeconds(least) && seconds <= toSeconds(most), {
    error: `expected a duration from ${least} to ${most}`
  });
}
var durationForm = /^\d{1,6}[smhd]$/;
var isDuration = (text) => durationForm.test(text);
var toSeconds = (text) => Number.parseInt(text, 10) * unitSeconds[text.at(-1)];
var multiples = { k: 1e3, M: 1e6, G: 1e9 };
function count(least) {
  const expected = `expected a whole number from ${least} on, such as 500, "500k" or "2M"`;
  return external_exports.union([external_exports.int(), external_exports.string().regex(/^\d{1,9}[kMG]?$/, expected)], { error: expected }).transform((value) => typeof value === "number" ? value : toNumber(value)).refine((value) => value >= least && value <= 1e15, { error: expected });
}
function toNumber(text) {
  const multiple = multiples[text.at(-1)] ?? 1;
  return Number.parseInt(text, 10) * multiple;
}
var wholeNumber = (least, most) => external_exports.int({ error: `expected a whole number from ${least} to ${most}` }).min(least, `expected a whole number from ${least} to ${most}`).max(most, `expected a whole number from ${least} to ${most}`);
var line = (most) => external_exports.string().trim().min(1, "expected some text").max(most, `expected at most ${most} characters`).regex(/^[^\n\r]*$/, "expected a single line");
var listOf = (entry) => external_exports.array(entry).max(maxListLength, `expected at most ${maxListLength} entries`);
var oneOrMore = (entry) => external_exports.union([entry, listOf(entry).min(1, "expected at least one entry; use {} for any")]).transform((value) => Array.isArray(value) ? value : [value]);
var anyOrMore = (entry) => external_exports.union([
  entry,
  listOf(entry).min(1, "expected at least one entry; use {} for any"),
  external_exports.strictObject({})
]).transform((value) => {
  if (Array.isArray(value)) return value;
  return typeof value === "object" ? [] : [value];
});
var checked = (problemOf) => external_exports.string().superRefine((text, context) => {
  const problem = problemOf(text);
  if (problem === void 0) return;
  context.addIssue({
    code: "custom",
    message: `the pattern ${JSON.stringify(shorten(text))} ${problem}`
  });
});
var pattern = (problemOf) => checked((text) => problemOf(isExclusion(text) ? text.slice(1) : text));
var shorten = (text) => text.length > 60 ? `${text.slice(0, 60)}\u2026` : text;
var glob = pattern(globProblem);
var repositoryPath = pattern((text) => pathProblem(text) ?? globProblem(text));
var toolPath = pattern(
  (text) => (text === "/" ? void 0 : folderProblem(text)) ?? globProblem(text)
);
function pathProblem(text) {
  if (/^\.{0,2}\//.test(text))
    return "does not start at the root of the repository: leave out the leading / or ./";
  return folderProblem(text);
}
var folderProblem = (text) => text.endsWith("/") ? "ends with /: write /** for everything in a folder" : void 0;
var repositoryName = external_exports.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,99}\/[A-Za-z0-9._-]{1,100}$/, "expected owner/name").refine((text) => !/\/\.{1,2}$/.test(text), { error: "expected owner/name" }).refine((text) => !/\.(git|wiki)$/i.test(text), {
  error: "expected the name without .git; a wiki cannot be named"
});
var refPattern = pattern((text) => {
  if (/^\*{0,2}\/|\/$|\s/.test(text) && !text.startsWith("**/"))
    return "is not a branch name or a ref";
  if (text.startsWith("~") && !/^~(default_branch|all)$/i.test(text)) {
    return "is not ~DEFAULT_BRANCH or ~ALL";
  }
  return globProblem(text);
});

// src/core/policy/decision.ts
var verdicts = ["allow", "warn", "mask", "hold", "deny"];
function stricter(a, b) {
  return verdicts.indexOf(a) >= verdicts.indexOf(b) ? a : b;
}

// src/core/policy/judge/secret-paths.ts
function secretPathProblem(path) {
  if (isExclusion(path)) return "starts with !: an exception names what it allows";
  if (/^\.{0,2}\//.test(path))
    return "does not start at the root of the repository: leave out the leading / or ./";
  if (path.endsWith("/")) return "ends with /: write /** for everything in a folder";
  return globProblem(path);
}
function secretPaths(allow, now) {
  const exceptions = allow.flatMap(({ path, fingerprint, until }) => {
    if (path === void 0 || until !== void 0 && now >= Date.parse(until)) return [];
    return [{ matches: compileGlob(path, "path"), fingerprint: fingerprint?.toLowerCase() }];
  });
  return (path, found2) => path !== "" && exceptions.some(
    ({ matches, fingerprint }) => (
      // The fingerprint last: it is slow on purpose.
      matches(path) && (fingerprint === void 0 || fingerprint === found2.fingerprint)
    )
  );
}

// src/core/policy/subjects/github-call.ts
var operations = ["query", "mutation", "subscription"];
function compileGithub(patterns) {
  const positive = patterns.filter((pattern2) => !isExclusion(pattern2)).map(compileCall);
  const excluded = patterns.filter(isExclusion).map((pattern2) => compileCall(pattern2.slice(1)));
  return (call2) => {
    const included = positive.length === 0 ? "yes" : strongest(positive.map((match) => match(call2)));
    if (included === "no") return "no";
    const dropped = strongest(excluded.map((match) => match(call2)));
    if (dropped === "yes") return "no";
    return dropped === "unknown" ? "unknown" : included;
  };
}
var strongest = (outcomes) => outcomes.includes("yes") ? "yes" : outcomes.includes("unknown") ? "unknown" : "no";
function githubProblem(pattern2) {
  const [head, target, ...more] = pattern2.split(" ");
  if (head === void 0 || target === void 0 || more.length > 0) return expectation;
  if (isOperation(head)) {
    return target.startsWith("/") ? "gives a GraphQL operation a path" : globProblem(target);
  }
  if (!/^[A-Z*{},]+$/.test(head) || !target.startsWith("/")) return expectation;
  return globProblem(head) ?? globProblem(target);
}
var expectation = 'is neither a REST call such as "PUT /repos/*/*/pulls/*/merge" nor an operation such as "mutation mergePullRequest"';
var isOperation = (word) => operations.some((operation) => operation === word);
function compileCall(pattern2) {
  const [head = "", target = ""] = pattern2.split(" ");
  if (isOperation(head)) return compileOperation(head, target);
  const verb = compileGlob(fold(head), "plain");
  const path = compileRestPath(target);
  return (call2) => "path" in call2 && verb(fold(call2.verb)) ? path(call2.path) : "no";
}
function compileOperation(operation, name) {
  const match = compileGlob(name, "plain");
  return (call2) => {
    if (!("operation" in call2) || call2.operation !== operation) return "no";
    return call2.name === "unknown" ? name === "*" ? "yes" : "unknown" : yesOrNo(match(call2.name));
  };
}
function compileRestPath(pattern2) {
  const match = compileGlob(fold(pattern2), "path");
  return (path) => {
    const segments = restSegments(path);
    if (segments === void 0) return "unknown";
    if (segments[0] !== "repositories") return yesOrNo(match(`/${segments.join("/")}`));
    const alias = ["repos", ownerUnknown, nameUnknown, ...segments.slice(2)];
    if (match(`/${alias.join("/")}`) || match(`/${segments.join("/")}`)) return "yes";
    return beyondRepository(pattern2, segments);
  };
}
var ownerUnknown = "\0owner";
var nameUnknown = "\0name";
function beyondRepository(pattern2, segments) {
  const [, repos, owner, name, ...rest] = pattern2.split("/");
  if (repos !== "repos" || owner === void 0 || name === void 0) return "no";
  const beyond = compileGlob(fold(`/${rest.join("/")}`), "path");
  return beyond(`/${segments.slice(2).join("/")}`) ? "unknown" : "no";
}
function restSegments(path) {
  const bare = (path.split(/[?#]/, 1)[0] ?? "").replace(/^\/api\/v3(?=\/|$)/, "");
  const decoded = [];
  for (const raw of bare.split("/")) {
    const segment = decode(raw);
    if (segment === void 0) return void 0;
    decoded.push(fold(segment).replaceAll("/", encodedSlash));
  }
  const segments = withoutDots(decoded);
  const start = nameStart(segments);
  const name = segments.slice(start).flatMap((segment) => segment.split(encodedSlash));
  return [...segments.slice(0, start), ...withoutDots(name)];
}
var encodedSlash = "";
function withoutDots(segments) {
  const kept = [];
  for (const segment of segments) {
    if (segment === "..") kept.pop();
    else if (segment !== "" && segment !== ".") kept.push(segment);
  }
  return kept;
}
function nameStart(segments) {
  const collection = segments[0] === "repositories" ? 2 : 3;
  const [first, second = ""] = segments.slice(collection);
  if (first === "contents") return collection + 1;
  const isRef = first === "git" && ["ref", "refs", "matching-refs"].includes(second);
  return isRef ? collection + 2 : segments.length;
}
function decode(segment) {
  try {
    return decodeURIComponent(segment);
  } catch {
    return void 0;
  }
}

// src/core/policy/subjects/here-text.ts
function hereText({ operator, delimiter, body }) {
  if (body.parts !== void 0) return void 0;
  const text = operator === "<<-" ? body.text.replace(/^\t+/gm, "") : body.text;
  return delimiter?.quoted === false ? text.replace(/\\(?:\n|([\\$`]))/g, "$1") : text;
}
function catText(part) {
  if (part.type !== "CommandExpansion" || part.script?.commands.length !== 1) return void 0;
  const command = part.script.commands[0]?.command;
  if (command?.type !== "Command" || command.prefix.length > 0) return void 0;
  const [input, ...more] = command.suffix;
  if (command.name?.text !== "cat" || input?.type !== "HereDoc" || more.length > 0) return void 0;
  if (input.descriptor !== void 0) return void 0;
  return hereText(input)?.replace(/\n+$/, "");
}

// src/core/policy/subjects/shell-word.ts
var segmentRun = /* @__PURE__ */ Symbol("[^/]*");
var isGap = (token) => token === anyRun || token === segmentRun;
var maxShapeLength = 4096;
var knownWord = (text) => ({
  text,
  many: false,
  script: text,
  fromProcess: false
});
var anyGap = [anyRun];
var unknownWords = {
  shape: anyGap,
  many: true,
  script: '"$@"',
  fromProcess: false
};
var unknownWord = { ...unknownWords, many: false };
var isDynamic = ({ text }) => text === void 0;
var repeats = ({ many, pieces }) => many || pieces !== void 0;
function readShellWord(word, prefix = "") {
  if (word.parts === void 0 && !word.text.includes("~")) return knownWord(prefix + word.value);
  const { text, value, pos, end } = word;
  const parts = word.parts ?? [{ type: "Literal", text, value, pos, end }];
  const gaps = {
    shape: prefix.split(""),
    many: false,
    script: prefix,
    fromProcess: false,
    firstSplit: void 0,
    lastSplit: 0,
    isOnlyGaps: prefix === ""
  };
  for (const part of parts) addPart(gaps, part);
  const written = markTilde(gaps, prefix === "" ? parts[0] : void 0);
  if (gaps.shape.every((token) => typeof token === "string"))
    return { ...knownWord(gaps.shape.join("")), script: gaps.script };
  const read = shapedWord(gaps);
  return written === void 0 ? read : { ...read, written };
}
function shapedWord({ shape, many, script: script2, fromProcess, ...splits }) {
  const { firstSplit, lastSplit, isOnlyGaps } = splits;
  if (firstSplit === void 0)
    return { shape: shape.length > maxShapeLength ? [anyRun] : shape, many, script: script2, fromProcess };
  if (many || isOnlyGaps || shape.length > maxShapeLength)
    return { ...unknownWords, script: script2, fromProcess };
  const piece = (part) => ({ ...unknownWord, shape: part });
  const pieces = [
    piece(shape.slice(0, firstSplit + 1)),
    unknownWords,
    piece(shape.slice(lastSplit))
  ];
  return { shape, many, script: script2, fromProcess, pieces };
}
function addPart(gaps, part) {
  switch (part.type) {
    case "Literal":
    case "SingleQuoted":
    case "AnsiCQuoted":
      gaps.isOnlyGaps = false;
      for (const unit of part.value.split("")) gaps.shape.push(unit);
      gaps.script += part.value;
      return;
    case "DoubleQuoted":
    case "LocaleString":
      gaps.isOnlyGaps &&= part.parts.length > 0 && part.parts.every(isList);
      for (const child of part.parts) addQuoted(gaps, child);
      return;
    case "Glob":
      gaps.isOnlyGaps = false;
      gaps.shape.push(segmentRun);
      gaps.many = true;
      break;
    case "ExtendedGlob":
    case "BraceExpansion":
      gaps.many = true;
      addGap(gaps, part.parts?.some((inner) => inner.type !== "Literal") ?? false);
      break;
    default:
      addGap(gaps, part.type !== "ProcessSubstitution");
      gaps.fromProcess ||= part.type === "ProcessSubstitution";
  }
  gaps.script += part.text;
}
function addQuoted(gaps, part) {
  const text = catText(part);
  if (part.type === "Literal") addPart(gaps, part);
  else if (text !== void 0) {
    gaps.isOnlyGaps = false;
    gaps.shape.push(...text.split(""));
    gaps.script += text;
  } else {
    addGap(gaps, isList(part));
    gaps.script += part.text;
  }
}
function addGap(gaps, splits) {
  if (splits) {
    gaps.firstSplit ??= gaps.shape.length;
    gaps.lastSplit = gaps.shape.length;
  }
  gaps.isOnlyGaps &&= splits;
  gaps.shape.push(anyRun);
}
var isList = (part) => part.type === "SimpleExpansion" ? /^\$[@*]$/.test(part.text) : /^\$\{(?:[!=(]|.*[@*]|.*\[.*[$`])/s.test(part.text);
function markTilde(gaps, first) {
  if (first?.type !== "Literal") return void 0;
  const at = /^(?:[A-Za-z_]\w*=(?:[^\\]*?:)?)?~/.exec(first.text)?.[0].length;
  if (at === void 0) return void 0;
  const slash = first.text.includes(":~", at) ? -1 : gaps.shape.indexOf("/", at);
  const end = slash === -1 ? gaps.shape.length : slash;
  const written = [...gaps.shape];
  gaps.shape.splice(at - 1, end - at + 1, anyRun);
  if (gaps.firstSplit !== void 0) {
    gaps.firstSplit = Math.max(at - 1, gaps.firstSplit - (end - at));
    gaps.lastSplit = Math.max(at - 1, gaps.lastSplit - (end - at));
  }
  return written.length > maxShapeLength ? void 0 : written;
}
var couldBeOptions = ({ shape = [] }) => (shape[0] === "-" || shape[0] === "+" || isGap(shape[0])) && shape.slice(1).every((token) => isGap(token) || /^[0-9A-Za-z]$/.test(String(token)));
function withoutDirectory(word) {
  if (word.text !== void 0) return knownWord(word.text.slice(word.text.lastIndexOf("/") + 1));
  const shape = word.shape ?? [];
  const start = Math.max(shape.lastIndexOf("/") + 1, shape.lastIndexOf(anyRun));
  const base = shape.slice(start);
  const isKnown = base.length > 0 && base.every((token) => typeof token === "string");
  return isKnown ? knownWord(base.join("")) : { ...word, shape: base };
}
function canMatch(pattern2, shape) {
  const width = shape.length + 1;
  const reached = new Uint8Array((pattern2.length + 1) * width);
  reached[0] = 1;
  for (let p = 0; p <= pattern2.length; p++) {
    for (let s = 0; s < width; s++) {
      if (reached[p * width + s] !== 1) continue;
      const wanted = pattern2[p];
      const given = shape[s];
      const gap = isGap(given);
      const fits = wanted !== void 0 && !(given === segmentRun && wanted === "/");
      if (wanted === anyRun) reached[(p + 1) * width + s] = 1;
      if (gap || wanted === anyRun && given !== void 0) reached[p * width + s + 1] = 1;
      if (gap && fits) reached[(p + 1) * width + s] = 1;
      if (!gap && given !== void 0 && (wanted === anyOne || wanted === given)) {
        reached[(p + 1) * width + s + 1] = 1;
      }
    }
  }
  return reached[reached.length - 1] === 1;
}

// src/core/policy/subjects/option-grammar.ts
function optionGrammar(list, { negates = false } = {}) {
  const grammar = /* @__PURE__ */ new Map();
  for (const item of list.split(/\s+/).filter((one) => one !== "")) {
    const takes = item.endsWith("=") ? "value" : item.endsWith("?") ? "joined" : "nothing";
    const names = item.replace(/[=?]$/, "").split(",").map((name) => name.length === 1 ? `-${name}` : `--${name}`);
    for (const name of names) grammar.set(name, { names, takes });
  }
  if (!negates) return grammar;
  for (const name of [...grammar.keys()].filter((key) => key.startsWith("--"))) {
    const negation = name.startsWith("--no-") ? `--${name.slice(5)}` : `--no-${name.slice(2)}`;
    if (!grammar.has(negation)) grammar.set(negation, { names: [negation], takes: "nothing" });
  }
  return grammar;
}
function longOption(grammar, name) {
  const exact = grammar.get(name);
  if (exact !== void 0) return exact;
  const meant = /* @__PURE__ */ new Set();
  for (const [known, option] of grammar) if (known.startsWith(name)) meant.add(option);
  const [only] = meant;
  return meant.size === 1 ? only : void 0;
}
function readOption(grammar, text) {
  return text.startsWith("--") ? readLong(grammar, text) : readCluster(grammar, text);
}
function readLong(grammar, text) {
  const at = text.indexOf("=");
  const name = at === -1 ? text : text.slice(0, at);
  const option = longOption(grammar, name);
  if (at !== -1) return { given: [{ name, option, value: text.slice(at + 1) }], next: "argument" };
  const next = option === void 0 ? "either" : option.takes === "value" ? "value" : "argument";
  return { given: [{ name, option }], next };
}
function readCluster(grammar, text) {
  const given = [];
  let isSure = true;
  for (let at = 1; at < text.length; at++) {
    const name = `-${text[at]}`;
    const option = grammar.get(name);
    const rest = text.slice(at + 1);
    if (option === void 0) isSure = false;
    if (option === void 0 || option.takes === "nothing") {
      given.push({ name, option });
      if (option === void 0 && rest === "") return { given, next: "either" };
      continue;
    }
    given.push(rest === "" ? { name, option } : { name, option, value: rest });
    if (rest !== "" || option.takes === "joined") return { given, next: "argument" };
    return { given, next: isSure ? "value" : "either" };
  }
  return { given, next: "argument" };
}
function readOptionShape(grammar, shape) {
  const end = shape.findIndex(isGap);
  const text = shape.slice(0, end).join("");
  if (text.startsWith("--")) {
    if (text.includes("=")) return { ...readLong(grammar, text), gap: "value" };
  } else if (text.length > 1) {
    const { given } = readCluster(grammar, text);
    const last = given.at(-1)?.option;
    const isValue = last !== void 0 && last.takes !== "nothing";
    if (isValue && given.every(({ option }) => option !== void 0)) {
      return { given, gap: "value", next: "argument" };
    }
    return {
      given: given.filter(({ option }) => option !== void 0),
      gap: "options",
      next: "either"
    };
  }
  return { given: [], gap: "options", next: shape.includes("=") ? "argument" : "either" };
}

// src/core/policy/subjects/flags.ts
var maxCluster = 6;
var spellings = {
  rm: { "-R": ["-r"], "--recursive": ["-r"], "--force": ["-f"] },
  chmod: { "--recursive": ["-R"] },
  chown: { "--recursive": ["-R"] },
  cp: { "-R": ["-r"], "--recursive": ["-r"], "--force": ["-f"] },
  git: { "--force": ["-f"], "--delete": ["-d"], "-D": ["-d", "-f"] }
};
function wantFlag(word, program) {
  const read = readGlob(word);
  return {
    atoms: atomsOf(word, program),
    match: compileGlob(word, "plain"),
    matchValued: compileGlob(`${word}=*`, "plain"),
    alternatives: "alternatives" in read ? read.alternatives : []
  };
}
function readFlags(given, program) {
  const words = /* @__PURE__ */ new Set();
  const atoms = /* @__PURE__ */ new Set();
  const addAtoms = (flag) => {
    for (const atom of atomsOf(flag, program)) atoms.add(atom);
  };
  for (const [index, { word, mayBeOption, mayBeValue, grammar }] of given.entries()) {
    const { text } = word;
    if (text === void 0 || !isOption(text) || !mayBeOption || mayBeValue) continue;
    const following = given[index + 1]?.word.text;
    words.add(text);
    if (grammar === void 0) {
      addAtoms(text);
      if (canJoin(text) && following !== void 0) words.add(`${text}=${following}`);
      continue;
    }
    for (const one of readOption(grammar, text).given) {
      const { option, value = option?.takes === "value" ? following : void 0 } = one;
      for (const name of namesOf(one)) {
        words.add(name);
        addAtoms(name);
        if (value !== void 0) words.add(`${name}=${value}`);
      }
    }
  }
  return { words: [...words], atoms };
}
var isOption = (text) => /^-./.test(text) && text !== "--";
var namesOf = ({ name, option }) => option?.names ?? [name];
var canJoin = (text) => /^--[^=]+$/.test(text);
function optionShapes(given, index) {
  const argument = given[index];
  if (argument === void 0) return [];
  const { word, mayBeOption, mayBeValue } = argument;
  if (word.pieces !== void 0)
    return mayBeOption || mayBeValue ? [{ shape: [anyRun], length: 1 }] : [];
  return [
    ...mayBeOption ? ownShapes(argument) : [],
    ...mayBeOption ? joinedShapes(argument, given[index + 1]) : [],
    ...valueShapes(given[index - 1], argument)
  ];
}
function ownShapes({ word, mayBeValue, grammar }) {
  const { text } = word;
  const shape = word.shape ?? (text ?? "").split("");
  const isUnsure = grammar !== void 0 && isLong(shape) && !shape.includes("=");
  if (text !== void 0) {
    const isAbbreviated = isUnsure && isOption(text) && readOption(grammar, text).given.some(({ option }) => option === void 0);
    if (!mayBeValue && !isAbbreviated) return [];
    return [{ shape: isAbbreviated ? [...shape, anyRun] : shape, length: 1 }];
  }
  if (grammar === void 0 || shape[0] !== "-" && !isGap(shape[0])) return [{ shape, length: 1 }];
  const { given, gap } = readOptionShape(grammar, shape);
  const last = given.at(-1);
  if (gap === "value" && last?.option !== void 0) {
    const start = shape.findIndex(isGap);
    return last.option.names.map((name) => ({
      shape: [...name, "=", ...last.value ?? "", ...shape.slice(start)],
      length: 1
    }));
  }
  return [{ shape: isUnsure ? [...shape, anyRun] : shape, length: 1 }];
}
var isLong = (shape) => shape[0] === "-" && shape[1] === "-";
function joinedShapes({ word, grammar }, next) {
  const { shape } = word;
  if (shape === void 0 || next === void 0 || shape.includes("=")) return [];
  if (shape[0] !== "-" && !isGap(shape[0])) return [];
  if (grammar !== void 0 && !next.mayBeValue) return [];
  const value = next.word.shape ?? (next.word.text ?? "").split("");
  return [{ shape: [...shape, "=", ...value], length: 2 }];
}
function valueShapes(previous, argument) {
  const name = previous?.word.text;
  const { shape } = argument.word;
  if (shape === void 0 || previous === void 0 || name === void 0) return [];
  if (previous.grammar === void 0) {
    return canJoin(name) ? [{ shape: [...name, "=", ...shape], length: 1 }] : [];
  }
  if (!argument.mayBeValue || !previous.mayBeOption || !/^-./.test(name)) return [];
  const last = readOption(previous.grammar, name).given.at(-1);
  return (last === void 0 ? [] : namesOf(last)).map((one) => ({
    shape: [...one, "=", ...shape],
    length: 1
  }));
}
function needsOf(flag, given, { program, words }) {
  if (isKnownFlag(flag, given)) return [];
  const asked2 = (shape) => flag.alternatives.some(
    (tokens) => canMatch(tokens, shape) || !tokens.includes("=") && canMatch([...tokens, "=", anyRun], shape)
  );
  const missing = flag.atoms.filter((atom) => !given.atoms.has(atom));
  return missing.map((atom) => {
    const spelled = spellingsOf(atom, program, words);
    return (shape) => asked2(shape) || spelled.some((name) => couldHold(name, shape));
  });
}
function spellingsOf(atom, program, words) {
  const same = Object.hasOwn(spellings, program) ? spellings[program] ?? {} : {};
  const spelled = Object.entries(same).flatMap(
    ([name, atoms]) => atoms.includes(atom) ? [name] : []
  );
  const own = words.at(-1)?.grammar?.get(atom)?.names ?? [];
  return [.../* @__PURE__ */ new Set([atom, ...spelled, ...own])];
}
var couldHold = (name, shape) => name.length === 2 ? couldBeOptions({ shape }) : canMatch([...name], shape);
var isKnownFlag = (flag, given) => flag.atoms.every((atom) => given.atoms.has(atom)) || given.words.some((word) => flag.match(word) || flag.matchValued(word));
function atomsOf(flag, program) {
  const same = Object.hasOwn(spellings, program) ? spellings[program] : void 0;
  const spelled = (atom) => same?.[atom] ?? [atom];
  if (!/^-[0-9A-Za-z]+$/.test(flag) || flag.length > maxCluster + 1) return spelled(flag);
  return [...flag.slice(1)].flatMap((letter) => spelled(`-${letter}`));
}

// src/core/policy/subjects/word-pattern.ts
var order = ["no", "unknown", "yes"];
var weaker = (a, b) => order.indexOf(a) < order.indexOf(b) ? a : b;
function compileWord(word) {
  const read = readGlob(word);
  return {
    match: compileGlob(word, "plain"),
    alternatives: "alternatives" in read ? read.alternatives : [],
    isAny: word === "*",
    isMany: word === "**"
  };
}
function matchWord(pattern2, word) {
  const { text, shape = [], written = [] } = word;
  if (text !== void 0) return matchText(pattern2, text) ? "yes" : "no";
  if (pattern2.isAny && !word.many) return "yes";
  const known = written.every((token) => typeof token === "string") ? written.join("") : "";
  if (known !== "" && !repeats(word) && matchText(pattern2, known)) return "yes";
  const couldBe = (tokens) => [shape, written].some(
    (given) => canMatch(tokens, given) || isPath(given) && canMatch([...tokens, "/"], given) || tokens[0] === "/" && hasLooseFolders(given) || tokens[0] === "~" && given[0] === "~" && hasLooseFolders(given.slice(1))
  );
  return pattern2.alternatives.some(couldBe) ? "unknown" : "no";
}
var matchText = (pattern2, text) => pattern2.match(text) || pattern2.match(plainPath(text));
var isPath = (shape) => shape[0] === "/" || shape[0] === "~";
function hasLooseFolders(shape) {
  const text = shape.map((token) => typeof token === "string" ? token : gapMark).join("");
  return /^[/\0]/.test(text) && /\/\/|[/\0]\.{1,2}(?:[/\0]|$)/.test(text);
}
var gapMark = "\0";
function plainPath(text) {
  const home = /^~[^/]*(?=\/)/.exec(text)?.[0];
  if (home === void 0 && !text.startsWith("/")) return text;
  const segments = home === void 0 ? [] : [home];
  const rest = text.slice(home?.length);
  for (const segment of rest.split("/")) {
    if (segment === ".." && segments.length === 1 && home !== void 0) return text;
    if (segment === "..") segments.pop();
    else if (segment !== "" && segment !== ".") segments.push(segment);
  }
  return home === void 0 ? `/${segments.join("/")}` : segments.join("/");
}

// src/core/policy/subjects/match-operands.ts
var order2 = ["no", "unknown", "yes"];
function matchOperands(operands, words) {
  const slots = slotsOf(words);
  const reached = createReached(slots.length, operands.length);
  for (let s = 0; s <= slots.length; s++) {
    for (let o = 0; o <= operands.length; o++) {
      const outcome = reached.at(s, o);
      if (outcome !== "no") advance(reached, operands[o], slots, s, o, outcome);
    }
  }
  return reached.best();
}
function slotsOf(words) {
  const slots = [];
  for (const word of words) {
    const at = slots.length;
    const { pieces = [] } = word;
    slots.push({
      word,
      next: at + 1 + pieces.length,
      pieces: pieces.length > 0 ? at + 1 : void 0
    });
    for (const piece of pieces) {
      slots.push({ word: piece, next: slots.length + 1, pieces: void 0 });
    }
  }
  return slots;
}
function createReached(slots, operands) {
  const cells = new Uint8Array((slots + 1) * (operands + 1));
  const cell = (slot, operand) => slot * (operands + 1) + operand;
  cells[0] = 2;
  let best = operands === 0 ? 2 : 0;
  return {
    at: (slot, operand) => order2[cells[cell(slot, operand)] ?? 0] ?? "no",
    mark(slot, operand, outcome) {
      if (slot > slots || operand > operands) return;
      const index = cell(slot, operand);
      cells[index] = Math.max(cells[index] ?? 0, order2.indexOf(outcome));
      if (operand === operands) best = Math.max(best, order2.indexOf(outcome));
    },
    best: () => order2[best] ?? "no"
  };
}
function advance(reached, operand, slots, s, o, outcome) {
  const slot = slots[s];
  if (operand?.isMany === true) reached.mark(s, o + 1, outcome);
  if (slot === void 0 || operand === void 0) return;
  const { word, next, pieces } = slot;
  if (pieces !== void 0) reached.mark(pieces, o, "unknown");
  const kind = optionKind(word);
  if (kind !== "no") passOption(reached, slots, slot, o, weaker(outcome, kind));
  if (kind === "yes") return;
  if (operand.isMany) reached.mark(next, o, outcome);
  const matched = weaker(outcome, matchWord(operand, word));
  if (matched !== "no") {
    reached.mark(next, o + 1, matched);
    if (word.many) reached.mark(s, o + 1, "unknown");
  }
  if (word.many) reached.mark(next, o, "unknown");
}
function passOption(reached, slots, { word, next }, o, outcome) {
  reached.mark(next, o, outcome);
  const value = slots[next];
  if (value === void 0 || word.text === "--" || holdsValue(word)) return;
  const kind = optionKind(value.word);
  if (kind === "yes") return;
  reached.mark(value.next, o, kind === "no" ? outcome : "unknown");
  if (value.pieces !== void 0) reached.mark(value.pieces + 1, o, "unknown");
}
var holdsValue = ({ text, shape }) => text?.includes("=") ?? shape?.includes("=") ?? false;
function optionKind({ text, shape }) {
  if (text !== void 0) return text.length > 1 && text.startsWith("-") ? "yes" : "no";
  const first = shape?.[0];
  return first === "-" ? "yes" : isGap(first) ? "unknown" : "no";
}

// src/core/policy/subjects/git-options.ts
var gitGlobals = optionGrammar(
  `C= c= git-dir= work-tree= namespace= config-env= super-prefix= attr-source= exec-path? list-cmds?
  p,paginate P,no-pager v,version h,help bare no-replace-objects literal-pathspecs glob-pathspecs
  noglob-pathspecs icase-pathspecs no-optional-locks no-lazy-fetch no-advice html-path man-path
  info-path`
);
var dates = "committer-date-is-author-date";
var merging = `s,strategy= X,strategy-option= S,gpg-sign? signoff rerere-autoupdate autostash`;
var picking = `quit continue abort skip cleanup= n,no-commit e,edit s,signoff m,mainline=
  rerere-autoupdate strategy= X,strategy-option= S,gpg-sign?`;
var fetching = `v,verbose q,quiet all set-upstream a,append atomic upload-pack= f,force t,tags
  j,jobs= p,prune recurse-submodules? dry-run k,keep progress depth= shallow-since=
  shallow-exclude= deepen= unshallow update-shallow refmap= o,server-option= 4,ipv4 6,ipv6
  negotiation-tip= show-forced-updates`;
var restoring = `overlay q,quiet recurse-submodules? progress m,merge conflict= 2,ours 3,theirs
  p,patch ignore-skip-worktree-bits pathspec-from-file= pathspec-file-nul`;
var switching = `guess q,quiet recurse-submodules? progress m,merge conflict= d,detach t,track?
  f,force orphan= overwrite-ignore ignore-other-worktrees`;
var verbs = {
  add: `n,dry-run v,verbose i,interactive p,patch e,edit f,force u,update renormalize
    N,intent-to-add A,all ignore-removal refresh ignore-errors ignore-missing sparse chmod=
    pathspec-from-file= pathspec-file-nul`,
  am: `i,interactive 3,3way q,quiet s,signoff u,utf8 k,keep keep-non-patch m,message-id keep-cr
    c,scissors quoted-cr= whitespace= ignore-space-change ignore-whitespace directory= exclude=
    include= C= p= patch-format= reject resolvemsg= continue r,resolved skip abort quit retry
    show-current-patch? allow-empty ${dates} ignore-date rerere-autoupdate S,gpg-sign? empty=
    n,no-verify`,
  archive: `format= prefix= add-file= add-virtual-file= o,output= worktree-attributes v,verbose
    mtime= l,list remote= exec=`,
  branch: `v,verbose q,quiet t,track? u,set-upstream-to= unset-upstream color? r,remotes contains=
    no-contains= abbrev? a,all d,delete D m,move M c,copy C l,list show-current create-reflog
    edit-description f,force merged= no-merged= column? sort= points-at= i,ignore-case
    recurse-submodules format= omit-empty`,
  checkout: `b= B= l ${switching} ${restoring}`,
  "cherry-pick": `${picking} x ff allow-empty allow-empty-message keep-redundant-commits empty=`,
  clean: "q,quiet n,dry-run f,force i,interactive d e,exclude= x X",
  clone: `v,verbose q,quiet progress reject-shallow n,no-checkout bare mirror l,local
    no-hardlinks s,shared recurse-submodules? recursive? j,jobs= template= reference=
    reference-if-able= dissociate o,origin= b,branch= revision= u,upload-pack= depth=
    shallow-since= shallow-exclude= single-branch no-tags tags shallow-submodules
    separate-git-dir= ref-format= c,config= server-option= 4,ipv4 6,ipv6 filter=
    also-filter-submodules remote-submodules sparse bundle-uri=`,
  commit: `q,quiet v,verbose F,file= author= date= m,message= c,reedit-message=
    C,reuse-message= fixup= squash= reset-author trailer= s,signoff t,template= e,edit cleanup=
    status S,gpg-sign? a,all i,include interactive p,patch o,only n,no-verify dry-run short branch
    ahead-behind porcelain long z,null amend no-post-rewrite u,untracked-files?
    pathspec-from-file= pathspec-file-nul allow-empty allow-empty-message U,unified=
    inter-hunk-context=`,
  config: `global system local worktree f,file= blob= get get-all get-regexp get-urlmatch
    replace-all add unset unset-all rename-section remove-section l,list fixed-value e,edit
    get-color get-colorbool t,type= bool int bool-or-int bool-or-str path expiry-date z,null
    name-only includes show-origin show-scope default= all comment= value= regexp url= append
    show-names`,
  fetch: `${fetching} m,multiple n prefetch P,prune-tags write-fetch-head u,update-head-ok refetch
    negotiate-only filter= auto-maintenance auto-gc write-commit-graph stdin porcelain`,
  gc: `q,quiet prune? cruft max-cruft-size= aggressive auto detach force keep-largest-pack
    expire-to=`,
  init: `template= bare shared? q,quiet separate-git-dir= b,initial-branch= object-format=
    ref-format=`,
  merge: `n stat summary compact-summary log? squash commit e,edit cleanup= ff ff-only
    verify-signatures ${merging} m,message= F,file= into-name= v,verbose q,quiet abort quit
    continue allow-unrelated-histories progress overwrite-ignore no-verify`,
  mv: "v,verbose n,dry-run f,force k sparse",
  notes: `ref= m,message= F,file= c,reedit-message= C,reuse-message= e,edit allow-empty f,force
    separator? stripspace stdin for-rewrite= commit abort s,strategy= v,verbose q,quiet n,dry-run
    ignore-missing`,
  pull: `${fetching} r,rebase? n stat log? squash commit edit cleanup= ff ff-only verify
    verify-signatures ${merging} allow-unrelated-histories`,
  push: `v,verbose q,quiet repo= all branches mirror d,delete tags n,dry-run porcelain f,force
    force-with-lease? force-if-includes recurse-submodules= thin receive-pack= exec=
    u,set-upstream progress prune no-verify follow-tags signed? atomic o,push-option= 4,ipv4
    6,ipv6`,
  rebase: `onto= keep-base no-verify q,quiet v,verbose n,no-stat ${dates} reset-author-date
    ignore-date C= ignore-whitespace whitespace= f,force-rebase no-ff continue skip abort quit
    edit-todo show-current-patch apply m,merge i,interactive empty= autosquash update-refs trailer=
    x,exec= r,rebase-merges? fork-point root reschedule-failed-exec reapply-cherry-picks
    keep-empty ${merging}`,
  reset: `q,quiet refresh mixed soft hard merge keep recurse-submodules? p,patch N,intent-to-add
    pathspec-from-file= pathspec-file-nul U,unified= inter-hunk-context=`,
  restore: `s,source= S,staged W,worktree ignore-unmerged ${restoring}`,
  revert: `${picking} reference`,
  rm: `n,dry-run q,quiet cached f,force r ignore-unmatch sparse pathspec-from-file=
    pathspec-file-nul`,
  stash: `k,keep-index S,staged p,patch q,quiet u,include-untracked a,all m,message=
    pathspec-from-file= pathspec-file-nul index only-untracked`,
  switch: `c,create= C,force-create= discard-changes ${switching}`,
  tag: `l,list n? d,delete v,verify a,annotate m,message= F,file= trailer= e,edit s,sign cleanup=
    u,local-user= f,force create-reflog column? contains= no-contains= merged= no-merged= sort=
    points-at= format= color? i,ignore-case omit-empty`,
  "update-ref": "m= d no-deref z stdin create-reflog batch-updates",
  worktree: `f,force b= B= d,detach checkout orphan lock reason= q,quiet track guess-remote
    relative-paths n,dry-run v,verbose expire= porcelain z`
};
var grammars = /* @__PURE__ */ new Map();
function gitVerbOptions(verb) {
  if (!Object.hasOwn(verbs, verb)) return void 0;
  const grammar = grammars.get(verb) ?? optionGrammar(verbs[verb] ?? "", { negates: true });
  grammars.set(verb, grammar);
  return grammar;
}

// src/core/policy/subjects/program-arguments.ts
var owners = "c,changes f,silent,quiet v,verbose no-preserve-root preserve-root reference= R,recursive";
var copying = `b backup? f,force i,interactive n,no-clobber S,suffix= t,target-directory=
  T,no-target-directory v,verbose Z context?`;
var programs = {
  chgrp: optionGrammar(`${owners} dereference h,no-dereference H L P`),
  chmod: optionGrammar(owners),
  chown: optionGrammar(`${owners} dereference h,no-dereference from= H L P`),
  cp: optionGrammar(`${copying} a,archive attributes-only copy-contents d H l,link L,dereference
    P,no-dereference p preserve? no-preserve= parents R,r,recursive reflink? remove-destination
    sparse= strip-trailing-slashes s,symbolic-link u update? x,one-file-system debug keep-directory-symlink`),
  ln: optionGrammar(`b backup? d,F,directory f,force i,interactive L,logical n,no-dereference
    P,physical r,relative s,symbolic S,suffix= t,target-directory= T,no-target-directory v,verbose`),
  mv: optionGrammar(`${copying} strip-trailing-slashes u update? exchange no-copy debug`),
  rm: optionGrammar(`f,force i I interactive? one-file-system no-preserve-root preserve-root?
    r,R,recursive d,dir v,verbose help version`),
  sed: optionGrammar(`n,quiet,silent debug e,expression= f,file= E,r,regexp-extended i,in-place?
    follow-symlinks l,line-length= posix s,separate sandbox u,unbuffered z,null-data help version`)
};
function readArguments(program, words) {
  if (program === "git") return readGitArguments(words);
  const grammar = Object.hasOwn(programs, program) ? programs[program] : void 0;
  return readWith(grammar, words);
}
function readGitArguments(words) {
  let at = 0;
  let next = "argument";
  const before = [];
  for (; at < words.length; at++) {
    const word = words[at];
    if (word.text === void 0 && (next === "argument" || repeats(word))) break;
    before.push({
      word,
      mayBeOption: next === "argument",
      mayBeValue: next === "value",
      grammar: gitGlobals
    });
    if (next === "value") next = "argument";
    else if (!isOption2(word.text)) break;
    else {
      const reading = readOption(gitGlobals, word.text ?? "");
      if (reading.next === "either") break;
      next = reading.next;
    }
  }
  const verb = words[at]?.text;
  if (verb === void 0 || isOption2(verb) || next === "value") return readWith(void 0, words);
  return [...before, ...readWith(gitVerbOptions(verb), words.slice(at + 1))];
}
var isOption2 = (text) => text !== void 0 && /^-./.test(text);
function readWith(grammar, words) {
  let states = /* @__PURE__ */ new Set(["argument"]);
  return words.map((word) => {
    const mayBeValue = states.has("value");
    const mayBeOption = states.has("argument") || mayBeValue && repeats(word);
    const next = new Set(mayBeOption ? statesAfter(grammar, word) : []);
    if (mayBeValue) next.add("argument");
    if (mayBeValue && repeats(word)) next.add("value");
    if (states.has("end")) next.add("end");
    states = next;
    return { word, mayBeOption, mayBeValue, grammar };
  });
}
function statesAfter(grammar, word) {
  const { text, shape } = word;
  if (text === "--") return ["end"];
  if (grammar === void 0) return ["argument"];
  const first = shape?.[0];
  const reading = isOption2(text) ? readOption(grammar, text ?? "") : shape !== void 0 && (first === "-" || isGap(first)) ? readOptionShape(grammar, shape) : void 0;
  if (reading === void 0) return ["argument"];
  const isMany = shape !== void 0 && repeats(word);
  if (reading.next === "either" || isMany) return ["argument", "value"];
  return [reading.next];
}

// src/core/policy/subjects/command-pattern.ts
function compileCommands(patterns) {
  const positive = patterns.filter((pattern2) => !isExclusion(pattern2)).map((p) => compileCommand(p, fold));
  const excluded = patterns.filter(isExclusion).map((pattern2) => compileCommand(pattern2.slice(1), (text) => text));
  const judge = (command) => {
    if (positive.length === 0 && command.role !== "command") return "no";
    const included = positive.length === 0 ? "yes" : strongest(positive.map((match) => match(command)));
    if (included === "no" || excluded.length === 0) return included;
    const dropped = strongest(excluded.map((match) => match(command)));
    return dropped === "yes" ? "no" : dropped === "unknown" ? "unknown" : included;
  };
  return ({ commands, complete }) => {
    const outcome = strongest(commands.map(judge));
    return outcome === "no" && !complete ? "unknown" : outcome;
  };
}
function commandProblem(pattern2) {
  const words = wordsOf(pattern2);
  if (words.length === 0) return "is empty";
  if (words[0] === "**") return "starts with **: name a program, or use * for any";
  if (/[;|&<>`]|\$\(/.test(pattern2)) {
    return 'has shell syntax: a pattern describes one command, such as "terraform destroy"';
  }
  return words.map(globProblem).find((problem) => problem !== void 0);
}
var wordsOf = (pattern2) => pattern2.split(/\s+/).filter((word) => word !== "");
function compileCommand(pattern2, foldProgram) {
  const [name = "", ...rest] = wordsOf(pattern2);
  const program = compileProgram(name, foldProgram);
  const flags = rest.filter((word) => /^-./.test(word) && word !== "--").map((w) => wantFlag(w, fold(name)));
  const operands = rest.filter((word) => !word.startsWith("-") || word === "-").map(compileWord);
  const judge = (first, others) => {
    const outcome = program(first);
    return outcome === "no" ? "no" : weaker(outcome, matchArguments(flags, operands, others, fold(name)));
  };
  return ({ words }) => {
    const [first, ...others] = words;
    if (first === void 0) return "no";
    if (first.many) return "unknown";
    const [head, ...pieces] = first.pieces ?? [];
    const split = head === void 0 ? "no" : judge(head, [...pieces, ...others]);
    return strongest([judge(first, others), weaker("unknown", split)]);
  };
}
function compileProgram(name, foldName) {
  const pattern2 = compileWord(foldName(name));
  const hasFolder = name.includes("/");
  return (word) => {
    const { text, shape = [], ...rest } = hasFolder ? word : withoutDirectory(word);
    if (text !== void 0) return matchWord(pattern2, { ...rest, text: foldName(text) });
    const folded = shape.flatMap(
      (token) => typeof token === "string" ? foldName(token).split("") : [token]
    );
    return matchWord(pattern2, { ...rest, shape: folded });
  };
}
var maxFlagCandidates = 16;
var maxWordsTried = 256;
function matchArguments(flags, operands, words, program) {
  const read = readArguments(program, words);
  const given = readFlags(read, program);
  const needs = flags.flatMap((flag) => needsOf(flag, given, { program, words: read }));
  if (needs.length === 0) return matchOperands(operands, words);
  const candidates = words.flatMap((word, index) => {
    const shapes = optionShapes(read, index);
    const meets = needs.map((need) => shapes.some(({ shape }) => need(shape)));
    if (!meets.includes(true)) return [];
    const whole2 = shapes.filter(({ shape }) => needs.every((need) => need(shape)));
    return [{ index, whole: whole2, meets, repeats: repeats(word) }];
  });
  if (!needs.every((_, n) => candidates.some(({ meets }) => meets[n]))) return "no";
  const whole = candidates.flatMap((one) => one.whole.map(({ length }) => ({ ...one, length })));
  const tried = words.length > maxWordsTried ? [] : whole.slice(0, maxFlagCandidates);
  const used = tried.map(({ index, repeats: repeats2, length }) => {
    const others = repeats2 ? words : words.filter((_, i) => i < index || i >= index + length);
    return matchOperands(operands, others);
  });
  const several = tried.length < whole.length || candidates.some((one) => one.whole.length === 0);
  return weaker("unknown", strongest([...used, several ? matchOperands(operands, words) : "no"]));
}

export {
  findPrivilege,
  missingTools,
  asRoot,
  dropTo,
  dropping,
  identifyProcess,
  hasEnded,
  codePointName,
  hiddenCharacters,
  anyRun,
  toText,
  compileList,
  isExclusion,
  globReader,
  compilePlain,
  compilePaths,
  compileRefs,
  yesOrNo,
  fullRef,
  compileHosts,
  compileAllowedHosts,
  hostText,
  hostProblem,
  hereText,
  isGap,
  knownWord,
  unknownWords,
  unknownWord,
  isDynamic,
  repeats,
  readShellWord,
  couldBeOptions,
  withoutDirectory,
  canMatch,
  optionGrammar,
  readOption,
  readOptionShape,
  compileGithub,
  githubProblem,
  gitGlobals,
  gitVerbOptions,
  compileCommands,
  commandProblem,
  duration,
  isDuration,
  toSeconds,
  count,
  wholeNumber,
  line,
  listOf,
  oneOrMore,
  anyOrMore,
  checked,
  pattern,
  glob,
  repositoryPath,
  toolPath,
  repositoryName,
  refPattern,
  verdicts,
  stricter,
  secretPathProblem,
  secretPaths,
  createUpstreamClient,
  repositoryAround,
  readBody,
  stateDirectory,
  approvalsDirectory,
  openForeignRepository,
  readPacket,
  flushPacket,
  writePacket,
  writeBand,
  emptyBandPacket,
  createPacketReader,
  lineOf,
  endToEnd,
  gitAuthorization,
  bearerOf,
  passwordOf,
  remoteAddresses,
  readGitAddress,
  leadsToForge,
  forgesOf,
  createGitRouting,
  standaloneGit,
  forgeOf,
  apiOf,
  sessionPrograms
};
