import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createFileApprovalStore } from '../../src/adapters/storage/file-approval-store.ts'
import type { ApprovalStore } from '../../src/core/approval/store.ts'
import { parsePolicy } from '../../src/core/policy/file/parse.ts'
import type { EntryBody, EntryKind } from '../../src/core/recording/entry.ts'
import { factsFromEnvironment } from '../../src/runner/runner-facts.ts'
import { type RunningGuard, startGuard } from '../../src/runner/start-guard.ts'
import {
  type CursorService,
  type CursorServiceOptions,
  startCursorService,
} from './cursor-service/service.ts'

export interface LiveGuard extends AsyncDisposable {
  guard: RunningGuard
  service: CursorService
  approvals: ApprovalStore
  entries: EntryBody[]
  kinds(kind: EntryKind): EntryBody[]
  /** A call as a client makes it, with the session's token. */
  call(path: string, init?: RequestInit): Promise<Response>
}

/** A guard in this process, recording into memory, in front of a stand-in of Cursor's service. */
export async function startLiveGuard(
  options: Partial<CursorServiceOptions> & {
    policy?: string
    upstream?: string
    environment?: NodeJS.ProcessEnv
    /** Values that are masked everywhere. */
    known?: readonly { name: string; value: string }[]
  } = {},
): Promise<LiveGuard> {
  const { policy = 'version: 1\n', environment = {}, known = [], upstream, ...rest } = options
  const service = await startCursorService({ script: async () => {}, ...rest })
  const state = await mkdtemp(join(tmpdir(), 'live-guard-'))
  const approvals = await createFileApprovalStore(state)
  const entries: EntryBody[] = []
  const guard = await startGuard({
    apiKey: service.apiKey,
    policy: parsePolicy(Buffer.from(policy), 'policy.yml'),
    policySource: 'policy.yml',
    recording: { sink: { write() {} }, blobs: { put: () => true } },
    approvals,
    identity: {},
    facts: factsFromEnvironment({}),
    level: 'L0',
    caveats: [],
    known,
    cursorUpstream: upstream ?? service.url,
    environment,
    clock: Date.now,
    version: '0.0.0',
    onEntry: (entry) => entries.push(entry),
  })
  return {
    guard,
    service,
    approvals,
    entries,
    kinds: (kind) => entries.filter((entry) => entry.kind === kind),
    call: (path, init = {}) =>
      fetch(`${guard.baseUrl}${path}`, {
        ...init,
        headers: { authorization: `Bearer ${guard.sessionToken}`, ...init.headers },
      }),
    async [Symbol.asyncDispose]() {
      await guard.close({})
      await service.close()
      await rm(state, { recursive: true, force: true })
    },
  }
}
