import type { Verdict } from './decision.ts'
import type { CloudAgentAction, ProcessKind, ToolKind } from './subject.ts'

/**
 * A policy file once it was read: every key has its value, every "string or list" is a list.
 *
 * Names are those of the file. Durations are in seconds, sizes in bytes. Plain JSON throughout, so
 * that it can be stored, hashed and sent.
 */
export interface Policy {
  version: 1
  /** `audit` judges and records, and lets pass; the floor and masking stay in force. */
  enforcement: Enforcement
  branches: readonly BranchRule[]
  secrets: SecretsPolicy
  rules: readonly Rule[]
  limits: Limits
  git: GitPolicy
  agents: AgentsPolicy
  cursor: CursorPolicy
  egress: EgressPolicy
  recording: RecordingPolicy
  approval: ApprovalPolicy
  /** Case files for `policy test`, relative to the folder of the policy file. */
  cases: readonly string[]
  /** What no repository may loosen; stands in the organisation's file, and in what it resolves to. */
  floor?: Floor
  /** Dotted keys the file sets itself; whatever it leaves out may come from the organisation. */
  stated: readonly string[]
  /** Durations as a person wrote them, by dotted key, such as `120s`; for words alone. */
  written?: Readonly<Record<string, string>>
  /** Keys of the file that nothing carries out yet, as `path:line:column: key: …`; for words alone. */
  ignored?: readonly string[]
}

/** The keys a floor states. A key it leaves out is free. */
export interface Floor {
  enforcement?: Enforcement
  branches?: readonly BranchRule[]
  secrets?: Partial<SecretsPolicy>
  rules?: readonly Rule[]
  limits?: Partial<Limits>
  git?: Partial<GitPolicy>
  agents?: Partial<AgentsPolicy>
  cursor?: Partial<CursorPolicy>
  egress?: Partial<EgressPolicy>
  recording?: Partial<RecordingPolicy>
  approval?: Partial<ApprovalPolicy>
}

type Enforcement = 'enforce' | 'audit'
export type Source = 'repository' | 'organisation' | 'floor' | 'built-in'
type Permission = 'read' | 'triage' | 'write' | 'maintain' | 'admin'

/** What must hold for the refs that match; an absent `source` means the repository. */
export interface BranchRule {
  /** Globs over branch names or full refs; `~DEFAULT_BRANCH` and `~ALL` as GitHub has them. */
  match: readonly string[]
  force_push: 'deny' | 'hold' | 'allow'
  delete: 'deny' | 'hold' | 'allow'
  pull_request?: PullRequestRule
  required_checks: readonly string[]
  linear_history: boolean
  signed_commits: boolean
  /** Who may rewrite or delete these refs without the App restoring them. */
  bypass: readonly Bypass[]
  source?: Source
}

export interface Bypass {
  /** A login, or `name[bot]` for an app. */
  actor: string
  reason: string
  /** `YYYY-MM-DD`; from that day on (UTC) it no longer counts. */
  until?: string
}

interface PullRequestRule {
  /** 0 to 10, GitHub's own range. */
  approvals: number
  dismiss_stale: boolean
  code_owners: boolean
  last_push_approval: boolean
}

export interface SecretsPolicy {
  /** What happens to a secret in a stream or in a file that is written. */
  inline: 'mask' | 'warn'
  /** What happens to a push that holds a secret. */
  push: 'deny' | 'hold' | 'warn'
  /**
   * What the App does about a secret in commits that have arrived: say so, fail the check, or also
   * put the agent's branch back where it was.
   */
  pushed: 'warn' | 'block' | 'quarantine'
  /** Names of environment variables whose values are masked. */
  known: readonly string[]
  rules: readonly SecretRule[]
  allow: readonly SecretAllowance[]
  /** Whether a comment in a file may say that a finding of `scan` on its line is no secret. */
  allow_inline: boolean
}

/** A pattern in RE2 syntax, run near its keywords alone. */
export interface SecretRule {
  id: string
  pattern: string
  keywords: readonly string[]
}

/** A value, wherever it stands; what is found in certain files; or a value in certain files. */
export interface SecretAllowance {
  fingerprint?: string
  /** A glob over paths from the root of the repository. */
  path?: string
  reason: string
  /** `YYYY-MM-DD`; from that day on (UTC) the exception no longer counts. */
  until?: string
}

/** When `when` holds, `then` is what the rule says; the strictest matching rule wins. */
export interface Rule {
  name: string
  when: When
  then: Verdict
  reason?: string
  /** Who releases a hold. Anyone in one of the teams, among the users, or with the permission. */
  approve?: Approve
  source?: Source
}

interface Approve {
  by: { teams: readonly string[]; users: readonly string[]; permission?: Permission }
  count: number
}

/**
 * Exactly one kind of action, and the conditions on it; all of them must hold. Nothing brings `github`
 * and `egress` to a judge in this version.
 *
 * Lists hold globs; one that starts with `!` excludes. An empty list, or an empty object for
 * `prompt`, `response` and `push`, means any.
 */
export interface When {
  prompt?: TextCondition
  response?: TextCondition
  tool?: readonly (ToolKind | `!${ToolKind}`)[]
  command?: readonly string[]
  path?: readonly string[]
  mcp?: readonly string[]
  url?: readonly string[]
  name?: readonly string[]
  push?: PushCondition
  github?: readonly string[]
  egress?: readonly string[]
  'cloud-agent'?: readonly CloudAgentAction[]
  /** What the client starts by itself; `command` narrows it. */
  process?: readonly (ProcessKind | `!${ProcessKind}`)[]
  branch?: readonly string[]
  repository?: readonly string[]
  actor?: readonly string[]
  model?: readonly string[]
  runner?: RunnerCondition
}

interface TextCondition {
  text?: readonly string[]
}

interface PushCondition {
  paths?: readonly string[]
  update?: readonly ('create' | 'fast-forward' | 'rewrite' | 'delete')[]
  secrets?: boolean
  authors?: readonly string[]
  /** Bytes; a push with more matches. */
  larger_than?: number
}

interface RunnerCondition {
  workflow?: readonly string[]
  environment?: readonly string[]
  event?: readonly string[]
  kind?: readonly string[]
  /** The ref the workflow file was read from. */
  ref?: readonly string[]
}

/** An absent limit is no limit. */
export interface Limits {
  minutes?: number
  tokens?: number
  tool_calls?: number
  pushes?: number
  /** `end` ends the session with exit code 77; `hold` asks a person. */
  reached: 'end' | 'hold'
}

export interface GitPolicy {
  /** `owner/name` of repositories of the forge that belong to the session besides its own. */
  repositories: readonly string[]
  /** Whether `git push -o` reaches the forge. */
  push_options: 'deny' | 'allow'
  /** Most refs of one push. */
  refs_per_push: number
}

interface AgentsPolicy {
  /** Cursor's cloud agents: what is done about starting or steering one. */
  cloud: 'deny' | 'hold' | 'allow'
  /** Further accounts that count as agents at the pull request. */
  identities: readonly string[]
}

interface CursorPolicy {
  /**
   * Calls to Cursor's service that no list names: `allow` judges each as an unknown tool, masks it
   * and makes the record partial.
   */
  unknown_calls: 'deny' | 'allow'
}

export interface EgressPolicy {
  default: 'deny' | 'allow'
  /** `host:port` globs. */
  allow: readonly string[]
}

export interface RecordingPolicy {
  /** Seconds. */
  retention: number
  /** Whether the session ends when it can no longer be recorded. */
  require: boolean
  /** Absent: `summary` on a public repository, `full` elsewhere. */
  artifact?: 'full' | 'summary' | 'off'
}

export interface ApprovalPolicy {
  /** Seconds a push or call is held open before it is refused for now. */
  wait: number
  /** Seconds a request can still be decided. */
  expires: number
  /** Whether the person who started the run may approve. */
  self: boolean
}
