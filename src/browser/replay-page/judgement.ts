import type { TreeRule } from '../../core/recording/page/page-data.ts'
import { type Child, el } from './element.ts'
import { icon } from './icon.ts'
import { marked } from './marked-text.ts'
import { plural } from './number-text.ts'

const toneOfEffect: Record<string, string> = {
  deny: 'bad',
  hold: 'warn',
  mask: 'warn',
  warn: 'warn',
}

/** Every rule that was asked, and what each of its conditions expected and found. */
export function judgement(rules: readonly TreeRule[] | undefined): Child {
  if (rules === undefined) return undefined
  const matched = rules.filter((rule) => rule.matched).length
  const counted = ` ${matched} of ${plural(rules.length, 'rule')} matched`
  return el(
    'details',
    { class: 'tree', open: true },
    el('summary', {}, 'How it was judged', el('span', { class: 'dim' }, counted)),
    el('ol', {}, rules.map(ruleView)),
  )
}

function ruleView({ rule, source, matched, reason, ...rest }: TreeRule): HTMLElement {
  return el(
    'li',
    { class: matched ? 'matched' : 'unmatched' },
    el(
      'div',
      { class: 'rule' },
      el('span', { class: `outcome ${matched ? 'yes' : 'no'}` }, icon(matched ? 'check' : 'cross')),
      el('strong', {}, marked(rule)),
      el('span', { class: `chip ${toneOfEffect[rest.then] ?? 'good'}` }, rest.then),
      el('span', { class: 'dim' }, source),
    ),
    reason ? el('p', { class: 'reason' }, marked(reason)) : undefined,
    rest.conditions.length === 0 ? undefined : conditionTable(rest.conditions),
  )
}

function conditionTable(conditions: TreeRule['conditions']): HTMLElement {
  const heads = ['', 'condition', 'expected', 'found'].map((name) =>
    el('th', { scope: 'col' }, name),
  )
  const rows = conditions.map(({ outcome, key, expected, actual }) =>
    el(
      'tr',
      { class: `is-${outcome}` },
      el('td', {}, outcome),
      el('td', {}, el('code', {}, marked(key))),
      el('td', {}, marked(expected)),
      el('td', {}, marked(actual)),
    ),
  )
  const table = el('table', {}, el('thead', {}, el('tr', {}, heads)), el('tbody', {}, rows))
  return el('div', { class: 'scroll' }, table)
}
