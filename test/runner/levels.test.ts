import { expect, test } from '@jest/globals'
import { judgeLevels, unreachableOn } from '../../src/runner/levels.ts'
import { type Machine, tools } from '../../src/runner/machine.ts'

const found = Object.fromEntries(tools.map((tool) => [tool, true])) as Machine['tools']
const machine: Machine = {
  platform: 'linux',
  node: '24.1.0',
  loopback: { '127.0.0.2': true, '::1': true },
  privilege: 'sudo',
  ownFiles: undefined,
  tools: found,
  packetFilter: true,
  processEnvironmentIsPrivate: true,
  identityToken: false,
  clients: [],
}

test.each<{
  when: string
  but: Partial<Machine>
  reachable: string[]
  says?: string
  todo?: string
}>([
  {
    when: 'a Linux machine with everything',
    but: {},
    reachable: ['yes', 'no', 'no'],
    says: 'the guard on this machine holds the key; a gateway that does is not in this version',
  },
  {
    when: 'no nftables',
    but: { tools: { ...found, nft: false }, packetFilter: false },
    reachable: ['yes', 'no', 'no'],
    says: 'not installed: nft',
    todo: 'Install nftables.',
  },
  {
    when: 'a container without NET_ADMIN',
    but: { packetFilter: false },
    reachable: ['yes', 'no', 'no'],
    says: 'nft is installed, but this kernel or container does not let it work',
    todo: 'Use a virtual machine, or give the container the capability NET_ADMIN.',
  },
  {
    when: 'no access lists',
    but: { tools: { ...found, setfacl: false, getfacl: false } },
    reachable: ['yes', 'no', 'no'],
    says: 'not installed: setfacl, getfacl',
    todo: 'Install acl.',
  },
  {
    when: 'no tool that only a clean-up calls',
    but: { tools: { ...found, seq: false, grep: false } },
    reachable: ['yes', 'no', 'no'],
    says: 'not installed: grep, seq',
    todo: 'Install grep, coreutils.',
  },
  {
    when: 'a guard in the workspace',
    but: { ownFiles: '/w/cursor-guard lies in /w, which is handed over to the command' },
    reachable: ['yes', 'no', 'no'],
    says: 'the command could change the guard itself: /w/cursor-guard lies in /w, which is handed over to the command',
    todo: 'Have node and the guard outside every workspace, in folders that others cannot write: install its archive there (npm run archive), or use the action.',
  },
  {
    when: 'no sudo',
    but: { privilege: undefined, packetFilter: false },
    reachable: ['yes', 'no', 'no'],
    says: 'neither root nor passwordless sudo is available',
    todo: 'Start the guard as root, or give its user passwordless sudo.',
  },
  {
    when: 'macOS',
    but: { platform: 'darwin', privilege: undefined, packetFilter: false },
    reachable: ['yes', 'no', 'no'],
    says: "a user of the agent's own is made on Linux only, and this is darwin",
    todo: 'Use a Linux runner.',
  },
  {
    when: 'Windows',
    but: { platform: 'win32' },
    reachable: ['no', 'no', 'no'],
    says: 'Windows: the shims are shell scripts, and neither signals nor users work this way there',
    todo: 'Use a Linux or macOS runner.',
  },
  {
    when: 'only 127.0.0.1',
    but: { loopback: { '127.0.0.2': false, '::1': false } },
    reachable: ['no', 'no', 'no'],
    says: 'neither 127.0.0.2 nor ::1 can be listened on, and at 127.0.0.1 the client drops TLS checks',
  },
  {
    when: 'an old node',
    but: { node: '22.13.0' },
    reachable: ['no', 'no', 'no'],
    says: 'node 22.13.0 is too old',
    todo: 'Install node 24 or later.',
  },
])('$when reaches $reachable', ({ but, reachable, says, todo }) => {
  const levels = judgeLevels({ ...machine, ...but })
  expect(levels.map((level) => level.reachable)).toEqual(reachable)
  const refused = levels.filter((level) => level.reachable === 'no')
  if (says !== undefined) expect(refused.flatMap(({ reasons }) => reasons)).toContain(says)
  if (todo !== undefined) expect(refused.flatMap((level) => level.todo)).toContain(todo)
})

test('where the command cannot have a user of its own, that is said before all else', () => {
  expect(unreachableOn('linux')).toBeUndefined()
  expect(unreachableOn('darwin')).toBe(
    'on darwin the command runs as your own user and can read what the guard holds; a user of its own and --contain need Linux',
  )
})
