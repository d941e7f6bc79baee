import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { openDatabase } from '../../../src/adapters/storage/database.ts'
import { lockFolder } from '../../../src/adapters/storage/folder-lock.ts'
import { prepareDatabase } from '../../support/prepared-database.ts'
import { patienceMs } from '../../support/until.ts'

const root = join(import.meta.dirname, '..', '..', '..')
const node = join(root, 'node_modules', '.bin', 'node')
let folder: string
let path: string
let other: ChildProcess | undefined

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'folder-lock-'))
  path = join(folder, 'database.lock')
})
afterEach(async () => {
  other?.kill('SIGKILL')
  other = undefined
  await rm(folder, { recursive: true, force: true })
})

/** Another process that holds the lock until it is killed. */
async function holdElsewhere(): Promise<ChildProcess> {
  const script = `
    const { lockFolder } = await import('./src/adapters/storage/folder-lock.ts')
    await lockFolder(process.env.LOCK, 0)
    console.log('held')
    setInterval(() => {}, 1_000)`
  const env = { ...process.env, LOCK: path }
  const child = spawn(node, ['--input-type=module', '--eval', script], { cwd: root, env })
  other = child
  await once(child.stdout, 'data')
  return child
}

test('what another process holds is refused, with what can be done', async () => {
  await holdElsewhere()
  const refused = expect.objectContaining({
    code: 'MACHINE_UNSUITABLE',
    message: `another process works in it: ${path} is held`,
    hint: expect.stringContaining('DATA_DIR'),
  })
  await expect(lockFolder(path, 300)).rejects.toEqual(refused)
  await expect(openDatabase({ directory: folder, waitMs: 0 })).rejects.toEqual(refused)
})

test('a process that ends in time is waited for, also one that is killed', async () => {
  const child = await holdElsewhere()
  const waiting = lockFolder(path, patienceMs)
  child.kill('SIGKILL')
  const lock = await waiting
  await expect(lockFolder(path, 0)).rejects.toThrow(/is held/)
  lock.release()
  const again = await lockFolder(path, 0)
  again.release()
})

test('the embedded database leaves its folder when it is closed', async () => {
  await prepareDatabase(folder)
  const first = await openDatabase({ directory: folder })
  await expect(openDatabase({ directory: folder, waitMs: 0 })).rejects.toThrow(/is held/)
  await first.close()
  const second = await openDatabase({ directory: folder, waitMs: 0 })
  await second.close()
})
