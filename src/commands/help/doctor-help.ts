export const doctorHelp = `Usage: cursor-guard doctor [--try] [--json]

Says which level of assurance this machine can reach, why not more, and what to install.

  L0 recorded         everything that takes the guarded path is recorded, masked and judged
  L1 credential-held  the agent has no credential that writes: not in this version
  L2 contained        L1, and the agent can reach the guard and nothing else: not in this version

A user of the agent's own and run --contain work at L0 as well; their lines say what is missing.

Looking changes nothing. With --try it is done for real: a user is made, this folder is handed to
it, rules are installed and tried out as that user, and everything is taken back.

Options
  --try   do it for real, and undo it
  --json  one JSON object instead of text

Exit code
  0 whatever the answer is; 2 wrong usage

Example
  cursor-guard doctor --try
`
