import { plain } from '../policy/render/plain-text.ts'
import type { ClientProcess } from './client-settings.ts'

const kinds: Readonly<Record<string, string>> = {
  hook: 'hook',
  mcp: 'MCP server',
  plugin: 'plugin',
}

/** What the client starts, in words: `the hook "stop" of .cursor/hooks.json`; one inert line. */
export function processText(
  { process, name, command }: Pick<ClientProcess, 'name' | 'command'> & { process: string },
  file: string,
): string {
  const kind = Object.hasOwn(kinds, process) ? kinds[process] : undefined
  if (kind === undefined) return plain(`what ${file} says, which cannot be read`)
  const named = plain(name === undefined ? `a ${kind}` : `the ${kind} "${name}"`)
  return `${named} of ${plain(file)}${command === 'unknown' ? ', whose command cannot be read' : ''}`
}
