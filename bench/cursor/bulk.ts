import http from 'node:http'
import { type Carrier, call, headersOf, startRun, type Target } from '../support/client.ts'
import { fileResult } from '../support/messages.ts'
import { bulkText } from '../support/texts.ts'

/** Text in one delta, and content in one file result, of a bulk run, in bytes. */
export const deltaBytes = 4 << 10
export const fileBytes = 64 << 10

/** Sends `bytes` one way and returns MB/s. */
export type BulkRun = (target: Target, bytes: number) => Promise<number>

/** A plain body of the REST host, passed through. */
export const restDown: BulkRun = (target, bytes) =>
  withAgent((agent) =>
    timed(bytes, async () => {
      const reply = await call(target, agent, {
        method: 'GET',
        path: `/v1/models?bytes=${bytes}`,
        headers: headersOf(target, 'bulk'),
      })
      await drain(reply, bytes)
    }),
  )

/** Text of an answer, in large deltas: decoded, masked and recorded. */
export const textDown =
  (carrier: Carrier): BulkRun =>
  (target, bytes) =>
    timed(bytes, async () => {
      let received = 0
      const scenario = { do: 'pour', bytes, messageBytes: deltaBytes } as const
      const run = await startRun(target, carrier, scenario, (message) => {
        if (message.type === 'text-delta') received += message.text.length
      })
      await run.ended
      if (received < bytes) throw new Error(`${received} of ${bytes} characters arrived`)
    })

/** Contents of files that the agent read: decoded, masked and recorded. */
export const filesUp =
  (carrier: Carrier): BulkRun =>
  (target, bytes) =>
    timed(bytes, async () => {
      const messages = Math.ceil(bytes / fileBytes)
      const run = await startRun(target, carrier, { do: 'take', messages }, () => {})
      const content = bulkText(fileBytes)
      for (let id = 1; id <= messages; id++) await run.send(fileResult(id, content))
      await run.ended
    })

async function timed(bytes: number, work: () => Promise<void>): Promise<number> {
  const start = performance.now()
  await work()
  return bytes / 1e6 / ((performance.now() - start) / 1_000)
}

async function withAgent<T>(work: (agent: http.Agent) => Promise<T>): Promise<T> {
  const agent = new http.Agent({ keepAlive: false })
  try {
    return await work(agent)
  } finally {
    agent.destroy()
  }
}

async function drain(source: AsyncIterable<Buffer>, bytes: number): Promise<void> {
  let received = 0
  for await (const chunk of source) received += chunk.length
  if (received !== bytes) throw new Error(`${received} of ${bytes} bytes arrived`)
}
