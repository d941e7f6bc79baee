import { mkdtemp, rename, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { createFileApprovalStore } from '../../../src/adapters/storage/file-approval-store.ts'
import type { HeldAction } from '../../../src/core/approval/request.ts'

let directory: string
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'approvals-'))
})
afterEach(() => rm(directory, { recursive: true }))

const request: HeldAction = {
  about: 'tool',
  key: '0123456789'.padEnd(64, 'f'),
  session: 's',
  title: 'shell: deploy',
  detail: 'deploy',
  rule: 'deploys',
  state: 'waiting',
  need: { count: 1, teams: [], users: [] },
  askedAt: 1,
  expiresAt: 1_000,
  kept: [],
}

test('a request is a file which its owner alone may read', async () => {
  const store = await createFileApprovalStore(directory)
  expect(await store.replace(undefined, request)).toBe(true)
  expect((await stat(join(directory, `${request.key}.json`))).mode & 0o777).toBe(0o600)
})

test('a folder that cannot be made is named, with what to do', async () => {
  await writeFile(join(directory, 'file'), '')
  const folder = join(directory, 'file', 'approvals')
  await expect(createFileApprovalStore(folder)).rejects.toMatchObject({
    code: 'INPUT_INVALID',
    message: `${folder} cannot be made (ENOTDIR)`,
    hint: expect.stringContaining('XDG_STATE_HOME'),
  })
})

test('a damaged request is an error that names the file', async () => {
  const store = await createFileApprovalStore(directory)
  await writeFile(join(directory, `${request.key}.json`), '{"id":')
  await expect(store.get(request.key)).rejects.toThrow(
    `${request.key}.json is not a readable approval`,
  )
})

test('a request under the name of another one is an error, and releases neither', async () => {
  const store = await createFileApprovalStore(directory)
  await store.replace(undefined, request)
  const other = '0123456789'.padEnd(64, 'e')
  await rename(join(directory, `${request.key}.json`), join(directory, `${other}.json`))
  await expect(store.get(other)).rejects.toThrow('is not a readable approval request')
  expect(await store.get(request.key)).toBeUndefined()
})

test('a request of an earlier version, named for ten digits, is neither listed nor found', async () => {
  const store = await createFileApprovalStore(directory)
  const { kept: _, about: __, ...before } = request
  const approved = { id: '0123456789', ...before, state: 'approved', votes: ['ann'] }
  await writeFile(join(directory, '0123456789.json'), JSON.stringify(approved))
  expect(await store.list(10)).toEqual([])
  expect(await store.get('0123456789')).toBeUndefined()
  expect(await store.get(request.key)).toBeUndefined()
  expect(await store.keysLike('0123456789')).toEqual([])
})
