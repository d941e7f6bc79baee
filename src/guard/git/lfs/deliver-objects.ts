import { Readable } from 'node:stream'
import { GuardError } from '../../../core/errors.ts'
import type { LfsPointer } from '../../../core/git/lfs-pointer.ts'
import type { RepositoryName } from '../../../core/git/repository-name.ts'
import { askForge } from './ask-forge.ts'
import { LfsRefusal, readSuccess } from './lfs-answer.ts'
import { idleMs, type LfsContext } from './lfs-context.ts'
import { type Action, type AnsweredObject, mediaType } from './messages.ts'
import { recordTransfer } from './record-transfer.ts'
import { readTransferAddress } from './tickets.ts'
import type { WaitingObject } from './waiting-objects.ts'

/** Objects the forge is asked about at a time; as many as git-lfs asks about. */
const maxAskedAtOnce = 100
/** Objects sent at once; as many as git-lfs sends. */
const maxSentAtOnce = 8

/** For which push, and how long it is wanted. */
export interface Handover {
  repository: RepositoryName
  /** Full ref that is pushed. */
  ref: string | undefined
  signal: AbortSignal
}

/**
 * Sends the storage what a push names and what waits here; the forge is asked anew where, for its
 * addresses go out of date. What was begun is carried to its end, for another push may want it too. What
 * has not arrived goes on waiting, so that the same push, made again, goes on from there.
 *
 * @throws {GuardError} `UPSTREAM_FAILED` naming the object that did not arrive: the push is refused
 */
export async function deliverObjects(
  context: LfsContext,
  pointers: readonly LfsPointer[],
  handover: Handover,
): Promise<void> {
  const { repository } = handover
  const named = new Set(pointers.map(({ oid }) => oid))
  const waiting = [...named].flatMap((oid) => context.waiting.find(repository, oid) ?? [])
  for (let at = 0; at < waiting.length; at += maxAskedAtOnce) {
    await deliverSome(context, waiting.slice(at, at + maxAskedAtOnce), handover)
  }
}

async function deliverSome(
  context: LfsContext,
  objects: readonly WaitingObject[],
  { repository, ref, signal }: Handover,
): Promise<void> {
  const question = {
    operation: 'upload' as const,
    transfers: ['basic'],
    hash_algo: 'sha256' as const,
    ...(ref === undefined ? {} : { ref: { name: ref } }),
    objects: objects.map(({ oid, size }) => ({ oid, size })),
  }
  const answers = await askForge(context, repository, question, { anonymous: false, signal }).catch(
    (error: unknown) => {
      throw new GuardError('UPSTREAM_FAILED', `the LFS objects were not taken: ${textOf(error)}`)
    },
  )
  const open = [...objects]
  const failures: unknown[] = []
  const sendNext = async (): Promise<void> => {
    const object = failures.length > 0 || signal.aborted ? undefined : open.shift()
    if (object === undefined) return
    object.sending ??= sendOne(context, object, answers.get(object.oid)).finally(() => {
      delete object.sending
    })
    await object.sending.catch((error: unknown) => failures.push(error))
    return sendNext()
  }
  await Promise.all(Array.from({ length: maxSentAtOnce }, sendNext))
  if (failures.length > 0) throw failures[0]
  signal.throwIfAborted()
}

async function sendOne(
  context: LfsContext,
  object: WaitingObject,
  answered: AnsweredObject | undefined,
): Promise<void> {
  const { repository, oid, size } = object
  // Another push has sent it meanwhile.
  if (context.waiting.find(repository, oid) !== object) return
  const transfer = { kind: 'upload' as const, repository, oid, size }
  try {
    await send(context, object, answered)
  } catch (error) {
    const why = textOf(error)
    recordTransfer(context, transfer, { outcome: 'failed', why })
    const what = `the LFS object ${oid.slice(0, 12)} did not reach the forge`
    throw new GuardError('UPSTREAM_FAILED', `${what}: ${why}; push again`)
  }
  context.present.set(`${repository} ${oid}`, true)
  recordTransfer(context, transfer, { outcome: 'accepted' })
  await context.waiting.remove(object)
}

async function send(
  context: LfsContext,
  object: WaitingObject,
  answered: AnsweredObject | undefined,
): Promise<void> {
  if (answered === undefined) throw new LfsRefusal(502, 'the forge did not answer for it')
  if (answered.error !== undefined) {
    throw new LfsRefusal(502, `the forge answered ${answered.error.code}`)
  }
  const { upload, verify } = answered.actions ?? {}
  // Without an address it is there already.
  if (upload === undefined) return
  await put(context, object, upload)
  if (verify !== undefined) await confirm(context, object, verify)
}

/** Given up when nothing moves for a while. */
async function put(
  { base, upstream, idle = idleMs, closing }: LfsContext,
  { size, spooled }: WaitingObject,
  action: Action,
): Promise<void> {
  const { url, headers } = addressOf(action, base)
  const silence = new AbortController()
  const timer = setTimeout(() => silence.abort(new Error('the storage is silent')), idle)
  async function* body(): AsyncGenerator<Uint8Array> {
    for await (const chunk of spooled.read() as AsyncIterable<Uint8Array>) {
      timer.refresh()
      yield chunk
    }
  }
  try {
    const reply = await upstream.http1({
      base: new URL(url.origin),
      method: 'PUT',
      path: url.pathname + url.search,
      headers: { 'content-type': 'application/octet-stream', ...headers, 'content-length': size },
      body: Readable.from(body(), { objectMode: false }),
      signal: AbortSignal.any([silence.signal, closing]),
    })
    await readSuccess(reply, 'the storage')
  } finally {
    clearTimeout(timer)
  }
}

/** The second call after an upload, without which some forges do not count the object as there. */
async function confirm(
  { base, upstream, idle = idleMs, closing }: LfsContext,
  { oid, size }: WaitingObject,
  action: Action,
): Promise<void> {
  const { url, headers } = addressOf(action, base)
  const reply = await upstream.http1({
    base: new URL(url.origin),
    method: 'POST',
    path: url.pathname + url.search,
    headers: { accept: mediaType, ...headers, 'content-type': mediaType },
    body: Buffer.from(JSON.stringify({ oid, size })),
    signal: AbortSignal.any([AbortSignal.timeout(idle), closing]),
  })
  await readSuccess(reply, 'the forge')
}

function addressOf(action: Action, base: URL): { url: URL; headers: Record<string, string> } {
  const read = readTransferAddress(action, base)
  if ('problem' in read) {
    throw new LfsRefusal(502, `the forge named a place that is not used: ${read.problem}`)
  }
  return read
}

const textOf = (error: unknown): string =>
  error instanceof LfsRefusal || error instanceof GuardError
    ? error.message
    : 'the connection was lost'
