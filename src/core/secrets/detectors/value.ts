import { isRandomToken, isStrongPassword } from './randomness.ts'

/** Quotes, and how they stand in themselves besides behind a backslash: doubled in YAML and SQL. */
const quotes = [
  ['"', ''],
  ["'", "|''(?!')"],
  ['`', ''],
]
/**
 * A string between quotes of a language, which ends at its quote and not at a character of it; in a
 * string of another one (`\"…\"`) without escapes.
 */
export const quotedValue = quotes
  .map(
    ([quote, doubled]) =>
      `\\\\{1,2}${quote}(?<secret>[^${quote}\\s\\\\]{8,200})\\\\{1,2}${quote}|${quote}(?<secret>(?:[^${quote}\\r\\n\\\\]|\\\\[^\\r\\n]${doubled}){8,200})${quote}`,
  )
  .join('|')

/** What stands between tags up to the next one. */
export const elementValue =
  '(?:<!\\[CDATA\\[)?(?<secret>[^<\\s]{8,200}?)(?=(?:\\]\\]>)?\\s{0,40}</)'

/** From the beginning of a line to the value, in settings: `NAME=`, `export NAME=`, `- name: `. */
const settingBefore =
  '(?<=(?:^|[\\r\\n])[ \\t]{0,24}(?:(?:export|set|setx|setenv|ENV|ARG|-|\\d{1,4}[:|]|\\+)[ \\t]{1,4})?[\\w.-]{1,80}[ \\t]{0,8}(?:[?:+]?=|:(?=[ \\t])|[ \\t])[ \\t]{0,8})'
/** The rest of a line of settings (.env, INI, properties, YAML), which has no end but the line’s. */
export const restOfLine = `${settingBefore}(?<secret>(?![^\\s&;]{0,199}[&;][ ]?[\\w.-]{1,40}=)(?!"[^\\s"]{0,200}"|'[^\\s']{0,200}'|\`[^\\s\`]{0,200}\`)[^\\s=][^\\s]{7,199}?)(?=[;,]?[ \\t]{0,8}(?:[\\r\\n]|$|[ \\t]#))`

/** A word of a command line behind an option, up to what ends it for a shell. */
export const optionValue = `(?<=[\\s"']--?[\\w-]{1,40}[ =])(?<secret>[^\\s"'\`;&|<>()\\\\-][^\\s"'\`;&|<>()\\\\]{7,200})(?=["'\`\\s;&|)\\\\]|$)`

/** A word of any text. */
export const bareValue =
  '(?<secret>(?=[A-Za-z_.+/~=!#%*@^?-]{0,60}\\d|[0-9A-Za-z+/]{40})[0-9A-Za-z+/_.~=!#%*@^?-]{12,200}?)(?=["\'`\\s<;,&)}\\]\\\\]|$)'

const named: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** A value as its program reads it: without the escapes of strings and of XML. */
export function plainValue(value: string): string {
  let plain = value
  if (plain.includes('\\')) {
    plain = plain.replace(
      /\\(?:u(?<u>[0-9A-Fa-f]{4})|x(?<x>[0-9A-Fa-f]{2})|(?<one>.))/g,
      (...match) => {
        const { u, x, one = '' } = match.at(-1) as Record<string, string | undefined>
        return u === undefined && x === undefined
          ? one
          : String.fromCharCode(Number.parseInt(u ?? x ?? '', 16))
      },
    )
  }
  if (!plain.includes('&')) return plain
  return plain.replace(/&(?:(?<name>amp|lt|gt|quot|apos)|#(?<code>\d{1,3}));/g, (...match) => {
    const { name, code } = match.at(-1) as Record<string, string | undefined>
    return name === undefined ? String.fromCharCode(Number(code)) : (named[name] ?? '')
  })
}

/** The text that `value` is the base64 of, as in the data of a Kubernetes secret. */
function encodedText(value: string): string | undefined {
  if (value.length < 12 || value.length % 4 > 0 || !/^[0-9A-Za-z+/]+={0,2}$/.test(value))
    return undefined
  const text = atob(value)
  return /^[\x20-\x7e]+\n?$/.test(text) ? text.trimEnd() : undefined
}

/** What kind of secret a value is by itself, whatever its name says. */
export function kindOfSecret(value: string): 'token' | 'password' | undefined {
  const plain = plainValue(value)
  const judged = encodedText(plain) ?? plain
  if (isRandomToken(judged)) return 'token'
  return isStrongPassword(judged) ? 'password' : undefined
}
