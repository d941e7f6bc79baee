import type { z } from 'zod'
import { GuardError } from '../../errors.ts'
import type { Problem } from './file-checks.ts'
import { type KeyProblem, toProblems } from './problems.ts'
import { type Mistake, readYaml, type YamlSource } from './yaml-source.ts'

/** Most problems told at once. */
const maxProblems = 50

/**
 * Reads a YAML file of a known shape.
 *
 * @param path stands in messages
 * @throws {GuardError} `POLICY_INVALID`, one line a problem: `path:line:column: key: what was expected`
 */
export const readFileWith = <T extends z.ZodType>(
  schema: T,
  bytes: Uint8Array,
  path: string,
): z.output<T> => readWithSource(schema, bytes, path, {}).value

interface Checks<T> {
  /** What is wrong with the values of the text, also where the schema objects to others. */
  checkText?(value: unknown): KeyProblem[]
  /** What else is wrong with values that are each right on their own. */
  check?(value: T): Problem[]
}

/**
 * The same, with the text's own values beside those that the schema makes of them.
 *
 * @throws {GuardError} `POLICY_INVALID`, as `readFileWith`
 */
export function readWithSource<T extends z.ZodType>(
  schema: T,
  bytes: Uint8Array,
  path: string,
  { checkText = () => [], check = () => [] }: Checks<z.output<T>>,
): { value: z.output<T>; source: YamlSource } {
  const source = readYamlSafely(bytes)
  if (Array.isArray(source)) throw invalid(source.map((mistake) => lineOf(path, mistake, 'file')))
  const result = schema.safeParse(source.value)
  const problems = [
    ...checkText(source.value),
    ...(result.success ? check(result.data) : toProblems(result.error.issues, schema)),
  ]
  if (result.success && problems.length === 0) return { value: result.data, source }
  throw invalid(remarkOn(source, path, problems))
}

/** Remarks about a file, each at its place: `path:line:column: key: remark`. */
export function remarkOn(
  source: YamlSource,
  path: string,
  remarks: readonly KeyProblem[],
): string[] {
  return remarks
    .map((remark) => locate(remark, source))
    .sort((a, b) => a.line - b.line || a.column - b.column)
    .map((mistake) => lineOf(path, mistake, mistake.key))
}

/** The same of the bytes of a file that can be read; none where it cannot. */
export function remarkLines(
  bytes: Uint8Array,
  path: string,
  remarks: readonly Problem[],
): string[] {
  const source = readYamlSafely(bytes)
  return Array.isArray(source) ? [] : remarkOn(source, path, remarks)
}

/** The parser of YAML descends as deep as the file is nested; a bomb of brackets ends here. */
function readYamlSafely(bytes: Uint8Array): YamlSource | Mistake[] {
  try {
    return readYaml(bytes)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    return [{ line: 1, column: 1, message: 'the file is nested too deeply to be read' }]
  }
}

function locate({ path, key, message }: KeyProblem, source: YamlSource): Mistake & { key: string } {
  if (key !== undefined) {
    return { ...source.placeOfKey(path, key), key: keyText([...path, key]), message }
  }
  const missing = source.has(path) ? '' : 'is missing; '
  return { ...source.placeOf(path), key: keyText(path), message: `${missing}${message}` }
}

const lineOf = (file: string, { line, column, message }: Mistake, key: string): string =>
  `${file}:${line}:${column}: ${key}: ${message}`

/** `rules[2].when.push`; a key of the file is shown without what a terminal would act on. */
function keyText(path: Problem['path']): string {
  const text = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${plain(key)}`)).join('')
  return text.replace(/^\./, '') || 'file'
}

const plain = (key: string): string => key.slice(0, 60).replace(/[^\p{L}\p{N}\x20-\x7e]/gu, '?')

function invalid(lines: string[]): GuardError {
  const shown = lines.slice(0, maxProblems)
  if (lines.length > maxProblems) shown.push(`… and ${lines.length - maxProblems} more`)
  return new GuardError('POLICY_INVALID', shown.join('\n'), {
    hint: 'Fix the lines above; `cursor-guard policy check FILE` says when all is well.',
  })
}
