import { type CursorCalls, createCursorCalls } from '../../src/guard/cursor/calls.ts'
import { createCursorTokens } from '../../src/guard/cursor/credentials.ts'
import type { Session } from '../../src/guard/session.ts'
import { createUpstreamTrouble } from '../../src/guard/upstream-trouble.ts'
import type { UpstreamClient } from '../../src/http/upstream.ts'
import type { CursorService } from './cursor-service/service.ts'

/** Calls to a stand-in of the service, with its own credential. */
export function callsTo(
  service: CursorService,
  { session, upstream }: { session: Session; upstream: UpstreamClient },
): CursorCalls {
  const base = new URL(service.url)
  return createCursorCalls({
    session,
    trouble: createUpstreamTrouble(session, 'the service'),
    changes: {
      locate: async (path) => ({ real: path }),
      concerns: () => false,
      prepare: async () => ({ refused: 'unexpected' }),
    },
    tokens: createCursorTokens({
      credential: { key: async () => service.apiKey },
      base,
      upstream,
      clock: Date.now,
      learn() {},
    }),
    bases: { rpc: base, rest: base },
    upstream,
  })
}
