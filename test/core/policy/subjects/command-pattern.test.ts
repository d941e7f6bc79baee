import { expect, test } from '@jest/globals'
import { readShellText } from '../../../../src/core/policy/subjects/command.ts'
import { compileCommands } from '../../../../src/core/policy/subjects/command-pattern.ts'

const judge = (text: string, ...patterns: string[]) =>
  compileCommands(patterns)(readShellText(text))

const rewriting = ['git commit --amend', 'git push --force*', 'git push -f', 'git reset --hard']

test.each([
  ['a message in a quoted here-document', 'git commit -m "$(cat <<\'EOF\'\nfix: typo\nEOF\n)"'],
  ['a message that names the option', 'git commit -m "$(cat <<\'EOF\'\n--amend\nEOF\n)"'],
  ['a message in a here-document of plain text', 'git commit -m "$(cat <<EOF\nfix\nEOF\n)"'],
  ['a here-document as an operand', 'git commit "$(cat <<\'EOF\'\nfile\nEOF\n)"'],
  ['a message in a variable', 'git commit -m "$MSG"'],
  ['a message joined to its option', 'git commit -m"$MSG"'],
  ['a message behind other letters', 'git commit -am "$MSG"'],
  ['a message in a long option', 'git commit --message="$MSG" --author "$WHO"'],
  ['a message behind an abbreviation', 'git commit --mess "$MSG"'],
  ['the option as a message', 'git commit -m --amend'],
  ['the option as a message of a long option', 'git commit --message --amend'],
  ['the option as a file', 'git commit -- --amend'],
  ['another option with the same start', 'git commit --all -m x'],
  ['a letter that is a value', 'git push -of origin main'],
  ['a letter that is the next value', 'git push -o -f origin main'],
  ['a joined digit alone', 'git push -4 origin x'],
  ['a variable as remote', 'git push --repo "$REMOTE"'],
  ['a folder of git in a variable', 'git -C "$DIR" commit -m "$MSG"'],
  ['a setting in a variable', 'git -c user.name="$NAME" commit -m "$MSG"'],
  ['a soft reset', 'git reset --soft HEAD~1'],
])('rules on rewriting history let %s pass', (_, text) => {
  expect(judge(text, ...rewriting)).toBe('no')
})

test.each([
  ['letters joined to a digit', 'git push -4f origin main'],
  ['many letters joined', 'git push -nvqu4f origin main'],
  ['an abbreviation', 'git commit --am'],
  ['an abbreviation of one more letter', 'git commit --ame -m x'],
  ['an abbreviated reset', 'git reset --har'],
  ['an abbreviated reset of one letter', 'git reset --ha HEAD~1'],
  ['an abbreviated lease', 'git push --force-w'],
  ['the option behind a value', 'git commit -m x --amend'],
  ['the option behind a value joined to it', 'git commit -mx --amend'],
  ['the option behind a flag', 'git commit -S --amend'],
  ['the option behind the verb of a folder', 'git -C sub -c a=b commit --amend'],
])('rules on rewriting history see %s', (_, text) => {
  expect(judge(text, ...rewriting)).toBe('yes')
})

test.each([
  ['an option in a variable', 'git commit $ARGS'],
  ['an option in a variable in quotes', 'git commit "$ARG"'],
  ['a message in a variable that may be several words', 'git commit -m $MSG'],
  ['a message that splits', 'git commit -m ""$MSG'],
  ['a here-document whose text splits', "git commit $(cat <<'EOF'\n--amend\nEOF\n)"],
  ['a here-document with a variable', 'git commit "$(cat <<EOF\n$X\nEOF\n)"'],
  ['the output of another program', 'git commit "$(printf %s --amend)"'],
  ['a variable that may take the option as its value', 'git commit "$X" --amend'],
  ['an unknown option that may take it', 'git commit --later --amend'],
  ['a beginning of an option in a variable', 'git commit --am"$X"'],
  ['a variable within an abbreviation', 'git commit --"$X"m'],
  ['letters in a variable', 'git push -4"$X"'],
  ['letters behind a flag in a variable', 'git push -v"$X"'],
  ['an abbreviation that git of today refuses', 'git push --forc'],
  ['a folder that may be several words', 'git -C $DIR commit -m "$X"'],
])('rules on rewriting history cannot rule out %s', (_, text) => {
  expect(judge(text, ...rewriting)).toBe('unknown')
})

test.each([
  ['git push --mirror', 'git push --mir origin', 'yes'],
  ['git push --mirror', 'git push --m origin', 'yes'],
  ['git push --all', 'git push --all origin', 'yes'],
  ['git push --all', 'git push --atomic origin', 'no'],
  ['git push --force-with-lease', 'git push --force origin', 'no'],
  ['git push --force', 'git push --force-with-lease origin', 'no'],
  ['git push --delete', 'git push -d origin x', 'yes'],
  ['git push --delete', 'git push --del origin x', 'yes'],
  ['git commit --no-verify', 'git commit -n -m x', 'yes'],
  ['git commit --no-verify', 'git commit -anm x', 'yes'],
  ['git commit --no-verify', 'git commit --no-veri', 'yes'],
  ['git commit --no-verify', 'git commit -"$X"', 'unknown'],
  ['git commit --no-verify', 'git push -n', 'no'],
  ['git commit -n', 'git commit --no-verify', 'yes'],
  ['git clean -fd', 'git clean --force -d', 'yes'],
  ['git clean -fd', 'git clean -xdf', 'yes'],
  ['git clean -f', 'git clean -e -f', 'no'],
  ['git push --push-option=ci.skip', 'git push -o ci.skip', 'yes'],
  ['git push --push-option=ci.skip', 'git push -oci.skip', 'yes'],
  ['git push --push-option=ci.skip', 'git push --push-opt=ci.skip', 'yes'],
  ['git push --push-option=ci.skip', 'git push -o "$X"', 'unknown'],
  ['git push --push-option=ci.skip', 'git push -o"$X"', 'unknown'],
  ['git push --push-option=ci.skip', 'git push --push-opt="$X"', 'unknown'],
  ['git push --push-option=ci.skip', 'git push -o "a$X"', 'no'],
  ['git stash push -a', 'git stash push --all', 'yes'],
  ['git worktree remove --force', 'git worktree remove -f x', 'yes'],
  ['rm -rf /', 'rm --rec --fo /', 'yes'],
  ['rm -rf /', 'rm -rfvvvvvvvv /', 'yes'],
  ['rm -r', 'rm --interactive=never x', 'no'],
  ['cp -r', 'cp --recurs a b', 'yes'],
  ['cp -r', 'cp -t -r a', 'no'],
  ['chmod -R 777', 'chmod --recursive 777 .', 'yes'],
  ['sed -i', 'sed -i.bak s/a/b/ x', 'yes'],
  ['sed -i', 'sed --in-place=.bak s/a/b/ x', 'yes'],
  ['sed -i', 'sed -e -i x', 'no'],
  ['terraform apply -auto-approve', 'terraform apply -auto', 'no'],
  ['kubectl delete --all', 'kubectl delete --al', 'no'],
])('"%s" against %s gives %s', (pattern, text, expected) => {
  expect(judge(text, pattern)).toBe(expected)
})

test.each([
  ['rm -rf ~', 'rm -rf ~/', 'yes'],
  ['rm -rf ~', 'rm -rf ~//.', 'yes'],
  ['rm -rf ~', 'rm -rf ~/build/..', 'yes'],
  ['rm -rf ~', 'rm -rf ~/*', 'unknown'],
  ['rm -rf ~', 'rm -rf ~/"$X"', 'unknown'],
  ['rm -rf ~', 'rm -rf ~/$X', 'unknown'],
  ['rm -rf ~', 'rm -rf ~/build', 'no'],
  ['rm -rf ~', 'rm -rf ~/build/*', 'no'],
  ['rm -rf ~', 'rm -rf ~/../other', 'unknown'],
  ['rm -rf ~/src', 'rm -rf ~/src/', 'yes'],
  ['rm -rf ~/src', 'rm -rf ~/./src', 'yes'],
  ['rm -rf ~root', 'rm -rf ~root/', 'yes'],
  ['rm -rf /tmp', 'rm -rf "/tmp/$X"', 'unknown'],
  ['rm -rf /tmp', 'rm -rf "/tmp/a$X"', 'no'],
])('the folder of "%s" against %s gives %s', (pattern, text, expected) => {
  expect(judge(text, pattern)).toBe(expected)
})

test('what may be the value of an option excludes nothing for certain', () => {
  const patterns = ['git push', '!git push --dry-run']
  expect(judge('git push --dry-run', ...patterns)).toBe('no')
  expect(judge('git push --dry', ...patterns)).toBe('no')
  expect(judge('git push -n', ...patterns)).toBe('no')
  expect(judge('git push -o --dry-run', ...patterns)).toBe('yes')
  expect(judge('git push "$X" --dry-run', ...patterns)).toBe('unknown')
  expect(judge('git push --later --dry-run', ...patterns)).toBe('unknown')
})
