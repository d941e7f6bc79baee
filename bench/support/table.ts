export interface Aim {
  /** What was aimed at, as in `at least half of the relay's rate`. */
  text: string
  reached: string
  met: boolean
}

/** Prints columns that line up: the first to the left, the others to the right. */
export function printTable(
  title: string,
  head: readonly string[],
  rows: readonly string[][],
): void {
  const widths = head.map((_, column) =>
    Math.max(...[head, ...rows].map((row) => (row[column] ?? '').length)),
  )
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd()
  console.log(`\n${title}`)
  console.log(`  ${line(head)}`)
  for (const row of rows) console.log(`  ${line(row)}`)
}

/** Prints what was aimed at and what was reached, one line each. */
export function printAims(aims: readonly Aim[]): void {
  for (const { text, reached, met } of aims) {
    console.log(`  ${met ? 'met   ' : 'MISSED'}  ${reached} (aim: ${text})`)
  }
}

/** A number as people read it: three digits that count, thousands apart. */
export function shown(value: number, unit = ''): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 3
  return `${value.toLocaleString('en-US', { maximumFractionDigits: digits })}${unit && ` ${unit}`}`
}
