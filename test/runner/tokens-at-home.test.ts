import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { tokensAtHome } from '../../src/runner/tokens-at-home.ts'

/** Assembled, so that scanners stay quiet. */
const token = ['ghs', 'Cd2'.repeat(12)].join('_')
const inBase64 = Buffer.from(`x:${token}`).toString('base64')
let home: string
beforeEach(async () => {
  home = await realpath(await mkdtemp(join(tmpdir(), 'home-')))
})
afterEach(() => rm(home, { recursive: true, force: true }))

async function keep(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(home, path)), { recursive: true })
  await writeFile(join(home, path), text)
}

test('registry logins at home that show the job’s token are named', async () => {
  await keep('.docker/config.json', JSON.stringify({ auths: { 'ghcr.io': { auth: inBase64 } } }))
  await keep('.npmrc', `//npm.pkg.github.com/:_authToken=${token}\n`)
  await keep('.m2/settings.xml', `<settings><password>${token}</password></settings>`)
  await keep('elsewhere/.npmrc', `_auth=${inBase64}\n`)
  const variables = { NPM_CONFIG_USERCONFIG: join(home, 'elsewhere/.npmrc') }
  const found = await tokensAtHome({ HOME: home, GITHUB_TOKEN: token, ...variables })
  expect(found.toSorted()).toEqual(
    ['~/.docker/config.json', '~/.m2/settings.xml', '~/.npmrc', '~/elsewhere/.npmrc'].map(
      (file) => `tokens-at-home: ${file}`,
    ),
  )
})

test('logins of somebody else are not the job’s, and without a token nothing is looked for', async () => {
  await keep('.npmrc', `//registry.example.net/:_authToken=${token}\n`)
  expect(await tokensAtHome({ HOME: home, GITHUB_TOKEN: `${token}x`.slice(8) })).toEqual([])
  expect(await tokensAtHome({ HOME: home })).toEqual([])
})
