import { expect, test } from '@jest/globals'
import { answerObject } from '../../../../src/guard/git/lfs/answer-object.ts'
import { createMemory } from '../../../../src/guard/git/lfs/lfs-context.ts'
import type { AnsweredObject } from '../../../../src/guard/git/lfs/messages.ts'
import type { Ticket } from '../../../../src/guard/git/lfs/tickets.ts'

const oid = 'a'.repeat(64)
const object = { oid, size: 5 }
const repository = 'acme/site'
const actionAt = (href: string) => ({ href, header: { authorization: 'token of the storage' } })
const storage = actionAt('https://storage.example.com/x?sig=1')
const inside = actionAt('https://169.254.169.254/x')

/** The answer for one object, with the tickets that were issued for it. */
function answer(operation: 'upload' | 'download', answered: AnsweredObject | undefined) {
  const issued: Ticket[] = []
  const present = createMemory<true>(10)
  const context = {
    base: new URL('https://git.example.com'),
    address: 'http://127.0.0.1:1',
    present,
    tickets: {
      issue: (ticket: Ticket) => `n${issued.push(ticket)}`,
      find: () => undefined,
    },
  }
  const question = {
    operation,
    transfers: ['basic'],
    hash_algo: 'sha256' as const,
    ref: { name: 'refs/heads/main' },
    objects: [object],
  }
  const answer = answerObject(context, { repository, question }, object, answered)
  return { answer, issued, isPresent: present.get(`${repository} ${oid}`) === true }
}

const address = (number: string) => ({
  href: `http://127.0.0.1:1/git/acme/site.git/info/lfs/transfer/${number}`,
})
const failed = (code: number, message: string) => ({
  ...object,
  error: { code, message: `cursor-guard: ${message}` },
})

test.each<{
  when: string
  operation: 'upload' | 'download'
  answered: AnsweredObject | undefined
  says: object
  kinds?: string[]
  isPresent?: boolean
}>([
  {
    when: 'an object to download',
    operation: 'download',
    answered: { oid, actions: { download: storage } },
    says: { ...object, authenticated: true, actions: { download: address('n1') } },
    kinds: ['download'],
  },
  {
    when: 'an object to upload, which the guard verifies itself',
    operation: 'upload',
    answered: { oid, actions: { upload: storage, verify: storage } },
    says: {
      ...object,
      authenticated: true,
      actions: { upload: address('n1') },
    },
    kinds: ['upload'],
  },
  {
    when: 'an upload whose address goes out of date',
    operation: 'upload',
    answered: { oid, actions: { upload: { ...storage, expires_in: 60 } } },
    says: {
      ...object,
      authenticated: true,
      actions: { upload: { ...address('n1'), expires_in: 60 } },
    },
    kinds: ['upload'],
  },
  {
    when: 'an object that is there already',
    operation: 'upload',
    answered: { oid },
    says: object,
    isPresent: true,
  },
  {
    when: 'a download that was not asked for',
    operation: 'upload',
    answered: { oid, actions: { download: storage } },
    says: object,
    isPresent: true,
  },
  {
    when: 'an address inside this network',
    operation: 'download',
    answered: { oid, actions: { download: inside } },
    says: failed(
      502,
      'the forge named a place that is not used: 169.254.169.254 is an address inside this network',
    ),
  },
  {
    when: 'an error of the forge, with what acts on a terminal',
    operation: 'download',
    answered: { oid, error: { code: 404, message: 'not \u001b[31mhere' } },
    says: failed(404, 'the forge: not  [31mhere'),
  },
  {
    when: 'no answer for the object',
    operation: 'download',
    answered: undefined,
    says: failed(502, 'the forge did not answer for this object'),
  },
])('$when', ({ operation, answered, says, kinds = [], isPresent = false }) => {
  const found = answer(operation, answered)
  expect(found.answer).toEqual(says)
  expect(found.issued.map(({ kind }) => kind)).toEqual(kinds)
  expect(found.isPresent).toBe(isPresent)
  expect(JSON.stringify(found.answer)).not.toMatch(/storage\.example|token of/)
})

test('a ticket holds the real address, what to send along, and the ref that is pushed', () => {
  const { issued } = answer('upload', { oid, actions: { upload: storage, verify: storage } })
  expect(issued[0]).toEqual({
    kind: 'upload',
    repository,
    oid,
    size: 5,
    ref: 'refs/heads/main',
    url: new URL('https://storage.example.com/x?sig=1'),
    headers: { authorization: 'token of the storage' },
  })
})
