import { type ApprovalRequest, asHeldChange, forgetPeople } from '../../core/approval/request.ts'
import { maxAlike } from '../../core/approval/request-key.ts'
import { readRequest, writeRequest } from '../../core/approval/request-schema.ts'
import type { RepositoryApprovals } from '../../core/approval/store.ts'
import type { Database } from './database.ts'

/** Requests whose people are forgotten in one go. */
const pageSize = 200

/** Keeps the requests of each repository; each is replaced only by whoever has seen it as it is. */
export const createApprovalStores =
  (db: Database) =>
  (repository: number): RepositoryApprovals => {
    const rows = () => db.selectFrom('approval_requests').where('repository_id', '=', repository)
    const read = ({ key, document }: { key: string; document: string }) =>
      readOf(repository, document, key)

    return {
      async get(key) {
        const row = await rows()
          .select(['key', 'document'])
          .where('key', '=', key)
          .executeTakeFirst()
        return row && read(row)
      },
      async keysLike(beginning) {
        const found = await rows()
          .select('key')
          .where('key', '>=', beginning)
          // Keys have no letter behind `f`, and are compared byte by byte.
          .where('key', '<', `${beginning}g`)
          .orderBy('key')
          .limit(maxAlike)
          .execute()
        return found.map(({ key }) => key)
      },
      async list(limit) {
        const found = await rows()
          .select(['key', 'document'])
          .orderBy('asked_at', 'desc')
          .orderBy('key')
          .limit(limit)
          .execute()
        return found.map(read)
      },
      async listOfPull({ number, headSha, limit }) {
        const ofPull = rows().select(['key', 'document']).where('number', '=', number)
        const ofHead = headSha === undefined ? ofPull : ofPull.where('head_sha', '=', headSha)
        const found = await ofHead.orderBy('asked_at', 'desc').orderBy('key').limit(limit).execute()
        return found.flatMap((row) => asHeldChange(read(row)) ?? [])
      },
      async replace(previous, next) {
        const row = rowOf(repository, next)
        if (previous === undefined) {
          const { numInsertedOrUpdatedRows } = await db
            .insertInto('approval_requests')
            .values(row)
            .onConflict((conflict) => conflict.doNothing())
            .executeTakeFirst()
          return Number(numInsertedOrUpdatedRows) === 1
        }
        const { numUpdatedRows } = await db
          .updateTable('approval_requests')
          .set(row)
          .where('repository_id', '=', repository)
          .where('key', '=', next.key)
          .where('document', '=', writeRequest(previous))
          .executeTakeFirst()
        return Number(numUpdatedRows) === 1
      },
      async forgetPeople(before) {
        for (;;) {
          const found = await rows()
            .select(['key', 'document'])
            .where('state', '!=', 'waiting')
            .where('asked_at', '<', before)
            .where('has_people', '=', true)
            .limit(pageSize)
            .execute()
          for (const row of found) {
            await db
              .updateTable('approval_requests')
              .set(rowOf(repository, forgetPeople(read(row))))
              .where('repository_id', '=', repository)
              .where('key', '=', row.key)
              .execute()
          }
          if (found.length < pageSize) return
        }
      },
    }
  }

/** A row that is something else, or belongs to another repository, is an error, not an approval. */
function readOf(repository: number, document: string, key: string): ApprovalRequest {
  const request = readRequest(document, key)
  const change = asHeldChange(request)
  if (change !== undefined && change.repository !== repository) {
    throw new Error(`request ${key} belongs to another repository than ${repository}`)
  }
  return request
}

function rowOf(repository: number, request: ApprovalRequest) {
  const change = asHeldChange(request)
  return {
    repository_id: repository,
    key: request.key,
    about: request.about,
    number: change?.number ?? null,
    head_sha: change?.headSha ?? null,
    state: request.state,
    document: writeRequest(request),
    has_people: request.kept.length > 0 || request.decidedBy !== undefined,
    asked_at: request.askedAt,
  }
}
