/**
 * Reads `name=value` and `name<<delimiter` blocks, as the runner does.
 *
 * @see https://docs.github.com/actions/reference/workflow-commands-for-github-actions
 */
export function parseCommandFile(text: string): Record<string, string> {
  const values: Record<string, string> = {}
  const lines = text.split(/\r?\n/)
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? ''
    if (line === '') continue
    const block = /^(.+?)<<(.+)$/.exec(line)
    if (block !== null) {
      const end = lines.indexOf(block[2] ?? '', at + 1)
      if (end < 0) throw new Error(`no line ends the block of ${block[1]}`)
      values[block[1] ?? ''] = lines.slice(at + 1, end).join('\n')
      at = end
      continue
    }
    const equals = line.indexOf('=')
    if (equals < 1) throw new Error(`a command file has the line ${JSON.stringify(line)}`)
    values[line.slice(0, equals)] = line.slice(equals + 1)
  }
  return values
}

export const parsePathFile = (text: string): string[] => text.split(/\r?\n/).filter(Boolean)

export interface ParsedLog {
  /** The lines that no command was in. */
  log: string
  annotations: { kind: string; title: string; message: string }[]
  masks: string[]
  /** Every command the runner obeyed, in order. */
  commands: string[]
}

/** Takes the workflow commands out of a step's output; honours `stop-commands`. */
export function parseStepLog(output: string): ParsedLog {
  const parsed: ParsedLog = { log: '', annotations: [], masks: [], commands: [] }
  let stopped: string | undefined
  for (const line of output.split(/\r?\n/)) {
    const command = /^\s*::([A-Za-z0-9_-]+)(?: ([^:]*(?::(?!:)[^:]*)*))?::(.*)$/.exec(line)
    const old = /##\[([a-z-]+)[^\]]*\]/.exec(line)
    const name = command?.[1] ?? old?.[1]
    if (stopped !== undefined) {
      if (name === stopped) stopped = undefined
      else parsed.log += `${line}\n`
      continue
    }
    if (name === undefined) {
      parsed.log += `${line}\n`
      continue
    }
    parsed.commands.push(name)
    const data = unescaped(command?.[3] ?? '')
    if (name === 'stop-commands') stopped = data
    if (name === 'add-mask') parsed.masks.push(data)
    if (['error', 'warning', 'notice'].includes(name)) {
      const title = /(?:^|,)title=([^,]*)/.exec(command?.[2] ?? '')?.[1] ?? ''
      parsed.annotations.push({ kind: name, title: unescaped(title), message: data })
      parsed.log += `${name}: ${data}\n`
    }
  }
  return parsed
}

const unescaped = (text: string): string =>
  text
    .replaceAll('%0D', '\r')
    .replaceAll('%0A', '\n')
    .replaceAll('%3A', ':')
    .replaceAll('%2C', ',')
    .replaceAll('%25', '%')
