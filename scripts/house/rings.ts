/** What the files of one place may import, besides each other. Whatever is not listed is refused. */
export interface Ring {
  /** Files of the house, as globs. */
  house?: readonly string[]
  /** Node's own modules, without `node:`. */
  node?: readonly string[]
  /** Packages, with everything below them. */
  packages?: readonly string[]
}

/** Node's modules that turn values into values. */
const values = ['buffer', 'crypto', 'string_decoder', 'util', 'zlib']
/** Node's modules that carry bytes over a connection they are given. */
const wire = ['http', 'http2', 'net', 'stream', 'stream/promises', 'timers/promises']
/** Node's modules that reach the machine. */
const machine = ['child_process', 'dgram', 'events', 'fs', 'fs/promises', 'os', 'path', 'url']

const core = 'src/core/**'
const http = 'src/http/**'
const adapters = 'src/adapters/**'
/** What the guard asks of the outside; its lanes are not for adapters. */
const ports = ['src/guard/ports.ts', 'src/guard/git-ports.ts', 'src/guard/git/lfs/spool.ts']
const loose = ['src/version.ts', 'src/state-directory.ts', 'src/own-folder.ts']

/** What stands in the queue; the queue itself comes through a port. */
const work = 'src/adapters/storage/work.ts'
const shared = ['src/server/policy/**', 'src/server/people/**', 'src/server/work/**']
/** A part of the server: GitHub's calls are its trade, storage and git come through ports. */
const serverPart = [core, http, 'src/adapters/github/**']

/**
 * The boundaries of the house. A file belongs to exactly one line; a folder without a line is
 * refused, so that somebody decides what it may touch before it exists.
 */
export const rings: Readonly<Record<string, Ring>> = {
  'src/core/**': { node: values, packages: ['re2js', 'unbash', 'yaml', 'zod'] },
  'src/http/**': { house: ['src/core/errors.ts'], node: [...wire, 'https', 'tls'] },
  'src/guard/**': { house: [core, http], node: [...values, ...wire], packages: ['diff', 'zod'] },

  'src/adapters/machine/**': { house: [core], node: ['crypto', ...machine] },
  'src/adapters/github/**': {
    house: [core, http, ...ports],
    node: ['async_hooks', 'crypto', 'timers/promises'],
    packages: ['probot', 'zod'],
  },
  'src/adapters/repository/**': {
    house: [core, http, ...ports, 'src/own-folder.ts'],
    node: [...values, ...wire, ...machine, 'readline', 'v8', 'vm'],
  },
  'src/adapters/storage/**': {
    house: [core, http, ...ports, 'src/adapters/machine/**', 'src/version.ts'],
    node: [...values, 'fs', 'fs/promises', 'path', 'sqlite', 'timers/promises', 'v8'],
    packages: [
      '@electric-sql/pglite',
      '@electric-sql/pglite-prepopulatedfs',
      ...['kysely', 'pg', 'pg-boss', 'zod'],
    ],
  },

  // Runs in a browser: it knows the shape of its data, and nothing else of the house.
  'src/browser/**': { house: ['src/core/recording/page/page-data.ts'] },

  'src/runner/**': {
    house: [core, http, 'src/guard/**', adapters, ...loose],
    node: [...values, ...wire, ...machine],
    packages: ['zod'],
  },

  'src/server/app/**': {
    house: [...serverPart, ...shared, work],
    node: ['crypto', 'http'],
    packages: ['pino', 'probot', 'smee-client', 'zod'],
  },
  'src/server/pages/**': {
    house: [core, http, ...shared],
    node: ['crypto'],
    packages: ['hono', 'zod'],
  },
  'src/server/policy/**': { house: serverPart, node: ['crypto'] },
  'src/server/people/**': { house: serverPart },
  'src/server/work/**': {
    house: [core, work],
    node: ['timers/promises'],
    packages: ['pino', 'zod'],
  },
  'src/server/*.ts': {
    house: [core, http, 'src/guard/**', adapters, 'src/server/**', ...loose],
    node: ['crypto', 'fs', 'http', 'path'],
    packages: ['@hono/node-server', 'pino', 'probot', 'smee-client', 'zod'],
  },

  'src/commands/**': {
    house: [core, http, 'src/guard/**', adapters, 'src/runner/**', 'src/server/*.ts', ...loose],
    node: [...values, ...wire, ...machine],
    packages: ['zod'],
  },
  'src/cli.ts': {
    house: ['src/core/errors.ts', 'src/commands/*.ts', 'src/commands/help/*.ts', ...loose],
  },
  'src/state-directory.ts': { node: ['os', 'path'] },
  'src/own-folder.ts': { house: ['src/core/errors.ts'], node: ['fs/promises', 'os', 'path'] },
  'src/version.ts': { house: ['package.json'] },
  'action/*.ts': {
    house: [core, http, 'src/guard/**', adapters, 'src/runner/**', 'src/commands/**', ...loose],
    node: [...values, ...wire, ...machine],
    packages: ['@actions/artifact', '@actions/core', 'zod'],
  },
}
