import { z } from 'zod'
import { globProblem } from '../judge/glob.ts'
import { isExclusion } from '../judge/match.ts'

/** Most entries of any list in the file. */
const maxListLength = 200

const unitSeconds = { s: 1, m: 60, h: 3_600, d: 86_400 }

/** A duration such as `8m`, in seconds, between `least` and `most`. */
export function duration(least: string, most: string) {
  const expected = 'expected a duration such as "90s", "8m", "2h" or "90d"'
  return z
    .string({ error: expected })
    .regex(durationForm, expected)
    .transform(toSeconds)
    .refine((seconds) => seconds >= toSeconds(least) && seconds <= toSeconds(most), {
      error: `expected a duration from ${least} to ${most}`,
    })
}

const durationForm = /^\d{1,6}[smhd]$/
export const isDuration = (text: string): boolean => durationForm.test(text)

/** A duration of the file, in seconds. */
export const toSeconds = (text: string): number =>
  Number.parseInt(text, 10) * unitSeconds[text.at(-1) as keyof typeof unitSeconds]

const multiples = { k: 1e3, M: 1e6, G: 1e9 }

/** A count such as `500` or `2M`. */
export function count(least: number) {
  const expected = `expected a whole number from ${least} on, such as 500, "500k" or "2M"`
  return z
    .union([z.int(), z.string().regex(/^\d{1,9}[kMG]?$/, expected)], { error: expected })
    .transform((value) => (typeof value === 'number' ? value : toNumber(value)))
    .refine((value) => value >= least && value <= 1e15, { error: expected })
}

function toNumber(text: string): number {
  const multiple = multiples[text.at(-1) as keyof typeof multiples] ?? 1
  return Number.parseInt(text, 10) * multiple
}

export const wholeNumber = (least: number, most: number) =>
  z
    .int({ error: `expected a whole number from ${least} to ${most}` })
    .min(least, `expected a whole number from ${least} to ${most}`)
    .max(most, `expected a whole number from ${least} to ${most}`)

/** One line for people, kept short enough for a check run's title. */
export const line = (most: number) =>
  z
    .string()
    .trim()
    .min(1, 'expected some text')
    .max(most, `expected at most ${most} characters`)
    .regex(/^[^\n\r]*$/, 'expected a single line')

export const listOf = <T extends z.ZodType>(entry: T) =>
  z.array(entry).max(maxListLength, `expected at most ${maxListLength} entries`)

/** One value or a list of them; a list in the parsed policy. */
export const oneOrMore = <T extends z.ZodType>(entry: T) =>
  z
    .union([entry, listOf(entry).min(1, 'expected at least one entry; use {} for any')])
    .transform((value) => (Array.isArray(value) ? value : [value]) as z.output<T>[])

/** As `oneOrMore`, and `{}` for any. */
export const anyOrMore = <T extends z.ZodType>(entry: T) =>
  z
    .union([
      entry,
      listOf(entry).min(1, 'expected at least one entry; use {} for any'),
      z.strictObject({}),
    ])
    .transform((value) => {
      if (Array.isArray(value)) return value as z.output<T>[]
      return (typeof value === 'object' ? [] : [value]) as z.output<T>[]
    })

/** A text that `problemOf` has nothing against. */
export const checked = (problemOf: (text: string) => string | undefined) =>
  z.string().superRefine((text, context) => {
    const problem = problemOf(text)
    if (problem === undefined) return
    context.addIssue({
      code: 'custom',
      message: `the pattern ${JSON.stringify(shorten(text))} ${problem}`,
    })
  })

/** A pattern that `problemOf` has nothing against, behind an optional `!` that excludes. */
export const pattern = (problemOf: (pattern: string) => string | undefined) =>
  checked((text) => problemOf(isExclusion(text) ? text.slice(1) : text))

const shorten = (text: string): string => (text.length > 60 ? `${text.slice(0, 60)}…` : text)

export const glob = pattern(globProblem)

/** A path in the repository. */
export const repositoryPath = pattern((text) => pathProblem(text) ?? globProblem(text))

/** A path as the agent writes it: in the work tree, or absolute. */
export const toolPath = pattern(
  (text) => (text === '/' ? undefined : folderProblem(text)) ?? globProblem(text),
)

function pathProblem(text: string): string | undefined {
  if (/^\.{0,2}\//.test(text))
    return 'does not start at the root of the repository: leave out the leading / or ./'
  return folderProblem(text)
}

const folderProblem = (text: string): string | undefined =>
  text.endsWith('/') ? 'ends with /: write /** for everything in a folder' : undefined

/** `owner/name` of a repository, in the one spelling that git calls are compared with. */
export const repositoryName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,99}\/[A-Za-z0-9._-]{1,100}$/, 'expected owner/name')
  .refine((text) => !/\/\.{1,2}$/.test(text), { error: 'expected owner/name' })
  .refine((text) => !/\.(git|wiki)$/i.test(text), {
    error: 'expected the name without .git; a wiki cannot be named',
  })

/** A branch name or a full ref. */
export const refPattern = pattern((text) => {
  if (/^\*{0,2}\/|\/$|\s/.test(text) && !text.startsWith('**/'))
    return 'is not a branch name or a ref'
  if (text.startsWith('~') && !/^~(default_branch|all)$/i.test(text)) {
    return 'is not ~DEFAULT_BRANCH or ~ALL'
  }
  return globProblem(text)
})
