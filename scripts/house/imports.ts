import { posix } from 'node:path'
import { type Expression, parseSync, Visitor } from 'oxc-parser'

/**
 * What a source names in `import`, `export … from`, `import()` and `import('…').Type`, types too:
 * a package, a module of node's, or the path of a file of the house.
 *
 * @param path of the source, from the repository's root
 * @throws {Error} when it cannot be read, or imports what it computes
 */
export function importsOf(path: string, source: string): ReadonlySet<string> {
  const { program, errors } = parseSync(path, source)
  if (errors[0]) throw new Error(`${path} cannot be read: ${errors[0].message}`)
  const named = new Set<string>()
  const add = (name: Expression | null) => {
    if (name === null) return
    if (name.type !== 'Literal' || typeof name.value !== 'string') {
      throw new Error(`${path} imports what it computes; nobody can tell what that may be`)
    }
    const isHouse = name.value.startsWith('.') || name.value.startsWith('/')
    named.add(isHouse ? posix.join(posix.dirname(path), name.value) : name.value)
  }
  new Visitor({
    ImportDeclaration: (node) => add(node.source),
    ExportNamedDeclaration: (node) => add(node.source),
    ExportAllDeclaration: (node) => add(node.source),
    ImportExpression: (node) => add(node.source),
    TSImportType: (node) => add(node.source),
  }).visit(program)
  return named
}
