export const policyHelp = `cursor-guard policy check | explain | test | backtest

Works on .github/cursor-guard.yml without running anything. docs/policy.md explains every key.

  policy check FILE [--json]
      Is the file valid, and what does it say? Each mistake is one line: file:line:column: key: …

  policy explain FILE --subject JSON [--facts JSON] [--json | --markdown]
      What would be decided about one action, and why. JSON or YAML; @file or - reads it from there.
      What --facts leaves out is unknown, and counts as the stricter case.

  policy test FILE [CASES.yml …]
      Judges cases that are kept beside the policy (or listed under "cases:" in it), so that a
      change of the policy cannot change a verdict unseen.

  policy backtest --policy FILE RECORDING… [--facts JSON] [--json]
      Judges recorded sessions again, and shows what would have been decided differently. A
      recording is named as for cursor-guard replay: a path, a session's id, or last.

  --organisation FILE   the organisation's file, whose defaults and floor then apply as well;
                        "check --organisation FILE" alone checks that file

Exit codes: 0 valid, as expected, or nothing different · 1 invalid, a case failed, or something would
be decided differently · 2 wrong usage or an unreadable file

Examples:
  cursor-guard policy check .github/cursor-guard.yml
  cursor-guard policy explain .github/cursor-guard.yml \\
    --subject '{"kind":"tool","tool":"shell","command":"terraform destroy"}'
  cursor-guard policy explain .github/cursor-guard.yml \\
    --subject '{kind: push, ref: refs/heads/main, update: rewrite, paths: [README.md]}' \\
    --facts '{repository: acme/shop, defaultBranch: main, actor: octocat}'
  cursor-guard policy backtest --policy new.yml last
`
