import { join } from 'node:path'
import { openFileRecording } from '../../src/adapters/storage/file-recording-store.ts'
import type { EntryBody } from '../../src/core/recording/entry.ts'
import { createRecordingWriter } from '../../src/core/recording/write.ts'

export const sessionEntry: EntryBody = {
  kind: 'session',
  format: 1,
  session: 'a1b2c3d4',
  startedAt: '2026-01-02T03:04:05.000Z',
  guard: '0.1.0',
  mode: 'standalone',
  level: 'L0',
  identity: { repository: 'acme/shop', run: '77' },
  policy: { source: 'built-in', digest: 'd'.repeat(64), enforcement: 'enforce' },
}

/** Writes a real recording into `folder`/recording and returns that folder. */
export function recordSession(
  folder: string,
  entries: readonly EntryBody[],
  end: 'sealed' | 'killed' = 'sealed',
  first: EntryBody = sessionEntry,
): string {
  const directory = join(folder, 'recording')
  const file = openFileRecording(directory)
  const writer = createRecordingWriter({ ...file, clock: () => 0 })
  for (const entry of [first, ...entries]) writer.append(entry)
  if (end === 'sealed') {
    writer.seal({
      coverage: { level: 'L0', state: 'complete', reasons: ['same-uid'] },
      exitCode: 0,
    })
  }
  file.close()
  return directory
}
