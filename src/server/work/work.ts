/** Something to be done, in the order of its key: work of one key never runs twice at a time. */
export interface Work {
  /** What people know it by; a delivery's id. */
  id: string
  key: string
  body: string
}

export interface TakenWork extends Work {
  /** 1 for the first time. */
  attempt: number
}

/** Where work comes from; what was taken goes back through exactly one of the last four. */
export interface WorkQueue<Taken extends TakenWork = TakenWork> {
  /** Claims what may run now: at most one of each key, and none whose key is busy. */
  take(count: number): Promise<Taken[]>
  /** A sign of life; without one for some seconds, somebody else gets the work. */
  beat(works: readonly Taken[]): Promise<void>
  finish(work: Taken): Promise<void>
  /** Soon again, the others of its key waiting meanwhile. */
  retry(work: Taken, problem: string): Promise<void>
  /** Later again, the others of its key passing meanwhile. */
  postpone(work: Taken, at: number): Promise<void>
  /** Set aside. */
  bury(work: Taken, problem: string): Promise<void>
}

/** What is done one after the other: everything about one repository, or one installation. */
export const repositoryKey = (id: number): string => `repository:${id}`
export const installationKey = (id: number): string => `installation:${id}`
