import { parseSync, Visitor } from 'oxc-parser'

/** One function, arrow or method, measured in lines as they stand in the file. */
export interface MeasuredFunction {
  /** The line it begins in, from 1. */
  line: number
  /** From its first line to its last, with everything inside. */
  lines: number
  /** Without what stands inside of other functions: their first line alone counts here. */
  ownLines: number
}

/** Every function of a source, in the order of their beginnings. */
export function functionsOf(path: string, source: string): MeasuredFunction[] {
  const { program } = parseSync(path, source)
  const lineOf = lineFinder(source)
  const found: MeasuredFunction[] = []
  const around: MeasuredFunction[] = []
  const enter = ({ start, end }: { start: number; end: number }) => {
    const line = lineOf(start)
    const lines = lineOf(end) - line + 1
    const one = { line, lines, ownLines: lines }
    const outer = around.at(-1)
    if (outer !== undefined) outer.ownLines -= lines - 1
    found.push(one)
    around.push(one)
  }
  const leave = () => {
    around.pop()
  }
  new Visitor({
    FunctionDeclaration: enter,
    'FunctionDeclaration:exit': leave,
    FunctionExpression: enter,
    'FunctionExpression:exit': leave,
    ArrowFunctionExpression: enter,
    'ArrowFunctionExpression:exit': leave,
  }).visit(program)
  return found
}

/** Gives the line of an offset, both counted as editors do. */
function lineFinder(source: string): (offset: number) => number {
  const begins = [0, ...[...source.matchAll(/\n/g)].map(({ index }) => index + 1)]
  return (offset) => {
    const next = begins.findIndex((begin) => begin > offset)
    return next < 0 ? begins.length : next
  }
}
