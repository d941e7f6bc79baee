/** A line of a recording as an object whose fields a test looks at. */
export const parseLine = (line: Uint8Array | string | undefined): Record<string, unknown> =>
  JSON.parse(Buffer.from(line ?? '').toString())
