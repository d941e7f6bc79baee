import { createHash } from 'node:crypto'
import type { HeldKind } from '../core/approval/request.ts'
import { requestKey } from '../core/approval/request-key.ts'
import { GuardError } from '../core/errors.ts'
import type { Decision } from '../core/policy/decision.ts'
import { evaluate } from '../core/policy/judge/evaluate.ts'
import type { Policy } from '../core/policy/policy.ts'
import type { Facts, Subject } from '../core/policy/subject.ts'
import type { Coverage, Level } from '../core/recording/entry.ts'
import type { MaskFinding, SecretEngine } from '../core/secrets/engine.ts'
import { createCaveats } from './caveats.ts'
import { failSafeRecorder } from './fail-safe-recorder.ts'
import { createLimits, type SessionLimits } from './limits.ts'
import { createMemoryBudget, type MemoryBudget } from './memory-budget.ts'
import type { Approvals, Clock, HoldAnswer, HoldRequest, Recorder, Stopwatch } from './ports.ts'
import type { SessionEngines } from './session-engines.ts'

/** Where in a session something happened. */
export interface Place {
  run?: string
  call?: string
}

export interface SessionOptions {
  id: string
  level: Level
  policy: Policy
  policyDigest: string
  /** Facts without the time, which the clock adds. */
  facts: Omit<Facts, 'now'>
  engines: SessionEngines
  recorder: Recorder
  approvals: Approvals
  clock: Clock
  stopwatch: Stopwatch
}

/** One guarded session: what every lane needs to judge, mask, ask and record. */
export interface Session {
  readonly id: string
  readonly policy: Policy
  readonly secrets: SecretEngine
  readonly outward: SecretEngine
  /** Finds the known values alone: for names and headers, where patterns would guess. */
  readonly known: SecretEngine
  /** From now on this value is masked everywhere. */
  learn(name: string, value: string): void
  readonly recorder: Recorder
  readonly clock: Clock
  readonly stopwatch: Stopwatch
  readonly limits: SessionLimits
  /** Memory for what the agent has sent and that still waits. */
  readonly memory: MemoryBudget
  /** Judges a subject and records the verdict. */
  judge(subject: Subject, place: Place, about?: About): Decision
  /** Judges a subject once more: what was already recorded is not recorded again. */
  rejudge(subject: Subject, about?: About): Decision
  /** Records a verdict which no rule of the policy has reached. */
  recordVerdict(subject: Subject['kind'], decision: Decision, place: Place): void
  /** Asks a person; resolves with the answer, after at most `waitMs` and once it is recorded. */
  hold(question: Question, place: Place, waitMs: number, signal: AbortSignal): Promise<HoldAnswer>
  /** A text as the recording may hold it; what was found is recorded too. */
  masked(text: string, where: string, place: Place): string
  recordFindings(
    findings: readonly MaskFinding[],
    where: string,
    place: Place,
    masks: boolean,
  ): void
  /** One short phrase why the record is not complete or the level not higher; kept once. */
  addCaveat(reason: string): void
  coverage(): Coverage
  /** Ends the session: every lane refuses from now on, and listeners are told. */
  end(reason: string, by: EndedBy): void
  readonly ended: string | undefined
  readonly endedBy: EndedBy | undefined
  /** Calls back when the session ends, at once if it has; the result stops that. */
  onEnd(listener: (reason: string) => void): () => void
}

/** Policy said so, or the guard can no longer do its work. */
export type EndedBy = 'policy' | 'guard'

export interface Question {
  /** The exact action: what an approval is bound to. A push may come again in a later session. */
  subject: { readonly kind: HeldKind; readonly [part: string]: unknown }
  decision: Decision
  title: string
  detail: string
  /** Told what people type for the request, before anybody is waited for. */
  onAsked?(request: string): void
}

/** Facts of the subject's own that differ from those of the session. */
export type About = Partial<Pick<Facts, 'repository' | 'defaultBranch' | 'model'>>

export function createSession(options: SessionOptions): Session {
  const { id, policy, policyDigest, facts, approvals, clock } = options
  const { secrets, outward, known, learn } = options.engines
  const caveats = createCaveats(options.level)
  const listeners = new Set<(reason: string) => void>()
  let ended: { reason: string; by: EndedBy } | undefined
  const recorder = failSafeRecorder(options.recorder, (error) => {
    session.addCaveat(`gap: ${error.message}`)
    if (policy.recording.require) session.end(error.message, 'guard')
  })

  /** Nobody is asked, and the record says so: there is an answer without a question. */
  async function refuseAtOnce(request: string, why: string, place: Place): Promise<HoldAnswer> {
    const safe = secrets.maskText(why).text
    recorder.append({ kind: 'approval', request, state: 'denied', why: safe, ...place })
    await recorder.settled()
    return { outcome: 'impossible', why: safe }
  }

  const session: Session = {
    id,
    policy,
    secrets,
    outward,
    known,
    learn,
    recorder,
    clock,
    stopwatch: options.stopwatch,
    memory: createMemoryBudget(),
    limits: createLimits({
      limits: policy.limits,
      stopwatch: options.stopwatch,
      reached(limit, allowed, reached) {
        const action = policy.limits.reached
        recorder.append({ kind: 'limit', limit, allowed, reached, action })
        if (action === 'hold') return
        session.end(`the limit of ${allowed} ${limit.replace('_', ' ')} was reached`, 'policy')
      },
    }),
    get ended() {
      return ended?.reason
    },
    get endedBy() {
      return ended?.by
    },
    judge(subject, place, about) {
      const decision = session.rejudge(subject, about)
      if (decision.verdict !== 'allow' || subject.kind === 'tool') {
        session.recordVerdict(subject.kind, decision, place)
      }
      return decision
    },
    rejudge: (subject, about) => evaluate(policy, subject, { ...facts, ...about, now: clock() }),
    recordVerdict(subject, decision, place) {
      recorder.append({
        kind: 'verdict',
        subject,
        verdict: decision.verdict,
        effective: decision.effective,
        ...(decision.rule === undefined ? {} : { rule: decision.rule }),
        ...(decision.reason === undefined ? {} : { reason: decision.reason }),
        ...place,
        ...(decision.verdict === 'allow' ? {} : { tree: maskedTree(decision.rules, secrets) }),
      })
    },
    async hold(question, place, waitMs, signal) {
      const { subject, decision, title, detail } = question
      const request: HoldRequest = {
        about: subject.kind,
        key: requestKey({ about: subject.kind, session: id, policyDigest, subject }),
        title: secrets.maskText(title).text,
        detail: secrets.maskText(detail).text,
        rule: decision.rule ?? 'policy',
        reason: decision.reason,
        need: decision.approve ?? { count: 1, teams: [], users: [] },
        run: place.run ?? '',
        call: place.call ?? '',
      }
      const shown = await approvals.idOf(request.key)
      const impossible = approvals.whyNobody(request)
      if (impossible !== undefined) return refuseAtOnce(shown, impossible, place)
      const asked = { request: shown, state: 'asked', why: request.title } as const
      recorder.append({ kind: 'approval', ...asked, ...place })
      question.onAsked?.(shown)
      const answer = maskedAnswer(await approvals.ask(request, waitMs, signal), secrets)
      recorder.append({
        kind: 'approval',
        request: shown,
        ...answerFields(answer, signal),
        ...place,
      })
      await recorder.settled()
      return answer
    },
    masked(text, where, place) {
      const { text: safe, findings } = secrets.maskText(text)
      session.recordFindings(findings, where, place, true)
      return safe
    },
    recordFindings(findings, where, place, masks) {
      for (const finding of findings) {
        recorder.append({
          kind: 'finding',
          rule: finding.rule,
          tier: finding.tier,
          confidence: finding.confidence,
          fingerprint: finding.fingerprint,
          where,
          action: masks && finding.pseudonym !== undefined ? 'masked' : 'reported',
          ...(finding.pseudonym === undefined ? {} : { pseudonym: finding.pseudonym }),
          ...place,
        })
      }
    },
    addCaveat: (reason) => caveats.add(secrets.maskText(reason).text),
    coverage: caveats.coverage,
    end(reason, by) {
      if (ended !== undefined) return
      ended = { reason, by }
      recorder.append({ kind: 'note', text: `the session was ended: ${reason}`, by })
      for (const listener of listeners) listener(reason)
    },
    onEnd(listener) {
      listeners.add(listener)
      if (ended !== undefined) listener(ended.reason)
      return () => listeners.delete(listener)
    },
  }
  return session
}

/** What a person wrote travels to the agent and into the record like any other text. */
function maskedAnswer(answer: HoldAnswer, secrets: SecretEngine): HoldAnswer {
  if (!('why' in answer) || answer.why === undefined) return answer
  return { ...answer, why: secrets.maskText(answer.why).text }
}

function answerFields(answer: HoldAnswer, signal: AbortSignal) {
  if (answer.outcome === 'approved' || answer.outcome === 'denied') {
    return {
      state: answer.outcome,
      by: answer.by,
      surface: answer.surface,
      ...(answer.why === undefined ? {} : { why: answer.why }),
    }
  }
  if (answer.outcome === 'impossible') return { state: 'denied' as const, why: answer.why }
  return { state: signal.aborted ? ('withdrawn' as const) : ('expired' as const) }
}

/** The result tree quotes what it judged, so it is masked like everything else. */
function maskedTree(rules: Decision['rules'], secrets: SecretEngine): unknown {
  return rules.map((rule) => ({
    ...rule,
    conditions: rule.conditions.map((condition) => ({
      ...condition,
      actual: secrets.maskText(condition.actual).text,
    })),
  }))
}

/**
 * Waits until everything recorded so far is kept: what follows has an effect outside.
 *
 * @throws {GuardError} `REQUEST_REFUSED` when the session has ended by then
 */
export async function keptOrRefused(session: Session): Promise<void> {
  await session.recorder.settled()
  if (session.ended !== undefined) {
    throw new GuardError('REQUEST_REFUSED', `the session has ended: ${session.ended}`)
  }
}

/** What nobody could read is recorded by its length and hash. */
export function recordGap(session: Session, why: string, body: Uint8Array, place: Place): void {
  session.recorder.append({
    kind: 'gap',
    reason: why,
    bytes: body.length,
    digest: sha256(body),
    ...(place.run === undefined ? {} : { run: place.run }),
  })
  session.addCaveat(`gap: ${why}`)
}

/** SHA-256 in hex; for digests that stand in a recording. */
function sha256(bytes: string | Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
