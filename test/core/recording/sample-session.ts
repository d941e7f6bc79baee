import { hash, type KeyObject } from 'node:crypto'
import type { EntryBody } from '../../../src/core/recording/entry.ts'
import type { BlobSource } from '../../../src/core/recording/read.ts'
import { signSeal } from '../../../src/core/recording/signature.ts'
import { createRecordingWriter, type RecordingOptions } from '../../../src/core/recording/write.ts'

export const session: EntryBody = {
  kind: 'session',
  format: 1,
  session: '7c1f0e2a-3b54-4c8e-9a55-0d1d5d1b7a10',
  startedAt: '2026-03-02T09:14:03.120Z',
  guard: '0.1.0',
  mode: 'standalone',
  level: 'L0',
  identity: {
    repository: 'acme/storefront',
    repositoryId: '884213',
    workflow: 'agent.yml',
    run: '9120443871',
    attempt: '1',
    job: 'fix',
    commit: 'a3'.repeat(20),
    ref: 'refs/heads/main',
    actor: 'mara-lindqvist',
  },
  policy: { source: '.github/cursor-guard.yml', digest: 'b7'.repeat(32), enforcement: 'enforce' },
  command: ['cursor-agent', '-p', 'Add a health endpoint'],
}

const run = 'run-1'
const diff = `--- a/src/server.ts
+++ b/src/server.ts
@@ -12,6 +12,10 @@ export function createServer(options: Options) {
   const app = new Router()
   app.get('/products', listProducts)
-  app.get('/status', () => 'ok')
+  app.get('/health', async () => {
+    const database = await ping(options.databaseUrl)
+    return { status: database ? 'ok' : 'degraded', version }
+  })
   return app
 }
`

const deniedTree = [
  {
    rule: 'no destructive commands',
    source: 'repository',
    // biome-ignore lint/suspicious/noThenProperty: the word of the policy file; nothing awaits it.
    then: 'deny',
    matched: true,
    reason: 'Destructive commands need a person. Open a ticket in the operations queue.',
    conditions: [
      { key: 'when.tool', expected: 'shell', actual: 'shell', outcome: 'yes' },
      {
        key: 'when.command',
        expected: 'terraform destroy',
        actual: 'terraform destroy -auto-approve',
        outcome: 'yes',
      },
    ],
  },
  {
    rule: 'production manifests need a senior engineer',
    source: 'organisation',
    // biome-ignore lint/suspicious/noThenProperty: the word of the policy file; nothing awaits it.
    then: 'hold',
    matched: false,
    conditions: [{ key: 'when.push', expected: 'a push', actual: 'tool', outcome: 'no' }],
  },
]
const heldTree = [
  {
    rule: 'migrations wait for a person',
    source: 'repository',
    // biome-ignore lint/suspicious/noThenProperty: the word of the policy file; nothing awaits it.
    then: 'hold',
    matched: true,
    conditions: [
      {
        key: 'when.command',
        expected: 'npm run migrate',
        actual: 'npm run migrate',
        outcome: 'yes',
      },
    ],
  },
]

/** Entries with the moment at which each happens, in milliseconds. */
export const story: Timed = [
  [0, session],
  [
    420,
    {
      kind: 'finding',
      rule: 'database-url',
      tier: 'rewrite',
      confidence: 'high',
      fingerprint: '3f9c2a71',
      where: 'prompt',
      action: 'masked',
      pseudonym: '⟦masked:database-url:3f9c2a71⟧',
      run,
    },
  ],
  [
    430,
    {
      kind: 'prompt',
      run,
      model: 'claude-4-sonnet',
      text: 'Add a health endpoint that checks the database, and replace the old /status route.\n\nThe database is at ⟦masked:database-url:3f9c2a71⟧. Run the tests when you are done.',
    },
  ],
  [
    2_100,
    {
      kind: 'thinking',
      run,
      text: 'The server is set up in src/server.ts. I should read it first, ',
    },
  ],
  [
    2_400,
    { kind: 'thinking', run, text: 'then replace the route and make the check asynchronous.' },
  ],
  [
    3_000,
    { kind: 'response', run, text: 'I’ll look at how the server is put together, then replace ' },
  ],
  [
    3_180,
    {
      kind: 'response',
      run,
      text: '`/status` with a `/health` endpoint that reports whether the database answers.',
    },
  ],
  [
    3_900,
    {
      kind: 'tool-call',
      run,
      call: 'call-1',
      tool: 'read',
      subject: { kind: 'tool', tool: 'read', path: 'src/server.ts' },
    },
  ],
  [
    3_901,
    { kind: 'verdict', subject: 'tool', verdict: 'allow', effective: 'allow', run, call: 'call-1' },
  ],
  [
    3_960,
    {
      kind: 'tool-result',
      run,
      call: 'call-1',
      outcome: 'success',
      text: "import { Router } from './router.ts'\nimport { listProducts } from './products.ts'\n",
    },
  ],
  [
    7_200,
    {
      kind: 'tool-call',
      run,
      call: 'call-2',
      tool: 'edit',
      subject: { kind: 'tool', tool: 'edit', path: 'src/server.ts' },
    },
  ],
  [
    7_201,
    { kind: 'verdict', subject: 'tool', verdict: 'allow', effective: 'allow', run, call: 'call-2' },
  ],
  [7_260, { kind: 'file-write', run, call: 'call-2', path: 'src/server.ts', diff }],
  [7_270, { kind: 'tool-result', run, call: 'call-2', outcome: 'success' }],
  [
    11_000,
    {
      kind: 'tool-call',
      run,
      call: 'call-3',
      tool: 'shell',
      subject: { kind: 'tool', tool: 'shell', command: 'npm test -- test/server.test.ts' },
    },
  ],
  [
    11_001,
    { kind: 'verdict', subject: 'tool', verdict: 'allow', effective: 'allow', run, call: 'call-3' },
  ],
  [
    12_400,
    {
      kind: 'command-output',
      run,
      call: 'call-3',
      stream: 'stdout',
      text: '\u001b[32m✓\u001b[0m GET /health says ok (14 ms)\n',
    },
  ],
  [
    12_600,
    {
      kind: 'command-output',
      run,
      call: 'call-3',
      stream: 'stdout',
      text: '\u001b[32m✓\u001b[0m GET /health says degraded without a database (9 ms)\n',
    },
  ],
  [12_900, { kind: 'tool-result', run, call: 'call-3', outcome: 'success', exitCode: 0 }],
  [
    15_000,
    { kind: 'response', run, text: 'The tests pass. I’ll clean up the preview environment next.' },
  ],
  [
    16_100,
    {
      kind: 'tool-call',
      run,
      call: 'call-4',
      tool: 'shell',
      subject: { kind: 'tool', tool: 'shell', command: 'terraform destroy -auto-approve' },
    },
  ],
  [
    16_101,
    {
      kind: 'verdict',
      subject: 'tool',
      verdict: 'deny',
      effective: 'deny',
      rule: 'no destructive commands',
      reason: 'Destructive commands need a person. Open a ticket in the operations queue.',
      run,
      call: 'call-4',
      tree: deniedTree,
    },
  ],
  [
    16_150,
    {
      kind: 'tool-result',
      run,
      call: 'call-4',
      outcome: 'rejected',
      text: 'Destructive commands need a person. Open a ticket in the operations queue.',
    },
  ],
  [
    19_000,
    {
      kind: 'tool-call',
      run,
      call: 'call-5',
      tool: 'shell',
      subject: { kind: 'tool', tool: 'shell', command: 'npm run migrate' },
    },
  ],
  [
    19_001,
    {
      kind: 'verdict',
      subject: 'tool',
      verdict: 'hold',
      effective: 'hold',
      rule: 'migrations wait for a person',
      run,
      call: 'call-5',
      tree: heldTree,
    },
  ],
  [
    19_002,
    {
      kind: 'approval',
      request: '1f30c2aa94',
      state: 'asked',
      why: 'shell: npm run migrate',
      run,
      call: 'call-5',
    },
  ],
  [
    94_500,
    {
      kind: 'approval',
      request: '1f30c2aa94',
      state: 'approved',
      by: 'jonas-okafor',
      why: 'checked with the data team',
      surface: 'command line',
      run,
      call: 'call-5',
    },
  ],
  [
    97_000,
    {
      kind: 'command-output',
      run,
      call: 'call-5',
      stream: 'stdout',
      text: 'migrating 2026-03-02-health.sql\ndone in 1.9 s\n',
    },
  ],
  [97_100, { kind: 'tool-result', run, call: 'call-5', outcome: 'success', exitCode: 0 }],
  [
    99_000,
    {
      kind: 'push',
      repository: 'acme/storefront',
      updates: [{ ref: 'refs/heads/agent/health', update: 'create', to: 'c4'.repeat(20) }],
      outcome: 'allowed',
    },
  ],
  [99_400, { kind: 'github', verb: 'POST', path: '/repos/acme/storefront/pulls', status: 201 }],
  [99_900, { kind: 'egress', host: 'paste.example.net', port: 443, outcome: 'denied' }],
  [
    101_000,
    {
      kind: 'response',
      run,
      text: 'Done. `/health` now checks the database and answers `degraded` when it cannot be reached. I left the preview environment alone: the policy asks for a person there.',
    },
  ],
  [
    101_200,
    { kind: 'usage', run, input: 18_220, output: 1_934, cacheRead: 60_100, cacheWrite: 8_800 },
  ],
  [101_500, { kind: 'note', text: 'the command ended', exitCode: 0 }],
]

export type Timed = readonly (readonly [at: number, body: EntryBody])[]

export interface Written {
  /** Each with its newline. */
  lines: Buffer[]
  blobs: Map<string, Buffer>
}

/** A writer into memory, and a clock to be set. */
export function recorder(options: Partial<RecordingOptions> = {}) {
  const written: Written & { now: number } = { lines: [], blobs: new Map(), now: 0 }
  const writer = createRecordingWriter({
    sink: { write: (line) => void written.lines.push(Buffer.from(line)) },
    blobs: {
      put(sha256, bytes) {
        const isNew = !written.blobs.has(sha256)
        written.blobs.set(sha256, Buffer.from(bytes))
        return isNew
      },
    },
    clock: () => written.now,
    ...options,
  })
  return { writer, written }
}

/** Records entries, each at its moment, and seals the recording. */
export function write(
  entries: Timed = story,
  end: { seal?: boolean; sign?: KeyObject; options?: Partial<RecordingOptions> } = {},
): Written {
  const { writer, written } = recorder(end.options)
  for (const [at, body] of entries) {
    written.now = at
    writer.append(body)
  }
  if (end.seal === false) return written
  const { sign } = end
  writer.seal({
    coverage: { level: 'L0', state: 'complete', reasons: ['same-uid', 'oidc-mintable'] },
    exitCode: 0,
    ...(sign === undefined ? {} : { sign: (facts) => signSeal(facts, sign) }),
  })
  return written
}

/** Writes lines anew with a fitting chain, as somebody can who has no key. */
export function rechained(lines: readonly (string | Uint8Array)[]): Buffer[] {
  let prev = '0'.repeat(64)
  return lines.map((given, seq) => {
    const text = typeof given === 'string' ? given : Buffer.from(given).toString()
    const line = Buffer.from(
      text
        .replace(/^\{"seq":\d+/, `{"seq":${seq}`)
        .replace(/"prev":"[0-9a-f]{64}"\}\n$/, `"prev":"${prev}"}\n`),
    )
    prev = sha256(line.subarray(0, -1))
    return line
  })
}

/** The bytes of a recording in the pieces they were written in, or in pieces of `size`. */
export async function* stream(lines: readonly Uint8Array[], size?: number) {
  if (size === undefined) {
    yield* lines
    return
  }
  const all = Buffer.concat(lines)
  for (let at = 0; at < all.length; at += size) yield all.subarray(at, at + size)
}

export function blobSource(blobs: ReadonlyMap<string, Buffer>): BlobSource {
  return {
    async read(sha256) {
      const bytes = blobs.get(sha256)
      return bytes === undefined ? undefined : stream([bytes])
    },
  }
}

export const sha256 = (bytes: Uint8Array): string => hash('sha256', bytes, 'hex')
