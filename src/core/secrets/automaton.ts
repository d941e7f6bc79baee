/** One literal the automaton looks for; lower case, since case is ignored. */
export interface Literal {
  text: string
  /** Whether a beginning of it at the end of the text must be held back. */
  holds: boolean
}

/**
 * Aho-Corasick over bytes, as one dense table. A state is an index into `next` of its own row, so
 * that one step is `next[state + classOf[byte]]`. Of a state that ends a literal the table has the
 * complement, which is negative.
 */
export interface Automaton {
  next: Int32Array
  classOf: Uint8Array
  /** For each row the literals that end there; read through `endingsOf`. */
  endings: readonly (readonly number[] | undefined)[]
  rowSize: number
  /** For each row: bytes of the longest suffix which begins a literal that holds. */
  heldDepth: Uint8Array
}

/** The literals that end in `state`, by their index in the list the automaton was built from. */
export function endingsOf(automaton: Automaton, state: number): readonly number[] {
  return automaton.endings[state / automaton.rowSize] ?? []
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
  const { next, classOf } = automaton
  const { hits } = walk
  let state = walk.state
  let bits = 0
  for (let index = 0; index < bytes.length; index++) {
    const byte = bytes.charCodeAt(index)
    bits |= byte
    state = next[state + (classOf[byte & 0xff] as number)] as number
    if (state < 0) {
      state = ~state
      hits.push(index, state)
    }
  }
  walk.state = state
  walk.bits = bits
}

/**
 * Builds the table; a few ms for 1,000 short literals. Literals must not be empty.
 *
 * All literals advance together, one byte a level. A new row begins as a copy of the row of the
 * longest other suffix (which is shorter, so complete by then), and is overwritten where a literal
 * goes on: what stood there before is where the new state's own copy comes from.
 */
export function buildAutomaton(literals: readonly Literal[]): Automaton {
  const { classOf, classes } = classesOf(literals)
  const rowSize = 2 ** Math.ceil(Math.log2(classes))
  const mostRows = literals.reduce((sum, { text }) => sum + text.length, 1)
  const next = new Int32Array(mostRows * rowSize)
  const heldDepth = new Uint8Array(mostRows)
  const endings: (number[] | undefined)[] = [undefined]
  /** For each row the one of its longest other suffix, and the cell that leads to it. */
  const others = new Int32Array(mostRows)
  const cells = new Int32Array(mostRows)
  const reached = new Int32Array(literals.length)
  let rows = 1

  /** The row that literal leads to from where it has come; made when there is none in this level. */
  function advance(literal: number, byte: number, firstOfLevel: number): number {
    const from = reached[literal] as number
    const cell = from * rowSize + (classOf[byte] as number)
    const entry = next[cell] as number
    const target = (entry < 0 ? ~entry : entry) / rowSize
    if (target >= firstOfLevel) return target
    others[rows] = target
    cells[rows] = cell
    endings[rows] = endings[target]?.slice()
    heldDepth[rows] = heldDepth[target] as number
    next[cell] = rows * rowSize
    return rows++
  }

  let unfinished = [...literals.keys()]
  for (let depth = 0; unfinished.length > 0; depth++) {
    const firstOfLevel = rows
    unfinished = unfinished.filter((index) => {
      const { text, holds } = literals[index] as Literal
      const row = advance(index, text.charCodeAt(depth), firstOfLevel)
      reached[index] = row
      if (holds) heldDepth[row] = Math.min(255, depth + 1)
      const ends = depth + 1 === text.length
      if (ends) endings[row] = [...(endings[row] ?? []), index]
      return !ends
    })
    for (let row = firstOfLevel; row < rows; row++) {
      if (endings[row] !== undefined) next[cells[row] as number] = ~(row * rowSize)
    }
    for (let row = firstOfLevel; row < rows; row++) {
      const from = (others[row] as number) * rowSize
      next.copyWithin(row * rowSize, from, from + rowSize)
    }
  }
  return {
    next: next.slice(0, rows * rowSize),
    heldDepth: heldDepth.slice(0, rows),
    classOf,
    rowSize,
    endings,
  }
}

/** Bytes that occur in no literal are alike, and so are the two cases of a letter. */
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
