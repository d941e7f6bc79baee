import { mkdirSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { EntryBody } from '../../src/core/recording/entry.ts'
import { recordSession, sessionEntry } from '../support/recorded-session.ts'

export interface KeptSession {
  id?: string
  startedAt?: string
  /** Seconds its policy has recordings kept; absent where the recording does not say. */
  retention?: number
  /** When it was last written to, in milliseconds since the epoch. */
  writtenAt?: number
  end?: 'sealed' | 'killed'
  entries?: readonly EntryBody[]
  /** Who writes it, as its folder says. */
  holder?: object
}

/** Puts recordings into the state folder of `base`, as sessions left them; returns its environment. */
export function keepSessions(base: string, sessions: Readonly<Record<string, KeptSession>>) {
  const recordings = join(base, 'state/cursor-guard/recordings')
  mkdirSync(recordings, { recursive: true })
  for (const [name, kept] of Object.entries(sessions)) keepOne(recordings, name, kept)
  return { XDG_STATE_HOME: join(base, 'state') }
}

function keepOne(recordings: string, name: string, kept: KeptSession): void {
  const { id = 'a1b2c3d4e5f6', startedAt = '2026-01-02T03:04:05.000Z', retention, end } = kept
  const policy = { source: 'built-in', digest: 'd'.repeat(64), enforcement: 'enforce' as const }
  const session = {
    ...sessionEntry,
    session: id,
    startedAt,
    policy: { ...policy, ...(retention === undefined ? {} : { retention }) },
  } as EntryBody
  const made = recordSession(recordings, kept.entries ?? [], end, session)
  const folder = join(recordings, name)
  rmSync(folder, { recursive: true, force: true })
  renameSync(made, folder)
  if (kept.holder) writeFileSync(join(folder, '.recording-holder'), JSON.stringify(kept.holder))
  const at = new Date(kept.writtenAt ?? Date.parse(startedAt))
  utimesSync(join(folder, 'recording.jsonl'), at, at)
}
