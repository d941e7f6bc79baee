import { expect, test } from '@jest/globals'
import { zeroId } from '../../../src/core/git/ref-update.ts'
import { newEngine, repository, startWorkbench } from './support/workbench.ts'

const bidi = Buffer.from('\u202e')
const filler = (bytes: number) => Buffer.alloc(bytes, 'plain text, nothing else\n')
/** What the search looks at together, in bytes. */
const window = 2 * 1_048_576

test.each<{ what: string; file: Buffer; found: boolean }>([
  { what: 'nothing', file: filler(3_000), found: false },
  { what: 'an empty file', file: Buffer.alloc(0), found: false },
  { what: 'a character in a short file', file: Buffer.concat([filler(30), bidi]), found: true },
  { what: 'text behind a NUL', file: Buffer.concat([Buffer.from([0]), bidi]), found: false },
  {
    what: 'a character far into a large file',
    file: Buffer.concat([filler(window * 2 + 100), bidi, filler(10)]),
    found: true,
  },
  ...[-2, -1, 0, 1].map((shift) => ({
    what: `a character ${shift} bytes from the edge of what is looked at together`,
    file: Buffer.concat([filler(window + shift), bidi, filler(window)]),
    found: true,
  })),
  {
    what: 'a character in UTF-16',
    file: Buffer.from('\ufeffvalue \u202e turned\n', 'utf16le'),
    found: true,
  },
])('$what is found to hide text: $found, whether or not the search runs', async (row) => {
  await using bench = await startWorkbench()
  const commit = await bench.commit(await bench.tree({ 'file.txt': row.file }))
  const pack = await bench.pack([commit])
  const command = { ref: 'refs/heads/main', old: zeroId, new: commit }
  const tips = await bench.repositories.readTips(repository)
  const codes: string[][] = []
  for (const searched of [true, false]) {
    await using quarantine = await bench.receive(pack)
    const [[facts]] = await Promise.all([
      quarantine.examine([command], tips),
      searched ? quarantine.secrets(newEngine()) : [],
    ])
    codes.push((facts?.warnings ?? []).map(({ code }) => code))
  }
  const expected = row.found ? ['invisible-text'] : []
  expect(codes).toEqual([expected, expected])
})
