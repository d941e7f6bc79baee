import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);

// src/runner/job-tokens.ts
var names = ["GITHUB_TOKEN", "GH_TOKEN", "GH_ENTERPRISE_TOKEN", "GITHUB_ENTERPRISE_TOKEN"];
function tokensIn(environment) {
  const values = names.map((name) => environment[name]?.trim() ?? "");
  return [...new Set(values.filter((value) => value !== ""))];
}

export {
  tokensIn
};
