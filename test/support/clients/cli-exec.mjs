// What the stand-in for the command line client does when the service asks: it runs commands and
// touches files for real, and answers as the client does.
import { spawn } from 'node:child_process'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { field, inner, number, text } from './wire.mjs'

const askedFields = (request) =>
  Object.keys(request)
    .map(Number)
    .filter((one) => ![1, 15, 19, 55, 57].includes(one))

/** Executes one `ExecServerMessage`; `send` takes encoded `AgentClientMessage`s. */
export async function execute(request, { workspace, send, onTool }) {
  const id = number(request, 1)
  const [asked] = askedFields(request)
  const args = inner(request, asked) ?? {}
  const reply = (replyField, ...content) =>
    send(field(2, [field(1, id), field(replyField, content)]))
  const beat = setInterval(() => send(field(5, [field(3, [field(1, id)])])).catch(() => {}), 3_000)
  try {
    const handler = handlers[asked]
    if (handler === undefined) throw new Error(`no handler for request ${asked}`)
    await handler(args, { reply, workspace, onTool, id })
  } catch (error) {
    await send(field(5, [field(2, [field(1, id), field(2, String(error.message))])]))
  } finally {
    clearInterval(beat)
  }
  await send(field(5, [field(1, [field(1, id)])]))
}

const handlers = { 2: shellResult, 14: shellStream, 3: write, 4: remove, 7: readText }

async function shellStream(args, { reply, workspace, onTool, id }) {
  const command = text(args, 1)
  onTool('started', id, { shellToolCall: { args: { command } } })
  await reply(14, field(4, []))
  const child = start(command, resolve(workspace, text(args, 2)))
  // One message after another: order matters.
  let sent = Promise.resolve()
  const forward = (stream, channel) =>
    stream.on('data', (chunk) => {
      sent = sent.then(() => reply(14, field(channel, [field(1, chunk)])))
    })
  forward(child.stdout, 1)
  forward(child.stderr, 2)
  const code = await ended(child)
  await sent
  await reply(14, field(3, [field(1, code)]))
  onTool('completed', id, {
    shellToolCall: { args: { command }, result: { success: { exitCode: code } } },
  })
}

async function shellResult(args, { reply, workspace }) {
  const child = start(text(args, 1), resolve(workspace, text(args, 2)))
  const [stdout, stderr] = [collect(child.stdout), collect(child.stderr)]
  const code = await ended(child)
  const content = [
    field(1, text(args, 1)),
    field(3, code),
    field(5, await stdout),
    field(6, await stderr),
  ]
  await reply(2, field(code === 0 ? 1 : 2, content))
}

async function write(args, { reply, workspace, onTool, id }) {
  const path = resolve(workspace, text(args, 1))
  onTool('started', id, { writeToolCall: { args: { path } } })
  const bytes = args[5]?.at(-1)
  const content = bytes?.length > 0 ? bytes : Buffer.from(text(args, 2))
  try {
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, content)
    await reply(3, field(1, [field(1, path), field(3, content.length), field(4, content)]))
  } catch (error) {
    await reply(3, field(5, [field(1, path), field(2, error.message)]))
  }
  onTool('completed', id, { writeToolCall: { args: { path } } })
}

async function remove(args, { reply, workspace }) {
  const path = resolve(workspace, text(args, 1))
  try {
    const before = await readFile(path)
    await rm(path)
    await reply(4, field(1, [field(1, path), field(4, before)]))
  } catch (error) {
    await reply(4, field(7, [field(1, path), field(2, error.message)]))
  }
}

async function readText(args, { reply, workspace, onTool, id }) {
  const path = resolve(workspace, text(args, 1))
  onTool('started', id, { readToolCall: { args: { path } } })
  try {
    await reply(7, field(1, [field(1, path), field(2, await readFile(path))]))
  } catch (error) {
    await reply(7, field(2, [field(1, path), field(2, error.message)]))
  }
  onTool('completed', id, { readToolCall: { args: { path } } })
}

const start = (command, cwd) =>
  spawn('/bin/sh', ['-c', command], { cwd, stdio: ['ignore', 'pipe', 'pipe'] })
const ended = (child) =>
  new Promise((settle, fail) => {
    child.once('error', fail)
    child.once('close', (code, signal) => settle(signal === null ? code : 128))
  })
async function collect(stream) {
  const chunks = []
  for await (const chunk of stream) chunks.push(chunk)
  return Buffer.concat(chunks)
}
