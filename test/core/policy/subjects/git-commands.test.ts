import { expect, test } from '@jest/globals'
import { readShellText } from '../../../../src/core/policy/subjects/command.ts'
import { compileCommands } from '../../../../src/core/policy/subjects/command-pattern.ts'

const judge = (text: string, ...patterns: string[]) =>
  compileCommands(patterns)(readShellText(text))

test.each([
  ['an alias', "git -c alias.p='push -f' p"],
  ['an alias with the rest behind it', "git -c alias.p='push' p -f origin"],
  ['an alias that a variable may name', 'git -c alias.p=\'push -f\' "$V"'],
  ['an alias in another case', "git -c ALIAS.P='push -f' p"],
  ['an alias of a later git', "git -c alias.p.command='push -f' p"],
  ['an alias of an alias', "git -c alias.p=q -c alias.q='push -f' p"],
  ['an alias that is a text for a shell', "git -c alias.p='!git push -f' p"],
  ['an alias for a shell with the rest behind it', "git -c alias.p='!git push' p -f"],
  ['an alias behind other options', "git -C x --no-pager -c a=b -c alias.p='push -f' p"],
  ['an alias that is set', "git config --global alias.p 'push -f' && git p"],
  ['an alias that is set as a text for a shell', "git config alias.p '!git push -f'"],
  ['an editor', "git -c core.editor='git push -f' commit"],
  ['a pager', "git -c pager.log='git push -f' log"],
  ['a helper for credentials', "git -c credential.helper='!git push -f' fetch"],
  ['a filter that is set', "git config filter.x.clean 'git push -f'"],
  ['submodules', "git submodule foreach 'git push -f'"],
  ['submodules with words of their own', 'git submodule --quiet foreach --recursive git push -f'],
  ['a rebase', "git rebase --exec 'git push -f' main"],
  ['a rebase behind operands', "git rebase main topic -x 'git push -f'"],
  ['a rebase with the text joined', "git rebase -x'git push -f' main"],
  ['a rebase with an abbreviation', "git rebase --ex='git push -f' main"],
  ['a rebase behind other letters', "git rebase -ix 'git push -f' main"],
  ['a second text of a rebase', "git rebase -x true -x 'git push -f' main"],
  ['a bisection', 'git bisect run git push -f'],
  ['a bisection by a shell', "git bisect run sh -c 'git push -f'"],
  ['a filter of branches', "git filter-branch --tree-filter 'git push -f' HEAD"],
  ['a tool for differences', "git difftool -x 'git push -f' HEAD"],
  ['a program on the other side', "git push --receive-pack 'git push -f' . main"],
])('attack: "git push -f" is seen in %s', (_, text) => {
  expect(judge(text, 'git push -f')).toBe('yes')
})

test.each([
  ['an alias in a variable', 'git -c "alias.p=$X" p'],
  ['a setting in a variable', 'git -c "$X" p'],
  ['a setting of the environment', 'git --config-env=alias.p=X p'],
  ['a verb that may be a rebase', 'git "$V" --exec "git $W" main'],
  ['a text of a rebase in a variable', 'git rebase --exec "$X" main'],
  ['an alias that is set to a variable', 'git config alias.p "$X"'],
  ['aliases without end', 'git -c alias.p=p p'],
])('"git push -f" may be in %s', (_, text) => {
  expect(judge(text, 'git push -f')).toBe('unknown')
})

test.each([
  ['a harmless command in submodules', "git submodule foreach 'git status'"],
  ['submodules themselves', 'git submodule update --init --recursive'],
  ['an alias that is not run', "git -c alias.p='push -f' status"],
  ['a harmless alias', "git -c alias.st='status -sb' st"],
  ['a setting that is no command', 'git -c user.name="$N" -c color.ui=always status'],
  ['a harmless rebase', "git rebase --exec 'npm test' main"],
  ['a harmless bisection', 'git bisect run npm test'],
  ['a bisection without a command', 'git bisect good'],
  ['a message about it', "git commit -m 'alias.p=push -f'"],
  ['a harmless alias that is set', "git config --global alias.co 'checkout -q'"],
  ['a name that is set', 'git config user.name "$NAME"'],
  ['a push without it', 'git push --follow-tags origin main'],
])('"git push -f" is not in %s', (_, text) => {
  expect(judge(text, 'git push -f')).toBe('no')
})

test('a list of permitted programs names what git runs as well', () => {
  expect(judge("git submodule foreach 'git status'", '!git')).toBe('no')
  expect(judge("git submodule foreach 'curl x'", '!git')).toBe('yes')
  expect(judge('git bisect run npm test', '!git', '!npm')).toBe('no')
  expect(judge('git bisect run npm test', '!git')).toBe('yes')
  expect(judge('git checkout -- curl', '!git')).toBe('no')
})
