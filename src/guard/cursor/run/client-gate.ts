import {
  type ClientEvent,
  type ExecResult,
  type ShellOutput,
  withShellText,
} from '../../../core/cursor/client-message.ts'
import { maskMessage } from '../../../core/cursor/mask-message.ts'
import type { Decision } from '../../../core/policy/decision.ts'
import type { MaskFinding } from '../../../core/secrets/engine.ts'
import { createMaskedText, idleReleaseMs, type MaskedText } from '../../masked-text.ts'
import { type Place, recordGap, type Session } from '../../session.ts'
import { fileDiff } from './file-diff.ts'
import type { RunWires } from './run-wires.ts'
import { carriesOwnBlobs, prefetchedBlobs, type ServiceBlobs } from './service-blobs.ts'
import { refusalText, type ToolGate } from './tool-gate.ts'

/** Messages of the client kept while its prompt waits for a person, in bytes. */
export const maxWaitingBytes = 16 << 20
/**
 * Where a run carries the user's own credentials for a model provider: the service needs them, so
 * they travel on unmasked; they are never recorded.
 */
const modelCredentials: readonly (readonly number[])[] = [
  ...[8, 9, 10].flatMap((field) => [
    [1, 3, field],
    [1, 15, field],
  ]),
  ...[4, 5, 6].flatMap((field) => [
    [1, 9, field],
    [1, 14, field],
  ]),
  [1, 30],
]

/** Command outputs followed at once in one run. */
export const maxOpenOutputs = 256

export interface ClientGate {
  /** One message of the client on its way upstream. */
  message(event: ClientEvent, body: Uint8Array): void
  /** Whether a prompt waits for a person. */
  readonly waiting: boolean
}

export function createClientGate(options: {
  session: Session
  run: string
  wires: RunWires
  whileHeld<T>(work: () => Promise<T>): Promise<T>
  tools: ToolGate
  blobs: ServiceBlobs
  signal: AbortSignal
}): ClientGate {
  const { session, run, wires, whileHeld, tools, blobs, signal } = options
  const outputs = new Map<
    string,
    { text: MaskedText; mould: { event: ShellOutput; body: Uint8Array } }
  >()
  let waiting: { event: ClientEvent; body: Uint8Array }[] | undefined
  let waitingBytes = 0
  let timer: NodeJS.Timeout | undefined

  /**
   * Masks every text of a message; credentials the user gives the service stay untouched.
   *
   * @param options.known is told each text as the recording may hold it
   * @param options.skip further paths that stay untouched
   */
  const mask = (
    body: Uint8Array,
    where: string,
    place: Place,
    options: { known?: Map<string, string>; skip?: readonly (readonly number[])[] } = {},
  ): Uint8Array => {
    const findings: MaskFinding[] = []
    const both = session.outward !== session.secrets
    const masked = maskMessage(
      body,
      (text) => {
        const safe = session.secrets.maskText(text)
        findings.push(...safe.findings)
        options.known?.set(text, safe.text)
        return both ? session.outward.maskText(text).text : safe.text
      },
      { skip: [...modelCredentials, ...(options.skip ?? [])], kind: 'client' },
    )
    session.recordFindings(findings, where, place, !both)
    return masked
  }

  const prompts = (event: Extract<ClientEvent, { type: 'run' | 'action' }>, body: Uint8Array) => {
    const place = { run }
    const details =
      event.type === 'run' ? { model: event.model, conversation: event.conversationId } : {}
    for (const { text } of event.prompts) {
      session.recorder.append({
        kind: 'prompt',
        run,
        text: session.secrets.maskText(text).text,
        ...details,
      })
    }
    const skip = carriesOwnBlobs(body, blobs) ? [prefetchedBlobs] : []
    const masked = mask(body, 'prompt', place, { skip })
    const decisions = event.prompts.map(({ text }) =>
      session.judge({ kind: 'prompt', text }, place),
    )
    const denied = decisions.find(({ effective }) => effective === 'deny')
    if (denied) return wires.fail('permission_denied', `cursor-guard: ${denied.reason ?? 'denied'}`)
    const held = decisions.findIndex(({ effective }) => effective === 'hold')
    const decision = decisions[held]
    if (decision === undefined) return wires.toUpstream(masked)
    void holdPrompt(event.prompts[held]?.text ?? '', decision, masked)
  }

  async function holdPrompt(text: string, decision: Decision, masked: Uint8Array): Promise<void> {
    waiting = []
    const waitMs = session.policy.approval.wait * 1_000
    const question = {
      subject: { kind: 'prompt', text } as const,
      decision,
      title: `prompt: ${text.slice(0, 120)}`,
      detail: text,
    }
    try {
      const answer = await whileHeld(() => session.hold(question, { run }, waitMs, signal))
      if (signal.aborted) return
      if (answer.outcome !== 'approved') {
        return wires.fail(
          'permission_denied',
          `cursor-guard: ${refusalText(answer, decision, waitMs)}`,
        )
      }
      wires.toUpstream(masked)
      const later = waiting ?? []
      waiting = undefined
      for (const message of later) gate.message(message.event, message.body)
    } catch (error) {
      wires.fail(
        'permission_denied',
        `cursor-guard: the approval could not be asked for: ${String(error)}`,
      )
    }
  }

  const result = (event: ExecResult, body: Uint8Array) => {
    const { call, subject } = tools.callOf(event.id)
    const place = { run, call }
    endOutputs(event.id)
    // A file's content is masked once, for the service and for the recording.
    const known = new Map<string, string>()
    const safe = (text: string) => known.get(text) ?? session.secrets.maskText(text).text
    const masked = mask(body, 'tool-result', place, { known })
    session.recorder.append({
      kind: 'tool-result',
      run,
      call,
      outcome: event.outcome,
      ...(event.exitCode === undefined ? {} : { exitCode: event.exitCode }),
      ...(event.text === undefined ? {} : { text: safe(event.text) }),
    })
    const path = subject.path ?? event.path
    const diff =
      event.diff ??
      (event.after === undefined ? undefined : fileDiff(path ?? '', event.before, event.after))
    if (diff !== undefined && path !== undefined && path !== '') {
      session.recorder.append({ kind: 'file-write', run, call, path: safe(path), diff: safe(diff) })
    }
    wires.toUpstream(masked)
  }

  const output = (event: ShellOutput, body: Uint8Array) => {
    const { call } = tools.callOf(event.id)
    const { stream } = event
    if (stream !== 'stdout' && stream !== 'stderr') return shellState(event, body, { run, call })
    const key = `${event.id} ${stream}`
    let target = outputs.get(key)
    if (target === undefined) {
      if (outputs.size >= maxOpenOutputs) for (const { text } of outputs.values()) text.end()
      const text = createMaskedText(session, {
        where: 'command-output',
        place: { run, call },
        append: (said) =>
          session.recorder.append({ kind: 'command-output', run, call, stream, text: said }),
      })
      target = { text, mould: { event, body } }
      outputs.set(key, target)
    }
    // Texts beside the output, such as what a hook added, are whole.
    const rest =
      event.extras && event.path
        ? mask(body, 'command-output', { run, call }, { skip: [event.path] })
        : body
    target.mould = { event, body: rest }
    send(target, target.text.write(event.text))
    arm()
  }
  /** A command began, ended, or never ran. */
  const shellState = (event: ShellOutput, body: Uint8Array, place: Place & { call: string }) => {
    const outcomes: Partial<Record<ShellOutput['stream'], 'success' | 'failure' | 'rejected'>> = {
      exit: event.exitCode === 0 ? 'success' : 'failure',
      rejected: 'rejected',
      denied: 'rejected',
      unsupported: 'failure',
    }
    const outcome = outcomes[event.stream]
    if (outcome !== undefined) {
      endOutputs(event.id)
      session.recorder.append({
        kind: 'tool-result',
        run,
        call: place.call,
        outcome,
        ...(event.exitCode === undefined ? {} : { exitCode: event.exitCode }),
        ...(event.text === '' ? {} : { text: session.secrets.maskText(event.text).text }),
      })
    }
    wires.toUpstream(mask(body, 'tool-result', place))
  }
  const send = ({ mould }: { mould: { event: ShellOutput; body: Uint8Array } }, text: string) => {
    if (text === '') return
    const asItCame = text === mould.event.text
    wires.toUpstream(asItCame ? mould.body : withShellText(mould.body, mould.event, text))
  }
  const arm = () => {
    timer ??= setTimeout(() => {
      timer = undefined
      if (signal.aborted) return
      for (const target of outputs.values()) {
        if (target.text.holds) send(target, target.text.release())
        if (!target.text.recordIfDue()) arm()
      }
    }, idleReleaseMs)
  }
  /** The command is over: the rest of its output leaves before its exit code does. */
  const endOutputs = (id: number) => {
    for (const stream of ['stdout', 'stderr']) {
      const key = `${id} ${stream}`
      const target = outputs.get(key)
      if (target === undefined) continue
      send(target, target.text.end())
      outputs.delete(key)
    }
  }
  signal.addEventListener('abort', () => {
    clearTimeout(timer)
    for (const { text } of outputs.values()) text.end()
  })

  const gate: ClientGate = {
    get waiting() {
      return waiting !== undefined
    },
    message(event, body) {
      if (waiting !== undefined && event.type !== 'heartbeat') {
        waitingBytes += body.length
        if (waitingBytes > maxWaitingBytes) {
          return wires.fail(
            'permission_denied',
            'cursor-guard: too much arrived while a prompt was held',
          )
        }
        waiting.push({ event, body })
        return
      }
      switch (event.type) {
        case 'run':
        case 'action':
          return prompts(event, body)
        case 'shell-output':
          return output(event, body)
        case 'exec-result':
          return result(event, body)
        case 'exec-control':
          if (event.control !== 'heartbeat') {
            endOutputs(event.id)
            tools.done(event.id)
          }
          return wires.toUpstream(mask(body, 'tool-result', { run }))
        case 'heartbeat':
          return wires.toUpstream(body)
        case 'kv':
          if (event.result === 'get' && event.data && blobs.isOwn(event.data)) {
            return wires.toUpstream(body)
          }
          return wires.toUpstream(mask(body, 'blob', { run }))
        case 'unknown':
          recordGap(session, 'a message of the client nobody can name', body, { run })
          return wires.toUpstream(mask(body, 'client-message', { run }))
        default:
          return wires.toUpstream(mask(body, 'client-message', { run }))
      }
    },
  }
  return gate
}
