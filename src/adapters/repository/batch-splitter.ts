/** The head of one object, as git prints it. */
export interface BatchHead {
  id: string
  type: string
  /** In bytes. */
  size: number
}

/** Takes the bytes of one object, in as many pieces as they come in. */
export interface ObjectSink {
  push(bytes: Buffer): void
  /** The object is whole. */
  end(): void
}

/**
 * Takes apart what `git cat-file --batch` prints, however it is cut, without holding an object.
 *
 * Layout: `<id> <type> <size>`, a newline, that many bytes, a newline; then the next object.
 *
 * @param open is asked for a sink at the head of each object
 * @see https://git-scm.com/docs/git-cat-file#_batch_output
 */
export function createBatchSplitter(open: (head: BatchHead) => ObjectSink) {
  let sink: ObjectSink | undefined
  /** Bytes of the object that are still to come. */
  let left = 0
  let head = ''
  /** The newline behind an object comes next. */
  let isBehindObject = false

  function takeBody(to: ObjectSink, bytes: Buffer): Buffer {
    const part = bytes.subarray(0, left)
    to.push(part)
    left -= part.length
    if (left === 0) close(to)
    return bytes.subarray(part.length)
  }
  function takeHead(bytes: Buffer): Buffer {
    const end = bytes.indexOf(0x0a)
    head += bytes.toString('latin1', 0, end === -1 ? undefined : end)
    if (end === -1) return bytes.subarray(bytes.length)
    const [id = '', type = '', digits = ''] = head.split(' ')
    head = ''
    left = Number(digits)
    sink = open({ id, type, size: left })
    if (left === 0) close(sink)
    return bytes.subarray(end + 1)
  }
  function close(to: ObjectSink): void {
    to.end()
    sink = undefined
    isBehindObject = true
  }
  function takeNewline(bytes: Buffer): Buffer {
    isBehindObject = false
    return bytes.subarray(1)
  }

  return {
    push(chunk: Buffer): void {
      for (let bytes = chunk; bytes.length > 0; ) {
        if (sink !== undefined) bytes = takeBody(sink, bytes)
        else bytes = isBehindObject ? takeNewline(bytes) : takeHead(bytes)
      }
    },
    /** Git says no more: an object that was cut short ends here. */
    end(): void {
      if (sink !== undefined) close(sink)
    },
  }
}
