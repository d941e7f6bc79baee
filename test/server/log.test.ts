import { Writable } from 'node:stream'
import { expect, test } from '@jest/globals'
import { createLog } from '../../src/server/log.ts'

function logged(write: (log: ReturnType<typeof createLog>) => void): string[] {
  const lines: string[] = []
  const destination = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk))
      done()
    },
  })
  write(createLog('info', destination))
  return lines
}

test('a key of a child of a child stands in the line once, with its innermost value', () => {
  const [line = ''] = logged((log) => {
    const event = log.child({ name: 'probot', id: 1 }).child({ name: 'event' }, { level: 'warn' })
    event.info('not at this level')
    event.child({ fullName: 'acme/site' }).warn({ repository: 2 }, 'said')
  })
  expect(line.match(/"name":/g)).toHaveLength(1)
  expect(line.match(/"pid":/g)).toHaveLength(1)
  expect(JSON.parse(line)).toMatchObject({
    name: 'event',
    id: 1,
    fullName: 'acme/site',
    repository: 2,
    msg: 'said',
  })
})

test('what authorises a request is not in the log', () => {
  const [line = ''] = logged((log) => {
    log.child({}).info({ request: { headers: { authorization: 'Bearer word' } } }, 'asked')
  })
  expect(line).toContain('asked')
  expect(line).not.toContain('word')
})
