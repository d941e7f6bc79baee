import { RE2JS, RE2JSException } from 're2js'

const maxSecretPatternLength = 500
const maxRepetitions = 1000

/**
 * What is wrong with a pattern of `secrets.rules`, as the end of a sentence, or `undefined`.
 *
 * Patterns are RE2: they run in linear time, and so know no lookaround and no backreference.
 */
export function secretPatternProblem(pattern: string): string | undefined {
  if (pattern.length > maxSecretPatternLength) {
    return `is longer than ${maxSecretPatternLength} characters`
  }
  if (repetitions(pattern) > maxRepetitions) {
    return `repeats more than ${maxRepetitions} times in all; * and + do not count`
  }
  try {
    return RE2JS.compile(pattern).matches('') ? 'matches the empty text' : undefined
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error
    return explain(pattern, error.message)
  }
}

/** Counted repetitions are written out when a pattern is compiled; their sum bounds the work. */
function repetitions(pattern: string): number {
  const counts = pattern.matchAll(/\{(\d{1,9})(?:,(\d{0,9}))?\}/g)
  return counts.reduce((sum, [, least, most]) => sum + Number(most || least), 0)
}

function explain(pattern: string, message: string): string {
  if (/\(\?<?[=!]/.test(pattern))
    return 'looks ahead or behind, which linear-time matching cannot do'
  if (/\\[1-9k]/.test(pattern))
    return 'refers back to a group, which linear-time matching cannot do'
  const plain = message.replace(/^error parsing regexp: /, '').replace(/\p{C}/gu, '?')
  return `is not a valid RE2 pattern: ${plain.slice(0, 120)}`
}
