import { expect, test } from '@jest/globals'
import { readShellText } from '../../../../src/core/policy/subjects/command.ts'
import { compileCommands } from '../../../../src/core/policy/subjects/command-pattern.ts'
import type { Wrapper } from '../../../../src/core/policy/subjects/wrapper.ts'
import {
  findActions,
  isShell,
  runners,
  wrapperFor,
} from '../../../../src/core/policy/subjects/wrappers.ts'

const judge = compileCommands(['terraform destroy'])
const sees = (text: string) => judge(readShellText(text))

/** The shortest ways to have a program run a command, without options. */
function usesOf(start: string, wrapper: Wrapper): string[] {
  if (wrapper.anywhere === true) return []
  if (wrapper.verbs !== undefined) {
    return Object.entries(wrapper.verbs).flatMap(([verb, one]) => usesOf(`${start} ${verb}`, one))
  }
  return [`${start}${' x'.repeat(wrapper.operands ?? 0)}`]
}

/** A word of the shell itself comes before the program `time`, and knows one option alone. */
const known = runners.flatMap((name) => {
  const wrapper = wrapperFor(name)
  return wrapper === undefined ? [] : [{ name: name === 'time' ? '/usr/bin/time' : name, wrapper }]
})

test.each(known)('$name: the command behind it is seen', ({ name, wrapper }) => {
  for (const use of usesOf(name, wrapper)) {
    expect([use, sees(`${use} terraform destroy`)]).toEqual([use, 'yes'])
    expect([use, sees(`${use} --unheard-of v terraform destroy`)]).toEqual([use, 'yes'])
    expect([use, sees(`${use} echo terraform`)]).not.toEqual([use, 'yes'])
  }
})

test.each(known)('$name: each option takes as much as it is said to take', ({ name, wrapper }) => {
  if (wrapper.anywhere === true || wrapper.verbs !== undefined || wrapper.lists !== undefined)
    return
  const special = [...(wrapper.scripts ?? []), ...(wrapper.marks ?? []), ...(wrapper.idle ?? [])]
  const rest = `${' x'.repeat(wrapper.operands ?? 0)} terraform destroy`
  for (const [option, { takes }] of wrapper.options) {
    if (special.includes(option) || option === wrapper.entry) continue
    const value = takes === 'value' ? ' v' : ''
    expect([option, sees(`${name} ${option}${value}${rest}`)]).toEqual([option, 'yes'])
  }
})

test.each(known)(
  '$name: a script is read, as a word of its own and joined',
  ({ name, wrapper }) => {
    for (const option of wrapper.scripts ?? []) {
      const joined = option.startsWith('--') ? `${option}=` : option
      expect([option, sees(`${name} ${option} 'terraform destroy'`)]).toEqual([option, 'yes'])
      expect([option, sees(`${name} ${joined}'terraform destroy'`)]).toEqual([option, 'yes'])
    }
  },
)

test('no name of an object of its own is a wrapper', () => {
  expect(['constructor', 'toString', '__proto__', 'ls'].map(wrapperFor)).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ])
})

test('shells, actions of find, and what else runs words', () => {
  expect(['bash', 'zsh', 'fish', 'ash'].every(isShell)).toBe(true)
  expect(['bashful', 'ssh', ''].some(isShell)).toBe(false)
  expect([...findActions]).toEqual(['-exec', '-execdir', '-ok', '-okdir'])
  expect(runners).toEqual(
    expect.arrayContaining(['sudo', 'docker', 'sh', 'eval', 'find', 'git', '.']),
  )
  expect(new Set(runners).size).toBe(runners.length)
})
