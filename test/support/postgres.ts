import { afterAll, beforeAll } from '@jest/globals'
import { type Postgres, startPostgres } from './postgres-server.ts'

/** A real PostgreSQL for a test file: started before its tests, gone after them. */
export function usePostgres(): { readonly server: Postgres } {
  let server: Postgres | undefined
  beforeAll(async () => {
    server = await startPostgres()
  })
  afterAll(() => server?.close())
  return {
    get server() {
      if (server === undefined) throw new Error('PostgreSQL is there once the tests run')
      return server
    },
  }
}
