import { generateKeyPairSync } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { verifyCommand } from '../../src/commands/verify.ts'
import { headLine } from '../../src/core/recording/log-heads.ts'
import { keyFingerprint, readPublicKey } from '../../src/core/recording/signature.ts'
import { rechained, session, sha256, story, write } from '../core/recording/sample-session.ts'
import { bufferIo } from './buffer-io.ts'

const ours = generateKeyPairSync('ed25519')
const theirs = generateKeyPairSync('ed25519')
const pemOf = ({ publicKey }: typeof ours) =>
  publicKey.export({ format: 'pem', type: 'spki' }).toString()
const ourKey = readPublicKey(pemOf(ours))

let scratch = ''
beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'verify-'))
  writeFileSync(join(scratch, 'ours.pem'), pemOf(ours))
  writeFileSync(join(scratch, 'ours.txt'), `${ourKey}\n`)
  writeFileSync(join(scratch, 'theirs.pem'), pemOf(theirs))
})
afterEach(() => rmSync(scratch, { recursive: true, force: true }))

async function verify(lines: readonly Uint8Array[], ...argv: string[]) {
  writeFileSync(join(scratch, 'recording.jsonl'), Buffer.concat(lines))
  return run('recording.jsonl', ...argv)
}

async function run(...argv: string[]) {
  const { io, written } = bufferIo(scratch)
  return { exitCode: await verifyCommand(argv, io), ...written }
}

const unsigned = write().lines
const signed = write(story, { sign: ours.privateKey }).lines
const unsealed = unsigned.slice(0, -1)
const changed = (lines: Buffer[]) =>
  lines.with(5, Buffer.from(String(lines[5]).replace('look', 'LOOK')))
const badSignature = signed.with(
  -1,
  Buffer.from(
    String(signed.at(-1)).replace(
      /"value":"(.)/,
      (_, first) => `"value":"${first === 'A' ? 'B' : 'A'}`,
    ),
  ),
)

test.each<{ when: string; lines: Buffer[]; argv?: string[]; exitCode: number; says: RegExp[] }>([
  {
    when: 'intact, sealed and unsigned',
    lines: unsigned,
    exitCode: 0,
    says: [
      /^intact and sealed: 36 lines/,
      /unsigned: shows damage, not rewriting/,
      /level L0, record complete \(same-uid; oidc-mintable\)/,
    ],
  },
  {
    when: 'intact and signed, nobody asked by whom',
    lines: signed,
    exitCode: 0,
    says: [/signed by SHA256:/, /anybody can make a key/],
  },
  {
    when: 'signed by the key asked for, in PEM',
    lines: signed,
    argv: ['--key', 'ours.pem'],
    exitCode: 0,
    says: [/the key you gave/, new RegExp(keyFingerprint(ourKey).replaceAll(/[+/]/g, '\\$&'))],
  },
  {
    when: 'signed by the key asked for, in base64',
    lines: signed,
    argv: ['--key', 'ours.txt'],
    exitCode: 0,
    says: [/the key you gave/],
  },
  {
    when: 'signed by the key asked for, on the command line',
    lines: signed,
    argv: [`--key=${ourKey}`],
    exitCode: 0,
    says: [/the key you gave/],
  },
  {
    when: 'signed by another key',
    lines: signed,
    argv: ['--key', 'theirs.pem'],
    exitCode: 4,
    says: [/WRONG: the signature was made with another key/],
  },
  {
    when: 'unsigned, though a key was asked for',
    lines: unsigned,
    argv: ['--key', 'ours.pem'],
    exitCode: 4,
    says: [/MISSING/],
  },
  {
    when: 'unsealed, though a key was asked for',
    lines: unsealed,
    argv: ['--key', 'ours.pem'],
    exitCode: 4,
    says: [/MISSING/],
  },
  {
    when: 'signed wrongly, and a key was asked for',
    lines: badSignature,
    argv: ['--key', 'ours.pem'],
    exitCode: 4,
    says: [/does not fit/],
  },
  {
    when: 'signed wrongly, and no key was asked for',
    lines: badSignature,
    exitCode: 1,
    says: [/^BROKEN at line 36: the signature/],
  },
  {
    when: 'changed',
    lines: changed(unsigned),
    exitCode: 1,
    says: [/^BROKEN at line 6: line 6 was changed.*line 7/, /nothing from the damage on is proven/],
  },
  {
    when: 'changed, and a key was asked for',
    lines: changed(signed),
    argv: ['--key', 'ours.pem'],
    exitCode: 1,
    says: [/^BROKEN at line 6/],
  },
  {
    when: 'unsealed',
    lines: unsealed,
    exitCode: 3,
    says: [
      /^intact but unsealed: 35 lines; the last line is not a seal/,
      /record partial \(not sealed\)/,
    ],
  },
  {
    when: 'cut off in a line',
    lines: [...unsealed, Buffer.from('{"seq":35,')],
    exitCode: 3,
    says: [/^intact but unsealed: 35 lines; line 36 is cut off after 10 bytes/],
  },
])('a recording that is $when', async ({ lines, argv = [], exitCode, says }) => {
  const result = await verify(lines, ...argv)
  expect(result).toMatchObject({ exitCode, stderr: '' })
  for (const sentence of says) expect(result.stdout).toMatch(sentence)

  const { stdout } = await verify(lines, ...argv, '--json')
  expect(JSON.parse(stdout)).toMatchObject({
    exitCode,
    state: expect.stringMatching(/^(sealed|unsealed|broken)$/),
    proves: expect.any(String),
  })
})

const heads = unsigned.map((line, seq) => headLine({ seq, hash: sha256(line.subarray(0, -1)) }))
const log = (...lines: (string | undefined)[]) =>
  ['##[group]Run acme/agent', ...lines, 'done']
    .map((line) => `2026-03-02T09:14:33.1234567Z ${line}\n`)
    .join('')

test.each<{ when: string; lines: Buffer[]; log: string; exitCode: number; says: RegExp }>([
  {
    when: 'agrees up to its end',
    lines: unsigned,
    log: log(heads[3], heads[20], heads.at(-1)),
    exitCode: 0,
    says: /3 heads agree, up to the last line/,
  },
  {
    when: 'agrees with its beginning',
    lines: unsigned,
    log: log(heads[3]),
    exitCode: 0,
    says: /1 head agrees: nothing up to #3 was rewritten/,
  },
  {
    when: 'names a line that was rewritten with a fitting chain',
    lines: rechained(changed(unsigned).slice(0, -1)),
    log: log(heads[3], heads[20]),
    exitCode: 1,
    says: /^BROKEN: line 21 \(#20\) is not the one that line 3 of the log names/,
  },
  {
    when: 'names a line that was cut off',
    lines: unsealed.slice(0, 10),
    log: log(heads[3], heads[20]),
    exitCode: 1,
    says: /^BROKEN: the log names #20 \(its line 3\).*cut off/,
  },
])('a step log that $when', async ({ lines, log, exitCode, says }) => {
  writeFileSync(join(scratch, 'step.log'), log)
  const result = await verify(lines, '--log', 'step.log')
  expect(result).toMatchObject({ exitCode, stderr: '' })
  expect(result.stdout).toMatch(says)
})

test.each<{ when: string; argv: string[]; says: RegExp }>([
  { when: 'no file', argv: [], says: /expected one recording/ },
  { when: 'two files', argv: ['a', 'b'], says: /expected one recording/ },
  { when: 'a wrong option', argv: ['recording.jsonl', '--fast'], says: /Unknown option '--fast'/ },
  { when: 'an option without its value', argv: ['recording.jsonl', '--key'], says: /--key/ },
  {
    when: 'a file that is not there',
    argv: ['nowhere.jsonl'],
    says: /there is no file or folder .*nowhere/,
  },
  { when: 'a folder without a recording', argv: ['empty'], says: /holds no recording/ },
  {
    when: 'a key file that is not there',
    argv: ['recording.jsonl', '--key', 'no.pem'],
    says: /--key: there is no file/,
  },
  {
    when: 'a file that is no key',
    argv: ['recording.jsonl', '--key', 'recording.jsonl'],
    says: /--key: .*expected an Ed25519 public key/,
  },
  {
    when: 'a folder as key',
    argv: ['recording.jsonl', '--key', 'empty'],
    says: /is not a key file/,
  },
  {
    when: 'a log that is not there',
    argv: ['recording.jsonl', '--log', 'no.log'],
    says: /--log: .* cannot be read/,
  },
  {
    when: 'a log without heads',
    argv: ['recording.jsonl', '--log', 'ours.pem'],
    says: /has no line "cursor-guard #/,
  },
])(
  '$when is one line on stderr, what to do on the next, and exit code 2',
  async ({ argv, says }) => {
    mkdirSync(join(scratch, 'empty'))
    writeFileSync(join(scratch, 'recording.jsonl'), Buffer.concat(unsigned))
    const result = await run(...argv)
    expect(result).toMatchObject({ exitCode: 2, stdout: '' })
    expect(result.stderr).toMatch(/^cursor-guard verify: [^\n]*\n(?:Give [^\n]*\n)?$/)
    expect(result.stderr).toMatch(says)
  },
)

test('a recording whose line endings were converted is broken by that, and says so', async () => {
  const converted = unsigned.map((line) => Buffer.from(String(line).replace('\n', '\r\n')))
  const { exitCode, stdout } = await verify(converted)
  expect(exitCode).toBe(1)
  expect(stdout).toMatch(/^BROKEN at line 1: line 1 has other line endings .*core\.autocrlf/)
  // One line alone is as well; a carriage return within a text is none.
  expect((await verify(unsigned.with(3, converted[3] ?? Buffer.of()))).stdout).toMatch(
    /^BROKEN at line 4: .*line endings/,
  )
})

test('what a recording claims to be called does nothing on a terminal', async () => {
  const name = '\u001b[2J\n::set-env name=a::b'
  const { stdout } = await verify(
    write([[0, { ...session, session: name } as typeof session]]).lines,
  )
  expect(stdout).toContain('␛[2J')
  expect(stdout).not.toContain('\u001b')
  expect(stdout).not.toMatch(/^\s*::/m)
})
