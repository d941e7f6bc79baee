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
