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
    grep -c 'have a second name or raise rights (setuid or setgid), and closed to the command: .npmrc' /root/recording/recording.jsonl
    grep -c same-uid /root/recording/recording.jsonl || :`)
  const named =
    'cursor-guard: left as they are, since they have a second name or raise rights (setuid or setgid), and closed to the command: .npmrc'
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

needsUsers(`a guard that is a package of the workspace starts nothing${title}`, () => {
  const output = outputOf(`
    mkdir -p node_modules/.bin; ln -s /mnt/guard-test/repository/src/cli.ts node_modules/.bin/cursor-guard
    own() { node --disable-warning=ExperimentalWarning node_modules/.bin/cursor-guard run --policy /root/policy.yml --cursor-upstream http://127.0.0.1:1 "$@"; }
    own -- touch /tmp/ran 2>&1 && exit 1; echo "code $?"; [ ! -e /tmp/ran ] && echo 'not started'
    own --same-user -- touch /tmp/ran 2>&1 || :; [ -e /tmp/ran ] && echo 'started as asked'`)
  const [refused = '', asked = ''] = output.split('not started')
  const link = '/home/tester/work/repo/node_modules/.bin/cursor-guard'
  expect(refused).toContain(`it could change the guard itself: ${link} lies in`)
  expect(refused).toContain('npm run archive')
  expect(refused).toContain('code 70')
  expect(asked).toContain('started as asked')
})

needsUsers(`nor does one whose folder is part of the workspace by another name${title}`, () => {
  const output = outputOf(`
    mkdir -p packages/guard /srv/guard; cp -a "$1/src" "$1/package.json" packages/guard; ln -s "$1/node_modules" packages/guard/node_modules
    mount --bind packages/guard /srv/guard
    node --disable-warning=ExperimentalWarning /srv/guard/src/cli.ts run --policy /root/policy.yml --cursor-upstream http://127.0.0.1:1 -- touch /tmp/ran 2>&1 && exit 1; echo "code $?"
    [ ! -e /tmp/ran ] && echo 'not started'; find . -uid +60699 | wc -l`)
  expect(output).toMatch(/it could change the guard itself: \/srv\/guard\S* can be written/)
  expect(output).toMatch(/code 70\nnot started\n0\n$/)
})

needsUsers(`no temporary file of the guard lies where the command can write${title}`, () => {
  const output = outputOf(`
    mkdir tmp; export TMPDIR=$PWD/tmp
    guarded --out /root/recording -- sh -c 'find . -name "cursor-guard*"; echo "$TMPDIR"; echo seen' 2>&1 || :`)
  expect(output).toMatch(/^\/tmp\/cursor-guard-agent-\w+\/home\/tmp\nseen$/m)
  expect(output).not.toContain('./tmp/cursor-guard')
})

needsUsers(`settings of the client are read as the command's user reads them${title}`, () => {
  const output = outputOf(`
    mkdir -p /etc/cursor .cursor
    echo '{"hooks":{"stop":[{"command":"from-etc"}]}}' >/etc/cursor/hooks.json
    echo '{"hooks":{"stop":[{"command":"of-root"}]}}' >/root/hooks.json
    ln -s /root/hooks.json .cursor/hooks.json
    cat >plant.sh <<'END'
mkdir ~/.cursor; echo '{"mcpServers":{"own":{"command":"in-home"}}}' >~/.cursor/mcp.json
END
    guarded --out /root/recording -- sh plant.sh >/dev/null 2>&1 || :
    grep -o '"kind":"process".*,"prev' /root/recording/recording.jsonl
    grep -c of-root /root/recording/recording.jsonl || :`)
  const process = (fields: string) => `"process":${fields},"prev`
  expect(
    output
      .trim()
      .split('\n')
      .map((line) => line.replace(/^.*?"process":"/, '"process":"')),
  ).toEqual([
    process('"hook","file":".cursor/hooks.json","command":"unknown"'),
    process('"hook","name":"stop","file":"/etc/cursor/hooks.json","command":"from-etc"'),
    process('"mcp","name":"own","file":"~/.cursor/mcp.json","command":"in-home"'),
    '0',
  ])
})

needsUsers(`files that the guard was started with are not the command's${title}`, () => {
  const output = outputOf(`
    echo secret >/root/secret
    cat >/root/start.sh <<'END'
exec 20</root/secret 9</root/secret
exec "$@"
END
    for way in '' --same-user; do
      bash /root/start.sh node --disable-warning=ExperimentalWarning /mnt/guard-test/repository/src/cli.ts run --policy /root/policy.yml --cursor-upstream http://127.0.0.1:1 $way -- \
        sh -c 'cat /proc/self/fd/9 /proc/self/fd/20 2>/dev/null; echo end' 2>/dev/null </dev/null || :
    done`)
  expect(output).toBe('end\nend\n')
})
