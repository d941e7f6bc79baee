import { describe } from '@jest/globals'
import { nearbyQToZ } from '../../../../src/core/secrets/detectors/nearby-q-z.ts'
import { nearbyTableTests } from './nearby-table.ts'

describe('issuers of the table nearby-q-z', () => nearbyTableTests(nearbyQToZ))
