import { expect, test } from '@jest/globals'
import { cannotMakeUsers } from './agent-user/sandbox.ts'
import { jobs, plan, repository, sessions } from './agent-user/sessions.ts'

const needsUsers = cannotMakeUsers === undefined ? test : test.skip
const title = cannotMakeUsers === undefined ? '' : ` (not run: ${cannotMakeUsers})`

needsUsers.each(jobs)(
  `as $job nobody can become the user by what it left in folders of others${title}`,
  ({ drive, home, as }) => {
    const { found, text } = sessions(
      `${repository(as, home)} mkdir -p /tmp/open/folder /tmp/closed/inside; chmod 777 /tmp/open/folder; chmod 700 /tmp/closed
      echo other >/tmp/open/other; chmod 4755 /tmp/open/other
      ${drive} "$3"; stat -c '%n %U %a' /tmp/open/folder/id /tmp/open/other /tmp/mine/deep/id
      find /tmp -uid +60699 -uid -61000 -o -gid +60699 -gid -61000`,
      plan(
        home,
        'umask 0; mkdir -p /tmp/mine/deep; for to in /tmp/open/folder /tmp/mine/deep; do cp /usr/bin/id $to/id; chmod 4755 $to/id; done; ls /tmp/closed/inside 2>/dev/null || echo closed',
      ),
    )
    expect(found).toMatchObject([{ code: 0, stdout: 'closed\n', problems: [] }])
    expect(text.trim().split('\n')).toEqual([
      '/tmp/open/folder/id nobody 755',
      '/tmp/open/other root 4755',
      '/tmp/mine/deep/id nobody 755',
    ])
  },
)

needsUsers(`a workspace in a temporary folder is the job's again, not nobody's${title}`, () => {
  const { found, text } = sessions(
    `${repository('become tester', '/home/tester')} become tester cp -a /home/tester/work/repo /tmp/repo
    become_drive "$3"; find /tmp/repo /tmp/two -not -path '*/.git/*' -printf '%p %u\\n' | sort`,
    plan('/home/tester', 'echo two >two; echo two >/tmp/two', { workspace: '/tmp/repo' }),
  )
  expect(found).toMatchObject([{ code: 0, problems: [] }])
  expect(text.trim().split('\n')).toEqual([
    '/tmp/repo tester',
    '/tmp/repo/.git tester',
    '/tmp/repo/one tester',
    '/tmp/repo/two tester',
    '/tmp/two nobody',
  ])
})

needsUsers.each([
  { where: 'a temporary folder', file: '/tmp/left' },
  { where: 'the workspace', file: '/home/tester/work/repo/left' },
])(`what cannot be taken from the user in $where is said${title}`, ({ file }) => {
  const { found, text } = sessions(
    `${repository('become tester', '/home/tester')}
    become_drive "$3" & until [ -e ${file} ]; do sleep 0.05; done
    chattr +i ${file}; touch /tmp/go; wait; chattr -i ${file}
    become_drive "$4"; stat -c %U ${file}; ls -A /home/tester/.local/state/guard`,
    plan('/home/tester', `echo >${file}; until [ -e /tmp/go ]; do sleep 0.05; done`),
    plan('/home/tester', '', { recover: true }),
  )
  const said = expect.stringContaining(`${file}`)
  expect(found).toMatchObject([{ code: 0, problems: [said] }, { problems: [] }])
  expect(text.trim()).toBe(file.startsWith('/tmp') ? 'nobody' : 'tester')
})

needsUsers.each(jobs)(
  `as $job no list of rights changes where a link leads that was put in a closed place${title}`,
  ({ drive, home, as }) => {
    const { found, text } = sessions(
      `${repository(as, home)}
    ${as} sh -c 'chmod 755 ${home}; mkdir -p ${home}/.cache/led/deep ${home}/.cache/kept; cd ${home}/.cache
      for to in led led/deep kept; do echo x >$to/.npmrc; done; chmod 777 led led/deep'
    mkdir -p /tmp/srv/deep; for to in /tmp/srv/.npmrc /tmp/srv/deep/.npmrc; do echo x >$to; chmod 660 $to; setfacl -m m::r $to; done
    ${drive} "$3"
    for to in /tmp/srv/.npmrc /tmp/srv/deep/.npmrc ${home}/.cache/kept/.npmrc; do getfacl -c --absolute-names $to | grep -c :: ; done`,
      plan(
        home,
        `cd ${home}/.cache/led; mv .npmrc away; ln -s /tmp/srv/.npmrc .npmrc; mv deep gone; ln -s /tmp/srv/deep deep; ls -lA; cat ../kept/.npmrc || echo closed`,
      ),
    )
    expect(found[0]).toMatchObject({ code: 0, problems: [] })
    expect(found[0]?.stdout).toMatch(/\.npmrc -> \/tmp\/srv\/\.npmrc.*closed\n$/s)
    // The mask is the fourth line of the list, where there is one.
    expect(text.trim().split('\n').slice(-3)).toEqual(['4', '4', '3'])
  },
)
