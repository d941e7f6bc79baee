import type { Detector } from '../detector.ts'
import { amazon } from './amazon.ts'
import { chat } from './chat.ts'
import { googleCloud } from './google.ts'
import { infrastructure } from './infrastructure.ts'
import { microsoft } from './microsoft.ts'
import { models } from './models.ts'
import { payments } from './payments.ts'
import { platforms } from './platforms.ts'
import { privateKeys } from './private-keys.ts'
import { sourceHosting } from './source-hosting.ts'
import { webTokens } from './web-tokens.ts'

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
  ...privateKeys,
  ...webTokens,
]
