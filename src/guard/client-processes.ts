import type { ClientProcess } from '../core/cursor/client-settings.ts'
import { processText } from '../core/cursor/process-text.ts'
import type { Decision } from '../core/policy/decision.ts'
import { plain } from '../core/policy/render/plain-text.ts'
import type { EntryBody } from '../core/recording/entry.ts'
import type { Session } from './session.ts'

/** What was found in the settings of Cursor's client; names of files are for people. */
export interface FoundProcesses {
  processes: readonly (ClientProcess & { file: string })[]
  /** MCP servers that are called by their address. */
  servers: readonly { name: string; host: string; file: string }[]
}

/** Judges and records what the client starts by itself: nobody sees what it does. */
export interface ClientProcesses {
  /**
   * Takes what was found now; what is known already says nothing new. One that the policy refuses
   * ends the session.
   *
   * @param mayHaveRun whether the client may have started what is refused before it was found
   */
  take(found: FoundProcesses, mayHaveRun: boolean): void
  /** Hears each entry of the session: of MCP servers that answered, all are to be found. */
  hear(entry: EntryBody): void
  /** Everything was looked at: servers that answered and that no settings name are told. */
  end(): void
}

/** Told apart in one session; settings that change without end must not fill a recording. */
const maxKnown = 1_000

export function createClientProcesses(session: Session): ClientProcesses {
  const known = new Set<string>()
  const isNew = (one: object): boolean => {
    const before = known.size
    if (before <= maxKnown) known.add(JSON.stringify(one))
    return known.size > before
  }
  const named = new Set<string>()
  const answers = createServerAnswers()
  return {
    hear: answers.hear,
    end() {
      for (const server of answers.servers()) {
        if ([...named].some((name) => server === name || server.endsWith(`-${name}`))) continue
        session.recorder.append({ kind: 'note', text: unnamedServer, name: server })
        session.addCaveat(`gap: nobody sees the MCP server "${plain(server)}", ${byNobody}`)
      }
    },
    take({ processes, servers }, mayHaveRun) {
      for (const { name } of [...processes.filter(isServer), ...servers]) {
        if (name !== undefined && named.size < maxKnown) named.add(name)
      }
      const refusals: string[] = []
      for (const one of processes) {
        if (!isNew(one)) continue
        const process = known.size > maxKnown ? { ...beyondAll, file: one.file } : one
        const call = `process-${known.size}`
        refusals.push(...judge(session, process, { call, mayHaveRun }))
      }
      for (const server of servers.filter(isNew)) {
        session.recorder.append({ kind: 'note', text: addressedServer, ...server })
      }
      const [first] = refusals
      if (first === undefined) return
      const more = refusals.length > 1 ? `, and ${refusals.length - 1} more of its kind` : ''
      session.end(session.secrets.maskText(`${first}${more}`).text, 'policy')
    },
  }
}

const isServer = (one: ClientProcess): boolean => one.process === 'mcp'
const unnamedServer = 'an MCP server answered that no settings name'
const byNobody = 'which no settings name'

/** Calls and servers of one session that are remembered. */
const maxRemembered = 1_000

/** Which MCP servers have answered a call: one that is not there does not. */
function createServerAnswers() {
  const open = new Map<string, string>()
  const servers = new Set<string>()
  return {
    servers: () => servers,
    hear(entry: EntryBody): void {
      if (entry.kind === 'tool-call') {
        const { tool, mcp } = entry.subject
        const server = tool === 'mcp' && typeof mcp === 'string' ? serverOf(mcp) : ''
        if (server !== '' && open.size < maxRemembered) {
          open.set(`${entry.run} ${entry.call}`, server)
        }
      } else if (entry.kind === 'tool-result') {
        const key = `${entry.run} ${entry.call}`
        const server = open.get(key)
        open.delete(key)
        if (server === undefined || entry.outcome !== 'success') return
        if (servers.size < maxRemembered) servers.add(server)
      }
    },
  }
}

/** Of `server/tool`; none of a call of all servers. */
const serverOf = (mcp: string): string => /^(.+)\/[^/]*$/.exec(mcp)?.[1]?.replace(/^\*$/, '') ?? ''

const beyondAll = { process: 'unknown', command: 'unknown' } as const
const addressedServer = 'an MCP server that the client calls by its address'

/** Records one process with its verdict; why it is refused, where it is. */
function judge(
  session: Session,
  { process, name, command, file }: FoundProcesses['processes'][number],
  { call, mayHaveRun }: { call: string; mayHaveRun: boolean },
): string[] {
  const fields = { process, ...(name !== undefined && { name }), file }
  const shown = command === undefined ? undefined : session.masked(command, 'process', { call })
  session.recorder.append({
    kind: 'process',
    call,
    ...fields,
    ...(shown !== undefined && { command: shown }),
  })
  const subject = { kind: 'process', ...fields, ...(command !== undefined && { command }) } as const
  const decision = session.judge(subject, { call })
  const isRefused = decision.effective === 'deny' || decision.effective === 'hold'
  const text = processText(subject, file)
  // A plugin runs nothing itself: its hooks and servers are found on their own.
  const runs = process !== 'plugin' || command !== undefined
  if (runs && (mayHaveRun || !isRefused)) {
    session.addCaveat(`gap: nobody sees what the client starts by itself: ${text}`)
  }
  return isRefused ? [refusalText(decision, text)] : []
}

function refusalText({ effective, rule = 'policy', rules }: Decision, what: string): string {
  if (effective === 'hold') {
    return `the rule "${rule}" wants a person's approval for ${what}; nobody can be asked about what the client starts by itself: write deny or allow`
  }
  const why = rules.find((result) => result.matched && result.rule === rule)?.reason
  return `the rule "${rule}" refuses ${what}${why === undefined ? '' : `: ${why}`}`
}
