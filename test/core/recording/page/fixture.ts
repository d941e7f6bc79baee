import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect } from '@jest/globals'
import type { Browser, Page } from 'playwright-core'
import type { Verification } from '../../../../src/core/recording/chain.ts'
import {
  type PageLimits,
  renderReplayPage,
} from '../../../../src/core/recording/page/render-page.ts'
import { readRecording } from '../../../../src/core/recording/read.ts'
import { describeEntries } from '../../../../src/core/recording/timeline/describe-entries.ts'
import { type TimelineItem, timeline } from '../../../../src/core/recording/timeline/timeline.ts'
import { type OpenedPage, openPage, startBrowser } from '../browser.ts'
import { story, stream, type Timed, write } from '../sample-session.ts'

export async function render(
  items: AsyncGenerator<TimelineItem, Verification>,
  limits: Partial<PageLimits> = {},
): Promise<string> {
  let html = ''
  for await (const piece of renderReplayPage(items, limits)) html += piece
  return html
}

export const renderLines = (lines: readonly Uint8Array[], limits?: Partial<PageLimits>) =>
  render(timeline(describeEntries(readRecording(stream(lines)), 64_000)), limits)

/**
 * A real browser for the tests of one file. After each test the page must have asked for nothing but
 * itself, and nothing may have gone wrong in it.
 */
export function usePages() {
  const scratch = mkdtempSync(join(tmpdir(), 'page-'))
  let browser: Browser
  let opened: OpenedPage | undefined
  beforeAll(async () => {
    browser = await startBrowser()
  })
  afterEach(async () => {
    if (opened === undefined) return
    const { page, troubles, requests } = opened
    opened = undefined
    const address = page.url().replace(/#.*/, '')
    await page.close()
    expect({ troubles, requests }).toEqual({ troubles: [], requests: [address] })
  })
  afterAll(async () => {
    await browser.close()
    rmSync(scratch, { recursive: true, force: true })
  })

  const open = async (html: string, options?: Parameters<typeof openPage>[2]): Promise<Page> => {
    const path = join(scratch, 'replay.html')
    writeFileSync(path, html)
    opened = await openPage(browser, path, options)
    return opened.page
  }
  return {
    open,
    openStory: async (entries: Timed = story) => open(await renderLines(write(entries).lines)),
    /** For a test that provokes what the browser then reports. */
    forgive() {
      opened?.troubles.splice(0)
      opened?.requests.splice(1)
    },
  }
}
