import { expect, test } from '@jest/globals'
import type { Detector } from '../../../src/core/secrets/detector.ts'
import { amazonKeyId, createTestEngine, githubToken, markerShape, otherToken } from './samples.ts'

const deployKey = ['deploy', 'key', '4711'].join('-')

test('of what is masked it says the places in both texts, in characters', () => {
  const engine = createTestEngine({ known: [{ name: 'DEPLOY', value: deployKey }] })
  const text = `é€😀 ${githubToken} ünd ${deployKey}!`
  const masked = engine.maskPlaces(text)
  expect(masked.text).toBe(engine.maskText(text).text)
  expect(masked.places.map(({ start, end }) => text.slice(start, end))).toEqual([
    githubToken,
    deployKey,
  ])
  for (const { maskedStart, maskedEnd, marker } of masked.places) {
    expect(masked.text.slice(maskedStart, maskedEnd)).toBe(marker)
    expect(marker).toMatch(markerShape)
  }
  expect(masked.places.map(({ known }) => known)).toEqual([false, true])
  expect(masked.findings).toHaveLength(2)
})

test('a text without secrets has no places, and stays as it is', () => {
  const text = 'é € 😀 \ud800 nothing'
  expect(createTestEngine().maskPlaces('é € 😀 nothing')).toEqual({
    text: 'é € 😀 nothing',
    findings: [],
    places: [],
  })
  expect(createTestEngine().maskText(text).findings).toEqual([])
})

test('a marker names the rule, of a known value the name it was registered under', () => {
  const engine = createTestEngine({ known: [{ name: 'Deploy Key!', value: deployKey }] })
  expect(engine.maskText(githubToken).text).toMatch(/^\*\*\*github[a-z-]*:[0-9a-f]{16}\*\*\*$/)
  expect(engine.maskText(deployKey).text).toMatch(/^\*\*\*known-deploy-key-?:[0-9a-f]{16}\*\*\*$/)
})

test('the markers of a text are found again, in order, and those of another session are not', () => {
  const engine = createTestEngine()
  const masked = engine.maskText(`${otherToken} and ${githubToken}`).text
  const found = engine.findPseudonyms(`x ${masked} y`)
  expect(found.map(({ start, end }) => `x ${masked} y`.slice(start, end))).toEqual(
    found.map(({ marker }) => marker),
  )
  expect(found).toHaveLength(2)
  const elsewhere = createTestEngine({ pseudonymKey: new Uint8Array(32).fill(9) })
  expect(elsewhere.findPseudonyms(masked)).toEqual([])
})

test('a scan says what was found where, with the marker that stands for it, and no value', () => {
  const engine = createTestEngine({ known: [{ name: 'DEPLOY', value: deployKey }] })
  const bytes = Buffer.from(`a ${githubToken} ${deployKey}`)
  const scanner = engine.createScanner()
  const matches = [...scanner.push(bytes), ...scanner.finish()]
  expect(matches.map(({ start, end }) => bytes.toString('utf8', start, end))).toEqual([
    githubToken,
    deployKey,
  ])
  expect(matches.map(({ known }) => known)).toEqual([undefined, 'DEPLOY'])
  const pseudonyms = matches.map(({ pseudonym }) => pseudonym).join(' ')
  expect(pseudonyms).toBe(engine.maskText(`${githubToken} ${deployKey}`).text)
  expect(JSON.stringify(matches)).not.toContain(githubToken)
  expect(engine.scan(bytes).map(({ rule, start }) => [rule, start])).toEqual(
    matches.map(({ rule, start }) => [rule, start]),
  )
})

test('a scan decodes as deep as it is asked to', () => {
  const engine = createTestEngine()
  const once = Buffer.from(`a token: ${githubToken} here`).toString('base64')
  const bytes = Buffer.from(`x ${once} y`)
  expect(engine.scan(bytes, { decodeDepth: 0 })).toEqual([])
  expect(engine.scan(bytes, { decodeDepth: 1 })).toHaveLength(1)
  expect(engine.scan(bytes)).toHaveLength(1)
})

test('a value is registered when it is long enough, for streams that run as well', () => {
  const engine = createTestEngine()
  const stream = engine.createMaskStream()
  const before = stream.write('before ')
  expect(engine.addKnown('LATE', deployKey)).toBe(true)
  expect(engine.addKnown('SHORT', 'abc')).toBe(false)
  expect(before + stream.write(`${deployKey} abc`) + stream.end()).toMatch(
    /^before \*\*\*known-late:[0-9a-f]{16}\*\*\* abc$/,
  )
})

const acme: Detector = {
  id: 'acme',
  provider: 'Acme',
  tier: 'report',
  confidence: 'low',
  keywords: ['acme_'],
  pattern: /acme_[0-9a-z]{8}/g,
  maxLength: 13,
  revoke: 'Revoke it.',
  hits: [],
  misses: [],
}
const acmeToken = ['acme', 'a1b2c3d4'].join('_')

test('a table of its own takes the place of the one that ships', () => {
  const engine = createTestEngine({ detectors: [acme] })
  const rules = engine.scan(Buffer.from(`${acmeToken} ${githubToken}`)).map(({ rule }) => rule)
  expect(rules).toEqual(['acme'])
})

test('what is only reported is a finding and stays in the text', () => {
  const engine = createTestEngine({ detectors: [acme] })
  const { text, findings } = engine.maskText(`x ${acmeToken} y`)
  expect(text).toBe(`x ${acmeToken} y`)
  expect(findings).toMatchObject([{ rule: 'acme', tier: 'report' }])
  expect(findings[0]).not.toHaveProperty('pseudonym')
})

test('a rule of the policy counts, and one that is no pattern in linear time is refused', () => {
  const customRules = [{ id: 'ticket', pattern: 'TKT-[0-9]{6}', keywords: ['tkt-'] }]
  const engine = createTestEngine({ detectors: [], customRules })
  expect(engine.maskText('see TKT-123456').text).toMatch(/^see \*\*\*ticket:[0-9a-f]{16}\*\*\*$/)
  expect(() =>
    createTestEngine({ customRules: [{ id: 'x', pattern: '(abc)\\1', keywords: ['abc'] }] }),
  ).toThrow(expect.objectContaining({ code: 'POLICY_INVALID' }))
})

test('exceptions hold for a path, and never for a known value', () => {
  const asked: string[] = []
  const engine = createTestEngine({
    allowedAt(path, { fingerprint }) {
      asked.push(`${path} ${fingerprint.length}`)
      return path.startsWith('test/')
    },
  })
  const found = { rule: 'github-token', fingerprint: 'f'.repeat(32) }
  expect(engine.isAllowedAt('test/a.ts', found)).toBe(true)
  expect(engine.isAllowedAt('src/a.ts', found)).toBe(false)
  expect(engine.isAllowedAt('test/a.ts', { ...found, rule: 'known-value' })).toBe(false)
  expect(asked).toEqual(['test/a.ts 32', 'src/a.ts 32'])
  expect(createTestEngine().isAllowedAt('test/a.ts', found)).toBe(false)
})

test('two engines share nothing', () => {
  const one = createTestEngine()
  one.addKnown('DEPLOY', deployKey)
  expect(createTestEngine().maskText(deployKey).text).toBe(deployKey)
  expect(one.maskText(`${amazonKeyId}`).text).not.toContain(amazonKeyId)
})
