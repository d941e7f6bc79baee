import { laterKinds } from '../../core/policy/file/file-when.ts'
import { readFileWith } from '../../core/policy/file/read-file.ts'
import { evaluate } from '../../core/policy/judge/evaluate.ts'
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
  if (options.format === 'json') io.stdout.write(`${JSON.stringify(decision, null, 2)}\n`)
  else if (options.format === 'markdown') io.stdout.write(renderMarkdown(decision))
  else io.stdout.write(renderTerminal(decision))
  return 0
}
