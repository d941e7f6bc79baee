import { type Fields, textOf } from './fields.ts'
import { accountOf, type ForgeRepository, type World } from './world.ts'

const separator = '\x1f'
const format = ['%H', '%T', '%P', '%an', '%ae', '%aI', '%cn', '%ce', '%cI', '%B'].join('%x1f')

/** A commit as lists of the API show it; accounts are found by their mail address. */
export async function commitFields(
  world: World,
  repository: ForgeRepository,
  oid: string,
): Promise<Fields> {
  const shown = await repository.git.git('show', '-s', `--format=${format}`, oid)
  const [sha = '', tree, parents = '', ...rest] = shown.split(separator)
  const [authorName, authorEmail = '', authorDate, name, email = '', date, message = ''] = rest
  const url = `${world.api}/repos/${repository.fullName}`
  const html = `${world.origin}/${repository.fullName}/commit`
  return {
    sha,
    node_id: `C_${sha}`,
    url: `${url}/commits/${sha}`,
    html_url: `${html}/${sha}`,
    comments_url: `${url}/commits/${sha}/comments`,
    commit: {
      url: `${url}/git/commits/${sha}`,
      author: { name: authorName, email: authorEmail, date: authorDate },
      committer: { name, email, date },
      message: message.trimEnd(),
      tree: { sha: tree, url: `${url}/git/trees/${tree}` },
      comment_count: 0,
      verification: {
        verified: false,
        reason: 'unsigned',
        signature: null,
        payload: null,
        verified_at: null,
      },
    },
    author: await accountByMail(world, authorEmail),
    committer: await accountByMail(world, email),
    parents: parents
      .split(' ')
      .filter(Boolean)
      .map((parent) => ({
        sha: parent,
        url: `${url}/commits/${parent}`,
        html_url: `${html}/${parent}`,
      })),
  }
}

/** The account a commit's mail address belongs to, if any. */
export async function accountByMail(world: World, email: string): Promise<Fields | null> {
  const login = email.endsWith('@people.example') ? email.slice(0, -'@people.example'.length) : ''
  return world.people.has(login) ? accountOf(world, login) : null
}

const statuses: Record<string, string> = {
  A: 'added',
  M: 'modified',
  D: 'removed',
  R: 'renamed',
  C: 'copied',
  T: 'changed',
}

/** What differs between two trees. */
export async function fileFields(
  world: World,
  { git, fullName }: ForgeRepository,
  from: string,
  to: string,
): Promise<Fields[]> {
  const [raw, counts] = await Promise.all([
    git.git('diff', '--raw', '-z', '-M', '--abbrev=40', from, to),
    git.git('diff', '--numstat', '--no-renames', from, to),
  ])
  const counted = new Map(
    counts.split('\n').map((line) => {
      const [added = '', removed = '', name = ''] = line.split('\t')
      return [name, [Number(added) || 0, Number(removed) || 0] as const]
    }),
  )
  const files: Fields[] = []
  const parts = raw.split('\0')
  for (let at = 0; at + 1 < parts.length; ) {
    const [, , , after = '', kind = ''] = (parts[at] ?? '').split(' ')
    const isMoved = kind.startsWith('R') || kind.startsWith('C')
    const filename = textOf(parts[at + (isMoved ? 2 : 1)])
    const [additions, deletions] = counted.get(filename) ?? [0, 0]
    files.push({
      sha: after,
      filename,
      status: statuses[kind[0] ?? ''] ?? 'changed',
      additions,
      deletions,
      changes: additions + deletions,
      blob_url: `${world.origin}/${fullName}/blob/${to}/${encodeURI(filename)}`,
      raw_url: `${world.origin}/${fullName}/raw/${to}/${encodeURI(filename)}`,
      contents_url: `${world.api}/repos/${fullName}/contents/${encodeURI(filename)}?ref=${to}`,
      ...(isMoved ? { previous_filename: textOf(parts[at + 1]) } : {}),
    })
    at += isMoved ? 3 : 2
  }
  return files
}
