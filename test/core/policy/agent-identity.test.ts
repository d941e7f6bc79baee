import { expect, test } from '@jest/globals'
import { addressOf, coAuthorsIn } from '../../../src/core/git/co-authors.ts'
import { agentAccount, signsIn } from '../../../src/core/policy/agent-identity.ts'

const person = 'Ann <ann@example.com>'
const commit = { id: 'a'.repeat(40), author: person, committer: person, subject: 'Change' }
const listed = ['deploy-bot[bot]', 'robot@example.com', 'machine']

test.each([
  { who: 'a person', but: {}, signs: [] },
  {
    who: 'Cursor’s client as co-author',
    but: { coAuthors: ['Cursor <CursorAgent@cursor.com>'] },
    signs: [{ as: 'co-author', identity: 'cursoragent@cursor.com' }],
  },
  {
    who: 'Cursor’s App by the address the forge gives it',
    but: { author: 'Cursor <206951365+cursor[bot]@users.noreply.github.com>' },
    signs: [{ as: 'author', identity: 'cursor[bot]' }],
  },
  {
    who: 'Cursor’s App by name',
    but: { committer: 'cursor[bot] <x@example.com>' },
    signs: [{ as: 'committer', identity: 'cursor[bot]' }],
  },
  {
    who: 'a listed address',
    but: { author: 'R <Robot@example.com>', committer: 'R <robot@example.com>' },
    signs: [
      { as: 'author', identity: 'robot@example.com' },
      { as: 'committer', identity: 'robot@example.com' },
    ],
  },
  {
    who: 'a listed login by its address at an enterprise forge',
    but: { author: 'M <9+machine@users.noreply.ghe.example.com>' },
    signs: [{ as: 'author', identity: 'machine' }],
  },
  {
    who: 'somebody whose name or address only contains a listed one',
    but: {
      author: 'machinery <cursoragent@cursor.com.example.com>',
      committer: 'my machine <notrobot@example.com>',
    },
    signs: [],
  },
  {
    who: 'an address in a name',
    but: { author: 'cursoragent@cursor.com <ann@example.com>' },
    signs: [],
  },
])('$who gives $signs', ({ but, signs }) => {
  expect(signsIn({ ...commit, ...but }, listed)).toEqual(signs)
})

test.each([
  ['cursor[bot]', 'cursor[bot]'],
  ['Deploy-Bot[bot]', 'deploy-bot[bot]'],
  ['deploy-bot', undefined],
  ['cursor', undefined],
  ['alice', undefined],
])('the account %s is the agent %s', (login, identity) => {
  expect(agentAccount({ login }, listed)).toBe(identity)
})

test('co-authors are read wherever they stand, each once', () => {
  const message = [
    'Subject Co-authored-by: no <no@example.com>',
    '',
    'Co-authored-by: One <one@example.com>',
    'text',
    '  CO-AUTHORED-BY:Two <two@example.com>  ',
    'Co-authored-by: One <one@example.com>',
    'Co-authored-by:',
  ].join('\n')
  expect(coAuthorsIn(message)).toEqual(['One <one@example.com>', 'Two <two@example.com>'])
  expect(coAuthorsIn('Co-authored-by: A <a@b>\n'.repeat(1) + 'x\n'.repeat(5))).toHaveLength(1)
  expect(addressOf('One <ONE@example.com>')).toBe('one@example.com')
  expect(addressOf('One')).toBeUndefined()
  expect(addressOf('One <>')).toBeUndefined()
})
