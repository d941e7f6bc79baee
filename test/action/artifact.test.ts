import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { assembleArtifact } from '../../action/artifact.ts'
import { readSessionReport } from '../../action/report.ts'

const hashOf = (text: string) => createHash('sha256').update(text).digest('hex')
let root: string
let recording: string
beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'artifact-')))
  recording = join(root, 'recording')
  await mkdir(join(recording, 'blobs'), { recursive: true })
  await writeFile(join(root, 'private'), 'not for upload')
  await writeFile(join(recording, 'recording.jsonl'), '{}\n')
})
afterEach(() => rm(root, { recursive: true, force: true }))

const assemble = async () => {
  const report = await readSessionReport(recording)
  const into = join(root, 'into')
  const renderReplay = (_: string, out: string) => writeFile(out, 'page')
  const parts = { mode: 'full', recording, into, report, summary: '', renderReplay } as const
  return (await assembleArtifact(parts)).map((file) => basename(file))
}

test('blobs are uploaded; what a command of the same user put beside them is not', async () => {
  const blob = hashOf('a long text')
  await writeFile(join(recording, 'blobs', blob), 'a long text')
  await symlink(join(root, 'private'), join(recording, 'blobs', hashOf('not for upload')))
  await writeFile(join(recording, 'blobs', 'b'.repeat(64)), 'named for something else')
  expect(await assemble()).toEqual([
    'recording.jsonl.gz',
    blob,
    'replay.html',
    'summary.md',
    'manifest.json',
  ])
})

test('a link in place of the recording is not followed', async () => {
  const report = await readSessionReport(recording)
  await rm(join(recording, 'recording.jsonl'))
  await symlink(join(root, 'private'), join(recording, 'recording.jsonl'))
  await expect(readSessionReport(recording)).rejects.toThrow(/holds no recording/)
  const parts = { mode: 'full', recording, into: join(root, 'into'), report, summary: '' } as const
  const assembling = assembleArtifact({ ...parts, renderReplay: async () => {} })
  await expect(assembling).rejects.toMatchObject({ name: 'NotOurs' })
})
