import type { ClientEvent } from '../../../core/cursor/client-message.ts'
import type { Decision } from '../../../core/policy/decision.ts'
import { createHeldMessages } from './held-messages.ts'
import { maskClientMessage } from './mask-client-message.ts'
import { endedText, refusalText } from './refusal-text.ts'
import type { RunContext } from './run-context.ts'
import { carriesOwnBlobs, prefetchedBlobs, type ServiceBlobs } from './service-blobs.ts'

/** Messages of the client kept while its prompt waits for a person, in bytes. */
export const maxWaitingBytes = 16 << 20

/** A message with what a person asked for. */
type PromptEvent = Extract<ClientEvent, { type: 'run' | 'action' }>

interface JudgedPrompt {
  text: string
  decision: Decision
}

/** What a run is asked to do: recorded, judged, and kept back while a person decides. */
export interface PromptGate {
  /** The message travels on masked, is refused with its run, or waits. */
  judge(event: PromptEvent, body: Uint8Array): void
  /** Whether a prompt waits for a person, or for the record: what follows it has to wait too. */
  readonly waiting: boolean
  /** Keeps a message until the prompt before it was decided. */
  keep(event: ClientEvent, body: Uint8Array): void
}

/** @param goOn takes each kept message again, in order, once the prompt before them has passed */
export function createPromptGate(
  { session, run, about, wires, heartbeatToClient, signal, lease }: RunContext,
  blobs: ServiceBlobs,
  goOn: (event: ClientEvent, body: Uint8Array) => void,
): PromptGate {
  const place = { run }
  const kept = createHeldMessages<{ event: ClientEvent; body: Uint8Array }>(maxWaitingBytes, lease)
  signal.addEventListener('abort', () => kept.take())
  let waiting = false

  const refuse = (why: string) => wires.fail('permission_denied', `cursor-guard: ${why}`)

  /** Each prompt is judged right behind its entry, so that its verdict is told from the others'. */
  const recordAndJudge = (event: PromptEvent): JudgedPrompt[] => {
    if (event.type === 'run' && event.model !== '') about.model = event.model
    const { model } = about
    const details = {
      ...(model === undefined ? {} : { model }),
      ...(event.type === 'run' ? { conversation: event.conversationId } : {}),
    }
    return event.prompts.map(({ text }) => {
      const safe = session.secrets.maskText(text).text
      session.recorder.append({ kind: 'prompt', run, text: safe, ...details })
      return { text, decision: session.judge({ kind: 'prompt', text }, place, about) }
    })
  }

  /** Asks a person; why the prompt may not go on, or undefined when it may. */
  const ask = async ({ text, decision }: JudgedPrompt): Promise<string | undefined> => {
    const waitMs = session.policy.approval.wait * 1_000
    const question = {
      subject: { kind: 'prompt', text } as const,
      decision,
      title: `prompt: ${text.slice(0, 120)}`,
      detail: text,
    }
    const answer = await heartbeatToClient.during(() =>
      session.hold(question, place, waitMs, signal),
    )
    return answer.outcome === 'approved'
      ? undefined
      : refusalText(answer, decision, { policy: session.policy, waitMs })
  }

  /** Passes the message once nothing stands in its way, and what waited behind it. */
  async function wait(held: readonly JudgedPrompt[], masked: Uint8Array): Promise<void> {
    // Whoever approves one prompt of a message has not seen the others.
    for (const prompt of held) {
      const why = await ask(prompt)
      if (signal.aborted) return
      if (why !== undefined) return refuse(why)
    }
    await session.recorder.settled()
    if (signal.aborted) return
    if (session.ended !== undefined) return refuse(endedText(session))
    waiting = false
    wires.toUpstream(masked)
    // One of them may be a prompt that waits again: then the rest waits with it.
    for (const { event, body } of kept.take()) goOn(event, body)
  }

  return {
    judge(event, body) {
      const judged = recordAndJudge(event)
      const skip = carriesOwnBlobs(body, blobs) ? [prefetchedBlobs] : []
      const masked = maskClientMessage(session, body, 'prompt', place, { skip })
      const denied = judged.find(({ decision }) => decision.effective === 'deny')
      if (denied) return refuse(denied.decision.reason ?? 'denied')
      if (session.ended !== undefined) return refuse(endedText(session))
      const held = judged.filter(({ decision }) => decision.effective === 'hold')
      const isKept = session.recorder.settled() === undefined
      if (held.length === 0 && isKept) return wires.toUpstream(masked)
      waiting = true
      wait(held, masked).catch((error) =>
        refuse(`the approval could not be asked for: ${String(error)}`),
      )
    },
    get waiting() {
      return waiting
    },
    keep(event, body) {
      if (!kept.keep({ event, body }, body.length)) {
        refuse('too much arrived while a prompt was held')
      }
    },
  }
}
