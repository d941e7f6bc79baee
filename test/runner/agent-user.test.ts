import { expect, test } from '@jest/globals'
import { prepareAgentUser } from '../../src/runner/agent-user.ts'
import { cannotMakeUsers } from './agent-user/sandbox.ts'
import { jobs, plan, repository, sessions } from './agent-user/sessions.ts'

const needsUsers = cannotMakeUsers === undefined ? test : test.skip
const title = cannotMakeUsers === undefined ? '' : ` (not run: ${cannotMakeUsers})`

needsUsers.each(jobs)(
  `as $job the command runs as a user of its own${title}`,
  ({ drive, home, as }) => {
    const script = 'id -un; pwd; echo "$X"; printf "%s " $HOME; exit 43'
    const environment = { X: `it's "$HOME"\nand more` }
    const { found } = sessions(
      `${repository(as, home)} ${drive} "$3"`,
      plan(home, script, { environment }),
    )
    expect(found).toMatchObject([{ available: true, code: 43, signal: null, problems: [] }])
    const [session] = found
    expect(session?.stdout.split('\n').slice(0, 4)).toEqual([
      session?.name,
      `${home}/work/repo`,
      ...environment.X.split('\n'),
    ])
    expect(session?.stdout).toMatch(/\/cursor-guard-agent-\w+\/home $/)
  },
)

needsUsers.each(jobs)(
  `as $job the command gets its environment and nothing else${title}`,
  ({ drive, home, as }) => {
    const { found } = sessions(
      `${repository(as, home)} LEAK=from-the-guard ${drive} "$3"`,
      plan(home, "tr '\\0' '\\n' </proc/$$/environ | sed 's/=.*//' | sort | tr '\\n' ' '"),
    )
    const names = found[0]?.stdout.trim().split(' ')
    expect(names).toEqual(expect.arrayContaining(['HOME', 'PATH']))
    expect(names?.filter((name) => !['HOME', 'PATH', 'PWD', 'OLDPWD'].includes(name))).toEqual([])
  },
)

const forbidden = [
  {
    what: "the guard's environment",
    script: 'grep -qa LEAK /proc/[0-9]*/environ',
  },
  { what: 'the recording', script: 'cat /var/recording/recording.jsonl' },
  {
    what: "the runner's command files",
    script: 'cat RUNNER/_temp/_runner_file_commands/set_env_1',
  },
  {
    what: "writing the runner's command files",
    script: 'echo A=b >>RUNNER/_temp/_runner_file_commands/set_env_1',
  },
  {
    what: 'credentials that checkout keeps beside the repository',
    script: 'cat RUNNER/_temp/git-credentials.config',
  },
  { what: 'git settings of the job at home', script: 'cat RUNNER/../.gitconfig' },
  { what: 'the way back to root', script: 'sudo -n true' },
  { what: 'the shadow file', script: 'cat /etc/shadow' },
  { what: 'signals to the guard', script: 'kill -0 $PPID' },
]
needsUsers.each(jobs)(
  `as $job the command is kept from all of it${title}`,
  ({ drive, home, as }) => {
    const tries = forbidden.map(({ what, script }) => {
      const attempt = script.replaceAll('RUNNER', `${home}/work`)
      return `if (${attempt}) >/dev/null 2>&1; then echo "${what}: reached"; else echo "${what}: closed"; fi`
    })
    const { found } = sessions(
      `${repository(as, home)}
    mount -t tmpfs -o mode=755 tmpfs /var
    mkdir -p /var/recording; echo '{}' >/var/recording/recording.jsonl
    chown -R ${as ? 'tester' : 'root'} /var/recording; chmod 755 /var/recording
    ${as} mkdir -p ${home}/work/_temp/_runner_file_commands
    ${as} sh -c 'cd ${home}/work/_temp; echo secret >git-credentials.config; : >_runner_file_commands/set_env_1; chmod 666 _runner_file_commands/*'
    export RUNNER_TEMP=${home}/work/_temp GITHUB_ENV=${home}/work/_temp/_runner_file_commands/set_env_1 LEAK=secret
    ${drive} "$3"`,
      plan(home, `${tries.join('\n')}\n(cat one) && echo end`, { hidden: ['/var/recording'] }),
    )
    expect(found).toMatchObject([{ available: true, problems: [] }])
    const expected = forbidden.map(({ what }) => `${what}: closed`)
    expect(found[0]?.stdout.trim().split('\n')).toEqual([...expected, 'one', 'end'])
  },
)

const everything = (home: string) => `
snapshot() { find ${home} /opt/outside -path '*/.git/*' -o -path '*/.local*' -o -printf '%p %y %m %U %G %n %l\\n' | sort; getfacl -R -P -p -n --skip-base ${home} /opt/outside; }
mount -t tmpfs -o mode=755 tmpfs /opt; mkdir /opt/outside; echo kept >/opt/outside/target; chmod 600 /opt/outside/target
cd ${home}/work/repo
mkdir -p 'odd folder/[a]*' sgid; mkdir -m 777 shared; mkdir -m 1777 shared/sticky
echo x >'odd folder/[a]*/-f
ü'
ln -s /opt/outside/target link; ln -s nowhere dangling; mkfifo pipe
echo linked >linked; ln linked other-name; setfacl -m u:nobody:rw linked; echo key >key; chmod 600 key; chmod 444 one
cp /bin/true tool; chmod 755 tool; chmod 2775 sgid
echo listed >listed; setfacl -m u:nobody:rw listed; setfacl -m d:g:daemon:rx sgid; mkdir deep; echo x >deep/listed; setfacl -m u:nobody:r deep/listed
mkdir -p ${home}/.local/state; chown -h JOB: -R ${home}/work/repo ${home}/.local; chmod 2775 sgid; chown nobody tool
`

needsUsers.each(jobs)(`as $job everything is put back as it was${title}`, ({ drive, home, as }) => {
  const { found, text } = sessions(
    `${repository(as, home)} ${everything(home).replace('JOB', as ? 'tester' : 'root')}
    snapshot >/opt/before
    ${drive} "$3"
    snapshot >/opt/after; diff /opt/before /opt/after && echo same; wc -l </opt/before
    ls -A ${home}/.local/state/guard /tmp`,
    plan(home, 'find . -exec ls -ld {} + >/dev/null; git status -s >/dev/null; cat one key linked'),
  )
  expect(found).toMatchObject([{ code: 0, problems: [], stdout: 'one\nkey\nlinked\n' }])
  expect(text).toMatch(/^same\n\d\d\n/)
  expect(text).not.toContain('slot-')
  expect(text).not.toContain('cursor-guard-agent-')
})

needsUsers.each(jobs)(
  `as $job what the command makes, changes and commits ends up as the job's${title}`,
  ({ job, drive, home, as }) => {
    const { found, text } = sessions(
      `${repository(as, home)} ${drive} "$3"
      cd ${home}/work/repo; find . -path './.git/*' -o -printf '%p %u %g %m %t\\n' | cut -d. -f1,2 | sort
      find . -uid +60699 -o -gid +60699; getfacl -R --skip-base .
      ${as} git log -1 --format='%an <%ae> %s'; ${as} git status --short; ${as} git gc -q && echo tidy`,
      plan(
        home,
        'chmod 755 one; touch -d 2020-01-01 one; echo two >two; mkdir -p a/b; (umask 077; echo k >a/b/key); ln -s one link; git add .; git commit -qm second; : >>.git/config',
      ),
    )
    const owner = job === 'root' ? 'root root' : 'tester tester'
    expect(found).toMatchObject([{ code: 0, stderr: '', problems: [] }])
    expect(text).toContain(`./one ${owner} 755 Wed Jan  1 00:00:00`)
    expect(text).toContain(`./two ${owner} 644`)
    expect(text).toContain(`./a/b ${owner} 755`)
    expect(text).toContain(`./a/b/key ${owner} 600`)
    expect(text).toContain('A "quoted" name <someone@example.com> second')
    expect(text.trim()).toMatch(/second\ntidy$/)
  },
)

needsUsers.each(jobs)(
  `as $job links planted for the clean-up change nothing outside${title}`,
  ({ drive, home, as }) => {
    const { found, text } = sessions(
      `${repository(as, home)} ${everything(home).replace('JOB', as ? 'tester' : 'root')}
      echo x >/opt/outside/listed; chmod 600 /opt/outside/listed; stat -c '%U %a %z' /opt/outside/* >/opt/before
      ${drive} "$3"
      stat -c '%U %a %z' /opt/outside/* >/opt/after; diff /opt/before /opt/after && echo untouched
      find ${home}/work/repo -maxdepth 1 -name 'deep*' -printf '%f %y %u\\n' | sort; cat /opt/outside/target`,
      plan(
        home,
        'rm listed; ln -s /opt/outside/target listed; mv deep deeper; ln -s /opt/outside deep; rm one; ln -s /opt/outside/target one',
      ),
    )
    const owner = as ? 'tester' : 'root'
    expect(found).toMatchObject([{ code: 0, stderr: '', problems: [] }])
    expect(text.trim()).toBe(`untouched\ndeep l ${owner}\ndeeper d ${owner}\nkept`)
  },
)

needsUsers.each(jobs)(
  `as $job a file with a second name elsewhere can be read and not changed${title}`,
  ({ drive, home, as }) => {
    const { text } = sessions(
      `${repository(as, home)} cd ${home}/work; echo cached >cache; ln cache repo/linked; chown ${as ? 'tester' : 'root'} cache
      ${drive} "$3"
      cat cache repo/linked; stat -c '%a %h %U' cache; getfacl --skip-base cache`,
      plan(home, 'cat linked; echo poison >>linked; rm linked; echo mine >linked'),
    )
    expect(text.trim()).toBe(`cached\nmine\n644 1 ${as ? 'tester' : 'root'}`)
  },
)

needsUsers.each(jobs)(`as $job nothing of the command lives on${title}`, ({ drive, home, as }) => {
  const { found, text } = sessions(
    `${repository(as, home)} ${drive} "$3"
    for s in /proc/[0-9]*/status; do grep -q '^State:.Z' $s || grep -l '^Uid:.*60[0-9][0-9][0-9]' $s || :; done 2>/dev/null; stat -c %U /tmp/left`,
    plan(
      home,
      'trap "" TERM HUP; touch /tmp/left; for i in 1 2 3; do setsid sh -c "trap \\"\\" TERM; while :; do sleep 1; done" >/dev/null 2>&1 & done; sleep 0.2; echo started',
    ),
  )
  expect(found).toMatchObject([{ code: 0, stdout: 'started\n', problems: [] }])
  expect(text.trim()).toBe('nobody')
})

needsUsers.each(jobs)(`as $job a signal reaches the command${title}`, ({ drive, home, as }) => {
  const { found } = sessions(
    `${repository(as, home)} ${drive} "$3"`,
    plan(home, 'trap "exit 42" TERM; echo ready; while :; do sleep 0.05; done', {
      signal: 'SIGTERM',
    }),
  )
  expect(found).toMatchObject([{ code: 42, problems: [] }])
})

needsUsers.each(jobs)(
  `as $job the next start undoes what a killed guard left${title}`,
  ({ drive, home, as }) => {
    const { found, text } = sessions(
      `${repository(as, home)} ${drive} "$3"; stat -c '%u' ${home}/work/repo/one
      sleep 0.1; ${drive} "$4"; stat -c '%U %a' ${home}/work/repo/one ${home}; ls -A /tmp ${home}/.local/state/guard
      getfacl -R -p --skip-base ${home}; pgrep -u cursor-agent-0-1,cursor-agent-2001-1 || echo none left`,
      plan(home, 'setsid sleep 300 >/dev/null 2>&1 & echo on', { vanish: true }),
      plan(home, '', { recover: true }),
    )
    const owner = as ? 'tester' : 'root'
    expect(found).toMatchObject([{ available: true, code: 0 }, { problems: [] }])
    expect(text).toMatch(/^60\d\d\d\n/)
    expect(text).toContain(`${owner} 644\n${owner} 7`)
    expect(text).toMatch(/none left\s*$/)
    for (const left of ['slot-', 'cursor-guard-agent-', '# file']) expect(text).not.toContain(left)
  },
)

needsUsers.each(jobs)(
  `as $job the command's environment is a file that it alone can read${title}`,
  ({ drive, home, as }) => {
    const { found } = sessions(
      `${repository(as, home)} ${drive} "$3"`,
      plan(
        home,
        'cd ~/..; for file in environment-*; do getfacl -n --omit-header $file; done; id -u',
      ),
    )
    const [rights = '', uid] = found[0]?.stdout.split('\n\n') ?? []
    expect(rights.replaceAll(/\s*#.*/g, '').split('\n')).toEqual([
      'user::rw-',
      `user:${uid?.trim()}:r--`,
      'group::---',
      'mask::r--',
      'other::---',
    ])
  },
)

needsUsers(`two sessions at once are two users, and share no workspace${title}`, () => {
  const slow = 'id -un; touch /tmp/started; while [ ! -e /tmp/go ]; do sleep 0.05; done; cat one'
  const { found } = sessions(
    `${repository('become tester', '/home/tester')}
    become tester cp -a /home/tester/work/repo /home/tester/work/second
    become_drive "$3" & while [ ! -e /tmp/started ]; do sleep 0.05; done
    become_drive "$4"; become_drive "$5"; touch /tmp/go; wait`,
    plan('/home/tester', slow),
    plan('/home/tester', 'true', { workspace: '/home/tester/work/repo' }),
    plan('/home/tester', 'id -un', { workspace: '/home/tester/work/second' }),
  )
  expect(found.map(({ available, reason, stdout }) => reason ?? (available && stdout))).toEqual([
    'another guarded session is open in /home/tester/work/repo',
    'cursor-agent-2001-2\n',
    'cursor-agent-2001-1\none\n',
  ])
})

needsUsers(`a command in the closed home of the job can be started${title}`, () => {
  const { found } = sessions(
    `${repository('become tester', '/home/tester')}
    become tester sh -c 'umask 027; cd ~; mkdir -p .local/bin .local/share/client/versions/1; printf "#!/usr/bin/env sh\\necho client\\n" >.local/share/client/versions/1/agent; chmod 755 .local/share/client/versions/1 .local/share/client/versions/1/agent; ln -s ../share/client/versions/1/agent .local/bin/agent; ls -lad .local/bin'
    PATH=/home/tester/.local/bin:$PATH become_drive "$3"
    test -z "$(getfacl -R -p --skip-base /home/tester)"`,
    plan('/home/tester', 'agent; ls /home/tester || echo closed'),
  )
  expect(found).toMatchObject([{ code: 0, stdout: 'client\nclosed\n', problems: [] }])
})

const planted = [
  ...['sh', 'env', 'find', 'chown', 'chgrp', 'chmod', 'setfacl', 'getfacl', 'setpriv', 'sudo'],
  ...['useradd', 'id', 'install', 'rm', 'grep', 'cat', 'ls', 'git', 'sleep', 'stat', 'true'],
]
needsUsers.each(jobs)(
  `as $job a program that the agent planted in PATH is run by nobody but the agent${title}`,
  ({ drive, home, as }) => {
    const bin = `${home}/work/repo/node_modules/.bin`
    const { found, text } = sessions(
      `${repository(as, home)}
      ${as} mkdir -p ${bin}
      for name in ${planted.join(' ')}; do
        printf '#!/bin/sh\n/usr/bin/id -un >>/tmp/%s\nPATH=/usr/sbin:/usr/bin:/sbin:/bin exec %s "$@"\n' "$name" "$name" >${bin}/$name
      done
      chmod 755 ${bin}/*
      PATH=${bin}:/mnt/guard-test/bin ${drive.replace('become_drive', '/usr/bin/setpriv --reuid=tester --regid=tester --init-groups -- /usr/bin/env HOME=/home/tester node --disable-warning=ExperimentalWarning "$driver"')} "$3"
      cd /tmp; for name in ${planted.join(' ')}; do if [ -e "$name" ]; then sort -u "$name" | sed "s/^/$name run by /"; fi; done`,
      plan(home, 'ls one'),
    )
    expect(found).toMatchObject([{ available: true, stdout: 'one\n', problems: [] }])
    expect(text).toBe(`ls run by ${found[0]?.name}\n`)
  },
)

needsUsers(`what root's tools need of the command's variables is nothing${title}`, () => {
  const { found, text } = sessions(
    `${repository('', '/root')}
    drive "$3"; ls /tmp/loaded 2>/dev/null || echo not loaded`,
    plan('/root', 'echo $LD_PRELOAD', {
      environment: {
        LD_PRELOAD: '/root/work/repo/one',
        LD_DEBUG: 'files',
        LD_DEBUG_OUTPUT: '/tmp/loaded',
      },
    }),
  )
  expect(found).toMatchObject([{ available: true, stdout: '/root/work/repo/one\n', problems: [] }])
  expect(text).toBe('not loaded\n')
})

needsUsers(`what the guard hands over besides the workspace comes back too${title}`, () => {
  const { found, text } = sessions(
    `${repository('become tester', '/home/tester')}
    become tester sh -c 'mkdir -m 700 ~/session; cd ~/session; mkdir -m 700 config; echo s >config/s; : >notes; chmod 600 notes; mkdir bin; echo r >bin/r; mkdir -m 700 recording'
    become_drive "$3"; cat /home/tester/session/notes; stat -c '%n %U %a' /home/tester/session/*`,
    plan(
      '/home/tester',
      'cd ~tester/session; cat bin/r config/s; echo noted >>notes; echo >config/new; ls recording',
      {
        writable: ['/home/tester/session/config', '/home/tester/session/notes'],
        readable: ['/home/tester/session/bin'],
        hidden: ['/home/tester/session/recording'],
      },
    ),
  )
  expect(found).toMatchObject([
    { stdout: 'r\ns\n', stderr: expect.stringContaining('Permission denied'), problems: [] },
  ])
  expect(text).toBe(
    'noted\n/home/tester/session/bin tester 755\n/home/tester/session/config tester 700\n/home/tester/session/notes tester 600\n/home/tester/session/recording tester 700\n',
  )
})

needsUsers.each(jobs)(
  `as $job a recording inside the workspace can be neither read nor put aside${title}`,
  ({ drive, home, as }) => {
    const { found, text } = sessions(
      `${repository(as, home)} ${as} mkdir -p ${home}/work/repo/.cursor-guard/session
      ${drive} "$3"; cd ${home}/work/repo; stat -c '%n %U %a' . .cursor-guard .cursor-guard/session two moved; getfacl -R --skip-base .`,
      plan(
        home,
        'ls .cursor-guard/session; mv .cursor-guard aside; mv .cursor-guard/session aside; rmdir .cursor-guard/session; echo >two; mv one moved; git status -s >/dev/null && echo works',
        { hidden: [`${home}/work/repo/.cursor-guard/session`] },
      ),
    )
    const [session] = found
    expect(session).toMatchObject({ stdout: 'works\n', weaknesses: [], problems: [] })
    const refusals = session?.stderr.match(/^(ls|mv|rmdir): .*(denied|not permitted)$/gm)
    expect(refusals).toHaveLength(4)
    const owner = as ? 'tester' : 'root'
    const folders = ['.', '.cursor-guard', '.cursor-guard/session'].map(
      (name) => `${name} ${owner} 755`,
    )
    expect(text.trim().split('\n')).toEqual([...folders, `two ${owner} 644`, `moved ${owner} 644`])
  },
)

needsUsers.each(jobs)(
  `as $job a second name that an earlier command gave a closed file changes nothing${title}`,
  ({ drive, home, as }) => {
    const { found, text } = sessions(
      `${repository(as, home)} ${as} sh -c 'cd ${home}/work/repo; umask 077; echo secret >.closed; ln .closed ../other; echo open >.open; chmod 644 .open; ln .open open'
      ${drive} "$3"; cd ${home}/work/repo; stat -c '%n %a %U %h' .closed .open open`,
      plan(home, 'cat .closed; echo x >>.open; cat open; id -un; echo more >two'),
    )
    const [session] = found
    expect(session).toMatchObject({
      available: true,
      stdout: `open\n${session?.name}\n`,
      problems: [],
      remarks: [
        'left as they are, since they have a second name or raise rights (setuid or setgid), and closed to the command: .closed',
        expect.stringMatching(
          /^left as they are, since they have a second name or raise rights \(setuid or setgid\): (\.open, open|open, \.open)$/,
        ),
      ],
    })
    const owner = as ? 'tester' : 'root'
    expect(text.trim().split('\n')).toEqual([
      `.closed 600 ${owner} 2`,
      `.open 644 ${owner} 2`,
      `open 644 ${owner} 2`,
    ])
  },
)

needsUsers.each(jobs)(
  `as $job a file that raises rights keeps its bit, unless the command puts another in its place${title}`,
  ({ drive, home, as }) => {
    const { found, text } = sessions(
      `${repository(as, home)} ${as} sh -c 'cd ${home}/work/repo; for f in kept written put; do echo $f >$f; chmod 6755 $f; done'
      ${drive} "$3"; cd ${home}/work/repo; stat -c '%n %a %U' kept written put; cat written`,
      plan(
        home,
        'cat kept; echo more >>written; rm put; echo mine >put; chmod 6755 put; stat -c %a put',
      ),
    )
    expect(found).toMatchObject([{ stdout: 'kept\n6755\n', problems: [] }])
    expect(found[0]?.remarks).toEqual([
      expect.stringMatching(/^left as they are, .*raise rights.*: .*kept/),
    ])
    const owner = as ? 'tester' : 'root'
    expect(text.trim().split('\n')).toEqual([
      `kept 6755 ${owner}`,
      `written 6755 ${owner}`,
      `put 755 ${owner}`,
      'written',
    ])
  },
)

needsUsers(`many files with a second name are named in part${title}`, () => {
  const { found } = sessions(
    `${repository('become tester', '/home/tester')}
    become tester sh -c 'cd ~/work/repo; mkdir many; for i in $(seq 3000); do echo >"many/a file with a long name $i"; ln "many/a file with a long name $i" "many/$i"; done'
    become_drive "$3"`,
    plan('/home/tester', 'ls many | wc -l'),
  )
  expect(found).toMatchObject([{ stdout: '6000\n', problems: [] }])
  expect(found[0]?.remarks).toEqual([expect.stringMatching(/ and more$/)])
  expect(found[0]?.remarks[0]?.split(', ')).toHaveLength(6)
})

needsUsers.each(jobs)(
  `as $job git works in a linked work tree, whose git folder comes back too${title}`,
  ({ drive, home, as }) => {
    const { found, text } = sessions(
      `${repository(as, home)} ${as} git -C ${home}/work/repo worktree add -q ${home}/work/linked
      ${drive} "$3"; cd ${home}/work; find . -uid +60699 -o -gid +60699; getfacl -R --skip-base .
      ${as} git -C linked log -1 --format='%an %s'; ${as} git -C linked status --short; ${as} git -C repo log -1 --format=%s; ls -A repo`,
      plan(home, 'echo two >two; git add two && git commit -qm second; touch ../repo/x', {
        workspace: `${home}/work/linked`,
      }),
    )
    expect(found).toMatchObject([{ available: true, problems: [], remarks: [] }])
    // The other work tree is no part of it.
    expect(found[0]?.stderr).toMatch(/denied/)
    expect(text.trim()).toBe('A "quoted" name second\nfirst\n.git\none')
  },
)

needsUsers(`git works in a submodule${title}`, () => {
  const { found, text } = sessions(
    `${repository('become tester', '/home/tester')}
    become tester sh -c 'cd ~/work && git init -q library && cd library && git commit -q --allow-empty -m start
    cd ~/work/repo && git -c protocol.file.allow=always submodule --quiet add ../library library'
    become_drive "$3"; cd /home/tester/work/repo/library; become tester git log -1 --format=%s; find .. -uid +60699`,
    plan('/home/tester', 'git commit -q --allow-empty -m second && git log --oneline | wc -l', {
      workspace: '/home/tester/work/repo/library',
    }),
  )
  expect(found).toMatchObject([{ available: true, stdout: '2\n', problems: [] }])
  expect(text.trim()).toBe('second')
})

const forged = [
  { what: 'names a folder of credentials', gitdir: '../../.ssh' },
  { what: 'names a repository that does not name it back', gitdir: '../other/.git' },
  {
    what: 'names a work tree of another',
    gitdir: '../other/.git/worktrees/its-own',
  },
  { what: 'names nothing that is there', gitdir: '/nowhere' },
  { what: 'is no text', gitdir: '' },
]
needsUsers.each(forged)(`a file .git that $what gets the command nothing${title}`, ({ gitdir }) => {
  const { found, text } = sessions(
    `${repository('become tester', '/home/tester')}
    become tester sh -c 'mkdir -m 700 ~/.ssh; echo key >~/.ssh/key; cd ~/work && cp -a repo other && git -C other worktree add -q ../its-own; rm -rf repo/.git; printf "gitdir: %s\\n" "${gitdir}" >repo/.git'
    become_drive "$3"; find /home/tester/.ssh /home/tester/work/other ! -user tester; getfacl -R --skip-base /home/tester`,
    plan('/home/tester', 'id -un; cat ~tester/.ssh/key; touch ../other/.git/x ../other/x'),
  )
  expect(found).toMatchObject([{ available: true, stdout: `${found[0]?.name}\n`, problems: [] }])
  expect(found[0]?.remarks).toEqual([expect.stringContaining('it is not handed over')])
  expect(text.trim()).toBe('')
})

needsUsers(`a git folder that somebody else could replace is not handed over${title}`, () => {
  const { found, text } = sessions(
    `${repository('', '/root')}
    git -C /root/work/repo worktree add -q /root/work/linked; cp -a /root/work/repo /tmp/theirs
    sed -i s,/root/work/repo,/tmp/theirs, /root/work/linked/.git; chown 61999 /tmp/theirs
    drive "$3"; getfacl -R -p --skip-base /tmp/theirs; find /tmp/theirs -uid +60699 ! -uid 61999
    chown 0 /tmp/theirs; drive "$3"`,
    plan('/root', 'git rev-parse --is-inside-work-tree', { workspace: '/root/work/linked' }),
  )
  expect(found[0]?.remarks).toEqual([expect.stringContaining('it is not handed over')])
  expect(found[1]).toMatchObject({ stdout: 'true\n', remarks: [], problems: [] })
  expect(text.trim()).toBe('')
})

needsUsers(`a pipe in place of .git keeps nobody waiting${title}`, () => {
  const { found } = sessions(
    `${repository('become tester', '/home/tester')}
    become tester sh -c 'cd ~/work/repo; rm -rf .git; mkfifo .git'
    become_drive "$3"`,
    plan('/home/tester', 'id -un'),
  )
  expect(found).toMatchObject([{ available: true, stdout: `${found[0]?.name}\n` }])
})

const home = '/home/tester'
needsUsers.each([
  {
    when: 'the workspace is the home folder',
    but: { workspace: home },
    reason: 'contains the home folder',
  },
  {
    when: 'the workspace is the root',
    but: { workspace: '/' },
    reason: 'contains the home folder',
  },
  { when: 'the workspace is /usr', but: { workspace: '/usr' }, reason: 'folder of the system' },
  { when: 'there is no workspace', but: { workspace: '/nowhere' }, reason: 'does not exist' },
  {
    when: 'there is no sudo',
    set: 'rm /etc/sudoers.d/guard-test',
    reason: 'neither root nor passwordless sudo is available',
    liesIn: 'machine',
  },
  {
    when: 'a tool is missing',
    set: 'touch /mnt/guard-test/empty; mount --bind /mnt/guard-test/empty /usr/bin/setfacl',
    reason: 'not installed: setfacl',
    liesIn: 'machine',
  },
  {
    when: 'a needed folder must be closed',
    but: { readable: [`${home}/.ssh/x`] },
    set: 'become tester mkdir -p ~tester/.ssh/x',
    reason: 'lies in a folder that must be closed',
  },
  {
    when: 'the user exists with rights of its own',
    set: 'useradd --groups docker cursor-agent-2001-1',
    reason: 'exists and has rights of its own',
  },
  {
    when: 'the workspace cannot be given away',
    set: 'chown root /home/tester/work/repo; chmod 755 /home/tester/work/repo',
    reason: 'cannot be written',
  },
])(
  `no user of its own when $when${title}`,
  ({ set = '', but = {}, reason, liesIn = 'workspace' }) => {
    const { found, text } = sessions(
      `${repository('become tester', home)} ${set}
    become_drive "$3"
    find ${home}/work -uid +60699; getfacl -R -p --skip-base ${home}; ls -A /tmp; find ${home} -name 'slot-*'`,
      plan(home, 'true', but),
    )
    expect(found).toMatchObject([
      { available: false, reason: expect.stringContaining(reason), liesIn },
    ])
    expect(text.trim()).toBe('')
  },
)

test('elsewhere than on Linux, or without root, the answer is a reason and nothing changes', async () => {
  if (process.platform === 'linux' && process.getuid?.() === 0) {
    const answer = await prepareAgentUser({
      workspace: '/',
      command: ['true'],
      path: '/bin',
      env: {},
    })
    expect(answer).toMatchObject({ available: false })
  } else {
    const workspace = import.meta.dirname
    const answer = await prepareAgentUser({ workspace, command: ['true'], path: '/bin', env: {} })
    expect(answer.available || answer.reason.length > 10).toBe(true)
    if (answer.available) await answer.end()
  }
})
