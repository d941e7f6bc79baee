import { compileGlob } from '../judge/glob.ts'
import type { SecretAllowance } from '../policy.ts'

/** A floor that lists exceptions permits no others, and none for longer. */
export function narrowAllowances(
  own: readonly SecretAllowance[],
  floor: readonly SecretAllowance[] | undefined,
  messages: string[],
): SecretAllowance[] {
  if (floor === undefined) return [...own]
  return own.flatMap((allowance) => {
    const permitting = floor.filter((listed) => permits(listed, allowance))
    if (permitting.length === 0) {
      messages.push(
        `secrets.allow: ${allowance.fingerprint ?? allowance.path} is not among the exceptions the organisation's floor permits, and does not count`,
      )
      return []
    }
    const latest =
      permitting
        .map(({ until }) => until ?? endless)
        .sort()
        .at(-1) ?? endless
    return [(allowance.until ?? endless) > latest ? { ...allowance, until: latest } : allowance]
  })
}

/** Later than every day of the calendar. */
export const endless = '9999-99-99'

/** Whether an exception of the floor takes in all that another one does. */
export function permits(listed: SecretAllowance, { fingerprint, path }: SecretAllowance): boolean {
  if (listed.fingerprint !== undefined && listed.fingerprint !== fingerprint) return false
  if (listed.path === undefined || listed.path === path) return true
  const isPlain = path !== undefined && !/[*?{\\]/.test(path)
  return isPlain && compileGlob(listed.path, 'path')(path)
}
