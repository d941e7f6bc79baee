import type { OrUnknown, ToolKind } from '../policy/subject.ts'
import { bytesAt, doubleNumber, knownText, messagesAt, shownText, smallNumber } from './fields.ts'
import { type Field, textOf } from './protobuf.ts'

/** What one kind of request asks for. */
export interface ExecArguments {
  command?: OrUnknown<string>
  path?: OrUnknown<string>
  /** `server/tool`. */
  mcp?: OrUnknown<string>
  url?: OrUnknown<string>
  /** What a write puts into the file. */
  content?: OrUnknown<string>
  /** What an edit exchanges. */
  edits?: readonly { before: OrUnknown<string>; after: OrUnknown<string> }[]
  workingDirectory?: string
  toolCallId?: string
  /** The client gives up after this time, in milliseconds. */
  timeoutMs?: number
  /** Nobody waits for the command to end. */
  background?: true
  /** Set when the arguments turn the request into something its family is not. */
  tool?: 'unknown'
}

/**
 * How a refusal is written for one kind of request. The numbers are those of the result message.
 *
 * `shell` {command, working directory, reason}; `path` {path, reason}; `reason` {reason};
 * `url` {url, error}; `throw`: there is no such result, the control message says it.
 */
type Refusal = { shape: 'shell' | 'path' | 'reason' | 'url'; field: number } | 'throw'

export interface ExecFamily {
  /** The field's name, with hyphens. */
  name: string
  /** `none`: it asks about the machine and does nothing to it. */
  tool: ToolKind | 'none'
  /** Field number of the reply in the client's message. */
  reply: number
  refusal: Refusal
  read: (fields: readonly Field[]) => ExecArguments
}

const shell = (name: string, reply: number, field: number): ExecFamily => ({
  name,
  tool: 'shell',
  reply,
  refusal: { shape: 'shell', field },
  read: (fields) => ({
    command: knownText(fields, 1),
    workingDirectory: shownText(fields, 2),
    toolCallId: shownText(fields, 4),
    ...(smallNumber(fields, 3) > 0 && { timeoutMs: smallNumber(fields, 3) }),
    ...(smallNumber(fields, 11) !== 0 && { background: true as const }),
  }),
})

const reading = (
  name: string,
  reply: number,
  { refusal, path, call }: { refusal: Refusal; path: number; call?: number },
): ExecFamily => ({
  name,
  tool: 'read',
  reply,
  refusal,
  read: (fields) => ({
    // No path means the folder the client works in.
    path: knownText(fields, path) || '.',
    ...(call !== undefined && { toolCallId: shownText(fields, call) }),
  }),
})

/** A request with a name for people and nothing a rule could look at. */
const other = (name: string, reply: number, call?: number): ExecFamily => ({
  name,
  tool: 'other',
  reply,
  refusal: 'throw',
  read: (fields) => (call === undefined ? {} : { toolCallId: shownText(fields, call) }),
})

const pathRejected: Refusal = { shape: 'path', field: 3 }
const plainError: Refusal = { shape: 'reason', field: 2 }
const plainRejected: Refusal = { shape: 'reason', field: 3 }

/** Every request of the client version we know, by field number in `ExecServerMessage`. */
export const execFamilies: ReadonlyMap<number, ExecFamily> = new Map([
  [2, shell('shell', 2, 4)],
  [14, shell('shell-stream', 14, 5)],
  [52, shell('mini-swe-agent-bash', 55, 4)],
  [
    16,
    {
      ...shell('background-shell-spawn', 16, 3),
      read: (fields) => ({
        command: knownText(fields, 1),
        workingDirectory: shownText(fields, 2),
        toolCallId: shownText(fields, 3),
        background: true,
      }),
    },
  ],
  [
    23,
    {
      name: 'write-shell-stdin',
      tool: 'shell',
      reply: 23,
      refusal: plainError,
      read: (fields) => ({ command: knownText(fields, 2) }),
    },
  ],
  [46, { name: 'pi-bash', tool: 'shell', reply: 47, refusal: plainError, read: readPiBash }],
  [
    3,
    {
      name: 'write',
      tool: 'write',
      reply: 3,
      refusal: { shape: 'path', field: 6 },
      read: readWrite,
    },
  ],
  [
    48,
    {
      name: 'pi-write',
      tool: 'write',
      reply: 49,
      refusal: plainRejected,
      read: (fields) => ({ path: knownText(fields, 1), content: knownText(fields, 2) }),
    },
  ],
  [47, { name: 'pi-edit', tool: 'edit', reply: 48, refusal: plainRejected, read: readPiEdit }],
  [
    4,
    {
      name: 'delete',
      tool: 'delete',
      reply: 4,
      refusal: { shape: 'path', field: 6 },
      read: (fields) => ({ path: knownText(fields, 1), toolCallId: shownText(fields, 2) }),
    },
  ],
  [7, reading('read', 7, { refusal: pathRejected, path: 1, call: 2 })],
  [29, reading('redacted-read', 29, { refusal: pathRejected, path: 1, call: 2 })],
  [5, reading('grep', 5, { refusal: plainError, path: 2, call: 14 })],
  [8, reading('ls', 8, { refusal: pathRejected, path: 1, call: 3 })],
  [9, reading('diagnostics', 9, { refusal: pathRejected, path: 1, call: 2 })],
  [45, reading('pi-read', 46, { refusal: plainError, path: 1 })],
  [49, reading('pi-grep', 50, { refusal: plainError, path: 2 })],
  [50, reading('pi-find', 51, { refusal: plainError, path: 2 })],
  [51, reading('pi-ls', 52, { refusal: plainError, path: 1 })],
  [11, { name: 'mcp', tool: 'mcp', reply: 11, refusal: plainRejected, read: readMcp }],
  [
    17,
    {
      name: 'list-mcp-resources',
      tool: 'mcp',
      reply: 17,
      refusal: plainRejected,
      read: (fields) => ({ mcp: join(knownText(fields, 1) || '*', 'list-resources') }),
    },
  ],
  [
    18,
    { name: 'read-mcp-resource', tool: 'mcp', reply: 18, refusal: 'throw', read: readMcpResource },
  ],
  [
    20,
    {
      name: 'fetch',
      tool: 'fetch',
      reply: 20,
      refusal: { shape: 'url', field: 2 },
      read: (fields) => ({ url: knownText(fields, 1), toolCallId: shownText(fields, 2) }),
    },
  ],
  [10, { ...other('request-context', 10), tool: 'none', refusal: plainError }],
  [21, other('record-screen', 21, 2)],
  [22, other('computer-use', 22, 1)],
  [27, other('hook', 27)],
  [28, other('subagent', 28, 1)],
  [30, other('force-background-shell', 30, 1)],
  [31, other('force-background-subagent', 31, 1)],
  [36, other('mcp-state', 36)],
  [37, other('subagent-await', 37)],
  [38, other('smart-mode-classifier', 38, 1)],
  [40, other('canvas-diagnostics', 40, 2)],
  [41, other('shell-allowlist-precheck', 41, 5)],
  [42, other('mcp-allowlist-precheck', 42, 3)],
  [43, other('web-fetch-allowlist-precheck', 43, 2)],
  [44, other('git-diff', 44)],
  [53, other('conversation-search', 53, 2)],
  [54, other('agent-store-conflict', 54)],
  [56, other('adopt', 56)],
] satisfies [number, ExecFamily][])

/** Replies by field number in `ExecClientMessage`, with the name of the request. */
export const replyNames: ReadonlyMap<number, string> = new Map(
  [...execFamilies.values()].map((family) => [family.reply, family.name]),
)

function readPiBash(fields: readonly Field[]): ExecArguments {
  const seconds = doubleNumber(fields, 2)
  const timed = seconds !== undefined && Number.isFinite(seconds) && seconds > 0
  return { command: knownText(fields, 1), ...(timed && { timeoutMs: seconds * 1_000 }) }
}

function readWrite(fields: readonly Field[]): ExecArguments {
  return {
    path: knownText(fields, 1),
    content: writtenContent(fields),
    toolCallId: shownText(fields, 3),
  }
}

/** A write carries text or bytes; with both, nobody but the client knows which it takes. */
function writtenContent(fields: readonly Field[]): OrUnknown<string> {
  const text = knownText(fields, 2)
  const bytes = bytesAt(fields, 5)
  if (bytes === undefined || bytes.length === 0) return text
  if (text !== '') return 'unknown'
  const field = fields.findLast(({ number }) => number === 5)
  return (field && textOf(field)) ?? 'unknown'
}

function readPiEdit(fields: readonly Field[]): ExecArguments {
  const edits = messagesAt(fields, 2)
  return {
    path: knownText(fields, 1),
    edits: edits.map((edit) => ({ before: knownText(edit, 1), after: knownText(edit, 2) })),
  }
}

/**
 * The client finds the tool by field 1, which it makes of server and tool: `tracker-create`. One that
 * does not go with the fields for both (4 and 5) calls something else than they say.
 */
function readMcp(fields: readonly Field[]): ExecArguments {
  const name = knownText(fields, 1)
  const server = knownText(fields, 4) || knownText(fields, 9)
  const tool = knownText(fields, 5) || name
  const said = join(server, tool)
  const isSame = [tool, said].some((one) => plainName(one) === plainName(name))
  return { mcp: name === '' || isSame ? said : 'unknown', toolCallId: shownText(fields, 3) }
}

const plainName = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')

function readMcpResource(fields: readonly Field[]): ExecArguments {
  const target = knownText(fields, 3)
  return {
    mcp: join(knownText(fields, 1), 'read-resource'),
    url: knownText(fields, 2),
    toolCallId: shownText(fields, 4),
    // With a target the client writes a file: more than a call of a server.
    ...(target !== '' && { path: target, tool: 'unknown' as const }),
  }
}

const join = (server: OrUnknown<string>, tool: OrUnknown<string>): OrUnknown<string> =>
  server === 'unknown' || tool === 'unknown' ? 'unknown' : `${server}/${tool}`
