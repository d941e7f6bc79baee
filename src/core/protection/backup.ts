/** Below it the App keeps what would otherwise be lost. */
const backupPrefix = 'refs/cursor-guard/backup/'

/**
 * Where a commit that a ref has lost is kept: `refs/cursor-guard/backup/heads/main/<oid>`. The name
 * says what is in it, so that making it twice is making it once.
 */
export const backupRef = (ref: string, oid: string): string =>
  `${backupPrefix}${ref.replace(/^refs\//, '')}/${oid}`
