import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import {
  readInputs
} from "./chunk-4ICAOQIE.js";
import {
  explain
} from "./chunk-T7C3CVGZ.js";
import {
  tokensIn
} from "./chunk-A77276OK.js";
import {
  getInput,
  setFailed,
  setSecret
} from "./chunk-KSZ5OEGW.js";
import {
  GuardError
} from "./chunk-I22CHC5J.js";
import "./chunk-GZ5KYTBD.js";

// action/main.ts
import { mkdtemp, realpath } from "node:fs/promises";
import { join } from "node:path";

// action/place.ts
import { homedir, tmpdir } from "node:os";
function placeOf(env, token) {
  const given = token?.trim();
  return {
    tokens: [.../* @__PURE__ */ new Set([...given ? [given] : [], ...tokensIn(env)])],
    workspace: env.GITHUB_WORKSPACE ?? process.cwd(),
    temp: env.RUNNER_TEMP ?? tmpdir(),
    home: env.HOME ?? homedir(),
    server: env.GITHUB_SERVER_URL ?? "https://github.com",
    env
  };
}

// action/platform.ts
function checkPlatform(platform) {
  if (platform === "linux" || platform === "darwin") return;
  const name = platform === "win32" ? "Windows" : platform;
  throw new GuardError(
    "MACHINE_UNSUITABLE",
    `this action does not work on ${name} runners yet: files that only their owner can read, process groups that can be ended as a whole, and bash in front of the agent are missing there`,
    { hint: "Use runs-on: ubuntu-latest or macos-latest for the job with the agent." }
  );
}

// action/main.ts
async function main() {
  checkPlatform(process.platform);
  const inputs = readInputs((name) => getInput(name, { trimWhitespace: false }), process.env);
  for (const secret of [inputs.cursorApiKey, inputs.githubToken]) {
    if (secret !== void 0) setSecret(secret);
  }
  if (getInput("gateway") !== "") throw noGateway();
  const place = placeOf(process.env, inputs.githubToken);
  const scratch = await mkdtemp(join(await realpath(place.temp), "cursor-guard-"));
  if (inputs.run === void 0) {
    const { startForLaterSteps } = await import("./chunk-QLZMKOCO.js");
    return startForLaterSteps(inputs, place, scratch);
  }
  const [{ prepare }, { runForStep }] = await Promise.all([
    import("./chunk-QETAZNXG.js"),
    import("./chunk-BTH5XKNZ.js")
  ]);
  const prepared = await prepare(inputs, place, scratch);
  await runForStep({ inputs: { ...inputs, run: inputs.run }, place, scratch, ...prepared });
}
function noGateway() {
  return new GuardError(
    "INPUT_INVALID",
    "input gateway: not in this version; a session is judged on the runner",
    { hint: "Leave gateway out." }
  );
}
try {
  await main();
} catch (error) {
  setFailed(explain(error));
}
