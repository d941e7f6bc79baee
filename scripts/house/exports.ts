import { parseSync } from 'oxc-parser'

/** Names of the types, functions and values that a source exports by declaring them. */
export function exportsOf(path: string, source: string): string[] {
  return parseSync(path, source).program.body.flatMap((statement) => {
    if (statement.type !== 'ExportNamedDeclaration' || statement.declaration === null) return []
    const { declaration } = statement
    if (declaration.type !== 'VariableDeclaration') {
      return 'id' in declaration && declaration.id?.type === 'Identifier'
        ? [declaration.id.name]
        : []
    }
    return declaration.declarations.flatMap(({ id }) => (id.type === 'Identifier' ? [id.name] : []))
  })
}
