import { setTimeout as sleep } from 'node:timers/promises'
import { type CheckRun, tellOfCheck } from './check-routes.ts'
import type { Deliveries } from './deliveries.ts'
import { emailOf, type ForgeApp, type Role } from './emulator.ts'
import { type Fields, fieldsOf, listOf, numberOf, textOf } from './fields.ts'
import { type FileChange, type GitRepository, type Person, zeros } from './git-repository.ts'
import type { GraphqlAnswer } from './graphql.ts'
import { enqueue } from './merge-queue.ts'
import { mergePull } from './pull-routes.ts'
import { pullFields } from './pulls.ts'
import { moveRefs } from './refs.ts'
import { deleteRuleset, type Ruleset, saveRuleset } from './rulesets.ts'
import type { ForgeServer } from './server.ts'
import { addRepository, startWorld } from './start-world.ts'
import { accountOf, type ForgeRepository, repositoryFields, tell, type World } from './world.ts'

export interface ForgeOptions {
  /** By `owner/name`, all of one owner; the first commit on `main` holds `files` and `policy`. */
  repositories: Record<
    string,
    {
      files?: Record<string, FileChange>
      /** Text of `.github/cursor-guard.yml`. */
      policy?: string
      visibility?: 'public' | 'private'
      plan?: 'free' | 'team'
    }
  >
  /** Beside alice (admin), bob, carol and mallory (write) and rita (read). */
  people?: Record<string, Role>
  /** Members by team; each team may write to every repository. */
  teams?: Record<string, readonly string[]>
  /** What the App was given; everything it can use without this. */
  permissions?: Record<string, string>
  graphql?: readonly GraphqlAnswer[]
}

/** Who does it; `alice` where nothing is said. */
interface By {
  as?: string
}

export interface PushOptions extends By {
  /** Rewrites the branch: what is pushed stands on `onto`, or beside the last commit. */
  force?: boolean
  /** The commit it stands on. */
  onto?: string
  message?: string
  author?: Person
  committer?: Person
  /** Rules are not asked, as when they were off at that moment. */
  unprotected?: boolean
}

/** GitHub on this machine, as far as the App can tell. */
export interface Forge extends AsyncDisposable {
  app: ForgeApp
  /** `http://127.0.0.1:PORT` */
  origin: string
  api: string
  /** What the App's process is started with. */
  environment: Record<string, string>
  /** Webhooks and what becomes of them; `to` is where the App listens. */
  deliveries: Deliveries
  requests: ForgeServer['requests']
  server: ForgeServer
  world: World
  /**
   * Requests GitHub would not understand, and answers of this forge GitHub would not give, since this
   * was last asked. Nothing, at the end of each test.
   */
  violations(): string[]

  /** Installs the App: its webhook with all repositories. */
  install(by?: By): Promise<void>
  repository(name: string): ForgeRepository
  git(name: string): GitRepository
  /** Where a ref points; undefined when there is none. */
  tip(name: string, ref: string): Promise<string | undefined>
  account(login: string): Promise<{ id: number; login: string }>

  /** A commit, and the branch moved to it. @throws when the forge refuses */
  push(
    name: string,
    branch: string,
    files: Record<string, FileChange>,
    options?: PushOptions,
  ): Promise<{ before: string; after: string }>
  /** Moves any ref; zeros delete it. @throws when the forge refuses */
  move(
    name: string,
    ref: string,
    after: string,
    options?: By & { force?: boolean; unprotected?: boolean },
  ): Promise<void>
  remove(name: string, branch: string, options?: By & { unprotected?: boolean }): Promise<void>
  fork(name: string, by: string): Promise<string>

  /** Its number. `files` are pushed to `head` first. */
  openPullRequest(
    name: string,
    options: By & {
      head: string
      base?: string
      title?: string
      body?: string
      draft?: boolean
      files?: Record<string, FileChange>
    },
  ): Promise<number>
  pull(name: string, number: number): Promise<Fields>
  closePullRequest(name: string, number: number, by?: By): Promise<void>
  review(
    name: string,
    number: number,
    event: 'APPROVE' | 'REQUEST_CHANGES' | 'COMMENT',
    options: By & { body?: string; commit?: string },
  ): Promise<number>
  dismissReview(name: string, number: number, review: number, by?: By): Promise<void>
  /** Presses the green button. @throws when a rule is not met */
  merge(name: string, number: number, by?: By): Promise<void>

  /**
   * Puts pull requests into the merge queue of a branch, one upon another, and asks for the checks of
   * the whole: its head commit.
   */
  enqueue(
    name: string,
    numbers: readonly number[],
    by?: By,
  ): Promise<{ base: string; head: string }>

  openIssue(name: string, options: By & { title: string; body?: string }): Promise<number>
  issues(name: string): Promise<Fields[]>
  comment(name: string, number: number, body: string, by: By): Promise<number>
  editComment(name: string, comment: number, body: string, by: By): Promise<void>
  comments(name: string, number: number): Promise<{ login: string; body: string }[]>

  /** Check runs of a commit, the latest of each name. */
  checks(name: string, commit: string): CheckRun[]
  check(name: string, commit: string, checkName: string): CheckRun | undefined
  /** Presses a button under a check run. @throws when it shows no such button */
  press(name: string, run: CheckRun, identifier: string, by: By): Promise<void>
  rerequest(name: string, run: CheckRun, by?: By): Promise<void>

  rulesets(name: string): Ruleset[]
  saveRuleset(name: string, ruleset: Fields, by?: By & { id?: number }): Promise<Ruleset>
  deleteRuleset(name: string, id: number, by?: By): Promise<void>
  /** Changes a repository's settings, such as its default branch. */
  edit(name: string, changes: Fields, by?: By): Promise<void>

  /** Waits for something to become true. @throws saying `what` did not, after 30 seconds */
  until<T>(
    what: string,
    holds: () => T | undefined | false | Promise<T | undefined | false>,
    timeoutMs?: number,
  ): Promise<T>
  close(): Promise<void>
}

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

    async until(what, holds, timeoutMs = 30_000) {
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
