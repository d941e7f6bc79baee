import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { scanCommand } from '../../src/commands/scan.ts'
import { amazonKeyId, githubToken, otherToken, privateKey } from '../core/secrets/samples.ts'
import { noise } from '../support/noise.ts'
import { zipOf } from '../support/zip.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'scan-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const put = (name: string, text: string | Uint8Array) => {
  mkdirSync(join(folder, name, '..'), { recursive: true })
  writeFileSync(join(folder, name), text)
}

async function scan(argv: string[], { stdin = [] as Uint8Array[], env = {} } = {}) {
  const written = { stdout: '', stderr: '' }
  const output = (to: 'stdout' | 'stderr') => ({
    write: (text: string) => {
      written[to] += text
    },
  })
  const code = await scanCommand(argv, {
    stdout: output('stdout'),
    stderr: output('stderr'),
    stdin: (async function* () {
      yield* stdin
    })(),
    env,
    cwd: folder,
    command: 'cursor-guard',
    now: () => Date.parse('2027-01-01'),
  })
  for (const text of Object.values(written)) {
    for (const secret of [githubToken, otherToken, amazonKeyId])
      expect(text).not.toContain(secret.slice(4))
  }
  return { code, ...written }
}

const json = async (argv: string[], io = {}) => {
  const { stdout, code } = await scan([...argv, '--format', 'json'], io)
  return { code, ...JSON.parse(stdout) }
}

const git = (...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], {
    cwd: folder,
    encoding: 'utf8',
  }).trim()

test('a clean folder gives 0 and says what was read', async () => {
  put('a.txt', 'nothing\n')
  expect(await scan([])).toMatchObject({
    code: 0,
    stdout: 'No secrets in 1 text, 1 kB.\n',
    stderr: '',
  })
})

test('JSON tells path, bytes, place, rule and fingerprint', async () => {
  const text = `ä one\nlet ö = "${githubToken}"\n`
  put('src/a b.js', text)
  const report = await json(['.'])
  expect(report.code).toBe(1)
  const start = Buffer.from(text).indexOf(githubToken)
  expect(report.findings).toEqual([
    {
      path: 'src/a b.js',
      start,
      end: start + githubToken.length,
      line: 2,
      column: 10,
      rule: 'github-token',
      tier: 'rewrite',
      confidence: 'high',
      fingerprint: expect.stringMatching(/^[0-9a-f]{32}$/),
    },
  ])
  expect(report.summary).toEqual({
    sources: 1,
    bytes: Buffer.from(text).length,
    found: 1,
    omitted: 0,
    allowed: 0,
    notRead: 0,
    errors: 0,
  })
  expect(report.notRead).toEqual([])
})

test('text tells where, what, the masked line and what to do', async () => {
  put('a.env', `TOKEN=${githubToken}\n`)
  const { stdout } = await scan(['a.env'])
  expect(stdout).toMatch(/^a\.env:1:7 {2}github-token {2}.*high confidence/)
  expect(stdout).toContain('    TOKEN=***github-token***\n    Delete the token under GitHub')
  expect(stdout).toContain('1 secret in 1 text')
})

test('SARIF has the parts that code-scanning tools ask for', async () => {
  put('dir/a b.txt', `k ${amazonKeyId}\n`)
  const { stdout, code } = await scan(['--format', 'sarif'])
  expect(code).toBe(1)
  const { $schema, version, runs } = JSON.parse(stdout)
  expect([$schema, version]).toEqual([expect.stringContaining('sarif-2.1.0'), '2.1.0'])
  expect(runs[0].tool.driver).toMatchObject({
    name: 'cursor-guard',
    rules: [{ id: 'aws-access-key-id' }],
  })
  expect(runs[0].results).toMatchObject([
    {
      ruleId: 'aws-access-key-id',
      ruleIndex: 0,
      level: 'error',
      message: { text: expect.stringContaining('Amazon') },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: 'dir/a%20b.txt', uriBaseId: '%SRCROOT%' },
            region: { startLine: 1, startColumn: 3, byteOffset: 2, byteLength: 20 },
          },
        },
      ],
    },
  ])
})

test('binary files, gzip and any extension are read; .git and links are not', async () => {
  put('a.png', Buffer.concat([Buffer.from([0, 1, 2, 255]), Buffer.from(githubToken)]))
  put('b.gz', gzipSync(`x ${githubToken}`))
  put('.git/config', githubToken)
  symlinkSync(join(folder, 'a.png'), join(folder, 'link'))
  const { findings } = await json([])
  expect(findings.map(({ path }: { path: string }) => path)).toEqual(['a.png', 'b.gz'])
})

test('a large gzip file is inflated as a whole, and told as one', async () => {
  const noise = Buffer.from(randomBytes(1_500_000).toString('base64'))
  const zipped = gzipSync(Buffer.concat([noise, Buffer.from(`\n ${githubToken} \n`)]))
  expect(zipped.length).toBeGreaterThan(1_048_576)
  put('large.gz', zipped)
  const { findings } = await json([])
  expect(findings).toMatchObject([{ path: 'large.gz', start: 0, end: zipped.length }])
})

test('a sparse file of 60 MB and a line of 18 MB are read with flat memory', async () => {
  put('sparse.bin', '')
  truncateSync(join(folder, 'sparse.bin'), 60_000_000)
  put('line.txt', `${'ab '.repeat(3_000_000)}${githubToken}${' cd'.repeat(3_000_000)}`)
  const before = process.memoryUsage().rss
  const { findings } = await json([])
  expect(findings).toMatchObject([{ path: 'line.txt', line: 1, column: 9_000_001 }])
  expect(process.memoryUsage().rss - before).toBeLessThan(250_000_000)
})

test('standard input is a source like any other', async () => {
  const bytes = Buffer.from(`a\nb ${githubToken}`)
  const { findings, code } = await json(['--stdin'], {
    stdin: [bytes.subarray(0, 10), bytes.subarray(10)],
  })
  expect(code).toBe(1)
  expect(findings).toMatchObject([{ path: 'stdin', start: 4, line: 2, column: 3 }])
})

test('what cannot be read is told, the rest is scanned, and the exit code is 2', async () => {
  put('a.txt', githubToken)
  const { code, stdout, stderr } = await scan(['gone.txt', 'a.txt'])
  expect(code).toBe(2)
  expect(stderr).toBe('cursor-guard: gone.txt: there is no such file\n')
  expect(stdout).toContain('1 secret in 1 text, 1 kB; 1 could not be read.')
})

test.each([
  { argv: ['--format', 'xml'], says: '--format expects text, json or sarif, not xml' },
  { argv: ['--what'], says: "Unknown option '--what'" },
  { argv: ['--stdin', 'a'], says: 'expected one of PATH, --stdin, --git and --staged' },
  { argv: ['--staged', '--git', 'HEAD'], says: 'expected one of PATH' },
  { argv: ['--staged'], says: '--staged needs a repository' },
  { argv: ['--git', ''], says: '--git expects a range of commits' },
  { argv: ['--policy', 'none.yml'], says: 'none.yml: it could not be read' },
  { argv: ['--git', 'HEAD'], says: '--git needs a repository' },
  { argv: ['--git', '--output=x'], says: '--git' },
])('$argv is one clear line and 2', async ({ argv, says }) => {
  const { code, stderr } = await scan(argv)
  expect(code).toBe(2)
  expect(stderr).toContain(says)
  expect(stderr.trim().split('\n')).toHaveLength(1)
})

test('a baseline leaves known findings out, as a list or as a report', async () => {
  put('a.txt', `${githubToken}\n${otherToken}\n`)
  const report = await json(['a.txt'])
  const [first] = report.findings
  put('list.json', JSON.stringify([first.fingerprint]))
  put('report.json', JSON.stringify(report))
  put('wrong.json', '{"a":1}')
  expect((await json(['a.txt', '--baseline', 'list.json'])).summary).toMatchObject({
    found: 1,
    allowed: 1,
  })
  expect((await json(['a.txt', '--baseline', 'report.json'])).code).toBe(0)
  expect((await scan(['a.txt', '--baseline', 'wrong.json'])).stderr).toContain(
    'expected a JSON list of fingerprints',
  )
})

test('a comment leaves a finding of its rule out, only when that is asked for and it has a reason', async () => {
  const comment = (rule: string, reason: string) =>
    `a = "${githubToken}" # cursor-guard:allow ${rule} ${reason}\n`
  put(
    'a.txt',
    comment('github-token', 'fixture') +
      comment('other-rule', 'fixture') +
      comment('github-token', ''),
  )
  expect((await json(['a.txt'])).summary.found).toBe(3)
  expect((await json(['a.txt', '--allow-inline'])).summary).toMatchObject({ found: 2, allowed: 1 })
})

test('rules, exceptions and known values of a policy count', async () => {
  put('a.txt', `${githubToken} acme_${'a1b2c3d4'.repeat(4)} the-deploy-value-42\n`)
  const { findings } = await json(['a.txt'])
  const policy = [
    'version: 1',
    'secrets:',
    '  known: [DEPLOY_VALUE]',
    "  rules: [{ id: acme-key, pattern: 'acme_[a-z0-9]{32}', keywords: [acme_] }]",
    `  allow: [{ fingerprint: '${findings[0].fingerprint}', reason: test, until: 2027-03-01 }]`,
  ].join('\n')
  put('policy.yml', policy)
  const report = await json(['a.txt', '--policy', 'policy.yml'], {
    env: { DEPLOY_VALUE: 'the-deploy-value-42' },
  })
  expect(report.findings.map(({ rule }: { rule: string }) => rule)).toEqual([
    'acme-key',
    'known-value',
  ])
  put('broken.yml', 'version: 1\nsecrets: { ruls: [] }\n')
  expect((await scan(['--policy', 'broken.yml'])).stderr).toContain('broken.yml:2:')
})

test('exceptions of a policy may name paths, from the root of the repository', async () => {
  put('test/fixtures/a.txt', `${githubToken}\n${otherToken}\n`)
  put('src/a.txt', `${githubToken}\n`)
  const { findings } = await json(['src'])
  const check = async (argv: string[], ...entries: string[]) => {
    const allow = entries.map((entry) => `{ ${entry}, reason: fixture }`).join(', ')
    put('.github/cursor-guard.yml', `version: 1\nsecrets: { allow: [${allow}] }`)
    const report = await json(['--policy', '.github/cursor-guard.yml', ...argv])
    return report.findings.map(({ path, line }: Record<string, unknown>) => `${path}:${line}`)
  }
  const all = ['src/a.txt:1', 'test/fixtures/a.txt:1', 'test/fixtures/a.txt:2']
  const [fingerprint] = findings.map((one: { fingerprint: string }) => one.fingerprint)
  expect(await check(['.'], 'path: "test/**"')).toEqual(['src/a.txt:1'])
  expect(await check([join(folder, 'test')], 'path: test/fixtures/a.txt')).toEqual([])
  expect(await check(['.'], 'path: "Test/**"')).toEqual(all)
  expect(await check(['.'], 'path: "test/**", until: 2026-12-31')).toEqual(all)
  expect(await check(['.'], `path: "test/**", fingerprint: "${fingerprint}"`)).toEqual([
    'src/a.txt:1',
    'test/fixtures/a.txt:2',
  ])
  git('init', '-q')
  git('add', '.')
  git('commit', '-qm', `message with ${otherToken}`)
  expect(await check(['--git', 'HEAD'], 'path: "test/**"')).toEqual([
    '(commit message):1',
    'src/a.txt:1',
  ])
  expect(await check(['--git', 'HEAD'], 'path: "**"')).toEqual(['(commit message):1'])
})

test('no path and no comment excepts a known value; comments count when the policy says so', async () => {
  const known = 'the-deploy-value-42'
  put('a.txt', `${known} # cursor-guard:allow known-value fixture\n`)
  put('b.txt', `${githubToken} # cursor-guard:allow github-token fixture\n`)
  const counted = async (policy: string) => {
    put('policy.yml', `version: 1\nsecrets: { known: [DEPLOY_VALUE], ${policy} }`)
    const env = { DEPLOY_VALUE: known }
    const { findings } = await json(['a.txt', 'b.txt', '--policy', 'policy.yml'], { env })
    return findings.map(({ path }: { path: string }) => path)
  }
  expect(await counted('allow_inline: false')).toEqual(['a.txt', 'b.txt'])
  expect(await counted('allow_inline: true')).toEqual(['a.txt'])
  expect(await counted('allow: [{ path: "**", reason: fixture }]')).toEqual(['a.txt'])
})

test('a file that is named after a secret does not show it', async () => {
  put(`${githubToken}.txt`, otherToken)
  put(`sub/key-${otherToken}/b.txt`, 'nothing')
  const { stdout } = await scan([])
  expect(stdout).toMatch(/^\*\*\*github-token:\w+\*\*\*\.txt:1:1 /m)
  expect(stdout).toMatch(/^\*\*\*github-token:\w+\*\*\*\.txt \(file name\):1:1 /m)
  expect(stdout).toMatch(/^sub\/key-\*\*\*[\w-]+:\w+\*\*\* \(file name\):1:5 /m)
  expect((await json([`${githubToken}.txt`])).findings).toMatchObject([
    { where: 'file name', start: 0, end: githubToken.length },
    { rule: expect.any(String) },
  ])
})

test('a file whose name is none but looks like one is no finding', async () => {
  put(`sha256-${'0123456789abcdef'.repeat(4)}.txt`, 'nothing')
  expect((await json(['.'])).code).toBe(0)
})

test('of commits, what each adds is told with its commit: files, messages, no old secret twice', async () => {
  git('init', '-q', '-b', 'main')
  put('a.txt', 'start\n')
  git('add', '.')
  git('commit', '-qm', 'first')
  put('a.txt', `start\nkey = ${githubToken}\n`)
  git('commit', '-qam', `second, with ${amazonKeyId}`)
  const second = git('rev-parse', 'HEAD')
  put('a.txt', `start\nkey = ${githubToken}\nmore\n`)
  git('commit', '-qam', 'third')
  put('a.txt', `start\nkey = ${githubToken}\nmore ${githubToken}\n`)
  git('commit', '-qam', 'fourth')
  const fourth = git('rev-parse', 'HEAD')
  put('a.txt', 'start\n')
  git('commit', '-qam', 'fifth')
  git('checkout', '-qb', 'side', second)
  put('b.pem', privateKey())
  git('add', '.')
  git('commit', '-qm', 'side')
  const side = git('rev-parse', 'HEAD')
  git('merge', '-q', '-m', 'merge', 'main')
  const { findings, code } = await json(['--git', 'HEAD'])
  expect(code).toBe(1)
  const told = findings.map(({ commit, path, line, rule }: Record<string, unknown>) => [
    commit,
    path,
    line,
    rule,
  ])
  expect(told).toHaveLength(4)
  expect(told).toEqual(
    expect.arrayContaining([
      [second, '(commit message)', 1, 'aws-access-key-id'],
      [second, 'a.txt', 2, 'github-token'],
      [fourth, 'a.txt', 3, 'github-token'],
      [side, 'b.pem', 1, 'private-key'],
    ]),
  )
  expect((await json(['--git', `${fourth}..main`])).findings).toEqual([])
})

/** What was found, with its commit left out. */
const told = ({ findings }: { findings: Record<string, unknown>[] }) =>
  findings.map(({ path, where, line, column }) => `${path} ${where ?? 'file'} ${line}:${column}`)

test('of commits and tags every part is read, and each finding says where it was', async () => {
  git('init', '-q', '-b', 'main')
  git('commit', '-q', '--allow-empty', '-m', 'first')
  put(`keys/${otherToken}.txt`, 'x')
  git('add', '.')
  git('-c', `user.name=A ${githubToken}`, 'commit', '-qm', `one\n\n  ${amazonKeyId}`)
  const masked = expect.stringMatching(/^keys\/\*\*\*[\w-]+:\w+\*\*\*\.txt file name 1:1$/)
  const inHead = [
    '(author line) author line 1:3',
    '(committer line) committer line 1:3',
    '(commit message) commit message 3:3',
    masked,
  ]
  expect(told(await json(['--git', 'main~1..main']))).toEqual(inHead)
  git(
    '-c',
    `user.name=${githubToken}`,
    'tag',
    '-a',
    '-m',
    `release\n\n${amazonKeyId}`,
    'v1',
    'main~1',
  )
  git('-c', 'advice.nestedTag=false', 'tag', '-a', '-m', 'again', 'v2', 'v1')
  const inTag = [
    'refs/tags/v1 tagger line 1:1',
    expect.stringMatching(/^refs\/tags\/v1 tag message \d:\d+$/),
  ]
  // A tag counts where it is named, and where it leads to one of the commits.
  for (const range of ['v1', 'v2', 'main~1'])
    expect(told(await json(['--git', range]))).toEqual(inTag)
  expect(told(await json(['--git', 'v1..main']))).toEqual(inHead)
  expect(told(await json(['--git', 'v1^{}..main']))).toEqual(inHead)
})

test('names of refs and notes count where they lead to a commit of the range', async () => {
  git('init', '-q', '-b', 'main')
  git('commit', '-q', '--allow-empty', '-m', 'first')
  git('commit', '-q', '--allow-empty', '-m', 'second')
  const second = git('rev-parse', 'HEAD')
  git('notes', 'add', '-m', `see ${githubToken}`)
  git('branch', `wip/${otherToken}`)
  git('tag', 'wip-42', 'main~1')
  const note = `(note on ${second.slice(0, 12)}) note 1:5`
  const branch = expect.stringMatching(/^refs\/heads\/wip\/\*\*\*[\w-]+:\w+\*\*\* ref name 1:16$/)
  expect(told(await json(['--git', 'main']))).toEqual([note, branch])
  expect(told(await json(['--git', 'main~1']))).toEqual([])
  expect(told(await json(['--git', `main~1..wip/${otherToken}`]))).toEqual([note, branch])
  expect(told(await json(['--git', 'refs/notes/commits']))).toEqual([note])
  git('checkout', '-q', `wip/${otherToken}`)
  git('update-ref', '-d', 'refs/notes/commits')
  const { stdout } = await scan(['--git', 'main~1..HEAD'])
  expect(stdout).toMatch(/^refs\/heads\/wip\/\*\*\*[\w-]+:\w+\*\*\* \(ref name\):1:16 /)
})

test('a tag of a file is read, and one of a folder is named', async () => {
  git('init', '-q', '-b', 'main')
  put('a.txt', githubToken)
  git('add', '.')
  git('commit', '-qm', 'first')
  git('tag', '-a', '-m', 'file', 'file', 'HEAD:a.txt')
  git('tag', '-a', '-m', 'folder', 'folder', 'HEAD^{tree}')
  expect(told(await json(['--git', 'file']))).toEqual(['refs/tags/file tagged file 1:1'])
  expect(await json(['--git', 'folder'])).toMatchObject({
    code: 0,
    notRead: [{ path: 'refs/tags/folder', why: 'it names a folder' }],
  })
})

test('a file that a commit moves with its secret is not told again', async () => {
  git('init', '-q', '-b', 'main')
  put('a.txt', githubToken)
  git('add', '.')
  git('commit', '-qm', 'first')
  git('mv', 'a.txt', 'b.txt')
  expect((await json(['--staged'])).code).toBe(0)
  git('commit', '-qm', 'second')
  expect((await json(['--git', 'main~1..main'])).code).toBe(0)
  put('c.txt', githubToken)
  git('add', '.')
  git('commit', '-qm', 'third')
  expect(told(await json(['--git', 'main~1..main']))).toEqual(['c.txt file 1:1'])
})

test('of what is staged the index counts, and not the work tree', async () => {
  git('init', '-q', '-b', 'main')
  put('a.txt', `one ${githubToken}\n`)
  git('add', 'a.txt')
  put('a.txt', 'one\n')
  put('b.txt', otherToken)
  expect(told(await json(['--staged']))).toEqual(['a.txt file 1:5'])
  git('commit', '-qm', 'first')
  put('a.txt', `one ${githubToken}\ntwo ${githubToken}\n`)
  git('add', 'a.txt')
  expect(told(await json(['--staged']))).toEqual(['a.txt file 2:5'])
  git('reset', '-q', '--hard')
  expect(await json(['--staged'])).toMatchObject({ code: 0, summary: { sources: 0 } })
})

test('of a merge that waits, only what neither side has counts, and conflicts are named', async () => {
  git('init', '-q', '-b', 'main')
  put('a.txt', 'one\n')
  git('add', '.')
  git('commit', '-qm', 'first')
  git('checkout', '-qb', 'side')
  put('a.txt', 'side\n')
  put('old.txt', otherToken)
  git('add', '.')
  git('commit', '-qm', 'side')
  git('checkout', '-q', 'main')
  put('a.txt', 'main\n')
  git('commit', '-qam', 'main')
  expect(() => git('merge', '-q', 'side')).toThrow()
  put('new.txt', githubToken)
  git('add', 'new.txt')
  const report = await json(['--staged'])
  expect(told(report)).toEqual(['new.txt file 1:1'])
  expect(report.notRead).toEqual([
    { path: 'a.txt', why: 'it has a conflict, and nothing of it is staged' },
  ])
  const { stdout } = await scan(['--staged'])
  expect(stdout).toContain('Not read: a.txt: it has a conflict')
  expect(stdout).toContain('; 1 not read.')
})

const settings = `${'SETTING=on\n'.repeat(80)}TOKEN=${githubToken}\n`

test('files in archives are read, and each finding names the archive and the file in it', async () => {
  const packed = zipOf([{ name: 'conf.env', text: settings }])
  for (const name of ['a.zip', 'book.xlsx', 'lib.jar']) put(name, packed)
  put('outer.zip', zipOf([{ name: 'in/a.zip', text: packed }]))
  put('logs.tar.gz', gzipSync(Buffer.concat([noise(100_000), Buffer.from(settings)])))
  put('plain.zip', zipOf([{ name: 'readme.txt', text: 'nothing\n' }]))
  put('stored.zip', zipOf([{ name: 'b.env', text: `TOKEN=${otherToken}`, method: 0 }]))
  const found = [
    'a.zip!/conf.env file 81:7',
    'book.xlsx!/conf.env file 81:7',
    'lib.jar!/conf.env file 81:7',
    'logs.tar.gz file 1:1',
    'outer.zip!/in/a.zip!/conf.env file 81:7',
    'stored.zip file 1:40',
  ]
  const report = await json([])
  expect(told(report)).toEqual(found)
  expect(report).toMatchObject({ code: 1, notRead: [], summary: { sources: 7, found: 6 } })
  const { stdout } = await scan(['a.zip'])
  expect(stdout).toContain('a.zip!/conf.env:81:7  github-token')
  expect(stdout).toContain('    TOKEN=***github-token***')
  git('init', '-q')
  git('add', '.')
  expect((await json(['--staged'])).summary).toMatchObject({ found: 6, notRead: 0 })
  git('commit', '-qm', 'packed')
  put(
    'a.zip',
    zipOf([
      { name: 'more', text: 'x' },
      { name: 'conf.env', text: settings },
    ]),
  )
  git('commit', '-qam', 'packed anew')
  expect((await json(['--git', 'HEAD'])).summary.found).toBe(6)
  put(
    '.github/cursor-guard.yml',
    'version: 1\nsecrets: { allow: [{ path: a.zip, reason: fixture }] }',
  )
  expect((await json(['--policy', '.github/cursor-guard.yml', 'a.zip'])).code).toBe(0)
})

test('what is packed in a way that is not opened is listed, and the exit code is that of the rest', async () => {
  put('a.env.bz2', Buffer.from('BZh91AY&SY\0\0', 'latin1'))
  put('b.zip', zipOf(['one', 'two'].map((name) => ({ name, text: settings, encrypted: true }))))
  put('c.txt', 'nothing\n')
  const notRead = [
    { path: 'a.env.bz2', why: 'packed with bzip2, which is not opened' },
    { path: 'b.zip!/one', why: 'encrypted, like 1 more in it' },
  ]
  expect(await json([])).toMatchObject({ code: 0, notRead, summary: { notRead: 2, errors: 0 } })
  expect((await scan([])).stdout).toBe(
    [
      'Not read: a.env.bz2: packed with bzip2, which is not opened',
      'Not read: b.zip!/one: encrypted, like 1 more in it',
      'No secrets in 3 texts, 1 kB; 2 not read.\n',
    ].join('\n'),
  )
  const { runs } = JSON.parse((await scan(['--format', 'sarif'])).stdout)
  expect(runs[0].invocations).toMatchObject([
    {
      executionSuccessful: true,
      toolExecutionNotifications: [
        {
          level: 'warning',
          message: { text: 'Not read: packed with bzip2, which is not opened' },
          locations: [{ physicalLocation: { artifactLocation: { uri: 'a.env.bz2' } } }],
        },
        { message: { text: 'Not read: encrypted, like 1 more in it' } },
      ],
    },
  ])
  put('c.txt', githubToken)
  expect(await json([])).toMatchObject({ code: 1, notRead })
  put(`${otherToken}.bz2`, Buffer.from('BZh91AY&SY\0\0', 'latin1'))
  expect((await json([])).notRead).toHaveLength(3)
})

const wide = (text: string) =>
  Buffer.from([...text].flatMap((one) => [0, 0, ...Buffer.from(one, 'utf16le').swap16()]))

test.each([
  { as: 'UTF-16', bytes: (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le') },
  { as: 'UTF-16, big endian', bytes: (text: string) => Buffer.from(text, 'utf16le').swap16() },
  { as: 'UTF-32', bytes: (text: string) => wide(`\ufeff${text}`).swap32() },
  { as: 'UTF-32, big endian', bytes: wide },
])('$as is shown as a person reads it', async ({ bytes }) => {
  put('a.txt', bytes(`one\nключ: ${githubToken}`))
  expect((await scan([])).stdout).toContain('a.txt:2:7  github-token')
  expect((await scan([])).stdout).toContain('\n    ключ: ***github-token***\n')
})
