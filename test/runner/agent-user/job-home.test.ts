import { expect, test } from '@jest/globals'
import { cannotMakeUsers } from './sandbox.ts'
import { plan, repository, sessions } from './sessions.ts'

const needsUsers = cannotMakeUsers === undefined ? test : test.skip
const title = cannotMakeUsers === undefined ? '' : ` (not run: ${cannotMakeUsers})`
const home = '/home/tester'

/** A home that everybody can pass and read, as many are, with files of everybody's rights. */
const openHome = (script: string) => `
${repository('become tester', home)}
chmod 755 ${home}
cat >/tmp/set <<'SET'
${script}
SET
become tester sh -c 'cd ~; . /tmp/set'
become tester sh -c 'cd ~; for one in "$@"; do mkdir -p "$(dirname "$one")"; echo secret >"$one"; done' sh \
  .yarnrc.yml .pgpass .cargo/credentials .cargo/credentials.toml .gem/credentials .composer/auth.json \
  .nuget/NuGet/NuGet.Config .bash_history .zsh_history .python_history .ssh/id_ed25519 .aws/credentials \
  .config/gh/hosts.yml .gitconfig .netrc notes/secret.txt work/other/.env .local/share/keyrings/login
snapshot() { find ${home} -path '*/.git/*' -o -path '*/.local/state*' -o -path '*/.local' -o -printf '%p %y %m %U %G %n\\n' | sort; getfacl -R -P -p -n --skip-base ${home}; }
snapshot >/opt/before`
const mounted = 'mount -t tmpfs -o mode=755 tmpfs /opt'
const undone = `snapshot >/opt/after; diff /opt/before /opt/after && echo same`

const readAll = `find ${home} -type f ! -path '*/repo/*' -exec cat {} + 2>/dev/null; for one in .yarnrc.yml .pgpass .cargo/credentials .cargo/credentials.toml .gem/credentials .composer/auth.json .nuget/NuGet/NuGet.Config .bash_history .zsh_history .python_history .ssh/id_ed25519 .aws/credentials .config/gh/hosts.yml .gitconfig .netrc notes/secret.txt work/other/.env .local/share/keyrings/login; do cat "${home}/$one" 2>/dev/null && echo "$one"; done; ls ${home} 2>/dev/null; echo end`

needsUsers(`the job's home is closed as a whole, and comes back as it was${title}`, () => {
  const { found, text } = sessions(
    `${mounted}; ${openHome('true')}
    become_drive "$3"; ${undone}`,
    plan(home, `${readAll}; cat one; git log --format=%s`),
  )
  expect(found).toMatchObject([{ stdout: 'end\none\nfirst\n', problems: [] }])
  expect(text).toMatch(/same\n$/)
})

const program = (path: string, says: string) =>
  `mkdir -p "$(dirname ${path})"; printf "#!/bin/sh\\n${says}\\n" >${path}; chmod 755 ${path}`
const toolchains = [
  {
    what: 'nvm',
    set: `${program('.nvm/versions/node/v24/bin/tool', `. ${home}/.nvm/versions/node/v24/lib/library`)}; mkdir -p .nvm/versions/node/v24/lib; echo "echo works" >.nvm/versions/node/v24/lib/library; mkdir -p .nvm/versions/node/v24/etc; echo secret >.nvm/versions/node/v24/etc/npmrc`,
    path: '.nvm/versions/node/v24/bin',
    secret: '.nvm/versions/node/v24/etc/npmrc',
  },
  {
    what: 'rustup',
    set: `${program('.rustup/toolchains/stable/bin/tool', 'echo works')}; mkdir -p .cargo/bin; printf "#!/bin/sh\\nexec ${home}/.rustup/toolchains/stable/bin/tool\\n" >.cargo/bin/tool; chmod 755 .cargo/bin/tool`,
    path: '.cargo/bin',
    secret: '.cargo/credentials.toml',
  },
  {
    what: 'pyenv',
    set: `${program('.pyenv/versions/3.13/bin/tool', 'echo works')}; mkdir -p .pyenv/shims; printf "#!/bin/sh\\nexec ${home}/.pyenv/versions/3.13/bin/tool\\n" >.pyenv/shims/tool; chmod 755 .pyenv/shims/tool; echo secret >.pyenv/.netrc`,
    path: '.pyenv/shims',
    secret: '.pyenv/.netrc',
  },
  {
    what: '~/.local/bin',
    set: `${program('.local/bin/tool', 'echo works')}; mkdir -p .local/share/app; echo secret >.local/share/app/state`,
    path: '.local/bin',
    secret: '.local/share/app/state',
  },
  {
    what: 'the Cursor client',
    set: `umask 077; ${program('.local/share/cursor-agent/versions/1.2/tool', 'echo works')}; mkdir -p .local/bin; ln -s ../share/cursor-agent/versions/1.2/tool .local/bin/tool; echo secret >.local/share/cursor-agent/auth.json; chmod 644 .local/share/cursor-agent/auth.json`,
    path: '.local/bin',
    secret: '.local/share/cursor-agent/auth.json',
  },
  {
    what: 'a folder with programs and libraries',
    set: `${program('apps/thing/bin/tool', `. ${home}/apps/thing/lib/library`)}; mkdir -p apps/thing/lib; echo "echo works" >apps/thing/lib/library; echo secret >apps/other`,
    path: 'apps/thing/bin',
    secret: 'apps/other',
  },
]
needsUsers.each(toolchains)(
  `programs of $what run from the closed home, and no credential opens${title}`,
  ({ set, path, secret }) => {
    const { found, text } = sessions(
      `${mounted}; ${openHome(set)}
      PATH=${home}/${path}:$PATH become_drive "$3"; ${undone}`,
      plan(home, `tool; cat ${home}/${secret} 2>/dev/null; ${readAll}`),
    )
    expect(found).toMatchObject([{ stdout: 'works\nend\n', problems: [] }])
    expect(text).toMatch(/same\n$/)
  },
)

needsUsers(`caches keep the rights they have, but for credentials in them${title}`, () => {
  const { found } = sessions(
    `${mounted}; ${openHome('mkdir -p .cache/pip .cache/huggingface .cache/own go/pkg/mod; echo kept >.cache/pip/x; echo secret >.cache/huggingface/token; chmod 700 .cache/own; echo secret >.cache/own/x; echo kept >go/pkg/mod/y')}
    become_drive "$3"`,
    plan(
      home,
      `cd ${home}; cat .cache/pip/x go/pkg/mod/y; cat .cache/huggingface/token .cache/own/x 2>/dev/null; ${readAll}`,
    ),
  )
  expect(found).toMatchObject([{ stdout: 'kept\nkept\nend\n', problems: [] }])
})

needsUsers(`links that an earlier command left in PATH open nothing${title}`, () => {
  const { found } = sessions(
    `${mounted}; ${openHome('mkdir -p work/repo/node_modules/.bin; ln -s ~/notes/secret.txt work/repo/node_modules/.bin/x; ln -s ~/work/other/.env work/repo/node_modules/.bin/y')}
    PATH=${home}/work/repo/node_modules/.bin:$PATH become_drive "$3"`,
    plan(
      home,
      `cat ${home}/notes/secret.txt ${home}/work/other/.env; ls ${home}/notes; ${readAll}`,
    ),
  )
  expect(found).toMatchObject([{ stdout: 'end\n', problems: [] }])
})

needsUsers(`a first line that an earlier command wrote opens nothing${title}`, () => {
  const { found } = sessions(
    `${mounted}; ${openHome('chmod 755 notes/secret.txt 2>/dev/null; mkdir -p notes; echo secret >notes/tool; chmod 700 notes/tool; printf "#!/home/tester/notes/tool\\n" >work/repo/run; chmod 755 work/repo/run')}
    PATH=${home}/work/repo:$PATH become_drive "$3"`,
    { ...plan(home, ''), command: ['run'] },
  )
  expect(found).toMatchObject([
    { available: false, reason: expect.stringContaining('lies in the closed home') },
  ])
})

needsUsers(`nor does one, or a link, open what is closed outside of a home${title}`, () => {
  const root = '/root'
  const { found } = sessions(
    `${mounted}; ${repository('', root)}
    mkdir -m 700 /opt/closed; echo secret >/opt/closed/file
    cp /bin/cat /opt/closed/cat; chmod 700 /opt/closed/cat
    cd ${root}/work/repo; printf '#!/opt/closed/cat\n' >run; ln -s /opt/closed/cat link
    printf '#!\n/opt/closed/cat /opt/closed/file; cat /opt/closed/file; ${readAll}\n' >no-program; chmod 755 run no-program
    drive "$3"; drive "$4"; drive "$5"; drive "$6"`,
    { ...plan(root, ''), command: ['./run'] },
    { ...plan(root, ''), command: ['./link'] },
    { ...plan(root, './no-program 2>/dev/null'), command: ['./no-program'] },
    { ...plan(root, '/opt/closed/cat one'), command: ['/opt/closed/cat'] },
  )
  expect(found).toMatchObject([
    { available: false, reason: expect.stringContaining('/opt/closed/cat cannot be executed') },
    { available: false, reason: expect.stringContaining('link cannot be executed') },
    { stdout: 'end\n', problems: [] },
    // What the job asks for by its path it gets.
    { stdout: 'one\n', problems: [] },
  ])
})
