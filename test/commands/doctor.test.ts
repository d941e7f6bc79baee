import { execFileSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { doctorCommand } from '../../src/commands/doctor.ts'
import { doctorHelp } from '../../src/commands/help/doctor-help.ts'
import { cannotMakeUsers, inSandbox } from '../runner/agent-user/sandbox.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'doctor-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

async function doctor(argv: string[], env: NodeJS.ProcessEnv = {}) {
  let stdout = ''
  const exitCode = await doctorCommand(argv, {
    stdout: { write: (text) => (stdout += text) },
    stderr: { write: () => {} },
    stdin: (async function* () {})(),
    env: { PATH: process.env.PATH, HOME: folder, ...env },
    cwd: folder,
    command: 'cursor-guard',
    now: Date.now,
  })
  return { exitCode, stdout }
}

test('every level is named with what it takes, and looking changes nothing', async () => {
  const { exitCode, stdout } = await doctor([])
  expect(exitCode).toBe(0)
  expect(stdout).toMatch(/^Levels this machine can reach\n\n {2}L0 recorded {9}(yes|no)\n/)
  expect(stdout).toMatch(/\n {2}L1 credential-held {2}no\n/)
  expect(stdout).toMatch(/\n {2}L2 contained {8}no\n/)
  expect(stdout).toContain(`node                 ${process.versions.node}`)
  expect(readdirSync(folder)).toEqual([])
})

test('as JSON it is one line with the same facts', async () => {
  const { stdout } = await doctor(['--json'])
  expect(stdout.trim().split('\n')).toHaveLength(1)
  const { machine, levels } = JSON.parse(stdout)
  expect(levels.map(({ level }: { level: string }) => level)).toEqual(['L0', 'L1', 'L2'])
  expect(machine).toMatchObject({ platform: process.platform, node: process.versions.node })
})

test('a wrong option is an error of usage', async () => {
  await expect(doctor(['--fix'])).rejects.toMatchObject({
    code: expect.stringMatching(/^ERR_PARSE_ARGS/),
  })
})

test('the client is found behind its links, with its version, and the shims of a guard are not it', async () => {
  const version = '2025.10.02-bd871ac'
  mkdirSync(join(folder, 'versions', version), { recursive: true })
  mkdirSync(join(folder, 'bin'))
  mkdirSync(join(folder, 'shims'))
  writeFileSync(join(folder, 'versions', version, 'cursor-agent'), '#!/bin/sh\n', { mode: 0o755 })
  symlinkSync(join(folder, 'versions', version, 'cursor-agent'), join(folder, 'bin', 'agent'))
  writeFileSync(join(folder, 'shims', 'agent'), '#!/bin/sh\n# cursor-guard client shim\n', {
    mode: 0o755,
  })
  const path = [join(folder, 'shims'), join(folder, 'bin'), process.env.PATH].join(':')
  const { stdout } = await doctor([], { PATH: path })
  expect(stdout).toContain(`agent ${version} at ${join(folder, 'bin', 'agent')}`)
})

test('a credential which a checkout left is named, and its value is not', async () => {
  const git = (...args: string[]) => execFileSync('git', args, { cwd: folder })
  git('init', '--quiet')
  const value = ['left', 'behind', 'by', 'a', 'step'].join('-')
  const header = `AUTHORIZATION: basic ${Buffer.from(`x-access-token:${value}`).toString('base64')}`
  git('config', 'http.https://github.com/.extraheader', header)
  const { stdout } = await doctor([])
  expect(stdout).toContain('.git/config (http.https://github.com/.extraheader)')
  expect(stdout).toContain('persist-credentials: false')
  expect(stdout).not.toContain(value)
  expect(stdout).not.toContain(header.slice(-12))
})

test('a job that can mint identity tokens is told so', async () => {
  const { stdout } = await doctor([], { ACTIONS_ID_TOKEN_REQUEST_URL: 'https://example.com' })
  expect(stdout).toContain('every step of it can mint identity tokens')
})

const gits = [
  {
    says: 'git version 2.51.0\nSHA-1: SHA1_DC\nSHA-256: SHA256_BLK',
    line: /^ {2}git {18}2\.51\.0 at \S+\/git, notices SHA-1 collisions: yes$/m,
    remark: undefined,
  },
  {
    says: 'git version 2.39.5',
    line: /^ {2}git {18}2\.39\.5 at \S+\/git, notices SHA-1 collisions: not said$/m,
    remark: 'git 2.39.5 does not say which SHA-1 it was built with; 2.50 and newer do',
  },
  {
    says: 'git version 2.39.3',
    line: /^ {2}git {18}none that can judge pushes$/m,
    remark:
      'pushes will be refused: git 2.39.3 is too old to read what others push; 2.39.4 or newer was expected. Update git on this machine.',
  },
  {
    says: 'git version 2.51.0\nSHA-1: SHA1_OPENSSL',
    line: /^ {2}git {18}none that can judge pushes$/m,
    remark: 'a SHA-1 that does not notice collisions (SHA1_OPENSSL)',
  },
]
const needsUsers = cannotMakeUsers === undefined ? test : test.skip
const title = cannotMakeUsers === undefined ? '' : ` (not run: ${cannotMakeUsers})`

needsUsers(`a git is reported with what it means for pushes${title}`, () => {
  const asked = inSandbox(
    `mkdir /root/work; cd /root/work
    shift 2; for says do
      printf '#!/bin/sh\\ncat <<END\\n%s\\nEND\\n' "$says" >/mnt/guard-test/git
      chmod 755 /mnt/guard-test/git
      mount --bind /mnt/guard-test/git /usr/bin/git
      node --disable-warning=ExperimentalWarning /mnt/guard-test/repository/src/cli.ts doctor
      umount /usr/bin/git
      echo ----
    done`,
    gits.map(({ says }) => says),
  )
  const answers = asked.stdout.split('----\n')
  for (const [index, { line, remark }] of gits.entries()) {
    expect(answers[index]).toMatch(line)
    if (remark !== undefined) expect(answers[index]).toContain(remark)
    else expect(answers[index]).not.toContain('pushes will be refused')
  }
})

needsUsers(`without git it says so, and what to install${title}`, () => {
  const { stdout } = inSandbox(
    `mkdir /root/work; cd /root/work
    : >/mnt/guard-test/none; mount --bind /mnt/guard-test/none /usr/bin/git
    node --disable-warning=ExperimentalWarning /mnt/guard-test/repository/src/cli.ts doctor`,
  )
  expect(stdout).toContain('pushes will be refused: git was not found')
  expect(stdout).toContain('Install git 2.39.4 or newer.')
})

test('a git that an agent planted in PATH is not asked', async () => {
  const bin = join(folder, 'node_modules', '.bin')
  mkdirSync(bin, { recursive: true })
  const script = `#!/bin/sh\ntouch ${folder}/run\necho git version 9.9.9\n`
  writeFileSync(join(bin, 'git'), script, { mode: 0o755 })
  const { stdout } = await doctor([], { PATH: [bin, process.env.PATH].join(':') })
  expect(stdout).not.toContain('9.9.9')
  expect(existsSync(join(folder, 'run'))).toBe(false)
})

test('the help teaches what the levels mean', () => {
  for (const word of ['L0 recorded', 'L1 credential-held', 'L2 contained', '--try', 'Example']) {
    expect(doctorHelp).toContain(word)
  }
})

needsUsers(`with --try it is done for real and undone${title}`, () => {
  const result = inSandbox(
    `ip link set lo up; mkdir /root/work; cd /root/work
    mount -t tmpfs tmpfs /var/lib
    node --disable-warning=ExperimentalWarning /mnt/guard-test/repository/src/cli.ts doctor --try --json
    (cd /var/lib/cursor-guard/agent-users-0; ls -A . /tmp /root/work); nft list tables`,
    [],
    true,
  )
  expect(result).toMatchObject({ status: 0, stderr: '' })
  const [json = '', ...rest] = result.stdout.split('\n')
  expect(JSON.parse(json).trial).toEqual({
    ownUser: 'yes',
    contained: 'yes',
    weaknesses: [],
    left: [],
  })
  expect(rest.join('\n')).not.toMatch(/slot|cursor-guard|cursor_guard/)
})
