import { describe } from '@jest/globals'
import { nearbyIToP } from '../../../../src/core/secrets/detectors/nearby-i-p.ts'
import { nearbyTableTests } from './nearby-table.ts'

describe('issuers of the table nearby-i-p', () => nearbyTableTests(nearbyIToP))
