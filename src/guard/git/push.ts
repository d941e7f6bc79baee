import type { PushHead } from '../../core/git/receive-pack.ts'
import type { RepositoryName } from '../../core/git/repository-name.ts'
import type { Place } from '../session.ts'
import type { GitContext } from './git-context.ts'
import { type PushEnd, recordPush } from './record-push.ts'
import type { PushReply } from './reply.ts'

/** One push on its way: what the client asks for, and how it is answered. */
export interface Push {
  context: GitContext
  repository: RepositoryName
  /** What everything recorded about it is tied together by. */
  place: Required<Pick<Place, 'call'>>
  head: PushHead
  pack: AsyncIterable<Uint8Array>
  reply: PushReply
  /** Reads what the client still sends, so that it reads the answer. */
  drained(): Promise<void>
  /** The client has gone. */
  gone: AbortSignal
  /** The client has gone, or the session has ended. */
  signal: AbortSignal
}

/** Records what became of it. */
export const recordEnd = (
  { context, repository, place, head }: Push,
  end: Omit<PushEnd, 'repository' | 'place' | 'commands'>,
): void => recordPush(context.session, { repository, place, commands: head.commands, ...end })
