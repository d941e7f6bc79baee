import { createCipheriv } from 'node:crypto'

/** Bytes without any order, the same ones in every run. */
export function noise(length: number): Buffer {
  const stream = createCipheriv('aes-128-ctr', Buffer.alloc(16), Buffer.alloc(16))
  return stream.update(Buffer.alloc(length))
}
