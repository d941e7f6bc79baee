import type { PageItem } from '../../core/recording/page/page-data.ts'

/** Outlines in a square of 24 by 24. */
const paths = {
  session: 'M5 4h14v16H5zM9 4v16',
  prompt: 'M4 5h16v11H9l-5 4z',
  response:
    'M12 3l1.9 5.1L19 10l-5.1 1.9L12 17l-1.9-5.1L5 10l5.1-1.9zM19 16l.8 2.2L22 19l-2.2.8L19 22l-.8-2.2L16 19l2.2-.8z',
  thinking: 'M5 12h.01M12 12h.01M19 12h.01',
  shell: 'M5 7l5 5-5 5M12 17h7',
  write: 'M4 20l1-4L16 5l3 3L8 19zM14 7l3 3',
  'tool-call': 'M14 6a4 4 0 0 0 5 5l-8 8a2.1 2.1 0 0 1-3-3l8-8',
  push: 'M12 19V5M6 11l6-6 6 6',
  github: 'M7 7h12M15 3l4 4-4 4M17 17H5M9 13l-4 4 4 4',
  finding: 'M8 11V8a4 4 0 0 1 8 0v3M6 11h12v9H6z',
  verdict: 'M12 3l8 3v6c0 5-3.5 8-8 9-4.5-1-8-4-8-9V6z',
  approval: 'M9 11l3 3 7-8M20 12v7H4V5h10',
  limit: 'M12 8v5M12 16.5v.01M12 3l9.5 17h-19z',
  note: 'M6 3h9l4 4v14H6zM9 11h6M9 15h6',
  seal: 'M12 3a6 6 0 1 1 0 12 6 6 0 0 1 0-12zM8.5 14L7 21l5-2.5L17 21l-1.5-7',
  play: 'M7 4.5v15l12-7.5z',
  pause: 'M8 5v14M16 5v14',
  back: 'M15 5l-7 7 7 7',
  forward: 'M9 5l7 7-7 7',
  first: 'M17 5l-7 7 7 7M7 5v14',
  last: 'M7 5l7 7-7 7M17 5v14',
  theme: 'M12 3a9 9 0 1 0 9 9 7 7 0 0 1-9-9z',
  help: 'M9 9a3 3 0 1 1 4 2.8c-.7.3-1 .8-1 1.7M12 17v.01M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18z',
  search: 'M11 4a7 7 0 1 1 0 14 7 7 0 0 1 0-14zM16 16l5 5',
  check: 'M5 12.5l4.5 4.5L19 7',
  cross: 'M6 6l12 12M18 6L6 18',
}

export type IconName = keyof typeof paths

const iconOfKind: Record<PageItem['kind'], IconName> = {
  session: 'session',
  prompt: 'prompt',
  response: 'response',
  thinking: 'thinking',
  'tool-call': 'tool-call',
  'tool-result': 'shell',
  'file-write': 'write',
  'command-output': 'shell',
  push: 'push',
  github: 'github',
  egress: 'github',
  process: 'shell',
  finding: 'finding',
  verdict: 'verdict',
  approval: 'approval',
  limit: 'limit',
  usage: 'note',
  note: 'note',
  gap: 'limit',
  seal: 'seal',
  unknown: 'note',
  unreadable: 'limit',
}

const svgNamespace = 'http://www.w3.org/2000/svg'

export function icon(name: IconName): SVGSVGElement {
  const svg = document.createElementNS(svgNamespace, 'svg')
  svg.setAttribute('viewBox', '0 0 24 24')
  svg.setAttribute('aria-hidden', 'true')
  const path = document.createElementNS(svgNamespace, 'path')
  path.setAttribute('d', paths[name])
  svg.append(path)
  return svg
}

export const kindIcon = (kind: PageItem['kind']): SVGSVGElement => icon(iconOfKind[kind])

/** A tool call shows what kind of tool it is: a command, or a change of a file. */
export function itemIcon({ kind, title }: PageItem): SVGSVGElement {
  if (kind !== 'tool-call') return kindIcon(kind)
  const tool = title.split(' ')[0] ?? ''
  if (tool === 'shell') return icon('shell')
  return icon(/^(write|edit|delete)$/.test(tool) ? 'write' : 'tool-call')
}
