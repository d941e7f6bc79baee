import type { HereDoc, WordPart } from 'unbash'

/** The text of a here-document, `undefined` where parts of it are expanded. */
export function hereText({ operator, delimiter, body }: HereDoc): string | undefined {
  if (body.parts !== undefined) return undefined
  const text = operator === '<<-' ? body.text.replace(/^\t+/gm, '') : body.text
  // Without quotes around the delimiter, a backslash counts once before the text is read.
  return delimiter?.quoted === false ? text.replace(/\\(?:\n|([\\$`]))/g, '$1') : text
}

/**
 * What `$(cat <<'EOF' …)` stands for within quotes: the text of its here-document without the
 * newlines at its end. `undefined` for every other part.
 */
export function catText(part: WordPart): string | undefined {
  if (part.type !== 'CommandExpansion' || part.script?.commands.length !== 1) return undefined
  const command = part.script.commands[0]?.command
  if (command?.type !== 'Command' || command.prefix.length > 0) return undefined
  const [input, ...more] = command.suffix
  if (command.name?.text !== 'cat' || input?.type !== 'HereDoc' || more.length > 0) return undefined
  if (input.descriptor !== undefined) return undefined
  return hereText(input)?.replace(/\n+$/, '')
}
