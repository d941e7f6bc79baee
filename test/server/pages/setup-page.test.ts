import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, expect, test } from '@jest/globals'
import { GuardError } from '../../../src/core/errors.ts'
import { createManifest } from '../../../src/server/app/manifest.ts'
import { createSetupPage } from '../../../src/server/pages/setup-page.ts'

const key = 'k'.repeat(32)
let completed: (string | undefined)[][]
let failing: boolean
let taken: string[]
let errors: string[]
let page: ReturnType<typeof createSetupPage>

beforeEach(() => {
  completed = []
  failing = false
  taken = []
  errors = []
  page = createSetupPage({
    key,
    forge: new URL('https://git.example.com/'),
    webhookPath: '/api/github/webhooks',
    manifest: ({ name, set, workflows }, webhookUrl, redirectUrl) =>
      createManifest({
        name,
        set,
        workflows: workflows === 'on',
        webhookUrl,
        redirectUrl,
        homepage: 'https://example.com',
      }),
    isTaken: async (name) => taken.includes(name),
    onError: ({ message }) => errors.push(message),
    createChannel: async () => 'https://smee.example.com/channel',
    async complete(...given) {
      completed.push(given)
      if (failing) throw new GuardError('UPSTREAM_FAILED', 'the code is used up')
      return { page: 'https://git.example.com/apps/guard', file: '/data/app-credentials.json' }
    },
  })
})

const choice = { name: 'guard', organisation: 'acme', address: 'https://guard.example.com' }

async function post(fields: Record<string, string>, given = key) {
  const response = await page.request(`/setup?key=${given}`, {
    method: 'POST',
    body: new URLSearchParams(fields),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  })
  return { status: response.status, text: await response.text() }
}

test.each([{ announced: true }, { announced: false }])(
  'a form that is too large is not read (announced: $announced)',
  async ({ announced }) => {
    const body = new URLSearchParams({ ...choice, name: 'x'.repeat(70_000) }).toString()
    const response = await page.request(`/setup?key=${key}`, {
      method: 'POST',
      body: announced ? body : new Blob([body]).stream(),
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        ...(announced ? { 'content-length': String(body.length) } : {}),
      },
      duplex: 'half',
    } as RequestInit)
    expect(response.status).toBe(413)
  },
)

const asText = (text: string) => text.replaceAll('&quot;', '"').replaceAll('&amp;', '&')

async function begin(fields: Record<string, string> = {}) {
  const { text } = await post({ ...choice, set: 'protect', ...fields })
  const manifest = JSON.parse(asText(/name="manifest" value="([^"]*)"/.exec(text)?.[1] ?? ''))
  const action = asText(/action="([^"]*)"/.exec(text)?.[1] ?? '')
  return { manifest, action, state: new URL(action).searchParams.get('state') ?? '' }
}

test('the choice becomes a manifest that the forge is asked to make an App of', async () => {
  const { manifest, action } = await begin()
  expect(action).toMatch(
    /^https:\/\/git\.example\.com\/organizations\/acme\/settings\/apps\/new\?state=/,
  )
  expect(manifest).toMatchObject({
    name: 'guard',
    public: false,
    redirect_url: 'https://guard.example.com/setup/done',
    hook_attributes: { url: 'https://guard.example.com/api/github/webhooks', active: true },
    default_permissions: { administration: 'write', contents: 'read' },
  })
  expect(manifest.default_permissions).not.toHaveProperty('workflows')
})

test('the page suggests the set that docs/install.md suggests, and no more', async () => {
  const text = await (await page.request(`/?key=${key}`)).text()
  const chosen = [...text.matchAll(/<input type="radio"[^>]*value="(\w+)"\s+(checked)?/g)]
  expect(chosen.map(([, set, checked]) => [set, checked === 'checked'])).toEqual([
    ['watch', false],
    ['protect', true],
    ['agents', false],
  ])
  expect(text).not.toMatch(/name="workflows"[^>]*checked/)
  const docs = await readFile(join(import.meta.dirname, '../../../docs/install.md'), 'utf8')
  expect(docs).toContain('**protect** (to begin with)')
})

test('the policy of the page allows its own style and nothing else', async () => {
  const response = await page.request(`/?key=${key}`)
  const style = /<style>([^<]*)<\/style>/.exec(await response.text())?.[1] ?? ''
  const hash = createHash('sha256').update(style).digest('base64')
  expect(response.headers.get('content-security-policy')).toBe(
    `default-src 'none'; style-src 'sha256-${hash}'; form-action 'self' https://git.example.com; frame-ancestors 'none'`,
  )
})

test('a server on this machine gets its webhooks through a channel', async () => {
  const { manifest, state } = await begin({ address: 'http://localhost:3000' })
  expect(manifest.hook_attributes.url).toBe('https://smee.example.com/channel')
  await page.request(`/setup/done?code=abc&state=${state}`)
  expect(completed).toEqual([['abc', 'https://smee.example.com/channel']])
})

test('the code is exchanged once, for the form that was shown', async () => {
  const { state } = await begin()
  const done = await page.request(`/setup/done?code=abc&state=${state}`)
  expect(await done.text()).toContain('https://git.example.com/apps/guard/installations/new')
  expect((await page.request(`/setup/done?code=abc&state=${state}`)).status).toBe(403)
  expect(completed).toEqual([['abc', undefined]])
})

test.each([
  ['/', 403],
  ['/?key=wrong', 403],
  ['/setup/done?code=abc&state=guess', 403],
  ['/other', 404],
])('%s without the key is answered %d', async (path, status) => {
  await begin()
  const response = await page.request(path)
  expect(response.status).toBe(status)
  expect(await response.text()).not.toContain(key)
  expect(completed).toEqual([])
})

test('a form without the key makes nothing', async () => {
  expect((await post({ ...choice, set: 'protect' }, '')).status).toBe(403)
  expect((await post({ ...choice, set: 'protect', key }, 'x'.repeat(32))).status).toBe(403)
})

test('of a form without the key nothing is read', async () => {
  let read = 0
  const endless = new ReadableStream(
    {
      pull(controller) {
        read += 1
        controller.enqueue(new Uint8Array(1_024))
      },
    },
    { highWaterMark: 0 },
  )
  const response = await page.request('/setup?key=wrong', {
    method: 'POST',
    body: endless,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    duplex: 'half',
  } as RequestInit)
  expect(response.status).toBe(403)
  expect(read).toBe(0)
})

test.each([
  [{ set: 'everything' }, 'set:'],
  [{ address: 'guard' }, 'address: expected an address'],
  [{ organisation: 'a/../b' }, 'organisation: expected'],
  [{ name: 'x'.repeat(35) }, 'name: expected at most 34'],
])('a choice of %j is refused with what was expected', async (but, says) => {
  const { status, text } = await post({ ...choice, set: 'watch', ...but })
  expect(status).toBe(400)
  expect(text).toContain(says)
})

test('without a name one is proposed that is free for this owner', async () => {
  taken = ['cursor-guard-acme', 'cursor-guard-acme-2']
  expect((await begin({ name: '' })).manifest.name).toBe('cursor-guard-acme-3')
  taken.push('cursor-guard-acme-3')
  expect((await begin({ name: '' })).manifest.name).toMatch(/^cursor-guard-acme-[0-9a-f]{4}$/)
  const own = await begin({ name: '', organisation: '' })
  expect(own.manifest.name).toMatch(/^cursor-guard-[0-9a-f]{4}$/)
  const organisation = 'a-company-with-a-name-of-39-characters-'
  const { manifest } = await begin({ name: '', organisation })
  expect(manifest.name).toBe('cursor-guard-a-company-with-a')
})

test('a name that is taken is said before the forge says it', async () => {
  taken = ['guard']
  const { status, text } = await post({ ...choice, set: 'watch' })
  expect(status).toBe(400)
  expect(text).toContain('“guard” is taken at git.example.com')
})

test('what stands in a name is text', async () => {
  const { text } = await post({ ...choice, set: 'watch', name: '"><script>x</script>' })
  expect(text).not.toContain('<script>')
})

test('a forge that gives no credentials is a page that says so', async () => {
  failing = true
  const { state } = await begin()
  const response = await page.request(`/setup/done?code=abc&state=${state}`)
  expect(response.status).toBe(500)
  expect(await response.text()).toContain('the code is used up')
  expect(errors).toEqual(['the code is used up'])
})
