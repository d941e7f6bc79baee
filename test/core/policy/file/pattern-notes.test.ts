import { expect, test } from '@jest/globals'
import { parsePolicy } from '../../../../src/core/policy/file/parse.ts'
import {
  patternNotes,
  type RepositoryNames,
} from '../../../../src/core/policy/file/pattern-notes.ts'

const names: RepositoryNames = {
  paths: [
    'package.json',
    'config/.env.local',
    'config/.env.test',
    'packages/a/package.json',
    'infra/main.tf',
    '.github/workflows/nightly.yml',
  ],
  refs: ['refs/heads/main', 'refs/heads/release/1', 'refs/tags/v1'],
}

function notesOn(text: string, known: RepositoryNames | undefined = names): string[] {
  const policy = parsePolicy(Buffer.from(`version: 1\n${text}\n`), 'policy.yml', {
    organisation: true,
  })
  return patternNotes(policy, known).map(({ path, message }) => `${path.join('.')}: ${message}`)
}
const pushed = (paths: string) =>
  `rules: [{ name: x, when: { push: { paths: ${paths} } }, then: deny }]`
const at = 'rules.0.when.push.paths.0'

test.each([
  {
    what: 'a glob for the root alone',
    text: pushed('[".env*"]'),
    says: [
      `${at}: ".env*" is about the root of the repository alone; for any folder write "**/.env*" (here 2 files instead of 0)`,
    ],
  },
  {
    what: 'an exclusion for the root alone',
    text: pushed('["!*.tf"]'),
    says: [
      `${at}: "*.tf" is about the root of the repository alone; for any folder write "**/*.tf" (here 1 file instead of 0)`,
    ],
  },
  {
    what: 'a file name that other folders have too',
    text: pushed('[package.json]'),
    says: [
      `${at}: "package.json" is about the root of the repository alone; for any folder write "**/package.json" (here 2 files instead of 1)`,
    ],
  },
  {
    what: 'a path that nothing has',
    text: pushed('["deploy/**", "infra/**"]'),
    says: [`${at}: "deploy/**" matches no file of this repository`],
  },
  {
    what: 'a path of a tool call, of an exception, of a floor',
    text: `floor: { rules: [{ name: x, when: { tool: write, path: "gone/**" }, then: deny }] }
secrets: { allow: [{ path: "gone/*.txt", reason: test }] }`,
    says: [
      'secrets.allow.0.path.0: "gone/*.txt" matches no file of this repository',
      'floor.rules.0.when.path.0: "gone/**" matches no file of this repository',
    ],
  },
  {
    what: 'branches and workflows that are not there',
    text: `branches: [{ match: [mian, "release/**"] }]
rules: [{ name: x, when: { push: {}, branch: ["refs/tags/w*"], runner: { workflow: "!daily.yml" } }, then: deny }]`,
    says: [
      'branches.0.match.0: "mian" matches no branch or tag that is known here',
      'rules.0.when.branch.0: "refs/tags/w*" matches no branch or tag that is known here',
      'rules.0.when.runner.workflow.0: "daily.yml" matches no workflow of this repository',
    ],
  },
])('$what is remarked on', ({ text, says }) => {
  expect(notesOn(text)).toEqual(says)
})

test.each([
  { what: 'a pattern for any folder', text: pushed('["**/.env*"]') },
  { what: 'both forms side by side', text: pushed('["**/package.json", "package.json"]') },
  { what: 'a file of the root by its name', text: pushed('[infra/main.tf, "INFRA/*.tf"]') },
  { what: 'everything', text: pushed('["**"]') },
  {
    what: 'the default branch, whatever it is',
    text: 'branches: [{ match: [~DEFAULT_BRANCH, ~ALL] }]',
  },
  {
    what: 'a branch and a workflow that are there',
    text: 'rules: [{ name: x, when: { tool: shell, branch: Main, runner: { workflow: "night*" } }, then: deny }]',
  },
])('$what is not', ({ text }) => {
  expect(notesOn(text)).toEqual([])
})

test('without a repository only the form of a pattern speaks', () => {
  const text = pushed('[".env*", package.json, "gone/**"]')
  expect(patternNotes(parsePolicy(Buffer.from(`version: 1\n${text}`), 'p'), undefined)).toEqual([
    {
      path: ['rules', 0, 'when', 'push', 'paths', 0],
      message: '".env*" is about the root of the repository alone; for any folder write "**/.env*"',
    },
  ])
})
