import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import {
  addEntries,
  installTable,
  prepareAgentUser,
  readSessionReport,
  signalBelow
} from "./chunk-6ILPDH2U.js";
import {
  explain
} from "./chunk-T7C3CVGZ.js";
import {
  agentFolders,
  childEnvironment,
  createEarlyNotes,
  createProcessSearch,
  enterpriseFolder,
  noteInvocations,
  openAgentFiles,
  prepareStandalone,
  readUserPermissions,
  tokensAtHome,
  watchProcesses,
  writeClientShims
} from "./chunk-OZSEJKZ3.js";
import "./chunk-A77276OK.js";
import {
  pushesText
} from "./chunk-AAWHFIOW.js";
import {
  backupPath,
  outOfReach
} from "./chunk-KBWVJFGU.js";
import "./chunk-KFAYHB5I.js";
import {
  createGitRouting,
  dropTo,
  forgesOf,
  repositoryAround,
  stateDirectory
} from "./chunk-BG5RGVMY.js";
import {
  stopCommands
} from "./chunk-DVD2UKUA.js";
import "./chunk-UCCM6OSS.js";
import {
  replaceFile,
  restoreCheckout,
  saveState
} from "./chunk-QVBKUREB.js";
import {
  findSystemProgram,
  makeOwnFolder,
  runProgram
} from "./chunk-AV2ACOF4.js";
import {
  readPlainFile
} from "./chunk-HS6WFBPJ.js";
import {
  info,
  setFailed,
  setOutput,
  setSecret,
  warning
} from "./chunk-KSZ5OEGW.js";
import "./chunk-2TCWRE7T.js";
import {
  processText,
  pushNotBegunNote
} from "./chunk-QCLPPHMS.js";
import "./chunk-B32A25VQ.js";
import "./chunk-AHZWCLKP.js";
import {
  printable,
  printableLine
} from "./chunk-B5GJ3CPW.js";
import "./chunk-FBYAHOKZ.js";
import {
  GuardError
} from "./chunk-I22CHC5J.js";
import {
  __callDispose,
  __using
} from "./chunk-GZ5KYTBD.js";

// src/commands/progress.ts
var maxLine = 800;
function progressLine(entry, command) {
  const text = textOf(entry);
  if (text === void 0) return void 0;
  const line = printableLine(text, maxLine);
  if (entry.kind !== "approval" || entry.state !== "asked") return line;
  return `${line}
  approve: ${command} approvals approve ${entry.request}
  deny:    ${command} approvals deny ${entry.request} --reason "\u2026"`;
}
function textOf(entry) {
  switch (entry.kind) {
    case "verdict":
      if (entry.effective !== "deny" && entry.effective !== "hold") return void 0;
      return `${entry.effective === "deny" ? "refused" : "held"} (${entry.rule ?? "policy"}): ${entry.reason ?? entry.subject}`;
    case "approval":
      return approvalText(entry);
    case "process":
      return `the client starts by itself: ${processText(entry, entry.file)}`;
    case "limit":
      return `limit reached: ${entry.limit.replace("_", " ")} ${entry.reached} of ${entry.allowed}`;
    case "push":
      return `push to ${entry.repository}: ${entry.outcome}${entry.why ? ` (${sentence(entry.why)})` : ""}`;
    case "note":
      if (entry.text !== pushNotBegunNote) return void 0;
      return `${entry.text}: ${entry.why} (${entry.repository})`;
    case "gap":
      return `gap in the recording: ${entry.reason}`;
    default:
      return void 0;
  }
}
var sentence = (lines) => lines.replaceAll("cursor-guard: ", "").replace(/ {2,}/g, " ");
function approvalText(entry) {
  if (entry.state === "asked") return `waiting for approval of ${entry.why ?? "an action"}`;
  if (entry.state === "denied" && entry.by === void 0) {
    return `refused at once, nobody is asked: ${entry.why ?? "unknown"}`;
  }
  if (entry.state === "expired")
    return `request ${entry.request}: nobody decided in time; it stays open`;
  return `request ${entry.request} ${entry.state}${entry.by ? ` by ${entry.by}` : ""}`;
}

// src/commands/typed-command.ts
var shellQuoted = (path) => /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;

// src/commands/summary-text.ts
function summaryText({ summary, recording, exitCode }, command) {
  const { totals, coverage } = summary;
  const because = coverage.reasons.length > 0 ? ` (${coverage.reasons.join("; ")})` : "";
  const lines = [
    "",
    `cursor-guard: session ${summary.sessionId}`,
    `  prompts ${totals.prompts}, tool calls ${totals.toolCalls}, ${pushesText(summary.pushes)}, masked ${totals.masked}, refused ${totals.denied}, held ${totals.held}, approved ${totals.approved}`,
    `  level ${summary.level}, record ${coverage.state}${because}`,
    `  recording ${recording}${summary.sealed ? "" : " (not sealed)"}`,
    `  verify    ${command} verify ${shellQuoted(recording)}`,
    `  replay    ${command} replay ${shellQuoted(recording)}`,
    `  exit code ${exitCode}`,
    ""
  ];
  return printable(lines.join("\n"));
}

// src/adapters/machine/remove-tree.ts
import { rm } from "node:fs/promises";
async function removeTree(folder) {
  const program = await findSystemProgram("rm");
  if (program === void 0) return rm(folder, { recursive: true, force: true });
  const { code, complaint } = await runProgram([program, "-rf", "--", folder]);
  if (code !== 0) throw new Error(`${folder} cannot be removed: ${complaint}`);
}

// src/runner/command-place.ts
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

// src/adapters/machine/inherited-files.ts
import { closeSync, readdirSync, readFileSync } from "node:fs";
var closeOnExec = 524288;
function closeInherited() {
  for (const name of namesIn("/proc/self/fd")) {
    const number = Number(name);
    if (number > 2 && !endsHere(name)) closeSync(number);
  }
}
function namesIn(folder) {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
function endsHere(name) {
  try {
    const text = readFileSync(`/proc/self/fdinfo/${name}`, "utf8");
    const flags = /^flags:\s*([0-7]+)$/m.exec(text)?.[1];
    return flags === void 0 || (Number.parseInt(flags, 8) & closeOnExec) !== 0;
  } catch {
    return true;
  }
}

// src/runner/contain.ts
import { createSocket } from "node:dgram";
import { readFile, realpath } from "node:fs/promises";
import { createServer } from "node:net";
async function contain(user, proxy) {
  await user.note({ contained: true });
  const problems = await installTable(user.privilege, user.uid, proxy);
  if (problems.length === 0) problems.push(...await closeSockets(user));
  if (problems.length === 0) problems.push(...await tryOut(user, proxy));
  if (problems.length > 0) {
    throw new GuardError(
      "MACHINE_UNSUITABLE",
      `--contain is not possible here: ${problems.join("; ")}`,
      {
        hint: "Run `cursor-guard doctor` to see what this machine lacks, or leave --contain out."
      }
    );
  }
}
var maxSockets = 2e3;
async function closeSockets(user) {
  const table = await readFile("/proc/net/unix", "utf8").catch(() => "");
  const named = await Promise.all(
    socketPaths(table).map((path) => realpath(path).catch(() => path))
  );
  const paths = [...new Set(named)].filter((path) => !path.startsWith(`${user.home}/`));
  if (paths.length === 0) return [];
  if (paths.length > maxSockets) return [`more than ${maxSockets} sockets are open on this machine`];
  const open = await usable(user, paths);
  await user.note({ entries: open });
  try {
    await addEntries(
      user.privilege,
      open.map((path) => ({ path, rights: "---" })),
      user.uid
    );
  } catch (error) {
    return [`a socket cannot be closed to the user: ${error.message}`];
  }
  const left = await usable(user, open);
  return left.length === 0 ? [] : [`the user can still use ${left[0]}`];
}
function socketPaths(table) {
  const paths = table.split("\n").map((line) => /^\S+: (?:\S+ +){6}(\/.*)$/.exec(line)?.[1]).filter((path) => path !== void 0);
  return [...new Set(paths)];
}
async function usable(user, paths) {
  const script = 'for path do if [ -S "$path" ] && [ -w "$path" ] && [ ! -O "$path" ]; then printf "%s\\n" "$path"; fi; done';
  const outcome = await runProgram(
    dropTo(user.privilege, user, ["/bin/sh", "-c", script, "sh", ...paths])
  );
  return outcome.stdout.split("\n").filter((line) => line !== "");
}
async function tryOut(user, proxy) {
  const doors = await openDoors();
  try {
    const plan = JSON.stringify({ proxy, doors: doors.addresses });
    const command = [process.execPath, "-e", attempt, plan];
    const outcome = await runProgram(dropTo(user.privilege, user, command), { timeoutMs: 15e3 });
    if (outcome.code !== 0) return [`the probe did not end: ${outcome.complaint}`];
    const answer = JSON.parse(outcome.stdout);
    const through = doors.visitors() === 0 ? [] : ["packets of the user arrived at a closed port"];
    return [...answer.problems, ...through];
  } finally {
    doors.close();
  }
}
async function openDoors() {
  let visitors = 0;
  const closers = [];
  const addresses = [];
  for (const host of ["127.0.0.1", "127.0.0.2", "::1"]) {
    const server = createServer((socket) => {
      visitors += 1;
      socket.on("error", () => {
      }).destroy();
    });
    const port = await new Promise((resolve) => {
      server.once("error", () => resolve(void 0));
      server.listen(0, host, () => resolve(server.address().port));
    });
    if (port === void 0) continue;
    closers.push(() => server.close());
    addresses.push({ type: "tcp", host, port });
  }
  const datagrams = createSocket("udp4", () => {
    visitors += 1;
  });
  await new Promise((resolve) => datagrams.bind(0, "127.0.0.1", resolve));
  closers.push(() => datagrams.close());
  addresses.push({ type: "udp", host: "127.0.0.1", port: datagrams.address().port });
  const close = () => {
    for (const closeOne of closers) closeOne();
  };
  return { addresses, visitors: () => visitors, close };
}
var attempt = `
const { proxy, doors } = JSON.parse(process.argv[1])
const tcp = ({ host, port }) => new Promise((resolve) => {
  const socket = require('node:net').connect({ host, port })
  const timer = setTimeout(() => resolve('hangs'), 2000)
  const end = (how) => { clearTimeout(timer); socket.destroy(); resolve(how) }
  socket.once('connect', () => end('open'))
  socket.once('error', () => end('refused'))
})
const udp = ({ host, port }) => new Promise((resolve) => {
  const socket = require('node:dgram').createSocket('udp4')
  socket.once('error', () => resolve('refused'))
  socket.send('x', port, host, (error) => setTimeout(resolve, 50, error ? 'refused' : 'open'))
})
const problems = []
const run = async () => {
  const proxyIs = await tcp(proxy)
  if (proxyIs !== 'open') problems.push('the proxy cannot be reached: ' + proxyIs)
  for (const door of doors) {
    const is = await (door.type === 'tcp' ? tcp : udp)(door)
    if (is !== 'refused') problems.push(door.type + ' ' + door.host + ' is ' + is + ' to the user')
  }
  process.stdout.write(JSON.stringify({ problems }), () => process.exit(0))
}
run()
`;

// src/runner/own-terminal.ts
import { spawnSync } from "node:child_process";
var terminalsOf = () => [0, 1, 2].filter((fd) => [process.stdin, process.stdout, process.stderr][fd]?.isTTY);
var sttyTimeoutMs = 1e3;
async function keepTerminal(terminals) {
  const [fd] = terminals;
  const stty = fd === void 0 ? void 0 : await findSystemProgram("stty");
  if (fd === void 0 || stty === void 0) return () => {
  };
  const ask = (argument) => spawnSync(stty, [argument], {
    stdio: [fd, "pipe", "ignore"],
    env: {},
    cwd: "/",
    encoding: "utf8",
    timeout: sttyTimeoutMs,
    // Whoever sets a terminal from the background is stopped.
    killSignal: "SIGKILL"
  });
  const saved = ask("-g").stdout.trim();
  return /^[\w:=]+$/.test(saved) ? () => void ask(saved) : () => {
  };
}
async function awayFromTerminal(command, terminals, notes) {
  const apart = { ...command, stdio: [0, 1, 2], foreground: false };
  if (terminals.length === 0) return apart;
  const script = process.platform === "linux" ? await findSystemProgram("script") : void 0;
  if (script !== void 0) return behindTerminal(script, command, terminals);
  notes.addCaveat("shared-terminal: `script` of util-linux is not installed");
  return apart;
}
function behindTerminal(script, command, terminals) {
  const others = [0, 1, 2].filter((fd) => !terminals.includes(fd));
  const stdio = [
    terminals.includes(0) ? 0 : "ignore",
    outOf(terminals),
    outOf(terminals)
  ];
  const back = others.map((fd, index) => `${fd}${fd === 0 ? "<" : ">"}&${index + 3}`);
  const closed = others.map((_, index) => `${index + 3}>&-`);
  const { SHELL } = command.environment;
  const shell = SHELL === void 0 ? "unset SHELL" : `SHELL=${quoted(SHELL)}`;
  const words = [command.file, ...command.args].map(quoted).join(" ");
  return {
    file: script,
    args: ["-qefc", `${shell}; exec ${words} ${[...back, ...closed].join(" ")}`, "/dev/null"],
    environment: { ...command.environment, SHELL: "/bin/sh" },
    stdio: [...stdio, ...others],
    // Only there may it use the terminal.
    foreground: true
  };
}
var outOf = (terminals) => terminals.find((fd) => fd !== 0) ?? terminals[0] ?? 0;
var quoted = (word) => `'${word.replaceAll("'", "'\\''")}'`;

// src/runner/command-place.ts
async function prepareCommandPlace(options, parts) {
  var _stack = [];
  try {
    const undo = __using(_stack, new AsyncDisposableStack(), true);
    const { cwd, contain: isContained, terminal } = options;
    closeInherited();
    const { endpoint, notes } = parts;
    const shims = await writeShims(options, parts);
    const routing = await routeGit(options, parts);
    const user = await userFor(options, notes, { shims, routing });
    undo.defer(async () => {
      for (const problem of await user?.end() ?? []) notes.addCaveat(problem);
    });
    const { files, findProcesses } = await openFiles(options, user, shims);
    undo.defer(() => files.close());
    files.wake();
    if (user !== void 0 && isContained) await containOrFail(user, endpoint, notes);
    const environment = environmentFor(options, endpoint, { shims, routing, user });
    noteWithheld(notes, options.environment, environment);
    const launch = launcherFor(user, environment);
    const routed = { workspace: cwd, launch, ownHome: user !== void 0 };
    const noteEscapes = (escapes) => {
      if (!isContained) for (const phrase of escapes) notes.addCaveat(phrase);
    };
    noteEscapes(await routing.begin(routed));
    const { file, args, env } = await launch(options.command);
    const terminals = terminal ? terminalsOf() : [];
    undo.defer(await keepTerminal(terminals));
    const started = await awayFromTerminal({ file, args, environment: env }, terminals, notes);
    const signal = user?.signal ?? (started.foreground ? signalBelow : void 0);
    const taken = undo.move();
    return {
      child: { ...started, cwd, ...signal && { signal } },
      files,
      findProcesses,
      async look() {
        if (user !== void 0) {
          files.rest();
          await user.endProcesses();
          files.wake();
        }
        noteEscapes(await routing.check(routed));
        await noteInvocations(notes, shims, files);
      },
      [Symbol.asyncDispose]: () => taken.disposeAsync()
    };
  } catch (_) {
    var _error = _, _hasError = true;
  } finally {
    var _promise = __callDispose(_stack, _error, _hasError);
    _promise && await _promise;
  }
}
async function openFiles({ cwd, environment }, user, { configDirectory }) {
  const agent = { workspace: cwd, user, environment };
  const own = { configuration: configDirectory, enterprise: enterpriseFolder() };
  const files = await openAgentFiles({ ...agent, further: Object.values(own) });
  const folders = { ...await agentFolders(agent), ...own };
  return { files, findProcesses: createProcessSearch(files, folders) };
}
async function writeShims({ environment }, { endpoint, scratch }) {
  const permissions = await readUserPermissions(clientSettings(environment));
  return writeClientShims(scratch, { baseUrl: endpoint.baseUrl, permissions });
}
var clientSettings = (env) => env.CURSOR_CONFIG_DIR ?? join(env.HOME || homedir(), ".cursor");
var routeGit = ({ environment, gitUpstream }, { endpoint, scratch }) => createGitRouting({
  directory: join(scratch, "git"),
  baseUrl: endpoint.baseUrl,
  sessionToken: endpoint.sessionToken,
  forges: forgesOf(environment, gitUpstream),
  environment
});
async function userFor(options, notes, { shims, routing }) {
  if (options.environment.ACTIONS_ID_TOKEN_REQUEST_URL) notes.addCaveat("oidc-mintable");
  if (options.sameUser && !options.contain) {
    await noteSameUser(notes, "asked for", options);
    return void 0;
  }
  const user = await prepareAgentUser({
    workspace: options.cwd,
    command: options.command,
    path: options.environment.PATH ?? "",
    readable: [shims.shimDirectory, ...routing.readable],
    writable: [shims.configDirectory, shims.invocations],
    hidden: [options.out, stateDirectory(options.environment)],
    env: options.environment
  });
  if (!user.available && options.contain && user.liesIn !== "guard") {
    throw new GuardError("MACHINE_UNSUITABLE", `--contain is not possible here: ${user.reason}`, {
      hint: "Run `cursor-guard doctor` to see what this machine lacks, or leave --contain out."
    });
  }
  if (!user.available && user.liesIn !== "machine") throw noUser(user);
  if (!user.available) {
    await noteSameUser(notes, user.reason, options);
    return void 0;
  }
  for (const remark of user.remarks) {
    options.onRemark?.(remark);
    notes.note(remark);
  }
  for (const weakness of user.weaknesses) notes.addCaveat(weakness);
  return user;
}
async function noteSameUser(notes, why, { environment }) {
  notes.addCaveat(`same-uid: ${why}`);
  for (const phrase of await tokensAtHome(environment)) notes.addCaveat(phrase);
}
var noUser = ({ reason, liesIn }) => new GuardError("MACHINE_UNSUITABLE", `the command cannot have a user of its own: ${reason}`, {
  hint: `${liesIn === "guard" ? outOfReach : inWorkspace} With --same-user the command runs as the user of the guard, and can read what that holds.`
});
var inWorkspace = "Mend that, wait for the other session, or use another checkout.";
async function containOrFail(user, { baseUrl }, notes) {
  const { hostname, port } = new URL(baseUrl);
  await contain(user, { host: hostname.replace(/^\[|\]$/g, ""), port: Number(port) });
  notes.note("the command can reach the guard alone");
}
function environmentFor({ environment, pass }, { baseUrl, sessionToken }, parts) {
  const { shims, routing, user } = parts;
  return childEnvironment({
    base: user === void 0 ? environment : withToolchains(environment),
    baseUrl,
    sessionToken,
    shimDirectory: shims.shimDirectory,
    configDirectory: shims.configDirectory,
    git: routing.environment,
    pass,
    ...user && {
      home: user.home,
      user: user.name,
      temporaryDirectory: user.temporaryDirectory
    }
  }).environment;
}
var toolchainVariables = { RUSTUP_HOME: ".rustup", PYENV_ROOT: ".pyenv", NVM_DIR: ".nvm" };
function withToolchains(environment) {
  const { HOME } = environment;
  if (HOME === void 0) return environment;
  const found = Object.entries(toolchainVariables).map(([name, folder]) => [name, join(HOME, folder)]).filter(([, folder]) => existsSync(folder));
  return { ...Object.fromEntries(found), ...environment };
}
var launcherFor = (user, env) => async ([file = "", ...args]) => await user?.launch([file, ...args], env) ?? { file, args, env };
function noteWithheld(notes, environment, given) {
  const names2 = Object.keys(environment).filter((name) => name.startsWith("GIT_") && environment[name] !== given[name]).toSorted();
  if (names2.length === 0) return;
  const text = "variables that steer git stay out of the environment of the command";
  notes.note(text, { names: names2.slice(0, 50) });
}

// src/runner/run-child.ts
import { spawn } from "node:child_process";
var killAfterMs = 5e3;
var signalNumbers = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGABRT: 6,
  SIGKILL: 9,
  SIGSEGV: 11,
  SIGPIPE: 13,
  SIGTERM: 15
};
var passedOn = ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGWINCH"];
async function runChild(session, options) {
  const child = spawn(options.file, options.args, {
    cwd: options.cwd,
    env: options.environment,
    stdio: [...options.stdio],
    detached: !options.foreground
  });
  const ended = endOf(child);
  const kill = (signal) => {
    if (child.pid === void 0) return;
    if (options.signal) options.signal(child.pid, signal).catch(() => {
    });
    else signalTree(child.pid, signal, !options.foreground);
  };
  const passers = passedOn.map((signal) => {
    const pass = () => {
      if (!(options.foreground && signal === "SIGWINCH")) kill(signal);
    };
    process.on(signal, pass);
    return () => process.off(signal, pass);
  });
  let killer;
  session.onEnd(() => {
    kill("SIGTERM");
    killer = setTimeout(() => kill("SIGKILL"), killAfterMs);
  });
  try {
    return await ended;
  } finally {
    clearTimeout(killer);
    for (const stop of passers) stop();
    if (!options.foreground && options.signal === void 0) kill("SIGTERM");
  }
}
function endOf(child) {
  return new Promise((resolve) => {
    child.once("error", (error) => {
      const missing = error.code === "ENOENT";
      const problem = missing ? "command not found" : `cannot be started (${error.code})`;
      resolve({ exitCode: missing ? 127 : 126, problem: `${child.spawnfile}: ${problem}` });
    });
    child.once("exit", (code, signal) => {
      resolve({ exitCode: code ?? 128 + ((signal && signalNumbers[signal]) ?? 0) });
    });
  });
}
function signalTree(pid, signal, group) {
  try {
    process.kill(group ? -pid : pid, signal);
  } catch {
  }
}

// src/runner/run-guarded.ts
var exitCodes = { guardFailed: 70, policyEnded: 77 };
async function runGuarded(options) {
  var _stack = [];
  try {
    const undo = __using(_stack, new AsyncDisposableStack(), true);
    const scratch = await makeOwnFolder("cursor-guard-", [
      await repositoryAround(options.cwd) ?? options.cwd
    ]);
    undo.defer(() => removeTree(scratch));
    const prepared = await prepareStandalone({
      ...options,
      workspace: options.cwd,
      levelReasons: []
    });
    let end;
    undo.defer(() => prepared.end(end === void 0 ? {} : { exitCode: end.exitCode }));
    const notes = createEarlyNotes();
    const { endpoint } = prepared;
    const place = undo.use(await prepareCommandPlace(options, { endpoint, scratch, notes }));
    const { guard, recording, close } = await prepared.open(place.files);
    notes.passTo(guard.notes);
    await options.onStart?.(guard);
    const watch = watchProcesses(place.findProcesses, guard.processes);
    undo.defer(() => watch.stop());
    await watch.begin();
    end = guard.session.ended === void 0 ? await runChild(guard.session, place.child) : notStarted;
    await place.look();
    await watch.end();
    await place[Symbol.asyncDispose]();
    const verdict = judgeEnd(guard, end);
    const summary = await close({ exitCode: verdict.exitCode });
    return { ...verdict, childExitCode: end.exitCode, summary, recording: recording.path };
  } catch (_) {
    var _error = _, _hasError = true;
  } finally {
    var _promise = __callDispose(_stack, _error, _hasError);
    _promise && await _promise;
  }
}
var notStarted = {
  exitCode: exitCodes.policyEnded,
  problem: "the command was not started"
};
function judgeEnd(guard, end) {
  const { ended, endedBy } = guard.session;
  if (ended !== void 0) {
    const exitCode = endedBy === "policy" ? exitCodes.policyEnded : exitCodes.guardFailed;
    return { exitCode, problem: `the session was ended: ${ended}` };
  }
  if (guard.calls() > 0) return { exitCode: end.exitCode };
  guard.notes.addCaveat("gap: the agent did not use the guard");
  const why = end.problem ?? `the command ended with ${end.exitCode}`;
  return { exitCode: exitCodes.guardFailed, problem: `the agent did not use the guard (${why})` };
}

// action/command-files.ts
import { lstat, realpath as realpath2 } from "node:fs/promises";
import { basename, dirname, join as join2 } from "node:path";
var names = ["GITHUB_ENV", "GITHUB_PATH", "GITHUB_OUTPUT", "GITHUB_STATE", "GITHUB_STEP_SUMMARY"];
var maxFileBytes = 64 * 1048576;
async function holdCommandFiles(env) {
  const given = names.flatMap((name) => env[name] ? [{ name, path: env[name] }] : []);
  const held = await Promise.all(given.map(hold));
  return {
    async restore() {
      const restored = { changed: [], left: [] };
      for (const file of held) {
        if (file === void 0 || await isUnchanged(file)) continue;
        const isBack = await replaceFile(file.path, file.bytes, file).then(
          () => true,
          () => false
        );
        restored[isBack ? "changed" : "left"].push(file.name);
      }
      return restored;
    }
  };
}
async function hold(given) {
  const folder = await realpath2(dirname(given.path)).catch(() => void 0);
  if (folder === void 0) return void 0;
  const path = join2(folder, basename(given.path));
  const { uid, gid, mode } = await lstat(path).catch(() => newFile);
  const bytes = await readOrEmpty(path);
  return { name: given.name, path, bytes, uid, gid, mode: mode & 4095 };
}
var newFile = {
  mode: 420,
  uid: process.getuid?.() ?? 0,
  gid: process.getgid?.() ?? 0
};
var isUnchanged = ({ path, bytes }) => readOrEmpty(path).then(
  (now) => now.equals(bytes),
  () => false
);
var readOrEmpty = (path) => readPlainFile(path, maxFileBytes).catch((error) => {
  if (error.code === "ENOENT") return Buffer.alloc(0);
  throw error;
});

// action/run-step.ts
async function shellCommand(script) {
  const bash = await findSystemProgram("bash");
  if (bash === void 0) {
    throw new GuardError("MACHINE_UNSUITABLE", "bash was not found in the folders of the system", {
      hint: "Install bash; PATH is not searched, since an agent may have written into a folder of it."
    });
  }
  return [bash, "--noprofile", "--norc", "-eo", "pipefail", "-c", script];
}
async function runForStep(step) {
  const { inputs, state, scratch, environment } = step;
  const files = await holdCommandFiles(process.env);
  let resume = () => {
  };
  let outcome;
  try {
    outcome = await runGuarded({
      ...guardOptions(step),
      command: await shellCommand(inputs.run),
      async onStart(guard) {
        await step.loaded.remember();
        setSecret(guard.sessionToken);
        info(`cursor-guard: session ${guard.sessionId}, policy ${step.loaded.source}`);
        resume = stopCommands(print);
      }
    });
    print(summaryText(outcome, "cursor-guard"));
  } catch (error) {
    resume();
    setFailed(explain(error));
    process.exitCode = exitCodes.guardFailed;
  } finally {
    resume();
    const { changed, left } = await files.restore();
    for (const name of changed) {
      warning(`Somebody wrote to ${name} while the agent ran; it is as it was before.`);
    }
    if (left.length > 0) {
      setFailed(
        `Somebody changed ${left.join(", ")} while the agent ran, and it could not be put back: later steps would read what is there now.`
      );
      process.exitCode = exitCodes.guardFailed;
    }
    const secret = inputs.cursorApiKey;
    const backup = backupPath(scratch);
    for (const line of await restoreCheckout({ backup, secret, env: environment })) {
      warning(line, { title: "cursor-guard: git configuration" });
    }
  }
  if (outcome === void 0) return;
  await report(step, outcome);
  saveState({ ...state, reported: true });
}
var print = (text) => void process.stdout.write(text);
function guardOptions({ inputs, place, loaded, state, environment }) {
  return {
    cwd: place.workspace,
    policy: loaded.policy,
    policySource: loaded.source,
    policyReasons: loaded.reasons,
    out: state.recording,
    environment,
    pass: inputs.environment,
    contain: inputs.contain,
    terminal: false,
    now: Date.now,
    ...inputs.cursorUpstream === void 0 ? {} : { cursorUpstream: inputs.cursorUpstream },
    onRemark: (remark) => print(`cursor-guard: ${printable(remark)}
`),
    onHead: (line) => print(`${line}
`),
    onEntry: (entry) => {
      const line = progressLine(entry, "cursor-guard");
      if (line !== void 0) print(`cursor-guard: ${line}
`);
    }
  };
}
async function report({ inputs, state }, outcome) {
  const { exitCode, problem, summary, recording } = outcome;
  const { verdict: recorded } = await readSessionReport(state.recording);
  const verdict = summary.verdict === "violations" ? summary.verdict : recorded;
  setOutput("session-id", summary.sessionId);
  setOutput("recording", recording);
  setOutput("level", summary.level);
  setOutput("verdict", verdict);
  if (exitCode !== 0) {
    setFailed(problem ?? `The command ended with exit code ${exitCode}.`);
    process.exitCode = exitCode;
  } else if (verdict === "violations" && inputs.onViolation === "fail") {
    setFailed("Policy stopped what the agent tried (on-violation: fail); see the job summary.");
  }
}
export {
  runForStep
};
