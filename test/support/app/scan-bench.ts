import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { findSystemProgram } from '../../../src/adapters/machine/system-programs.ts'
import {
  type ChangeReaderOptions,
  createChangeReader,
} from '../../../src/adapters/repository/change-reader.ts'
import { zeroId } from '../../../src/core/git/ref-update.ts'
import { scanPush } from '../../../src/server/app/handlers/scan-events.ts'
import {
  type CommitMore,
  type Files,
  repository,
  startWorkbench,
} from '../../adapters/repository/support/workbench.ts'
import { testOctokit } from '../github/test-octokit.ts'
import { type FakeScopeOptions, fakeScope } from './fake-scope.ts'

/** One check run as the forge has it. */
export interface SeenCheck {
  id: number
  name: string
  head_sha: string
  conclusion: string
  output: {
    title: string
    summary: string
    text?: string
    annotations?: { path: string; start_line: number; annotation_level: string; message: string }[]
  }
}

export interface OpenPull {
  number: number
  head: string
  base?: string
  baseSha: string
  state?: string
  user?: typeof alice
}

export const alice = { id: 11, login: 'alice', type: 'User' }
export const cursor = { id: 206_951_365, login: 'cursor[bot]', type: 'Bot' }

/** A forge with the real git behind it, its API in memory, and the handlers' scope on both. */
export async function startScanBench(
  options: FakeScopeOptions & { reader?: Partial<ChangeReaderOptions> } = {},
) {
  const bench = await startWorkbench()
  const { upstream } = bench
  const directory = await mkdtemp(join(tmpdir(), 'scan-bench-'))
  const changes = await createChangeReader({
    directory,
    upstream: new URL(upstream.url),
    environment: process.env,
    findProgram: findSystemProgram,
    ...options.reader,
  })
  // A server of its own: nock would sit between git and its forge as well.
  const api = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '', 'http://api')
    text(request)
      .then((body) =>
        answer(
          request.method ?? '',
          decodeURIComponent(pathname),
          body === '' ? undefined : JSON.parse(body),
        ),
      )
      .then(([status, found]) => {
        response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' })
        response.end(JSON.stringify(found))
      })
      .catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => api.listen(0, '127.0.0.1', resolve))
  const apiUrl = `http://127.0.0.1:${(api.address() as AddressInfo).port}`
  const scope = fakeScope({
    octokit: testOctokit({ baseUrl: apiUrl }),
    ...options,
    repository: { owner: 'acme', name: 'site', ...options.repository },
    services: {
      gitTokens: { read: async () => upstream.token, write: async () => upstream.token },
      changes,
      ...options.services,
    },
  })
  const checks: SeenCheck[] = []
  const pulls: OpenPull[] = []
  /** Check runs that were written, updates included. */
  const written = {
    count: 0,
    calls: 0,
    /** Given instead of a check run, as long as it is set. */
    refusal: undefined as [number, unknown] | undefined,
    beforeMutation: async (): Promise<void> => {},
  }

  /** The forge's list of what happened to branches, the latest first; `undefined`: it has none. */
  const activity = { steps: [] as unknown[] | undefined }
  const publish = async (ref: string, after: string): Promise<void> => {
    const before = (await upstream.refs(repository))[ref] ?? zeroId
    if (after === zeroId) await upstream.git(repository, 'update-ref', '-d', ref)
    else await bench.publish(ref, after)
    if (!ref.startsWith('refs/heads/')) return
    const timestamp = new Date(scope.clock.now).toISOString()
    activity.steps?.unshift(activityAnswer({ ref, before, after, timestamp }))
  }

  const answer = async (
    method: string,
    path: string,
    body: unknown,
  ): Promise<[number, unknown]> => {
    written.calls += 1
    const notFound: [number, unknown] = [404, { message: 'Not Found' }]
    if (path === '/graphql') {
      await written.beforeMutation()
      return [200, await mutate(body as { variables: { input: { refUpdates: Move[] } } })]
    }
    if (method === 'POST' && path.endsWith('/check-runs')) {
      if (written.refusal !== undefined) return written.refusal
      written.count += 1
      checks.push({ ...(body as SeenCheck), id: checks.length + 1 })
      return [201, { id: checks.length }]
    }
    if (method === 'PATCH') return update(Number(path.split('/').at(-1)), body as SeenCheck)
    if (path.endsWith('/activity')) {
      return activity.steps === undefined ? notFound : [200, activity.steps]
    }
    if (path.endsWith('/pulls')) {
      return [200, pulls.filter(({ state }) => state !== 'closed').map(pullAnswer)]
    }
    const pull = pulls.find(({ number }) => path.endsWith(`/pulls/${number}`))
    if (pull !== undefined) return [200, pullAnswer(pull)]
    const ref = `refs/${/\/git\/ref\/(.+)$/.exec(path)?.[1]}`
    const sha = (await upstream.refs(repository))[ref]
    if (sha === undefined) return notFound
    return [200, { ref, node_id: 'x', url: apiUrl, object: { type: 'commit', sha, url: apiUrl } }]
  }
  function update(id: number, { output, ...rest }: SeenCheck): [number, unknown] {
    const check = checks[id - 1]
    if (check === undefined) return [404, { message: 'Not Found' }]
    if (rest.conclusion !== undefined) written.count += 1
    const annotations = [...(check.output.annotations ?? []), ...(output.annotations ?? [])]
    const more = annotations.length > 0 ? { annotations } : {}
    Object.assign(check, rest, { output: { ...check.output, ...output, ...more } })
    return [200, { id }]
  }

  /** Does what the forge's `updateRefs` does, with the real git. */
  async function mutate({ variables }: { variables: { input: { refUpdates: Move[] } } }) {
    const refs = await upstream.refs(repository)
    for (const { name, beforeOid } of variables.input.refUpdates) {
      if (beforeOid !== undefined && beforeOid !== (refs[name] ?? zeroId)) {
        return { data: { updateRefs: null }, errors: [{ message: `${name} is elsewhere` }] }
      }
    }
    for (const { name, afterOid } of variables.input.refUpdates) {
      const isGone = afterOid === zeroId
      await upstream.git(
        repository,
        ...['update-ref', ...(isGone ? ['-d', name] : [name, afterOid])],
      )
    }
    return { data: { updateRefs: { clientMutationId: null } } }
  }

  return {
    ...bench,
    scope,
    checks,
    pulls,
    written,
    activity,
    publish,
    save: async (files: Files, parents: string[] = [], more: CommitMore = {}) =>
      bench.commit(await bench.tree(files), parents, more),
    /** Moves a ref at the forge and tells the handler of it. */
    async push(ref: string, after: string, sender = alice) {
      const before = (await upstream.refs(repository))[ref] ?? zeroId
      await publish(ref, after)
      const event = pushEvent(ref, before, after, sender)
      await scanPush(event, scope.again())
      return event
    },
    /** The last check run of this name on a commit. */
    check: (head: string, name = 'secrets') =>
      checks.findLast((one) => one.head_sha === head && one.name === `cursor-guard / ${name}`),
    async [Symbol.asyncDispose]() {
      api.closeAllConnections()
      await new Promise<void>((resolve) => api.close(() => resolve()))
      await changes.close()
      await bench[Symbol.asyncDispose]()
      await rm(directory, { recursive: true, force: true })
    },
  }
}

interface Move {
  name: string
  afterOid: string
  beforeOid?: string
}

const activityAnswer = (step: {
  ref: string
  before: string
  after: string
  timestamp: string
}) => ({
  id: 1,
  node_id: 'A_1',
  activity_type: 'push',
  actor: null,
  ...step,
})

const pullAnswer = ({
  number,
  head,
  base = 'main',
  baseSha,
  state = 'open',
  user = alice,
}: OpenPull) => ({
  number,
  state,
  draft: false,
  merged_at: null,
  head: { sha: head, repo: { id: 42 } },
  base: { ref: base, sha: baseSha },
  user,
  requested_reviewers: [],
  requested_teams: [],
})

/** What every event carries. */
export const about = {
  repository: {
    id: 42,
    node_id: 'R_42',
    name: 'site',
    owner: { id: 1, login: 'acme', type: 'Organization' },
    default_branch: 'main',
    private: true,
  },
  installation: { id: 7 },
}

export const pushEvent = (ref: string, before: string, after: string, sender = alice) => ({
  ...about,
  sender,
  ref,
  before,
  after,
})

export const pullEvent = (action: string, number: number) => ({
  ...about,
  sender: alice,
  action,
  pull_request: { number, head: { sha: zeroId }, base: { sha: zeroId } },
})
