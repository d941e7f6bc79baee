import { expect, test } from '@jest/globals'
import { cannotMakeUsers, inSandbox } from './agent-user/sandbox.ts'

const needsUsers = cannotMakeUsers === undefined ? test : test.skip
const title = cannotMakeUsers === undefined ? '' : ` (not run: ${cannotMakeUsers})`

/** `cursor-guard run` as root in a repository, with state of its own. */
const setting = `
mount -t tmpfs -o mode=755 tmpfs /var; mkdir -p /var/tmp; chmod 1777 /var/tmp
mkdir -p /home/tester/work/repo; cd /home/tester/work/repo; git init -q .
echo 'version: 1' >/root/policy.yml
export CURSOR_API_KEY=not-a-key
guarded() { node --disable-warning=ExperimentalWarning /mnt/guard-test/repository/src/cli.ts run --policy /root/policy.yml --cursor-upstream http://127.0.0.1:1 "$@"; }
`

function outputOf(script: string): string {
  const { status, stdout, stderr } = inSandbox(`${setting}\n${script}`)
  if (status !== 0) throw new Error(`sandbox: ${stderr}`)
  return stdout
}

needsUsers(`while another session is open in the workspace none is started${title}`, () => {
  const output = outputOf(`
    guarded -- sh -c 'touch started; while [ ! -e go ]; do sleep 0.05; done' >/dev/null 2>&1 &
    while [ ! -e started ]; do sleep 0.05; done
    guarded -- touch /tmp/ran 2>&1 && exit 1; echo "code $?"; [ ! -e /tmp/ran ] && echo 'not started'
    guarded --same-user -- touch /tmp/ran 2>&1 || :; [ -e /tmp/ran ] && echo 'started as asked'
    touch go; wait`)
  const [refused = '', asked = ''] = output.split('not started')
  expect(refused).toContain('another guarded session is open in /home/tester/work/repo')
  expect(refused).toContain('--same-user')
  expect(refused).toContain('code 70')
  expect(asked).toContain('started as asked')
})

needsUsers(`files with a second name are named before the command starts${title}`, () => {
  const output = outputOf(`
    echo x >.npmrc; chmod 600 .npmrc; ln .npmrc ../cache
    guarded --out /root/recording -- sh -c 'id -un; cat .npmrc' 2>&1 || :
    grep -c 'have a second name, and closed to the command: .npmrc' /root/recording/recording.jsonl
    grep -c same-uid /root/recording/recording.jsonl || :`)
  const named =
    'cursor-guard: left as they are, since they have a second name, and closed to the command: .npmrc'
  expect(output.indexOf(named)).toBeGreaterThanOrEqual(0)
  expect(output.indexOf('cursor-agent-0-1\n')).toBeGreaterThan(output.indexOf(named))
  expect(output).toContain('cat: .npmrc: Permission denied')
  expect(output.trim().split('\n').slice(-2)).toEqual(['1', '0'])
})

needsUsers(`a folder that became a link to the home starts nothing${title}`, () => {
  const output = outputOf(`
    ln -s /root sub; cd sub
    guarded -- touch /tmp/ran 2>&1 && exit 1; echo "code $?"; [ ! -e /tmp/ran ] && echo 'not started'`)
  expect(output).toContain('the workspace /root contains the home folder')
  expect(output).toMatch(/code 70\nnot started\n$/)
})
