import type { PatternNode } from './tree.ts'

/**
 * Sources that tell what text which is still growing may become. Both have to be matched where a
 * match would start; `end` is how the dialect writes "end of the text".
 *
 * `open` matches when some way through the pattern has used up the whole text, so that more text
 * could change the outcome. `begun` matches when such a way is already inside or behind the group
 * named `secret`. Neither ever misses such a way; both may be over-careful.
 */
export function partialSources(tree: PatternNode, end: string): { open: string; begun: string } {
  return {
    open: `(?:${partial(tree, end)})${end}`,
    begun: `(?:${holdsSecret(tree) ? begun(tree, end) : partial(tree, end)})${end}`,
  }
}

/** The node as it was written, without the names of its groups. */
function whole(node: PatternNode): string {
  switch (node.type) {
    case 'sequence':
      return node.items.map(whole).join('')
    case 'either':
      return `(?:${node.options.map(whole).join('|')})`
    case 'group':
      return `${openingOf(node)}${whole(node.item)})`
    case 'look':
      return `${node.open}${whole(node.item)})`
    case 'repeat':
      return `${whole(node.item)}${node.suffix}`
    default:
      return node.source
  }
}

function partial(node: PatternNode, end: string): string {
  switch (node.type) {
    case 'one':
      return `(?:${node.source}|${end})`
    case 'assert':
      return `(?:${node.source}|${end})`
    case 'backreference':
      // Part of a backreference cannot be written down: the rest of the text may be one.
      return `(?:${node.source}|[\\s\\S]{0,64}${end})`
    case 'sequence':
      return node.items.map((item) => partial(item, end)).join('')
    case 'either':
      return `(?:${node.options.map((option) => partial(option, end)).join('|')})`
    case 'group':
      return `${openingOf(node)}${partial(node.item, end)})`
    case 'look':
      return partialLook(node, end)
    case 'repeat':
      return partialRepeat(node, end)
  }
}

function partialRepeat(node: PatternNode & { type: 'repeat' }, end: string): string {
  if (node.item.type !== 'one') return `(?:${partial(node.item, end)})${node.suffix}`
  const { source } = node.item
  return node.min === 0
    ? `${source}${node.suffix}`
    : `(?:${source}${node.suffix}|${source}{0,${node.min}}${end})`
}

/** At the end of the text nothing is known yet, whatever stands before it. */
function partialLook(node: PatternNode & { type: 'look' }, end: string): string {
  if (node.open.startsWith('(?<')) return `(?:${whole(node)}|${end})`
  return `(?:${whole(node)}|${end}|(?=${partial(node.item, end)}${end})[\\s\\S]*)`
}

/** Ways that end inside or behind the secret: what stands before it has to be there in full. */
function begun(node: PatternNode, end: string): string {
  switch (node.type) {
    case 'sequence': {
      const at = node.items.findIndex(holdsSecret)
      return node.items
        .map((item, index) =>
          index < at ? whole(item) : index === at ? begun(item, end) : partial(item, end),
        )
        .join('')
    }
    case 'either':
      return `(?:${node.options
        .map((option) => (holdsSecret(option) ? begun(option, end) : partial(option, end)))
        .join('|')})`
    case 'group':
      return node.name === 'secret'
        ? `(?:${isRe2(end) ? '' : '(?=[\\s\\S])'}${partial(node.item, end)})`
        : `${openingOf(node)}${begun(node.item, end)})`
    default:
      return partial(node, end)
  }
}

/** Whether the group named `secret` is in it. */
export function holdsSecret(node: PatternNode): boolean {
  if (node.type === 'sequence') return node.items.some(holdsSecret)
  if (node.type === 'either') return node.options.some(holdsSecret)
  if (node.type === 'group') return node.name === 'secret' || holdsSecret(node.item)
  if (node.type === 'repeat' || node.type === 'look') return holdsSecret(node.item)
  return false
}

/** RE2 cannot look ahead, and is over-careful before the first byte of a secret. */
const isRe2 = (end: string) => end === '\\z'

/** Named groups lose their names, since a name may stand only once; they still count. */
const openingOf = (node: PatternNode & { type: 'group' }) =>
  node.name === undefined ? node.open : '('
