/** Where a byte stands for a person. */
export interface Position {
  /** From 1. */
  line: number
  /** From 1, in characters (Unicode code points). */
  column: number
}

interface Piece {
  at: number
  bytes: Uint8Array
  /** The place of its first byte. */
  line: number
  column: number
}

/** Pieces kept, so that places and surroundings of what was found in them can be told. */
const keptPieces = 4
const newline = 0x0a

/** Follows lines through bytes that arrive in pieces; asked for places in ascending order. */
export function createLines() {
  const pieces: Piece[] = []
  let end: Omit<Piece, 'bytes'> = { at: 0, line: 1, column: 1 }
  let cursor: Omit<Piece, 'bytes'> = end

  const pieceOf = (offset: number) => pieces.findLast(({ at }) => at <= offset) ?? pieces[0]

  return {
    push(bytes: Uint8Array): void {
      pieces.push({ ...end, bytes })
      if (pieces.length > keptPieces) pieces.shift()
      let line = end.line
      let last = -1
      for (let at = 0; at < bytes.length; at++) {
        if (bytes[at] === newline) {
          line++
          last = at
        }
      }
      const column = (last < 0 ? end.column : 1) + countCharacters(bytes, last + 1, bytes.length)
      end = { at: end.at + bytes.length, line, column }
    },

    /** A place whose piece is gone is told as the beginning of the oldest piece. */
    placeOf(offset: number): Position {
      const piece = pieceOf(offset)
      if (piece === undefined) return { line: 1, column: 1 }
      const from = cursor.at >= piece.at && cursor.at <= offset ? cursor : piece
      let { line, column } = from
      const stop = Math.min(offset - piece.at, piece.bytes.length)
      for (let at = from.at - piece.at; at < stop; at++) {
        const byte = piece.bytes[at] ?? 0
        if (byte === newline) {
          line++
          column = 1
        } else if ((byte & 0xc0) !== 0x80) column++
      }
      cursor = { at: Math.max(offset, piece.at), line, column }
      return { line, column }
    },

    /** Bytes of the same line before `offset`, at most `most` and not before `least`. */
    before(offset: number, most: number, least: number): Uint8Array {
      const piece = pieceOf(offset)
      if (piece === undefined) return new Uint8Array()
      const from = Math.max(offset - most, least, piece.at) - piece.at
      const bytes = piece.bytes.subarray(from, Math.max(from, offset - piece.at))
      return bytes.subarray(bytes.lastIndexOf(newline) + 1)
    },

    /** Bytes of the same line from `offset` on, at most `most`. */
    behind(offset: number, most: number): Uint8Array {
      const piece = pieceOf(offset)
      if (piece === undefined) return new Uint8Array()
      const bytes = piece.bytes.subarray(offset - piece.at, offset - piece.at + most)
      const stop = bytes.indexOf(newline)
      return stop < 0 ? bytes : bytes.subarray(0, stop)
    },
  }
}

function countCharacters(bytes: Uint8Array, from: number, to: number): number {
  let count = 0
  for (let at = from; at < to; at++) if (((bytes[at] ?? 0) & 0xc0) !== 0x80) count++
  return count
}
