import { join } from 'node:path'
import type { Logger } from 'pino'
import { findOwnProgram } from '../adapters/machine/system-programs.ts'
import { createChangeReader } from '../adapters/repository/change-reader.ts'
import { pushRefs } from '../adapters/repository/push-refs.ts'
import { openDatabase } from '../adapters/storage/database.ts'
import { openQueue } from '../adapters/storage/queue.ts'
import { gitAuthorization } from '../http/headers.ts'
import { createUpstreamClient } from '../http/upstream.ts'
import type { RefPusher } from './app/services.ts'
import type { AppCredentials, Config } from './config.ts'
import { openForge } from './open-forge.ts'
import { openStores } from './open-stores.ts'
import { createRewriteCheck } from './policy/is-rewritten.ts'
import { createParsedPolicies } from './policy/parsed-policies.ts'
import { createPolicyReader } from './policy/policy-reader.ts'
import { createBell } from './work/bell.ts'
import { createJobs } from './work/job.ts'

/**
 * Opens what the parts of the server share: the forge's clients, the database with its queue and its
 * stores, git. App, gateway and pages take from it what they need; nothing below reads the environment.
 *
 * @throws {GuardError} `INPUT_INVALID` for credentials that the forge does not know, or a database that
 * cannot be opened; nothing stays open then
 */
export async function openServices(config: Config, credentials: AppCredentials, log: Logger) {
  const now = Date.now
  await using opening = new AsyncDisposableStack()
  const forge = await openForge(config.forge, credentials, { log, now })
  const database = await openDatabase({ url: config.databaseUrl, directory: config.dataDirectory })
  opening.defer(database.close)
  if (database.newer !== undefined) {
    log.warn(
      database.newer,
      'a newer version has changed the database, and says it works with this one',
    )
  }
  const queue = await openQueue(database, {
    now,
    onError: (error) => log.error({ err: error }, 'the queue is in trouble'),
  })
  opening.defer(queue.close)
  const { environment = {} } = config
  const client = createUpstreamClient(environment)
  opening.defer(client.close)
  const changes = await createChangeReader({
    directory: join(config.dataDirectory, 'git'),
    upstream: config.forge.web,
    client,
    environment,
    findProgram: findOwnProgram(environment.PATH, []),
  })
  opening.defer(changes.close)

  const stores = openStores(database.db, queue, now)
  const bell = createBell()
  const isRewritten = createRewriteCheck(stores.refs)
  const memory = stores.policyMemory
  const movesRefs: RefPusher = async ({ id, owner, name }, installation, commands) => {
    const authorization = gitAuthorization(await forge.gitTokens.write(installation, id))
    const repository = `${owner}/${name}`
    return pushRefs(commands, { client, forge: config.forge.web, repository, authorization })
  }
  const parts = opening.move()
  return {
    ...forge,
    ...stores,
    log,
    now,
    random: Math.random,
    queue,
    /** Rings when something was put in line. */
    bell,
    jobs: createJobs(queue, bell.ring),
    changes,
    policies: createPolicyReader({ memory, parsed: createParsedPolicies(), now, isRewritten }),
    pushRefs: movesRefs,
    /** @throws when the database does not answer */
    ping: database.ping,
    /** In the opposite order; what works with it must have ended. */
    close: () => parts.disposeAsync(),
  }
}
