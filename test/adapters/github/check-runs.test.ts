import { expect, test } from '@jest/globals'
import nock from 'nock'
import { publishCheck } from '../../../src/adapters/github/check-runs.ts'
import { acmeShop } from '../../support/app/fake-scope.ts'
import { memoryChecks } from '../../support/app/memory-services.ts'
import { testOctokit } from '../../support/github/test-octokit.ts'
import { useNock } from '../../support/nock.ts'

useNock()

test.each([
  { summary: '', shown: 'All is well' },
  { summary: ' \n', shown: 'All is well' },
  { summary: 'Two rulesets.', shown: 'Two rulesets.' },
])('a check run with the summary $summary shows "$shown"', async ({ summary, shown }) => {
  const written: unknown[] = []
  nock('https://api.github.com')
    .post('/repos/acme/shop/check-runs', (body) => written.push(body) > 0)
    .reply(201, { id: 1 })
  const report = { name: 'policy', headSha: 'a'.repeat(40), conclusion: 'success' } as const
  const all = { ...report, title: 'All is well', summary }
  await publishCheck(testOctokit(), acmeShop, all, memoryChecks())
  expect(written).toMatchObject([{ output: { title: 'All is well', summary: shown } }])
})
