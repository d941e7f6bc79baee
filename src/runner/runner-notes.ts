import type { Session } from '../guard/session.ts'

/**
 * What the machine that runs the command tells its session, wherever that is judged. It is the
 * runner's word: whoever is root there can make it say anything.
 */
export interface RunnerNotes {
  /** One line for the record; no value of a secret is ever part of it. */
  note(text: string, details?: Readonly<Record<string, unknown>>): void
  /** One short phrase why the record is not complete or the level not higher. */
  addCaveat(reason: string): void
}

/** For a session that is judged in this process. */
export const notesOf = ({ recorder, addCaveat }: Session): RunnerNotes => ({
  note: (text, details) => recorder.append({ kind: 'note', text, ...details }),
  addCaveat,
})

export interface EarlyNotes extends RunnerNotes {
  /** Hands over what was said so far, and everything that is said later. */
  passTo(notes: RunnerNotes): void
}

/** Keeps, in order, what is said before there is a session to tell it to. */
export function createEarlyNotes(): EarlyNotes {
  const kept: ((notes: RunnerNotes) => void)[] = []
  let target: RunnerNotes | undefined
  const say = (tell: (notes: RunnerNotes) => void) => {
    if (target === undefined) kept.push(tell)
    else tell(target)
  }
  return {
    note: (text, details) => say((notes) => notes.note(text, details)),
    addCaveat: (reason) => say((notes) => notes.addCaveat(reason)),
    passTo(notes) {
      target = notes
      for (const tell of kept.splice(0)) tell(notes)
    },
  }
}
