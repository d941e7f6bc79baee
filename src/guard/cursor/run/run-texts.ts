import { maskMessage } from '../../../core/cursor/mask-message.ts'
import { type TextDelta, withText } from '../../../core/cursor/server-message.ts'
import { createMaskedText, idleReleaseMs, type MaskedText } from '../../masked-text.ts'
import type { Session } from '../../session.ts'
import type { RunWires } from './run-wires.ts'

/** Texts open at once in one run; more are masked without memory between their pieces. */
export const maxOpenTexts = 256
/** Characters of an answer the policy sees; the recording has all of it. */
export const maxJudgedCharacters = 64 << 10

/** The texts a service streams in one run: answer, thinking, arguments, edits, shell output. */
export interface RunTexts {
  delta(event: TextDelta, body: Uint8Array): void
  /** Sends what is held without being part of an open candidate. */
  release(): void
  /** Something else follows: what may leave leaves, and what was said is recorded before it. */
  pause(): void
  /** Sends the rest of every text. */
  end(): void
  /** What the service said in this turn, masked, up to a cap; the next turn begins empty. */
  answer(): string
}

interface OpenText {
  text: MaskedText
  /** The last message of this text, the mould for what is sent later. */
  mould: { event: TextDelta; body: Uint8Array }
}

export function createRunTexts(session: Session, run: string, wires: RunWires): RunTexts {
  const open = new Map<string, OpenText>()
  let answer = ''
  let timer: NodeJS.Timeout | undefined

  const append = (event: TextDelta) => (text: string) => {
    if (event.type === 'text-delta') {
      if (answer.length < maxJudgedCharacters) answer += text
      session.recorder.append({ kind: 'response', run, text })
    } else if (event.type === 'thinking-delta') {
      session.recorder.append({ kind: 'thinking', run, text })
    }
    // Arguments, edits and shell output are recorded whole, where they are executed.
  }
  const openText = (event: TextDelta, body: Uint8Array): OpenText => {
    const known = open.get(event.stream)
    if (known) {
      known.mould = { event, body }
      return known
    }
    if (open.size >= maxOpenTexts) texts.end()
    const fresh = {
      text: createMaskedText(session, {
        where: whereOf(event),
        place: { run },
        append: append(event),
      }),
      mould: { event, body },
    }
    open.set(event.stream, fresh)
    return fresh
  }
  const send = ({ mould }: OpenText, text: string) => {
    if (text === '') return
    const asItCame = text === mould.event.text
    wires.toClient(asItCame ? mould.body : withText(mould.body, mould.event, text))
  }
  const arm = () => {
    timer ??= setTimeout(onTimer, idleReleaseMs)
  }
  const onTimer = () => {
    timer = undefined
    texts.release()
    for (const { text } of open.values()) if (!text.recordIfDue()) arm()
  }
  /** Texts beside the one that is streamed, such as a copy of a whole call, are whole. */
  const masked = (event: TextDelta, body: Uint8Array) =>
    maskMessage(body, (text) => session.outward.maskText(text).text, {
      kind: 'server',
      skip: [event.path],
    })
  const texts: RunTexts = {
    delta(event, body) {
      const target = openText(event, event.extras ? masked(event, body) : body)
      send(target, target.text.write(event.text))
      arm()
    },
    release() {
      for (const target of open.values()) if (target.text.holds) send(target, target.text.release())
    },
    pause() {
      texts.release()
      for (const { text } of open.values()) text.record()
    },
    end() {
      clearTimeout(timer)
      timer = undefined
      for (const target of open.values()) send(target, target.text.end())
      open.clear()
    },
    answer() {
      const said = answer
      answer = ''
      return said
    },
  }
  return texts
}

function whereOf(event: TextDelta): string {
  if (event.type === 'text-delta') return 'response'
  if (event.type === 'thinking-delta') return 'thinking'
  return event.channel === undefined ? 'tool-call' : 'command-output'
}
