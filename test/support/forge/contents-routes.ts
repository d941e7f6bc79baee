import { type Api, refuse, repositoryRoutes } from './api.ts'
import { commitFields } from './commits.ts'
import { type Fields, textOf } from './fields.ts'
import type { GitRepository } from './git-repository.ts'
import { named } from './git-routes.ts'
import { moveRefs } from './refs.ts'
import { accountOf, defaultBranchOf, type ForgeRepository, may, type World } from './world.ts'

/** GitHub gives larger files without their content, in bytes. */
const maxContentBytes = 1_048_576

/** Files of a commit. */
export function contentsRoutes(world: World): Api {
  const { api, on } = repositoryRoutes(world)

  on('GET', '/contents/:path{.+}', 'contents:read', async (c) => {
    const repository = c.get('repository')
    const path = (c.req.param('path') ?? '').replace(/\/$/, '')
    const ref = c.req.query('ref') ?? (await defaultBranchOf(world, repository))
    const commit = await named(repository, ref)
    if (commit === undefined) return refuse(c, 404, `No commit found for the ref ${ref}`)
    const [entry] = await entries(repository.git, commit, path)
    if (entry === undefined) return refuse(c, 404, 'Not Found')
    const accept = c.req.header('accept') ?? ''
    if (entry.type === 'tree') {
      const below = await entries(repository.git, commit, `${path}/`)
      return c.json(below.map((one) => entryFields(world, repository, ref, one)))
    }
    if (accept.includes('raw') && entry.type === 'blob') {
      return c.body(new Uint8Array(await repository.git.read(entry.oid)))
    }
    return c.json(await fileFields(world, repository, ref, entry))
  })

  on('PUT', '/contents/:path{.+}', 'contents:write', async (c) => {
    const repository = c.get('repository')
    const path = c.req.param('path') ?? ''
    const { content, message, branch, sha } = c.get('json')
    const who = c.get('who')
    if (
      path.startsWith('.github/workflows/') &&
      !may(world, who, repository, 'workflows', 'write')
    ) {
      return refuse(c, 403, 'Resource not accessible by integration')
    }
    const name = textOf(branch) || (await defaultBranchOf(world, repository))
    const ref = `refs/heads/${name}`
    const parent = await repository.git.resolve(ref)
    if (parent === undefined) return refuse(c, 404, `Branch ${name} not found`)
    const [before] = await entries(repository.git, parent, path)
    if (before !== undefined && sha === undefined) {
      return refuse(c, 422, 'Invalid request.\n\n"sha" wasn\'t supplied.')
    }
    if (sha !== undefined && before?.oid !== sha)
      return refuse(c, 409, `${path} does not match ${sha}`)
    const { login } = await accountOf(world, who)
    const commit = await repository.git.commit({
      files: { [path]: Buffer.from(textOf(content), 'base64') },
      parents: [parent],
      message: textOf(message),
      author: { name: textOf(login), email: `${login}@people.example` },
    })
    const move = { ref, before: parent, after: commit }
    const refused = await moveRefs(world, repository, [move], who, { force: false })
    if (refused !== undefined) return refuse(c, 409, refused)
    const [entry] = await entries(repository.git, commit, path)
    const {
      commit: shown,
      html_url,
      parents,
      node_id,
    } = await commitFields(world, repository, commit)
    const { comment_count, ...fields } = shown as Fields
    void comment_count
    return c.json(
      {
        content: entry === undefined ? null : entryFields(world, repository, name, entry),
        commit: { ...fields, sha: commit, node_id, html_url, parents },
      },
      before === undefined ? 201 : 200,
    )
  })
  return api
}

interface Entry {
  mode: string
  type: string
  oid: string
  size: number
  path: string
}

async function entries(git: GitRepository, commit: string, path: string): Promise<Entry[]> {
  const listed = await git.git('ls-tree', '-z', '--long', commit, '--', path)
  return listed
    .split('\0')
    .filter(Boolean)
    .map((line) => {
      const [head = '', name = ''] = line.split('\t')
      const [mode = '', type = '', oid = '', size = '0'] = head.split(/ +/)
      return { mode, type, oid, size: Number(size) || 0, path: name }
    })
}

function entryFields(
  world: World,
  { fullName }: ForgeRepository,
  ref: string,
  { mode, type, oid, size, path }: Entry,
): Fields {
  const url = `${world.api}/repos/${fullName}`
  const html = `${world.origin}/${fullName}/blob/${ref}/${path}`
  const self = `${url}/contents/${path}?ref=${ref}`
  const git = `${url}/git/${type}s/${oid}`
  const kinds: Record<string, string> = {
    '040000': 'dir',
    '120000': 'symlink',
    '160000': 'submodule',
  }
  return {
    name: path.split('/').at(-1),
    path,
    sha: oid,
    size,
    url: self,
    html_url: html,
    git_url: git,
    download_url: type === 'blob' ? html.replace('/blob/', '/raw/') : null,
    type: kinds[mode] ?? 'file',
    _links: { self, git, html },
  }
}

async function fileFields(
  world: World,
  repository: ForgeRepository,
  ref: string,
  entry: Entry,
): Promise<Fields> {
  const fields = entryFields(world, repository, ref, entry)
  if (fields.type === 'submodule') {
    return { ...fields, submodule_git_url: 'https://github.com/elsewhere/else.git' }
  }
  const bytes = await repository.git.read(entry.oid)
  if (fields.type === 'symlink') return { ...fields, target: bytes.toString('utf8') }
  const isLarge = entry.size > maxContentBytes
  const base64 = bytes.toString('base64').replace(/.{60}/g, '$&\n')
  return { ...fields, encoding: isLarge ? 'none' : 'base64', content: isLarge ? '' : base64 }
}
