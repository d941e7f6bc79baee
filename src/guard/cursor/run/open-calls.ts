import type { ExecRequest } from '../../../core/cursor/exec.ts'
import type { ToolSubject } from '../../../core/policy/subject.ts'

/** Tool calls without a result that are remembered in one run; the oldest is forgotten. */
export const maxOpenCalls = 4_096

/** What was asked of the client, for the result that comes back. */
export interface OpenCall {
  call: string
  subject: ToolSubject
}

/** The tool calls of one run whose results are still to come, by the number of their request. */
export interface OpenCalls {
  remember(exec: ExecRequest, subject: ToolSubject): OpenCall
  /** A call nobody remembers is of an unknown tool. */
  callOf(id: number): OpenCall
  /** The call is over; nothing more will come for it. */
  forget(id: number): void
}

export function createOpenCalls(): OpenCalls {
  const calls = new Map<number, OpenCall>()
  return {
    remember(exec, subject) {
      const known = { call: exec.toolCallId || `exec-${exec.id}`, subject }
      calls.set(exec.id, known)
      const oldest = calls.size > maxOpenCalls ? calls.keys().next().value : undefined
      if (oldest !== undefined) calls.delete(oldest)
      return known
    },
    callOf: (id) =>
      calls.get(id) ?? { call: `exec-${id}`, subject: { kind: 'tool', tool: 'unknown' } },
    forget(id) {
      calls.delete(id)
    },
  }
}
