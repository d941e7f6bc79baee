import { createHmac, timingSafeEqual } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

// What the App's answer is compared with: verifies the signature, answers, keeps nothing.
const secret = process.env.WEBHOOK_SECRET ?? ''
const server = createServer(async (request, response) => {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const expected = createHmac('sha256', secret).update(Buffer.concat(chunks)).digest('hex')
  const given = Buffer.from(String(request.headers['x-hub-signature-256']))
  const wanted = Buffer.from(`sha256=${expected}`)
  const fits = given.length === wanted.length && timingSafeEqual(given, wanted)
  response.writeHead(fits ? 202 : 401, { 'content-type': 'application/json' })
  response.end('{}')
})
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo
  console.log(JSON.stringify({ address: `http://127.0.0.1:${port}` }))
})
process.stdin.on('end', () => process.exit(0))
process.stdin.resume()
