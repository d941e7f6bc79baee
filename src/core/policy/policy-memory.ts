import type { FileTrouble } from './file/file-trouble.ts'

/** The policy file of a repository, or of an organisation, as it was read last. */
export interface KnownFile {
  /** For a conditional request; absent when there was nothing to read. */
  etag?: string
  /** The blob as it is now; absent when there is no file. */
  blob?: string
  /** Its bytes, in base64. */
  content?: string
  /** Why a file that is there, or may be there, has no content. */
  trouble?: FileTrouble
  /** The last version that was valid. Gone once the file is removed for good. */
  good?: { blob: string; content: string }
  /** When it was read; milliseconds since the epoch, 0 when it is to be read again at once. */
  checkedAt: number
}

export type FileKind = 'repository' | 'organisation'

/** What was last said on the default branch about a repository's policy. */
export interface PolicyReport {
  /** Names the file, and whatever else was told. */
  version: string
  /** The valid file that was in force then, in base64. */
  content?: string
}

/** Policy files outlive a restart here. `id` is a repository's for `repository`, else its owner's. */
export interface PolicyMemory {
  find(kind: FileKind, id: number): Promise<KnownFile | undefined>
  save(kind: FileKind, id: number, file: KnownFile): Promise<void>
  /** The file is read again the next time it is asked for. */
  expire(kind: FileKind, id: number): Promise<void>
  lastReport(repositoryId: number): Promise<PolicyReport | undefined>
  saveReport(repositoryId: number, report: PolicyReport): Promise<void>
  /** When the audit was last summed up, in milliseconds since the epoch. */
  lastAuditReport(repositoryId: number): Promise<number | undefined>
  saveAuditReport(repositoryId: number, at: number): Promise<void>
}
