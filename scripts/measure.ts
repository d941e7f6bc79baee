// Prints the figures of the house, and fails where one is out of bounds.
import { readdirSync } from 'node:fs'
import { basename, matchesGlob } from 'node:path'
import { exportsOf } from './house/exports.ts'
import { findCycles } from './house/find-cycles.ts'
import { functionsOf } from './house/functions.ts'
import { importsOf } from './house/imports.ts'
import { givenNames, sharedNames } from './house/shared-names.ts'
import { readSources } from './house/sources.ts'

const files = new Map([...readSources()].filter(([path]) => !path.includes('/generated/')))
const functions = [...files].flatMap(([path, source]) =>
  functionsOf(path, source).map((one) => ({ ...one, path })),
)

/** Prints one figure and what breaks its bound. */
function figure(name: string, value: number | string, broken: readonly string[]): void {
  console.log(`${broken.length > 0 ? '✗' : '✓'} ${name}: ${value}`)
  for (const line of broken) console.log(`    ${line}`)
  if (broken.length > 0) process.exitCode = 1
}

/** Functions whose `measure` is over `most`, the longest first. */
function over(measure: 'lines' | 'ownLines', most: number): string[] {
  return functions
    .filter((one) => one[measure] > most)
    .sort((a, b) => b[measure] - a[measure])
    .map(({ path, line, [measure]: lines }) => `${lines} ${path}:${line}`)
}

const longest = (measure: 'lines' | 'ownLines') => Math.max(...functions.map((one) => one[measure]))
figure('own lines of a function, at most 60', longest('ownLines'), over('ownLines', 60))
figure('lines of a function with all it holds, at most 150', longest('lines'), over('lines', 150))

const sizes = functions.map(({ lines }) => lines).filter((lines) => lines > 1)
sizes.sort((a, b) => a - b)
const percentile = (share: number) => sizes[Math.floor(sizes.length * share)] ?? 0
console.log(`  ${functions.length} functions, ${sizes.length} of more than one line`)
console.log(`  50 of 100 functions of more than one line have at most ${percentile(0.5)} lines`)
const p95 = percentile(0.95)
figure('95 of 100 have at most 40', p95, p95 > 40 ? ['cut the longest'] : [])

const lengths = [...files].map(([path, source]) => ({ path, lines: source.split('\n').length - 1 }))
const long = lengths.filter(({ lines }) => lines > 300).sort((a, b) => b.lines - a.lines)
figure(
  'lines of a file, at most 300',
  Math.max(...lengths.map(({ lines }) => lines)),
  long.map(({ path, lines }) => `${lines} ${path}`),
)

const entries = readdirSync(new URL('../src', import.meta.url))
figure('entries of src/, at most 12', entries.length, entries.length > 12 ? entries : [])

const cycles = findCycles(
  new Map([...files].map(([path, source]) => [path, importsOf(path, source)])),
)
figure(
  'circles of imports, none',
  cycles.length,
  cycles.map((circle) => circle.join(' → ')),
)

/** Names found at several paths and not listed as one thing. */
function repeated(named: readonly { name: string; path: string }[]): string[] {
  const paths = Map.groupBy(named, ({ name }) => name)
  return [...paths]
    .filter(([name, { length }]) => length > 1 && sharedNames[name] === undefined)
    .map(([name, found]) => `${name}: ${found.map(({ path }) => path).join(', ')}`)
}

const ownNames = [...files.keys()].filter(
  (path) => !givenNames.some((glob) => matchesGlob(path, glob)),
)
const fileNames = repeated(ownNames.map((path) => ({ name: basename(path), path })))
figure('names of several files, none', fileNames.length, fileNames)
const exported = repeated(
  [...files].flatMap(([path, source]) => exportsOf(path, source).map((name) => ({ name, path }))),
)
figure('names of several exports, none', exported.length, exported)
