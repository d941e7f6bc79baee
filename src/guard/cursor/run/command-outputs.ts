import { type ShellOutput, withShellText } from '../../../core/cursor/client-message.ts'
import { createMaskedText } from '../../masked-text.ts'
import { maskClientMessage } from './mask-client-message.ts'
import type { OpenCalls } from './open-calls.ts'
import { createOpenTexts } from './open-texts.ts'
import type { RunContext } from './run-context.ts'

/** What running commands print, on its way to the service. */
export interface CommandOutputs {
  /** A piece of what a command prints, or a change of its state. */
  follow(event: ShellOutput, body: Uint8Array): void
  /** The command is over: the rest of its output leaves before anything else about it does. */
  end(id: number): void
  /** The run is over: what was held is recorded. */
  close(): void
}

const channels: readonly ShellOutput['stream'][] = ['stdout', 'stderr']

/** What a change of state says about the call; other changes say nothing. */
const outcomes: Partial<Record<ShellOutput['stream'], 'failure' | 'rejected'>> = {
  exit: 'failure',
  rejected: 'rejected',
  denied: 'rejected',
  unsupported: 'failure',
}

export function createCommandOutputs(
  { session, run, wires, signal }: RunContext,
  calls: OpenCalls,
): CommandOutputs {
  const placeOf = ({ id }: ShellOutput) => ({ run, call: calls.callOf(id).call })
  const texts = createOpenTexts<ShellOutput>({
    start(event) {
      const place = placeOf(event)
      const stream = event.stream === 'stderr' ? 'stderr' : 'stdout'
      return createMaskedText(session, {
        where: 'command-output',
        place,
        append: (text) =>
          session.recorder.append({ kind: 'command-output', ...place, stream, text }),
      })
    },
    withText: withShellText,
    send(body) {
      if (!signal.aborted) wires.toUpstream(body)
    },
  })
  const end = (id: number) => {
    for (const channel of channels) texts.end(keyOf(id, channel))
  }

  /** A command began, ended, or never ran. */
  const changeState = (event: ShellOutput, body: Uint8Array) => {
    const place = placeOf(event)
    const outcome = event.exitCode === 0 ? 'success' : outcomes[event.stream]
    if (outcome !== undefined) {
      end(event.id)
      session.recorder.append({
        kind: 'tool-result',
        ...place,
        outcome,
        ...(event.exitCode === undefined ? {} : { exitCode: event.exitCode }),
        ...(event.text === '' ? {} : { text: session.secrets.maskText(event.text).text }),
      })
    }
    wires.toUpstream(maskClientMessage(session, body, 'tool-result', place))
  }

  return {
    follow(event, body) {
      const { path } = event
      if (path === undefined || !channels.includes(event.stream)) return changeState(event, body)
      // Texts beside the output, such as what a hook added, are whole.
      const safe = event.extras
        ? maskClientMessage(session, body, 'command-output', placeOf(event), { skip: [path] })
        : body
      texts.write(keyOf(event.id, event.stream), event, safe)
    },
    end,
    close: () => texts.end(),
  }
}

const keyOf = (id: number, channel: ShellOutput['stream']) => `${id} ${channel}`
