#!/usr/bin/env node
// Holds the guard busy with calls that never end, and says how it serves another one meanwhile.
// Reads CURSOR_API_KEY and CURSOR_BACKEND_URL; prints one JSON line.
//
//   node flood.mjs COUNT BYTES
import http from 'node:http'

const [count, bytes] = process.argv.slice(2).map(Number)
const base = new URL(process.env.CURSOR_BACKEND_URL)
const headers = { authorization: `Bearer ${process.env.CURSOR_API_KEY}` }
const agent = new http.Agent({ keepAlive: false, maxSockets: 1_000 })
const piece = Buffer.alloc(1 << 20, '61')

/** One append of which the last byte never comes; resolves once the guard took it all, or answered. */
function unfinished() {
  return new Promise((resolve) => {
    const request = http.request({
      agent,
      host: base.hostname,
      port: base.port,
      method: 'POST',
      path: '/aiserver.v1.BidiService/BidiAppend',
      headers: { ...headers, 'content-type': 'application/proto', 'content-length': bytes + 1 },
    })
    request.once('response', (answer) => {
      let text = ''
      answer.on('data', (chunk) => {
        text += chunk
      })
      answer.once('end', () => resolve({ status: answer.statusCode, text, request }))
    })
    request.once('error', (error) => resolve({ status: error.code, text: '', request }))
    let sent = 0
    const send = () => {
      while (sent < bytes) {
        sent += piece.length
        if (!request.write(piece)) return request.once('drain', send)
      }
      request.write('', () => resolve({ status: 'held', text: '', request }))
    }
    send()
  })
}

const models = async () => {
  const from = performance.now()
  const answer = await fetch(new URL('/v1/models', base), { headers })
  await answer.text()
  return { status: answer.status, ms: performance.now() - from }
}

const others = []
const timer = setInterval(async () => others.push(await models()), 250)
const held = await Promise.all(Array.from({ length: count }, unfinished))
others.push(await models())
clearInterval(timer)
for (const { request } of held) request.destroy()
others.push(await models())
process.stdout.write(
  `${JSON.stringify({
    event: 'flood',
    statuses: held.map(({ status }) => status),
    refusal: held.find(({ text }) => text !== '')?.text,
    others: others.map(({ status }) => status),
    slowest: Math.max(...others.map(({ ms }) => ms)),
  })}\n`,
)
process.exit(0)
