import { expect, test } from '@jest/globals'
import { readShellText } from '../../../../src/core/policy/subjects/command.ts'
import { compileCommands } from '../../../../src/core/policy/subjects/command-pattern.ts'
import { cpuMilliseconds } from '../../../support/cpu-time.ts'

const judge = (text: string, ...patterns: string[]) =>
  compileCommands(patterns)(readShellText(text))

test.each([
  ['an unquoted variable that splits the word', 'terraform${IFS}destroy'],
  ['the same without braces', 'terraform$IFS"destroy"'],
  ['several in one word', 'terraform${IFS}-auto-approve${IFS}destroy'],
  ['a variable that holds the program and more', 'X="terraform destroy x"; $X/bin/ls'],
  ['a variable that brings further words', 'terraform -chdir=$X plan'],
  ['two variables that may both be nothing', 'terraform $A$B destroy'],
  ['the positional parameters at the end of a word', 'set -- orm destroy; terraf"$@"'],
  ['an array at the end of a word', 'a=(orm destroy); terraf"${a[@]}"'],
  ['a name in a variable that is a list', 'r=\'a[@]\'; terraform "${!r}"'],
  ['a nameref that is a list', 'declare -n r=\'a[@]\'; "$r"'],
  ['a sum whose digits split', 'IFS=5; terraform$((5))destroy'],
  ['a command that is split', 'terraform$(printf " ")destroy'],
  ['backticks that are split', 'terraform`printf " "`destroy'],
  ['braces with a variable', '{terraform,$X}'],
  ['a home of that name', 'HOME=terraform; ~ destroy'],
  ['a wildcard in the program', '/usr/bin/terra[f]orm destroy'],
  ['a question mark in the program', '/usr/bin/?erraform destroy'],
  ['a program in quotes that may be sudo', '"$S" terraform destroy'],
  ['a program in quotes that may be eval', '"$E" "terraform destroy"'],
  ['a program in quotes that may be a shell', '"$S" -c "terraform destroy"'],
  ['a part of a program that may be sudo', '"su$X" terraform destroy'],
  ['an option of sudo with a variable', 'sudo -u"$USER" terraform destroy'],
  ['a variable that may be an option of sudo', 'sudo "$X" terraform destroy'],
  ['a variable that may be an option with a value', 'sudo "$X" deploy terraform destroy'],
  ['a variable that may be an assignment of env', 'env "$X" terraform destroy'],
  ['a value of env that splits', 'env A=$B true'],
  ['a user that may be more', 'sudo -u $USER true'],
  ['a variable that may be -c of su', 'su "$X" "terraform destroy"'],
  ['a variable before -c of a shell', "bash $OPTS -c 'terraform destroy'"],
  ['a variable that may be -c', 'bash "$X" \'terraform destroy\''],
  ['a part of -c', 'bash -"$X" \'terraform destroy\''],
  ['eval of a text with a variable', 'A=\';terraform destroy\'; eval "true $A"'],
  ['a shell with a text with a variable', 'sh -c "true $A"'],
  ['a here-document with a variable', 'sh <<EOF\ntrue $A\nEOF'],
  ['a here-string with a variable', 'sh <<< "true $A"'],
  ['a here-document with backslashes', 'sh <<EOF\nterra\\\\form destroy\nEOF'],
  ['a here-document that is sourced', '. /dev/stdin <<EOF\nterraform destroy\nEOF'],
  ['a here-document in a file named by a variable', 'bash "$F" <<EOF\nterraform destroy\nEOF'],
  ['a text over ssh with a variable', 'ssh host "true $A"'],
  ['a file name in a script of find', "find . -exec sh -c 'echo {}' ';'"],
  ['a variable that may be -exec', 'find . "$X" terraform destroy \\;'],
  ['a folder of find that may be more', 'find $DIR -name x'],
  ['an option in quotes before two words', 'terraform "$X" destroy'],
])('attack: "terraform destroy" hides in %s', (_, text) => {
  expect(judge(text, 'terraform destroy')).not.toBe('no')
})

test.each([
  ['a variable in quotes inside a word of its own', 'terraform "plan-$X"'],
  ['a variable at the end of a known program', 'npm run build-$X'],
  ['a variable among the arguments', 'cp $A/x $B/y'],
  ['a message with a variable', 'git commit -m fix-$ISSUE'],
  ['a file of a folder in quotes', 'bash "$DIR/build.sh" "$VERSION"'],
  ['a script in single quotes', `bash -c 'cd "$DIR" && npm test'`],
  ['a known program in a folder in quotes', '"$HOME/bin/tool" plan'],
  ['a home folder', 'ls ~/project && cat ~'],
  ['a folder of find in quotes', 'find "$DIR" -name "*.ts" -exec wc -l {} +'],
  ['an unknown program with ordinary words', '"$PYTHON" -m pytest tests'],
  ['a duration in quotes', 'timeout "$T" npm test'],
  ['an environment in quotes', 'env "A=$B" npm test'],
  ['a here-document in quotes', "cat <<'EOF' | tee out\nterraform $A\nEOF"],
  ['a declaration', 'declare -r A=$B; local x=1'],
  ['a sum', 'head -n $((2 + 3)) file'],
  ['an array in quotes', 'prettier --check "${files[@]}"'],
  ['a process substitution', 'diff <(sort a) <(sort b)'],
])('"terraform destroy" cannot be in %s', (_, text) => {
  expect(judge(text, 'terraform destroy')).toBe('no')
})

test.each([
  ['rm -rf /', 'rm -f"$X" /'],
  ['rm -rf /', 'rm -v"$X" /'],
  ['rm -fr /', 'rm -r"$X" /'],
  ['rm -rf /', 'rm --recurs"$X" -f /'],
  ['rm -rf /', 'rm "-r$A" "--for$B" /'],
  ['rm -rf /', 'rm -rf /."$X"'],
  ['rm -rf /', 'rm -rf "$X"/..'],
  ['rm -rf /', 'rm -rf $DIR/build'],
  ['rm -rf /', 'rm -rf build-$X'],
  ['rm -rf /', 'rm -rf ~'],
  ['dd ** of=/dev/*', 'HOME=/dev/sda; dd if=x of=~'],
  ['kubectl delete pod', 'kubectl "$X" delete pod'],
  ['kubectl delete pod', 'kubectl "$X" prod delete pod'],
  ['kubectl delete --namespace=prod', 'kubectl delete pod x --namespace "pr$X"'],
  ['git push --force-with-lease', 'git push --force-with-lease="$X"'],
  ['terraform destroy', 'TERRAF"$X" destroy'],
  ['./deploy.sh', './deploy$X'],
  ['kubectl delete pod', 'kubectl "${X:=-n}" prod delete pod'],
  ['kubectl delete pod', 'kubectl "${X/=/-n}" prod delete pod'],
  ['kubectl delete --namespace=prod', 'kubectl delete pod x "$A"namespace prod'],
  ['kubectl delete --namespace=prod', 'kubectl delete pod x --name"$A"ce "pr$B"'],
  ['kubectl delete --namespace=prod', 'kubectl delete pod "x" "$A" prod'],
  ['kubectl delete --namespace=prod', 'kubectl delete pod x --namespace${IFS}prod'],
  ['git push -f', 'git push "$A" "$B"'],
  ['git push -4f', 'git push -4"$X"'],
])('attack: "%s" hides in %s', (pattern, text) => {
  expect(judge(text, pattern)).not.toBe('no')
})

test.each([
  ['rm -rf /', 'rm -rf "$DIR/build"'],
  ['rm -rf /', 'rm -rf "build-$X" "/tmp/job-$ID"'],
  ['rm -rf /', 'rm -rf ~/build'],
  ['rm -rf /', 'rm -f "$A/x" "$B/y"'],
  ['dd ** of=/dev/sd?', 'dd if=x of=~/image'],
  ['kubectl delete pod', 'kubectl "$X" get pod'],
  ['git push --force', 'git push origin "wip-$BRANCH"'],
  ['./deploy.sh', './build-"$X"'],
  ['kubectl get pod', 'kubectl "${X:=-n}" prod delete pod'],
  ['kubectl delete --namespace=prod', 'kubectl delete pod x "$A"namespace dev'],
  ['kubectl delete --namespace=prod', 'kubectl delete pod x "$A"output prod'],
])('"%s" cannot be in %s', (pattern, text) => {
  expect(judge(text, pattern)).toBe('no')
})

test.each([
  ['rm -rf ~', 'rm -rf ~', 'yes'],
  ['rm -rf ~/*', 'rm -rf ~/build', 'yes'],
  ['terraform destroy', '$HOME/bin/terraform destroy', 'yes'],
])('"%s" still matches %s as it is written', (pattern, text, expected) => {
  expect(judge(text, pattern)).toBe(expected)
})

test.each([
  ['an unquoted gap in a permitted program', 'git${IFS}status', 'unknown'],
  ['a gap that may be a program', 'sudo "$X" git status', 'yes'],
  ['a gap among the words of a permitted program', 'git log $X-1', 'no'],
])('a list of permitted programs: %s', (_, text, expected) => {
  expect(judge(text, '!git')).toBe(expected)
})

test.each([
  ['variables in quotes', `${'"$A" '.repeat(10_000)}x`],
  ['variables that split', `x ${'a$B '.repeat(10_000)}`],
  ['actions of find', `find ${'-exec a '.repeat(6_000)}`],
  ['variables before actions of find', `find ${'"$A" '.repeat(10_000)}`],
  ['evals behind a variable', `"$A" ${'eval '.repeat(60)}${'x '.repeat(30_000)}`],
  ['quotes within quotes', `"$A" '"$A" "\\"\\$A\\" x y" z' ${"'a b' ".repeat(50)}`],
])('%s by the thousand are read in good time', (_, text) => {
  const spent = cpuMilliseconds()
  expect(['yes', 'no', 'unknown']).toContain(
    judge(text, 'rm ** -r ** x ** y /', 'terraform destroy'),
  )
  expect(spent()).toBeLessThan(2000)
})
