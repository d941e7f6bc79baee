import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { removeTree } from '../../../src/adapters/machine/remove-tree.ts'

test('a folder goes with all that is in it, what its links lead to stays', async () => {
  const root = await mkdtemp(join(tmpdir(), 'tree-'))
  await mkdir(join(root, 'kept'))
  await writeFile(join(root, 'kept', 'file'), 'kept')
  await mkdir(join(root, '-tree', 'deep'), { recursive: true, mode: 0o700 })
  await symlink(join(root, 'kept'), join(root, '-tree', 'deep', 'link'))
  await removeTree(join(root, '-tree'))
  expect(await readdir(root)).toEqual(['kept'])
  expect(await readdir(join(root, 'kept'))).toEqual(['file'])
  await removeTree(join(root, '-tree'))
  await rm(root, { recursive: true })
  await expect(removeTree('/proc/version')).rejects.toThrow(/cannot be removed/)
})
