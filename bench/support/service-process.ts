import { readyUntilStopped } from './child.ts'
import { startBenchService } from './service.ts'

const service = await startBenchService()
readyUntilStopped({ baseUrl: service.baseUrl }, () => service.close())
