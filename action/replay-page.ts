import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { readFileRecording } from '../src/adapters/storage/file-recording-store.ts'
import { renderReplayPage } from '../src/core/recording/page/render-page.ts'
import { readRecording } from '../src/core/recording/read.ts'
import { describeEntries } from '../src/core/recording/timeline/describe-entries.ts'
import { timeline } from '../src/core/recording/timeline/timeline.ts'

/** How much of a long text the page shows, in characters; the recording has all of it. */
const shownCharacters = 64 * 1_024

/** Writes the page that plays the recording in a browser, without holding it in memory. */
export async function writeReplayPage(recording: string, out: string): Promise<void> {
  const { lines, blobs } = readFileRecording(recording)
  const reading = readRecording(lines(), { blobs, keepBytes: shownCharacters * 4 })
  const page = renderReplayPage(timeline(describeEntries(reading, shownCharacters)))
  await pipeline(Readable.from(page), createWriteStream(out, { mode: 0o600 }))
}
