import { oneLine } from './text.ts'

export type UploadResult =
  | { outcome: 'uploaded'; name: string; id: number }
  | { outcome: 'impossible'; why: string }
  | { outcome: 'failed'; why: string }

export interface UploadOptions {
  name: string
  /** Taken instead where another job of the run has an artifact of that name, as legs of a matrix do. */
  otherName: string
  files: readonly string[]
  root: string
  retentionDays: number | undefined
  env: NodeJS.ProcessEnv
}

/** Uploads the artifact; what goes wrong comes back as a value, since the job goes on either way. */
export async function upload(options: UploadOptions): Promise<UploadResult> {
  const why = whyNoArtifacts(options.env)
  if (why !== undefined) return { outcome: 'impossible', why }
  const result = await uploadAs(options.name, options)
  const isTaken = result.outcome === 'failed' && nameIsTaken.test(result.why)
  return isTaken ? uploadAs(options.otherName, options) : result
}

/** @see https://github.com/actions/toolkit/blob/main/packages/artifact/docs/faq.md */
const nameIsTaken = /\(409\)|already exists/i

async function uploadAs(name: string, options: UploadOptions): Promise<UploadResult> {
  try {
    // Loaded here and nowhere else: it brings the whole storage client along.
    const { DefaultArtifactClient } = await import('@actions/artifact')
    const { files, root, retentionDays } = options
    const { id } = await new DefaultArtifactClient().uploadArtifact(name, [...files], root, {
      compressionLevel: 6,
      ...(retentionDays === undefined ? {} : { retentionDays }),
    })
    if (id === undefined) return { outcome: 'failed', why: 'the artifact service gave no id' }
    return { outcome: 'uploaded', name, id }
  } catch (error) {
    return {
      outcome: 'failed',
      why: oneLine(error instanceof Error ? error.message : String(error)),
    }
  }
}

/** The service behind artifacts exists on GitHub and in its data residency hosts alone. */
function whyNoArtifacts(env: NodeJS.ProcessEnv): string | undefined {
  if (!hasArtifactService(env)) {
    return 'GitHub Enterprise Server does not offer the artifact service this action uses; the recording stays on the runner.'
  }
  if (env.ACTIONS_RUNTIME_TOKEN === undefined || env.ACTIONS_RESULTS_URL === undefined) {
    return 'the runner gave this step no access to the artifact service.'
  }
  return undefined
}

/** Whether the forge is github.com or a host of GitHub Enterprise Cloud with data residency. */
export function hasArtifactService(env: NodeJS.ProcessEnv): boolean {
  const server = env.GITHUB_SERVER_URL ?? 'https://github.com'
  const host = URL.canParse(server) ? new URL(server).hostname.toLowerCase() : ''
  return host === 'github.com' || host.endsWith('.ghe.com') || host.endsWith('.localhost')
}

/** The page of an artifact on the run. */
export function artifactLink(env: NodeJS.ProcessEnv, id: number): string | undefined {
  const { GITHUB_SERVER_URL, GITHUB_REPOSITORY, GITHUB_RUN_ID } = env
  if (!GITHUB_SERVER_URL || !GITHUB_REPOSITORY || !GITHUB_RUN_ID) return undefined
  return `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}/actions/runs/${GITHUB_RUN_ID}/artifacts/${id}`
}
