import { createEmulator } from 'emulate'
import { freePort } from '../free-port.ts'
import type { Fields } from './fields.ts'

/** The App as the forge knows it. */
export interface ForgeApp {
  id: number
  slug: string
  name: string
  privateKey: string
  installation: number
  permissions: Record<string, string>
}

export type Role = 'admin' | 'maintain' | 'write' | 'triage' | 'read'

export interface EmulatorSeed {
  organization: string
  people: Record<string, Role>
  repositories: Record<string, { private: boolean }>
  /** Members by team. */
  teams: Record<string, readonly string[]>
  permissions: Record<string, string>
}

export interface Answer {
  status: number
  headers: Headers
  body: Buffer
  /** By the emulator, whose answers have fields that GitHub's have not. */
  emulated?: true
}

/**
 * The emulator of GitHub for what is not git: accounts, the App and its tokens, issues, comments, pull
 * requests, reviews.
 */
export interface GithubEmulator {
  app: ForgeApp
  /** Passes a request on as it came. */
  pass(request: {
    method: string
    path: string
    authorization: string | undefined
    accept?: string | undefined
    body: Buffer
  }): Promise<Answer>
  /** A call as a person, or as the owner of everything. @throws when it fails */
  call(as: string, method: string, path: string, body?: unknown): Promise<Fields>
  tokenOf(login: string): string
  close(): Promise<void>
}

const owner = 'admin'
const appId = 4_711
const installation = 815

/**
 * @param baseUrl the API's root as the world sees it
 * @param events where the emulator sends its webhooks
 */
export async function startGithubEmulator(
  seed: EmulatorSeed,
  { baseUrl, events }: { baseUrl: string; events: string },
): Promise<GithubEmulator> {
  const logins = Object.keys(seed.people)
  const port = await freePort()
  const emulator = await createEmulator({
    service: 'github',
    port,
    baseUrl,
    seed: {
      tokens: Object.fromEntries(
        [owner, ...logins].map((login) => [
          tokenOf(login),
          { login, scopes: ['repo', 'admin:org'] },
        ]),
      ),
      github: {
        users: logins.map((login) => ({ login, name: login, email: emailOf(login) })),
        orgs: [{ login: seed.organization, members: [{ login: owner, role: 'admin' }] }],
        repos: Object.entries(seed.repositories).map(([fullName, options]) => {
          const [of, name] = fullName.split('/')
          return { owner: of, name, private: options.private, auto_init: true }
        }),
        apps: [
          {
            app_id: appId,
            slug: 'cursor-guard',
            name: 'cursor-guard',
            permissions: seed.permissions,
            events: ['*'],
            webhook_url: events,
            installations: [{ installation_id: installation, account: seed.organization }],
          },
        ],
      },
    },
  })
  const root = `http://127.0.0.1:${port}`
  const privateKey = emulator.generatedSecrets.find(
    ({ kind }) => kind === 'github.app_private_key',
  )?.value
  if (privateKey === undefined) throw new Error('the emulator made no key')

  const github: GithubEmulator = {
    app: {
      id: appId,
      slug: 'cursor-guard',
      name: 'cursor-guard',
      privateKey,
      installation,
      permissions: seed.permissions,
    },
    async pass({ method, path, authorization, accept, body }) {
      const response = await fetch(root + path, {
        method,
        headers: {
          ...(authorization === undefined ? {} : { authorization }),
          ...(accept === undefined ? {} : { accept }),
          ...(body.length === 0 ? {} : { 'content-type': 'application/json' }),
        },
        ...(method === 'GET' || method === 'HEAD' ? {} : { body: new Uint8Array(body) }),
        redirect: 'manual',
      })
      const headers = new Headers(response.headers)
      const link = headers.get('link')
      if (link !== null) headers.set('link', link.replaceAll(root, baseUrl))
      const bytes = Buffer.from(await response.arrayBuffer())
      return { status: response.status, headers, body: bytes, emulated: true }
    },
    async call(as, method, path, body) {
      const { status, body: answer } = await github.pass({
        method,
        path,
        authorization: `Bearer ${tokenOf(as)}`,
        body: Buffer.from(body === undefined ? '' : JSON.stringify(body)),
      })
      const said = answer.toString('utf8')
      if (status >= 400) throw new Error(`${as}: ${method} ${path}: ${status} ${said}`)
      return said === '' ? {} : JSON.parse(said)
    },
    tokenOf,
    close: () => emulator.close(),
  }
  await settle(github, seed)
  return github
}

const tokenOf = (login: string): string => `token-of-${login}`

export const emailOf = (login: string): string => `${login}@people.example`

/** What a seed cannot say. */
async function settle(github: GithubEmulator, seed: EmulatorSeed): Promise<void> {
  const { organization } = seed
  for (const fullName of Object.keys(seed.repositories)) {
    for (const [login, role] of Object.entries(seed.people)) {
      const permission = role === 'write' ? 'push' : role === 'read' ? 'pull' : role
      await github.call(owner, 'PUT', `/repos/${fullName}/collaborators/${login}`, { permission })
    }
  }
  for (const [team, members] of Object.entries(seed.teams)) {
    await github.call(owner, 'POST', `/orgs/${organization}/teams`, {
      name: team,
      permission: 'push',
    })
    for (const login of members) {
      await github.call(
        owner,
        'PUT',
        `/orgs/${organization}/teams/${team}/memberships/${login}`,
        {},
      )
    }
    for (const fullName of Object.keys(seed.repositories)) {
      await github.call(owner, 'PUT', `/orgs/${organization}/teams/${team}/repos/${fullName}`, {})
    }
  }
}
