import { openAgentBody } from '../../agent-body.ts'
import { answerLfs, LfsRefusal, readSuccess } from './lfs-answer.ts'
import type { LfsCall, LfsContext } from './lfs-context.ts'
import { maxQuestionBytes, mediaType, parseJson, verifyQuestionSchema } from './messages.ts'
import type { Ticket } from './tickets.ts'

/** The second call after an upload, without which some forges do not count the object as there. */
export async function verifyObject(
  { session, upstream, present }: LfsContext,
  { request, response }: LfsCall,
  { repository, oid, size, url, headers }: Ticket,
): Promise<void> {
  const asked = verifyQuestionSchema.safeParse(
    parseJson(await openAgentBody(session.memory, request, response).read(maxQuestionBytes)),
  )
  if (!asked.success || asked.data.oid !== oid || asked.data.size !== size) {
    throw new LfsRefusal(400, `the object ${oid} was expected`)
  }
  const reply = await upstream.http1({
    base: new URL(url.origin),
    method: 'POST',
    path: url.pathname + url.search,
    headers: { accept: mediaType, ...headers, 'content-type': mediaType },
    body: Buffer.from(JSON.stringify({ oid, size })),
  })
  await readSuccess(reply, 'the forge')
  present.set(`${repository} ${oid}`, true)
  answerLfs(response, 200, {})
}
