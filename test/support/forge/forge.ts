import { setTimeout as sleep } from 'node:timers/promises'
import { patienceMs } from '../until.ts'
import { tellOfCheck } from './check-routes.ts'
import { emailOf, type Role } from './emulator.ts'
import { type Fields, fieldsOf, listOf, numberOf, textOf } from './fields.ts'
import type { Forge, ForgeOptions } from './forge-interface.ts'
import { zeros } from './git-repository.ts'
import { enqueue } from './merge-queue.ts'
import { mergePull } from './pull-routes.ts'
import { pullFields } from './pulls.ts'
import { moveRefs } from './refs.ts'
import { deleteRuleset, saveRuleset } from './rulesets.ts'
import { addRepository, startWorld } from './start-world.ts'
import { accountOf, type ForgeRepository, repositoryFields, tell } from './world.ts'

export type { Forge, ForgeOptions } from './forge-interface.ts'

const everything = {
  actions: 'read',
  administration: 'write',
  checks: 'write',
  contents: 'write',
  issues: 'write',
  members: 'read',
  merge_queues: 'read',
  metadata: 'read',
  pull_requests: 'write',
  workflows: 'write',
}
const usualPeople: Record<string, Role> = {
  alice: 'admin',
  bob: 'write',
  carol: 'write',
  mallory: 'write',
  rita: 'read',
}
const webhookSecret = 'a-secret-of-the-webhooks'
const pollMs = 25

/** Starts it on a free port. Its time is the machine's. */
export async function startForge(options: ForgeOptions): Promise<Forge> {
  const names = Object.keys(options.repositories)
  const organization = names[0]?.split('/')[0] ?? 'acme'
  const { world, server, close } = await startWorld({
    organization,
    repositories: Object.fromEntries(
      Object.entries(options.repositories).map(
        ([name, { visibility = 'private', plan = 'team' }]) => [
          name,
          { private: visibility === 'private', plan },
        ],
      ),
    ),
    people: { ...usualPeople, ...options.people },
    teams: options.teams ?? {},
    permissions: options.permissions ?? everything,
    webhookSecret,
    graphql: options.graphql ?? [],
  })

  const find = (name: string): ForgeRepository => {
    const repository = world.repositories.get(name)
    if (repository === undefined) throw new Error(`there is no repository ${name}`)
    return repository
  }
  const person = (login = 'alice') => ({ kind: 'person', login }) as const
  const call = (as: string | undefined, method: string, path: string, body?: unknown) =>
    world.github.call(as ?? 'alice', method, path, body)

  const forge: Forge = {
    app: world.github.app,
    origin: world.origin,
    api: world.api,
    environment: {
      APP_ID: String(world.github.app.id),
      PRIVATE_KEY: world.github.app.privateKey,
      WEBHOOK_SECRET: webhookSecret,
      GHE_HOST: new URL(world.origin).host,
      GHE_PROTOCOL: 'http',
    },
    deliveries: world.deliveries,
    requests: server.requests,
    server,
    world,
    violations() {
      const all = [...server.violations.splice(0), ...server.answerViolations.splice(0)]
      return all.map(({ message }) => message)
    },

    async install({ as = 'alice' } = {}) {
      const repositories = [...world.repositories.values()].map(({ id, nodeId, fullName }) => ({
        id,
        node_id: nodeId,
        name: fullName.split('/')[1],
        full_name: fullName,
        private: options.repositories[fullName]?.visibility !== 'public',
      }))
      world.deliveries.send('installation', {
        action: 'created',
        installation: {
          id: world.github.app.installation,
          account: { login: organization, id: 1, type: 'Organization' },
          app_id: world.github.app.id,
          repository_selection: 'all',
          permissions: world.github.app.permissions,
        },
        repositories,
        sender: await accountOf(world, as),
      })
    },
    repository: find,
    git: (name) => find(name).git,
    tip: (name, ref) => find(name).git.resolve(ref.startsWith('refs/') ? ref : `refs/heads/${ref}`),
    async account(login) {
      const fields = await accountOf(world, login)
      return { id: numberOf(fields.id), login: textOf(fields.login) }
    },

    async push(name, branch, files, given = {}) {
      const { as = 'alice', force = false, onto, unprotected = false } = given
      const repository = find(name)
      const before = (await forge.tip(name, branch)) ?? zeros
      const start = before === zeros ? await forge.tip(name, 'main') : before
      const beside = force ? await repository.git.resolve(`${start}^1`) : start
      const parent = onto ?? beside
      const author = given.author ?? { name: as, email: emailOf(as) }
      const after = await repository.git.commit({
        files,
        parents: parent === undefined ? [] : [parent],
        message: given.message ?? `Change ${Object.keys(files).join(', ')}`,
        author,
        ...(given.committer === undefined ? {} : { committer: given.committer }),
      })
      await forge.move(name, `refs/heads/${branch}`, after, { as, force, unprotected })
      return { before, after }
    },
    async move(name, ref, after, { as, force = true, unprotected = false } = {}) {
      const by = person(as)
      const refused = await moveRefs(world, find(name), [{ ref, after }], by, {
        force,
        unprotected,
      })
      if (refused !== undefined) throw new Error(refused)
    },
    remove: (name, branch, given = {}) => forge.move(name, `refs/heads/${branch}`, zeros, given),
    async fork(name, by) {
      await call(by, 'POST', `/repos/${name}/forks`, {})
      const fullName = `${by}/${name.split('/')[1]}`
      const { git } = await addRepository(world, fullName)
      await git.git('fetch', '-q', find(name).git.path, '+refs/heads/*:refs/heads/*')
      return fullName
    },

    async openPullRequest(name, { as, files, head, base = 'main', title = head, ...rest }) {
      if (files !== undefined) await forge.push(name, head, files, as === undefined ? {} : { as })
      const given = await viaApi(as, 'POST', `/repos/${name}/pulls`, { title, head, base, ...rest })
      return numberOf(given.number)
    },
    pull: (name, number) => pullFields(world, find(name), number),
    async closePullRequest(name, number, { as } = {}) {
      await viaApi(as, 'PATCH', `/repos/${name}/pulls/${number}`, { state: 'closed' })
    },
    async review(name, number, event, { as, body, commit }) {
      const commit_id = commit ?? find(name).pulls.get(number)?.headSha
      const path = `/repos/${name}/pulls/${number}/reviews`
      return numberOf((await call(as, 'POST', path, { event, body: body ?? '', commit_id })).id)
    },
    async dismissReview(name, number, review, { as } = {}) {
      const path = `/repos/${name}/pulls/${number}/reviews/${review}/dismissals`
      await call(as, 'PUT', path, { message: 'No longer' })
    },
    async merge(name, number, { as } = {}) {
      const pull = find(name).pulls.get(number)
      if (pull === undefined) throw new Error(`there is no pull request ${number}`)
      const refused = await mergePull(world, find(name), pull, person(as))
      if (refused !== undefined) throw new Error(refused)
    },

    enqueue: (name, numbers, { as } = {}) => enqueue(world, find(name), numbers, person(as)),

    async openIssue(name, { as, ...issue }) {
      return numberOf((await call(as, 'POST', `/repos/${name}/issues`, issue)).number)
    },
    async issues(name) {
      const all = await call('admin', 'GET', `/repos/${name}/issues?state=all&per_page=100`)
      return listOf(all)
        .map(fieldsOf)
        .filter(({ number }) => !find(name).pulls.has(Number(number)))
    },
    async comment(name, number, body, { as }) {
      const path = `/repos/${name}/issues/${number}/comments`
      return numberOf((await call(as, 'POST', path, { body })).id)
    },
    async editComment(name, comment, body, { as }) {
      await call(as, 'PATCH', `/repos/${name}/issues/comments/${comment}`, { body })
    },
    async comments(name, number) {
      const path = `/repos/${name}/issues/${number}/comments?per_page=100`
      return listOf(await call('admin', 'GET', path))
        .map(fieldsOf)
        .map(({ user, body }) => ({ login: textOf(fieldsOf(user).login), body: textOf(body) }))
    },

    checks(name, commit) {
      const all = [...find(name).checks.values()].filter((run) => run.head_sha === commit)
      return [...new Map(all.map((run) => [run.name, run])).values()]
    },
    check: (name, commit, checkName) =>
      forge.checks(name, commit).find((run) => run.name === checkName),
    async press(name, run, identifier, { as = 'alice' }) {
      const isShown =
        run.status === 'completed' && run.actions.some((action) => action.identifier === identifier)
      if (!isShown) throw new Error(`${run.name} shows no button ${identifier}`)
      await tellOfCheck(world, find(name), run, 'requested_action', as, {
        requested_action: { identifier },
      })
    },
    async rerequest(name, run, { as = 'alice' } = {}) {
      await tellOfCheck(world, find(name), run, 'rerequested', as)
    },

    rulesets: (name) => [...find(name).rulesets.values()],
    async saveRuleset(name, ruleset, { as = 'alice', id } = {}) {
      const saved = await saveRuleset(world, find(name), as, ruleset, id)
      if ('status' in saved) throw new Error(saved.message)
      return saved
    },
    async deleteRuleset(name, id, { as = 'alice' } = {}) {
      if (!(await deleteRuleset(world, find(name), as, id))) throw new Error(`no ruleset ${id}`)
    },
    async edit(name, changes, { as = 'alice' } = {}) {
      const repository = find(name)
      const before = await repositoryFields(world, repository)
      await call('admin', 'PATCH', `/repos/${name}`, changes)
      if (typeof changes.default_branch === 'string') {
        await repository.git.git('symbolic-ref', 'HEAD', `refs/heads/${changes.default_branch}`)
      }
      const changed = Object.fromEntries(
        Object.keys(changes).map((key) => [key, { from: before[key] }]),
      )
      await tell(world, repository, 'repository', as, {
        action: actionOf(changes),
        changes: changed,
      })
    },

    async until(what, holds, timeoutMs = patienceMs) {
      const end = performance.now() + timeoutMs
      for (;;) {
        const found = await holds()
        if (found !== undefined && found !== false) return found
        if (performance.now() > end) throw new Error(`this did not happen in time: ${what}`)
        await sleep(pollMs)
      }
    },
    close,
    [Symbol.asyncDispose]: close,
  }

  /** Through the forge's own door, where the emulator's answer is set right. */
  async function viaApi(as = 'alice', method: string, path: string, body: Fields): Promise<Fields> {
    const response = await fetch(world.api + path, {
      method,
      headers: { authorization: `Bearer ${world.github.tokenOf(as)}` },
      body: JSON.stringify(body),
    })
    const answer = fieldsOf(await response.json())
    if (!response.ok) throw new Error(`${as}: ${method} ${path}: ${JSON.stringify(answer)}`)
    return answer
  }

  try {
    for (const [name, { files = {}, policy }] of Object.entries(options.repositories)) {
      const policyFile = policy === undefined ? {} : { '.github/cursor-guard.yml': policy }
      const first = { 'README.md': `# ${name}\n`, ...files, ...policyFile }
      await forge.push(name, 'main', first, { message: 'First commit', unprotected: true })
    }
    await world.deliveries.settled()
    // What happened before the App was there is not for it to hear of.
    const longAgo = new Date(Date.now() - 30 * 86_400_000).toISOString()
    for (const { activity } of world.repositories.values()) {
      for (const one of activity) one.timestamp = longAgo
    }
    world.deliveries.all.length = 0
    server.requests.length = 0
  } catch (error) {
    await close()
    throw error
  }
  return forge
}

function actionOf({ archived, private: isPrivate, visibility, name }: Fields): string {
  if (archived !== undefined) return archived === true ? 'archived' : 'unarchived'
  if (isPrivate === true || visibility === 'private') return 'privatized'
  if (isPrivate === false || visibility === 'public') return 'publicized'
  return name === undefined ? 'edited' : 'renamed'
}
