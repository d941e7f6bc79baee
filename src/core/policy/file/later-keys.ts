import type { FileRule, FileSections, PolicyFile } from './file-schema.ts'
import { laterKinds } from './file-when.ts'
import type { KeyProblem } from './problems.ts'

/** Keys that nothing carries out yet, by their section; `egress` is one as a whole. */
const laterKeys = { recording: ['sinks'], approval: ['after_job', 'park'] } as const

/**
 * Keys of a file that nothing carries out yet, each at its place: in a new file they would be promises.
 *
 * @param value the file as it was written; whatever else is wrong with it
 * @param then what is said of each besides
 */
export function findLaterKeys(value: unknown, then: string): KeyProblem[] {
  const file = keysOf(value)
  const found = [...inSections(file, []), ...inSections(keysOf(file.floor), ['floor'])]
  return found.map((place) => ({ ...place, message: `not in this version; ${then}` }))
}

type Place = Required<Pick<KeyProblem, 'path' | 'key'>>

function inSections(sections: Record<string, unknown>, at: KeyProblem['path']): Place[] {
  const rules = Array.isArray(sections.rules) ? sections.rules : []
  return [
    ...placesOf(sections, at, ['egress']),
    ...Object.entries(laterKeys).flatMap(([section, keys]) =>
      placesOf(keysOf(sections[section]), [...at, section], keys),
    ),
    ...rules.flatMap((rule, index) =>
      placesOf(keysOf(keysOf(rule).when), [...at, 'rules', index, 'when'], laterKinds),
    ),
  ]
}

const placesOf = (
  map: Record<string, unknown>,
  path: KeyProblem['path'],
  keys: readonly string[],
): Place[] => keys.filter((key) => Object.hasOwn(map, key)).map((key) => ({ path, key }))

const keysOf = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}

/** The file without those keys, and without rules about what nothing brings to a judge. */
export function withoutLaterKeys(file: PolicyFile): PolicyFile {
  const { floor } = file
  return { ...cut(file), ...(floor === undefined ? {} : { floor: cut(floor) }) }
}

function cut<T extends FileSections>({ egress: _, ...sections }: T) {
  const { rules, recording, approval } = sections
  return {
    ...sections,
    rules: rules?.filter(isCarriedOut),
    recording: recording && without(recording, laterKeys.recording),
    approval: approval && without(approval, laterKeys.approval),
  }
}

const isCarriedOut = ({ when }: FileRule): boolean =>
  laterKinds.every((kind) => when[kind] === undefined)

const without = <T extends object, K extends keyof T>(map: T, keys: readonly K[]): Omit<T, K> =>
  Object.fromEntries(Object.entries(map).filter(([key]) => !keys.includes(key as K))) as Omit<T, K>
