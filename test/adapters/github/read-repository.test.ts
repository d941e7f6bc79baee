import { expect, test } from '@jest/globals'
import { namedRepository } from '../../../src/adapters/github/read-repository.ts'
import { testOctokit } from '../../support/github/test-octokit.ts'
import { useNock } from '../../support/nock.ts'

const nock = useNock()
const whole = {
  id: 7,
  node_id: 'R_7',
  name: 'shop',
  owner: { id: 1, login: 'acme', type: 'Organization' },
  default_branch: 'main',
  private: true,
}

test('a repository of which everything stands in the webhook costs no call', async () => {
  const repository = await namedRepository(testOctokit(), whole)
  expect(repository).toMatchObject({ id: 7, defaultBranch: 'main', visibility: 'private' })
})

const few = { id: 1_296_269, name: 'Hello-World', owner: { login: 'octocat' } }
const answered = (id: number) =>
  nock('https://api.github.com')
    .get('/repos/octocat/Hello-World')
    .reply(200, { ...whole, id, owner: { ...whole.owner, login: 'octocat' } })

test('what a webhook leaves out is asked of the forge', async () => {
  answered(few.id)
  const repository = await namedRepository(testOctokit(), few)
  expect(repository).toMatchObject({ id: few.id, nodeId: expect.any(String), owner: 'octocat' })
})

test('another repository that has taken the name is not the one', async () => {
  answered(99)
  expect(await namedRepository(testOctokit(), few)).toBeUndefined()
})
