import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { detectors } from '../src/core/secrets/detectors/index.ts'

const file = fileURLToPath(new URL('../docs/secret-rules.md', import.meta.url))

/** The table of all rules as Markdown, in the order of their issuers. */
function render(): string {
  const rules = detectors.toSorted(
    (a, b) => a.provider.localeCompare(b.provider, 'en') || a.id.localeCompare(b.id, 'en'),
  )
  const rewriting = rules.filter((rule) => rule.tier === 'rewrite').length
  const providers = new Set(rules.map((rule) => rule.provider)).size
  const rows = rules.map(
    ({ id, provider, tier, revoke }) =>
      `| \`${id}\` | ${cell(provider)} | ${tier} | ${cell(revoke)} |`,
  )
  return `# Secret rules

${rules.length} rules for credentials of ${providers} issuers. ${rewriting} of them *rewrite*: what they find is masked in
streams and in written files. The others *report*: they name what they find and can stop a push, and
never change a byte. Made by \`scripts/secret-rules.ts\` from the table in \`src/core/secrets/detectors/\`.

| Rule | Issuer | Tier | When it was found |
|---|---|---|---|
${rows.join('\n')}
`
}

const cell = (text: string) => text.replaceAll('|', '\\|')

const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } })
const text = render()
if (!values.check) {
  writeFileSync(file, text)
} else if (readFileSync(file, 'utf8') !== text) {
  console.error('docs/secret-rules.md is out of date: run `node scripts/secret-rules.ts`')
  process.exitCode = 1
}
