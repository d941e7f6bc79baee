import { expect, test } from '@jest/globals'
import { policyDigest } from '../../../../src/core/policy/digest.ts'
import {
  durationText,
  elapsedText,
  leftText,
  waitText,
} from '../../../../src/core/policy/render/duration-text.ts'
import { renderPolicy } from '../../../../src/core/policy/render/render-policy.ts'
import { resolvePolicy } from '../../../../src/core/policy/resolve.ts'
import { policyOf } from '../policy-text.ts'

test.each([
  [7_776_000, '90d'],
  [480, '8m'],
  [7200, '2h'],
  [90, '90s'],
  [0, '0s'],
])('%d seconds are %s', (seconds, text) => {
  expect(durationText(seconds)).toBe(text)
})

test.each(['15s', '90s', '120s', '8m', '60m', '2h'])('a wait of %s is called that', (wait) => {
  const policy = policyOf(
    `approval: { wait: ${wait}, expires: 48h }\nrecording: { retention: 30d }`,
  )
  expect(waitText(policy, policy.approval.wait * 1_000)).toBe(wait)
  expect(renderPolicy(policy)).toContain(`waits ${wait}, expires after 48h`)
})

test('a wait that was cut, or that nobody wrote, is told in the unit that fits', () => {
  expect(waitText(policyOf('approval: { wait: 120s }'), 45_000)).toBe('45s')
  expect(waitText(policyOf(''), 480_000)).toBe('8m')
})

test('how a duration is written changes no digest, and the one in force is named', () => {
  const [seconds, minutes] = [
    policyOf('approval: { wait: 120s }'),
    policyOf('approval: { wait: 2m }'),
  ]
  expect(policyDigest(seconds)).toBe(policyDigest(minutes))
  const { policy } = resolvePolicy({
    repository: seconds,
    organisation: policyOf('approval: { wait: 5m, expires: 24h }'),
  })
  expect(waitText(policy, policy.approval.wait * 1_000)).toBe('120s')
  expect(renderPolicy(policy)).toContain('expires after 24h')
})

test.each([
  { elapsedMs: 5_400, whole: '15s', says: '5s' },
  { elapsedMs: 61_000, whole: '90s', says: '61s' },
  { elapsedMs: 119_000, whole: '8m', says: '1m' },
  { elapsedMs: 1_800_000, whole: '2h', says: '30m' },
])('$elapsedMs ms of $whole are $says', ({ elapsedMs, whole, says }) => {
  expect(elapsedText(elapsedMs, whole)).toBe(says)
})

test.each([
  [86_399_000, '23h 59m'],
  [90_000, '1m 30s'],
  [86_400_000, '1d'],
  [86_459_000, '1d'],
  [999, '0s'],
  [-5, '0s'],
])('%d ms that are left are %s', (leftMs, says) => {
  expect(leftText(leftMs)).toBe(says)
})
