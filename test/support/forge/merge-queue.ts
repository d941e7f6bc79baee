import { moveRefs } from './refs.ts'
import { accountOf, type ForgeRepository, type Identity, tell, type World } from './world.ts'

/** Builds the commits of a merge group as the queue does, and asks for the checks of its head. */
export async function enqueue(
  world: World,
  repository: ForgeRepository,
  numbers: readonly number[],
  by: Identity,
): Promise<{ base: string; head: string }> {
  const { git, pulls, queues } = repository
  const branch = pulls.get(numbers[0] ?? 0)?.baseRef ?? 'main'
  const base = await git.git('rev-parse', `refs/heads/${branch}`)
  const { login } = await accountOf(world, by)
  const author = { name: String(login), email: `${login}@people.example` }
  let head = base
  const entries = []
  for (const number of numbers) {
    const pull = pulls.get(number)
    if (pull === undefined) throw new Error(`there is no pull request ${number}`)
    const tree = await git.git('merge-tree', '--write-tree', head, pull.headSha)
    const message = `Merge pull request #${number}`
    const parents = [head, pull.headSha]
    const commit = await git.commitTree({ tree, parents, message, author })
    entries.push({ number, pullHead: pull.headSha, base: head, head: commit })
    head = commit
  }
  queues.set(branch, entries)
  const ref = `refs/heads/gh-readonly-queue/${branch}/pr-${numbers.at(-1)}-${base}`
  const refused = await moveRefs(world, repository, [{ ref, after: head }], by, {
    force: false,
    unprotected: true,
  })
  if (refused !== undefined) throw new Error(refused)
  await tell(world, repository, 'merge_group', by, {
    action: 'checks_requested',
    merge_group: {
      head_sha: head,
      head_ref: ref,
      base_sha: base,
      base_ref: `refs/heads/${branch}`,
      head_commit: { id: head },
    },
  })
  return { base, head }
}
