// The boundaries of the house, by ring: what a path may import follows from its first words.
const nodeForCore = '^(node:)?(crypto|buffer|zlib|util|string_decoder)$'

const loose = '^src/(version|state-directory)\\.ts$'

/** Files of `from` import nothing of the house outside `to`. */
const only = (name, from, to) => ({
  name,
  severity: 'error',
  from: { path: from },
  to: { path: '^(src|action)/', pathNot: to },
})

export default {
  forbidden: [
    only('core-imports-core', '^src/core/', ['^src/core/']),
    only('http-imports-errors', '^src/http/', ['^src/http/', '^src/core/errors\\.ts$']),
    only('guard-imports-core-and-http', '^src/guard/', ['^src/(core|guard|http)/']),
    only('adapters-import-ports', '^src/adapters/([^/]+)/', [
      '^src/(core|guard|http)/',
      '^src/adapters/$1/',
    ]),
    only('runner-imports-below', '^src/runner/', [
      '^src/(core|guard|http|adapters|runner)/',
      loose,
    ]),
    only('server-imports-below', '^src/server/', [
      '^src/(core|guard|http|adapters|server)/',
      loose,
    ]),
    {
      name: 'core-touches-no-machine',
      comment: 'No file system, network, process or clock module in the core.',
      severity: 'error',
      from: { path: '^src/core/' },
      to: { dependencyTypes: ['core'], pathNot: nodeForCore },
    },
    {
      name: 'nobody-imports-the-entries',
      severity: 'error',
      from: { pathNot: '^(src/cli\\.ts|src/commands/|action/)' },
      to: { path: '^(src/cli\\.ts|src/commands/|action/)' },
    },
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^action/dist' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node'] },
    parser: 'swc',
  },
}
