export const replayHelp = `cursor-guard replay RECORDING [--speed N] [--instant] [--html OUT] [--json]

Plays a recorded session: prompts, answers, tool calls with their verdicts, approvals, output and
diffs, findings, limits and gaps. Verifies it on the way and says at the end whether it is whole.

  RECORDING    recording.jsonl, recording.jsonl.gz, or a folder that holds one; last for the latest
               session on this machine, or a session's id or its beginning
  --speed N    at N times the recorded pace, with every wait as long as it was (0.1 to 1000)
  --instant    everything at once
  --html OUT   writes one page to OUT that plays the session in a browser, without any network
  --json       one JSON object a line for each item, then one with what the verification said

Without --speed the pace is the recorded one, but a wait of more than 2 seconds is cut to 2 and said.
When the output is not a terminal, everything comes at once unless --speed is given.
Control characters, terminal escapes, invisible characters and workflow commands in what was recorded
are shown as marks and do nothing. Ctrl-C stops.

Exit codes: 0 played · 1 the recording is broken · 2 it could not be played · 130 stopped

Example:
  cursor-guard replay last --html replay.html
`
