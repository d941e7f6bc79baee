import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { openNamelessFile } from '../../../src/adapters/storage/nameless-file.ts'

test('what is written comes back, and the folder never shows it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'nameless-'))
  {
    await using file = await openNamelessFile(folder)
    expect(await file.read()).toEqual(Buffer.alloc(0))
    await file.write(Buffer.from('one '))
    await file.write(Buffer.from('two'))
    expect(await readdir(folder)).toEqual([])
    expect((await file.read()).toString()).toBe('one two')
    expect((await file.read()).toString()).toBe('one two')
  }
  await rm(folder, { recursive: true })
})

test('a folder that is not there is an error', async () => {
  await expect(openNamelessFile(join(tmpdir(), 'not', 'there'))).rejects.toThrow('ENOENT')
})
