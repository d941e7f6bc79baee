const places = ['terminal', 'second terminal', 'elsewhere'] as const

/** Commands of a page, and the part of their output that it shows. */
export interface Step {
  /** `elsewhere`: what needs the Internet. */
  where: (typeof places)[number]
  text: string
  /** Empty where the page shows none. */
  excerpt: string
}

/**
 * The steps of a page: blocks marked `sh`, behind which it may say where they are typed. A block marked
 * `console` is an excerpt of what the last of them printed.
 */
export function readSteps(page: string): Step[] {
  const steps: Step[] = []
  for (const [, kind, place = 'terminal', text = ''] of page.matchAll(
    /^```(\S+)(?: (.+))?\n([\s\S]*?)^```$/gm,
  )) {
    const last = steps.at(-1)
    const where = places.find((one) => one === place)
    if (where === undefined) throw new Error(`a block is typed in one of ${places}, not ${place}`)
    if (kind === 'sh') steps.push({ where, text, excerpt: '' })
    else if (kind === 'console' && last !== undefined) last.excerpt += text
    else throw new Error(`a block of a page is sh or console, not ${kind}`)
  }
  return steps
}

/**
 * The first line of an excerpt that the output does not have where it should; `undefined` where it has all.
 * `…` stands for anything within a line, and alone on a line for any lines.
 */
export function unlikeExcerpt(excerpt: string, output: string): string | undefined {
  const lines = output.split('\n').map((line) => line.trimEnd())
  let at = 0
  let mayLie = 'anywhere'
  for (const shown of excerpt.trimEnd().split('\n')) {
    if (shown === '…') {
      mayLie = 'anywhere'
      continue
    }
    const form = new RegExp(`^${shown.split('…').map(literally).join('.*')}$`)
    const found = lines.findIndex((line, index) => index >= at && form.test(line))
    if (found < 0 || (mayLie === 'next' && found !== at)) {
      return `${shown}\nis not in\n${lines.slice(at).join('\n')}`
    }
    at = found + 1
    mayLie = 'next'
  }
  return undefined
}

const literally = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
