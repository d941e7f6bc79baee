// Serves the stand-in for Cursor's service until it is ended; appends `url=` and `key=` to a file.
//   node test/support/stand-in.ts FILE
import { appendFileSync } from 'node:fs'
import { startCursorService } from './cursor-service/service.ts'

const [, , file] = process.argv
if (file === undefined) throw new Error('expected a file for the address and the key')

const service = await startCursorService({
  async script(turn) {
    await turn.say('I will look at the clock. ')
    const { stdout } = await turn.shell('date -u +%Y')
    await turn.say(`It is the year ${stdout.trim()}.`)
  },
})
appendFileSync(file, `pid=${process.pid}\nkey=${service.apiKey}\nurl=${service.url}\n`)
