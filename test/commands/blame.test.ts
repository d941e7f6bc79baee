import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { main } from '../../src/cli.ts'
import type { EntryBody } from '../../src/core/recording/entry.ts'
import { session, write } from '../core/recording/sample-session.ts'
import { bufferIo } from './buffer-io.ts'

let scratch = ''
beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'blame-'))
})
afterEach(() => rmSync(scratch, { recursive: true, force: true }))

const commit = `0123abc${'d'.repeat(33)}`
const older = `4567fed${'a'.repeat(33)}`
const zero = '0'.repeat(40)

const prompt = (run: string, text: string): EntryBody => ({ kind: 'prompt', run, text })
const shell = (run: string, call: string, command: string): EntryBody => ({
  kind: 'tool-call',
  run,
  call,
  tool: 'shell',
  subject: { kind: 'tool', tool: 'shell', command },
})
const output = (run: string, call: string, text: string): EntryBody => ({
  kind: 'command-output',
  run,
  call,
  stream: 'stdout',
  text,
})
const push = (commits: string[] | 'unknown', outcome = 'accepted'): EntryBody => ({
  kind: 'push',
  repository: 'acme/site',
  outcome,
  updates: [{ ref: 'refs/heads/main', old: zero, new: commit, update: 'fast-forward', commits }],
})

/** A session in which the agent was asked twice, and committed and pushed for the second prompt. */
const usual: EntryBody[] = [
  session,
  prompt('r1', 'Look around'),
  shell('r1', 'c1', 'ls'),
  prompt('r2', 'Fix the login form'),
  shell('r2', 'c2', 'git commit -am older'),
  output('r2', 'c2', `[main ${older.slice(0, 7)}] older\n`),
  shell('r2', 'c3', 'git add -A && git commit -m "Fix login"'),
  output('r2', 'c3', `[main ${commit.slice(0, 7)}] Fix login\n 1 file changed\n`),
  shell('r2', 'c4', 'git push origin main'),
  push([commit, older]),
]

/** Writes a recording at a path below the scratch folder. */
function save(path: string, entries: readonly EntryBody[], damage?: number): void {
  const { lines } = write(entries.map((body, index) => [index * 1_000, body] as const))
  const kept = damage === undefined ? lines : lines.toSpliced(damage, 1)
  const bytes = Buffer.concat(kept)
  mkdirSync(dirname(join(scratch, path)), { recursive: true })
  writeFileSync(join(scratch, path), path.endsWith('.gz') ? gzipSync(bytes) : bytes)
}

async function blame(...args: string[]) {
  const { io, written } = bufferIo(scratch)
  const exitCode = await main(['blame', ...args], io)
  return { exitCode, ...written }
}

test('a pushed commit leads to its session, push, tool call and prompt, each with how sure it is', async () => {
  save('one/recording.jsonl', usual)
  const { exitCode, stdout, stderr } = await blame(commit, '--recordings', '.')
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
  expect(stdout.replaceAll(scratch, '<scratch>')).toBe(`commit ${commit}
  session    7c1f0e2a-3b54-4c8e-9a55-0d1d5d1b7a10 of 2026-03-02T09:14:03.120Z, acme/storefront, workflow agent.yml, run 9120443871, started by mara-lindqvist
  pushed     as refs/heads/main of acme/site: accepted (#9, 0:09.0)
             certain: the guard read the commit in this push
  made by    git add -A && git commit -m "Fix login" (#6, 0:06.0)
             likely: the output of this call names the commit
  prompt     Fix the login form (#3)
  recording  <scratch>/one/recording.jsonl
             intact and sealed: 11 lines, none removed, changed or reordered
`)
})

test.each<{ when: string; entries: EntryBody[]; asked?: string; says: RegExp[] }>([
  {
    when: 'an earlier commit of the same push',
    entries: usual,
    asked: older,
    says: [/pushed {5}with refs\/heads\/main/, /made by {4}git commit -am older/, /likely/],
  },
  {
    when: 'a commit whose call said nothing',
    entries: usual.filter(({ kind }) => kind !== 'command-output'),
    says: [/made by {4}git add -A && git commit -m "Fix login"/, /a guess: the last call/],
  },
  {
    when: 'a commit that no call here made',
    entries: [session, prompt('r1', 'Push it'), shell('r1', 'c1', 'git push'), push([commit])],
    says: [/certain/, /made by {4}unknown/, /prompt {5}Push it/],
  },
  {
    when: 'a push that was refused',
    entries: usual.with(-1, push([commit], 'refused')),
    says: [/pushed {5}as refs\/heads\/main of acme\/site: refused/],
  },
  {
    when: 'a push whose commits could not be listed',
    entries: usual.with(-1, push('unknown')),
    says: [/pushed {5}as refs\/heads\/main/],
  },
  {
    when: 'a commit that was never pushed',
    entries: usual.slice(0, -2),
    says: [/pushed {5}not in this session/, /made by {4}git add -A/, /likely/],
  },
  {
    when: 'a commit made within a script',
    entries: [
      session,
      prompt('r1', 'Release'),
      shell('r1', 'c1', './release.sh'),
      output('r1', 'c1', `building…\n[main ${commit.slice(0, 9)}] Release 2\n`),
      push([commit]),
    ],
    says: [/made by {4}\.\/release\.sh/, /likely/],
  },
])('$when is told as what it is', async ({ entries, asked = commit, says }) => {
  save('recording.jsonl', entries)
  const { exitCode, stdout } = await blame(asked, '--recordings', 'recording.jsonl')
  expect(exitCode).toBe(0)
  for (const said of says) expect(stdout).toMatch(said)
})

test('an id in the output of a call that makes no commits is no trace', async () => {
  save('recording.jsonl', [
    session,
    shell('r1', 'c1', 'git log --oneline'),
    output('r1', 'c1', `${commit.slice(0, 7)} Fix login\n`),
  ])
  expect(await blame(commit, '--recordings', '.')).toMatchObject({ exitCode: 1 })
})

test('the session that pushed comes before one that only had the commit, packed or not', async () => {
  save('a/recording.jsonl', usual.slice(0, -2))
  save('b/deep/recording.jsonl.gz', usual)
  const { stdout } = await blame(commit.slice(0, 8), '--recordings', '.', '--json')
  const found = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(found.map(({ path }) => path)).toEqual([
    join(scratch, 'b/deep/recording.jsonl.gz'),
    join(scratch, 'a/recording.jsonl'),
  ])
  expect(found[0].trace).toMatchObject({
    commit,
    maker: { certainty: 'named', call: 'c3', run: 'r2' },
    prompt: { text: 'Fix the login form' },
    pushes: [{ outcome: 'accepted', isTip: true, call: { command: 'git push origin main' } }],
  })
})

test('what a damaged recording says is told, and that it is damaged', async () => {
  save('recording.jsonl', usual, 4)
  const { exitCode, stdout } = await blame(commit, '--recordings', '.')
  expect(exitCode).toBe(0)
  expect(stdout).toMatch(/BROKEN at line 5/)
})

test.each<{ when: string; args: string[]; exitCode: number; says: RegExp }>([
  {
    when: 'a commit nobody recorded',
    args: ['feedbeef'],
    exitCode: 1,
    says: /feedbeef is in none of the 1 recordings/,
  },
  {
    when: 'a word that is no commit',
    args: ['nowhere'],
    exitCode: 2,
    says: /nowhere is no commit known here/,
  },
  { when: 'an option in its place', args: ['--', '--output=x'], exitCode: 2, says: /is no commit/ },
  { when: 'no commit', args: [], exitCode: 2, says: /expected one commit/ },
  {
    when: 'a folder that is not there',
    args: ['feedbeef', '--recordings', 'gone'],
    exitCode: 2,
    says: /there is no .*gone/,
  },
  { when: 'an unknown option', args: ['--all'], exitCode: 2, says: /--all/ },
])('$when: exit code $exitCode', async ({ args, exitCode, says }) => {
  save('recording.jsonl', usual)
  const given = args.includes('--recordings') ? args : ['--recordings', '.', ...args]
  const result = await blame(...given)
  expect(result.exitCode).toBe(exitCode)
  expect(result.stdout + result.stderr).toMatch(says)
})

test('a beginning that fits several commits is refused, with the ones it fits', async () => {
  const twin = `0123abcf${'0'.repeat(32)}`
  save('recording.jsonl', [session, push([commit, twin])])
  const { exitCode, stderr } = await blame('0123abc', '--recordings', '.')
  expect(exitCode).toBe(2)
  expect(stderr).toMatch(/2 commits begin with 0123abc: 0123abcddddddddd, 0123abcf00000000/)
})

test('in a repository names work as well', async () => {
  const git = (...args: string[]) =>
    execFileSync('git', args, { cwd: scratch, encoding: 'utf8' }).trim()
  git('init', '-q', '-b', 'main')
  git('-c', 'user.name=A', '-c', 'user.email=a@b.c', 'commit', '-q', '--allow-empty', '-m', 'x')
  const head = git('rev-parse', 'HEAD')
  save('recordings/recording.jsonl', [session, push([head])])
  const { io, written } = bufferIo(scratch)
  io.env = process.env
  expect(await main(['blame', 'main', '--recordings', 'recordings'], io)).toBe(0)
  expect(written.stdout).toContain(`commit ${head}\n`)
})

test('what was recorded cannot act on the terminal', async () => {
  save('recording.jsonl', [
    session,
    prompt('r1', 'Fix\u001b[2J it\n::error::x'),
    shell('r1', 'c1', 'git commit -m "\u001b]0;x\u0007"'),
    push([commit]),
  ])
  const { stdout } = await blame(commit, '--recordings', '.')
  expect(stdout).not.toMatch(/[\u001b\u0007]|^::/m)
})
