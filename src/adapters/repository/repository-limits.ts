/** Every cap of the real git at work. What goes over one is refused or `unknown`, never waved through. */
export interface RepositoryLimits {
  /** Largest pack of a push, in bytes, as it travels. */
  packBytes: number
  /** Most objects in a pack. */
  objects: number
  /** Largest file in a push, in bytes. */
  blobBytes: number
  /** Largest commit, tag or folder listing, in bytes. */
  recordBytes: number
  /** Most bytes that the objects of a push may inflate to. */
  inflatedBytes: number
  /** A pack may inflate to this many times its size … */
  inflation: number
  /** … or to this many bytes, whichever is more. */
  freeInflatedBytes: number
  /** Most new commits that are looked at one by one. */
  commits: number
  /** Most changed paths that are listed. */
  paths: number
  /** Deepest folder that is entered. */
  depth: number
  /** Processor time of one git process, in seconds. */
  cpuSeconds: number
  /** Address space of one git process, in bytes. */
  memoryBytes: number
  /** Wall-clock time of one git process that waits for nobody, in milliseconds. */
  processMs: number
  /** How long a pack may take to arrive and be checked, in milliseconds. */
  receiveMs: number
  /** How long one answer of the forge may take, in milliseconds. */
  upstreamMs: number
  /** Most bytes of history (commits and tags alone) that are fetched at once. */
  historyBytes: number
  /** Most bytes of folder listings that are fetched at once. */
  treeBytes: number
  /** Most bytes of earlier versions of files that are fetched to compare with. */
  earlierBytes: number
  /** Most refs of a repository. */
  refs: number
  /** Text files up to this size are read at once; larger ones piece by piece. */
  textBytes: number
  /** Most places with a secret that are located one by one. */
  findings: number
  /** Most pointers to objects in LFS. */
  lfsPointers: number
  /** How long the search for secrets may take, in milliseconds. */
  scanMs: number
}

const MiB = 1_048_576
const GiB = 1_024 * MiB

export const defaultLimits: RepositoryLimits = {
  packBytes: 2 * GiB + 64 * MiB,
  objects: 2_000_000,
  blobBytes: 2 * GiB,
  recordBytes: 32 * MiB,
  inflatedBytes: 32 * GiB,
  inflation: 150,
  freeInflatedBytes: 512 * MiB,
  commits: 5_000,
  paths: 50_000,
  depth: 128,
  cpuSeconds: 300,
  memoryBytes: 4 * GiB,
  processMs: 120_000,
  receiveMs: 3_600_000,
  upstreamMs: 180_000,
  historyBytes: GiB,
  treeBytes: 24 * MiB,
  earlierBytes: 64 * MiB,
  refs: 200_000,
  textBytes: MiB,
  findings: 200,
  lfsPointers: 10_000,
  scanMs: 600_000,
}

/** A size for people: `512 MiB`. */
export function sizeText(bytes: number): string {
  if (bytes >= GiB) return `${trim(bytes / GiB)} GiB`
  if (bytes >= MiB) return `${trim(bytes / MiB)} MiB`
  return bytes >= 1_024 ? `${trim(bytes / 1_024)} KiB` : `${bytes} bytes`
}

const trim = (value: number): string => value.toFixed(1).replace(/\.0$/, '')
