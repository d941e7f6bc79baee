import { createServer } from 'node:net'
import { expect, test } from '@jest/globals'
import { baseUrlOf, canListenOn, findLoopbackAddress } from '../../src/runner/loopback-address.ts'

test.each([
  { when: 'everything can be bound', bindable: ['127.0.0.2', '::1'], url: 'http://127.0.0.2:81' },
  {
    when: 'there is only 127.0.0.1 and IPv6',
    bindable: ['127.0.0.1', '::1'],
    url: 'http://[::1]:81',
  },
])('when $when clients get $url', async ({ bindable, url }) => {
  const address = await findLoopbackAddress(async (host) => bindable.includes(host))
  expect(baseUrlOf(address, 81)).toBe(url)
})

test('a machine with nothing but 127.0.0.1 is refused, because the client would drop TLS checks', async () => {
  const found = findLoopbackAddress(async (host) => host === '127.0.0.1')
  await expect(found).rejects.toMatchObject({
    code: 'MACHINE_UNSUITABLE',
    message: expect.stringContaining('127.0.0.1 the client would switch TLS checks off'),
  })
})

test('an address of this machine can be listened on, and the probe leaves nothing behind', async () => {
  expect(await canListenOn('127.0.0.1')).toBe(true)
  expect(await canListenOn('192.0.2.1')).toBe(false)
})

test('the address found can be listened on for real', async () => {
  const address = await findLoopbackAddress()
  const server = createServer()
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, address.host, resolve)
  })
  server.close()
})
