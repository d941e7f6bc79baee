import type { Detector } from '../detector.ts'
import { amazon } from './amazon.ts'
import { assignments, issuerAssignment } from './assignments.ts'
import { chat } from './chat.ts'
import { commerce } from './commerce.ts'
import { connections } from './connections.ts'
import { credentialFiles } from './credential-files.ts'
import { developerTools } from './developer-tools.ts'
import { frameworkKeys } from './framework-keys.ts'
import { googleCloud } from './google.ts'
import { identity } from './identity.ts'
import { infrastructure } from './infrastructure.ts'
import { messaging } from './messaging.ts'
import { microsoft } from './microsoft.ts'
import { models } from './models.ts'
import { monitoring } from './monitoring.ts'
import { nearby } from './nearby.ts'
import { packages } from './packages.ts'
import { payments } from './payments.ts'
import { platforms } from './platforms.ts'
import { privateKeys } from './private-keys.ts'
import { sourceHosting } from './source-hosting.ts'
import { webTokens } from './web-tokens.ts'
import { workTools } from './work-tools.ts'

const byForm: Detector[] = [
  ...sourceHosting,
  ...amazon,
  ...googleCloud,
  ...microsoft,
  ...platforms,
  ...models,
  ...infrastructure,
  ...chat,
  ...payments,
  ...commerce,
  ...developerTools,
  ...identity,
  ...messaging,
  ...monitoring,
  ...packages,
  ...workTools,
  ...privateKeys,
  ...webTokens,
  ...connections,
  ...credentialFiles,
  ...frameworkKeys,
]

/** Names that lead to keys without a form; those that say “key” themselves could be anybody’s. */
const issuerNames = [...byForm, ...nearby]
  .filter(
    ({ tier, confidence, beforeKeyword }) =>
      tier === 'report' && confidence === 'medium' && beforeKeyword === 0,
  )
  .flatMap((rule) => (rule.provider === 'Any' ? [] : rule.keywords))
  .filter((name) => /^[a-z0-9.]{4,}$/.test(name) && !/key|token|secret|cred/.test(name))

/** Every rule there is. The order settles ties: of two matches of one text the earlier rule names it. */
export const detectors: readonly Detector[] = [
  ...byForm,
  issuerAssignment([...new Set(issuerNames)]),
  ...nearby,
  ...assignments,
]
