import type { Outcome } from '../judge/match.ts'
import { isGap, type ShellWord } from './shell-word.ts'
import { matchWord, type WordPattern, weaker } from './word-pattern.ts'

const order: readonly Outcome[] = ['no', 'unknown', 'yes']

/** Whether the operands of a pattern are the first ones of a command; options are passed over. */
export function matchOperands(
  operands: readonly WordPattern[],
  words: readonly ShellWord[],
): Outcome {
  const slots = slotsOf(words)
  const reached = createReached(slots.length, operands.length)
  for (let s = 0; s <= slots.length; s++) {
    for (let o = 0; o <= operands.length; o++) {
      const outcome = reached.at(s, o)
      if (outcome !== 'no') advance(reached, operands[o], slots, s, o, outcome)
    }
  }
  return reached.best()
}

/** A word, and where one goes on after it; a word that may split stands before its pieces. */
interface Slot {
  word: ShellWord
  next: number
  pieces: number | undefined
}

function slotsOf(words: readonly ShellWord[]): Slot[] {
  const slots: Slot[] = []
  for (const word of words) {
    const at = slots.length
    const { pieces = [] } = word
    slots.push({
      word,
      next: at + 1 + pieces.length,
      pieces: pieces.length > 0 ? at + 1 : undefined,
    })
    for (const piece of pieces) {
      slots.push({ word: piece, next: slots.length + 1, pieces: undefined })
    }
  }
  return slots
}

/** How well the words before a slot satisfied the first `operand` operands. */
interface Reached {
  at(slot: number, operand: number): Outcome
  mark(slot: number, operand: number, outcome: Outcome): void
  /** With all operands satisfied, after however many words. */
  best(): Outcome
}

function createReached(slots: number, operands: number): Reached {
  const cells = new Uint8Array((slots + 1) * (operands + 1))
  const cell = (slot: number, operand: number) => slot * (operands + 1) + operand
  cells[0] = 2
  let best = operands === 0 ? 2 : 0
  return {
    at: (slot, operand) => order[cells[cell(slot, operand)] ?? 0] ?? 'no',
    mark(slot, operand, outcome) {
      if (slot > slots || operand > operands) return
      const index = cell(slot, operand)
      cells[index] = Math.max(cells[index] ?? 0, order.indexOf(outcome))
      if (operand === operands) best = Math.max(best, order.indexOf(outcome))
    },
    best: () => order[best] ?? 'no',
  }
}

function advance(
  reached: Reached,
  operand: WordPattern | undefined,
  slots: readonly Slot[],
  s: number,
  o: number,
  outcome: Outcome,
): void {
  const slot = slots[s]
  if (operand?.isMany === true) reached.mark(s, o + 1, outcome)
  if (slot === undefined || operand === undefined) return
  const { word, next, pieces } = slot
  if (pieces !== undefined) reached.mark(pieces, o, 'unknown')
  const kind = optionKind(word)
  if (kind !== 'no') passOption(reached, slots, slot, o, weaker(outcome, kind))
  if (kind === 'yes') return
  if (operand.isMany) reached.mark(next, o, outcome)
  const matched = weaker(outcome, matchWord(operand, word))
  if (matched !== 'no') {
    reached.mark(next, o + 1, matched)
    if (word.many) reached.mark(s, o + 1, 'unknown')
  }
  if (word.many) reached.mark(next, o, 'unknown')
}

/** Its value may follow; `--` and `--option=value` have none. */
function passOption(
  reached: Reached,
  slots: readonly Slot[],
  { word, next }: Slot,
  o: number,
  outcome: Outcome,
): void {
  reached.mark(next, o, outcome)
  const value = slots[next]
  if (value === undefined || word.text === '--' || holdsValue(word)) return
  const kind = optionKind(value.word)
  if (kind === 'yes') return
  reached.mark(value.next, o, kind === 'no' ? outcome : 'unknown')
  if (value.pieces !== undefined) reached.mark(value.pieces + 1, o, 'unknown')
}

/** `--option=value`; what stands in an expansion is none: `"${X:=-n}"`. */
const holdsValue = ({ text, shape }: ShellWord): boolean =>
  text?.includes('=') ?? shape?.includes('=') ?? false

/** Whether a word is an option; one that begins with a gap may be. */
function optionKind({ text, shape }: ShellWord): Outcome {
  if (text !== undefined) return text.length > 1 && text.startsWith('-') ? 'yes' : 'no'
  const first = shape?.[0]
  return first === '-' ? 'yes' : isGap(first) ? 'unknown' : 'no'
}
