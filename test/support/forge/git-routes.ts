import { type Api, type ApiContext, page, refuse, repositoryRoutes } from './api.ts'
import { commitFields, fileFields } from './commits.ts'
import { type Fields, fieldsOf, listOf, textOf } from './fields.ts'
import { zeros } from './git-repository.ts'
import { moveRefs } from './refs.ts'
import { accountOf, type ForgeRepository, type World } from './world.ts'

/** Refs, commits and branches, answered by git itself. */
export function gitRoutes(world: World): Api {
  const { api, on } = repositoryRoutes(world)
  const refOf = (c: ApiContext) => `refs/${c.req.param('ref')}`

  on('GET', '/git/ref/:ref{.+}', 'contents:read', async (c) => {
    const repository = c.get('repository')
    const [found] = (await repository.git.refs(refOf(c))).filter(({ ref }) => ref === refOf(c))
    return found === undefined
      ? refuse(c, 404, 'Not Found')
      : c.json(refFields(world, repository, found))
  })
  on('GET', '/git/matching-refs/:ref{.+}', 'contents:read', async (c) => {
    const repository = c.get('repository')
    const { items } = page(c, world, await repository.git.refs(refOf(c)))
    return c.json(items.map((one) => refFields(world, repository, one)))
  })
  on('POST', '/git/refs', 'contents:write', async (c) => {
    const repository = c.get('repository')
    const ref = textOf(c.get('json').ref)
    const sha = textOf(c.get('json').sha)
    if (!/^refs\/[^/]+\/./.test(ref))
      return refuse(c, 422, 'Reference name must contain at least three slashes.')
    if ((await repository.git.resolve(ref)) !== undefined) {
      return refuse(c, 422, 'Reference already exists')
    }
    return moved(c, { ref, before: zeros, after: sha }, false, 201)
  })
  on('PATCH', '/git/refs/:ref{.+}', 'contents:write', async (c) => {
    const { sha, force } = c.get('json')
    const before = await c.get('repository').git.resolve(refOf(c))
    if (before === undefined) return refuse(c, 422, 'Reference does not exist')
    return moved(c, { ref: refOf(c), before, after: textOf(sha) }, force === true, 200)
  })
  on('DELETE', '/git/refs/:ref{.+}', 'contents:write', async (c) => {
    const before = await c.get('repository').git.resolve(refOf(c))
    if (before === undefined) return refuse(c, 422, 'Reference does not exist')
    return moved(c, { ref: refOf(c), before, after: zeros }, true, 204)
  })

  async function moved(
    c: ApiContext,
    move: { ref: string; before: string; after: string },
    force: boolean,
    status: 200 | 201 | 204,
  ): Promise<Response> {
    const repository = c.get('repository')
    const refused = await moveRefs(world, repository, [move], c.get('who'), { force })
    if (refused !== undefined) return refuse(c, 422, refused)
    if (status === 204) return c.body(null, 204)
    const [found] = await repository.git.refs(move.ref)
    return c.json(
      refFields(world, repository, found ?? { ref: move.ref, oid: move.after, type: 'commit' }),
      status,
    )
  }

  on('GET', '/git/commits/:sha', 'contents:read', async (c) => {
    const repository = c.get('repository')
    const oid = await repository.git.resolve(`${c.req.param('sha')}^{commit}`)
    if (oid === undefined) return refuse(c, 404, 'Not Found')
    const { commit, html_url, parents, node_id } = await commitFields(world, repository, oid)
    const { comment_count, ...shown } = fieldsOf(commit)
    void comment_count
    return c.json({ ...shown, sha: oid, node_id, html_url, parents })
  })
  on('GET', '/git/tags/:sha', 'contents:read', async (c) => {
    const { git, fullName } = c.get('repository')
    const sha = c.req.param('sha') ?? ''
    const oid = await git.resolve(`${sha}^{tag}`)
    if (oid === undefined) return refuse(c, 404, 'Not Found')
    const [head = '', ...message] = (await git.git('cat-file', 'tag', oid)).split('\n\n')
    const field = (name: string) => new RegExp(`^${name} (.+)$`, 'm').exec(head)?.[1] ?? ''
    const url = `${world.api}/repos/${fullName}/git`
    return c.json({
      node_id: `T_${oid}`,
      sha: oid,
      url: `${url}/tags/${oid}`,
      tag: field('tag'),
      message: message.join('\n\n'),
      tagger: { name: '', email: '', date: '2026-01-01T00:00:00Z' },
      object: {
        sha: field('object'),
        type: field('type'),
        url: `${url}/${field('type')}s/${field('object')}`,
      },
    })
  })
  on('POST', '/git/blobs', 'contents:write', async (c) => {
    const { git, fullName } = c.get('repository')
    const { content, encoding } = c.get('json')
    const bytes = Buffer.from(textOf(content), encoding === 'base64' ? 'base64' : 'utf8')
    const sha = await git.blob(bytes)
    return c.json({ sha, url: `${world.api}/repos/${fullName}/git/blobs/${sha}` }, 201)
  })
  on('POST', '/git/trees', 'contents:write', async (c) => {
    const { git, fullName } = c.get('repository')
    const { tree, base_tree: base } = c.get('json')
    const files = await Promise.all(
      listOf(tree)
        .map(fieldsOf)
        .map(async ({ path, mode, sha, content }) => {
          const oid = typeof content === 'string' ? await git.blob(Buffer.from(content)) : sha
          return {
            path: textOf(path),
            mode: textOf(mode),
            oid: typeof oid === 'string' ? oid : null,
          }
        }),
    )
    const sha = await git.tree(files, typeof base === 'string' ? base : undefined)
    const url = `${world.api}/repos/${fullName}/git/trees/${sha}`
    return c.json({ sha, url, tree: [], truncated: false }, 201)
  })
  on('POST', '/git/commits', 'contents:write', async (c) => {
    const repository = c.get('repository')
    const { message, tree, parents, author } = c.get('json')
    const { login } = await accountOf(world, c.get('who'))
    const by = { name: textOf(login), email: `${login}@people.example` }
    const given = fieldsOf(author)
    const oid = await repository.git.commitTree({
      tree: textOf(tree),
      parents: listOf(parents).map(textOf),
      message: textOf(message),
      author: author === undefined ? by : { name: textOf(given.name), email: textOf(given.email) },
    })
    const { commit, html_url, parents: shown, node_id } = await commitFields(world, repository, oid)
    const { comment_count, ...fields } = fieldsOf(commit)
    void comment_count
    return c.json({ ...fields, sha: oid, node_id, html_url, parents: shown }, 201)
  })

  on('GET', '/commits/:sha/branches-where-head', 'contents:read', async (c) => {
    const { git, fullName } = c.get('repository')
    const heads = (await git.refs('refs/heads/')).filter(({ oid }) => oid === c.req.param('sha'))
    return c.json(
      heads.map(({ ref, oid }) => ({
        name: ref.slice('refs/heads/'.length),
        commit: { sha: oid, url: `${world.api}/repos/${fullName}/commits/${oid}` },
        protected: false,
      })),
    )
  })
  on('GET', '/commits', 'contents:read', async (c) => {
    const repository = c.get('repository')
    const { sha = 'HEAD', path } = c.req.query()
    const oid = await named(repository, sha)
    if (oid === undefined) return refuse(c, 404, 'Not Found')
    const below = path === undefined ? [] : ['--', path]
    const listed = await repository.git.git('rev-list', '--max-count=1000', oid, ...below)
    const { items } = page(c, world, listed.split('\n').filter(Boolean))
    return c.json(await Promise.all(items.map((one) => commitFields(world, repository, one))))
  })
  on('GET', '/commits/:ref{.+}', 'contents:read', async (c) => {
    const repository = c.get('repository')
    const oid = await named(repository, c.req.param('ref') ?? '')
    if (oid === undefined) return refuse(c, 422, `No commit found for SHA: ${c.req.param('ref')}`)
    const parent = (await repository.git.resolve(`${oid}^1`)) ?? emptyTree
    const files = await fileFields(world, repository, parent, oid)
    const count = (name: string) => files.reduce((sum, one) => sum + Number(one[name]), 0)
    const [additions, deletions] = [count('additions'), count('deletions')]
    return c.json({
      ...(await commitFields(world, repository, oid)),
      stats: { additions, deletions, total: additions + deletions },
      files: page(c, world, files).items,
    })
  })
  on('GET', '/compare/:basehead{.+}', 'contents:read', async (c) => {
    const repository = c.get('repository')
    const { git, fullName } = repository
    const [from = '', to = ''] = (c.req.param('basehead') ?? '').split('...')
    const [base, head] = await Promise.all([named(repository, from), named(repository, to)])
    if (base === undefined || head === undefined) return refuse(c, 404, 'Not Found')
    const mergeBase = await git.git('merge-base', base, head).catch(() => undefined)
    if (mergeBase === undefined) {
      return refuse(c, 404, `No common ancestor between ${from} and ${to}.`)
    }
    const counts = await git.git('rev-list', '--left-right', '--count', `${base}...${head}`)
    const [behind = 0, ahead = 0] = counts.split('\t').map(Number)
    const kind =
      behind > 0 ? (ahead > 0 ? 'diverged' : 'behind') : ahead > 0 ? 'ahead' : 'identical'
    const listed = await git.git('rev-list', '--reverse', '--max-count=250', `${base}..${head}`)
    const { items } = page(c, world, listed.split('\n').filter(Boolean))
    const html = `${world.origin}/${fullName}/compare/${from}...${to}`
    return c.json({
      url: `${world.api}/repos/${fullName}/compare/${from}...${to}`,
      html_url: html,
      permalink_url: html,
      diff_url: `${html}.diff`,
      patch_url: `${html}.patch`,
      base_commit: await commitFields(world, repository, base),
      merge_base_commit: await commitFields(world, repository, mergeBase),
      status: kind,
      ahead_by: ahead,
      behind_by: behind,
      total_commits: ahead,
      commits: await Promise.all(items.map((one) => commitFields(world, repository, one))),
      files: (await fileFields(world, repository, mergeBase, head)).slice(0, 300),
    })
  })
  on('GET', '/branches', 'contents:read', async (c) => {
    const { git, fullName } = c.get('repository')
    const { items } = page(c, world, await git.refs('refs/heads/'))
    return c.json(
      items.map(({ ref, oid }) => ({
        name: ref.slice('refs/heads/'.length),
        commit: { sha: oid, url: `${world.api}/repos/${fullName}/commits/${oid}` },
        protected: false,
      })),
    )
  })
  on('GET', '/branches/:branch{.+}', 'contents:read', async (c) => {
    const repository = c.get('repository')
    const name = c.req.param('branch') ?? ''
    const oid = await repository.git.resolve(`refs/heads/${name}`)
    if (oid === undefined) return refuse(c, 404, 'Branch not found')
    const url = `${world.api}/repos/${repository.fullName}/branches/${name}`
    return c.json({
      name,
      commit: await commitFields(world, repository, oid),
      _links: { self: url, html: `${world.origin}/${repository.fullName}/tree/${name}` },
      protected: false,
      protection: { enabled: false },
      protection_url: `${url}/protection`,
    })
  })
  return api
}

const emptyTree = '4b825dc642cb6eb9a060e54bf8d69288fbee4904'

const refFields = (
  world: World,
  { fullName }: ForgeRepository,
  { ref, oid, type }: { ref: string; oid: string; type: string },
): Fields => ({
  ref,
  node_id: `REF_${ref}`,
  url: `${world.api}/repos/${fullName}/git/${ref}`,
  object: { type, sha: oid, url: `${world.api}/repos/${fullName}/git/${type}s/${oid}` },
})

/** The commit a branch, a tag or an id stands for. */
export async function named({ git }: ForgeRepository, name: string): Promise<string | undefined> {
  for (const one of [`refs/heads/${name}`, `refs/tags/${name}`, name]) {
    const oid = await git.resolve(`${one}^{commit}`)
    if (oid !== undefined) return oid
  }
  return undefined
}
