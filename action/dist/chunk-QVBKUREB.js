import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import {
  configText,
  createTokenSearch,
  findCredentialFiles,
  isCredentialFile,
  isolatedGit,
  makeOwnFolder,
  nobodys,
  parseConfig,
  readConfigFile,
  readSettings,
  readSmall
} from "./chunk-AV2ACOF4.js";
import {
  NotOurs,
  holdFolder,
  readPlainFile
} from "./chunk-HS6WFBPJ.js";
import {
  getState,
  saveState
} from "./chunk-KSZ5OEGW.js";
import {
  _enum,
  boolean,
  custom,
  int,
  literal,
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

// action/cleared-checkout.ts
import { rm as rm4, writeFile as writeFile3 } from "node:fs/promises";

// src/runner/checkout-credentials/clear-credentials.ts
import { lstat as lstat2, readFile, rm as rm3, writeFile as writeFile2 } from "node:fs/promises";
import { join as join4 } from "node:path";

// src/adapters/machine/write-below.ts
import { randomBytes } from "node:crypto";
import { constants } from "node:fs";
import { lstat, mkdir, open, rename, rm } from "node:fs/promises";
async function replaceFile(path, bytes, rights) {
  var _stack = [];
  try {
    const names = path.split("/").filter((name2) => name2 !== "");
    const name = names.pop() ?? "";
    const folder = __using(_stack, await holdFolder("/", names, { make: false }), true);
    await putIn(folder, name, bytes, rights);
  } catch (_) {
    var _error = _, _hasError = true;
  } finally {
    var _promise = __callDispose(_stack, _error, _hasError);
    _promise && await _promise;
  }
}
async function putIn(folder, name, content, rights) {
  const next = folder.at(`.${name}.${randomBytes(6).toString("hex")}`);
  try {
    await writeNew(next, content, rights);
    await rename(next, folder.at(name));
  } catch (error) {
    await rm(next, { force: true });
    throw error;
  }
}
async function writeNew(path, content, rights) {
  var _stack = [];
  try {
    const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
    const file = __using(_stack, await open(path, flags, rights === void 0 ? 438 : 384), true);
    await file.writeFile(content);
    if (rights === void 0) return;
    if (process.getuid?.() === 0) await file.chown(rights.uid, rights.gid);
    await file.chmod(rights.mode);
  } catch (_) {
    var _error = _, _hasError = true;
  } finally {
    var _promise = __callDispose(_stack, _error, _hasError);
    _promise && await _promise;
  }
}

// src/runner/checkout-credentials/credential-rules.ts
var secretHeader = /^\s*[\w-]*(?:authorization|cookie|token|api-?key|secret)[\w-]*\s*:/i;
var longestUserName = 19;
function credentialIn({ key, value }, isOperators = false) {
  if (/^http\.(?:.*\.)?extraheader$/s.test(key) && secretHeader.test(value)) {
    return "an authorization header";
  }
  if (/^http\.(?:.*\.)?cookiefile$/s.test(key)) return "a cookie file";
  if (/^http\.(?:.*\.)?sslkey$/s.test(key)) return "a client key";
  if (key === "core.sshcommand" && /(?:\s-i\s*\S|IdentityFile|sshpass)/i.test(value)) {
    return "an ssh key";
  }
  if (/^credential\.(?:.*\.)?helper$/s.test(key) && /^!.*(?:password|token)/is.test(value)) {
    return "a credential helper with a password in it";
  }
  if (!isOperators && isStrangeHelper(key, value))
    return "a credential helper, which could give a password";
  if (!isOperators && key === "core.askpass" && value !== "") {
    return "a program that could give a password";
  }
  if (hasUserInfo(value) || hasUserInfo(subsectionOf(key))) return "an address with a password";
  return void 0;
}
var isStrangeHelper = (key, value) => isHelper(key) && !["", "cache", "store"].includes(value);
var isHelper = (key) => /^credential\.(?:.*\.)?helper$/s.test(key);
function withoutCredential({ value }) {
  if (!hasUserInfo(value)) return void 0;
  const { helpers, address } = parts(value);
  const url = new URL(address);
  url.username = "";
  url.password = "";
  return `${helpers}${url}`;
}
function hasUserInfo(text) {
  const { address } = parts(text);
  if (!/^[a-z][a-z0-9+.-]*:\/\/[^/]*@/i.test(address) || !URL.canParse(address)) return false;
  const { username, password } = new URL(address);
  return password !== "" || username.length > longestUserName;
}
function parts(value) {
  const helpers = /^(?:[A-Za-z0-9][A-Za-z0-9+.-]*::)*/.exec(value)?.[0] ?? "";
  return { helpers, address: value.slice(helpers.length) };
}
var subsectionOf = (key) => key.slice(key.indexOf(".") + 1, key.lastIndexOf("."));
var passwordFiles = [
  { path: [".git-credentials"], holds: /:\/\/[^\s/@]+@/ },
  { path: [".config", "git", "credentials"], holds: /:\/\/[^\s/@]+@/ },
  { path: [".netrc"], holds: /\bpassword\s+\S/ },
  { path: ["_netrc"], holds: /\bpassword\s+\S/ },
  { path: [".config", "gh", "hosts.yml"], holds: /\boauth_token\s*:/ }
];
function shownKey(key) {
  return key.replace(/:\/\/[^/@]*@/g, "://\u2026@");
}

// src/runner/checkout-credentials/find-credentials.ts
import { access, constants as constants2, rm as rm2, writeFile } from "node:fs/promises";
import { dirname as dirname3, join as join3, sep as sep2 } from "node:path";

// src/runner/checkout-credentials/git-files.ts
import { readdir, realpath, stat } from "node:fs/promises";
import { dirname, isAbsolute, join, resolve, sep } from "node:path";
var maxDirectories = 5e4;
var maxFiles = 500;
var maxDepth = 4;
var maxIncludeDepth = 10;
async function isJobs(file, { workspace, temp }) {
  const roots = await Promise.all([workspace, temp].map((root) => realpath(root).catch(() => "")));
  return roots.some((root) => root !== "" && file.startsWith(`${root}${sep}`));
}
async function configFiles(place) {
  const found = /* @__PURE__ */ new Map();
  const jobs = [
    ...await repositoryConfigs(place.workspace),
    ...await checkoutConfigs(place.temp)
  ];
  const queue = [
    ...userConfigs(place).map((file) => ({ file, depth: 0, isOperators: true })),
    ...jobs.map((file) => ({ file, depth: 0, isOperators: false }))
  ];
  for (let next = queue.shift(); next !== void 0; next = queue.shift()) {
    const file = await realFile(next.file);
    if (file === void 0 || found.has(file)) continue;
    const isOperators = next.isOperators && !await isJobs(file, place);
    found.set(file, { file, isOperators });
    if (found.size > maxFiles) throw tooMany(`${maxFiles} git configuration files`);
    if (next.depth === maxIncludeDepth) continue;
    const depth = next.depth + 1;
    for (const include of await includesOf(file, place)) {
      if (isOperators) queue.unshift({ file: include, depth, isOperators });
      else queue.push({ file: include, depth, isOperators });
    }
  }
  return [...found.values()];
}
function userConfigs({ home, env }) {
  return [
    env.GIT_CONFIG_SYSTEM ?? "/etc/gitconfig",
    "/usr/local/etc/gitconfig",
    "/opt/homebrew/etc/gitconfig",
    join(env.XDG_CONFIG_HOME ?? join(home, ".config"), "git", "config"),
    env.GIT_CONFIG_GLOBAL ?? join(home, ".gitconfig")
  ].filter((file) => file !== "");
}
async function checkoutConfigs(temp) {
  const names = await readdir(temp).catch(() => []);
  return names.filter((name) => /^git-credentials-.*\.config$/.test(name)).map((name) => join(temp, name));
}
async function includesOf(file, { home, env }) {
  const entries = await readConfigFile(file, env) ?? [];
  return entries.filter(({ key }) => key === "include.path" || /^includeif\..*\.path$/s.test(key)).map(({ value }) => value.replace(/^~(?=\/)/, home)).map((path) => isAbsolute(path) ? path : resolve(dirname(file), path));
}
async function repositoryConfigs(workspace) {
  const files = [];
  let seen = 0;
  const queue = [{ directory: workspace, depth: 0, inGit: false }];
  for (let next = queue.pop(); next !== void 0; next = queue.pop()) {
    seen += 1;
    if (seen > maxDirectories) throw tooMany(`${maxDirectories} directories`);
    const { directory, depth, inGit } = next;
    const entries = await readdir(directory, { withFileTypes: true }).catch(() => []);
    const names = new Set(entries.map((entry) => entry.name));
    const isGit = names.has("HEAD") && names.has("config") && names.has("objects");
    if (isGit) files.push(join(directory, "config"));
    if (names.has("config.worktree")) files.push(join(directory, "config.worktree"));
    for (const entry of entries) {
      const path = join(directory, entry.name);
      if (entry.name === ".git" && !entry.isDirectory()) files.push(...await linkedConfigs(path));
      if (!entry.isDirectory() || entry.name === "node_modules") continue;
      if (isGit && !["modules", "worktrees"].includes(entry.name)) continue;
      const within = inGit || isGit || entry.name === ".git";
      if (within || depth < maxDepth)
        queue.push({ directory: path, depth: depth + 1, inGit: within });
    }
  }
  return files;
}
async function linkedConfigs(path) {
  const text = await readOrEmpty(path);
  const target = /^gitdir: (.+)/.exec(text)?.[1]?.trim();
  if (target === void 0) return [];
  const directory = resolve(dirname(path), target);
  const common = await readOrEmpty(join(directory, "commondir")) || ".";
  return [
    join(directory, "config"),
    join(directory, "config.worktree"),
    join(resolve(directory, common.trim()), "config")
  ];
}
var readOrEmpty = (path) => readSmall(path).then(
  (bytes) => bytes?.toString("utf8") ?? "",
  () => ""
);
async function realFile(path) {
  const real = await realpath(path).catch(() => void 0);
  if (real === void 0) return void 0;
  const isFile = await stat(real).then(
    (found) => found.isFile(),
    () => false
  );
  return isFile ? real : void 0;
}
function tooMany(what) {
  return new GuardError(
    "MACHINE_UNSUITABLE",
    `checkout credentials: more than ${what} to look at`,
    {
      hint: "Set persist-credentials: false on actions/checkout and checkout-credentials: keep here."
    }
  );
}

// src/runner/checkout-credentials/token-files.ts
import { readdir as readdir2, realpath as realpath2, stat as stat2 } from "node:fs/promises";
import { basename, dirname as dirname2, isAbsolute as isAbsolute2, join as join2, resolve as resolve2 } from "node:path";
async function tokenFiles(configs, place) {
  const { workspace, temp, home } = place;
  const theirs = configs.filter(({ isOperators }) => !isOperators);
  const folders = theirs.filter(({ file }) => /^config(?:\.worktree)?$/.test(basename(file))).map(({ file }) => dirname2(file));
  const inGit = await Promise.all([...new Set(folders)].map((folder) => filesOfGit(folder)));
  const named = theirs.flatMap(
    ({ entries = [] }) => entries.flatMap(({ value }) => pathsIn(value, workspace, home))
  );
  const logins = findCredentialFiles([workspace, temp], isLogin);
  const found = await Promise.all([...inGit.flat(), ...named, ...logins].map(realFile2));
  return [...new Set(found.filter((path) => path !== void 0))];
}
var isLogin = (name) => name === ".lfsconfig" || isCredentialFile(name);
var passedOver = ["objects", "refs", "lfs", "modules", "worktrees"];
var lists = /^(?:index|sharedindex\..+|packed-refs)$/;
var maxFiles2 = 5e4;
var maxDepth2 = 6;
async function filesOfGit(folder) {
  const files = [];
  const seen = /* @__PURE__ */ new Set();
  const queue = [{ at: folder, depth: 0 }];
  for (let next = queue.shift(); next !== void 0; next = queue.shift()) {
    const real = await realpath2(next.at).catch(() => void 0);
    if (real === void 0 || seen.has(real)) continue;
    seen.add(real);
    for (const entry of await readdir2(real, { withFileTypes: true }).catch(() => [])) {
      const path = join2(real, entry.name);
      const isFolder = entry.isDirectory() || await isLinkedFolder(path, entry.isSymbolicLink());
      if (!isFolder) files.push(path);
      else if (next.depth < maxDepth2 && !(next.depth === 0 && passedOver.includes(entry.name)))
        queue.push({ at: path, depth: next.depth + 1 });
    }
    if (files.length > maxFiles2) throw tooMany(`${maxFiles2} files in ${folder}`);
  }
  return files.filter((path) => !(dirname2(path) === folder && lists.test(basename(path))));
}
var isLinkedFolder = async (path, isLink) => isLink && await stat2(path).then(
  (found) => found.isDirectory(),
  () => false
);
var maxWords = 50;
function pathsIn(value, workspace, home) {
  return value.split(/[\s"';|&()<>=]+/).filter((word) => /^(?:\/|~\/|\.{1,2}\/)/.test(word)).slice(0, maxWords).map((word) => word.replace(/^~(?=\/)/, home)).map((word) => isAbsolute2(word) ? word : resolve2(workspace, word));
}
async function realFile2(path) {
  const real = await realpath2(path).catch(() => void 0);
  if (real === void 0) return void 0;
  const found = await stat2(real).catch(() => void 0);
  return found?.isFile() ? real : void 0;
}

// src/runner/checkout-credentials/find-credentials.ts
var maxHeldBytes = 4 * 1048576;
async function findPersistedCredentials(place) {
  const inFiles = [];
  const search = createTokenSearch(place.tokens);
  const configs = await readConfigs(place);
  for (const { file, isOperators, entries } of configs) {
    const ours = await isOurs(file, place);
    if (entries === void 0) {
      inFiles.push({ where: file, key: "", what: "a configuration git cannot read", ours: false });
    }
    const held = credentialsOf(entries ?? [], search, isOperators);
    inFiles.push(...held.map((found2) => ({ where: file, ...found2, ours })));
  }
  const named = new Set(inFiles.map(({ where }) => where));
  const shown = await showingTokens(configs, place, search);
  const found = [
    ...inFiles,
    ...shown.filter(({ where }) => !named.has(where)),
    ...await inEnvironment(place, search),
    ...await inPasswordFiles(place)
  ];
  const operators = configs.filter(({ isOperators }) => isOperators);
  return found.length > 0 ? found : fromHelpers(
    place,
    operators.flatMap(({ entries = [] }) => entries)
  );
}
var readConfigs = async (place) => {
  const read = (await configFiles(place)).map(async (config) => ({
    ...config,
    entries: await readConfigFile(config.file, place.env)
  }));
  return Promise.all(read);
};
var credentialsOf = (entries, search, isOperators = false) => entries.flatMap((entry) => {
  const what = credentialIn(entry, isOperators) ?? tokenIn(entry, search);
  if (what === void 0) return [];
  const key = shownKey(entry.key);
  return [{ key: search.isIn(key) ? "" : key, what }];
});
var theToken = "a token of this job";
var tokenIn = ({ key, value }, search) => search.isIn(value) || search.isIn(key) ? theToken : void 0;
async function showingTokens(configs, place, search) {
  if (place.tokens.length === 0) return [];
  const found = [];
  const files = /* @__PURE__ */ new Set([...configs.map(({ file }) => file), ...await tokenFiles(configs, place)]);
  for (const where of files) {
    const shows = await search.isInFile(where);
    if (shows === false) continue;
    const ours = shows === true && await isOurs(where, place);
    const what = shows === true ? theToken : "a file that could not be looked through";
    found.push({ where, key: "", what, ours });
  }
  return found;
}
function refusal(found, place) {
  const lines = found.map(
    ({ where, key, what }) => `- ${shownPath(where, place)}${key === "" ? "" : `, ${key}`}: ${what}`
  );
  return new GuardError(
    "MACHINE_UNSUITABLE",
    `git on this runner holds credentials the agent could use beside the guard:
${lines.join("\n")}`,
    {
      hint: "Set persist-credentials: false on actions/checkout and remove what the other lines name, or set checkout-credentials: keep to go on at a lower level."
    }
  );
}
function shownPath(where, { workspace, home }) {
  if (where.startsWith(`${workspace}${sep2}`)) return where.slice(workspace.length + 1);
  return where.startsWith(`${home}${sep2}`) ? `~${where.slice(home.length)}` : where;
}
async function isOurs(file, place) {
  if (!await isJobs(file, place)) return false;
  return access(dirname3(file), constants2.W_OK).then(
    () => true,
    () => false
  );
}
async function inEnvironment({ env }, search) {
  if (env.GIT_CONFIG_COUNT === void 0 && env.GIT_CONFIG_PARAMETERS === void 0) return [];
  const variables = Object.fromEntries(
    Object.entries(env).flatMap(
      ([name, value]) => /^GIT_CONFIG_(?:COUNT|PARAMETERS|KEY_\d+|VALUE_\d+)$/.test(name) && value !== void 0 ? [[name, value]] : []
    )
  );
  const { code, stdout } = await isolatedGit(["config", "--list", "-z"], {
    env,
    variables: { ...nobodys, ...variables }
  });
  const entries = readSettings(stdout);
  const found = code === 0 ? credentialsOf(entries, search) : [{ key: "", what: "git cannot read it" }];
  return found.map((one) => ({ where: "environment", ...one, ours: false }));
}
async function inPasswordFiles({ home }) {
  const found = [];
  for (const { path, holds } of passwordFiles) {
    const where = join3(home, ...path);
    const bytes = await readSmall(where, maxHeldBytes).catch(() => "unread");
    const what = bytes === "unread" ? "a file that cannot be read" : "a stored password";
    if (bytes === "unread" || holds.test(bytes?.toString("utf8") ?? ""))
      found.push({ where, key: "", what, ours: false });
  }
  return found;
}
async function fromHelpers({ server, env, home, workspace }, operators) {
  var _stack = [];
  try {
    const url = new URL(server);
    const settings = operators.filter(({ key }) => key.startsWith("credential."));
    if (!settings.some(({ key, value }) => isHelper(key) && value !== "")) return [];
    const undo = __using(_stack, new AsyncDisposableStack(), true);
    const scratch = await makeOwnFolder("cursor-guard-config-", [workspace]);
    undo.defer(() => rm2(scratch, { recursive: true, force: true }));
    const config = join3(scratch, "config");
    await writeFile(config, configText(settings), { mode: 384 });
    const { code, stdout, complaint } = await isolatedGit(["credential", "fill"], {
      env,
      input: `protocol=${url.protocol.slice(0, -1)}
host=${url.host}

`,
      variables: {
        ...nobodys,
        ...pick(env, ["XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR"]),
        HOME: home,
        GIT_CONFIG_GLOBAL: config
      }
    });
    const where = `git credential fill for ${url.origin}`;
    const inTheWay = (what) => [{ where, key: "credential.helper", what, ours: false }];
    if (code === 0 && /^password=./m.test(stdout)) return inTheWay("a helper that gives a password");
    if (code === 124 || code === 127) return inTheWay("git or a helper that does not answer");
    return /is not a git command|not found/i.test(complaint) ? inTheWay("a helper that is not in a folder of the system, and so cannot be asked") : [];
  } catch (_) {
    var _error = _, _hasError = true;
  } finally {
    var _promise = __callDispose(_stack, _error, _hasError);
    _promise && await _promise;
  }
}
var pick = (env, names) => Object.fromEntries(names.flatMap((name) => env[name] === void 0 ? [] : [[name, env[name]]]));

// src/runner/checkout-credentials/clear-credentials.ts
async function saveFiles(found, place) {
  const search = createTokenSearch(place.tokens);
  const paths = [...new Set(found.filter(({ ours }) => ours).map(({ where }) => where))];
  return Promise.all(
    paths.map(async (path) => {
      const { mode, uid, gid } = await lstat2(path);
      const bytes = await readPlainFile(path, maxHeldBytes).catch((error) => {
        throw cannotEdit(path, error instanceof Error ? error.message : String(error));
      });
      const cleared = await clearedOf({ path, bytes }, place, search);
      return { path, mode: mode & 4095, uid, gid, bytes, cleared };
    })
  );
}
async function removeCredentials(files, place) {
  for (const { path, bytes: _, cleared, ...rights } of files) {
    await replaceFile(path, cleared, rights).catch((error) => {
      throw cannotEdit(path, whyLeft(error));
    });
  }
  const left = await findPersistedCredentials(place);
  if (left.length > 0) throw refusal(left, place);
}
async function clearedOf({ path, bytes }, { env, workspace }, search) {
  const cut = search.cut(bytes);
  const entries = await parseConfig(cut.toString("utf8"), env) ?? [];
  const isHeld = (entry) => credentialsOf([entry], search).length > 0;
  const keys = new Set(entries.filter(isHeld).map(({ key }) => key));
  if (keys.size === 0) return cut;
  const scratch = await makeOwnFolder("cursor-guard-config-", [workspace]);
  try {
    const copy = join4(scratch, "config");
    await writeFile2(copy, cut, { mode: 384 });
    for (const key of keys) {
      const ofKey = entries.filter((entry) => entry.key === key);
      await rewriteKey(
        copy,
        key,
        ofKey.map((entry) => keptOf(entry, search)),
        env
      );
    }
    return search.cut(await readFile(copy));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw cannotEdit(path, why);
  } finally {
    await rm3(scratch, { recursive: true, force: true });
  }
}
function keptOf(entry, search) {
  if (search.isIn(entry.key)) return void 0;
  const value = credentialIn(entry) === void 0 ? entry.value : withoutCredential(entry);
  return value === void 0 ? void 0 : search.cut(Buffer.from(value)).toString("utf8");
}
async function rewriteKey(file, key, values, env) {
  const kept = values.filter((value) => value !== void 0);
  const steps = [["--unset-all", key], ...kept.map((value) => ["--add", key, value])];
  for (const step of steps) {
    const { code } = await isolatedGit(["config", "--file", file, ...step], { env });
    if (code !== 0) throw new Error(`git config ended with ${code}`);
  }
}
async function restoreFiles(files, env) {
  const meddled = [];
  for (const { path, bytes, cleared, ...rights } of files) {
    const now = await readPlainFile(path, maxHeldBytes).catch(() => void 0);
    try {
      await replaceFile(path, bytes, rights);
    } catch (error) {
      meddled.push({ path, keys: [], left: whyLeft(error) });
      continue;
    }
    if (now?.equals(cleared)) continue;
    const [before, after] = await Promise.all([cleared, now].map((text) => entriesOf(text, env)));
    const keys = differingKeys(before ?? [], after ?? []);
    if (keys.length > 0 || before === void 0 || after === void 0) meddled.push({ path, keys });
  }
  return meddled;
}
var whyLeft = (error) => error instanceof NotOurs ? `/${error.message} is a link or no folder by now` : error.code ?? "it cannot be written";
var entriesOf = async (bytes, env) => bytes === void 0 ? void 0 : await parseConfig(bytes.toString("utf8"), env);
function differingKeys(before, now) {
  const line = ({ key, value }) => `${key}
${value}`;
  const lines = [before.map(line), now.map(line)];
  const only = (a, b) => a.filter((one) => !b.includes(one));
  const differing = [...only(lines[0], lines[1]), ...only(lines[1], lines[0])];
  return [...new Set(differing.map((one) => shownKey(one.slice(0, one.indexOf("\n")))))];
}
function cannotEdit(path, why) {
  return new GuardError("MACHINE_UNSUITABLE", `cannot take the credential out of ${path}: ${why}`, {
    hint: "Set persist-credentials: false on actions/checkout."
  });
}

// action/sealed-backup.ts
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes as randomBytes2 } from "node:crypto";
function sealFiles(files, secret) {
  const salt = randomBytes2(16);
  const nonce = randomBytes2(12);
  const cipher = createCipheriv("aes-256-gcm", keyFrom(secret, salt), nonce);
  const text = JSON.stringify(
    files.map((file) => ({
      ...file,
      bytes: file.bytes.toString("base64"),
      cleared: file.cleared.toString("base64")
    }))
  );
  const body = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return Buffer.concat([salt, nonce, cipher.getAuthTag(), body]).toString("base64");
}
function openFiles(sealed, secret) {
  const bytes = Buffer.from(sealed, "base64");
  try {
    const key = keyFrom(secret, bytes.subarray(0, 16));
    const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(16, 28));
    decipher.setAuthTag(bytes.subarray(28, 44));
    const text = Buffer.concat([decipher.update(bytes.subarray(44)), decipher.final()]);
    const files = JSON.parse(text.toString("utf8"));
    return files.map((file) => ({
      ...file,
      bytes: Buffer.from(file.bytes, "base64"),
      cleared: Buffer.from(file.cleared, "base64")
    }));
  } catch (cause) {
    throw new GuardError("INPUT_INVALID", "the saved git configuration cannot be opened", {
      hint: "Run actions/checkout again if later steps need its credential.",
      cause
    });
  }
}
function keyFrom(secret, salt) {
  return Buffer.from(hkdfSync("sha256", secret, salt, "cursor-guard saved git configuration", 32));
}

// action/cleared-checkout.ts
async function clearCheckout(options) {
  const { place, mode, backup, secret } = options;
  const found = await findPersistedCredentials(place);
  if (found.length === 0 || mode === "keep") return found;
  if (mode === "refuse" || found.some(({ ours }) => !ours)) throw refusal(found, place);
  const files = await saveFiles(found, place);
  await writeFile3(backup, sealFiles(files, secret), { mode: 384, flag: "wx" });
  try {
    await removeCredentials(files, place);
  } catch (error) {
    await restoreCheckout({ backup, secret, env: place.env });
    throw error;
  }
  return found;
}
async function restoreCheckout(options) {
  const read = readPlainFile(options.backup, maxBackupBytes);
  const sealed = await read.catch((error) => {
    if (error.code === "ENOENT") return void 0;
    throw new GuardError("INPUT_INVALID", "the saved git configuration cannot be read", {
      cause: error
    });
  });
  if (sealed === void 0) return [];
  const files = openFiles(sealed.toString("latin1"), options.secret);
  const meddled = await restoreFiles(files, options.env);
  await rm4(options.backup);
  return meddled.map(meddledLine);
}
var meddledLine = ({ path, keys, left }) => left === void 0 ? `${path} was changed while the agent ran${keys.length > 0 ? ` (${keys.join(", ")})` : ""}; it is as it was before.` : `${path} is not as it was before: its place was changed while the agent ran (${left}), so it was left as it is. Check the workspace out again if later steps need it.`;
var maxBackupBytes = 256 * 1048576;

// action/state.ts
var stateSchema = strictObject({
  version: literal(1),
  mode: _enum(["run", "steps"]),
  /** Absolute path of the folder with `recording.jsonl` and `blobs/`. */
  recording: string(),
  /** Absolute path of a folder of our own, for the artifact and the saved git configuration. */
  scratch: string(),
  artifact: _enum(["full", "summary", "off"]),
  artifactName: string().exactOptional(),
  retentionDays: int().exactOptional(),
  onViolation: _enum(["fail", "warn"]),
  /** Whether a recording that is missing, cut off or not uploaded fails the job. */
  recordingRequired: boolean(),
  /** The policy's own words about secrets, for the last look before the upload; no values. */
  secrets: custom((value) => typeof value === "object" && value !== null),
  /** The command has ended and main has said what came of it. */
  reported: boolean(),
  /** Good for this session alone, and worthless once it has ended. */
  sessionToken: string().exactOptional(),
  /** How the process that runs the proxy is told to end; absent with `run`. */
  daemon: strictObject({ socket: string(), secret: string(), log: string(), pid: int() }).exactOptional()
});
var stateName = "cursor-guard";
var saveState2 = (state) => saveState(stateName, JSON.stringify(state));
function readState(text = getState(stateName)) {
  if (text === "") return void 0;
  try {
    return stateSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new GuardError("INPUT_INVALID", "the state that main left for post cannot be read", {
      hint: "Look at the log of the step for the recording; nothing was uploaded.",
      cause
    });
  }
}

export {
  replaceFile,
  clearCheckout,
  restoreCheckout,
  saveState2 as saveState,
  readState
};
