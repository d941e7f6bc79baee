import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { createFileApprovalStore } from '../../../src/adapters/storage/file-approval-store.ts'
import type { Approval } from '../../../src/core/approval/request.ts'
import { vote } from '../../../src/core/approval/vote.ts'

let directory: string
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'approvals-'))
})
afterEach(() => rm(directory, { recursive: true }))

const request: Approval = {
  id: '0123456789',
  key: '0123456789'.padEnd(64, 'f'),
  session: 's',
  state: 'waiting',
  title: 'shell: deploy',
  detail: 'deploy',
  rule: 'deploys',
  need: { count: 1, teams: [], users: [] },
  askedAt: 1,
  expiresAt: 1_000,
  votes: [],
}

test('what was put is found, by id and in the list', async () => {
  const store = await createFileApprovalStore(directory)
  expect(await store.replace(undefined, request)).toBe(true)
  expect(await store.get(request.id)).toEqual(request)
  expect(await store.list()).toEqual([request])
  expect((await stat(join(directory, '0123456789.json'))).mode & 0o777).toBe(0o600)
})

test('of many decisions at once exactly one counts', async () => {
  const store = await createFileApprovalStore(directory)
  await store.replace(undefined, request)
  const cast = (by: string) => vote(request, { by, approve: true, at: 2, surface: 'test' })
  const taken = await Promise.all(
    Array.from({ length: 8 }, (_, index) => store.replace(request, cast(`voter-${index}`))),
  )
  expect(taken.filter(Boolean)).toHaveLength(1)
})

test('a name that is no id is not looked for', async () => {
  const store = await createFileApprovalStore(directory)
  expect(await store.get('../../etc/passwd')).toBeUndefined()
})

test('a damaged request is an error that names the file', async () => {
  const store = await createFileApprovalStore(directory)
  await writeFile(join(directory, '0123456789.json'), '{"id":')
  await expect(store.get('0123456789')).rejects.toThrow(
    '0123456789.json is not a readable approval',
  )
})
