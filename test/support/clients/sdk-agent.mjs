#!/usr/bin/env node
// Drives the official Cursor SDK as a program would: one local agent, one or more prompts.
// Reads CURSOR_API_KEY and CURSOR_BACKEND_URL; prints JSON lines: events, a result for each prompt.
//
//   node sdk-agent.mjs [--cwd DIR] [--model ID] [--http1] [--no-retries] [--data DIR]
//                      [--setting-sources project] [--mcp-servers JSON] [--deltas] PROMPT [PROMPT …]
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

const { values, positionals: prompts } = parseArgs({
  allowPositionals: true,
  options: {
    cwd: { type: 'string', default: process.cwd() },
    model: { type: 'string', default: 'composer-1' },
    http1: { type: 'boolean', default: false },
    'no-retries': { type: 'boolean', default: false },
    data: { type: 'string' },
    'setting-sources': { type: 'string', multiple: true },
    'mcp-servers': { type: 'string' },
    deltas: { type: 'boolean', default: false },
  },
})
if (prompts.length === 0) {
  process.stderr.write('sdk-agent: expected at least one prompt\n')
  process.exit(2)
}

const print = (line) => process.stdout.write(`${JSON.stringify(line)}\n`)

// The SDK keeps conversations in this folder; nobody's own is touched.
const data = values.data ?? (await mkdtemp(join(tmpdir(), 'sdk-agent-')))
process.env.CURSOR_DATA_DIR = data
// Read when the module loads, so it comes after the environment is set.
const { Agent, Cursor, JsonlLocalAgentStore } = await import('@cursor/sdk')

let failed = false
try {
  if (values.http1) Cursor.configure({ local: { useHttp1ForAgent: true } })
  const agent = await Agent.create({
    apiKey: process.env.CURSOR_API_KEY,
    model: { id: values.model },
    ...(values['mcp-servers'] && { mcpServers: JSON.parse(values['mcp-servers']) }),
    local: {
      cwd: values.cwd,
      store: new JsonlLocalAgentStore(join(data, 'store')),
      ...(values['no-retries'] && { enableAgentRetries: false }),
      ...(values['setting-sources'] && { settingSources: values['setting-sources'] }),
    },
  })
  for (const prompt of prompts) {
    const run = await agent.send(prompt, {
      ...(values.deltas && { onDelta: ({ update }) => print({ event: 'delta', update }) }),
    })
    for await (const event of run.stream()) print({ event: event.type, ...event })
    const { status, result, error, usage } = await run.wait()
    print({ event: 'result', status, result, error, usage })
    failed ||= status !== 'finished'
  }
  await agent[Symbol.asyncDispose]()
} catch (error) {
  failed = true
  print({
    event: 'failed',
    name: error?.name,
    code: error?.code,
    message: String(error?.message ?? error),
  })
} finally {
  if (values.data === undefined) await rm(data, { recursive: true, force: true })
}
// Timers of the SDK keep the process alive for minutes.
process.exit(failed ? 1 : 0)
