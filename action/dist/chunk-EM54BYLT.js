import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import {
  readRecording
} from "./chunk-HK7JIBRE.js";
import {
  emptyTotals,
  readFileRecording
} from "./chunk-4VTWVPFV.js";

// action/report.ts
var maxActions = 200;
var maxRemembered = 1e3;
async function readReport(path) {
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
function emptyReport() {
  return {
    session: void 0,
    seal: void 0,
    damage: void 0,
    coverage: { level: "L0", state: "partial", reasons: ["not sealed"] },
    totals: emptyTotals(),
    entries: 0,
    head: "",
    refused: [],
    held: [],
    audited: [],
    findings: /* @__PURE__ */ new Map(),
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
  const { totals, count, head, seal, coverage, state, why } = found;
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
    damage: state === "broken" ? why ?? "the record is damaged" : void 0,
    verdict: violated ? "violations" : "clean"
  };
}

export {
  readReport
};
