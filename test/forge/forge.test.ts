import { execFile } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals'
import { ProbotOctokit } from 'probot'
import { neverEdited } from '../../src/adapters/github/comments.ts'
import { readCommitPeople } from '../../src/adapters/github/commit-people.ts'
import { readMergeQueue } from '../../src/adapters/github/merge-queue.ts'
import { repositorySchema, toRepository } from '../../src/adapters/github/repository.ts'
import { type Forge, startForge } from '../support/forge/forge.ts'
import { repositoryFields } from '../support/forge/world.ts'

const run = promisify(execFile)
const site = { owner: 'acme', repo: 'site' }
const policy = 'version: 1\n'

interface Heard {
  event: string
  guid: string
  payload: Record<string, unknown> & { action?: string; sender: { login: string } }
}

let forge: Forge
let app: Server
let octokit: ProbotOctokit
let asApp: ProbotOctokit
let heard: Heard[] = []
let status = 202

/** As the installation, or as the App itself. */
function clientOf({ app: { id, privateKey }, api }: Forge, installationId?: number): ProbotOctokit {
  const Octokit = ProbotOctokit.defaults((defaults: object) => ({
    ...defaults,
    baseUrl: api,
    retry: { enabled: false },
    throttle: { enabled: false },
  }))
  const auth = { appId: id, privateKey }
  return new Octokit({ auth: installationId === undefined ? auth : { ...auth, installationId } })
}

beforeAll(async () => {
  forge = await startForge({
    repositories: { 'acme/site': { files: { 'a.txt': 'one\n' }, policy }, 'acme/.github': {} },
    teams: { security: ['carol'] },
  })
  app = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const body = Buffer.concat(chunks)
    const secret = forge.environment.WEBHOOK_SECRET ?? ''
    const signature = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`
    const isRight = request.headers['x-hub-signature-256'] === signature
    if (isRight) {
      heard.push({
        event: String(request.headers['x-github-event']),
        guid: String(request.headers['x-github-delivery']),
        payload: JSON.parse(body.toString()),
      })
    }
    response.writeHead(isRight ? status : 401)
    response.end()
  })
  await new Promise<void>((resolve) => app.listen(0, '127.0.0.1', resolve))
  forge.deliveries.to = `http://127.0.0.1:${(app.address() as AddressInfo).port}/`
  octokit = clientOf(forge, forge.app.installation)
  asApp = clientOf(forge)
})

afterEach(async () => {
  await forge.deliveries.settled()
  heard = []
  status = 202
  forge.deliveries.fault = undefined
  forge.server.fault = undefined
  expect(forge.violations()).toEqual([])
})

afterAll(async () => {
  await forge.close()
  app.close()
})

const events = async () => {
  await forge.deliveries.settled()
  return heard.map(({ event, payload }) => [event, payload.action].filter(Boolean).join('.'))
}
const tip = async (ref = 'main') => (await forge.tip('acme/site', ref)) ?? ''

test('the App knows itself, its installation and its repositories', async () => {
  expect((await asApp.rest.apps.getAuthenticated()).data?.id).toBe(forge.app.id)
  const { data: installations } = await asApp.rest.apps.listInstallations()
  expect(installations.map(({ id }) => id)).toEqual([forge.app.installation])
  const { data } = await octokit.rest.apps.listReposAccessibleToInstallation()
  expect(data.repositories.map(({ full_name }) => full_name)).toEqual(['acme/site', 'acme/.github'])
  await forge.install()
  expect(await events()).toEqual(['installation.created'])
})

test('a file is read at a commit, and not again while nothing changes', async () => {
  const path = '.github/cursor-guard.yml'
  const { data, headers } = await octokit.rest.repos.getContent({ ...site, path })
  expect(data).toMatchObject({ type: 'file', encoding: 'base64' })
  const content = 'content' in data ? Buffer.from(data.content, 'base64').toString() : ''
  expect(content).toBe(policy)
  const again = octokit.rest.repos.getContent({
    ...site,
    path,
    headers: { 'if-none-match': headers.etag },
  })
  await expect(again).rejects.toMatchObject({ status: 304 })
  await expect(octokit.rest.repos.getContent({ ...site, path: 'nowhere' })).rejects.toMatchObject({
    status: 404,
  })
})

test('a push is told without a word on force, and a rewrite shows in the history alone', async () => {
  const first = await forge.push('acme/site', 'main', { 'a.txt': 'two\n' }, { as: 'bob' })
  const second = await forge.push(
    'acme/site',
    'main',
    { 'b.txt': 'x' },
    { force: true, as: 'mallory' },
  )
  expect(await events()).toEqual(['push', 'push'])
  const [, rewrite] = heard
  expect(rewrite?.payload).toMatchObject({
    ref: 'refs/heads/main',
    before: first.after,
    after: second.after,
    sender: { login: 'mallory', type: 'User' },
    repository: { id: forge.repository('acme/site').id, default_branch: 'main' },
    installation: { id: forge.app.installation },
  })
  expect(rewrite?.payload).not.toHaveProperty('forced')
  const basehead = `${first.after}...${second.after}`
  const { data } = await octokit.rest.repos.compareCommitsWithBasehead({ ...site, basehead })
  expect(data).toMatchObject({ status: 'diverged', ahead_by: 1, behind_by: 1 })
  expect(data.files?.map(({ filename, status: kind }) => `${kind} ${filename}`)).toEqual([
    'added b.txt',
  ])
  const commit = await octokit.rest.repos.getCommit({ ...site, ref: second.after })
  expect(commit.data.author?.login).toBe('mallory')
})

test('refs move by git itself: compared, all or none', async () => {
  const { before, after } = await forge.push('acme/site', 'main', { 'c.txt': 'c' })
  const move = (refUpdates: object[]) =>
    octokit.graphql(
      'mutation ($input: UpdateRefsInput!) { updateRefs(input: $input) { clientMutationId } }',
      { input: { repositoryId: forge.repository('acme/site').nodeId, refUpdates } },
    )
  const keep = { name: 'refs/cursor-guard/backup/1', afterOid: after, beforeOid: '0'.repeat(40) }
  const back = { name: 'refs/heads/main', afterOid: before, force: true }
  await expect(move([keep, { ...back, beforeOid: before }])).rejects.toThrow(/expected/)
  expect(await forge.tip('acme/site', keep.name)).toBeUndefined()
  await expect(move([{ ...back, force: false, beforeOid: after }])).rejects.toThrow(/fast forward/)
  await move([keep, { ...back, beforeOid: after }])
  expect(await tip()).toBe(before)
  expect(await forge.tip('acme/site', keep.name)).toBe(after)
  const { data } = await octokit.rest.git.listMatchingRefs({ ...site, ref: 'cursor-guard/backup/' })
  expect(data.map(({ ref, object }) => [ref, object.sha])).toEqual([[keep.name, after]])
  expect((await events()).filter((event) => event === 'push')).toHaveLength(2)
  expect(heard.at(-1)?.payload.sender).toMatchObject({ login: 'cursor-guard[bot]', type: 'Bot' })
  // The documents of this test are not the App's own.
  forge.violations()
})

test('refs are made, moved and removed through REST', async () => {
  const sha = await tip()
  await octokit.rest.git.createRef({ ...site, ref: 'refs/heads/a/b', sha })
  await expect(octokit.rest.git.createRef({ ...site, ref: 'refs/heads/a/b', sha })).rejects.toThrow(
    /already exists/,
  )
  const ref = 'heads/a/b'
  expect((await octokit.rest.git.getRef({ ...site, ref })).data.object.sha).toBe(sha)
  const { after } = await forge.push('acme/site', 'a/b', { 'n.txt': 'n' })
  await expect(octokit.rest.git.updateRef({ ...site, ref, sha })).rejects.toThrow(/fast forward/)
  await octokit.rest.git.updateRef({ ...site, ref, sha, force: true })
  await octokit.rest.git.deleteRef({ ...site, ref })
  await expect(octokit.rest.git.getRef({ ...site, ref })).rejects.toMatchObject({ status: 404 })
  expect(await events()).toEqual(['push', 'create', 'push', 'push', 'push', 'delete'])
  expect((await octokit.rest.repos.getCommit({ ...site, ref: after })).data.sha).toBe(after)
})

test('rulesets refuse, but for those who may bypass them', async () => {
  const { data } = await octokit.rest.repos.createRepoRuleset({
    ...site,
    name: 'cursor-guard: history main',
    target: 'branch',
    enforcement: 'active',
    bypass_actors: [{ actor_id: forge.app.id, actor_type: 'Integration', bypass_mode: 'always' }],
    conditions: { ref_name: { include: ['~DEFAULT_BRANCH'], exclude: [] } },
    rules: [{ type: 'non_fast_forward' }, { type: 'deletion' }],
  })
  expect(data).toMatchObject({ source: 'acme/site', current_user_can_bypass: 'always' })
  const rewrite = forge.push('acme/site', 'main', { 'd.txt': 'd' }, { force: true, as: 'mallory' })
  await expect(rewrite).rejects.toThrow(/Cannot force-push/)
  await expect(forge.remove('acme/site', 'main')).rejects.toThrow(/Cannot delete/)
  await forge.push('acme/site', 'main', { 'd.txt': 'd' }, { force: true, unprotected: true })
  const parent = await forge.git('acme/site').git('rev-parse', 'main^')
  await octokit.rest.git.updateRef({ ...site, ref: 'heads/main', sha: parent, force: true })
  const ruleset_id = data.id
  await expect(
    octokit.rest.repos.createRepoRuleset({ ...site, name: data.name, enforcement: 'active' }),
  ).rejects.toThrow(/unique|Validation/)
  await octokit.rest.repos.updateRepoRuleset({ ...site, ruleset_id, enforcement: 'disabled' })
  const { data: now } = await octokit.rest.repos.getRepoRuleset({ ...site, ruleset_id })
  expect(now).toMatchObject({ enforcement: 'disabled', rules: [{ type: 'non_fast_forward' }, {}] })
  await forge.deleteRuleset('acme/site', ruleset_id, { as: 'mallory' })
  const { data: left } = await octokit.rest.repos.getRepoRulesets({ ...site })
  expect(left).toEqual([])
  const rulesetEvents = (await events()).filter((event) => event.startsWith('repository_ruleset'))
  expect(rulesetEvents).toEqual(
    ['created', 'edited', 'deleted'].map((action) => `repository_ruleset.${action}`),
  )
})

test('a check run keeps its App and its buttons, which a person presses', async () => {
  const head_sha = await tip()
  const { data } = await octokit.rest.checks.create({
    ...site,
    name: 'cursor-guard / approval',
    head_sha,
    status: 'completed',
    conclusion: 'action_required',
    external_id: 'r1',
    output: { title: 'Waiting', summary: 'For a person' },
    actions: [{ label: 'Approve', description: 'Lets it through', identifier: 'approve' }],
  })
  expect(data.app?.id).toBe(forge.app.id)
  const check = forge.check('acme/site', head_sha, 'cursor-guard / approval')
  if (check === undefined) throw new Error('no check')
  await expect(forge.press('acme/site', check, 'deny', { as: 'bob' })).rejects.toThrow(/no button/)
  await forge.press('acme/site', check, 'approve', { as: 'bob' })
  await octokit.rest.checks.update({ ...site, check_run_id: data.id, conclusion: 'success' })
  const { data: listed } = await octokit.rest.checks.listForRef({ ...site, ref: head_sha })
  expect(listed.check_runs.map(({ conclusion }) => conclusion)).toEqual(['success'])
  expect(await events()).toEqual([
    'check_run.created',
    'check_run.requested_action',
    'check_run.completed',
  ])
  expect(heard[1]?.payload).toMatchObject({
    requested_action: { identifier: 'approve' },
    check_run: { external_id: 'r1', app: { id: forge.app.id } },
    sender: { login: 'bob' },
  })
})

test('a pull request follows its branch, is reviewed, commented on and merged', async () => {
  const number = await forge.openPullRequest('acme/site', {
    as: 'bob',
    head: 'feature',
    files: { 'src/new.ts': 'new\n' },
  })
  await forge.deliveries.settled()
  const opened = heard.find(({ event }) => event === 'pull_request')?.payload
  expect(opened).toMatchObject({
    action: 'opened',
    pull_request: { head: { sha: await tip('feature') } },
  })
  const first = await tip('feature')
  await forge.review('acme/site', number, 'APPROVE', { as: 'carol' })
  const { after } = await forge.push(
    'acme/site',
    'feature',
    { 'src/more.ts': 'more\n' },
    { as: 'bob' },
  )
  const { data } = await octokit.rest.pulls.get({ ...site, pull_number: number })
  expect(data).toMatchObject({ state: 'open', commits: 2, changed_files: 2, mergeable: true })
  expect([data.head.sha, data.base.sha, data.user?.login]).toEqual([after, await tip(), 'bob'])
  const { data: reviews } = await octokit.rest.pulls.listReviews({ ...site, pull_number: number })
  expect(reviews.map(({ state, commit_id, user }) => [state, commit_id, user?.login])).toEqual([
    ['APPROVED', first, 'carol'],
  ])
  const { data: commits } = await octokit.rest.pulls.listCommits({ ...site, pull_number: number })
  expect(commits.map(({ author }) => author?.login)).toEqual(['bob', 'bob'])
  const { data: files } = await octokit.rest.pulls.listFiles({ ...site, pull_number: number })
  expect(files.map(({ filename }) => filename)).toEqual(['src/more.ts', 'src/new.ts'])
  const { data: open } = await octokit.rest.pulls.list({ ...site, head: 'acme:feature' })
  expect(open.map(({ head }) => head.sha)).toEqual([after])
  const about = await octokit.rest.repos.listPullRequestsAssociatedWithCommit({
    ...site,
    commit_sha: after,
  })
  expect(about.data.map((pull) => pull.number)).toEqual([number])
  await octokit.rest.pulls.requestReviewers({
    ...site,
    pull_number: number,
    reviewers: ['carol'],
    team_reviewers: ['security'],
  })
  const id = await forge.comment('acme/site', number, '/cursor-guard status', { as: 'bob' })
  await forge.editComment('acme/site', id, '/cursor-guard approve', { as: 'bob' })
  const { data: comment } = await octokit.rest.issues.getComment({ ...site, comment_id: id })
  expect(comment.body).toBe('/cursor-guard approve')
  const own = await octokit.rest.issues.createComment({ ...site, issue_number: number, body: 'hi' })
  expect(own.data.performed_via_github_app?.id).toBe(forge.app.id)
  expect(own.data.user?.type).toBe('Bot')
  const told = heard.find(({ event }) => event === 'issue_comment')?.payload
  expect(told).toMatchObject({ issue: { number, pull_request: { merged_at: null } } })
  await forge.merge('acme/site', number, { as: 'alice' })
  const { data: merged } = await octokit.rest.pulls.get({ ...site, pull_number: number })
  expect(merged).toMatchObject({ state: 'closed', merged: true, merge_commit_sha: await tip() })
  expect(await forge.git('acme/site').isAncestor(after, await tip())).toBe(true)
  // Webhooks of one moment come in any order.
  const others = (await events()).filter((event) => event !== 'push' && event !== 'create')
  expect(others.toSorted()).toEqual([
    'issue_comment.created',
    'issue_comment.created',
    'issue_comment.edited',
    'pull_request.closed',
    'pull_request.opened',
    'pull_request.review_requested',
    'pull_request.synchronize',
    'pull_request_review.submitted',
  ])
})

test('a pull request comes from a fork', async () => {
  const fork = await forge.fork('acme/site', 'mallory')
  const { after } = await forge.push(fork, 'evil', { 'e.txt': 'e' }, { as: 'mallory' })
  const number = await forge.openPullRequest('acme/site', { as: 'mallory', head: 'mallory:evil' })
  const { data } = await octokit.rest.pulls.get({ ...site, pull_number: number })
  expect([data.head.sha, data.head.repo?.full_name]).toEqual([after, fork])
  expect(await forge.tip('acme/site', `refs/pull/${number}/head`)).toBe(after)
  await forge.closePullRequest('acme/site', number, { as: 'mallory' })
})

test('permissions are those of now, by numeric id', async () => {
  const ask = async (username: string) =>
    (await octokit.rest.repos.getCollaboratorPermissionLevel({ ...site, username })).data
  const { id } = await forge.account('rita')
  expect(await ask('rita')).toMatchObject({ permission: 'read', user: { id } })
  forge.world.people.set('rita', 'maintain')
  expect(await ask('rita')).toMatchObject({ permission: 'write', role_name: 'maintain' })
  forge.world.people.set('rita', 'read')
  const { data: all } = await octokit.rest.repos.listCollaborators(site)
  expect(all.map(({ login, role_name }) => `${login} ${role_name}`)).toContain('rita read')
  const { data } = await octokit.rest.teams.getMembershipForUserInOrg({
    org: 'acme',
    team_slug: 'security',
    username: 'carol',
  })
  expect(data.state).toBe('active')
  const { data: found } = await octokit.rest.users.getById({ account_id: id })
  expect(found.login).toBe('rita')
})

test('failed deliveries are listed and brought again under the same id', async () => {
  status = 500
  await forge.push('acme/site', 'later', { 'l.txt': 'l' })
  await forge.deliveries.settled()
  const { data, headers } = await asApp.rest.apps.listWebhookDeliveries({ per_page: 1 })
  expect(headers.link).toMatch(/cursor=\d+.*rel="next"/)
  const [failed] = data
  expect(failed).toMatchObject({ status_code: 500, event: 'create', redelivery: false })
  status = 202
  await asApp.rest.apps.redeliverWebhookDelivery({ delivery_id: failed?.id ?? 0 })
  await forge.deliveries.settled()
  expect(heard.at(-1)?.guid).toBe(failed?.guid)
  const { data: after } = await asApp.rest.apps.listWebhookDeliveries({ per_page: 1 })
  expect(after[0]).toMatchObject({ status_code: 202, guid: failed?.guid, redelivery: true })
})

test('deliveries are lost, doubled and forged on demand', async () => {
  forge.deliveries.fault = (event) => (event === 'push' ? 'lost' : 'twice')
  await forge.push('acme/site', 'doubled', { 'l.txt': 'l' })
  expect(await events()).toEqual(['create', 'create'])
  forge.deliveries.fault = () => 'wrong-signature'
  await forge.push('acme/site', 'doubled', { 'm.txt': 'm' })
  await forge.deliveries.settled()
  expect(forge.deliveries.all.at(-1)?.status).toBe(401)
})

test('git itself is served, to a token of the installation alone', async () => {
  const { data } = await asApp.rest.apps.createInstallationAccessToken({
    installation_id: forge.app.installation,
    repository_ids: [forge.repository('acme/site').id],
    permissions: { contents: 'write' },
  })
  const folder = await mkdtemp(join(tmpdir(), 'forge-clone-'))
  try {
    const url = (name: string, token: string) =>
      `${forge.origin.replace('//', `//x-access-token:${token}@`)}/${name}.git`
    const git = (...args: string[]) =>
      run('git', args, { cwd: folder, env: { ...process.env, GIT_TERMINAL_PROMPT: '0' } })
    await git('clone', '-q', url('acme/site', data.token), 'clone')
    await expect(git('clone', '-q', url('acme/site', 'wrong'), 'no')).rejects.toThrow(
      /Authentication/,
    )
    await expect(git('clone', '-q', url('acme/.github', data.token), 'no')).rejects.toThrow(
      /not found/,
    )
    await git('-C', 'clone', 'push', '-q', 'origin', 'HEAD:refs/heads/pushed')
    expect(await tip('pushed')).toBe(await tip())
    expect(await events()).toEqual(['push', 'create'])
    expect(heard[0]?.payload.sender.login).toBe('cursor-guard[bot]')
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})

test('faults happen on demand', async () => {
  forge.server.fault = ({ method }) =>
    method === 'GET' ? { do: 'answer', status: 502 } : undefined
  await expect(octokit.rest.repos.get(site)).rejects.toMatchObject({ status: 502 })
  forge.server.fault = () => ({ do: 'cut', when: 'before-answer' })
  const sha = await tip()
  const making = octokit.rest.git.createRef({ ...site, ref: 'refs/heads/cut', sha })
  await expect(making).rejects.toMatchObject({ status: 500 })
  expect(await tip('cut')).toBe(sha)
})

test('what the App was not given is refused, and what GitHub does not know is noted', async () => {
  await using narrow = await startForge({
    repositories: { 'acme/site': {} },
    permissions: { metadata: 'read', contents: 'read' },
  })
  const own = clientOf(narrow, narrow.app.installation)
  const sha = (await narrow.tip('acme/site', 'main')) ?? ''
  const refused = { status: 403, message: expect.stringContaining('not accessible by integration') }
  const calls = [
    () => own.rest.git.createRef({ ...site, ref: 'refs/heads/x', sha }),
    () => own.rest.checks.create({ ...site, name: 'x', head_sha: sha }),
    () => own.rest.issues.create({ ...site, title: 'x' }),
    () => own.rest.repos.createRepoRuleset({ ...site, name: 'x', enforcement: 'active' }),
  ]
  for (const call of calls) await expect(call()).rejects.toMatchObject(refused)
  expect(narrow.violations()).toEqual([])
  await own
    .request('POST /repos/acme/site/git/refs', { ref: 'refs/heads/x', sha, forse: 1 })
    .catch(() => {})
  expect(narrow.violations()).toEqual([expect.stringMatching(/git\/create-ref.*forse/)])
})

test('GraphQL says who made a commit, what became of a comment, and what waits in the queue', async () => {
  const { after } = await forge.push(
    'acme/site',
    'shared',
    { 's.txt': 's' },
    {
      as: 'bob',
      message:
        'Together\n\nCo-authored-by: Cursor <cursoragent@cursor.com>\nCo-authored-by: carol <carol@people.example>',
    },
  )
  const about = toRepository(await repositoryOf(forge))
  expect(await readCommitPeople(octokit, about, after)).toEqual([
    { as: 'author', email: 'bob@people.example', account: await forge.account('bob') },
    { as: 'co-author', email: 'cursoragent@cursor.com' },
    { as: 'co-author', email: 'carol@people.example', account: await forge.account('carol') },
    { as: 'committer', email: 'bob@people.example', account: await forge.account('bob') },
  ])
  expect(await readMergeQueue(octokit, about, 'main')).toBeUndefined()
  const number = await forge.openPullRequest('acme/site', { as: 'bob', head: 'shared' })
  const group = await forge.enqueue('acme/site', [number])
  expect(await readMergeQueue(octokit, about, 'main')).toEqual([
    { number, pullHeadSha: after, baseSha: group.base, headSha: group.head },
  ])
  expect(await events()).toContain('merge_group.checks_requested')
  const kept = await forge.comment('acme/site', number, 'as it was', { as: 'bob' })
  const edited = await forge.comment('acme/site', number, 'before', { as: 'bob' })
  await forge.editComment('acme/site', edited, 'after', { as: 'bob' })
  await forge.deliveries.settled()
  const nodeId = async (comment_id: number) =>
    (await octokit.rest.issues.getComment({ ...site, comment_id })).data.node_id
  const ids = [await nodeId(kept), await nodeId(edited)]
  expect([...((await neverEdited(octokit, ids)) ?? [])]).toEqual(ids.slice(0, 1))
})

const repositoryOf = async ({ world }: Forge) =>
  repositorySchema.parse(await repositoryFields(world, forge.repository('acme/site')))
