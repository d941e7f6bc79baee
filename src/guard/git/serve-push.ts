import type { Request, Response } from '../../http/listen.ts'
import { respond, whenClosed } from '../../http/respond.ts'
import { carryPush } from './carry-push.ts'
import type { GitContext } from './git-context.ts'
import { readPushRequest } from './push-request.ts'
import { noCache, refuseText } from './refuse-text.ts'
import { createPushReply } from './reply.ts'
import type { RepositoryAccess } from './repository-path.ts'

/** One push, from its first byte to what became of it. */
export async function servePush(
  context: GitContext,
  { repository }: RepositoryAccess,
  request: Request,
  response: Response,
): Promise<void> {
  const { session } = context
  const pushed = await readPushRequest(request)
  const reply = createPushReply({
    response,
    capabilities: capabilitiesOf(pushed),
    keepAliveMs: context.timing.keepAliveMs,
    mask: (text) => session.secrets.maskText(text).text,
  })
  if ('problem' in pushed) {
    session.recorder.append({
      kind: 'note',
      text: `a push was refused: ${pushed.problem.message}`,
      repository,
    })
    await pushed.drained()
    if (!pushed.capabilities?.sideBand) {
      return refuseText(request, response, 400, [pushed.problem.message])
    }
    return reply.fail(`cursor-guard: ${pushed.problem.message}`)
  }
  const { head, pack, drained } = pushed
  if (head.commands.length === 0) {
    await drained()
    return respond(response, 200, { ...noCache, 'content-type': resultType })
  }
  if (head.capabilities.reportStatus === 'none') {
    await drained()
    return refuseText(request, response, 403, [
      'a client that reads the report of a push was expected',
    ])
  }
  const ended = new AbortController()
  const gone = new AbortController()
  const stopListening = session.onEnd(() => ended.abort())
  whenClosed(response, () => gone.abort())
  try {
    await carryPush({
      context,
      repository,
      place: { call: context.nextPush() },
      head,
      pack,
      reply,
      drained,
      gone: gone.signal,
      signal: AbortSignal.any([ended.signal, gone.signal]),
    })
  } finally {
    stopListening()
  }
}

const resultType = 'application/x-git-receive-pack-result'

const capabilitiesOf = (pushed: Awaited<ReturnType<typeof readPushRequest>>) =>
  ('head' in pushed ? pushed.head.capabilities : pushed.capabilities) ?? {
    reportStatus: 'none' as const,
    sideBand: false,
    atomic: false,
    quiet: false,
    pushOptions: false,
    objectFormat: 'sha1' as const,
  }
