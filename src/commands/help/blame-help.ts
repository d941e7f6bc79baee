export const blameHelp = `cursor-guard blame COMMIT [--recordings DIR]… [--json]

Says which session, prompt and tool call a commit comes from, by what was recorded.

  COMMIT            an id or its beginning (at least 4 digits); in a repository also HEAD, a branch, …
  --recordings DIR  where to look: a recording, a folder with recordings, or downloaded artifacts; last
                    for the latest session on this machine, or a session's id or its beginning;
                    can be repeated; default: where run keeps its recordings
  --json            one JSON object a line for each session that has to do with the commit

How sure it is, it says each time. A push is certain: the guard read the commit in it. Which call made
the commit is likely when the output of the call names it, and a guess otherwise: commits can also be
merged or fetched from elsewhere.

Exit codes: 0 found · 1 not found · 2 it could not be looked for

Example:
  cursor-guard blame HEAD --recordings ./artifacts
`
