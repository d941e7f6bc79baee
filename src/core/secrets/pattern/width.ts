import { holdsSecret } from './partial.ts'
import type { PatternNode } from './tree.ts'

/** The longest text a pattern can match, in characters; `Infinity` when there is no bound. */
export function longestMatch(node: PatternNode): number {
  switch (node.type) {
    case 'one':
      return 1
    case 'assert':
    case 'look':
      return 0
    case 'sequence':
      return node.items.reduce((sum, item) => sum + longestMatch(item), 0)
    case 'either':
      return Math.max(...node.options.map(longestMatch))
    case 'group':
      return longestMatch(node.item)
    case 'repeat':
      return node.max === 0 ? 0 : node.max * longestMatch(node.item)
    case 'backreference':
      return Number.POSITIVE_INFINITY
  }
}

/** The shortest text a pattern can match, in characters. */
export function shortestMatch(node: PatternNode): number {
  switch (node.type) {
    case 'one':
      return 1
    case 'assert':
    case 'look':
    case 'backreference':
      return 0
    case 'sequence':
      return node.items.reduce((sum, item) => sum + shortestMatch(item), 0)
    case 'either':
      return Math.min(...node.options.map(shortestMatch))
    case 'group':
      return shortestMatch(node.item)
    case 'repeat':
      return node.min * shortestMatch(node.item)
  }
}

/** Least characters of a match before its group `secret`; 0 where the whole match may be the secret. */
export function leastBeforeSecret(node: PatternNode): number {
  switch (node.type) {
    case 'sequence': {
      const at = node.items.findIndex(holdsSecret)
      const before = node.items.slice(0, at).reduce((sum, item) => sum + shortestMatch(item), 0)
      const holder = node.items[at]
      return holder === undefined ? 0 : before + leastBeforeSecret(holder)
    }
    case 'either':
      return Math.min(...node.options.map(leastBeforeSecret))
    case 'group':
      return node.name === 'secret' ? 0 : leastBeforeSecret(node.item)
    default:
      return 0
  }
}
