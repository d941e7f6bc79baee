import { homedir } from 'node:os'
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
