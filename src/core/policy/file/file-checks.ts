import type { FileRule, FileSections, PolicyFile } from './file-schema.ts'
import { kindKeys, laterKinds } from './file-when.ts'

/** Something wrong at a place of the file, named by its keys. */
export interface Problem {
  path: readonly (string | number)[]
  message: string
}

/** What is wrong between keys that are each right on their own. */
export function checkFile(file: PolicyFile, organisation: boolean): Problem[] {
  const problems = checkSections(file, [])
  if (file.floor === undefined) return problems
  if (organisation) return [...problems, ...checkSections(file.floor, ['floor'])]
  const message = "only the organisation's file can set a floor; move it to the .github repository"
  return [...problems, { path: ['floor'], message }]
}

function checkSections(sections: FileSections, at: Problem['path']): Problem[] {
  const rules = sections.rules ?? []
  const { wait, expires } = sections.approval ?? {}
  return [
    ...rules.flatMap((rule, index) => checkRule(rule, [...at, 'rules', index])),
    ...duplicates(rules, 'name', [...at, 'rules'], 'rule'),
    ...duplicates(sections.secrets?.rules ?? [], 'id', [...at, 'secrets', 'rules'], 'secret rule'),
    ...(wait !== undefined && expires !== undefined && wait > expires
      ? [{ path: [...at, 'approval', 'wait'], message: 'expected no longer than approval.expires' }]
      : []),
  ]
}

/** Names are compared as people read them: without case and surplus space. */
function duplicates<K extends string>(
  entries: readonly Record<K, string>[],
  key: K,
  at: Problem['path'],
  what: string,
): Problem[] {
  const seen = new Map<string, number>()
  return entries.flatMap((entry, index) => {
    const name = entry[key].toLowerCase().replace(/\s+/g, ' ')
    const first = seen.get(name)
    if (first === undefined) seen.set(name, index)
    if (first === undefined) return []
    const message = `another ${what} is called that (number ${first + 1}); names must differ`
    return [{ path: [...at, index, key], message }]
  })
}

function checkRule(rule: FileRule, at: Problem['path']): Problem[] {
  const problems = checkKind(rule, [...at, 'when'])
  if (rule.approve !== undefined && rule.then !== 'hold') {
    problems.push({
      path: [...at, 'approve'],
      message: 'only a rule with "then: hold" is approved',
    })
  }
  const isMasked = ['prompt', 'response', 'tool'].includes(kindOf(rule) ?? 'tool')
  if (rule.then === 'mask' && !isMasked) {
    const message =
      'only prompts, responses and tool calls can be masked; expected deny, hold or warn'
    problems.push({ path: [...at, 'then'], message })
  }
  return problems
}

const narrowing = { command: 'shell', mcp: 'mcp', url: 'fetch', name: 'other' } as const
const fileTools = ['read', 'write', 'edit', 'delete']

/** The kind a rule is about; `command` and its like imply a tool. */
function kindOf({ when }: FileRule): (typeof kindKeys)[number] | undefined {
  const kinds = kindKeys.filter((key) => when[key] !== undefined)
  const implied = Object.keys(narrowing).some(
    (key) => when[key as keyof typeof narrowing] !== undefined,
  )
  return kinds[0] ?? (implied || when.path !== undefined ? 'tool' : undefined)
}

const isLater = (key: string): boolean => laterKinds.some((kind) => kind === key)

function checkKind({ when }: FileRule, at: Problem['path']): Problem[] {
  const kinds = kindKeys.filter((key) => when[key] !== undefined)
  const implied = Object.keys(narrowing).filter((key) => key in when && when[key as 'command'])
  const list = kindKeys.filter((key) => !isLater(key)).join(', ')
  if (kinds.length > 1) {
    const message = `expected one kind of action, found ${kinds.join(' and ')}; write a rule for each`
    return [{ path: at, message }]
  }
  if (kinds.length === 0 && implied.length === 0 && when.path === undefined) {
    return [{ path: at, message: `expected the kind of action: one of ${list}` }]
  }
  const kind = kinds[0] ?? 'tool'
  return [...implied, ...(when.path ? ['path'] : [])].flatMap((key) => {
    const message = misplaced(key, kind, when.tool)
    return message === undefined ? [] : [{ path: [...at, key], message }]
  })
}

/** Why a key that narrows tool calls can never hold, or `undefined`. */
function misplaced(
  key: string,
  kind: string,
  tools: readonly string[] | undefined,
): string | undefined {
  if (kind === 'process' && key === 'command') return undefined
  if (kind !== 'tool') {
    const instead = key === 'path' && kind === 'push' ? '; for a push write push: { paths: … }' : ''
    return `belongs to tool calls, and this rule is about ${kind}${instead}`
  }
  const wanted = key === 'path' ? fileTools : [narrowing[key as keyof typeof narrowing]]
  const named = tools?.filter((tool) => !tool.startsWith('!')) ?? []
  if (named.length === 0 || named.every((tool) => wanted.includes(tool))) return undefined
  return `belongs to the tools ${wanted.join(', ')}; write a rule for each kind of tool`
}
