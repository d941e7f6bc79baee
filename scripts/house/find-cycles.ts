/** Circles in a graph of imports, each as the files on the way from one file back to itself. */
export function findCycles(imports: ReadonlyMap<string, ReadonlySet<string>>): string[][] {
  const done = new Set<string>()
  const way: string[] = []
  const circles: string[][] = []
  const visit = (path: string) => {
    const at = way.indexOf(path)
    if (at >= 0) circles.push([...way.slice(at), path])
    if (at >= 0 || done.has(path)) return
    way.push(path)
    for (const next of imports.get(path) ?? []) visit(next)
    way.pop()
    done.add(path)
  }
  for (const path of imports.keys()) visit(path)
  return circles
}
