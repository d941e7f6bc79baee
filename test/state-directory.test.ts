import { execFileSync } from 'node:child_process'
import { homedir, userInfo } from 'node:os'
import { resolve } from 'node:path'
import { expect, test } from '@jest/globals'
import { stateDirectory } from '../src/state-directory.ts'

test.each([
  { env: { XDG_STATE_HOME: '/state', HOME: '/home/one' }, folder: '/state/cursor-guard' },
  { env: { HOME: '/home/one' }, folder: '/home/one/.local/state/cursor-guard' },
  // A relative path would lead into the folder in which an agent works.
  {
    env: { XDG_STATE_HOME: '.state', HOME: '/home/one' },
    folder: '/home/one/.local/state/cursor-guard',
  },
  { env: { HOME: '' }, folder: `${homedir()}/.local/state/cursor-guard` },
  { env: { HOME: 'work' }, folder: `${homedir()}/.local/state/cursor-guard` },
  // Not in /tmp, where somebody else could have made it first.
  { env: {}, folder: `${homedir()}/.local/state/cursor-guard` },
])('$env keeps its state in $folder', ({ env, folder }) => {
  expect(stateDirectory(env)).toBe(folder)
})

test.each(['', 'work'])(
  'a process whose own HOME is "%s" keeps its state in no folder it stands in',
  (HOME) => {
    const file = resolve(import.meta.dirname, '../src/state-directory.ts')
    const text = `import { stateDirectory } from '${file}'; console.log(stateDirectory(process.env))`
    const options = ['--disable-warning=ExperimentalWarning', '--input-type=module', '--eval', text]
    expect(execFileSync(process.execPath, options, { env: { HOME }, encoding: 'utf8' })).toBe(
      `${userInfo().homedir}/.local/state/cursor-guard\n`,
    )
  },
)
