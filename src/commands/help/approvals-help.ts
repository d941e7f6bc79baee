export const approvalsHelp = `Usage: cursor-guard approvals list [--all] [--json]
       cursor-guard approvals approve ID [--reason TEXT]
       cursor-guard approvals deny ID [--reason TEXT]

Decides what guarded sessions on this machine hold. \`list\` shows what waits, with the exact
action; a decision releases or refuses that action once, and nothing else. Only the user who
started the session can decide: requests are files which nobody else may read.

ID is what \`list\` shows, or more of the request's key: at least ten characters that begin no
other request ever asked here.

Options
  --all          list decided and expired requests as well
  --reason TEXT  kept in the recording; the agent reads it when the action is refused
  --json         one line of JSON for each request

Exit code
  0 done; 1 there is no such waiting request; 2 wrong usage

Example
  cursor-guard approvals list
  cursor-guard approvals approve 3f9c2a1b0d
`
