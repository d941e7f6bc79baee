import { parseArgs } from 'node:util'
import { GuardError } from '../core/errors.ts'
import type { CommandIo } from './io.ts'

const options = {
  subject: { type: 'string' },
  facts: { type: 'string' },
  policy: { type: 'string' },
  organisation: { type: 'string' },
  json: { type: 'boolean', default: false },
  markdown: { type: 'boolean', default: false },
} as const

type Values = ReturnType<typeof readArguments>['values']

/** `policy check|explain|test|backtest`; the exit codes stand in `policyHelp`. */
export async function policyCommand(argv: string[], io: CommandIo): Promise<number> {
  const [name = '', ...rest] = argv
  try {
    const { values, positionals } = readArguments(rest)
    return await runAction(name, values, positionals, io)
  } catch (error) {
    if (!(error instanceof GuardError)) throw error
    return explainError(error, name, io)
  }
}

function readArguments(args: string[]) {
  try {
    return parseArgs({ args, options, allowPositionals: true, strict: true })
  } catch (cause) {
    throw new GuardError('INPUT_INVALID', cause instanceof Error ? cause.message : String(cause))
  }
}

/** Each is loaded when asked for: `check` needs a small part of what `backtest` does. */
async function runAction(
  name: string,
  values: Values,
  files: string[],
  io: CommandIo,
): Promise<number> {
  const { organisation, facts, json, markdown } = values
  switch (name) {
    case 'check': {
      const file = oneOrNone(files, 'policy check FILE')
      if (file === undefined && organisation === undefined) throw usage('policy check FILE')
      const { checkPolicy } = await import('./policy/check-policy.ts')
      return checkPolicy({ file, organisation, json }, io)
    }
    case 'explain': {
      const file = oneOrNone(files, 'policy explain FILE --subject JSON')
      if (file === undefined || values.subject === undefined) {
        throw usage('policy explain FILE --subject JSON')
      }
      const format = json ? 'json' : markdown ? 'markdown' : 'text'
      const { explainPolicy } = await import('./policy/explain-policy.ts')
      return explainPolicy({ file, organisation, subject: values.subject, facts, format }, io)
    }
    case 'test': {
      const [file, ...cases] = files
      if (file === undefined) throw usage('policy test FILE [CASES.yml …]')
      const { testPolicy } = await import('./policy/test-policy.ts')
      return testPolicy({ file, cases, organisation }, io)
    }
    case 'backtest': {
      if (values.policy === undefined || files.length === 0) {
        throw usage('policy backtest --policy FILE RECORDING…')
      }
      const { backtestPolicy } = await import('./policy/backtest-policy.ts')
      return backtestPolicy(
        { file: values.policy, organisation, facts, recordings: files, json },
        io,
      )
    }
    default:
      throw usage('policy check, policy explain, policy test or policy backtest')
  }
}

const usage = (expected: string): GuardError =>
  new GuardError('INPUT_INVALID', `expected ${expected}`)

function oneOrNone(files: readonly string[], expected: string): string | undefined {
  if (files.length > 1) throw usage(expected)
  return files[0]
}

/** Mistakes in a policy are what `check` is asked about: they are its answer, and exit code 1. */
function explainError(error: GuardError, name: string, io: CommandIo): number {
  if (error.code === 'POLICY_INVALID') {
    io.stderr.write(`${error.message}\n`)
    return name === 'check' && !error.message.startsWith('--') ? 1 : 2
  }
  io.stderr.write(`cursor-guard policy: ${error.message}\n`)
  if (error.code === 'INPUT_INVALID') io.stderr.write(`See ${io.command} policy --help.\n`)
  return 2
}
