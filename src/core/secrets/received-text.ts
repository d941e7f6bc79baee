/**
 * The end of a stream's text, as far as it may be needed again: bytes as latin-1 characters.
 * Offsets count from the first byte of the stream.
 */
export interface ReceivedText {
  readonly text: string
  /** Offset of the first byte of `text`. */
  readonly base: number
}

/** Adds to the text, and drops its beginning. */
export interface TextWindow extends ReceivedText {
  append(bytes: string): void
  /** Drops what stands before `offset`, once that is worth it; `spare` bytes before it are kept. */
  dropBefore(offset: number, spare: number): void
}

/** The text is cut only when there is more than this to drop. */
const slackBytes = 4096

/** An empty text at the start of a stream. */
export function createTextWindow(): TextWindow {
  const window = {
    text: '',
    base: 0,
    append(bytes: string) {
      window.text += bytes
    },
    dropBefore(offset: number, spare: number) {
      const from = offset - spare
      if (from - window.base < slackBytes + spare) return
      window.text = window.text.slice(from - window.base)
      window.base = from
    },
  }
  return window
}

/** Where the text ends. */
export const endOf = ({ text, base }: ReceivedText) => base + text.length
