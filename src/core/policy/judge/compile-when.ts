import type { When } from '../policy.ts'
import type { OrUnknown, Subject, ToolSubject } from '../subject.ts'
import { compileCommands } from '../subjects/command-pattern.ts'
import { compileGithub } from '../subjects/github-call.ts'
import { compileToolPaths } from '../subjects/tool-path.ts'
import {
  type Condition,
  type ConditionAnswer,
  joined,
  onBranch,
  onRef,
  onValue,
} from './condition.ts'
import { compileHosts, compilePlain, hostText, type Outcome, toText, yesOrNo } from './match.ts'
import { pushConditions } from './push-conditions.ts'
import type { Situation } from './situation.ts'

/** The conditions of `when`, the cheapest first; the kind of subject comes before all of them. */
export function compileWhen(when: When): Condition[] {
  return [
    ...toolConditions(when),
    ...cloudConditions(when),
    ...processConditions(when),
    ...scopeConditions(when),
    ...textConditions(when),
    ...pushConditions(when),
    ...callConditions(when),
    ...commandConditions(when),
  ]
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
  if (path) conditions.push(onPath(path))
  return conditions
}

/** A path is judged as it is written and as links lead it: the answer that restricts more counts. */
function onPath(patterns: readonly string[]): Condition {
  const match = compileToolPaths(patterns)
  const unread: ConditionAnswer = { outcome: 'unknown', actual: 'unknown' }
  return {
    key: 'when.path',
    expected: joined(patterns),
    ask({ subject, facts }) {
      const { path, leadsTo } = subject.kind === 'tool' ? subject : {}
      const answers = [path, ...(leadsTo === undefined ? [] : [leadsTo])].map((value) =>
        value === undefined || value === 'unknown'
          ? unread
          : { outcome: match(value, facts.workspace), actual: value },
      )
      const one = (outcome: Outcome) => answers.find((answer) => answer.outcome === outcome)
      return one('yes') ?? one('unknown') ?? answers[0] ?? unread
    },
  }
}

const onTool =
  (read: (subject: ToolSubject) => OrUnknown<string> | undefined) =>
  ({ subject }: Situation) =>
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

function processConditions({ process: kinds }: When): Condition[] {
  if (kinds === undefined || kinds.length === 0) return []
  return [
    onValue('process', kinds, ({ subject }) =>
      subject.kind === 'process' ? subject.process : undefined,
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

/** Longest text of a prompt or answer that is searched, in characters; more is `unknown`. */
const maxTextLength = 1_048_576

function textConditions({ prompt, response }: When): Condition[] {
  const patterns = prompt?.text ?? response?.text
  if (patterns === undefined) return []
  const match = compilePlain(patterns)
  const ask = ({ subject }: Situation): ConditionAnswer => {
    const text = 'text' in subject ? subject.text : ''
    const found = match(toText(text.slice(0, maxTextLength)))
    const isWhole = text.length <= maxTextLength
    // What people say to the agent does not belong into an explanation.
    const actual = `a text of ${text.length} characters`
    return { outcome: isWhole ? yesOrNo(found) : 'unknown', actual }
  }
  return [
    { key: prompt ? 'when.prompt.text' : 'when.response.text', expected: joined(patterns), ask },
  ]
}

function callConditions({ github, egress }: When): Condition[] {
  const conditions: Condition[] = []
  if (github !== undefined && github.length > 0) {
    const match = compileGithub(github)
    const ask = ({ subject }: Situation): ConditionAnswer =>
      subject.kind === 'github'
        ? { outcome: match(subject), actual: callText(subject) }
        : { outcome: 'no', actual: subject.kind }
    conditions.push({ key: 'when.github', expected: joined(github), ask })
  }
  if (egress !== undefined && egress.length > 0) {
    const match = compileHosts(egress)
    const ask = ({ subject }: Situation): ConditionAnswer =>
      subject.kind === 'egress'
        ? {
            outcome: yesOrNo(match(subject.host, subject.port)),
            actual: hostText(subject.host, subject.port),
          }
        : { outcome: 'no', actual: subject.kind }
    conditions.push({ key: 'when.egress', expected: joined(egress), ask })
  }
  return conditions
}

const callText = (call: Extract<Subject, { kind: 'github' }>): string =>
  'path' in call ? `${call.verb} ${call.path}` : `${call.operation} ${call.name}`

function commandConditions({ command }: When): Condition[] {
  if (command === undefined) return []
  const match = compileCommands(command)
  const ask = (situation: Situation): ConditionAnswer => {
    const { subject } = situation
    if (startsNothing(subject)) return { outcome: 'no', actual: 'none' }
    const text = 'command' in subject ? subject.command : undefined
    return { outcome: match(situation.shellText()), actual: text ?? 'unknown' }
  }
  return [{ key: 'when.command', expected: joined(command), ask }]
}

/** A plugin itself runs no command; its hooks and servers are judged on their own. */
const startsNothing = (subject: Subject): boolean =>
  subject.kind === 'process' && subject.process === 'plugin' && subject.command === undefined
