import { RE2JS, RE2JSException } from 're2js'

const maxSecretPatternLength = 500

/**
 * What is wrong with a pattern of `secrets.rules`, as the end of a sentence, or `undefined`.
 *
 * Patterns are RE2: they run in linear time, and so know no lookaround and no backreference.
 */
export function secretPatternProblem(pattern: string): string | undefined {
  if (pattern.length > maxSecretPatternLength) {
    return `is longer than ${maxSecretPatternLength} characters`
  }
  if (/\(\?<?[=!]/.test(pattern))
    return 'looks ahead or behind, which linear-time matching cannot do'
  if (/(?<!\\)(?:\\\\)*\\[1-9]/.test(pattern)) {
    return 'refers back to a group, which linear-time matching cannot do'
  }
  try {
    return RE2JS.compile(pattern).matches('') ? 'matches the empty text' : undefined
  } catch (error) {
    if (error instanceof RE2JSException) return `is not a valid RE2 pattern: ${error.message}`
    throw error
  }
}
