import { expect, test } from '@jest/globals'
import { readPolicyFile } from '../../../src/adapters/github/policy-file.ts'
import {
  blobOf,
  fileAnswer,
  filePath,
  folderAnswer,
  givesFile,
  givesStatus,
  givesUnchanged,
} from '../../server/app/policy/forge.ts'
import { testOctokit } from '../../support/github/test-octokit.ts'
import { useNock } from '../../support/nock.ts'

const nock = useNock()
const place = { owner: 'acme', repo: 'shop' }
const text = `version: 1\n# ${'long '.repeat(40)}\n`
const read = (known?: { etag?: string; blob?: string }, ref?: string) =>
  readPolicyFile(testOctokit(), ref === undefined ? place : { ...place, ref }, known)
const api = () => nock('https://api.github.com')
const isDone = () => expect(nock.pendingMocks()).toEqual([])

test('a new file comes with its bytes, its blob and its ETag, once its folder agrees', async () => {
  givesFile(text)
  expect(await read()).toEqual({
    kind: 'file',
    blob: blobOf(text),
    content: Buffer.from(text).toString('base64'),
    etag: `"${blobOf(text).slice(0, 8)}"`,
  })
  isDone()
})

test('an unchanged file costs one conditional request', async () => {
  givesUnchanged(text)
  expect(await read({ etag: `"${blobOf(text).slice(0, 8)}"`, blob: blobOf(text) })).toEqual({
    kind: 'unchanged',
  })
  isDone()
})

test('the blob that is known already is not looked up in its folder', async () => {
  api().get(filePath()).reply(200, fileAnswer(text))
  expect(await read({ etag: '"of-another-token"', blob: blobOf(text) })).toMatchObject({
    kind: 'file',
    blob: blobOf(text),
  })
  isDone()
})

test('a file of one commit is read at that commit', async () => {
  givesFile(text, { ref: blobOf('commit') })
  expect(await read(undefined, blobOf('commit'))).toMatchObject({ kind: 'file' })
  isDone()
})

test('a link that the forge has followed is told by its folder', async () => {
  api().get(filePath()).reply(200, fileAnswer(text))
  api().get('/repos/acme/shop/contents/.github').reply(200, folderAnswer('../x.yml', 'symlink'))
  expect(await read()).toMatchObject({ kind: 'unusable', trouble: 'symlink' })
})

test('a folder that is a link itself is one', async () => {
  api().get(filePath()).reply(200, fileAnswer(text))
  api()
    .get('/repos/acme/shop/contents/.github')
    .reply(200, { ...fileAnswer('x'), type: 'symlink', target: 'other' })
  const found = await readPolicyFile(testOctokit({ answers: 'unchecked' }), place)
  expect(found).toMatchObject({ kind: 'unusable', trouble: 'symlink' })
})

test.each<{ what: string; answer: object; trouble: string }>([
  { what: 'a folder', answer: folderAnswer(text), trouble: 'directory' },
  {
    what: 'a submodule',
    answer: { ...fileAnswer(''), type: 'submodule', submodule_git_url: 'https://x.test' },
    trouble: 'submodule',
  },
  {
    what: 'a link out of the repository',
    answer: { ...fileAnswer(''), type: 'symlink', target: '/etc/passwd' },
    trouble: 'symlink',
  },
  {
    what: 'a file of a megabyte and more, which comes without its content',
    answer: { ...fileAnswer(''), size: 2_000_000, encoding: 'none' },
    trouble: 'too-large',
  },
])('$what is named: $trouble', async ({ answer, trouble }) => {
  api().get(filePath()).reply(200, answer)
  const found = await readPolicyFile(testOctokit({ answers: 'unchecked' }), place)
  expect(found).toMatchObject({ kind: 'unusable', trouble })
})

test.each<{ status: number; message: string; answer: object }>([
  { status: 404, message: 'Not Found', answer: { kind: 'missing' } },
  { status: 404, message: 'This repository is empty.', answer: { kind: 'missing' } },
  { status: 404, message: 'No commit found for the ref abc', answer: { kind: 'no-commit' } },
  {
    status: 403,
    message: 'Resource not accessible by integration',
    answer: { kind: 'unusable', trouble: 'forbidden' },
  },
  {
    status: 403,
    message: 'This API returns blobs up to 100 MB in size. The requested blob is too large',
    answer: { kind: 'unusable', trouble: 'too-large' },
  },
])('$status "$message" is $answer', async ({ status, message, answer }) => {
  givesStatus(status, message)
  expect(await read()).toEqual(answer)
})

test.each([
  [403, 'API rate limit exceeded'],
  [429, 'slow down'],
  [500, 'oops'],
  [502, 'Bad Gateway'],
  [503, 'down'],
])('%i "%s" says nothing about the file, so it is thrown', async (status, message) => {
  givesStatus(status, message)
  await expect(read()).rejects.toMatchObject({ status })
})

test('a connection that breaks is thrown', async () => {
  api().get(filePath()).replyWithError('socket hang up')
  await expect(read()).rejects.toMatchObject({ status: 500 })
})

test('a failure of the second look is thrown: a link could be behind it', async () => {
  api().get(filePath()).reply(200, fileAnswer(text))
  givesStatus(502, 'Bad Gateway', { folder: true })
  await expect(read()).rejects.toMatchObject({ status: 502 })
})

test('half a file is not a file', async () => {
  api()
    .get(filePath())
    .reply(200, { ...fileAnswer(text), size: 10_000 })
  await expect(read()).rejects.toMatchObject({ code: 'UPSTREAM_FAILED' })
})

test('a push in between is read again; a branch that never rests is an error', async () => {
  api().get(filePath()).reply(200, fileAnswer(text))
  api().get('/repos/acme/shop/contents/.github').reply(200, folderAnswer('version: 1'))
  givesFile('version: 1')
  expect(await read()).toMatchObject({ kind: 'file', blob: blobOf('version: 1') })
  for (let times = 0; times < 2; times++) {
    api().get(filePath()).reply(200, fileAnswer(text))
    api().get('/repos/acme/shop/contents/.github').reply(404, { message: 'Not Found' })
  }
  await expect(read()).rejects.toMatchObject({ code: 'UPSTREAM_FAILED' })
})
