import { execFile } from 'node:child_process'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'
import { GuardError } from '../../../src/errors.ts'
import { isZero, type UpdateFacts } from '../../../src/git/ref-update.ts'
import type { GitWorkshop, Quarantine } from '../../../src/guard/git-ports.ts'
import type { GitUpstream } from './upstream.ts'

const run = promisify(execFile)

/** A workshop for tests of the lane: it looks straight into the forge's own folder. */
export function createPlainWorkshop(upstream: GitUpstream): GitWorkshop {
  return {
    async readTips(repository) {
      return new Map(Object.entries(await upstream.refs(repository)))
    },
    async receive(repository, pack) {
      const folder = await mkdtemp(join(tmpdir(), 'plain-workshop-'))
      await run('git', ['init', '-q', '--bare', folder])
      await writeFile(
        join(folder, 'objects/info/alternates'),
        `${join(upstream.path(repository), 'objects')}\n`,
      )
      const file = join(folder, 'received.pack')
      await pipeline(Readable.from(pack), createWriteStream(file))
      const { size } = await stat(file)
      if (size > 0) {
        await run('sh', ['-c', `git index-pack --stdin --strict < ${file}`], { cwd: folder }).catch(
          (cause) => {
            throw new GuardError('PUSH_REFUSED', 'index-pack failed', { cause })
          },
        )
      }
      return quarantineOf(folder, file, size)
    },
    async close() {},
  }
}

function quarantineOf(folder: string, file: string, size: number): Quarantine {
  const git = (...args: string[]) =>
    run('git', args, { cwd: folder, maxBuffer: 1 << 26 }).then(
      ({ stdout }) => stdout,
      () => undefined,
    )
  return {
    packBytes: size,
    objects: 0,
    inflatedBytes: size,
    async examine(commands, tips) {
      const facts: UpdateFacts[] = []
      for (const command of commands) {
        const tip = tips.get(command.ref)
        const isDelete = isZero(command.new)
        const forward =
          tip !== undefined &&
          (await git('merge-base', '--is-ancestor', tip, command.new)) !== undefined
        const kind = isDelete
          ? 'delete'
          : tip === undefined
            ? 'create'
            : forward
              ? 'fast-forward'
              : 'rewrite'
        const known = [...tips.values()].flatMap((id) => ['--not', id])
        const log = isDelete
          ? ''
          : await git(
              'log',
              '--raw',
              '-m',
              '-z',
              '--format=%x01%H%x02%an <%ae>%x02%cn <%ce>%x02%s%x02',
              command.new,
              ...known,
            )
        facts.push({
          command,
          tip: tip ?? '0'.repeat(40),
          kind,
          warnings: [],
          ...(log === undefined ? { commits: 'unknown', paths: 'unknown' } : readLog(log)),
        })
      }
      return facts
    },
    async secrets(engine) {
      const listed = (await git('cat-file', '--batch-all-objects', '--batch-check')) ?? ''
      const { found, blobs } = { found: [] as never[], blobs: listed }
      void engine
      void blobs
      return found
    },
    readPack: () => createReadStream(file),
    async [Symbol.asyncDispose]() {
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function readLog(log: string): Pick<UpdateFacts, 'commits' | 'paths'> {
  const commits = log.split('\x01').slice(1)
  return {
    commits: commits.map((text) => {
      const [id = '', author = '', committer = '', subject = ''] = text.split('\x02')
      return { id, author, committer, subject }
    }),
    paths: commits.flatMap((text) => {
      const [id = '', , , , raw = ''] = text.split('\x02')
      return [...raw.matchAll(/:\d+ (\d+) \w+ \w+ \w\0([^\0]+)/g)].map(
        ([, mode = '', path = '']) => ({
          path,
          mode,
          commit: id,
        }),
      )
    }),
  }
}
