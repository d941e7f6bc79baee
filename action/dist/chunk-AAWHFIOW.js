import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);

// src/core/recording/push-counts.ts
var noPushes = () => ({ passed: 0, refused: 0, held: 0, open: 0 });
function addPush(counts, outcome) {
  counts[kindOf(outcome)] += 1;
}
function kindOf(outcome) {
  if (outcome === "accepted" || outcome === "partly accepted") return "passed";
  if (outcome === "refused" || outcome === "rejected by the forge") return "refused";
  if (outcome === "held, not released" || outcome === "abandoned while held") return "held";
  return "open";
}
function pushesText(counts) {
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const parts = Object.entries(counts).filter(([, count]) => count > 0).map(([name, count]) => `${count} ${name === "open" ? "left open" : name}`);
  const detail = parts.length === 0 ? "" : ` (${parts.join(", ")})`;
  return `${all} push${all === 1 ? "" : "es"}${detail}`;
}

export {
  noPushes,
  addPush,
  pushesText
};
