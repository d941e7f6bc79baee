import type { Detector } from '../detector.ts'
import { inAnyCaseOf } from './form.ts'
import { nearIssuer } from './issuer.ts'
import { nearbyAToC } from './nearby-a-c.ts'
import { nearbyDToH } from './nearby-d-h.ts'
import { nearbyIToP } from './nearby-i-p.ts'
import { nearbyQToZ } from './nearby-q-z.ts'

const row = /^(?<ordinary>\*?)(?<provider>[^:(]+?)(?: \((?<name>[^)]+)\))?: (?<forms>.+)$/
/** How a credential of an issuer whose name is an ordinary word is labelled. */
const labels = ['api', 'key', 'token', 'secret', 'access', 'private', 'auth']
const suffix = inAnyCaseOf(labels)

/**
 * Issuers whose keys have no form of their own: an exact alphabet and length, close behind the
 * issuer’s name and a word for a credential.
 */
export const nearby: Detector[] = [nearbyAToC, nearbyDToH, nearbyIToP, nearbyQToZ]
  .flatMap((table) => table.trim().split('\n'))
  .map(readRow)

function readRow(line: string): Detector {
  const { ordinary, provider = '', name, forms = '' } = row.exec(line)?.groups ?? {}
  if (provider === '') throw new Error(`a row of the nearby table cannot be read: ${line}`)
  const word = name ?? provider.toLowerCase().replace(/[^a-z0-9]/g, '')
  const rule = nearIssuer(provider, `Delete the key in the ${provider} account and make a new one.`)
  return rule(
    `${provider
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '')}-nearby`,
    [word],
    forms.split(' '),
    ordinary === '*' ? { suffix } : {},
  )
}
