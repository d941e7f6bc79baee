import { expect, test } from '@jest/globals'
import {
  canonicalPath,
  hiddenCharacters,
  isGitFile,
  linkProblem,
  parseGitmodules,
  rolesOf,
  submoduleUrlProblem,
} from '../../../src/core/git/path-facts.ts'

test.each([
  ['.GitHub/Workflows/CI.yml', '.github/workflows/ci.yml'],
  ['.g\u200cithub/workflows/ci.yml', '.github/workflows/ci.yml'],
  ['cafe\u0301.txt', 'caf\u00e9.txt'],
  ['STRASSE', 'straße'],
  ['\uff0egithub/x', '.github/x'],
  ['\u212aey', 'key'],
])('%j and %j are one path', (one, other) => {
  expect(canonicalPath(one)).toBe(canonicalPath(other))
})

test.each([
  ['a/b', 'a/c'],
  ['.github', 'github'],
  ['a b', 'ab'],
])('%j and %j are two paths', (one, other) => {
  expect(canonicalPath(one)).not.toBe(canonicalPath(other))
})

test.each([
  ['.github/workflows/ci.yml', ['workflow']],
  ['.GITHUB/workflows/deep/ci.yaml', ['workflow']],
  ['.github/actions/build/action.yml', ['workflow']],
  ['.github/workflows', ['workflow']],
  ['.github/cursor-guard.yml', ['policy']],
  ['.github/Cursor-Guard.YAML', ['policy']],
  ['CODEOWNERS', ['code-owners']],
  ['docs/codeowners', ['code-owners']],
  ['.github/CODEOWNERS', ['code-owners']],
  ['.cursor/hooks.json', ['agent-settings']],
  ['packages/web/.cursor/rules/x.mdc', ['agent-settings']],
  ['.cursorrules', ['agent-settings']],
  ['.gitmodules', ['submodules']],
  ['src/CODEOWNERS', []],
  ['github/workflows/ci.yml', []],
  ['docs/.github/workflows/ci.yml', []],
  ['src/cursor/index.ts', []],
])('%s has the roles %j', (path, roles) => {
  expect(rolesOf(path)).toEqual(roles)
})

test.each([
  ['.gitattributes', true],
  ['src/.GitAttributes', true],
  ['.gitmodules', true],
  ['.gitkeep', false],
  ['gitattributes', false],
])('%s is read by git itself: %s', (path, is) => {
  expect(isGitFile(path)).toBe(is)
})

test.each([
  ['link', '/etc/passwd', /absolute/],
  ['link', 'C:\\Windows', /absolute/],
  ['link', '~/.ssh/id', /home/],
  ['link', '..', /out of/],
  ['a/b/link', '../../../x', /out of/],
  ['a/link', './../../x', /out of/],
  ['a/link', '..\\..\\x', /out of/],
  ['a/link', '../.git/config', /\.git folder/],
  ['a/link', '../.GIT/config', /\.git folder/],
])('a symlink %s to %s is a problem', (path, target, problem) => {
  expect(linkProblem(path, target)).toMatch(problem)
})

test.each([
  ['a/b/link', '../../x'],
  ['link', 'a/../b'],
  ['link', './x'],
  ['a/link', '..'],
  ['link', '.github/x'],
])('a symlink %s to %s stays in the repository', (path, target) => {
  expect(linkProblem(path, target)).toBeUndefined()
})

test.each<{ what: string; text: string; entries: object[] | undefined }>([
  {
    what: 'a plain one',
    text: '[submodule "lib/x"]\n\tpath = lib/x\n\turl = https://example.com/x.git\n',
    entries: [{ name: 'lib/x', path: 'lib/x', url: 'https://example.com/x.git' }],
  },
  {
    what: 'upper case, comments, quotes and escapes',
    text: '; note\n[SubModule "a\\"b"] # end\n  URL = "ext::sh -c \\"x\\"" ; tail\n',
    entries: [{ name: 'a"b', url: 'ext::sh -c "x"' }],
  },
  {
    what: 'a line that goes on',
    text: '[submodule "x"]\nurl = ext:\\\n:sh\n',
    entries: [{ name: 'x', url: 'ext::sh' }],
  },
  {
    what: 'a setting on the line of its section',
    text: '[submodule "x"] url = -u./payload\n',
    entries: [{ name: 'x', url: '-u./payload' }],
  },
  {
    what: 'an address that stands twice',
    text: '[submodule "x"]\nurl = https://a/\nurl = ext::b\n',
    entries: [
      { name: 'x', url: 'https://a/' },
      { name: 'x', url: 'ext::b' },
    ],
  },
  {
    what: 'lines that end as on Windows, after a byte-order mark',
    text: '\ufeff[submodule "x"]\r\n\turl = ../x\r\n',
    entries: [{ name: 'x', url: '../x' }],
  },
  {
    what: 'an update that runs a command',
    text: '[submodule "x"]\nupdate = !sh\n',
    entries: [{ name: 'x', update: '!sh' }],
  },
  { what: 'other sections', text: '[core]\nurl = x\n', entries: [] },
  { what: 'a quote that never ends', text: '[submodule "x"]\nurl = "x\n', entries: undefined },
  {
    what: 'something that is no setting',
    text: '[submodule "x"]\n<<<<<<< HEAD\n',
    entries: undefined,
  },
])('.gitmodules with $what', ({ text, entries }) => {
  expect(parseGitmodules(text)).toEqual(entries)
})

test.each([
  ['ext::sh -c payload', /ext:: runs a program/],
  ['fd::7', /fd:: runs a program/],
  ['-u./payload', /hyphen/],
  ['file:///etc', /file:\/\//],
  ['http://example.com/x', /http:\/\//],
  ['git://example.com/x', /git:\/\//],
  ['git+ssh://example.com/x', /git\+ssh:\/\//],
  ['/srv/x.git', /path of the machine/],
  ['x.git', /path of the machine/],
  ['ssh://-oProxyCommand=x/y', /hyphen/],
  ['-oProxyCommand=x:y', /hyphen/],
  ['git@-oProxyCommand=x:y', /hyphen/],
  ['https://example.com/\nx', /control/],
])('a submodule at %j is a problem', (url, problem) => {
  expect(submoduleUrlProblem(url)).toMatch(problem)
})

test.each([
  'https://example.com/x.git',
  'HTTPS://example.com/x.git',
  '../x.git',
  './x',
  'git@example.com:o/r.git',
  'ssh://git@example.com/o/r.git',
])('a submodule at %s is none', (url) => {
  expect(submoduleUrlProblem(url)).toBeUndefined()
})

test.each([
  ['a \u202e in the third line', 'a\nb\nx\u202ey\nz', [['U+202E', 'direction', 3]]],
  [
    'two on one line',
    '\u2066x\u2069',
    [
      ['U+2066', 'direction', 1],
      ['U+2069', 'direction', 1],
    ],
  ],
  ['no width', 'pass\u200bword', [['U+200B', 'invisible', 1]]],
  ['a joiner between letters', 'a\u200db', [['U+200D', 'invisible', 1]]],
  ['a byte-order mark inside', 'a\ufeffb', [['U+FEFF', 'invisible', 1]]],
  [
    'tag characters',
    'x\u{e0041}\u{e0042}',
    [
      ['U+E0041', 'invisible', 1],
      ['U+E0042', 'invisible', 1],
    ],
  ],
  ['a byte-order mark at the start', '\ufefftext', []],
  ['a family', '\u{1f468}\u200d\u{1f469}\u200d\u{1f467}', []],
  ['the flag of Wales', '\u{1f3f4}\u{e0067}\u{e0062}\u{e0077}\u{e006c}\u{e0073}\u{e007f}', []],
  ['typography', '“x” – … \u00a0', []],
  ['words in other scripts', 'Grüße, привет, 你好, שלום', []],
])('hidden characters: %s', (_, text, found) => {
  expect(hiddenCharacters(text).map(({ code, kind, line }) => [code, kind, line])).toEqual(found)
})

test('a hidden character is placed by line and column, beside its line', () => {
  const [first, second] = hiddenCharacters('ab\u202ec\n\u00e9\u{1f600}x\u200b')
  expect(first).toMatchObject({ line: 1, column: 3, text: 'ab\u202ec' })
  expect(second).toMatchObject({ line: 2, column: 5, text: '\u00e9\u{1f600}x\u200b' })
})

test('a text full of hidden characters is read in linear time and listed in part', () => {
  const started = process.cpuUsage()
  expect(hiddenCharacters('\u200b\n'.repeat(500_000))).toHaveLength(100)
  expect(hiddenCharacters('\u{e0041}'.repeat(300_000))).toHaveLength(100)
  expect(hiddenCharacters('x'.repeat(5_000_000))).toEqual([])
  expect(process.cpuUsage(started).user / 1_000).toBeLessThan(2_000)
})
