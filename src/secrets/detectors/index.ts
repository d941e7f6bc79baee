import type { Detector } from '../detector.ts'
import { amazon } from './amazon.ts'
import { assignments } from './assignments.ts'
import { chat } from './chat.ts'
import { commerce } from './commerce.ts'
import { connections } from './connections.ts'
import { credentialFiles } from './credential-files.ts'
import { developerTools } from './developer-tools.ts'
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

/** Every rule there is. The order settles ties: of two matches of one text the earlier rule names it. */
export const detectors: readonly Detector[] = [
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
  ...nearby,
  ...assignments,
]
