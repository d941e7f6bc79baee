import { expect, test } from '@jest/globals'
import type { Verification } from '../../../../src/core/recording/chain.ts'
import { readRecording } from '../../../../src/core/recording/read.ts'
import type { DescribedEntry } from '../../../../src/core/recording/timeline/described-entry.ts'
import { type TimelineItem, timeline } from '../../../../src/core/recording/timeline/timeline.ts'
import { until } from '../../../support/until.ts'
import { textOf } from '../browser.ts'
import { session, stream, type Timed, write } from '../sample-session.ts'
import { render, renderLines, usePages } from './fixture.ts'
import { contrasts, nextFrames } from './in-page.ts'

const { open, openStory } = usePages()

test('the head says whose session it was, what happened and what is proven', async () => {
  const page = await openStory()
  expect(await page.title()).toBe('acme/storefront · cursor-guard replay')
  const head = (await textOf(page.locator('header'))).replaceAll(/\s+/g, ' ')
  for (const said of [
    'Intact, sealed, unsigned',
    'Level L0',
    'Record complete',
    'workflow agent.yml',
    'run 9120443871.1',
    'actor mara-lindqvist',
    '.github/cursor-guard.yml (enforce)',
    '1 prompt',
    '5 tool calls',
    '2 denied',
    '1 held',
  ]) {
    expect(head).toContain(said)
  }
  await page.getByText('What this record proves').click()
  await page.getByText('unsigned: shows damage, not rewriting').waitFor()
})

test('it opens at the prompt; keys and buttons step through it', async () => {
  const page = await openStory()
  const selected = () => textOf(page.locator('.row.selected .title'))
  const steps: [press: string, title: string][] = [
    ['j', 'Thinking'],
    ['ArrowRight', 'Answer'],
    ['k', 'Thinking'],
    ['End', 'Sealed: record complete, level L0'],
    ['Home', 'Session 7c1f0e2a-3b54-4c8e-9a55-0d1d5d1b7a10 began'],
    ['n', 'Prompt to claude-4-sonnet'],
    ['n', 'shell terraform destroy -auto-approve'],
  ]
  expect(await selected()).toBe('Prompt to claude-4-sonnet')
  for (const [press, title] of steps) {
    await page.keyboard.press(press)
    expect(await selected()).toBe(title)
    expect(await textOf(page.locator('#detail h2'))).toBe(title)
  }
  await page.getByRole('button', { name: 'Next' }).click()
  expect(await selected()).toBe('shell npm run migrate')
  expect(page.url()).toMatch(/#n=23$/)
})

test('it plays at the chosen speed, dims what is to come, pauses and stops at the end', async () => {
  const page = await openStory()
  const at = async () => Number(await page.locator('#scrubber').inputValue())
  await page.getByLabel('Speed').selectOption('0.5')
  await page.getByRole('button', { name: 'Play' }).click()
  await page.getByRole('button', { name: 'Pause' }).waitFor()
  expect(await page.locator('.row.future').count()).toBeGreaterThan(3)
  await until(async () => (await at()) >= 2)
  await page.keyboard.press('Space')
  await page.getByRole('button', { name: 'Play' }).waitFor()
  const paused = await at()
  await page.evaluate(nextFrames)
  expect(await at()).toBe(paused)

  await page.getByLabel('Speed').selectOption('16')
  await page.locator('#play').click()
  await page.locator('.row.selected', { hasText: 'Sealed' }).waitFor()
  await page.getByRole('button', { name: 'Play' }).waitFor()
  await page.locator('.row.future').waitFor({ state: 'detached' })
  expect(await at()).toBe(15)
})

test('it is filtered by kind and by text', async () => {
  const page = await openStory()
  const titles = () => page.locator('.row .title').allInnerTexts()
  await page.getByRole('button', { name: /^Denied/ }).click()
  expect(await titles()).toEqual([
    'shell terraform destroy -auto-approve',
    'Connection to paste.example.net:443: denied',
  ])
  await page.getByRole('button', { name: /^Held/ }).click()
  expect(await titles()).toHaveLength(3)
  await page.keyboard.press('Escape')
  expect(await titles()).toHaveLength(await page.locator('.row').count())

  await page.keyboard.press('/')
  await page.keyboard.type('DEGRADED')
  await page.locator('.matches', { hasText: '3 of 16' }).waitFor()
  expect(await titles()).toEqual([
    'edit src/server.ts',
    'shell npm test -- test/server.test.ts',
    'Answer',
  ])
  expect(await textOf(page.locator('#detail mark').first())).toBe('degraded')
  await page.getByLabel('Search the session').fill('no such words')
  await page.getByText('Nothing matches the filter.').waitFor()
  await page.getByLabel('Search the session').press('Escape')
  await page.locator('.matches', { hasText: '16 items' }).waitFor()
})

test('a prompt is shown with its answers and calls, and a click goes there', async () => {
  const page = await openStory()
  const turns = page.locator('.conversation .turn')
  expect(await textOf(turns.first())).toContain('Add a health endpoint')
  expect(await turns.filter({ hasText: '/health' }).count()).toBeGreaterThan(1)
  await page.locator('.turn.step', { hasText: 'edit src/server.ts' }).click()
  expect(await textOf(page.locator('#detail h2'))).toBe('edit src/server.ts')
})

test('a click counts though the list is drawn anew while the button is down', async () => {
  const page = await openStory()
  const row = page.locator('.row', { hasText: 'terraform destroy' })
  await row.scrollIntoViewIfNeeded()
  await page.evaluate(nextFrames)
  await row.hover()
  await page.mouse.down()
  await page.locator('#list').dispatchEvent('scroll')
  await page.evaluate(nextFrames)
  await page.mouse.up()
  expect(await textOf(page.locator('#detail h2'))).toContain('terraform destroy')
})

test('a diff is coloured, a verdict shows how it was judged, an approval who decided', async () => {
  const page = await openStory()
  const detail = page.locator('#detail')
  await page.locator('.row', { hasText: 'edit src/server.ts' }).click()
  expect(await textOf(detail.locator('.counts'))).toBe('+4 −1')
  const colour = (kind: string) =>
    page.evaluate(`getComputedStyle(document.querySelector('.diff .${kind}')).backgroundColor`)
  expect(new Set([await colour('plus'), await colour('minus'), await colour('at')]).size).toBe(3)

  await page.locator('.row', { hasText: 'terraform destroy' }).click()
  expect(await textOf(detail.locator('.tree .matched'))).toMatch(
    /no destructive commands\s+deny\s+repository/,
  )
  expect(await detail.locator('.tree .matched tbody tr').allInnerTexts()).toEqual([
    'yes\twhen.tool\tshell\tshell',
    'yes\twhen.command\tterraform destroy\tterraform destroy -auto-approve',
  ])
  await page.locator('.row', { hasText: 'npm run migrate' }).click()
  expect(await textOf(detail)).toMatch(/Approved by jonas-okafor[\s\S]*checked with the data team/)
})

test.each([
  {
    state: 'broken',
    lines: write().lines.with(5, Buffer.from('{}\n')),
    badge: 'Broken',
    says: 'BROKEN at line 6',
  },
  {
    state: 'unsealed',
    lines: write().lines.slice(0, -1),
    badge: 'Intact, unsealed',
    says: 'intact but unsealed',
  },
])('a recording that is $state is said to be', async ({ lines, badge, says }) => {
  const page = await open(await renderLines(lines))
  await page.locator('.badge', { hasText: badge }).waitFor()
  if (badge === 'Broken') {
    expect(await textOf(page.getByRole('alert'))).toContain(says)
    await page.locator('.row', { hasText: 'cannot be read' }).first().click()
    expect(await textOf(page.locator('#detail'))).toContain('The record is broken from here on')
    expect(await page.locator('.row .chip', { hasText: 'unproven' }).count()).toBeGreaterThan(3)
  } else {
    await page.getByText('What this record proves').click()
    expect(await textOf(page.locator('.proof'))).toContain(says)
  }
})

async function* many(count: number): AsyncGenerator<TimelineItem, Verification> {
  async function* notes(): AsyncGenerator<DescribedEntry, Verification> {
    for (let seq = 0; seq < count; seq += 1) {
      yield {
        seq,
        t: seq * 40,
        kind: 'note',
        tone: seq % 997 === 0 ? 'bad' : 'plain',
        title: `note number ${seq}`,
        tags: ['note'],
        proven: true,
      }
    }
    const reading = readRecording(stream(write().lines))
    for (;;) {
      const step = await reading.next()
      if (step.done === true) return step.value
    }
  }
  return yield* timeline(notes())
}

test('100,000 entries stay usable: only the rows in sight exist', async () => {
  const html = await render(many(100_000))
  const startedAt = performance.now()
  const page = await open(html)
  await page.locator('.row').first().waitFor()
  expect(performance.now() - startedAt).toBeLessThan(8_000)
  await page.keyboard.press('End')
  await page.locator('.row.selected', { hasText: 'note number 99999' }).waitFor()
  expect(await page.locator('.row').count()).toBeLessThan(60)
  await page.getByLabel('Search the session').fill('number 54321')
  await page.locator('.matches', { hasText: '1 of 100,000' }).waitFor()
  expect(await textOf(page.locator('#detail h2'))).toBe('note number 54321')
})

test.each([
  { by: 'items', limits: { maxItems: 50 }, shown: 50 },
  { by: 'size', limits: { maxCharacters: 8_000 }, shown: undefined },
])('what does not fit by $by is counted and said', async ({ limits, shown }) => {
  const page = await open(await render(many(300), limits))
  const note = await textOf(page.locator('header .note'))
  const [, kept, left] =
    /holds (\d+) items; (\d+) more \(none of them refused or damaged\) are/.exec(note) ?? []
  expect(Number(kept) + Number(left)).toBe(300)
  if (shown !== undefined) expect(Number(kept)).toBe(shown)
  await page.locator('.matches', { hasText: `${kept} items` }).waitFor()
})

test('what was refused is kept, though a flood before it filled the page', async () => {
  const flood: Timed = Array.from({ length: 60 }, (_, index) => [
    index,
    { kind: 'response', run: `r${index}`, text: 'x'.repeat(3_000) },
  ])
  const entries: Timed = [
    [0, session],
    ...flood,
    [
      90,
      { kind: 'verdict', subject: 'push', verdict: 'deny', effective: 'deny', rule: 'no pushes' },
    ],
  ]
  const { lines } = write(entries)
  const page = await open(await renderLines(lines, { maxCharacters: 20_000 }))
  await page.keyboard.press('End')
  await page.locator('.row.selected', { hasText: 'Denied by "no pushes"' }).waitFor()
  await page.keyboard.press('k')
  expect(await textOf(page.locator('#detail'))).toContain('Only the beginning of 2.9 KiB is shown')
})

test('parts have names and roles, and there is a list of keys', async () => {
  const page = await openStory()
  const timelineBox = page.getByRole('listbox', { name: 'Timeline' })
  expect(await textOf(timelineBox.getByRole('option', { selected: true }))).toContain('Prompt to')
  const active = await timelineBox.getAttribute('aria-activedescendant')
  expect(await page.locator(`#${active}`).getAttribute('aria-selected')).toBe('true')
  for (const name of ['First', 'Previous', 'Play', 'Next', 'Last', 'Light or dark', 'Keys']) {
    expect(await page.getByRole('button', { name, exact: true }).count()).toBe(1)
  }
  expect(await page.getByRole('slider', { name: 'Position in the session' }).count()).toBe(1)
  await page.keyboard.press('?')
  await page.getByRole('dialog', { name: 'Keys' }).waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('dialog', { name: 'Keys' }).waitFor({ state: 'hidden' })
})

test.each(['light', 'dark'] as const)(
  'text can be read in %s, and t changes to the other',
  async (colorScheme) => {
    const page = await open(await renderLines(write().lines), { colorScheme })
    const luminance = () => page.evaluate<{ low: string[]; body: number }>(contrasts)
    const first = await luminance()
    expect(first.low).toEqual([])
    await page.keyboard.press('t')
    await until(async () => (await luminance()).body > 0.5 === (colorScheme === 'dark'))
    await page.evaluate('Promise.all(document.getAnimations().map(({ finished }) => finished))')
    const second = await luminance()
    expect(second.low).toEqual([])
    expect(first.body > 0.5).toBe(colorScheme === 'light')
    expect(second.body > 0.5).toBe(colorScheme === 'dark')
  },
)

test('on a narrow screen nothing is cut off', async () => {
  const page = await open(await renderLines(write().lines), {
    viewport: { width: 390, height: 800 },
  })
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390)
  await page.keyboard.press('n')
  expect(await textOf(page.locator('#detail h2'))).toContain('terraform')
})

test('a push that was refused for two of its refs is one denied action, with its badge, why, and words', async () => {
  const place = { call: 'push-1' }
  const zeros = '0'.repeat(40)
  const verdict = (rule: string) => ({
    kind: 'verdict' as const,
    subject: 'push',
    verdict: 'deny',
    effective: 'deny',
    rule,
    reason: `${rule} says no.`,
    ...place,
  })
  const push = {
    kind: 'push' as const,
    ...place,
    repository: 'acme/shop',
    outcome: 'refused',
    updates: [
      { ref: 'refs/heads/main', old: 'a'.repeat(40), new: 'b'.repeat(40), update: 'rewrite' },
      { ref: 'refs/heads/old', old: 'c'.repeat(40), new: zeros, update: 'delete' },
    ],
  }
  const timed: Timed = [
    [0, session],
    [1, verdict('no rewrites')],
    [1, verdict('no deletions')],
    [2, push],
    // Nobody looked into this one: no verdict says it.
    [3, { ...push, call: 'push-2', why: 'stale' }],
  ]
  const page = await open(await renderLines(write(timed).lines))
  const tile = page.locator('.tiles li', { hasText: 'denied' })
  expect(await textOf(tile.locator('strong'))).toBe('2')
  const filter = page.getByRole('button', { name: /^Denied/ })
  expect(await textOf(filter.locator('.count'))).toBe('2')
  await filter.click()
  expect(await page.locator('.row .title').allInnerTexts()).toEqual([
    'Push to acme/shop: refused',
    'Push to acme/shop: refused',
  ])
  const row = page.locator('.row').first()
  expect(await textOf(row)).toContain('denied')
  expect(await textOf(row)).toContain('no rewrites says no.')
  await row.click()
  const detail = await textOf(page.locator('#detail'))
  expect(detail).toContain('rewritten, aaaaaaaaaa → bbbbbbbbbb')
  expect(detail).toContain('deleted, was cccccccccc')
  expect(detail).not.toMatch(/[[{]"/)
})
