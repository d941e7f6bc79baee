/** Characters of an answer the policy sees; the recording has all of it. */
export const maxJudgedCharacters = 64 << 10

/** An answer with its next piece, as far as the policy sees it. */
export const joinAnswer = (answer: string, piece: string): string =>
  answer.length < maxJudgedCharacters ? answer + piece : answer
