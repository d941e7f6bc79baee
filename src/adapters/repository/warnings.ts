import {
  type HiddenCharacter,
  hiddenCharacters,
  isGitFile,
  linkProblem,
  type PathRole,
  parseGitmodules,
  rolesOf,
  submoduleUrlProblem,
} from '../../core/git/path-facts.ts'
import type { PushWarning } from '../../core/git/ref-update.ts'
import { visibleLine } from '../../core/recording/visible.ts'
import type { FileReader } from './file-reader.ts'
import { submoduleMode, symlinkMode } from './parse-object.ts'
import type { FileChange } from './tree-diff.ts'

export interface TextContext {
  files: FileReader
}

type Change = FileChange & { commit: string }

/** Longest target of a symlink that is read, in bytes. */
const maxTarget = 4_096
/** Largest `.gitmodules` that is read, in bytes. */
const maxGitmodules = 262_144

const roleText: Readonly<Record<PathRole, string>> = {
  workflow: 'decides what CI runs',
  policy: 'is the policy of this guard',
  'code-owners': 'decides who must review',
  'agent-settings': 'decides what an agent does',
  submodules: 'decides what is fetched into the work tree',
}

/** What stands out in the files that a push changes. Read once for all updates of a push. */
export async function changeWarnings(
  changes: readonly Change[],
  { files }: TextContext,
): Promise<PushWarning[]> {
  const warnings: PushWarning[] = []
  const seen = new Set<string>()
  for (const change of changes) {
    const key = `${change.path}\0${change.after?.mode}\0${change.after?.id}`
    if (seen.has(key)) continue
    seen.add(key)
    const path = decodePath(change.path)
    warnings.push(...pathWarnings(path, change))
    if (change.after?.mode === symlinkMode)
      warnings.push(...(await linkWarnings(path, change, files)))
    if (rolesOf(path).includes('submodules')) {
      warnings.push(...(await gitmodulesWarnings(path, change, files)))
    }
  }
  return [...warnings, ...(await textWarnings(changes, files))]
}

/** A path's bytes as text. */
export const decodePath = (path: string): string => Buffer.from(path, 'latin1').toString('utf8')

function pathWarnings(path: string, { before, after }: Change): PushWarning[] {
  const shown = visibleLine(path)
  const warnings: PushWarning[] = rolesOf(path).map((role) => ({
    code: role,
    text: `${shown} ${roleText[role]}`,
    effect: role === 'submodules' ? 'hold' : 'note',
  }))
  if (before?.mode === submoduleMode || after?.mode === submoduleMode) {
    warnings.push({
      code: 'submodule',
      text: `submodule ${shown} would ${after === undefined ? 'be removed' : `be at ${after.id.slice(0, 10)}, which nobody here has looked at`}`,
      effect: 'hold',
    })
  }
  const [character] = hiddenCharacters(path)
  if (character !== undefined || /[\u0000-\u001f\u007f]/.test(path)) {
    warnings.push({
      code: 'invisible-text',
      text: `the name ${shown} holds ${character?.code ?? 'a control character'}`,
      effect: 'hold',
    })
  }
  return warnings
}

async function linkWarnings(path: string, { after }: Change, files: FileReader) {
  const shown = visibleLine(path)
  if (isGitFile(path)) {
    return [hold('symlink', `${shown} is a symlink; git would read its settings from elsewhere`)]
  }
  const target = await files.readText(after?.id ?? '', maxTarget)
  if (target === undefined) return [hold('symlink', `the target of symlink ${shown} is not known`)]
  const problem = linkProblem(path, target)
  return problem === undefined
    ? []
    : [hold('symlink', `symlink ${shown} ${problem} (${visibleLine(target)})`)]
}

async function gitmodulesWarnings(
  path: string,
  { after }: Change,
  files: FileReader,
): Promise<PushWarning[]> {
  if (after === undefined || after.mode === symlinkMode) return []
  const shown = visibleLine(path)
  const text = await files.readText(after.id, maxGitmodules)
  const entries = text === undefined ? undefined : parseGitmodules(text)
  if (entries === undefined) return [deny('gitmodules-url', `${shown} could not be read`)]
  const warnings: PushWarning[] = []
  for (const { name, url, update } of entries) {
    const problem = url === undefined ? undefined : submoduleUrlProblem(url)
    if (problem !== undefined) {
      warnings.push(
        deny('gitmodules-url', `${shown}, submodule ${visibleLine(name, 80)}: ${problem}`),
      )
    }
    if (update?.trim().startsWith('!')) {
      warnings.push(
        deny('gitmodules-url', `${shown}, submodule ${visibleLine(name, 80)}: it runs a command`),
      )
    }
    if (/(?:^|[\\/])\.\.(?:[\\/]|$)/.test(name)) {
      warnings.push(
        deny('gitmodules-url', `${shown}: the name ${visibleLine(name, 80)} leaves its folder`),
      )
    }
  }
  return warnings
}

/** Files that are looked at together. */
const batch = 16

/** Hidden characters in lines that were not there before. */
async function textWarnings(changes: readonly Change[], files: FileReader): Promise<PushWarning[]> {
  const byFile = new Map<string, Change & { after: { id: string } }>()
  for (const change of changes) {
    const { after } = change
    if (after === undefined || after.mode === submoduleMode || byFile.has(after.id)) continue
    byFile.set(after.id, { ...change, after })
  }
  const suspects: { change: Change; hidden: HiddenCharacter[] }[] = []
  const all = [...byFile.values()]
  for (let at = 0; at < all.length; at += batch) {
    const looks = all.slice(at, at + batch).map(async (change) => {
      const hidden = await files.hiddenIn(change.after.id)
      if (hidden.length > 0) suspects.push({ change, hidden })
    })
    await Promise.all(looks)
  }
  await files.prefetch(suspects.flatMap(({ change }) => change.before?.id ?? []))
  const warnings: PushWarning[] = []
  for (const { change, hidden } of suspects) {
    const { before, path, commit } = change
    const earlier = before === undefined ? [] : await files.hiddenIn(before.id)
    const known = new Set(earlier.map(({ text }) => text))
    const added = hidden.filter(({ text }) => !known.has(text))
    const worst = added.find(({ kind }) => kind === 'direction') ?? added[0]
    if (worst === undefined) continue
    const where = `${visibleLine(decodePath(path))}:${worst.line} (commit ${commit.slice(0, 10)})`
    warnings.push({
      code: 'invisible-text',
      text: `${where} holds ${worst.code}, ${hiddenText[worst.kind]}`,
      effect: worst.kind === 'direction' ? 'hold' : 'note',
    })
  }
  return warnings
}

const hiddenText = {
  direction: 'which shows text in another order than it is read',
  invisible: 'which nobody sees',
}

/** The same for what stands in a commit or a tag: message, author, committer. */
export function messageWarnings(where: string, text: string): PushWarning[] {
  const found = hiddenCharacters(text)
  const worst = found.find(({ kind }) => kind === 'direction') ?? found[0]
  if (worst === undefined) return []
  return [
    {
      code: 'invisible-text',
      text: `the message or people of ${where} hold ${worst.code}, ${hiddenText[worst.kind]}`,
      effect: worst.kind === 'direction' ? 'hold' : 'note',
    },
  ]
}

const hold = (code: string, text: string): PushWarning => ({ code, text, effect: 'hold' })
const deny = (code: string, text: string): PushWarning => ({ code, text, effect: 'deny' })
