import { spawnSync } from 'node:child_process'
import { expect, test } from '@jest/globals'
import { cannotMakeUsers, inSandbox } from './agent-user/sandbox.ts'

const missing = ['perl', 'script'].filter(
  (tool) => spawnSync('sh', ['-c', `command -v ${tool}`]).status !== 0,
)
const cannot =
  cannotMakeUsers ?? (missing.length > 0 ? `not installed: ${missing.join(', ')}` : undefined)
const atTerminal = cannot === undefined ? test : test.skip
const title = cannot === undefined ? '' : ` (not run: ${cannot})`

/** Runs a script as the agent, guarded, at a terminal; what the terminal shows is answered. */
function atOperatorsTerminal(agent: string, options = '', around = 'guard', typed = ''): string {
  const { status, stdout, stderr } = inSandbox(
    `mkdir -p /root/work /root/home; cd /root/work; cat >/tmp/agent.sh <<'AGENT'
${agent}
AGENT
cat >/tmp/operator.sh <<'OPERATOR'
stty rows 33 cols 77
guard() { node --disable-warning=ExperimentalWarning /mnt/guard-test/repository/src/cli.ts run ${options} \
  --out /root/recording --cursor-upstream http://127.0.0.1:9 -- sh /tmp/agent.sh "$(tty)"; }
${around}
: >/tmp/done
OPERATOR
export CURSOR_API_KEY=key_$(printf '%064d' 0)
(${typed || ':'}; until [ -e /tmp/done ]; do sleep 0.05; done) | script -qefc 'sh /tmp/operator.sh' /dev/null || :`,
  )
  if (status !== 0) throw new Error(`sandbox: ${stderr}`)
  return stdout.replaceAll('\r', '')
}

const users = [
  { user: 'a user of its own', options: '' },
  { user: "the guard's own user", options: '--same-user' },
]

atTerminal.each(users)(
  `as $user the agent has no file of the operator's terminal and cannot type there${title}`,
  ({ options }) => {
    // 0x5412 is TIOCSTI: it puts a character where the terminal's next reader finds it.
    const typing = 'for my $c (split //, "echo typed\\n") { ioctl(STDIN, 0x5412, $c); }'
    const shown = atOperatorsTerminal(
      `for fd in /proc/$$/fd/*; do [ "$(readlink $fd)" != "$1" ] || echo "has the operator's"; done
test -t 0 && test -t 1 && echo 'at a terminal'; stty size; (: </dev/tty) && echo 'its own'
perl -e '${typing}'; perl -e 'open(STDIN, "<", "/dev/tty"); ${typing}'`,
      options,
      'guard 2>/dev/null; stty -icanon min 0 time 5; echo "next reader: [$(cat)]"',
    )
    expect(shown).toContain('at a terminal\n33 77\nits own\n')
    expect(shown).not.toContain("has the operator's")
    expect(shown).toContain('next reader: []')
  },
)

atTerminal.each(users)(`as $user Ctrl-C reaches the agent and ends it${title}`, ({ options }) => {
  const shown = atOperatorsTerminal(
    `trap 'echo interrupted; exit 42' INT; echo >/tmp/on; while :; do sleep 0.05; done`,
    options,
    'guard; echo "operator goes on"',
    `while [ ! -e /tmp/on ]; do sleep 0.05; done; printf '\\003'`,
  )
  expect(shown).toContain('interrupted\n')
  expect(shown).toMatch(/the command ended with 42.*operator goes on/s)
})

atTerminal(`what is no terminal is handed through: pipes in and out${title}`, () => {
  const shown = atOperatorsTerminal(
    'cat; test -t 1 || echo "no terminal"; echo said >&2; test -t 2 && echo "a terminal" >&2',
    '',
    'echo piped | guard >/tmp/out; sed "s/^/out: /" /tmp/out',
  )
  expect(shown).toContain('said\na terminal\n')
  expect(shown).toContain('out: piped\nout: no terminal\n')
})

atTerminal.each(users)(
  `as $user the agent hears of another size of the window${title}`,
  ({ options }) => {
    const shown = atOperatorsTerminal(
      `trap 'stty size; exit' WINCH; echo >/tmp/on; while :; do sleep 0.05; done`,
      options,
      '(until [ -e /tmp/on ]; do sleep 0.05; done; stty rows 41 cols 99 </dev/tty) & guard 2>/dev/null',
    )
    expect(shown).toContain('41 99\n')
  },
)

atTerminal.each(users)(
  `as $user a program that takes the whole screen works${title}`,
  ({ options }) => {
    const shown = atOperatorsTerminal(
      `printf '\\033[?1049h'; saved=$(stty -g); stty raw -echo; echo >/tmp/on
key=$(dd bs=1 count=1 2>/dev/null); stty "$saved"; printf '\\033[?1049l'; echo "key: $key"`,
      options,
      'before=$(stty -g); guard 2>/dev/null; [ "$(stty -g)" = "$before" ] && echo "as before"',
      `while [ ! -e /tmp/on ]; do sleep 0.05; done; printf q`,
    )
    expect(shown).toContain('\u001b[?1049h')
    expect(shown).toContain('\u001b[?1049lkey: q\n')
    expect(shown).not.toContain('qkey')
    expect(shown).toMatch(/as before\n/)
  },
)

atTerminal(`the operator's terminal is as before when \`script\` was killed${title}`, () => {
  const shown = atOperatorsTerminal(
    'trap "" HUP; echo >/tmp/on; while [ ! -e /tmp/done ]; do sleep 0.05; done',
    '',
    `before=$(stty -g); (until [ -e /tmp/on ]; do sleep 0.05; done; stty -g </dev/tty >/tmp/meanwhile; pkill -KILL -n -x script) &
guard; [ "$(cat /tmp/meanwhile)" != "$before" ] && [ "$(stty -g)" = "$before" ] && echo "as before"`,
  )
  expect(shown).toContain('the command ended with 137')
  expect(shown).toContain('as before\n')
})

atTerminal(`what the guard says beside a command begins each line at its left${title}`, () => {
  const post = `fetch(process.env.CURSOR_BACKEND_URL + "/v0/agents", { method: "POST", body: "{}",
    headers: { authorization: "Bearer " + process.env.CURSOR_API_KEY, "content-type": "application/json" } })`
  const shown = atOperatorsTerminal(
    `node -e '${post}'`,
    '--policy /root/policy.yml',
    `printf 'version: 1\\napproval: { wait: 0s }\\n' >/root/policy.yml
guard 2>/root/said; grep -A 2 'waiting for approval' /root/said | tr '\\r' '<'`,
  )
  expect(shown).toMatch(/waiting for approval of .+<\n {2}approve: .+<\n {2}deny: .+<\n/)
})

const noScript = ': >/tmp/empty; mount --bind /tmp/empty /usr/bin/script'
atTerminal.each(users)(
  `as $user, without \`script\`, the agent has no session there, and what it sets is put back${title}`,
  ({ options }) => {
    const shown = atOperatorsTerminal(
      `test -t 0 && echo 'at a terminal'; (: </dev/tty) 2>/dev/null || echo 'not its own'; stty raw -echo`,
      options,
      `${noScript}; before=$(stty -g); guard 2>/dev/null; [ "$(stty -g)" = "$before" ] && echo "as before"
grep -c 'shared-terminal: .script. of util-linux is not installed' /root/recording/recording.jsonl`,
    )
    expect(shown).toMatch(/at a terminal\n *not its own\n *as before\n *[1-9]/)
  },
)

atTerminal(`without \`script\` Ctrl-C reaches the agent and ends it${title}`, () => {
  const shown = atOperatorsTerminal(
    `trap 'echo interrupted; exit 42' INT; echo >/tmp/on; while :; do sleep 0.05; done`,
    '',
    `${noScript}; trap : INT; guard; echo "operator goes on"`,
    `while [ ! -e /tmp/on ]; do sleep 0.05; done; printf '\\003'`,
  )
  expect(shown).toContain('interrupted\n')
  expect(shown).toMatch(/the command ended with 42.*operator goes on/s)
})
