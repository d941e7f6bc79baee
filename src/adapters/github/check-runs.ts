import { createHash } from 'node:crypto'
import { GuardError } from '../../core/errors.ts'
import { isStatus, type Octokit } from './octokit.ts'
import { at, type Repository } from './repository.ts'

export type CheckName = 'policy' | 'secrets' | 'approval' | 'protection' | 'session'

/** What `cursor-guard / <name>` says about one commit. */
export interface CheckReport {
  name: CheckName
  headSha: string
  /**
   * `action_required` while a person must decide: `neutral`, `skipped` or an unfinished run would
   * satisfy a required check or show no buttons.
   */
  conclusion: 'success' | 'failure' | 'action_required' | 'neutral'
  title: string
  /** Markdown. */
  summary: string
  /** Markdown, longer. */
  text?: string
  annotations?: readonly CheckAnnotation[]
  actions?: readonly CheckAction[]
  /** The request's id, for a check with buttons. */
  externalId?: string
  detailsUrl?: string
}

export interface CheckAnnotation {
  path: string
  startLine: number
  endLine: number
  level: 'notice' | 'warning' | 'failure'
  title?: string
  message: string
}

/** A button under a completed check run. */
export interface CheckAction {
  /** At most 20 characters. */
  label: string
  /** At most 40 characters. */
  description: string
  /** At most 20 characters. */
  identifier: string
}

/** Which run a report was last written to, so that nothing is said twice. */
export interface CheckMemory {
  find(repositoryId: number, headSha: string, name: CheckName): Promise<KnownCheck | undefined>
  save(repositoryId: number, headSha: string, name: CheckName, check: KnownCheck): Promise<void>
}

export interface KnownCheck {
  id: number
  /** SHA-256 of the report. */
  digest: string
  /** An update would leave the annotations of the earlier report standing. */
  annotated: boolean
}

/** GitHub's own limits of one request. */
const maxTextBytes = 65_535
const annotationsPerRequest = 50
const maxActions = 3
/** Annotations shown at most; what is left out is said in the summary. */
export const maxAnnotations = 200

/**
 * Writes a report to its check run: a new one, an update of the earlier one, or nothing when it says
 * the same already.
 *
 * @returns the run's id and whether anything was written
 * @throws {GuardError} `INPUT_INVALID` for a report GitHub would refuse
 * @see https://docs.github.com/en/rest/checks/runs
 */
export async function publishCheck(
  octokit: Octokit,
  repository: Repository,
  report: CheckReport,
  memory: CheckMemory,
): Promise<{ id: number; written: boolean }> {
  checkActions(report.actions ?? [])
  const digest = createHash('sha256').update(JSON.stringify(report)).digest('hex')
  const known = await memory.find(repository.id, report.headSha, report.name)
  if (known?.digest === digest) return { id: known.id, written: false }
  const batches = batchesOf(report)
  const first = { ...bodyOf(report), output: outputOf(report, batches[0] ?? []) }
  const annotated = batches.length > 0
  const reusable = annotated || known?.annotated ? undefined : known?.id
  const id = await writeFirst(octokit, repository, first, reusable)
  for (const batch of batches.slice(1)) {
    const output = outputOf(report, batch)
    await octokit.rest.checks.update({ ...at(repository), check_run_id: id, output })
  }
  await memory.save(repository.id, report.headSha, report.name, { id, digest, annotated })
  return { id, written: true }
}

/** An update of the earlier run where it is still there; else a new run. */
async function writeFirst(
  octokit: Octokit,
  repository: Repository,
  body: ReturnType<typeof bodyOf> & { output: ReturnType<typeof outputOf> },
  known: number | undefined,
): Promise<number> {
  if (known !== undefined) {
    const { head_sha: _, ...changes } = body
    try {
      await octokit.rest.checks.update({ ...at(repository), check_run_id: known, ...changes })
      return known
    } catch (error) {
      if (!isStatus(error, 404)) throw error
    }
  }
  const { data } = await octokit.rest.checks.create({ ...at(repository), ...body })
  return data.id
}

function bodyOf({ name, headSha, conclusion, actions, externalId, detailsUrl }: CheckReport) {
  return {
    name: `cursor-guard / ${name}`,
    head_sha: headSha,
    status: 'completed' as const,
    conclusion,
    ...(externalId === undefined ? {} : { external_id: externalId }),
    ...(detailsUrl === undefined ? {} : { details_url: detailsUrl }),
    ...(actions === undefined ? {} : { actions: [...actions] }),
  }
}

function outputOf({ title, summary, text }: CheckReport, annotations: readonly CheckAnnotation[]) {
  return {
    title: cut(title, 255),
    // GitHub shows an empty one as nothing at all.
    summary: cut(summary.trim() === '' ? title : summary, maxTextBytes),
    ...(text === undefined ? {} : { text: cut(text, maxTextBytes) }),
    ...(annotations.length === 0
      ? {}
      : {
          annotations: annotations.map((one) => ({
            path: one.path,
            start_line: one.startLine,
            end_line: one.endLine,
            annotation_level: one.level,
            message: cut(one.message, 65_536),
            ...(one.title === undefined ? {} : { title: cut(one.title, 255) }),
          })),
        }),
  }
}

function batchesOf({ annotations = [] }: CheckReport): CheckAnnotation[][] {
  const shown = annotations.slice(0, maxAnnotations)
  const batches: CheckAnnotation[][] = []
  for (let start = 0; start < shown.length; start += annotationsPerRequest) {
    batches.push(shown.slice(start, start + annotationsPerRequest))
  }
  return batches
}

function checkActions(actions: readonly CheckAction[]): void {
  const tooLong = actions.find(
    ({ label, description, identifier }) =>
      label.length > 20 || description.length > 40 || identifier.length > 20,
  )
  if (actions.length <= maxActions && tooLong === undefined) return
  throw new GuardError(
    'INPUT_INVALID',
    'a check run has at most 3 buttons: label 20, description 40, identifier 20 characters',
  )
}

const ending = '\n\n… (shortened)'

/** At most so many bytes of UTF-8, without half a character at the end. */
function cut(text: string, maxBytes: number): string {
  if (Buffer.byteLength(text) <= maxBytes) return text
  const bytes = Buffer.from(text).subarray(0, maxBytes - Buffer.byteLength(ending))
  return `${bytes.toString('utf8').replace(/\uFFFD+$/, '')}${ending}`
}
