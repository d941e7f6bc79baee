import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import {
  readReport
} from "./chunk-EM54BYLT.js";
import {
  explain
} from "./chunk-WOBDX6R5.js";
import {
  exitCodes,
  runGuarded
} from "./chunk-YAAS3KZJ.js";
import "./chunk-WDQK36VI.js";
import "./chunk-7UEJGS4S.js";
import {
  backupPath
} from "./chunk-WT6TAVYO.js";
import "./chunk-7QHOEGQN.js";
import "./chunk-LTTRFI42.js";
import {
  stopCommands
} from "./chunk-DVD2UKUA.js";
import "./chunk-UCCM6OSS.js";
import {
  restoreCheckout,
  saveState
} from "./chunk-GQVDUYG2.js";
import {
  info,
  setFailed,
  setOutput,
  setSecret,
  warning
} from "./chunk-KSZ5OEGW.js";
import "./chunk-HK7JIBRE.js";
import "./chunk-4VTWVPFV.js";
import {
  printable
} from "./chunk-SW24IY7H.js";
import "./chunk-FBYAHOKZ.js";
import "./chunk-CSME74VS.js";
import "./chunk-GZ5KYTBD.js";

// src/commands/progress.ts
function progressLine(entry) {
  switch (entry.kind) {
    case "verdict":
      if (entry.effective !== "deny" && entry.effective !== "hold") return void 0;
      return printable(
        `${entry.effective === "deny" ? "refused" : "held"} (${entry.rule ?? "policy"}): ${entry.reason ?? entry.subject}`
      );
    case "approval":
      return printable(approvalLine(entry));
    case "limit":
      return `limit reached: ${entry.limit.replace("_", " ")} ${entry.reached} of ${entry.allowed}`;
    case "gap":
      return printable(`gap in the recording: ${entry.reason}`);
    default:
      return void 0;
  }
}
function approvalLine(entry) {
  if (entry.state !== "asked") {
    return `request ${entry.request} ${entry.state}${entry.by ? ` by ${entry.by}` : ""}`;
  }
  return `waiting for approval of ${entry.why ?? "an action"}
  approve: cursor-guard approvals approve ${entry.request}
  deny:    cursor-guard approvals deny ${entry.request} --reason "\u2026"`;
}

// src/commands/summary.ts
function summaryText({ summary, recording, exitCode }) {
  const { totals, coverage } = summary;
  const because = coverage.reasons.length > 0 ? ` (${coverage.reasons.join("; ")})` : "";
  const lines = [
    "",
    `cursor-guard: session ${summary.sessionId}`,
    `  prompts ${totals.prompts}, tool calls ${totals.toolCalls}, masked ${totals.masked}, refused ${totals.denied}, held ${totals.held}, approved ${totals.approved}`,
    `  level ${summary.level}, record ${coverage.state}${because}`,
    `  recording ${recording}${summary.sealed ? "" : " (not sealed)"}`,
    `  verify    cursor-guard verify ${recording}`,
    `  replay    cursor-guard replay ${recording}`,
    `  exit code ${exitCode}`,
    ""
  ];
  return printable(lines.join("\n"));
}

// action/command-files.ts
import { readFile, writeFile } from "node:fs/promises";
var names = ["GITHUB_ENV", "GITHUB_PATH", "GITHUB_OUTPUT", "GITHUB_STATE", "GITHUB_STEP_SUMMARY"];
async function holdCommandFiles(env) {
  const held = await Promise.all(
    names.flatMap((name) => {
      const path = env[name];
      return path ? [readOrEmpty(path).then((bytes) => ({ name, path, bytes }))] : [];
    })
  );
  return {
    async restore() {
      const changed = [];
      for (const { name, path, bytes } of held) {
        if ((await readOrEmpty(path)).equals(bytes)) continue;
        await writeFile(path, bytes);
        changed.push(name);
      }
      return changed;
    }
  };
}
var readOrEmpty = (path) => readFile(path).catch(() => Buffer.alloc(0));

// action/run-step.ts
var shell = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c"];
async function runForStep(step) {
  const { inputs, state, scratch, environment } = step;
  const files = await holdCommandFiles(process.env);
  let resume = () => {
  };
  let outcome;
  try {
    outcome = await runGuarded({
      ...guardOptions(step),
      onStart(guard) {
        setSecret(guard.sessionToken);
        info(`cursor-guard: session ${guard.sessionId}, policy ${step.loaded.source}`);
        resume = stopCommands(print);
      }
    });
    print(summaryText(outcome));
  } catch (error) {
    resume();
    setFailed(explain(error));
    process.exitCode = exitCodes.guardFailed;
  } finally {
    resume();
    for (const name of await files.restore()) {
      warning(`Somebody wrote to ${name} while the agent ran; it is as it was before.`);
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
    command: [...shell, inputs.run],
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
    onHead: (line) => print(`${line}
`),
    onEntry: (entry) => {
      const line = progressLine(entry);
      if (line !== void 0) print(`cursor-guard: ${line}
`);
    }
  };
}
async function report({ inputs, state }, outcome) {
  const { exitCode, problem, summary, recording } = outcome;
  const { verdict: recorded } = await readReport(state.recording);
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
