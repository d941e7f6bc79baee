import { sampleForm } from './form.ts'

/** A made-up value of a form, for a rule's own hits and misses. */
export function assembled(seed: string, form: string): string {
  return sampleForm(form, seedOf(seed))
}

/** A number made from a name, so that its samples are its own and never change. */
export function seedOf(name: string): number {
  let seed = 0
  for (let at = 0; at < name.length; at++) seed = (seed * 31 + name.charCodeAt(at)) | 0
  return seed
}
