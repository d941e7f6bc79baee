import { GuardError } from '../../core/errors.ts'
import {
  type ObjectPart,
  type ObjectPlace,
  objectParts,
  partAt,
} from '../../core/git/object-parts.ts'
import type { SecretEngine } from '../../core/secrets/engine.ts'
import { createBatchSplitter } from './batch-splitter.ts'
import { createWindowScan } from './binary-runs.ts'
import type { GarbageCollector } from './collect-garbage.ts'
import { countLines, mayHide } from './file-reader.ts'
import { exitText, type Git, type GitPlace } from './git-process.ts'
import { createPackedScans } from './packed-scans.ts'
import type { RepositoryLimits } from './repository-limits.ts'

/** One secret in one object. */
export interface ObjectHit {
  object: string
  type: 'blob' | 'tree' | 'commit' | 'tag'
  rule: string
  confidence: string
  fingerprint: string
  /** From 1; in a blob, or in a part of a commit or tag. */
  line: number
  /** The name that holds it, bytes as latin-1; of a tree. */
  name?: string
  /** Which part of a commit or a tag holds it. */
  part?: ObjectPlace
  /** Of a blob: the names of the packed files that hold it, the outermost first. */
  inside?: readonly string[]
}

export interface ScanContext {
  git: Git
  /** The push's objects alone. */
  place: GitPlace
  engine: SecretEngine
  limits: RepositoryLimits
  signal: AbortSignal
  garbage: GarbageCollector
  idBytes: number
  /** Given every file of at most `smallBytes`, while it passes by. */
  onSmallFile?(body: Buffer): void
  /** Told every file in which nobody could hide a character. */
  onPlainFile?(id: string): void
}

/** A file up to this size counts as small. */
const smallBytes = 1_024

/** Bytes handed to the engine at a time. */
const windowBytes = 2 * 1_048_576
/** Bytes seen twice, so that a secret at the edge of a window is seen whole. */
const overlapBytes = 131_072
/** A secret that ends this close to the end of a window may go on behind it. */
const edgeBytes = 65_536
/** Names that are remembered so as not to be looked at again. */
const maxNames = 1_000_000

/**
 * Looks for secrets in every object of a push, reachable or not, with memory that does not depend on
 * their size.
 *
 * @throws {GuardError} `PUSH_REFUSED` when a limit is reached or git breaks off
 */
export async function scanObjects(context: ScanContext): Promise<ObjectHit[]> {
  const { git, place, limits, signal } = context
  const printing = git.start({
    args: ['cat-file', '--batch-all-objects', '--unordered', '--batch', '--buffer'],
    place,
    signal,
    timeoutMs: limits.scanMs,
  })
  printing.stdin.end()
  const hits: ObjectHit[] = []
  const add = (found: readonly ObjectHit[]) => {
    hits.push(...found)
    if (hits.length > limits.findings * 50) throw tooMuch('too many secrets (limit findings)')
  }
  const shared = newShared(context.engine)
  const packed = createPackedScans(packedSearch(context))
  const splitter = createBatchSplitter(({ id, type, size }) => {
    const whole = scanObject(context, id, type as ObjectHit['type'], shared)
    if (type !== 'blob') return { push: whole.push, end: () => add(whole.end()) }
    const scan = size <= smallBytes ? withCopy(whole, context) : whole
    const values = new Set<string>()
    // What the file itself shows is not told again.
    const isNew = ({ fingerprint }: ObjectHit) => !values.has(fingerprint)
    const inner = packed.of((found) =>
      add(found.filter(isNew).map((hit) => ({ ...hit, object: id }))),
    )
    return {
      push(bytes) {
        scan.push(bytes)
        inner.push(bytes)
      },
      end() {
        const found = scan.end()
        for (const { fingerprint } of found) values.add(fingerprint)
        add(found)
        inner.end()
      },
    }
  })
  try {
    for await (const chunk of printing.stdout) {
      context.garbage.add((chunk as Buffer).length)
      splitter.push(chunk as Buffer)
      await packed.settle()
    }
    splitter.end()
    await packed.settle()
  } catch (error) {
    printing.kill()
    await printing.exit
    throw error
  }
  const exit = await printing.exit
  if (exit.code !== 0) throw tooMuch(exitText(exit, limits))
  return hits
}

/** What is packed in a file that is there as a whole. */
export async function scanPackedIn(engine: SecretEngine, body: Buffer): Promise<ObjectHit[]> {
  const hits: ObjectHit[] = []
  const packed = createPackedScans(packedSearch({ engine, idBytes: 0 }))
  const file = packed.of((found) => void hits.push(...found))
  file.push(body)
  file.end()
  await packed.settle()
  return hits
}

/** Begins searches of packed files; those of one layer share what they need. */
function packedSearch(context: Pick<ScanContext, 'engine' | 'idBytes'>) {
  const layers: Shared[] = []
  return (layer: number): ObjectScan => {
    layers[layer] ??= newShared(context.engine)
    return scanObject(context, '', 'blob', layers[layer])
  }
}

/** The same scan, with the whole file handed on at its end. */
function withCopy(scan: ObjectScan, { onSmallFile }: ScanContext): ObjectScan {
  if (onSmallFile === undefined) return scan
  const parts: Buffer[] = []
  return {
    push(bytes) {
      parts.push(bytes)
      scan.push(bytes)
    },
    end() {
      onSmallFile(Buffer.concat(parts))
      return scan.end()
    },
  }
}

/** What the scans of all objects of a push use one after the other. */
interface Shared {
  names: Set<string>
  window: Buffer
  scanWindow: ReturnType<typeof createWindowScan>
}

const newShared = (engine: SecretEngine): Shared => ({
  names: new Set(),
  window: Buffer.allocUnsafeSlow(windowBytes),
  scanWindow: createWindowScan(engine, windowBytes),
})

interface ObjectScan {
  push(bytes: Buffer): void
  end(): ObjectHit[]
}

function scanObject(
  { engine, idBytes, onPlainFile }: Pick<ScanContext, 'engine' | 'idBytes' | 'onPlainFile'>,
  object: string,
  type: ObjectHit['type'],
  { names, window, scanWindow }: Shared,
): ObjectScan {
  if (type === 'tree') return scanTree(engine, object, idBytes, names)
  const hits: ObjectHit[] = []
  let held = 0
  let line = 1
  /** Matches that start before this offset of the window were reported with the window before. */
  let reported = 0
  let hides: ReturnType<typeof mayHide> | undefined
  let parts: readonly ObjectPart[] | undefined
  /** Bytes of the object before the window. */
  let before = 0
  const look = (isLast: boolean) => {
    const seen = window.subarray(0, held)
    parts ??= type === 'blob' ? [] : objectParts(type, seen)
    if (type === 'blob' && (hides === undefined || hides === false)) {
      hides = mayHide(seen, hides === undefined)
    }
    const keep = isLast ? held : held - overlapBytes
    const sure = isLast ? held : held - edgeBytes
    let covered = reported
    for (const { start, end, rule, confidence, fingerprint } of scanWindow(seen)) {
      if (start < reported || end > sure) continue
      covered = Math.max(covered, end)
      const at = line + countLines(seen.subarray(0, start))
      const hit = { object, type, rule, confidence, fingerprint, line: at }
      const part = partAt(parts, before + start)
      hits.push(part === undefined ? hit : { ...hit, part: part.where, line: at - part.lines })
    }
    if (isLast) return
    line += countLines(seen.subarray(0, keep))
    reported = Math.max(0, covered - keep)
    window.copyWithin(0, keep, held)
    held -= keep
    before += keep
  }
  return {
    push(bytes) {
      for (let at = 0; at < bytes.length; ) {
        const copied = bytes.copy(window, held, at)
        held += copied
        at += copied
        if (held === window.length && at < bytes.length) look(false)
      }
    },
    end() {
      if (held > 0) look(true)
      if (type === 'blob' && hides !== true) onPlainFile?.(object)
      return hits
    },
  }
}

/** Names in a folder are read one a line; each only once for the whole push. */
function scanTree(
  engine: SecretEngine,
  object: string,
  idBytes: number,
  names: Set<string>,
): ObjectScan {
  const parts: Buffer[] = []
  return {
    push: (bytes) => void parts.push(Buffer.from(bytes)),
    end() {
      const fresh = freshNames(Buffer.concat(parts), idBytes, names)
      if (fresh.length === 0) return []
      const text = Buffer.from(fresh.join('\n'), 'latin1')
      return engine.scan(text).map(({ start, rule, confidence, fingerprint }) => {
        const line = countLines(text.subarray(0, start))
        const name = fresh[line] ?? ''
        return { object, type: 'tree', rule, confidence, fingerprint, line: 0, name }
      })
    },
  }
}

/** Much is read here and little is new: so without taking entries apart as `parseTree` does. */
function freshNames(body: Buffer, idBytes: number, names: Set<string>): string[] {
  const text = body.toString('latin1')
  const fresh: string[] = []
  for (let at = 0; at < text.length; ) {
    const space = text.indexOf(' ', at)
    const nul = text.indexOf('\0', space)
    if (space === -1 || nul === -1) throw tooMuch('a folder listing is damaged')
    const name = text.slice(space + 1, nul)
    if (!names.has(name)) {
      // A copy: the listing that it was cut from may go.
      const own = Buffer.from(name, 'latin1').toString('latin1')
      if (names.size < maxNames) names.add(own)
      fresh.push(own)
    }
    at = nul + 1 + idBytes
  }
  return fresh
}

const tooMuch = (what: string) => new GuardError('PUSH_REFUSED', `not everything was read: ${what}`)
