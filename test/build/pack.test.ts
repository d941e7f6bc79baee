import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { type CursorService, startCursorService } from '../support/cursor-service/service.ts'
import { oneCall } from '../support/guarded-job.ts'

const root = join(import.meta.dirname, '..', '..')
const run = promisify(execFile)
const minutes = 60_000

let folder: string
let service: CursorService

/** What a person does: pack, install the archive in an empty folder. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pack-'))
  service = await startCursorService({ script: async (turn) => turn.say('Hello.') })
  const env = { ...process.env, PATH: `${join(process.execPath, '..')}:${process.env.PATH}` }
  await run('npm', ['pack', '--pack-destination', folder], { cwd: root, env })
  const [archive = ''] = (await readdir(folder)).filter((name) => name.endsWith('.tgz'))
  await writeFile(join(folder, 'package.json'), '{ "private": true }\n')
  const quiet = ['--prefer-offline', '--no-audit', '--no-fund']
  await run('npm', ['install', ...quiet, join(folder, archive)], { cwd: folder, env })
}, 5 * minutes)

afterAll(async () => {
  await service.close()
  await rm(folder, { recursive: true, force: true })
})

const installed = (...path: string[]) => join(folder, 'node_modules', 'cursor-guard', ...path)

async function cursorGuard(args: string[], env: NodeJS.ProcessEnv = {}) {
  const command = [installed('dist', 'bin.cjs'), ...args]
  return run(process.execPath, command, { cwd: folder, env: { ...process.env, ...env } })
}

test('the archive carries what is run and read, and no sources or tests', async () => {
  const names = await readdir(installed())
  expect(names).toEqual(expect.arrayContaining(['dist', 'package.json', 'README.md', 'LICENSE']))
  for (const absent of ['src', 'test', 'action', 'scripts', 'node_modules']) {
    expect(names).not.toContain(absent)
  }
  expect(await readdir(join(folder, 'node_modules', '.bin'))).toContain('cursor-guard')
})

test('--help teaches and --version tells', async () => {
  expect((await cursorGuard(['--help'])).stdout).toMatch(/Usage: cursor-guard COMMAND/)
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))
  expect((await cursorGuard(['--version'])).stdout.trim()).toBe(version)
})

test('run guards a command, verify and replay read what it recorded', async () => {
  const out = join(folder, 'session')
  const args = ['run', '--cursor-upstream', service.url, '--out', out, '--json', '--']
  const { stdout } = await cursorGuard([...args, 'bash', '-c', oneCall], {
    CURSOR_API_KEY: service.apiKey,
  })
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
  const pretend = `Object.defineProperty(process.versions, 'node', { value: '${version}' }); require(${JSON.stringify(installed('dist', 'bin.cjs'))})`
  const failure = await run(process.execPath, ['-e', pretend]).then(
    () => undefined,
    (error: { code: number; stderr: string }) => error,
  )
  expect(failure?.code).toBe(70)
  expect(failure?.stderr).toContain(`needs Node.js 24 or newer; this is ${version}`)
  expect(failure?.stderr).not.toContain('    at ')
})
