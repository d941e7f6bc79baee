import { appFields } from './check-routes.ts'
import type { Answer } from './emulator.ts'
import { type Fields, fieldsOf, textOf } from './fields.ts'
import { listedWithGit, notePull, notePullState, withGit } from './pulls.ts'
import { type ForgeRepository, identify, type World } from './world.ts'

/** Events the forge sends itself; the emulator's of these names are not GitHub's. */
const own = new Set([
  'push',
  'create',
  'delete',
  'check_run',
  'check_suite',
  'repository',
  'repository_ruleset',
  'installation',
])

/** Passes a request on to the emulator and sets right what git, or GitHub, says otherwise. */
export async function passToEmulator(
  world: World,
  request: Parameters<World['github']['pass']>[0],
): Promise<Answer> {
  const repository = repositoryOf(world, request.path)
  const isNewPull = request.method === 'POST' && /^\/repos\/[^/]+\/[^/]+\/pulls$/.test(request.path)
  if (isNewPull && repository !== undefined) {
    const missing = await missingBranch(world, repository, request.body)
    if (missing !== undefined) return json(422, { message: 'Validation Failed', errors: [missing] })
  }
  const answer = await world.github.pass(request)
  if (!answer.headers.get('content-type')?.includes('json')) return answer
  const body: unknown = JSON.parse(toSeconds(answer.body.toString('utf8')) || 'null')
  if (answer.status === 403 && identify(world, request.authorization).kind === 'installation') {
    return json(403, { ...fieldsOf(body), message: 'Resource not accessible by integration' })
  }
  if (repository === undefined || answer.status >= 300) {
    return { ...answer, body: Buffer.from(JSON.stringify(body)) }
  }
  if (isNewPull) await notePull(world, repository, fieldsOf(body))
  if (request.method === 'PATCH') notePullState(repository, fieldsOf(body))
  const right = Array.isArray(body)
    ? await Promise.all(
        body.map((one) => setRight(world, repository, fieldsOf(one), listedWithGit)),
      )
    : await setRight(world, repository, fieldsOf(body))
  return { ...answer, body: Buffer.from(JSON.stringify(right)) }
}

/** A webhook of the emulator on its way to the App. */
export async function passEvent(world: World, event: string, payload: Fields): Promise<void> {
  if (own.has(event)) return
  const repository = world.repositories.get(textOf(fieldsOf(payload.repository).full_name))
  if (repository === undefined) return
  const pull = payload.pull_request
  if (pull !== undefined) {
    const { number } = fieldsOf(pull)
    if (!repository.pulls.has(Number(number))) await notePull(world, repository, fieldsOf(pull))
    if (event === 'pull_request') notePullState(repository, fieldsOf(pull))
    payload.pull_request = await withGit(repository, fieldsOf(pull))
  }
  if (payload.issue !== undefined) {
    payload.issue = asIssue(world, repository, fieldsOf(payload.issue))
  }
  if (payload.comment !== undefined) {
    if (payload.action === 'edited') {
      const { node_id, updated_at } = fieldsOf(payload.comment)
      world.editedComments.set(textOf(node_id), textOf(updated_at))
    }
    payload.comment = await setRight(world, repository, fieldsOf(payload.comment))
  }
  if (event === 'pull_request_review') {
    const review = fieldsOf(payload.review)
    payload.review = { ...review, state: textOf(review.state).toLowerCase() }
  }
  world.deliveries.send(event, JSON.parse(toSeconds(JSON.stringify(payload))))
}

/** GitHub's times have no fractions of a second. */
const toSeconds = (text: string): string =>
  text.replace(/("\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\.\d{3}Z"/g, '$1Z"')

async function setRight(
  world: World,
  repository: ForgeRepository,
  given: Fields,
  pull = withGit,
): Promise<Fields> {
  const isPull = 'head' in given && 'base' in given && 'number' in given
  if (isPull) return pull(repository, given)
  if ('number' in given && 'title' in given) return asIssue(world, repository, given)
  if (!('performed_via_github_app' in given)) return given
  const isByApp = fieldsOf(given.user).type === 'Bot'
  const edited = world.editedComments.get(textOf(given.node_id))
  return {
    ...given,
    // The emulator stores a new comment in two steps.
    updated_at: edited ?? given.created_at,
    performed_via_github_app: isByApp ? appFields(world) : null,
  }
}

/** A pull request is an issue too, and says so. */
function asIssue(world: World, { pulls, fullName }: ForgeRepository, given: Fields): Fields {
  if (!pulls.has(Number(given.number))) return given
  const html = `${world.origin}/${fullName}/pull/${given.number}`
  const url = `${world.api}/repos/${fullName}/pulls/${given.number}`
  const links = { url, html_url: html, diff_url: `${html}.diff`, patch_url: `${html}.patch` }
  return { ...given, pull_request: { ...links, merged_at: null } }
}

async function missingBranch(
  world: World,
  repository: ForgeRepository,
  body: Buffer,
): Promise<Fields | undefined> {
  const { head, base } = fieldsOf(JSON.parse(body.toString('utf8') || '{}'))
  const [owner, branch] = textOf(head).includes(':') ? textOf(head).split(':') : [undefined, head]
  const name = repository.fullName.split('/')[1]
  const from = owner === undefined ? repository : world.repositories.get(`${owner}/${name}`)
  const at = await from?.git.resolve(`refs/heads/${branch}`)
  if (at === undefined) return { resource: 'PullRequest', field: 'head', code: 'invalid' }
  const onto = await repository.git.resolve(`refs/heads/${textOf(base)}`)
  if (onto === undefined) return { resource: 'PullRequest', field: 'base', code: 'invalid' }
  if (await repository.git.isAncestor(at, onto)) {
    const message = `No commits between ${textOf(base)} and ${textOf(head)}`
    return { resource: 'PullRequest', code: 'custom', message }
  }
  const isSame = ({
    state,
    headRef,
    baseRef,
  }: {
    state: string
    headRef: string
    baseRef: string
  }) => state === 'open' && headRef === branch && baseRef === base
  if ([...repository.pulls.values()].some(isSame)) {
    const message = `A pull request already exists for ${head}.`
    return { resource: 'PullRequest', code: 'custom', message }
  }
  return undefined
}

function repositoryOf(world: World, path: string): ForgeRepository | undefined {
  const [, owner, name] = /^\/repos\/([^/]+)\/([^/?]+)/.exec(path) ?? []
  return world.repositories.get(`${owner}/${name}`)
}

const json = (status: number, body: Fields): Answer => ({
  status,
  headers: new Headers({ 'content-type': 'application/json; charset=utf-8' }),
  body: Buffer.from(JSON.stringify(body)),
})
