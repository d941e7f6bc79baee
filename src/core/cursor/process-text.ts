import type { ClientProcess } from './client-settings.ts'

const kinds: Readonly<Record<string, string>> = {
  hook: 'hook',
  mcp: 'MCP server',
  plugin: 'plugin',
}

/** What the client starts, in words: `the hook "stop" of .cursor/hooks.json`. */
export function processText(
  { process, name, command }: Pick<ClientProcess, 'name' | 'command'> & { process: string },
  file: string,
): string {
  const kind = kinds[process]
  if (kind === undefined) return `what ${file} says, which cannot be read`
  const named = name === undefined ? `a ${kind}` : `the ${kind} "${name}"`
  return `${named} of ${file}${command === 'unknown' ? ', whose command cannot be read' : ''}`
}
