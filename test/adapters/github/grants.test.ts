import { describe, expect, test } from '@jest/globals'
import { createGrants } from '../../../src/adapters/github/grants.ts'
import type { Octokit } from '../../../src/adapters/github/octokit.ts'

/** A client of the App's whose tokens permit this; every request for one is noted. */
function appWith(...tokens: unknown[]) {
  const asked: unknown[] = []
  const auth = async (options: unknown) => {
    asked.push(options)
    return tokens[Math.min(asked.length, tokens.length) - 1]
  }
  const app = async () => ({ auth }) as unknown as Octokit
  return { asked, grants: createGrants(app) }
}

describe('what an installation may write', () => {
  test.each([
    { permissions: { contents: 'write' }, may: true },
    { permissions: { contents: 'read', administration: 'write' }, may: false },
    { permissions: {}, may: false },
    { permissions: undefined, may: true },
  ])('with $permissions is contents: $may', async ({ permissions, may }) => {
    const { grants } = appWith({ token: 't', permissions })
    expect(await grants.mayWrite(7, 'contents')).toBe(may)
  })

  test('is read off the token that is there, and off a new one once the owner has agreed to more', async () => {
    const { grants, asked } = appWith(
      { permissions: { contents: 'read' } },
      { permissions: { contents: 'write' } },
    )
    expect(await grants.mayWrite(7, 'contents')).toBe(false)
    await grants.renew(7)
    expect(await grants.mayWrite(7, 'contents')).toBe(true)
    expect(asked).toEqual([
      { type: 'installation', installationId: 7, refresh: false },
      { type: 'installation', installationId: 7, refresh: true },
      { type: 'installation', installationId: 7, refresh: false },
    ])
  })
})
