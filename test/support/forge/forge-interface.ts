import type { CheckRun } from './check-routes.ts'
import type { Deliveries } from './deliveries.ts'
import type { ForgeApp, Role } from './emulator.ts'
import type { Fields } from './fields.ts'
import type { FileChange, GitRepository, Person } from './git-repository.ts'
import type { GraphqlAnswer } from './graphql.ts'
import type { Ruleset } from './rulesets.ts'
import type { ForgeServer } from './server.ts'
import type { ForgeRepository, World } from './world.ts'

export interface ForgeOptions {
  /** By `owner/name`, all of one owner; the first commit on `main` holds `files` and `policy`. */
  repositories: Record<
    string,
    {
      files?: Record<string, FileChange>
      /** Text of `.github/cursor-guard.yml`. */
      policy?: string
      visibility?: 'public' | 'private'
      plan?: 'free' | 'team'
    }
  >
  /** Beside alice (admin), bob, carol and mallory (write) and rita (read). */
  people?: Record<string, Role>
  /** Members by team; each team may write to every repository. */
  teams?: Record<string, readonly string[]>
  /** What the App was given; everything it can use without this. */
  permissions?: Record<string, string>
  graphql?: readonly GraphqlAnswer[]
}

/** Who does it; `alice` where nothing is said. */
interface By {
  as?: string
}

export interface PushOptions extends By {
  /** Rewrites the branch: what is pushed stands on `onto`, or beside the last commit. */
  force?: boolean
  /** The commit it stands on. */
  onto?: string
  message?: string
  author?: Person
  committer?: Person
  /** Rules are not asked, as when they were off at that moment. */
  unprotected?: boolean
}

/** GitHub on this machine, as far as the App can tell. */
export interface Forge extends AsyncDisposable {
  app: ForgeApp
  /** `http://127.0.0.1:PORT` */
  origin: string
  api: string
  /** What the App's process is started with. */
  environment: Record<string, string>
  /** Webhooks and what becomes of them; `to` is where the App listens. */
  deliveries: Deliveries
  requests: ForgeServer['requests']
  server: ForgeServer
  world: World
  /**
   * Requests GitHub would not understand, and answers of this forge GitHub would not give, since this
   * was last asked. Nothing, at the end of each test.
   */
  violations(): string[]

  /** Installs the App: its webhook with all repositories. */
  install(by?: By): Promise<void>
  repository(name: string): ForgeRepository
  git(name: string): GitRepository
  /** Where a ref points; undefined when there is none. */
  tip(name: string, ref: string): Promise<string | undefined>
  account(login: string): Promise<{ id: number; login: string }>

  /** A commit, and the branch moved to it. @throws when the forge refuses */
  push(
    name: string,
    branch: string,
    files: Record<string, FileChange>,
    options?: PushOptions,
  ): Promise<{ before: string; after: string }>
  /** Moves any ref; zeros delete it. @throws when the forge refuses */
  move(
    name: string,
    ref: string,
    after: string,
    options?: By & { force?: boolean; unprotected?: boolean },
  ): Promise<void>
  remove(name: string, branch: string, options?: By & { unprotected?: boolean }): Promise<void>
  fork(name: string, by: string): Promise<string>

  /** Its number. `files` are pushed to `head` first. */
  openPullRequest(
    name: string,
    options: By & {
      head: string
      base?: string
      title?: string
      body?: string
      draft?: boolean
      files?: Record<string, FileChange>
    },
  ): Promise<number>
  pull(name: string, number: number): Promise<Fields>
  closePullRequest(name: string, number: number, by?: By): Promise<void>
  review(
    name: string,
    number: number,
    event: 'APPROVE' | 'REQUEST_CHANGES' | 'COMMENT',
    options: By & { body?: string; commit?: string },
  ): Promise<number>
  dismissReview(name: string, number: number, review: number, by?: By): Promise<void>
  /** Presses the green button. @throws when a rule is not met */
  merge(name: string, number: number, by?: By): Promise<void>

  /**
   * Puts pull requests into the merge queue of a branch, one upon another, and asks for the checks of
   * the whole: its head commit.
   */
  enqueue(
    name: string,
    numbers: readonly number[],
    by?: By,
  ): Promise<{ base: string; head: string }>

  openIssue(name: string, options: By & { title: string; body?: string }): Promise<number>
  issues(name: string): Promise<Fields[]>
  comment(name: string, number: number, body: string, by: By): Promise<number>
  editComment(name: string, comment: number, body: string, by: By): Promise<void>
  comments(name: string, number: number): Promise<{ login: string; body: string }[]>

  /** Check runs of a commit, the latest of each name. */
  checks(name: string, commit: string): CheckRun[]
  check(name: string, commit: string, checkName: string): CheckRun | undefined
  /** Presses a button under a check run. @throws when it shows no such button */
  press(name: string, run: CheckRun, identifier: string, by: By): Promise<void>
  rerequest(name: string, run: CheckRun, by?: By): Promise<void>

  rulesets(name: string): Ruleset[]
  saveRuleset(name: string, ruleset: Fields, by?: By & { id?: number }): Promise<Ruleset>
  deleteRuleset(name: string, id: number, by?: By): Promise<void>
  /** Changes a repository's settings, such as its default branch. */
  edit(name: string, changes: Fields, by?: By): Promise<void>

  /** Waits for something to become true. @throws saying `what` did not, after a long time */
  until<T>(
    what: string,
    holds: () => T | undefined | false | Promise<T | undefined | false>,
    timeoutMs?: number,
  ): Promise<T>
  close(): Promise<void>
}
