export const scanHelp = `cursor-guard scan [PATH… | --stdin | --git RANGE | --staged] [options]

Finds secrets in files, on standard input, in what commits add, or in what the next commit would
add. Values are never printed.

  PATH…            files or folders; this folder when nothing is named. Every file counts, binary
                   ones too; .git is left out, links inside a folder are not followed
  --stdin          what comes on standard input
  --git RANGE      what the commits of RANGE add (main..HEAD, HEAD, a tag, refs/notes/commits): file
                   versions, names of files, authors, committers, messages; tags and names of refs
                   that lead to them, and notes about them
  --staged         what the next commit would add, as git has stored it
  --format FORMAT  text, json, or sarif (opens in code-scanning tools)
  --policy FILE    its secrets.rules, secrets.allow, secrets.allow_inline and secrets.known count;
                   paths in it start at the folder that holds its .github folder, or here
  --baseline FILE  findings that are known and do not count: a JSON list of fingerprints, or a
                   report of --format json
  --allow-inline   a comment on the line of a finding leaves it out:
                   cursor-guard:allow RULE the reason

Files in zip archives (jar, xlsx, docx …) and in gzip count. What is there and cannot be looked into
(encrypted, bzip2, 7z …) is listed as not read, and changes no exit code.

Exit codes: 0 nothing found · 1 secrets found · 2 something could not be read, or wrong usage

Examples:
  cursor-guard scan
  cursor-guard scan --staged
  cursor-guard scan --git origin/main..HEAD --policy .github/cursor-guard.yml
  cursor-guard scan --format json . > baseline.json && cursor-guard scan --baseline baseline.json
`
