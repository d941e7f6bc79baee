import type { When } from '../policy.ts'
import type { OrUnknown, PushSubject } from '../subject.ts'
import { type Condition, joined, onValue } from './condition.ts'
import { compilePaths, compilePlain, yesOrNo } from './match.ts'

/** Conditions on what a push holds; a push that could not be read is `unknown`. */
export function pushConditions({ push }: When): Condition[] {
  if (push === undefined) return []
  const conditions: Condition[] = []
  const { paths, update, secrets, authors, larger_than: least } = push
  if (update) {
    conditions.push(
      onValue('push.update', update, ({ subject }) =>
        subject.kind === 'push' ? subject.update : undefined,
      ),
    )
  }
  if (secrets !== undefined) {
    conditions.push(
      onPush(
        'secrets',
        String(secrets),
        (subject) => subject.secrets,
        (found) => found === secrets,
      ),
    )
  }
  if (least !== undefined) {
    conditions.push(
      onPush(
        'larger_than',
        String(least),
        (subject) => subject.bytes,
        (bytes) => bytes > least,
      ),
    )
  }
  if (authors) conditions.push(onAny('push.authors', authors, compilePlain(authors), 'authors'))
  if (paths) conditions.push(onAny('push.paths', paths, compilePaths(paths), 'paths'))
  return conditions
}

function onPush<T extends string | number | boolean>(
  key: string,
  expected: string,
  read: (subject: PushSubject) => OrUnknown<T> | undefined,
  holds: (value: T) => boolean,
): Condition {
  return {
    key: `when.push.${key}`,
    expected,
    ask({ subject }) {
      const value = subject.kind === 'push' ? read(subject) : undefined
      if (value === undefined || value === 'unknown')
        return { outcome: 'unknown', actual: 'unknown' }
      return { outcome: yesOrNo(holds(value as T)), actual: String(value) }
    },
  }
}

/** One value of a list is enough. */
function onAny(
  key: string,
  patterns: readonly string[],
  match: ReturnType<typeof compilePlain>,
  field: 'paths' | 'authors',
): Condition {
  return {
    key: `when.${key}`,
    expected: joined(patterns),
    ask({ subject, text }) {
      const values = subject.kind === 'push' ? subject[field] : undefined
      if (values === undefined || values === 'unknown')
        return { outcome: 'unknown', actual: 'unknown' }
      const found = values.find((value) => match(text(value)))
      return found === undefined
        ? { outcome: 'no', actual: missText(values, field) }
        : { outcome: 'yes', actual: found }
    },
  }
}

/** Stands before "does not match …", so it says of all of them what holds for each. */
function missText(values: readonly string[], field: 'paths' | 'authors'): string {
  if (values.length === 0) return `an empty list of ${field}`
  return values.length === 1
    ? `the only ${field.slice(0, -1)}`
    : `each of ${values.length} ${field}`
}
