import { spawnSync } from 'node:child_process'
import { expect, test } from '@jest/globals'
import { idsOf } from '../../src/runner/agent-user/shared-memory.ts'
import { cannotMakeUsers } from './agent-user/sandbox.ts'
import { jobs, plan, repository, sessions } from './agent-user/sessions.ts'

const missing = ['perl', 'ipcmk', 'ipcrm'].filter(
  (tool) => spawnSync('sh', ['-c', `command -v ${tool}`]).status !== 0,
)
const cannot =
  cannotMakeUsers ?? (missing.length > 0 ? `not installed: ${missing.join(', ')}` : undefined)
const needsUsers = cannot === undefined ? test : test.skip
const title = cannot === undefined ? '' : ` (not run: ${cannot})`
const hasThreads = spawnSync('perl', ['-Mthreads', '-e', '1']).status === 0
const needsThreads = cannot === undefined && hasThreads ? test : test.skip

/** With and without a cgroup of version 2, which containers often do not let anybody make. */
const ways = jobs.flatMap((job) => [
  { ...job, way: 'by its cgroup', set: '' },
  { ...job, way: 'by its number alone', set: 'mount -t tmpfs tmpfs /sys/fs/cgroup' },
])

/** Prints the processes of agents' users that are not dead, each thread looked at. */
const alive = `
for task in /proc/[0-9]*/task/*/status; do
  grep -qs '^Uid:.*[[:space:]]60[0-9][0-9][0-9]' $task && grep -qs '^State:[[:space:]]*[^ZX[:space:]]' $task && echo "alive: $task"
done; :
`

needsUsers.each(ways)(
  `as $job what keeps forking ends with its session, $way${title}`,
  ({ drive, home, as, set }) => {
    const fork = 'while (1) { my $child = fork; exit if $child; setpgrp }'
    const { found, text } = sessions(
      `${repository(as, home)} ${set}
      ${drive} "$3"; ${alive} stat -c %U ${home}/work/repo/one; ls -A ${home}/.local/state/guard`,
      plan(
        home,
        `trap '' TERM HUP; for chain in 1 2 3 4; do perl -e '${fork}' >/dev/null 2>&1 & done; sleep 0.3; echo started`,
      ),
    )
    expect(found).toMatchObject([{ code: 0, stdout: 'started\n', problems: [] }])
    expect(text.trim()).toBe(as ? 'tester' : 'root')
  },
)

needsThreads(`what hides behind a dead first thread ends with its session${title}`, () => {
  // 60 is exit(2), which ends one thread alone: the process then looks like a zombie.
  const hide = `use threads; threads->create(sub { sleep 1000 }); syscall(${process.arch === 'arm64' ? 93 : 60}, 0)`
  const { found, text } = sessions(
    `${repository('', '/root')} mount -t tmpfs tmpfs /sys/fs/cgroup; drive "$3"; ${alive}`,
    plan(
      '/root',
      `setsid perl -e '${hide}' >/dev/null 2>&1 & pid=$!; until grep -q '^State:.*Z' /proc/$pid/status; do sleep 0.05; done; echo hidden`,
    ),
  )
  expect(found).toMatchObject([{ code: 0, stdout: 'hidden\n', problems: [] }])
  expect(text.trim()).toBe('')
})

needsUsers.each(jobs)(
  `as $job nothing is given back while a process may be left, and everything at the next start${title}`,
  ({ drive, home, as }) => {
    const { found, text } = sessions(
      `${repository(as, home)} mount -t tmpfs tmpfs /sys/fs/cgroup; mkdir -p ${home}/.aws; chmod 755 ${home}/.aws
      printf '#!/bin/sh\\nexit 1\\n' >/mnt/guard-test/setpriv; chmod 755 /mnt/guard-test/setpriv
      ${drive} "$3" & until [ -e /tmp/on ]; do sleep 0.05; done
      mount --bind /mnt/guard-test/setpriv /usr/bin/setpriv; touch /tmp/go; wait
      ${alive} stat -c 'during %u' ${home}/work/repo/one; getfacl -p --skip-base ${home}/.aws | grep '^user:cursor'
      umount /usr/bin/setpriv; ${drive} "$4"
      ${alive} stat -c 'after %U' ${home}/work/repo/one; getfacl -p --skip-base ${home}/.aws; ls -A ${home}/.local/state/guard`,
      plan(
        home,
        'setsid sleep 1000 >/dev/null 2>&1 & touch /tmp/on; until [ -e /tmp/go ]; do sleep 0.05; done',
      ),
      plan(home, '', { recover: true }),
    )
    const said = expect.stringMatching(/^not-ended: processes of cursor-agent-\d+-1 may be left/)
    expect(found).toMatchObject([{ code: 0, problems: [said] }, { problems: [] }])
    const [name] = text.match(/cursor-agent-\d+-1/) ?? []
    expect(text).toMatch(/^alive: \/proc\/\d+\/task\/\d+\/status\nduring 60\d\d\d\n/)
    expect(text).toContain(`user:${name}:---\nafter ${as ? 'tester' : 'root'}\n`)
    expect(text.slice(text.indexOf('during'))).not.toMatch(/alive|slot-/)
    expect(text.slice(text.indexOf('after'))).not.toContain('# file')
  },
)

needsUsers(`what is at work as the slot's user ends before a session starts${title}`, () => {
  const { found, text } = sessions(
    `${repository('become tester', '/home/tester')} become_drive "$3"
    setpriv --reuid=cursor-agent-2001-1 --regid=cursor-agent-2001-1 --clear-groups setsid sleep 1000 &
    until pgrep -u cursor-agent-2001-1 >/dev/null; do sleep 0.05; done
    become_drive "$4"`,
    plan('/home/tester', 'true'),
    plan('/home/tester', 'id -un; pgrep -u $(id -u) sleep || echo alone'),
  )
  expect(found).toMatchObject([
    { code: 0, problems: [] },
    { code: 0, stdout: 'cursor-agent-2001-1\nalone\n', problems: [] },
  ])
  expect(text.trim()).toBe('')
})

needsUsers.each(jobs)(
  `as $job what a session left to start or to share later is gone, and what is others' stays${title}`,
  ({ drive, home, as }) => {
    const name = `cursor-agent-${as ? 2001 : 0}-1`
    const { found, text } = sessions(
      `${repository(as, home)} mount -t tmpfs -o mode=755 tmpfs /var
      mkdir -p /var/spool/cron/crontabs /var/spool/cron/atjobs /var/lib/systemd/linger
      ipcmk -M 64 >/dev/null; echo kept >/var/spool/cron/crontabs/other; echo kept >/var/spool/cron/atjobs/other
      ${drive} "$3" & until [ -e /tmp/on ]; do sleep 0.05; done
      echo '* * * * * :' >/var/spool/cron/crontabs/${name}; touch /var/lib/systemd/linger/${name}
      echo : >/var/spool/cron/atjobs/job; chown ${name} /var/spool/cron/atjobs/job; touch /tmp/go; wait
      find /var/spool/cron /var/lib/systemd -type f | sort
      for table in shm sem msg; do echo "$table $(($(wc -l </proc/sysvipc/$table) - 1))"; done`,
      plan(
        home,
        'ipcmk -M 64 -S 1 -Q >/dev/null; touch /tmp/on; until [ -e /tmp/go ]; do sleep 0.05; done',
      ),
    )
    expect(found).toMatchObject([{ code: 0, stderr: '', problems: [] }])
    expect(text.trim().split('\n')).toEqual([
      '/var/spool/cron/atjobs/other',
      '/var/spool/cron/crontabs/other',
      'shm 1',
      'sem 0',
      'msg 0',
    ])
  },
)

needsUsers(`what a session left running is asked to end before it is ended${title}`, () => {
  const { found, text } = sessions(
    `${repository('become tester', '/home/tester')} become_drive "$3"; cat ~tester/work/repo/said`,
    plan(
      '/home/tester',
      `setsid sh -c 'trap "echo bye >said; exit" TERM; : >ready; while :; do sleep 0.02; done' >/dev/null 2>&1 & until [ -e ready ]; do sleep 0.02; done`,
    ),
  )
  expect(found).toMatchObject([{ code: 0, problems: [] }])
  expect(text.trim()).toBe('bye')
})

test('the tables of shared memory are read by the names of their columns', () => {
  const memory = `       key      shmid perms                  size  cpid  lpid nattch   uid   gid  cuid  cgid
         0          7  1600                    64  1234     0      0 60999 60999 60999 60999
         0          8   600                    64  1234     0      0     0     0     0     0\n`
  const queues = `       key      msqid perms      cbytes       qnum lspid lrpid   uid   gid  cuid  cgid
  60999          3   644           0          0     0     0     0     0 60999     0\n`
  expect(idsOf(memory, 60999)).toEqual(['7'])
  expect(idsOf(queues, 60999)).toEqual(['3'])
  expect(idsOf('', 60999)).toEqual([])
})

needsUsers(`a session in another container is never taken for abandoned${title}`, () => {
  const inContainer = 'unshare --pid --fork --kill-child --mount-proc'
  const { found, text } = sessions(
    `${repository('', '/root')} cp -a /root/work/repo /root/work/second; state=/root/.local/state/guard
    ${inContainer} node --disable-warning=ExperimentalWarning "$driver" "$3"
    drive "$4"; drive "$5"; stat -c '%u' /root/work/repo/one; ls $state
    drive "$6"
    sed -i 's/"boot":"[^"]*"/"boot":"an earlier one"/' $state/slot-1.json; drive "$4"; stat -c '%U' /root/work/repo/one; ls $state`,
    plan('/root', 'echo on', { vanish: true }),
    plan('/root', '', { recover: true }),
    plan('/root', 'true'),
    plan('/root', 'id -un', { workspace: '/root/work/second' }),
  )
  const [, recovered, refused, second, restarted] = found
  expect(recovered).toEqual({ problems: [] })
  expect(refused?.reason).toContain('is /root/.local/state/guard/slot-1.json')
  expect(second).toMatchObject({ stdout: 'cursor-agent-0-2\n', problems: [] })
  expect(restarted).toEqual({ problems: [] })
  expect(text.trim()).toMatch(/^60\d{3}\nslot-1\.json\nroot$/)
})
