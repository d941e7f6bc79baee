/**
 * Alphabets that names are written in today; letters of all others are in nobody's way but a
 * reader's. Marks and digits that several share count as one of each.
 *
 * @see https://www.unicode.org/reports/tr31/#Table_Recommended_Scripts
 */
const alphabets = [
  'Arabic',
  'Armenian',
  'Bengali',
  'Bopomofo',
  'Cyrillic',
  'Devanagari',
  'Ethiopic',
  'Georgian',
  'Greek',
  'Gujarati',
  'Gurmukhi',
  'Han',
  'Hangul',
  'Hebrew',
  'Hiragana',
  'Kannada',
  'Katakana',
  'Khmer',
  'Lao',
  'Latin',
  'Malayalam',
  'Myanmar',
  'Oriya',
  'Sinhala',
  'Tamil',
  'Telugu',
  'Thaana',
  'Thai',
  'Tibetan',
] as const
type Alphabet = (typeof alphabets)[number]

/** What is written together in one word, beside an alphabet alone ("highly restrictive"). */
const together: ReadonlyArray<readonly Alphabet[]> = [
  ['Latin', 'Han', 'Hiragana', 'Katakana'],
  ['Latin', 'Han', 'Bopomofo'],
  ['Latin', 'Han', 'Hangul'],
]

const memberOf = new Map(
  alphabets.map((name) => [name, new RegExp(`\\p{Script_Extensions=${name}}`, 'u')]),
)
const shared = /[\p{Script=Common}\p{Script=Inherited}]/u

/**
 * A word whose letters are not of one alphabet, or of none that names are written in.
 *
 * @see https://www.unicode.org/reports/tr39/#Restriction_Level_Detection
 */
export function mixedWord(name: string): string | undefined {
  return name.match(/[\p{L}\p{M}\p{N}]+/gu)?.find((word) => !isOfOneKind(word))
}

function isOfOneKind(word: string): boolean {
  const letters = [...word].filter((character) => !isShared(character))
  const fits = (kinds: readonly Alphabet[]) =>
    letters.every((letter) => kinds.some((kind) => memberOf.get(kind)?.test(letter)))
  return alphabets.some((alphabet) => fits([alphabet])) || together.some(fits)
}

/** Digits and marks of everybody; one that some alphabets alone share counts as theirs. */
const isShared = (character: string): boolean =>
  shared.test(character) &&
  !alphabets.some((name) => name !== 'Latin' && memberOf.get(name)?.test(character))

/**
 * Letters which most type faces draw like others, each with what a reader takes it for, by pairs.
 *
 * @see https://www.unicode.org/Public/security/latest/confusables.txt
 */
const pairs = [
  // Cyrillic
  'аa вb еe нh кk оo рp сc тt уy хx ѕs іi јj ԁd ԛq ԝw ѵv һh ӏl ґr мm пn гr ԍg ьb',
  // Greek
  'αa βb εe ηn ιi κk νv οo ρp τt υu χx ζz γy ωw',
  // Armenian
  'աw ցg զq հh ոn սu օo յj լl կk',
  // Latin, beyond ASCII
  'ıi ɑa ɡg ɩi ʏy ɪi ʟl ɴn ʀr ƅb ɾr ʋv ǀl ℓl ſs',
]
const looksLike = new Map(
  pairs.flatMap((line) => line.split(' ').map((pair) => [...pair] as [string, string])),
)

/**
 * What a name is taken for at a glance: two that may be taken for one have the same. Not for people
 * to read.
 */
export const glance = (name: string): string =>
  [...name.normalize('NFKC').toLowerCase().normalize('NFC')]
    .map((letter) => looksLike.get(letter) ?? letter)
    .join('')
