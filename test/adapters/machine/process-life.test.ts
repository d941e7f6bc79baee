import { spawnSync } from 'node:child_process'
import { expect, test } from '@jest/globals'
import {
  hasEnded,
  identifyProcess,
  nameOfProcess,
  processNamed,
} from '../../../src/adapters/machine/process-life.ts'

const onLinux = process.platform === 'linux' ? test : test.skip
const title = process.platform === 'linux' ? '' : ' (not run: not Linux)'

test('a process that runs has not ended, one that is gone has', async () => {
  const parent = await identifyProcess(process.ppid)
  expect(await hasEnded(parent)).toBe(false)
  const { pid } = spawnSync(process.execPath, ['--version'])
  expect(await hasEnded({ ...parent, pid })).toBe(true)
})

onLinux(`its number given to another process is no sign of life${title}`, async () => {
  const parent = await identifyProcess(process.ppid)
  expect(await hasEnded({ ...parent, start: '1' })).toBe(true)
})

onLinux.each([
  { what: 'of another namespace', but: { namespace: 'pid:[1]' } },
  { what: 'whose namespace is unknown', but: { namespace: '' } },
  { what: 'of an older record, without one', but: { namespace: undefined } },
  { what: 'whose boot is unknown', but: { boot: '' } },
])(
  `a process $what is not known to have ended, unless the machine has${title}`,
  async ({ but }) => {
    const gone = { ...(await identifyProcess(process.ppid)), start: '1', ...but }
    expect(await hasEnded(gone)).toBe(false)
    if (gone.boot !== '') expect(await hasEnded({ ...gone, boot: 'an earlier one' })).toBe(true)
  },
)

onLinux(`a name tells the process, and no other name does${title}`, async () => {
  const parent = await identifyProcess(process.ppid)
  expect(processNamed(nameOfProcess(parent))).toEqual(parent)
  for (const name of ['12', 'acme', '1.2.3', '../1.2.3.4']) {
    expect(processNamed(name)).toBeUndefined()
  }
})
