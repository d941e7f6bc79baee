import { GuardError } from '../errors.ts'
import { createPacketReader, flushPacket, lineOf, type Packet, writePacket } from './pkt-line.ts'

/** Refs of one repository that are read; a forge with more is not one the guard knows. */
export const maxAdvertisedRefs = 1_000_000

/** Capabilities of a server that a guarded push can use. Whatever a server adds later stays hidden. */
const kept =
  /^(report-status|report-status-v2|delete-refs|quiet|atomic|ofs-delta|side-band-64k|object-format=.*|agent=.*)$/

export interface AdvertisementRewriter {
  /**
   * Takes the next bytes of the server; gives what the client may see of them.
   *
   * @throws {GuardError} `FRAME_MALFORMED` for anything but an advertisement of version 0 or 1
   */
  push(chunk: Uint8Array): Buffer
  /** @throws {GuardError} `FRAME_MALFORMED` when it ended too early */
  end(): void
}

/**
 * What a server says before a push, as a client of the guard sees it: branches and tags alone, the
 * capabilities the guard understands, and `no-thin`, so that packs need no object the guard lacks.
 *
 * Neither `refs/pull/…` nor the server's `.have` lines: a client must not leave out objects because
 * of refs the guard does not look at.
 *
 * @see https://git-scm.com/docs/gitprotocol-pack#_reference_discovery
 */
export function createAdvertisementRewriter(options: {
  pushOptions: boolean
}): AdvertisementRewriter {
  const reader = createPacketReader()
  let capabilities: string | undefined
  let told = false
  let section: 'service' | 'refs' | 'done' = 'service'
  let refs = 0

  const rewrite = (packet: Packet): Buffer[] => {
    if (section === 'done') throw malformed('more came after its end')
    if (packet.kind === 'flush') {
      if (section === 'service') {
        section = 'refs'
        return [flushPacket]
      }
      section = 'done'
      // Without a ref that is kept, an empty one carries the capabilities.
      if (told || capabilities === undefined) return [flushPacket]
      return [
        writePacket(`${'0'.repeat(digitsOf(capabilities))} capabilities^{}\0${capabilities}\n`),
        flushPacket,
      ]
    }
    if (packet.kind !== 'data') throw malformed(`a ${packet.kind} packet is no part of it`)
    if (section === 'service') {
      if (lineOf(packet.payload) !== '# service=git-receive-pack')
        throw malformed('another service')
      return [writePacket(packet.payload)]
    }
    return rewriteRef(lineOf(packet.payload))
  }
  const rewriteRef = (line: string): Buffer[] => {
    if (capabilities === undefined && line === 'version 1') return []
    if (line.startsWith('shallow ')) return []
    refs += 1
    if (refs > maxAdvertisedRefs) throw malformed(`more than ${maxAdvertisedRefs} refs`)
    const nul = line.indexOf('\0')
    if (capabilities === undefined) {
      capabilities = clientCapabilities(nul === -1 ? '' : line.slice(nul + 1), options.pushOptions)
    }
    const [id = '', name = ''] = (nul === -1 ? line : line.slice(0, nul)).split(' ', 2)
    if (!/^([0-9a-f]{40}|[0-9a-f]{64})$/.test(id)) throw malformed('a line names no object')
    if (!/^refs\/(heads|tags)\//.test(name)) return []
    const words = told ? '' : `\0${capabilities}`
    told = true
    return [writePacket(`${id} ${name}${words}\n`)]
  }

  return {
    push: (chunk) => Buffer.concat(reader.push(chunk).flatMap(rewrite)),
    end() {
      if (section !== 'done' || reader.pending > 0) throw malformed('it ended too early')
    },
  }
}

const digitsOf = (capabilities: string): number =>
  /(^| )object-format=sha256( |$)/.test(capabilities) ? 64 : 40

function clientCapabilities(text: string, pushOptions: boolean): string {
  const words = text
    .split(' ')
    .filter((word) => kept.test(word) || (pushOptions && word === 'push-options'))
  return [...words, 'no-thin'].join(' ')
}

const malformed = (what: string) =>
  new GuardError('FRAME_MALFORMED', `this is not a forge's list of refs: ${what}`)
