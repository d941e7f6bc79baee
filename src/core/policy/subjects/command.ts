import {
  type Command,
  forEachChild,
  type ParsedScript,
  parse,
  type Redirection,
  type SyntaxNode,
} from 'unbash'
import { hereText } from './here-text.ts'
import type { ShellText, SimpleCommand } from './shell-text.ts'
import { knownWord, readShellWord, type ShellWord, unknownWord } from './shell-word.ts'
import { unwrap } from './unwrap.ts'

export const maxShellTextBytes = 65_536
/** Most text read in all, with what shells and wrappers within it are given. */
const maxTextRead = 4 * maxShellTextBytes
const maxDepth = 8
const maxCommands = 2000

/**
 * The simple commands in a shell text: of lists, pipes, conditions, loops, functions, substitutions
 * and here-documents, and of the texts and words that shells and wrappers such as `sh -c`, `env`,
 * `xargs`, `sudo` and `find -exec` are given.
 *
 * Incomplete when the text has a syntax error, is over 64 KiB, is nested deeper than eight
 * substitutions or scripts, gives a shell its script through a pipe, or gives one a script with
 * parts that are expanded before it is read (`eval "true $X"`).
 */
export function readShellText(text: string): ShellText {
  const reader = createReader()
  try {
    reader.read(text, 0)
  } catch {
    // Whatever the parser stumbles over, a text it did not read to the end is not understood.
    reader.complete = false
  }
  return reader
}

interface Visit {
  node: SyntaxNode
  depth: number
  piped: boolean
}

function createReader() {
  const commands: SimpleCommand[] = []
  const reader = { commands, complete: true, read }
  let textRead = 0

  function read(text: string, depth: number): void {
    textRead += text.length
    const isTooMuch = text.length > maxShellTextBytes || textRead > maxTextRead
    if (isTooMuch || depth > maxDepth) reader.complete = false
    else walk({ node: parse(text), depth, piped: false })
  }

  function walk(start: Visit): void {
    const pending = [start]
    for (let visit = pending.pop(); visit !== undefined; visit = pending.pop()) {
      const { node } = visit
      if (commands.length > maxCommands || visit.depth > maxDepth) {
        reader.complete = false
        return
      }
      if (node.type === 'Script' && hasErrors(node)) reader.complete = false
      if (node.type === 'Command') addCommand(node, visit)
      forEachChild(node, (child) => pending.push(step(visit, child)))
    }
  }

  function addCommand(node: Command, { depth, piped }: Visit): void {
    const words = wordsOf(node)
    if (words.length === 0) return
    unwrap(
      words,
      { piped, input: inputScript(node.redirects) },
      {
        script: (text) => read(text, depth + 1),
        add: (command) => commands.push(command),
        unreadable: () => {
          reader.complete = false
        },
      },
    )
  }

  return reader
}

const hasErrors = (script: ParsedScript): boolean => (script.errors?.length ?? 0) > 0

/** A substitution is one level deeper; all but the first command of a pipeline read from it. */
function step({ node, depth, piped }: Visit, child: SyntaxNode): Visit {
  if (child.type === 'Script') return { node: child, depth: depth + 1, piped: false }
  const readsPipe = node.type === 'Pipeline' && node.commands.some((c, i) => i > 0 && c === child)
  return { node: child, depth, piped: piped || readsPipe }
}

function wordsOf(node: Command): ShellWord[] {
  if (node.name === undefined) return []
  const rest = node.args.map((argument) => {
    if (argument.type === 'Word') return readShellWord(argument)
    const { value } = argument
    const name = argument.text.slice(0, value.pos - argument.pos)
    return value.type === 'Word'
      ? readShellWord(value, name)
      : readShellWord({ ...argument, type: 'Word', value: argument.text })
  })
  return [readShellWord(node.name), ...rest]
}

/** The text a here-document or here-string puts on standard input. */
function inputScript(redirects: readonly Redirection[]): ShellWord | undefined {
  const input = redirects.findLast(({ type }) => type !== 'Redirect')
  if (input?.type === 'HereString' && input.target) return readShellWord(input.target)
  if (input?.type !== 'HereDoc') return undefined
  const text = hereText(input)
  return text === undefined ? { ...unknownWord, script: input.body.text } : knownWord(text)
}
