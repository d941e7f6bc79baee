import { randomUUID } from 'node:crypto'
import { answer } from './channel.ts'
import type { ServiceResponse } from './listen.ts'

interface CloudAgent {
  id: string
  status: 'ACTIVE' | 'ARCHIVED'
  createdAt: string
  updatedAt: string
  url: string
  latestRunId: string
}
interface CloudRun {
  id: string
  agentId: string
  status: string
  createdAt: string
  updatedAt: string
}

/** The REST side: models, the key's owner, and agents on Cursor's machines. */
export function createRest(models: readonly string[]) {
  const agents = new Map<string, CloudAgent>()
  const runs: CloudRun[] = []
  const now = () => new Date().toISOString()

  const startRun = (agentId: string): CloudRun => {
    const run = {
      id: `run-${randomUUID()}`,
      agentId,
      status: 'RUNNING',
      createdAt: now(),
      updatedAt: now(),
    }
    runs.push(run)
    return run
  }
  const create = () => {
    const id = `bc-${randomUUID()}`
    const run = startRun(id)
    const agent: CloudAgent = {
      id,
      status: 'ACTIVE',
      createdAt: now(),
      updatedAt: now(),
      url: `https://cursor.example/agents/${id}`,
      latestRunId: run.id,
    }
    agents.set(id, agent)
    return { agent, run }
  }

  return {
    agents,
    runs,
    /** Answers one call; `body` is not looked at, it is in the record. */
    serve(method: string, path: string, response: ServiceResponse): void {
      const json = (value: unknown, status = 200) => answer(response, status, JSON.stringify(value))
      const missing = () =>
        json({ error: { code: 'not_found', message: `no ${method} ${path}` } }, 404)
      const [, , kind, id, sub, subId, verb] = path.split('/')
      if (kind === 'models')
        return json({ items: models.map((model) => ({ id: model, displayName: model })) })
      if (kind === 'me') return json({ apiKeyName: 'stand-in', createdAt: now() })
      if (kind === 'repositories') return json({ items: [] })
      if (kind !== 'agents') return missing()
      if (id === undefined) {
        return method === 'POST' ? json(create(), 201) : json({ items: [...agents.values()] })
      }
      const agent = agents.get(id)
      if (agent === undefined) return missing()
      if (sub === undefined) {
        if (method === 'DELETE') agents.delete(id)
        return json(method === 'DELETE' ? { id } : agent)
      }
      if (sub === 'archive' || sub === 'unarchive') {
        agent.status = sub === 'archive' ? 'ARCHIVED' : 'ACTIVE'
        return json({ id })
      }
      if (sub === 'followup' || sub === 'stop') return json({ id })
      if (sub !== 'runs') return json({ items: [] })
      if (subId === undefined) {
        if (method === 'POST') return json({ run: startRun(id) }, 201)
        return json({ items: runs.filter((run) => run.agentId === id) })
      }
      const run = runs.find((one) => one.id === subId)
      if (run === undefined) return missing()
      if (verb === 'cancel') run.status = 'CANCELLED'
      return json(run)
    },
  }
}
