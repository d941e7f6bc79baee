import { parseArgs } from 'node:util'
import { GuardError } from '../core/errors.ts'
import type { CommandIo } from './io.ts'
import { backtestPolicy } from './policy/backtest-policy.ts'
import { checkPolicy } from './policy/check-policy.ts'
import { explainPolicy } from './policy/explain-policy.ts'
import { testPolicy } from './policy/test-policy.ts'

export const policyHelp = `cursor-guard policy check | explain | test | backtest

Works on .github/cursor-guard.yml without running anything. docs/policy.md explains every key.

  policy check FILE [--json]
      Is the file valid, and what does it say? Each mistake is one line: file:line:column: key: …

  policy explain FILE --subject JSON [--facts JSON] [--json | --markdown]
      What would be decided about one action, and why. JSON or YAML; @file or - reads it from there.
      What --facts leaves out is unknown, and counts as the stricter case.

  policy test FILE [CASES.yml …]
      Judges cases that are kept beside the policy (or listed under "cases:" in it), so that a
      change of the policy cannot change a verdict unseen.

  policy backtest --policy FILE RECORDING… [--facts JSON] [--json]
      Judges recorded sessions again, and shows what would have been decided differently.

  --organisation FILE   the organisation's file, whose defaults and floor then apply as well;
                        "check --organisation FILE" alone checks that file

Exit codes: 0 valid, as expected, or nothing different · 1 invalid, a case failed, or something would
be decided differently · 2 wrong usage or an unreadable file

Examples:
  cursor-guard policy check .github/cursor-guard.yml
  cursor-guard policy explain .github/cursor-guard.yml \\
    --subject '{"kind":"tool","tool":"shell","command":"terraform destroy"}'
  cursor-guard policy explain .github/cursor-guard.yml \\
    --subject '{kind: push, ref: refs/heads/main, update: rewrite, paths: [README.md]}' \\
    --facts '{repository: acme/shop, defaultBranch: main, actor: octocat}'
  cursor-guard policy backtest --policy new.yml .cursor-guard/session
`

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

function runAction(name: string, values: Values, files: string[], io: CommandIo): Promise<number> {
  const { organisation, facts, json, markdown } = values
  switch (name) {
    case 'check': {
      const file = oneOrNone(files, 'policy check FILE')
      if (file === undefined && organisation === undefined) throw usage('policy check FILE')
      return checkPolicy({ file, organisation, json }, io)
    }
    case 'explain': {
      const file = oneOrNone(files, 'policy explain FILE --subject JSON')
      if (file === undefined || values.subject === undefined) {
        throw usage('policy explain FILE --subject JSON')
      }
      const format = json ? 'json' : markdown ? 'markdown' : 'text'
      return explainPolicy({ file, organisation, subject: values.subject, facts, format }, io)
    }
    case 'test': {
      const [file, ...cases] = files
      if (file === undefined) throw usage('policy test FILE [CASES.yml …]')
      return testPolicy({ file, cases, organisation }, io)
    }
    case 'backtest': {
      if (values.policy === undefined || files.length === 0) {
        throw usage('policy backtest --policy FILE RECORDING…')
      }
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
  if (error.code === 'INPUT_INVALID') io.stderr.write('See cursor-guard policy --help.\n')
  return 2
}
