import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { openPlainFile } from '../src/adapters/machine/plain-file.ts'
import {
  blobFolderName,
  readFileRecording,
  recordingFileName,
} from '../src/adapters/storage/file-recording-store.ts'
import type { ArtifactMode } from './inputs.ts'
import type { SessionReport } from './report.ts'

export interface ArtifactParts {
  mode: Exclude<ArtifactMode, 'off'>
  /** Holds `recording.jsonl` and `blobs/`. */
  recording: string
  /** An empty directory of our own. */
  into: string
  report: SessionReport
  summary: string
  /** Writes the page that plays the recording. */
  renderReplay: (recording: string, out: string) => Promise<void>
}

/**
 * Puts together what is uploaded: with `full` the recording, its blobs and the page that plays
 * it; always the summary, and a manifest with the digest of every file.
 *
 * @returns the paths of all files, the manifest last
 */
export async function assembleArtifact(parts: ArtifactParts): Promise<string[]> {
  const { into, mode, recording, report, summary, renderReplay } = parts
  await mkdir(into, { recursive: true, mode: 0o700 })
  const files: string[] = []
  if (mode === 'full') {
    const packed = join(into, 'recording.jsonl.gz')
    await gzipFile(join(recording, recordingFileName), packed)
    files.push(packed, ...(await copyBlobs(recording, join(into, blobFolderName))))
    const page = join(into, 'replay.html')
    await renderReplay(recording, page)
    files.push(page)
  }
  const text = join(into, 'summary.md')
  await writeFile(text, summary, { mode: 0o600 })
  files.push(text)
  const manifest = join(into, 'manifest.json')
  await writeFile(manifest, await renderManifest(files, parts, report), { mode: 0o600 })
  return [...files, manifest]
}

/** `manifest.json`: what the artifact is about and the SHA-256 of each file in it. */
async function renderManifest(
  files: readonly string[],
  { mode, into }: ArtifactParts,
  { session, seal, coverage, verdict, entries, head }: SessionReport,
): Promise<string> {
  const listed = await Promise.all(
    files.map(async (file) => ({
      name: file.slice(into.length + 1),
      bytes: (await stat(file)).size,
      sha256: await sha256Of(file),
    })),
  )
  const manifest = {
    version: 1,
    session: session?.session ?? null,
    identity: session?.identity ?? {},
    policy: session?.policy ?? null,
    level: coverage.level,
    coverage,
    verdict,
    sealed: seal !== undefined,
    entries,
    head,
    mode,
    files: listed,
  }
  return `${JSON.stringify(manifest, null, 2)}\n`
}

/**
 * Without a name or time in the header, so that equal recordings give equal files. A command of the
 * same user could have put a link or a pipe there: neither is followed nor waited for.
 */
async function gzipFile(from: string, to: string): Promise<void> {
  await using file = await openPlainFile(from)
  const bytes = file.createReadStream({ end: maxBytes - 1, autoClose: false })
  await pipeline(bytes, createGzip(), createWriteStream(to, { mode: 0o600 }))
}

/** More than a recording ever holds, in bytes. */
const maxBytes = 2 ** 31

async function copyBlobs(recording: string, to: string): Promise<string[]> {
  const found = await readdir(join(recording, blobFolderName)).catch(() => [])
  const names = found.filter((name) => /^[0-9a-f]{64}$/.test(name)).toSorted()
  const { blobs } = readFileRecording(recording)
  const copies: string[] = []
  if (names.length > 0) await mkdir(to, { mode: 0o700 })
  for (const name of names) {
    const bytes = await blobs.read(name)
    if (bytes === undefined) continue
    const copy = join(to, name)
    await pipeline(bytes, createWriteStream(copy, { mode: 0o600 }))
    // A blob is named for what it holds; what is not, no recording has written.
    if ((await sha256Of(copy)) === name) copies.push(copy)
    else await rm(copy)
  }
  return copies
}

async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash)
  return hash.digest('hex')
}
