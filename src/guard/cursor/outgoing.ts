import type { OutgoingHttpHeaders } from 'node:http'
import {
  contentCoding,
  createEnvelopeReader,
  inflate,
  inflateEnvelope,
  writeEnvelope,
} from '../../core/cursor/envelope.ts'
import { maskBytes } from '../../core/cursor/mask-bytes.ts'
import { maskMessage } from '../../core/cursor/mask-message.ts'
import { GuardError } from '../../core/errors.ts'
import type { MaskFinding } from '../../core/secrets/engine.ts'
import type { Request } from '../../http/listen.ts'
import type { Session } from '../session.ts'
import { codingOf } from './wires/server-stream.ts'

/** Largest body of a call beside the runs, in bytes, before and after it is inflated. */
export const maxCallBytes = 8 << 20

/**
 * A path with its query, once no known value stands in it: masked it would be another path.
 *
 * @throws {GuardError} `REQUEST_REFUSED`
 */
export function cleanTarget(session: Session, target: string): string {
  const { text, findings } = session.known.maskText(target)
  session.recordFindings(findings, 'path', {}, true)
  if (text === target) return target
  throw new GuardError('REQUEST_REFUSED', 'a path without known secrets was expected')
}

/**
 * The client's headers with every known value masked.
 *
 * @throws {GuardError} `REQUEST_REFUSED` when the name of one holds such a value
 */
export function maskHeaders(session: Session, headers: OutgoingHttpHeaders): OutgoingHttpHeaders {
  const whole = Object.entries(headers).map(([name, value]) => `${name}: ${String(value)}`)
  if (session.known.maskText(whole.join('\n')).findings.length === 0) return headers
  const mask = (text: string): string => {
    const safe = session.known.maskText(text)
    session.recordFindings(safe.findings, 'header', {}, true)
    return safe.text
  }
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => {
      if (mask(name) !== name) {
        throw new GuardError('REQUEST_REFUSED', 'names of headers without secrets were expected')
      }
      return [name, Array.isArray(value) ? value.map(mask) : mask(String(value))]
    }),
  )
}

/**
 * A body of any type as it may leave: without its coding, every text of it masked; the same bytes
 * when nothing was found.
 *
 * @param body at most `maxCallBytes`, as it came
 * @throws {GuardError} `FRAME_MALFORMED` when it cannot be read here, and so not be searched
 */
export function maskedBody(session: Session, request: Request, body: Buffer): Uint8Array {
  const type = mediaType(request)
  const plain = plainBody(request, body)
  return masking(session, (mask) => {
    if (type === 'application/proto') return maskProto(session, plain, mask)
    if (type.startsWith('application/connect+')) return maskEnvelopes(request, plain, mask)
    // A marker is harmless inside a JSON string: the text needs no parsing.
    return maskPlain(session, plain, mask)
  })
}

/** Whether the calls that are known come in this type. */
export const isUnary = (request: Request): boolean =>
  ['application/proto', 'application/json'].includes(mediaType(request))

/** One message of a known shape, masked. */
export const maskedMessage = (session: Session, message: Uint8Array): Uint8Array =>
  masking(session, (mask) => maskProto(session, message, mask))

/** Masks what leaves the machine, and records what was found. */
export function masking(
  session: Session,
  work: (mask: (text: string) => string) => Uint8Array,
): Uint8Array {
  const findings: MaskFinding[] = []
  const masked = work((text) => {
    const safe = session.outward.maskText(text)
    findings.push(...safe.findings)
    return safe.text
  })
  session.recordFindings(findings, 'call', {}, true)
  return masked
}

function maskProto(
  session: Session,
  plain: Uint8Array,
  mask: (text: string) => string,
): Uint8Array {
  try {
    return maskMessage(plain, mask)
  } catch {
    session.addCaveat('gap: a call that is no message')
    return maskPlain(session, plain, mask)
  }
}

/** @throws {GuardError} `FRAME_MALFORMED` where a secret could stand in a form that is not searched */
function maskPlain(
  session: Session,
  plain: Uint8Array,
  mask: (text: string) => string,
): Uint8Array {
  if (looksCompressed(plain)) throw unreadable('compressed data')
  if (plain.includes(0)) {
    // Two bytes a letter, as in UTF-16: every other one of an ASCII text is zero.
    const narrow = Buffer.from(plain.filter((byte) => byte !== 0)).toString('latin1')
    if (session.known.maskText(narrow).text !== narrow) throw unreadable('wide letters')
  }
  return maskBytes(plain, mask)
}

/** A streaming body, envelope by envelope. */
function maskEnvelopes(
  request: Request,
  body: Uint8Array,
  mask: (text: string) => string,
): Uint8Array {
  const coding = codingOf(request.headers)
  const reader = createEnvelopeReader({ maxBytes: maxCallBytes })
  const isProto = mediaType(request).endsWith('+proto')
  const parts = reader.push(body).map((envelope) => {
    const plain = inflateEnvelope(envelope, coding, maxCallBytes)
    const masked = isProto ? maskMessage(plain, mask) : maskBytes(plain, mask)
    // Flag 1 says compressed: what was inflated leaves as it is now.
    return writeEnvelope(envelope.flags & ~1, masked)
  })
  reader.end()
  return Buffer.concat(parts)
}

/** @throws {GuardError} `FRAME_MALFORMED` for a type, alphabet or coding that cannot be read here */
function mediaType(request: Request): string {
  const header = String(request.headers['content-type'] ?? '').toLowerCase()
  const type = header.split(';', 1)[0]?.trim() ?? ''
  const charset = /;\s*charset\s*=\s*"?([^\s";]*)/.exec(header)?.[1]
  if (charset !== undefined && !['utf-8', 'utf8', 'us-ascii'].includes(charset)) {
    throw unreadable(`the alphabet ${charset.slice(0, 40)}`)
  }
  if (type.startsWith('application/grpc')) throw unreadable(type.slice(0, 40))
  return type
}

function plainBody(request: Request, body: Buffer): Uint8Array {
  const coding = contentCoding(request.headers['content-encoding'])
  if (coding === undefined) throw unreadable('an unknown content-encoding')
  return coding === 'identity' || body.length === 0 ? body : inflate(body, coding, maxCallBytes)
}

/** How gzip, zip, zstd, xz and bzip2 begin, in hexadecimal. */
const beginnings = ['1f8b', '504b0304', '28b52ffd', 'fd377a585a00', '425a68']

const looksCompressed = (bytes: Uint8Array): boolean => {
  const start = Buffer.from(bytes.subarray(0, 6)).toString('hex')
  return beginnings.some((beginning) => start.startsWith(beginning))
}

const unreadable = (what: string) =>
  new GuardError('FRAME_MALFORMED', `a body in ${what} cannot be searched for secrets`)
