import { createHash } from 'node:crypto'
import { deflateSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { zeroId } from '../../../src/core/git/ref-update.ts'
import { noise } from '../../support/noise.ts'
import { zipOf } from '../../support/zip.ts'
import {
  type Files,
  newEngine,
  repository,
  secretText,
  startWorkbench,
  type Workbench,
} from './support/workbench.ts'

let bench: Workbench
let tip: string
const base: Files = { 'a.txt': 'one\n', '.gitattributes': '* text=auto\n', docs: { 'b.md': 'b\n' } }

beforeAll(async () => {
  bench = await startWorkbench({ limits: { freeInflatedBytes: 8 * 1_048_576, objects: 5_000 } })
  tip = await bench.commit(await bench.tree(base))
  await bench.publish('refs/heads/main', tip)
})
afterAll(async () => {
  await bench[Symbol.asyncDispose]()
})

/** Examines a push to main of one commit with these files on top of the tip. */
async function push(files: Files, more: Parameters<Workbench['commit']>[2] = {}, branch = 'main') {
  const id = await bench.commit(await bench.tree({ ...base, ...files }), [tip], more)
  return bench.examine(`refs/heads/${branch}`, id, await bench.pack([id], [tip]))
}

describe('what git itself refuses in a pack', () => {
  test.each<{ what: string; make: () => Promise<string>; why: RegExp }>([
    {
      what: 'a folder named .git',
      make: async () => bench.commit(await bench.tree({ '.git': { x: 'x' } }), [tip]),
      why: /hasDotgit/,
    },
    {
      what: 'a folder named .GIT',
      make: async () => bench.commit(await bench.tree({ '.GIT': { x: 'x' } }), [tip]),
      why: /hasDotgit/,
    },
    {
      what: 'a folder named .git with a joiner nobody sees',
      make: async () => bench.commit(await bench.tree({ '.g\u200cit': { x: 'x' } }), [tip]),
      why: /hasDotgit/,
    },
    {
      what: 'a folder named git~1',
      make: async () => bench.commit(await bench.tree({ 'git~1': { x: 'x' } }), [tip]),
      why: /hasDotgit/,
    },
    {
      what: 'a folder named ..',
      make: async () => bench.commit(await rawTree('..', await bench.tree(base)), [tip]),
      why: /hasDotdot/,
    },
    {
      what: 'a name with a slash',
      make: async () => bench.commit(await rawTree('a/b', await bench.tree(base)), [tip]),
      why: /fullPathname/,
    },
    {
      what: 'an author without an address',
      make: async () =>
        bench.commit(await bench.tree(base), [tip], { author: 'Nobody nobody@example.com' }),
      why: /missingEmail/,
    },
    {
      what: 'a submodule address that is an option',
      make: async () =>
        bench.commit(await bench.tree({ '.gitmodules': modules('-u./payload') }), [tip]),
      why: /gitmodulesUrl/,
    },
  ])('$what', async ({ make, why }) => {
    const id = await make()
    await expect(bench.receive(await bench.pack([id], [tip]))).rejects.toMatchObject({
      code: 'PUSH_REFUSED',
      message: expect.stringMatching(why),
    })
  })
})

describe('packs that are not what they say', () => {
  const good = async () => {
    const id = await bench.commit(await bench.tree({ 'z.txt': `${Math.random()}` }), [tip])
    return bench.pack([id], [tip])
  }
  test.each<{ what: string; make: () => Promise<Buffer>; why: RegExp }>([
    { what: 'garbage', make: async () => Buffer.from('this is no pack at all'), why: /not a pack/ },
    { what: 'a few bytes', make: async () => Buffer.from('PACK'), why: /not a pack/ },
    {
      what: 'a truncated pack',
      make: async () => (await good()).subarray(0, -30),
      why: /early EOF/,
    },
    {
      what: 'a pack with one byte changed',
      make: async () => {
        const pack = await good()
        pack[40] = (pack[40] ?? 0) ^ 0xff
        return pack
      },
      why: /refused/,
    },
    {
      what: 'bytes behind the pack',
      make: async () => Buffer.concat([await good(), Buffer.alloc(100_000, 'x')]),
      why: /follow the end of the pack/,
    },
    {
      what: 'one byte behind the pack',
      make: async () => Buffer.concat([await good(), Buffer.of(0)]),
      why: /1 bytes follow the end/,
    },
    {
      what: 'a thin pack',
      make: async () => {
        const text = 'line\n'.repeat(5_000)
        const old = await bench.object('blob', text)
        const next = await bench.object('blob', `${text}more\n`)
        return bench.thinPack(next, old)
      },
      why: /thin pack/,
    },
    {
      what: 'the same object twice',
      make: async () => {
        const entry = packEntry(Buffer.from('twice\n'))
        return packFile([entry, entry])
      },
      why: /announces 2 objects and holds 1/,
    },
    {
      what: 'more objects than are accepted',
      make: async () => packHead(5_001),
      why: /limit objects/,
    },
    {
      what: 'four billion objects announced',
      make: async () => packHead(0xffff_ffff),
      why: /limit objects/,
    },
    {
      what: 'a small pack that inflates to much',
      make: async () => packFile([packEntry(Buffer.alloc(32 * 1_048_576))]),
      why: /limit inflatedBytes/,
    },
  ])('$what', async ({ make, why }) => {
    await expect(bench.receive(await make())).rejects.toMatchObject({
      code: 'PUSH_REFUSED',
      message: expect.stringMatching(why),
    })
  })

  test('a pack without objects is fine', async () => {
    await using quarantine = await bench.receive(packFile([]))
    expect(quarantine).toMatchObject({ packBytes: 32, objects: 0 })
    expect(await quarantine.secrets(newEngine())).toEqual([])
  })

  test('no bytes at all are a push without objects', async () => {
    await using quarantine = await bench.receive(Buffer.alloc(0))
    const tips = await bench.repositories.readTips(repository)
    const [facts] = await quarantine.examine(
      [{ ref: 'refs/heads/main', old: tip, new: zeroId }],
      tips,
    )
    expect(facts).toMatchObject({ kind: 'delete', tip, paths: [], commits: [] })
  })
})

describe('what stands out in a push', () => {
  const trojan = 'if (admin) { /*\u202e } \u2066 begin */\n'
  test.each<{ what: string; files: Files; code: string; effect: string; text: RegExp }>([
    {
      what: 'a symlink that leaves the repository',
      files: { link: { mode: '120000', id: '../../etc/passwd' } },
      code: 'symlink',
      effect: 'hold',
      text: /points out of the repository/,
    },
    {
      what: 'a symlink to an absolute path',
      files: { docs: { link: { mode: '120000', id: '/etc/passwd' } } },
      code: 'symlink',
      effect: 'hold',
      text: /docs\/link points to an absolute path/,
    },
    {
      what: '.gitattributes as a symlink',
      files: { '.gitattributes': { mode: '120000', id: 'a.txt' } },
      code: 'symlink',
      effect: 'hold',
      text: /git would read its settings from elsewhere/,
    },
    {
      what: 'a submodule that runs a program',
      files: { '.gitmodules': modules('ext::sh -c payload') },
      code: 'gitmodules-url',
      effect: 'deny',
      text: /ext:: runs a program/,
    },
    {
      what: 'a submodule in the local file system',
      files: { '.gitmodules': modules('file:///etc') },
      code: 'gitmodules-url',
      effect: 'deny',
      text: /neither https/,
    },
    {
      what: 'any change of .gitmodules',
      files: { '.gitmodules': modules('https://example.com/x.git') },
      code: 'submodules',
      effect: 'hold',
      text: /what is fetched/,
    },
    {
      what: 'a submodule that points to a commit',
      files: { sub: { mode: '160000', id: 'a'.repeat(40) } },
      code: 'submodule',
      effect: 'hold',
      text: /submodule sub would be at aaaaaaaaaa/,
    },
    {
      what: 'text that is shown in another order',
      files: { 'x.js': `ok\n${trojan}` },
      code: 'invisible-text',
      effect: 'hold',
      text: /x\.js:2 .*U\+202E/,
    },
    {
      what: 'a name with a character that reorders',
      files: { 'invoice\u202etxt.exe': 'x' },
      code: 'invisible-text',
      effect: 'hold',
      text: /U\+202E/,
    },
    {
      what: 'a character of no width in a text',
      files: { 'x.js': 'pass\u200bword\n' },
      code: 'invisible-text',
      effect: 'note',
      text: /U\+200B/,
    },
    {
      what: 'a workflow',
      files: { '.GitHub': { Workflows: { 'ci.yml': 'on: push\n' } } },
      code: 'workflow',
      effect: 'note',
      text: /what CI runs/,
    },
    {
      what: 'the policy of the guard',
      files: { '.github': { 'cursor-guard.yml': 'version: 1\n' } },
      code: 'policy',
      effect: 'note',
      text: /policy/,
    },
    {
      what: 'CODEOWNERS',
      files: { docs: { CODEOWNERS: '* @x\n', 'b.md': 'b\n' } },
      code: 'code-owners',
      effect: 'note',
      text: /review/,
    },
    {
      what: 'settings of the agent',
      files: { '.cursor': { 'hooks.json': '{}' } },
      code: 'agent-settings',
      effect: 'note',
      text: /agent/,
    },
  ])('$what', async ({ files, code, effect, text }) => {
    const { warnings } = await push(await withLinks(files))
    expect(warnings).toContainEqual({ code, effect, text: expect.stringMatching(text) })
    expect(JSON.stringify(warnings)).not.toMatch(/[\u200b\u202a-\u202e\u2066-\u2069]/)
  })

  test('a text in a message that is shown in another order', async () => {
    const { warnings, commits } = await push({ c: 'c' }, { message: `Fix ${trojan}` })
    expect(warnings).toMatchObject([{ code: 'invisible-text', effect: 'hold' }])
    expect(JSON.stringify(commits)).toContain('U+202E')
    expect(JSON.stringify(commits)).not.toContain('\u202e')
  })

  test('a plain change gives no warning', async () => {
    const family = '\u{1f468}\u200d\u{1f469}\u200d\u{1f467}'
    const { warnings } = await push({
      'a.txt': `“typographic” – ${family}\n`,
      docs: { link: { mode: '120000', id: await bench.object('blob', '../a.txt') } },
    })
    expect(warnings).toEqual([])
  })

  test('what a file held before is not blamed on a change elsewhere in it', async () => {
    const old = await bench.commit(await bench.tree({ 'x.js': trojan }), [tip])
    await bench.publish('refs/heads/odd', old)
    const id = await bench.commit(await bench.tree({ 'x.js': `${trojan}more\n` }), [old])
    const { warnings } = await bench.examine('refs/heads/odd', id, await bench.pack([id], [old]))
    expect(warnings).toEqual([])
  })

  test('a forged author is passed on as it is', async () => {
    const { commits } = await push({ c: 'c' }, { author: 'Linus <linus@example.org>' })
    expect(commits).toMatchObject([{ author: 'Linus <linus@example.org>' }])
  })
})

describe('what a ref would do', () => {
  test('a path that is added and removed within one push is listed', async () => {
    const one = await bench.commit(
      await bench.tree({ ...base, '.github': { workflows: { 'x.yml': 'x' } } }),
      [tip],
    )
    const two = await bench.commit(await bench.tree({ ...base, c: 'c' }), [one])
    const facts = await bench.examine('refs/heads/main', two, await bench.pack([two], [tip]))
    expect(facts.kind).toBe('fast-forward')
    expect(facts.paths).toHaveLength(3)
    expect(facts.paths).toEqual(
      expect.arrayContaining([
        { path: '.github/workflows/x.yml', mode: '100644', commit: one },
        { path: '.github/workflows/x.yml', mode: '000000', commit: two },
        { path: 'c', mode: '100644', commit: two },
      ]),
    )
  })

  test('a commit that is in no branch and not in the push is refused', async () => {
    const hidden = await bench.commit(await bench.tree({ ...base, evil: 'x' }), [tip])
    await bench.publish('refs/pull/7/head', hidden)
    const created = await bench.examine('refs/heads/new', hidden, Buffer.alloc(0))
    expect(created).toMatchObject({ kind: 'create', paths: 'unknown' })
    expect(created.warnings).toMatchObject([{ code: 'missing-commit', effect: 'deny' }])
    const merge = await bench.commit(await bench.tree({ ...base, evil: 'x' }), [tip, hidden])
    const merged = await bench.examine('refs/heads/main', merge, await bench.packOf([merge]))
    expect(merged.warnings).toMatchObject([{ code: 'missing-commit', effect: 'deny' }])
  })

  test('a branch at a commit that is deep in the history needs no objects', async () => {
    const below = await bench.commit(await bench.tree({ deep: 'x' }), [])
    const above = await bench.commit(await bench.tree({ deep: 'y' }), [below])
    await bench.publish('refs/heads/deep', above)
    const facts = await bench.examine('refs/heads/at-old', below, Buffer.alloc(0))
    expect(facts).toMatchObject({ kind: 'create', commits: [], paths: [], warnings: [] })
  })

  test('a commit whose tree nobody has is unknown', async () => {
    const tree = await bench.tree({ ...base, lost: `${Math.random()}` })
    const id = await bench.commit(tree, [tip])
    const facts = await bench.examine('refs/heads/main', id, await bench.packOf([id]))
    expect(facts.paths).toBe('unknown')
  })

  test('a merge lists what it changes itself, and what differs from the tip', async () => {
    const side = await bench.commit(await bench.tree({ ...base, side: 's' }), [tip])
    const merge = await bench.commit(await bench.tree({ ...base, side: 's', evil: 'e' }), [
      tip,
      side,
    ])
    const facts = await bench.examine('refs/heads/main', merge, await bench.pack([merge], [tip]))
    expect(facts).toMatchObject({ kind: 'fast-forward' })
    expect(facts.paths).toEqual(
      expect.arrayContaining([
        { path: 'evil', mode: '100644', commit: merge },
        { path: 'side', mode: '100644', commit: side },
      ]),
    )
    expect(facts.paths).toHaveLength(2)
  })

  test('a tag of a tree is no commit', async () => {
    const tree = await bench.tree(base)
    const facts = await bench.examine('refs/tags/odd', tree, await bench.packOf([tree]))
    expect(facts.warnings).toMatchObject([{ code: 'not-a-commit', effect: 'deny' }])
  })

  test('an annotated tag of a new commit shows the commit', async () => {
    const id = await bench.commit(await bench.tree({ ...base, t: 't' }), [tip])
    const tag = await bench.object(
      'tag',
      `object ${id}\ntype commit\ntag v1\ntagger A <a@b.c> 1800000000 +0000\n\nOne\n`,
    )
    const facts = await bench.examine('refs/tags/v1', tag, await bench.pack([tag], [tip]))
    expect(facts).toMatchObject({ kind: 'create', commits: [{ id }], paths: [{ path: 't' }] })
  })
})

describe('secrets', () => {
  const value = secretText('Sec1')
  const packed = `${'SETTING=on\n'.repeat(80)}key=${value}\n`
  /** What looks like gzip and is none must not make a secret behind it count twice. */
  const gzipBegin = Buffer.from([0x1f, 0x8b, 8])
  async function secretsOf(ids: string[], known: string[] = [tip]) {
    await using quarantine = await bench.receive(await bench.pack(ids, known))
    return await quarantine.secrets(newEngine())
  }
  test.each<{ what: string; make: () => Promise<string>; where: object }>([
    {
      what: 'in a file',
      make: async () => bench.commit(await bench.tree({ ...base, k: `\n\nkey=${value}\n` }), [tip]),
      where: { where: 'blob', path: 'k', line: 3 },
    },
    {
      what: 'in a file of two bytes a character',
      make: async () =>
        bench.commit(
          await bench.tree({ ...base, k: Buffer.from(`\ufeffkey=${value}\n`, 'utf16le') }),
          [tip],
        ),
      where: { where: 'blob', path: 'k' },
    },
    {
      what: 'in a file of four bytes a character',
      make: async () =>
        bench.commit(
          await bench.tree({
            ...base,
            k: Buffer.from(
              [...`\n\nkey=${value}\n`].flatMap((one) => [one.charCodeAt(0), 0, 0, 0]),
            ),
          }),
          [tip],
        ),
      where: { where: 'blob', path: 'k', line: 3 },
    },
    {
      what: 'in a file of an archive',
      make: async () =>
        bench.commit(
          await bench.tree({ ...base, 'k.jar': zipOf([{ name: 'a/k.env', text: packed }]) }),
          [tip],
        ),
      where: { where: 'blob', path: 'k.jar', inside: 'a/k.env', line: 81 },
    },
    {
      what: 'in an archive in an archive behind much else',
      make: async () =>
        bench.commit(
          await bench.tree({
            ...base,
            k: Buffer.concat([
              noise(300_000),
              zipOf([{ name: 'in.zip', text: zipOf([{ name: 'k', text: packed }]) }]),
            ]),
          }),
          [tip],
        ),
      where: { where: 'blob', path: 'k', inside: 'in.zip!/k', line: 81 },
    },
    {
      what: 'in a large gzip',
      make: async () =>
        bench.commit(
          await bench.tree({
            ...base,
            'k.gz': gzipSync(Buffer.concat([noise(1_000_000), gzipBegin, Buffer.from(packed)])),
          }),
          [tip],
        ),
      where: { where: 'blob', path: 'k.gz' },
    },
    {
      what: 'in a commit message',
      make: async () =>
        bench.commit(await bench.tree({ ...base, k: 'k' }), [tip], { message: `Use ${value}` }),
      where: { where: 'commit message' },
    },
    {
      what: 'in the name of a file',
      make: async () =>
        bench.commit(await bench.tree({ ...base, keys: { [`${value}.txt`]: 'k' } }), [tip]),
      where: { where: 'path', path: 'keys/***.txt' },
    },
    {
      what: 'in a file that the next commit removes',
      make: async () => {
        const one = await bench.commit(await bench.tree({ ...base, k: value }), [tip])
        return bench.commit(await bench.tree(base), [one])
      },
      where: { where: 'blob', path: 'k', line: 1 },
    },
    {
      what: 'in a tag message',
      make: async () => {
        const id = await bench.commit(await bench.tree({ ...base, t: '2' }), [tip])
        return bench.object(
          'tag',
          `object ${id}\ntype commit\ntag v2\ntagger A <a@b.c> 1800000000 +0000\n\n${value}\n`,
        )
      },
      where: { where: 'tag message' },
    },
  ])('$what', async ({ make, where }) => {
    expect(await secretsOf([await make()])).toMatchObject([{ rule: 'github-token', ...where }])
  })

  test('in a file that no commit reaches', async () => {
    const blob = await bench.object('blob', value)
    const id = await bench.commit(await bench.tree({ ...base, u: 'u' }), [tip])
    const tree = await bench.tree({ ...base, u: 'u' })
    await using quarantine = await bench.receive(await bench.packOf([id, tree, blob]))
    expect(await quarantine.secrets(newEngine())).toMatchObject([{ object: blob, where: 'blob' }])
  })

  test('in the name of a file that no commit reaches', async () => {
    const tree = await bench.tree({ [value]: 'x' })
    const id = await bench.commit(await bench.tree({ ...base, u: 'v' }), [tip])
    const own = await bench.tree({ ...base, u: 'v' })
    await using quarantine = await bench.receive(await bench.packOf([id, own, tree]))
    expect(await quarantine.secrets(newEngine())).toMatchObject([{ object: tree, where: 'path' }])
  })

  test('an archive that is packed anew with an old secret is not blamed', async () => {
    const more = { name: 'more', text: 'x' }
    const one = { name: 'k', text: packed }
    const old = await bench.commit(await bench.tree({ ...base, 'k.jar': zipOf([one]) }), [tip])
    await bench.publish('refs/heads/packed', old)
    const id = await bench.commit(
      await bench.tree({ ...base, 'k.jar': zipOf([more, one]), 'clean.zip': zipOf([more]) }),
      [old],
    )
    expect(await secretsOf([id], [old])).toEqual([])
  })

  test('a name that was there before is not blamed', async () => {
    const old = await bench.commit(await bench.tree({ ...base, [value]: 'k' }), [tip])
    await bench.publish('refs/heads/named', old)
    const id = await bench.commit(await bench.tree({ ...base, [value]: 'k', n: 'n' }), [old])
    expect(await secretsOf([id], [old])).toEqual([])
  })

  test('a file that is moved with its secret is not blamed', async () => {
    const old = await bench.commit(await bench.tree({ ...base, 'old.env': `key=${value}\n` }), [
      tip,
    ])
    await bench.publish('refs/heads/moved', old)
    const id = await bench.commit(
      await bench.tree({ ...base, 'new.env': `# moved\nkey=${value}\n` }),
      [old],
    )
    expect(await secretsOf([id], [old])).toEqual([])
  })
})

function modules(url: string): string {
  return `[submodule "s"]\n\tpath = s\n\turl = ${url}\n`
}

/** Stores the targets of symlinks, which stand in place of an id. */
async function withLinks(files: Files): Promise<Files> {
  const stored: Files = {}
  for (const [name, content] of Object.entries(files)) {
    if (typeof content === 'string' || content instanceof Uint8Array) stored[name] = content
    else if (content.mode === '120000') {
      stored[name] = { mode: '120000', id: await bench.object('blob', String(content.id)) }
    } else if (typeof content.mode === 'string') stored[name] = content
    else stored[name] = await withLinks(content as Files)
  }
  return stored
}

/** A tree with one folder of a name that `git mktree` would not take. */
function rawTree(name: string, id: string): Promise<string> {
  return bench.object(
    'tree',
    Buffer.concat([Buffer.from(`40000 ${name}\0`), Buffer.from(id, 'hex')]),
  )
}

function packHead(objects: number): Buffer {
  const head = Buffer.from('PACK\0\0\0\x02\0\0\0\0', 'latin1')
  head.writeUInt32BE(objects, 8)
  return head
}

/** One blob as a pack holds it. */
function packEntry(content: Buffer): Buffer {
  const head = []
  let size = Math.floor(content.length / 16)
  let byte = (3 << 4) | (content.length & 15)
  while (size > 0) {
    head.push(byte | 0x80)
    byte = size & 0x7f
    size = Math.floor(size / 128)
  }
  return Buffer.concat([Buffer.of(...head, byte), deflateSync(content)])
}

function packFile(entries: readonly Buffer[]): Buffer {
  const body = Buffer.concat([packHead(entries.length), ...entries])
  return Buffer.concat([body, createHash('sha1').update(body).digest()])
}
