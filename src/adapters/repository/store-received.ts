import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { GuardError } from '../../core/errors.ts'
import { checkObjects } from './check-objects.ts'
import type { GarbageCollector } from './collect-garbage.ts'
import { exitText, type Git, type GitPlace, type GitProcess } from './git-process.ts'
import { type RepositoryLimits, sizeText } from './repository-limits.ts'

/** What is known of a pack once it is stored. */
export interface StoredPack {
  /** Absolute path; absent when the push brought no objects. */
  path?: string
  bytes: number
  objects: number
  inflatedBytes: number
  /** Ids of its commits and tag objects. */
  commits: ReadonlySet<string>
  tags: ReadonlySet<string>
}

export interface StoreContext {
  git: Git
  place: GitPlace
  limits: RepositoryLimits
  signal: AbortSignal
  garbage: GarbageCollector
  /** Whether the objects it builds on are at hand, so that links can be checked. */
  checkLinks: boolean
  /** The forge sent it: counted against the limits, while its form is the forge's affair. */
  isFromForge?: boolean
}

export const noPack: StoredPack = {
  bytes: 0,
  objects: 0,
  inflatedBytes: 0,
  commits: new Set(),
  tags: new Set(),
}

/**
 * Stores a pack as it came and has git check each object. Thin packs are refused, so the stored bytes
 * are the received ones. At a refusal the rest of `pack` is left unread.
 *
 * @throws {GuardError} `PUSH_REFUSED`
 * @see https://git-scm.com/docs/git-index-pack
 */
export async function storeReceived(
  pack: AsyncIterable<Uint8Array>,
  context: StoreContext,
): Promise<StoredPack> {
  const { git, place, limits, signal, checkLinks } = context
  const source = pack[Symbol.asyncIterator]()
  const { head, isDone } = await readHead(source, signal)
  if (head.length === 0) return noPack
  const announced = checkHead(head, limits)
  const indexing = git.start({
    args: [
      'index-pack',
      '--stdin',
      // Without the neighbours git cannot check a tree; `checkObjects` does it in a way of its own.
      ...(checkLinks ? ['--strict'] : []),
      `--max-input-size=${limits.packBytes}`,
    ],
    place,
    signal,
    timeoutMs: limits.receiveMs,
  })
  indexing.stdout.resume()
  const received = await feed(indexing, head, isDone ? undefined : source, context)
  const exit = await indexing.exit
  if (exit.code !== 0) throw refused(receiveText(exitText(exit, limits), limits))
  const path = await findPack(place)
  const { size } = await stat(path)
  if (size !== received) throw refused(`${received - size} bytes follow the end of the pack`)
  const takeAll = checkLinks || context.isFromForge === true
  const census = await checkObjects({ ...context, isChecked: takeAll }, size)
  if (census.objects !== announced) {
    throw refused(
      `the pack announces ${announced} objects and holds ${census.objects} different ones`,
    )
  }
  return { path, bytes: size, ...census }
}

const headBytes = 12

/** Enough of the pack to read its head; empty when there is no pack. */
async function readHead(source: AsyncIterator<Uint8Array>, signal: AbortSignal) {
  let head: Buffer = Buffer.alloc(0)
  const aborted = new Promise<never>((_, reject) => {
    const cancel = () => reject(refused('it was cancelled'))
    if (signal.aborted) cancel()
    signal.addEventListener('abort', cancel, { once: true })
  })
  while (head.length < headBytes) {
    const next = await Promise.race([source.next(), aborted])
    if (next.done) return { head, isDone: true }
    head = Buffer.concat([head, next.value])
  }
  return { head, isDone: false }
}

/** @returns the number of objects announced */
function checkHead(head: Buffer, limits: RepositoryLimits): number {
  if (head.length < headBytes || head.toString('latin1', 0, 4) !== 'PACK') {
    throw refused('what came is not a pack')
  }
  const version = head.readUInt32BE(4)
  if (version !== 2 && version !== 3) throw refused(`a pack of version ${version} is not known`)
  const objects = head.readUInt32BE(8)
  if (objects > limits.objects) {
    throw refused(
      `it holds ${objects} objects; at most ${limits.objects} are accepted (limit objects)`,
    )
  }
  return objects
}

/** Writes the pack into git as fast as git takes it; returns the bytes received. */
async function feed(
  { stdin, exit, kill }: GitProcess,
  head: Buffer,
  rest: AsyncIterator<Uint8Array> | undefined,
  { limits, garbage }: StoreContext,
): Promise<number> {
  let outcome: 'running' | 'fine' | 'failed' = 'running'
  let wake = () => {}
  // An exit never rejects.
  void exit.then(({ code }) => {
    outcome = code === 0 ? 'fine' : 'failed'
    wake()
  })
  const next = () =>
    new Promise<Uint8Array | undefined>((resolve, reject) => {
      // Bytes behind the end of a pack that git is content with are counted, then refused.
      wake = () => outcome === 'failed' && resolve(undefined)
      wake()
      rest?.next().then(({ done, value }) => resolve(done ? undefined : value), reject)
      if (rest === undefined) resolve(undefined)
    })
  const room = () =>
    new Promise<void>((resolve) => {
      wake = resolve
      stdin.once('drain', resolve)
      if (outcome !== 'running') resolve()
    })
  let received = 0
  try {
    for (let chunk: Uint8Array | undefined = head; chunk !== undefined; chunk = await next()) {
      received += chunk.length
      if (received > limits.packBytes) {
        throw refused(
          `it is larger than the ${sizeText(limits.packBytes)} that are accepted (limit packBytes)`,
        )
      }
      if (outcome === 'running' && !stdin.write(chunk)) await room()
      garbage.add(chunk.length)
    }
    stdin.end()
    return received
  } catch (error) {
    kill()
    await exit
    throw error
  }
}

async function findPack(place: GitPlace): Promise<string> {
  const folder = join(place.objects, 'pack')
  const packs = (await readdir(folder)).filter((name) => /^pack-[0-9a-f]+\.pack$/.test(name))
  const [name] = packs
  if (name === undefined || packs.length !== 1) throw refused('git did not store the pack')
  return join(folder, name)
}

/** Says what git's refusal means, where its own words would puzzle people. */
function receiveText(said: string, limits: RepositoryLimits): string {
  if (/unresolved delta/.test(said)) {
    return 'it leaves out objects that the guard needs to see (a thin pack); push with --no-thin'
  }
  if (/exceeds maximum allowed size/.test(said)) {
    return `it is larger than the ${sizeText(limits.packBytes)} that are accepted (limit packBytes)`
  }
  return said.replace(/^(?:fatal|error): /, '')
}

const refused = (why: string) => new GuardError('PUSH_REFUSED', `the pack was refused: ${why}`)
