/** Cells of the table that compares two texts line by line; beyond it nothing is aligned. */
const maxCells = 4_000_000

/**
 * Which line of `before` each line of `after` is, `-1` for a new one: the longest common
 * subsequence. Lines are compared without indentation and a closing comma or semicolon.
 */
export function alignLines(before: readonly string[], after: readonly string[]): number[] {
  const old = before.map(bareLine)
  const now = after.map(bareLine)
  const aligned = new Array<number>(now.length).fill(-1)
  let from = 0
  while (from < old.length && from < now.length && old[from] === now[from]) {
    aligned[from] = from
    from++
  }
  let oldEnd = old.length
  let nowEnd = now.length
  while (oldEnd > from && nowEnd > from && old[oldEnd - 1] === now[nowEnd - 1]) {
    oldEnd--
    nowEnd--
    aligned[nowEnd] = oldEnd
  }
  alignMiddle(old.slice(from, oldEnd), now.slice(from, nowEnd)).forEach((at, index) => {
    aligned[from + index] = at < 0 ? -1 : from + at
  })
  return aligned
}

const bareLine = (line: string) => line.trim().replace(/[,;]$/, '').trimEnd()

function alignMiddle(old: readonly string[], now: readonly string[]): number[] {
  const aligned = new Array<number>(now.length).fill(-1)
  const width = now.length + 1
  if (old.length * now.length > maxCells || old.length > 65_535) return aligned
  const longest = new Uint16Array((old.length + 1) * width)
  const at = (row: number, column: number) => longest[row * width + column] ?? 0
  for (let row = old.length - 1; row >= 0; row--) {
    for (let column = now.length - 1; column >= 0; column--) {
      longest[row * width + column] =
        old[row] === now[column]
          ? at(row + 1, column + 1) + 1
          : Math.max(at(row + 1, column), at(row, column + 1))
    }
  }
  for (let row = 0, column = 0; row < old.length && column < now.length; ) {
    if (old[row] === now[column]) aligned[column++] = row++
    else if (at(row + 1, column) >= at(row, column + 1)) row++
    else column++
  }
  return aligned
}
