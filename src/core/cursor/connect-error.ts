import { GuardError } from '../errors.ts'
import { endStreamFlag, writeEnvelope } from './envelope.ts'

/** Connect's error codes with the HTTP status of a unary answer. */
const statusOf = {
  canceled: 499,
  unknown: 500,
  invalid_argument: 400,
  deadline_exceeded: 504,
  not_found: 404,
  already_exists: 409,
  permission_denied: 403,
  resource_exhausted: 429,
  failed_precondition: 400,
  aborted: 409,
  out_of_range: 400,
  unimplemented: 501,
  internal: 500,
  unavailable: 503,
  data_loss: 500,
  unauthenticated: 401,
} as const
export type ConnectCode = keyof typeof statusOf

/** What an end-stream envelope says. */
export interface EndStream {
  error?: { code: string; message: string }
}

/** The envelope that ends a stream well. */
export function endStream(): Uint8Array {
  return writeEnvelope(endStreamFlag, Buffer.from('{}'))
}

/** The envelope that ends a stream with an error; the client shows `message` with its code. */
export function endStreamError(code: ConnectCode, message: string): Uint8Array {
  return writeEnvelope(endStreamFlag, Buffer.from(JSON.stringify({ error: { code, message } })))
}

/**
 * Status and JSON body of a unary call that failed.
 *
 * @see https://connectrpc.com/docs/protocol/#error-end-stream
 */
export function connectError(code: ConnectCode, message: string): { status: number; body: string } {
  return { status: statusOf[code], body: JSON.stringify({ code, message }) }
}

/**
 * Reads the (inflated) body of an end-stream envelope.
 *
 * @throws {GuardError} `FRAME_MALFORMED` when it is not the JSON the protocol asks for
 */
export function parseEndStream(body: Uint8Array): EndStream {
  const value = parseJson(body)
  if (!isRecord(value))
    throw new GuardError('FRAME_MALFORMED', 'the end of a stream is no JSON object')
  if (value.error === undefined || value.error === null) return {}
  if (!isRecord(value.error)) {
    throw new GuardError('FRAME_MALFORMED', 'the error that ends a stream is no JSON object')
  }
  const { code, message } = value.error
  return {
    error: {
      code: typeof code === 'string' ? code : 'unknown',
      message: typeof message === 'string' ? message : '',
    },
  }
}

function parseJson(body: Uint8Array): unknown {
  if (body.length === 0) return {}
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'))
  } catch (cause) {
    throw new GuardError('FRAME_MALFORMED', 'the end of a stream is not valid JSON', { cause })
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
