import {
  compileList,
  globReader,
  isExclusion,
  type Outcome,
  toText,
  yesOrNo,
} from '../judge/match.ts'

/**
 * A matcher for the paths agents give to their tools.
 *
 * A path within the work tree is compared as it stands in the repository. Where nobody knows the work
 * tree, an absolute path matches a relative pattern that fits its end, and an exclusion that might fit
 * leaves the outcome `unknown`.
 */
export function compileToolPaths(
  patterns: readonly string[],
): (path: string, workspace: string | undefined) => Outcome {
  const read = globReader('path')
  const asWritten = compileList(patterns, read)
  const anywhere = (pattern: string) => (pattern.startsWith('/') ? pattern : `/**/${pattern}`)
  const positive = patterns.filter((pattern) => !isExclusion(pattern))
  const included = compileList(positive, (pattern) => read(anywhere(pattern)))
  const excluded = patterns.filter(isExclusion).map((pattern) => read(anywhere(pattern.slice(1))))
  return (path, workspace) => {
    const tidy = tidyPath(path)
    if (!isAbsolute(tidy) && !tidy.startsWith('..')) return yesOrNo(asWritten(toText(tidy)))
    if (workspace !== undefined) {
      const root = tidyPath(workspace)
      const full = isAbsolute(tidy) ? tidy : tidyPath(`${root}/${tidy}`)
      return yesOrNo(asWritten(toText(within(root, full) ?? full)))
    }
    const text = toText(`/${tidy.replace(/^(?:\.\.(?:\/|$)|\/)+/, '')}`)
    if (!included(text)) return 'no'
    return excluded.some((match) => match(text.exact)) ? 'unknown' : 'yes'
  }
}

const isAbsolute = (path: string): boolean => path.startsWith('/') || /^[A-Za-z]:\//.test(path)

/** Forward slashes, and `.`, `..` and empty segments worked out. */
function tidyPath(path: string): string {
  const plain = path.replaceAll('\\', '/')
  const kept: string[] = []
  for (const segment of plain.split('/')) {
    if (segment === '..' && kept.length > 0 && kept.at(-1) !== '..') kept.pop()
    else if (segment === '..' && plain.startsWith('/')) continue
    else if (segment !== '' && segment !== '.') kept.push(segment)
  }
  return `${plain.startsWith('/') ? '/' : ''}${kept.join('/')}`
}

/** The path below the work tree, or `undefined` when it is elsewhere. Case is no way out of it. */
function within(workspace: string, path: string): string | undefined {
  const prefix = workspace.endsWith('/') ? workspace : `${workspace}/`
  if (path.startsWith(prefix)) return path.slice(prefix.length)
  const isSame = path.slice(0, prefix.length).toLowerCase() === prefix.toLowerCase()
  return isSame ? path.slice(prefix.length) : undefined
}
