/** What a lane asks the policy about: one action of the agent, in the words of the policy file. */
export type Subject =
  | { kind: 'prompt'; text: string }
  | { kind: 'response'; text: string }
  | ToolSubject
  | { kind: 'cloud-agent'; action: CloudAgentAction; path: string }
  | PushSubject
  | GithubSubject
  | { kind: 'egress'; host: string; port: number }

/** A value read from traffic, or `unknown` when it could not be read: the worse case. */
export type Known<T> = T | 'unknown'

export const toolKinds = [
  'shell',
  'write',
  'edit',
  'delete',
  'read',
  'mcp',
  'fetch',
  'other',
] as const
export type ToolKind = (typeof toolKinds)[number]

/** A tool call the agent is asked to execute. `tool: 'unknown'` is a request no one could name. */
export interface ToolSubject {
  kind: 'tool'
  tool: Known<ToolKind>
  /** The shell text, for `shell`; text typed into a running shell as well. */
  command?: Known<string>
  /** The file, for `read`, `write`, `edit` and `delete`, as the agent wrote it. */
  path?: Known<string>
  /** `server/tool`, for `mcp`. */
  mcp?: Known<string>
  /** The address, for `fetch`. */
  url?: Known<string>
  /** A name for people, for `other`: `subagent`, `computer-use`, `hook`, … */
  name?: string
}

export type CloudAgentAction = 'create' | 'follow-up' | 'read' | 'change' | 'unknown'

/** One ref update of a push. */
export interface PushSubject {
  kind: 'push'
  ref: string
  update: Known<'create' | 'fast-forward' | 'rewrite' | 'delete'>
  paths: Known<readonly string[]>
  /** Whether a new object holds a secret that the report tier found. */
  secrets?: Known<boolean>
  authors?: Known<readonly string[]>
  bytes?: Known<number>
}

/** One call of the forge's API: REST (`verb` and `path`) or one GraphQL operation. */
export type GithubSubject =
  | { kind: 'github'; verb: string; path: string }
  | { kind: 'github'; operation: 'query' | 'mutation' | 'subscription'; name: Known<string> }

/** What is true around a subject; verified OIDC claims in gateway mode, the environment otherwise. */
export interface Facts {
  /** `owner/name`. */
  repository: Known<string>
  /** Full ref a push is about, else the branch the run works on; absent outside a repository. */
  ref?: Known<string>
  defaultBranch?: Known<string>
  actor: Known<string>
  runner: {
    /** File name of the workflow, as in `nightly.yml`. */
    workflow: Known<string>
    workflowRef: Known<string>
    environment: Known<string>
    event: Known<string>
    /** `github-hosted` or `self-hosted`. */
    kind: Known<string>
  }
  model?: Known<string>
  /** Absolute path of the work tree, so that a tool's absolute path is one within the repository. */
  workspace?: string
  /** Milliseconds since the epoch; an exception that has run out no longer counts. */
  now: number
}
