import { describe } from '@jest/globals'
import { nearbyAToC } from '../../../../src/core/secrets/detectors/nearby-a-c.ts'
import { nearbyTableTests } from './nearby-table.ts'

describe('issuers of the table nearby-a-c', () => nearbyTableTests(nearbyAToC))
