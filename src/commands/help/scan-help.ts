export const scanHelp = `cursor-guard scan [PATH… | --stdin | --git RANGE] [options]

Finds secrets in files, on standard input, or in what commits add. Values are never printed.

  PATH…            files or folders; this folder when nothing is named. Every file counts, binary
                   ones too; .git is left out, links inside a folder are not followed
  --stdin          what comes on standard input
  --git RANGE      every file version and commit message that the commits of RANGE add, as in
                   main..HEAD or HEAD
  --format FORMAT  text, json, or sarif (opens in code-scanning tools)
  --policy FILE    its secrets.rules, secrets.allow, secrets.allow_inline and secrets.known count;
                   paths in it start at the folder that holds its .github folder, or here
  --baseline FILE  findings that are known and do not count: a JSON list of fingerprints, or a
                   report of --format json
  --allow-inline   a comment on the line of a finding leaves it out:
                   cursor-guard:allow RULE the reason

Exit codes: 0 nothing found · 1 secrets found · 2 something could not be read, or wrong usage

Examples:
  cursor-guard scan
  cursor-guard scan --git origin/main..HEAD --policy .github/cursor-guard.yml
  cursor-guard scan --format json . > baseline.json && cursor-guard scan --baseline baseline.json
`
