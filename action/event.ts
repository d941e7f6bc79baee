import { readFile } from 'node:fs/promises'
import type { ArtifactMode } from './inputs.ts'

/** What the event that started the run says about the repository. */
export interface RepositoryFacts {
  /** Public when unknown: the worse case. */
  visibility: 'public' | 'private' | 'unknown'
  defaultBranch: string | undefined
}

const maxEventBytes = 32 * 1024 * 1024

/** Reads `GITHUB_EVENT_PATH`; what is not there or not readable is unknown. */
export async function readRepositoryFacts(env: NodeJS.ProcessEnv): Promise<RepositoryFacts> {
  const repository = await readRepository(env.GITHUB_EVENT_PATH ?? '')
  const branch = repository.default_branch
  return {
    visibility: visibilityOf(repository),
    defaultBranch: typeof branch === 'string' && branch !== '' ? branch : undefined,
  }
}

async function readRepository(path: string): Promise<Record<string, unknown>> {
  try {
    const text = await readFile(path, 'utf8')
    if (text.length > maxEventBytes) return {}
    const event: unknown = JSON.parse(text)
    const repository = isRecord(event) ? event.repository : undefined
    return isRecord(repository) ? repository : {}
  } catch {
    return {}
  }
}

/** Internal repositories are read by members alone. Two facts that disagree count as public. */
function visibilityOf({ private: hidden, visibility }: Record<string, unknown>) {
  if (visibility === 'public' || hidden === false) return 'public'
  if (hidden === true || visibility === 'private' || visibility === 'internal') return 'private'
  return 'unknown'
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** How much is uploaded, and in which words the log says so when nobody chose. */
export function chooseArtifact(
  input: ArtifactMode | undefined,
  policy: ArtifactMode | undefined,
  visibility: RepositoryFacts['visibility'],
): { mode: ArtifactMode; notice: string | undefined } {
  const chosen = input ?? policy
  if (chosen !== undefined) {
    const isOpen = chosen === 'full' && visibility !== 'private'
    return { mode: chosen, notice: isOpen ? openNotice(visibility) : undefined }
  }
  if (visibility === 'private') return { mode: 'full', notice: undefined }
  return { mode: 'summary', notice: summaryNotice(visibility) }
}

const openNotice = (visibility: string) =>
  `The repository is ${visibility === 'public' ? 'public' : 'of unknown visibility'}: everybody who is signed in can read the recording that is uploaded.`

const summaryNotice = (visibility: string) =>
  `Only the summary will be uploaded, not the recording: the repository is ${visibility === 'public' ? 'public, so everybody who is signed in could read it' : 'of unknown visibility, which counts as public'}. Set artifact: full to upload it all the same.`
