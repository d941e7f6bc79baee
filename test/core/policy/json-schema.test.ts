import { readFileSync } from 'node:fs'
import { expect, test } from '@jest/globals'
import { z } from 'zod'
import { fileSchema } from '../../../src/core/policy/file/file-schema.ts'

const shipped = JSON.parse(
  readFileSync(new URL('../../../docs/cursor-guard.schema.json', import.meta.url), 'utf8'),
)

test('the shipped JSON Schema is the one the parser uses; npm run schema writes it', () => {
  expect(shipped).toMatchObject(z.toJSONSchema(fileSchema, { io: 'input' }))
})

test('an editor that follows it refuses unknown keys and offers every section', () => {
  expect(shipped.additionalProperties).toBe(false)
  expect(shipped.required).toEqual(['version'])
  expect(Object.keys(shipped.properties)).toEqual(
    expect.arrayContaining([
      'enforcement',
      'branches',
      'secrets',
      'rules',
      'limits',
      'agents',
      'recording',
      'approval',
      'floor',
    ]),
  )
  expect(shipped.properties.rules.items.properties.when.additionalProperties).toBe(false)
})

test('an editor that follows it refuses what nothing carries out yet, and says why', () => {
  const { egress, recording, approval, rules } = shipped.properties
  const { when } = rules.items.properties
  for (const key of [
    egress,
    recording.properties.sinks,
    approval.properties.after_job,
    approval.properties.park,
    when.properties.github,
    when.properties.egress,
  ]) {
    expect(key).toMatchObject({ not: {}, deprecated: true, description: 'Not in this version.' })
  }
  expect(approval.properties.self).not.toHaveProperty('not')
})
