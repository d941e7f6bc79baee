import type { Approval } from './request.ts'

/** Where requests live, so that whoever decides and whoever waits see the same one. */
export interface ApprovalStore {
  get(id: string): Promise<Approval | undefined>
  list(): Promise<Approval[]>
  /** Writes `next` only if the stored one still equals `previous`; says whether it did. */
  replace(previous: Approval | undefined, next: Approval): Promise<boolean>
  /** Resolves soon after something may have changed, or when `signal` aborts. */
  changed(signal: AbortSignal): Promise<void>
}
