import { sql } from 'kysely'
import { pino } from 'pino'
import { createWorker } from '../../../src/server/work/worker.ts'
import { openStorage } from '../databases.ts'

// One replica's worker as a process of its own, to be killed: it writes down what it begins and
// ends, and never ends what says "hang" unless it is told to hang no more.
const [url = '', hangs = ''] = process.argv.slice(2)
const { db, queue } = await openStorage(url)

const worker = createWorker(queue, {
  now: Date.now,
  log: pino({ level: 'warn' }, pino.destination(2)),
  async perform(body) {
    await sql`insert into trace (process, body, what) values (${process.pid}, ${body}, 'begin')`.execute(
      db,
    )
    if (hangs === 'hangs' && body.startsWith('hang')) await new Promise(() => {})
    await sql`insert into trace (process, body, what) values (${process.pid}, ${body}, 'end')`.execute(
      db,
    )
  },
})
worker.start()
process.stdout.write('ready\n')
