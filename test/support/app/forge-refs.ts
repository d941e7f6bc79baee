import nock from 'nock'
import type { PushReport } from '../../../src/core/git/receive-pack.ts'
import type { RefCommand } from '../../../src/core/git/ref-update.ts'
import type { Ancestry } from '../../../src/core/protection/ref-push.ts'

interface RefUpdateInput {
  name: string
  afterOid: string
  beforeOid?: string
  force?: boolean
}

type Actor = { id: number; login: string }

/** What GitHub's API shows and does about the refs of a repository, check runs and issues, in memory. */
export interface ForgeRefs {
  refs: Record<string, string>
  /** `METHOD path` of every call. */
  calls: string[]
  mutations: RefUpdateInput[][]
  checks: Record<string, unknown>[]
  issues: { number: number; title: string; body: string; state: string }[]
  set(ref: string, oid: string | undefined): void
  isAncestor(ancestor: string, descendant: string): Ancestry
  push(commands: readonly RefCommand[]): PushReport
  written(): Pick<ForgeRefs, 'refs' | 'mutations' | 'checks' | 'issues'>
  /** Runs once, when the next mutation has arrived and before it is looked at. */
  beforeMutation?: (() => void) | undefined
  withoutMutation?: boolean
  /** What happened to branches, the latest first; `undefined`: the forge has no such list. */
  activity?: { ref: string; before: string; after: string; by: Actor }[] | undefined
  refuse?: string
  failChecks?: number | undefined
  failCompare?: number
}

const isZero = (oid: string) => /^0+$/.test(oid)

export function forgeRefs(given: {
  refs: Record<string, string>
  parents: Readonly<Record<string, string>>
}): ForgeRefs {
  const forge: ForgeRefs = {
    refs: { ...given.refs },
    calls: [],
    mutations: [],
    checks: [],
    issues: [],
    set(ref, oid) {
      if (oid === undefined) delete forge.refs[ref]
      else forge.refs[ref] = oid
    },
    isAncestor(ancestor, descendant) {
      for (let at: string | undefined = descendant; at !== undefined; at = given.parents[at]) {
        if (at === ancestor) return 'yes'
      }
      return 'no'
    },
    push(commands) {
      for (const command of commands) {
        forge.set(command.ref, isZero(command.new) ? undefined : command.new)
      }
      return { unpack: 'ok', refs: commands.map(({ ref }) => ({ ref, ok: true })) }
    },
    written: () => ({
      refs: forge.refs,
      mutations: forge.mutations,
      checks: forge.checks,
      issues: forge.issues,
    }),
  }

  function mutate(updates: RefUpdateInput[]): [number, object] {
    const refused = (message: string): [number, object] => [
      200,
      { data: { updateRefs: null }, errors: [{ message }] },
    ]
    forge.beforeMutation?.()
    forge.beforeMutation = undefined
    if (forge.withoutMutation) return refused("Field 'updateRefs' doesn't exist on type 'Mutation'")
    if (forge.refuse !== undefined) return refused(forge.refuse)
    const stale = updates.find(
      ({ name, beforeOid }) =>
        beforeOid !== undefined && beforeOid !== (forge.refs[name] ?? '0'.repeat(beforeOid.length)),
    )
    if (stale !== undefined) return refused(`${stale.name} is at another commit`)
    forge.mutations.push(updates)
    for (const { name, afterOid } of updates)
      forge.set(name, isZero(afterOid) ? undefined : afterOid)
    return [200, { data: { updateRefs: { clientMutationId: null } } }]
  }

  const object = (ref: string, sha: string) => ({
    ref,
    node_id: 'x',
    url: 'https://api.github.com/x',
    object: { type: 'commit', sha, url: 'https://api.github.com/x' },
  })

  function issueAnswer(number: number) {
    const issue = forge.issues.find((one) => one.number === number)
    return issue === undefined ? {} : { ...issue }
  }

  function answer(method: string, path: string, body: unknown): [number, object] {
    const ref = /\/git\/ref\/(.+)$/.exec(path)?.[1]
    if (ref !== undefined) {
      const name = `refs/${decodeURIComponent(ref)}`
      const oid = forge.refs[name]
      return oid === undefined ? [404, { message: 'Not Found' }] : [200, object(name, oid)]
    }
    const prefix = /\/git\/matching-refs\/([^?]+)/.exec(path)?.[1]
    if (prefix !== undefined) {
      const start = `refs/${decodeURIComponent(prefix)}`
      const found = Object.entries(forge.refs).filter(([name]) => name.startsWith(start))
      return [200, found.map(([name, oid]) => object(name, oid))]
    }
    if (path.endsWith('/activity') && forge.activity !== undefined) {
      const timestamp = '2026-11-22T12:00:00Z'
      return [200, forge.activity.map(({ by, ...step }) => ({ ...step, timestamp, actor: by }))]
    }
    if (path === '/graphql') {
      const { variables } = body as { variables: { input: { refUpdates: RefUpdateInput[] } } }
      return mutate(variables.input.refUpdates)
    }
    if (path.includes('/compare/')) {
      if (forge.failCompare !== undefined) return [forge.failCompare, { message: 'no' }]
      return [200, { status: 'diverged', ahead_by: 1, commits: [] }]
    }
    if (path.endsWith('/check-runs')) {
      if (forge.failChecks !== undefined) return [forge.failChecks, { message: 'down' }]
      forge.checks.push(body as Record<string, unknown>)
      return [201, { id: forge.checks.length }]
    }
    if (/\/check-runs\/\d+$/.test(path)) {
      const index = Number(path.split('/').at(-1)) - 1
      forge.checks[index] = { ...forge.checks[index], ...(body as object) }
      return [200, { id: index + 1 }]
    }
    if (path.includes('/issues') && method === 'GET') return [200, forge.issues]
    if (path.endsWith('/issues')) {
      const issue = body as { title: string; body: string }
      forge.issues.push({ number: forge.issues.length + 1, state: 'open', ...issue })
      return [201, issueAnswer(forge.issues.length)]
    }
    const number = Number(/\/issues\/(\d+)$/.exec(path)?.[1])
    const issue = forge.issues.find((one) => one.number === number)
    if (issue === undefined) return [404, { message: `no answer for ${method} ${path}` }]
    Object.assign(issue, body)
    return [200, issueAnswer(number)]
  }

  const server = nock('https://api.github.com').persist()
  for (const method of ['GET', 'POST', 'PATCH']) {
    server.intercept(/.*/, method).reply(async (request: Request) => {
      const { pathname } = new URL(request.url)
      forge.calls.push(`${method} ${pathname}`)
      const text = await request.text()
      return answer(method, pathname, text === '' ? undefined : JSON.parse(text))
    })
  }
  return forge
}
