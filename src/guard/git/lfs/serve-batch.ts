import type { LfsPointer } from '../../../core/git/lfs-pointer.ts'
import { openAgentBody } from '../../agent-body.ts'
import { answerObject, failedObject } from './answer-object.ts'
import { askForge, type BatchAnswers } from './ask-forge.ts'
import { judgeNames } from './judge-names.ts'
import { answerLfs, LfsRefusal } from './lfs-answer.ts'
import type { LfsCall, LfsContext } from './lfs-context.ts'
import { type BatchQuestion, batchQuestionSchema, maxQuestionBytes, parseJson } from './messages.ts'

/** What is transferred, and where: the forge's addresses stay here, the client gets the guard's. */
export async function serveBatch(context: LfsContext, call: LfsCall): Promise<void> {
  const { repository, isOwn, request, response } = call
  const parsed = batchQuestionSchema.safeParse(
    parseJson(
      await openAgentBody(context.session.memory, request, response).read(maxQuestionBytes),
    ),
  )
  if (!parsed.success) throw new LfsRefusal(400, 'a batch request of git-lfs was expected')
  const question = parsed.data
  if (question.operation === 'upload' && !isOwn) {
    throw new LfsRefusal(403, `this session does not upload to ${repository}`)
  }
  const named = judgeNames(context.session, repository, question.ref ? [question.ref.name] : [])
  if (named !== undefined) throw new LfsRefusal(403, named)
  const problems = ownProblems(context, call, question)
  const isHere = ({ oid }: LfsPointer) =>
    question.operation === 'upload' && context.waiting.find(repository, oid) !== undefined
  const objects = question.objects.filter((one) => !problems.has(one.oid) && !isHere(one))
  const answers: BatchAnswers =
    objects.length === 0
      ? new Map()
      : await askForge(context, repository, { ...question, objects }, { anonymous: !isOwn })
  recordBatch(context, call, question, problems.size)
  answerLfs(response, 200, {
    transfer: 'basic',
    hash_algo: 'sha256',
    objects: question.objects.map((object) => {
      const problem = problems.get(object.oid)
      if (problem !== undefined) return failedObject(object, 403, problem)
      if (isHere(object)) return { oid: object.oid, size: object.size }
      return answerObject(context, { repository, question }, object, answers.get(object.oid))
    }),
  })
}

/** Why objects are not even asked for, by their ids: they are too large, or were refused before. */
function ownProblems(
  { maxObjectBytes, refused }: LfsContext,
  { repository }: LfsCall,
  { operation, objects }: BatchQuestion,
): ReadonlyMap<string, string> {
  if (operation !== 'upload') return new Map()
  const problemOf = ({ oid, size }: LfsPointer) =>
    size > maxObjectBytes
      ? `the object has ${size} bytes; at most ${maxObjectBytes} are accepted`
      : refused.get(`${repository} ${oid}`)
  return new Map(
    objects.flatMap((object) => {
      const problem = problemOf(object)
      return problem === undefined ? [] : [[object.oid, problem] as const]
    }),
  )
}

const recordBatch = (
  { session }: LfsContext,
  { repository }: LfsCall,
  { operation, objects }: BatchQuestion,
  refused: number,
): void =>
  session.recorder.append({
    kind: 'note',
    text: `git lfs asks to ${operation}`,
    repository,
    objects: objects.length,
    bytes: objects.reduce((sum, { size }) => sum + size, 0),
    ...(refused === 0 ? {} : { refused }),
  })
