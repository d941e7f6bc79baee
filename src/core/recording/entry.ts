import type { Facts, OrUnknown, ProcessKind } from '../policy/subject.ts'

/** Version of the format; the first line of a recording carries it. See docs/recording.md. */
export const formatVersion = 1

/** The note of a call about a cloud agent, with `verb`, `path` and `action` beside it. */
export const cloudAgentNote = 'a call about a cloud agent'

/** The note of a push of which git had sent nothing when it was refused, with `repository` and `why` beside it. */
export const pushNotBegunNote = 'a push was refused before it began'

/** Text inline, or a reference to a content-addressed blob beside the log. */
export type Body = string | { blob: string; bytes: number }

export type Level = 'L0' | 'L1' | 'L2'

export interface Coverage {
  level: Level
  state: 'complete' | 'partial'
  /** Why not more: `same-uid`, `oidc-mintable`, `gap: …`, one short phrase each. */
  reasons: readonly string[]
}

/** What one entry says; `seq`, `t` and `prev` are added by the writer. */
export type EntryBody =
  | {
      kind: 'session'
      format: typeof formatVersion
      session: string
      startedAt: string
      guard: string
      mode: 'standalone' | 'gateway'
      level: Level
      identity: Identity
      policy: {
        source: string
        digest: string
        enforcement: 'enforce' | 'audit'
        /** Seconds the policy has recordings kept. */
        retention?: number
      }
      /** What rules were judged with, besides what an entry says itself. */
      facts?: Omit<Facts, 'now'>
      command?: readonly string[]
    }
  | { kind: 'prompt'; run: string; text: Body; model?: string; conversation?: string }
  | { kind: 'response'; run: string; text: Body }
  | { kind: 'thinking'; run: string; text: Body }
  | {
      kind: 'tool-call'
      run: string
      call: string
      tool: string
      /** What the policy judged: command, path, url, … */
      subject: Record<string, unknown>
      /** The model of the run, as far as the client has named it. */
      model?: string
      arguments?: Body
    }
  | {
      kind: 'tool-result'
      run: string
      call: string
      outcome: 'success' | 'failure' | 'rejected' | 'unknown'
      exitCode?: number
      text?: Body
    }
  | { kind: 'file-write'; run: string; call: string; path: string; diff: Body }
  | { kind: 'command-output'; run: string; call: string; stream: 'stdout' | 'stderr'; text: Body }
  | {
      kind: 'push'
      /** Ties its verdicts, findings and approvals to it. */
      call?: string
      repository: string
      /**
       * One for each ref: what was asked, what it would do, the verdict, what became of it; as
       * `policy` the verdict of the policy alone, before the guard's own.
       */
      updates: readonly Record<string, unknown>[]
      outcome: string
      /** Why, where no verdict says it. */
      why?: string
      /** Inflated size of what was pushed. */
      bytes?: number
      /** Where secrets were found: rule, place, fingerprint; `unknown` when not all was searched. */
      secrets?: readonly string[] | 'unknown'
      /** Of the repository pushed to, as it was judged. */
      defaultBranch?: string
    }
  | { kind: 'github'; verb?: string; path?: string; operation?: string; status?: number }
  | { kind: 'egress'; host: string; port: number; outcome: string }
  | {
      kind: 'process'
      /** Ties its verdict and findings to it. */
      call: string
      process: OrUnknown<ProcessKind>
      /** The hook's event, the name of the MCP server or of the plugin. */
      name?: string
      file: string
      /** `unknown` where the configuration could not be read; absent for a plugin. */
      command?: OrUnknown<string>
    }
  | {
      kind: 'finding'
      rule: string
      tier: 'rewrite' | 'report'
      confidence: string
      fingerprint: string
      /** Where it was seen: `prompt`, `response`, `tool-call`, `command-output`, … */
      where: string
      action: 'masked' | 'reported'
      pseudonym?: string
      run?: string
      call?: string
    }
  | {
      kind: 'verdict'
      subject: string
      verdict: string
      effective: string
      rule?: string
      reason?: string
      run?: string
      call?: string
      /** The whole result tree, for every verdict that is not a plain allow. */
      tree?: unknown
    }
  | {
      kind: 'approval'
      request: string
      state: 'asked' | 'approved' | 'denied' | 'expired' | 'withdrawn' | 'used'
      by?: string
      why?: string
      surface?: string
      run?: string
      call?: string
    }
  | { kind: 'limit'; limit: string; allowed: number; reached: number; action: string }
  | {
      kind: 'usage'
      run: string
      model?: string
      input: number
      output: number
      cacheRead: number
      cacheWrite: number
    }
  | { kind: 'note'; text: string; [detail: string]: unknown }
  | { kind: 'gap'; reason: string; bytes?: number; digest?: string; run?: string }
  | SealBody

/** The last line. `count` and `head` are about every line before it. */
export interface SealBody {
  kind: 'seal'
  count: number
  head: string
  totals: Totals
  coverage: Coverage
  exitCode?: number
  /** SHA-256 over the seal line itself, up to this field; the writer adds it. See chain.ts. */
  digest?: string
  /** Ed25519 by the gateway; absent in standalone mode. See signature.ts. */
  signature?: Signature
}

/** `key` is the raw public key, `value` the signature; both are base64. */
export interface Signature {
  key: string
  value: string
}

export interface Totals {
  prompts: number
  responses: number
  toolCalls: number
  masked: number
  reported: number
  denied: number
  held: number
  approved: number
  pushes: number
  tokens: number
}

export interface Identity {
  repository?: string
  /** Where the repository's name was found, when it was not said: `origin of the workspace, not verified`. */
  repositoryFrom?: string
  repositoryId?: string
  run?: string
  attempt?: string
  job?: string
  workflow?: string
  commit?: string
  ref?: string
  actor?: string
}

export type Entry = EntryBody & { seq: number; t: number; prev: string }
export type EntryKind = EntryBody['kind']
