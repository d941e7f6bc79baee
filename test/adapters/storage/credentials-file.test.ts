import { generateKeyPairSync } from 'node:crypto'
import { chmod, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import {
  readCredentialsFile,
  writeCredentialsFile,
} from '../../../src/adapters/storage/credentials-file.ts'

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 })
const credentials = {
  appId: 12,
  privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
  webhookSecret: 'not much of a secret',
}
let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'credentials-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

test('what was written is read again, and can be read by its owner alone', async () => {
  expect(await readCredentialsFile(folder)).toBeUndefined()
  const path = await writeCredentialsFile(join(folder, 'data'), credentials)
  expect((await stat(path)).mode & 0o777).toBe(0o600)
  expect(await readCredentialsFile(join(folder, 'data'))).toEqual(credentials)
})

test('nothing is written into a work tree', async () => {
  await mkdir(join(folder, '.git'))
  const writing = writeCredentialsFile(join(folder, 'data'), credentials)
  await expect(writing).rejects.toThrow(/is in the work tree/)
  expect(await readCredentialsFile(join(folder, 'data'))).toBeUndefined()
})

test('a file that others can read is refused', async () => {
  const path = await writeCredentialsFile(folder, credentials)
  await chmod(path, 0o640)
  await expect(readCredentialsFile(folder)).rejects.toThrow(/can be read by other users/)
})

test.each(['', '{', '{"appId": 12}', JSON.stringify({ ...credentials, privateKey: 'x' })])(
  'a file with %j is refused, and nothing of it is shown',
  async (text) => {
    await writeFile(join(folder, 'app-credentials.json'), text, { mode: 0o600 })
    await expect(readCredentialsFile(folder)).rejects.toThrow(/does not hold an App’s credentials$/)
  },
)
