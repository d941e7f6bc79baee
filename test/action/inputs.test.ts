import { expect, test } from '@jest/globals'
import { readInputs } from '../../action/inputs.ts'
import { GuardError } from '../../src/core/errors.ts'

const key = ['key', 'a'.repeat(24)].join('_')
const given: Record<string, string> = { 'cursor-api-key': key, run: 'agent -p hello' }

const read = (but: Record<string, string>, env: NodeJS.ProcessEnv = {}) => {
  const all = { ...given, ...but }
  return readInputs((name) => all[name] ?? '', {
    GITHUB_WORKSPACE: '/home/runner/work/shop',
    ...env,
  })
}

test('what is left out has a default, and nothing else is made up', () => {
  expect(read({})).toEqual({
    run: 'agent -p hello',
    cursorApiKey: key,
    githubToken: undefined,
    policy: undefined,
    contain: false,
    environment: [],
    checkoutCredentials: 'remove',
    artifact: undefined,
    artifactName: undefined,
    retentionDays: undefined,
    onViolation: 'fail',
    cursorUpstream: undefined,
  })
})

test.each<{ when: string; but: Record<string, string>; says: RegExp }>([
  {
    when: 'contain without run',
    but: { run: '', contain: 'true' },
    says: /contain: needs run.*later steps/is,
  },
  { when: 'a word for contain', but: { contain: 'yes' }, says: /contain: expected true or false/ },
  {
    when: 'no key at all',
    but: { 'cursor-api-key': '' },
    says: /cursor-api-key: expected a Cursor key/,
  },
  {
    when: 'a key over two lines',
    but: { 'cursor-api-key': 'ab\ncd' },
    says: /cursor-api-key: expected one line/,
  },
  {
    when: 'another reaction',
    but: { 'on-violation': 'ignore' },
    says: /on-violation: expected fail, warn/,
  },
  {
    when: 'another kind of artifact',
    but: { artifact: 'all' },
    says: /artifact: expected full, summary, off/,
  },
  {
    when: 'zero days',
    but: { 'retention-days': '0' },
    says: /retention-days: expected a whole number/,
  },
  { when: 'half a day', but: { 'retention-days': '0.5' }, says: /retention-days/ },
  { when: 'a name with a slash', but: { 'artifact-name': 'a/b' }, says: /artifact-name/ },
  {
    when: 'a script of 100 KiB',
    but: { run: 'x'.repeat(100 * 1024) },
    says: /run: expected at most/,
  },
])('$when is refused in words that name the input', ({ but, says }) => {
  expect(() => read(but)).toThrow(GuardError)
  expect(() => read(but)).toThrow(says)
})

test('a refused key does not stand in the message', () => {
  const secret = `${key} ${key}`
  let message = ''
  try {
    read({ 'cursor-api-key': secret })
  } catch (error) {
    message = String(error)
  }
  expect(message).toMatch(/cursor-api-key/)
  expect(message).not.toContain(key)
})

test.each([
  {
    when: 'the key may stand in the environment',
    but: { 'cursor-api-key': '' },
    env: { CURSOR_API_KEY: key },
    gives: { cursorApiKey: key },
  },
  {
    when: 'a policy is looked for in the workspace',
    but: { policy: 'ci/guard.yml' },
    env: {},
    gives: { policy: '/home/runner/work/shop/ci/guard.yml' },
  },
  {
    when: 'an absolute policy stays as it is',
    but: { policy: '/etc/guard.yml' },
    env: {},
    gives: { policy: '/etc/guard.yml' },
  },
  { when: 'a run of blanks is no run', but: { run: ' \n ' }, env: {}, gives: { run: undefined } },
  { when: 'a script keeps its lines', but: { run: 'a\nb\n' }, env: {}, gives: { run: 'a\nb\n' } },
  {
    when: 'names to hand over come one a line',
    but: { env: 'NODE_OPTIONS\n\nMODE=fast\n' },
    env: {},
    gives: { environment: ['NODE_OPTIONS', 'MODE=fast'] },
  },
])('$when', ({ but, env, gives }) => {
  expect(read(but as unknown as Record<string, string>, env)).toMatchObject(gives)
})
