import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { identifyProcess, nameOfProcess } from '../../src/adapters/machine/process-life.ts'
import { standaloneGit } from '../../src/runner/session-git.ts'

const onLinux = process.platform === 'linux' ? test : test.skip
const title = process.platform === 'linux' ? '' : ' (not run: not Linux)'

let state: string
beforeEach(async () => {
  state = await mkdtemp(join(tmpdir(), 'session-git-'))
})
afterEach(() => rm(state, { recursive: true }))

onLinux(
  `what guards left that ended is removed, not what one in another container has${title}`,
  async () => {
    const here = await identifyProcess(process.ppid)
    const ended = nameOfProcess({ ...here, start: '1' })
    const others = [
      nameOfProcess(here),
      // The same number, as first processes of containers have it.
      nameOfProcess({ ...here, start: '1', namespace: 'pid:[1]' }),
      'acme',
    ]
    const kinds = ['repositories', 'lfs']
    for (const kind of kinds) {
      for (const name of [ended, ...others])
        await mkdir(join(state, kind, name, 'in'), { recursive: true })
    }
    const { gitRepositories } = await standaloneGit({
      findProgram: async () => undefined,
      environment: {},
      gitUpstream: undefined,
      repository: undefined,
      stateDirectory: state,
    })
    await expect(gitRepositories.readTips('acme/site')).rejects.toThrow('git')
    for (const kind of kinds) {
      expect((await readdir(join(state, kind))).toSorted()).toEqual(others.toSorted())
    }
    await gitRepositories.close()
  },
)
