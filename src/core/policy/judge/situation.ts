import type { Facts, Subject } from '../subject.ts'
import { readShellText } from '../subjects/command.ts'
import type { ShellText } from '../subjects/shell-text.ts'
import { type Text, toText } from './match.ts'

/** One subject with the facts around it; what is worked out once is kept for the other rules. */
export interface Situation {
  subject: Subject
  facts: Facts
  shellText(): ShellText
  text(value: string): Text
}

export function createSituation(subject: Subject, facts: Facts): Situation {
  let read: ShellText | undefined
  const texts = new Map<string, Text>()
  return {
    subject,
    facts,
    text(value) {
      const known = texts.get(value)
      if (known !== undefined) return known
      const fresh = toText(value)
      texts.set(value, fresh)
      return fresh
    },
    shellText() {
      const command = 'command' in subject ? subject.command : undefined
      read ??=
        command === undefined || command === 'unknown'
          ? { commands: [], complete: false }
          : readShellText(command)
      return read
    },
  }
}
