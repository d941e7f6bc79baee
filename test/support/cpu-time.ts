/** Starts to measure; the result says how much processor time this process has used since. */
export function cpuMilliseconds(): () => number {
  const before = process.cpuUsage()
  return () => {
    const { user, system } = process.cpuUsage(before)
    return (user + system) / 1000
  }
}
