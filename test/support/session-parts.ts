import { builtInPolicy } from '../../src/core/policy/built-in.ts'
import type { EntryBody } from '../../src/core/recording/entry.ts'
import type { SessionParts } from '../../src/guard/open-session.ts'
import { createSessionTokens, tokenDigest } from '../../src/guard/session-tokens.ts'
import type { UpstreamCall } from '../../src/http/upstream.ts'
import { fakeReply } from './fake-exchange.ts'

export const sessionToken = 'cgs_of-this-session'
export const bearer = (token = sessionToken) => ({ authorization: `Bearer ${token}` })

/** Ports that touch nothing, and what reached them. */
export interface FakeParts {
  parts: SessionParts
  /** Lines of the recording, as text. */
  lines: string[]
  entries: EntryBody[]
  /** Calls to the services behind the guard. */
  calls: UpstreamCall[]
  /** What was closed, in order. */
  closed: string[]
}

/** Everything a session is opened with, in memory; a test brings what matters to it. */
export function fakeParts(but: Partial<SessionParts> = {}): FakeParts {
  const lines: string[] = []
  const entries: EntryBody[] = []
  const calls: UpstreamCall[] = []
  const closed: string[] = []
  const clock = () => Date.parse('2026-05-01T10:00:00Z')
  const id = 'session-1'
  return {
    lines,
    entries,
    calls,
    closed,
    parts: {
      id,
      tokens: createSessionTokens({
        session: id,
        digest: tokenDigest(sessionToken),
        signingKey: Buffer.alloc(32, 1),
        clock,
      }),
      mode: 'standalone',
      version: '0.0.0',
      policy: builtInPolicy,
      policySource: 'built-in',
      identity: {},
      facts: {
        repository: 'acme/site',
        ref: 'refs/heads/main',
        defaultBranch: 'main',
        actor: 'ann',
        runner: {
          workflow: 'unknown',
          workflowRef: 'unknown',
          environment: 'unknown',
          event: 'push',
          kind: 'unknown',
        },
      },
      level: 'L0',
      caveats: [],
      known: [],
      markerKey: Buffer.alloc(32, 2),
      recording: {
        sink: { write: (line) => void lines.push(Buffer.from(line).toString('utf8')) },
        blobs: { put: () => true },
      },
      approvals: {
        idOf: async (key) => key,
        whyNobody: () => undefined,
        ask: async () => ({ outcome: 'impossible', why: 'nobody is here' }),
        close: async () => void closed.push('approvals'),
      },
      cursor: {
        credential: { key: async () => 'key_of-the-service-1' },
        bases: { rpc: new URL('https://rpc.example'), rest: new URL('https://rest.example') },
        files: { locate: async (path) => ({ real: path }), read: async () => '' },
      },
      upstream: {
        async http1(call) {
          calls.push(call)
          return call.path === '/auth/exchange_user_api_key'
            ? fakeReply(200, { accessToken: 'access-token-of-the-service' })
            : fakeReply(200, { said: 'hello' })
        },
        async http2() {
          throw new Error('no stream was expected')
        },
        close() {},
      },
      address: 'http://127.0.0.2:4711',
      clock,
      stopwatch: () => 0,
      onEntry: (entry) => entries.push(entry),
      ...but,
    },
  }
}
