import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { remark } from 'remark'
import remarkGfm from 'remark-gfm'
import remarkGithub from 'remark-github'
import { cell } from '../../../../action/text.ts'
import {
  markdownCode,
  markdownText,
  shellWord,
} from '../../../../src/core/policy/render/plain-text.ts'

interface Node {
  type: string
  value?: string
  children?: Node[]
}

/** What GitHub would make of it: GFM, then mentions, references and commits as in comments. */
const github = remark().use(remarkGfm).use(remarkGithub, { repository: 'acme/shop' })

function nodesOf(markdown: string): Node[] {
  const tree = github.runSync(github.parse(markdown)) as Node
  const all: Node[] = []
  for (const pending = [tree]; pending.length > 0; ) {
    const node = pending.pop() as Node
    all.push(node)
    pending.push(...(node.children ?? []))
  }
  return all
}

const typesOf = (markdown: string): string[] =>
  [...new Set(nodesOf(markdown).map(({ type }) => type))].toSorted()

const seen = (markdown: string): string =>
  nodesOf(markdown)
    .map(({ value = '' }) => value)
    .reverse()
    .join('')
    .replaceAll('\u200b', '')

const attacks = [
  'https://evil.example/x',
  'HTTP://evil.example',
  'www.evil.example',
  'see (www.evil.example/x) now',
  'WWW.evil.example',
  '<https://evil.example>',
  '[x](https://evil.example)',
  '![x](//evil.example/x.png)',
  '<img src=//evil.example>',
  '<!-- hidden',
  '@acme/owners',
  'cc @octocat!',
  '&commat;octocat',
  '&#64;octocat',
  '&#x40;octocat',
  '&num;1',
  '&#35;1 and &#x23;2',
  'acme/shop&commat;0123456789abcdef0123456789abcdef01234567',
  'https&colon;//evil.example',
  'https:&sol;&sol;evil.example',
  'www&period;evil.example',
  '&lt;a href=x&gt;',
  '#1',
  'GH-1',
  'gh-1',
  'acme/shop#1',
  'fixes acme#1',
  'someone@evil.example',
  'mailto:someone@evil.example',
  'xmpp:someone@evil.example/x',
  'a5c3785ed8d6a35868bc169f07e40e889087fd2e',
  'a5c3785',
  'octocat@a5c3785',
  'a5c3785...f07e40e',
  'a | b',
  '`code`',
  '**bold** _it_ ~~gone~~',
  '# heading',
  '- item',
  '+ item',
  '1. item',
  '2) item',
  '> quote',
  '=== ',
  '---',
  '$x^2$',
  '[^1]',
  '- [ ] task',
  '\\@octocat \\#1 \\&commat;octocat',
]

test.each([
  ...['www.evil.example', '&commat;octocat', '&num;1', 'GH-1', 'a5c3785', 'x&commat;evil.example'],
  ...['@octocat', '#1', 'https://evil.example', 'octocat@a5c3785'],
])('the renderer makes a link of %j as it stands', (text) => {
  expect(typesOf(text)).toContain('link')
})

test.each(attacks)('attack: %j stands there as the text it is', (text) => {
  const markdown = markdownText(text)
  expect(typesOf(markdown)).toEqual(['paragraph', 'root', 'text'])
  expect(seen(markdown)).toBe(text.trim())
})

test.each(attacks)('attack: %j in a list, in bold and in a table is text as well', (text) => {
  const inner = markdownText(text)
  const list = ['list', 'listItem', 'paragraph', 'root', 'text']
  expect(typesOf(`- ${inner}`)).toEqual(list)
  expect(typesOf(`- "${inner}" of ${inner}: ${inner}.`)).toEqual(list)
  expect(typesOf(`**The rule ${inner}.**`)).toEqual(['paragraph', 'root', 'strong', 'text'])
  const cells = nodesOf(`| a | b |\n|---|---|\n| ${inner} | ${inner} |`)
  expect(cells.filter(({ type }) => type === 'tableCell')).toHaveLength(4)
  expect(cells.every(({ type }) => /^(?:root|table|tableRow|tableCell|text)$/.test(type))).toBe(
    true,
  )
})

test.each(attacks)('attack: %j in the job summary of the action is text as well', (text) => {
  expect(typesOf(`| ${cell(text)} |\n|---|`).join(' ')).not.toMatch(/link|image|delete|footnote/)
})

test.each([
  'terraform destroy',
  'src/main.ts, line 4',
  'feature/fix-login-42',
  'release 1.2.3 of node.js',
  'Ünïcode – and “quotes”',
  'utf-8 & friends: 50 % off',
  'decade feedback defaced',
])('%j reads as before', (text) => {
  expect(seen(markdownText(text))).toBe(text)
  expect(typesOf(markdownText(text))).toEqual(['paragraph', 'root', 'text'])
})

test('attack: no text becomes anything but text, however it is put together', () => {
  const piece = fc.constantFrom(
    ...[
      '@',
      '#',
      '&',
      ';',
      'commat',
      'num',
      'a5c3785',
      'www.',
      'x.example',
      '://',
      'http',
      'https',
    ],
    ...[
      'GH-',
      '1',
      '\\',
      '`',
      '*',
      '_',
      '<',
      '>',
      '[',
      ']',
      '(',
      ')',
      '|',
      '~',
      '!',
      '$',
      ' ',
      '\n',
    ],
    ...[
      '-',
      '+',
      '=',
      '.',
      '/',
      'acme',
      ':',
      '&#64;',
      '\u200b',
      '\u200d',
      'mailto:',
      'x@y.example',
    ],
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const markdown = markdownText(pieces.join(''))
      const types = typesOf(`Because: ${markdown}.`)
      expect(types).toEqual(['paragraph', 'root', 'text'])
    }),
    { numRuns: 1000 },
  )
})

test.each([
  ['main', '`main`'],
  ['a`b', '`` a`b ``'],
  ['x`@octocat`y', '`` x`@octocat`y ``'],
  ['``', '``` `` ```'],
])('attack: %j does not end the code it stands in', (text, expected) => {
  expect(markdownCode(text)).toBe(expected)
  expect(typesOf(`The branch ${expected} is kept.`)).toEqual([
    'inlineCode',
    'paragraph',
    'root',
    'text',
  ])
})

test.each([
  ['refs/heads/main', 'refs/heads/main'],
  ['refs/heads/$(id)', "'refs/heads/$(id)'"],
  ['refs/heads/a;b|c&d`e`', "'refs/heads/a;b|c&d`e`'"],
  ["refs/heads/it's", "'refs/heads/it'\\''s'"],
])('attack: the ref %s runs nothing when the command is pasted', (ref, expected) => {
  expect(shellWord(ref)).toBe(expected)
})
