import { createHash } from 'node:crypto'
import { html, raw } from 'hono/html'
import { pagesStyle } from './generated/pages-style.ts'

/** Markup that is safe to send: what was put into it is escaped. */
export type Html = ReturnType<typeof html>

/** The frame of every page: its title, the style, and the name above what the page says. */
export const layout = (title: string, body: Html): Html => html`<!doctype html>
  <html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width" />
      <title>cursor-guard: ${title}</title>
      <style>${raw(pagesStyle)}</style>
    </head>
    <body>
      <header><h1>cursor-guard <small>${title}</small></h1></header>
      <main>${body}</main>
    </body>
  </html>`

/** The source for `style-src` in a content security policy that allows the style of the layout alone. */
export const layoutStyleSource = `'sha256-${createHash('sha256').update(pagesStyle).digest('base64')}'`
