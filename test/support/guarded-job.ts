import { writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type ArtifactService, startArtifactService } from './artifact-service/artifact-service.ts'
import { type CursorService, startCursorService } from './cursor-service/service.ts'
import { type Job, startJob } from './runner/runner.ts'

const root = join(import.meta.dirname, '..', '..')

/** The official client, as a shell text. */
export const sdkAgent = (prompt: string): string =>
  `node ${join(root, 'test/support/clients/sdk-agent.mjs')} '${prompt}'`

/** The smallest use of the guard there is: one call with the session's token. */
export const oneCall = `node -e 'fetch(process.env.CURSOR_BACKEND_URL + "/v1/models", { headers: { authorization: "Bearer " + process.env.CURSOR_API_KEY } }).then((answer) => { console.log("models", answer.status); process.exit(0) })'`

export interface GuardedJobs {
  readonly service: CursorService
  readonly artifacts: ArtifactService
  /** A job of its own, on a private repository unless its event says otherwise. */
  job(env?: Record<string, string>, event?: object): Promise<Job>
  /** What every use of the action is given here. */
  inputs(): Record<string, string>
  disposeJobs(): Promise<void>
  close(): Promise<void>
}

/** Cursor's service, played; GitHub's artifact service; and jobs on a runner between them. */
export async function startGuardedJobs(): Promise<GuardedJobs> {
  const artifacts = await startArtifactService()
  const service = await startCursorService({
    async script(turn) {
      await turn.say('Working on it. ')
      const command = /^run (.+)/.exec(turn.prompt)?.[1]
      if (command === undefined) return
      const { outcome } = await turn.shell(command)
      await turn.say(`It was a ${outcome}.`)
    },
  })
  const jobs: Job[] = []
  return {
    service,
    artifacts,
    async job(env = {}, event = { repository: { private: true, default_branch: 'main' } }) {
      const job = await startJob({ ...artifacts.env, ...env })
      jobs.push(job)
      job.env.PATH = [dirname(process.execPath), job.env.PATH].join(':')
      job.env.GITHUB_EVENT_PATH = join(job.temp, 'event.json')
      await writeFile(job.env.GITHUB_EVENT_PATH, JSON.stringify(event))
      return job
    },
    inputs: () => ({ 'cursor-api-key': service.apiKey, 'cursor-upstream': service.url }),
    async disposeJobs() {
      for (const job of jobs.splice(0)) await job.dispose()
    },
    async close() {
      await service.close()
      await artifacts.close()
    },
  }
}
