import { spawn, spawnSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Target } from './client.ts'

const readyMs = 20_000

/** The version that is installed, if any. */
export function mitmdumpVersion(): string | undefined {
  const { status, stdout } = spawnSync('mitmdump', ['--version'], { encoding: 'utf8' })
  return status === 0 ? /Mitmproxy: (\S+)/.exec(stdout)?.[1] : undefined
}

/** mitmdump as a reverse proxy which streams every body and prints nothing: its fastest form. */
export async function startMitmdump(
  upstream: string,
): Promise<{ target: Target; stop(): Promise<void> }> {
  const directory = await mkdtemp(join(tmpdir(), 'cursor-guard-bench-'))
  const port = await freePort()
  const settings = ['stream_large_bodies=1', 'flow_detail=0', `confdir=${directory}`]
  const child = spawn(
    'mitmdump',
    [
      '--quiet',
      ...['--mode', `reverse:${upstream}`],
      ...['--listen-host', '127.0.0.1', '--listen-port', String(port)],
      ...settings.flatMap((setting) => ['--set', setting]),
    ],
    { stdio: 'ignore' },
  )
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  await untilListening(port)
  return {
    target: { name: 'mitmdump', baseUrl: `http://127.0.0.1:${port}`, token: 'none' },
    async stop() {
      child.kill('SIGKILL')
      await ended
      await rm(directory, { recursive: true, force: true })
    },
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })
}

async function untilListening(port: number): Promise<void> {
  const deadline = performance.now() + readyMs
  while (!(await canConnect(port))) {
    if (performance.now() > deadline) throw new Error(`mitmdump was not ready within ${readyMs} ms`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

function canConnect(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}
