import { isAbsolute, resolve } from 'node:path'
import { GuardError } from '../src/core/errors.ts'

export const artifactModes = ['full', 'summary', 'off'] as const
export type ArtifactMode = (typeof artifactModes)[number]

export interface Inputs {
  /** Shell text; absent when later steps of the job run the agent. */
  run: string | undefined
  cursorApiKey: string
  githubToken: string | undefined
  /** Absolute path of a policy file on the runner. */
  policy: string | undefined
  contain: boolean
  /** Variables handed to the command besides the usual ones: `NAME` or `NAME=VALUE`. */
  environment: string[]
  checkoutCredentials: 'remove' | 'refuse' | 'keep'
  artifact: ArtifactMode | undefined
  artifactName: string | undefined
  retentionDays: number | undefined
  onViolation: 'fail' | 'warn'
  cursorUpstream: string | undefined
}

/** The runner cuts arguments at 128 KiB; a script of that size belongs in a file. */
const maxRunBytes = 96 * 1024
const maxSecretLength = 8 * 1024

/**
 * Reads and checks every input of the action.
 *
 * @param read returns the text of an input, empty when it is not set
 * @param env the step's environment, where the Cursor key may stand as well
 * @throws {GuardError} `INPUT_INVALID` naming the input and what it expects
 */
export function readInputs(read: (name: string) => string, env: NodeJS.ProcessEnv): Inputs {
  const text = (name: string) => read(name).trim() || undefined
  const run = read('run').trim() === '' ? undefined : read('run')
  const contain = readBoolean('contain', text('contain') ?? 'false')
  if (contain && run === undefined) throw containAlone()
  if (run !== undefined && Buffer.byteLength(run) > maxRunBytes) {
    throw invalid('run', `at most ${maxRunBytes} bytes of shell text`, 'Put the script in a file.')
  }
  const environment = read('env')
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
  if (environment.length > 0 && run === undefined) throw invalid('env', 'run as well')
  const workspace = env.GITHUB_WORKSPACE ?? process.cwd()
  const policy = text('policy')
  return {
    run,
    contain,
    environment,
    cursorApiKey: readKey(text('cursor-api-key') ?? env.CURSOR_API_KEY?.trim() ?? ''),
    githubToken: text('github-token'),
    policy: policy === undefined || isAbsolute(policy) ? policy : resolve(workspace, policy),
    checkoutCredentials: oneOf(
      'checkout-credentials',
      ['remove', 'refuse', 'keep'],
      text('checkout-credentials') ?? 'remove',
    ),
    artifact: optionalOneOf('artifact', artifactModes, text('artifact')),
    artifactName: readArtifactName(text('artifact-name')),
    retentionDays: readDays(text('retention-days')),
    onViolation: oneOf('on-violation', ['fail', 'warn'], text('on-violation') ?? 'fail'),
    cursorUpstream: readUrl('cursor-upstream', text('cursor-upstream')),
  }
}

function containAlone(): GuardError {
  return new GuardError(
    'INPUT_INVALID',
    'input contain: needs run as well. Later steps are started by the runner, as its own user; only a command that the guard starts itself can be given a user of its own and be contained.',
    { hint: 'Give the command in the input run, or leave contain out.' },
  )
}

function readKey(key: string): string {
  if (key === '') {
    throw invalid(
      'cursor-api-key',
      'a Cursor key',
      'Pass the secret of that name in cursor-api-key; runs from forks are not given secrets.',
    )
  }
  if (key.length > maxSecretLength || /[^\x21-\x7e]/.test(key)) {
    throw invalid('cursor-api-key', `one line of printable characters, at most ${maxSecretLength}`)
  }
  return key
}

function readUrl(name: string, text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !['http:', 'https:'].includes(url.protocol) || url.username !== '') {
    throw invalid(name, 'an http or https address without a user name')
  }
  return text.replace(/\/+$/, '')
}

function readBoolean(name: string, text: string): boolean {
  if (/^true$/i.test(text)) return true
  if (/^false$/i.test(text)) return false
  throw invalid(name, 'true or false')
}

/** Longest name of an artifact, in characters. */
export const maxArtifactName = 256
/** The characters an artifact name may not hold, as the artifact service documents them. */
const notInArtifactName = /[":<>|*?\r\n\\/]/

function readArtifactName(text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  if (text.length > maxArtifactName || notInArtifactName.test(text)) {
    throw invalid('artifact-name', 'at most 256 characters, none of " : < > | * ? / and backslash')
  }
  return text
}

function readDays(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const days = /^\d{1,3}$/.test(text) ? Number(text) : 0
  if (days < 1 || days > 400) throw invalid('retention-days', 'a whole number from 1 to 400')
  return days
}

function oneOf<T extends string>(name: string, allowed: readonly T[], text: string): T {
  const found = allowed.find((value) => value === text)
  if (found === undefined) throw invalid(name, allowed.join(', '))
  return found
}

function optionalOneOf<T extends string>(
  name: string,
  allowed: readonly T[],
  text: string | undefined,
): T | undefined {
  return text === undefined ? undefined : oneOf(name, allowed, text)
}

function invalid(name: string, expected: string, hint?: string): GuardError {
  return new GuardError('INPUT_INVALID', `input ${name}: expected ${expected}`, {
    ...(hint === undefined ? {} : { hint }),
  })
}
