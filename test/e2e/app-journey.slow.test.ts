import { randomBytes } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import pg from 'pg'
import { useApp } from '../support/forge/use-app.ts'

const policy = `version: 1
branches:
  - match: [~DEFAULT_BRANCH, "release/**"]
    pull_request: { approvals: 1 }
rules:
  - name: production needs a second person
    when: { push: { paths: ["deploy/**"] } }
    then: hold
    approve: { by: { users: [bob, carol] } }
`
const site = 'acme/site'
const history = 'cursor-guard: history ~DEFAULT_BRANCH, release/**'
const changes = 'cursor-guard: changes ~DEFAULT_BRANCH, release/**'
const soon = 60_000
const world = useApp({ repositories: { [site]: { policy } } })
const { check, concludes } = world

const tip = async (branch: string): Promise<string> =>
  (await world.forge.tip(site, branch)) ?? 'nothing'
const ruleset = (name: string) => world.forge.rulesets(site).find((one) => one.name === name)
const issueTitles = async () => (await world.forge.issues(site)).map(({ title }) => String(title))
const backups = async () =>
  (await world.forge.git(site).refs('refs/cursor-guard/backup/')).map(({ oid }) => oid)

test('installed, it writes both rulesets and says so', async () => {
  const { forge, app } = world
  await forge.install()
  const said = await concludes(site, 'main', 'protection', 'success')
  await app.idle()
  expect(said.output.title).toBe('2 rulesets in place')
  const us = { actor_type: 'Integration', actor_id: forge.app.id, bypass_mode: 'always' }
  expect(ruleset(history)).toMatchObject({ enforcement: 'active', bypass_actors: [us] })
  expect(ruleset(changes)).toMatchObject({ enforcement: 'active', bypass_actors: [] })
  expect(forge.rulesets(site)).toHaveLength(2)
  await expect(forge.push(site, 'main', { 'a.txt': 'a' }, { as: 'mallory' })).rejects.toThrow(
    /pull request|status check/,
  )
  expect(await issueTitles()).toEqual([])
})

test('a ruleset that an administrator switches off is active again, and an issue says who it was', async () => {
  const { forge, app } = world
  const id = ruleset(history)?.id ?? 0
  await forge.saveRuleset(site, { enforcement: 'disabled' }, { id, as: 'alice' })
  await forge.until('it is active', () => ruleset(history)?.enforcement === 'active', soon)
  await app.idle()
  const [issue, ...others] = await forge.issues(site)
  expect(others).toEqual([])
  expect(issue?.title).toBe('Branch protection was changed and has been put back')
  expect(issue?.body).toContain(`alice (id ${(await forge.account('alice')).id})`)
  expect((await check(site, 'main', 'protection'))?.output.title).toBe(
    'Put back; 2 rulesets in place',
  )
})

test('a rewrite of main is undone, and what was pushed is kept', async () => {
  const { forge, app } = world
  const { after: kept } = await forge.push(site, 'main', { 'a.txt': 'a' }, { unprotected: true })
  await app.idle()
  const mallory = { as: 'mallory', force: true, unprotected: true }
  const { after: pushed } = await forge.push(site, 'main', { 'b.txt': 'b' }, mallory)
  await forge.until('main is back', async () => (await tip('main')) === kept, soon)
  await app.idle()
  expect(await tip('main')).toBe(kept)
  expect((await backups()).toSorted()).toEqual([kept, pushed].toSorted())
  const told = await concludes(site, pushed, 'protection', 'failure')
  expect(told.output.title).toBe('main was rewritten and has been put back')
  expect(await issueTitles()).toContain('cursor-guard: main was rewritten and has been put back')
})

test('a rewrite without the policy file switches nothing off', async () => {
  const { forge, app } = world
  const kept = await tip('main')
  const mallory = { name: 'mallory', email: 'mallory@people.example' }
  const bare = await forge
    .git(site)
    .commit({ files: { 'b.txt': 'b' }, parents: [], message: 'Afresh', author: mallory })
  await forge.move(site, 'refs/heads/main', bare, { as: 'mallory', unprotected: true })
  await forge.until('main is back', async () => (await tip('main')) === kept, soon)
  await concludes(site, bare, 'protection', 'failure')
  await app.idle()
  expect(await tip('main')).toBe(kept)
  expect(forge.rulesets(site).map(({ enforcement }) => enforcement)).toEqual(['active', 'active'])
})

test('a release branch that was deleted is there again', async () => {
  const { forge, app } = world
  const { after: kept } = await forge.push(site, 'release/1', { 'c.txt': 'c' })
  await app.idle()
  await expect(forge.remove(site, 'release/1')).rejects.toThrow('Cannot delete this branch')
  await forge.remove(site, 'release/1', { as: 'mallory', unprotected: true })
  await forge.until('it is there', async () => (await tip('release/1')) === kept, soon)
  await app.idle()
  expect(await issueTitles()).toContain('cursor-guard: release/1 was deleted and has been put back')
})

test('a secret fails the check at its line, and its value is nowhere', async () => {
  const { forge, app, databaseUrl } = world
  // As such a token looks; made here, so that no scanner finds it in this file.
  const secret = `ghp_${randomBytes(27).toString('hex').slice(0, 36)}`
  const line = `export const token = '${secret}'\n`
  await forge.push(site, 'leak', { 'src/config.ts': `// settings\n${line}` }, { as: 'bob' })
  const run = await concludes(site, 'leak', 'secrets', 'failure')
  await app.idle()
  expect(run.output.title).toBe('1 secret found')
  expect(run.annotations).toMatchObject([
    { path: 'src/config.ts', start_line: 2, annotation_level: 'failure' },
  ])
  const said = [
    ...forge.requests.map(({ body, path }) => JSON.stringify([path, body])),
    app.printed(),
    await everythingStored(databaseUrl),
  ]
  expect(said.join('\n')).toContain('src/config.ts')
  expect(said.join('\n')).not.toContain(secret)
  expect(await filesWith(secret, app.directory, await databaseFolder(databaseUrl))).toEqual([])
})

let number = 0

test('a change of what is held waits for somebody else, who is asked', async () => {
  const { forge, app } = world
  number = await forge.openPullRequest(site, {
    as: 'bob',
    head: 'change',
    files: { 'deploy/prod.yml': 'replicas: 3\n' },
  })
  const run = await concludes(site, 'change', 'approval', 'action_required')
  await app.idle()
  expect(run.output.title).toBe(
    'Waiting for approval: 0 of 1 by carol ("production needs a second person")',
  )
  expect(run.actions.map(({ label }) => label)).toEqual(['Approve', 'Deny'])
  const { requested_reviewers: asked } = await forge.pull(site, number)
  expect(asked).toMatchObject([{ login: 'carol' }])
})

test('its author’s own approval does not count, carol’s does', async () => {
  const { forge, app } = world
  await forge.comment(site, number, `/cursor-guard approve ${await requestId()}`, { as: 'bob' })
  await app.idle()
  expect((await check(site, 'change', 'approval'))?.conclusion).toBe('action_required')
  await forge.comment(site, number, `/cursor-guard approve ${await requestId()}`, { as: 'carol' })
  const run = await concludes(site, 'change', 'approval', 'success')
  expect(run.output.title).toBe('Approved by carol')
  expect(run.actions).toEqual([])
})

test('a new commit needs a new approval, which a button can give', async () => {
  const { forge, app } = world
  const before = await tip('change')
  await forge.push(site, 'change', { 'deploy/prod.yml': 'replicas: 4\n' }, { as: 'bob' })
  const run = await concludes(site, 'change', 'approval', 'action_required')
  await app.idle()
  expect(await tip('change')).not.toBe(before)
  await forge.press(site, run, String(run.actions[0]?.identifier), { as: 'bob' })
  await app.idle()
  const again = await concludes(site, 'change', 'approval', 'action_required')
  await forge.press(site, again, String(again.actions[0]?.identifier), { as: 'carol' })
  await concludes(site, 'change', 'approval', 'success')
})

test('whoever asks is told how it stands, in the one comment', async () => {
  const { forge, app } = world
  await forge.comment(site, number, '/cursor-guard status', { as: 'rita' })
  await app.idle()
  const comments = await forge.comments(site, number)
  const ours = comments.filter(({ login }) => login === `${forge.app.slug}[bot]`)
  expect(ours).toHaveLength(1)
  expect(ours[0]?.body).toContain('Approved by carol')
})

test('the merge queue is told what becomes of the group', async () => {
  const { forge } = world
  const good = await forge.enqueue(site, [number])
  const run = await concludes(site, good.head, 'approval', 'success')
  expect(run.output.summary).toContain(`${number}: Approved by carol`)
  await concludes(site, good.head, 'secrets', 'success')
  const files = { 'deploy/more.yml': 'replicas: 1\n' }
  const waiting = await forge.openPullRequest(site, { as: 'bob', head: 'more', files })
  await concludes(site, 'more', 'approval', 'action_required')
  const bad = await forge.enqueue(site, [number, waiting])
  const refused = await concludes(site, bad.head, 'approval', 'failure')
  expect(refused.output.title).toBe('1 of 2 pull requests may not be merged')
})

test('what was approved is merged, and the server ends in peace', async () => {
  const { forge, app } = world
  // A button is no review; the branch has a rule of its own about those.
  await expect(forge.merge(site, number, { as: 'bob' })).rejects.toThrow('1 approving review')
  await forge.review(site, number, 'APPROVE', { as: 'carol' })
  await app.idle()
  await forge.merge(site, number, { as: 'bob' })
  await app.idle()
  expect(forge.repository(site).pulls.get(number)?.merged).toBe(true)
  expect(forge.rulesets(site)).toHaveLength(2)
  expect(await issueTitles()).toHaveLength(4)
  expect((await app.status()).dead).toBe(0)
  expect(await app.stop()).toBe(0)
})

/** As it stands in the check, for those who decide by a comment. */
async function requestId(): Promise<string> {
  const { output } = await concludes(site, 'change', 'approval', 'action_required')
  return /Request: `(\w+)`/.exec(output.summary ?? '')?.[1] ?? ''
}

/** Every row of every table, as text. */
async function everythingStored(databaseUrl: string): Promise<string> {
  const client = new pg.Client(databaseUrl)
  await client.connect()
  const { rows: tables } = await client.query<{ name: string }>(
    `select quote_ident(schemaname) || '.' || quote_ident(tablename) as name from pg_tables
     where schemaname not in ('pg_catalog', 'information_schema')`,
  )
  const texts: string[] = []
  for (const { name } of tables) {
    const { rows } = await client.query(`select t::text as row from ${name} t`)
    texts.push(...rows.map(({ row }) => String(row)))
  }
  await client.end()
  return texts.join('\n')
}

/** Where PostgreSQL keeps its files, with everything written out. */
async function databaseFolder(databaseUrl: string): Promise<string> {
  const client = new pg.Client(databaseUrl)
  await client.connect()
  await client.query('checkpoint')
  const { rows } = await client.query("select current_setting('data_directory') as folder")
  await client.end()
  return String(rows[0]?.folder)
}

async function filesWith(text: string, ...folders: string[]): Promise<string[]> {
  const found: string[] = []
  for (const folder of folders) {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true })
    const files = entries.filter((entry) => entry.isFile())
    expect(files.length).toBeGreaterThan(0)
    for (const { parentPath, name } of files) {
      const path = join(parentPath, name)
      const content = await readFile(path).catch(() => Buffer.alloc(0))
      if (content.includes(text)) found.push(path)
    }
  }
  return found
}
