import { expect, test } from '@jest/globals'
import { deletedNameProblem, refKey, refNameProblem } from '../../../src/core/git/ref-name.ts'

test.each([
  'refs/heads/main',
  'refs/heads/release/1.2',
  'refs/heads/dependabot/npm_and_yarn/@types/node-24.0.0',
  'refs/heads/issue#12',
  'refs/tags/v1.0.0-rc.1+build=5',
  'refs/heads/deadbeef',
  'refs/heads/feature/größe',
  'refs/heads/feature/gr\u006f\u0308\u00dfe',
  'refs/heads/日本語',
  'refs/heads/fix/ログイン画面のバグ',
  'refs/heads/修复-login-问题',
  'refs/heads/기능/로그인2',
  'refs/heads/проект/новая-форма',
  'refs/heads/проект-login',
  'refs/heads/διόρθωση',
  'refs/heads/تحديث-الواجهة',
  'refs/heads/हिन्दी',
  'refs/heads/ภาษาไทย',
  'refs/heads/tiếng-việt',
  'refs/heads/fix(api)/x',
  'refs/heads/user%2Ffix',
  "refs/heads/it's-done",
  'refs/heads/feat/a&b',
  'refs/heads/fix!',
  'refs/heads/a,b',
  'refs/heads/🚀-launch',
  'refs/heads/👩‍💻/work',
  'refs/heads/✔️-done',
])('%s is fine', (ref) => {
  expect(refNameProblem(ref)).toBeUndefined()
})

test.each([
  'HEAD',
  'main',
  'refs/heads',
  'refs/heads/',
  'refs/heads//main',
  'refs/heads/main/',
  'refs/heads/a..b',
  'refs/heads/.hidden',
  'refs/heads/a/.hidden',
  'refs/heads/a.lock',
  'refs/heads/a.LOCK/b',
  'refs/heads/a.',
  'refs/heads/-d',
  'refs/heads/a/-d',
  'refs/heads/a b',
  'refs/heads/a\tb',
  'refs/heads/a\n',
  'refs/heads/a\u0000',
  'refs/heads/a\u200bb',
  'refs/heads/m\u0430in',
  'refs/heads/a~1',
  'refs/heads/a^',
  'refs/heads/a:b',
  'refs/heads/a?',
  'refs/heads/a*',
  'refs/heads/a[',
  'refs/heads/a\\b',
  'refs/heads/$(id)',
  'refs/heads/a`id`',
  'refs/heads/@{u}',
  'refs/heads/@',
  'refs/heads/HEAD',
  'refs/heads/head',
  'refs/heads/refs/heads/main',
  `refs/heads/${'a'.repeat(40)}`,
  `refs/tags/${'0'.repeat(64)}`,
  `refs/heads/${'x'.repeat(245)}`,
  'refs/heads/\u043cain',
  'refs/heads/relea\u0455e/1',
  'refs/heads/\u03bfrigin',
  'refs/heads/ꓟꓮꓲꓠ',
  'refs/heads/ma\u0456n',
  'refs/heads/a\u202eb',
  'refs/heads/a\u2066b',
  'refs/heads/a\u00a0b',
  'refs/heads/a\u3000b',
  'refs/heads/a\u3164b',
  'refs/heads/a\u2800b',
  'refs/heads/a\u00adb',
  'refs/heads/a\u200db',
  'refs/heads/a\ufeffb',
  'refs/heads/a\ue000b',
  'refs/heads/a\u0085b',
  'refs/heads/a\u001bb',
  'refs/heads/a\ufffdb',
  'refs/heads/mai\u0307n',
  'refs/heads/m\u0336ain',
  'refs/heads/a\u0301\u0302\u0303\u0304\u0305',
  'refs/heads/a;b',
  'refs/heads/a|b',
  'refs/heads/{curl,evil.example}',
  'refs/heads/a"b',
  'refs/heads/a>b',
  'refs/pull/1/head',
  'refs/replace/x',
  'refs/notes/commits',
  'refs/remotes/origin/main',
  'refs/stash',
])('%j is refused with a reason', (ref) => {
  expect(refNameProblem(ref)).toMatch(/\w+ \w+/)
})

test.each([
  ['MAIN', 'main'],
  ['gr\u006f\u0308\u00dfe', 'gr\u00f6\u00dfe'],
  ['\uff4dain', 'main'],
  ['\u0441\u043e\u0440\u0443', 'copy'],
  ['\u217cive', 'live'],
  ['ma\u0131n', 'main'],
])('%j and %j, which a file system or a person takes for one, have one key', (one, other) => {
  expect(refKey(`refs/heads/${one}`)).toBe(refKey(`refs/heads/${other}`))
})

test.each([
  ['main', 'mains'],
  ['größe', 'grosse'],
  ['день', 'jehb'],
])('%j and %j, which nobody takes for one, have two', (one, other) => {
  expect(refKey(`refs/heads/${one}`)).not.toBe(refKey(`refs/heads/${other}`))
})

test.each(['refs/heads/$(id)', 'refs/heads/m\u0430in', 'refs/heads/a\u200bb', 'refs/heads/-d'])(
  'what is there may be deleted: %j',
  (ref) => {
    expect(deletedNameProblem(ref)).toBeUndefined()
  },
)

test.each(['refs/heads/a b', 'refs/heads/a\n', 'refs/pull/1/head', 'refs/heads/\ufffd'])(
  'no deletion names %j',
  (ref) => {
    expect(deletedNameProblem(ref)).toMatch(/\w+ \w+/)
  },
)
