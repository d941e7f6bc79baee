import type { OrUnknown, ProcessKind } from '../policy/subject.ts'

/** Something Cursor's client starts by itself, as one file of its settings says. */
export interface ClientProcess {
  process: OrUnknown<ProcessKind>
  /** The hook's event, the name of the MCP server or of the plugin. */
  name?: string
  /** As a shell reads it; `unknown` where the settings do not tell; absent for a plugin. */
  command?: OrUnknown<string>
}

/** An MCP server that is called by its address: nothing is started for it. */
export interface AddressedServer {
  name: string
  /** Without path, query and login, which may hold a secret. */
  host: string
}

/** What one file of the client's settings says. */
export interface ClientSettings {
  processes: ClientProcess[]
  servers: AddressedServer[]
  /** Files of a plugin that its manifest names, as they stand there. */
  files: string[]
  /** Plugins of the Claude kind by their id, and whether they are switched on. */
  enabledPlugins: Map<string, boolean>
  /** Where plugins of the Claude kind are, by their id. */
  installPaths: Map<string, string[]>
}

/**
 * What kind of file it is: `servers` may have servers without `mcpServers` around them, `worktrees`
 * says how a work tree is set up, `client` is the command line client's own `cli-config.json`.
 */
export type SettingsForm = 'settings' | 'servers' | 'worktrees' | 'client'

/** Longest command that is judged and recorded, in characters; a longer one is `unknown`. */
const maxCommand = 16_384
/** Longest name that is kept, in characters. */
const maxName = 200
/** Processes of one file that are told apart; of more nobody knows what they are. */
const maxProcesses = 200

/**
 * Reads hooks (`hooks.json`, Claude's `settings.json`), MCP servers (`mcp.json`) and manifests of
 * plugins: whatever of them stands in the file; and what only files of a certain form hold.
 *
 * The client reads comments away without looking at quotes, other readers look at them, and some
 * forgive a comma too many: what any of them would find counts.
 *
 * @returns undefined when it is no JSON in any of these ways
 * @see https://cursor.com/docs/agent/hooks, https://cursor.com/docs/context/mcp and
 *   https://cursor.com/docs/configuration/worktrees
 */
export function readClientSettings(
  text: string,
  form: SettingsForm = 'settings',
): ClientSettings | undefined {
  const readings = readJson(text)
  if (readings.length === 0) return undefined
  const all: ClientSettings = {
    processes: [],
    servers: [],
    files: [],
    enabledPlugins: new Map(),
    installPaths: new Map(),
  }
  for (const value of readings) collect(value, form, all)
  return { ...all, processes: distinct(all.processes) }
}

function collect(value: unknown, form: SettingsForm, all: ClientSettings): void {
  if (!isRecord(value)) return void all.processes.push({ process: 'unknown', command: 'unknown' })
  const { hooks, mcpServers, enabledPlugins, plugins } = value
  all.processes.push(...hooksOf(hooks), ...(furtherHooks[form]?.(value) ?? []))
  all.files.push(...filesOf(hooks), ...filesOf(mcpServers))
  const servers = mcpServers ?? (form === 'servers' ? serversAlone(value) : undefined)
  if (servers !== undefined && !isFiles(servers)) collectServers(servers, all)
  if (isRecord(enabledPlugins)) {
    for (const [id, on] of Object.entries(enabledPlugins)) {
      all.enabledPlugins.set(id, on === true || all.enabledPlugins.get(id) === true)
    }
  }
  if (isRecord(plugins)) {
    for (const [id, places] of Object.entries(plugins)) all.installPaths.set(id, pathsOf(places))
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isFiles = (value: unknown): value is string | string[] =>
  typeof value === 'string' ||
  (Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'string'))

const filesOf = (value: unknown): string[] => (isFiles(value) ? [value].flat() : [])

const pathsOf = (places: unknown): string[] =>
  [places]
    .flat()
    .flatMap((place) =>
      isRecord(place) && typeof place.installPath === 'string' ? [place.installPath] : [],
    )

/** `{ event: [{ command }] }`, or with groups in between: `{ event: [{ matcher, hooks: […] }] }`. */
function hooksOf(hooks: unknown): ClientProcess[] {
  if (hooks === undefined || isFiles(hooks)) return []
  if (!isRecord(hooks)) return [{ process: 'hook', command: 'unknown' }]
  return Object.entries(hooks).flatMap(([event, list]) =>
    [list].flat().flatMap((entry) => hookOf(event, entry)),
  )
}

function hookOf(event: string, entry: unknown): ClientProcess[] {
  const hook = { process: 'hook', name: shortName(event) } as const
  if (!isRecord(entry)) return [{ ...hook, command: 'unknown' }]
  const { command, type, prompt, hooks } = entry
  const inner = Array.isArray(hooks)
    ? hooks.flatMap((one) => (isRecord(one) ? hookOf(event, { ...one, hooks: undefined }) : []))
    : []
  if (typeof command === 'string') return [...inner, { ...hook, command: knownCommand(command) }]
  // A question to the model starts nothing.
  const isQuestion = type === 'prompt' || typeof prompt === 'string'
  return isQuestion || Array.isArray(hooks) ? inner : [{ ...hook, command: 'unknown' }]
}

/** Commands under other keys than `hooks`. */
const furtherHooks: Partial<
  Record<SettingsForm, (value: Record<string, unknown>) => ClientProcess[]>
> = {
  /** `{ "setup-worktree": ["npm ci"] }`, or the path of a script. */
  worktrees: (value) =>
    Object.entries(value)
      .filter(([key]) => /-worktree(-unix)?$/.test(key))
      .flatMap(([key, commands]) =>
        [commands].flat().map((command) => ({
          process: 'hook' as const,
          name: shortName(key),
          command: typeof command === 'string' ? knownCommand(command) : 'unknown',
        })),
      ),
  client: ({ statusLine }) => (statusLine === undefined ? [] : hookOf('statusLine', statusLine)),
}

const serversAlone = (value: Record<string, unknown>): unknown =>
  Object.fromEntries(
    Object.entries(value).filter(
      ([, one]) => isRecord(one) && (one.command !== undefined || one.url !== undefined),
    ),
  )

function collectServers(servers: unknown, all: ClientSettings): void {
  if (!isRecord(servers)) return void all.processes.push({ process: 'mcp', command: 'unknown' })
  for (const [title, server] of Object.entries(servers)) {
    const name = shortName(title)
    const { command, args, url } = isRecord(server) ? server : {}
    if (command === undefined && typeof url === 'string') {
      all.servers.push({ name, host: URL.parse(url)?.host || 'unknown' })
    } else {
      all.processes.push({ process: 'mcp', name, command: commandOf(command, args) })
    }
  }
}

/** The client itself cuts a command with spaces into words; arguments are words as they stand. */
function commandOf(command: unknown, args: unknown = []): OrUnknown<string> {
  const isText = typeof command === 'string' && command.trim() !== ''
  if (!isText || !Array.isArray(args) || !args.every((one) => typeof one === 'string')) {
    return 'unknown'
  }
  const program = /\s/.test(command) ? command : shellWord(command)
  return knownCommand([program, ...args.map(shellWord)].join(' '))
}

/** One word of a shell text; `${…}`, which the client fills in, stays something nobody can read. */
function shellWord(word: string): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word
  if (!word.includes('${')) return `'${word.replaceAll("'", String.raw`'\''`)}'`
  return `"${word.replace(/\$\{[^}]*\}?|["\\`$]/g, (part) => (part.length > 1 ? '${VALUE}' : `\\${part}`))}"`
}

const knownCommand = (command: string): OrUnknown<string> =>
  command.length > maxCommand ? 'unknown' : command

const shortName = (name: string): string =>
  name.length > maxName ? `${name.slice(0, maxName)}…` : name

/** Each once; beyond the cap one that stands for the rest. */
function distinct(processes: readonly ClientProcess[]): ClientProcess[] {
  const each = [...new Map(processes.map((one) => [JSON.stringify(one), one])).values()]
  if (each.length <= maxProcesses) return each
  return [...each.slice(0, maxProcesses), { process: 'unknown', command: 'unknown' }]
}

/** What the text says to any reader of it; nothing for an empty file. */
function readJson(text: string): unknown[] {
  const bare = text.replace(/^\uFEFF/, '')
  if (bare.trim() === '') return [{}]
  const readings = [withoutTrailingCommas(withoutComments(bare)), withoutCommentsAnywhere(bare)]
  return [...new Set(readings)].flatMap((reading) => {
    try {
      return [JSON.parse(reading) as unknown]
    } catch {
      return []
    }
  })
}

/** Comments wherever they seem to begin, in quotes too, as the client takes them out. */
function withoutCommentsAnywhere(text: string): string {
  let rest = text.replace(/\/\/.*$/gm, '')
  const kept: string[] = []
  for (;;) {
    const start = rest.indexOf('/*')
    const end = start < 0 ? -1 : rest.indexOf('*/', start + 2)
    if (end < 0) return [...kept, rest].join('')
    kept.push(rest.slice(0, start))
    rest = rest.slice(end + 2)
  }
}

/** Comments outside quotes. Each character is looked at once, whoever wrote the text. */
function withoutComments(text: string): string {
  const kept: string[] = []
  const mark = /["/]/g
  let from = 0
  for (let found = mark.exec(text); found !== null; found = mark.exec(text)) {
    const at = found.index
    if (text[at] === '"') mark.lastIndex = endOfString(text, at)
    else if (text[at + 1] === '/' || text[at + 1] === '*') {
      kept.push(text.slice(from, at))
      from = endOfComment(text, at)
      mark.lastIndex = from
    }
  }
  return [...kept, text.slice(from)].join('')
}

function endOfComment(text: string, at: number): number {
  const isLine = text[at + 1] === '/'
  const end = text.indexOf(isLine ? '\n' : '*/', at + 2)
  if (end < 0) return text.length
  return isLine ? end : end + 2
}

/** Behind the closing quote; behind the text where there is none. */
function endOfString(text: string, at: number): number {
  const mark = /["\\]/g
  mark.lastIndex = at + 1
  for (let found = mark.exec(text); found !== null; found = mark.exec(text)) {
    if (text[found.index] === '"') return found.index + 1
    mark.lastIndex = found.index + 2
  }
  return text.length
}

function withoutTrailingCommas(text: string): string {
  const parts: string[] = []
  for (let at = 0; at < text.length; ) {
    const quote = text.indexOf('"', at)
    const end = quote < 0 ? text.length : quote
    parts.push(text.slice(at, end).replace(/,(\s*[}\]])/g, '$1'))
    at = quote < 0 ? end : endOfString(text, quote)
    parts.push(text.slice(end, at))
  }
  return parts.join('')
}
