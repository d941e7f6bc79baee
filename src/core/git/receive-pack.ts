import { GuardError } from '../errors.ts'
import {
  createPacketReader,
  flushPacket,
  lineOf,
  type Packet,
  readPacket,
  writePacket,
} from './pkt-line.ts'
import type { RefCommand } from './ref-update.ts'

/** Largest head of a push, everything before its pack, in bytes. */
export const maxPushHeadBytes = 1 << 20

/** What the client asked for, of the things the guard knows; everything else is dropped. */
export interface PushCapabilities {
  reportStatus: 'none' | 'v1' | 'v2'
  sideBand: boolean
  atomic: boolean
  /** Progress is not wanted. Reasons are shown all the same. */
  quiet: boolean
  pushOptions: boolean
  objectFormat: 'sha1' | 'sha256'
  agent?: string
}

/** A push as the client asks for it. */
export interface PushHead {
  commands: RefCommand[]
  /** Commits whose parents the client does not have. */
  shallow: string[]
  capabilities: PushCapabilities
  /** Texts of `git push -o`. */
  options: string[]
}

export interface PushHeadReader {
  /**
   * Takes the next bytes; once the head is complete, gives it and what came after it.
   *
   * @throws {GuardError} `FRAME_MALFORMED` for anything that is not a push
   */
  push(chunk: Uint8Array): { head: PushHead; rest: Buffer } | undefined
  /** What is known so far: for an answer to a head that went wrong. */
  readonly capabilities: PushCapabilities | undefined
}

/**
 * Reads the head of a push: shallow lines, commands (the first with capabilities), push options.
 *
 * A head without commands is what clients send to try out the connection.
 *
 * @see https://git-scm.com/docs/pack-protocol#_reference_update_request_and_packfile_transfer
 */
export function createPushHeadReader(maxBytes: number = maxPushHeadBytes): PushHeadReader {
  const head: { commands: RefCommand[]; shallow: string[]; options: string[] } = {
    commands: [],
    shallow: [],
    options: [],
  }
  let capabilities: PushCapabilities | undefined
  let section: 'commands' | 'options' | 'done' = 'commands'
  let read = 0
  let held: Buffer = Buffer.alloc(0)

  const command = (payload: Buffer): void => {
    const text = lineOf(payload)
    const nul = text.indexOf('\0')
    if (nul !== -1 && capabilities !== undefined) {
      throw malformed('capabilities stand on the first command alone')
    }
    capabilities ??= readCapabilities(nul === -1 ? '' : text.slice(nul + 1))
    head.commands.push(readCommand(nul === -1 ? text : text.slice(0, nul), capabilities))
  }
  const take = (packet: Packet): void => {
    if (packet.kind === 'flush') {
      section = section === 'commands' && capabilities?.pushOptions ? 'options' : 'done'
      return
    }
    if (packet.kind !== 'data') throw malformed(`a ${packet.kind} packet is no part of a push`)
    if (section === 'options') {
      head.options.push(lineOf(packet.payload))
      return
    }
    const start = packet.payload.toString('latin1', 0, 9)
    if (start.startsWith('push-cert')) throw malformed('signed pushes are not supported')
    if (!start.startsWith('shallow ')) return command(packet.payload)
    if (capabilities !== undefined) throw malformed('shallow lines come before the commands')
    head.shallow.push(readId(lineOf(packet.payload).slice(8), 'a shallow line'))
  }

  return {
    get capabilities() {
      return capabilities
    },
    push(chunk) {
      const bytes = held.length === 0 ? Buffer.from(chunk) : Buffer.concat([held, chunk])
      let at = 0
      // A packet at a time: what comes after the head is a pack, not packets.
      while (section !== 'done') {
        const packet = readPacket(bytes, at)
        if (packet === undefined) break
        at += packet.size
        read += packet.size
        if (read > maxBytes) throw tooLong(maxBytes)
        take(packet)
      }
      held = bytes.subarray(at)
      if (section === 'done') {
        const known = capabilities ?? readCapabilities('')
        return { head: { ...head, capabilities: known }, rest: held }
      }
      if (read + held.length > maxBytes) throw tooLong(maxBytes)
      return undefined
    },
  }
}

const malformed = (what: string) => new GuardError('FRAME_MALFORMED', `this is not a push: ${what}`)
const tooLong = (maxBytes: number) => malformed(`its head is longer than ${maxBytes} bytes`)

const idPattern = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/i

function readId(text: string, where: string): string {
  if (!idPattern.test(text)) throw malformed(`${where} has no object id of 40 or 64 hex digits`)
  return text.toLowerCase()
}

function readCommand(text: string, { objectFormat }: PushCapabilities): RefCommand {
  const [before = '', after = ''] = text.split(' ', 2)
  const old = readId(before, 'a command')
  const fresh = readId(after, 'a command')
  const ref = text.slice(old.length + fresh.length + 2)
  const digits = objectFormat === 'sha256' ? 64 : 40
  if (old.length !== digits || fresh.length !== digits) {
    throw malformed(`object ids of ${digits} digits were expected`)
  }
  if (ref === '') throw malformed('a command names no ref')
  return { ref, old, new: fresh }
}

function readCapabilities(text: string): PushCapabilities {
  const words = text.split(' ').filter((word) => word !== '')
  const has = (name: string) => words.includes(name)
  const value = (name: string) =>
    words.find((word) => word.startsWith(`${name}=`))?.slice(name.length + 1)
  const format = value('object-format') ?? 'sha1'
  if (format !== 'sha1' && format !== 'sha256') throw malformed('its object format is unknown')
  const agent = value('agent')
  return {
    reportStatus: has('report-status-v2') ? 'v2' : has('report-status') ? 'v1' : 'none',
    sideBand: has('side-band-64k'),
    atomic: has('atomic'),
    quiet: has('quiet'),
    pushOptions: has('push-options'),
    objectFormat: format,
    ...(agent !== undefined && /^[\x21-\x7e]{1,200}$/.test(agent) ? { agent } : {}),
  }
}

/**
 * The head as it travels on, made from what was understood: a reader further on cannot see another
 * push in it than the one that was judged.
 *
 * Shallow lines stay behind. They ask the server to take commits whose history it does not have.
 *
 * The server's report is always asked for, whatever the client wanted to hear.
 */
export function writePushHead({ commands, capabilities, options }: PushHead): Buffer {
  const words = [
    capabilities.reportStatus === 'v2' ? 'report-status-v2' : 'report-status',
    'side-band-64k',
    ...(capabilities.atomic ? ['atomic'] : []),
    ...(capabilities.quiet ? ['quiet'] : []),
    ...(options.length > 0 ? ['push-options'] : []),
    `object-format=${capabilities.objectFormat}`,
    ...(capabilities.agent === undefined ? [] : [`agent=${capabilities.agent}`]),
  ]
  const lines = commands.map(({ ref, old, new: fresh }, index) =>
    writePacket(`${old} ${fresh} ${ref}${index === 0 ? `\0 ${words.join(' ')}` : ''}`),
  )
  const said = options.length === 0 ? [] : [...options.map((one) => writePacket(one)), flushPacket]
  return Buffer.concat([...lines, flushPacket, ...said])
}

/** What became of a push, in the server's words. */
export interface PushReport {
  /** `ok`, or why the pack was not taken. */
  unpack: string
  refs: { ref: string; ok: boolean; reason?: string }[]
}

/**
 * The report a client reads: `unpack …`, then `ok REF` or `ng REF REASON`.
 *
 * @see https://git-scm.com/docs/pack-protocol#_report_status
 */
export function writeReport({ unpack, refs }: PushReport): Buffer {
  return Buffer.concat([
    writePacket(`unpack ${oneLine(unpack)}\n`),
    ...refs.map(({ ref, ok, reason }) =>
      writePacket(ok ? `ok ${ref}\n` : `ng ${ref} ${oneLine(reason ?? 'refused')}\n`),
    ),
    flushPacket,
  ])
}

/** A reason is one line of the report; a longer one would be cut by the terminal anyway. */
const maxReasonCharacters = 400
const oneLine = (text: string): string =>
  text.replace(/\s+/g, ' ').trim().slice(0, maxReasonCharacters)

/**
 * Reads a server's report; lines of the second version that say how a ref was rewritten are kept
 * out, since what the guard forwards is never rewritten.
 *
 * @returns `undefined` when it does not end as a report does
 * @throws {GuardError} `FRAME_MALFORMED`
 */
export function readReport(bytes: Uint8Array): PushReport | undefined {
  const packets = createPacketReader().push(bytes)
  const end = packets.findIndex(({ kind }) => kind === 'flush')
  const [first, ...rest] = packets
    .slice(0, Math.max(end, 0))
    .map((packet) => (packet.kind === 'data' ? lineOf(packet.payload) : ''))
  const unpack = /^unpack (.+)$/s.exec(first ?? '')?.[1]
  if (end === -1 || unpack === undefined) return undefined
  const refs = rest.flatMap((line) => {
    const [, status, ref = '', reason] = /^(ok|ng) ([^ ]+)(?: (.*))?$/s.exec(line) ?? []
    if (status === undefined) return []
    return [{ ref, ok: status === 'ok', ...(reason === undefined ? {} : { reason }) }]
  })
  return { unpack, refs }
}
