import type { IncomingMessage } from 'node:http'
import { createPacketReader, type Packet } from '../../core/git/pkt-line.ts'
import { type PushReport, readReport } from '../../core/git/receive-pack.ts'
import type { PushReply } from './reply.ts'

/** Largest report of a forge, in bytes. */
const maxReportBytes = 4 << 20
/** Text of a forge that is passed on, in bytes; more of it is dropped. */
const maxTalkBytes = 1 << 20

/**
 * Reads the forge's answer to a push: its text goes to the client line by line as it comes, its
 * report is returned.
 *
 * @param idleMs silence after which the forge is given up, in milliseconds
 * @returns no report when the answer broke off or was none; `problem` says how
 */
export async function readForgeReply(
  answer: IncomingMessage,
  idleMs: number,
  reply: PushReply,
): Promise<{ report?: PushReport; problem?: string }> {
  const reader = createPacketReader()
  const talk = createTalk(reply)
  const parts: Buffer[] = []
  let bytes = 0
  let problem: string | undefined

  const take = (packet: Packet): void => {
    if (packet.kind !== 'data' || packet.payload.length === 0) return
    const payload = packet.payload.subarray(1)
    switch (packet.payload[0]) {
      case 1:
        bytes += payload.length
        if (bytes > maxReportBytes) throw new Error('its report is too long')
        parts.push(payload)
        return
      case 2:
        return talk.push(payload)
      case 3:
        problem = `the forge has failed: ${payload.toString('utf8').trim().slice(0, 200)}`
        return
      default:
        throw new Error('it is not a report')
    }
  }
  answer.setTimeout(idleMs, () => answer.destroy(new Error('the forge is silent')))
  try {
    for await (const chunk of answer as AsyncIterable<Buffer>) reader.push(chunk).forEach(take)
    talk.end()
    const report = readReport(Buffer.concat(parts))
    if (report !== undefined && problem === undefined) return { report }
    return { problem: problem ?? 'the answer of the forge broke off' }
  } catch (error) {
    talk.end()
    answer.destroy()
    return { problem: `the answer of the forge broke off (${reasonOf(error)})` }
  }
}

const reasonOf = (error: unknown): string =>
  (error as NodeJS.ErrnoException).code ?? (error instanceof Error ? error.message : 'unknown')

/** Whole lines of the forge's text; progress that overwrites itself counts as lines too. */
function createTalk(reply: PushReply): { push(payload: Buffer): void; end(): void } {
  let held = ''
  let bytes = 0
  const say = (lines: string[]) => reply.say(lines.filter((line) => line.trim() !== ''))
  return {
    push(payload) {
      bytes += payload.length
      if (bytes > maxTalkBytes) return
      const lines = (held + payload.toString('utf8')).split(/\r\n|\r|\n/)
      held = lines.pop() ?? ''
      say(lines)
    },
    end() {
      say([held])
      held = ''
    },
  }
}
