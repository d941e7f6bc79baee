import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import {
  GuardError
} from "./chunk-I22CHC5J.js";

// action/inputs.ts
import { isAbsolute, resolve } from "node:path";
var artifactModes = ["full", "summary", "off"];
var maxRunBytes = 96 * 1024;
var maxSecretLength = 8 * 1024;
function readInputs(read, env) {
  const text = (name) => read(name).trim() || void 0;
  const run = read("run").trim() === "" ? void 0 : read("run");
  const contain = readBoolean("contain", text("contain") ?? "false");
  if (contain && run === void 0) throw containAlone();
  if (run !== void 0 && Buffer.byteLength(run) > maxRunBytes) {
    throw invalid("run", `at most ${maxRunBytes} bytes of shell text`, "Put the script in a file.");
  }
  const environment = read("env").split("\n").map((line) => line.trim()).filter(Boolean);
  if (environment.length > 0 && run === void 0) throw invalid("env", "run as well");
  const workspace = env.GITHUB_WORKSPACE ?? process.cwd();
  const policy = text("policy");
  return {
    run,
    contain,
    environment,
    cursorApiKey: readKey(text("cursor-api-key") ?? env.CURSOR_API_KEY?.trim() ?? ""),
    githubToken: text("github-token"),
    policy: policy === void 0 || isAbsolute(policy) ? policy : resolve(workspace, policy),
    checkoutCredentials: oneOf(
      "checkout-credentials",
      ["remove", "refuse", "keep"],
      text("checkout-credentials") ?? "remove"
    ),
    artifact: optionalOneOf("artifact", artifactModes, text("artifact")),
    artifactName: readArtifactName(text("artifact-name")),
    retentionDays: readDays(text("retention-days")),
    onViolation: oneOf("on-violation", ["fail", "warn"], text("on-violation") ?? "fail"),
    cursorUpstream: readUrl("cursor-upstream", text("cursor-upstream"))
  };
}
function containAlone() {
  return new GuardError(
    "INPUT_INVALID",
    "input contain: needs run as well. Later steps are started by the runner, as its own user; only a command that the guard starts itself can be given a user of its own and be contained.",
    { hint: "Give the command in the input run, or leave contain out." }
  );
}
function readKey(key) {
  if (key === "") {
    throw invalid(
      "cursor-api-key",
      "a Cursor key",
      "Pass the secret of that name in cursor-api-key; runs from forks are not given secrets."
    );
  }
  if (key.length > maxSecretLength || /[^\x21-\x7e]/.test(key)) {
    throw invalid("cursor-api-key", `one line of printable characters, at most ${maxSecretLength}`);
  }
  return key;
}
function readUrl(name, text) {
  if (text === void 0) return void 0;
  const url = URL.canParse(text) ? new URL(text) : void 0;
  if (url === void 0 || !["http:", "https:"].includes(url.protocol) || url.username !== "") {
    throw invalid(name, "an http or https address without a user name");
  }
  return text.replace(/\/+$/, "");
}
function readBoolean(name, text) {
  if (/^true$/i.test(text)) return true;
  if (/^false$/i.test(text)) return false;
  throw invalid(name, "true or false");
}
var maxArtifactName = 256;
var notInArtifactName = /[":<>|*?\r\n\\/]/;
function readArtifactName(text) {
  if (text === void 0) return void 0;
  if (text.length > maxArtifactName || notInArtifactName.test(text)) {
    throw invalid("artifact-name", 'at most 256 characters, none of " : < > | * ? / and backslash');
  }
  return text;
}
function readDays(text) {
  if (text === void 0) return void 0;
  const days = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (days < 1 || days > 400) throw invalid("retention-days", "a whole number from 1 to 400");
  return days;
}
function oneOf(name, allowed, text) {
  const found = allowed.find((value) => value === text);
  if (found === void 0) throw invalid(name, allowed.join(", "));
  return found;
}
function optionalOneOf(name, allowed, text) {
  return text === void 0 ? void 0 : oneOf(name, allowed, text);
}
function invalid(name, expected, hint) {
  return new GuardError("INPUT_INVALID", `input ${name}: expected ${expected}`, {
    ...hint === void 0 ? {} : { hint }
  });
}

export {
  readInputs,
  maxArtifactName
};
