import { expect, test } from '@jest/globals'
import { createTestEngine, githubToken, markerShape, otherToken } from './samples.ts'

const engine = createTestEngine()

test('a marker is the same for the same value, another for another and in another session', () => {
  const text = `${githubToken} ${githubToken} ${otherToken}`
  const [first, second, third] = engine.maskText(text).text.split(' ')
  expect(first).toMatch(markerShape)
  expect(second).toBe(first)
  expect(third).not.toBe(first)
  const elsewhere = createTestEngine({ pseudonymKey: new Uint8Array(32).fill(8) })
  expect(elsewhere.maskText(githubToken).text).not.toBe(first)
})

test('the session knows its own markers again, and no others', () => {
  const marker = engine.maskText(githubToken).text
  expect(engine.hasPseudonym(`a = "${marker}"`)).toBe(true)
  expect(
    engine.hasPseudonym(marker.replace(/.\*\*\*$/, (end) => (end[0] === '0' ? '1***' : '0***'))),
  ).toBe(false)
  expect(engine.hasPseudonym('***github-token:0123456789abcdef***')).toBe(false)
  expect(engine.hasPseudonym(marker.replace('github', 'gitlab'))).toBe(false)
})

test('a marker is not masked again, whatever it stands in', () => {
  const once = engine.maskText(
    `export PASSWORD="${githubToken}"\nhttps://user:${githubToken}@host.example`,
  ).text
  expect(engine.maskText(once).text).toBe(once)
  expect(
    createTestEngine()
      .scan(Buffer.from(once))
      .filter(({ tier }) => tier === 'rewrite'),
  ).toEqual([])
})

test('a fingerprint is the same in every session, and does not depend on the rule or the spelling', () => {
  const one = createTestEngine({ pseudonymKey: new Uint8Array(32).fill(9) }).scan(
    Buffer.from(githubToken),
  )
  const [other] = engine.scan(Buffer.from(Buffer.from(githubToken).toString('base64')))
  expect(one[0]?.fingerprint).toMatch(/^[0-9a-f]{32}$/)
  expect(other?.fingerprint).toBe(one[0]?.fingerprint)
})

test.each([
  { when: 'without an end', until: undefined, findings: 0 },
  { when: 'on the day before its end', until: '2027-03-02', findings: 0 },
  { when: 'on the day it ends', until: '2027-03-01', findings: 1 },
])('an allowed fingerprint counts $when', ({ until, findings }) => {
  const [{ fingerprint } = { fingerprint: '' }] = engine.scan(Buffer.from(githubToken))
  const allow = [{ fingerprint, reason: 'a fixture', ...(until === undefined ? {} : { until }) }]
  const now = Date.parse('2027-03-01T00:00:00Z')
  const lenient = createTestEngine({ allow, now })
  expect(lenient.maskText(githubToken).findings).toHaveLength(findings)
  expect(lenient.maskText(otherToken).findings).toHaveLength(1)
})

test('an exception that runs out does not count where there is no clock', () => {
  const [{ fingerprint } = { fingerprint: '' }] = engine.scan(Buffer.from(githubToken))
  const allow = [{ fingerprint, reason: 'a fixture', until: '2999-01-01' }]
  expect(createTestEngine({ allow }).maskText(githubToken).findings).toHaveLength(1)
})

test('nothing that leaves the engine holds a value', () => {
  const stream = engine.createMaskStream()
  const leaving = [
    engine.scan(Buffer.from(`${githubToken} ${Buffer.from(githubToken).toString('hex')}`)),
    engine.maskText(githubToken),
    stream.write(githubToken) + stream.end(),
    stream.takeFindings(),
  ]
  expect(leaving[0]).toHaveLength(2)
  expect(JSON.stringify(leaving)).not.toContain(githubToken.slice(4))
})
