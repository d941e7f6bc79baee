import { expect, test } from '@jest/globals'
import { assembled } from '../../../../src/core/secrets/detectors/assembled.ts'
import { compileValue } from '../../../../src/core/secrets/detectors/form.ts'
import { nearby } from '../../../../src/core/secrets/detectors/nearby.ts'
import { findsOf } from './rule-finds.ts'

const row = /^(\*?)([^:(*]+?)(?: \(([a-z0-9.]+)\))?: ((?:<\w+(?::\d+(?:-\d+)?)?>|[^<\s]| (?=<))+)$/

/** What has to hold of one of the tables of issuers, of each of its rows. */
export function nearbyTableTests(table: string): void {
  const rows = table
    .trim()
    .split('\n')
    .map((line) => {
      const [, ordinary, provider = '', name, forms = ''] = row.exec(line) ?? []
      const rule = nearby.find((one) => one.provider === provider)
      return { line, isOrdinary: ordinary === '*', provider, name, forms: forms.split(' '), rule }
    })

  test('every row is read, and every issuer has one rule', () => {
    expect(rows.filter(({ provider, rule }) => provider === '' || rule === undefined)).toEqual([])
    const providers = rows.map(({ provider }) => provider)
    expect(providers.filter((one, at) => providers.indexOf(one) !== at)).toEqual([])
  })

  test('every form can be compiled and is too long for an accident', () => {
    for (const { line, forms } of rows) {
      for (const form of forms) {
        expect([line, compileValue(form).maxLength >= 14]).toEqual([line, true])
      }
    }
  })

  test('every issuer is looked for by its name, an ordinary word with a label behind it', () => {
    for (const { line, isOrdinary, name, provider, forms, rule } of rows) {
      const word = name ?? provider.toLowerCase().replace(/[^a-z0-9]/g, '')
      expect([line, rule?.keywords]).toEqual([line, [word]])
      const value = `${assembled(provider, forms[0] ?? '')}`
      if (rule === undefined || !/\d/.test(value) || !/[A-Za-z]/.test(value)) continue
      const labelled = findsOf([rule], `${word.toUpperCase()}_API_KEY=${value}`).length
      const plain = findsOf([rule], `${word} reads the key: ${value}`).length
      expect([line, labelled, plain]).toEqual([line, 1, isOrdinary ? 0 : 1])
    }
  })
}
