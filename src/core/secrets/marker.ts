import { createHmac } from 'node:crypto'

/** What stands where a secret stood: `***rule:tag***`, where the tag is 16 hex digits. */
export interface Markers {
  /** The same for the same rule and value within a session; tells nothing without the key. */
  markerFor(rule: string, value: string): string
  /** Whether `text` holds a marker that this session made. */
  hasMarker(text: string): boolean
  /**
   * Whether `value` is markers and next to nothing else, whichever session made them: what stands
   * there is masked already.
   */
  isOnlyMarkers(value: string): boolean
  /** Every marker of this session in `text`, in order. */
  find(text: string): { start: number; end: number; marker: string }[]
}

/** The form of a marker, of whichever session. */
export const markerShape = /\*\*\*([a-z0-9-]{1,64}):([0-9a-f]{12})([0-9a-f]{4})\*\*\*/g
/** Bytes beside a marker that are a secret of their own. */
const minBeside = 8
const beforeTag = /\*\*\*[a-z0-9-]{1,64}:$/
const leadingTag = /^[0-9a-f]{16}(?:\*{3}|\*{0,2}$)/

/**
 * What `secret` is without the tag of a marker it begins with, by what stands before it; all of it
 * when it begins with none. The session's own markers are told by their check; this is for those of
 * others, and only where nothing is rewritten: the form alone is no proof that a value is none.
 */
export function withoutTag(secret: string, before: string): string {
  if (!before.endsWith(':') || !beforeTag.test(before)) return secret
  const rest = secret.replace(leadingTag, '')
  return rest.length < minBeside ? '' : rest
}
const maxRemembered = 1024

/**
 * Markers under a session's key. The last four digits are a check over the others, so that a
 * marker is known again without keeping a list of those that were given out.
 */
export function createMarkers(key: Uint8Array): Markers {
  const remembered = new Map<string, string>()
  const digest = (text: string) => createHmac('sha256', key).update(text, 'latin1').digest('hex')
  const checkOf = (rule: string, tag: string) => digest(`check\0${rule}\0${tag}`).slice(0, 4)

  const find = (text: string) => {
    if (!text.includes('***')) return []
    return [...text.matchAll(markerShape)]
      .filter(([, rule = '', tag = '', check]) => checkOf(rule, tag) === check)
      .map(placeOf)
  }

  return {
    markerFor(rule, value) {
      const known = remembered.get(`${rule}\0${value}`)
      if (known !== undefined) return known
      const tag = digest(`value\0${value}`).slice(0, 12)
      const marker = `***${rule}:${tag}${checkOf(rule, tag)}***`
      if (remembered.size >= maxRemembered) remembered.clear()
      remembered.set(`${rule}\0${value}`, marker)
      return marker
    },
    hasMarker: (text) => find(text).length > 0,
    isOnlyMarkers(value) {
      const found = value.includes('***') ? [...value.matchAll(markerShape)].map(placeOf) : []
      const covered = found.reduce((sum, { start, end }) => sum + end - start, 0)
      return found.length > 0 && value.length - covered < minBeside
    },
    find,
  }
}

const placeOf = (match: RegExpExecArray) => ({
  start: match.index,
  end: match.index + match[0].length,
  marker: match[0],
})

/** A name as it may stand in a marker: lower case, digits and hyphens, at most 48 characters. */
export const markerName = (name: string) =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 48) || 'value'
