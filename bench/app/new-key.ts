import { generateKeyPairSync } from 'node:crypto'

/** A private key for an App of the bench, as PEM. */
export const newKey = (): string =>
  generateKeyPairSync('rsa', { modulusLength: 2_048 })
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString()
