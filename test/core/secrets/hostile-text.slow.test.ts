import { Buffer } from 'node:buffer'
import { expect, test } from '@jest/globals'
import { createSecretEngine } from '../../../src/core/secrets/create-engine.ts'

const bytes = 1_048_576
/** A second is promised; a busy old machine gets more. Super-linear rules would take minutes. */
const maxMilliseconds = 6_000

const repeated = (text: string) => text.repeat(Math.ceil(bytes / text.length)).slice(0, bytes)

/** The same with a number in each, so that no two are equal. */
function numbered(piece: (at: number) => string): string {
  let text = ''
  for (let at = 0; text.length < bytes; at++) text += piece(at)
  return text.slice(0, bytes)
}

const appToken = (at: number) =>
  `access_token=${String(at).padStart(15, '1')}%7c${`abcdefghijklmnoprs_${at}x2y9z8w7`.slice(0, 27)} `

const texts: [name: string, text: string][] = [
  ['a keyword of command lines, over and over', repeated('mysql_pwd=')],
  ['a keyword of the environment, over and over', repeated('pgpassword=')],
  ['a keyword of connection strings, over and over', repeated('pwd=')],
  ['a keyword of connection strings with a setting before it', repeated('uid=pwd=')],
  ['numbered values of command lines', numbered((at) => `mysql_pwd=${at}`)],
  ['numbered values of the environment', numbered((at) => `pgpassword=${at}.`)],
  ['secrets by the thousand with an escape in each', numbered(appToken)],
  ['the same one by the thousand', repeated(appToken(7))],
]

for (const [name, text] of texts) {
  test(`a megabyte of hostile text takes about a second at most: ${name}`, () => {
    const engine = createSecretEngine({ pseudonymKey: new Uint8Array(16).fill(7) })
    const start = process.cpuUsage()
    engine.scan(Buffer.from(text))
    expect(process.cpuUsage(start).user / 1_000).toBeLessThan(maxMilliseconds)
  })
}

test('one secret more is still found behind a flood of its keyword', () => {
  const engine = createSecretEngine({ pseudonymKey: new Uint8Array(16).fill(7) })
  const flood = 'mysql_pwd='.repeat(20_000)
  const secret = ['kT9x', 'Qm3v', 'Zr8w', 'Lp2n'].join('')
  const found = engine.scan(Buffer.from(`${flood}\nexport MYSQL_PWD=${secret}\n`))
  const at = flood.length + '\nexport MYSQL_PWD='.length
  expect(found.filter(({ start, end }) => start === at && end === at + secret.length)).toHaveLength(
    1,
  )
})
