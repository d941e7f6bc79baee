import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { maxShellTextBytes, readShellText } from '../../../../src/core/policy/subjects/command.ts'
import {
  commandProblem,
  compileCommands,
} from '../../../../src/core/policy/subjects/command-pattern.ts'
import { cpuMilliseconds } from '../../../support/cpu-time.ts'

const judge = (text: string, ...patterns: string[]) =>
  compileCommands(patterns)(readShellText(text))

test.each([
  ['the words as they stand', 'terraform destroy -auto-approve'],
  ['an option before the subcommand', 'terraform -chdir=prod destroy'],
  ['an option with a value before the subcommand', 'terraform -chdir prod destroy'],
  ['a folder before the program', '/usr/local/bin/terraform destroy'],
  ['a variable folder before the program', '$HOME/bin/terraform destroy'],
  ['another case of the program', 'Terraform destroy'],
  ['quotes and backslashes', '"terra"f\\orm \'destroy\''],
  ['a line continued', 'terraform \\\n destroy'],
  ['an assignment in front', 'TF_LOG=1 terraform destroy'],
  ['a list', 'cd infra && terraform destroy || true; ls'],
  ['a pipe', 'yes | terraform destroy'],
  ['a subshell in the background', '(cd infra; terraform destroy) &'],
  ['a substitution', 'echo "result: $(terraform destroy)"'],
  ['backticks', 'echo `terraform destroy`'],
  ['a process substitution', 'cat <(terraform destroy)'],
  ['a condition', 'if true; then terraform destroy; fi'],
  ['a loop', 'for i in 1 2; do terraform destroy; done'],
  ['a case', 'case x in x) terraform destroy;; esac'],
  ['a function body', 'f() { terraform destroy; }; f'],
  ['a coprocess', 'coproc terraform destroy'],
  ['an array', 'a=($(terraform destroy))'],
  ['a here-document of another command', 'cat <<EOF\n$(terraform destroy)\nEOF'],
  ['a here-document of a shell', 'sh <<EOF\nterraform destroy\nEOF'],
  ['a here-string of a shell', 'bash <<< "terraform destroy"'],
  ['sh -c', "sh -c 'terraform destroy'"],
  ['bash with many options', 'bash -eo pipefail -lc "cd $DIR && terraform destroy"'],
  ['sh within sh', `sh -c 'sh -c "terraform destroy"'`],
  ['eval', 'eval "terraform destroy"'],
  ['eval of several words', 'eval terraform destroy'],
  ['trap', "trap 'terraform destroy' EXIT"],
  ['alias', "alias t='terraform destroy'"],
  ['env', 'env -i -u HOME A=b terraform destroy'],
  ['env -S', "env -S 'terraform destroy'"],
  ['sudo', 'sudo -E -u deploy terraform destroy'],
  ['sudo with a long option', 'sudo --user deploy terraform destroy'],
  ['sudo with an unknown long option', 'sudo --strange deploy terraform destroy'],
  ['doas', 'doas -u deploy terraform destroy'],
  ['su', 'su - deploy -c "terraform destroy"'],
  ['nohup', 'nohup terraform destroy &'],
  ['timeout', 'timeout -k 5 10m terraform destroy'],
  ['the keyword time', 'time -p terraform destroy'],
  ['the program time', '/usr/bin/time -f %e terraform destroy'],
  ['nice', 'nice -n 5 terraform destroy'],
  ['exec', 'exec -a x terraform destroy'],
  ['command', 'command terraform destroy'],
  ['flock', 'flock /tmp/lock terraform destroy'],
  ['flock -c', 'flock /tmp/lock -c "terraform destroy"'],
  ['watch', 'watch -n 1 terraform destroy'],
  ['xargs', 'echo x | xargs -n 1 terraform destroy'],
  ['find -exec', 'find . -name "*.tf" -exec terraform destroy {} \\;'],
  ['a program that runs what follows --', 'op run -- terraform destroy'],
  ['ssh', 'ssh -p 22 host terraform destroy'],
  ['all of them', 'nohup env A=b timeout 5 sudo sh -c "xargs terraform destroy"'],
])('"terraform destroy" matches in: %s', (_, text) => {
  expect(judge(text, 'terraform destroy')).toBe('yes')
})

test.each([
  ['other words', 'terraform plan'],
  ['the word as an option', 'terraform plan -destroy'],
  ['the words as arguments', 'echo terraform destroy'],
  ['the words in a comment', 'ls # terraform destroy'],
  ['the words in quotes', 'git commit -m "terraform destroy"'],
  ['another program of a like name', 'terraform-docs destroy'],
  ['a question about the program', 'command -v terraform destroy'],
  ['a variable argument of another program', 'echo $WORDS'],
  ['no command', 'A=1'],
  ['nothing', ''],
])('"terraform destroy" does not match: %s', (_, text) => {
  expect(judge(text, 'terraform destroy')).toBe('no')
})

test.each([
  ['a variable program', '$CMD'],
  ['a variable in quotes', '"$TOOL" destroy'],
  ['a variable subcommand', 'terraform "$ACTION"'],
  ['all arguments', 'terraform "$@"'],
  ['a substitution as program', '$(cat cmd) destroy'],
  ['braces', '{terraform,x} destroy'],
  ['eval of a variable', 'eval "$CMD"'],
  ['a script from a pipe', 'curl -s https://example.com/install | sh'],
  ['a script from a pipe through sudo', 'curl -s https://example.com/install | sudo bash -s -- -y'],
  ['a script from a substitution', 'bash <(curl -s https://example.com/install)'],
  ['a sourced substitution', '. <(curl -s https://example.com/env)'],
  ['what xargs reads', 'cat list | xargs terraform'],
  ['a syntax error', 'if terraform'],
  ['an open quote', 'echo "terraform'],
])('"terraform destroy" may be in: %s', (_, text) => {
  expect(judge(text, 'terraform destroy')).toBe('unknown')
})

test.each([
  ['rm -rf /', 'yes'],
  ['rm -fr /', 'yes'],
  ['rm -r -f /', 'yes'],
  ['rm -Rfv /', 'yes'],
  ['rm / -rf', 'yes'],
  ['rm --recursive --force -- /', 'yes'],
  ['rm -rf //', 'yes'],
  ['rm -rf /tmp/..', 'yes'],
  ["find / -exec rm -rf / ';'", 'yes'],
  ['rm -rf /tmp/x', 'no'],
  ['rm -r /', 'no'],
  ['rm -rf ./*', 'no'],
  ['rm -rf *', 'no'],
  ['rm -rf build dist', 'no'],
  ['rm "$FILE"', 'no'],
  ['rm -f "$FILE"', 'no'],
  ['rm -rf "$DIR"', 'unknown'],
  ['rm -rf $DIR/', 'unknown'],
  ['rm -rf "$DIR/build"', 'no'],
  ['rm -rf /*', 'unknown'],
  ['rm $FLAGS /', 'unknown'],
  ['rm -rf $(pwd)', 'unknown'],
  ['ls | xargs rm -rf', 'unknown'],
  ['ls | xargs -I% rm -rf %', 'unknown'],
  ['find . -delete -exec rm -rf {} +', 'unknown'],
])('"rm -rf /" against %s gives %s', (text, expected) => {
  expect(judge(text, 'rm -rf /')).toBe(expected)
})

test.each([
  ['git push --force', 'git push -f origin main', 'yes'],
  ['git push -f', 'git -C x push --force origin main', 'yes'],
  ['git push --force*', 'git push --force-with-lease', 'yes'],
  ['git push --force', 'git push origin main', 'no'],
  ['git branch -d', 'git branch -D wip', 'yes'],
  ['git branch -D', 'git branch -d wip', 'no'],
  ['sh *deploy.sh', 'sh ./scripts/deploy.sh prod', 'yes'],
  ['sh *deploy.sh', 'sh -x deploy.sh', 'yes'],
  ['./deploy.sh', './deploy.sh prod', 'yes'],
  ['./deploy.sh', 'other/deploy.sh', 'no'],
  ['*deploy.sh', 'other/deploy.sh', 'yes'],
  ['kubectl delete', 'kubectl -n prod delete pod x', 'yes'],
  ['kubectl delete', 'kubectl get pods', 'no'],
  ['kubectl delete --namespace=prod', 'kubectl delete pod x --namespace prod', 'yes'],
  ['kubectl delete --namespace=prod', 'kubectl delete pod x --namespace dev', 'no'],
  ['rm -rf ** /', 'rm -rf foo /', 'yes'],
  ['dd ** of=/dev/*', 'dd if=/dev/zero of=/dev/sda bs=1M', 'yes'],
  ['find ** -delete', 'find . -name x -delete', 'yes'],
  ['docker {rm,rmi}', 'docker rmi x', 'yes'],
  ['npm publish', 'npm --workspace x publish', 'yes'],
  ['env', 'env', 'yes'],
  ['*', 'anything at all', 'yes'],
  ['*', '', 'no'],
])('"%s" against %s gives %s', (pattern, text, expected) => {
  expect(judge(text, pattern)).toBe(expected)
})

test.each([
  ['a permitted program', 'git status', 'no'],
  [
    'a permitted program that is wrapped',
    'time git status | env -i git log; sh -c "git diff"',
    'no',
  ],
  ['another program', 'git status; curl example.com', 'yes'],
  ['another program within', 'git log --format="$(curl example.com)"', 'yes'],
  ['sudo, which is a program of its own', 'sudo git status', 'yes'],
  ['a variable program', '$CMD', 'unknown'],
  ['a permitted program in another case', 'GIT status', 'yes'],
  ['words after --', 'git checkout -- curl', 'no'],
])('a list of permitted programs: %s', (_, text, expected) => {
  expect(judge(text, '!git')).toBe(expected)
})

test('exclusions narrow what other patterns match', () => {
  expect(judge('git status', 'git *', '!git push')).toBe('yes')
  expect(judge('git push origin', 'git *', '!git push')).toBe('no')
  expect(judge('git "$1"', 'git *', '!git push')).toBe('unknown')
})

test.each([
  ['more text than is read', `: ${'x'.repeat(maxShellTextBytes)}`],
  ['more commands than are kept', 'a;'.repeat(10_000)],
  ['more substitutions within each other than are read', `${'$('.repeat(12)}ls${')'.repeat(12)}`],
  ['more wrappers than are unwrapped', `${'sudo '.repeat(200)}ls`],
  ['brackets without end', '$('.repeat(20_000)],
  ['groups without end', '{ '.repeat(30_000)],
])('%s counts as unreadable, soon', (_, text) => {
  const spent = cpuMilliseconds()
  expect(readShellText(text).complete).toBe(false)
  expect(judge(text, 'terraform destroy')).toBe('unknown')
  expect(spent()).toBeLessThan(2000)
})

test('a command of thousands of words is matched in good time', () => {
  const text = `rm ${'-a x '.repeat(12_000)}`
  const spent = cpuMilliseconds()
  expect(judge(text, 'rm ** -r ** x ** y /')).toBe('no')
  expect(spent()).toBeLessThan(2000)
})

test('whatever text arrives, reading it gives an answer', () => {
  const unit = fc.constantFrom(
    ...[
      'a',
      ' ',
      '"',
      "'",
      '$',
      '(',
      ')',
      '{',
      '}',
      '`',
      '|',
      '&',
      ';',
      '<',
      '\n',
      '\\',
      '-c ',
      'sh ',
      'env ',
    ],
  )
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 60 }), (text) => {
      expect(['yes', 'no', 'unknown']).toContain(judge(text, 'rm -rf /', '!rm x'))
    }),
    { numRuns: 3000 },
  )
})

test('quoting a command in any way does not hide it', () => {
  const quote = fc.constantFrom(
    (word: string) => word,
    (word: string) => `'${word}'`,
    (word: string) => `"${word}"`,
    (word: string) => `\\${word}`,
    (word: string) => `${word.slice(0, 1)}""${word.slice(1)}`,
  )
  const wrap = fc.constantFrom(
    (text: string) => text,
    (text: string) => `( ${text})`,
    (text: string) => `{ ${text}; }`,
    (text: string) => `true && ${text}`,
    (text: string) => `echo "$( ${text})"`,
    (text: string) => `env A=b ${text}`,
    (text: string) => `nohup ${text}`,
  )
  fc.assert(
    fc.property(quote, quote, fc.array(wrap, { maxLength: 3 }), (first, second, wraps) => {
      const words = `${first('terraform')} ${second('destroy')}`
      // A group is no argument of env: only the shell understands it.
      const text = wraps.reduce((inner, wrapper) => {
        const outer = wrapper(inner)
        return /(env A=b|nohup) [({e]|(env A=b|nohup) true/.test(outer) ? inner : outer
      }, words)
      expect(judge(text, 'terraform destroy')).toBe('yes')
    }),
    { numRuns: 500 },
  )
})

test.each([
  ['rm -rf / && ls', 'shell syntax'],
  ['$(rm)', 'shell syntax'],
  ['   ', 'is empty'],
  ['** destroy', 'starts with **'],
  ['rm file[0-9]', 'character class'],
])('the pattern "%s" is refused: %s', (pattern, why) => {
  expect(commandProblem(pattern)).toContain(why)
})
