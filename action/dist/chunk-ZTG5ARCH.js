import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import {
  pushesText
} from "./chunk-AAWHFIOW.js";
import {
  cell,
  counted
} from "./chunk-KFAYHB5I.js";

// action/summary.ts
var maxBytes = 1e6;
var maxRows = 100;
var levels = {
  L0: "L0 recorded: a determined agent can go round the guard",
  L1: "L1 credential-held: the agent has no credential that writes",
  L2: "L2 contained: the agent's user reaches the guard and nothing else"
};
var unsealed = "The record is not sealed: the guard was killed before the session ended.";
function renderSummary(report, where) {
  return cut(
    [
      headline(report),
      facts(report),
      refusedTable(report),
      heldTable(report),
      auditedTable(report),
      list(
        "Secrets",
        [...report.findings].map(([name, times]) => `${name}: ${times}`)
      ),
      list("Started by the client itself, where nobody sees it", report.processes),
      list("Limits reached", report.limits),
      list("Gaps in the record", report.gaps),
      whereabouts(report, where)
    ].filter((part) => part !== "").join("\n\n")
  );
}
function headline({ verdict, totals, pushes, session, seal, damage }) {
  const id = session === void 0 ? "" : ` ${cell(session.session, 80)}`;
  const what = [
    counted(totals.prompts, "prompt"),
    counted(totals.toolCalls, "tool call"),
    pushesText(pushes),
    `${totals.masked} masked`,
    `${totals.denied} refused`,
    `${totals.held} held`
  ].join(", ");
  const alert = seal === void 0 ? "CAUTION" : verdict === "clean" ? "NOTE" : "WARNING";
  return [
    `## cursor-guard: session${id}`,
    "",
    `> [!${alert}]`,
    `> ${what}.`,
    ...damage === void 0 ? [] : [`> **The record is damaged:** ${cell(damage)}`],
    ...seal === void 0 && damage === void 0 ? [`> **${unsealed}**`] : []
  ].join("\n");
}
function facts({ session, coverage, seal, entries, head }) {
  const record = coverage.state === "complete" && seal !== void 0 ? "complete" : "**partial**";
  const rows = [
    ["Level", levels[coverage.level]],
    ["Record", `${record}${reasonsText(coverage.reasons)}`],
    ["Policy", session === void 0 ? "unknown" : policyText(session.policy)],
    ["Entries", `${entries}, head <code>${head}</code>`],
    ...session?.command === void 0 ? [] : [["Command", cell(session.command.join(" "))]],
    ...seal?.exitCode === void 0 ? [] : [["Exit code", `${seal.exitCode}`]]
  ];
  return ["| | |", "|---|---|", ...rows.map((row) => `| ${row.join(" | ")} |`)].join("\n");
}
var reasonsText = (reasons) => reasons.length === 0 ? "" : `: ${reasons.slice(0, 20).map((reason) => cell(reason)).join(", ")}`;
var policyText = (policy) => `${cell(policy.source)}, ${cell(policy.enforcement)}, ${cell(policy.digest, 20)}`;
function refusedTable({ refused, totals }) {
  const rows = refused.map(({ kind, what, rule, reason }) => [kind, what, rule, reason]);
  return table("Refused", ["Action", "What", "Rule", "Reason"], rows, totals.denied);
}
function heldTable({ held, totals }) {
  const rows = held.map(({ kind, what, rule, outcome, by, why, reason }) => [
    kind,
    what,
    rule,
    [outcome, by].filter(Boolean).join(" by "),
    why || reason
  ]);
  return table(
    "Held for a person",
    ["Action", "What", "Rule", "Outcome", "Reason"],
    rows,
    totals.held
  );
}
function auditedTable({ audited }) {
  const rows = audited.map(({ kind, what, rule, reason }) => [kind, what, rule, reason]);
  const head = ["Action", "What", "Rule", "Reason"];
  return table("Only audited, would have been stopped", head, rows, audited.length);
}
function table(title, head, rows, total) {
  if (rows.length === 0) return "";
  const shown = rows.slice(0, maxRows);
  return [
    `### ${title} (${total})`,
    "",
    `| ${head.join(" | ")} |`,
    `|${"---|".repeat(head.length)}`,
    ...shown.map((row) => `| ${row.map((text) => cell(text)).join(" | ")} |`),
    ...total > shown.length ? ["", `${total - shown.length} more are in the recording.`] : []
  ].join("\n");
}
function list(title, items) {
  if (items.length === 0) return "";
  const shown = items.slice(0, maxRows).map((item) => `- ${cell(item)}`);
  const more = items.length - shown.length;
  return [`### ${title}`, "", ...shown, ...more > 0 ? [`- and ${more} more`] : []].join("\n");
}
function whereabouts({ seal }, { sentence, link }) {
  const proof = seal?.signature === void 0 ? "The chain of hashes shows damage, not rewriting: nobody signed it. `cursor-guard verify recording.jsonl --log STEP_LOG` checks it against the step log." : "It is signed: `cursor-guard verify recording.jsonl --key PUBLIC_KEY` checks by whom.";
  return [
    `### The record`,
    "",
    link === void 0 ? sentence : `${sentence} [Open it](${link}).`,
    "",
    proof
  ].join("\n");
}
function cut(text) {
  const bytes = Buffer.from(`${text}
`);
  if (bytes.length <= maxBytes) return bytes.toString();
  const kept = bytes.subarray(0, bytes.lastIndexOf(10, maxBytes - 200) + 1);
  return `${kept}

The summary was cut here; the recording has everything.
`;
}

export {
  renderSummary
};
