import { expect, test } from '@jest/globals'
import { readShellText } from '../../../../src/core/policy/subjects/command.ts'
import { compileCommands } from '../../../../src/core/policy/subjects/command-pattern.ts'

const judge = (text: string, ...patterns: string[]) =>
  compileCommands(patterns)(readShellText(text))

test.each([
  ['an unknown long option', 'sudo --strange terraform destroy'],
  ['an unknown long option with a value', 'sudo --strange x terraform destroy'],
  ['an unknown letter', 'sudo -Z terraform destroy'],
  ['an unknown letter with a value', 'sudo -Z x terraform destroy'],
  ['an unknown letter before known ones', 'sudo -Zu deploy terraform destroy'],
  [
    'an unknown option with a value, then a known one',
    'sudo --strange x -u deploy terraform destroy',
  ],
  ['an unknown option whose value looks like an option', 'env --strange -i terraform destroy'],
  ['two unknown options', 'sudo --strange x --stranger y terraform destroy'],
  ['an unknown option before an operand', 'timeout --strange x 5 terraform destroy'],
  ['an unknown option before an assignment', 'env --strange x A=b terraform destroy'],
  ['an abbreviated option with a value', 'sudo --us deploy terraform destroy'],
  ['an abbreviated option that is ambiguous', 'sudo --re x terraform destroy'],
  ['an option with an optional value', 'xargs --max-lines terraform destroy'],
  ['a terminal', 'systemd-run -t terraform destroy'],
  ['an environment that is emptied', 'env - terraform destroy'],
  ['a shell of a text and more', 'env -S terraform destroy'],
  ['a shell of a text in parts', "env -S 'terraform -chdir=x' destroy"],
  ['a niceness in its old form', 'nice -10 terraform destroy'],
  ['a separator', 'nice -- terraform destroy'],
  ['a separator before an operand', 'timeout -- 5 terraform destroy'],
  ['a unknown option of a gap', 'sudo --"$X" y terraform destroy'],
  ['a script in an abbreviated option', "su deploy --comm 'terraform destroy'"],
  ['a script of fish', "fish --command 'terraform destroy'"],
  ['a script of fish in one word', "fish --comm='terraform destroy'"],
  ['a long option of a shell in a variable', `bash --"$X" -c 'terraform destroy'`],
])('attack: "terraform destroy" is seen behind %s', (_, text) => {
  expect(judge(text, 'terraform destroy')).not.toBe('no')
})

test.each([
  ['parallel', 'parallel terraform destroy ::: a b'],
  ['parallel with options', 'parallel -j 4 --bar --tag terraform destroy ::: a b'],
  ['parallel of a text', "parallel 'cd {} && terraform destroy' ::: a b"],
  ['parallel of commands', "parallel ::: ls 'terraform destroy'"],
  ['parallel of moreutils', 'parallel terraform destroy -- a b'],
  ['npx -c', "npx -c 'terraform destroy'"],
  ['npx --call', "npx -y --call='terraform destroy'"],
  ['npx', 'npx -p x terraform destroy'],
  ['npm exec', "npm exec -c 'terraform destroy'"],
  ['npm exec of words', 'npm --prefix x exec -- terraform destroy'],
  ['pnpm dlx', 'pnpm dlx terraform destroy'],
  ['docker exec', 'docker exec c terraform destroy'],
  ['docker exec with options', 'docker -H x exec -it -u root -e A=b c terraform destroy'],
  ['docker container exec', 'docker container exec c terraform destroy'],
  ['docker run', 'docker run --rm -v /a:/b -w /b img terraform destroy'],
  ['docker run with a program of its own', 'docker run --entrypoint terraform img destroy'],
  ['docker compose run', 'docker compose -f x.yml run --rm web terraform destroy'],
  ['docker exec of a shell', "docker exec c sh -c 'terraform destroy'"],
  ['podman exec', 'podman exec -l c terraform destroy'],
  ['docker-compose exec', 'docker-compose exec web terraform destroy'],
  ['kubectl exec', 'kubectl -n prod exec pod -c main -- terraform destroy'],
  ['poetry run', 'poetry run terraform destroy'],
  ['uv run', 'uv run --with x terraform destroy'],
  ['bundle exec', 'bundle exec terraform destroy'],
  ['direnv exec', 'direnv exec . terraform destroy'],
  ['xvfb-run', 'xvfb-run -a terraform destroy'],
  ['entr', 'ls | entr -c terraform destroy'],
  ['xargs with a mark', 'ls | xargs -I{} terraform destroy {}'],
  ['xargs of a shell', "ls | xargs -n1 sh -c 'terraform destroy'"],
  ['find -exec of a shell', "find . -exec sh -c 'terraform destroy' ';'"],
  ['find -execdir', 'find . -execdir terraform destroy +'],
  ['find -ok', "find . -ok terraform destroy ';'"],
])('"terraform destroy" is seen in %s', (_, text) => {
  expect(judge(text, 'terraform destroy')).toBe('yes')
})

test.each([
  ['parallel with its command in a variable', 'parallel "$X" ::: a'],
  ['parallel that reads its commands', 'cat jobs | parallel'],
  ['parallel that reads its commands from a file', 'parallel :::: jobs'],
  ['parallel whose arguments bring the words', 'parallel terraform ::: destroy'],
  ['parallel whose arguments take a place', 'parallel terraform {} now ::: destroy'],
  ['a command of docker in a variable', 'docker exec c "$X" destroy'],
  ['a verb of docker in a variable', 'docker "$X" c terraform "$Y"'],
  ['a mark of xargs in a variable', 'ls | xargs -I "$M" echo x'],
])('"terraform destroy" may be in %s', (_, text) => {
  expect(judge(text, 'terraform destroy')).not.toBe('no')
})

test.each([
  ['an argument of a wrapped program', 'sudo --strange x echo terraform destroy'],
  ['arguments of parallel', 'parallel echo {} ::: terraform destroy'],
  ['other commands of docker', 'docker build -t terraform destroy'],
  ['an image of that name', 'docker run terraform plan'],
  ['a script of npm', 'npm run terraform destroy'],
  ['a package to install', 'npm install terraform destroy'],
  ['another program in a container', 'docker exec "$C" npm test'],
  ['a duration in a variable', 'timeout "$T" npm test'],
  ['a user in a variable', 'sudo -u"$USER" npm test'],
  ['a folder in a variable', 'docker run -v "$PWD:/src" -w /src img npm test'],
  ['a pod in a variable', 'kubectl exec "$POD" -- npm test'],
])('"terraform destroy" is not in %s', (_, text) => {
  expect(judge(text, 'terraform destroy')).toBe('no')
})

test.each([
  ['behind a known option', 'nice -n 5 git status', 'no'],
  ['behind a known flag', 'timeout --foreground 5 git status', 'no'],
  ['behind known letters', 'env -i -u HOME git status', 'no'],
  ['behind a flag nobody knows', 'nice --strange git curl x', 'yes'],
  ['behind a letter nobody knows', 'nice -Z git curl x', 'yes'],
  ['behind a gap that may be an option', 'nice -"$X" git curl x', 'yes'],
  ['in the value of an option nobody knows', 'time --strange curl git status', 'yes'],
  ['behind an option with a value', 'nice --strange=5 git status', 'no'],
  ['in a container, which is a program of its own', 'docker exec c git status', 'yes'],
  ['in both readings', 'stdbuf -oL git status', 'no'],
])('a list of permitted programs: git %s', (_, text, expected) => {
  expect(judge(text, '!git')).toBe(expected)
})

test.each([
  ['options nobody knows', `sudo ${'--strange '.repeat(2_000)}x`],
  ['letters nobody knows', `sudo ${'-Z x '.repeat(2_000)}`],
  ['gaps', `docker exec ${'"$X" '.repeat(2_000)}`],
  ['verbs', `git ${'-c alias.p=q '.repeat(500)}p`],
])('%s by the thousand count as unreadable, or are read', (_, text) => {
  expect(['yes', 'no', 'unknown']).toContain(judge(text, 'terraform destroy'))
})

test('so many places where a command may start are not read one by one', () => {
  const { complete, commands } = readShellText(
    `sudo ${'--strange x '.repeat(200)}terraform destroy`,
  )
  expect(complete).toBe(false)
  expect(commands.length).toBeLessThan(200)
})
