// Bundles what runs in a browser into modules that hold it as text, so that a page can be rendered
// from the sources and from the action's bundle alike.
//   node scripts/browser-code.ts           writes them
//   node scripts/browser-code.ts --check   fails when one is not current
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { build } from 'esbuild'

const root = join(import.meta.dirname, '..')

const bundles = [
  {
    from: 'src/browser/replay-page/page.ts',
    into: 'src/core/recording/page/generated/page-script.ts',
    name: 'pageScript',
  },
  {
    from: 'src/browser/replay-page/page.css',
    into: 'src/core/recording/page/generated/page-style.ts',
    name: 'pageStyle',
  },
  {
    from: 'src/browser/server-pages/pages.css',
    into: 'src/server/pages/generated/pages-style.ts',
    name: 'pagesStyle',
  },
]

/** Readable rather than minified: whoever opens a page may want to know what runs in it. */
async function bundle(from: string): Promise<string> {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [from],
    bundle: true,
    write: false,
    platform: 'browser',
    format: 'iife',
    target: 'es2022',
    charset: 'utf8',
    logLevel: 'silent',
  })
  const text = outputFiles.map((file) => file.text).join('')
  // It stands in an element of its own, which nothing in it may end.
  if (/<\/(script|style)|<!--/i.test(text)) throw new Error(`${from} cannot stand in a page`)
  return text
}

const asModule = (text: string, { from, name }: (typeof bundles)[number]): string =>
  `// Made by scripts/browser-code.ts from ${from}: change that and run \`npm run generate\`.
export const ${name} = \`\n${text.replace(/[\\`]|\$\{/g, '\\$&')}\`
`

const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } })
for (const one of bundles) {
  const path = join(root, one.into)
  const text = asModule(await bundle(one.from), one)
  if (!values.check) {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
  } else if (readFileSync(path, 'utf8') !== text) {
    console.error(`${one.into} is out of date: run \`npm run generate\``)
    process.exitCode = 1
  }
}
