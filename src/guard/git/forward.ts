import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import { GuardError } from '../../core/errors.ts'
import { type PushHead, type PushReport, writePushHead } from '../../core/git/receive-pack.ts'
import { isZero } from '../../core/git/ref-update.ts'
import type { RepositoryName } from '../../core/git/repository-name.ts'
import type { ForwardRecord, Quarantine } from '../git-ports.ts'
import { readRefusal } from './forge.ts'
import { readForgeReply } from './forge-reply.ts'
import type { GitContext } from './git-context.ts'
import { lookUp } from './look-up.ts'
import type { PushReply } from './reply.ts'

/** What became of each ref: said by the forge, or read there when it could not say. */
export interface ForwardResult {
  report: PushReport
  /** Whether every ref's fate is known. */
  isCertain: boolean
  /** What went wrong between guard and forge, if anything did. */
  trouble?: string
}

/**
 * Hands a judged push to the forge: one request, the head as it was understood, the very pack that
 * was checked, and nothing of it before now.
 *
 * The forge compares each ref with `old` once more, so a ref that moved meanwhile stays as it is.
 * Once begun this is carried to its end, whether or not the client is still there; where the answer
 * is lost, the forge's refs say what happened.
 */
export async function forwardPush(
  context: GitContext,
  push: { repository: RepositoryName; head: PushHead; quarantine: Quarantine },
  reply: PushReply,
): Promise<ForwardResult> {
  const { session, journal } = context
  const { repository, head } = push
  const record: ForwardRecord = {
    id: randomUUID(),
    session: session.id,
    repository,
    at: session.clock(),
    updates: head.commands,
  }
  await journal.begin(record)
  session.recorder.append({
    kind: 'note',
    text: 'a push is handed to the forge',
    repository,
    updates: head.commands.map(({ ref, old, new: fresh }) => `${ref} ${old} ${fresh}`),
    ...(head.options.length === 0
      ? {}
      : { options: head.options.map((option) => session.secrets.maskText(option).text) }),
  })
  const result = await attempt(context, push, reply).finally(() =>
    context.handedOver.set(repository, session.stopwatch()),
  )
  // What nobody knows stays in the journal: a later session looks again.
  if (result.isCertain) await journal.end(record.id)
  return result
}

async function attempt(
  context: GitContext,
  push: { repository: RepositoryName; head: PushHead; quarantine: Quarantine },
  reply: PushReply,
): Promise<ForwardResult> {
  const { repository, head } = push
  const sending = { complete: false }
  let trouble: string
  try {
    const answer = await send(context, push, sending)
    if (answer.statusCode !== 200) {
      const { status, text, said } = await readRefusal(answer)
      reply.say([`cursor-guard: ${text}`, ...said.map((line) => `  forge: ${line}`)])
      // A gateway in between may answer 5xx for a forge that did the work.
      if (status < 500) return refused(head, text)
      trouble = text
    } else {
      const { report, problem } = await readForgeReply(answer, context.timing.forgeIdleMs, reply)
      if (report !== undefined && coversAll(report, head)) return { report, isCertain: true }
      trouble = problem ?? 'the answer of the forge was incomplete'
    }
  } catch (error) {
    const when = sending.complete ? 'after the whole push was sent' : 'before the push was sent'
    trouble = `${error instanceof GuardError ? error.message : 'the connection was lost'}, ${when}`
  }
  reply.say([`cursor-guard: ${trouble}; looking up what the forge has done`])
  return { ...(await lookUp(context, repository, head.commands, trouble)), trouble }
}

const coversAll = (report: PushReport, { commands }: PushHead): boolean =>
  commands.every(({ ref }) => report.refs.some((one) => one.ref === ref))

const refused = ({ commands }: PushHead, why: string): ForwardResult => ({
  report: {
    unpack: 'ok',
    refs: commands.map(({ ref }) => ({ ref, ok: false, reason: `cursor-guard: ${why}` })),
  },
  isCertain: true,
  trouble: why,
})

/** The request; given up when neither side moves for a while. */
async function send(
  { forge, timing }: GitContext,
  { repository, head, quarantine }: { repository: string; head: PushHead; quarantine: Quarantine },
  sending: { complete: boolean },
): Promise<IncomingMessage> {
  const bytes = writePushHead(head)
  const needsPack = head.commands.some((command) => !isZero(command.new))
  const packBytes = needsPack ? quarantine.packBytes : 0
  const idle = new AbortController()
  const timer = setTimeout(() => idle.abort(new Error('the forge is silent')), timing.forgeIdleMs)
  async function* body(): AsyncGenerator<Uint8Array> {
    yield bytes
    let sent = 0
    if (packBytes > 0) {
      for await (const chunk of quarantine.readPack() as AsyncIterable<Uint8Array>) {
        sent += chunk.length
        timer.refresh()
        yield chunk
      }
    }
    if (sent !== packBytes) throw new Error(`a pack of ${packBytes} bytes has ${sent}`)
    sending.complete = true
  }
  try {
    return await forge.call({
      repository,
      method: 'POST',
      path: '/git-receive-pack',
      headers: {
        'content-type': 'application/x-git-receive-pack-request',
        accept: 'application/x-git-receive-pack-result',
        'content-length': bytes.length + packBytes,
      },
      body: Readable.from(body(), { objectMode: false }),
      signal: idle.signal,
    })
  } finally {
    clearTimeout(timer)
  }
}
