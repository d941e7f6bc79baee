import { maxFileBytes } from './yaml-source.ts'

/** Where the policy stands, in a repository and in the organisation's `.github` repository. */
export const policyPath = '.github/cursor-guard.yml'

/** Why a file that is there, or may be there, cannot be read as one. */
export const fileTroubles = [
  'symlink',
  'submodule',
  'directory',
  'too-large',
  'forbidden',
  'unseen',
] as const
export type FileTrouble = (typeof fileTroubles)[number]

const sentences: Readonly<Record<FileTrouble, string>> = {
  symlink: 'this is a link; expected the file itself, so that what counts is what is reviewed',
  submodule: 'this is a submodule; expected a file',
  directory: 'this is a folder; expected a file',
  'too-large': `the file has more than ${maxFileBytes} bytes, and no policy needs as many`,
  forbidden: 'the App may not read it; grant the permission "Contents: read"',
  unseen: 'the App cannot see the repository it belongs to; add that to the installation',
}

/** A line as the parser gives them: `path:line:column: key: what was expected`. */
export const troubleLine = (trouble: FileTrouble): string =>
  `${policyPath}:1:1: file: ${sentences[trouble]}`

/** A line of the parser's, taken apart. */
export interface PolicyProblem {
  line: number
  column: number
  key: string
  text: string
}

/** Reads `path:line:column: key: text`; `undefined` for any other line. */
export function readProblem(problem: string): PolicyProblem | undefined {
  const found = /^.*?:(\d{1,7}):(\d{1,7}): (.*?): (.*)$/s.exec(problem)
  if (found === null) return undefined
  const [, line, column, key = '', text = ''] = found
  return { line: Number(line), column: Number(column), key, text }
}
