import { expect, test } from '@jest/globals'
import { GuardError } from '../../src/core/errors.ts'
import { childEnvironment } from '../../src/runner/child-environment.ts'

const token = 'session-token-of-this-run'
const realKey = ['key', 'held', 'by', 'the', 'guard'].join('_')
const forgeToken = ['ghs', 'x'.repeat(36)].join('_')

const given = {
  base: { PATH: '/usr/bin:/bin', HOME: '/home/runner', CURSOR_API_KEY: realKey },
  baseUrl: 'http://127.0.0.2:4000',
  sessionToken: token,
  pass: [] as string[],
}

function build(base: Record<string, string>, pass: string[] = []) {
  return childEnvironment({ ...given, base: { ...given.base, ...base }, pass })
}

test('the clients are pointed at the proxy and hold nothing but the session token', () => {
  const { environment } = childEnvironment({
    ...given,
    shimDirectory: '/run/shims',
    configDirectory: '/run/config',
  })
  expect(environment).toEqual({
    PATH: '/run/shims:/usr/bin:/bin',
    HOME: '/home/runner',
    CURSOR_API_KEY: token,
    CURSOR_BACKEND_URL: 'http://127.0.0.2:4000',
    CURSOR_API_ENDPOINT: 'http://127.0.0.2:4000',
    CURSOR_CONFIG_DIR: '/run/config',
  })
})

test('a child with a user of its own gets that home, name and temporary folder', () => {
  const { environment } = childEnvironment({
    ...given,
    base: { ...given.base, USER: 'runner', TMPDIR: '/tmp', RUNNER_TEMP: '/home/runner/_temp' },
    home: '/a/home',
    user: 'agent-1',
    temporaryDirectory: '/a/tmp',
  })
  expect(environment).toMatchObject({
    HOME: '/a/home',
    USER: 'agent-1',
    LOGNAME: 'agent-1',
    TMPDIR: '/a/tmp',
    RUNNER_TEMP: '/a/tmp',
  })
})

test('without PATH the usual folders are searched, behind the shims', () => {
  const { environment } = childEnvironment({ ...given, base: {}, shimDirectory: '/run/shims' })
  expect(environment.PATH).toMatch(/^\/run\/shims:.*\/usr\/bin/)
})

test.each([
  'LANG',
  'LC_ALL',
  'TERM',
  'TZ',
  'CI',
  'RUNNER_OS',
  'RUNNER_ARCH',
  'GITHUB_REPOSITORY',
  'GITHUB_REPOSITORY_OWNER_ID',
  'GITHUB_RUN_ID',
  'GITHUB_SHA',
  'GITHUB_HEAD_REF',
  'GITHUB_WORKSPACE',
  'GITHUB_WORKFLOW_REF',
  'NODE_EXTRA_CA_CERTS',
  'SSL_CERT_FILE',
  'JAVA_HOME_17_X64',
  'GIT_AUTHOR_EMAIL',
])('%s is copied', (name) => {
  const { environment, withheld } = build({ [name]: 'harmless' })
  expect(environment[name]).toBe('harmless')
  expect(withheld).toEqual([])
})

const neverByItself = [
  'AWS_SECRET_ACCESS_KEY',
  'NPM_TOKEN',
  'SSH_AUTH_SOCK',
  'GITHUB_EVENT_PATH',
  'NODE_OPTIONS',
  'NODE_TLS_REJECT_UNAUTHORIZED',
  'LD_PRELOAD',
  'BASH_ENV',
  'XDG_CONFIG_HOME',
  'MY_SETTING',
]
const neverAtAll = [
  'GIT_ASKPASS',
  'GIT_CONFIG_COUNT',
  'GIT_CONFIG_VALUE_0',
  'CURSOR_AUTH_TOKEN',
  'GITHUB_TOKEN',
  'GH_TOKEN',
  'GH_ENTERPRISE_TOKEN',
  'GITHUB_ENV',
  'GITHUB_PATH',
  'GITHUB_OUTPUT',
  'GITHUB_STATE',
  'GITHUB_STEP_SUMMARY',
  'ACTIONS_ID_TOKEN_REQUEST_TOKEN',
  'ACTIONS_ID_TOKEN_REQUEST_URL',
  'ACTIONS_RUNTIME_TOKEN',
  'ACTIONS_RESULTS_URL',
  'INPUT_CURSOR-API-KEY',
  'STATE_session',
]

test.each([...neverByItself, ...neverAtAll])('%s stays out and is named', (name) => {
  const { environment, withheld } = build({ [name]: 'some value' })
  expect(environment).not.toHaveProperty([name])
  expect(withheld).toEqual([name])
})

test.each(neverByItself)('%s is copied when the user asks for it', (name) => {
  const { environment, withheld } = build({ [name]: 'some value' }, [name])
  expect(environment[name]).toBe('some value')
  expect(withheld).toEqual([])
})

const refusal = (pass: string, base: Record<string, string> = {}) => {
  try {
    build(base, [pass])
  } catch (error) {
    if (error instanceof GuardError) return `${error.code} ${error.message}`
    throw error
  }
  return 'handed over'
}

const nameable = neverAtAll.filter((name) => !name.includes('-'))
test.each([...nameable, 'CURSOR_API_KEY', 'CURSOR_BACKEND_URL', 'github_token'])(
  '%s is refused even when the user asks for it',
  (name) => {
    const expected = `INPUT_INVALID --env ${name}: this variable is set or held by the guard and never handed to the command`
    expect(refusal(name, { [name]: 'some value' })).toBe(expected)
    expect(refusal(`${name}=other`)).toBe(expected)
  },
)

test.each([
  { pass: 'MISSING', says: '--env MISSING: there is no such variable' },
  { pass: '1ST=x', says: '--env NAME=VALUE: a name has letters, digits and underscores' },
  { pass: 'with space', says: '--env "with space": a name has letters' },
  { pass: '=x', says: '--env NAME=VALUE: a name has letters' },
  { pass: '', says: '--env "": a name has letters' },
  { pass: 'A=x\0y', says: '--env A: the value has a NUL byte' },
])('--env $pass says what is wrong', ({ pass, says }) => {
  expect(refusal(pass)).toContain(says)
})

test.each([
  { pass: 'A=b=c', name: 'A', value: 'b=c' },
  { pass: 'EMPTY=', name: 'EMPTY', value: '' },
  { pass: 'LANG=C', name: 'LANG', value: 'C' },
])('--env $pass sets $name', ({ pass, name, value }) => {
  expect(build({}, [pass]).environment[name]).toBe(value)
})

test('a PATH the user asks for still has the shims in front', () => {
  const { environment } = childEnvironment({ ...given, pass: ['PATH=/opt'], shimDirectory: '/s' })
  expect(environment.PATH).toBe('/s:/opt')
})

test.each([
  { when: 'copied under another name', base: { DEPLOY: realKey }, pass: 'DEPLOY' },
  { when: 'set under another name', base: {}, pass: `DEPLOY=${realKey}` },
  { when: 'inside a longer value', base: {}, pass: `URL=https://x:${realKey}@host` },
  { when: 'a token of the forge', base: { GITHUB_TOKEN: forgeToken }, pass: `T=${forgeToken}` },
  {
    when: 'an input of the action',
    base: { 'INPUT_GITHUB-TOKEN': forgeToken },
    pass: `T=${forgeToken}`,
  },
])('a held credential is refused when it is $when', ({ base, pass }) => {
  const said = refusal(pass, base as Record<string, string>)
  expect(said).toContain('contains a credential that the guard holds')
  expect(said).not.toContain(realKey)
  expect(said).not.toContain(forgeToken)
})

test('a held credential does not slip through in a variable of the allow-list', () => {
  const { environment, withheld } = build({ EDITOR: `vi ${realKey}` })
  expect(Object.values(environment).join()).not.toContain(realKey)
  expect(withheld).toEqual(['EDITOR'])
})

test.each([
  { value: 'http://proxy:3128', clean: 'http://proxy:3128', named: [] },
  { value: 'proxy:3128', clean: 'proxy:3128', named: [] },
  {
    value: 'http://user:word@proxy:3128/',
    clean: 'http://proxy:3128/',
    named: ['HTTPS_PROXY (credentials)'],
  },
  { value: 'user:w@rd@proxy:3128', clean: 'proxy:3128', named: ['HTTPS_PROXY (credentials)'] },
  { value: 'http://user:wo/rd@proxy', clean: undefined, named: ['HTTPS_PROXY'] },
])('the proxy $value becomes $clean', ({ value, clean, named }) => {
  const { environment, withheld } = build({ HTTPS_PROXY: value })
  expect(environment.HTTPS_PROXY).toBe(clean)
  expect(withheld).toEqual(named)
})

test.each([
  { baseUrl: 'http://127.0.0.2:4000', base: {}, list: '127.0.0.2' },
  { baseUrl: 'http://127.0.0.2:4000', base: { NO_PROXY: 'a, b,' }, list: 'a,b,127.0.0.2' },
  { baseUrl: 'http://127.0.0.2:4000', base: { no_proxy: '127.0.0.2' }, list: '127.0.0.2' },
  { baseUrl: 'http://[::1]:4000', base: {}, list: '::1,[::1]' },
])('calls to $baseUrl go round the proxy with NO_PROXY=$list', ({ baseUrl, base, list }) => {
  const { environment } = childEnvironment({
    ...given,
    baseUrl,
    base: { ...base, http_proxy: 'http://proxy:3128' } as Record<string, string>,
  })
  expect(environment).toMatchObject({ NO_PROXY: list, no_proxy: list })
})

test('without a proxy NO_PROXY is left alone', () => {
  expect(build({}).environment).not.toHaveProperty('NO_PROXY')
})
