/** The end of a key’s own quotes and brackets; `char key[]`. */
const close = '(?:\\[\\d{0,4}\\])?(?:\\\\?["\'`)\\]]){0,3}'
/** A type between a name and its `=`: TypeScript, Rust, Python, Go. */
const type =
  "(?::[ ]?(?:&(?:'\\w{1,10} )?)?(?:\\w{1,10}\\.)?\\w{1,12}(?:\\[\\w{1,10}\\]|<\\w{1,10}>)?|[ ](?:string|\\[\\]byte))[ ]?=(?=[ '\"`])"
/** The name and the value of one setting under keys of their own: Kubernetes, ECS, Hadoop, plists. */
const ownKeys =
  '["\']?,?\\s{1,40}(?:- )?["\']?[Vv]alue["\']?[ ]?[:=][ ]?|["\'] \\{\\s{1,40}default\\s{1,12}=[ ]'
/** From a name to its value in code, JSON, YAML, XML, INI, shells, addresses and sentences. */
export const separator = `${close}[ \\t]{0,8}(?:${type}|\\}?:-(?=[\\w"'])|[?.+]=|:{1,3}=|=>|==?|[:,>(]|${ownKeys}|(?:\\|\\||\\?\\?|or)(?=[ "'\`\\w])| is:?(?= )|%3D|(?<=-[\\w-]{0,40}) |(?<=(?:^|\\s)(?:ENV|ARG|setenv|setx|#define)[ \\t][\\w.-]{0,80})[ \\t])[ \\t]{0,16}(?:[bru](?=["']))?(?:""(?=")|''(?='))?`
/** What stands between a name and its value without being part of either; it ends in the value’s quote. */
const between = new RegExp(`(?:${type}|${ownKeys})[ \\t]{0,8}(?=(?:[bru]?\\\\{0,2}["'\`])?$)`, 'i')

/** The line up to the value, at most 64 bytes of it, with a plain `: ` between the two. */
export function labelOf(before: string): string {
  const joined = before.replace(between, ': ')
  return joined.slice(Math.max(joined.lastIndexOf('\n') + 1, joined.length - 64))
}
