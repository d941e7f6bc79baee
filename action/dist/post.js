import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import {
  renderSummary
} from "./chunk-ZTG5ARCH.js";
import {
  endDaemon,
  printLog
} from "./chunk-42COBX5I.js";
import "./chunk-G7IA5WD3.js";
import {
  readSessionReport,
  recoverAgentUsers
} from "./chunk-6ILPDH2U.js";
import {
  explain
} from "./chunk-T7C3CVGZ.js";
import "./chunk-AAWHFIOW.js";
import {
  backupPath
} from "./chunk-KBWVJFGU.js";
import {
  counted,
  oneLine
} from "./chunk-KFAYHB5I.js";
import "./chunk-BG5RGVMY.js";
import "./chunk-DVD2UKUA.js";
import "./chunk-UCCM6OSS.js";
import {
  readState,
  restoreCheckout
} from "./chunk-QVBKUREB.js";
import "./chunk-AV2ACOF4.js";
import "./chunk-HS6WFBPJ.js";
import {
  error,
  getInput,
  info,
  notice,
  setFailed,
  setOutput,
  summary,
  warning
} from "./chunk-KSZ5OEGW.js";
import "./chunk-2TCWRE7T.js";
import "./chunk-QCLPPHMS.js";
import "./chunk-B32A25VQ.js";
import "./chunk-AHZWCLKP.js";
import "./chunk-B5GJ3CPW.js";
import "./chunk-FBYAHOKZ.js";
import "./chunk-I22CHC5J.js";
import "./chunk-GZ5KYTBD.js";

// action/post.ts
import { existsSync } from "node:fs";
import { join } from "node:path";

// action/annotations.ts
var maxOfAKind = 10;
function annotationsOf(report, onViolation) {
  const violation = onViolation === "fail" ? "error" : "warning";
  const refused = report.refused.map(({ kind, what, rule, reason }) => ({
    kind: violation,
    title: `cursor-guard refused: ${oneLine(kind, 40)}`,
    message: sentence(what, reason, rule)
  }));
  const held = report.held.filter(({ outcome }) => outcome !== "approved").map(({ kind, what, rule, reason, outcome, why }) => ({
    kind: violation,
    title: `cursor-guard held: ${oneLine(kind, 40)}, ${oneLine(outcome, 40)}`,
    message: sentence(what, why || reason, rule)
  }));
  const limits = report.limits.map((limit) => ({
    kind: violation,
    title: "cursor-guard: limit reached",
    message: oneLine(limit)
  }));
  const gaps = report.gaps.map((gap) => ({
    kind: "warning",
    title: "cursor-guard: gap in the record",
    message: oneLine(gap)
  }));
  const secrets = [...report.findings].map(([name, times]) => ({
    kind: "notice",
    title: "cursor-guard: secret",
    message: `${oneLine(name)}, ${counted(times, "time")}`
  }));
  return atMostTen([...refused, ...held, ...limits, ...gaps, ...secrets]);
}
function sentence(what, reason, rule) {
  const why = oneLine(reason) || "policy forbids it";
  return `${oneLine(what, 200)}: ${why}${rule === "" ? "" : ` (rule: ${oneLine(rule, 80)})`}`;
}
function atMostTen(all) {
  const kinds = ["error", "warning", "notice"];
  return kinds.flatMap((kind) => {
    const ofKind = all.filter((annotation) => annotation.kind === kind);
    if (ofKind.length <= maxOfAKind) return ofKind;
    const more = ofKind.length - maxOfAKind + 1;
    const rest = { kind, title: "cursor-guard", message: `${more} more; see the job summary.` };
    return [...ofKind.slice(0, maxOfAKind - 1), rest];
  });
}

// action/post.ts
async function post() {
  const state = readState();
  if (state === void 0) return info("cursor-guard: no session was started.");
  await attempt(() => endSession(state));
  await attempt(() => restore(state));
  await attempt(takeBack);
  if (!existsSync(join(state.recording, "recording.jsonl"))) {
    return info("cursor-guard: no session was started, so there is no recording.");
  }
  await attempt(async () => {
    const report = await readSessionReport(state.recording);
    const { keepArtifact } = await import("./chunk-5GYVJH7T.js");
    const kept = await keepArtifact(state, report, process.env).catch((error2) => {
      setFailed(explain(error2));
      return {
        where: { sentence: "Nothing was uploaded; the log of this step says why." },
        annotations: []
      };
    });
    if (process.env.GITHUB_STEP_SUMMARY) {
      await summary.addRaw(renderSummary(report, kept.where)).write();
    }
    for (const annotation of [...annotationsOf(report, state.onViolation), ...kept.annotations]) {
      annotate(annotation);
    }
    setOutput("verdict", report.verdict);
    judge(state, report);
  });
}
async function endSession({ daemon }) {
  if (daemon === void 0) return;
  const summary2 = await endDaemon(daemon.socket, daemon.secret);
  await printLog(daemon.log);
  if (summary2 === void 0) {
    error(
      `The guard (process ${daemon.pid}) was killed before the job ended: the record is partial, and what the agent did afterwards is not in it.`,
      { title: "cursor-guard: killed" }
    );
  } else if (summary2.calls === 0) {
    fail("The agent did not use the guard: no Cursor traffic reached it.", "fail");
  }
}
async function restore({ scratch }) {
  const secret = getInput("cursor-api-key") || (process.env.CURSOR_API_KEY ?? "");
  const backup = backupPath(scratch);
  for (const line of await restoreCheckout({ backup, secret: secret.trim(), env: process.env })) {
    warning(line, { title: "cursor-guard: git configuration" });
  }
}
async function takeBack() {
  for (const problem of await recoverAgentUsers()) {
    warning(problem, { title: "cursor-guard: the agent\u2019s user" });
  }
}
function judge(state, report) {
  if (report.seal === void 0 && state.recordingRequired) {
    setFailed(report.damage ?? "The recording is partial: it was never sealed.");
  }
  if (report.verdict === "clean" || state.reported) return;
  fail("Policy stopped what the agent tried; see the job summary.", state.onViolation);
}
function fail(message, how) {
  if (how === "fail") setFailed(message);
  else warning(message);
}
var annotators = { error, warning, notice };
function annotate({ kind, title, message }) {
  annotators[kind](message, { title });
}
async function attempt(part) {
  try {
    await part();
  } catch (error2) {
    setFailed(explain(error2));
  }
}
await attempt(post);
