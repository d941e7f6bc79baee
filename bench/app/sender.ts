import { createHmac, randomUUID } from 'node:crypto'
import { Agent, request } from 'node:http'
import { pushPayload } from '../../test/support/app/deliveries.ts'

/** So many repositories push, of so many installations. */
const repositories = 500
const installations = 5
const agent = new Agent({ keepAlive: true, maxSockets: 64 })

/** Sends signed pushes, each with an id of its own, and says how long the answers take. */
export function createSender(address: string, secret: string) {
  let sent = 0
  const url = new URL('/api/github/webhooks', address)

  /** Milliseconds until the whole answer was there. */
  function send(): Promise<number> {
    const n = sent
    sent += 1
    const payload = pushPayload({
      repository: 1 + (n % repositories),
      installation: 1 + (n % installations),
      ref: `refs/heads/work-${n % 7}`,
      after: n.toString(16).padStart(40, 'a'),
    })
    // As large as GitHub's usually are.
    const body = JSON.stringify({ ...payload, padding: 'x'.repeat(7_000) })
    const signature = createHmac('sha256', secret).update(body).digest('hex')
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      'x-github-event': 'push',
      'x-github-delivery': randomUUID(),
      'x-hub-signature-256': `sha256=${signature}`,
    }
    const start = performance.now()
    return new Promise((resolve, reject) => {
      const call = request(url, { method: 'POST', headers, agent }, (response) => {
        response.resume()
        response.on('end', () => {
          if (response.statusCode === 202) resolve(performance.now() - start)
          else reject(new Error(`the webhook was answered with ${response.statusCode}`))
        })
      })
      call.on('error', reject)
      call.end(body)
    })
  }

  return {
    /** One after the other on each of `connections`; an answer is the sign to go on. */
    async flood(count: number, connections: number): Promise<number[]> {
      const times: number[] = []
      let left = count
      const lane = async () => {
        while (left > 0) {
          left -= 1
          times.push(await send())
        }
      }
      await Promise.all(Array.from({ length: connections }, lane))
      return times
    },
    /** So many a second, whether answered or not. */
    async steady(perSecond: number, seconds: number): Promise<number[]> {
      const answers: Promise<number>[] = []
      const start = performance.now()
      const count = perSecond * seconds
      for (let n = 0; n < count; n += 1) {
        const due = start + (n * 1_000) / perSecond
        const wait = due - performance.now()
        if (wait > 1) await new Promise((resolve) => setTimeout(resolve, wait))
        answers.push(send())
      }
      return Promise.all(answers)
    },
  }
}
