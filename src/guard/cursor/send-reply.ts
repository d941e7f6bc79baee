import type { IncomingMessage } from 'node:http'
import type { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { endToEnd } from '../../http/headers.ts'
import type { Response } from '../../http/listen.ts'
import { write } from '../../http/respond.ts'

/** Streams an upstream answer to the client as it came. */
export async function sendReply(reply: IncomingMessage, response: Response): Promise<void> {
  write(response).writeHead(reply.statusCode ?? 502, endToEnd(reply.headers))
  await pipeline(reply, response as Writable)
}
