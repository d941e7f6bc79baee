import { expect, test } from '@jest/globals'
import type { GithubSubject } from '../../../../src/core/policy/subject.ts'
import { compileGithub, githubProblem } from '../../../../src/core/policy/subjects/github-call.ts'

const rest = (verb: string, path: string): GithubSubject => ({ kind: 'github', verb, path })
const mutation = (name: string): GithubSubject => ({ kind: 'github', operation: 'mutation', name })

const merge = 'PUT /repos/*/*/pulls/*/merge'
const rulesets = '* /repos/*/*/rulesets/**'

test.each<[string, string[], GithubSubject, string]>([
  ['the call itself', [merge], rest('PUT', '/repos/o/r/pulls/7/merge'), 'yes'],
  ['another verb', [merge], rest('GET', '/repos/o/r/pulls/7/merge'), 'no'],
  ['another path', [merge], rest('PUT', '/repos/o/r/pulls/7/update-branch'), 'no'],
  ['the verb in lower case', [merge], rest('put', '/repos/o/r/pulls/7/merge'), 'yes'],
  ['the path in another case', [merge], rest('PUT', '/Repos/o/r/Pulls/7/merge'), 'yes'],
  ['a query behind it', [merge], rest('PUT', '/repos/o/r/pulls/7/merge?x=1'), 'yes'],
  ['a slash behind it', [merge], rest('PUT', '/repos/o/r/pulls/7/merge/'), 'yes'],
  ['doubled slashes', [merge], rest('PUT', '//repos/o//r/pulls/7/merge'), 'yes'],
  ['dots', [merge], rest('PUT', '/repos/o/r/x/../pulls/./7/merge'), 'yes'],
  ['encoded letters', [merge], rest('PUT', '/repos/o/r/pulls/7/%6derge'), 'yes'],
  ['an own server', [merge], rest('PUT', '/api/v3/repos/o/r/pulls/7/merge'), 'yes'],
  [
    'an encoded slash, which is no separator',
    [merge],
    rest('PUT', '/repos/o/r/pulls%2F7/merge'),
    'no',
  ],
  ['an encoding nobody can read', [merge], rest('PUT', '/repos/o/r/pulls/%zz/merge'), 'unknown'],
  ['a repository by number', [merge], rest('PUT', '/repositories/42/pulls/7/merge'), 'yes'],
  [
    'a repository by number, where a name is asked for',
    ['PUT /repos/acme/*/pulls/*/merge'],
    rest('PUT', '/repositories/42/pulls/7/merge'),
    'unknown',
  ],
  [
    'another call by number',
    ['PUT /repos/acme/*/pulls/*/merge'],
    rest('PUT', '/repositories/42/issues'),
    'no',
  ],
  ['a collection', [rulesets], rest('POST', '/repos/o/r/rulesets'), 'yes'],
  ['what is below it', [rulesets], rest('DELETE', '/repos/o/r/rulesets/1/history/2'), 'yes'],
  ['several verbs', ['{PUT,POST} /x/**'], rest('POST', '/x/y'), 'yes'],
  ['a mutation', ['mutation mergePullRequest'], mutation('mergePullRequest'), 'yes'],
  ['another mutation', ['mutation mergePullRequest'], mutation('addComment'), 'no'],
  ['a mutation nobody can read', ['mutation mergePullRequest'], mutation('unknown'), 'unknown'],
  ['any mutation', ['mutation *'], mutation('unknown'), 'yes'],
  ['several mutations', ['mutation {create,update,delete}Ref'], mutation('updateRef'), 'yes'],
  [
    'a query where mutations are meant',
    ['mutation *'],
    { kind: 'github', operation: 'query', name: 'viewer' },
    'no',
  ],
  ['a call of the other sort', ['mutation *'], rest('POST', '/graphql'), 'no'],
  ['an excluded call', ['* /**', '!GET /**'], rest('GET', '/user'), 'no'],
  ['a call that is not excluded', ['* /**', '!GET /**'], rest('POST', '/user/repos'), 'yes'],
  ['anything but one call', ['!GET /user'], mutation('x'), 'yes'],
])('%s: %j', (_, patterns, call, expected) => {
  expect(compileGithub(patterns)(call)).toBe(expected)
})

/** Octokit sends the path of a file so; GitHub reads it as the path it encodes. */
test.each<{ path: string; outcome: string }>([
  { path: '/repos/o/r/contents/.github%2Fworkflows%2Fci.yml', outcome: 'yes' },
  { path: '/repos/o/r/contents/.github/workflows%2fci.yml', outcome: 'yes' },
  { path: '/repos/o/r/contents/%2Fdocs%2F..%2F.github%2Fworkflows%2F.%2Fci.yml', outcome: 'yes' },
  { path: '/repositories/42/contents/.GitHub%2Fworkflows%2Fci.yml', outcome: 'yes' },
  { path: '/repos/o/r/contents/docs%2F.github%2Fworkflows%2Fci.yml', outcome: 'no' },
  { path: '/repos/o/r/contents%2F.github/workflows/ci.yml', outcome: 'no' },
  { path: '/repos/o/r/git/refs/heads%2Fmain', outcome: 'yes' },
  { path: '/repositories/42/git/refs/heads%2Fmain', outcome: 'yes' },
  { path: '/repos/o/r/git/ref/heads%2Fmain', outcome: 'no' },
  { path: '/repos/o/r/git/tags/heads%2Fmain', outcome: 'no' },
  { path: '/repos/o/r/git/refs%2Fheads%2Fmain', outcome: 'no' },
])('an encoded slash is no way around a rule about files or refs: $path', ({ path, outcome }) => {
  const match = compileGithub([
    '* /repos/*/*/contents/.github/**',
    '* /repos/*/*/git/refs/heads/main',
  ])
  expect(match(rest('PUT', path))).toBe(outcome)
})

test.each(['merge', 'PUT repos/x', 'put /x', 'mutation /x', 'PUT /x y', 'mutation', 'PUT /{a', ''])(
  'the pattern "%s" is refused',
  (pattern) => {
    expect(githubProblem(pattern)).toEqual(expect.any(String))
  },
)
