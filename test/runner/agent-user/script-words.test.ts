import { spawnSync } from 'node:child_process'
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { scriptWords, stillWalk } from '../../../src/runner/agent-user/script-words.ts'

const isRoot = process.getuid?.() === 0 && process.platform === 'linux'
const needsRoot = isRoot ? test : test.skip
const rootTitle = isRoot ? '' : ' (not run: not root)'

let root: string
beforeEach(() => {
  root = mkdtempSync('/var/tmp/still-walk-')
  chmodSync(root, 0o755)
  const modes = { open: 0o777, 'open/inner': 0o1777, 'open/inner/x': 0o755, plain: 0o755 }
  for (const [name, mode] of Object.entries(modes)) {
    mkdirSync(join(root, name))
    chmodSync(join(root, name), mode)
  }
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

/** Runs `script` behind the lines that hold the tree still; `$walk` in it is the walk. */
function behindHold(script: string) {
  const { values, word } = scriptWords()
  const record = { excluded: [], uid: 60_999, job: { uid: 0 } }
  const { hold, walk } = stillWalk([root], record, word)
  const text = [...hold, script.replaceAll('$walk', walk)].join('\n')
  const run = spawnSync('sh', ['-c', text, 'sh', ...values], { encoding: 'utf8', cwd: root })
  return { code: run.status, stdout: run.stdout }
}
const modeOf = (name: string) => (statSync(join(root, name)).mode & 0o7777).toString(8)
const asNobody = 'setpriv --reuid=65534 --regid=65534 --clear-groups --'

needsRoot(`while a tree is walked nobody else moves a name in it${rootTitle}`, () => {
  const move = `${asNobody} mv open/inner open/moved 2>/dev/null && echo moved; ${asNobody} mkdir open/inner/new 2>/dev/null && echo made`
  expect(behindHold(`${move}; stat -c %a open open/inner; exit 3`)).toEqual({
    code: 3,
    stdout: '775\n1775\n',
  })
  // Afterwards everybody may again.
  expect([modeOf('open'), modeOf('open/inner'), modeOf('plain')]).toEqual(['777', '1777', '755'])
  const made = spawnSync('sh', ['-c', `${asNobody} mkdir open/inner/new`], { cwd: root })
  expect(made.status).toBe(0)
})

needsRoot(`folders of another session's command are passed over${rootTitle}`, () => {
  chownSync(join(root, 'open/inner/x'), 60_998, 60_998)
  mkdirSync(join(root, 'open/inner/x/y'))
  chownSync(join(root, 'plain'), 60_999, 60_999)
  const { stdout } = behindHold('$walk -printf "%P\\n" | sort')
  expect(stdout.split('\n').filter((name) => name !== '')).toEqual(['open', 'open/inner', 'plain'])
})
