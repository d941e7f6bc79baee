import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { createFileApprovalStore } from '../../src/adapters/storage/file-approval-store.ts'
import { main } from '../../src/cli.ts'
import { stateHere } from '../../src/core/approval/operator.ts'
import type { HeldAction } from '../../src/core/approval/request.ts'
import { requestKey } from '../../src/core/approval/request-key.ts'
import type { ApprovalStore } from '../../src/core/approval/store.ts'
import { approvalsDirectory } from '../../src/state-directory.ts'
import { collidingTools } from '../support/colliding-requests.ts'
import { bufferIo } from './buffer-io.ts'

let state: string
let store: ApprovalStore
const env = () => ({ XDG_STATE_HOME: state })
beforeEach(async () => {
  state = await mkdtemp(join(tmpdir(), 'approvals-command-'))
  store = await createFileApprovalStore(approvalsDirectory(env()))
})
afterEach(() => rm(state, { recursive: true }))

const now = 1_800_000_000_000
const [harmlessKey = '', otherKey = ''] = collidingTools.map(requestKey)
const ten = harmlessKey.slice(0, 10)
const asked = (key: string, title: string): HeldAction => ({
  about: 'tool',
  key,
  session: 's',
  title,
  detail: title,
  rule: 'deploys',
  state: 'waiting',
  need: { count: 1, teams: [], users: [] },
  askedAt: now,
  expiresAt: now + 60_000,
  kept: [],
})
const harmless = asked(harmlessKey, 'shell: ls')
const other = { ...asked(otherKey, 'shell: ./deploy.sh'), askedAt: now + 1 }

async function command(...args: string[]) {
  const { io, written } = bufferIo(state)
  const code = await main(['approvals', ...args], { ...io, env: env(), now: () => now })
  return { code, ...written }
}
const stateOf = async (key: string) => {
  const stored = await store.get(key)
  return stored && stateHere(stored, now)
}

test('what waits is listed with what to type for it, and decided by that', async () => {
  await store.replace(undefined, harmless)
  const { stdout } = await command('list')
  expect(stdout).toContain(`${ten}  waiting  shell: ls`)
  expect(stdout).toContain('  decide   within 1m\n')
  expect(await command('approve', ten, '--reason', 'fine')).toMatchObject({
    code: 0,
    stdout: 'Approved shell: ls\n',
  })
  const { uid, username } = userInfo()
  const vote = { by: { id: uid, login: username }, approve: true, at: now, why: 'fine' }
  expect(await store.get(harmlessKey)).toMatchObject({ kept: [vote] })
  expect((await command('list')).stdout).toBe('Nothing waits for approval.\n')
  expect((await command('list', '--all')).stdout).not.toContain('decide')
  const line = JSON.parse((await command('list', '--all', '--json')).stdout)
  expect(line).toMatchObject({ id: ten, key: harmlessKey, state: 'approved' })
})

test('an action cannot write into the list, and what is not shown of it is said', async () => {
  const forged = 'shell: :\n\n0123456789  waiting  shell: ls\n  rule     none'
  const detail = [...Array.from({ length: 60 }, (_, line) => `# ${line}`), 'rm -rf /'].join('\n')
  await store.replace(undefined, { ...harmless, title: forged, detail })
  const { stdout } = await command('list')
  const line = 'shell: : ⏎  ⏎ 0123456789  waiting  shell: ls ⏎   rule     none'
  expect(stdout.split('\n')[0]).toBe(`${ten}  waiting  ${line}`)
  expect(stdout).toContain('  | # 39\n  … and 21 more lines; list --json shows all of it\n')
  expect((await command('approve', ten)).stdout).toBe(`Approved ${line}\n`)
})

test('what was decided is decided', async () => {
  await store.replace(undefined, harmless)
  await command('deny', ten)
  expect(await command('approve', ten)).toMatchObject({
    code: 1,
    stderr: `cursor-guard: request ${ten} is already denied\n`,
  })
})

test.each([
  { typed: ten.slice(0, 9), says: 'an id has at least 10 characters' },
  { typed: 'ffffffffff', says: 'there is no request ffffffffff' },
  { typed: '../../../etc', says: 'there is no request ../../../etc' },
])('$typed decides nothing', async ({ typed, says }) => {
  await store.replace(undefined, harmless)
  expect(await command('approve', typed)).toMatchObject({
    code: 1,
    stderr: `cursor-guard: ${says}\n`,
  })
  expect(await stateOf(harmlessKey)).toBe('waiting')
})

describe('two actions whose keys share ten digits', () => {
  beforeEach(async () => {
    await store.replace(undefined, harmless)
    await store.replace(undefined, other)
  })

  test('the ten digits decide neither, and what to type is said', async () => {
    const { code, stderr } = await command('approve', ten)
    expect(code).toBe(1)
    expect(stderr).toBe(
      `cursor-guard: 2 requests begin with ${ten}; nothing was decided. Type more of the one you mean:\n` +
        `  ${otherKey.slice(0, 11)}  shell: ./deploy.sh\n  ${harmlessKey.slice(0, 11)}  shell: ls\n`,
    )
    expect(await stateOf(harmlessKey)).toBe('waiting')
    expect(await stateOf(otherKey)).toBe('waiting')
  })

  test('an approval of the harmless one is none of the other', async () => {
    expect(await command('approve', harmlessKey.slice(0, 11))).toMatchObject({ code: 0 })
    expect(await stateOf(harmlessKey)).toBe('approved')
    expect(await stateOf(otherKey)).toBe('waiting')
  })

  test('the list shows as much of each as tells them apart', async () => {
    const { stdout } = await command('list')
    expect(stdout).toContain(`${harmlessKey.slice(0, 11)}  waiting  shell: ls\n`)
    expect(stdout).toContain(`${otherKey.slice(0, 11)}  waiting  shell: ./deploy.sh\n`)
  })
})
