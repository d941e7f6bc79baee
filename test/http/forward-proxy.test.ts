import { expect, test } from '@jest/globals'
import { proxyName, readForwardProxies } from '../../src/http/forward-proxy.ts'

const both = { HTTP_PROXY: 'http://plain.example:3128', HTTPS_PROXY: 'http://secure.example' }

test.each([
  ['http://a.example/', 'plain.example:3128'],
  ['https://a.example/', 'secure.example:80'],
])('%s goes through %s', (base, proxy) => {
  const found = readForwardProxies(both).of(new URL(base))
  expect(found && proxyName(found)).toBe(proxy)
})

test('small letters come first, a scheme may be left out, and nothing set is none', () => {
  const base = new URL('https://a.example')
  const small = readForwardProxies({ ...both, https_proxy: 'small.example:8080' }).of(base)
  expect(small && proxyName(small)).toBe('small.example:8080')
  expect(readForwardProxies({ HTTPS_PROXY: '' }).of(base)).toBeUndefined()
})

test.each([
  ['*', 'https://a.example', true],
  ['a.example', 'https://a.example', true],
  ['a.example', 'https://sub.a.example', true],
  ['.a.example', 'https://a.example', true],
  ['*.a.example', 'https://sub.A.example', true],
  ['x.example, a.example', 'https://a.example', true],
  ['a.example:443', 'https://a.example', true],
  ['a.example:8443', 'https://a.example', false],
  ['example', 'https://another-example', false],
  ['b.example', 'https://a.example', false],
  ['', 'https://a.example', false],
  ['127.0.0.1', 'https://127.0.0.1:9', true],
])('NO_PROXY=%j and %s: direct is %s', (exceptions, base, isDirect) => {
  const proxies = readForwardProxies({ ...both, NO_PROXY: exceptions })
  expect(proxies.of(new URL(base)) === undefined).toBe(isDirect)
})

test.each(['http://', 'socks5://h:1', 'http://user:%s@:bad'])(
  'what is no address of a proxy is an error that does not repeat it: %s',
  (pattern) => {
    const password = ['pass', 'word'].join('-')
    const value = pattern.replace('%s', password)
    const read = () => readForwardProxies({ HTTPS_PROXY: value })
    expect(read).toThrow('HTTPS_PROXY is no address of a proxy')
    expect(read).not.toThrow(password)
  },
)
