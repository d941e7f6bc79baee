import { whyNobodyHere } from '../../core/approval/holds-here.ts'
import type { Decision } from '../../core/policy/decision.ts'
import { laterKinds } from '../../core/policy/file/file-when.ts'
import { readFileWith } from '../../core/policy/file/read-file.ts'
import { evaluate } from '../../core/policy/judge/evaluate.ts'
import { markdownText, plain } from '../../core/policy/render/plain-text.ts'
import { renderMarkdown, renderTerminal } from '../../core/policy/render/render.ts'
import { completeFacts, factsSchema, subjectSchema } from '../../core/policy/subject-schema.ts'
import type { CommandIo } from '../io.ts'
import { loadPolicy, readGiven } from './files.ts'

export interface ExplainOptions {
  file: string
  organisation: string | undefined
  subject: string
  facts: string | undefined
  format: 'text' | 'json' | 'markdown'
}

/** Shows what a policy says about one subject, and why. */
export async function explainPolicy(options: ExplainOptions, io: CommandIo): Promise<number> {
  const { policy } = await loadPolicy(options.file, options.organisation, io)
  const subject = readFileWith(subjectSchema, await readGiven(options.subject, io), '--subject')
  const facts =
    options.facts === undefined
      ? undefined
      : readFileWith(factsSchema, await readGiven(options.facts, io), '--facts')
  if (laterKinds.some((kind) => kind === subject.kind)) {
    io.stderr.write(`note: nothing judges ${subject.kind} in this version\n`)
  }
  const decision = evaluate(policy, subject, completeFacts([facts], io.now()))
  const held = heldText(decision)
  if (options.format === 'json') io.stdout.write(`${JSON.stringify(decision, null, 2)}\n`)
  else if (options.format === 'markdown')
    io.stdout.write(renderMarkdown(decision) + (held && `\n${markdownText(held)}\n`))
  else io.stdout.write(renderTerminal(decision) + (held && `  ${plain(held)}\n`))
  return 0
}

/** What becomes of a hold in a guarded session; the App asks by its own ways. */
function heldText({ effective, approve: need, rule = 'policy' }: Decision): string {
  if (effective !== 'hold' || need === undefined) return ''
  const impossible = whyNobodyHere({ rule, need }, true)
  if (impossible !== undefined) return `in a guarded session: refused at once: ${impossible}`
  return 'in a guarded session: waits for the operator of the machine; in a CI job, where there is none, refused at once'
}
