import type { LfsPointer } from '../../../core/git/lfs-pointer.ts'
import type { RepositoryName } from '../../../core/git/repository-name.ts'
import { plain } from '../../../core/policy/render/plain-text.ts'
import { readBody } from '../../../http/body.ts'
import { answerLfs, LfsRefusal, readSuccess } from './answer.ts'
import type { LfsCall, LfsContext } from './context.ts'
import {
  type Action,
  type AnsweredObject,
  type BatchQuestion,
  batchAnswerSchema,
  batchQuestionSchema,
  maxQuestionBytes,
  mediaType,
  parseJson,
} from './messages.ts'
import { readAction, type Ticket } from './tickets.ts'

/** Objects the forge is asked about at a time. */
const maxAskedAtOnce = 100

/** What is transferred, and where: the forge's addresses stay here, the client gets the guard's. */
export function createBatch(context: LfsContext) {
  const { session, forge, refused, present, maxObjectBytes } = context

  async function ask(
    repository: RepositoryName,
    question: BatchQuestion,
    how: { anonymous: boolean; signal?: AbortSignal },
  ): Promise<Map<string, AnsweredObject>> {
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

  /** Why an object is not even asked for. */
  function ownProblem(repository: RepositoryName, { oid, size }: LfsPointer): string | undefined {
    if (size > maxObjectBytes) {
      return `the object has ${size} bytes; at most ${maxObjectBytes} are accepted`
    }
    return refused.get(`${repository} ${oid}`)
  }

  function rewritten(
    call: LfsCall,
    question: BatchQuestion,
    object: LfsPointer,
    answered?: AnsweredObject,
  ) {
    const { oid, size } = object
    const failed = (code: number, message: string) => ({
      oid,
      size,
      error: { code, message: `cursor-guard: ${message}` },
    })
    if (answered === undefined) return failed(502, 'the forge did not answer for this object')
    if (answered.error !== undefined) {
      return failed(
        answered.error.code,
        `the forge: ${plain(answered.error.message).slice(0, 300)}`,
      )
    }
    const actions: Record<string, unknown> = {}
    for (const kind of ['upload', 'verify', 'download'] as const) {
      const action = answered.actions?.[kind]
      if (action === undefined || (kind === 'download') !== (question.operation === 'download'))
        continue
      const read = readAction(action, context.base)
      if ('problem' in read)
        return failed(502, `the forge named a place that is not used: ${read.problem}`)
      actions[kind] = own(call, action, {
        kind,
        repository: call.repository,
        oid,
        size,
        ...(question.ref === undefined ? {} : { ref: question.ref.name }),
        ...read,
        verified: answered.actions?.verify !== undefined,
      })
    }
    if (question.operation === 'upload' && Object.keys(actions).length === 0) {
      present.set(`${call.repository} ${oid}`, true)
      return { oid, size }
    }
    return { oid, size, authenticated: true, actions }
  }

  /** The same action, at the guard. */
  function own({ repository }: LfsCall, { expires_in, expires_at }: Action, ticket: Ticket) {
    const number = context.tickets.issue(ticket)
    return {
      href: `${context.address}/git/${repository}.git/info/lfs/transfer/${number}`,
      ...(expires_in === undefined ? {} : { expires_in }),
      ...(expires_at === undefined ? {} : { expires_at }),
    }
  }

  return {
    async serve(call: LfsCall): Promise<void> {
      const { repository, isOwn, request, response } = call
      const parsed = batchQuestionSchema.safeParse(
        parseJson(await readBody(request, maxQuestionBytes)),
      )
      if (!parsed.success) throw new LfsRefusal(400, 'a batch request of git-lfs was expected')
      const question = parsed.data
      if (question.operation === 'upload' && !isOwn) {
        throw new LfsRefusal(403, `this session does not upload to ${repository}`)
      }
      const isUpload = question.operation === 'upload'
      const problems = new Map(
        question.objects.flatMap((object) => {
          const problem = isUpload ? ownProblem(repository, object) : undefined
          return problem === undefined ? [] : [[object.oid, problem] as const]
        }),
      )
      const objects = question.objects.filter(({ oid }) => !problems.has(oid))
      const answers =
        objects.length === 0
          ? new Map<string, AnsweredObject>()
          : await ask(repository, { ...question, objects }, { anonymous: !isOwn })
      session.recorder.append({
        kind: 'note',
        text: `git lfs asks to ${question.operation}`,
        repository,
        objects: question.objects.length,
        bytes: question.objects.reduce((sum, { size }) => sum + size, 0),
        ...(problems.size === 0 ? {} : { refused: problems.size }),
      })
      answerLfs(response, 200, {
        transfer: 'basic',
        hash_algo: 'sha256',
        objects: question.objects.map((object) => {
          const problem = problems.get(object.oid)
          return problem === undefined
            ? rewritten(call, question, object, answers.get(object.oid))
            : { ...object, error: { code: 403, message: `cursor-guard: ${problem}` } }
        }),
      })
    },

    async missing(
      repository: RepositoryName,
      pointers: readonly LfsPointer[],
      signal: AbortSignal,
    ): Promise<LfsPointer[] | 'unknown'> {
      const byId = new Map(pointers.map((pointer) => [pointer.oid, pointer]))
      const open = [...byId.values()].filter(
        ({ oid }) => present.get(`${repository} ${oid}`) === undefined,
      )
      const missing: LfsPointer[] = []
      for (let at = 0; at < open.length; at += maxAskedAtOnce) {
        const objects = open.slice(at, at + maxAskedAtOnce).map(({ oid, size }) => ({ oid, size }))
        const question = {
          operation: 'download' as const,
          transfers: ['basic'],
          hash_algo: 'sha256' as const,
          objects,
        }
        const answers = await ask(repository, question, { anonymous: false, signal }).catch(
          (error) =>
            // A forge without LFS has none of its objects.
            error instanceof LfsRefusal && error.status === 404
              ? new Map<string, AnsweredObject>()
              : undefined,
        )
        if (answers === undefined) return 'unknown'
        for (const object of objects) {
          if (answers.get(object.oid)?.actions?.download === undefined) missing.push(object)
          else present.set(`${repository} ${object.oid}`, true)
        }
      }
      return missing
    },
  }
}
