import type { ClientEvent, ExecResult } from '../../../core/cursor/client-message.ts'
import { recordGap } from '../../session.ts'
import { createCommandOutputs } from './command-outputs.ts'
import { fileDiff } from './file-diff.ts'
import { maskClientMessage } from './mask-client-message.ts'
import type { OpenCalls } from './open-calls.ts'
import { createPromptGate } from './prompt-gate.ts'
import type { RunContext } from './run-context.ts'
import type { ServiceBlobs } from './service-blobs.ts'

export interface ClientGate {
  /** One message of the client on its way upstream. */
  message(event: ClientEvent, body: Uint8Array): void
  /** Whether a prompt waits for a person. */
  readonly waiting: boolean
  /** The run is over: what was held is recorded. */
  close(): void
}

/** Judges, masks and records what the client says: prompts, results of tools, output of commands. */
export function createClientGate(
  context: RunContext,
  calls: OpenCalls,
  blobs: ServiceBlobs,
): ClientGate {
  const { session, run, wires } = context
  const prompts = createPromptGate(context, blobs, message)
  const outputs = createCommandOutputs(context, calls)
  const mask = (body: Uint8Array, where: string) => maskClientMessage(session, body, where, { run })

  const result = (event: ExecResult, body: Uint8Array) => {
    outputs.end(event.id)
    wires.toUpstream(recordResult(context, calls, event, body))
  }

  function message(event: ClientEvent, body: Uint8Array): void {
    if (prompts.waiting) {
      if (event.type !== 'heartbeat') return prompts.keep(event, body)
      // A sign of life is no reason to call the service while the first prompt waits.
      if (!wires.begun) return
    }
    switch (event.type) {
      case 'run':
      case 'action':
        return prompts.judge(event, body)
      case 'shell-output':
        return outputs.follow(event, body)
      case 'exec-result':
        return result(event, body)
      case 'exec-control':
        if (event.control !== 'heartbeat') {
          outputs.end(event.id)
          calls.forget(event.id)
        }
        return wires.toUpstream(mask(body, 'tool-result'))
      case 'heartbeat':
        return wires.toUpstream(body)
      case 'kv':
        if (event.result === 'get' && event.data && blobs.isOwn(event.data)) {
          return wires.toUpstream(body)
        }
        return wires.toUpstream(mask(body, 'blob'))
      case 'unknown':
        recordGap(session, 'a message of the client nobody can name', body, { run })
        return wires.toUpstream(mask(body, 'client-message'))
      default:
        return wires.toUpstream(mask(body, 'client-message'))
    }
  }

  return {
    message,
    get waiting() {
      return prompts.waiting
    },
    close: outputs.close,
  }
}

/** Records what a tool gave back, and how it changed a file; returns the message masked. */
function recordResult(
  { session, run }: RunContext,
  calls: OpenCalls,
  event: ExecResult,
  body: Uint8Array,
): Uint8Array {
  const { call, subject } = calls.callOf(event.id)
  // A file's content is masked once, for the service and for the recording.
  const known = new Map<string, string>()
  const safe = (text: string) => known.get(text) ?? session.secrets.maskText(text).text
  const masked = maskClientMessage(session, body, 'tool-result', { run, call }, { known })
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
  return masked
}
