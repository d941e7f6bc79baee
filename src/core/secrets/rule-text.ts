import { detectors } from './detectors/index.ts'

/** What a rule is for people, and what to do about what it finds. */
export interface RuleText {
  title: string
  revoke: string
}

const texts = new Map<string, RuleText>(
  detectors.map(({ id, provider, revoke }) => [
    id,
    { title: provider === 'Any' ? named(id) : `${named(id)} (${provider})`, revoke },
  ]),
)

/** A rule of the table, a known value, or a rule of the policy. */
export function ruleText(id: string): RuleText {
  return (
    texts.get(id) ?? {
      title: id === 'known-value' ? 'A value that this job holds as a secret' : named(id),
      revoke: 'Replace it where it was issued, and remove it from here.',
    }
  )
}

function named(id: string): string {
  const words = id.replaceAll('-', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}
