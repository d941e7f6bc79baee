import { describe, expect, test } from '@jest/globals'
import { checkImports } from '../../scripts/house/check-imports.ts'

const check = (files: Record<string, string>) => checkImports(new Map(Object.entries(files)))

describe('an import is refused', () => {
  test.each([
    ['the core reaching the database', 'src/core/policy/probe.ts', 'pg'],
    ['the core logging', 'src/core/policy/probe.ts', 'pino'],
    ['the core reading files', 'src/core/policy/probe.ts', 'node:fs/promises'],
    ['the core taking the process', 'src/core/policy/probe.ts', 'node:process'],
    ['the core waiting', 'src/core/policy/probe.ts', 'node:timers/promises'],
    ['the core knowing the guard', 'src/core/policy/probe.ts', '../../guard/ports.ts'],
    ['HTTP knowing the core', 'src/http/probe.ts', '../core/policy/policy.ts'],
    ['the guard reading files', 'src/guard/probe.ts', 'node:fs'],
    ['the guard reaching the database', 'src/guard/probe.ts', 'pg'],
    ['the guard starting programs', 'src/guard/git/probe.ts', 'node:child_process'],
    ['the guard choosing an adapter', 'src/guard/probe.ts', '../adapters/github/refs.ts'],
    ['an adapter using another', 'src/adapters/storage/probe.ts', '../github/refs.ts'],
    ['an adapter starting a lane', 'src/adapters/storage/probe.ts', '../../guard/cursor-lane.ts'],
    ['an adapter with the package of another', 'src/adapters/github/probe.ts', 'kysely'],
    ['the runner knowing the server', 'src/runner/probe.ts', '../server/config.ts'],
    ['the server knowing the runner', 'src/server/probe.ts', '../runner/contain.ts'],
    ['the App reading files', 'src/server/app/probe.ts', 'node:fs'],
    ['the App reaching the database', 'src/server/app/probe.ts', 'pg'],
    ['the App choosing a store', 'src/server/app/probe.ts', '../../adapters/storage/queue.ts'],
    ['the App opening a lane', 'src/server/app/probe.ts', '../../guard/cursor-lane.ts'],
    ['the App knowing the pages', 'src/server/app/probe.ts', '../pages/setup-page.ts'],
    ['the pages choosing a store', 'src/server/pages/probe.ts', '../../adapters/storage/queue.ts'],
    ['the pages knowing the App', 'src/server/pages/probe.ts', '../app/scope.ts'],
    ['what parts share knowing a part', 'src/server/people/probe.ts', '../app/scope.ts'],
    ['the App using an entry', 'src/server/app/probe.ts', '../../cli.ts'],
    ['the runner using a command', 'src/runner/probe.ts', '../commands/run.ts'],
    ['the core using the action', 'src/core/probe.ts', '../../action/main.ts'],
    ['an action using the command line', 'action/probe.ts', '../src/cli.ts'],
    ['sources using tests', 'src/runner/probe.ts', '../../test/support/driver.ts'],
    ['a way around by node_modules', 'src/core/probe.ts', '../../node_modules/pg/lib/index.js'],
    ['a module of node without its prefix', 'src/core/probe.ts', 'fs'],
  ])('%s', (_, path, name) => {
    expect(check({ [path]: `import '${name}'` })).toEqual([
      expect.stringMatching(/^(src|action)\/\S*probe\.ts: may not import /),
    ])
  })

  test.each([
    ['a type', "import type { Pool } from 'pg'\nexport type P = Pool"],
    ['a type in place', "export type P = import('pg').Pool"],
    ['a later import', "export const load = () => import('pg')"],
    ['handing on', "export { Pool } from 'pg'"],
    ['handing on everything', "export * from 'pg'"],
  ])('as %s too', (_, source) => {
    expect(check({ 'src/core/probe.ts': source })).toEqual([
      'src/core/probe.ts: may not import pg; see src/core/** in scripts/house/rings.ts',
    ])
  })

  test('from any folder that has no line yet', () => {
    expect(check({ 'src/gateway/probe.ts': "import '../core/errors.ts'" })).toEqual([
      'src/gateway/probe.ts: 0 lines of scripts/house/rings.ts name this place; one has to',
    ])
    expect(check({ 'src/server/gateway/probe.ts': '' })).toHaveLength(1)
    expect(check({ 'src/adapters/vault/probe.ts': '' })).toHaveLength(1)
    expect(check({ 'src/probe.ts': '' })).toHaveLength(1)
  })

  test('where nobody can tell what it names', () => {
    const source = 'export const load = (name: string) => import(name)'
    expect(() => check({ 'src/runner/probe.ts': source })).toThrow('imports what it computes')
  })

  test('where files import each other in a circle', () => {
    const files = {
      'src/core/a.ts': "import './b.ts'",
      'src/core/b.ts': "import type { C } from './c.ts'\nexport type B = C",
      'src/core/c.ts': "export * from './a.ts'",
    }
    expect(check(files)).toEqual([
      'circle: src/core/a.ts → src/core/b.ts → src/core/c.ts → src/core/a.ts',
    ])
  })
})

describe('an import is accepted', () => {
  test.each([
    ['the core computing a digest', 'src/core/policy/probe.ts', 'node:crypto'],
    ['the core reading YAML', 'src/core/policy/probe.ts', 'yaml'],
    ['the core using the core', 'src/core/policy/probe.ts', '../errors.ts'],
    ['HTTP throwing an error', 'src/http/probe.ts', '../core/errors.ts'],
    ['the guard carrying bytes', 'src/guard/probe.ts', 'node:stream'],
    ['the guard asking the core', 'src/guard/probe.ts', '../core/policy/judge/evaluate.ts'],
    ['an adapter fulfilling a port', 'src/adapters/storage/probe.ts', '../../guard/git-ports.ts'],
    ['storage reaching the database', 'src/adapters/storage/probe.ts', 'pg'],
    ['a part of a package', 'src/adapters/storage/probe.ts', 'kysely/migration'],
    ['the runner wiring an adapter', 'src/runner/probe.ts', '../adapters/storage/folder-lock.ts'],
    ['the server wiring an adapter', 'src/server/probe.ts', '../adapters/storage/queue.ts'],
    ['the App calling GitHub', 'src/server/app/probe.ts', '../../adapters/github/refs.ts'],
    ['the App using what parts share', 'src/server/app/probe.ts', '../work/jobs.ts'],
    ['the pages using what parts share', 'src/server/pages/probe.ts', '../policy/known-file.ts'],
    ['a command using the runner', 'src/commands/probe.ts', '../runner/run-guarded.ts'],
    ['the command line using a command', 'src/cli.ts', './commands/run.ts'],
    ['the action using the runner', 'action/probe.ts', '../src/runner/contain.ts'],
  ])('%s', (_, path, name) => {
    expect(check({ [path]: `import '${name}'` })).toEqual([])
  })

  test('in a file with the syntax of today', () => {
    const source = `
      import { open } from 'node:fs/promises'
      export async function read(path: string) {
        await using file = await open(path)
        using reader = file satisfies object as Disposable & typeof file
        for await (const line of reader.readLines()) return line
      }`
    expect(check({ 'src/runner/probe.ts': source })).toEqual([])
    expect(check({ 'src/core/probe.ts': source })).toHaveLength(1)
  })
})
