/** A path of the server. */
export interface ServerPath {
  path: string
  /** Everything under it as well. */
  below?: true
}

/**
 * Every path the server answers by itself, apart from the one for webhooks: configuration keeps that
 * one off them, and the routes stand on them.
 */
export const ownPaths = {
  home: { path: '/' },
  status: { path: '/status' },
  liveness: { path: '/healthz' },
  readiness: { path: '/readyz' },
  setup: { path: '/setup', below: true },
} as const satisfies Record<string, ServerPath>

/** Whether a request for `asked`, without its query, is meant for this path. */
export const isAt = ({ path, below }: ServerPath, asked: string): boolean =>
  asked === path || (below === true && asked.startsWith(`${path}/`))

const all: readonly ServerPath[] = Object.values(ownPaths)

export const isOwnPath = (path: string): boolean => all.some((own) => isAt(own, path))

/** As people read them: `/, /status, /setup and below`. */
export const ownPathsText: string = all
  .map(({ path, below }) => (below === true ? `${path} and below` : path))
  .join(', ')
