import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { GuardError } from '../../core/errors.ts'
import { isOlder } from '../../core/is-older.ts'

/** The oldest git with the fixes that reading objects of strangers needs. */
export const gitFloor = '2.39.4'

export interface GitCheck {
  /** Absolute path of the program. */
  path: string
  version: string
  /** Whether this build of git says that it notices two objects with one SHA-1. */
  collisionDetection: 'yes' | 'unknown'
  /** Absolute path of `prlimit`; without it git runs without caps on memory and processor time. */
  prlimit?: string
  /** Sentences for people about what is missing. */
  notes: string[]
}

/** Where a program is, by its name: an absolute path, or `undefined` where there is none. */
export type ProgramPath = (name: string) => Promise<string | undefined>

/**
 * Finds git and says whether it may handle what strangers push.
 *
 * @throws {GuardError} `MACHINE_UNSUITABLE` when git is missing, too old or built without collision
 * detection
 */
export async function checkGit(findProgram: ProgramPath): Promise<GitCheck> {
  const path = await findProgram('git')
  if (path === undefined) {
    throw unsuitable(
      'git was not found in the folders of the system',
      `Install git ${gitFloor} or newer.`,
    )
  }
  const text = await versionText(path)
  const version = /^git version (\d+\.\d+(?:\.\d+)?)/.exec(text)?.[1]
  if (version === undefined) {
    throw unsuitable(`${path} does not say which version of git it is`, 'Install git.')
  }
  if (isOlder(version, gitFloor)) {
    throw unsuitable(
      `git ${version} is too old to read what others push; ${gitFloor} or newer was expected`,
      'Update git on this machine.',
    )
  }
  const collisionDetection = readCollisionDetection(text, version)
  const prlimit = await findProgram('prlimit')
  return {
    path,
    version,
    collisionDetection,
    ...(prlimit === undefined ? {} : { prlimit }),
    notes: [
      ...(collisionDetection === 'yes'
        ? []
        : [`git ${version} does not say which SHA-1 it was built with; 2.50 and newer do`]),
      ...(prlimit === undefined
        ? ['prlimit was not found: git runs without caps on memory and processor time']
        : []),
    ],
  }
}

async function versionText(path: string): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(path, ['version', '--build-options'], {
      env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', HOME: '/nonexistent' },
      timeout: 10_000,
      maxBuffer: 65_536,
    })
    return stdout
  } catch (cause) {
    throw unsuitable(`${path} could not be run`, 'Install git.', cause)
  }
}

/** @see https://git-scm.com/docs/git-version */
function readCollisionDetection(text: string, version: string): 'yes' | 'unknown' {
  const backend = /^SHA-1: *(.+)$/m.exec(text)?.[1]
  if (backend === undefined) return 'unknown'
  if (/SHA1_DC/i.test(backend)) return 'yes'
  throw unsuitable(
    `git ${version} was built with a SHA-1 that does not notice collisions (${backend})`,
    'Use a git built with SHA1_DC, which is the default.',
  )
}

const unsuitable = (message: string, hint: string, cause?: unknown) =>
  new GuardError('MACHINE_UNSUITABLE', message, { hint, cause })
