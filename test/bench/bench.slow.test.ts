import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from '@jest/globals'

const run = promisify(execFile)
const root = join(import.meta.dirname, '..', '..')

/** Runs the bench as `npm run bench` does; its figures are not judged here, only that there are some. */
async function bench(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const script = ['--disable-warning=ExperimentalWarning', join(root, 'bench', 'run.ts')]
  try {
    const { stdout, stderr } = await run(process.execPath, [...script, ...args], { cwd: root })
    return { code: 0, stdout, stderr }
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string }
    return { code, stdout, stderr }
  }
}

test('cursor, prose and memory run in a tiny size and print ratios', async () => {
  const { code, stdout, stderr } = await bench('cursor', 'prose', 'memory', '--smoke')
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  for (const title of [
    'text deltas, h2, 1 in flight',
    'text deltas, h2, 16 in flight',
    'text deltas, HTTP/1.1, 1 in flight',
    'text deltas, HTTP/1.1, 16 in flight',
    'REST body down',
    'answer text down, h2',
    'answer text down, HTTP/1.1',
    'file contents up, h2',
    'file contents up, HTTP/1.1',
    'pieces of an answer',
    'of answer text in one stream',
  ]) {
    expect(stdout).toContain(title)
  }
  expect(stdout.match(/^ {2}relay +[\d.,]+/gm)).toHaveLength(9)
  expect(stdout.match(/^ {2}guarded +[\d.,]+/gm)).toHaveLength(9)
  expect(stdout.match(/^ {2}(?:met {3}|MISSED) {2}ratio to relay \d/gm)).toHaveLength(9)
  expect(stdout).not.toContain(root)
})

test.each([
  { args: ['nonsense'], says: /no bench "nonsense"; expected one of start, prose, cursor/ },
  { args: ['--tiny'], says: /Unknown option '--tiny'[\s\S]*Usage: npm run bench/ },
])('$args is refused with what was expected', async ({ args, says }) => {
  const { code, stdout, stderr } = await bench(...args)
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toMatch(says)
})
