import { expect, test } from '@jest/globals'
import { labelOf } from '../../../../src/core/secrets/detectors/separator.ts'

test.each([
  ['x\n"name": "', '"name": "'],
  ['name: Final[str] = "', 'name: "'],
  ["NAME: &'static str = '", "NAME: '"],
  ['var name string = "', 'var name: "'],
  ['a\n- name: KEY\n  value: "', '- name: KEY: "'],
  ['{"name": "KEY", "value": "', '{"name": "KEY: "'],
  ['variable "key" {\n  default = "', 'variable "key: "'],
])('the label of %j is %j', (before, label) => {
  expect(labelOf(before)).toBe(label)
})
