import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { lengthDelimited, stringField } from '../../../../src/core/cursor/protobuf-write.ts'
import { decodeServerMessage } from '../../../../src/core/cursor/server-message.ts'
import { createSecretEngine } from '../../../../src/core/secrets/create-engine.ts'
import { cannotChange, createRoundTrips } from '../../../../src/core/secrets/round-trip.ts'
import { createFileChanges } from '../../../../src/guard/cursor/run/file-changes.ts'
import { openAgentFiles } from '../../../../src/runner/agent-files/open-agent-files.ts'
import { runRig, secret } from '../../../support/cursor-run.ts'
import { execRequest } from '../../../support/cursor-service/messages.ts'

let workspace: string
beforeAll(() => {
  workspace = realpathSync(mkdtempSync('/var/tmp/file-changes-'))
  mkdirSync(join(workspace, 'repo/.git'), { recursive: true })
  writeFileSync(join(workspace, 'repo/a.txt'), 'one\ntwo\n')
  writeFileSync(join(workspace, 'outside'), `one\n${secret}\n`)
  symlinkSync('../outside', join(workspace, 'repo/link'))
})
afterAll(() => rmSync(workspace, { recursive: true }))

/** An edit, as the client would get it, or why it does not. */
async function edit(path: string, before: string): Promise<string> {
  const { session } = runRig().context
  const engine = createSecretEngine({
    pseudonymKey: Buffer.alloc(32, 1),
    known: [{ name: 'deploy token', value: secret }],
    now: 0,
  })
  const files = await openAgentFiles({
    workspace: join(workspace, 'repo'),
    environment: { HOME: join(workspace, 'repo') },
  })
  try {
    const changes = createFileChanges({
      session,
      roundTrips: createRoundTrips(engine),
      files,
    })
    const edits = lengthDelimited(2, stringField(1, before), stringField(2, 'x'))
    const body = execRequest(1, 47, [stringField(1, path), edits])
    const event = decodeServerMessage(body)
    if (event.type !== 'exec') throw new Error(event.type)
    const prepared = await changes.prepare(event.exec, body, await changes.locate(path))
    return 'refused' in prepared ? prepared.refused : Buffer.from(prepared.body).toString('latin1')
  } finally {
    files.close()
  }
}

test.each([
  { what: 'the environment of the guard', path: '/proc/self/environ', before: secret.slice(0, 6) },
  { what: 'its environment by its number', path: `/proc/${process.pid}/environ`, before: 'PATH' },
  { what: 'text that a file outside holds', path: 'WORKSPACE/outside', before: 'one' },
  { what: 'text that it does not hold', path: 'WORKSPACE/outside', before: 'two' },
  { what: 'a value that it holds', path: 'WORKSPACE/outside', before: secret },
  { what: 'a file that is not there', path: 'WORKSPACE/none', before: 'one' },
  { what: 'a file behind a link', path: 'link', before: 'one' },
  { what: 'other text behind a link', path: 'link', before: 'two' },
  { what: 'a folder', path: 'WORKSPACE/repo', before: 'one' },
  { what: 'a device', path: '/dev/zero', before: 'one' },
])('an edit of $what has the one refusal there is', async ({ path, before }) => {
  expect(await edit(path.replace('WORKSPACE', workspace), before)).toBe(cannotChange)
})

test('an edit of a file of the workspace reaches the client', async () => {
  expect(await edit('a.txt', 'two')).toContain('two')
})
