// Made by scripts/browser-code.ts from src/browser/replay-page/page.css: change that and run `npm run generate`.
export const pageStyle = `
/* src/browser/colours.css */
:root {
  color-scheme: light;
  --ground: #f5f6f8;
  --panel: #ffffff;
  --raised: #ffffff;
  --sunken: #f2f4f7;
  --line: #e1e5eb;
  --line-strong: #cbd2dc;
  --text: #17202e;
  --soft: #566072;
  --faint: #5c6679;
  --accent: #4f46e5;
  --accent-soft: #eceafd;
  --accent-text: #4338ca;
  --good: #067647;
  --good-soft: #e3f6ec;
  --warn: #8f5200;
  --warn-soft: #fdf0d9;
  --bad: #b42318;
  --bad-soft: #fdeae8;
  --code: #f6f8fa;
  --plus: #e3f6ec;
  --minus: #fdeae8;
  --at: #eaf2fd;
  --mark: #ffe58a;
  --shadow: 0 1px 2px #1018280d, 0 1px 6px #1018280d;
  --mono:
    ui-monospace,
    "SF Mono",
    "Cascadia Code",
    "JetBrains Mono",
    Menlo,
    Consolas,
    "DejaVu Sans Mono",
    monospace;
  --sans:
    system-ui,
    -apple-system,
    "Segoe UI",
    Inter,
    Roboto,
    "Helvetica Neue",
    "DejaVu Sans",
    sans-serif;
}
@media (prefers-color-scheme: dark) {
  :root:not([data-theme=light]) {
    color-scheme: dark;
    --ground: #0d1017;
    --panel: #141923;
    --raised: #1a202c;
    --sunken: #10141c;
    --line: #252d3a;
    --line-strong: #384254;
    --text: #e7ebf2;
    --soft: #a5afbf;
    --faint: #8b96a8;
    --accent: #8b85ff;
    --accent-soft: #25244a;
    --accent-text: #b3afff;
    --good: #55d394;
    --good-soft: #10301f;
    --warn: #f0b354;
    --warn-soft: #352611;
    --bad: #ff8a80;
    --bad-soft: #3c1a1a;
    --code: #0f131b;
    --plus: #10301f;
    --minus: #3c1a1a;
    --at: #14263f;
    --mark: #6b5600;
    --shadow: 0 1px 2px #0006;
  }
}
:root[data-theme=dark] {
  color-scheme: dark;
  --ground: #0d1017;
  --panel: #141923;
  --raised: #1a202c;
  --sunken: #10141c;
  --line: #252d3a;
  --line-strong: #384254;
  --text: #e7ebf2;
  --soft: #a5afbf;
  --faint: #8b96a8;
  --accent: #8b85ff;
  --accent-soft: #25244a;
  --accent-text: #b3afff;
  --good: #55d394;
  --good-soft: #10301f;
  --warn: #f0b354;
  --warn-soft: #352611;
  --bad: #ff8a80;
  --bad-soft: #3c1a1a;
  --code: #0f131b;
  --plus: #10301f;
  --minus: #3c1a1a;
  --at: #14263f;
  --mark: #6b5600;
  --shadow: 0 1px 2px #0006;
}

/* src/browser/replay-page/styles/base.css */
*,
*::before,
*::after {
  box-sizing: border-box;
}
[hidden] {
  display: none !important;
}
html,
body {
  height: 100%;
  margin: 0;
}
body {
  background: var(--ground);
  color: var(--text);
  font: 14px / 1.5 var(--sans);
  overflow-wrap: anywhere;
}
#app {
  display: grid;
  grid-template-columns: minmax(0, 1fr);
  grid-template-rows: auto auto auto minmax(0, 1fr);
  height: 100%;
  min-height: 560px;
}
noscript {
  display: block;
  padding: 24px;
}
h1,
h2,
h3,
p,
dl,
dd,
ul,
ol {
  margin: 0;
  padding: 0;
}
ul,
ol {
  list-style: none;
}
svg {
  width: 16px;
  height: 16px;
  flex: none;
  fill: none;
  stroke: currentColor;
  stroke-width: 1.9;
  stroke-linecap: round;
  stroke-linejoin: round;
}
button,
select,
input {
  font: inherit;
  color: inherit;
}
button {
  cursor: pointer;
}
:focus-visible {
  outline: 2px solid var(--accent);
  outline-offset: 1px;
}
.dim {
  color: var(--faint);
  font-weight: 400;
}
.sr {
  position: absolute;
  width: 1px;
  height: 1px;
  overflow: hidden;
  clip-path: inset(50%);
}
code,
pre,
kbd,
time,
.position {
  font-family: var(--mono);
  font-variant-numeric: tabular-nums;
}
mark {
  background: var(--mark);
  color: inherit;
  border-radius: 2px;
}
.unseen {
  background: var(--bad-soft);
  color: var(--bad);
  border-radius: 3px;
  padding: 0 3px;
  margin: 0 1px;
  font: 600 0.78em var(--mono);
  vertical-align: 0.06em;
}
dialog {
  border: 1px solid var(--line-strong);
  border-radius: 14px;
  padding: 20px 24px;
  background: var(--raised);
  color: var(--text);
  max-width: 430px;
}
dialog::backdrop {
  background: #0008;
}
dialog dl {
  display: grid;
  grid-template-columns: max-content 1fr;
  gap: 6px 18px;
  margin: 14px 0;
}
dialog button {
  margin-top: 14px;
  padding: 6px 18px;
  border: 0;
  border-radius: 8px;
  background: var(--accent);
  color: var(--panel);
  font-weight: 600;
}
kbd {
  font-size: 12px;
  padding: 1px 7px;
  border: 1px solid var(--line-strong);
  border-bottom-width: 2px;
  border-radius: 6px;
  background: var(--sunken);
}

/* src/browser/replay-page/styles/header.css */
header {
  background: var(--panel);
  border-bottom: 1px solid var(--line);
  padding: 12px 20px 10px;
}
.top {
  display: flex;
  align-items: center;
  gap: 12px;
  flex-wrap: wrap;
}
.brand {
  display: flex;
  align-items: center;
  gap: 7px;
  font-weight: 650;
  letter-spacing: -0.01em;
}
.brand svg {
  width: 20px;
  height: 20px;
  color: var(--accent);
  fill: var(--accent-soft);
}
.badges {
  display: flex;
  gap: 6px;
  flex-wrap: wrap;
  margin-left: auto;
}
.badge {
  display: inline-flex;
  align-items: center;
  gap: 5px;
  padding: 3px 10px 3px 8px;
  border-radius: 99px;
  font-size: 12.5px;
  font-weight: 600;
  background: var(--sunken);
  color: var(--soft);
  border: 1px solid var(--line);
}
.badge svg {
  width: 14px;
  height: 14px;
  stroke-width: 2.3;
}
.badge.good {
  background: var(--good-soft);
  color: var(--good);
  border-color: transparent;
}
.badge.warn {
  background: var(--warn-soft);
  color: var(--warn);
  border-color: transparent;
}
.badge.bad {
  background: var(--bad);
  color: var(--panel);
  border-color: transparent;
}
.tools {
  display: flex;
  gap: 2px;
}
.quiet {
  display: grid;
  place-items: center;
  width: 32px;
  height: 32px;
  border: 0;
  border-radius: 8px;
  background: none;
  color: var(--soft);
}
.quiet:hover {
  background: var(--sunken);
  color: var(--text);
}
.about {
  display: flex;
  gap: 8px 32px;
  align-items: center;
  justify-content: space-between;
  flex-wrap: wrap;
  margin-top: 6px;
}
h1 {
  font-size: 21px;
  line-height: 1.25;
  letter-spacing: -0.02em;
  font-weight: 680;
}
.identity {
  display: flex;
  flex-wrap: wrap;
  gap: 1px 18px;
  margin-top: 7px;
  font-size: 12.5px;
}
.identity div {
  display: flex;
  gap: 5px;
}
.identity dt {
  color: var(--faint);
}
.identity dd {
  font-weight: 550;
}
.tiles {
  display: flex;
  flex-wrap: wrap;
  gap: 6px;
}
.tiles li {
  display: grid;
  min-width: 66px;
  padding: 4px 11px 5px;
  border: 1px solid var(--line);
  border-radius: 10px;
  background: var(--sunken);
}
.tiles strong {
  font-size: 17px;
  line-height: 1.2;
  font-variant-numeric: tabular-nums;
  letter-spacing: -0.01em;
}
.tiles span {
  color: var(--soft);
  font-size: 11.5px;
}
.tiles .none strong {
  color: var(--faint);
  font-weight: 450;
}
.tiles .good {
  background: var(--good-soft);
  border-color: transparent;
}
.tiles .good strong {
  color: var(--good);
}
.tiles .warn {
  background: var(--warn-soft);
  border-color: transparent;
}
.tiles .warn strong {
  color: var(--warn);
}
.tiles .bad {
  background: var(--bad-soft);
  border-color: transparent;
}
.tiles .bad strong {
  color: var(--bad);
}
.proof {
  margin-top: 5px;
  font-size: 12.5px;
  color: var(--soft);
}
.proof summary {
  cursor: pointer;
  width: max-content;
  color: var(--faint);
}
.proof summary:hover {
  color: var(--text);
}
.proof[open] {
  max-height: 38vh;
  overflow: auto;
}
.proof ul {
  margin: 6px 0 8px 14px;
}
.proof li {
  list-style: disc;
}
.alarm {
  display: flex;
  gap: 8px;
  align-items: flex-start;
  margin: 10px 0 0;
  padding: 8px 12px;
  border-radius: 9px;
  background: var(--bad-soft);
  color: var(--bad);
  font-weight: 600;
}
.alarm svg {
  margin-top: 3px;
}
.note {
  margin: 8px 0 0;
  padding: 6px 11px;
  border-radius: 8px;
  background: var(--warn-soft);
  color: var(--warn);
  font-size: 12.5px;
}

/* src/browser/replay-page/styles/player.css */
.player {
  display: flex;
  align-items: center;
  gap: 14px;
  padding: 7px 20px;
  background: var(--panel);
  border-bottom: 1px solid var(--line);
}
.buttons {
  display: flex;
  align-items: center;
  gap: 2px;
}
.buttons button {
  display: grid;
  place-items: center;
  width: 32px;
  height: 32px;
  border: 0;
  border-radius: 50%;
  background: none;
  color: var(--soft);
}
.buttons button:hover {
  background: var(--sunken);
  color: var(--text);
}
#play {
  width: 38px;
  height: 38px;
  margin: 0 5px;
  background: var(--accent);
  color: #fff;
}
:root[data-theme=dark] #play {
  color: #10121c;
}
@media (prefers-color-scheme: dark) {
  :root:not([data-theme=light]) #play {
    color: #10121c;
  }
}
#play:hover {
  filter: brightness(1.08);
}
#play:not(.playing) path {
  fill: currentColor;
}
.track {
  position: relative;
  flex: 1;
  height: 34px;
  display: flex;
  align-items: center;
  min-width: 80px;
}
#scrubber {
  width: 100%;
  margin: 0;
  accent-color: var(--accent);
  cursor: pointer;
}
.marks {
  position: absolute;
  left: 8px;
  right: 8px;
  top: 0;
  height: 9px;
  pointer-events: none;
}
.marks i {
  position: absolute;
  width: 3px;
  height: 7px;
  margin-left: -1px;
  border-radius: 2px;
  background: var(--line-strong);
}
.marks .prompt {
  background: var(--accent);
  opacity: 0.55;
}
.marks .warn {
  background: var(--warn);
}
.marks .bad {
  background: var(--bad);
  height: 9px;
}
.position {
  font-size: 12.5px;
  color: var(--soft);
  white-space: nowrap;
}
#speed {
  padding: 4px 6px;
  border: 1px solid var(--line);
  border-radius: 8px;
  background: var(--panel);
}

/* src/browser/replay-page/styles/filters.css */
.filters {
  display: flex;
  align-items: center;
  gap: 8px 12px;
  flex-wrap: wrap;
  padding: 8px 20px;
  border-bottom: 1px solid var(--line);
}
.tags {
  display: flex;
  gap: 5px;
  flex-wrap: wrap;
}
.filter {
  display: inline-flex;
  gap: 6px;
  align-items: center;
  padding: 3px 9px;
  border: 1px solid var(--line);
  border-radius: 99px;
  background: var(--panel);
  color: var(--soft);
  font-size: 12.5px;
  font-weight: 550;
}
.filter:hover {
  border-color: var(--line-strong);
  color: var(--text);
}
.filter .count {
  color: var(--faint);
  font-weight: 450;
  font-variant-numeric: tabular-nums;
}
.filter[aria-pressed=true] {
  background: var(--accent-soft);
  border-color: var(--accent);
  color: var(--accent-text);
}
.filter[aria-pressed=true] .count {
  color: inherit;
}
.search {
  display: flex;
  align-items: center;
  gap: 7px;
  flex: 1 1 230px;
  max-width: 380px;
  margin-left: auto;
  padding: 0 11px;
  border: 1px solid var(--line);
  border-radius: 9px;
  background: var(--panel);
  color: var(--faint);
}
.search:focus-within {
  border-color: var(--accent);
  outline: 2px solid var(--accent-soft);
}
#search {
  flex: 1;
  min-width: 0;
  padding: 5px 0;
  border: 0;
  outline: 0;
  background: none;
  color: var(--text);
}
.matches {
  font-size: 12.5px;
  color: var(--faint);
  white-space: nowrap;
}

/* src/browser/replay-page/styles/item-list.css */
main {
  display: grid;
  grid-template-columns: minmax(320px, 42%) minmax(0, 1fr);
  min-height: 0;
}
.side {
  position: relative;
  min-height: 0;
  border-right: 1px solid var(--line);
  background: var(--panel);
}
.list {
  position: absolute;
  inset: 0;
  overflow: auto;
  scrollbar-gutter: stable;
}
.list:focus-visible {
  outline: 0;
}
.rows {
  position: relative;
  overflow: hidden;
}
.empty {
  padding: 40px 20px;
  text-align: center;
  color: var(--faint);
}
.row {
  position: absolute;
  left: 0;
  right: 0;
  height: 60px;
  display: grid;
  grid-template-columns: 46px 30px minmax(0, 1fr) auto;
  align-items: center;
  gap: 10px;
  padding: 0 14px 0 12px;
  cursor: pointer;
  contain: strict;
}
.row time {
  color: var(--faint);
  font-size: 11.5px;
  text-align: right;
}
.row::before {
  content: "";
  position: absolute;
  left: 82px;
  top: 0;
  bottom: 0;
  width: 2px;
  background: var(--line);
}
.bullet {
  position: relative;
  display: grid;
  place-items: center;
  width: 30px;
  height: 30px;
  border-radius: 50%;
  background: var(--sunken);
  color: var(--soft);
  border: 2px solid var(--panel);
}
.row:hover {
  background: var(--sunken);
}
.row.selected {
  background: var(--accent-soft);
}
.list:focus-visible .row.selected {
  outline: 2px solid var(--accent);
  outline-offset: -2px;
}
.row.selected::after {
  content: "";
  position: absolute;
  left: 0;
  top: 8px;
  bottom: 8px;
  width: 3px;
  border-radius: 0 3px 3px 0;
  background: var(--accent);
}
.row.future {
  opacity: 0.38;
}
.words {
  display: grid;
  min-width: 0;
}
.title,
.snippet {
  overflow: hidden;
  text-overflow: ellipsis;
  white-space: nowrap;
}
.title {
  font-weight: 580;
}
.snippet {
  color: var(--soft);
  font-size: 12.5px;
}
.kind-tool-call .title {
  font-family: var(--mono);
  font-size: 12.8px;
  font-weight: 550;
}
.kind-response .bullet {
  background: var(--accent-soft);
  color: var(--accent-text);
}
.good .bullet {
  background: var(--good-soft);
  color: var(--good);
}
.warn .bullet {
  background: var(--warn-soft);
  color: var(--warn);
}
.bad .bullet {
  background: var(--bad-soft);
  color: var(--bad);
}
.row.kind-prompt .bullet {
  background: var(--accent);
  color: #fff;
}
.chips {
  display: flex;
  gap: 4px;
  flex-wrap: wrap;
  justify-content: flex-end;
  max-width: 168px;
}
.chip {
  padding: 1px 8px;
  border-radius: 99px;
  font: 600 11px / 1.6 var(--sans);
  white-space: nowrap;
}
.chip.good {
  background: var(--good-soft);
  color: var(--good);
}
.chip.warn {
  background: var(--warn-soft);
  color: var(--warn);
}
.chip.bad {
  background: var(--bad-soft);
  color: var(--bad);
}

/* src/browser/replay-page/styles/detail.css */
.detail {
  overflow: auto;
  padding: 18px 26px 40px;
  position: relative;
  scrollbar-gutter: stable;
}
.detail:focus-visible {
  outline-offset: -2px;
}
.detail > * {
  max-width: 900px;
}
.detail-head {
  display: flex;
  gap: 13px;
  align-items: flex-start;
  margin-bottom: 14px;
}
.detail-head > div {
  flex: 1;
  min-width: 0;
}
.detail-head .bullet {
  width: 36px;
  height: 36px;
  flex: none;
  border: 0;
  background: var(--raised);
  box-shadow: var(--shadow);
}
.detail-head.good .bullet {
  background: var(--good-soft);
}
.detail-head.warn .bullet {
  background: var(--warn-soft);
}
.detail-head.bad .bullet {
  background: var(--bad-soft);
}
.detail .detail-head.kind-prompt .bullet {
  background: var(--accent);
  color: #fff;
}
h2 {
  font-size: 16.5px;
  line-height: 1.35;
  letter-spacing: -0.01em;
  font-weight: 650;
}
.place {
  display: flex;
  flex-wrap: wrap;
  gap: 1px 14px;
  color: var(--faint);
  font: 12px / 1.6 var(--mono);
}
.facts {
  display: grid;
  grid-template-columns: minmax(70px, max-content) minmax(0, 1fr);
  gap: 3px 16px;
  margin: 8px 0;
  font-size: 13px;
}
.facts dt {
  color: var(--faint);
  max-width: 200px;
}
.facts dd {
  white-space: pre-wrap;
  font-family: var(--mono);
  font-size: 12.5px;
}
pre {
  margin: 8px 0;
  padding: 11px 14px;
  max-height: 520px;
  overflow: auto;
  border: 1px solid var(--line);
  border-radius: 10px;
  background: var(--code);
  font-size: 12.5px;
  line-height: 1.55;
  white-space: pre-wrap;
  tab-size: 4;
}
pre.diff {
  padding: 8px 0;
  white-space: pre;
}
.diff code {
  display: block;
  width: max-content;
  min-width: 100%;
}
.diff .line {
  display: block;
  padding: 0 14px;
  min-height: 1.55em;
}
.diff .plus {
  background: var(--plus);
  color: var(--good);
}
.diff .minus {
  background: var(--minus);
  color: var(--bad);
}
.diff .at {
  background: var(--at);
  color: var(--faint);
}
.diff .file {
  color: var(--faint);
  font-weight: 600;
}
.counts {
  font: 600 12px / 1 var(--mono);
  margin-top: 8px;
}
.counts .plus {
  color: var(--good);
}
.counts .minus {
  color: var(--bad);
}
.prose {
  white-space: pre-wrap;
  overflow: hidden;
}
.inline {
  font-size: 0.9em;
  padding: 1px 3px;
  border-radius: 5px;
  background: var(--code);
  border: 1px solid var(--line);
}
.inline i {
  opacity: 0.35;
  font-style: normal;
}
.fence {
  display: block;
  margin: 6px 0;
  padding: 9px 13px;
  border: 1px solid var(--line);
  border-radius: 9px;
  background: var(--code);
  font: 12.5px / 1.55 var(--mono);
}
.part {
  margin-top: 12px;
  padding: 11px 15px;
  border: 1px solid var(--line);
  border-left: 3px solid var(--line-strong);
  border-radius: 10px;
  background: var(--panel);
  box-shadow: var(--shadow);
}
.part.good {
  border-left-color: var(--good);
}
.part.warn {
  border-left-color: var(--warn);
}
.part.bad {
  border-left-color: var(--bad);
}
h3 {
  display: flex;
  align-items: center;
  gap: 8px;
  font-size: 13.5px;
  font-weight: 620;
}
h3 span {
  min-width: 0;
}
h3 svg {
  color: var(--soft);
}
h3 time,
.turn time {
  margin-left: auto;
  color: var(--faint);
  font-size: 11.5px;
  font-weight: 400;
}
.part.good h3 svg {
  color: var(--good);
}
.part.warn h3 svg {
  color: var(--warn);
}
.part.bad h3 svg {
  color: var(--bad);
}

/* src/browser/replay-page/styles/judgement.css */
.tree {
  margin: 10px 0 2px;
  font-size: 13px;
}
.tree summary {
  cursor: pointer;
  font-weight: 600;
}
.tree li {
  margin: 8px 0 0 4px;
  padding-left: 12px;
  border-left: 2px solid var(--line);
}
.tree .unmatched {
  opacity: 0.72;
}
.rule {
  display: flex;
  gap: 8px;
  align-items: center;
  flex-wrap: wrap;
}
.outcome {
  display: grid;
  place-items: center;
  width: 18px;
  height: 18px;
  border-radius: 50%;
}
.outcome svg {
  width: 11px;
  height: 11px;
  stroke-width: 3;
}
.outcome.yes {
  background: var(--warn-soft);
  color: var(--warn);
}
.outcome.no {
  background: var(--sunken);
  color: var(--faint);
}
.reason {
  color: var(--soft);
  margin: 2px 0 0 26px;
}
.scroll {
  overflow-x: auto;
  margin: 4px 0 2px 26px;
}
table {
  border-collapse: collapse;
  font-size: 12.5px;
}
th {
  color: var(--faint);
  font-weight: 500;
  text-align: left;
}
th,
td {
  padding: 2px 14px 2px 0;
  vertical-align: top;
  max-width: 320px;
}
.is-yes td:first-child {
  color: var(--warn);
  font-weight: 650;
}
.is-unknown td:first-child {
  color: var(--bad);
  font-weight: 650;
}
.is-no td:first-child {
  color: var(--faint);
}

/* src/browser/replay-page/styles/conversation.css */
.conversation {
  display: grid;
  grid-template-columns: minmax(0, 1fr);
  gap: 10px;
}
.turn {
  padding: 13px 17px;
  border: 1px solid var(--line);
  border-radius: 13px;
  background: var(--panel);
}
.turn.prompt {
  background: var(--accent-soft);
  border-color: transparent;
  margin-right: 8%;
}
.turn.response {
  box-shadow: var(--shadow);
}
.turn.thinking {
  background: var(--sunken);
  color: var(--soft);
}
.turn.selected {
  border-color: var(--accent);
}
.turn h3,
.turn summary {
  color: var(--soft);
  font-weight: 600;
  font-size: 12.5px;
  margin-bottom: 5px;
}
.turn summary {
  display: flex;
  gap: 8px;
  align-items: center;
  cursor: pointer;
  margin: 0;
}
.turn .prose {
  font-size: 14.5px;
  line-height: 1.6;
}
.turn.step {
  display: flex;
  gap: 9px;
  align-items: center;
  width: 100%;
  text-align: left;
  padding: 7px 14px;
  font: 550 12.5px / 1.5 var(--mono);
  border-radius: 10px;
  background: none;
  color: var(--soft);
}
.turn.step > span:first-of-type {
  min-width: 0;
  overflow: hidden;
  text-overflow: ellipsis;
  white-space: nowrap;
}
.turn.step:hover {
  background: var(--panel);
  border-color: var(--line-strong);
  color: var(--text);
}
.turn.step.bad svg {
  color: var(--bad);
}
.turn.step.warn svg {
  color: var(--warn);
}
.turn.step.good svg {
  color: var(--good);
}

/* src/browser/replay-page/styles/screens.css */
@media (max-width: 860px) {
  #app {
    height: auto;
    grid-template-rows: none;
  }
  main {
    grid-template-columns: minmax(0, 1fr);
  }
  .side {
    height: 46vh;
    border-right: 0;
    border-bottom: 1px solid var(--line);
  }
  .player {
    position: sticky;
    top: 0;
    z-index: 2;
    flex-wrap: wrap;
    gap: 6px 10px;
    padding: 7px 12px;
  }
  .track {
    order: 5;
    flex-basis: 100%;
  }
  header,
  .filters {
    padding-left: 12px;
    padding-right: 12px;
  }
  .detail {
    padding: 16px 12px 40px;
    overflow: visible;
  }
  .search {
    max-width: none;
  }
}
@media (max-height: 700px) and (min-width: 861px) {
  header {
    padding-top: 8px;
  }
}
@media (prefers-reduced-motion: no-preference) {
  .row,
  .filter,
  .turn,
  #play {
    transition: background-color 0.12s, opacity 0.2s;
  }
}
@media print {
  #app {
    height: auto;
    display: block;
  }
  .player,
  .filters,
  .tools {
    display: none;
  }
}

/* src/browser/replay-page/page.css */
`
