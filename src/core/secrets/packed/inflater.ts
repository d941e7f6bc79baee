import type { Buffer } from 'node:buffer'
import { createInflateRaw } from 'node:zlib'

/** Takes what a stream was inflated to, in order; the next piece waits for a promise. */
export type Take = (bytes: Buffer) => Promise<void> | undefined

/** What became of one piece. */
export type Progress =
  | { state: 'open' }
  /** The stream has ended; `rest` stands behind it. */
  | { state: 'ended'; rest: Buffer }
  /** It is damaged, or `take` has failed. */
  | { state: 'broken'; error: unknown }

/** Inflates one stream (RFC 1951) that arrives in pieces and whose end nobody announces. */
export interface Inflater {
  write(piece: Buffer): Promise<Progress>
  /** No more pieces come: tells whether the stream was whole. */
  end(): Promise<Progress>
  /** Bytes of the stream that were inflated so far. */
  bytesRead(): number
  close(): void
}

const noBytes = new Uint8Array() as Buffer
/** Bytes inflated at a time. */
const chunkSize = 262_144

export function createInflater(take: Take): Inflater {
  const inflate = createInflateRaw({ chunkSize })
  let progress: Progress = { state: 'open' }
  let fed = 0
  let last = noBytes
  let settle: () => void = () => {}
  const fail = (error: unknown) => {
    progress = { state: 'broken', error }
    inflate.destroy()
    settle()
  }
  inflate.on('data', (bytes: Buffer) => {
    try {
      const taken = take(bytes)
      if (taken === undefined) return
      inflate.pause()
      taken.then(() => inflate.resume(), fail)
    } catch (error) {
      fail(error)
    }
  })
  inflate.on('error', fail)
  inflate.on('end', () => {
    progress = { state: 'ended', rest: last.subarray(last.length - (fed - inflate.bytesWritten)) }
    settle()
  })
  const wait = async (begin: () => void): Promise<Progress> => {
    if (progress.state !== 'open') return progress
    await new Promise<void>((done) => {
      settle = done
      begin()
    })
    return progress
  }

  return {
    write: (piece) =>
      wait(() => {
        fed += piece.length
        last = piece
        // What is not taken stands behind the end, which is told next.
        inflate.write(piece, () => {
          if (inflate.bytesWritten === fed) settle()
        })
      }),
    end: () => wait(() => inflate.end()),
    bytesRead: () => inflate.bytesWritten,
    close: () => void inflate.destroy(),
  }
}
