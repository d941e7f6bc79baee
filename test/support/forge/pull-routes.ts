import { type Api, type ApiContext, page, refuse, repositoryRoutes } from './api.ts'
import { commitFields, fileFields } from './commits.ts'
import { fieldsOf, listOf } from './fields.ts'
import { decidingReviews, listedWithGit } from './pulls.ts'
import { moveRefs } from './refs.ts'
import { rulesFor, unmetChecks } from './rulesets.ts'
import {
  accountOf,
  type ForgeRepository,
  type Identity,
  type PullState,
  type World,
} from './world.ts'

/** What git knows of pull requests. */
export function pullRoutes(world: World): Api {
  const { api, on } = repositoryRoutes(world)
  const find = (c: ApiContext) => c.get('repository').pulls.get(Number(c.req.param('number')))

  on('GET', '/pulls/:number/commits', 'pull_requests:read', async (c) => {
    const pull = find(c)
    const repository = c.get('repository')
    if (pull === undefined) return refuse(c, 404, 'Not Found')
    const range = `${pull.baseSha}..${pull.headSha}`
    const listed = await repository.git.git('rev-list', '--reverse', '--max-count=250', range)
    const { items } = page(c, world, listed.split('\n').filter(Boolean))
    return c.json(await Promise.all(items.map((oid) => commitFields(world, repository, oid))))
  })
  on('GET', '/pulls/:number/files', 'pull_requests:read', async (c) => {
    const pull = find(c)
    const repository = c.get('repository')
    if (pull === undefined) return refuse(c, 404, 'Not Found')
    const base = await repository.git.git('merge-base', pull.baseSha, pull.headSha)
    return c.json(page(c, world, await fileFields(world, repository, base, pull.headSha)).items)
  })
  on('PUT', '/pulls/:number/merge', 'contents:write', async (c) => {
    const pull = find(c)
    if (pull === undefined) return refuse(c, 404, 'Not Found')
    const given = c.get('json').sha
    if (given !== undefined && given !== pull.headSha) {
      return refuse(c, 409, 'Head branch was modified. Review and try the merge again.')
    }
    const refused = await mergePull(world, c.get('repository'), pull, c.get('who'))
    if (refused !== undefined) return refuse(c, 405, refused)
    return c.json({
      sha: pull.mergeCommit,
      merged: true,
      message: 'Pull Request successfully merged',
    })
  })
  on('GET', '/commits/:sha/pulls', 'pull_requests:read', async (c) => {
    const repository = c.get('repository')
    const sha = c.req.param('sha') ?? ''
    const numbers = new Set((await containing(repository, sha)).map(({ number }) => number))
    const all = listOf(
      await world.github.call(
        'admin',
        'GET',
        `/repos/${repository.fullName}/pulls?state=all&per_page=100`,
      ),
    )
    const wanted = all.map(fieldsOf).filter(({ number }) => numbers.has(Number(number)))
    return c.json(await Promise.all(wanted.map((one) => listedWithGit(repository, one))))
  })
  return api
}

async function containing({ pulls, git }: ForgeRepository, sha: string): Promise<PullState[]> {
  const found: PullState[] = []
  for (const pull of pulls.values()) {
    const isIn = await git.isAncestor(sha, pull.headSha)
    if (isIn && !(await git.isAncestor(sha, pull.baseSha))) found.push(pull)
  }
  return found
}

/** Merges as the button does, when the rules of the base branch are met; else says which is not. */
export async function mergePull(
  world: World,
  repository: ForgeRepository,
  pull: PullState,
  by: Identity,
): Promise<string | undefined> {
  const { git } = repository
  if (pull.state !== 'open') return 'Pull Request is not mergeable'
  const ref = `refs/heads/${pull.baseRef}`
  const base = (await git.resolve(ref)) ?? ''
  for (const { rule } of await rulesFor(world, repository, ref, by)) {
    if (rule.type === 'required_status_checks') {
      const missing = unmetChecks(repository, rule, pull.headSha, false)
      if (missing !== undefined) return `Required status check "${missing}" is expected.`
    }
    if (rule.type === 'pull_request') {
      const needed = Number(fieldsOf(rule.parameters).required_approving_review_count ?? 0)
      const states = [...(await decidingReviews(world, repository, pull.number)).values()]
      if (states.filter((state) => state === 'APPROVED').length < needed) {
        return `At least ${needed} approving review is required by reviewers with write access.`
      }
    }
  }
  const tree = await git
    .git('merge-tree', '--write-tree', base, pull.headSha)
    .catch(() => undefined)
  if (tree === undefined) return 'Merge conflict'
  const { login } = await accountOf(world, by)
  const identity = ['-c', `user.name=${login}`, '-c', `user.email=${login}@people.example`]
  const message = `Merge pull request #${pull.number}`
  const parents = ['-p', base, '-p', pull.headSha]
  const commit = await git.git(...identity, 'commit-tree', tree, ...parents, '-m', message)
  const move = { ref, before: base, after: commit }
  const refused = await moveRefs(world, repository, [move], by, { force: false, isMerge: true })
  if (refused !== undefined) return refused
  Object.assign(pull, { state: 'closed', merged: true, mergeCommit: commit })
  const closedBy = by.kind === 'person' ? by.login : 'admin'
  const path = `/repos/${repository.fullName}/pulls/${pull.number}`
  await world.github.call(closedBy, 'PATCH', path, { state: 'closed' })
  return undefined
}
