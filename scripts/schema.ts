// Writes docs/cursor-guard.schema.json, which editors complete the policy with; `--check` compares.
import { readFileSync, writeFileSync } from 'node:fs'
import { policyJsonSchema } from '../src/core/policy/file/json-schema.ts'

const target = new URL('../docs/cursor-guard.schema.json', import.meta.url)
const text = policyJsonSchema()

if (process.argv.includes('--check')) {
  let current = ''
  try {
    current = readFileSync(target, 'utf8')
  } catch {
    // A missing file is a stale one.
  }
  if (current !== text) {
    console.error(
      'docs/cursor-guard.schema.json is not what src/core/policy says; run: npm run generate',
    )
    process.exitCode = 1
  }
} else {
  writeFileSync(target, text)
}
