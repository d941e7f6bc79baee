/** What a lane asks the policy about: one action of the agent, in the words of the policy file. */
export type Subject =
  | { kind: 'prompt'; text: string }
  | { kind: 'response'; text: string }
  | ToolSubject
  | { kind: 'cloud-agent'; action: CloudAgentAction; path: string }
  | PushSubject
  | GithubSubject
  | { kind: 'egress'; host: string; port: number }
  | ProcessSubject

/** A value read from traffic, or `unknown` when it could not be read: the worse case. */
export type OrUnknown<T> = T | 'unknown'

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
  tool: OrUnknown<ToolKind>
  /** The shell text, for `shell`; text typed into a running shell as well. */
  command?: OrUnknown<string>
  /** The file, for `read`, `write`, `edit` and `delete`, as the agent wrote it. */
  path?: OrUnknown<string>
  /** Where `path` leads, if links lead elsewhere than it says: rules judge both. */
  leadsTo?: OrUnknown<string>
  /** `server/tool`, for `mcp`. */
  mcp?: OrUnknown<string>
  /** The address, for `fetch`. */
  url?: OrUnknown<string>
  /** A name for people, for `other`: `subagent`, `computer-use`, `hook`, … */
  name?: string
}

export const processKinds = ['hook', 'mcp', 'plugin'] as const
export type ProcessKind = (typeof processKinds)[number]

/** What Cursor's client starts by itself, as its configuration says. */
export interface ProcessSubject {
  kind: 'process'
  process: OrUnknown<ProcessKind>
  /** As a shell reads it. A plugin has none: what is in it is judged on its own. */
  command?: OrUnknown<string>
  /** The hook's event, the name of the MCP server or of the plugin. */
  name?: string
  /** The configuration it stands in: relative to the repository, `~/…`, or absolute. */
  file?: string
}

export type CloudAgentAction = 'create' | 'follow-up' | 'read' | 'change' | 'unknown'

/** One ref update of a push. */
export interface PushSubject {
  kind: 'push'
  ref: string
  update: OrUnknown<'create' | 'fast-forward' | 'rewrite' | 'delete'>
  paths: OrUnknown<readonly string[]>
  /** Whether a new object holds a secret that the report tier found. */
  secrets?: OrUnknown<boolean>
  authors?: OrUnknown<readonly string[]>
  bytes?: OrUnknown<number>
}

/** One call of the forge's API: REST (`verb` and `path`) or one GraphQL operation. */
export type GithubSubject =
  | { kind: 'github'; verb: string; path: string }
  | { kind: 'github'; operation: 'query' | 'mutation' | 'subscription'; name: OrUnknown<string> }

/** What is true around a subject; verified OIDC claims in gateway mode, the environment otherwise. */
export interface Facts {
  /** `owner/name`. */
  repository: OrUnknown<string>
  /** Full ref a push is about, else the branch the run works on; absent outside a repository. */
  ref?: OrUnknown<string>
  defaultBranch?: OrUnknown<string>
  actor: OrUnknown<string>
  runner: {
    /** File name of the workflow, as in `nightly.yml`. */
    workflow: OrUnknown<string>
    workflowRef: OrUnknown<string>
    environment: OrUnknown<string>
    event: OrUnknown<string>
    /** `github-hosted` or `self-hosted`. */
    kind: OrUnknown<string>
  }
  model?: OrUnknown<string>
  /** Absolute path of the work tree, so that a tool's absolute path is one within the repository. */
  workspace?: string
  /** Milliseconds since the epoch; an exception that has run out no longer counts. */
  now: number
}
