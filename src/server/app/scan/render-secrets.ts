import {
  type CheckAnnotation,
  type CheckReport,
  maxAnnotations,
} from '../../../adapters/github/check-runs.ts'
import type { Location } from '../../../core/git/change-reader.ts'
import type { PushedAction } from '../../../core/policy/judge/pushed-action.ts'
import { markdownText } from '../../../core/policy/render/plain-text.ts'
import { ruleText } from '../../../core/secrets/rule-text.ts'
import type { Arrival, ArrivedSecret } from '../../../core/secrets/scan-memory.ts'

export interface SecretsView {
  head: string
  arrivals: readonly Arrival[]
  secrets: readonly { secret: ArrivedSecret; location: Location }[]
  /** Findings that the policy says are no secrets. */
  allowed: number
  action: PushedAction
  /** Anybody can read the repository: where a secret stands is not said while it is reachable. */
  hidesPlaces: boolean
}

/** Places that are listed one by one. */
const maxListed = 100
/** Reasons that are listed. */
const maxReasons = 10

/** The check run `cursor-guard / secrets` of one commit; no value of a secret is ever in it. */
export function renderSecrets(view: SecretsView): CheckReport {
  const { head, arrivals, secrets, action } = view
  const missed = [...new Set(arrivals.flatMap((arrival) => arrival.missed))]
  return {
    name: 'secrets',
    headSha: head,
    conclusion: conclusionOf(missed.length > 0 || secrets.length > 0, action),
    title: titleOf(view, missed.length > 0),
    summary: [
      ...(missed.length > 0 ? [missedText(missed)] : []),
      ...(secrets.length > 0 ? foundText(view) : missed.length > 0 ? [] : [nothingText(view)]),
      ...actionText(view, missed.length > 0),
    ].join('\n\n'),
    ...(secrets.length > 0 ? { text: listText(view) } : {}),
    ...(view.hidesPlaces ? {} : { annotations: annotationsOf(view) }),
  }
}

function conclusionOf(isBad: boolean, { does }: PushedAction): CheckReport['conclusion'] {
  if (!isBad) return 'success'
  return does === 'warn' || does === 'audit' ? 'neutral' : 'failure'
}

function titleOf({ secrets }: SecretsView, isIncomplete: boolean): string {
  const found = secrets.length === 0 ? '' : `${count(distinct(secrets), 'secret')} found`
  if (!isIncomplete) return found || 'No secrets found'
  return found ? `${found}, and not everything was looked at` : 'Not everything could be looked at'
}

function missedText(missed: readonly string[]): string {
  const lines = missed.slice(0, maxReasons).map((why) => `- ${markdownText(why)}`)
  const left = missed.length - lines.length
  return [
    'Not everything was looked at, so nobody can say that it holds no secret:',
    '',
    ...lines,
    ...(left > 0 ? [`- and ${left} more`] : []),
  ].join('\n')
}

function nothingText({ arrivals, allowed }: SecretsView): string {
  const what = enumeration(arrivals.map(({ key }) => arrivalText(key)))
  const exceptions =
    allowed === 0
      ? ''
      : ` ${count(allowed, 'finding')} the policy allows ${allowed === 1 ? 'is' : 'are'} left out.`
  return `Every object that ${what || 'this commit'} brought was looked at.${exceptions}`
}

/** `a, b and c`. */
const enumeration = (parts: readonly string[]): string =>
  parts.length < 2
    ? parts.join('')
    : `${parts.slice(0, -1).join(', ')} and ${parts.slice(-1).join('')}`

const arrivalText = (key: string): string =>
  key.startsWith('pull ') ? `pull request ${key.slice(5)}` : `the push to ${markdownText(key)}`

function foundText(view: SecretsView): string[] {
  const rules = [...new Set(view.secrets.map(({ secret }) => secret.rule))]
  const steps = rules.map((rule) => {
    const { title, revoke } = ruleText(rule)
    return `- **${markdownText(title)}**: ${revoke}`
  })
  return [
    'Whoever can read this repository can read these secrets, now and later: taking them out of the files leaves them in the history. Revoke them first.',
    steps.join('\n'),
    ...(view.hidesPlaces
      ? [
          'Where they stand is not said here, since anybody can read this page and the commits. Look for them with `cursor-guard scan --git` in a clone, or take the commits back with a force push.',
        ]
      : []),
  ]
}

function actionText(view: SecretsView, isIncomplete: boolean): string[] {
  const { action, secrets, arrivals } = view
  if (secrets.length === 0 && !isIncomplete) return []
  const { does, says } = action
  const texts = arrivals.flatMap(({ key, undone }) =>
    undone === undefined ? [] : [`${undoneText[undone]} (${markdownText(key)})`],
  )
  if (does === 'warn') texts.push('The policy only warns (`secrets.pushed: warn`).')
  if (does === 'audit') {
    texts.push(
      `The policy is on trial (\`enforcement: audit\`): enforced, \`secrets.pushed: ${says}\` would fail this check.`,
    )
  }
  if (secrets.length > 0) {
    texts.push(
      'If a finding is no secret, add its fingerprint to `secrets.allow` in `.github/cursor-guard.yml`, with the reason.',
    )
  }
  return texts
}

const undoneText = {
  done: 'An agent pushed this: the ref was put back to where it was before, and the commits are kept under `refs/cursor-guard/backup/`.',
  moved:
    'An agent pushed this. The ref had moved on before it could be put back, so it was left as it is.',
  withdrawn: 'The commits were taken back: no branch and no tag has them any more.',
  impossible: 'An agent pushed this. The ref could not be put back.',
} as const

/** One line a finding. */
function listText(view: SecretsView): string {
  const lines = view.secrets.slice(0, maxListed).map(({ secret, location }) => {
    const { title } = ruleText(secret.rule)
    const place = view.hidesPlaces ? '' : ` in ${placeText(secret, location)}`
    return `- ${markdownText(title)}${place}, fingerprint \`${secret.fingerprint}\``
  })
  const left = view.secrets.length - lines.length
  return [...lines, ...(left > 0 ? [`- and ${left} more places`] : [])].join('\n')
}

/** Names of what is no file, those of earlier versions among them. */
const partText: Partial<Record<string, string>> = {
  'author line': 'the author of commit',
  'committer line': 'the committer of commit',
  'commit header': 'the header of commit',
  'commit message': 'the message of commit',
  'tag name': 'the name in a tag at commit',
  'tagger line': 'the tagger of a tag at commit',
  'tag header': 'the header of a tag at commit',
  'tag message': 'the message of a tag at commit',
  'ref name': 'the name of a branch or tag at commit',
}

function placeText(secret: ArrivedSecret, location: Location): string {
  const { path, inside, line, where, commit } = secret
  const short = commit.slice(0, 10)
  const part = partText[where]
  if (part !== undefined) return `${part} ${short}`
  const inArchive = inside === undefined ? '' : `!/${inside}`
  const file = path === undefined ? 'a file' : markdownText(`${path}${inArchive}`)
  if (where === 'path') return `the name ${file} (commit ${short})`
  if (typeof location === 'object') return `${file}, line ${location.line} (since commit ${short})`
  const at = line === undefined ? file : `${file}, line ${line}`
  const later =
    location === 'gone' ? '; later commits took it out of the file, not of the history' : ''
  return `${at} of commit ${short}${later}`
}

function annotationsOf({ secrets, action }: SecretsView): CheckAnnotation[] {
  const level = action.does === 'warn' || action.does === 'audit' ? 'warning' : 'failure'
  return secrets
    .flatMap(({ secret, location }): CheckAnnotation[] => {
      if (typeof location !== 'object' || secret.path === undefined) return []
      const { title, revoke } = ruleText(secret.rule)
      return [
        {
          path: secret.path,
          startLine: location.line,
          endLine: location.line,
          level,
          title,
          message: `${revoke} Since commit ${secret.commit.slice(0, 10)}; fingerprint ${secret.fingerprint}.`,
        },
      ]
    })
    .slice(0, maxAnnotations)
}

const distinct = (secrets: SecretsView['secrets']): number =>
  new Set(secrets.map(({ secret }) => `${secret.rule} ${secret.fingerprint}`)).size

const count = (number: number, what: string): string =>
  `${number} ${what}${number === 1 ? '' : 's'}`
