/**
 * What is known of a field's content: a text, bytes, or a message with what is known of its fields.
 * Fields that are not listed are looked at without prejudice.
 */
export type Hint = 'text' | 'bytes' | MessageHint
export interface MessageHint {
  readonly [field: number]: Hint
}
export type MessageKind = 'server' | 'client'

export function hintFor(hint: Hint | undefined, field: number): Hint | undefined {
  return typeof hint === 'object' ? hint[field] : undefined
}

const message: MessageHint = {}
const oneText: MessageHint = { 1: 'text' }
const twoTexts: MessageHint = { 1: 'text', 2: 'text' }
const shellArguments: MessageHint = { 1: 'text', 2: 'text', 4: 'text', 15: 'text' }
const pathAndCall: MessageHint = { 1: 'text', 2: 'text' }

/** `ToolCall`: the copy of a call that the client displays. */
const toolCall: MessageHint = {
  1: { 1: shellArguments, 2: message },
  3: { 1: pathAndCall, 2: message },
  8: { 1: pathAndCall, 2: message },
  12: {
    1: { 1: 'text', 6: 'text' },
    2: { 1: { 1: 'text', 5: 'text', 6: 'text', 7: 'text', 8: 'text' } },
  },
  15: { 1: message, 2: message },
  57: 'text',
}
const toolStep: MessageHint = { 1: 'text', 2: toolCall, 3: 'text' }

const updateAbove: MessageHint = {
  1: oneText,
  2: toolStep,
  3: toolStep,
  4: oneText,
  6: { 1: { 1: 'text', 2: 'text' } },
  7: { 1: 'text', 2: toolCall, 3: 'text', 4: 'text' },
  9: oneText,
  12: { 1: oneText, 2: oneText, 3: message, 4: message },
  14: message,
  24: oneText,
}
const shellDelta: MessageHint = { 1: oneText, 2: oneText }
/** `InteractionUpdate`; a sub-agent's updates come inside one. */
const update: MessageHint = {
  ...updateAbove,
  15: { 1: 'text', 2: { 1: shellDelta, 2: { 1: updateAbove }, 3: oneText }, 3: 'text' },
}

/** `ExecServerMessage`. */
const request: MessageHint = {
  2: shellArguments,
  3: { 1: 'text', 2: 'text', 3: 'text', 5: 'bytes', 6: 'text' },
  4: pathAndCall,
  5: { 1: 'text', 2: 'text', 3: 'text', 14: 'text' },
  7: pathAndCall,
  8: { 1: 'text', 3: 'text' },
  9: pathAndCall,
  11: { 1: 'text', 2: { 1: 'text', 2: message }, 3: 'text', 4: 'text', 5: 'text', 9: 'text' },
  14: shellArguments,
  15: 'text',
  16: { 1: 'text', 2: 'text', 3: 'text', 7: 'text' },
  18: { 1: 'text', 2: 'text', 3: 'text', 4: 'text' },
  19: twoTexts,
  20: pathAndCall,
  23: { 2: 'text' },
  28: { 1: 'text', 2: 'text', 3: 'text', 4: 'text', 6: 'text' },
  29: pathAndCall,
  45: oneText,
  46: oneText,
  47: { 1: 'text', 2: twoTexts },
  48: twoTexts,
  49: { 1: 'text', 2: 'text', 3: 'text' },
  50: twoTexts,
  51: oneText,
  52: shellArguments,
  57: 'text',
}

const shellOutcome: MessageHint = { 1: 'text', 2: 'text', 3: 'text', 5: 'text', 6: 'text' }
const shellReply: MessageHint = {
  1: { ...shellOutcome, 4: 'text', 10: 'text', 15: 'text', 16: 'text' },
  2: { ...shellOutcome, 4: 'text', 9: 'text', 13: 'text', 14: 'text' },
  3: twoTexts,
  4: { 1: 'text', 2: 'text', 3: 'text' },
  5: { 1: 'text', 2: 'text', 3: 'text' },
  7: { 1: 'text', 2: 'text', 3: 'text' },
}
const readReply: MessageHint = {
  1: { 1: 'text', 2: 'text', 5: 'bytes', 7: 'bytes' },
  2: twoTexts,
  3: twoTexts,
}
const piReply: MessageHint = {
  1: { 1: 'text', 2: message, 3: 'text' },
  2: { 1: 'text', 3: 'text' },
  3: oneText,
}

/** `ExecClientMessage`. */
const reply: MessageHint = {
  2: shellReply,
  3: { 1: { 1: 'text', 4: 'text' }, 3: message, 5: twoTexts, 6: twoTexts },
  4: { 1: { 1: 'text', 2: 'text', 4: 'text' }, 6: twoTexts, 7: message },
  7: readReply,
  11: { 1: { 1: { 1: oneText, 2: message }, 3: message }, 2: oneText, 3: oneText },
  14: {
    1: oneText,
    2: oneText,
    3: { 2: 'text' },
    4: message,
    5: { 1: 'text', 2: 'text', 3: 'text' },
    6: { 1: 'text', 2: 'text', 3: 'text' },
    7: { 2: 'text', 3: 'text' },
  },
  15: 'text',
  16: {
    1: { 2: 'text', 3: 'text' },
    2: { 1: 'text', 2: 'text', 3: 'text' },
    3: { 1: 'text', 2: 'text', 3: 'text' },
  },
  20: { 1: { 1: 'text', 2: 'text', 4: 'text' }, 2: twoTexts },
  23: { 1: message, 2: oneText },
  29: readReply,
  46: piReply,
  47: piReply,
  48: { ...piReply, 1: { 1: 'text', 2: 'text', 3: 'text' } },
  49: piReply,
  50: piReply,
  51: piReply,
  52: piReply,
  55: shellReply,
}

const userMessage: MessageHint = {
  1: 'text',
  2: 'text',
  3: message,
  8: 'text',
  18: 'bytes',
  19: 'bytes',
}
/** `ConversationAction`. */
const action: MessageHint = {
  1: { 1: userMessage, 2: message, 4: userMessage },
  3: oneText,
  5: { 1: oneText, 2: 'text' },
  6: { 1: userMessage, 2: message },
  7: { 1: message, 2: oneText, 3: 'text', 4: 'text', 8: 'text' },
  19: { 1: 'text', 2: 'text', 3: { 1: userMessage, 2: message }, 4: twoTexts },
}

/** The two messages of a run. */
export const roots: { readonly [kind in MessageKind]: MessageHint } = {
  server: {
    1: update,
    2: request,
    3: message,
    4: { 2: { 1: 'bytes' }, 3: { 1: 'bytes', 2: 'bytes' }, 4: twoTexts },
    5: { 1: message },
    7: message,
    8: message,
  },
  client: {
    1: {
      1: message,
      2: action,
      5: 'text',
      8: 'text',
      17: { 1: 'bytes', 2: 'bytes' },
      25: 'text',
      26: 'text',
      29: twoTexts,
    },
    2: reply,
    3: { 2: { 1: 'bytes' }, 3: message },
    4: action,
    5: { 1: message, 2: { 2: 'text', 3: 'text' }, 3: message },
    6: message,
    8: message,
  },
}
