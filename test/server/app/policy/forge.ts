import { createHash } from 'node:crypto'
import nock from 'nock'
import type { Repository } from '../../../../src/adapters/github/repository.ts'

export const shop: Repository = {
  id: 11,
  nodeId: 'R_11',
  owner: 'acme',
  ownerId: 5,
  ownerType: 'Organization',
  name: 'shop',
  defaultBranch: 'main',
  visibility: 'private',
  archived: false,
  fork: false,
}

/** Git's own id of a file with this content. */
export const blobOf = (text: string): string =>
  createHash('sha1')
    .update(`blob ${Buffer.byteLength(text)}\0${text}`)
    .digest('hex')

const api = () => nock('https://api.github.com')
export const filePath = (repo = 'shop', owner = 'acme') =>
  `/repos/${owner}/${repo}/contents/.github%2Fcursor-guard.yml`
const folderPath = (repo = 'shop', owner = 'acme') => `/repos/${owner}/${repo}/contents/.github`

const links = { self: 'https://x.test', git: null, html: null }
const urls = {
  url: 'https://x.test',
  git_url: null,
  html_url: null,
  download_url: null,
  _links: links,
}

/** What GitHub says of a file. */
export const fileAnswer = (text: string) => ({
  type: 'file',
  encoding: 'base64',
  size: Buffer.byteLength(text),
  name: 'cursor-guard.yml',
  path: '.github/cursor-guard.yml',
  // GitHub breaks its lines.
  content: Buffer.from(text).toString('base64').replace(/.{60}/g, '$&\n'),
  sha: blobOf(text),
  ...urls,
})

export const folderAnswer = (text: string, type = 'file') => [
  {
    type: 'file',
    size: 1,
    name: 'CODEOWNERS',
    path: '.github/CODEOWNERS',
    sha: blobOf('x'),
    ...urls,
  },
  {
    type,
    size: Buffer.byteLength(text),
    name: 'cursor-guard.yml',
    path: '.github/cursor-guard.yml',
    sha: blobOf(text),
    ...urls,
  },
]

interface Where {
  repo?: string
  owner?: string
  ref?: string
}

const query = ({ ref }: Where) => (ref === undefined ? {} : { ref })

/** One answer with a file whose blob is known: its folder is not looked into. */
export const givesSameFile = (text: string, where: Where = {}): nock.Scope =>
  api().get(filePath(where.repo, where.owner)).query(query(where)).reply(200, fileAnswer(text))

/** One answer with the file, and one with its folder. */
export function givesFile(text: string, where: Where & { etag?: string } = {}): void {
  api()
    .get(filePath(where.repo, where.owner))
    .query(query(where))
    .reply(200, fileAnswer(text), { etag: where.etag ?? `"${blobOf(text).slice(0, 8)}"` })
  api().get(folderPath(where.repo, where.owner)).query(query(where)).reply(200, folderAnswer(text))
}

/** One answer to a conditional request. */
export const givesUnchanged = (text: string, repo = 'shop'): nock.Scope =>
  api()
    .get(filePath(repo))
    .matchHeader('if-none-match', `"${blobOf(text).slice(0, 8)}"`)
    .reply(304)

export const givesStatus = (
  status: number,
  message: string,
  where: Where & { folder?: boolean } = {},
): nock.Scope =>
  api()
    .get(where.folder ? folderPath(where.repo, where.owner) : filePath(where.repo, where.owner))
    .query(query(where))
    .reply(status, { message })

export const givesRepository = (name: string, id: number, ownerId = shop.ownerId): nock.Scope =>
  api()
    .get(`/repos/acme/${name}`)
    .reply(200, { id, name, owner: { id: ownerId, login: 'acme' } })

export const hidesRepository = (name: string): nock.Scope =>
  api().get(`/repos/acme/${name}`).reply(404, { message: 'Not Found' })

export const givesSelection = (selection: 'all' | 'selected'): nock.Scope =>
  api()
    .get('/installation/repositories')
    .query({ per_page: 1 })
    .reply(200, { total_count: 1, repository_selection: selection, repositories: [] })

/** An organisation that says nothing, in one answer. */
export function hasNoOrganisationFile(): void {
  givesStatus(404, 'Not Found', { repo: '.github' })
  givesRepository('.github', 99)
}
