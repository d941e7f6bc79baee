import { describe, expect, test } from '@jest/globals'
import type { SessionOfCommit } from '../../../../src/core/recording/session-index.ts'
import { scanMergeGroup, scanPull } from '../../../../src/server/app/handlers/scan-events.ts'
import { reportSession } from '../../../../src/server/app/provenance/report-session.ts'
import { about, alice, cursor, pullEvent, startScanBench } from '../../../support/app/scan-bench.ts'

const main = 'refs/heads/main'
const wip = 'refs/heads/wip'
const agent = 'Cursor Agent <cursoragent@cursor.com>'
const complete: SessionOfCommit = {
  session: 's-1',
  recording: 'complete',
  level: 'L2',
  url: 'https://guard.example.com/sessions/s-1',
}
const policyText = (more = '', enforcement = 'enforce') =>
  `version: 1\nenforcement: ${enforcement}\n${more}`

async function start(policy = policyText()) {
  const bench = await startScanBench({ policy })
  const root = await bench.save({ 'a.txt': 'one' })
  await bench.publish(main, root)
  // It has been there for long: the forge's list of what happened goes back a few days.
  bench.activity.steps?.splice(0)
  return {
    ...bench,
    root,
    async pull(head: string) {
      await bench.publish('refs/pull/5/head', head)
      bench.pulls.splice(0, 1, { number: 5, head, baseSha: root })
      await scanPull(pullEvent('synchronize', 5), bench.scope.again(policy))
    },
  }
}

describe('a push', () => {
  test('without a sign of an agent has no session check', async () => {
    await using bench = await start()
    const { root, save, push, check } = bench
    const head = await save({ 'a.txt': 'two' }, [root], { author: 'Ann <ann@example.com>' })
    await push(wip, head)
    expect(check(head)).toBeDefined()
    expect(check(head, 'session')).toBeUndefined()
  })

  test('with a commit of an agent says which and why, and that no recording is known', async () => {
    await using bench = await start()
    const { root, save, push, check } = bench
    const own = await save({ 'a.txt': 'two' }, [root], { author: 'Ann <ann@example.com>' })
    const message = 'Secret subject @alice\n\nCo-authored-by: Cursor <cursoragent@cursor.com>'
    const head = await save({ 'a.txt': 'three' }, [own], { message })
    await push(wip, head)
    expect(check(head, 'session')).toMatchObject({
      conclusion: 'success',
      output: { title: 'An agent made 1 of 2 commits' },
    })
    const text = check(head, 'session')?.output.text ?? ''
    expect(text).toContain(`| ${head.slice(0, 10)} |`)
    expect(text).not.toContain('subject')
    expect(text).toMatch(/co-author cursoragent@?.*cursor\.com/)
    expect(text).toContain('no recording known')
    expect(text).not.toContain(own.slice(0, 10))
  })

  test('by a listed account counts, also in the pull request that comes later', async () => {
    await using bench = await start(policyText('agents: { cloud: deny }\n'))
    const { root, save, push, check, pull } = bench
    const author = 'Ann <ann@example.com>'
    const head = await save({ 'a.txt': 'two' }, [root], { author })
    await push(wip, head, cursor)
    expect(check(head, 'session')).toMatchObject({ conclusion: 'success' })
    await pull(head)
    expect(check(head, 'session')).toMatchObject({ conclusion: 'failure' })
    expect(check(head, 'session')?.output.summary).toContain('agents.cloud: deny')
    expect(check(head, 'session')?.output.text).toContain('pushed by cursor\\[bot\\]')
  })
})

describe('a pull request', () => {
  test.each([
    { recording: undefined, conclusion: 'failure' },
    { recording: 'partial' as const, conclusion: 'failure' },
    { recording: 'unknown' as const, conclusion: 'failure' },
    { recording: 'complete' as const, conclusion: 'success' },
  ])('of an agent’s commit with recording $recording is a $conclusion', async (row) => {
    await using bench = await start()
    const { root, save, check, pull, scope } = bench
    const head = await save({ 'a.txt': 'two' }, [root], { author: agent })
    if (row.recording !== undefined) {
      const session = { ...complete, recording: row.recording }
      await scope.services.sessions.note(42, [head], session)
    }
    await pull(head)
    expect(check(head, 'session')).toMatchObject({ conclusion: row.conclusion })
  })

  test('passes once the recording is there, with a link to it', async () => {
    await using bench = await start()
    const { root, save, check, pull, scope } = bench
    const head = await save({ 'a.txt': 'two' }, [root], { author: agent })
    await pull(head)
    await scope.services.sessions.note(42, [head], complete)
    const loaded = await scope.policy()
    if (loaded.state !== 'in-force') throw new Error('a policy was expected')
    await reportSession(scope, loaded.policy, head)
    const after = check(head, 'session')
    expect(after).toMatchObject({ conclusion: 'success' })
    expect(after?.output.text).toContain(`[s-1](${complete.url}), complete, level L2`)
  })

  test('of a commit that only a guarded session is known for counts as an agent’s', async () => {
    await using bench = await start()
    const { root, save, check, pull, scope } = bench
    const head = await save({ 'a.txt': 'two' }, [root], { author: 'Ann <ann@example.com>' })
    await scope.services.sessions.note(42, [head], complete)
    await pull(head)
    expect(check(head, 'session')?.output.title).toBe('An agent made 1 of 1 commit')
  })

  test('without a sign has a check only where somebody waits for it, and it claims nothing', async () => {
    await using bench = await start()
    const { root, save, check, pull } = bench
    const author = 'Ann <ann@example.com>'
    const quiet = await save({ 'a.txt': 'two' }, [root], { author })
    await pull(quiet)
    expect(check(quiet, 'session')).toBeUndefined()
    await using strict = await start(policyText('recording: { require: true }\n'))
    const head = await strict.save({ 'a.txt': 'two' }, [strict.root], { author })
    await strict.pull(head)
    expect(strict.check(head, 'session')).toMatchObject({
      conclusion: 'success',
      output: { title: 'No sign of an agent' },
    })
    expect(JSON.stringify(strict.check(head, 'session'))).not.toMatch(/made by a person/i)
  })

  test('in a merge queue has the check that its queue waits for', async () => {
    await using bench = await start(policyText('recording: { require: true }\n'))
    const { root, save, publish, check, scope } = bench
    const group = await save({ 'a.txt': 'two' }, [root], { author: 'Ann <ann@example.com>' })
    const ref = 'refs/heads/gh-readonly-queue/main/pr-5'
    await publish(ref, group)
    const merge_group = { head_ref: ref, head_sha: group, base_ref: main, base_sha: root }
    const event = { ...about, sender: alice, action: 'checks_requested', merge_group }
    await scanMergeGroup(event, scope.again())
    expect(check(group, 'session')).toMatchObject({ conclusion: 'success' })
  })

  test('is never failed by a policy on trial, which notes it', async () => {
    await using bench = await start(policyText('', 'audit'))
    const { root, save, check, pull, scope } = bench
    const head = await save({ 'a.txt': 'two' }, [root], { author: agent })
    await pull(head)
    expect(check(head, 'session')).toMatchObject({ conclusion: 'neutral' })
    expect(scope.services.audit.notes).toMatchObject([{ rule: 'recording.require' }])
  })

  test('that a cloud agent opened is its own, whoever made the commits', async () => {
    await using bench = await start(policyText('agents: { cloud: deny }\n'))
    const { root, save, publish, check, pulls, scope } = bench
    const head = await save({ 'a.txt': 'two' }, [root], { author: 'Ann <ann@example.com>' })
    await publish('refs/pull/5/head', head)
    pulls.push({ number: 5, head, baseSha: root, user: cursor })
    await scanPull(pullEvent('opened', 5), scope.again())
    expect(check(head, 'session')).toMatchObject({
      conclusion: 'failure',
      output: { title: 'An agent opened the pull request' },
    })
    expect(check(head, 'session')?.output.summary).toContain('opened by cursor\\[bot\\]')
  })

  test('a cloud agent had a part in waits for a person where the policy holds', async () => {
    await using bench = await start(
      policyText('agents: { cloud: hold }\nrecording: { require: false }\n'),
    )
    const { root, save, push, check, pull } = bench
    const head = await save({ 'a.txt': 'two' }, [root], { author: agent })
    await push(wip, head, cursor)
    await pull(head)
    expect(check(head, 'session')).toMatchObject({ conclusion: 'success' })
    expect(check(head, 'session')?.output.summary).toContain('`cursor-guard / approval`')
    await push('refs/heads/other', await save({ b: '1' }, [root], { author: agent }), alice)
  })
})
