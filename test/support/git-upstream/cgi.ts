import type { ChildProcessWithoutNullStreams } from 'node:child_process'
import type { IncomingMessage, ServerResponse } from 'node:http'

/** Largest head of a CGI answer, in bytes. */
const maxHeadBytes = 65_536

/**
 * Carries one HTTP request to a CGI program and its answer back.
 *
 * @param cutAnswerAfter destroys the connection after so many bytes of the answer's body; `-1`: before
 * its first byte, once the program is done
 * @see https://www.rfc-editor.org/rfc/rfc3875#section-6
 */
export function relayCgi(options: {
  request: IncomingMessage
  response: ServerResponse
  backend: ChildProcessWithoutNullStreams
  cutAnswerAfter: number | undefined
}): Promise<void> {
  const { request, response, backend, cutAnswerAfter } = options
  let head: Buffer | undefined = Buffer.alloc(0)
  let sent = 0

  const send = (bytes: Buffer): void => {
    if (cutAnswerAfter === -1) return
    const most = cutAnswerAfter === undefined ? bytes.length : cutAnswerAfter - sent
    sent += bytes.length
    if (most >= bytes.length) {
      if (!response.write(bytes)) {
        backend.stdout.pause()
        response.once('drain', () => backend.stdout.resume())
      }
      return
    }
    if (most > 0) response.write(bytes.subarray(0, most))
    setTimeout(() => request.socket.destroy(), 20)
  }
  backend.stdin.on('error', () => {})
  backend.stderr.resume()
  request.pipe(backend.stdin)
  request.once('close', () => {
    if (!request.complete) backend.stdin.destroy()
  })
  backend.stdout.on('data', (chunk: Buffer) => {
    if (head === undefined) return send(chunk)
    head = Buffer.concat([head, chunk])
    const end = head.indexOf('\r\n\r\n')
    if (end === -1) {
      if (head.length > maxHeadBytes) backend.kill()
      return
    }
    const body = head.subarray(end + 4)
    if (cutAnswerAfter !== -1) writeHead(response, head.toString('latin1', 0, end))
    head = undefined
    if (body.length > 0) send(body)
  })
  return new Promise((resolve) => {
    backend.once('close', () => {
      if (cutAnswerAfter === -1) request.socket.destroy()
      else if (cutAnswerAfter === undefined) response.end()
      resolve()
    })
  })
}

function writeHead(response: ServerResponse, head: string): void {
  const headers = head.split('\r\n').map((line) => {
    const colon = line.indexOf(':')
    return [line.slice(0, colon), line.slice(colon + 1).trim()] as const
  })
  const status = headers.find(([name]) => name.toLowerCase() === 'status')?.[1]
  const rest = headers.filter(([name]) => name.toLowerCase() !== 'status')
  response.writeHead(Number.parseInt(status ?? '200', 10), Object.fromEntries(rest))
}
