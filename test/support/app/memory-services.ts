import type { CheckMemory, KnownCheck } from '../../../src/adapters/github/check-runs.ts'
import type {
  Pusher,
  RememberedPull,
  RememberedPullStore,
} from '../../../src/core/approval/remembered-pull.ts'
import {
  type ApprovalRequest,
  asHeldChange,
  forgetPeople,
} from '../../../src/core/approval/request.ts'
import { maxAlike } from '../../../src/core/approval/request-key.ts'
import { readRequest, writeRequest } from '../../../src/core/approval/request-schema.ts'
import type { RepositoryApprovals } from '../../../src/core/approval/store.ts'
import type { ChangeReader } from '../../../src/core/git/change-reader.ts'
import type { AuditCount, AuditNote, AuditStore } from '../../../src/core/policy/judge/audit.ts'
import type {
  KnownFile,
  PolicyMemory,
  PolicyReport,
} from '../../../src/core/policy/policy-memory.ts'
import {
  type ProtectionRecord,
  type ProtectionStore,
  protectionRecordSchema,
} from '../../../src/core/protection/protection-record.ts'
import type { Backup, Incident, RefMemory } from '../../../src/core/protection/ref-memory.ts'
import type { AcceptedTip } from '../../../src/core/protection/ref-push.ts'
import type {
  AgentPushes,
  SessionIndex,
  SessionOfCommit,
} from '../../../src/core/recording/session-index.ts'
import type {
  ArrivedSecret,
  FirstSight,
  LookedTip,
  ScanMemory,
} from '../../../src/core/secrets/scan-memory.ts'
import type { Jobs } from '../../../src/server/work/job.ts'

/** Check runs by repository, commit and name. */
export function memoryChecks(): CheckMemory & { all: Map<string, KnownCheck> } {
  const all = new Map<string, KnownCheck>()
  return {
    all,
    find: async (...key) => all.get(key.join(' ')),
    async save(repository, sha, name, check) {
      all.set([repository, sha, name].join(' '), check)
    },
  }
}

export interface AddedJob {
  /** Its data, and what kind it is. */
  job: { kind: string; [field: string]: unknown }
  at: number | undefined
}

/** Collects jobs; one that waits already is not added again, as with the real queue. */
export function memoryJobs(): Jobs & { added: AddedJob[] } {
  const added: AddedJob[] = []
  return {
    added,
    async add({ kind }, data, at) {
      const job = { kind, ...data }
      const isSame = (one: AddedJob) => JSON.stringify(one) === JSON.stringify({ job, at })
      if (!added.some(isSame)) added.push({ job, at })
    },
  }
}

export function memoryAudit(): AuditStore & { notes: AuditNote[] } {
  const notes: AuditNote[] = []
  return {
    notes,
    async note(note) {
      const isSame = ({ repositoryId, key, rule }: AuditNote) =>
        repositoryId === note.repositoryId && key === note.key && rule === note.rule
      if (!notes.some(isSame)) notes.push(note)
    },
    async counts(repositoryId, since) {
      const counts = new Map<string, AuditCount>()
      for (const { subject, would, rule, at, ...note } of notes) {
        if (note.repositoryId !== repositoryId || at < since) continue
        const key = [subject, would, rule].join(' ')
        const count = (counts.get(key)?.count ?? 0) + 1
        counts.set(key, { subject, would, rule, count })
      }
      return [...counts.values()].toSorted((a, b) => b.count - a.count)
    },
    async forget(before) {
      notes.splice(0, notes.length, ...notes.filter(({ at }) => at >= before))
    },
  }
}

export function memoryPolicies(): PolicyMemory {
  const files = new Map<string, KnownFile>()
  const reports = new Map<number, PolicyReport>()
  const audits = new Map<number, number>()
  return {
    find: async (kind, id) => files.get(`${kind} ${id}`),
    async save(kind, id, file) {
      files.set(`${kind} ${id}`, file)
    },
    async expire(kind, id) {
      const file = files.get(`${kind} ${id}`)
      if (file !== undefined) files.set(`${kind} ${id}`, { ...file, checkedAt: 0 })
    },
    lastReport: async (id) => reports.get(id),
    async saveReport(id, report) {
      reports.set(id, report)
    },
    lastAuditReport: async (id) => audits.get(id),
    async saveAuditReport(id, at) {
      audits.set(id, at)
    },
  }
}

export function memoryRefs(): RefMemory & { incidents: Map<string, Incident> } {
  const tips = new Map<string, AcceptedTip>()
  const kept = new Map<number, Backup[]>()
  const incidents = new Map<string, Incident>()
  const keyOf = (id: number, { ref, lost, pushed }: Pick<Incident, 'ref' | 'lost' | 'pushed'>) =>
    [id, ref, lost, pushed].join(' ')
  return {
    incidents,
    accepted: async (id, ref) => tips.get(`${id} ${ref}`),
    async accept(id, ref, tip) {
      tips.set(`${id} ${ref}`, tip)
    },
    async acceptedTips(id) {
      const own = [...tips].filter(([key]) => key.startsWith(`${id} `))
      return own.map(([key, tip]) => ({ ref: key.slice(`${id} `.length), ...tip }))
    },
    async keep(id, backups) {
      const known = kept.get(id) ?? []
      const isNew = ({ ref, oid }: Backup) =>
        !known.some((one) => one.ref === ref && one.oid === oid)
      kept.set(id, [...known, ...backups.filter(isNew)])
    },
    async backups(id) {
      return (kept.get(id) ?? []).toSorted((a, b) => b.at - a.at)
    },
    incident: async (id, about) => incidents.get(keyOf(id, about)),
    async saveIncident(id, incident) {
      incidents.set(keyOf(id, incident), incident)
    },
  }
}

/** Records as JSON, as the database has them. */
export function memoryProtection(): ProtectionStore & {
  get(repositoryId: number): ProtectionRecord | undefined
} {
  const all = new Map<number, string>()
  const get = (repositoryId: number) => {
    const text = all.get(repositoryId)
    return text === undefined ? undefined : protectionRecordSchema.parse(JSON.parse(text))
  }
  return {
    get,
    read: async (repositoryId) => get(repositoryId),
    async write(repositoryId, record) {
      all.set(repositoryId, JSON.stringify(record))
    },
    async remove(repositoryId) {
      all.delete(repositoryId)
    },
  }
}

export function memorySessions(): SessionIndex & { all: Map<string, SessionOfCommit> } {
  const all = new Map<string, SessionOfCommit>()
  return {
    all,
    find: async (id, commits) => found(all, id, commits),
    async note(id, commits, session) {
      for (const commit of commits) all.set(`${id} ${commit}`, session)
    },
  }
}

export function memoryAgentPushes(): AgentPushes & { all: Map<string, string> } {
  const all = new Map<string, string>()
  return {
    all,
    find: async (id, commits) => found(all, id, commits),
    async note(id, commits, identity) {
      for (const commit of commits) {
        if (!all.has(`${id} ${commit}`)) all.set(`${id} ${commit}`, identity)
      }
    },
  }
}

function found<Value>(all: ReadonlyMap<string, Value>, id: number, commits: readonly string[]) {
  const entries = commits.flatMap((commit) => {
    const value = all.get(`${id} ${commit}`)
    return value === undefined ? [] : [[commit, value] as const]
  })
  return new Map(entries)
}

/** Documents as JSON, as the database has them. */
export function memoryScans(): ScanMemory & { saved: number } {
  const tips = new Map<string, LookedTip & { at: number }>()
  const sights = new Map<number, FirstSight>()
  const looked = new Set<string>()
  const arrivals = new Map<string, { document: string; at: number }>()
  const secrets = new Map<string, { id: number; secret: ArrivedSecret }>()
  const under = <Value>(map: ReadonlyMap<string, Value>, prefix: string) =>
    [...map].filter(([key]) => key.startsWith(prefix)).map(([, value]) => value)
  const memory: ReturnType<typeof memoryScans> = {
    saved: 0,
    async tips(id, digest) {
      const own = under(tips, `${id} ${digest} `).toSorted((a, b) => b.at - a.at)
      return own.map(({ ref, oid }) => ({ ref, oid }))
    },
    async earlierTips(id, digest, refs) {
      const own = [...tips]
        .filter(([key]) => key.startsWith(`${id} `) && !key.startsWith(`${id} ${digest} `))
        .map(([, tip]) => tip)
        .toSorted((a, b) => a.at - b.at)
      const latest = new Map(own.map(({ ref, oid }) => [ref, { ref, oid }]))
      return refs.flatMap((ref) => latest.get(ref) ?? [])
    },
    firstSight: async (id) => sights.get(id),
    async begin(id, sight) {
      if (!sights.has(id)) sights.set(id, structuredClone(sight))
    },
    async save(id, { head, arrival, tip, commits, secrets: found, at }) {
      for (const commit of commits) looked.add(`${id} ${arrival.digest} ${commit}`)
      memory.saved += 1
      if (tip !== undefined) tips.set(`${id} ${arrival.digest} ${tip.ref}`, { ...tip, at })
      for (const secret of found) secrets.set(`${id} ${JSON.stringify(secret)}`, { id, secret })
      arrivals.set(`${id} ${head} ${arrival.key}`, { document: JSON.stringify(arrival), at })
    },
    unlooked: async (id, digest, commits) =>
      commits.filter((commit) => !looked.has(`${id} ${digest} ${commit}`)),
    arrivals: async (id, head) =>
      under(arrivals, `${id} ${head} `).map(({ document }) => JSON.parse(document)),
    secrets: async (id) =>
      [...secrets.values()].filter((one) => one.id === id).map(({ secret }) => secret),
    async forget(before) {
      for (const [key, { at }] of arrivals) if (at < before) arrivals.delete(key)
    },
  }
  return memory
}

/** Requests as text, as the database has them; replaced only by whoever has seen them as they are. */
export function memoryApprovals(): ((repository: number) => RepositoryApprovals) & {
  all: Map<string, string>
} {
  const all = new Map<string, string>()
  const stores = new Map<number, RepositoryApprovals>()
  const storeOf = (repository: number): RepositoryApprovals => {
    const own = () =>
      [...all]
        .filter(([at]) => at.startsWith(`${repository} `))
        .map(([at, text]) => readRequest(text, at.slice(`${repository} `.length)))
        .toSorted((a, b) => b.askedAt - a.askedAt)
    const put = (request: ApprovalRequest) =>
      all.set(`${repository} ${request.key}`, writeRequest(request))
    return {
      get: async (key) => own().find((one) => one.key === key),
      keysLike: async (beginning) =>
        own()
          .map(({ key }) => key)
          .filter((key) => key.startsWith(beginning))
          .toSorted()
          .slice(0, maxAlike),
      list: async (limit) => own().slice(0, limit),
      listOfPull: async ({ number, headSha, limit }) =>
        own()
          .flatMap((one) => asHeldChange(one) ?? [])
          .filter((one) => one.number === number && (headSha ?? one.headSha) === one.headSha)
          .slice(0, limit),
      async replace(previous, next) {
        const seen = previous === undefined ? undefined : writeRequest(previous)
        if (all.get(`${repository} ${next.key}`) !== seen) return false
        put(next)
        return true
      },
      async forgetPeople(before) {
        const over = own().filter(({ state, askedAt }) => state !== 'waiting' && askedAt < before)
        for (const one of over) put(forgetPeople(one))
      },
    }
  }
  const of = (repository: number) => {
    const store = stores.get(repository) ?? storeOf(repository)
    stores.set(repository, store)
    return store
  }
  return Object.assign(of, { all })
}

export function memoryJudgedPulls(): RememberedPullStore & { all: Map<string, RememberedPull> } {
  const all = new Map<string, RememberedPull>()
  const pushers = new Map<string, Map<number, Pusher>>()
  const open = (repository: number) =>
    [...all.values()].filter((one) => one.repository === repository && one.isOpen)
  return {
    all,
    get: async (repository, number) => all.get(`${repository} ${number}`),
    async save(pull) {
      all.set(`${pull.repository} ${pull.number}`, structuredClone(pull))
    },
    openWithHead: async (repository, headSha) =>
      open(repository)
        .filter((one) => one.headSha === headSha)
        .toSorted((a, b) => a.number - b.number),
    listOpen: async (repository, otherThan) =>
      open(repository)
        .filter(({ policy }) => policy !== otherThan)
        .map(({ number }) => number),
    async notePusher(repository, headSha, pusher) {
      const key = `${repository} ${headSha}`
      pushers.set(key, (pushers.get(key) ?? new Map()).set(pusher.id, pusher))
    },
    pushersOf: async (repository, headSha) => [
      ...(pushers.get(`${repository} ${headSha}`)?.values() ?? []),
    ],
    async forget() {},
  }
}

/** A forge without refs; what a test wants to be there, it says. */
export function memoryChanges(tips: ReadonlyMap<string, string> = new Map()): ChangeReader {
  const unread = async () => {
    throw new Error('this test gave no git objects')
  }
  return {
    readTips: async () => tips,
    isAncestor: unread,
    readUpdate: unread,
    readPullRequest: unread,
    commitsBetween: unread,
    locate: unread,
    readCommits: unread,
    peel: unread,
    close: async () => {},
  }
}
