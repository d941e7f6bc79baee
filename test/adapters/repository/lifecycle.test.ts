import { execFileSync } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { gitEnvironment } from '../../../src/adapters/repository/git-process.ts'
import { checkGit } from '../../../src/adapters/repository/git-version.ts'
import type { RepositoryLimits } from '../../../src/adapters/repository/repository-limits.ts'
import { until } from '../../support/until.ts'
import {
  newEngine,
  repository,
  secretText,
  startWorkbench,
  type Workbench,
} from './support/workbench.ts'

const spool = (bench: Workbench) => readdir(join(bench.directory, 'spool'))
const cached = (bench: Workbench) => readdir(join(bench.directory, 'cache'), { recursive: true })

/** A commit on `main` of the forge. */
async function publishFirst(bench: Workbench): Promise<string> {
  const tip = await bench.commit(await bench.tree({ 'a.txt': 'one\n', src: { 'b.ts': 'b\n' } }))
  await bench.publish('refs/heads/main', tip)
  return tip
}

/** Requests that the forge has seen since it was last asked. */
const takeRequests = ({ upstream }: Workbench): number => upstream.requests.splice(0).length

test('nothing is asked of the forge before the first push, and no repository is made', async () => {
  await using bench = await startWorkbench()
  expect(bench.upstream.requests).toEqual([])
  expect(await readdir(join(bench.directory, 'cache'))).toEqual([])
})

test('a push on the tip that was prepared asks the forge for its refs alone', async () => {
  await using bench = await startWorkbench()
  const tip = await publishFirst(bench)
  bench.repositories.prepare?.(repository)
  // The index comes last: without it git takes no notice of a pack.
  await until(async () => (await cached(bench)).some((name) => name.endsWith('.idx')))
  takeRequests(bench)
  const next = await bench.commit(await bench.tree({ 'a.txt': 'two\n', src: { 'b.ts': 'b\n' } }), [
    tip,
  ])
  const facts = await bench.examine('refs/heads/main', next, await bench.pack([next], [tip]))
  expect(facts).toMatchObject({ kind: 'fast-forward', paths: [{ path: 'a.txt' }] })
  expect(takeRequests(bench)).toBe(1)
})

test('a push on top of one that was adopted asks the forge for its refs alone', async () => {
  await using bench = await startWorkbench()
  const tip = await publishFirst(bench)
  const one = await bench.commit(await bench.tree({ 'a.txt': '1\n', src: { 'c.ts': 'c\n' } }), [
    tip,
  ])
  const tips = await bench.repositories.readTips(repository)
  const first = await bench.receive(await bench.pack([one], [tip]))
  await first.examine([{ ref: 'refs/heads/main', old: tip, new: one }], tips)
  await bench.publish('refs/heads/main', one)
  await first.adopt?.()
  await first[Symbol.asyncDispose]()
  takeRequests(bench)
  const two = await bench.commit(await bench.tree({ 'a.txt': '2\n', src: { 'c.ts': 'c\n' } }), [
    one,
  ])
  const facts = await bench.examine('refs/heads/main', two, await bench.pack([two], [one]))
  expect(facts).toMatchObject({ kind: 'fast-forward', paths: [{ path: 'a.txt', commit: two }] })
  expect(takeRequests(bench)).toBe(1)
})

test('what a session that crashed left is swept away, and its folders are the owner’s alone', async () => {
  await using bench = await startWorkbench()
  const left = join(bench.directory, 'spool', 'left-by-a-crash', 'objects', 'pack')
  await mkdir(left, { recursive: true })
  await writeFile(join(left, 'tmp_pack_x'), 'half a pack')
  await bench.open()
  expect(await spool(bench)).toEqual([])
  for (const folder of ['', 'spool', 'cache']) {
    const { mode } = await stat(join(bench.directory, folder))
    expect(mode & 0o777).toBe(0o700)
  }
})

test('a push that is cancelled in its pack leaves no process and no file', async () => {
  await using bench = await startWorkbench()
  const id = await bench.commit(await bench.tree({ 'a.txt': 'x' }))
  const pack = await bench.pack([id])
  const cancel = new AbortController()
  async function* stuck() {
    yield pack.subarray(0, 40)
    await new Promise(() => {})
  }
  const receiving = bench.repositories.receive(repository, stuck(), {
    objectFormat: 'sha1',
    signal: cancel.signal,
  })
  const refused = expect(receiving).rejects.toMatchObject({
    code: 'PUSH_REFUSED',
    message: expect.stringContaining('cancelled'),
  })
  await until(() => processesIn(bench.directory).length > 0)
  expect(await spool(bench)).toHaveLength(1)
  cancel.abort()
  await refused
  expect(await spool(bench)).toEqual([])
  expect(processesIn(bench.directory)).toEqual([])
})

test('closing in the middle of everything leaves no process and no file', async () => {
  await using bench = await startWorkbench()
  const tip = await publishFirst(bench)
  const repositories = await bench.open({ directory: join(bench.directory, 'other') })
  const next = await bench.commit(await bench.tree({ x: 'x' }), [tip])
  const pack = await bench.pack([next], [tip])
  const tips = await repositories.readTips(repository)
  const quarantine = await repositories.receive(repository, one(pack), {
    objectFormat: 'sha1',
    signal: new AbortController().signal,
  })
  const examining = quarantine.examine([{ ref: 'refs/heads/main', old: tip, new: next }], tips)
  const scanning = quarantine.secrets(newEngine())
  const settled = Promise.allSettled([examining, scanning])
  await repositories.close()
  await settled
  expect(processesIn(join(bench.directory, 'other'))).toEqual([])
  expect(await readdir(join(bench.directory, 'other'))).toEqual([])
})

test('a forge that is gone makes what it would have told unknown', async () => {
  await using bench = await startWorkbench()
  const tip = await publishFirst(bench)
  const next = await bench.commit(await bench.tree({ x: 'x' }), [tip])
  const tips = await bench.repositories.readTips(repository)
  await using quarantine = await bench.receive(await bench.pack([next], [tip]))
  bench.upstream.fault = () => ({ do: 'answer', status: 503 })
  const [facts] = await quarantine.examine([{ ref: 'refs/heads/main', old: tip, new: next }], tips)
  expect(facts).toMatchObject({ kind: 'fast-forward', paths: 'unknown' })
  expect(facts?.warnings).toMatchObject([
    { code: 'not-read', text: expect.stringContaining('503') },
  ])
  await expect(bench.repositories.readTips(repository)).rejects.toMatchObject({
    code: 'UPSTREAM_FAILED',
  })
})

test.each([
  {
    when: 'the connection is lost in an answer',
    fault: { do: 'cut', when: 'in-answer', after: 9 },
  },
  { when: 'the forge asks for a login', fault: { do: 'answer', status: 401 } },
  { when: 'the forge answers with a page', fault: { do: 'answer', status: 200, body: '<html>' } },
] as const)('$when: the tips are not read', async ({ fault }) => {
  await using bench = await startWorkbench()
  await publishFirst(bench)
  bench.upstream.fault = () => fault
  await expect(bench.repositories.readTips(repository)).rejects.toMatchObject({
    code: 'UPSTREAM_FAILED',
  })
})

test('more new commits than are looked at one by one are unknown, the kind is not', async () => {
  await using bench = await startWorkbench({ limits: { commits: 3 } })
  const tip = await publishFirst(bench)
  let id = tip
  for (let count = 0; count < 5; count += 1) {
    id = await bench.commit(await bench.tree({ x: `${count}` }), [id])
  }
  const facts = await bench.examine('refs/heads/main', id, await bench.pack([id], [tip]))
  expect(facts).toMatchObject({ kind: 'fast-forward', paths: 'unknown', commits: 'unknown' })
  expect(facts.warnings).toMatchObject([
    { code: 'not-read', text: expect.stringContaining('limit commits') },
  ])
})

test('folders too large to fetch whole are fetched as they are needed', async () => {
  await using bench = await startWorkbench({ limits: { treeBytes: 1_000 } })
  const folders = Object.fromEntries(
    Array.from({ length: 60 }, (_, index) => [
      `folder-${index}`,
      { deep: { [`f${index}`]: `${index}` } },
    ]),
  )
  const tip = await bench.commit(await bench.tree(folders))
  await bench.publish('refs/heads/main', tip)
  const changed = { ...folders, 'folder-7': { deep: { f7: 'new' } } }
  const next = await bench.commit(await bench.tree(changed), [tip])
  const limited = await bench.examine('refs/heads/main', next, await bench.pack([next], [tip]))
  expect(limited.paths).toBe('unknown')
  const repositories = await bench.open({
    limits: { treeBytes: 3_500 },
    directory: `${bench.directory}-2`,
  })
  const tips = await repositories.readTips(repository)
  await using quarantine = await repositories.receive(
    repository,
    one(await bench.pack([next], [tip])),
    {
      objectFormat: 'sha1',
      signal: new AbortController().signal,
    },
  )
  const [facts] = await quarantine.examine([{ ref: 'refs/heads/main', old: tip, new: next }], tips)
  expect(facts?.paths).toEqual([{ path: 'folder-7/deep/f7', mode: '100644', commit: next }])
})

test.each<{ limit: string; limits: Partial<RepositoryLimits> }>([
  { limit: 'memoryBytes', limits: { memoryBytes: 96 * 1_048_576 } },
  { limit: 'recordBytes', limits: { recordBytes: 1_048_576 } },
  { limit: 'packBytes', limits: { packBytes: 10_000 } },
])(
  'a commit of 96 MiB meets the limit $limit, and the text names it',
  async ({ limit, limits }) => {
    await using bench = await startWorkbench({ limits })
    const tree = await bench.tree({ x: 'x' })
    const message = 'x'.repeat(96 * 1_048_576)
    const id = await bench.commit(tree, [], { message, author: 'A <a@b.c>' })
    await expect(bench.receive(await bench.pack([id]))).rejects.toMatchObject({
      code: 'PUSH_REFUSED',
      message: expect.stringContaining(`limit ${limit}`),
    })
    expect(await spool(bench)).toEqual([])
  },
)

test('a file larger than a push may hold is refused by name', async () => {
  await using bench = await startWorkbench({ limits: { blobBytes: 1_000 } })
  const id = await bench.commit(await bench.tree({ x: 'x'.repeat(1_001) }))
  await expect(bench.receive(await bench.pack([id]))).rejects.toMatchObject({
    code: 'PUSH_REFUSED',
    message: expect.stringMatching(/blob [0-9a-f]{40} has 1001 bytes; .* \(limit blobBytes\)/),
  })
})

test('a repository of SHA-256 objects is judged the same', async () => {
  await using bench = await startWorkbench({ objectFormat: 'sha256' })
  const first = await bench.commit(await bench.tree({ 'a.txt': '1', src: { x: 'x' } }))
  const tip = await bench.commit(await bench.tree({ 'a.txt': '2', src: { x: 'x' } }), [first])
  await bench.publish('refs/heads/main', tip)
  const next = await bench.commit(await bench.tree({ 'a.txt': secretText(), src: { x: 'x' } }), [
    first,
  ])
  const pack = await bench.pack([next], [first])
  const facts = await bench.examine('refs/heads/main', next, pack)
  expect(facts).toMatchObject({ kind: 'rewrite', tip, paths: [{ path: 'a.txt', commit: next }] })
  await using quarantine = await bench.receive(pack)
  expect(await quarantine.secrets(newEngine())).toMatchObject([{ path: 'a.txt', commit: next }])
  const mixed = bench.repositories.receive(repository, one(pack), {
    objectFormat: 'sha1',
    signal: new AbortController().signal,
  })
  await expect(mixed).rejects.toMatchObject({ code: 'PUSH_REFUSED' })
})

test('a folder that stays keeps a full copy, and later sessions fetch only what is new', async () => {
  await using bench = await startWorkbench()
  const tip = await publishFirst(bench)
  const directory = join(bench.directory, '..', 'lasting')
  const first = await bench.open({ directory, persistent: true })
  const signal = new AbortController().signal
  const next = await bench.commit(await bench.tree({ 'a.txt': 'two\n', src: { 'b.ts': 'b\n' } }), [
    tip,
  ])
  const pack = await bench.pack([next], [tip])
  const judge = async (repositories: typeof first) => {
    const tips = await repositories.readTips(repository)
    await using quarantine = await repositories.receive(repository, one(pack), {
      objectFormat: 'sha1',
      signal,
    })
    const [facts] = await quarantine.examine(
      [{ ref: 'refs/heads/main', old: tip, new: next }],
      tips,
    )
    return facts
  }
  expect(await judge(first)).toMatchObject({ kind: 'fast-forward', paths: [{ path: 'a.txt' }] })
  await first.close()
  takeRequests(bench)
  const second = await bench.open({ directory, persistent: true })
  expect(await judge(second)).toMatchObject({ kind: 'fast-forward', paths: [{ path: 'a.txt' }] })
  expect(takeRequests(bench)).toBe(1)
  const lost = await bench.commit(await bench.tree({ x: 'never sent' }), [tip])
  const alone = await bench.packOf([lost])
  const links = second.receive(repository, one(alone), { objectFormat: 'sha1', signal })
  await expect(links).rejects.toMatchObject({ code: 'PUSH_REFUSED' })
})

test('a large file passes through memory that does not grow with it', async () => {
  await using bench = await startWorkbench()
  const noise = Buffer.alloc(60 * 1_048_576)
  for (let at = 0, seed = 1; at < noise.length; at += 4) {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) | 0
    noise.writeInt32LE(seed ^ (seed >>> 13), at)
  }
  noise.write(`\nkey = "${secretText('Big1')}"\n`, 41 * 1_048_576 - 20, 'latin1')
  const id = await bench.commit(await bench.tree({ 'big.bin': noise }))
  const pack = await bench.pack([id])
  const quarantine = await bench.receive(pack)
  const before = process.memoryUsage().arrayBuffers
  let most = 0
  const watching = setInterval(() => {
    most = Math.max(most, process.memoryUsage().arrayBuffers - before)
  }, 5)
  const secrets = await quarantine.secrets(newEngine())
  clearInterval(watching)
  expect(secrets).toMatchObject([{ path: 'big.bin', where: 'blob' }])
  expect(most).toBeGreaterThan(0)
  expect(most).toBeLessThan(40 * 1_048_576)
  await quarantine[Symbol.asyncDispose]()
})

test('no git process sees the token, and none may open a connection', async () => {
  await using bench = await startWorkbench()
  const tip = await publishFirst(bench)
  const folder = await mkdtemp(join(tmpdir(), 'spying-git-'))
  const log = join(folder, 'log')
  const spy = join(folder, 'git')
  await writeFile(spy, `#!/bin/sh\n{ echo "$@"; env; } >> ${log}\nexec /usr/bin/env git "$@"\n`)
  await chmod(spy, 0o755)
  const repositories = await bench.open({
    findProgram: async (name) => (name === 'git' ? spy : undefined),
    directory: join(folder, 'repositories'),
  })
  const next = await bench.commit(await bench.tree({ x: 'x' }), [tip])
  const tips = await repositories.readTips(repository)
  await using quarantine = await repositories.receive(
    repository,
    one(await bench.pack([next], [tip])),
    {
      objectFormat: 'sha1',
      signal: new AbortController().signal,
    },
  )
  await quarantine.examine([{ ref: 'refs/heads/main', old: tip, new: next }], tips)
  const seen = await readFile(log, 'utf8')
  expect(seen).toContain('index-pack --stdin')
  expect(seen).toContain('GIT_ALLOW_PROTOCOL=none')
  expect(seen).not.toContain(bench.upstream.token)
  expect(seen).not.toContain(
    Buffer.from(`x-access-token:${bench.upstream.token}`).toString('base64'),
  )
  expect(seen).not.toMatch(/GITHUB_|CURSOR_/)
  await rm(folder, { recursive: true, force: true })
})

test('the environment of git is exactly this', () => {
  const names = Object.keys(
    gitEnvironment({ gitDir: '/g', objects: '/o', alternates: ['/a', '/b'] }),
  )
  expect(names.filter((name) => !/^GIT_CONFIG_(KEY|VALUE)_\d+$/.test(name)).sort()).toEqual([
    'GIT_ALLOW_PROTOCOL',
    'GIT_ALTERNATE_OBJECT_DIRECTORIES',
    'GIT_ASKPASS',
    'GIT_ATTR_NOSYSTEM',
    'GIT_CONFIG_COUNT',
    'GIT_CONFIG_GLOBAL',
    'GIT_CONFIG_NOSYSTEM',
    'GIT_CONFIG_SYSTEM',
    'GIT_DIR',
    'GIT_NO_LAZY_FETCH',
    'GIT_NO_REPLACE_OBJECTS',
    'GIT_OBJECT_DIRECTORY',
    'GIT_OPTIONAL_LOCKS',
    'GIT_PAGER',
    'GIT_PROTOCOL_FROM_USER',
    'GIT_TERMINAL_PROMPT',
    'HOME',
    'LC_ALL',
    'PATH',
  ])
})

test('a folder with a colon is refused, since git would take it for two', async () => {
  await using bench = await startWorkbench()
  await expect(bench.open({ directory: `${bench.directory}:x` })).rejects.toMatchObject({
    code: 'MACHINE_UNSUITABLE',
  })
})

test.each([
  { says: 'git version 2.39.3', message: /2\.39\.3 is too old .* 2\.39\.4 or newer/ },
  { says: 'git version 1.9', message: /too old/ },
  { says: 'git version 2.51.0\nSHA-1: OPENSSL', message: /does not notice collisions \(OPENSSL\)/ },
  { says: 'something else', message: /does not say which version/ },
])('a git that says "$says" is refused', async ({ says, message }) => {
  await expect(withGit(says, (path) => checkGit(async () => path))).rejects.toMatchObject({
    code: 'MACHINE_UNSUITABLE',
    message: expect.stringMatching(message),
  })
})

test.each([
  { says: 'git version 2.39.4', detection: 'unknown', notes: [/does not say which SHA-1/] },
  { says: 'git version 2.51.0\nSHA-1: SHA1_DC', detection: 'yes', notes: [] },
  { says: 'git version 2.50.1 (Apple Git-155)\nSHA-1: SHA1_DC', detection: 'yes', notes: [] },
])('a git that says "$says" will do', async ({ says, detection, notes }) => {
  const check = await withGit(says, (path) => checkGit(async () => path))
  expect(check.collisionDetection).toBe(detection)
  const about = check.notes.filter((note) => note.includes('SHA-1'))
  expect(about).toEqual(notes.map((note) => expect.stringMatching(note)))
})

test('a machine without git is told so', async () => {
  await expect(checkGit(async () => undefined)).rejects.toMatchObject({
    code: 'MACHINE_UNSUITABLE',
    message: 'git was not found in the folders of the system',
  })
})

async function withGit<T>(says: string, use: (path: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'another-git-'))
  try {
    const path = join(folder, 'git')
    await writeFile(path, `#!/bin/sh\ncat <<'END'\n${says}\nEND\n`)
    await chmod(path, 0o755)
    return await use(path)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function* one(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

/** Command lines of processes that work below a folder. */
function processesIn(folder: string): string[] {
  const listed = execFileSync('sh', ['-c', 'ls -l /proc/[0-9]*/cwd 2>/dev/null || true']).toString()
  return listed.split('\n').filter((line) => line.includes(folder))
}
