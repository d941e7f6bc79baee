import { noteActivity } from './activity-routes.ts'
import { zeros } from './git-repository.ts'
import { pullFields } from './pulls.ts'
import { ruleAgainst } from './rulesets.ts'
import { accountOf, type ForgeRepository, type Identity, tell, type World } from './world.ts'

export interface Move {
  ref: string
  /** Where it must be now; absent: wherever it is. */
  before?: string | undefined
  after: string
  /** Whether this one may drop commits; the option of all without it. */
  force?: boolean
}

export interface MoveOptions {
  /** Whether commits may be dropped. */
  force: boolean
  /** Rules are not asked, as when they were switched off at that moment. */
  unprotected?: boolean
  isMerge?: boolean
}

export interface MovedRef {
  ref: string
  before: string
  after: string
}

/** Moves refs as the forge does: by its rules, all or none, and tells the App. What it refuses is said. */
export async function moveRefs(
  world: World,
  repository: ForgeRepository,
  moves: readonly Move[],
  by: Identity,
  { force, unprotected = false, isMerge = false }: MoveOptions,
): Promise<string | undefined> {
  const { git } = repository
  const done: MovedRef[] = []
  for (const { ref, before, after, force: own = force } of moves) {
    const now = (await git.resolve(ref)) ?? zeros
    if (before !== undefined && before !== now) return `${ref} is at ${now} but expected ${before}`
    if (after !== zeros && (await git.resolve(`${after}^{object}`)) === undefined) {
      return 'Object does not exist'
    }
    if (!own && now !== zeros && after !== zeros && !(await git.isAncestor(now, after))) {
      return 'Update is not a fast forward'
    }
    const rule = unprotected
      ? undefined
      : await ruleAgainst(world, repository, { ref, before: now, after, isMerge }, by)
    if (rule !== undefined) return `Repository rule violations found\n\n${rule}`
    done.push({ ref, before: now, after })
  }
  const refused = await git.move(done)
  if (refused !== undefined) return refused
  for (const move of done)
    if (move.before !== move.after) await announce(world, repository, move, by, isMerge)
  return undefined
}

/** The webhooks of a ref that has moved. As the emulator does, the payload says nothing of force. */
export async function announce(
  world: World,
  repository: ForgeRepository,
  { ref, before, after }: MovedRef,
  by: Identity,
  isMerge = false,
): Promise<void> {
  if (!/^refs\/(heads|tags)\//.test(ref)) return
  await noteActivity(world, repository, { ref, before, after }, by, isMerge)
  const { login } = await accountOf(world, by)
  const pusher = { name: login, email: `${login}@people.example` }
  await tell(world, repository, 'push', by, {
    ref,
    before,
    after,
    created: before === zeros,
    deleted: after === zeros,
    pusher,
    commits: [],
    head_commit: null,
  })
  if (before === zeros || after === zeros) {
    await tell(world, repository, before === zeros ? 'create' : 'delete', by, {
      ref: ref.replace(/^refs\/(heads|tags)\//, ''),
      ref_type: ref.startsWith('refs/tags/') ? 'tag' : 'branch',
      pusher_type: 'user',
    })
  }
  await followPulls(world, repository, { ref, before, after }, by)
}

/** Pull requests follow their head branch, whichever repository they were opened in. */
async function followPulls(
  world: World,
  moved: ForgeRepository,
  { ref, before, after }: MovedRef,
  by: Identity,
): Promise<void> {
  for (const repository of world.repositories.values()) {
    for (const pull of repository.pulls.values()) {
      if (pull.state !== 'open' || pull.headRepository !== moved.fullName) continue
      if (ref !== `refs/heads/${pull.headRef}` || after === zeros) continue
      pull.headSha = after
      pull.baseSha = (await repository.git.resolve(`refs/heads/${pull.baseRef}`)) ?? pull.baseSha
      await keepPullRef(repository, moved, pull.number, after)
      await tell(world, repository, 'pull_request', by, {
        action: 'synchronize',
        number: pull.number,
        before,
        after,
        pull_request: await pullFields(world, repository, pull.number),
      })
    }
  }
}

/** `refs/pull/N/head`, with objects that may come from a fork. */
export async function keepPullRef(
  repository: ForgeRepository,
  head: ForgeRepository,
  number: number,
  commit: string,
): Promise<void> {
  if (head !== repository) await repository.git.git('fetch', '-q', head.git.path, commit)
  await repository.git.git('update-ref', `refs/pull/${number}/head`, commit)
}
