/**
 * Text in whose place something else is put, by its whole shape: of shells, compose files and
 * scripts, Windows, Jinja, Mustache and Helm, Ruby, PHP and ERB, Python and printf, and what people
 * write for a reader to replace. What is between the brackets has to be a name.
 */
const piece =
  /\$?\{\{[^{}\n]{0,80}\}\}|[$#]\{[^{}\n]{0,80}\}|\{(?<braced>[^{}\n]{0,80})\}|\$\([^()\n]{1,80}\)|<[%?][^\n]{0,80}?[%?]>|%\(\w{1,40}\)[#0 +-]?\d*[a-z]|%(?<windows>\w{2,40})%|@(?<autoconf>\w{2,40})@|<(?<angled>[A-Za-z][^<>\n]{0,60})>|\[(?<square>[A-Za-z][\w -]{2,60})\]|\$(?<variable>[A-Za-z_]\w{0,60}|\d\b)|%[-+0#]?\d{0,3}[sdifxX](?![0-9A-Za-z])/g

/** What of `value` is left when everything that stands for something else is taken out. */
export function withoutTemplates(value: string): string {
  if (!/[$#{<%@[]/.test(value)) return value
  return value.replace(piece, (whole, ...rest) => {
    const groups = rest.at(-1) as Record<string, string | undefined>
    const inside = Object.values(groups).find((one) => one !== undefined)
    return inside === undefined || readsAsName(inside) ? '' : whole
  })
}

/** Letters that a person wrote in a row, on average, from which on they are parts of a name. */
const leastPart = 2

/** Whether it is a name or an expression of names: `DB_PASSWORD`, `your password`, `env.key2 | b64`. */
export function readsAsName(text: string): boolean {
  const parts = text.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+/g) ?? []
  if (parts.length === 0) return /^[\s\d]*$/.test(text)
  const letters = parts.reduce((sum, part) => sum + part.length, 0)
  if (!/^[\w\s.:|,'"()/?!-]*$/.test(text)) return false
  return parts.length === 1 || letters / parts.length >= leastPart
}

/** Whether it is a regular expression, a call or an index instead of a value. */
export function isExpression(value: string): boolean {
  if (
    /\[\^?\\?[0-9A-Za-z]-[0-9A-Za-z]|\(\?[:=!<]|\\[dDwWsSbB][+*{)\]]|[^=]=>|^[A-Za-z_$][\w$]*\.[\w$.]*\+[\w$]+\./.test(
      value,
    )
  )
    return true
  const call = /^(?:new |await |!)?(?<head>[A-Za-z_$][\w$.]*)(?:\[[^\]]*\]|\(.*\)(?:\.\w+)?)$/.exec(
    value,
  )
  return call !== null && readsAsName(call.groups?.head ?? '')
}
