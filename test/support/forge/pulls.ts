import { type Fields, fieldsOf, listOf, numberOf, textOf } from './fields.ts'
import { keepPullRef } from './refs.ts'
import { type ForgeRepository, type PullState, simple, type World } from './world.ts'

/** A pull request as the emulator has it, with what git says of its branches. */
export async function pullFields(
  world: World,
  repository: ForgeRepository,
  number: number,
): Promise<Fields> {
  const given = await world.github.call(
    'admin',
    'GET',
    `/repos/${repository.fullName}/pulls/${number}`,
  )
  return withGit(repository, given)
}

/** Fields that GitHub leaves out of lists; the emulator does not. */
const wholeOnly = [
  ...['merged', 'mergeable', 'mergeable_state', 'rebaseable', 'merged_by', 'comments'],
  ...['review_comments', 'maintainer_can_modify', 'commits', 'additions', 'deletions'],
  'changed_files',
]

/** A pull request as it stands in a list. */
export async function listedWithGit(repository: ForgeRepository, given: Fields): Promise<Fields> {
  const kept = Object.entries(given).filter(([name]) => !wholeOnly.includes(name))
  return withGit(repository, Object.fromEntries(kept))
}

/** @param given a pull request of the emulator, whole or without what lists leave out */
export async function withGit(repository: ForgeRepository, given: Fields): Promise<Fields> {
  const pull = repository.pulls.get(numberOf(given.number))
  if (pull === undefined) return given
  const { git } = repository
  const isWhole = 'commits' in given
  const range = `${pull.baseSha}...${pull.headSha}`
  const [commits, files, mergeable] = isWhole
    ? await Promise.all([
        git.git('rev-list', '--count', `${pull.baseSha}..${pull.headSha}`).then(Number),
        git
          .git('diff', '--name-only', range)
          .then((text) => text.split('\n').filter(Boolean).length),
        git.git('merge-tree', '--write-tree', pull.baseSha, pull.headSha).then(
          () => true,
          () => false,
        ),
      ])
    : [0, 0, true]
  return {
    ...given,
    state: pull.state,
    head: { ...sideOf(given.head), sha: pull.headSha },
    base: { ...sideOf(given.base), sha: pull.baseSha },
    merge_commit_sha: pull.mergeCommit,
    merged_at: pull.merged ? (given.merged_at ?? given.updated_at) : null,
    ...(isWhole ? { commits, changed_files: files, mergeable, merged: pull.merged } : {}),
  }
}

function sideOf(given: unknown): Fields {
  const { user, repo, ...side } = fieldsOf(given)
  const { owner, ...rest } = fieldsOf(repo)
  return {
    ...side,
    user: simple(fieldsOf(user)),
    repo: repo === null ? null : { ...rest, owner: simple(fieldsOf(owner)) },
  }
}

/** Remembers where a new pull request's branches stand. */
export async function notePull(
  world: World,
  repository: ForgeRepository,
  given: Fields,
): Promise<PullState | undefined> {
  const head = fieldsOf(given.head)
  const headName = textOf(fieldsOf(head.repo).full_name)
  const headRepository = world.repositories.get(headName)
  const headSha = await headRepository?.git.resolve(`refs/heads/${textOf(head.ref)}`)
  const baseRef = textOf(fieldsOf(given.base).ref)
  const baseSha = await repository.git.resolve(`refs/heads/${baseRef}`)
  if (headRepository === undefined || headSha === undefined || baseSha === undefined)
    return undefined
  const pull: PullState = {
    number: numberOf(given.number),
    headRepository: headName,
    headRef: textOf(head.ref),
    headSha,
    baseRef,
    baseSha,
    state: 'open',
    merged: false,
    mergeCommit: null,
  }
  repository.pulls.set(pull.number, pull)
  await keepPullRef(repository, headRepository, pull.number, headSha)
  return pull
}

/** Closes, opens again. */
export function notePullState(repository: ForgeRepository, given: Fields): void {
  const pull = repository.pulls.get(numberOf(given.number))
  if (pull !== undefined && !pull.merged) pull.state = given.state === 'closed' ? 'closed' : 'open'
}

/** The newest review of each person that decides something. */
export async function decidingReviews(
  world: World,
  repository: ForgeRepository,
  number: number,
): Promise<Map<string, string>> {
  const path = `/repos/${repository.fullName}/pulls/${number}/reviews?per_page=100`
  const reviews = listOf(await world.github.call('admin', 'GET', path)).map(fieldsOf)
  const decided = reviews.filter(({ state }) => state !== 'COMMENTED')
  return new Map(decided.map(({ user, state }) => [textOf(fieldsOf(user).login), textOf(state)]))
}
