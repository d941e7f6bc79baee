import * as z from 'zod'
import { openAgentBody } from '../../agent-body.ts'
import { judgeNames } from './judge-names.ts'
import { answerLfs, LfsRefusal, readSuccess } from './lfs-answer.ts'
import type { LfsCall, LfsContext } from './lfs-context.ts'
import { maxQuestionBytes, mediaType, parseJson } from './messages.ts'

/** All that the calls about locks have; nothing else of what a client wrote goes on. */
const questionSchema = z.object({
  path: z.string().optional(),
  ref: z.object({ name: z.string() }).optional(),
  cursor: z.string().optional(),
  limit: z.int().optional(),
  force: z.boolean().optional(),
})

/**
 * Locks: listed, taken and given back with the guard's credential, in the session's own repository
 * alone. Breaking somebody else's lock is not for an agent.
 */
export async function serveLocks(context: LfsContext, call: LfsCall): Promise<void> {
  const { session, forge } = context
  const { repository, isOwn, path, request, response } = call
  const asks = request.method === 'POST'
  if (asks && !isOwn) throw new LfsRefusal(403, `this session does not lock in ${repository}`)
  const body = await openAgentBody(session.memory, request, response).read(maxQuestionBytes)
  let asked = ''
  if (asks) {
    const question = questionSchema.safeParse(parseJson(body))
    if (!question.success) throw new LfsRefusal(400, 'a lock request of git-lfs was expected')
    if (path.endsWith('/unlock') && question.data.force === true) {
      note('refused')
      throw new LfsRefusal(403, 'a lock of somebody else stays; ask its owner to give it back')
    }
    // As it was understood: another reader may take `Force` for `force`, or the first of two.
    asked = JSON.stringify(question.data)
  }
  const named = judgeNames(session, repository, [decodedQuery(path), asked])
  if (named !== undefined) {
    note('refused')
    throw new LfsRefusal(403, named)
  }
  const reply = await forge.call({
    repository,
    method: asks ? 'POST' : 'GET',
    path: `/info/lfs${path}`,
    headers: { accept: mediaType, ...(asks ? { 'content-type': mediaType } : {}) },
    ...(asks ? { body: Buffer.from(asked) } : {}),
    anonymous: !isOwn,
  })
  note(reply.statusCode)
  const status = reply.statusCode ?? 0
  const answer = parseJson(await readSuccess(reply, 'the forge'))
  if (answer === undefined) throw new LfsRefusal(502, 'the answer of the forge could not be read')
  answerLfs(response, status, answer)

  function note(outcome: unknown): void {
    const call = `${request.method} ${path.split('?')[0]}`
    session.recorder.append({
      kind: 'note',
      text: 'git lfs locks',
      repository,
      asked: call,
      outcome,
    })
  }
}

const decodedQuery = (path: string): string =>
  [path, ...new URL(path, 'http://forge.invalid').searchParams.values()].join('\n')
