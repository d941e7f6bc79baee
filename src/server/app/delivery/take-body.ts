import { createHmac } from 'node:crypto'
import type { Request } from '../../../http/listen.ts'
import type { UnfinishedBodies, UnfinishedBody } from './unfinished-bodies.ts'
import { WebhookRefusal } from './webhook-refusal.ts'

/** GitHub's own limit of a payload, in bytes. */
export const maxPayloadBytes = 25 * 1024 * 1024
/** Of each body so much waits in memory, in bytes; the rest in a file. */
const maxInMemory = 65_536
/** How long a body may take, in milliseconds: the forge itself gives up after as many. */
const maxBodyMs = 10_000

/** Where a body waits that is too large for memory. */
export interface SpoolFile extends AsyncDisposable {
  write(bytes: Uint8Array): Promise<void>
  read(): Promise<Buffer>
}

/** What takes bodies in. */
export interface BodyIntake {
  /** What the forge signs with. */
  secret: string
  unfinished: UnfinishedBodies
  openFile(): Promise<SpoolFile>
  /** How long a body may take, in milliseconds; `maxBodyMs` where nothing else is said. */
  bodyMs?: number
}

/** A body that is whole. */
export interface TakenBody extends AsyncDisposable {
  size: number
  /** SHA-256 HMAC over its bytes. */
  digest: Buffer
  read(): Promise<Buffer>
}

/**
 * Takes a body in: signed for and put aside as it comes, so that what anybody may send takes little
 * memory, a named time and its share of the room.
 *
 * @throws {WebhookRefusal} when it is too large, too slow, ends early, or has to make room for others
 */
export async function takeBody(request: Request, intake: BodyIntake): Promise<TakenBody> {
  const announced = Number(request.headers['content-length'] ?? 0)
  if (announced > maxPayloadBytes) throw tooLarge()
  const cut = Promise.withResolvers<never>()
  cut.promise.catch(() => {})
  const seconds = (intake.bodyMs ?? maxBodyMs) / 1_000
  const timer = setTimeout(
    () => cut.reject(new WebhookRefusal(408, `the body was not whole within ${seconds} s`)),
    intake.bodyMs ?? maxBodyMs,
  )
  using body = intake.unfinished.begin(() =>
    cut.reject(new WebhookRefusal(503, 'too much is being received')),
  )
  try {
    return await receive(request, body, { intake, cut: cut.promise })
  } finally {
    clearTimeout(timer)
  }
}

async function receive(
  request: Request,
  body: UnfinishedBody,
  { intake, cut }: { intake: BodyIntake; cut: Promise<never> },
): Promise<TakenBody> {
  await using receiving = new AsyncDisposableStack()
  const hmac = createHmac('sha256', intake.secret)
  const start: Buffer[] = []
  let size = 0
  let file: SpoolFile | undefined
  // A body refused half-way leaves the connection open: the answer goes back on it.
  const chunks = request.iterator({ destroyOnReturn: false })
  for (;;) {
    const next: IteratorResult<Buffer> = await Promise.race([chunks.next().catch(endedEarly), cut])
    if (next.done === true) break
    const chunk = next.value
    size += chunk.length
    if (size > maxPayloadBytes) throw tooLarge()
    body.grow(chunk.length)
    hmac.update(chunk)
    if (file === undefined && size <= maxInMemory) start.push(chunk)
    else {
      file ??= receiving.use(await intake.openFile())
      await Promise.race([file.write(chunk), cut])
    }
  }
  const held = receiving.move()
  return {
    size,
    digest: hmac.digest(),
    read: async () => Buffer.concat(file === undefined ? start : [...start, await file.read()]),
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  }
}

const endedEarly = (): never => {
  throw new WebhookRefusal(400, 'the body ended early')
}
const tooLarge = () => new WebhookRefusal(413, 'the payload is larger than 25 MB')
