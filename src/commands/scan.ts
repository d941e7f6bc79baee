import { randomBytes } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { basename, dirname, isAbsolute, relative, resolve, sep } from 'node:path'
import { parseArgs } from 'node:util'
import { GuardError } from '../core/errors.ts'
import { parsePolicy } from '../core/policy/file/parse.ts'
import { secretPaths } from '../core/policy/judge/secret-paths.ts'
import type { Policy } from '../core/policy/policy.ts'
import { printable } from '../core/recording/visible.ts'
import { createSecretEngine } from '../core/secrets/create-engine.ts'
import type { CommandIo } from './io.ts'
import { readBaseline } from './scan/baseline.ts'
import { createCollector } from './scan/collector.ts'
import type { Report } from './scan/finding.ts'
import { scanGit, scanStaged } from './scan/git.ts'
import { reportText } from './scan/report-text.ts'
import { toSarif } from './scan/sarif.ts'
import { scanPath } from './scan/scan-path.ts'

const options = {
  stdin: { type: 'boolean', default: false },
  git: { type: 'string' },
  staged: { type: 'boolean', default: false },
  format: { type: 'string', default: 'text' },
  policy: { type: 'string' },
  baseline: { type: 'string' },
  'allow-inline': { type: 'boolean', default: false },
} as const

/** A policy or a baseline that is larger is a mistake. */
const maxFile = 16_777_216

/** Scans; the exit codes stand in `scanHelp`. */
export async function scanCommand(argv: string[], io: CommandIo): Promise<number> {
  try {
    const { values, positionals } = readArguments(argv)
    const policy = readPolicy(values.policy, io)
    const engine = engineFor(policy, io)
    const root = rootOf(values.policy, io.cwd)
    const collector = createCollector({
      engine,
      baseline: readBaseline(values.baseline, (path) => readSmall(path, io)),
      isAllowedIn: (file, match) => engine.isAllowedAt(fromRoot(root, file), match),
      allowInline: values['allow-inline'] || policy?.secrets.allow_inline === true,
    })
    const { report } = collector
    const fail = (path: string, problem: string) => {
      report.summary.errors++
      io.stderr.write(`cursor-guard: ${printable(path)}: ${printable(problem)}\n`)
    }
    if (values.stdin) await collector.scan({ path: 'stdin', chunks: io.stdin })
    else if (values.git !== undefined) await scanGit(values.git, io, collector, fail)
    else if (values.staged) await scanStaged(io, collector, fail)
    else {
      for (const path of positionals.length > 0 ? positionals : ['.']) {
        await scanPath(path, io.cwd, collector, fail)
      }
    }
    write(report, values.format, io)
    if (report.summary.errors > 0) return 2
    return report.summary.found > 0 ? 1 : 0
  } catch (error) {
    if (!(error instanceof GuardError)) throw error
    const hint = error.hint === undefined ? '' : `\n${error.hint}`
    io.stderr.write(`cursor-guard: ${printable(error.message)}${hint}\n`)
    return 2
  }
}

function readArguments(argv: string[]) {
  try {
    const parsed = parseArgs({ args: argv, options, strict: true, allowPositionals: true })
    const { stdin, git, staged, format } = parsed.values
    const ways = [stdin, staged, git !== undefined, parsed.positionals.length > 0]
    if (ways.filter(Boolean).length > 1) {
      throw new Error('expected one of PATH, --stdin, --git and --staged')
    }
    if (git === '') throw new Error('--git expects a range of commits')
    if (!['text', 'json', 'sarif'].includes(format)) {
      throw new Error(`--format expects text, json or sarif, not ${format}`)
    }
    return parsed
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error)
    throw new GuardError('INPUT_INVALID', `scan: ${problem.split('\n')[0]}`, { cause: error })
  }
}

const readPolicy = (path: string | undefined, io: CommandIo): Policy | undefined =>
  path === undefined ? undefined : parsePolicy(readSmall(path, io), path, { inForce: true })

/** What paths of a policy start from: the folder that holds its `.github`, else where scan runs. */
function rootOf(policyPath: string | undefined, cwd: string): string {
  const folder = policyPath === undefined ? cwd : dirname(resolve(cwd, policyPath))
  return basename(folder) === '.github' ? dirname(folder) : cwd
}

/** A path as policies write it; empty for a file outside of the repository. */
function fromRoot(root: string, file: string): string {
  const path = relative(root, resolve(root, file))
  return isAbsolute(path) || /^\.\.(?:[/\\]|$)/.test(path) ? '' : path.split(sep).join('/')
}

function engineFor(policy: Policy | undefined, io: CommandIo) {
  return createSecretEngine({
    pseudonymKey: randomBytes(32),
    customRules: policy?.secrets.rules ?? [],
    allow: policy?.secrets.allow ?? [],
    allowedAt: secretPaths(policy?.secrets.allow ?? [], io.now()),
    known: (policy?.secrets.known ?? []).flatMap((name) => {
      const value = io.env[name]
      return value === undefined ? [] : [{ name, value }]
    }),
    now: io.now(),
  })
}

function readSmall(path: string, io: CommandIo): Buffer {
  const absolute = resolve(io.cwd, path)
  try {
    if (statSync(absolute).size > maxFile) throw new Error('larger than 16 MB')
    return readFileSync(absolute)
  } catch (error) {
    throw new GuardError('INPUT_INVALID', `${path}: it could not be read`, { cause: error })
  }
}

function write(report: Report, format: string, io: CommandIo): void {
  if (format === 'text') io.stdout.write(reportText(report))
  else if (format === 'sarif')
    io.stdout.write(`${JSON.stringify(toSarif(report, io.cwd), null, 2)}\n`)
  else {
    const findings = report.findings.map(({ excerpt: _, ...finding }) => finding)
    const { notRead, summary } = report
    io.stdout.write(`${JSON.stringify({ findings, notRead, summary }, null, 2)}\n`)
  }
}
