import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Writes what arrives while a write is under way together, in the next one: the busier it gets, the
 * fewer writes each item costs.
 *
 * @param maxItems items of one write at most
 * @param restMs after a write, milliseconds in which more is collected; 0 for what somebody waits for
 * @param write answers for each item, in their order; when it throws, all items of that write fail
 */
export function inBatches<Item, Answer>(
  { maxItems, restMs }: { maxItems: number; restMs: number },
  write: (items: readonly Item[]) => Promise<readonly Answer[]>,
): (item: Item) => Promise<Answer> {
  const waiting: Waiting<Item, Answer>[] = []
  let writing = false
  async function writeAll() {
    writing = true
    while (waiting.length > 0) {
      await writeNext(waiting.splice(0, maxItems), write)
      if (restMs > 0) await sleep(restMs)
    }
    writing = false
  }
  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject })
      // It never rejects: every failure goes to whoever waits for that item.
      if (!writing) void writeAll()
    })
}

interface Waiting<Item, Answer> {
  item: Item
  resolve(answer: Answer): void
  reject(error: unknown): void
}

async function writeNext<Item, Answer>(
  batch: readonly Waiting<Item, Answer>[],
  write: (items: readonly Item[]) => Promise<readonly Answer[]>,
): Promise<void> {
  try {
    const answers = await write(batch.map(({ item }) => item))
    batch.forEach(({ resolve }, index) => {
      resolve(answers[index] as Answer)
    })
  } catch (error) {
    for (const { reject } of batch) reject(error)
  }
}
