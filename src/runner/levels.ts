import { rootTools } from './agent-user/privilege.ts'
import type { Machine, Tool } from './machine.ts'
import { outOfReach } from './own-files.ts'

/** What a machine can reach, and what it takes to reach more. */
export interface LevelReport {
  level: 'L0' | 'L1' | 'L2'
  title: string
  reachable: 'yes' | 'no'
  /** Why not, or what it rests on. */
  reasons: string[]
  /** What to do about the reasons, as imperative sentences. */
  todo: string[]
}

const nodeFloor = [24, 0, 0] as const

interface Lack {
  reason: string
  todo: string
}

/** Judges a machine level by level. Each level needs what the one before it needs. */
export function judgeLevels(machine: Machine): LevelReport[] {
  const basic = lacksForRecording(machine)
  const user = lacksForOwnUser(machine)
  const filter = lacksForContainment(machine)
  const held = 'the guard on this machine holds the key; a gateway that does is not in this version'
  return [
    report('L0', 'recorded', basic, ['a determined agent can go round']),
    report(
      'L1',
      'credential-held',
      [...basic, ...user],
      ['the command can run as a user of its own: it cannot read what the guard holds'],
      held,
    ),
    report(
      'L2',
      'contained',
      [...basic, ...user, ...filter],
      ['run --contain lets that user reach the guard and nothing else'],
      held,
    ),
  ]
}

/**
 * What a system cannot do for a session, whatever is installed there; `undefined` on Linux.
 *
 * @param platform as `process.platform` has it
 */
export function unreachableOn(platform: string): string | undefined {
  if (platform === 'linux') return undefined
  return (
    `on ${platform} the command runs as your own user and can read what the guard holds; ` +
    'a user of its own and --contain need Linux'
  )
}

/** @param otherwise what is so where the machine lacks nothing @param barrier why not, all the same */
function report(
  level: LevelReport['level'],
  title: string,
  lacks: readonly Lack[],
  otherwise: string[],
  barrier?: string,
): LevelReport {
  const reasons = lacks.length === 0 ? otherwise : lacks.map(({ reason }) => reason)
  return {
    level,
    title,
    reachable: lacks.length === 0 && barrier === undefined ? 'yes' : 'no',
    reasons: [...reasons, ...(barrier === undefined ? [] : [barrier])],
    todo: [...new Set(lacks.map(({ todo }) => todo))],
  }
}

function lacksForRecording(machine: Machine): Lack[] {
  const lacks: Lack[] = []
  if (machine.platform === 'win32') {
    lacks.push({
      reason:
        'Windows: the shims are shell scripts, and neither signals nor users work this way there',
      todo: 'Use a Linux or macOS runner.',
    })
  }
  if (isBelow(machine.node, nodeFloor)) {
    lacks.push({ reason: `node ${machine.node} is too old`, todo: 'Install node 24 or later.' })
  }
  if (!machine.loopback['127.0.0.2'] && !machine.loopback['::1']) {
    lacks.push({
      reason:
        'neither 127.0.0.2 nor ::1 can be listened on, and at 127.0.0.1 the client drops TLS checks',
      todo: 'Add one: `sudo ifconfig lo0 alias 127.0.0.2 up` on macOS, or enable IPv6.',
    })
  }
  return lacks
}

function lacksForOwnUser(machine: Machine): Lack[] {
  if (machine.platform !== 'linux') {
    return [
      {
        reason: `a user of the agent's own is made on Linux only, and this is ${machine.platform}`,
        todo: 'Use a Linux runner.',
      },
    ]
  }
  const lacks: Lack[] = []
  if (machine.privilege === undefined) {
    lacks.push({
      reason: 'neither root nor passwordless sudo is available',
      todo: 'Start the guard as root, or give its user passwordless sudo.',
    })
  }
  const missing = rootTools.filter((name) => !machine.tools[name])
  if (missing.length > 0) {
    lacks.push({
      reason: `not installed: ${missing.join(', ')}`,
      todo: `Install ${packagesOf(missing)}.`,
    })
  }
  if (machine.ownFiles !== undefined) {
    lacks.push({
      reason: `the command could change the guard itself: ${machine.ownFiles}`,
      todo: outOfReach,
    })
  }
  return lacks
}

function lacksForContainment(machine: Machine): Lack[] {
  if (machine.platform !== 'linux') return []
  if (!machine.tools.nft) {
    return [{ reason: 'not installed: nft', todo: 'Install nftables.' }]
  }
  if (machine.packetFilter || machine.privilege === undefined) return []
  return [
    {
      reason: 'nft is installed, but this kernel or container does not let it work',
      todo: 'Use a virtual machine, or give the container the capability NET_ADMIN.',
    },
  ]
}

const packages: Partial<Record<Tool, string>> = {
  useradd: 'passwd (shadow-utils)',
  setpriv: 'util-linux',
  setfacl: 'acl',
  getfacl: 'acl',
  find: 'findutils',
  sh: 'dash',
  grep: 'grep',
}

const packagesOf = (names: readonly Tool[]) =>
  [...new Set(names.map((name) => packages[name] ?? 'coreutils'))].join(', ')

function isBelow(version: string, floor: readonly number[]): boolean {
  const parts = version.split('.').map(Number)
  for (const [index, least] of floor.entries()) {
    const part = parts[index] ?? 0
    if (part !== least) return part < least
  }
  return false
}
