import { type EntryBody, formatVersion } from '../core/recording/entry.ts'
import { maskEntry } from '../core/recording/mask-entry.ts'
import {
  type BlobSink,
  createRecordingWriter,
  type LineSink,
  type RecordingWriter,
} from '../core/recording/write.ts'
import type { SecretEngine } from '../core/secrets/engine.ts'
import type { Recorder, Stopwatch } from './ports.ts'

/** What the first line of a recording says of a session. */
export type SessionLine = Omit<
  Extract<EntryBody, { kind: 'session' }>,
  'kind' | 'format' | 'startedAt'
>

export interface SessionRecording {
  recorder: Recorder
  writer: RecordingWriter
}

/**
 * Starts a recording with its first line.
 *
 * @param onEntry sees each entry once it is written
 * @param onFull the recording has reached its cap; what follows is only counted
 * @throws {GuardError} `RECORDING_FAILED` when not even that line can be written
 */
export function startRecording(options: {
  sink: LineSink
  blobs: BlobSink
  /** Milliseconds since the epoch at which the session starts. */
  startedAt: number
  line: SessionLine
  /** Masks every name in every entry, that of the first line included. */
  secrets: SecretEngine
  stopwatch: Stopwatch
  onEntry?(body: EntryBody): void
  onFull(): void
}): SessionRecording {
  const { sink, blobs, startedAt, line, secrets, stopwatch, onEntry, onFull } = options
  const writer = createRecordingWriter({ sink, blobs, clock: stopwatch, onFull })
  const recorder: Recorder = {
    append(body) {
      const safe = maskEntry(body, (text) => secrets.maskText(text).text)
      writer.append(safe)
      onEntry?.(safe)
    },
    settled: () => sink.settled?.(),
  }
  const { session, guard, mode, level, identity, policy, facts, command } = line
  recorder.append({
    kind: 'session',
    format: formatVersion,
    session,
    startedAt: new Date(startedAt).toISOString(),
    guard,
    mode,
    level,
    identity,
    policy,
    ...(facts && { facts }),
    ...(command && { command }),
  })
  return { recorder, writer }
}
