// The boundaries of the house: core imports no shell, shells do not import each other.
const core = '^src/(policy|git|cursor|secrets|recording|approval|protection|identity)/'
const nodeForCore = '^(node:)?(crypto|buffer|zlib|util|string_decoder)$'

export default {
  forbidden: [
    {
      name: 'core-imports-only-core',
      comment: 'The core takes values and returns values; time, files and network are arguments.',
      severity: 'error',
      from: { path: core },
      to: { path: '^(src|action)/', pathNot: [core, '^src/errors\\.ts$'] },
    },
    {
      name: 'core-touches-no-machine',
      comment: 'No file system, network, process or clock module in the core.',
      severity: 'error',
      from: { path: core },
      to: { dependencyTypes: ['core'], pathNot: nodeForCore },
    },
    {
      name: 'guard-imports-core-and-http',
      severity: 'error',
      from: { path: '^src/guard/' },
      to: { path: '^(src|action)/', pathNot: [core, '^src/(guard|http)/', '^src/errors\\.ts$'] },
    },
    {
      name: 'http-imports-errors-only',
      severity: 'error',
      from: { path: '^src/http/' },
      to: { path: '^(src|action)/', pathNot: ['^src/http/', '^src/errors\\.ts$'] },
    },
    {
      name: 'proxy-imports-core-guard-http',
      severity: 'error',
      from: { path: '^src/proxy/' },
      to: {
        path: '^(src|action)/',
        pathNot: [core, '^src/(guard|http|proxy)/', '^src/errors\\.ts$'],
      },
    },
    {
      name: 'storage-imports-core',
      severity: 'error',
      from: { path: '^src/storage/' },
      to: { path: '^(src|action)/', pathNot: [core, '^src/(guard|storage)/', '^src/errors\\.ts$'] },
    },
    {
      name: 'github-imports-core',
      comment: 'Calls of the forge, typed; the App, the gateway and the pages share them.',
      severity: 'error',
      from: { path: '^src/github/' },
      to: { path: '^(src|action)/', pathNot: [core, '^src/github/', '^src/errors\\.ts$'] },
    },
    {
      name: 'app-imports-core-guard-github',
      severity: 'error',
      from: { path: '^src/app/' },
      to: {
        path: '^(src|action)/',
        pathNot: [core, '^src/(guard|http|github|app)/', '^src/errors\\.ts$'],
      },
    },
    {
      name: 'workshop-imports-core-guard-http',
      severity: 'error',
      from: { path: '^src/workshop/' },
      to: {
        path: '^(src|action)/',
        pathNot: [core, '^src/(guard|http|workshop)/', '^src/errors\\.ts$'],
      },
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
