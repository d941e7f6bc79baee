import { createHash, createPublicKey, type KeyObject, sign, verify } from 'node:crypto'
import { GuardError } from '../errors.ts'
import type { Signature } from './entry.ts'

/** What a signature is about: `digest` covers everything else the seal says. */
export interface SealFacts {
  session: string
  count: number
  head: string
  digest: string
}

/** The bytes that are signed: five lines, joined by a newline and without one at the end. */
export function sealMessage({ session, count, head, digest }: SealFacts): Buffer {
  return Buffer.from(['cursor-guard seal 1', session, count, head, digest].join('\n'), 'utf8')
}

/**
 * Signs a seal with an Ed25519 private key.
 *
 * @throws {GuardError} `INPUT_INVALID` when the key is of another kind
 */
export function signSeal(facts: SealFacts, privateKey: KeyObject): Signature {
  if (privateKey.type !== 'private' || privateKey.asymmetricKeyType !== 'ed25519') {
    throw new GuardError('INPUT_INVALID', 'recordings are signed with an Ed25519 private key')
  }
  const key = rawPublicKey(createPublicKey(privateKey)).toString('base64')
  return { key, value: sign(null, sealMessage(facts), privateKey).toString('base64') }
}

/** Whether `signature` was made for this seal by the key it names. Only canonical base64 counts. */
export function isSealSignature(facts: SealFacts, signature: Signature): boolean {
  const raw = canonicalBase64(signature.key, 32)
  const value = canonicalBase64(signature.value, 64)
  if (raw === undefined || value === undefined) return false
  return verify(null, sealMessage(facts), publicKeyFromRaw(raw), value)
}

/**
 * A public key as people keep it: PEM, or the 32 raw bytes in base64.
 *
 * @returns the raw key in base64, as it stands in a signature
 * @throws {GuardError} `INPUT_INVALID` when it is neither, or not Ed25519
 */
export function readPublicKey(text: string): string {
  const trimmed = text.trim()
  if (trimmed.includes('PRIVATE KEY')) {
    throw new GuardError('INPUT_INVALID', 'this is a private key; a public key was expected', {
      hint: 'Keep it secret, and give the public half: openssl pkey -in KEY -pubout',
    })
  }
  if (trimmed.startsWith('-----BEGIN')) return rawFromPem(trimmed)
  const standard = trimmed.replaceAll('-', '+').replaceAll('_', '/').replace(/=*$/, '')
  const raw = canonicalBase64(`${standard}=`, 32)
  if (raw === undefined) {
    throw new GuardError(
      'INPUT_INVALID',
      'expected an Ed25519 public key: PEM, or 32 bytes in base64',
    )
  }
  return raw.toString('base64')
}

/** A short name of a public key for people: `SHA256:` and the digest of its raw bytes. */
export function keyFingerprint(key: string): string {
  const digest = createHash('sha256').update(Buffer.from(key, 'base64')).digest('base64')
  return `SHA256:${digest.replace(/=+$/, '')}`
}

function rawFromPem(pem: string): string {
  let key: KeyObject
  try {
    key = createPublicKey(pem)
  } catch (cause) {
    throw new GuardError('INPUT_INVALID', 'the PEM text holds no readable public key', { cause })
  }
  if (key.asymmetricKeyType !== 'ed25519') {
    throw new GuardError(
      'INPUT_INVALID',
      `expected an Ed25519 public key, found ${key.asymmetricKeyType ?? 'another kind'}`,
    )
  }
  return rawPublicKey(key).toString('base64')
}

function rawPublicKey(key: KeyObject): Buffer {
  return Buffer.from(key.export({ format: 'jwk' }).x ?? '', 'base64url')
}

function publicKeyFromRaw(raw: Buffer): KeyObject {
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: raw.toString('base64url') }
  return createPublicKey({ key: jwk, format: 'jwk' })
}

/** Decodes base64 that is written in its one proper way, so that no other spelling verifies. */
function canonicalBase64(text: string, bytes: number): Buffer | undefined {
  const decoded = Buffer.from(text, 'base64')
  return decoded.length === bytes && decoded.toString('base64') === text ? decoded : undefined
}
