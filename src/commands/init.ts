import { lstat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { GuardError } from '../core/errors.ts'
import { policyTemplate } from '../core/policy/file/template.ts'
import { workflowTemplate } from './init-templates.ts'
import type { CommandIo } from './io.ts'
import { NotOurs, writeBelow } from './write-below.ts'

export const initHelp = `cursor-guard init [--dir DIR] [--force]

Writes two files to start from, both explained by their own comments:

  .github/cursor-guard.yml            the policy, with enforcement: audit (nothing is refused yet)
  .github/workflows/cursor-guard.yml  a workflow that runs a Cursor agent under guard

  --dir DIR   the repository; default the current folder
  --force     overwrite files that are there; without it nothing is written when one of them exists

Links are not followed: where .github, .github/workflows or a file is one, nothing is written.

Exit codes: 0 written · 1 a file exists already · 2 wrong usage or a file that cannot be written

Example:
  cursor-guard init && cursor-guard policy check .github/cursor-guard.yml
`

const files = [
  { path: '.github/cursor-guard.yml', text: policyTemplate },
  { path: '.github/workflows/cursor-guard.yml', text: workflowTemplate },
]

/** Writes the policy and the workflow; the exit codes stand in `initHelp`. */
export async function initCommand(argv: string[], io: CommandIo): Promise<number> {
  const options = { dir: { type: 'string' }, force: { type: 'boolean', default: false } } as const
  const { values } = parseArgs({ args: argv, options, strict: true })
  const root = resolve(io.cwd, values.dir ?? '.')
  const existing = values.force ? [] : await findExisting(root)
  if (existing.length > 0) {
    io.stderr.write(
      `cursor-guard init: already there: ${existing.join(', ')}; --force overwrites\n`,
    )
    return 1
  }
  for (const { path } of files) await refuseLinks(root, path)
  for (const { path, text } of files) {
    await writeText(root, path, text, values.force)
    io.stdout.write(`wrote ${path}\n`)
  }
  io.stdout.write(nextSteps)
  return 0
}

const nextSteps = `
Next:
  1. Put your Cursor key in the repository's secrets as CURSOR_API_KEY.
  2. Commit both files to the default branch; a policy counts from there alone.
  3. Run the workflow, look at the recording, then change enforcement to enforce.
`

async function findExisting(root: string): Promise<string[]> {
  const found: string[] = []
  for (const { path } of files) {
    const isThere = await lstat(join(root, path)).then(
      () => true,
      (error: NodeJS.ErrnoException) => error.code !== 'ENOENT' && error.code !== 'ENOTDIR',
    )
    if (isThere) found.push(path)
  }
  return found
}

/** Before anything is written, so that it is all or nothing. */
async function refuseLinks(root: string, path: string): Promise<void> {
  const names = path.split('/')
  for (const index of names.keys()) {
    const place = names.slice(0, index + 1).join('/')
    const found = await lstat(join(root, place)).catch(() => undefined)
    if (found?.isSymbolicLink() === true) throw linkInTheWay(place)
  }
}

const linkInTheWay = (place: string): GuardError =>
  new GuardError('INPUT_INVALID', `${place} is a link or no ordinary file, so nothing is written`, {
    hint: 'Look where it leads, remove it, and start again.',
  })

/** Without `overwrite` a file that appears in the meantime is left alone. */
async function writeText(
  root: string,
  path: string,
  text: string,
  overwrite: boolean,
): Promise<void> {
  try {
    await writeBelow(root, path, text, { overwrite })
  } catch (cause) {
    if (cause instanceof NotOurs) throw linkInTheWay(cause.message)
    const { code } = cause as NodeJS.ErrnoException
    throw new GuardError('INPUT_INVALID', `${join(root, path)} cannot be written (${code})`, {
      cause,
    })
  }
}
