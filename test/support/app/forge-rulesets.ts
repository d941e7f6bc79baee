import nock from 'nock'

/** A ruleset as GitHub keeps it. */
export interface KeptRuleset {
  id: number
  name: string
  target: string
  source_type: string
  source: string
  enforcement: string
  bypass_actors: { actor_id: number | null; actor_type: string; bypass_mode: string }[]
  conditions: { ref_name: { include: string[]; exclude: string[] } }
  rules: { type: string; parameters?: Record<string, unknown> }[]
}

type Answer = [status: number, body?: unknown]

/** What GitHub's API shows and does about the rulesets of `acme/shop`, in memory. */
export interface ForgeRulesets {
  rulesets: KeptRuleset[]
  /** `METHOD path` of every call. */
  calls: string[]
  checks: Record<string, unknown>[]
  issues: { number: number; title: string; body: string; state: string }[]
  repository: Record<string, unknown>
  classic?: Record<string, unknown> | undefined
  headSha: string
  /** Answers in GitHub's place where it gives something back. */
  fault?: ((method: string, path: string, body: unknown) => Answer | undefined) | undefined
  /** Calls that are carried out, and whose answer never arrives. */
  dropsAnswer?: ((method: string, path: string) => boolean) | undefined
  /** What the forge makes of a ruleset it was given. */
  twist?: ((ruleset: KeptRuleset) => void) | undefined
  /** Whether the App may see and pass bypass actors. */
  hidesBypass?: boolean
  /** The calls that write rulesets, since the last time. */
  writes(): string[]
  /** Somebody changes a ruleset by hand. */
  edit(name: string, change: Partial<KeptRuleset>): number
  remove(name: string): number
  add(ruleset: Partial<KeptRuleset>): number
}

const appId = 1_000
const pageSize = 100

const sha = (digit: string) => digit.repeat(40)

export function forgeRulesets(): ForgeRulesets {
  let nextId = 1
  const written: string[] = []
  const find = (name: string): KeptRuleset => {
    const found = forge.rulesets.find((one) => one.name === name)
    if (found === undefined) throw new Error(`there is no ruleset ${name}`)
    return found
  }
  const forge: ForgeRulesets = {
    rulesets: [],
    calls: [],
    checks: [],
    issues: [],
    headSha: sha('a'),
    repository: {
      id: 42,
      node_id: 'R_42',
      name: 'shop',
      full_name: 'acme/shop',
      private: true,
      visibility: 'private',
      archived: false,
      fork: false,
      default_branch: 'main',
      owner: { id: 1, login: 'acme', type: 'Organization' },
    },
    writes: () => written.splice(0).map((call) => call.replace(/\/repos\/[^/]+\/[^/]+\//, '')),
    edit(name, change) {
      const found = find(name)
      Object.assign(found, structuredClone(change))
      return found.id
    },
    remove(name) {
      const { id } = find(name)
      forge.rulesets = forge.rulesets.filter((one) => one.id !== id)
      return id
    },
    add(ruleset) {
      const id = nextId++
      forge.rulesets.push({ ...blank(), ...structuredClone(ruleset), id })
      return id
    },
  }
  const blank = (): Omit<KeptRuleset, 'id'> => ({
    name: 'unnamed',
    target: 'branch',
    source_type: 'Repository',
    source: String(forge.repository.full_name),
    enforcement: 'active',
    bypass_actors: [],
    conditions: { ref_name: { include: [], exclude: [] } },
    rules: [],
  })

  /** GitHub keeps lists in an order of its own and fills in what it was not told. */
  function keep(id: number, given: Partial<KeptRuleset>): Answer {
    const taken = forge.rulesets.some((one) => one.name === given.name && one.id !== id)
    if (taken) {
      return [422, { message: 'Validation Failed', errors: ['Name must be unique'] }]
    }
    const rules = structuredClone(given.rules ?? []).reverse()
    for (const { type, parameters } of rules) {
      if (type !== 'pull_request' || parameters === undefined) continue
      parameters.allowed_merge_methods ??= ['squash', 'rebase', 'merge']
      parameters.required_reviewers ??= []
    }
    const kept = { ...blank(), ...given, rules, id } as KeptRuleset
    forge.twist?.(kept)
    forge.rulesets = [...forge.rulesets.filter((one) => one.id !== id), kept]
    return [200, shown(kept)]
  }

  function shown({ bypass_actors, ...ruleset }: KeptRuleset): object {
    const isOurs = bypass_actors.some(({ actor_id }) => actor_id === appId)
    return {
      ...structuredClone(ruleset),
      ...(forge.hidesBypass ? {} : { bypass_actors }),
      current_user_can_bypass: isOurs ? 'always' : 'never',
      node_id: `RRS_${ruleset.id}`,
      created_at: '2026-11-22T12:00:00Z',
      updated_at: '2026-11-22T12:00:00Z',
    }
  }

  const missing: Answer = [404, { message: 'Not Found' }]

  function answerRulesets(method: string, path: string, body: unknown, page: number): Answer {
    const id = Number(/\/rulesets\/(\d+)$/.exec(path)?.[1])
    if (Number.isNaN(id)) {
      if (method === 'POST') {
        const [status, ruleset] = keep(nextId, body as KeptRuleset)
        if (status !== 200) return [status, ruleset]
        nextId++
        return [201, ruleset]
      }
      const listed = forge.rulesets.slice((page - 1) * pageSize, page * pageSize)
      return [200, listed.map(({ rules: _, conditions: __, bypass_actors: ___, ...rest }) => rest)]
    }
    const found = forge.rulesets.find((one) => one.id === id)
    if (found === undefined) return missing
    if (method === 'PUT') return keep(id, body as KeptRuleset)
    if (method === 'GET') return [200, shown(found)]
    forge.rulesets = forge.rulesets.filter((one) => one !== found)
    return [204]
  }

  function answerIssues(method: string, path: string, body: unknown): Answer {
    const number = Number(/\/issues\/(\d+)$/.exec(path)?.[1])
    if (method === 'GET') return [200, forge.issues]
    if (Number.isNaN(number)) {
      const issue = { number: forge.issues.length + 1, state: 'open', ...(body as object) }
      forge.issues.push(issue as ForgeRulesets['issues'][number])
      return [201, issue]
    }
    const issue = forge.issues.find((one) => one.number === number)
    if (issue === undefined) return missing
    Object.assign(issue, body)
    return [200, issue]
  }

  function answerChecks(path: string, body: unknown): Answer {
    const id = Number(/\/check-runs\/(\d+)$/.exec(path)?.[1])
    if (Number.isNaN(id)) {
      forge.checks.push(body as Record<string, unknown>)
      return [201, { id: forge.checks.length }]
    }
    forge.checks[id - 1] = { ...forge.checks[id - 1], ...(body as object) }
    return [200, { id }]
  }

  function answer(method: string, path: string, body: unknown, page: number): Answer {
    if (path === '/repos/acme/shop') return [200, forge.repository]
    if (path.includes('/rulesets')) return answerRulesets(method, path, body, page)
    if (path.includes('/issues')) return answerIssues(method, path, body)
    if (path.includes('/check-runs')) return answerChecks(path, body)
    if (path.endsWith('/protection')) {
      return forge.classic === undefined ? missing : [200, forge.classic]
    }
    const branch = /\/branches\/([^/]+)$/.exec(path)?.[1]
    if (branch === forge.repository.default_branch) {
      return [200, { name: branch, commit: { sha: forge.headSha }, protected: true }]
    }
    return missing
  }

  const server = nock('https://api.github.com').persist()
  for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) {
    server.intercept(/.*/, method).reply(async (request: Request) => {
      const { pathname, searchParams } = new URL(request.url)
      const call = `${method} ${pathname}`
      forge.calls.push(call)
      if (method !== 'GET' && pathname.includes('/rulesets')) written.push(call)
      const text = await request.text()
      const body = text === '' ? undefined : JSON.parse(text)
      const page = Number(searchParams.get('page') ?? 1)
      // Whatever the repository is called by now.
      const path = pathname.replace(/^\/repos\/[^/]+\/[^/]+/, '/repos/acme/shop')
      const given = forge.fault?.(method, path, body) ?? answer(method, path, body, page)
      const lost: Answer = [502, { message: 'Bad Gateway' }]
      const [status, answered] = forge.dropsAnswer?.(method, path) ? lost : given
      const hasMore =
        method === 'GET' &&
        pathname.endsWith('/rulesets') &&
        forge.rulesets.length > page * pageSize
      const next = `<https://api.github.com${pathname}?per_page=100&page=${page + 1}>; rel="next"`
      return [status, answered ?? '', hasMore ? { link: next } : {}]
    })
  }
  return forge
}
