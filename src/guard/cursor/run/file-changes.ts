import type { ExecRequest } from '../../../core/cursor/exec.ts'
import { maskMessage } from '../../../core/cursor/mask-message.ts'
import { cannotChange, type RoundTrips } from '../../../core/secrets/round-trip.ts'
import type { FilePlace, WorkspaceFiles } from '../../ports.ts'
import type { Session } from '../../session.ts'

/**
 * Keeps files whole whose secrets the model never sees: a write or an edit that brings a marker back
 * to its place gets the value which the file holds there; anything else with a marker is refused.
 */
export interface FileChanges {
  /** Where the path of a request leads; undefined when that cannot be told. */
  locate(path: string): Promise<FilePlace | undefined>
  /** Whether the request has to be held against the file before the client gets it. */
  concerns(exec: ExecRequest, carriesMarker: boolean): boolean
  /**
   * The request as the client may execute it; there is one refusal, whatever the file holds.
   *
   * @param place where the request's path leads, as it was judged
   */
  prepare(
    exec: ExecRequest,
    body: Uint8Array,
    place: FilePlace | undefined,
  ): Promise<{ body: Uint8Array } | { refused: string }>
}

/** Where the texts stand in an `AgentServerMessage`, for each request that changes a file. */
const writtenAt = new Map([
  ['write', ['2.3.2', '2.3.5']],
  ['pi-write', ['2.48.2']],
])
const editedAt = { before: '2.47.2.1', after: '2.47.2.2' }

export function createFileChanges(options: {
  session: Session
  roundTrips: RoundTrips
  files: WorkspaceFiles
}): FileChanges {
  const { session, roundTrips, files } = options
  const masks = session.outward === session.secrets
  const outward = (text: string) => session.outward.maskText(text).text

  /**
   * The file as it is now. Markers are made with the session's key: whoever brings one has been sent
   * it, by a read of this file or in the output of a command, and it may come back to its place here.
   */
  const current = async (place: FilePlace, brought: string): Promise<string | undefined> => {
    const text = await files.read(place)
    if (text !== undefined && session.secrets.hasPseudonym(brought)) {
      roundTrips.read({ path: place.real, text })
    }
    return text
  }

  async function prepareWrite(place: FilePlace, exec: ExecRequest, body: Uint8Array) {
    const newText = exec.content ?? ''
    const currentFile = await current(place, newText)
    if (currentFile === undefined) return { refused: cannotChange }
    const written = roundTrips.restoreWrite({
      path: place.real,
      currentFile,
      newText,
      mask: masks,
    })
    if ('refused' in written) return written
    const places = writtenAt.get(exec.name) ?? []
    const replace = (text: string, at: readonly number[]) =>
      places.includes(at.join('.')) ? written.text : outward(text)
    return { body: maskMessage(body, replace, { kind: 'server' }) }
  }

  async function prepareEdits(place: FilePlace, exec: ExecRequest, body: Uint8Array) {
    const edits = exec.edits ?? []
    let file = await current(place, edits.map(({ before, after }) => before + after).join('\n'))
    if (file === undefined) return { refused: cannotChange }
    const restored: { oldText: string; newText: string }[] = []
    for (const { before, after } of edits) {
      const edit = roundTrips.restoreEdit({
        path: place.real,
        currentFile: file,
        oldText: before,
        newText: after,
        mask: masks,
      })
      if ('refused' in edit) return edit
      restored.push(edit)
      file = file.replace(edit.oldText, () => edit.newText)
    }
    // The texts come in the order of the message: before and after, edit by edit.
    const [befores, afters] = [restored.values(), restored.values()]
    const replace = (text: string, at: readonly number[]) => {
      const path = at.join('.')
      if (path === editedAt.before) return befores.next().value?.oldText ?? text
      if (path === editedAt.after) return afters.next().value?.newText ?? text
      return outward(text)
    }
    return { body: maskMessage(body, replace, { kind: 'server' }) }
  }

  return {
    locate: files.locate,
    concerns(exec, carriesMarker) {
      // An edit tells by its success what the file holds: it is always held against it.
      if (exec.tool === 'edit') return masks || carriesMarker
      return exec.tool === 'write' && carriesMarker
    },
    async prepare(exec, body, place) {
      if (place === undefined) return { refused: cannotChange }
      return exec.tool === 'edit'
        ? prepareEdits(place, exec, body)
        : prepareWrite(place, exec, body)
    },
  }
}
