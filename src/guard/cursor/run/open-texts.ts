import { idleReleaseMs, type MaskedText } from '../../masked-text.ts'

/** Texts open at once in one run; one more ends them all, and they go on as new ones. */
export const maxOpenTexts = 256

/** Texts that come in pieces, one in each message, several texts at a time. */
export interface OpenTexts<Piece> {
  /** Takes the next piece of the text named `key`; what may leave of it leaves now. */
  write(key: string, piece: Piece, body: Uint8Array): void
  /** Sends what is held without being part of an open candidate. */
  release(): void
  /** Writes down what was collected: something else is about to be recorded. */
  record(): void
  /** Sends the rest of one text, or of every text; what is in doubt is masked. */
  end(key?: string): void
}

interface OpenText<Piece> {
  text: MaskedText
  /** The last message of this text, the mould for what is sent later. */
  piece: Piece
  body: Uint8Array
}

/**
 * Masks texts across their pieces, and lets none of them wait longer than it must.
 *
 * @param options.start begins the text that this piece is the first of
 * @param options.withText the message a piece came in, with other text
 */
export function createOpenTexts<Piece extends { text: string }>(options: {
  start(piece: Piece): MaskedText
  withText(body: Uint8Array, piece: Piece, text: string): Uint8Array
  send(body: Uint8Array): void
}): OpenTexts<Piece> {
  const { start, withText, send } = options
  const open = new Map<string, OpenText<Piece>>()
  let timer: NodeJS.Timeout | undefined

  const sendText = ({ piece, body }: OpenText<Piece>, text: string) => {
    if (text === '') return
    send(text === piece.text ? body : withText(body, piece, text))
  }
  const targetOf = (key: string, piece: Piece, body: Uint8Array): OpenText<Piece> => {
    const known = open.get(key)
    if (known !== undefined) {
      known.piece = piece
      known.body = body
      return known
    }
    if (open.size >= maxOpenTexts) endAll()
    const fresh = { text: start(piece), piece, body }
    open.set(key, fresh)
    return fresh
  }
  const release = () => {
    for (const target of open.values()) {
      if (target.text.holds) sendText(target, target.text.release())
    }
  }
  const endAll = () => {
    clearTimeout(timer)
    timer = undefined
    for (const target of open.values()) sendText(target, target.text.end())
    open.clear()
  }
  const arm = () => {
    timer ??= setTimeout(onIdle, idleReleaseMs)
  }
  function onIdle() {
    timer = undefined
    release()
    for (const { text } of open.values()) if (!text.recordIfDue()) arm()
  }

  return {
    write(key, piece, body) {
      const target = targetOf(key, piece, body)
      sendText(target, target.text.write(piece.text))
      arm()
    },
    release,
    record() {
      for (const { text } of open.values()) text.record()
    },
    end(key) {
      if (key === undefined) return endAll()
      const target = open.get(key)
      if (target === undefined) return
      open.delete(key)
      sendText(target, target.text.end())
    },
  }
}
