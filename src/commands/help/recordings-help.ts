export const recordingsHelp = `Usage: cursor-guard recordings list [--json]
       cursor-guard recordings purge [ID… | --older-than DURATION | --all] [--json]

The recordings that cursor-guard run keeps in your state folder (cursor-guard/recordings). What was
written elsewhere with --out is not among them.

  list   the latest session first: its id, when it began, whether its recording is sealed or still
         open, its verdict and coverage, size, repository, folder and command; nothing of it is
         verified, cursor-guard verify does that
  purge  removes recordings, asks nothing, and prints each one. Without anything more: those older
         than recording.retention of the policy they were recorded with; one that does not say stays

  ID                     a session's id or its beginning (at least 4 characters), last for the
                         latest session, or the name of the folder as --json has it
  --older-than DURATION  last written to so long ago, as in 12h or 30d
  --all                  every one
  --json                 one JSON object a line for each recording; of purge with its outcome

A session that is open is never purged. Links are not followed, and other files in the folder of a
recording stay.

Exit codes: 0 done · 1 one that was named by its id stays, or one cannot be removed · 2 wrong usage, or
no such id

Examples:
  cursor-guard recordings list
  cursor-guard recordings purge --older-than 30d
`
