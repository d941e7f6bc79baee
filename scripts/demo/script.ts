import { randomBytes } from 'node:crypto'
import type { Turn } from '../../test/support/cursor-service/service.ts'

/** What the stand-in for Cursor's service says and asks for in the demo. */
export async function playDemo(turn: Turn): Promise<void> {
  // Made anew each time, in pieces: nothing here is or looks like a real credential.
  const key = `AKIA${randomBytes(16)
    .toString('base64url')
    .toUpperCase()
    .replace(/[^A-Z2-7]/g, 'Q')
    .slice(0, 16)}`
  const password = randomBytes(12).toString('base64url')

  await turn.think('The release needs a config file, ', 'a clean staging area and a deployment.')
  await turn.say(
    'I found the old key ',
    key.slice(0, 7),
    key.slice(7, 13),
    key.slice(13),
    ' in the notes. ',
  )
  await turn.say('I will write the config first.\n')
  await turn.write(
    'config.yml',
    `database:\n  host: db.internal\n  url: postgres://app:${password}@db.internal/app\n`,
  )
  const status = await turn.shell('git status --short && cat config.yml')
  await turn.say(
    `The tree has ${status.stdout.split('\n').filter((line) => line.startsWith('??')).length} new files.\n`,
  )
  const destroyed = await turn.shell('cd infra 2>/dev/null; terraform destroy -auto-approve')
  if (destroyed.outcome === 'rejected')
    await turn.say('I may not clean up staging, so I leave it.\n')
  const forced = await turn.shell(
    'git commit -q --amend -m "Start over" && git push -q --force origin main',
  )
  await turn.say(`The forced push did not go through:\n${remoteLines(forced.stderr)}\n`)
  await turn.say('I go back, and add the manifest as a commit of its own.\n')
  await turn.shell('git fetch -q origin && git reset -q --hard origin/main')
  await turn.write('deploy/prod/shop.yml', 'image: shop:1.4.2\nreplicas: 3\n')
  const pushed = await turn.shell(
    'git add deploy && git commit -m "Roll out shop 1.4.2" && git push -q origin main',
    { timeout: 0 },
  )
  await turn.say(`${remoteLines(pushed.stderr)}\n`)
  await turn.say(
    pushed.outcome === 'success' ? 'The push is through.\n' : 'It was not let through.\n',
  )
  const deployed = await turn.shell('./deploy.sh staging', { timeout: 0 })
  await turn.say(
    deployed.outcome === 'success' ? 'Deployed to staging.\n' : 'Nobody let me deploy.\n',
  )
  await turn.end({ input: 1_840, output: 212, cacheRead: 900 })
}

/** What git says of a push: lines of the guard and of refs. */
const remoteLines = (stderr: string): string =>
  stderr
    .split('\n')
    .filter((line) => /^remote: \S|^ ! /.test(line))
    .map((line) => `    ${line.trim()}`)
    .join('\n')
