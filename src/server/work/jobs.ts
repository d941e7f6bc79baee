/** Work the App sets itself. Jobs of one repository run one after the other, with its webhooks. */
export type Job =
  /** Every repository of an installation; it has just been made, or it is time again. */
  | { kind: 'sweep-installation'; installation: number }
  /** Whatever webhooks may have missed: policy, rulesets, tips, open pull requests. */
  | { kind: 'sweep-repository'; installation: number; repository: number; why: string }
  /** A pull request to be judged afresh: a deadline has come, or something it hangs on changed. */
  | { kind: 'judge-pull-request'; installation: number; repository: number; number: number }

export interface Jobs {
  /**
   * Resolves once the job would survive a crash. The same job waiting already is not added again.
   *
   * @param at milliseconds since the epoch; without it as soon as its turn comes
   */
  add(job: Job, at?: number): Promise<void>
}
