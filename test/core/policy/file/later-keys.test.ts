import { expect, test } from '@jest/globals'
import { parsePolicy } from '../../../../src/core/policy/file/parse.ts'
import { mistakesIn } from '../policy-text.ts'

const everyLaterKey = `version: 1
egress:
  default: deny
recording: { sinks: [archive], require: false }
approval: { after_job: land, park: ref, wait: 1m }
rules:
  - { name: merges, when: { github: "PUT /repos/*/*/pulls/*/merge" }, then: deny }
  - { name: hosts, when: { egress: {}, branch: main }, then: hold }
  - { name: shells, when: { command: terraform destroy }, then: deny }
`
const places = [
  '2:1: egress',
  '4:14: recording.sinks',
  '5:13: approval.after_job',
  '5:30: approval.park',
  '7:29: rules[0].when.github',
  '8:28: rules[1].when.egress',
]

test('a new file with a key that nothing carries out yet is refused at the key', () => {
  expect(mistakesIn(everyLaterKey)).toEqual(
    places.map((place) => `${place}: not in this version; leave it out`),
  )
})

test('a file in force stays so without those keys, and says which', () => {
  const policy = parsePolicy(Buffer.from(everyLaterKey), 'p.yml', { inForce: true })
  expect(policy).toMatchObject({
    recording: { require: false },
    approval: { wait: 60 },
    egress: { default: 'allow', allow: [] },
    rules: [{ name: 'shells' }],
    ignored: places.map((place) => `p.yml:${place}: not in this version; ignored`),
  })
  expect(policy.stated).not.toContain('egress')
  expect(policy.stated).not.toContain('approval.park')
})

test.each([false, true])('so it is in a floor (in force: %s)', (inForce) => {
  const text = Buffer.from(
    'version: 1\nfloor:\n  rules: [{ name: a, when: { github: {} }, then: deny }]\n  approval: { park: ref, self: false }\n',
  )
  const read = () => parsePolicy(text, 'p.yml', { organisation: true, inForce })
  if (inForce) {
    expect(read()).toMatchObject({ floor: { rules: [], approval: { self: false } } })
    expect(read().floor?.approval).not.toHaveProperty('park')
    expect(read().ignored).toHaveLength(2)
  } else expect(read).toThrow(/p\.yml:3:30: floor\.rules\[0\]\.when\.github: not in this version/)
})

test('what is wrong beside such a key is told as well, in a file in force too', () => {
  const text = 'version: 1\negress: {}\nlimit: {}\n'
  expect(mistakesIn(text)).toEqual([
    '2:1: egress: not in this version; leave it out',
    '3:1: limit: unknown key; did you mean "limits"?',
  ])
  expect(() => parsePolicy(Buffer.from(text), 'p.yml', { inForce: true })).toThrow(/^p\.yml:3:1: /)
})

test('no message offers such a key', () => {
  const said = mistakesIn('version: 1\nzzzzzz: 1\napproval: { xxxxxxxx: 1 }\n')
  const kinds = mistakesIn('version: 1\nrules: [{ name: a, when: { branch: main }, then: deny }]\n')
  expect([...said, ...kinds].join('\n')).not.toMatch(/egress|github|park|after_job/)
  expect(said.join('\n')).toMatch(/approval.*expected one of wait, expires, self$/m)
  expect(kinds.join('\n')).toMatch(/one of prompt, response, tool, push/)
})
