import { generateKeyPairSync } from 'node:crypto'
import { expect, test } from '@jest/globals'
import {
  isSealSignature,
  keyFingerprint,
  readPublicKey,
  sealMessage,
  signSeal,
} from '../../../src/core/recording/signature.ts'

const { publicKey, privateKey } = generateKeyPairSync('ed25519')
const pem = publicKey.export({ format: 'pem', type: 'spki' }).toString()
const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32)
const facts = { session: 's', count: 7, head: 'a'.repeat(64), digest: 'b'.repeat(64) }
const signature = signSeal(facts, privateKey)

test('the signed message is five lines without a newline at the end', () => {
  expect(sealMessage(facts).toString()).toBe(
    `cursor-guard seal 1\ns\n7\n${facts.head}\n${facts.digest}`,
  )
})

test('a signature carries its raw public key and fits its seal alone', () => {
  expect(signature.key).toBe(raw.toString('base64'))
  expect(isSealSignature(facts, signature)).toBe(true)
  for (const other of [{ session: 't' }, { count: 8 }, { head: 'c'.repeat(64) }, { digest: '' }]) {
    expect(isSealSignature({ ...facts, ...other }, signature)).toBe(false)
  }
})

test.each([
  { when: 'without its padding', change: (text: string) => text.replace(/=+$/, '') },
  { when: 'with a newline', change: (text: string) => `${text}\n` },
  {
    when: 'in the URL alphabet',
    change: (text: string) =>
      text
        .replaceAll('+', '-')
        .replaceAll('/', '_')
        .replace(/^(?=[\w=]+$)/, '-'),
  },
  {
    when: 'with other unused bits',
    change: (text: string) =>
      text.replace(
        /(.)==$/,
        (_, last: string) =>
          `${last === 'A' ? 'B' : String.fromCharCode(last.charCodeAt(0) + 1)}==`,
      ),
  },
  { when: 'as nothing', change: () => '' },
])('a signature spelt $when does not count', ({ change }) => {
  expect(isSealSignature(facts, { ...signature, value: change(signature.value) })).toBe(false)
})

test.each([
  { given: 'PEM', text: pem },
  { given: 'PEM with Windows line ends', text: pem.replaceAll('\n', '\r\n') },
  { given: 'base64', text: raw.toString('base64') },
  { given: 'base64 with a newline', text: `${raw.toString('base64')}\n` },
  { given: 'base64url', text: raw.toString('base64url') },
])('a public key is read from $given', ({ text }) => {
  expect(readPublicKey(text)).toBe(signature.key)
})

test.each([
  {
    given: 'a private key',
    text: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
    message: /private key/,
  },
  {
    given: 'an RSA key',
    text: generateKeyPairSync('rsa', { modulusLength: 1_024 })
      .publicKey.export({ format: 'pem', type: 'spki' })
      .toString(),
    message: /found rsa/,
  },
  {
    given: 'broken PEM',
    text: '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----',
    message: /no readable public key/,
  },
  { given: '31 bytes', text: raw.subarray(1).toString('base64'), message: /32 bytes/ },
  { given: 'nothing', text: '', message: /32 bytes/ },
])('$given is refused', ({ text, message }) => {
  expect(() => readPublicKey(text)).toThrow(message)
})

test('only an Ed25519 private key signs', () => {
  expect(() => signSeal(facts, publicKey)).toThrow(/private key/)
  const { privateKey: other } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  expect(() => signSeal(facts, other)).toThrow(/Ed25519/)
})

test('a fingerprint names a key', () => {
  expect(keyFingerprint(signature.key)).toMatch(/^SHA256:[\w+/]{43}$/)
})
