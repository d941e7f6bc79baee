import type { IncomingMessage } from 'node:http'
import { readBody } from '../../../http/body.ts'
import type { Request, Response } from '../../../http/listen.ts'
import { respond } from '../../../http/respond.ts'
import { drain, noCache } from '../refuse-text.ts'
import { maxAnswerBytes, mediaType, reasonIn } from './messages.ts'

/** Something of LFS that is answered with a status and one sentence, which git-lfs shows. */
export class LfsRefusal extends Error {
  override readonly name = 'LfsRefusal'
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

export function answerLfs(response: Response, status: number, value: unknown): void {
  respond(response, status, { ...noCache, 'content-type': mediaType }, JSON.stringify(value))
}

/** Never 422, which git-lfs takes for a server without uploads: it goes on and pushes the pointer. */
export async function refuseLfs(
  request: Request,
  response: Response,
  { status, message }: LfsRefusal,
): Promise<void> {
  await drain(request)
  answerLfs(response, status, { message: `cursor-guard: ${message}` })
}

/** A whole answer of forge or storage; `LfsRefusal` when it is no success, or too long. */
export async function readSuccess(reply: IncomingMessage, who: string): Promise<Buffer> {
  const status = reply.statusCode ?? 0
  const body = await readBody(reply, maxAnswerBytes).catch(() => {
    reply.destroy()
    throw new LfsRefusal(502, `the answer of ${who} is not complete, or too long`)
  })
  if (status >= 200 && status < 300) return body
  throw refusalLike(status, who, reasonIn(body))
}

/** What is worth another try stays so; everything else ends the transfer. */
export function refusalLike(status: number, who: string, said?: string): LfsRefusal {
  const text = said === undefined ? '' : `: ${said}`
  if (status >= 300 && status < 400) {
    return new LfsRefusal(403, `${who} points elsewhere (${status}); the guard follows no redirect`)
  }
  if (status === 429) return new LfsRefusal(429, `${who} asks to wait (429)${text}`)
  if (status >= 500) return new LfsRefusal(502, `${who} has failed (${status})${text}`)
  const shown = status === 404 || status === 409 || status === 413 ? status : 403
  return new LfsRefusal(shown, `${who} answered ${status}${text}`)
}
