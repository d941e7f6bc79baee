// A small program of the kind people write: the official SDK, one local agent, one prompt.
// It knows nothing of the guard; it reads the variables the SDK reads.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const [prompt = 'Prepare the release'] = process.argv.slice(2)
const data = await mkdtemp(join(tmpdir(), 'demo-agent-'))
process.env.CURSOR_DATA_DIR = data
const { Agent, Cursor, JsonlLocalAgentStore } = await import('@cursor/sdk')

const models = await Cursor.models.list()
const agent = await Agent.create({
  apiKey: process.env.CURSOR_API_KEY,
  model: { id: process.env.DEMO_MODEL ?? models[0]?.id ?? 'composer-1' },
  local: { cwd: process.cwd(), store: new JsonlLocalAgentStore(join(data, 'store')) },
})
console.log(`you   ▸ ${prompt}`)
let said = ''
const tell = () => {
  if (said.trim() !== '') console.log(`agent ▸ ${said.trimEnd()}`)
  said = ''
}
const run = await agent.send(prompt)
for await (const event of run.stream()) {
  if (event.type === 'assistant') {
    said += event.message.content.map(({ text = '' }) => text).join('')
  }
  if (event.type === 'tool_call' && event.status === 'running') {
    tell()
    const { command, path } = event.args ?? {}
    console.log(`agent ▸ [${event.name}] ${command ?? path ?? ''}`)
  }
}
const { status, error } = await run.wait()
said += error?.message ?? ''
tell()
await rm(data, { recursive: true, force: true })
// Timers of the SDK keep the process alive for minutes.
process.exit(status === 'finished' ? 0 : 1)
