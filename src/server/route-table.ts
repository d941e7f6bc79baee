import type { Request, Response } from '../http/listen.ts'
import { respondJson } from '../http/respond.ts'
import { version } from '../version.ts'
import type { RunningApp } from './assemble.ts'
import { ownPaths } from './paths.ts'
import type { Route, Serve } from './router.ts'
import { within } from './work/within.ts'

/** What there is to serve; it changes while the server runs. */
export interface Serving {
  /** Absent while it starts, and until there are credentials. */
  app?: RunningApp
  /** The page that makes an App, until there is one. */
  setupPage?: Serve
  isStopping: boolean
}

/** The database has so long to answer, in milliseconds: whoever probes does not wait for ever. */
const maxAnswerMs = 2_000
const unanswered = 'the database does not answer'

/**
 * The one table of what is answered where.
 *
 * @param options.onUnanswered told why the database did not answer
 */
export function createRouteTable(
  serving: Serving,
  options: { webhookPath: string; onUnanswered(error: unknown): void },
): Route[] {
  /** What the App says of itself, or why it says nothing. */
  async function ask<Answer>(
    question: (app: RunningApp) => Promise<Answer>,
  ): Promise<{ answer: Answer } | { why: string }> {
    if (serving.app === undefined) return { why: whyNoApp(serving) }
    try {
      const answer = await within(maxAnswerMs, question(serving.app))
      return answer === undefined ? { why: unanswered } : { answer }
    } catch (error) {
      options.onUnanswered(error)
      return { why: unanswered }
    }
  }

  async function takeWebhook(request: Request, response: Response): Promise<void> {
    if (serving.app !== undefined) return serving.app.takeWebhook(request, response)
    response.setHeader('retry-after', '5')
    refuse(response, whyNoApp(serving))
  }

  async function sayWhetherReady(_request: Request, response: Response): Promise<void> {
    const asked = await ask(({ ping }) => ping())
    if ('why' in asked) refuse(response, asked.why)
    else if (serving.isStopping) refuse(response, whyNoApp(serving))
    else sayOk(response)
  }

  async function giveStatus(_request: Request, response: Response): Promise<void> {
    const asked = await ask(({ status }) => status())
    if ('why' in asked) refuse(response, asked.why)
    else respondJson(response, 200, asked.answer)
  }

  const showSetupOr =
    (status: 200 | 404): Serve =>
    (request, response) => {
      if (serving.setupPage !== undefined) return serving.setupPage(request, response)
      if (serving.app !== undefined) return sayName(response, status)
      refuse(response, whyNoApp(serving))
    }

  return [
    { path: options.webhookPath, serve: takeWebhook },
    // Liveness, without the database: whoever ends what is not alive would end every replica at once
    // while that is away.
    { ...ownPaths.liveness, serve: (_request, response) => sayOk(response) },
    { ...ownPaths.readiness, serve: sayWhetherReady },
    { ...ownPaths.status, serve: giveStatus },
    { ...ownPaths.home, serve: showSetupOr(200) },
    { ...ownPaths.setup, serve: showSetupOr(404) },
  ]
}

/** What is answered where there is nothing. */
export const sayNotFound: Serve = (_request, response) => sayName(response, 404)

const whyNoApp = ({ isStopping, setupPage }: Serving): string => {
  if (isStopping) return 'the server is stopping'
  return setupPage === undefined ? 'the server is starting' : 'there is no App yet'
}

const sayOk = (response: Response): void => respondJson(response, 200, { ok: true, version })

const sayName = (response: Response, status: 200 | 404): void =>
  respondJson(response, status, { service: 'cursor-guard', version })

const refuse = (response: Response, why: string): void =>
  respondJson(response, 503, { ok: false, why })
