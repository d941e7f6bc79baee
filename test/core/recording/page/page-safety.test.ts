import { expect, test } from '@jest/globals'
import { textOf } from '../browser.ts'
import { session, write } from '../sample-session.ts'
import { renderLines, usePages } from './fixture.ts'
import { attack } from './in-page.ts'

const pages = usePages()

test('the policy of the page allows its own script and style and nothing else', async () => {
  const html = await renderLines(write().lines)
  const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? ''
  const directives = policy
    .split('; ')
    .map((directive) => directive.replace(/'sha256-[\w+/=]{44}'/, 'HASH'))
  expect(directives).toEqual([
    "default-src 'none'",
    'script-src HASH',
    'style-src HASH',
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ])
  expect(html).not.toMatch(/\s(on\w+|style|src|href)=/)
})

const hostile =
  '</script><script>window.owned = 1</script><img src=x onerror="window.owned = 2">' +
  '<!--<svg onload=alert(1)>\u001b[31mred\u001b]8;;http://example.com\u0007\u202egnp.exe\u2066 {{1+1}}'

test('hostile content in every place is text that does nothing', async () => {
  const run = hostile
  const page = await pages.openStory([
    [
      0,
      {
        ...session,
        session: hostile,
        guard: hostile,
        identity: { repository: hostile, workflow: hostile, [hostile]: hostile },
      } as typeof session,
    ],
    [1, { kind: 'prompt', run, text: hostile, model: hostile }],
    [2, { kind: 'response', run, text: `\`${hostile}\`\n\`\`\`html\n${hostile}\n\`\`\`\n` }],
    [
      3,
      {
        kind: 'tool-call',
        run,
        call: hostile,
        tool: hostile,
        subject: { command: hostile },
        arguments: hostile,
      },
    ],
    [
      4,
      { kind: 'file-write', run, call: hostile, path: hostile, diff: `+${hostile}\n-${hostile}` },
    ],
    [5, { kind: 'note', text: hostile, [hostile]: hostile }],
  ])
  const count = await page.locator('.row').count()
  expect(count).toBe(6)
  for (let index = 0; index < count - 1; index += 1) {
    await page.locator('.row').nth(index).click()
    expect(await textOf(page.locator('#detail'))).toContain('onerror')
  }
  await page.getByText('What this record proves').click()
  expect(await page.locator('img, iframe, object, embed, a, body script:not([type])').count()).toBe(
    1,
  )
  expect(await page.evaluate('window.owned')).toBeUndefined()
  const text = await textOf(page.locator('body'))
  expect(text).toContain('⟨U+202E⟩'.slice(1, -1))
  expect(text).not.toMatch(/[\u001b\u0007\u202e\u2066]/)
  expect(await textOf(page.locator('.unseen').first())).toBe('ESC')
})

test('even a script that got into the page could neither run markup nor reach anyone', async () => {
  const page = await pages.openStory()
  expect(await page.evaluate(attack)).toEqual({
    violations: ['connect-src', 'img-src', 'require-trusted-types-for', 'style-src-attr'],
    changed: false,
  })
  pages.forgive()
})
