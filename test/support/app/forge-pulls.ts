import nock from 'nock'

export interface Account {
  id: number
  login: string
  type: string
}

export interface FakePull {
  number: number
  state: 'open' | 'closed'
  draft: boolean
  merged_at: string | null
  head: string
  base: string
  baseSha: string
  user: Account
  requestedUsers: number[]
  requestedTeams: string[]
}

export interface FakeComment {
  id: number
  issue: number
  user: Account
  body: string
  created_at: string
  updated_at: string
  app?: number
  /** Changed within the second of its making: only GraphQL shows it. */
  quietlyEdited?: boolean
}

export interface FakeReview {
  id: number
  pull: number
  user: Account
  state: string
  commit: string
  at: string
}

export interface FakeCheck {
  id: number
  name: string
  head_sha: string
  conclusion: string
  external_id?: string
  app: number
  output: { title: string; summary: string; text?: string }
  actions?: { label: string; description: string; identifier: string }[]
  status: string
}

/** Pull requests and everything said about them, as GitHub's API shows and keeps it, in memory. */
export interface ForgePulls {
  pulls: Map<number, FakePull>
  reviews: FakeReview[]
  comments: FakeComment[]
  checks: FakeCheck[]
  /** By login; what is not here has no access. */
  access: Map<string, { account: Account; permission: string }>
  teams: Map<string, string[]>
  /** By commit: GraphQL's answer of who made it. */
  commits: Map<string, { email: string; account?: Account; as: 'author' | 'committer' }[]>
  queue: { base: string; head: string; number: number; pullHead: string }[] | undefined
  requested: { reviewers: string[]; team_reviewers: string[] }[]
  /** `METHOD path` of every call, without the query. */
  calls: string[]
  /** Answers that come instead, by `METHOD path` beginnings. */
  faults: Map<string, [number, object]>
  /** The call of this number, from 1, is done and its answer lost. */
  loseAnswer: number | undefined
  clock: { now: number }
  review(user: Account, state: string, about?: { pull?: number; commit?: string }): FakeReview
  comment(user: Account, body: string, but?: Partial<FakeComment>): FakeComment
  /** The run that stands on a commit. */
  checkOn(head: string): FakeCheck | undefined
  countWrites(): number
}

const stamp = (at: number) => new Date(at).toISOString().replace(/\.\d+Z$/, 'Z')
const url = 'https://api.github.com/x'

export function forgePulls(appId: number, clock: { now: number }): ForgePulls {
  let lastId = 1_000
  const forge: ForgePulls = {
    pulls: new Map(),
    reviews: [],
    comments: [],
    checks: [],
    access: new Map(),
    teams: new Map(),
    commits: new Map(),
    queue: undefined,
    requested: [],
    calls: [],
    faults: new Map(),
    loseAnswer: undefined,
    clock,
    review(user, state, { pull = 7, commit } = {}) {
      lastId += 1
      clock.now += 1_000
      const head = commit ?? forge.pulls.get(pull)?.head ?? ''
      const review = { id: lastId, pull, user, state, commit: head, at: stamp(clock.now) }
      forge.reviews.push(review)
      return review
    },
    comment(user, body, but = {}) {
      lastId += 1
      clock.now += 1_000
      const at = stamp(clock.now)
      const made = { id: lastId, issue: 7, user, body, created_at: at, updated_at: at, ...but }
      forge.comments.push(made)
      return made
    },
    checkOn: (head) => forge.checks.findLast((one) => one.head_sha === head),
    countWrites: () =>
      forge.calls.filter((call) => /^(POST|PATCH|PUT|DELETE) (?!\/graphql)/.test(call)).length,
  }

  const pullFields = (pull: FakePull) => ({
    number: pull.number,
    state: pull.state,
    draft: pull.draft,
    merged_at: pull.merged_at,
    head: { sha: pull.head, ref: 'feature', repo: { id: 42 } },
    base: { sha: pull.baseSha, ref: pull.base },
    user: pull.user,
    requested_reviewers: pull.requestedUsers.map((id) => ({ id })),
    requested_teams: pull.requestedTeams.map((slug) => ({ slug })),
  })
  const commentFields = (comment: FakeComment) => ({
    id: comment.id,
    node_id: `IC_${comment.id}`,
    user: comment.user,
    body: comment.body,
    created_at: comment.created_at,
    updated_at: comment.updated_at,
    issue_url: `https://api.github.com/repos/acme/shop/issues/${comment.issue}`,
    performed_via_github_app: comment.app === undefined ? null : { id: comment.app },
  })
  const checkFields = (check: FakeCheck) => ({
    id: check.id,
    name: check.name,
    head_sha: check.head_sha,
    external_id: check.external_id ?? '',
    app: { id: check.app },
  })

  function graphql({ query, variables }: { query: string; variables: Record<string, unknown> }) {
    if (query.includes('commitPeople')) {
      const people = forge.commits.get(String(variables.commit))
      if (people === undefined) return { repository: { object: null } }
      const user = (account?: Account) =>
        account === undefined ? null : { databaseId: account.id, login: account.login }
      const authors = people.filter(({ as }) => as === 'author')
      const committer = people.find(({ as }) => as === 'committer') ?? authors[0]
      const nodes = authors.map(({ email, account }) => ({ email, user: user(account) }))
      return {
        repository: {
          object: {
            authors: { totalCount: nodes.length, nodes },
            committer: { email: committer?.email ?? '', user: user(committer?.account) },
          },
        },
      }
    }
    if (query.includes('commentHistory')) {
      const ids = variables.ids as string[]
      return {
        nodes: ids.map((id) => {
          const found = forge.comments.find((one) => `IC_${one.id}` === id)
          if (found === undefined) return null
          const isEdited = found.quietlyEdited === true || found.created_at !== found.updated_at
          return {
            id,
            lastEditedAt: isEdited ? found.updated_at : null,
            includesCreatedEdit: isEdited,
          }
        }),
      }
    }
    const entries = forge.queue?.map(({ base, head, number, pullHead }) => ({
      baseCommit: { oid: base },
      headCommit: { oid: head },
      pullRequest: { number, headRefOid: pullHead },
    }))
    const pageInfo = { hasNextPage: false, endCursor: null }
    return {
      repository: {
        mergeQueue: entries === undefined ? null : { entries: { pageInfo, nodes: entries } },
      },
    }
  }

  function answer(method: string, at: URL, body: Record<string, unknown>): [number, unknown] {
    const path = at.pathname.replace('/repos/acme/shop', '')
    const number = Number(/\/(?:pulls|issues)\/(\d+)/.exec(path)?.[1])
    const pull = forge.pulls.get(number)
    const missing: [number, object] = [404, { message: 'Not Found' }]
    if (path === '/graphql') {
      return [200, { data: graphql(body as { query: string; variables: Record<string, unknown> }) }]
    }
    if (path === '/pulls') {
      const open = [...forge.pulls.values()].filter(({ state }) => state === 'open')
      return [200, open.map(pullFields)]
    }
    if (/^\/pulls\/\d+$/.test(path)) return pull ? [200, pullFields(pull)] : missing
    if (/^\/commits\/\w+\/pulls$/.test(path)) {
      const sha = path.split('/')[2]
      const found = [...forge.pulls.values()].filter(({ head }) => head === sha)
      return [200, found.map(pullFields)]
    }
    if (path.endsWith('/requested_reviewers')) {
      forge.requested.push(body as ForgePulls['requested'][number])
      return [201, pullFields(pull as FakePull)]
    }
    if (path.endsWith('/reviews')) {
      const found = forge.reviews.filter((one) => one.pull === number)
      const fields = found.map((one) => ({
        id: one.id,
        user: one.user,
        state: one.state,
        commit_id: one.commit,
        submitted_at: one.at,
      }))
      return [200, fields]
    }
    if (method === 'POST' && path.endsWith('/comments')) {
      const bot = { id: 5_000, login: 'cursor-guard[bot]', type: 'Bot' }
      const made = forge.comment(bot, String(body.body), { issue: number, app: appId })
      return [201, { id: made.id }]
    }
    if (path.endsWith('/comments')) {
      const since = at.searchParams.get('since') ?? ''
      const found = forge.comments.filter((one) => one.issue === number && one.updated_at >= since)
      return [200, found.map(commentFields)]
    }
    const comment = forge.comments.find(({ id }) => path === `/issues/comments/${id}`)
    if (comment !== undefined && method === 'PATCH') comment.body = String(body.body)
    if (path.startsWith('/issues/comments/'))
      return comment ? [200, commentFields(comment)] : missing
    if (method === 'POST' && path === '/check-runs') {
      lastId += 1
      forge.checks.push({ ...(body as unknown as FakeCheck), id: lastId, app: appId })
      return [201, { id: lastId }]
    }
    const check = forge.checks.find(({ id }) => path === `/check-runs/${id}`)
    if (check !== undefined && method === 'PATCH') Object.assign(check, body)
    if (path.startsWith('/check-runs/')) return check ? [200, checkFields(check)] : missing
    const login = /\/collaborators\/([^/]+)\/permission$/.exec(path)?.[1]
    if (login !== undefined) {
      const found = forge.access.get(login)
      if (found === undefined) return missing
      return [200, { permission: 'read', role_name: found.permission, user: found.account }]
    }
    if (path === '/collaborators') {
      const people = [...forge.access.values()].map(({ account, permission }) => ({
        ...account,
        role_name: permission,
        permissions: levels(permission),
      }))
      return [200, people]
    }
    const [, team = '', member] =
      /^\/orgs\/acme\/teams\/([^/]+)\/(?:memberships\/(.+)|members)$/.exec(path) ?? []
    const people = forge.teams.get(team)
    if (team !== '' && people === undefined) return missing
    if (member !== undefined) {
      return people?.includes(member) ? [200, { url, role: 'member', state: 'active' }] : missing
    }
    if (team !== '') return [200, people?.map((one) => forge.access.get(one)?.account)]
    const account = Number(/^\/user\/(\d+)$/.exec(path)?.[1])
    const known = [...forge.access.values()].find((one) => one.account.id === account)
    return known === undefined ? missing : [200, known.account]
  }

  const server = nock('https://api.github.com').persist()
  for (const method of ['GET', 'POST', 'PATCH']) {
    server.intercept(/.*/, method).reply(async (request: Request) => {
      const at = new URL(request.url)
      const call = `${method} ${at.pathname}`
      forge.calls.push(call)
      const fault = [...forge.faults].find(([start]) => call.startsWith(start))?.[1]
      if (fault !== undefined) return fault
      const text = await request.text()
      const given = answer(method, at, text === '' ? {} : JSON.parse(text)) as [number, object]
      return forge.calls.length === forge.loseAnswer ? [502, { message: 'answer lost' }] : given
    })
  }
  return forge
}

function levels(permission: string) {
  const all = ['read', 'triage', 'write', 'maintain', 'admin']
  const has = (level: string) => all.indexOf(permission) >= all.indexOf(level)
  return {
    pull: has('read'),
    triage: has('triage'),
    push: has('write'),
    maintain: has('maintain'),
    admin: has('admin'),
  }
}
