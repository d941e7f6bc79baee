import { randomBytes } from 'node:crypto'
import { open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { BenchOptions } from '../cursor/cursor.bench.ts'
import type { GitSizes } from '../support/sizes.ts'
import { median } from '../support/statistics.ts'
import { type Aim, printAims, printTable, shown } from '../support/table.ts'
import { makeHistory } from './history.ts'
import { commit, type GitRig, seed, startGitRig } from './rig.ts'
import { scanRate } from './scan.ts'

/** Git alone and git through the guard, at the same forge, by turns. */
export async function benchGit({ sizes: { git: sizes } }: BenchOptions): Promise<void> {
  await using rig = await startGitRig()
  await benchPushes(rig, sizes)
  await benchLarge(rig, sizes)
  await benchCold(rig, sizes)
  await benchScan(rig, sizes)
}

interface Timed {
  direct: number[]
  guarded: number[]
  /** Calls of the forge in the last push each way. */
  calls: { direct: number; guarded: number }
}

/** The same commits to two equal repositories, one of them behind the guard. */
async function pushByTurns(
  rig: GitRig,
  folder: string,
  {
    times,
    guarded,
    repositories,
    prepare,
  }: {
    times: number
    guarded: string
    repositories: { direct: string; guarded: string }
    prepare(): Promise<void>
  },
): Promise<Timed> {
  const timed: Timed = { direct: [], guarded: [], calls: { direct: 0, guarded: 0 } }
  const ways = { direct: rig.direct(repositories.direct), guarded }
  for (let run = 0; run < times; run++) {
    await prepare()
    const order =
      run % 2 === 0 ? (['direct', 'guarded'] as const) : (['guarded', 'direct'] as const)
    for (const way of order) {
      const before = rig.forge.requests.length
      const { milliseconds } = await rig.git(
        folder,
        'push',
        '-q',
        ways[way],
        'HEAD:refs/heads/main',
      )
      timed[way].push(milliseconds)
      timed.calls[way] = rig.forge.requests.length - before
    }
  }
  return timed
}

const added = ({ direct, guarded }: Timed): number =>
  median(guarded.map((time, index) => time - (direct[index] ?? Number.NaN)))
const ratio = ({ direct, guarded }: Timed): number => median(guarded) / median(direct)

const rowOf = (name: string, timed: Timed): string[] => [
  name,
  shown(median(timed.direct)),
  shown(median(timed.guarded)),
  shown(added(timed)),
  ratio(timed).toFixed(2),
  String(timed.calls.guarded - timed.calls.direct),
]
const head = ['', 'direct ms', 'guarded ms', 'added ms', 'ratio', 'more calls']

async function benchPushes(rig: GitRig, sizes: GitSizes): Promise<void> {
  const repositories = { direct: 'bench/direct', guarded: 'bench/guarded' }
  const files = Object.fromEntries(
    Array.from({ length: 400 }, (_, file) => [`src/${file % 20}/file${file}.txt`, textOf(2_000)]),
  )
  const folder = await seed(rig, Object.values(repositories), files)
  await using guard = await rig.guard(repositories.guarded)
  const common = { guarded: guard.remote, repositories }
  const small = () => commit(rig, folder, { 'src/0/file0.txt': textOf(2_000) })
  // The first push makes the guard's cache.
  await pushByTurns(rig, folder, { ...common, times: 1, prepare: small })
  const quick = await pushByTurns(rig, folder, { ...common, times: sizes.pushes, prepare: small })
  rig.forge.delayMs = 100
  const slow = await pushByTurns(rig, folder, {
    ...common,
    times: sizes.slowPushes,
    prepare: small,
  })
  rig.forge.delayMs = 0
  const perCommit = sizes.mediumBytes / sizes.mediumCommits
  const medium = await pushByTurns(rig, folder, {
    ...common,
    times: sizes.mediumPushes,
    async prepare() {
      for (let count = 0; count < sizes.mediumCommits; count++) {
        const names = [0, 1, 2, 3].map((part) => `src/${count % 20}/file${count * 4 + part}.txt`)
        await commit(
          rig,
          folder,
          Object.fromEntries(names.map((name) => [name, textOf(perCommit / 4)])),
        )
      }
    },
  })
  printTable(
    `Pushes, medians of ${sizes.pushes}, ${sizes.slowPushes} and ${sizes.mediumPushes} each way`,
    head,
    [
      rowOf('one commit, one file', quick),
      rowOf('the same, 100 ms further away', slow),
      rowOf(`${sizes.mediumCommits} commits, ${shown(sizes.mediumBytes / 1e6)} MB`, medium),
    ],
  )
  const peak = await guard.peak()
  printAims([
    atMost('small push, own time', added(quick), 60, 'ms'),
    atMost('small push, more calls of the forge', quick.calls.guarded - quick.calls.direct, 2, ''),
    atMost('small push with a delay of 100 ms, added', added(slow), 300, 'ms'),
    atMost('medium push, ratio', ratio(medium), 1.2, ''),
    atMost('resident memory of the guard so far', peak, 150, 'MB'),
  ])
}

async function benchLarge(rig: GitRig, sizes: GitSizes): Promise<void> {
  const rows: string[][] = []
  const aims: Aim[] = []
  const peaks: number[] = []
  for (const [index, bytes] of sizes.largeBytes.entries()) {
    const repositories = { direct: `large/direct-${index}`, guarded: `large/guarded-${index}` }
    const folder = await seed(rig, Object.values(repositories), { 'README.md': 'Large\n' })
    await using guard = await rig.guard(repositories.guarded)
    const timed = await pushByTurns(rig, folder, {
      guarded: guard.remote,
      repositories,
      times: index === 0 ? sizes.largePushes : 1,
      async prepare() {
        await writeRandom(join(folder, 'large.bin'), bytes)
        await rig.git(folder, '-c', 'core.compression=0', 'add', '-A')
        await rig.git(folder, 'commit', '-q', '-m', 'Large')
      },
    })
    const peak = await guard.peak()
    peaks.push(peak)
    rows.push([...rowOf(`${shown(bytes / 1e6)} MB in one file`, timed).slice(0, 5), shown(peak)])
    if (index === 0) aims.push(atMost('large push, ratio', ratio(timed), 1.15, ''))
    aims.push(atMost(`resident memory with ${shown(bytes / 1e6)} MB`, peak, 150, 'MB'))
    await rm(folder, { recursive: true, force: true })
    for (const repository of Object.values(repositories)) {
      await rm(rig.forge.path(repository), { recursive: true, force: true })
    }
  }
  printTable('One large file of random bytes', [...head.slice(0, 5), 'peak MB'], rows)
  const apart = Math.max(...peaks) - Math.min(...peaks)
  printAims([...aims, atMost('memory of the largest and the smallest apart', apart, 20, 'MB')])
}

/** A guard that has never seen the repository: a push, and one that has to be refused. */
async function benchCold(rig: GitRig, sizes: GitSizes): Promise<void> {
  const repository = 'cold/history'
  const what = await makeHistory(rig, repository, sizes.historyCommits)
  const folder = join(rig.scratch, 'cold')
  await rig.git(rig.scratch, 'clone', '-q', '--no-checkout', rig.forge.path(repository), folder)
  await rig.git(folder, 'read-tree', 'HEAD')
  const measure = async (refused: boolean, ...args: string[]) => {
    await using guard = await rig.guard(repository)
    const before = rig.answered()
    const ran = await rig.tried(folder, 'push', '-q', guard.remote, ...args)
    if (refused !== /force push to a protected branch/.test(ran.said)) throw new Error(ran.said)
    return {
      milliseconds: ran.milliseconds,
      bytes: rig.answered() - before,
      peak: await guard.peak(),
    }
  }
  const next = () => rig.git(folder, 'commit', '-q', '--allow-empty', '-m', 'Next')
  await next()
  const direct = await rig.git(folder, 'push', '-q', rig.direct(repository), 'HEAD:refs/heads/main')
  await next()
  const forward = await measure(false, 'HEAD:refs/heads/main')
  const fresh = await measure(false, 'HEAD:refs/heads/new-branch')
  await rig.git(folder, 'reset', '-q', '--soft', 'HEAD~50')
  await next()
  const rewrite = await measure(true, '+HEAD:refs/heads/main')
  const found = { forward, fresh, rewrite }
  const names = {
    forward: 'fast-forward, through',
    fresh: 'new branch, through',
    rewrite: 'forced push of main, refused',
  }
  printTable(
    `Cold cache: ${what} (a direct push takes ${shown(direct.milliseconds)} ms)`,
    ['first push of a session', 'ms', 'MB from the forge', 'peak MB'],
    (['forward', 'fresh', 'rewrite'] as const).map((name) => [
      names[name],
      shown(found[name].milliseconds),
      shown(found[name].bytes / 1e6),
      shown(found[name].peak),
    ]),
  )
  const all = Object.values(found)
  printAims([
    atMost(
      'slowest first verdict',
      Math.max(...all.map(({ milliseconds }) => milliseconds)) / 1e3,
      5,
      's',
    ),
    atMost('most that was fetched', Math.max(...all.map(({ bytes }) => bytes)) / 1e6, 60, 'MB'),
  ])
}

async function benchScan(rig: GitRig, sizes: GitSizes): Promise<void> {
  const rows = await scanRate(rig, sizes.scanBytes)
  printTable(
    `Search of new files for secrets, ${shown(sizes.scanBytes / 1e6)} MB each`,
    ['', 'MB/s'],
    rows.map(({ name, rate }) => [name, shown(rate)]),
  )
  printAims(
    rows.map(({ name, rate }) => ({
      text: 'at least 100 MB/s',
      reached: `${name}: ${shown(rate, 'MB/s')}`,
      met: rate >= 100,
    })),
  )
}

const atMost = (name: string, value: number, most: number, unit: string): Aim => ({
  text: `at most ${most}${unit === '' ? '' : ` ${unit}`}`,
  reached: `${name}: ${shown(value, unit)}`,
  met: value <= most,
})

const words =
  'const value return await function import export class type number string if else for'.split(' ')

/** Text like source code, different each time. */
function textOf(bytes: number): string {
  const random = randomBytes(Math.ceil(bytes / 6) + 8)
  let text = ''
  for (let at = 0; text.length < bytes; at++) {
    const byte = random[at % random.length] ?? 0
    text += `${words[byte % words.length]}${byte > 250 ? `_${byte.toString(36)}${at}` : ''}${byte % 9 === 0 ? '\n' : ' '}`
  }
  return text.slice(0, bytes)
}

async function writeRandom(path: string, bytes: number): Promise<void> {
  const file = await open(path, 'w')
  try {
    for (let left = bytes; left > 0; left -= 8e6) await file.write(randomBytes(Math.min(left, 8e6)))
  } finally {
    await file.close()
  }
}
