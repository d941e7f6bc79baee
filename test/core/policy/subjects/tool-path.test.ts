import { expect, test } from '@jest/globals'
import { compileToolPaths } from '../../../../src/core/policy/subjects/tool-path.ts'

const workspace = '/home/runner/work/shop/shop'

test.each<{ path: string; patterns: string[]; root?: string; outcome: string }>([
  { path: 'deploy/prod/a.yml', patterns: ['deploy/prod/**'], outcome: 'yes' },
  { path: './deploy//prod/../prod/a.yml', patterns: ['deploy/prod/**'], outcome: 'yes' },
  { path: 'deploy\\prod\\a.yml', patterns: ['deploy/prod/**'], outcome: 'yes' },
  { path: 'src/a.ts', patterns: ['deploy/prod/**'], outcome: 'no' },
  {
    path: `${workspace}/deploy/prod/a.yml`,
    patterns: ['deploy/prod/**'],
    root: workspace,
    outcome: 'yes',
  },
  {
    path: `${workspace.toUpperCase()}/deploy/prod/a.yml`,
    patterns: ['deploy/prod/**'],
    root: workspace,
    outcome: 'yes',
  },
  {
    path: '../shop/deploy/prod/a.yml',
    patterns: ['deploy/prod/**'],
    root: workspace,
    outcome: 'yes',
  },
  { path: '/srv/deploy/prod/a.yml', patterns: ['deploy/prod/**'], root: workspace, outcome: 'no' },
  { path: '/etc/passwd', patterns: ['/etc/**'], root: workspace, outcome: 'yes' },
  { path: '../../../../../etc/passwd', patterns: ['/etc/**'], root: workspace, outcome: 'yes' },
  { path: '/anywhere/deploy/prod/a.yml', patterns: ['deploy/prod/**'], outcome: 'yes' },
  { path: 'C:\\work\\deploy\\prod\\a.yml', patterns: ['deploy/prod/**'], outcome: 'yes' },
  { path: '../deploy/prod/a.yml', patterns: ['deploy/prod/**'], outcome: 'yes' },
  { path: '/anywhere/src/a.ts', patterns: ['deploy/prod/**'], outcome: 'no' },
  { path: 'src/a.ts', patterns: ['!docs/**'], outcome: 'yes' },
  { path: 'docs/a.md', patterns: ['!docs/**'], outcome: 'no' },
  { path: '/anywhere/docs/a.md', patterns: ['!docs/**'], outcome: 'unknown' },
  { path: `${workspace}/docs/a.md`, patterns: ['!docs/**'], root: workspace, outcome: 'no' },
])('$path against $patterns in $root gives $outcome', ({ path, patterns, root, outcome }) => {
  expect(compileToolPaths(patterns)(path, root)).toBe(outcome)
})
