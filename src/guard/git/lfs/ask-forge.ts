import type { RepositoryName } from '../../../core/git/repository-name.ts'
import { LfsRefusal, readSuccess } from './lfs-answer.ts'
import type { LfsContext } from './lfs-context.ts'
import {
  type AnsweredObject,
  type BatchQuestion,
  batchAnswerSchema,
  mediaType,
  parseJson,
} from './messages.ts'

/** What the forge says of each object, by its id; of objects that were asked about alone. */
export type BatchAnswers = ReadonlyMap<string, AnsweredObject>

/** The one call of the forge that is needed here. */
export interface AskContext {
  forge: Pick<LfsContext['forge'], 'call'>
}

/**
 * Asks the forge where objects are sent to or fetched from.
 *
 * @throws {LfsRefusal} when it refuses, or its answer cannot be read
 */
export async function askForge(
  { forge }: AskContext,
  repository: RepositoryName,
  question: BatchQuestion,
  how: { anonymous: boolean; signal?: AbortSignal },
): Promise<BatchAnswers> {
  const reply = await forge.call({
    repository,
    method: 'POST',
    path: '/info/lfs/objects/batch',
    headers: { accept: mediaType, 'content-type': mediaType },
    body: Buffer.from(JSON.stringify({ ...question, transfers: ['basic'] })),
    ...how,
  })
  const answer = batchAnswerSchema.safeParse(parseJson(await readSuccess(reply, 'the forge')))
  if (!answer.success) {
    throw new LfsRefusal(
      502,
      'the answer of the forge could not be read: basic transfers were expected',
    )
  }
  const asked = new Set(question.objects.map(({ oid }) => oid))
  return new Map(
    answer.data.objects.filter(({ oid }) => asked.has(oid)).map((object) => [object.oid, object]),
  )
}
