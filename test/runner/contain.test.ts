import { spawnSync } from 'node:child_process'
import { expect, test } from '@jest/globals'
import { packetFilterRules } from '../../src/runner/agent-user/packet-filter.ts'
import { socketPaths } from '../../src/runner/contain.ts'
import { cannotMakeUsers, inSandbox } from './agent-user/sandbox.ts'

const cannot =
  cannotMakeUsers ??
  (spawnSync('unshare', ['--net', 'nft', 'add', 'table', 'inet', 'try']).status === 0
    ? undefined
    : 'nft does not work in a network namespace here')
const needsRules = cannot === undefined ? test : test.skip
const title = cannot === undefined ? '' : ` (not run: ${cannot})`

/** A network with an inside and an outside, all on one machine, and nothing beyond. */
const network = `
ip link set lo up
ip addr add 198.51.100.1/32 dev lo
ip -6 addr add 2001:db8::1/128 dev lo nodad
contained=/mnt/guard-test/repository/test/runner/contain-driver.ts
`
const jobs = [
  { job: 'root', as: '', home: '/root' },
  { job: 'a user with sudo', as: 'become tester', home: '/home/tester' },
]
const node = 'node --disable-warning=ExperimentalWarning'
/** Another program in the place of the system's `nft`. */
const instead = (script: string) =>
  `printf '#!/bin/sh\\n${script}\\n' >/mnt/guard-test/nft; chmod 755 /mnt/guard-test/nft
  mount --bind /mnt/guard-test/nft /usr/sbin/nft`

function run(script: string) {
  const result = inSandbox(`${network}${script}`, [], true)
  if (result.status !== 0) throw new Error(`sandbox: ${result.stderr}`)
  const lines = result.stdout.split('\n')
  const found = lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line))
  return { found, text: lines.filter((line) => !line.startsWith('{')).join('\n') }
}

const onlyTheProxy = {
  proxy: 'open',
  'another port there': 'refused',
  'the same port elsewhere': 'refused',
  'IPv4 elsewhere': 'refused',
  'IPv6 elsewhere': 'refused',
  'IPv6 loopback': 'refused',
  'name server': 'refused',
  'unix socket': 'refused',
}

needsRules.each(jobs.flatMap((job) => ['127.0.0.2', '::1'].map((host) => ({ ...job, host }))))(
  `as $job the command reaches the proxy at $host and nothing else, and nothing hangs${title}`,
  ({ as, home, host }) => {
    const { found, text } = run(`
      setpriv() { command setpriv "$@"; }
      ${as} mkdir ${home}/work
      sysctl -qw net.ipv4.ip_unprivileged_port_start=0
      ${as} ${node} $contained ${home}/work ${host}
      nft list ruleset; getfacl -p --skip-base /tmp/service.sock`)
    expect(found).toEqual([{ found: onlyTheProxy, heard: ['proxy'], problems: [] }])
    expect(text.trim()).toBe('')
  },
)

needsRules(`without the rules the same command reaches all of it${title}`, () => {
  const { found } = run(`
    mkdir /root/work
    ${instead('exit 0')}
    ${node} $contained /root/work`)
  expect(found[0].refusal).toMatch(
    /^MACHINE_UNSUITABLE --contain is not possible here: tcp 127.0.0.1 is open to the user; .*udp 127.0.0.1 is open.*packets of the user arrived at a closed port$/,
  )
})

needsRules.each([
  {
    when: 'nft fails',
    set: instead('echo no permission >&2; exit 1'),
    says: 'nft: no permission',
  },
  {
    when: 'nft is not installed',
    set: `${instead('exit 0')}; chmod 644 /mnt/guard-test/nft`,
    says: 'nft: not installed',
  },
  {
    when: 'nft can be written by others',
    set: `${instead('touch /tmp/run')}; chmod 757 /mnt/guard-test/nft`,
    says: 'nft: not installed',
  },
  {
    when: 'another rule keeps the user from the proxy',
    set: 'nft add table inet other; nft add chain inet other out "{ type filter hook output priority 10; }"; nft add rule inet other out meta skuid 60700-60999 drop',
    says: 'the proxy cannot be reached: hangs',
  },
])(`$when: the command is not started${title}`, ({ set, says }) => {
  const { found, text } = run(`
    mkdir /root/work; ${set}
    ${node} $contained /root/work
    ls /tmp/run 2>/dev/null || :; umount /usr/sbin/nft 2>/dev/null || :; nft list tables 2>/dev/null | grep cursor_guard || :`)
  expect(found[0].refusal).toContain(`MACHINE_UNSUITABLE --contain is not possible here: `)
  expect(found[0].refusal).toContain(says)
  expect(found[0].found).toEqual({})
  expect(text.trim()).toBe('')
})

needsRules(`the rules of a killed guard are removed by the next one${title}`, () => {
  const { found, text } = run(`
    mkdir /root/work
    ${node} $contained /root/work 127.0.0.2 vanish; nft list tables; echo --; rm /tmp/service.sock
    ${node} $contained /root/work; nft list tables`)
  expect(found).toMatchObject([{ found: onlyTheProxy }, { found: onlyTheProxy, problems: [] }])
  expect(text).toMatch(/^table inet cursor_guard_60\d\d\d\n--\s*$/)
})

needsRules(`the rules are valid as a whole, for both families${title}`, () => {
  for (const host of ['127.0.0.2', '::1']) {
    const input = packetFilterRules(60_999, { host, port: 4000 })
    const checked = spawnSync('unshare', ['--net', 'nft', '--check', '-f', '-'], {
      input,
      encoding: 'utf8',
    })
    expect(checked).toMatchObject({ status: 0, stderr: '' })
  }
})

test('the rules name the user, the proxy, and refuse the rest', () => {
  const rules = packetFilterRules(60_999, { host: '::1', port: 4000 })
  expect(rules).toContain('meta skuid 60999 jump agent')
  expect(rules).toContain('ip6 daddr ::1 tcp dport 4000 accept')
  expect(rules.trim()).toMatch(/reject with icmpx type admin-prohibited\n {2}}\n}$/)
})

test('paths of sockets are read from the table of the kernel', () => {
  const table = [
    'Num       RefCount Protocol Flags    Type St Inode Path',
    '0000000000000000: 00000002 00000000 00010000 0001 01 12345 /run/dbus/system_bus_socket',
    '0000000000000000: 00000003 00000000 00000000 0001 03 12346',
    '0000000000000000: 00000002 00000000 00010000 0001 01  1234 @/tmp/abstract',
    '0000000000000000: 00000002 00000000 00010000 0001 01 12347 /run/with space',
    '0000000000000000: 00000003 00000000 00000000 0001 03 12348 /run/dbus/system_bus_socket',
  ].join('\n')
  expect(socketPaths(table)).toEqual(['/run/dbus/system_bus_socket', '/run/with space'])
})
