import { expect, test } from '@jest/globals'
import {
  describeCall,
  type GivenRequest,
} from '../../../../src/adapters/github/call-budget/describe-call.ts'
import { commentHistoryQuery } from '../../../../src/adapters/github/comments.ts'
import { commitPeopleQuery } from '../../../../src/adapters/github/commit-people.ts'
import { mergeQueueQuery } from '../../../../src/adapters/github/merge-queue.ts'
import { updateRefsMutation } from '../../../../src/adapters/github/refs.ts'

const repository = '/repos/{owner}/{repo}'
const rest = (method: string, path: string, name?: string): GivenRequest => ({
  method,
  url: `${repository}${path}`,
  ...(name === undefined ? {} : { name }),
})
const graphql = (query: string): GivenRequest => ({ method: 'POST', url: '/graphql', query })

test.each<{ what: string; call: GivenRequest; is: string }>([
  { what: 'a GET', call: rest('GET', '/rulesets'), is: 'rest 1 read' },
  { what: 'a HEAD', call: rest('HEAD', '/rulesets'), is: 'rest 1 read' },
  {
    what: 'a page behind the first',
    call: { method: 'GET', url: 'https://x/?page=2' },
    is: 'rest 1 read',
  },
  { what: 'the history of comments', call: graphql(commentHistoryQuery), is: 'graphql 1 read' },
  { what: 'a merge queue', call: graphql(mergeQueueQuery), is: 'graphql 1 read' },
  { what: 'authors of commits', call: graphql(commitPeopleQuery), is: 'graphql 1 read' },
  { what: 'refs that are moved', call: graphql(updateRefsMutation), is: 'graphql 5 restore' },
  {
    what: 'the same on a server of its own',
    call: { ...graphql(updateRefsMutation), url: 'https://forge.example/api/graphql' },
    is: 'graphql 5 restore',
  },
  {
    what: 'another mutation, behind a comment and a fragment',
    call: graphql(
      '# why\nfragment f on Issue { id }\nmutation m { addComment { clientMutationId } }',
    ),
    is: 'graphql 5 content',
  },
  { what: 'a ruleset written', call: rest('PUT', '/rulesets/{ruleset_id}'), is: 'rest 5 restore' },
  { what: 'a ruleset made', call: rest('POST', '/rulesets'), is: 'rest 5 restore' },
  {
    what: 'a ruleset removed',
    call: rest('DELETE', '/rulesets/{ruleset_id}'),
    is: 'rest 5 restore',
  },
  {
    what: 'a check that may be required',
    call: rest('POST', '/check-runs', 'cursor-guard / secrets'),
    is: 'rest 5 required',
  },
  {
    what: 'more annotations of a check',
    call: rest('PATCH', '/check-runs/{check_run_id}'),
    is: 'rest 5 required',
  },
  {
    what: 'a check that informs',
    call: rest('PATCH', '/check-runs/{check_run_id}', 'cursor-guard / protection'),
    is: 'rest 5 informing',
  },
  {
    what: 'a comment',
    call: rest('POST', '/issues/{issue_number}/comments'),
    is: 'rest 5 content informing',
  },
  {
    what: 'a comment changed',
    call: rest('PATCH', '/issues/comments/{comment_id}'),
    is: 'rest 5 content informing',
  },
  { what: 'an issue', call: rest('POST', '/issues'), is: 'rest 5 content informing' },
  {
    what: 'somebody asked for a review',
    call: rest('POST', '/pulls/{pull_number}/requested_reviewers'),
    is: 'rest 5 content',
  },
  { what: 'a write nobody listed', call: rest('PUT', '/something/new'), is: 'rest 5 content' },
  {
    what: 'a token, which says nothing to anybody',
    call: { method: 'POST', url: '/app/installations/{installation_id}/access_tokens' },
    is: 'rest 5 read',
  },
])('$what: $is', ({ call, is }) => {
  const { api, points, createsContent, isRead, urgency } = describeCall(call)
  const words = [api, points, isRead && 'read', createsContent && 'content', urgency]
  expect(words.filter(Boolean).join(' ')).toBe(is)
})
