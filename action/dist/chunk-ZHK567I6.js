import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import {
  findSystemProgram,
  systemPath
} from "./chunk-FGUINM7F.js";

// src/runner/repository-around.ts
import { lstat } from "node:fs/promises";
import { dirname, join } from "node:path";
async function repositoryAround(folder) {
  for (let at = folder; ; at = dirname(at)) {
    if (await lstat(join(at, ".git")).catch(() => void 0) !== void 0) return at;
    if (at === dirname(at)) return void 0;
  }
}

// src/adapters/machine/run-program.ts
import { spawn } from "node:child_process";
import { isAbsolute } from "node:path";
var maxOutputBytes = 16 * 1048576;
async function runProgram(command, options = {}) {
  const [name = "", ...args] = command;
  const { timeoutMs = 6e4, input = "", env = {} } = options;
  const file = isAbsolute(name) ? name : await findSystemProgram(name);
  if (file === void 0) return { code: 127, stdout: "", complaint: `${name}: not installed` };
  const environment = { LC_ALL: "C", PATH: await systemPath(), ...env };
  return new Promise((resolve) => {
    const child = spawn(file, args, { stdio: "pipe", env: environment, cwd: "/" });
    const out = collect(child.stdout, () => child.kill("SIGKILL"));
    const err = collect(child.stderr, () => child.kill("SIGKILL"));
    const timer = setTimeout(() => {
      child.kill("SIGKILL");
      finish(124, `no end after ${timeoutMs / 1e3} s`);
    }, timeoutMs);
    const finish = (code, complaint) => {
      clearTimeout(timer);
      resolve({ code, stdout: out(), complaint: complaint ?? firstLine(err()) });
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
  ...["sh", "env", "id", "sleep", "install", "rm", "grep"]
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
  repositoryAround,
  runProgram,
  findPrivilege,
  missingTools,
  asRoot,
  dropTo
};
