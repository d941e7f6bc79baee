export const runHelp = `Usage: cursor-guard run [options] -- COMMAND [ARGUMENT…]

Runs COMMAND with Cursor guarded: every prompt, answer and tool call is recorded, secrets are
masked, and what the policy refuses never reaches the agent. The command sees a session token
that works only through the guard; CURSOR_API_KEY and GITHUB_TOKEN stay with the guard.

Options
  --policy FILE          the policy; default: .github/cursor-guard.yml of the default branch, as the
                         forge has it where GITHUB_REPOSITORY names the repository, else as this
                         repository has it; without such a file the built-in one
  --out DIR              folder of the recording (DIR/recording.jsonl, DIR/blobs/);
                         default: cursor-guard/recordings/<time> in your state folder
  --env NAME[=VALUE]     one more variable for the command; can be repeated
  --contain              let the command reach the guard and nothing else (Linux, root or sudo)
  --same-user            run COMMAND as the guard's own user; without it, and where root or sudo
                         exists, COMMAND gets a user of its own that cannot read what the guard holds,
                         or is not started
  --cursor-upstream URL  Cursor's service; for tests and demos
  --git-upstream URL     the forge that git talks to; default: GITHUB_SERVER_URL,
                         else https://github.com
  --json                 end standard output with one line of JSON that sums the session up

Environment
  CURSOR_API_KEY         the key; taken by the guard, never passed on
  GITHUB_TOKEN           what pushes are forwarded with; taken by the guard, never passed on
  GITHUB_REPOSITORY      OWNER/NAME of the repository that may be pushed to; unless it is set, the one
                         that origin of this folder means, if that is at the forge
  GITHUB_SERVER_URL      the forge, and its REST API, where that is not GitHub itself
  GITHUB_API_URL

Exit code
  the command's own; 2 for wrong usage; 70 when the guard failed or was not used; 77 when the policy ended the session

Example
  CURSOR_API_KEY=… cursor-guard run --policy guard.yml -- node agent.mjs "Fix the failing test"
`
