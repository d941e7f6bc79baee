import { dirname, join } from 'node:path'
import { GuardError } from '../../core/errors.ts'
import { type CaseResult, parseCases, runCases } from '../../core/policy/cases.ts'
import { plain } from '../../core/policy/render/plain-text.ts'
import { renderTerminal } from '../../core/policy/render/render.ts'
import type { CommandIo } from '../io.ts'
import { loadPolicy, readSmallFile } from './files.ts'

export interface TestOptions {
  file: string
  cases: readonly string[]
  organisation: string | undefined
}

/** Judges the cases people keep beside their policy; 1 when one of them is decided differently. */
export async function testPolicy(options: TestOptions, io: CommandIo): Promise<number> {
  const { policy, own } = await loadPolicy(options.file, options.organisation, io)
  const beside = own.cases.map((name) => join(dirname(options.file), name))
  const paths = options.cases.length > 0 ? options.cases : beside
  if (paths.length === 0) {
    throw new GuardError(
      'INPUT_INVALID',
      'no case files: name one, or list them under "cases:" in the policy',
    )
  }
  let passed = 0
  let failed = 0
  for (const path of paths) {
    const file = parseCases(await readSmallFile(path, io), path)
    for (const result of runCases(policy, file, io.now())) {
      if (result.differences.length === 0) passed++
      else {
        failed++
        io.stdout.write(failureText(path, result))
      }
    }
  }
  io.stdout.write(`${passed} passed, ${failed} failed\n`)
  return failed === 0 ? 0 : 1
}

function failureText(path: string, { case: entry, decision, differences }: CaseResult): string {
  const tree = renderTerminal(decision).trimEnd().replaceAll('\n', '\n    ')
  return [
    `FAILED ${path}: ${plain(entry.name)}`,
    ...differences.map((line) => `  ${plain(line)}`),
    `    ${tree}`,
    '',
  ].join('\n')
}
