import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deflateSync } from 'node:zlib'
import { expect, test } from '@jest/globals'
import { createFileObjectSpool } from '../../../src/adapters/storage/file-object-spool.ts'
import {
  type GuardedForge,
  home,
  startGuardedForge,
} from '../../support/git-upstream/guarded-git.ts'
import {
  rawHead,
  rawPush,
  usualCapabilities as usual,
} from '../../support/git-upstream/raw-push.ts'

/** The forge itself checks nothing here: what is refused is refused by the guard. */
const wait = 'approval: { wait: 1s }\n'

const zero = '0'.repeat(40)

interface Attack {
  what: string
  prepare: (forge: GuardedForge, folder: string) => Promise<void>
  /** What the terminal says. */
  said: string | RegExp
  outcome: 'refused' | 'held, not released'
}

/** Writes an object that git itself would not write. */
function literally(folder: string, type: string, body: Buffer | string): string {
  const out = execFileSync('git', ['hash-object', '-t', type, '-w', '--stdin', '--literally'], {
    cwd: folder,
    input: body,
  })
  return out.toString().trim()
}

const treeEntry = (mode: string, name: string, id: string) =>
  Buffer.concat([Buffer.from(`${mode} ${name}\0`), Buffer.from(id, 'hex')])

/** Puts a commit with a tree of one entry on the branch. */
async function commitTree(forge: GuardedForge, folder: string, entry: (blob: string) => Buffer) {
  const blob = literally(folder, 'blob', 'content\n')
  const tree = literally(folder, 'tree', entry(blob))
  const head = (await forge.git(folder, 'rev-parse', 'HEAD')).stdout.trim()
  const body = `tree ${tree}\nparent ${head}\nauthor A <a@example.com> 1700000000 +0000\ncommitter A <a@example.com> 1700000000 +0000\n\nx\n`
  await forge.git(folder, 'update-ref', 'refs/heads/main', literally(folder, 'commit', body))
}

test.each<Attack>([
  ...['.git', '.GIT', '.g\u200cit', 'git~1', '..', 'a/b'].map((name) => ({
    what: `a tree with the entry ${JSON.stringify(name)}`,
    prepare: (forge: GuardedForge, folder: string) =>
      commitTree(forge, folder, (blob) => treeEntry('100644', name, blob)),
    said: /remote rejected.*cursor-guard/,
    outcome: 'refused' as const,
  })),
  {
    what: 'an author line that is malformed',
    async prepare(forge, folder) {
      const tree = (await forge.git(folder, 'rev-parse', 'HEAD^{tree}')).stdout.trim()
      const head = (await forge.git(folder, 'rev-parse', 'HEAD')).stdout.trim()
      const body = `tree ${tree}\nparent ${head}\nauthor A a@example.com> 1 +0000\ncommitter A <a@example.com> 1 +0000\n\nx\n`
      await forge.git(folder, 'update-ref', 'refs/heads/main', literally(folder, 'commit', body))
    },
    said: /remote rejected.*cursor-guard/,
    outcome: 'refused',
  },
  {
    what: 'a submodule whose address is an option',
    prepare: async (forge, folder) =>
      void (await forge.commit(folder, {
        '.gitmodules': '[submodule "a"]\n\tpath = a\n\turl = -u./payload\n',
      })),
    said: /remote rejected.*cursor-guard/,
    outcome: 'refused',
  },
  {
    what: 'a submodule whose address is a command',
    prepare: async (forge, folder) =>
      void (await forge.commit(folder, {
        '.gitmodules': '[submodule "a"]\n\tpath = a\n\turl = ext::sh -c touch% /tmp/x\n',
      })),
    said: /gitmodules/,
    outcome: 'refused',
  },
  {
    what: 'any other change of .gitmodules',
    prepare: async (forge, folder) =>
      void (await forge.commit(folder, {
        '.gitmodules': '[submodule "a"]\n\tpath = a\n\turl = https://github.com/acme/a.git\n',
      })),
    said: 'decides what is fetched into the work tree',
    outcome: 'held, not released',
  },
  {
    what: '.gitattributes as a symlink',
    async prepare(forge, folder) {
      await symlink('elsewhere', join(folder, '.gitattributes'))
      await forge.commit(folder, {})
    },
    said: 'is a symlink',
    outcome: 'held, not released',
  },
  {
    what: 'a symlink that leaves the tree',
    async prepare(forge, folder) {
      await symlink('../../../etc/passwd', join(folder, 'link'))
      await forge.commit(folder, {})
    },
    said: 'symlink link',
    outcome: 'held, not released',
  },
  {
    what: 'a submodule that points somewhere nobody looked',
    async prepare(forge, folder) {
      await forge.git(
        folder,
        'update-index',
        '--add',
        '--cacheinfo',
        `160000,${'c'.repeat(40)},sub`,
      )
      await forge.git(folder, 'commit', '-q', '-m', 'Submodule')
    },
    said: 'submodule sub',
    outcome: 'held, not released',
  },
  {
    what: 'text that is shown in another order than it is read',
    prepare: async (forge, folder) =>
      void (await forge.commit(folder, { 'a.ts': 'const a = "x\u202e"\n' })),
    said: 'U+202E',
    outcome: 'held, not released',
  },
  {
    what: 'a message that is shown in another order than it is read',
    prepare: async (forge, folder) =>
      void (await forge.commit(folder, { 'a.ts': 'a' }, 'Fix \u202etxt.exe')),
    said: 'U+202E',
    outcome: 'held, not released',
  },
])('$what: $outcome', async ({ prepare, said, outcome }) => {
  await using forge = await startGuardedForge({ policy: `version: 1\n${wait}` })
  const folder = await forge.clone()
  const before = await forge.upstream.refs(home)
  await prepare(forge, folder)
  const pushed = await forge.git(folder, 'push', 'origin', 'main')
  expect({ code: pushed.code, stderr: pushed.stderr }).toEqual({
    code: 1,
    stderr: typeof said === 'string' ? expect.stringContaining(said) : expect.stringMatching(said),
  })
  expect(forge.kinds('push')).toMatchObject([{ outcome }])
  expect(await forge.upstream.refs(home)).toEqual(before)
})

const guarded = `version: 1
rules:
  - name: workflows are for people
    when: { push: { paths: [".github/workflows/**"] } }
    then: deny
    reason: Leave the workflows alone.
  - name: known authors
    when: { push: { authors: ["!*@example.com"] } }
    then: deny
    reason: Commit with your own address.
`

test.each([
  {
    what: 'a workflow file',
    files: { '.github/workflows/ci.yml': 'on: push\n' },
    env: {},
    said: 'Leave the workflows alone.',
  },
  {
    what: 'a workflow file in other letters',
    files: { '.GitHub/Workflows/ci.yml': 'on: push\n' },
    env: {},
    said: 'Leave the workflows alone.',
  },
  {
    what: 'a commit in the name of somebody else',
    files: { a: 'a' },
    env: { GIT_AUTHOR_EMAIL: 'torvalds@elsewhere.example', GIT_AUTHOR_NAME: 'L' },
    said: 'Commit with your own address.',
  },
])('$what is seen by the policy', async ({ files, env, said }) => {
  await using forge = await startGuardedForge({ policy: guarded })
  const folder = await forge.clone()
  for (const [name, text] of Object.entries(files)) {
    execFileSync('mkdir', ['-p', join(folder, name, '..')])
    await writeFile(join(folder, name), text)
  }
  await forge.git(folder, 'add', '-A')
  await forge.gitWith(env, folder, 'commit', '-q', '-m', 'Change')
  const pushed = await forge.git(folder, 'push', 'origin', 'main')
  expect(pushed).toMatchObject({ code: 1, stderr: expect.stringContaining(said) })
})

/** A pack of our own making: header, objects, checksum. */
function packOf(...objects: { type: number; size: number; packed: Buffer }[]): Buffer {
  const head = Buffer.alloc(12)
  head.write('PACK')
  head.writeUInt32BE(2, 4)
  head.writeUInt32BE(objects.length, 8)
  const body = Buffer.concat([
    head,
    ...objects.flatMap(({ type, size, packed }) => [sizeBytes(type, size), packed]),
  ])
  return Buffer.concat([body, createHash('sha1').update(body).digest()])
}

function sizeBytes(type: number, size: number): Buffer {
  const bytes = [(type << 4) | (size & 15)]
  for (let rest = Math.floor(size / 16); rest > 0; rest = Math.floor(rest / 128)) {
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) | 0x80
    bytes.push(rest & 127)
  }
  return Buffer.from(bytes)
}

const packed = (type: number, body: Buffer) => ({
  type,
  size: body.length,
  packed: deflateSync(body),
})

test('a small pack that inflates to a gigabyte is refused', async () => {
  await using forge = await startGuardedForge()
  const { 'refs/heads/main': tip = '' } = await forge.upstream.refs(home)
  const bomb = packOf(packed(3, Buffer.alloc(1 << 30)))
  expect(bomb.length).toBeLessThan(2 << 20)
  const answer = await rawPush(forge, [
    rawHead([`${zero} ${tip} refs/heads/bomb\0 ${usual}`]),
    bomb,
  ])
  expect(answer.bands[0]).toContain('ng refs/heads/bomb cursor-guard:')
  expect(await forge.upstream.refs(home)).not.toHaveProperty('refs/heads/bomb')
})

test('an object that no commit reaches is searched for secrets too', async () => {
  await using forge = await startGuardedForge()
  const { 'refs/heads/main': tip = '' } = await forge.upstream.refs(home)
  const token = ['ghp', '_', 'Zy1Xw2Vu3T'.repeat(3), 'r4Qp5N'].join('')
  const pack = packOf(packed(3, Buffer.from(`key: ${token}\n`)))
  const answer = await rawPush(forge, [
    rawHead([`${zero} ${tip} refs/heads/topic\0 ${usual}`]),
    pack,
  ])
  expect(answer.bands[0]).toContain('ng refs/heads/topic cursor-guard: a secret in this push')
  expect(answer.body.toString()).not.toContain(token)
})

test.each([
  { what: 'a commit whose tree is missing', missing: 'tree' },
  { what: 'a commit whose parent is missing', missing: 'parent' },
])(
  '$what is refused where the policy speaks of paths: what cannot be read counts as the worse case',
  async ({ missing }) => {
    await using forge = await startGuardedForge({ policy: guarded })
    const folder = await forge.clone()
    const { 'refs/heads/main': tip = '' } = await forge.upstream.refs(home)
    const real = (await forge.git(folder, 'rev-parse', 'HEAD^{tree}')).stdout.trim()
    const tree = missing === 'tree' ? 'd'.repeat(40) : real
    const parent = missing === 'parent' ? 'e'.repeat(40) : tip
    const body = Buffer.from(
      `tree ${tree}\nparent ${parent}\nauthor A <a@example.com> 1700000000 +0000\ncommitter A <a@example.com> 1700000000 +0000\n\nx\n`,
    )
    const id = createHash('sha1').update(`commit ${body.length}\0`).update(body).digest('hex')
    const pack = packOf(packed(1, body))
    const answer = await rawPush(forge, [
      rawHead([`${tip} ${id} refs/heads/main\0 ${usual}`]),
      pack,
    ])
    expect(answer.bands[0]).toContain('ng refs/heads/main')
    expect(await forge.upstream.refs(home)).toEqual({ 'refs/heads/main': tip })
    expect(forge.kinds('push')).toMatchObject([{ outcome: 'refused' }])
  },
)

test('a pack with deltas against what it does not hold is refused', async () => {
  await using forge = await startGuardedForge()
  const folder = await forge.clone()
  const text = Array.from({ length: 3_000 }, (_, n) => `line ${n}\n`).join('')
  await forge.commit(folder, { 'long.txt': text })
  await forge.git(folder, 'push', '-q', 'origin', 'main')
  const before = (await forge.git(folder, 'rev-parse', 'HEAD')).stdout.trim()
  const after = await forge.commit(folder, { 'long.txt': `${text}one more\n` })
  const thin = execFileSync('git', ['pack-objects', '--thin', '--revs', '--stdout', '-q'], {
    cwd: folder,
    input: `${after}\n^${before}\n`,
  })
  const answer = await rawPush(forge, [
    rawHead([`${before} ${after} refs/heads/main\0 ${usual}`]),
    thin,
  ])
  expect(answer.bands[0]).toContain('ng refs/heads/main')
  expect(await forge.upstream.refs(home)).toEqual({ 'refs/heads/main': before })
})

test('a pointer whose object nobody has is refused, and says what to do', async () => {
  const spool = await mkdtemp(join(tmpdir(), 'lfs-spool-'))
  try {
    await using forge = await startGuardedForge({ git: { spool: createFileObjectSpool(spool) } })
    const folder = await forge.clone()
    const before = await forge.upstream.refs(home)
    const oid = createHash('sha256').update('never uploaded').digest('hex')
    const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${oid}\nsize 14\n`
    await forge.commit(folder, { 'model.bin': pointer })
    const pushed = await forge.git(folder, 'push', '--no-verify', 'origin', 'main')
    expect(pushed).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(`The forge has no LFS object for ${oid.slice(0, 12)}`),
    })
    expect(await forge.upstream.refs(home)).toEqual(before)
  } finally {
    await rm(spool, { recursive: true, force: true })
  }
})
