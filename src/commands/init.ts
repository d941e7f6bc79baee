import { lstat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { NotOurs } from '../adapters/machine/held-folder.ts'
import { writeBelow } from '../adapters/machine/write-below.ts'
import { GuardError } from '../core/errors.ts'
import { policyJsonSchema } from '../core/policy/file/json-schema.ts'
import { policyTemplate } from '../core/policy/file/template.ts'
import { repositoryAround } from '../runner/repository-around.ts'
import { editorLine, workflowTemplate } from './init-templates.ts'
import type { CommandIo } from './io.ts'

interface NewFile {
  /** From the root of the repository. */
  path: string
  text: string
}

/** Writes the policy and the workflow; the exit codes stand in `initHelp`. */
export async function initCommand(argv: string[], io: CommandIo): Promise<number> {
  const { values } = parseArgs({
    args: argv,
    options: {
      dir: { type: 'string' },
      action: { type: 'string' },
      force: { type: 'boolean', default: false },
    },
    strict: true,
  })
  const root = resolve(io.cwd, values.dir ?? '.')
  const around = await repositoryAround(root)
  if (around !== undefined && around !== root) throw notTheRoot(root, around)
  const files = newFiles(values.action === undefined ? undefined : checkedAction(values.action))
  const existing = values.force ? [] : await findExisting(root, files)
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
  io.stdout.write(nextSteps({ isRepository: around !== undefined, action: values.action }))
  return 0
}

const newFiles = (action: string | undefined): NewFile[] => [
  { path: '.github/cursor-guard.yml', text: editorLine + policyTemplate },
  { path: '.github/workflows/cursor-guard.yml', text: workflowTemplate(action) },
  { path: '.github/cursor-guard.schema.json', text: policyJsonSchema() },
]

/** @see https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsuses */
function checkedAction(reference: string): string {
  const isAction = /^(?:[\w.-]+\/[\w.-]+(?:\/[\w.-]+)*@[\w./-]+|\.(?:\/[\w.-]+)+)$/.test(reference)
  if (isAction) return reference
  throw new GuardError('INPUT_INVALID', `--action ${JSON.stringify(reference)} names no action`, {
    hint: 'Expected OWNER/REPO/action@REF, or ./FOLDER of the same repository.',
  })
}

const notTheRoot = (folder: string, root: string): GuardError =>
  new GuardError(
    'INPUT_INVALID',
    `${folder} is below the root of a repository: a policy counts in ${join(root, '.github')} alone`,
    { hint: `Start it there: cursor-guard init --dir ${JSON.stringify(root)}` },
  )

function nextSteps(known: { isRepository: boolean; action: string | undefined }): string {
  const steps = [
    ...(known.isRepository ? [] : ['Make this folder the root of a git repository: git init.']),
    ...(known.action === undefined
      ? ['Fill in whose action is used, at "uses: OWNER/REPO/action@REF" of the workflow.']
      : []),
    "Put your Cursor key in the repository's secrets as CURSOR_API_KEY.",
    'Commit the files to the default branch; a policy counts from there alone.',
    'Run the workflow, look at the recording, then change enforcement to enforce.',
  ]
  return `\nNext:\n${steps.map((step, index) => `  ${index + 1}. ${step}\n`).join('')}`
}

async function findExisting(root: string, files: readonly NewFile[]): Promise<string[]> {
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
