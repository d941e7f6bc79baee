import type { TakenWork } from '../../adapters/storage/work.ts'

/** Where work comes from; what was taken goes back through exactly one of the last four. */
export interface WorkQueue<Taken extends TakenWork = TakenWork> {
  /** Claims what may run now: at most one of each key, and none whose key is busy. */
  take(count: number): Promise<Taken[]>
  /** A heartbeat; without one for some seconds, somebody else gets the work. */
  beat(works: readonly Taken[]): Promise<void>
  finish(work: Taken): Promise<void>
  /** Soon again, the others of its key waiting meanwhile. */
  retry(work: Taken, problem: string): Promise<void>
  /** Later again, the others of its key passing meanwhile. */
  postpone(work: Taken, at: number): Promise<void>
  /** Makes it a dead letter: kept, and not tried again by itself. */
  bury(work: Taken, problem: string): Promise<void>
}

/** What is done one after the other: everything about one repository, or one installation. */
export const repositoryKey = (id: number): string => `repository:${id}`
export const installationKey = (id: number): string => `installation:${id}`
