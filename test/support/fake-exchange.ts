import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { Duplex } from 'node:stream'
import type { Handler } from '../../src/http/listen.ts'

export interface FakeCall {
  method?: string
  headers?: Record<string, string>
  /** Headers as they came, where a name comes twice. */
  rawHeaders?: string[]
  body?: string | Uint8Array
}

/** A request, or an answer, that came over no network. */
export function fakeMessage(
  { method = 'GET', headers = {}, rawHeaders, body = '' }: FakeCall = {},
  url = '/',
): IncomingMessage {
  const message = new IncomingMessage(new Socket())
  message.method = method
  message.url = url
  message.headers = { ...headers }
  message.rawHeaders = rawHeaders ?? Object.entries(headers).flat()
  message.push(body)
  message.push(null)
  return message
}

/** An answer of a service. */
export const fakeReply = (statusCode: number, body: unknown): IncomingMessage =>
  Object.assign(
    fakeMessage({
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
    { statusCode },
  )

/** Hands one call to a handler, without a port; resolves with its whole answer. */
export function exchange(
  handler: Handler,
  url: string,
  call: FakeCall = {},
): Promise<{ status: number; text: string }> {
  const request = fakeMessage(call, url)
  const response = new ServerResponse(request)
  const written: Uint8Array[] = []
  return new Promise((resolve) => {
    const socket = new Duplex({
      read() {},
      write(chunk: Uint8Array, _encoding, done) {
        written.push(chunk)
        done()
      },
    })
    response.assignSocket(socket as Socket)
    response.once('finish', () => {
      const [, body = ''] = Buffer.concat(written).toString('utf8').split('\r\n\r\n')
      resolve({ status: response.statusCode, text: body })
    })
    handler(request, response)
  })
}
