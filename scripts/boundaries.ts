// Refuses every import that scripts/house/rings.ts does not list.
import { checkImports } from './house/check-imports.ts'
import { readSources } from './house/sources.ts'

const files = readSources()
const refused = checkImports(files)
for (const line of refused) console.error(line)
console.log(`${files.size} files, ${refused.length} imports refused`)
process.exitCode = refused.length > 0 ? 1 : 0
