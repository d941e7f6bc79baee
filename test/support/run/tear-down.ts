import { rm } from 'node:fs/promises'

export default async function tearDown(): Promise<void> {
  const folder = process.env.TEST_RUN_FOLDER
  if (folder !== undefined) await rm(folder, { recursive: true, force: true })
}
