import { matchesGlob } from 'node:path'
import { findCycles } from './find-cycles.ts'
import { importsOf } from './imports.ts'
import { type Ring, rings } from './rings.ts'

/**
 * Whatever a file imports without being allowed to, one sentence each, and every circle of imports.
 *
 * @param files path from the repository's root → source
 */
export function checkImports(files: ReadonlyMap<string, string>): string[] {
  const imports = new Map(
    [...files].map(([path, source]) => [path, importsOf(path, source)] as const),
  )
  const refused = [...imports].flatMap(([path, named]) => checkFile(path, named))
  const circles = findCycles(imports).map((circle) => `circle: ${circle.join(' → ')}`)
  return [...refused, ...circles]
}

function checkFile(path: string, named: ReadonlySet<string>): string[] {
  const lines = Object.entries(rings).filter(([place]) => matchesGlob(path, place))
  const [line] = lines
  if (line === undefined || lines.length > 1) {
    return [`${path}: ${lines.length} lines of scripts/house/rings.ts name this place; one has to`]
  }
  const [place, ring] = line
  return [...named]
    .filter((name) => !isAllowed(name, place, ring))
    .map((name) => `${path}: may not import ${name}; see ${place} in scripts/house/rings.ts`)
}

function isAllowed(name: string, place: string, { house = [], node = [], packages = [] }: Ring) {
  if (name.startsWith('node:')) return node.includes(name.slice('node:'.length))
  return (
    [place, ...house].some((glob) => matchesGlob(name, glob)) ||
    packages.some((one) => name === one || name.startsWith(`${one}/`))
  )
}
