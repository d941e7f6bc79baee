import { execFile } from 'node:child_process'
import { copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from '@jest/globals'

const root = fileURLToPath(new URL('../../', import.meta.url))
let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lint-'))
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'))
  const rules = ['biome.json', '.oxlintrc.json', 'tsconfig.json']
  for (const name of [...rules, 'scripts/house/time-and-chance.grit']) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await copyFile(join(root, name), join(folder, name))
  }
})
afterEach(() => rm(folder, { recursive: true }))

/** What a linter says against files of the house: `path:line`, each once. */
async function complaints(linter: string[], files: Record<string, string>): Promise<string[]> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), text)
  }
  const [name = '', ...options] = linter
  const program = join(root, 'node_modules/.bin', name)
  const said = await new Promise<string>((resolve) => {
    execFile(program, options, { cwd: folder }, (_, stdout) => resolve(stdout))
  })
  const found = said.matchAll(/^::error .*?file=(?:\/\S*?\/lint-\w+\/)?(src\/[^,]+),line=(\d+),/gm)
  return [...new Set([...found].map(([, path, line]) => `${path}:${line}`))].sort()
}

const biome = ['biome', 'lint', '--vcs-enabled=false', '--reporter=github', '--max-diagnostics=200']
const oxlint = ['oxlint', '--format=github', 'src']
/** Each line of `text` as the linter names it. */
const linesOf = (path: string, text: string) =>
  text
    .trimEnd()
    .split('\n')
    .map((_, index) => `${path}:${index + 1}`)

const outside = `
export const key = process.env.KEY
export const kind = typeof process
export const now = () => Date.now()
export const clock = Date.now
export const text = Date()
export const today = () => new Date()
export const moment = new Date
export const { parse } = Date
export const chance = () => Math.random()
export const { random } = Math
export const answer = () => fetch('http://127.0.0.1')
export const id = () => crypto.randomUUID()
export const sneaked = globalThis.process
export const log = (line: string) => console.log(line)
`.trimStart()

const given = `
export const key = (process: { key: string }) => process.key
export const day = (at: number) => new Date(at).toISOString()
export const at = Date.parse('2026-01-01') + Date.UTC(2026, 1)
export const most = Math.max(1, 2)
export const answer = (upstream: { fetch(): string }) => upstream.fetch()
`.trimStart()

const waiting = `
export const later = setTimeout(() => {}, 1)
export const beat = setInterval(() => {}, 1)
export const soon = setImmediate(() => {})
`.trimStart()

test('core and guard reach no process, clock, chance or network by a global name', async () => {
  const found = await complaints(biome, {
    'src/core/probe.ts': outside,
    'src/guard/git/probe.ts': outside,
    'src/runner/probe.ts': outside,
    'src/core/twin.ts': given,
    'src/guard/twin.ts': given,
  })
  const expected = ['src/core/probe.ts', 'src/guard/git/probe.ts'].flatMap((path) =>
    linesOf(path, outside),
  )
  expect(found).toEqual(expected.sort())
})

test('the core waits for nothing and makes no ids; the guard may', async () => {
  const ids = "import { randomBytes } from 'node:crypto'\nexport const id = () => randomBytes(8)\n"
  const found = await complaints(biome, {
    'src/core/probe.ts': waiting,
    'src/core/ids.ts': ids,
    'src/guard/probe.ts': waiting,
    'src/guard/ids.ts': ids,
  })
  expect(found).toEqual(['src/core/ids.ts:1', ...linesOf('src/core/probe.ts', waiting)])
})

test('a promise that nobody waits for is refused, whoever declares it', async () => {
  const floating = `
import { rm } from 'node:fs/promises'
import type { Kysely } from 'kysely'
declare const own: () => Promise<void>, db: Kysely<{ a: { b: string } }>, paths: string[]
own()
rm('probe')
db.deleteFrom('a').execute()
paths.forEach(async (path) => { await rm(path) })
own().then(() => rm('probe'))
`.trimStart()
  const awaited = `
import { rm } from 'node:fs/promises'
await rm('probe')
rm('probe').catch((error: unknown) => { throw error })
void rm('probe')
export const removing = rm('probe')
`.trimStart()
  const found = await complaints(oxlint, {
    'src/runner/probe.ts': floating,
    'src/runner/twin.ts': awaited,
  })
  expect(found).toEqual([4, 5, 6, 7, 8].map((line) => `src/runner/probe.ts:${line}`))
})
