import { availableParallelism, cpus, totalmem } from 'node:os'

/** What figures were taken on, in one line. */
export function machineLine(): string {
  const model = cpus()[0]?.model.trim() || process.arch
  const gib = Math.round(totalmem() / 2 ** 30)
  return `${availableParallelism()} cores (${model}), ${gib} GiB, ${process.platform}, node ${process.version}`
}
