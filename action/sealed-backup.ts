import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import { GuardError } from '../src/core/errors.ts'
import type { SavedFile } from '../src/runner/checkout-credentials/clear-credentials.ts'

/**
 * The saved files as one text that can lie on the disk while the agent runs: AES-256-GCM under a
 * key derived from a value that only the steps of this action are given.
 *
 * Layout, base64: 16 bytes salt, 12 bytes nonce, 16 bytes tag, ciphertext of a JSON array.
 *
 * @param secret an input that post receives again, such as the Cursor key
 */
export function sealFiles(files: readonly SavedFile[], secret: string): string {
  const salt = randomBytes(16)
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', keyFrom(secret, salt), nonce)
  const text = JSON.stringify(
    files.map((file) => ({
      ...file,
      bytes: file.bytes.toString('base64'),
      cleared: file.cleared.toString('base64'),
    })),
  )
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return Buffer.concat([salt, nonce, cipher.getAuthTag(), body]).toString('base64')
}

/** @throws {GuardError} `INPUT_INVALID` when the text was changed or the secret is another one */
export function openFiles(sealed: string, secret: string): SavedFile[] {
  const bytes = Buffer.from(sealed, 'base64')
  try {
    const key = keyFrom(secret, bytes.subarray(0, 16))
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(16, 28))
    decipher.setAuthTag(bytes.subarray(28, 44))
    const text = Buffer.concat([decipher.update(bytes.subarray(44)), decipher.final()])
    const files: (Omit<SavedFile, 'bytes' | 'cleared'> & Record<'bytes' | 'cleared', string>)[] =
      JSON.parse(text.toString('utf8'))
    return files.map((file) => ({
      ...file,
      bytes: Buffer.from(file.bytes, 'base64'),
      cleared: Buffer.from(file.cleared, 'base64'),
    }))
  } catch (cause) {
    throw new GuardError('INPUT_INVALID', 'the saved git configuration cannot be opened', {
      hint: 'Run actions/checkout again if later steps need its credential.',
      cause,
    })
  }
}

function keyFrom(secret: string, salt: Buffer): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, salt, 'cursor-guard saved git configuration', 32))
}
