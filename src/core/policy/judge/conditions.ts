import { readShellText } from '../facts/command.ts'
import { compileCommands } from '../facts/command-pattern.ts'
import { compileGithub } from '../facts/github-call.ts'
import type { ShellText } from '../facts/shell-text.ts'
import { compileToolPaths } from '../facts/tool-path.ts'
import type { When } from '../policy.ts'
import type { Facts, Known, PushSubject, Subject, ToolSubject } from '../subject.ts'
import {
  compileHosts,
  compilePaths,
  compilePlain,
  compileRefs,
  fullRef,
  hostText,
  type Outcome,
  type Text,
  toText,
  yesOrNo,
} from './match.ts'

/** One subject with the facts around it; what is worked out once is kept for the other rules. */
export interface Case {
  subject: Subject
  facts: Facts
  shellText(): ShellText
  text(value: string): Text
}

export function createCase(subject: Subject, facts: Facts): Case {
  let read: ShellText | undefined
  const texts = new Map<string, Text>()
  return {
    subject,
    facts,
    text(value) {
      const known = texts.get(value)
      if (known !== undefined) return known
      const fresh = toText(value)
      texts.set(value, fresh)
      return fresh
    },
    shellText() {
      const command = subject.kind === 'tool' ? subject.command : undefined
      read ??=
        command === undefined || command === 'unknown'
          ? { commands: [], complete: false }
          : readShellText(command)
      return read
    },
  }
}

interface Answer {
  outcome: Outcome
  actual: string
}

/** One condition of a rule, made ready to be asked often. */
export interface Condition {
  key: string
  expected: string
  ask(situation: Case): Answer
}

/** The conditions of `when`, the cheapest first; the kind of subject comes before all of them. */
export function compileWhen(when: When): Condition[] {
  return [
    ...toolConditions(when),
    ...cloudConditions(when),
    ...scopeConditions(when),
    ...textConditions(when),
    ...pushConditions(when),
    ...callConditions(when),
    ...commandConditions(when),
  ]
}

const list = (values: readonly unknown[]): string => values.join(', ')

/** A condition on a single value: what cannot be read is `unknown`. */
function onValue(
  key: string,
  patterns: readonly string[],
  read: (situation: Case) => Known<string> | undefined,
  compile = compilePlain,
): Condition {
  const match = compile(patterns)
  return {
    key: `when.${key}`,
    expected: list(patterns),
    ask(situation) {
      const value = read(situation)
      if (value === undefined || value === 'unknown')
        return { outcome: 'unknown', actual: 'unknown' }
      return { outcome: yesOrNo(match(situation.text(value))), actual: value }
    },
  }
}

function toolConditions({ tool, mcp, url, name, path }: When): Condition[] {
  const conditions: Condition[] = []
  if (tool !== undefined && tool.length > 0) {
    conditions.push(
      onValue(
        'tool',
        tool,
        onTool((subject) => subject.tool),
      ),
    )
  }
  if (mcp)
    conditions.push(
      onValue(
        'mcp',
        mcp,
        onTool((subject) => subject.mcp),
      ),
    )
  if (url)
    conditions.push(
      onValue(
        'url',
        url,
        onTool((subject) => subject.url),
      ),
    )
  if (name)
    conditions.push(
      onValue(
        'name',
        name,
        onTool((subject) => subject.name),
      ),
    )
  if (path) {
    const match = compileToolPaths(path)
    conditions.push({
      key: 'when.path',
      expected: list(path),
      ask({ subject, facts }) {
        const value = subject.kind === 'tool' ? subject.path : undefined
        if (value === undefined || value === 'unknown')
          return { outcome: 'unknown', actual: 'unknown' }
        return { outcome: match(value, facts.workspace), actual: value }
      },
    })
  }
  return conditions
}

const onTool =
  (read: (subject: ToolSubject) => Known<string> | undefined) =>
  ({ subject }: Case) =>
    subject.kind === 'tool' ? read(subject) : undefined

function cloudConditions(when: When): Condition[] {
  const actions = when['cloud-agent']
  if (actions === undefined || actions.length === 0) return []
  return [
    onValue('cloud-agent', actions, ({ subject }) =>
      subject.kind === 'cloud-agent' ? subject.action : undefined,
    ),
  ]
}

function scopeConditions({ branch, repository, actor, model, runner }: When): Condition[] {
  const conditions: Condition[] = []
  if (branch) conditions.push(onBranch('when.branch', branch))
  if (repository)
    conditions.push(onValue('repository', repository, ({ facts }) => facts.repository))
  if (actor) conditions.push(onValue('actor', actor, ({ facts }) => facts.actor))
  if (model) conditions.push(onValue('model', model, ({ facts }) => facts.model))
  const { workflow, environment, event, kind, ref } = runner ?? {}
  if (workflow) {
    conditions.push(onValue('runner.workflow', workflow, ({ facts }) => facts.runner.workflow))
  }
  if (environment) {
    conditions.push(
      onValue('runner.environment', environment, ({ facts }) => facts.runner.environment),
    )
  }
  if (event) conditions.push(onValue('runner.event', event, ({ facts }) => facts.runner.event))
  if (kind) conditions.push(onValue('runner.kind', kind, ({ facts }) => facts.runner.kind))
  if (ref) conditions.push(onRef('when.runner.ref', ref, ({ facts }) => facts.runner.workflowRef))
  return conditions
}

/** The ref of a push is what it is about; every other subject is about the branch of the run. */
export const onBranch = (key: string, patterns: readonly string[]): Condition =>
  onRef(key, patterns, ({ subject, facts }) => (subject.kind === 'push' ? subject.ref : facts.ref))

function onRef(
  key: string,
  patterns: readonly string[],
  read: (situation: Case) => Known<string> | undefined,
): Condition {
  const match = compileRefs(patterns)
  return {
    key,
    expected: list(patterns),
    ask(situation) {
      const ref = read(situation)
      if (ref === undefined || ref === 'unknown') return { outcome: 'unknown', actual: 'unknown' }
      const { defaultBranch } = situation.facts
      const known = defaultBranch === 'unknown' ? undefined : defaultBranch
      return { outcome: match(situation.text(fullRef(ref)), known), actual: ref }
    },
  }
}

/** Longest text of a prompt or answer that is searched, in characters; more is `unknown`. */
const maxTextLength = 1_048_576

function textConditions({ prompt, response }: When): Condition[] {
  const patterns = prompt?.text ?? response?.text
  if (patterns === undefined) return []
  const match = compilePlain(patterns)
  const ask = ({ subject }: Case): Answer => {
    const text = 'text' in subject ? subject.text : ''
    const found = match(toText(text.slice(0, maxTextLength)))
    const isWhole = text.length <= maxTextLength
    // What people say to the agent does not belong into an explanation.
    const actual = `a text of ${text.length} characters`
    return { outcome: isWhole ? yesOrNo(found) : 'unknown', actual }
  }
  return [
    { key: prompt ? 'when.prompt.text' : 'when.response.text', expected: list(patterns), ask },
  ]
}

function pushConditions({ push }: When): Condition[] {
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
  read: (subject: PushSubject) => Known<T> | undefined,
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
    expected: list(patterns),
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

function callConditions({ github, egress }: When): Condition[] {
  const conditions: Condition[] = []
  if (github !== undefined && github.length > 0) {
    const match = compileGithub(github)
    const ask = ({ subject }: Case): Answer =>
      subject.kind === 'github'
        ? { outcome: match(subject), actual: callText(subject) }
        : { outcome: 'no', actual: subject.kind }
    conditions.push({ key: 'when.github', expected: list(github), ask })
  }
  if (egress !== undefined && egress.length > 0) {
    const match = compileHosts(egress)
    const ask = ({ subject }: Case): Answer =>
      subject.kind === 'egress'
        ? {
            outcome: yesOrNo(match(subject.host, subject.port)),
            actual: hostText(subject.host, subject.port),
          }
        : { outcome: 'no', actual: subject.kind }
    conditions.push({ key: 'when.egress', expected: list(egress), ask })
  }
  return conditions
}

const callText = (call: Extract<Subject, { kind: 'github' }>): string =>
  'path' in call ? `${call.verb} ${call.path}` : `${call.operation} ${call.name}`

function commandConditions({ command }: When): Condition[] {
  if (command === undefined) return []
  const match = compileCommands(command)
  const ask = (situation: Case): Answer => {
    const { subject } = situation
    const text = subject.kind === 'tool' ? (subject.command ?? 'unknown') : ''
    return { outcome: match(situation.shellText()), actual: text }
  }
  return [{ key: 'when.command', expected: list(command), ask }]
}
