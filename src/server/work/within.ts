/** What the promise resolves with, or nothing after so many milliseconds. */
export async function within<Value>(
  ms: number,
  promise: Promise<Value>,
): Promise<Value | undefined> {
  const timer = Promise.withResolvers<undefined>()
  const handle = setTimeout(timer.resolve, ms, undefined)
  try {
    return await Promise.race([promise, timer.promise])
  } finally {
    clearTimeout(handle)
  }
}
