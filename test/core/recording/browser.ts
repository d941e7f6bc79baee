import { existsSync } from 'node:fs'
import { type Browser, chromium, type Locator, type Page } from 'playwright-core'

const usualPaths = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

/** A real browser. Without one the tests fail: what people open must have been opened once. */
export async function startBrowser(): Promise<Browser> {
  const named = process.env.CHROMIUM_PATH
  const executablePath = named ?? usualPaths.find((path) => existsSync(path))
  if (executablePath === undefined || !existsSync(executablePath)) {
    throw new Error('no Chromium: install one, or name it in CHROMIUM_PATH')
  }
  const args = [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-background-networking',
    '--no-first-run',
  ]
  return chromium.launch({ executablePath, args })
}

export interface OpenedPage {
  page: Page
  /** Every address that was asked for. */
  requests: string[]
  /** Console errors and warnings, uncaught errors, dialogs, violations of the page's policy. */
  troubles: string[]
}

/** Opens a page from a file and notes everything that it should not do. */
export async function openPage(
  browser: Browser,
  path: string,
  options: Parameters<Browser['newPage']>[0] = {},
): Promise<OpenedPage> {
  const page = await browser.newPage({ viewport: { width: 1_280, height: 800 }, ...options })
  const requests: string[] = []
  const troubles: string[] = []
  page.on('request', (request) => requests.push(request.url()))
  page.on('pageerror', (error) => troubles.push(`error: ${error.message}`))
  page.on('dialog', async (dialog) => {
    troubles.push(`dialog: ${dialog.message()}`)
    await dialog.dismiss()
  })
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) troubles.push(`console: ${message.text()}`)
  })
  await page.goto(`file://${path}`)
  return { page, requests, troubles }
}

/** The text of an element as a person sees it, without what is hidden. */
export const textOf = (locator: Locator): Promise<string> =>
  // biome-ignore lint/performance/useDomNodeTextContent: hidden text must not count as shown.
  locator.innerText()
