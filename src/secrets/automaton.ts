/** One literal the automaton looks for; lower case, since case is ignored. */
export interface Literal {
  text: string
  /** Whether a beginning of it at the end of the text must be held back. */
  holds: boolean
}

/**
 * Aho-Corasick over bytes, as one dense table. A state is an index into `next` of its own row, so
 * that one step is `next[state + classOf[byte]]`.
 */
export interface Automaton {
  next: Int32Array
  classOf: Uint8Array
  /** States from here on end at least one literal. */
  firstEnding: number
  /** Literal indexes that end in a state; read through `endingsOf`. */
  endings: readonly (readonly number[])[]
  rowSize: number
  /** For each row: bytes of the longest suffix which begins a literal that holds. */
  heldDepth: Uint8Array
  longest: number
}

/** The literals that end in `state`, by their index in the list the automaton was built from. */
export function endingsOf(automaton: Automaton, state: number): readonly number[] {
  return automaton.endings[(state - automaton.firstEnding) / automaton.rowSize] ?? []
}

/** Where the automaton has come, and what it met since `hits` was emptied. */
export interface Walk {
  state: number
  /** Pairs: index of the byte that completed a literal, and the state reached by it. */
  hits: number[]
  /** All bytes or-ed: below 0x80 when the text was ASCII. */
  bits: number
}

/** Reads `bytes`, as latin-1 characters. A function of its own, so that it is compiled as one loop. */
export function walkOn(automaton: Automaton, walk: Walk, bytes: string): void {
  const { next, classOf, firstEnding } = automaton
  const { hits } = walk
  let state = walk.state
  let bits = 0
  for (let index = 0; index < bytes.length; index++) {
    const byte = bytes.charCodeAt(index)
    bits |= byte
    state = next[state + (classOf[byte & 0xff] as number)] as number
    if (state >= firstEnding) hits.push(index, state)
  }
  walk.state = state
  walk.bits = bits
}

/**
 * The literals as a tree, in flat tables: an object for each of several thousand nodes would take
 * most of the time in which an engine starts. Node 0 is the root, and as a child means none.
 */
interface Tree {
  nodes: number
  rowSize: number
  classes: number
  children: Int32Array
  /** Literals that end in a node. */
  ends: (readonly number[] | undefined)[]
  depths: Int32Array
  /** 1 where a literal that holds passes. */
  holds: Uint8Array
}

/** Builds the table; a few ms for 1,000 short literals. Literals must not be empty. */
export function buildAutomaton(literals: readonly Literal[]): Automaton {
  const { classOf, classes } = classesOf(literals)
  const tree = treeOf(literals, classOf, classes)
  const { nodes, rowSize, ends, depths, holds } = tree
  const { order, fails } = linkFailures(tree)
  const states = new Int32Array(nodes)
  const sorted = [
    ...order.filter((node) => ends[node] === undefined),
    ...order.filter((node) => ends[node] !== undefined),
  ]
  sorted.forEach((node, at) => {
    states[node] = at * rowSize
  })
  const heldDepth = new Uint8Array(nodes)
  for (const node of order) {
    const inherited = heldDepth[(states[fails[node] as number] as number) / rowSize] as number
    heldDepth[(states[node] as number) / rowSize] =
      holds[node] === 1 ? Math.min(255, depths[node] as number) : node === 0 ? 0 : inherited
  }
  const firstEnding = sorted.findIndex((node) => ends[node] !== undefined)
  return {
    next: tableOf(tree, states),
    heldDepth,
    classOf,
    rowSize,
    firstEnding: rowSize * (firstEnding < 0 ? nodes : firstEnding),
    endings: sorted.flatMap((node) => (ends[node] === undefined ? [] : [ends[node]])),
    longest: literals.reduce((longest, literal) => Math.max(longest, literal.text.length), 0),
  }
}

function classesOf(literals: readonly Literal[]): { classOf: Uint8Array; classes: number } {
  const classOf = new Uint8Array(256)
  let classes = 1
  for (const { text } of literals) {
    for (let at = 0; at < text.length; at++) {
      const byte = text.charCodeAt(at)
      if (classOf[byte] === 0) classOf[byte] = classes++
    }
  }
  for (let letter = 0x41; letter <= 0x5a; letter++) classOf[letter] = classOf[letter + 32] ?? 0
  return { classOf, classes }
}

function treeOf(literals: readonly Literal[], classOf: Uint8Array, classes: number): Tree {
  const rowSize = 2 ** Math.ceil(Math.log2(classes))
  const most = literals.reduce((sum, { text }) => sum + text.length, 1)
  const children = new Int32Array(most * rowSize)
  const depths = new Int32Array(most)
  const holds = new Uint8Array(most)
  const ends: (number[] | undefined)[] = []
  let nodes = 1
  literals.forEach((literal, index) => {
    let node = 0
    for (let at = 0; at < literal.text.length; at++) {
      const place = node * rowSize + (classOf[literal.text.charCodeAt(at)] ?? 0)
      if (children[place] === 0) {
        depths[nodes] = at + 1
        children[place] = nodes++
      }
      node = children[place] as number
      if (literal.holds) holds[node] = 1
    }
    ends[node] = [...(ends[node] ?? []), index]
  })
  return { nodes, rowSize, classes, children, ends, depths, holds }
}

/**
 * Nodes in breadth-first order and the longest other node that each ends in. Gives each node what
 * ends in that one too, and as missing children that one's, which is complete by then.
 */
function linkFailures({ nodes, rowSize, classes, children, ends }: Tree) {
  const fails = new Int32Array(nodes)
  const order = [0]
  for (let at = 0; at < order.length; at++) {
    const node = order[at] as number
    const row = node * rowSize
    const failRow = (fails[node] as number) * rowSize
    for (let key = 1; key < classes; key++) {
      const child = children[row + key] as number
      const other = node === 0 ? 0 : (children[failRow + key] as number)
      if (child === 0) {
        children[row + key] = other
        continue
      }
      fails[child] = other
      const inherited = ends[other]
      if (inherited !== undefined) ends[child] = [...(ends[child] ?? []), ...inherited]
      order.push(child)
    }
  }
  return { order, fails }
}

function tableOf({ nodes, rowSize, classes, children }: Tree, states: Int32Array): Int32Array {
  const next = new Int32Array(nodes * rowSize)
  for (let node = 0; node < nodes; node++) {
    const from = node * rowSize
    const to = states[node] as number
    for (let key = 0; key < classes; key++) {
      next[to + key] = states[children[from + key] as number] as number
    }
  }
  return next
}
