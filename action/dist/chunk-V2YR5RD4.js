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

// src/core/policy/render/plain-text.ts
function plain(text) {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, " ").replace(/::/g, ": :").trim();
}
var withoutLinks = (text) => withoutAddresses(text).replace(commitHash, (hash) => hash.replace(/.{6}(?=.)/g, `$&${widthless}`));
var withoutAddresses = (text) => text.replace(/[@#]/g, `$&${widthless}`).replaceAll("://", `:${widthless}//`).replace(/www(?=\.)/gi, `$&${widthless}`).replace(/\bgh-(?=\d)/gi, `$&${widthless}`);
var widthless = "\u200B";
var commitHash = /(?<![0-9a-z])[0-9a-f]{7,}(?![0-9a-z])/gi;

export {
  noPushes,
  addPush,
  pushesText,
  plain,
  withoutLinks,
  widthless
};
