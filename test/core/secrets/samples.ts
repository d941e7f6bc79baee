import {
  createSecretEngine,
  type SecretEngineOptions,
} from '../../../src/core/secrets/create-engine.ts'

/** Secrets are put together here, so that no scanner finds one in this repository. */
const letters = 'aB3dE5gH7jK9mN1pQ3sT5vW7yZ9bC1dE3fG5'
export const githubToken = ['ghp', letters].join('_')
export const otherToken = ['ghp', letters.split('').reverse().join('')].join('_')
export const installationToken = [
  ['ghs', '123456', `ey${'JhbGciOiJSUzI1NiJ9'}`].join('_'),
  `eyJ${letters}${letters}`,
  `${letters}-${letters}_${letters}`,
].join('.')
export const amazonKeyId = ['AKIA', 'Q3EGZT7N', 'W2XK5LMV'].join('')

/** A PEM block of `lines` lines; base64 that is the same in every run. */
export function privateKey(lines = 12, label = 'RSA PRIVATE KEY'): string {
  const body = Array.from({ length: lines }, (_, line) => {
    const bytes = Array.from(
      { length: 48 },
      (_, at) => (line * 7919 + at * 104_729 + line * at * 31) % 251,
    )
    return Buffer.from(bytes).toString('base64')
  })
  return [`-----BEGIN ${label}-----`, ...body, `-----END ${label}-----`].join('\n')
}

export const createTestEngine = (options: Partial<SecretEngineOptions> = {}) =>
  createSecretEngine({ pseudonymKey: new Uint8Array(32).fill(7), ...options })

export const markerShape = /\*\*\*[a-z0-9-]+:[0-9a-f]{16}\*\*\*/
