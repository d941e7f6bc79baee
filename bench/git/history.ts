import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { GitRig } from './rig.ts'

/** Folders and files of the made history; each commit changes one file. */
const folders = 200
const filesInFolder = 20

/**
 * A repository at the forge with a long history on `main`: the one in `BENCH_HISTORY`, else one that is
 * made here.
 *
 * @returns what it is, in words
 */
export async function makeHistory(
  rig: GitRig,
  repository: string,
  commits: number,
): Promise<string> {
  const path = await rig.forge.create(repository)
  const given = process.env.BENCH_HISTORY
  if (given !== undefined) {
    const refs = ['+HEAD:refs/heads/main', '+refs/tags/*:refs/tags/*']
    await rig.git(path, 'fetch', '-q', '--no-write-fetch-head', given, ...refs)
  } else {
    await importCommits(path, commits)
  }
  await rig.git(path, 'repack', '-adq')
  const count = (await rig.git(path, 'rev-list', '--count', 'main')).said.trim()
  const found = given === undefined ? 'made here' : 'real'
  return `${Number(count).toLocaleString('en-US')} commits, ${found}`
}

async function importCommits(path: string, commits: number): Promise<void> {
  const child = spawn('git', ['fast-import', '--quiet'], {
    cwd: path,
    stdio: ['pipe', 'inherit', 'inherit'],
  })
  for (let number = 0; number < commits; number++) {
    const file = (number * 7_919) % (folders * filesInFolder)
    const name = join(`dir${file % folders}`, `file${Math.floor(file / folders)}.txt`)
    const body = `${`line of ${name}\n`.repeat(20)}changed by commit ${number}\n`
    const text =
      `commit refs/heads/main\ncommitter Bench <bench@example.com> ${1_600_000_000 + number} +0000\n` +
      `data <<END\nChange ${name}\nEND\nM 100644 inline ${name}\ndata ${body.length}\n${body}\n`
    if (!child.stdin.write(text)) await once(child.stdin, 'drain')
  }
  child.stdin.end()
  const [code] = await once(child, 'exit')
  if (code !== 0) throw new Error(`git fast-import ended with ${code}`)
}
