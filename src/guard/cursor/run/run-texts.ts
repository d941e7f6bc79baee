import { maskMessage } from '../../../core/cursor/mask-message.ts'
import { type TextDelta, withText } from '../../../core/cursor/server-message.ts'
import { joinAnswer } from '../../../core/policy/subjects/judged-answer.ts'
import { createMaskedText } from '../../masked-text.ts'
import { createOpenTexts } from './open-texts.ts'
import type { RunContext } from './run-context.ts'

/** The texts a service streams in one run: answer, thinking, arguments, edits, shell output. */
export interface RunTexts {
  delta(event: TextDelta, body: Uint8Array): void
  /** Something else follows: what may leave leaves, and what was said is recorded before it. */
  pause(): void
  /** Sends the rest of every text. */
  end(): void
  /** What the service said in this turn, masked, up to a cap; the next turn begins empty. */
  answer(): string
}

export function createRunTexts({
  session,
  run,
  wires,
}: Pick<RunContext, 'session' | 'run' | 'wires'>): RunTexts {
  let answer = ''

  const append = (event: TextDelta, text: string) => {
    if (event.type === 'text-delta') {
      answer = joinAnswer(answer, text)
      session.recorder.append({ kind: 'response', run, text })
    } else if (event.type === 'thinking-delta') {
      session.recorder.append({ kind: 'thinking', run, text })
    }
    // Arguments, edits and shell output are recorded whole, where they are executed.
  }
  /** Texts beside the one that is streamed, such as a copy of a whole call, are whole. */
  const maskExtras = (event: TextDelta, body: Uint8Array) =>
    maskMessage(body, (text) => session.outward.maskText(text).text, {
      kind: 'server',
      skip: [event.path],
    })
  const texts = createOpenTexts<TextDelta>({
    start: (event) =>
      createMaskedText(session, {
        where: whereOf(event),
        place: { run },
        append: (text) => append(event, text),
      }),
    withText,
    send: wires.toClient,
  })
  return {
    delta(event, body) {
      texts.write(event.stream, event, event.extras ? maskExtras(event, body) : body)
    },
    pause() {
      texts.release()
      texts.record()
    },
    end: () => texts.end(),
    answer() {
      const said = answer
      answer = ''
      return said
    },
  }
}

function whereOf(event: TextDelta): string {
  if (event.type === 'text-delta') return 'response'
  if (event.type === 'thinking-delta') return 'thinking'
  return event.channel === undefined ? 'tool-call' : 'command-output'
}
