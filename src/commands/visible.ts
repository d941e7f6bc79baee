/** Control, bidirectional and invisible characters, except the newline. */
const hidden =
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g

/** Text of others for a terminal or a log: nothing in it moves the cursor or hides. */
export function visible(text: string): string {
  return text.replace(hidden, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
}
