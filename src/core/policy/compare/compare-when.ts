import { kindKeys } from '../file/file-when.ts'
import type { When } from '../policy.ts'
import {
  type Budget,
  type Covers,
  coversPath,
  coversPlain,
  coversRefs,
  listCovers,
  samePattern,
} from './pattern-cover.ts'

/**
 * Whether a rule with `outer` applies to every action that one with `inner` applies to; `false` when
 * that is not certain.
 */
export function whenCovers(
  outer: When,
  inner: When,
  { defaultBranch, budget }: { defaultBranch: string | undefined; budget: Budget },
): boolean {
  const kind = kindKeys.find((key) => inner[key] !== undefined)
  const refs = coversRefs(defaultBranch)
  const lists: [readonly string[] | undefined, readonly string[] | undefined, Covers][] = [
    [outer.tool, inner.tool, samePattern],
    [outer.command, inner.command, exactly],
    [outer.path, inner.path, samePattern],
    [outer.mcp, inner.mcp, coversPlain],
    [outer.url, inner.url, coversPlain],
    [outer.name, inner.name, coversPlain],
    [outer.prompt?.text, inner.prompt?.text, coversPlain],
    [outer.response?.text, inner.response?.text, coversPlain],
    [outer.github, inner.github, exactly],
    [outer.egress, inner.egress, coversPlain],
    [outer['cloud-agent'], inner['cloud-agent'], samePattern],
    [outer.process, inner.process, samePattern],
    [outer.branch, inner.branch, refs],
    [outer.repository, inner.repository, coversPlain],
    [outer.actor, inner.actor, coversPlain],
    [outer.model, inner.model, coversPlain],
    [outer.runner?.workflow, inner.runner?.workflow, coversPlain],
    [outer.runner?.environment, inner.runner?.environment, coversPlain],
    [outer.runner?.event, inner.runner?.event, coversPlain],
    [outer.runner?.kind, inner.runner?.kind, coversPlain],
    [outer.runner?.ref, inner.runner?.ref, refs],
    [outer.push?.update, inner.push?.update, samePattern],
    [outer.push?.authors, inner.push?.authors, coversPlain],
    [outer.push?.paths, inner.push?.paths, coversPath],
  ]
  return (
    kind !== undefined &&
    outer[kind] !== undefined &&
    sizesCover(outer, inner) &&
    lists.every(([wide, narrow, covers]) => listCovers(wide, narrow, covers, budget))
  )
}

const exactly: Covers = (outer, inner) => outer === inner

function sizesCover({ push: outer }: When, { push: inner }: When): boolean {
  const { secrets, larger_than: least } = outer ?? {}
  const isWider = least === undefined || (inner?.larger_than ?? -1) >= least
  return isWider && (secrets === undefined || secrets === inner?.secrets)
}
