import { widthless } from '../policy/render/plain-text.ts'

/** What a comment tells the App to do. */
export interface Command {
  /** `unreadable`: it speaks to the App, and nobody can say what it wants. */
  word: 'approve' | 'deny' | 'status' | 'help' | 'init' | 'unreadable'
  /** What stands where the id of a request belongs; of a refusal, only what can be an id. */
  id?: string
}

/**
 * As far as an id can be told from other words. What is too short for one (see `minIdLength`) is kept
 * as well, so that whoever typed it can be told.
 */
const idLike = /^[0-9a-f]{6,64}$/i

/**
 * The command in a comment; `undefined` when the comment does not speak to the App. A command is the
 * first line, and nothing quoted, indented or decorated is one. Upper and lower case are the same.
 *
 * An approval is exact: its word, an id, and nothing else. A refusal is whatever begins with its word,
 * since what looks like a refusal must not go unheard; the words behind it are for people.
 */
export function readCommand(body: string): Command | undefined {
  const [first = ''] = body.split(/\r?\n/, 1)
  // An id that was copied out of a text of ours may bring along what parts it there.
  const line = first.replaceAll(widthless, '')
  const refusal = /^\/cursor-guard[^\p{L}\p{N}]+deny/iu.exec(line)
  if (refusal !== null) return { word: 'deny', ...idBehind(line.slice(refusal[0].length)) }
  const approval = /^\/cursor-guard[ \t]+approve(?:[ \t]+([0-9A-Za-z-]{1,64}))?[ \t]*$/i.exec(line)
  if (approval !== null) {
    const [, id] = approval
    return { word: 'approve', ...(id === undefined ? {} : { id }) }
  }
  const other = /^\/cursor-guard[ \t]+(status|help|init)(?![\w-])/i.exec(line)?.[1]
  if (other !== undefined) return { word: other.toLowerCase() as 'status' | 'help' | 'init' }
  // Not a path, a file or a longer word that only begins so.
  return /^\/cursor-guard(?![\w/.-])/i.test(line) ? { word: 'unreadable' } : undefined
}

/** The id at the beginning of what stands behind a refusal, if there is one. */
function idBehind(words: string): Pick<Command, 'id'> {
  const id = /^[^\p{L}\p{N}]+([0-9a-f]{6,64})(?![\p{L}\p{N}])/iu.exec(words)?.[1]
  return id === undefined ? {} : { id }
}

/**
 * A comment as it may be kept: its command and the id of a request, without any word of a person's own,
 * which could be a secret. Reading what was kept gives the same again.
 */
export function keptCommand(body: string): string | undefined {
  const command = readCommand(body)
  if (command === undefined) return undefined
  const { word, id = '' } = command
  const words = ['/cursor-guard', word === 'unreadable' ? '' : word, idLike.test(id) ? id : '']
  return words.filter((one) => one !== '').join(' ')
}
