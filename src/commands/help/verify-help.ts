export const verifyHelp = `cursor-guard verify RECORDING [--key PUBLIC] [--log FILE] [--json]

Says whether a recording is whole: no line or blob removed, changed, repeated or reordered.

  RECORDING     recording.jsonl, recording.jsonl.gz, or a folder that holds one
                (what run --out wrote, or a downloaded artifact); last for the latest session
                on this machine, or a session's id or its beginning
  --key PUBLIC  the seal must be signed by this Ed25519 key: a file with PEM or base64, or the
                base64 itself; run and the action of this version sign nothing
  --log FILE    the step log of the same run; each line "cursor-guard #<seq> <head>" in it,
                with or without a timestamp in front, must agree with the recording
  --json        one JSON object instead of sentences

An unsigned recording shows damage, not rewriting: whoever can write the file could have written all
of it anew. A signature (--key) or the step log (--log) rules that out.

Exit codes: 0 intact and sealed · 1 broken, the line is named · 2 it could not be checked ·
3 intact but unsealed, as after a crash · 4 the signature asked for by --key is missing or wrong

Example:
  cursor-guard verify last --log step.log
`
