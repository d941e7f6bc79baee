import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import {
  maxMessageBytes
} from "./chunk-G7IA5WD3.js";
import {
  stopCommands
} from "./chunk-DVD2UKUA.js";
import {
  isWelcome
} from "./chunk-UCCM6OSS.js";
import {
  restoreCheckout,
  saveState
} from "./chunk-QVBKUREB.js";
import {
  openPlainFile
} from "./chunk-HS6WFBPJ.js";
import {
  addPath,
  exportVariable,
  info,
  setOutput,
  setSecret,
  warning
} from "./chunk-KSZ5OEGW.js";
import {
  GuardError
} from "./chunk-I22CHC5J.js";
import {
  __callDispose,
  __using
} from "./chunk-GZ5KYTBD.js";

// action/later-steps.ts
import { randomBytes } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";

// action/daemon-client.ts
import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { connect } from "node:net";
var readyTimeoutMs = 3e4;
var endTimeoutMs = 6e4;
function startDaemon(script, log, env) {
  const output = openSync(log, "wx", 384);
  const names = (name) => isWelcome(name) || name === "RUNNER_TRACKING_ID";
  const own = Object.fromEntries(Object.entries(env).filter(([name]) => names(name)));
  const child = spawn(process.execPath, ["--max-semi-space-size=8", script], {
    detached: true,
    stdio: ["pipe", output, output, "pipe"],
    env: own
  });
  closeSync(output);
  const answered = readAnswer(child);
  answered.catch(() => {
  });
  return {
    async order(order) {
      const input = child.stdin;
      input.on("error", () => {
      });
      input.end(JSON.stringify(order));
      const answer = await answered;
      if (!answer.ready) {
        throw new GuardError("MACHINE_UNSUITABLE", answer.message, {
          ...answer.hint === void 0 ? {} : { hint: answer.hint }
        });
      }
      child.unref();
      return { ...answer, pid: child.pid ?? 0 };
    },
    kill() {
      child.kill("SIGKILL");
      child.unref();
    }
  };
}
function readAnswer(child) {
  const stream = child.stdio[3];
  return new Promise((resolve, reject) => {
    const fail = (why2) => reject(
      new GuardError("MACHINE_UNSUITABLE", `the guard's process ${why2}`, {
        hint: "Look at the lines of its log above."
      })
    );
    const timer = setTimeout(() => fail(`was not ready after ${readyTimeoutMs} ms`), readyTimeoutMs);
    let text = "";
    stream.setEncoding("utf8").on("data", (chunk) => {
      text += chunk;
      if (text.length > maxMessageBytes) fail("talks too much");
      if (!text.endsWith("\n")) return;
      clearTimeout(timer);
      stream.destroy();
      resolve(JSON.parse(text));
    });
    child.once("error", (error) => fail(`could not be started: ${error.message}`));
    child.once("exit", (code, signal) => {
      clearTimeout(timer);
      setTimeout(() => fail(`ended with ${signal ?? code}`), 200);
    });
  });
}
function endDaemon(socket, secret) {
  return new Promise((resolve) => {
    const connection = connect(socket);
    let text = "";
    connection.setTimeout(endTimeoutMs, () => connection.destroy());
    connection.on("error", () => resolve(void 0));
    connection.on("connect", () => connection.write(`${secret}
`));
    connection.on("data", (chunk) => {
      text += chunk;
      if (text.length > maxMessageBytes) connection.destroy();
    });
    connection.on("close", () => resolve(parseSummary(text)));
  });
}
function parseSummary(text) {
  try {
    return text.endsWith("\n") ? JSON.parse(text) : void 0;
  } catch {
    return void 0;
  }
}

// action/later-steps.ts
var why = "The command is started by later steps, as the same user as everything else of the job: the level is at most L0. Give the command in the input run to let the guard start it.";
async function startForLaterSteps(inputs, place, scratch) {
  const log = join(scratch, "daemon.log");
  const daemon = startDaemon(join(import.meta.dirname, "daemon.js"), log, process.env);
  try {
    const { prepare } = await import("./chunk-QETAZNXG.js");
    const { loaded, state, environment } = await prepare(inputs, place, scratch);
    const secret = randomBytes(24).toString("base64url");
    const ready = await daemon.order({
      policy: loaded.policy,
      policySource: loaded.source,
      policyReasons: loaded.reasons,
      levelReasons: ["started by later steps", "same-uid", ...mintable(place.env)],
      environment,
      recording: state.recording,
      // A socket's path may have some hundred bytes; RUNNER_TEMP can be longer by itself.
      scratch: tmpdir(),
      secret,
      ...process.ppid > 1 ? { job: process.ppid } : {},
      ...inputs.cursorUpstream === void 0 ? {} : { cursorUpstream: inputs.cursorUpstream }
    });
    await loaded.remember();
    setSecret(ready.sessionToken);
    setSecret(secret);
    const { socket, pid, sessionToken } = ready;
    saveState({ ...state, sessionToken, daemon: { socket, secret, log, pid } });
    exportGuard(ready, join(state.recording, "recording.jsonl"));
  } catch (error) {
    daemon.kill();
    await printLog(log);
    await restoreCheckout({
      backup: join(scratch, "git-configuration"),
      secret: inputs.cursorApiKey,
      env: place.env
    });
    throw error;
  }
}
var mintable = (env) => env.ACTIONS_ID_TOKEN_REQUEST_URL === void 0 ? [] : ["oidc-mintable"];
function exportGuard(ready, recording) {
  for (const [name, value] of Object.entries(ready.environment)) exportVariable(name, value);
  addPath(ready.shimDirectory);
  setOutput("session-id", ready.sessionId);
  setOutput("recording", recording);
  setOutput("level", "L0");
  setOutput("verdict", "");
  warning(why, { title: "cursor-guard: level L0" });
  info(
    `cursor-guard: session ${ready.sessionId}. Later steps must not set CURSOR_API_KEY themselves.`
  );
}
async function printLog(log) {
  const text = await endOf(log).catch(() => "");
  if (text === "") return;
  const print = (line) => void process.stdout.write(line);
  const resume = stopCommands(print);
  print(text);
  resume();
}
var maxLogBytes = 256 * 1024;
async function endOf(path) {
  var _stack = [];
  try {
    const file = __using(_stack, await openPlainFile(path), true);
    const start = Math.max(0, (await file.stat()).size - maxLogBytes);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(maxLogBytes), 0, maxLogBytes, start);
    return buffer.toString("utf8", 0, bytesRead);
  } catch (_) {
    var _error = _, _hasError = true;
  } finally {
    var _promise = __callDispose(_stack, _error, _hasError);
    _promise && await _promise;
  }
}

export {
  endDaemon,
  startForLaterSteps,
  printLog
};
