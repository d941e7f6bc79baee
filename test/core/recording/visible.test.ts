import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import {
  printable,
  printableLine,
  safeJson,
  visible,
  visibleLine,
  withoutCommands,
} from '../../../src/core/recording/visible.ts'

test.each([
  {
    what: 'ordinary text',
    text: 'naïve café, 日本語, ✓ 😀 ❤️\n\tdone',
    shown: 'naïve café, 日本語, ✓ 😀 ❤️\n\tdone',
  },
  { what: 'a family of emoji', text: '👨‍👩‍👧', shown: '👨‍👩‍👧' },
  { what: 'a terminal escape', text: '\u001b[2J\u001b]0;x\u0007', shown: '␛[2J␛]0;x␇' },
  { what: 'an 8-bit control', text: 'a\u009b31m', shown: 'a⟨U+009B⟩31m' },
  { what: 'a lone carriage return', text: 'secret\rpublic', shown: 'secret␍public' },
  { what: 'a Windows line end', text: 'a\r\nb', shown: 'a\nb' },
  { what: 'backspaces and delete', text: 'a\b\u007f', shown: 'a␈␡' },
  { what: 'a direction override', text: 'x\u202egpj.exe', shown: 'x⟨U+202E⟩gpj.exe' },
  { what: 'isolates', text: '\u2066a\u2069', shown: '⟨U+2066⟩a⟨U+2069⟩' },
  { what: 'a zero-width space and joiner', text: 'a\u200bb\u200dc', shown: 'a⟨U+200B⟩b⟨U+200D⟩c' },
  { what: 'line separators', text: 'a\u2028b\u2029', shown: 'a⟨U+2028⟩b⟨U+2029⟩' },
  { what: 'tag characters', text: 'a\u{e0041}', shown: 'a⟨U+E0041⟩' },
  { what: 'hidden variation selectors', text: 'a\u{e0101}\ufe01', shown: 'a⟨U+E0101⟩⟨U+FE01⟩' },
  {
    what: 'fillers that look like nothing',
    text: '\u3164\u115f\uffa0',
    shown: '⟨U+3164⟩⟨U+115F⟩⟨U+FFA0⟩',
  },
  { what: 'half a character', text: 'a\ud800', shown: 'a⟨U+D800⟩' },
])('$what is shown as it is, or as marks', ({ text, shown }) => {
  expect(visible(text)).toBe(shown)
})

test('nothing that acts unseen is left, whatever the text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(visible(text).replaceAll(/[\n\t]/g, '')).not.toMatch(
        /[\p{Cc}\u202a-\u202e\u2066-\u2069\u200b\u2028\u2029\ufeff]/u,
      )
      expect(visible(visible(text))).toBe(visible(text))
    }),
    { numRuns: 2_000 },
  )
})

test.each([
  { text: '::set-env name=PATH::/tmp', shown: ':\\:set-env name=PATH::/tmp' },
  { text: 'a\n   ::add-mask::b', shown: 'a\n   :\\:add-mask::b' },
  { text: 'std::vector', shown: 'std::vector' },
  { text: 'x ##[error]y', shown: 'x ##\\[error]y' },
  { text: '##vso[task.setvariable]', shown: '##\\vso[task.setvariable]' },
  { text: '## A heading', shown: '## A heading' },
  { text: ':::group::x', shown: ':\\::group::x' },
])('the command in $text does nothing', ({ text, shown }) => {
  expect(withoutCommands(text)).toBe(shown)
  expect(printable(text)).toBe(shown)
})

test('a carriage return cannot start a line that is a command', () => {
  expect(printable('a\r::set-env name=x::y')).toBe('a␍::set-env name=x::y')
})

test('a line is one line and short', () => {
  expect(visibleLine('a\nb\tc')).toBe('a ⏎ b c')
  expect(visibleLine('x'.repeat(300), 10)).toBe(`${'x'.repeat(9)}…`)
  expect(visibleLine('x'.repeat(10), 10)).toBe('x'.repeat(10))
  expect(Array.from(visibleLine('😀'.repeat(300), 10))).toHaveLength(10)
  expect(printableLine('::x')).toBe(':\\:x')
})

test('safe JSON says the same as JSON and holds nothing that acts', () => {
  fc.assert(
    fc.property(
      fc.anything({
        maxDepth: 2,
        values: [
          fc.string({ unit: 'binary' }),
          fc.constantFrom('</script>', '<!--', '##[x]', '###vso['),
        ],
      }),
      (value) => {
        const plain = JSON.stringify(value)
        fc.pre(plain !== undefined)
        const safe = safeJson(value)
        expect(JSON.stringify(JSON.parse(safe))).toBe(JSON.stringify(JSON.parse(plain)))
        expect(safe).not.toMatch(/[<>&\p{Cc}\u2028\u2029\u202e]|##/u)
      },
    ),
    { numRuns: 2_000 },
  )
})
