import { globSync, readFileSync } from 'node:fs'

const root = new URL('../../', import.meta.url)

/** Everything that is shipped: path from the repository's root → source. */
export function readSources(): ReadonlyMap<string, string> {
  const paths = globSync(['src/**/*.{ts,tsx,mts,cts,js,mjs,cjs}', 'action/*.{ts,mts,js,mjs}'], {
    cwd: root,
  })
  return new Map(paths.sort().map((path) => [path, readFileSync(new URL(path, root), 'utf8')]))
}
