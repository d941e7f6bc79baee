/** A file in a commit that stands for an object in LFS. */
export interface LfsPointer {
  /** SHA-256 of the object, in hex. */
  oid: string
  /** In bytes. */
  size: number
}

/** A pointer is shorter than this, in bytes; longer files are contents. */
export const maxPointerBytes = 1_024

/**
 * Reads a pointer file, as loosely as git-lfs does: what it would take for a pointer is one here.
 *
 * @see https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md
 */
export function readPointer(file: Uint8Array): LfsPointer | undefined {
  if (file.length >= maxPointerBytes) return undefined
  const text = Buffer.from(file.buffer, file.byteOffset, file.length).toString('latin1').trim()
  if (!/^version https?:\/\/(git-lfs\.github\.com|hawser\.github\.com)\/spec\/v1/.test(text)) {
    return undefined
  }
  const oid = /^oid sha256:([0-9a-f]{64})\r?$/m.exec(text)?.[1]
  const size = /^size (\d{1,15})\r?$/m.exec(text)?.[1]
  return oid === undefined || size === undefined ? undefined : { oid, size: Number(size) }
}
