import { pathToFileURL } from 'node:url'
import { ruleText } from '../../core/secrets/rule-text.ts'
import { version } from '../../version.ts'
import type { Finding, NotRead, Report } from './finding.ts'

/**
 * A report as SARIF 2.1.0, as code-scanning tools read it.
 * https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export function toSarif({ findings, notRead, summary }: Report, cwd: string) {
  const ids = [...new Set(findings.map(({ rule }) => rule))].sort()
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'cursor-guard',
            semanticVersion: version,
            rules: ids.map(ruleOf),
          },
        },
        columnKind: 'unicodeCodePoints',
        originalUriBaseIds: { '%SRCROOT%': { uri: folderUri(cwd) } },
        invocations: [
          {
            executionSuccessful: summary.errors === 0,
            toolExecutionNotifications: notRead.map(notificationOf),
          },
        ],
        results: findings.map((finding) => resultOf(finding, ids.indexOf(finding.rule))),
        properties: { summary },
      },
    ],
  }
}

function ruleOf(id: string) {
  const { title, revoke } = ruleText(id)
  return {
    id,
    name: id,
    shortDescription: { text: title },
    help: { text: revoke },
    properties: { tags: ['security', 'secret'], 'security-severity': '8.0' },
  }
}

function resultOf(finding: Finding, ruleIndex: number) {
  const { rule, tier, path, where, start, end, line, column, fingerprint, commit } = finding
  return {
    ruleId: rule,
    ruleIndex,
    level: tier === 'rewrite' ? 'error' : 'warning',
    message: { text: `${ruleText(rule).title}. ${ruleText(rule).revoke}` },
    locations: [
      {
        physicalLocation: {
          artifactLocation: locationOf(path),
          region: {
            startLine: line,
            startColumn: column,
            byteOffset: start,
            byteLength: end - start,
          },
        },
      },
    ],
    ...(fingerprint === '' ? {} : { partialFingerprints: { 'cursorGuardSecret/v1': fingerprint } }),
    properties: {
      confidence: finding.confidence,
      ...(where === undefined ? {} : { where }),
      ...(commit === undefined ? {} : { commit }),
    },
  }
}

/** What was not read is told beside the results (SARIF 2.1.0, 3.58). */
const notificationOf = ({ path, commit, why }: NotRead) => ({
  level: 'warning',
  message: { text: `Not read: ${why}` },
  locations: [{ physicalLocation: { artifactLocation: locationOf(path) } }],
  ...(commit === undefined ? {} : { properties: { commit } }),
})

const locationOf = (path: string) => ({
  uri: uriOf(path),
  ...(isRelative(path) ? { uriBaseId: '%SRCROOT%' } : {}),
})

const isRelative = (path: string) => !path.startsWith('/')

const uriOf = (path: string) =>
  isRelative(path) ? path.split('/').map(encodeURIComponent).join('/') : pathToFileURL(path).href

const folderUri = (folder: string) => pathToFileURL(`${folder}/`).href
