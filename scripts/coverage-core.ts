// How much of the core its own tests run: lines that hold a statement, types and comments left out.
//   npm run coverage:core                       the whole core; fails below the floor
//   npm run coverage:core -- policy secrets     these folders of it alone
import { spawnSync } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { join, relative } from 'node:path'

/** What jest writes of a file: statements by number, and how often each ran. */
interface FileCoverage {
  path: string
  statementMap: Record<string, { start: { line: number } }>
  s: Record<string, number>
}

const floorPercent = 95
const worstFiles = 15

const root = join(import.meta.dirname, '..')
const report = join(root, 'coverage', 'core')
const folders = process.argv.slice(2).map((folder) => folder.replace(/^(src|test)\/core\//, ''))
const under = folders.length === 0 ? [''] : folders.map((folder) => `/${folder}`)

rmSync(report, { recursive: true, force: true })
const jest = [
  ...['--disable-warning=ExperimentalWarning', '--experimental-vm-modules'],
  ...['node_modules/jest/bin/jest.js', '--config', 'jest.quick.config.mjs'],
  ...['--coverage', '--coverageProvider=babel', '--coverageReporters=json'],
  `--coverageDirectory=${report}`,
  ...under.map((folder) => `--collectCoverageFrom=src/core${folder}/**/*.ts`),
  ...under.map((folder) => `test/core${folder}/`),
]
const { status } = spawnSync(process.execPath, jest, { cwd: root, stdio: 'inherit' })
if (status !== 0) process.exit(status ?? 1)

const found = JSON.parse(readFileSync(join(report, 'coverage-final.json'), 'utf8')) as Record<
  string,
  FileCoverage
>
const files = Object.values(found).map(({ path, statementMap, s }) => {
  const lines = new Map<number, boolean>()
  for (const [id, { start }] of Object.entries(statementMap)) {
    lines.set(start.line, lines.get(start.line) === true || (s[id] ?? 0) > 0)
  }
  const missed = [...lines].flatMap(([line, ran]) => (ran ? [] : [line]))
  return { name: relative(root, path), lines: lines.size, missed: missed.toSorted((a, b) => a - b) }
})
const all = files.reduce((sum, { lines }) => sum + lines, 0)
const run = all - files.reduce((sum, { missed }) => sum + missed.length, 0)
// A folder without a statement, or a name that is none, proves nothing.
const percent = all === 0 ? 0 : (100 * run) / all

const worst = files.filter(({ missed }) => missed.length > 0)
worst.sort((a, b) => b.missed.length - a.missed.length)
if (worst.length > 0) console.log('\nlines that no test of the core runs, most first:')
for (const { name, lines, missed } of worst.slice(0, worstFiles)) {
  console.log(`${missed.length} of ${lines}  ${name}: ${ranges(missed)}`)
}
console.log(`\ncore: ${percent.toFixed(2)} % of ${all} lines (at least ${floorPercent} %)`)
process.exitCode = percent < floorPercent ? 1 : 0

/** `3, 7-9` for 3, 7, 8, 9. */
function ranges(lines: readonly number[]): string {
  const spans: { from: number; to: number }[] = []
  for (const line of lines) {
    const last = spans.at(-1)
    if (last !== undefined && last.to + 1 === line) last.to = line
    else spans.push({ from: line, to: line })
  }
  return spans.map(({ from, to }) => (from === to ? `${from}` : `${from}-${to}`)).join(', ')
}
