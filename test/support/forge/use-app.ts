import { afterAll, afterEach, beforeAll, expect } from '@jest/globals'
import { type Postgres, startPostgres } from '../postgres-server.ts'
import { type AppProcess, startAppProcess } from './app-process.ts'
import type { CheckRun } from './check-routes.ts'
import { type Forge, type ForgeOptions, startForge } from './forge.ts'

/** A forge, a database and the server between them: one for all tests of a file. */
export interface AppWorld {
  readonly forge: Forge
  readonly app: AppProcess
  readonly postgres: Postgres
  readonly databaseUrl: string
  /** `cursor-guard / <name>` on a commit, or on the head of a branch. */
  check(repository: string, where: string, name: string): Promise<CheckRun | undefined>
  /** Waits until a check says so. */
  concludes(repository: string, where: string, name: string, wanted: string): Promise<CheckRun>
}

/**
 * Starts all three before the tests of a file and ends them after. After each test what was asked of
 * the forge and what it answered must have been as GitHub's description says.
 */
export function useApp(options: ForgeOptions): AppWorld {
  let world: Omit<AppWorld, 'check' | 'concludes'> | undefined
  const started = () => {
    if (world === undefined) throw new Error('the server is there once the tests run')
    return world
  }
  const parts = new AsyncDisposableStack()

  beforeAll(async () => {
    const postgres = parts.use(await startPostgres())
    const forge = parts.use(await startForge(options))
    const databaseUrl = await postgres.createDatabase()
    const app = parts.use(await startAppProcess(forge, { databaseUrl }))
    world = { postgres, forge, app, databaseUrl }
  })
  afterEach(() => expect(world?.forge.violations()).toEqual([]))
  afterAll(() => parts.disposeAsync())

  const check: AppWorld['check'] = async (repository, where, name) => {
    const { forge } = started()
    const commit = /^[0-9a-f]{40}$/.test(where) ? where : await forge.tip(repository, where)
    return commit === undefined
      ? undefined
      : forge.check(repository, commit, `cursor-guard / ${name}`)
  }
  return {
    get forge() {
      return started().forge
    },
    get app() {
      return started().app
    },
    get postgres() {
      return started().postgres
    },
    get databaseUrl() {
      return started().databaseUrl
    },
    check,
    concludes: (repository, where, name, wanted) =>
      started().forge.until(`cursor-guard / ${name} of ${where} is ${wanted}`, async () => {
        const run = await check(repository, where, name)
        return run?.conclusion === wanted && run
      }),
  }
}
