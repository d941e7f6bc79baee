import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { builtArchive, withThisNode } from '../support/built-archive.ts'
import { type CursorService, startCursorService } from '../support/cursor-service/service.ts'
import { oneCall } from '../support/guarded-job.ts'

const root = join(import.meta.dirname, '..', '..')
const run = promisify(execFile)
const minutes = 60_000

let folder: string
let archive: string
let service: CursorService

/** What a person does: pack, install the archive in an empty folder. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pack-'))
  service = await startCursorService({ script: async (turn) => turn.say('Hello.') })
  archive = await builtArchive()
  await writeFile(join(folder, 'package.json'), '{ "private": true }\n')
  const quiet = ['--prefer-offline', '--no-audit', '--no-fund']
  await run('npm', ['install', ...quiet, archive], { cwd: folder, env: withThisNode })
}, 5 * minutes)

afterAll(async () => {
  await service.close()
  await rm(folder, { recursive: true, force: true })
})

const installed = (...path: string[]) => join(folder, 'node_modules', 'cursor-guard', ...path)

async function cursorGuard(args: string[], env: NodeJS.ProcessEnv = {}, cwd = folder) {
  const command = [installed('bin.cjs'), ...args]
  return run(process.execPath, command, { cwd, env: { ...process.env, ...env } })
}

const failureOf = (ran: Promise<unknown>) =>
  ran.then(
    () => undefined,
    (error: { code: number; stderr: string }) => error,
  )

/** Says at the end how many bytes of code were loaded. */
const counting = `
import { registerHooks } from 'node:module'
let bytes = 0
registerHooks({ load(url, context, next) {
  const loaded = next(url, context)
  if (url.startsWith('file:')) bytes += loaded.source?.length ?? 0
  return loaded
} })
process.on('exit', () => process.stderr.write('loaded ' + bytes))`

test('the archive carries what is run and read, and no sources or tests', async () => {
  const names = await readdir(installed())
  expect(names).toEqual(
    expect.arrayContaining(['bin.cjs', 'package.json', 'README.md', 'LICENSE', 'licenses.txt']),
  )
  for (const absent of ['src', 'test', 'action', 'scripts', 'node_modules']) {
    expect(names).not.toContain(absent)
  }
  expect(await readdir(join(folder, 'node_modules', '.bin'))).toContain('cursor-guard')
})

test('the README says how to get it, by what was done here', async () => {
  const readme = await readFile(join(root, 'README.md'), 'utf8')
  const section = /\n## Install\n(.*?)\n## /s.exec(readme)?.[1] ?? ''
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))
  expect(basename(archive)).toBe(`cursor-guard-${version}.tgz`)
  expect(section).toContain('npm install && npm run archive')
  expect(section).toContain(`npm install --global ./cursor-guard-${version}.tgz`)
  expect(section).toContain('run cursor-guard -- init')
})

test('it is light: one package, 15 MB at most, one command in the path', async () => {
  const packages = (await readdir(join(folder, 'node_modules'))).filter(
    (name) => !name.startsWith('.'),
  )
  expect(packages).toEqual(['cursor-guard'])
  expect(await readdir(join(folder, 'node_modules', '.bin'))).toEqual(['cursor-guard'])
  const files = await readdir(installed(), { recursive: true, withFileTypes: true })
  const sizes = await Promise.all(
    files.map(async (file) => (await stat(join(file.parentPath, file.name))).size),
  )
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(15 * 2 ** 20)
})

test.each([
  'run',
  'serve',
  'init',
  'replay',
  'verify',
  'scan',
  'policy',
  'approvals',
  'blame',
  'doctor',
])('what %s says of itself loads nothing of what it does', async (name) => {
  const loads = `data:text/javascript,${encodeURIComponent(counting)}`
  const command = ['--import', loads, installed('bin.cjs'), name, '--help']
  const { stdout, stderr } = await run(process.execPath, command)
  expect(stdout).toMatch(/cursor-guard/)
  const bytes = Number(/loaded (\d+)/.exec(stderr)?.[1])
  expect(bytes).toBeGreaterThan(1_000)
  expect(bytes).toBeLessThan(40_000)
})

test('serve says where the server is, where its packages are not', async () => {
  const failure = await failureOf(cursorGuard(['serve']))
  expect(failure).toMatchObject({ code: 2 })
  expect(failure?.stderr).toContain('the packages of the server are not installed here')
  expect(failure?.stderr).toContain('npm start')
})

test('--help teaches and --version tells', async () => {
  expect((await cursorGuard(['--help'])).stdout).toMatch(/Usage: cursor-guard COMMAND/)
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))
  expect((await cursorGuard(['--version'])).stdout.trim()).toBe(version)
})

test('run guards a command, verify and replay read what it recorded', async () => {
  const out = join(folder, 'session')
  const args = ['run', '--cursor-upstream', service.url, '--out', out, '--json', '--']
  // Where it is installed an agent could rewrite it, and it would not start.
  const workspace = join(folder, 'work')
  await mkdir(workspace)
  const key = { CURSOR_API_KEY: service.apiKey }
  const { stdout } = await cursorGuard([...args, 'bash', '-c', oneCall], key, workspace)
  expect(stdout).toContain('models 200')
  expect(JSON.parse(stdout.trim().split('\n').at(-1) ?? '')).toMatchObject({
    exitCode: 0,
    sealed: true,
  })
  expect((await cursorGuard(['verify', out])).stdout).toMatch(/sealed/)
  expect((await cursorGuard(['replay', out, '--instant'])).stdout).toMatch(/session/i)
  const page = join(folder, 'replay.html')
  await cursorGuard(['replay', out, '--html', page])
  expect(await readFile(page, 'utf8')).toContain('Content-Security-Policy')
})

test.each(['8.17.0', '20.20.2', '23.11.1'])('node %s is told which is needed', async (version) => {
  const pretend = `Object.defineProperty(process.versions, 'node', { value: '${version}' }); require(${JSON.stringify(installed('bin.cjs'))})`
  const failure = await failureOf(run(process.execPath, ['-e', pretend]))
  expect(failure?.code).toBe(70)
  expect(failure?.stderr).toContain(`needs Node.js 24 or newer; this is ${version}`)
  expect(failure?.stderr).not.toContain('    at ')
  // The hint needs no package but node's own, and runs the file that was started.
  expect(failure?.stderr).toContain('npx --yes node@24 "')
  expect(failure?.stderr).not.toContain('--package=cursor-guard')
})
