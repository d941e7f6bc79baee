const form = /^(\d+(?:\.\d+)*)(-[\w.-]+)?(?:\+[\w.-]+)?$/

/**
 * Whether a version comes before another, number by number; what is not stated is 0. With a suffix such as
 * `-rc.1` it comes before the one without. What is no version counts as older.
 */
export function isOlder(version: string, floor: string): boolean {
  const [, numbers, suffix] = form.exec(version) ?? []
  const [, least] = form.exec(floor) ?? []
  if (numbers === undefined || least === undefined) return true
  const parts = numbers.split('.').map(Number)
  const wanted = least.split('.').map(Number)
  for (let index = 0; index < Math.max(parts.length, wanted.length); index += 1) {
    const difference = (parts[index] ?? 0) - (wanted[index] ?? 0)
    if (difference !== 0) return difference < 0
  }
  return suffix !== undefined
}
