import { randomBytes } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runProgram } from '../../adapters/machine/run-program.ts'
import { asRoot, type Privilege } from './privilege.ts'

/** Makes the user unless it exists, and makes sure that it is nobody else. */
export async function makeUser(privilege: Privilege, name: string, jobUid: number) {
  const found = await runProgram(['id', name])
  const made = found.code === 0 ? found : await asRoot(privilege, userScript, [name])
  const [, uid = '', gid = '', groups = ''] = idLine.exec(made.stdout) ?? []
  if (made.code !== 0 || !Number(uid) || !Number(gid)) {
    throw new Error(`useradd ${name}: ${made.complaint}`)
  }
  const inGroups = groups.split(',').map((group) => Number.parseInt(group, 10))
  const areOurs = isAgentId(Number(uid)) && isAgentId(Number(gid))
  if (!areOurs || Number(uid) === jobUid || inGroups.join() !== gid) {
    throw new Error(`the user ${name} exists and has rights of its own`)
  }
  return { uid: Number(uid), gid: Number(gid) }
}

/** What `id NAME` prints: numbers, each with a name behind it. */
const idLine = /^uid=(\d+)\S* gid=(\d+)\S* groups=(\S+)/

/**
 * Ids are taken from a range that nobody else uses: images of databases run as 999 and below, and
 * their processes can be seen from here; people's ids end at 60000.
 */
export const agentIds = { min: 60_700, max: 60_999 }

/** Whether a number of a user or a group is one of those that commands get here. */
export const isAgentId = (id: number): boolean => id >= agentIds.min && id <= agentIds.max

/** Another session may hold the lock of the list for a moment. */
const userScript = `
name=$1
for try in 1 2 3 4 5 6 7 8 9 10; do
  useradd --system --user-group --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin \\
    -K SYS_UID_MIN=${agentIds.min} -K SYS_UID_MAX=${agentIds.max} -K SYS_GID_MIN=${agentIds.min} -K SYS_GID_MAX=${agentIds.max} "$name" && break
  sleep 0.3
  id -u "$name" >/dev/null 2>&1 && break
done
exec id "$name"`

/** The session's folder can be passed by everybody; only the home in it becomes the user's. */
export async function makeHome(home: string, jobHome: string): Promise<void> {
  await mkdir(join(home, 'tmp'), { recursive: true, mode: 0o700 })
  await writeFile(join(home, '.gitconfig'), await gitSettings(jobHome), { mode: 0o644 })
}

const gitKeys = ['user.name', 'user.email', 'init.defaultbranch', 'core.autocrlf', 'pull.rebase']

/** Who commits stays as it was; repositories of the job's user are accepted. */
async function gitSettings(jobHome: string): Promise<string> {
  const lines = ['[safe]', '\tdirectory = *']
  const env = { HOME: jobHome }
  const outcome = await runProgram(['git', 'config', '--global', '--null', '--list'], { env })
  for (const entry of outcome.stdout.split('\0')) {
    const [key = '', value = ''] = entry.split('\n')
    if (!gitKeys.includes(key)) continue
    const [section, name] = key.split('.')
    const quoted = value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')
    lines.push(`[${section}]`, `\t${name} = "${quoted}"`)
  }
  return `${lines.join('\n')}\n`
}

/** What files in the session's folder inherit: its owner's to write, the user's to read, nobody else's. */
export const environmentList = (uid: number): string =>
  `d:u::rw-,d:u:${uid}:r--,d:g::---,d:o::---,d:m::r--`

/**
 * What drops the rights starts with an empty environment, so the command's goes through a file that
 * its user alone reads, never through arguments that everybody sees.
 */
export async function withEnvironmentFile(
  session: string,
  command: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<string[]> {
  const file = join(session, `environment-${randomBytes(8).toString('hex')}`)
  const lines = Object.entries(environment)
    .filter(([name]) => /^[A-Za-z_][A-Za-z0-9_]*$/.test(name))
    .map(([name, value]) => `export ${name}='${value.replaceAll("'", "'\\''")}'\n`)
  // For the group read "the access list", which is the folder's: the group itself has no right in it.
  await writeFile(file, lines.join(''), { mode: 0o640, flag: 'wx' })
  return ['/bin/sh', '-c', 'unset LC_ALL; . "$1"; shift; exec "$@"', 'sh', file, ...command]
}
