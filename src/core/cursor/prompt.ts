import {
  allTexts,
  bytesAt,
  messageAlong,
  messageAt,
  messagesAt,
  numbersBesides,
  shownText,
} from './fields.ts'
import { type Field, lossyText } from './protobuf.ts'

/** Words that reach the model as if a person had said them. */
export interface Prompt {
  /** `unknown` when the text lives in a blob that did not come along. */
  text: string | 'unknown'
  /** SHA-256 of the blob with the text, in hexadecimal, when it lives in one. */
  blobId?: string
  /** Where it comes from: `user-message`, `earlier-message`, `plan`, `shell-command`, … */
  origin: string
}

/** Something the person, or the client on its own, adds to a conversation. */
export interface ActionEvent {
  type: 'action'
  /** Its name, with hyphens: `user-message`, `cancel`, `shell-command`, `inject-context`, … */
  action: string
  prompts: readonly Prompt[]
  /** Why a turn was cancelled. */
  reason?: string
}

/** Content that the client sends along by the id under which it keeps it. */
export interface Blob {
  id: string
  data: Uint8Array
}

const actionNames: ReadonlyMap<number, string> = new Map([
  [1, 'user-message'],
  [2, 'resume'],
  [3, 'cancel'],
  [4, 'summarize'],
  [5, 'shell-command'],
  [6, 'start-plan'],
  [7, 'execute-plan'],
  [8, 'answer'],
  [10, 'cancel-subagent'],
  [12, 'background-task-completion'],
  [13, 'background-shell'],
  [14, 'background-subagent'],
  [16, 'subscription-notification'],
  [18, 'goal-continuation'],
  [19, 'inject-context'],
])
/** Who triggered it, and references to parts of the context. */
const besideAction: ReadonlySet<number> = new Set([11, 15, 17])

/**
 * Reads a `ConversationAction` with every prompt in it, wherever it stands.
 *
 * An action with two choices is named after both, and the prompts of both are found.
 */
export function readActionEvent(message: readonly Field[], blobs: readonly Blob[]): ActionEvent {
  const asked = numbersBesides(message, besideAction)
  const prompts = asked
    .filter((number) => actionNames.has(number))
    .flatMap((number) => promptsOf(number, messageAt(message, number) ?? [], blobs))
  const reason = asked.includes(3) ? shownText(messageAt(message, 3) ?? [], 1) : ''
  return {
    type: 'action',
    action: asked.map((number) => actionNames.get(number) ?? `field ${number}`).join(' and '),
    prompts: prompts.filter((prompt) => prompt.text !== '' || prompt.blobId !== undefined),
    ...(reason !== '' && { reason }),
  }
}

function promptsOf(number: number, message: readonly Field[], blobs: readonly Blob[]): Prompt[] {
  const userMessage = (fields: readonly Field[] | undefined, origin = 'user-message'): Prompt[] =>
    fields === undefined ? [] : [readPrompt(fields, blobs, origin)]
  const said = (text: string, origin: string): Prompt[] => [{ text, origin }]
  switch (number) {
    case 1:
      return [
        ...messagesAt(message, 4).flatMap((fields) => userMessage(fields, 'earlier-message')),
        ...userMessage(messageAt(message, 1)),
      ]
    case 5:
      return said(shownText(messageAt(message, 1) ?? [], 1), 'shell-command')
    case 6:
      return userMessage(messageAt(message, 1))
    case 7:
      return [
        ...said(shownText(messageAt(message, 2) ?? [], 1), 'plan'),
        ...said(shownText(message, 4), 'plan'),
      ]
    case 12:
      return messagesAt(message, 1)
        .flatMap((fields) => [...allTexts(fields, 4), ...allTexts(fields, 5)])
        .concat(allTexts(message, 2))
        .flatMap((text) => said(text, 'background-task'))
    case 16:
      return messagesAt(message, 1).flatMap((fields) => userMessage(fields, 'notification'))
    case 19:
      return [
        ...userMessage(messageAlong(message, [3, 1])),
        ...said(shownText(messageAt(message, 4) ?? [], 2), 'injected-context'),
      ]
    default:
      return []
  }
}

/** Reads a `UserMessage`. Its text may live in a blob: field 18 then has the blob's SHA-256. */
function readPrompt(fields: readonly Field[], blobs: readonly Blob[], origin: string): Prompt {
  const text = shownText(fields, 1) || shownText(fields, 8)
  const id = bytesAt(fields, 18) ?? bytesAt(fields, 19)
  if (text !== '' || id === undefined || id.length === 0) return { text, origin }
  const blobId = Buffer.from(id).toString('hex')
  const blob = blobs.find((one) => one.id === blobId)
  return { text: blob === undefined ? 'unknown' : lossyText(blob.data), blobId, origin }
}

/** Reads a `PreFetchedBlob`. */
export function readBlob(fields: readonly Field[]): Blob {
  const id = Buffer.from(bytesAt(fields, 1) ?? new Uint8Array(0)).toString('hex')
  return { id, data: bytesAt(fields, 2) ?? new Uint8Array(0) }
}
