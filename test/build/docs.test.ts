import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from '@jest/globals'

const root = join(import.meta.dirname, '..', '..')
const pages = globSync(['*.md', 'docs/**/*.md'], { cwd: root })

/** Files and folders of the sources that a page names in backticks, without patterns like `<lane>`. */
const namedFiles = (text: string): string[] =>
  [...text.matchAll(/`((?:src|action|test|scripts|bench|deploy)\/[\w./-]+)`/g)].map(
    ([, path = '']) => path,
  )

test('there are pages to look at', () => expect(pages.length).toBeGreaterThan(12))

test.each(pages.filter((page) => page !== 'CHANGELOG.md'))(
  '%s names files that are there',
  (page) => {
    const missing = namedFiles(readFileSync(join(root, page), 'utf8')).filter(
      (path) => !existsSync(join(root, path)),
    )
    expect(missing).toEqual([])
  },
)

test.each(pages)('%s links to pages that are there', (page) => {
  const text = readFileSync(join(root, page), 'utf8').replace(/```[\s\S]*?```/g, '')
  const links = [...text.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)].map(([, to = '']) => to)
  expect(links.filter((to) => !existsSync(join(root, dirname(page), to)))).toEqual([])
})

const examples = ['README.md', 'docs/action.md'].flatMap((page) =>
  [...readFileSync(join(root, page), 'utf8').matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(
    ([, text = '']) => ({ page, text }),
  ),
)

test.each([
  { starts: /run: agent /, installs: /cursor\.com\/install.*GITHUB_PATH/s },
  { starts: /run: node agent\.mjs /, installs: /setup-node.*npm install .*@cursor\/sdk/s },
])('a workflow that starts a client ($starts) installs it before', ({ starts, installs }) => {
  const starting = examples.filter(({ text }) => starts.test(text))
  expect(starting.length).toBeGreaterThan(0)
  for (const { page, text } of starting) {
    const before = text.slice(0, text.search(starts))
    expect({ page, before }).toEqual({ page, before: expect.stringMatching(installs) })
  }
})
