import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { runProgram } from '../../../src/adapters/machine/run-program.ts'
import {
  findOwnProgram,
  findSystemProgram,
  systemPath,
} from '../../../src/adapters/machine/system-programs.ts'
import { cannotMakeUsers, inSandbox } from '../../runner/agent-user/sandbox.ts'

const needsUsers = cannotMakeUsers === undefined ? test : test.skip
const title = cannotMakeUsers === undefined ? '' : ` (not run: ${cannotMakeUsers})`

/** What is said in a machine of its own, after `script`, of programs by their names. */
function foundAfter(script: string, names: readonly string[]): (string | null)[] {
  const look = `
    import { findSystemProgram } from '/mnt/guard-test/repository/src/adapters/machine/system-programs.ts'
    const found = []
    for (const name of ${JSON.stringify(names)}) found.push((await findSystemProgram(name)) ?? null)
    console.log(JSON.stringify(found))`
  const { status, stdout, stderr } = inSandbox(
    `mount -t tmpfs -o mode=755 tmpfs /usr/local
    mkdir -p /usr/local/bin /home/others
    program() { printf '#!/bin/sh\n' >"$1"; chmod 755 "$1"; }
    program /usr/local/bin/tool
    ${script}
    node --disable-warning=ExperimentalWarning --input-type=module -e "$3"`,
    [look],
  )
  if (status !== 0) throw new Error(stderr)
  return JSON.parse(stdout)
}

const intoHome = 'chmod 755 /home/others; program /home/others/tool; chmod 755 /home/others/tool'
test('programs of the system are found by absolute paths', async () => {
  expect(await findSystemProgram('sh')).toMatch(/^\/.*\/sh$/)
  expect(await findSystemProgram('no-such-program')).toBeUndefined()
  expect((await systemPath()).split(':')).toContain('/usr/bin')
})

needsUsers.each([
  { when: 'that is root’s', script: '', found: '/usr/local/bin/tool' },
  {
    when: 'behind a link of root’s to a program of root’s',
    script: `${intoHome}; ln -sf /home/others/tool /usr/local/bin/tool`,
    found: '/usr/local/bin/tool',
  },
  {
    when: 'in a folder with the sticky bit, where names of root’s stay',
    script: 'chmod 1777 /usr/local',
    found: '/usr/local/bin/tool',
  },
])(`a program $when is found${title}`, ({ script, found }) => {
  expect(foundAfter(script, ['tool'])).toEqual([found])
})

needsUsers.each([
  { when: 'everybody can write', script: 'chmod 757 /usr/local/bin/tool' },
  {
    when: 'a group can write',
    script: 'chgrp 100 /usr/local/bin/tool; chmod 775 /usr/local/bin/tool',
  },
  { when: 'belongs to somebody', script: 'chown tester /usr/local/bin/tool' },
  { when: 'lies in a folder of somebody', script: 'chown tester /usr/local/bin' },
  { when: 'lies in a folder that everybody can write', script: 'chmod 777 /usr/local/bin' },
  {
    when: 'lies below a folder that a group can write',
    script: 'chgrp 100 /usr/local; chmod 775 /usr/local',
  },
  {
    when: 'is a link to a place of somebody',
    script: `${intoHome}; chown tester /home/others; ln -sf /home/others/tool /usr/local/bin/tool`,
  },
  {
    when: 'is a link to a link in such a place',
    script: `ln -s /usr/local/bin/other /home/others/tool; program /usr/local/bin/other
      chown tester /home/others; ln -sf /home/others/tool /usr/local/bin/tool`,
  },
  {
    when: 'has an access list that lets somebody write',
    script: 'setfacl -m u:tester:rwx /usr/local/bin/tool',
  },
  { when: 'cannot be executed', script: 'chmod 644 /usr/local/bin/tool' },
  { when: 'is a circle of links', script: 'ln -sf tool /usr/local/bin/tool' },
])(`a program that $when is not found${title}`, ({ script }) => {
  expect(foundAfter(script, ['tool', 'sh'])).toEqual([null, expect.stringMatching(/sh$/)])
})

needsUsers(`a safe program behind an unsafe one of its name is not taken for it${title}`, () => {
  const script = `mkdir /usr/local/sbin; cp /usr/local/bin/tool /usr/local/sbin/tool
    chown tester /usr/local/sbin/tool`
  expect(foundAfter(script, ['tool'])).toEqual([null])
})

describe('a program that the user installed', () => {
  const places = { base: '', own: '', workspace: '' }
  const install = async (folder: string, name: string) => {
    await mkdir(folder, { recursive: true })
    await writeFile(join(folder, name), '#!/bin/sh\necho own\n', { mode: 0o755 })
  }
  beforeAll(async () => {
    places.base = await mkdtemp(join(tmpdir(), 'programs-'))
    places.own = join(places.base, 'home', 'bin')
    places.workspace = join(places.base, 'work')
    await install(places.own, 'own-tool')
    await install(join(places.workspace, 'bin'), 'own-tool')
    await install(join(places.base, 'node_modules', '.bin'), 'own-tool')
    await install(join(places.base, 'links'), 'another')
    await symlink(join(places.workspace, 'bin/own-tool'), join(places.base, 'links/own-tool'))
  })
  afterAll(() => rm(places.base, { recursive: true, force: true }))

  test.each([
    { where: 'a folder of PATH', path: () => [places.own], found: true },
    { where: 'the workspace', path: () => [join(places.workspace, 'bin')], found: false },
    { where: 'a link into the workspace', path: () => [join(places.base, 'links')], found: false },
    {
      where: 'a folder of packages',
      path: () => [join(places.base, 'node_modules/.bin')],
      found: false,
    },
    { where: 'a relative folder', path: () => ['bin', '', '.'], found: false },
    {
      where: 'a folder behind all of these',
      path: () => [join(places.workspace, 'bin'), 'bin', places.own],
      found: true,
    },
  ])('in $where: found is $found', async ({ path, found }) => {
    const find = findOwnProgram(path().join(':'), [places.workspace])
    expect(await find('own-tool')).toBe(found ? join(places.own, 'own-tool') : undefined)
  })

  test('never stands in for one of the system', async () => {
    await install(places.own, 'sh')
    expect(await findOwnProgram(places.own, [])('sh')).toBe(await findSystemProgram('sh'))
  })
})

test('a program gets an environment of its own, in a folder of root’s', async () => {
  process.env.LEAK = 'leak'
  const outcome = await runProgram(['sh', '-c', 'pwd; env'], { env: { X: 'x' } })
  delete process.env.LEAK
  const [folder, ...variables] = outcome.stdout.trim().split('\n')
  expect(folder).toBe('/')
  const names = variables.map((line) => line.split('=')[0]).filter((name) => name !== '_')
  expect(names.toSorted()).toEqual(
    ['LC_ALL', 'OLDPWD', 'PATH', 'PWD', 'X'].filter((name) => names.includes(name)),
  )
  expect(names).not.toContain('LEAK')
})

test('a program that the system does not have is said to be missing', async () => {
  expect(await runProgram(['no-such-program'])).toEqual({
    code: 127,
    stdout: '',
    complaint: 'no-such-program: not installed',
  })
})
