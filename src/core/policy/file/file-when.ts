import { z } from 'zod'
import { hostProblem } from '../judge/match.ts'
import { processKinds, toolKinds } from '../subject.ts'
import { commandProblem } from '../subjects/command-pattern.ts'
import { githubProblem } from '../subjects/github-call.ts'
import {
  anyOrMore,
  count,
  glob,
  oneOrMore,
  pattern,
  refPattern,
  repositoryPath,
  toolPath,
} from './file-values.ts'

const notTool = toolKinds.map((kind) => `!${kind}` as const)
const toolKind = z.enum([...toolKinds, ...notTool])
const notProcess = processKinds.map((kind) => `!${kind}` as const)
const processKind = z.enum([...processKinds, ...notProcess])
const update = z.enum(['create', 'fast-forward', 'rewrite', 'delete'])
const cloudAction = z.enum(['create', 'follow-up', 'read', 'change', 'unknown'])

const text = z.strictObject({
  text: oneOrMore(glob)
    .optional()
    .meta({ description: 'Globs over the whole text, without case.' }),
})

const push = z.strictObject({
  paths: oneOrMore(repositoryPath)
    .optional()
    .meta({ description: 'Globs over the changed paths; one path is enough.' }),
  update: oneOrMore(update).optional().meta({ description: 'What happens to the ref.' }),
  secrets: z.boolean().optional().meta({ description: 'Whether a new object holds a secret.' }),
  authors: oneOrMore(glob)
    .optional()
    .meta({ description: 'Globs over the e-mail addresses of authors; one is enough.' }),
  larger_than: count(0).optional().meta({ description: 'Bytes; "10M" and the like.' }),
})

const runner = z.strictObject({
  workflow: oneOrMore(glob).optional().meta({ description: 'File name, as in nightly.yml.' }),
  environment: oneOrMore(glob).optional().meta({ description: "The job's environment." }),
  event: oneOrMore(glob).optional().meta({ description: 'As in push or pull_request.' }),
  kind: oneOrMore(glob).optional().meta({ description: 'github-hosted or self-hosted.' }),
  ref: oneOrMore(refPattern)
    .optional()
    .meta({ description: 'The ref the workflow file was read from.' }),
})

/** The keys that say what a rule is about; a rule has exactly one of them. */
export const kindKeys = [
  'prompt',
  'response',
  'tool',
  'push',
  'github',
  'egress',
  'cloud-agent',
  'process',
] as const

/** Kinds that nothing brings to a judge yet: a new rule about one is refused. */
export const laterKinds = ['github', 'egress'] as const

/** For editors, of a key that nothing carries out yet: no value of it is right. */
export const later = { description: 'Not in this version.', deprecated: true, not: {} }

/** `when:` of a rule: one kind of action, and the conditions on it. */
export const whenSchema = z.strictObject({
  prompt: text.optional().meta({ description: 'What the agent is asked.' }),
  response: text.optional().meta({ description: 'What the model answers.' }),
  tool: anyOrMore(toolKind).optional().meta({ description: 'A tool call; {} for any.' }),
  command: oneOrMore(pattern(commandProblem))
    .optional()
    .meta({ description: 'First words of a command a shell would run.' }),
  path: oneOrMore(toolPath)
    .optional()
    .meta({ description: 'The file a tool reads, writes, edits or deletes.' }),
  mcp: oneOrMore(glob).optional().meta({ description: 'server/tool of an MCP call.' }),
  url: oneOrMore(glob).optional().meta({ description: 'The address a tool fetches.' }),
  name: oneOrMore(glob).optional().meta({ description: 'The name of a tool of kind other.' }),
  push: push.optional().meta({ description: 'One ref update of a git push.' }),
  github: anyOrMore(pattern(githubProblem)).optional().meta(later),
  egress: anyOrMore(pattern(hostProblem)).optional().meta(later),
  'cloud-agent': anyOrMore(cloudAction)
    .optional()
    .meta({ description: "A call about Cursor's cloud agents." }),
  process: anyOrMore(processKind)
    .optional()
    .meta({ description: 'What the client starts by itself; {} for any.' }),
  branch: oneOrMore(refPattern)
    .optional()
    .meta({ description: 'The pushed ref, else the branch the run works on.' }),
  repository: oneOrMore(glob).optional().meta({ description: 'owner/name.' }),
  actor: oneOrMore(glob).optional().meta({ description: 'The account the run works for.' }),
  model: oneOrMore(glob).optional().meta({ description: 'The model that was asked.' }),
  runner: runner.optional().meta({ description: 'Identity of the runner.' }),
})
