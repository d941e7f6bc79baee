import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import {
  readRecording
} from "./chunk-NOG7WNNR.js";
import {
  keyFingerprint,
  readFileRecording
} from "./chunk-IQX52FJR.js";
import {
  printableLine,
  safeJson,
  visible,
  visibleLine
} from "./chunk-SW24IY7H.js";
import {
  array,
  boolean,
  object,
  string,
  unknown
} from "./chunk-SSMIV5O6.js";
import "./chunk-CSME74VS.js";
import "./chunk-GZ5KYTBD.js";

// action/replay-page.ts
import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

// src/core/recording/page/page.ts
import { createHash } from "node:crypto";

// src/core/recording/proof.ts
function stateSentence(verification) {
  const { state, count, why, line } = verification;
  const lines = count === 1 ? "1 line" : `${count} lines`;
  if (state === "sealed") return `intact and sealed: ${lines}, none removed, changed or reordered`;
  if (state === "unsealed") {
    return `intact but unsealed: ${lines}; ${printableLine(why ?? "", 400)}, so more may have followed`;
  }
  return `BROKEN at line ${line}: ${printableLine(why ?? "", 400)}`;
}
function proofSentence(verification, answer) {
  const { state, signature } = verification;
  if (state === "broken") return "nothing from the damage on is proven";
  if (state === "unsealed")
    return "unsealed and unsigned: shows damage, not rewriting, and not what is missing at its end";
  if (signature.state === "absent" || signature.key === void 0) {
    return "unsigned: shows damage, not rewriting";
  }
  const name = keyFingerprint(signature.key);
  if (answer === "trusted") {
    return `signed by ${name}, the key you gave: only its holder could have written or rewritten this`;
  }
  if (answer === "other") return `signed by ${name}, which is not the key you gave`;
  return `signed by ${name}; anybody can make a key, so give --key to prove whose it is`;
}
function coverageSentence({ session, coverage }) {
  const level = coverage?.level ?? session?.level ?? "unknown";
  if (coverage === void 0) return `level ${level}, record partial (not sealed)`;
  const reasons = coverage.reasons.map((reason) => printableLine(reason)).join("; ");
  return `level ${level}, record ${coverage.state}${reasons === "" ? "" : ` (${reasons})`}`;
}

// src/core/recording/timeline/described-entry.ts
var tags = [
  "prompt",
  "answer",
  "thinking",
  "tool",
  "push",
  "network",
  "finding",
  "denied",
  "held",
  "approval",
  "gap",
  "note"
];

// src/core/recording/page/script-detail.ts
var detailScript = String.raw`
const detail = el('section', { class: 'detail', id: 'detail', 'aria-label': 'Details', tabindex: '0' })

const size = (bytes) => bytes >= 1 << 20 ? (bytes / (1 << 20)).toFixed(1) + ' MiB'
  : bytes >= 1024 ? (bytes / 1024).toFixed(1) + ' KiB' : plural(bytes, 'byte')

const cutNote = (body) => body.cut
  ? el('p', { class: 'note' }, 'Only the beginning of ' + size(body.bytes) + ' is shown; the rest is ' +
      (body.blob ? 'in blobs/' + body.blob : 'in the recording') + '.')
  : undefined

const maxDiffLines = 5000
const diffView = (body) => {
  const all = body.text.replace(/\n$/, '').split('\n')
  const lines = all.slice(0, maxDiffLines).map((line) => {
    const kind = line.startsWith('@@') ? 'at' : /^(\+\+\+|---) /.test(line) ? 'file'
      : line.startsWith('+') ? 'plus' : line.startsWith('-') ? 'minus' : ''
    return el('span', { class: 'line ' + kind }, ...marked(line, state.query), '\n')
  })
  const count = (sign) => all.filter((line) => line.startsWith(sign) && !line.startsWith(sign + sign + sign)).length
  return [
    el('p', { class: 'counts' }, el('span', { class: 'plus' }, '+' + count('+')), ' ', el('span', { class: 'minus' }, '−' + count('-'))),
    el('pre', { class: 'diff', tabindex: '0' }, el('code', {}, lines)),
    all.length > maxDiffLines ? el('p', { class: 'note' }, number(all.length - maxDiffLines) + ' more lines are in the recording.') : undefined,
  ]
}

const bodyView = (body) => {
  if (!body || (body.text === '' && !body.cut)) return []
  const text = body.style === 'diff' ? diffView(body)
    : body.style === 'prose' ? [el('div', { class: 'prose' }, ...prose(body.text, state.query))]
    : [el('pre', { class: body.style, tabindex: '0' }, el('code', {}, ...marked(body.text, state.query)))]
  return [...text, cutNote(body)]
}

const factsView = (facts) => facts && facts.length > 0
  ? el('dl', { class: 'facts' }, facts.flatMap(([name, value]) =>
      [el('dt', {}, name), el('dd', {}, ...marked(value, state.query))]))
  : undefined

const treeView = (tree) => {
  if (!tree) return undefined
  const matched = tree.filter((rule) => rule.matched).length
  return el('details', { class: 'tree', open: true },
    el('summary', {}, 'How it was judged', el('span', { class: 'dim' }, ' ' + matched + ' of ' + plural(tree.length, 'rule') + ' matched')),
    el('ol', {}, tree.map((rule) => el('li', { class: rule.matched ? 'matched' : 'unmatched' },
      el('div', { class: 'rule' },
        el('span', { class: 'outcome ' + (rule.matched ? 'yes' : 'no') }, icon(rule.matched ? 'check' : 'cross')),
        el('strong', {}, ...marked(rule.rule)),
        el('span', { class: 'chip ' + ({ deny: 'bad', hold: 'warn', mask: 'warn', warn: 'warn' }[rule.then] ?? 'good') }, rule.then),
        el('span', { class: 'dim' }, rule.source)),
      rule.reason ? el('p', { class: 'reason' }, ...marked(rule.reason)) : undefined,
      rule.conditions.length === 0 ? undefined : el('div', { class: 'scroll' }, el('table', {},
        el('thead', {}, el('tr', {}, ['', 'condition', 'expected', 'found'].map((name) => el('th', { scope: 'col' }, name)))),
        el('tbody', {}, rule.conditions.map((condition) => el('tr', { class: 'is-' + condition.outcome },
          el('td', {}, condition.outcome), el('td', {}, el('code', {}, ...marked(condition.key))),
          el('td', {}, ...marked(condition.expected)), el('td', {}, ...marked(condition.actual)))))))))))
}

const partView = (part, start) => el('article', { class: 'part ' + part.tone + ' kind-' + part.kind },
  el('h3', {}, icon(part.kind), el('span', {}, ...marked(part.title, state.query)),
    el('time', {}, '+' + exactClock(Math.max(0, part.t - start)))),
  factsView(part.facts), treeView(part.tree), bodyView(part.body))

/** What else belongs to the conversation of a prompt or an answer. */
const maxConversation = 60
const conversationOf = (item) => {
  const index = items.indexOf(item)
  if (item.run === undefined) return { index, before: undefined, after: [] }
  let start = index
  while (start >= 0 && index - start < 2000 && !(items[start].kind === 'prompt' && items[start].run === item.run)) start -= 1
  const prompt = start >= 0 && items[start]?.kind === 'prompt' && items[start].run === item.run ? start : undefined
  const after = []
  for (let at = (prompt ?? index) + 1; at < items.length && at - index < 2000 && after.length < maxConversation; at += 1) {
    if (items[at].kind === 'prompt' && items[at].run === item.run) break
    if (items[at].run === item.run) after.push(at)
  }
  return { index, prompt, after }
}

const go = (index) => {
  const position = state.view.indexOf(index)
  if (position !== -1) return select(position)
  resetFilter()
  select(index)
}

const turnView = (index, selected) => {
  const item = items[index]
  const speech = item.kind === 'prompt' || item.kind === 'response' || item.kind === 'thinking'
  if (!speech) {
    return el('button', { class: 'turn step ' + item.tone, onclick: () => go(index) },
      iconOf(item), el('span', {}, ...marked(item.title)), el('span', { class: 'chips' }, outcomeOf(item)), el('time', {}, clock(item.t)))
  }
  const name = { prompt: 'Prompt', response: 'Answer', thinking: 'Thinking' }[item.kind]
  const head = [icon(item.kind), el('span', {}, ...marked(name)), el('time', {}, clock(item.t))]
  const content = [...bodyView(item.body), ...(selected ? (item.parts ?? []).map((part) => partView(part, item.t)) : [])]
  const options = { class: 'turn ' + item.kind + (selected ? ' selected' : '') }
  if (item.kind === 'thinking' && !selected) return el('details', options, el('summary', {}, head), content)
  return el('article', options, el('h3', {}, head), content)
}

const conversationView = (item) => {
  const { index, prompt, after } = conversationOf(item)
  const turns = [...(prompt === undefined ? [] : [prompt]), ...after]
  if (!turns.includes(index)) turns.push(index)
  return el('div', { class: 'conversation' }, turns.map((turn) => turnView(turn, turn === index)))
}

const drawDetail = () => {
  const item = current()
  if (item === undefined) {
    detail.replaceChildren(el('p', { class: 'empty' }, 'Nothing to show.'))
    return
  }
  const speech = item.kind === 'prompt' || item.kind === 'response' || item.kind === 'thinking'
  const took = (item.until ?? item.t) - item.t
  const place = [['#' + item.seq, 'line ' + (item.seq + 1) + ' of the recording'], [exactClock(item.t), 'since the session began'],
    ...(took > 0 ? [['took ' + exactClock(took), 'until its last part']] : []),
    ...(item.run ? [['run ' + item.run.slice(0, 14), item.run]] : []), ...(item.call ? [['call ' + item.call.slice(0, 14), item.call]] : [])]
  detail.replaceChildren(
    el('div', { class: 'detail-head ' + item.tone + ' kind-' + item.kind },
      el('span', { class: 'bullet' }, iconOf(item)),
      el('div', {}, el('h2', {}, ...marked(item.title, state.query)),
        el('p', { class: 'place' }, place.map(([text, title]) => el('span', { title }, ...marked(text))))),
      el('span', { class: 'chips' }, outcomeOf(item))),
    item.damage ? el('p', { class: 'alarm' }, icon('limit'), 'The record is broken from here on: ', ...marked(item.damage)) : '',
    ...(speech ? [conversationView(item)] : [
      factsView(item.facts) ?? '', treeView(item.tree) ?? '', ...bodyView(item.body).filter(Boolean),
      ...(item.parts ?? []).map((part) => partView(part, item.t)),
      item.partsLeftOut ? el('p', { class: 'note' }, plural(item.partsLeftOut, 'further part') + ' of this call are in the recording.') : '',
    ]))
  detail.scrollTop = 0
  const selected = detail.querySelector('.turn.selected')
  if (selected) detail.scrollTop = Math.max(0, selected.offsetTop - detail.offsetTop - 90)
}
`;

// src/core/recording/page/script-header.ts
var headerScript = String.raw`
const badge = (tone, iconName, text, title) =>
  el('span', { class: 'badge ' + tone, title }, icon(iconName), text)

const proofBadge = () => {
  if (meta.state === 'broken') return badge('bad', 'cross', 'Broken', meta.stateSentence)
  if (meta.state === 'unsealed') return badge('warn', 'limit', 'Intact, unsealed', meta.stateSentence)
  const signed = meta.signed ? 'Intact, sealed, signed' : 'Intact, sealed, unsigned'
  return badge(meta.signed ? 'good' : 'plain', 'check', signed, meta.proof)
}

const shortCommit = (commit) => (/^[0-9a-f]{40,64}$/.test(commit) ? commit.slice(0, 10) : commit)

const identityLine = () => {
  const { identity = {}, policy, mode, startedAt } = meta
  const facts = [
    ['workflow', identity.workflow],
    ['run', identity.run && identity.run + (identity.attempt ? '.' + identity.attempt : '')],
    ['job', identity.job],
    ['ref', identity.ref],
    ['commit', identity.commit && shortCommit(identity.commit)],
    ['actor', identity.actor],
    ['policy', policy && policy.source + ' (' + policy.enforcement + ')'],
    ['mode', mode],
    ['began', startedAt && startedAt.replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(\.\d+)?Z$/, '$1 $2 UTC')],
  ]
  return el('dl', { class: 'identity' }, facts.filter(([, value]) => value).map(([name, value]) =>
    el('div', {}, el('dt', {}, name), el('dd', {}, ...marked(value)))))
}

const tiles = () => {
  const { totals } = meta
  const all = [
    [['prompt', 'prompts'], totals.prompts, ''],
    [['answer', 'answers'], totals.responses, ''],
    [['tool call', 'tool calls'], totals.toolCalls, ''],
    [['denied', 'denied'], totals.denied, 'bad'],
    [['held', 'held'], totals.held, 'warn'],
    [['approved', 'approved'], totals.approved, 'good'],
    [['masked', 'masked'], totals.masked, 'warn'],
    [['push', 'pushes'], totals.pushes, ''],
    [['token', 'tokens'], totals.tokens, ''],
  ]
  return el('ul', { class: 'tiles', 'aria-label': 'What happened' }, all.map(([[one, many], count, tone]) =>
    el('li', { class: count > 0 ? tone : 'none' },
      el('strong', {}, count >= 1e6 ? (count / 1e6).toFixed(1) + 'M' : number(count)), el('span', {}, count === 1 ? one : many))))
}

const header = () => {
  const repository = meta.identity?.repository
  const title = repository ?? meta.session ?? 'A recording without a session'
  document.title = title + ' · cursor-guard replay'
  const level = meta.level ? badge('plain', 'verdict', 'Level ' + meta.level, meta.coverageSentence) : undefined
  const whole = meta.coverage === 'complete'
  const proof = [meta.stateSentence, meta.coverageSentence, meta.proof]
  return el('header', {},
    el('div', { class: 'top' },
      el('div', { class: 'brand' }, icon('verdict'), el('span', {}, 'cursor-guard'), el('span', { class: 'dim' }, 'replay')),
      el('div', { class: 'badges' }, proofBadge(), level,
        badge(whole ? 'plain' : 'warn', whole ? 'check' : 'limit', 'Record ' + meta.coverage, meta.coverageSentence)),
      el('div', { class: 'tools' },
        el('button', { id: 'theme', class: 'quiet', title: 'Light or dark (t)', 'aria-label': 'Light or dark' }, icon('theme')),
        el('button', { id: 'help-button', class: 'quiet', title: 'Keys (?)', 'aria-label': 'Keys' }, icon('help')))),
    el('div', { class: 'about' }, el('h1', {}, ...marked(title)), tiles()),
    identityLine(),
    meta.state === 'broken' ? el('p', { class: 'alarm', role: 'alert' }, icon('limit'), ...marked(meta.stateSentence)) : undefined,
    el('details', { class: 'proof' },
      el('summary', {}, 'What this record proves'),
      el('ul', {}, proof.map((sentence) => el('li', {}, ...marked(sentence)))),
      el('dl', { class: 'facts' },
        ...[['session', meta.session], ['lines', number(meta.lines)], ['head', '#' + (meta.lines - 1) + ' ' + meta.head], ['signed by', meta.signer],
          ['repository id', meta.identity?.repositoryId], ['commit', meta.identity?.commit],
          ['policy digest', meta.policy?.digest], ['guard', meta.guard], ['command', meta.command],
          ['exit code', meta.exitCode]]
          .filter(([, value]) => value !== undefined && value !== '')
          .flatMap(([name, value]) => [el('dt', {}, name), el('dd', {}, ...marked(String(value)))]))),
    meta.leftOut > 0
      ? el('p', { class: 'note' }, 'This page holds ' + number(meta.items) + ' items; ' + number(meta.leftOut) +
          ' more (' + (meta.refusedLeftOut || 'none') + ' of them refused or damaged) are in the recording. To see them: cursor-guard replay FILE')
      : undefined)
}
`;

// src/core/recording/page/script-list.ts
var listScript = String.raw`
const rowHeight = 60
const spare = 6
const rowsBox = el('div', { class: 'rows', role: 'presentation' })
const list = el('div', {
  class: 'list', id: 'list', role: 'listbox', tabindex: '0', 'aria-label': 'Timeline',
}, rowsBox)
const empty = el('p', { class: 'empty', hidden: true }, 'Nothing matches the filter.')

const plainText = (body) => {
  const lines = body.style === 'diff'
    ? body.text.split('\n').filter((line) => /^[+-]/.test(line) && !/^(\+\+\+|---)/.test(line))
    : [body.text.slice(0, 400)]
  return lines.slice(0, 8).join(' ').replaceAll(/␛\[[0-9;?]*[A-Za-z]/g, '').replaceAll(/\s+/g, ' ').slice(0, 240)
}
const snippetOf = (item) => {
  const parts = item.parts ?? []
  const refused = item.tags.includes('denied') && parts.find((part) => part.kind === 'verdict')?.facts?.[0]?.[1]
  if (refused) return refused
  const body = item.body?.text ? item.body : parts.find((part) => part.body?.text)?.body
  if (body) return plainText(body)
  return (item.facts ?? []).slice(0, 3).map(([name, value]) => name + ' ' + value).join(' · ').slice(0, 240)
}

const outcomeOf = (item) => {
  const chips = []
  if (item.tags.includes('denied')) chips.push(['bad', 'denied'])
  if (item.tags.includes('held')) chips.push(['warn', 'held'])
  const approval = (item.parts ?? []).findLast((part) => part.kind === 'approval')
  if (approval?.tone === 'good') chips.push(['good', 'approved'])
  if (item.tags.includes('finding') && item.kind !== 'finding') chips.push(['warn', 'secret'])
  if (item.proven === false) chips.push(['bad', 'unproven'])
  return chips.map(([tone, text]) => el('span', { class: 'chip ' + tone }, text))
}

const row = (position) => {
  const item = items[state.view[position]]
  const selected = position === state.at
  const future = state.started && position > state.at
  const element = el('div', {
    class: ['row', item.tone, 'kind-' + item.kind, selected ? 'selected' : '', future ? 'future' : ''].join(' '),
    id: 'row-' + position, role: 'option', 'aria-selected': selected ? 'true' : 'false',
    'aria-setsize': state.view.length, 'aria-posinset': position + 1,
    onclick: () => select(position),
  },
    el('time', {}, clock(item.t)),
    el('span', { class: 'bullet' }, iconOf(item)),
    el('span', { class: 'words' },
      el('span', { class: 'title' }, ...marked(item.title, state.query)),
      el('span', { class: 'snippet' }, ...marked(snippetOf(item), state.query))),
    el('span', { class: 'chips' }, outcomeOf(item)))
  element.style.top = position * rowHeight + 'px'
  return element
}

const drawList = () => {
  const first = Math.max(0, Math.floor(list.scrollTop / rowHeight) - spare)
  const last = Math.min(state.view.length, Math.ceil((list.scrollTop + list.clientHeight) / rowHeight) + spare)
  rowsBox.style.height = state.view.length * rowHeight + 'px'
  const rows = []
  for (let position = first; position < last; position += 1) rows.push(row(position))
  rowsBox.replaceChildren(...rows)
  empty.hidden = state.view.length > 0
  if (state.at >= first && state.at < last) list.setAttribute('aria-activedescendant', 'row-' + state.at)
  else list.removeAttribute('aria-activedescendant')
}

const reveal = () => {
  const top = state.at * rowHeight
  const margin = Math.min(rowHeight, list.clientHeight / 4)
  if (top < list.scrollTop + margin) list.scrollTop = top - margin
  else if (top + rowHeight > list.scrollTop + list.clientHeight - margin) {
    list.scrollTop = top + rowHeight + margin - list.clientHeight
  }
}

let drawing = false
const redrawSoon = () => {
  if (drawing) return
  drawing = true
  requestAnimationFrame(() => {
    drawing = false
    drawList()
  })
}
list.addEventListener('scroll', redrawSoon)
new ResizeObserver(redrawSoon).observe(list)

const tagCounts = new Map()
for (const item of items) for (const tag of item.tags) tagCounts.set(tag, (tagCounts.get(tag) ?? 0) + 1)

const filterButtons = meta.tags.filter((tag) => tagCounts.has(tag)).map((tag) =>
  el('button', {
    class: 'filter tag-' + tag, 'aria-pressed': 'false', 'data-tag': tag,
    onclick: (event) => {
      if (!state.tags.delete(tag)) state.tags.add(tag)
      event.currentTarget.setAttribute('aria-pressed', String(state.tags.has(tag)))
      applyFilter()
    },
  }, tagNames[tag] ?? tag, el('span', { class: 'count' }, number(tagCounts.get(tag)))))

const search = el('input', {
  id: 'search', type: 'search', placeholder: 'Search the session ( / )', 'aria-label': 'Search the session',
  autocomplete: 'off', spellcheck: 'false', maxlength: '200',
})
const matches = el('output', { class: 'matches', for: 'search' })
let searchTimer
search.addEventListener('input', () => {
  clearTimeout(searchTimer)
  searchTimer = setTimeout(() => {
    state.query = search.value.trim().toLowerCase()
    applyFilter()
  }, 120)
})

const applyFilter = () => {
  const before = state.view[state.at] ?? 0
  const wanted = (item) =>
    (state.tags.size === 0 || item.tags.some((tag) => state.tags.has(tag))) &&
    (state.query === '' || searchable(item).includes(state.query))
  state.view = []
  for (const [index, item] of items.entries()) if (wanted(item)) state.view.push(index)
  const next = state.view.findIndex((index) => index >= before)
  const filtered = state.view.length !== items.length
  matches.textContent = filtered ? number(state.view.length) + ' of ' + number(items.length) : plural(items.length, 'item')
  drawMarks()
  select(next === -1 ? Math.max(0, state.view.length - 1) : next)
}
`;

// src/core/recording/page/script-model.ts
var modelScript = String.raw`
const parseBlock = (element) => JSON.parse(element.textContent)
const meta = parseBlock(document.getElementById('meta'))
const items = [...document.querySelectorAll('script.items')].flatMap(parseBlock)
for (const block of document.querySelectorAll('script.items')) block.remove()
const reducedMotion = matchMedia('(prefers-reduced-motion: reduce)').matches

/** Makes an element: its class, attributes and children; strings become text nodes. */
const el = (tag, options, ...children) => {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(options ?? {})) {
    if (value === undefined || value === false) continue
    if (name === 'class') element.className = value
    else if (name.startsWith('on')) element.addEventListener(name.slice(2), value)
    else element.setAttribute(name, value === true ? '' : String(value))
  }
  element.append(...children.flat().filter((child) => child !== undefined && child !== null))
  return element
}

const svgSpace = 'http://www.w3.org/2000/svg'
const paths = {
  session: 'M5 4h14v16H5zM9 4v16',
  prompt: 'M4 5h16v11H9l-5 4z',
  response: 'M12 3l1.9 5.1L19 10l-5.1 1.9L12 17l-1.9-5.1L5 10l5.1-1.9zM19 16l.8 2.2L22 19l-2.2.8L19 22l-.8-2.2L16 19l2.2-.8z',
  thinking: 'M5 12h.01M12 12h.01M19 12h.01',
  shell: 'M5 7l5 5-5 5M12 17h7',
  write: 'M4 20l1-4L16 5l3 3L8 19zM14 7l3 3',
  'tool-call': 'M14 6a4 4 0 0 0 5 5l-8 8a2.1 2.1 0 0 1-3-3l8-8',
  push: 'M12 19V5M6 11l6-6 6 6',
  github: 'M7 7h12M15 3l4 4-4 4M17 17H5M9 13l-4 4 4 4',
  finding: 'M8 11V8a4 4 0 0 1 8 0v3M6 11h12v9H6z',
  verdict: 'M12 3l8 3v6c0 5-3.5 8-8 9-4.5-1-8-4-8-9V6z',
  approval: 'M9 11l3 3 7-8M20 12v7H4V5h10',
  limit: 'M12 8v5M12 16.5v.01M12 3l9.5 17h-19z',
  note: 'M6 3h9l4 4v14H6zM9 11h6M9 15h6',
  seal: 'M12 3a6 6 0 1 1 0 12 6 6 0 0 1 0-12zM8.5 14L7 21l5-2.5L17 21l-1.5-7',
  play: 'M7 4.5v15l12-7.5z',
  pause: 'M8 5v14M16 5v14',
  back: 'M15 5l-7 7 7 7',
  forward: 'M9 5l7 7-7 7',
  first: 'M17 5l-7 7 7 7M7 5v14',
  last: 'M7 5l7 7-7 7M17 5v14',
  theme: 'M12 3a9 9 0 1 0 9 9 7 7 0 0 1-9-9z',
  help: 'M9 9a3 3 0 1 1 4 2.8c-.7.3-1 .8-1 1.7M12 17v.01M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18z',
  search: 'M11 4a7 7 0 1 1 0 14 7 7 0 0 1 0-14zM16 16l5 5',
  check: 'M5 12.5l4.5 4.5L19 7',
  cross: 'M6 6l12 12M18 6L6 18',
}
const sameIcon = {
  'tool-result': 'shell', 'command-output': 'shell', 'file-write': 'write', egress: 'github',
  usage: 'note', gap: 'limit', unknown: 'note', unreadable: 'limit',
}

const icon = (name) => {
  const svg = document.createElementNS(svgSpace, 'svg')
  svg.setAttribute('viewBox', '0 0 24 24')
  svg.setAttribute('aria-hidden', 'true')
  const path = document.createElementNS(svgSpace, 'path')
  path.setAttribute('d', paths[name] ?? paths[sameIcon[name]] ?? paths.note)
  svg.append(path)
  return svg
}

const iconOf = (item) => {
  if (item.kind !== 'tool-call') return icon(item.kind)
  const tool = item.title.split(' ')[0]
  return icon(tool === 'shell' ? 'shell' : /^(write|edit|delete)$/.test(tool) ? 'write' : 'tool-call')
}

const clock = (ms) => {
  const seconds = Math.floor(ms / 1000)
  const two = (value) => String(value).padStart(2, '0')
  const minutes = Math.floor(seconds / 60)
  if (minutes >= 60) return Math.floor(minutes / 60) + ':' + two(minutes % 60) + ':' + two(seconds % 60)
  return minutes + ':' + two(seconds % 60)
}
const exactClock = (ms) => clock(ms) + '.' + String(Math.floor(ms % 1000)).padStart(3, '0')
const number = (value) => value.toLocaleString('en')
const plural = (count, one) => number(count) + ' ' + one + (count === 1 ? '' : 's')

const marks = /(⟨U\+[0-9A-F]{4,6}⟩|[␀-␟␡])/
const controls = 'NUL SOH STX ETX EOT ENQ ACK BEL BS HT LF VT FF CR SO SI DLE DC1 DC2 DC3 DC4 NAK SYN ETB CAN EM SUB ESC FS GS RS US'.split(' ')
const unseen = (mark) => {
  const control = mark.codePointAt(0) - 0x2400
  const name = mark === '␡' ? 'DEL' : controls[control] ?? mark.slice(1, -1)
  return el('span', { class: 'unseen', title: 'a character that acts unseen' }, name)
}
/** A text with its marks for unseen characters, and with what is searched for, standing out. */
const marked = (text, query) => {
  const nodes = []
  for (const [index, piece] of text.split(marks).entries()) {
    if (index % 2 === 1) nodes.push(unseen(piece))
    else nodes.push(...found(piece, query))
  }
  return nodes
}
/** Prose with its code set apart; every character stays, the backticks only step back. */
const code = /(\x60{3}[^\n\x60]*\n[^]*?\n\x60{3}(?=\n|$)|\x60[^\x60\n]+\x60)/
const prose = (text, query) => text.split(code).flatMap((piece, index) => {
  if (index % 2 === 0) return marked(piece, query)
  if (piece.startsWith('\x60\x60\x60')) return [el('span', { class: 'fence' }, ...marked(piece, query))]
  return [el('code', { class: 'inline' }, el('i', {}, '\x60'), ...marked(piece.slice(1, -1), query), el('i', {}, '\x60'))]
})
const maxFound = 500
const found = (text, query) => {
  if (!query) return text === '' ? [] : [text]
  const lower = text.toLowerCase()
  const nodes = []
  let from = 0
  // Lower case may change the length of a text; then nothing is marked rather than the wrong thing.
  if (lower.length !== text.length) return [text]
  for (let at = lower.indexOf(query); at !== -1 && nodes.length < maxFound; at = lower.indexOf(query, from)) {
    nodes.push(text.slice(from, at), el('mark', {}, text.slice(at, at + query.length)))
    from = at + query.length
  }
  nodes.push(text.slice(from))
  return nodes
}

const tagNames = {
  prompt: 'Prompts', answer: 'Answers', thinking: 'Thinking', tool: 'Tools', push: 'Pushes',
  network: 'Network', finding: 'Secrets', denied: 'Denied', held: 'Held', approval: 'Approvals',
  gap: 'Gaps', note: 'Notes',
}

/** Everything about an item that a search looks at. */
const searchable = (item) => {
  const own = (part) => [part.title, part.body?.text, ...(part.facts ?? []).flat()]
  return [...own(item), item.call, ...(item.parts ?? []).flatMap(own)].join('\n').toLowerCase()
}

const state = {
  view: items.map((_, index) => index),
  at: 0,
  playing: false,
  started: false,
  speed: 1,
  tags: new Set(),
  query: '',
}
const current = () => items[state.view[state.at]]
`;

// src/core/recording/page/script-player.ts
var playerScript = String.raw`
const speeds = [0.5, 1, 2, 4, 8, 16]
const maxWait = 2000
let timer

const button = (id, iconName, label, key, act) =>
  el('button', { id, title: label + ' (' + key + ')', 'aria-label': label, onclick: act }, icon(iconName))

const playButton = button('play', 'play', 'Play', 'space', () => toggle())
const position = el('output', { class: 'position', id: 'position' })
const scrubber = el('input', { id: 'scrubber', type: 'range', min: '0', value: '0', 'aria-label': 'Position in the session' })
scrubber.addEventListener('input', () => { pause(); select(Number(scrubber.value)) })
const marksBox = el('div', { class: 'marks', 'aria-hidden': 'true' })
const speedSelect = el('select', { id: 'speed', 'aria-label': 'Speed', title: 'Speed (+ and −)' },
  speeds.map((speed) => el('option', { value: speed, selected: speed === 1 }, speed + '×')))
speedSelect.addEventListener('change', () => setSpeed(Number(speedSelect.value)))
const live = el('p', { class: 'sr', 'aria-live': 'polite' })

const drawMarks = () => {
  const last = Math.max(1, state.view.length - 1)
  const seen = new Map()
  for (const [at, index] of state.view.entries()) {
    const { tone, kind } = items[index]
    const name = tone === 'bad' ? 'bad' : tone === 'warn' ? 'warn' : kind === 'prompt' ? 'prompt' : ''
    if (name !== '') seen.set(Math.round((at / last) * 300) + ' ' + name, name)
  }
  marksBox.replaceChildren(...[...seen].map(([key, name]) => {
    const mark = el('i', { class: name })
    mark.style.left = Number(key.split(' ')[0]) / 3 + '%'
    return mark
  }))
}

const select = (at, announce) => {
  state.at = Math.max(0, Math.min(at, state.view.length - 1))
  const item = current()
  scrubber.max = String(Math.max(0, state.view.length - 1))
  scrubber.value = String(state.at)
  scrubber.setAttribute('aria-valuetext', item ? clock(item.t) + ' ' + item.title : 'nothing')
  const end = items.at(-1)
  position.textContent = item ? clock(item.t) + ' / ' + clock(end.until ?? end.t) : '0:00'
  reveal()
  drawList()
  drawDetail()
  if (announce && item) live.textContent = item.title
  try { if (item) history.replaceState(null, '', '#n=' + item.seq) } catch {}
}

const step = (by) => { pause(); state.started = false; select(state.at + by, true) }

const tick = () => {
  if (state.at >= state.view.length - 1) {
    pause()
    state.started = false
    drawList()
    return
  }
  const wait = items[state.view[state.at + 1]].t - current().t
  timer = setTimeout(() => { select(state.at + 1); tick() }, Math.max(30, Math.min(wait, maxWait) / state.speed))
}
const showPlaying = () => {
  playButton.replaceChildren(icon(state.playing ? 'pause' : 'play'))
  playButton.setAttribute('aria-label', state.playing ? 'Pause' : 'Play')
  playButton.classList.toggle('playing', state.playing)
}
const play = () => {
  if (state.view.length === 0) return
  if (state.at >= state.view.length - 1) select(0)
  state.playing = true
  state.started = true
  showPlaying()
  drawList()
  tick()
}
const pause = () => {
  clearTimeout(timer)
  state.playing = false
  showPlaying()
}
const toggle = () => (state.playing ? pause() : play())
const setSpeed = (speed) => {
  state.speed = speed
  speedSelect.value = String(speed)
  if (state.playing) { clearTimeout(timer); tick() }
}
const faster = (by) => setSpeed(speeds[Math.max(0, Math.min(speeds.indexOf(state.speed) + by, speeds.length - 1))])

const resetFilter = () => {
  state.tags.clear()
  state.query = ''
  search.value = ''
  for (const filter of filterButtons) filter.setAttribute('aria-pressed', 'false')
  applyFilter()
}

const setTheme = () => {
  const dark = document.documentElement.dataset.theme
    ? document.documentElement.dataset.theme === 'dark'
    : matchMedia('(prefers-color-scheme: dark)').matches
  document.documentElement.dataset.theme = dark ? 'light' : 'dark'
}

const keys = [
  ['space', 'play or pause'], ['→ or j', 'next'], ['← or k', 'previous'], ['Home, End', 'first, last'],
  ['Page Up, Page Down', 'ten at a time'], ['n', 'next that was denied, held or masked'], ['+ and −', 'faster, slower'],
  ['/', 'search'], ['Escape', 'clear the filter'], ['t', 'light or dark'], ['?', 'these keys'],
]
const help = el('dialog', { id: 'help', 'aria-label': 'Keys' }, el('h2', {}, 'Keys'),
  el('dl', {}, keys.flatMap(([key, does]) => [el('dt', {}, el('kbd', {}, key)), el('dd', {}, does)])),
  el('p', { class: 'dim' }, 'Playing keeps the recorded pace; a wait of more than 2 seconds is cut to 2.'),
  el('button', { onclick: () => help.close() }, 'Close'))

const nextNotable = () => {
  const at = state.view.findIndex((index, place) => place > state.at && /^(warn|bad)$/.test(items[index].tone))
  if (at !== -1) { pause(); select(at, true) }
}
const actions = {
  ' ': toggle, ArrowRight: () => step(1), j: () => step(1), ArrowDown: () => step(1),
  ArrowLeft: () => step(-1), k: () => step(-1), ArrowUp: () => step(-1),
  Home: () => step(-Infinity), End: () => step(Infinity), PageDown: () => step(10), PageUp: () => step(-10),
  n: nextNotable, '+': () => faster(1), '=': () => faster(1), '-': () => faster(-1),
  '/': () => search.focus(), Escape: resetFilter, t: setTheme, '?': () => help.showModal(),
}
const scrolls = new Set(['ArrowDown', 'ArrowUp', 'PageDown', 'PageUp', 'Home', 'End', ' '])
document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || help.open) return
  const within = event.target.closest?.('input, select, button, summary, .detail')
  const typing = within?.matches('input[type=search], select')
  if (event.key === 'Escape' && within === search) { resetFilter(); list.focus(); return }
  if (typing || (within?.matches('input') && event.key.startsWith('Arrow'))) return
  if (within?.matches('button, summary') && event.key === ' ') return
  if (within?.matches('.detail') && scrolls.has(event.key)) return
  const act = actions[event.key]
  if (act === undefined) return
  event.preventDefault()
  act()
})

document.getElementById('app').append(
  header(),
  el('div', { class: 'player', role: 'group', 'aria-label': 'Player' },
    el('div', { class: 'buttons' },
      button('first', 'first', 'First', 'Home', () => step(-Infinity)),
      button('back', 'back', 'Previous', '←', () => step(-1)), playButton,
      button('forward', 'forward', 'Next', '→', () => step(1)),
      button('last', 'last', 'Last', 'End', () => step(Infinity))),
    el('div', { class: 'track' }, marksBox, scrubber), position, speedSelect),
  el('div', { class: 'filters', role: 'group', 'aria-label': 'Filter' },
    el('div', { class: 'tags' }, filterButtons),
    el('label', { class: 'search' }, icon('search'), search, matches)),
  el('main', {}, el('div', { class: 'side' }, list, empty), detail),
  help, live)
document.getElementById('theme').addEventListener('click', setTheme)
document.getElementById('help-button').addEventListener('click', () => help.showModal())

const wanted = /^#n=(\d+)$/.exec(location.hash)
applyFilter()
if (wanted) {
  const at = items.findIndex((item) => item.seq >= Number(wanted[1]))
  if (at !== -1) select(at)
} else {
  const prompt = items.findIndex((item) => item.kind === 'prompt')
  if (prompt !== -1) select(prompt)
}
list.focus({ preventScroll: true })
`;

// src/core/recording/page/page-script.ts
var pageScript = [
  "(() => {",
  "'use strict';",
  modelScript,
  headerScript,
  listScript,
  detailScript,
  playerScript,
  "})()"
].join("\n");

// src/core/recording/page/page-style.ts
var pageStyle = `
:root {
  color-scheme: light;
  --ground: #f5f6f8; --panel: #ffffff; --raised: #ffffff; --sunken: #f2f4f7; --line: #e1e5eb; --line-strong: #cbd2dc;
  --text: #17202e; --soft: #566072; --faint: #5c6679; --accent: #4f46e5; --accent-soft: #eceafd; --accent-text: #4338ca;
  --good: #067647; --good-soft: #e3f6ec; --warn: #8f5200; --warn-soft: #fdf0d9; --bad: #b42318; --bad-soft: #fdeae8;
  --code: #f6f8fa; --plus: #e3f6ec; --minus: #fdeae8; --at: #eaf2fd; --mark: #ffe58a; --shadow: 0 1px 2px #1018280d, 0 1px 6px #1018280d;
  --mono: ui-monospace, "SF Mono", "Cascadia Code", "JetBrains Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
  --sans: system-ui, -apple-system, "Segoe UI", Inter, Roboto, "Helvetica Neue", "DejaVu Sans", sans-serif;
}
@media (prefers-color-scheme: dark) { :root:not([data-theme=light]) {
  color-scheme: dark;
  --ground: #0d1017; --panel: #141923; --raised: #1a202c; --sunken: #10141c; --line: #252d3a; --line-strong: #384254;
  --text: #e7ebf2; --soft: #a5afbf; --faint: #8b96a8; --accent: #8b85ff; --accent-soft: #25244a; --accent-text: #b3afff;
  --good: #55d394; --good-soft: #10301f; --warn: #f0b354; --warn-soft: #352611; --bad: #ff8a80; --bad-soft: #3c1a1a;
  --code: #0f131b; --plus: #10301f; --minus: #3c1a1a; --at: #14263f; --mark: #6b5600; --shadow: 0 1px 2px #0006;
} }
:root[data-theme=dark] {
  color-scheme: dark;
  --ground: #0d1017; --panel: #141923; --raised: #1a202c; --sunken: #10141c; --line: #252d3a; --line-strong: #384254;
  --text: #e7ebf2; --soft: #a5afbf; --faint: #8b96a8; --accent: #8b85ff; --accent-soft: #25244a; --accent-text: #b3afff;
  --good: #55d394; --good-soft: #10301f; --warn: #f0b354; --warn-soft: #352611; --bad: #ff8a80; --bad-soft: #3c1a1a;
  --code: #0f131b; --plus: #10301f; --minus: #3c1a1a; --at: #14263f; --mark: #6b5600; --shadow: 0 1px 2px #0006;
}
*, *::before, *::after { box-sizing: border-box }
[hidden] { display: none !important }
html, body { height: 100%; margin: 0 }
body { background: var(--ground); color: var(--text); font: 14px/1.5 var(--sans); overflow-wrap: anywhere }
#app { display: grid; grid-template-columns: minmax(0, 1fr); grid-template-rows: auto auto auto minmax(0, 1fr); height: 100%; min-height: 560px }
noscript { display: block; padding: 24px }
h1, h2, h3, p, dl, dd, ul, ol { margin: 0; padding: 0 }
ul, ol { list-style: none }
svg { width: 16px; height: 16px; flex: none; fill: none; stroke: currentColor; stroke-width: 1.9; stroke-linecap: round; stroke-linejoin: round }
button, select, input { font: inherit; color: inherit }
button { cursor: pointer }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 1px }
.dim { color: var(--faint); font-weight: 400 }
.sr { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%) }
code, pre, kbd, time, .position { font-family: var(--mono); font-variant-numeric: tabular-nums }
mark { background: var(--mark); color: inherit; border-radius: 2px }
.unseen { background: var(--bad-soft); color: var(--bad); border-radius: 3px; padding: 0 3px; margin: 0 1px; font: 600 .78em var(--mono); vertical-align: .06em }

header { background: var(--panel); border-bottom: 1px solid var(--line); padding: 12px 20px 10px }
.top { display: flex; align-items: center; gap: 12px; flex-wrap: wrap }
.brand { display: flex; align-items: center; gap: 7px; font-weight: 650; letter-spacing: -.01em }
.brand svg { width: 20px; height: 20px; color: var(--accent); fill: var(--accent-soft) }
.badges { display: flex; gap: 6px; flex-wrap: wrap; margin-left: auto }
.badge { display: inline-flex; align-items: center; gap: 5px; padding: 3px 10px 3px 8px; border-radius: 99px; font-size: 12.5px; font-weight: 600; background: var(--sunken); color: var(--soft); border: 1px solid var(--line) }
.badge svg { width: 14px; height: 14px; stroke-width: 2.3 }
.badge.good { background: var(--good-soft); color: var(--good); border-color: transparent }
.badge.warn { background: var(--warn-soft); color: var(--warn); border-color: transparent }
.badge.bad { background: var(--bad); color: var(--panel); border-color: transparent }
.tools { display: flex; gap: 2px }
.quiet { display: grid; place-items: center; width: 32px; height: 32px; border: 0; border-radius: 8px; background: none; color: var(--soft) }
.quiet:hover { background: var(--sunken); color: var(--text) }
.about { display: flex; gap: 8px 32px; align-items: center; justify-content: space-between; flex-wrap: wrap; margin-top: 6px }
h1 { font-size: 21px; line-height: 1.25; letter-spacing: -.02em; font-weight: 680 }
.identity { display: flex; flex-wrap: wrap; gap: 1px 18px; margin-top: 7px; font-size: 12.5px }
.identity div { display: flex; gap: 5px }
.identity dt { color: var(--faint) }
.identity dd { font-weight: 550 }
.tiles { display: flex; flex-wrap: wrap; gap: 6px }
.tiles li { display: grid; min-width: 66px; padding: 4px 11px 5px; border: 1px solid var(--line); border-radius: 10px; background: var(--sunken) }
.tiles strong { font-size: 17px; line-height: 1.2; font-variant-numeric: tabular-nums; letter-spacing: -.01em }
.tiles span { color: var(--soft); font-size: 11.5px }
.tiles .none strong { color: var(--faint); font-weight: 450 }
.tiles .good { background: var(--good-soft); border-color: transparent } .tiles .good strong { color: var(--good) }
.tiles .warn { background: var(--warn-soft); border-color: transparent } .tiles .warn strong { color: var(--warn) }
.tiles .bad { background: var(--bad-soft); border-color: transparent } .tiles .bad strong { color: var(--bad) }
.proof { margin-top: 5px; font-size: 12.5px; color: var(--soft) }
.proof summary { cursor: pointer; width: max-content; color: var(--faint) }
.proof summary:hover { color: var(--text) }
.proof[open] { max-height: 38vh; overflow: auto }
.proof ul { margin: 6px 0 8px 14px } .proof li { list-style: disc }
.alarm { display: flex; gap: 8px; align-items: flex-start; margin: 10px 0 0; padding: 8px 12px; border-radius: 9px; background: var(--bad-soft); color: var(--bad); font-weight: 600 }
.alarm svg { margin-top: 3px }
.note { margin: 8px 0 0; padding: 6px 11px; border-radius: 8px; background: var(--warn-soft); color: var(--warn); font-size: 12.5px }

.player { display: flex; align-items: center; gap: 14px; padding: 7px 20px; background: var(--panel); border-bottom: 1px solid var(--line) }
.buttons { display: flex; align-items: center; gap: 2px }
.buttons button { display: grid; place-items: center; width: 32px; height: 32px; border: 0; border-radius: 50%; background: none; color: var(--soft) }
.buttons button:hover { background: var(--sunken); color: var(--text) }
#play { width: 38px; height: 38px; margin: 0 5px; background: var(--accent); color: #fff }
:root[data-theme=dark] #play { color: #10121c }
@media (prefers-color-scheme: dark) { :root:not([data-theme=light]) #play { color: #10121c } }
#play:hover { filter: brightness(1.08) }
#play:not(.playing) path { fill: currentColor }
.track { position: relative; flex: 1; height: 34px; display: flex; align-items: center; min-width: 80px }
#scrubber { width: 100%; margin: 0; accent-color: var(--accent); cursor: pointer }
.marks { position: absolute; left: 8px; right: 8px; top: 0; height: 9px; pointer-events: none }
.marks i { position: absolute; width: 3px; height: 7px; margin-left: -1px; border-radius: 2px; background: var(--line-strong) }
.marks .prompt { background: var(--accent); opacity: .55 } .marks .warn { background: var(--warn) } .marks .bad { background: var(--bad); height: 9px }
.position { font-size: 12.5px; color: var(--soft); white-space: nowrap }
#speed { padding: 4px 6px; border: 1px solid var(--line); border-radius: 8px; background: var(--panel) }

.filters { display: flex; align-items: center; gap: 8px 12px; flex-wrap: wrap; padding: 8px 20px; border-bottom: 1px solid var(--line) }
.tags { display: flex; gap: 5px; flex-wrap: wrap }
.filter { display: inline-flex; gap: 6px; align-items: center; padding: 3px 9px; border: 1px solid var(--line); border-radius: 99px; background: var(--panel); color: var(--soft); font-size: 12.5px; font-weight: 550 }
.filter:hover { border-color: var(--line-strong); color: var(--text) }
.filter .count { color: var(--faint); font-weight: 450; font-variant-numeric: tabular-nums }
.filter[aria-pressed=true] { background: var(--accent-soft); border-color: var(--accent); color: var(--accent-text) }
.filter[aria-pressed=true] .count { color: inherit }
.search { display: flex; align-items: center; gap: 7px; flex: 1 1 230px; max-width: 380px; margin-left: auto; padding: 0 11px; border: 1px solid var(--line); border-radius: 9px; background: var(--panel); color: var(--faint) }
.search:focus-within { border-color: var(--accent); outline: 2px solid var(--accent-soft) }
#search { flex: 1; min-width: 0; padding: 5px 0; border: 0; outline: 0; background: none; color: var(--text) }
.matches { font-size: 12.5px; color: var(--faint); white-space: nowrap }

main { display: grid; grid-template-columns: minmax(320px, 42%) minmax(0, 1fr); min-height: 0 }
.side { position: relative; min-height: 0; border-right: 1px solid var(--line); background: var(--panel) }
.list { position: absolute; inset: 0; overflow: auto; scrollbar-gutter: stable }
.list:focus-visible { outline: 0 }
.list:focus-visible .row.selected { outline: 2px solid var(--accent); outline-offset: -2px }
.rows { position: relative; overflow: hidden }
.empty { padding: 40px 20px; text-align: center; color: var(--faint) }
.row { position: absolute; left: 0; right: 0; height: 60px; display: grid; grid-template-columns: 46px 30px minmax(0, 1fr) auto; align-items: center; gap: 10px; padding: 0 14px 0 12px; cursor: pointer; contain: strict }
.row time { color: var(--faint); font-size: 11.5px; text-align: right }
.row::before { content: ""; position: absolute; left: 82px; top: 0; bottom: 0; width: 2px; background: var(--line) }
.bullet { position: relative; display: grid; place-items: center; width: 30px; height: 30px; border-radius: 50%; background: var(--sunken); color: var(--soft); border: 2px solid var(--panel) }
.row:hover { background: var(--sunken) }
.row.selected { background: var(--accent-soft) }
.row.selected::after { content: ""; position: absolute; left: 0; top: 8px; bottom: 8px; width: 3px; border-radius: 0 3px 3px 0; background: var(--accent) }
.row.future { opacity: .38 }
.words { display: grid; min-width: 0 }
.title, .snippet { overflow: hidden; text-overflow: ellipsis; white-space: nowrap }
.title { font-weight: 580 }
.snippet { color: var(--soft); font-size: 12.5px }
.kind-tool-call .title { font-family: var(--mono); font-size: 12.8px; font-weight: 550 }
.kind-response .bullet { background: var(--accent-soft); color: var(--accent-text) }
.good .bullet { background: var(--good-soft); color: var(--good) }
.warn .bullet { background: var(--warn-soft); color: var(--warn) }
.bad .bullet { background: var(--bad-soft); color: var(--bad) }
.row.kind-prompt .bullet { background: var(--accent); color: #fff }
.chips { display: flex; gap: 4px; flex-wrap: wrap; justify-content: flex-end; max-width: 168px }
.chip { padding: 1px 8px; border-radius: 99px; font: 600 11px/1.6 var(--sans); white-space: nowrap }
.chip.good { background: var(--good-soft); color: var(--good) } .chip.warn { background: var(--warn-soft); color: var(--warn) } .chip.bad { background: var(--bad-soft); color: var(--bad) }

.detail { overflow: auto; padding: 18px 26px 40px; position: relative; scrollbar-gutter: stable }
.detail:focus-visible { outline-offset: -2px }
.detail > * { max-width: 900px }
.detail-head { display: flex; gap: 13px; align-items: flex-start; margin-bottom: 14px }
.detail-head > div { flex: 1; min-width: 0 }
.detail-head .bullet { width: 36px; height: 36px; flex: none; border: 0; background: var(--raised) ; box-shadow: var(--shadow) }
.detail-head.good .bullet { background: var(--good-soft) } .detail-head.warn .bullet { background: var(--warn-soft) } .detail-head.bad .bullet { background: var(--bad-soft) }
.detail .detail-head.kind-prompt .bullet { background: var(--accent); color: #fff }
h2 { font-size: 16.5px; line-height: 1.35; letter-spacing: -.01em; font-weight: 650 }
.place { display: flex; flex-wrap: wrap; gap: 1px 14px; color: var(--faint); font: 12px/1.6 var(--mono) }
.facts { display: grid; grid-template-columns: minmax(70px, max-content) minmax(0, 1fr); gap: 3px 16px; margin: 8px 0; font-size: 13px }
.facts dt { color: var(--faint); max-width: 200px }
.facts dd { white-space: pre-wrap; font-family: var(--mono); font-size: 12.5px }
pre { margin: 8px 0; padding: 11px 14px; max-height: 520px; overflow: auto; border: 1px solid var(--line); border-radius: 10px; background: var(--code); font-size: 12.5px; line-height: 1.55; white-space: pre-wrap; tab-size: 4 }
pre.diff { padding: 8px 0; white-space: pre }
.diff code { display: block; width: max-content; min-width: 100% }
.diff .line { display: block; padding: 0 14px; min-height: 1.55em }
.diff .plus { background: var(--plus); color: var(--good) } .diff .minus { background: var(--minus); color: var(--bad) }
.diff .at { background: var(--at); color: var(--faint) } .diff .file { color: var(--faint); font-weight: 600 }
.counts { font: 600 12px/1 var(--mono); margin-top: 8px } .counts .plus { color: var(--good) } .counts .minus { color: var(--bad) }
.prose { white-space: pre-wrap; overflow: hidden }
.inline { font-size: .9em; padding: 1px 3px; border-radius: 5px; background: var(--code); border: 1px solid var(--line) } .inline i { opacity: .35; font-style: normal }
.fence { display: block; margin: 6px 0; padding: 9px 13px; border: 1px solid var(--line); border-radius: 9px; background: var(--code); font: 12.5px/1.55 var(--mono) }
.part { margin-top: 12px; padding: 11px 15px; border: 1px solid var(--line); border-left: 3px solid var(--line-strong); border-radius: 10px; background: var(--panel); box-shadow: var(--shadow) }
.part.good { border-left-color: var(--good) } .part.warn { border-left-color: var(--warn) } .part.bad { border-left-color: var(--bad) }
h3 { display: flex; align-items: center; gap: 8px; font-size: 13.5px; font-weight: 620 }
h3 span { min-width: 0 } h3 svg { color: var(--soft) } h3 time, .turn time { margin-left: auto; color: var(--faint); font-size: 11.5px; font-weight: 400 }
.part.good h3 svg { color: var(--good) } .part.warn h3 svg { color: var(--warn) } .part.bad h3 svg { color: var(--bad) }
.tree { margin: 10px 0 2px; font-size: 13px } .tree summary { cursor: pointer; font-weight: 600 }
.tree li { margin: 8px 0 0 4px; padding-left: 12px; border-left: 2px solid var(--line) }
.tree .unmatched { opacity: .72 }
.rule { display: flex; gap: 8px; align-items: center; flex-wrap: wrap }
.outcome { display: grid; place-items: center; width: 18px; height: 18px; border-radius: 50% } .outcome svg { width: 11px; height: 11px; stroke-width: 3 }
.outcome.yes { background: var(--warn-soft); color: var(--warn) } .outcome.no { background: var(--sunken); color: var(--faint) }
.reason { color: var(--soft); margin: 2px 0 0 26px }
.scroll { overflow-x: auto; margin: 4px 0 2px 26px }
table { border-collapse: collapse; font-size: 12.5px } th { color: var(--faint); font-weight: 500; text-align: left }
th, td { padding: 2px 14px 2px 0; vertical-align: top; max-width: 320px }
.is-yes td:first-child { color: var(--warn); font-weight: 650 } .is-unknown td:first-child { color: var(--bad); font-weight: 650 } .is-no td:first-child { color: var(--faint) }
.conversation { display: grid; grid-template-columns: minmax(0, 1fr); gap: 10px }
.turn { padding: 13px 17px; border: 1px solid var(--line); border-radius: 13px; background: var(--panel) }
.turn.prompt { background: var(--accent-soft); border-color: transparent; margin-right: 8% }
.turn.response { box-shadow: var(--shadow) }
.turn.thinking { background: var(--sunken); color: var(--soft) }
.turn.selected { border-color: var(--accent) }
.turn h3, .turn summary { color: var(--soft); font-weight: 600; font-size: 12.5px; margin-bottom: 5px }
.turn summary { display: flex; gap: 8px; align-items: center; cursor: pointer; margin: 0 }
.turn .prose { font-size: 14.5px; line-height: 1.6 }
.turn.step { display: flex; gap: 9px; align-items: center; width: 100%; text-align: left; padding: 7px 14px; font: 550 12.5px/1.5 var(--mono); border-radius: 10px; background: none; color: var(--soft) }
.turn.step > span:first-of-type { min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap } .turn.step:hover { background: var(--panel); border-color: var(--line-strong); color: var(--text) }
.turn.step.bad svg { color: var(--bad) } .turn.step.warn svg { color: var(--warn) } .turn.step.good svg { color: var(--good) }
dialog { border: 1px solid var(--line-strong); border-radius: 14px; padding: 20px 24px; background: var(--raised); color: var(--text); max-width: 430px }
dialog::backdrop { background: #0008 } dialog dl { display: grid; grid-template-columns: max-content 1fr; gap: 6px 18px; margin: 14px 0 }
dialog button { margin-top: 14px; padding: 6px 18px; border: 0; border-radius: 8px; background: var(--accent); color: var(--panel); font-weight: 600 }
kbd { font-size: 12px; padding: 1px 7px; border: 1px solid var(--line-strong); border-bottom-width: 2px; border-radius: 6px; background: var(--sunken) }
@media (max-width: 860px) {
  #app { height: auto; grid-template-rows: none } main { grid-template-columns: minmax(0, 1fr) } .side { height: 46vh; border-right: 0; border-bottom: 1px solid var(--line) }
  .player { position: sticky; top: 0; z-index: 2; flex-wrap: wrap; gap: 6px 10px; padding: 7px 12px } .track { order: 5; flex-basis: 100% }
  header, .filters { padding-left: 12px; padding-right: 12px } .detail { padding: 16px 12px 40px; overflow: visible } .search { max-width: none }
}
@media (max-height: 700px) and (min-width: 861px) { header { padding-top: 8px } }
@media (prefers-reduced-motion: no-preference) { .row, .filter, .turn, #play { transition: background-color .12s, opacity .2s } }
@media print { #app { height: auto; display: block } .player, .filters, .tools { display: none } }
`;

// src/core/recording/page/page.ts
var defaults = { maxItems: 1e5, maxCharacters: 64 * 1024 * 1024 };
var itemsPerBlock = 500;
async function* renderReplayPage(items, limits = {}) {
  const { maxItems, maxCharacters } = { ...defaults, ...limits };
  let block = [];
  let count = 0;
  let characters = 0;
  let leftOut = 0;
  let refusedLeftOut = 0;
  let full = false;
  let spare = maxCharacters / 8;
  yield pageHead();
  for (; ; ) {
    const step = await items.next();
    if (step.done === true) {
      yield dataBlock(block);
      yield metaBlock(step.value, { items: count, leftOut, refusedLeftOut });
      yield pageEnd;
      return { verification: step.value, items: count, leftOut };
    }
    const item = characters > maxCharacters / 2 ? lean(step.value) : step.value;
    const data = safeJson(compact(item));
    full ||= count >= maxItems || characters + data.length > maxCharacters;
    const notable = item.tone === "bad" && spare >= data.length;
    if (full && !notable) {
      leftOut += 1;
      if (item.tone === "bad") refusedLeftOut += 1;
      continue;
    }
    if (full) spare -= data.length;
    count += 1;
    characters += data.length;
    block.push(data);
    if (block.length < itemsPerBlock) continue;
    yield dataBlock(block);
    block = [];
  }
}
var leanCharacters = 1e3;
function lean(item) {
  return { ...shortened(item), parts: item.parts.map(shortened) };
}
function shortened(entry) {
  const { body } = entry;
  if (body === void 0 || body.text.length <= leanCharacters) return entry;
  return { ...entry, body: { ...body, text: body.text.slice(0, leanCharacters), cut: true } };
}
function compact({ until, parts, partsLeftOut, proven, ...item }) {
  return {
    ...item,
    ...until === item.t ? {} : { until },
    ...parts.length === 0 ? {} : { parts: parts.map(compactPart) },
    ...partsLeftOut === 0 ? {} : { partsLeftOut },
    ...proven ? {} : { proven }
  };
}
function compactPart({
  proven,
  run: _run,
  call: _call,
  tags: _tags,
  ...part
}) {
  return { ...part, ...proven ? {} : { proven } };
}
function dataBlock(items) {
  if (items.length === 0) return "";
  return `<script type="application/json" class="items">[${items.join(",\n")}]</script>
`;
}
function metaBlock(verification, counts) {
  const { state, session, signature, seal, totals } = verification;
  const meta = {
    state,
    stateSentence: stateSentence(verification),
    proof: proofSentence(verification, "not asked"),
    coverage: verification.coverage?.state ?? "partial",
    coverageSentence: coverageSentence(verification),
    signed: signature.state === "valid",
    ...signature.key === void 0 ? {} : { signer: keyFingerprint(signature.key) },
    lines: verification.count,
    head: verification.head,
    totals,
    tags,
    ...counts,
    ...seal?.exitCode === void 0 ? {} : { exitCode: seal.exitCode },
    ...session === void 0 ? {} : {
      session: visible(session.session),
      startedAt: visible(session.startedAt),
      guard: visible(session.guard),
      mode: session.mode,
      level: verification.coverage?.level ?? session.level,
      identity: visibleRecord(session.identity),
      policy: visibleRecord({
        source: session.policy.source,
        digest: session.policy.digest,
        enforcement: session.policy.enforcement
      }),
      command: visible((session.command ?? []).join(" "))
    }
  };
  return `<script type="application/json" id="meta">${safeJson(meta)}</script>
`;
}
function visibleRecord(record) {
  return Object.fromEntries(
    Object.entries(record).map(([name, value]) => [visible(name), visible(String(value))])
  );
}
var cspHash = (source) => `'sha256-${createHash("sha256").update(source).digest("base64")}'`;
var pageHead = () => {
  const policy = [
    `default-src 'none'`,
    `script-src ${cspHash(pageScript)}`,
    `style-src ${cspHash(pageStyle)}`,
    `base-uri 'none'`,
    `form-action 'none'`,
    `require-trusted-types-for 'script'`,
    `trusted-types 'none'`
  ].join("; ");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>cursor-guard replay</title>
<style>${pageStyle}</style>
</head>
<body>
<noscript>This page plays a recorded session and needs its own script. The recording itself can be read with: cursor-guard replay FILE</noscript>
<div id="app"></div>
`;
};
var pageEnd = `<script>${pageScript}</script>
</body>
</html>
`;

// src/core/recording/timeline/fact-values.ts
var maxFacts = 60;
var maxFact = 2e3;
function factsOf(values) {
  return Object.entries(values).slice(0, maxFacts).map(([name, value]) => [visibleLine(name, 60), visible(wordsOf(value).slice(0, maxFact))]);
}
var wordsOf = (value) => typeof value === "string" ? value : JSON.stringify(value) ?? "";

// src/core/recording/result-tree.ts
var maxRules = 100;
var maxConditions = 50;
var maxText = 400;
var text = string().transform((value) => visibleLine(value, maxText));
var conditionSchema = object({ key: text, expected: text, actual: text, outcome: text });
var ruleSchema = object({
  rule: text,
  source: text,
  // biome-ignore lint/suspicious/noThenProperty: the word of the policy file; nothing awaits it.
  then: text,
  matched: boolean(),
  reason: text.exactOptional(),
  conditions: array(unknown())
});
function readTree(tree) {
  const rules = Array.isArray(tree) ? tree : tree?.rules;
  if (!Array.isArray(rules)) return [];
  const read = rules.slice(0, maxRules).flatMap((value) => {
    const rule = ruleSchema.safeParse(value);
    return rule.success ? [{ ...rule.data, conditions: conditionsOf(rule.data.conditions) }] : [];
  });
  return read.toSorted((a, b) => Number(b.matched) - Number(a.matched));
}
function conditionsOf(values) {
  return values.slice(0, maxConditions).flatMap((value) => {
    const condition = conditionSchema.safeParse(value);
    return condition.success ? [condition.data] : [];
  });
}

// src/core/recording/timeline/verdict-words.ts
var verdictWords = {
  allow: { said: "Allowed", would: "be allowed", tone: "good", tags: [] },
  warn: { said: "Allowed with a warning", would: "warn", tone: "warn", tags: [] },
  mask: { said: "Masked", would: "be masked", tone: "warn", tags: [] },
  hold: { said: "Held for approval", would: "be held", tone: "warn", tags: ["held"] },
  deny: { said: "Denied", would: "be denied", tone: "bad", tags: ["denied"] }
};
function describeVerdict(entry) {
  const words2 = verdictWords[entry.effective] ?? {
    said: visibleLine(entry.effective),
    would: visibleLine(entry.effective),
    tone: "warn",
    tags: []
  };
  const would = verdictWords[entry.verdict]?.would ?? visibleLine(entry.verdict);
  const audit = entry.verdict === entry.effective ? "" : ` (audit only: would ${would})`;
  const rule = entry.rule === void 0 ? "" : ` by "${visibleLine(entry.rule)}"`;
  const tree = readTree(entry.tree);
  return {
    title: `${words2.said}${rule}${audit}`,
    tone: audit === "" ? words2.tone : "warn",
    tags: words2.tags,
    about: visibleLine(entry.subject),
    ...entry.reason === void 0 ? {} : { facts: factsOf({ reason: entry.reason }) },
    ...tree.length === 0 ? {} : { tree }
  };
}
var approvalWords = {
  asked: ["Approval asked", "warn"],
  approved: ["Approved", "good"],
  denied: ["Approval denied", "bad"],
  expired: ["No answer in time", "bad"],
  withdrawn: ["Approval withdrawn", "warn"],
  used: ["Approval used", "plain"]
};
function describeApproval(entry) {
  const [said, tone] = approvalWords[entry.state];
  return {
    title: entry.by === void 0 ? said : `${said} by ${visibleLine(entry.by)}`,
    tone,
    tags: ["approval"],
    facts: factsOf({
      request: entry.request,
      ...entry.why === void 0 ? {} : { [entry.state === "asked" ? "for" : "why"]: entry.why },
      ...entry.surface === void 0 ? {} : { through: entry.surface }
    })
  };
}

// src/core/recording/timeline/entry-words.ts
function describeEntry(entry, texts) {
  return words[entry.kind](entry, texts);
}
var words = {
  session: describeSession,
  prompt: ({ model }, texts) => ({
    title: model === void 0 ? "Prompt" : `Prompt to ${visibleLine(model)}`,
    tags: ["prompt"],
    ...texts("text", "prose")
  }),
  response: (_, texts) => ({ title: "Answer", tags: ["answer"], ...texts("text", "prose") }),
  thinking: (_, texts) => ({ title: "Thinking", tags: ["thinking"], ...texts("text", "prose") }),
  "tool-call": ({ tool, subject }, texts) => ({
    title: `${visibleLine(tool)} ${subjectLine(subject)}`.trim(),
    tags: ["tool"],
    facts: factsOf(withoutNames(subject)),
    ...texts("arguments", "code")
  }),
  "tool-result": ({ outcome, exitCode }, texts) => ({
    title: `Result: ${outcome}${exitCode === void 0 ? "" : `, exit code ${exitCode}`}`,
    tone: outcomeTones[outcome],
    tags: ["tool"],
    ...texts("text", "output")
  }),
  "file-write": ({ path }, texts) => ({
    title: `Wrote ${visibleLine(path)}`,
    tags: ["tool"],
    ...texts("diff", "diff")
  }),
  "command-output": ({ stream }, texts) => ({
    title: stream,
    tags: ["tool"],
    ...texts("text", "output")
  }),
  push: ({ repository, outcome, updates }) => ({
    title: `Push to ${visibleLine(repository)}: ${visibleLine(outcome)}`,
    ...outcomeSaid(outcome, "push"),
    facts: updates.slice(0, maxFacts).map(updateFact)
  }),
  github: ({ verb, operation, path, status }) => ({
    title: visibleLine(
      [verb ?? operation ?? "call", path ?? "", statusOf(status)].filter((word) => word !== "").join(" ")
    ),
    tone: (status ?? 0) >= 400 ? "warn" : "plain",
    facts: factsOf(status === void 0 ? {} : { status }),
    tags: ["network"]
  }),
  egress: ({ host, port, outcome }) => ({
    title: visibleLine(`Connection to ${host}:${port}: ${outcome}`),
    ...outcomeSaid(outcome, "network"),
    facts: factsOf({ host, port, outcome })
  }),
  finding: ({ action, rule, where, confidence, fingerprint, pseudonym }) => ({
    title: visibleLine(
      `${action === "masked" ? "Masked" : "Reported"} a secret (${rule}) in ${where}`
    ),
    tone: "warn",
    tags: ["finding"],
    about: visibleLine(where),
    facts: factsOf({
      confidence,
      fingerprint,
      ...pseudonym === void 0 ? {} : { "shown as": pseudonym }
    })
  }),
  verdict: describeVerdict,
  approval: describeApproval,
  limit: ({ limit, reached, allowed, action }) => ({
    title: visibleLine(`Limit ${limit}: ${reached} of ${allowed}`),
    tone: "bad",
    tags: ["gap"],
    facts: factsOf({ "what follows": action })
  }),
  usage: ({ input, output, cacheRead, cacheWrite }) => ({
    title: `${input + output} tokens`,
    facts: factsOf({
      input,
      output,
      "read from cache": cacheRead,
      "written to cache": cacheWrite
    })
  }),
  note: ({ seq: _seq, t: _t, prev: _prev, kind: _kind, text: text2, ...details }) => ({
    title: visibleLine(text2, 400),
    facts: factsOf(details)
  }),
  gap: ({ reason, bytes, digest }) => ({
    title: visibleLine(`Gap: ${reason}`, 400),
    tone: "bad",
    tags: ["gap"],
    facts: factsOf({
      ...bytes === void 0 ? {} : { bytes },
      ...digest === void 0 ? {} : { "SHA-256": digest }
    })
  }),
  seal: ({ coverage, exitCode, totals }) => ({
    title: `Sealed: record ${coverage.state}, level ${coverage.level}`,
    tone: coverage.state === "complete" ? "good" : "warn",
    facts: factsOf({
      ...exitCode === void 0 ? {} : { "exit code": exitCode },
      ...coverage.reasons.length === 0 ? {} : { why: coverage.reasons.join("; ") },
      ...countsOf(totals)
    })
  }),
  unknown: ({ name }) => ({
    title: visibleLine(`An entry of the kind "${name}", unknown to this version`)
  })
};
var outcomeTones = {
  success: "good",
  failure: "warn",
  rejected: "bad",
  unknown: "plain"
};
function describeSession(entry) {
  return {
    title: `Session ${visibleLine(entry.session)} began`,
    facts: factsOf({
      began: entry.startedAt,
      guard: entry.guard,
      mode: entry.mode,
      level: entry.level,
      ...entry.identity,
      policy: `${entry.policy.source} (${entry.policy.enforcement})`,
      "policy digest": entry.policy.digest,
      ...entry.command === void 0 ? {} : { command: entry.command.join(" ") }
    })
  };
}
function subjectLine(subject) {
  for (const name of ["command", "path", "mcp", "url", "name"]) {
    const value = subject[name];
    if (typeof value === "string") return visibleLine(value);
  }
  return "";
}
function withoutNames({ kind: _kind, tool: _tool, ...subject }) {
  return subject;
}
function countsOf(totals) {
  const { toolCalls, ...others } = totals;
  const named = Object.entries({ ...others, "tool calls": toolCalls });
  return Object.fromEntries(named.filter(([, count]) => count > 0));
}
function updateFact({ ref, ...rest }) {
  const said = Object.entries(rest).map(([name, value]) => `${name} ${wordsOf(value)}`);
  return [visibleLine(wordsOf(ref)), visibleLine(said.join(" \xB7 "), maxFact)];
}
var statusOf = (status) => status === void 0 ? "" : `\u2192 ${status}`;
function outcomeSaid(outcome, tag) {
  if (/den|refus|reject|block/i.test(outcome)) return { tone: "bad", tags: [tag, "denied"] };
  if (/held|hold|wait|park/i.test(outcome)) return { tone: "warn", tags: [tag, "held"] };
  return { tone: "plain", tags: [tag] };
}

// src/core/recording/timeline/describe-entries.ts
async function* describeEntries(reading, keepCharacters) {
  let t = 0;
  let seq = -1;
  for (; ; ) {
    const step = await reading.next();
    if (step.done === true) return step.value;
    const { line, entry, texts, proven, damage } = step.value;
    t = entry?.t ?? t;
    seq = entry?.seq ?? seq + 1;
    const said = entry === void 0 ? { kind: "unreadable", title: `Line ${line} cannot be read`, tone: "bad", tags: ["gap"] } : { kind: entry.kind, ...describeEntry(entry, textsOf(texts, keepCharacters)) };
    yield {
      seq,
      t,
      tone: "plain",
      tags: ["note"],
      ...said,
      ...placeOf(entry),
      proven,
      ...damage === void 0 ? {} : { damage: visible(damage) }
    };
  }
}
function textsOf(texts, keepCharacters) {
  return (field, style) => {
    const text2 = texts[field];
    return text2 === void 0 ? {} : { body: bodyOf(text2, style, keepCharacters) };
  };
}
function bodyOf(read, style, keepCharacters) {
  const cut = read.cut || read.text.length > keepCharacters;
  return {
    text: visible(read.text.slice(0, keepCharacters)),
    style,
    bytes: read.bytes,
    cut,
    ...read.blob === void 0 ? {} : { blob: read.blob }
  };
}
function placeOf(entry) {
  const { run, call } = entry ?? {};
  return {
    ...typeof run === "string" && run !== "" ? { run: visibleLine(run) } : {},
    ...typeof call === "string" && call !== "" ? { call: visibleLine(call) } : {}
  };
}

// src/core/recording/timeline/timeline.ts
var defaults2 = { maxTextCharacters: 65536, maxParts: 200, maxOpenItems: 128 };
async function* timeline(entries, limits = {}) {
  const grouping = createGrouping({ ...defaults2, ...limits });
  for (; ; ) {
    const step = await entries.next();
    if (step.done === true) {
      yield* grouping.rest();
      return step.value;
    }
    yield* grouping.add(step.value);
  }
}
function createGrouping(limits) {
  const open = [];
  const places = /* @__PURE__ */ new Map();
  const register = (target, keys) => {
    for (const key of keys) {
      places.set(key, target);
      target.keys.push(key);
    }
  };
  const take = () => {
    const oldest = open.shift();
    if (oldest === void 0) return [];
    for (const key of oldest.keys) if (places.get(key) === oldest) places.delete(key);
    return [oldest.item];
  };
  const begin = (entry) => {
    const target = { item: itemOf(entry), keys: [], partCharacters: 0 };
    register(target, keysOf(entry));
    open.push(target);
  };
  const join = (entry) => {
    if (entry.damage !== void 0) return false;
    const target = places.get(placeOf2(entry));
    if (target === void 0) return false;
    if (isContinuation(entry, target.item)) continueText(target.item, entry, limits);
    else if (isPartOf(entry, target.item)) addPart(target, entry, limits);
    else if (isHeadOf(entry, target.item)) register(behead(target, entry), keysOf(entry));
    else return false;
    return true;
  };
  return {
    add(entry) {
      if (join(entry)) return [];
      begin(entry);
      return open.length > limits.maxOpenItems ? take() : [];
    },
    *rest() {
      while (open.length > 0) yield* take();
    }
  };
}
function placeOf2({ run = "", call }) {
  return call === void 0 ? `run ${run}` : `call ${run} ${call}`;
}
function keysOf(entry) {
  if (entry.run === void 0 && entry.call === void 0) return [];
  return entry.call === void 0 ? [placeOf2(entry)] : [placeOf2(entry), `run ${entry.run ?? ""}`];
}
var isText = (kind) => kind === "prompt" || kind === "response" || kind === "thinking";
function isContinuation(entry, item) {
  if (entry.call !== void 0 || entry.kind !== item.kind) return false;
  return entry.kind === "response" || entry.kind === "thinking";
}
function isPartOf(entry, item) {
  if (entry.call !== void 0) return entry.kind !== "tool-call";
  if (entry.kind === "usage") return isText(item.kind);
  return entry.about === void 0 ? false : entry.about === item.kind;
}
function isHeadOf(entry, item) {
  if (entry.kind === "tool-call") return item.kind !== "tool-call" && entry.call === item.call;
  return isText(entry.kind) && item.about === entry.kind && !isText(item.kind);
}
function itemOf(entry) {
  return { ...entry, until: entry.t, parts: [], partsLeftOut: 0 };
}
function behead(target, head) {
  const { until: _until, parts, partsLeftOut, ...former } = target.item;
  const item = { ...itemOf(head), parts: [former, ...parts], partsLeftOut, t: former.t };
  for (const part of item.parts) absorb(item, part);
  target.item = item;
  return target;
}
function addPart(target, entry, limits) {
  const { item } = target;
  absorb(item, entry);
  const last = item.parts.at(-1);
  const length = entry.body?.text.length ?? 0;
  const fits = target.partCharacters + length <= limits.maxTextCharacters;
  if (last !== void 0 && entry.kind === "command-output" && last.title === entry.title) {
    if (last.body !== void 0 && entry.body !== void 0) {
      last.body = joined(last.body, entry.body, fits ? length : 0);
    }
  } else if (item.parts.length >= limits.maxParts) {
    item.partsLeftOut += 1;
    return;
  } else {
    item.parts.push(fits ? { ...entry } : withoutText(entry));
  }
  if (fits) target.partCharacters += length;
}
function continueText(item, entry, limits) {
  absorb(item, entry);
  if (entry.body === void 0) return;
  const room = limits.maxTextCharacters - (item.body?.text.length ?? 0);
  item.body = item.body === void 0 ? entry.body : joined(item.body, entry.body, room);
}
function absorb(item, entry) {
  item.until = Math.max(item.until, entry.t);
  item.tone = worse(item.tone, entry.tone);
  item.tags = [.../* @__PURE__ */ new Set([...item.tags, ...entry.tags])];
  item.proven &&= entry.proven;
}
var tones = ["plain", "good", "warn", "bad"];
var worse = (a, b) => tones.indexOf(a) >= tones.indexOf(b) ? a : b;
function joined(first, next, room) {
  const added = first.cut ? "" : next.text.slice(0, Math.max(0, room));
  return {
    ...first,
    text: first.text + added,
    bytes: first.bytes + next.bytes,
    cut: first.cut || next.cut || added.length < next.text.length
  };
}
function withoutText(entry) {
  if (entry.body === void 0) return { ...entry };
  return { ...entry, body: { ...entry.body, text: "", cut: true } };
}

// action/replay-page.ts
var shownCharacters = 64 * 1024;
async function writeReplayPage(recording, out) {
  const { lines, blobs } = readFileRecording(recording);
  const reading = readRecording(lines(), { blobs, keepBytes: shownCharacters * 4 });
  const page = renderReplayPage(timeline(describeEntries(reading, shownCharacters)));
  await pipeline(Readable.from(page), createWriteStream(out, { mode: 384 }));
}
export {
  writeReplayPage
};
