import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { extname, join } from 'node:path'

const textual = new Set([
  '.js',
  '.cjs',
  '.mjs',
  '.ts',
  '.cts',
  '.mts',
  '.json',
  '.md',
  '.map',
  '.yml',
  '.yaml',
  '.txt',
  '.css',
  '.html',
])
const maxFileBytes = 2_000_000

export interface CorpusFile {
  path: string
  bytes: Buffer
}

/**
 * Ordinary source: text files of the installed packages, each content once, up to `maxBytes`.
 * The order depends on the paths alone, so that every machine with this lockfile reads the same.
 */
export function readCorpus(root: string, maxBytes: number): CorpusFile[] {
  const order = (path: string) => createHash('sha256').update(path).digest('hex')
  const paths = textFiles(root)
    .map((path) => ({ path, key: order(path) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
  const seen = new Set<string>()
  const files: CorpusFile[] = []
  let total = 0
  for (const { path } of paths) {
    const bytes = readFileSync(join(root, path))
    const content = createHash('sha256').update(bytes).digest('hex')
    if (seen.has(content)) continue
    seen.add(content)
    files.push({ path, bytes })
    total += bytes.length
    if (total >= maxBytes) break
  }
  return files
}

function textFiles(root: string, below = ''): string[] {
  return readdirSync(join(root, below), { withFileTypes: true }).flatMap((entry) => {
    const path = join(below, entry.name)
    if (entry.isDirectory()) return textFiles(root, path)
    if (!entry.isFile() || !textual.has(extname(entry.name))) return []
    return statSync(join(root, path)).size <= maxFileBytes ? [path] : []
  })
}

/** The first files that stay below `limit` bytes together. */
export function upTo(files: readonly CorpusFile[], limit: number): CorpusFile[] {
  let total = 0
  return files.filter((file) => {
    total += file.bytes.length
    return total <= limit
  })
}
