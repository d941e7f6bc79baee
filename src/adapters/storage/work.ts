/** Something to be done, in the order of its key: work of one key never runs twice at a time. */
export interface Work {
  /** What people know it by: a delivery's id, a job's name. */
  id: string
  key: string
  body: string
}

/** Work that somebody does now. */
export interface TakenWork extends Work {
  /** 1 for the first time. */
  attempt: number
}
