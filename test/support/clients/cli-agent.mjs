#!/usr/bin/env node
// Stand-in for the command line client (`agent`, `cursor-agent`): the documented flags, variables
// and config file, and the switch to the agent host that the server's configuration names. What of
// this could not be checked against the real program is listed in docs/cursor-cli.md.
//
//   node cli-agent.mjs -p [--output-format text|json|stream-json] [--endpoint URL]
//                      [--agent-endpoint URL] [--api-key KEY] [-H 'Name: value'] PROMPT
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { execute } from './cli-exec.mjs'
import { call, runOverHttp1, runOverHttp2 } from './transport.mjs'
import { envelopes, field, inner, number, read, text } from './wire.mjs'

const version = '2026.01.01-standin'
const flag = { type: 'boolean', default: false }
const word = { type: 'string' }
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    print: { ...flag, short: 'p' },
    'output-format': { ...word, default: 'text' },
    'stream-partial-output': flag,
    force: { ...flag, short: 'f' },
    yolo: flag,
    trust: flag,
    'approve-mcps': flag,
    sandbox: word,
    model: { ...word, default: 'composer-1' },
    mode: word,
    resume: word,
    continue: flag,
    workspace: { ...word, default: process.cwd() },
    'list-models': flag,
    cloud: { ...flag, short: 'c' },
    version: { ...flag, short: 'v' },
    endpoint: { ...word, short: 'e' },
    'agent-endpoint': word,
    'api-key': word,
    'auth-token': word,
    'http-version': word,
    insecure: flag,
    header: { ...word, short: 'H', multiple: true, default: [] },
  },
})

const fail = (message) => {
  process.stderr.write(`${message}\n`)
  process.exit(1)
}
if (values.version) {
  process.stdout.write(`${version}\n`)
  process.exit(0)
}

const configFolder =
  process.env.CURSOR_CONFIG_DIR ??
  (process.env.XDG_CONFIG_HOME
    ? join(process.env.XDG_CONFIG_HOME, 'cursor')
    : join(homedir(), '.cursor'))
const configPath = join(configFolder, 'cli-config.json')
const config = await readConfig()
const endpoint = values.endpoint ?? process.env.CURSOR_API_ENDPOINT ?? 'https://api2.cursor.sh'
const apiKey = values['api-key'] ?? process.env.CURSOR_API_KEY
const authToken = values['auth-token'] ?? process.env.CURSOR_AUTH_TOKEN

async function main() {
  const token = authToken ?? (await exchange())
  const headers = {
    authorization: `Bearer ${token}`,
    'user-agent': 'connect-es/1.6.1',
    'x-cursor-client-type': 'cli',
    'x-cursor-client-version': `cli-${version}`,
    ...Object.fromEntries(
      values.header.map((line) => [
        line.slice(0, line.indexOf(':')).trim().toLowerCase(),
        line.slice(line.indexOf(':') + 1).trim(),
      ]),
    ),
  }
  if (values['list-models']) return listModels(headers)
  const prompt = positionals.join(' ')
  if (!values.print || prompt === '') fail('cli-agent: expected -p and a prompt')
  const agentHost = values['agent-endpoint'] ?? (await agentHostOf(headers)) ?? endpoint
  await converse(agentHost, headers, prompt)
}

async function readConfig() {
  const content = await readFile(configPath, 'utf8').catch(() => undefined)
  if (content === undefined) return undefined
  let parsed
  try {
    parsed = JSON.parse(content)
  } catch {
    fail(`cli-agent: ${configPath} is not valid JSON`)
  }
  const complete =
    parsed.version === 1 &&
    typeof parsed.editor?.vimMode === 'boolean' &&
    Array.isArray(parsed.permissions?.allow) &&
    Array.isArray(parsed.permissions?.deny)
  if (!complete)
    fail(`cli-agent: ${configPath} needs version, editor.vimMode, permissions.allow and .deny`)
  return parsed
}

async function exchange() {
  if (apiKey === undefined) fail('cli-agent: not logged in; set CURSOR_API_KEY')
  const { status, body } = await call(endpoint, '/auth/exchange_user_api_key', {
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    body: '{}',
  })
  if (status !== 200) throw new Error(`the key was not accepted (HTTP ${status}): ${body}`)
  return JSON.parse(body.toString()).accessToken
}

/** The host of agent streams that the service names; kept in the config folder, as the client does. */
async function agentHostOf(headers) {
  const { status, body } = await call(
    endpoint,
    '/aiserver.v1.ServerConfigService/GetServerConfig',
    {
      headers: { ...headers, 'content-type': 'application/proto', 'connect-protocol-version': '1' },
    },
  )
  if (status !== 200) throw new Error(`no server configuration (HTTP ${status})`)
  const urls = inner(read(body), 27)
  const agentUrl = text(urls, 1)
  if (agentUrl === '') return undefined
  const agentUrlConfig = { agentUrl, agentnUrl: text(urls, 2) }
  const base = config ?? {
    version: 1,
    editor: { vimMode: false },
    permissions: { allow: [], deny: [] },
  }
  await mkdir(configFolder, { recursive: true })
  await writeFile(
    configPath,
    JSON.stringify({ ...base, serverConfigCache: { agentUrlConfig } }, null, 2),
  )
  return agentUrl
}

async function listModels(headers) {
  const { body } = await call(endpoint, '/agent.v1.AgentService/GetUsableModels', {
    headers: { ...headers, 'content-type': 'application/proto', 'connect-protocol-version': '1' },
  })
  for (const model of read(body)[1] ?? []) process.stdout.write(`${text(read(model), 1)}\n`)
}

async function converse(agentHost, headers, prompt) {
  const began = Date.now()
  const session = values.resume ?? crypto.randomUUID()
  const workspace = resolve(values.workspace)
  const print = (line) => {
    if (values['output-format'] === 'stream-json')
      process.stdout.write(`${JSON.stringify({ ...line, session_id: session })}\n`)
  }
  print({
    type: 'system',
    subtype: 'init',
    apiKeySource: values['api-key'] ? 'flag' : 'env',
    cwd: workspace,
    model: values.model,
    permissionMode: values.force || values.yolo ? 'force' : 'default',
  })
  print({ type: 'user', message: { role: 'user', content: [{ type: 'text', text: prompt }] } })
  const first = field(1, [
    field(2, [
      field(1, [field(1, [field(1, prompt), field(2, crypto.randomUUID()), field(4, 1)])]),
    ]),
    field(5, session),
    field(9, [field(1, values.model)]),
    field(25, crypto.randomUUID()),
  ])
  const open = config?.network?.useHttp1ForAgent ? runOverHttp1 : runOverHttp2
  const run = await open(agentHost, { headers, first })
  const outcome = await follow(run, { workspace, print })
  run.close()
  if (outcome.error !== undefined)
    fail(`cli-agent: [${outcome.error.code}] ${outcome.error.message}`)
  finish({ ...outcome, session, requestId: run.requestId, took: Date.now() - began, print })
}

/** Follows a run to its end. */
async function follow(run, { workspace, print }) {
  const blobs = new Map()
  const running = new Set()
  const beat = setInterval(() => run.send(field(7, [])).catch(() => {}), 5_000)
  let said = ''
  let usage = {}
  const onTool = (subtype, id, call) =>
    print({ type: 'tool_call', subtype, call_id: `call-${id}`, tool_call: call })
  try {
    for await (const { flags, body } of envelopes(run.chunks)) {
      if (flags & 2) {
        await Promise.allSettled(running)
        return { said, usage, error: JSON.parse(body.toString() || '{}').error }
      }
      const message = read(body)
      const update = inner(message, 1)
      if (update?.[1]) {
        const piece = text(inner(update, 1), 1)
        said += piece
        if (values['stream-partial-output']) print(assistant(piece))
      }
      if (update?.[14]) usage = usageOf(inner(update, 14))
      if (message[2]) {
        const work = execute(inner(message, 2), { workspace, send: run.send, onTool })
        running.add(work)
        work.catch(() => {}).finally(() => running.delete(work))
      }
      if (message[4]) await answerBlob(inner(message, 4), blobs, run.send)
    }
  } finally {
    clearInterval(beat)
  }
  return {
    said,
    usage,
    error: { code: 'unavailable', message: 'the stream ended without its end' },
  }
}

async function answerBlob(request, blobs, send) {
  const id = number(request, 1)
  const [set, get] = [inner(request, 3), inner(request, 2)]
  const key = (set ?? get)[1].at(-1).toString('hex')
  if (set !== undefined) {
    blobs.set(key, set[2].at(-1))
    return send(field(3, [field(1, id), field(3, [])]))
  }
  const data = blobs.get(key)
  return send(field(3, [field(1, id), field(2, data === undefined ? [] : [field(1, data)])]))
}

const assistant = (said) => ({
  type: 'assistant',
  message: { role: 'assistant', content: [{ type: 'text', text: said }] },
})

const usageOf = (turn) => ({
  inputTokens: number(turn, 1),
  outputTokens: number(turn, 2),
  cacheReadTokens: number(turn, 3),
  cacheWriteTokens: number(turn, 4),
})

function finish({ said, usage, session, requestId, took, print }) {
  if (!values['stream-partial-output']) print(assistant(said))
  const result = {
    type: 'result',
    subtype: 'success',
    is_error: false,
    duration_ms: took,
    duration_api_ms: took,
    result: said,
    request_id: requestId,
    usage,
  }
  if (values['output-format'] === 'json')
    process.stdout.write(`${JSON.stringify({ ...result, session_id: session })}\n`)
  else if (values['output-format'] === 'text') process.stdout.write(`${said}\n`)
  else print(result)
}

try {
  await main()
} catch (error) {
  fail(`cli-agent: ${error.message}`)
}
process.exit(0)
