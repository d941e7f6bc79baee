import { createAdvertisementRewriter } from '../../core/git/advertisement.ts'
import { pushNotBegunNote } from '../../core/recording/entry.ts'
import type { Request, Response } from '../../http/listen.ts'
import { drained, write } from '../../http/respond.ts'
import type { Session } from '../session.ts'
import { forwardedHeaders, readRefusal } from './forge.ts'
import type { GitContext } from './git-context.ts'
import { noCache, refuseText } from './refuse-text.ts'
import { answerLike, refuseLike, relayReply } from './relay-reply.ts'
import type { RepositoryAccess } from './repository-path.ts'

/** Silence after which the forge is given up while it lists refs, in milliseconds. */
const listIdleMs = 60_000

/**
 * `info/refs` before a push: the forge's answer with what the guard does not carry taken out.
 *
 * What is sure to be refused is refused here, where git shows the reason before it packs anything.
 */
export async function listForPush(
  context: GitContext,
  { repository }: RepositoryAccess,
  request: Request,
  response: Response,
): Promise<void> {
  const { session, forge, gitRepositories } = context
  if ((await forge.credential.token(repository)) === undefined) {
    const why = 'the guard holds no credential that may push; give it one as GITHUB_TOKEN'
    notePushNotBegun(session, repository, why)
    return refuseText(request, response, 403, [why])
  }
  gitRepositories.prepare?.(repository)
  context.prepare()
  // Neither Git-Protocol nor Accept-Encoding: a push has one protocol, and its refs are read here.
  const reply = await forge.call({
    repository,
    method: 'GET',
    path: '/info/refs?service=git-receive-pack',
    headers: forwardedHeaders(request.headers, ['accept']),
  })
  reply.setTimeout(listIdleMs, () => reply.destroy(new Error('idle')))
  if (reply.statusCode !== 200) {
    const refusal = await readRefusal(reply)
    notePushNotBegun(session, repository, refusal.text)
    return answerLike(refusal, request, response)
  }
  const rewriter = createAdvertisementRewriter({
    pushOptions: session.policy.git.push_options === 'allow',
  })
  for await (const chunk of reply as AsyncIterable<Buffer>) {
    const bytes = rewriter.push(chunk)
    if (!response.headersSent) {
      write(response).writeHead(200, { ...noCache, 'content-type': advertisementType })
    }
    if (bytes.length > 0 && !write(response).write(bytes)) await drained(response)
    if (response.destroyed) {
      reply.destroy()
      return
    }
  }
  rewriter.end()
  write(response).end()
  session.recorder.append({ kind: 'note', text: 'git lists refs to push', repository })
}

const advertisementType = 'application/x-git-receive-pack-advertisement'

/** What git shows its client alone: the record, and with it the operator, are to know why too. */
export function notePushNotBegun(session: Session, repository: string, why: string): void {
  const safe = (text: string) => session.secrets.maskText(text).text
  session.recorder.append({
    kind: 'note',
    text: pushNotBegunNote,
    repository: safe(repository),
    why: safe(why),
  })
}

/** `info/refs` before a fetch: as the forge gives it. */
export async function listForFetch(
  context: GitContext,
  access: RepositoryAccess,
  request: Request,
  response: Response,
): Promise<void> {
  const { forge } = context
  const reply = await forge.call({
    repository: access.repository,
    method: 'GET',
    path: '/info/refs?service=git-upload-pack',
    headers: forwardedHeaders(request.headers, ['accept', 'accept-encoding', 'git-protocol']),
    anonymous: !access.isOwn,
  })
  reply.setTimeout(listIdleMs, () => reply.destroy(new Error('idle')))
  if (reply.statusCode !== 200) return refuseLike(reply, request, response)
  await relayReply(context, access, 'list', { reply, request, response, sent: () => 0 })
}
