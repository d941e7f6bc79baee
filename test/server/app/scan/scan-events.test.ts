import { describe, expect, test } from '@jest/globals'
import { zeroId } from '../../../../src/core/git/ref-update.ts'
import {
  rescan,
  scanMergeGroup,
  scanPull,
  scanPush,
  scanTag,
  sweepScans,
} from '../../../../src/server/app/handlers/scan-events.ts'
import { repository, secretText } from '../../../adapters/repository/support/workbench.ts'
import type { FakeScopeOptions } from '../../../support/app/fake-scope.ts'
import {
  about,
  alice,
  cursor,
  pullEvent,
  pushEvent,
  startScanBench,
} from '../../../support/app/scan-bench.ts'
import { zipOf } from '../../../support/zip.ts'

const main = 'refs/heads/main'
const wip = 'refs/heads/wip'
const policyText = (pushed = 'block', more = '') => `version: 1
enforcement: enforce
secrets:
  pushed: ${pushed}
${more}`
const leak = (seed = 'Lea1') => `token = "${secretText(seed)}"\n`

async function start(options: FakeScopeOptions & Parameters<typeof startScanBench>[0] = {}) {
  const bench = await startScanBench({ policy: policyText(), ...options })
  const root = await bench.save({ 'a.txt': 'one' })
  await bench.publish(main, root)
  // Longer ago than a webhook can be late.
  bench.scope.clock.now += 4 * 86_400_000
  await sweepScans(bench.scope.again())
  return { ...bench, root }
}

describe('a push', () => {
  test('without secrets is a success, told once however often it is delivered', async () => {
    await using bench = await start()
    const { root, save, push, check, written, scope } = bench
    const next = await save({ 'a.txt': 'two' }, [root])
    written.calls = 0
    const event = await push(main, next)
    expect(written.calls).toBe(1)
    expect(check(next)).toMatchObject({
      conclusion: 'success',
      output: { title: 'No secrets found' },
    })
    expect(check(next)?.output.summary).toContain('the push to refs/heads/main')
    const saved = scope.services.scans.saved
    await scanPush(event, scope.again())
    expect(written.count).toBe(1)
    expect(scope.services.scans.saved).toBe(saved)
  })

  test('of one commit to several branches names each of them, as a sentence does', async () => {
    await using bench = await start()
    const { root, save, push, check } = bench
    const next = await save({ 'a.txt': 'two' }, [root])
    for (const ref of [wip, 'refs/heads/one', 'refs/heads/two']) await push(ref, next)
    expect(check(next)?.output.summary).toMatch(
      /^Every object that the push to \S+, the push to \S+ and the push to \S+ brought/,
    )
  })

  test('with a secret fails at path and line, says what to revoke, and never the value', async () => {
    await using bench = await start()
    const { root, save, push, check, checks } = bench
    const bad = await save({ 'a.txt': 'one', src: { 'k.env': `# key\n${leak()}` } }, [root])
    const head = await save({ 'a.txt': 'two', src: { 'k.env': `#\n# key\n${leak()}` } }, [bad])
    await push(main, head)
    expect(check(head)).toMatchObject({
      conclusion: 'failure',
      output: { title: '1 secret found', annotations: [{ path: 'src/k.env', start_line: 3 }] },
    })
    const { summary = '', text = '' } = check(head)?.output ?? {}
    expect(summary).toMatch(/\*\*.*GitHub.*\*\*: .+/)
    expect(text).toContain(`src/k.env, line 3 (since commit ${bad.slice(0, 10)})`)
    expect(text).toMatch(/fingerprint `[0-9a-f]+`/)
    expect(JSON.stringify(checks)).not.toContain(secretText('Lea1'))
  })

  test('that adds a secret and takes it out again is found out, and the commit named', async () => {
    await using bench = await start()
    const { root, save, push, check } = bench
    const bad = await save({ 'a.txt': 'one', 'k.env': leak() }, [root])
    const head = await save({ 'a.txt': 'one' }, [bad])
    await push(main, head)
    expect(check(head)).toMatchObject({ conclusion: 'failure' })
    expect(check(head)?.output.annotations).toBeUndefined()
    expect(check(head)?.output.text).toContain(`k.env, line 1 of commit ${bad.slice(0, 10)}; later`)
  })

  test.each([
    { what: 'UTF-16', content: Buffer.from(`\ufeff${leak()}`, 'utf16le') },
    { what: 'base64', content: Buffer.from(leak()).toString('base64') },
    {
      what: 'an archive',
      content: zipOf([{ name: 'k.env', text: `a\n${leak()}` }]),
      at: '/k.env, line 2',
    },
    { what: 'a message', content: 'plain', message: `Use ${secretText()}` },
  ])('in $what is read as well', async ({ content, message, at = '' }) => {
    await using bench = await start()
    const { root, save, push, check } = bench
    const head = await save({ 'k.bin': content }, [root], message === undefined ? {} : { message })
    await push(main, head)
    expect(check(head)).toMatchObject({
      conclusion: 'failure',
      output: { title: '1 secret found', text: expect.stringContaining(at) },
    })
  })

  test('of a merge commit that brings a secret of its own is found out', async () => {
    await using bench = await start()
    const { root, save, push, check } = bench
    const left = await save({ 'a.txt': 'two' }, [root])
    const right = await save({ 'a.txt': 'one', b: '1' }, [root])
    const merge = await save({ 'a.txt': 'two', b: '1', 'k.env': leak() }, [left, right])
    await push(main, merge)
    expect(check(merge)?.output).toMatchObject({ annotations: [{ path: 'k.env', start_line: 1 }] })
  })

  test('of a tag is reported on the commit it comes to, its message included', async () => {
    await using bench = await start()
    const { root, save, push, check, object, publish, scope } = bench
    const loose = await save({ 'k.env': leak('Tag1') }, [root])
    await push('refs/tags/v1', loose)
    expect(check(loose)).toMatchObject({ conclusion: 'failure' })
    const tag = await object(
      'tag',
      `object ${root}\ntype commit\ntag v2\ntagger A <a@example.com> 1800000000 +0000\n\n${secretText('Msg2')}\n`,
    )
    await publish('refs/tags/v2', tag)
    const created = { ...about, sender: alice, ref: 'v2', ref_type: 'tag' }
    await scanTag(created, scope.again())
    expect(check(root)?.output.text).toContain('the message of a tag')
    const blob = await object('blob', leak('Blo3'))
    await push('refs/tags/v3', blob)
    expect(scope.logged.some(({ msg }) => msg?.includes('points to no commit'))).toBe(true)
  })

  test('of people or a name that hold a token fails, and says where', async () => {
    await using bench = await start()
    const { root, save, push, check, checks } = bench
    const author = `${secretText('Aut1')} <a@example.com>`
    const signed = await save({ 'a.txt': 'two' }, [root], { author })
    await push(wip, signed)
    expect(check(signed)?.output.text).toContain(`the author of commit ${signed.slice(0, 10)}`)
    const plain = await save({ 'a.txt': 'three' }, [root])
    const named = `refs/heads/token/${secretText('Ref1')}`
    await push(named, plain)
    expect(check(plain)).toMatchObject({
      conclusion: 'failure',
      output: { title: '1 secret found' },
    })
    expect(check(plain)?.output.text).toContain('the name of a branch or tag')
    const next = await save({ 'a.txt': 'four' }, [root])
    await push('refs/heads/token/fix-login-42', next)
    expect(check(next)).toMatchObject({ conclusion: 'success' })
    for (const seed of ['Aut1', 'Ref1']) {
      expect(JSON.stringify(checks)).not.toContain(secretText(seed))
    }
  })

  test('of a new branch off main is judged by its own commits alone', async () => {
    await using bench = await start()
    const { root, save, push, check, upstream } = bench
    const old = await save({ 'a.txt': 'one', 'k.env': leak('Old1') }, [root])
    await push(main, old)
    const own = await save({ 'a.txt': 'one', 'k.env': leak('Old1'), b: '1' }, [old])
    upstream.requests.length = 0
    await push(wip, own)
    expect(check(own)).toMatchObject({ conclusion: 'success' })
    expect(upstream.requests.length).toBeGreaterThan(0)
  })

  test('that stands on a push with a secret is told of it, until main has it', async () => {
    await using bench = await start()
    const { root, save, push, check } = bench
    const bad = await save({ 'a.txt': 'one', 'k.env': leak() }, [root])
    await push(wip, bad)
    const head = await save({ 'a.txt': 'one' }, [bad])
    await push(wip, head)
    expect(check(head)).toMatchObject({ conclusion: 'failure' })
    const clean = await save({ 'a.txt': 'two' }, [root])
    await push(wip, clean)
    expect(check(clean)).toMatchObject({ conclusion: 'success' })
  })

  test('to two new branches at once is looked at, whichever is told of first', async () => {
    await using bench = await startScanBench({ policy: policyText() })
    const { save, publish, scope, check } = bench
    const root = await save({ 'a.txt': 'one' })
    await publish(main, root)
    const bad = await save({ 'k.env': leak() }, [root])
    await publish('refs/heads/one', bad)
    await publish('refs/heads/two', bad)
    await scanPush(pushEvent('refs/heads/one', zeroId, bad), scope.again())
    expect(check(bad)).toMatchObject({ conclusion: 'failure' })
  })

  test('no webhook told of is looked at with the next one', async () => {
    await using bench = await start()
    const { root, save, push, check, publish } = bench
    const bad = await save({ 'a.txt': 'one', 'k.env': leak() }, [root])
    await publish(wip, bad)
    const head = await save({ 'a.txt': 'one' }, [bad])
    await push(wip, head)
    expect(check(head)).toMatchObject({ conclusion: 'failure' })
  })

  test('of 3,100 files is read whole', async () => {
    await using bench = await start()
    const { root, save, push, check, object } = bench
    const same = { mode: '100644', id: await object('blob', 'same') }
    const files = Object.fromEntries(
      Array.from({ length: 3_100 }, (_, index) => [`f${String(index).padStart(4, '0')}`, same]),
    )
    const head = await save({ many: { ...files, f3099: leak() } }, [root])
    await push(main, head)
    expect(check(head)?.output).toMatchObject({
      title: '1 secret found',
      annotations: [{ path: 'many/f3099' }],
    })
  })
})

describe('what is not seen', () => {
  test('fails the check with the reason, and is mended by another try', async () => {
    await using bench = await start()
    const { root, save, publish, check, upstream, scope } = bench
    const next = await save({ 'a.txt': 'two' }, [root])
    await publish(main, next)
    upstream.fault = () => ({ do: 'answer', status: 503 })
    const event = pushEvent(main, root, next)
    await expect(scanPush(event, scope.again())).rejects.toMatchObject({ code: 'UPSTREAM_FAILED' })
    expect(check(next)).toMatchObject({
      conclusion: 'failure',
      output: { title: 'Not everything could be looked at' },
    })
    expect(check(next)?.output.summary).toContain('answered 503')
    upstream.fault = undefined
    await scanPush(event, scope.again())
    expect(check(next)).toMatchObject({ conclusion: 'success' })
  })

  test('for a limit fails this head and every head on top of it, but not main for ever', async () => {
    await using bench = await start({ reader: { limits: { objects: 3 } } })
    const { root, save, push, check } = bench
    const large = await save({ a: '1', b: '2', c: '3', d: '4' }, [root])
    await push(wip, large)
    expect(check(large)?.output.summary).toContain('limit objects')
    const small = await save({ a: '1', b: '2', c: '3', d: '5' }, [large])
    await push(wip, small)
    expect(check(small)).toMatchObject({ conclusion: 'failure' })
    await push(main, large)
    const onMain = await save({ a: '1', b: '2', c: '3', d: '6' }, [large])
    await push(main, onMain)
    expect(check(onMain)).toMatchObject({ conclusion: 'success' })
  })

  test('is asked for again when somebody wants the check anew', async () => {
    await using bench = await start()
    const { root, save, publish, check, upstream, scope } = bench
    const next = await save({ 'a.txt': 'two' }, [root])
    await publish(main, next)
    upstream.fault = () => ({ do: 'answer', status: 403 })
    await expect(scanPush(pushEvent(main, root, next), scope.again())).rejects.toThrow()
    upstream.fault = undefined
    const wanted = (app: number) => ({
      ...about,
      sender: alice,
      action: 'rerequested',
      check_run: { id: 1, name: 'cursor-guard / secrets', head_sha: next, app: { id: app } },
    })
    await rescan(wanted(999), scope.again())
    expect(check(next)).toMatchObject({ conclusion: 'failure' })
    await rescan(wanted(1_000), scope.again())
    expect(check(next)).toMatchObject({ conclusion: 'success' })
  })
})

describe('a check run', () => {
  test.each([
    { status: 403, message: 'Resource not accessible by integration', ends: 'logged' },
    { status: 422, message: 'No commit found for SHA', ends: 'logged' },
    { status: 502, message: 'Bad Gateway', ends: 'thrown' },
    { status: 403, message: 'You have exceeded a secondary rate limit', ends: 'thrown' },
  ])('that is refused with $status $message is $ends', async ({ status, message, ends }) => {
    await using bench = await start()
    const { root, save, publish, scope, check, written } = bench
    const head = await save({ 'k.env': leak() }, [root])
    await publish(main, head)
    written.refusal = [status, { message }]
    const event = pushEvent(main, root, head)
    const outcome = await scanPush(event, scope.again()).then(
      () => 'logged',
      () => 'thrown',
    )
    expect(outcome).toBe(ends)
    if (ends === 'logged') {
      expect(scope.logged).toContainEqual(
        expect.objectContaining({ head, needs: 'checks: write', title: '1 secret found' }),
      )
    }
    written.refusal = undefined
    await scanPush(event, scope.again())
    expect(check(head)).toMatchObject({ conclusion: 'failure' })
  })

  test('of a sweep is written for all but the pull request that cannot be read', async () => {
    await using bench = await start()
    const { root, save, publish, scope, check, pulls } = bench
    const [one, two] = [await save({ b: '1' }, [root]), await save({ b: '2' }, [root])]
    await publish('refs/pull/1/head', one)
    await publish('refs/pull/2/head', two)
    pulls.push({ number: 1, head: one, baseSha: root }, { number: 2, head: two, baseSha: root })
    const { changes } = scope.services
    const { readUpdate } = changes
    changes.readUpdate = async (source, update, engine) => {
      if (update.after === one) throw new TypeError('broken')
      return readUpdate(source, update, engine)
    }
    await expect(sweepScans(scope.again())).rejects.toThrow('not everything')
    expect(check(one)).toMatchObject({
      conclusion: 'failure',
      output: { summary: expect.stringContaining('an error of the server') },
    })
    expect(check(two)).toMatchObject({ conclusion: 'success' })
  })
})

describe('the policy', () => {
  test.each([
    { pushed: 'warn', conclusion: 'neutral', level: 'warning' },
    { pushed: 'block', conclusion: 'failure', level: 'failure' },
  ])('secrets.pushed: $pushed is $conclusion', async ({ pushed, conclusion, level }) => {
    await using bench = await start({ policy: policyText(pushed) })
    const { root, save, push, check } = bench
    const head = await save({ 'k.env': leak() }, [root])
    await push(main, head)
    expect(check(head)).toMatchObject({
      conclusion,
      output: { annotations: [{ annotation_level: level }] },
    })
  })

  test('on trial never blocks, and it is noted what it would have done', async () => {
    await using bench = await start({ policy: 'version: 1\nenforcement: audit\n' })
    const { root, save, push, check, scope } = bench
    const head = await save({ 'k.env': leak() }, [root])
    await push(main, head)
    expect(check(head)?.conclusion).toBe('neutral')
    expect(scope.services.audit.notes).toMatchObject([{ rule: 'secrets.pushed', would: 'blocked' }])
  })

  test('allows by fingerprint and by path, until it no longer does', async () => {
    await using bench = await start()
    const { root, save, push, check, scope } = bench
    const head = await save({ test: { 'k.env': leak('Fix1') }, 'k.env': leak('Fix2') }, [root])
    const event = await push(main, head)
    const fingerprint = /k\.env, line 1 \(since[^`]*`([0-9a-f]+)`/.exec(
      check(head)
        ?.output.text?.split('\n')
        .find((line) => line.includes('in k.env')) ?? '',
    )?.[1]
    const allow = `  allow:
    - { path: "test/**", reason: "made up" }
    - { fingerprint: "${fingerprint}", reason: "revoked", until: "2026-12-01" }
`
    await scanPush(event, scope.again(policyText('block', allow)))
    expect(check(head)).toMatchObject({ conclusion: 'success' })
    expect(check(head)?.output.summary).toContain('2 findings the policy allows are left out')
    scope.clock.now = Date.parse('2026-12-01T00:00:00Z')
    await scanPush(event, scope.again(policyText('block', allow)))
    expect(check(head)).toMatchObject({ output: { title: '1 secret found' } })
  })

  test('with a new rule has open pull requests looked at again', async () => {
    await using bench = await start()
    const { root, save, publish, push, check, pulls, scope } = bench
    const head = await save({ 'k.txt': 'acme_abcdef0123456789\n' }, [root])
    await push(wip, head)
    await publish('refs/pull/1/head', head)
    pulls.push({ number: 1, head, baseSha: root })
    await scanPull(pullEvent('opened', 1), scope.again())
    expect(check(head)).toMatchObject({ conclusion: 'success' })
    const rule = `  rules: [{ id: acme-key, pattern: "acme_[a-z0-9]{16}", keywords: [acme_] }]\n`
    await sweepScans(scope.again(policyText('block', rule)))
    expect(check(head)).toMatchObject({ conclusion: 'failure' })
  })

  test('absent, or on an archived repository, nothing is read or written', async () => {
    await using none = await startScanBench()
    const head = await none.save({ 'k.env': leak() })
    none.upstream.requests.length = 0
    await none.push(main, head)
    await sweepScans(none.scope.again())
    expect(none.written.count).toBe(0)
    expect(none.upstream.requests).toEqual([])
    await using old = await startScanBench({
      policy: policyText(),
      repository: { archived: true },
    })
    await old.push(main, await old.save({ 'k.env': leak() }))
    expect(old.written.count).toBe(0)
  })
})

describe('a public repository', () => {
  test('does not say where a secret is while anybody can read it', async () => {
    await using bench = await start({ repository: { visibility: 'public' } })
    const { root, save, push, check, upstream } = bench
    const bad = await save({ 'a.txt': 'one', 'hidden.env': leak() }, [root])
    await push(wip, bad)
    const shown = () => JSON.stringify(check(bad)?.output)
    expect(check(bad)).toMatchObject({ conclusion: 'failure', output: { title: '1 secret found' } })
    for (const place of ['hidden.env', bad.slice(0, 10), 'line 1']) {
      expect(shown()).not.toContain(place)
    }
    expect(check(bad)?.output.annotations).toBeUndefined()
    const next = await save({ 'a.txt': 'two' }, [bad])
    await push(wip, next)
    expect(shown()).not.toContain('hidden.env')
    await push(wip, root)
    expect(shown()).not.toContain('hidden.env')
    await push('refs/heads/again', bad)
    await push('refs/heads/again', zeroId)
    expect(await upstream.refs(repository)).toEqual({ [main]: root, [wip]: root })
    const withdrawn = check(bad)
    expect(withdrawn?.output.summary).toContain('The commits were taken back')
  })
})

describe('quarantine', () => {
  test('of a branch whose name is a secret leaves no ref that shows it', async () => {
    await using bench = await start({ policy: policyText('quarantine') })
    const { root, save, push, upstream } = bench
    const next = await save({ 'a.txt': 'two' }, [root])
    await push(`refs/heads/token/${secretText('Ref2')}`, next, cursor)
    expect(await upstream.refs(repository)).toEqual({
      [main]: root,
      [`refs/cursor-guard/backup/heads/token/redacted/${next}`]: next,
    })
  })

  test('takes an agent’s branch back, keeps the commits, and does it once', async () => {
    await using bench = await start({ policy: policyText('quarantine') })
    const { root, save, push, check, upstream, written, scope } = bench
    const bad = await save({ 'k.env': leak() }, [root])
    const event = await push(wip, bad, cursor)
    const backup = `refs/cursor-guard/backup/heads/wip/${bad}`
    const refs = { [main]: root, [backup]: bad }
    expect(await upstream.refs(repository)).toEqual(refs)
    expect(check(bad)).toMatchObject({ conclusion: 'failure' })
    expect(check(bad)?.output.summary).toContain('put back to where it was')
    const { count } = written
    await scanPush(event, scope.again())
    expect(await upstream.refs(repository)).toEqual(refs)
    expect(written.count).toBe(count)
  })

  test('goes back over pushes that stand on the first with a secret', async () => {
    await using bench = await start({ policy: policyText('quarantine') })
    const { root, save, push, check, upstream, publish, scope } = bench
    const good = await save({ 'a.txt': 'two' }, [root])
    await push(wip, good, cursor)
    const bad = await save({ 'k.env': leak() }, [good])
    const onTop = await save({ 'a.txt': 'three' }, [bad])
    await publish(wip, onTop)
    await scanPush(pushEvent(wip, good, bad, cursor), scope.again())
    expect((await upstream.refs(repository))[wip]).toBe(onTop)
    expect(check(bad)?.output.summary).toContain('moved on before')
    await scanPush(pushEvent(wip, bad, onTop, cursor), scope.again())
    expect((await upstream.refs(repository))[wip]).toBe(good)
  })

  test('does not take off what a person has pushed on top of an agent’s secret', async () => {
    await using bench = await start({ policy: policyText('quarantine') })
    const { root, save, publish, scope, check, upstream } = bench
    const good = await save({ 'a.txt': 'two' }, [root])
    const bad = await save({ 'k.env': leak() }, [good])
    const author = 'A <a@example.com>'
    const onTop = await save({ 'k.env': leak(), b: '1' }, [bad], { author })
    for (const tip of [good, bad, onTop]) await publish(wip, tip)
    await scanPush(pushEvent(wip, zeroId, good, cursor), scope.again())
    await scanPush(pushEvent(wip, good, bad, cursor), scope.again())
    await scanPush(pushEvent(wip, bad, onTop), scope.again())
    expect((await upstream.refs(repository))[wip]).toBe(onTop)
    expect(check(onTop)).toMatchObject({ conclusion: 'failure' })
  })

  test('leaves a branch that moves on in the very moment', async () => {
    await using bench = await start({ policy: policyText('quarantine') })
    const { root, save, publish, push, check, upstream, written } = bench
    const bad = await save({ 'k.env': leak() }, [root])
    const later = await save({ 'a.txt': '9' }, [bad])
    written.beforeMutation = () => publish(wip, later)
    await push(wip, bad, cursor)
    expect((await upstream.refs(repository))[wip]).toBe(later)
    expect(check(bad)?.output.summary).toContain('moved on before')
  })

  test.each([
    { who: 'a person', ref: wip, sender: alice, author: 'A <a@example.com>' },
    { who: 'an agent on the default branch', ref: main, sender: cursor, author: undefined },
    {
      who: 'an agent on a protected branch',
      ref: 'refs/heads/rel',
      sender: cursor,
      author: undefined,
    },
  ])('does not touch what $who pushed', async ({ ref, sender, author }) => {
    const branches = 'branches:\n  - { match: [rel], force_push: deny }\n'
    await using bench = await start({ policy: policyText('quarantine', branches) })
    const { root, save, push, check, upstream } = bench
    const bad = await save({ 'k.env': leak() }, [root], author === undefined ? {} : { author })
    await push(ref, bad, sender)
    expect((await upstream.refs(repository))[ref]).toBe(bad)
    expect(check(bad)).toMatchObject({ conclusion: 'failure' })
  })

  test('knows an agent by its commits, whoever pushed them', async () => {
    await using bench = await start({ policy: policyText('quarantine') })
    const { root, save, push, upstream } = bench
    const author = 'Cursor Agent <cursoragent@cursor.com>'
    const bad = await save({ 'k.env': leak() }, [root], { author })
    await push(wip, bad)
    expect((await upstream.refs(repository))[wip]).toBeUndefined()
  })
})

describe('a pull request', () => {
  test('is looked at whole, with what its branch brought before anybody looked', async () => {
    await using bench = await startScanBench({ policy: policyText() })
    const { save, publish, scope, check, pulls } = bench
    const root = await save({ 'a.txt': 'one' })
    await publish(main, root)
    const bad = await save({ 'a.txt': 'one', 'k.env': leak() }, [root])
    const head = await save({ 'a.txt': 'two', 'k.env': leak() }, [bad])
    await publish(wip, head)
    await publish('refs/pull/5/head', head)
    pulls.push({ number: 5, head, baseSha: root })
    await sweepScans(scope.again())
    expect(check(head)).toMatchObject({ conclusion: 'failure' })
    await sweepScans(scope.again())
    expect(bench.written.count).toBe(1)
  })

  test('and the push of its head share one check run and one look', async () => {
    await using bench = await start()
    const { root, save, push, publish, scope, check, checks, pulls, upstream } = bench
    const head = await save({ 'k.env': leak() }, [root])
    await push(wip, head)
    await publish('refs/pull/5/head', head)
    pulls.push({ number: 5, head, baseSha: root })
    upstream.requests.length = 0
    await scanPull(pullEvent('opened', 5), scope.again())
    expect(upstream.requests).toEqual([])
    expect(check(head)).toMatchObject({
      conclusion: 'failure',
      output: { title: '1 secret found' },
    })
    expect(checks.filter(({ head_sha }) => head_sha === head).length).toBeLessThanOrEqual(2)
    const more = await save({ b: '1' }, [head])
    await push(wip, more)
    pulls.splice(0, 1, { number: 5, head: more, baseSha: root })
    await publish('refs/pull/5/head', more)
    await scanPull(pullEvent('synchronize', 5), scope.again())
    expect(check(more)).toMatchObject({ conclusion: 'failure' })
  })

  test('that is closed, or unlabelled, is left alone', async () => {
    await using bench = await start()
    const { root, scope, pulls, written } = bench
    pulls.push({ number: 5, head: root, baseSha: root, state: 'closed' })
    await scanPull(pullEvent('opened', 5), scope.again())
    await scanPull(pullEvent('unlabeled', 5), scope.again())
    await scanPull(pullEvent('opened', 6), scope.again())
    expect(written.count).toBe(0)
  })

  test('in a merge queue gets the check on the group’s head', async () => {
    await using bench = await start()
    const { root, save, publish, scope, check } = bench
    const bad = await save({ 'k.env': leak() }, [root])
    const group = await save({ 'k.env': leak(), 'a.txt': 'one' }, [root, bad])
    const ref = 'refs/heads/gh-readonly-queue/main/pr-5'
    await publish(ref, group)
    const merge_group = { head_ref: ref, head_sha: group, base_ref: main, base_sha: root }
    const event = { ...about, sender: alice, action: 'checks_requested', merge_group }
    await scanMergeGroup(event, scope.again())
    expect(check(group)).toMatchObject({ conclusion: 'failure' })
  })
})

test('a sweep looks at pushes no webhook told of', async () => {
  await using bench = await start()
  const { root, save, publish, scope, check } = bench
  const bad = await save({ 'k.env': leak() }, [root])
  await publish(wip, bad)
  await sweepScans(scope.again())
  expect(check(bad)).toMatchObject({ conclusion: 'failure' })
})
