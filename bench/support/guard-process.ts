import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { parsePolicy } from '../../src/core/policy/file/parse.ts'
import { startStandalone } from '../../src/runner/start-standalone.ts'
import { childOptions, readyUntilStopped } from './child.ts'

export interface GuardProcessOptions {
  upstream: string
  /** Folder for everything this process writes. */
  scratch: string
  /** A forge, for the git lane. */
  git?: { upstream: string; token: string; repository: string }
}

/** Rules of every kind the lane asks about, a pattern of the team's own, and a known value. */
const policyText = `
version: 1
enforcement: enforce
branches:
  - match: [main]
    force_push: deny
    delete: deny
secrets:
  inline: mask
  known: [DEPLOY_PASSWORD]
  rules: [{ id: acme-key, pattern: 'acme_[a-z0-9]{32}', keywords: [acme_] }]
rules:
  - name: no destructive commands
    when: { tool: shell, command: ["terraform destroy", "kubectl delete", "rm -rf /"] }
    then: deny
    reason: Destructive commands need a person.
  - name: production manifests need a person
    when: { tool: [write, edit], path: ["deploy/prod/**", "**/*.tf"] }
    then: hold
  - name: production manifests in a push need a person
    when: { push: { paths: ["deploy/prod/**", "**/*.tf"] } }
    then: hold
  - name: no prompt asks to skip the checks
    when: { prompt: { text: ["*skip all checks*"] } }
    then: deny
  - name: answers that talk about production are looked at
    when: { response: { text: ["*production database*"] } }
    then: hold
recording: { require: false }
`

/** The process under test: one guarded session as `cursor-guard run` starts it, recording to disk. */
async function main(): Promise<void> {
  const { upstream, scratch, git } = childOptions<GuardProcessOptions>()
  const session = await startStandalone({
    policy: parsePolicy(Buffer.from(policyText), 'bench'),
    policySource: 'bench',
    policyReasons: [],
    out: join(scratch, 'recording'),
    workspace: scratch,
    cursorUpstream: upstream,
    environment: {
      CURSOR_API_KEY: `key_${randomBytes(32).toString('hex')}`,
      DEPLOY_PASSWORD: randomBytes(18).toString('base64url'),
      XDG_STATE_HOME: join(scratch, 'state'),
      ...(git && { GITHUB_TOKEN: git.token, GITHUB_REPOSITORY: git.repository }),
    },
    ...(git && { gitUpstream: git.upstream }),
    levelReasons: [],
    now: Date.now,
  })
  const { baseUrl, sessionToken } = session.guard
  readyUntilStopped({ baseUrl, token: sessionToken }, async () => {
    await session.close({})
  })
}

await main()
