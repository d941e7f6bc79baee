export const initHelp = `cursor-guard init [--dir DIR] [--action REFERENCE] [--force]

Writes three files to start from; the first two are explained by their own comments:

  .github/cursor-guard.yml            the policy, with enforcement: audit (nothing is refused yet)
  .github/workflows/cursor-guard.yml  a workflow that installs Cursor's client and runs it under guard
  .github/cursor-guard.schema.json    what editors complete and check the policy with

  --dir DIR           the root of the repository; default the current folder
  --action REFERENCE  whose action the workflow uses, as in OWNER/REPO/action@COMMIT or ./action;
                      without it that line is left to be filled in
  --force             overwrite files that are there; without it nothing is written when one exists

A policy counts at the root of a repository alone: in a folder below one nothing is written, and the
root is named. Links are not followed: where .github, .github/workflows or a file is one, nothing is
written.

Exit codes: 0 written · 1 a file exists already · 2 wrong usage or a file that cannot be written

Example:
  cursor-guard init && cursor-guard policy check .github/cursor-guard.yml
`
