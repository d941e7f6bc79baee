import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { copyFile, mkdir, readdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
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
    await gzipFile(join(recording, 'recording.jsonl'), packed)
    files.push(packed, ...(await copyBlobs(join(recording, 'blobs'), join(into, 'blobs'))))
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

/** Without a name or time in the header, so that equal recordings give equal files. */
async function gzipFile(from: string, to: string): Promise<void> {
  await pipeline(createReadStream(from), createGzip(), createWriteStream(to, { mode: 0o600 }))
}

async function copyBlobs(from: string, to: string): Promise<string[]> {
  const names = (await readdir(from).catch(() => [])).filter((name) => /^[0-9a-f]{64}$/.test(name))
  if (names.length === 0) return []
  await mkdir(to, { mode: 0o700 })
  const copies = names.toSorted().map((name) => join(to, name))
  for (const copy of copies) await copyFile(join(from, copy.slice(-64)), copy)
  return copies
}

async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash)
  return hash.digest('hex')
}
