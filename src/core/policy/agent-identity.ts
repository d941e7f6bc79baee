import { addressOf } from '../git/co-authors.ts'
import type { PushedCommit } from '../git/ref-update.ts'

/** Cursor's own App, as which its cloud agents push. No person can have a login in brackets. */
export const cursorBot = 'cursor[bot]'
/** What Cursor's clients put into commits, as their author or as a co-author. */
const cursorAddress = 'cursoragent@cursor.com'

/** Who pushed or opened something: an account of the forge. */
export interface Actor {
  id: number
  login: string
}

/** Why a commit counts as made by an agent. */
export interface AgentSign {
  as: 'author' | 'committer' | 'co-author' | 'pusher' | 'session'
  /** The identity as it is listed, or the session's id. */
  identity: string
}

/**
 * Signs of an agent in a commit itself. Whoever puts an agent's name on a commit is believed: what is
 * written there proves nothing, and the other way round it is no sign at all.
 *
 * @param listed `agents.identities` of the policy: logins or mail addresses
 */
export function signsIn(commit: PushedCommit, listed: readonly string[]): AgentSign[] {
  const people = [
    { as: 'author' as const, person: commit.author },
    { as: 'committer' as const, person: commit.committer },
    ...(commit.coAuthors ?? []).map((person) => ({ as: 'co-author' as const, person })),
  ]
  return people.flatMap(({ as, person }) => {
    const identity = identityOf(person, listed)
    return identity === undefined ? [] : [{ as, identity }]
  })
}

/** The listed identity an account is; undefined when it is none. */
export function agentAccount(
  { login }: Pick<Actor, 'login'>,
  listed: readonly string[],
): string | undefined {
  const name = login.toLowerCase()
  return [cursorBot, ...listed].find((one) => one.toLowerCase() === name)
}

/** Whether it is Cursor's App, and so a cloud agent of Cursor's. */
export const isCursorApp = (identity: string): boolean => identity.toLowerCase() === cursorBot

function identityOf(person: string, listed: readonly string[]): string | undefined {
  const address = addressOf(person)
  const name = person
    .replace(/<[^<>]*>[^<>]*$/, '')
    .trim()
    .toLowerCase()
  // The address the forge gives to an account: `12345+login@users.noreply.github.com`.
  const login = /^(?:\d+\+)?([^@+]+)@users\.noreply\./.exec(address ?? '')?.[1]
  return [cursorAddress, cursorBot, ...listed].find((identity) => {
    const wanted = identity.toLowerCase()
    return wanted.includes('@') ? wanted === address : wanted === login || wanted === name
  })
}
