import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import {
  readRecording
} from "./chunk-2TCWRE7T.js";
import {
  keyFingerprint,
  processText
} from "./chunk-QCLPPHMS.js";
import {
  readFileRecording
} from "./chunk-B32A25VQ.js";
import {
  isZero
} from "./chunk-AHZWCLKP.js";
import {
  printableLine,
  safeJson,
  visible,
  visibleLine
} from "./chunk-B5GJ3CPW.js";
import {
  array,
  boolean,
  object,
  string,
  unknown
} from "./chunk-FBYAHOKZ.js";
import "./chunk-I22CHC5J.js";
import "./chunk-GZ5KYTBD.js";

// action/replay-page.ts
import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

// src/core/recording/page/render-page.ts
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

// src/core/recording/page/generated/page-script.ts
var pageScript = `
"use strict";
(() => {
  // src/browser/replay-page/element.ts
  function el(tag, { onclick, ...attributes }, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (value === void 0 || value === false) continue;
      element.setAttribute(name, value === true ? "" : String(value));
    }
    if (onclick !== void 0) element.addEventListener("click", onclick);
    element.append(...present(children.flat()));
    return element;
  }
  var present = (children) => children.filter((child) => child !== void 0);
  function byId(id) {
    const element = document.getElementById(id);
    if (element === null) throw new Error(\`the page has no element "\${id}"\`);
    return element;
  }

  // src/browser/replay-page/data.ts
  var meta = JSON.parse(byId("meta").textContent);
  var items = takeItems();
  function takeItems() {
    const blocks = [...document.querySelectorAll("script.items")];
    const all = blocks.flatMap((block) => JSON.parse(block.textContent));
    for (const block of blocks) block.remove();
    return all;
  }

  // src/browser/replay-page/item-summary.ts
  var maxSnippet = 240;
  function snippetOf({ tags, body, facts, parts = [] }) {
    const verdict = parts.find(({ kind, tone }) => kind === "verdict" && tone === "bad");
    const reason = tags.includes("denied") ? verdict?.facts?.[0]?.[1] : void 0;
    if (reason) return reason;
    const text = body?.text ? body : parts.find((part) => part.body?.text)?.body;
    if (text) return plainText(text);
    const said = (facts ?? []).slice(0, 3).map(([name, value]) => \`\${name} \${value}\`);
    return said.join(" \xB7 ").slice(0, maxSnippet);
  }
  function plainText({ text, style }) {
    const lines = style === "diff" ? text.split("\\n").filter((line) => /^[+-]/.test(line) && !/^(\\+\\+\\+|---)/.test(line)) : [text.slice(0, 400)];
    return lines.slice(0, 8).join(" ").replaceAll(/\u241B\\[[0-9;?]*[A-Za-z]/g, "").replaceAll(/\\s+/g, " ").slice(0, maxSnippet);
  }
  function outcomesOf({ kind, tags, proven, parts = [] }) {
    const outcomes = [];
    if (tags.includes("denied")) outcomes.push(["bad", "denied"]);
    if (tags.includes("held")) outcomes.push(["warn", "held"]);
    const approval = parts.findLast((part) => part.kind === "approval");
    if (approval?.tone === "good") outcomes.push(["good", "approved"]);
    if (tags.includes("finding") && kind !== "finding") outcomes.push(["warn", "secret"]);
    if (proven === false) outcomes.push(["bad", "unproven"]);
    return outcomes;
  }
  function searchableText(item) {
    const parts = [item, ...item.parts ?? []];
    const texts = parts.flatMap(({ title, body, facts }) => [
      title,
      body?.text,
      ...(facts ?? []).flat()
    ]);
    return [...texts, item.call].join("\\n").toLowerCase();
  }

  // src/browser/replay-page/chips.ts
  var chips = (item) => el(
    "span",
    { class: "chips" },
    outcomesOf(item).map(([tone, text]) => el("span", { class: \`chip \${tone}\` }, text))
  );

  // src/browser/replay-page/clock.ts
  function clock(ms) {
    const seconds = Math.floor(ms / 1e3);
    const minutes = Math.floor(seconds / 60);
    if (minutes < 60) return \`\${minutes}:\${two(seconds % 60)}\`;
    return \`\${Math.floor(minutes / 60)}:\${two(minutes % 60)}:\${two(seconds % 60)}\`;
  }
  var exactClock = (ms) => \`\${clock(ms)}.\${String(Math.floor(ms % 1e3)).padStart(3, "0")}\`;
  var two = (value) => String(value).padStart(2, "0");

  // src/browser/replay-page/icon.ts
  var paths = {
    session: "M5 4h14v16H5zM9 4v16",
    prompt: "M4 5h16v11H9l-5 4z",
    response: "M12 3l1.9 5.1L19 10l-5.1 1.9L12 17l-1.9-5.1L5 10l5.1-1.9zM19 16l.8 2.2L22 19l-2.2.8L19 22l-.8-2.2L16 19l2.2-.8z",
    thinking: "M5 12h.01M12 12h.01M19 12h.01",
    shell: "M5 7l5 5-5 5M12 17h7",
    write: "M4 20l1-4L16 5l3 3L8 19zM14 7l3 3",
    "tool-call": "M14 6a4 4 0 0 0 5 5l-8 8a2.1 2.1 0 0 1-3-3l8-8",
    push: "M12 19V5M6 11l6-6 6 6",
    github: "M7 7h12M15 3l4 4-4 4M17 17H5M9 13l-4 4 4 4",
    finding: "M8 11V8a4 4 0 0 1 8 0v3M6 11h12v9H6z",
    verdict: "M12 3l8 3v6c0 5-3.5 8-8 9-4.5-1-8-4-8-9V6z",
    approval: "M9 11l3 3 7-8M20 12v7H4V5h10",
    limit: "M12 8v5M12 16.5v.01M12 3l9.5 17h-19z",
    note: "M6 3h9l4 4v14H6zM9 11h6M9 15h6",
    seal: "M12 3a6 6 0 1 1 0 12 6 6 0 0 1 0-12zM8.5 14L7 21l5-2.5L17 21l-1.5-7",
    play: "M7 4.5v15l12-7.5z",
    pause: "M8 5v14M16 5v14",
    back: "M15 5l-7 7 7 7",
    forward: "M9 5l7 7-7 7",
    first: "M17 5l-7 7 7 7M7 5v14",
    last: "M7 5l7 7-7 7M17 5v14",
    theme: "M12 3a9 9 0 1 0 9 9 7 7 0 0 1-9-9z",
    help: "M9 9a3 3 0 1 1 4 2.8c-.7.3-1 .8-1 1.7M12 17v.01M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18z",
    search: "M11 4a7 7 0 1 1 0 14 7 7 0 0 1 0-14zM16 16l5 5",
    check: "M5 12.5l4.5 4.5L19 7",
    cross: "M6 6l12 12M18 6L6 18"
  };
  var iconOfKind = {
    session: "session",
    prompt: "prompt",
    response: "response",
    thinking: "thinking",
    "tool-call": "tool-call",
    "tool-result": "shell",
    "file-write": "write",
    "command-output": "shell",
    push: "push",
    github: "github",
    egress: "github",
    process: "shell",
    finding: "finding",
    verdict: "verdict",
    approval: "approval",
    limit: "limit",
    usage: "note",
    note: "note",
    gap: "limit",
    seal: "seal",
    unknown: "note",
    unreadable: "limit"
  };
  var svgNamespace = "http://www.w3.org/2000/svg";
  function icon(name) {
    const svg = document.createElementNS(svgNamespace, "svg");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("aria-hidden", "true");
    const path = document.createElementNS(svgNamespace, "path");
    path.setAttribute("d", paths[name]);
    svg.append(path);
    return svg;
  }
  var kindIcon = (kind) => icon(iconOfKind[kind]);
  function itemIcon({ kind, title }) {
    if (kind !== "tool-call") return kindIcon(kind);
    const tool2 = title.split(" ")[0] ?? "";
    if (tool2 === "shell") return icon("shell");
    return icon(/^(write|edit|delete)$/.test(tool2) ? "write" : "tool-call");
  }

  // src/browser/replay-page/number-text.ts
  var number = (value) => value.toLocaleString("en");
  var plural = (count, one) => \`\${number(count)} \${one}\${count === 1 ? "" : "s"}\`;
  function size(bytes) {
    if (bytes >= 1048576) return \`\${(bytes / 1048576).toFixed(1)} MiB\`;
    return bytes >= 1024 ? \`\${(bytes / 1024).toFixed(1)} KiB\` : plural(bytes, "byte");
  }

  // src/browser/replay-page/view.ts
  var view = {
    /** Items that pass the filter, as places in \`items\`. */
    shown: items.map((_, index) => index),
    /** The selected one, as a place in \`shown\`. */
    at: 0,
    playing: false,
    /** Playing has begun: what comes after the selected item has not happened yet. */
    started: false,
    speed: 1,
    tags: /* @__PURE__ */ new Set(),
    /** In lower case. */
    query: ""
  };
  var itemAt = (place) => items[view.shown[place] ?? -1];
  var current = () => itemAt(view.at);
  var selectListeners = [];
  var showListeners = [];
  var onSelect = (draw) => void selectListeners.push(draw);
  var onShow = (draw) => void showListeners.push(draw);
  function select(place, announce = false) {
    view.at = Math.max(0, Math.min(place, view.shown.length - 1));
    for (const draw of selectListeners) draw(announce);
  }
  function show(shown, place) {
    view.shown = shown;
    for (const draw of showListeners) draw();
    select(place);
  }

  // src/browser/replay-page/filters.ts
  var tagNames = {
    prompt: "Prompts",
    answer: "Answers",
    thinking: "Thinking",
    tool: "Tools",
    push: "Pushes",
    network: "Network",
    finding: "Secrets",
    denied: "Denied",
    held: "Held",
    approval: "Approvals",
    gap: "Gaps",
    note: "Notes"
  };
  var searchDelay = 120;
  var counts = /* @__PURE__ */ new Map();
  for (const { tags } of items) for (const tag of tags) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  var filterButtons = meta.tags.flatMap((tag) => {
    const count = counts.get(tag);
    return count === void 0 ? [] : [filterButton(tag, count)];
  });
  var search = el("input", {
    id: "search",
    type: "search",
    placeholder: "Search the session ( / )",
    "aria-label": "Search the session",
    autocomplete: "off",
    spellcheck: "false",
    maxlength: "200"
  });
  var matches = el("output", { class: "matches", for: "search" });
  var searchTimer;
  search.addEventListener("input", () => {
    clearTimeout(searchTimer);
    searchTimer = setTimeout(() => {
      view.query = search.value.trim().toLowerCase();
      applyFilter();
    }, searchDelay);
  });
  var filters = el(
    "div",
    { class: "filters", role: "group", "aria-label": "Filter" },
    el("div", { class: "tags" }, filterButtons),
    el("label", { class: "search" }, icon("search"), search, matches)
  );
  function filterButton(tag, count) {
    const button2 = el(
      "button",
      {
        class: \`filter tag-\${tag}\`,
        "aria-pressed": "false",
        "data-tag": tag,
        onclick() {
          if (!view.tags.delete(tag)) view.tags.add(tag);
          button2.setAttribute("aria-pressed", String(view.tags.has(tag)));
          applyFilter();
        }
      },
      tagNames[tag],
      el("span", { class: "count" }, number(count))
    );
    return button2;
  }
  function applyFilter() {
    const { tags, query } = view;
    const before = view.shown[view.at] ?? 0;
    const shown = [];
    for (const [index, item] of items.entries()) {
      const isTagged = tags.size === 0 || item.tags.some((tag) => tags.has(tag));
      if (isTagged && (query === "" || searchableText(item).includes(query))) shown.push(index);
    }
    matches.textContent = shown.length === items.length ? plural(items.length, "item") : \`\${number(shown.length)} of \${number(items.length)}\`;
    const next = shown.findIndex((index) => index >= before);
    show(shown, next === -1 ? shown.length - 1 : next);
  }
  function resetFilter() {
    view.tags.clear();
    view.query = "";
    search.value = "";
    for (const button2 of filterButtons) button2.setAttribute("aria-pressed", "false");
    applyFilter();
  }

  // src/browser/replay-page/find-conversation.ts
  var maxTurns = 60;
  var maxDistance = 2e3;
  function findConversation(items2, index) {
    const run = items2[index]?.run;
    if (run === void 0) return [index];
    const isPrompt = (at) => items2[at]?.kind === "prompt" && items2[at]?.run === run;
    let prompt = index;
    while (prompt >= 0 && index - prompt < maxDistance && !isPrompt(prompt)) prompt -= 1;
    const first2 = isPrompt(prompt) ? prompt : index;
    const turns = [first2];
    for (let at = first2 + 1; at < items2.length && at - index < maxDistance; at += 1) {
      if (turns.length > maxTurns || isPrompt(at)) break;
      if (items2[at]?.run === run) turns.push(at);
    }
    return turns.includes(index) ? turns : [...turns, index];
  }
  var isSpeech = ({ kind }) => kind === "prompt" || kind === "response" || kind === "thinking";

  // src/browser/replay-page/marked-text.ts
  var unseenMarks = /(\u27E8U\\+[0-9A-F]{4,6}\u27E9|[\u2400-\u241F\u2421])/;
  var controlNames = "NUL SOH STX ETX EOT ENQ ACK BEL BS HT LF VT FF CR SO SI DLE DC1 DC2 DC3 DC4 NAK SYN ETB CAN EM SUB ESC FS GS RS US".split(
    " "
  );
  var code = /(\`\`\`[^\\n\`]*\\n[\\s\\S]*?\\n\`\`\`(?=\\n|$)|\`[^\`\\n]+\`)/;
  var maxFound = 500;
  function marked(text, query = "") {
    return text.split(unseenMarks).flatMap((piece, index) => index % 2 === 1 ? [unseen(piece)] : found(piece, query));
  }
  function prose(text, query) {
    return text.split(code).flatMap((piece, index) => {
      if (index % 2 === 0) return marked(piece, query);
      if (piece.startsWith("\`\`\`")) return [el("span", { class: "fence" }, marked(piece, query))];
      const tick2 = () => el("i", {}, "\`");
      return [el("code", { class: "inline" }, tick2(), marked(piece.slice(1, -1), query), tick2())];
    });
  }
  function unseen(mark) {
    const control = (mark.codePointAt(0) ?? 0) - 9216;
    const name = mark === "\u2421" ? "DEL" : controlNames[control] ?? mark.slice(1, -1);
    return el("span", { class: "unseen", title: "a character that acts unseen" }, name);
  }
  function found(text, query) {
    if (query === "") return text === "" ? [] : [text];
    const lower = text.toLowerCase();
    if (lower.length !== text.length) return [text];
    const nodes = [];
    let from = 0;
    let at = lower.indexOf(query);
    while (at !== -1 && nodes.length < maxFound) {
      nodes.push(text.slice(from, at), el("mark", {}, text.slice(at, at + query.length)));
      from = at + query.length;
      at = lower.indexOf(query, from);
    }
    nodes.push(text.slice(from));
    return nodes;
  }

  // src/browser/replay-page/judgement.ts
  var toneOfEffect = {
    deny: "bad",
    hold: "warn",
    mask: "warn",
    warn: "warn"
  };
  function judgement(rules) {
    if (rules === void 0) return void 0;
    const matched = rules.filter((rule) => rule.matched).length;
    const counted = \` \${matched} of \${plural(rules.length, "rule")} matched\`;
    return el(
      "details",
      { class: "tree", open: true },
      el("summary", {}, "How it was judged", el("span", { class: "dim" }, counted)),
      el("ol", {}, rules.map(ruleView))
    );
  }
  function ruleView({ rule, source, matched, reason, ...rest }) {
    return el(
      "li",
      { class: matched ? "matched" : "unmatched" },
      el(
        "div",
        { class: "rule" },
        el("span", { class: \`outcome \${matched ? "yes" : "no"}\` }, icon(matched ? "check" : "cross")),
        el("strong", {}, marked(rule)),
        el("span", { class: \`chip \${toneOfEffect[rest.then] ?? "good"}\` }, rest.then),
        el("span", { class: "dim" }, source)
      ),
      reason ? el("p", { class: "reason" }, marked(reason)) : void 0,
      rest.conditions.length === 0 ? void 0 : conditionTable(rest.conditions)
    );
  }
  function conditionTable(conditions) {
    const heads = ["", "condition", "expected", "found"].map(
      (name) => el("th", { scope: "col" }, name)
    );
    const rows2 = conditions.map(
      ({ outcome, key, expected, actual }) => el(
        "tr",
        { class: \`is-\${outcome}\` },
        el("td", {}, outcome),
        el("td", {}, el("code", {}, marked(key))),
        el("td", {}, marked(expected)),
        el("td", {}, marked(actual))
      )
    );
    const table = el("table", {}, el("thead", {}, el("tr", {}, heads)), el("tbody", {}, rows2));
    return el("div", { class: "scroll" }, table);
  }

  // src/browser/replay-page/text-body.ts
  var maxDiffLines = 5e3;
  function textBody(body) {
    if (body === void 0 || body.text === "" && !body.cut) return [];
    return [...styled(body), cutNote(body)];
  }
  function styled({ text, style }) {
    if (style === "diff") return diffView(text);
    if (style === "prose") return [el("div", { class: "prose" }, prose(text, view.query))];
    return [el("pre", { class: style, tabindex: "0" }, el("code", {}, marked(text, view.query)))];
  }
  function diffView(text) {
    const all = text.replace(/\\n$/, "").split("\\n");
    const lines = all.slice(0, maxDiffLines).map((line) => el("span", { class: \`line \${lineKind(line)}\` }, marked(line, view.query), "\\n"));
    const count = (sign) => all.filter((line) => line.startsWith(sign) && !line.startsWith(sign.repeat(3))).length;
    return [
      el(
        "p",
        { class: "counts" },
        el("span", { class: "plus" }, \`+\${count("+")}\`),
        " ",
        el("span", { class: "minus" }, \`\u2212\${count("-")}\`)
      ),
      el("pre", { class: "diff", tabindex: "0" }, el("code", {}, lines)),
      all.length > maxDiffLines ? note(\`\${number(all.length - maxDiffLines)} more lines are in the recording.\`) : void 0
    ];
  }
  function lineKind(line) {
    if (line.startsWith("@@")) return "at";
    if (/^(\\+\\+\\+|---) /.test(line)) return "file";
    if (line.startsWith("+")) return "plus";
    return line.startsWith("-") ? "minus" : "";
  }
  function cutNote({ cut, bytes, blob }) {
    if (!cut) return void 0;
    const where = blob === void 0 ? "in the recording" : \`in blobs/\${blob}\`;
    return note(\`Only the beginning of \${size(bytes)} is shown; the rest is \${where}.\`);
  }
  var note = (text) => el("p", { class: "note" }, text);

  // src/browser/replay-page/item-parts.ts
  var partViews = ({ parts = [], t }) => parts.map((part) => partView(part, t));
  var partView = (part, start) => el(
    "article",
    { class: \`part \${part.tone} kind-\${part.kind}\` },
    el(
      "h3",
      {},
      kindIcon(part.kind),
      el("span", {}, marked(part.title, view.query)),
      el("time", {}, \`+\${exactClock(Math.max(0, part.t - start))}\`)
    ),
    factList(part.facts),
    judgement(part.tree),
    textBody(part.body)
  );
  function factList(facts) {
    if (facts === void 0 || facts.length === 0) return void 0;
    const pairs = facts.flatMap(([name, value]) => [
      el("dt", {}, name),
      el("dd", {}, marked(value, view.query))
    ]);
    return el("dl", { class: "facts" }, pairs);
  }

  // src/browser/replay-page/conversation.ts
  var speechNames = {
    prompt: "Prompt",
    response: "Answer",
    thinking: "Thinking"
  };
  function conversation(item) {
    const selected = items.indexOf(item);
    const turns = findConversation(items, selected).flatMap((index) => {
      const turn = items[index];
      if (turn === void 0) return [];
      return [isSpeech(turn) ? speech(turn, index === selected) : step(turn, index)];
    });
    return el("div", { class: "conversation" }, turns);
  }
  function speech(item, isSelected) {
    const { kind, body, t } = item;
    const head2 = [
      kindIcon(kind),
      el("span", {}, marked(speechNames[kind] ?? "")),
      el("time", {}, clock(t))
    ];
    const content = [...textBody(body), ...isSelected ? partViews(item) : []];
    const attributes = { class: \`turn \${kind}\${isSelected ? " selected" : ""}\` };
    if (kind === "thinking" && !isSelected) {
      return el("details", attributes, el("summary", {}, head2), content);
    }
    return el("article", attributes, el("h3", {}, head2), content);
  }
  var step = (item, index) => el(
    "button",
    { class: \`turn step \${item.tone}\`, onclick: () => go(index) },
    itemIcon(item),
    el("span", {}, marked(item.title)),
    chips(item),
    el("time", {}, clock(item.t))
  );
  function go(index) {
    const place = view.shown.indexOf(index);
    if (place === -1) resetFilter();
    select(place === -1 ? index : place);
  }

  // src/browser/replay-page/detail.ts
  var detail = el("section", {
    class: "detail",
    id: "detail",
    "aria-label": "Details",
    tabindex: "0"
  });
  function drawDetail() {
    const item = current();
    if (item === void 0) {
      detail.replaceChildren(el("p", { class: "empty" }, "Nothing to show."));
      return;
    }
    const content = isSpeech(item) ? [conversation(item)] : whole(item);
    detail.replaceChildren(...present([head(item), damage(item), ...content]));
    detail.scrollTop = 0;
    const selected = detail.querySelector(".turn.selected");
    if (selected !== null) {
      detail.scrollTop = Math.max(0, selected.offsetTop - detail.offsetTop - 90);
    }
  }
  function head(item) {
    return el(
      "div",
      { class: \`detail-head \${item.tone} kind-\${item.kind}\` },
      el("span", { class: "bullet" }, itemIcon(item)),
      el(
        "div",
        {},
        el("h2", {}, marked(item.title, view.query)),
        el(
          "p",
          { class: "place" },
          placeOf(item).map(([text, title]) => el("span", { title }, marked(text)))
        )
      ),
      chips(item)
    );
  }
  function placeOf({ seq, t, until = t, run, call }) {
    const place = [
      [\`#\${seq}\`, \`line \${seq + 1} of the recording\`],
      [exactClock(t), "since the session began"]
    ];
    if (until > t) place.push([\`took \${exactClock(until - t)}\`, "until its last part"]);
    if (run) place.push([\`run \${run.slice(0, 14)}\`, run]);
    if (call) place.push([\`call \${call.slice(0, 14)}\`, call]);
    return place;
  }
  function damage({ damage: damage2 }) {
    if (!damage2) return void 0;
    const text = ["The record is broken from here on: ", ...marked(damage2)];
    return el("p", { class: "alarm" }, icon("limit"), text);
  }
  function whole(item) {
    const { facts, tree, body, partsLeftOut } = item;
    return [
      factList(facts),
      judgement(tree),
      ...textBody(body),
      ...partViews(item),
      partsLeftOut ? note(\`\${plural(partsLeftOut, "further part")} of this call are in the recording.\`) : void 0
    ];
  }

  // src/browser/replay-page/header.ts
  function header({ onTheme, onHelp }) {
    const title = meta.identity?.repository ?? meta.session ?? "A recording without a session";
    document.title = \`\${title} \xB7 cursor-guard replay\`;
    return el(
      "header",
      {},
      el(
        "div",
        { class: "top" },
        el(
          "div",
          { class: "brand" },
          icon("verdict"),
          el("span", {}, "cursor-guard"),
          el("span", { class: "dim" }, "replay")
        ),
        badges(),
        el(
          "div",
          { class: "tools" },
          tool("theme", "theme", "Light or dark (t)", onTheme),
          tool("help-button", "help", "Keys (?)", onHelp)
        )
      ),
      el("div", { class: "about" }, el("h1", {}, marked(title)), tiles(meta)),
      identityLine(meta),
      meta.state === "broken" ? el("p", { class: "alarm", role: "alert" }, icon("limit"), marked(meta.stateSentence)) : void 0,
      proof(meta),
      meta.leftOut > 0 ? el("p", { class: "note" }, leftOutNote(meta)) : void 0
    );
  }
  function badges() {
    const { level, coverage, coverageSentence } = meta;
    const isWhole = coverage === "complete";
    return el(
      "div",
      { class: "badges" },
      proofBadge(meta),
      level ? badge("plain", "verdict", \`Level \${level}\`, coverageSentence) : void 0,
      badge(
        isWhole ? "plain" : "warn",
        isWhole ? "check" : "limit",
        \`Record \${coverage}\`,
        coverageSentence
      )
    );
  }
  function proofBadge({ state, stateSentence, signed, proof: proof2 }) {
    if (state === "broken") return badge("bad", "cross", "Broken", stateSentence);
    if (state === "unsealed") return badge("warn", "limit", "Intact, unsealed", stateSentence);
    return signed ? badge("good", "check", "Intact, sealed, signed", proof2) : badge("plain", "check", "Intact, sealed, unsigned", proof2);
  }
  var badge = (tone, iconName, text, title) => el("span", { class: \`badge \${tone}\`, title }, icon(iconName), text);
  var tool = (id, iconName, title, onclick) => el(
    "button",
    { id, class: "quiet", title, "aria-label": title.replace(/ \\(.*/, ""), onclick },
    icon(iconName)
  );
  function identityLine({ identity = {}, policy, mode, startedAt }) {
    const { run, attempt, commit } = identity;
    const facts = [
      ["workflow", identity.workflow],
      ["run", run && run + (attempt ? \`.\${attempt}\` : "")],
      ["job", identity.job],
      ["ref", identity.ref],
      ["commit", commit && shortCommit(commit)],
      ["actor", identity.actor],
      ["policy", policy && \`\${policy.source} (\${policy.enforcement})\`],
      ["mode", mode],
      ["began", startedAt && dateText(startedAt)]
    ];
    return el(
      "dl",
      { class: "identity" },
      facts.map(
        ([name, value]) => value ? el("div", {}, el("dt", {}, name), el("dd", {}, marked(value))) : void 0
      )
    );
  }
  var shortCommit = (commit) => /^[0-9a-f]{40,64}$/.test(commit) ? commit.slice(0, 10) : commit;
  var dateText = (iso) => iso.replace(/^(\\d{4}-\\d\\d-\\d\\d)T(\\d\\d:\\d\\d:\\d\\d)(\\.\\d+)?Z$/, "$1 $2 UTC");
  function tiles({ totals, denied, held }) {
    const all = [
      ["prompt", "prompts", totals.prompts, ""],
      ["answer", "answers", totals.responses, ""],
      ["tool call", "tool calls", totals.toolCalls, ""],
      ["denied", "denied", denied, "bad"],
      ["held", "held", held, "warn"],
      ["approved", "approved", totals.approved, "good"],
      ["masked", "masked", totals.masked, "warn"],
      ["push", "pushes", totals.pushes, ""],
      ["token", "tokens", totals.tokens, ""]
    ];
    return el(
      "ul",
      { class: "tiles", "aria-label": "What happened" },
      all.map(
        ([one, many, count, tone]) => el(
          "li",
          { class: count > 0 ? tone : "none" },
          el("strong", {}, count >= 1e6 ? \`\${(count / 1e6).toFixed(1)}M\` : number(count)),
          el("span", {}, count === 1 ? one : many)
        )
      )
    );
  }
  function proof({ identity, policy, ...about }) {
    const facts = [
      ["session", about.session],
      ["lines", number(about.lines)],
      ["head", \`#\${about.lines - 1} \${about.head}\`],
      ["signed by", about.signer],
      ["repository id", identity?.repositoryId],
      ["commit", identity?.commit],
      ["policy digest", policy?.digest],
      ["guard", about.guard],
      ["command", about.command],
      ["exit code", about.exitCode]
    ];
    return el(
      "details",
      { class: "proof" },
      el("summary", {}, "What this record proves"),
      el(
        "ul",
        {},
        [about.stateSentence, about.coverageSentence, about.proof].map(
          (sentence) => el("li", {}, marked(sentence))
        )
      ),
      el(
        "dl",
        { class: "facts" },
        facts.flatMap(
          ([name, value]) => value === void 0 || value === "" ? [] : [el("dt", {}, name), el("dd", {}, marked(String(value)))]
        )
      )
    );
  }
  var leftOutNote = ({ items: items2, leftOut, refusedLeftOut }) => \`This page holds \${number(items2)} items; \${number(leftOut)} more (\${refusedLeftOut || "none"} of them refused or damaged) are in the recording. To see them: cursor-guard replay FILE\`;

  // src/browser/replay-page/item-list.ts
  var rowHeight = 60;
  var spare = 6;
  var rows = el("div", { class: "rows", role: "presentation" });
  var list = el(
    "div",
    { class: "list", id: "list", role: "listbox", tabindex: "0", "aria-label": "Timeline" },
    rows
  );
  var drawn = /* @__PURE__ */ new Map();
  var empty = el("p", { class: "empty", hidden: true }, "Nothing matches the filter.");
  function drawList() {
    const { shown, at } = view;
    const first2 = Math.max(0, Math.floor(list.scrollTop / rowHeight) - spare);
    const last = Math.min(
      shown.length,
      Math.ceil((list.scrollTop + list.clientHeight) / rowHeight) + spare
    );
    rows.style.height = \`\${shown.length * rowHeight}px\`;
    const before = drawn;
    drawn = /* @__PURE__ */ new Map();
    for (let place = first2; place < last; place += 1) {
      const item = itemAt(place);
      if (item === void 0) continue;
      const key = \`\${place} of \${shown.length}: \${item.seq} \${view.query}\`;
      const element = before.get(key) ?? row(place, item);
      showState(element, place, item);
      drawn.set(key, element);
    }
    for (const [key, element] of before) if (!drawn.has(key)) element.remove();
    for (const [index, element] of [...drawn.values()].entries()) {
      if (rows.children[index] !== element) rows.insertBefore(element, rows.children[index] ?? null);
    }
    empty.hidden = shown.length > 0;
    if (at >= first2 && at < last) list.setAttribute("aria-activedescendant", \`row-\${at}\`);
    else list.removeAttribute("aria-activedescendant");
  }
  function reveal() {
    const top = view.at * rowHeight;
    const margin = Math.min(rowHeight, list.clientHeight / 4);
    if (top < list.scrollTop + margin) list.scrollTop = top - margin;
    else if (top + rowHeight > list.scrollTop + list.clientHeight - margin) {
      list.scrollTop = top + rowHeight + margin - list.clientHeight;
    }
  }
  function row(place, item) {
    const element = el(
      "div",
      {
        id: \`row-\${place}\`,
        role: "option",
        "aria-setsize": view.shown.length,
        "aria-posinset": place + 1,
        onclick: () => select(place)
      },
      el("time", {}, clock(item.t)),
      el("span", { class: "bullet" }, itemIcon(item)),
      el(
        "span",
        { class: "words" },
        el("span", { class: "title" }, marked(item.title, view.query)),
        el("span", { class: "snippet" }, marked(snippetOf(item), view.query))
      ),
      chips(item)
    );
    element.style.top = \`\${place * rowHeight}px\`;
    return element;
  }
  function showState(element, place, item) {
    const isSelected = place === view.at;
    const isFuture = view.started && place > view.at;
    const states = [isSelected ? "selected" : "", isFuture ? "future" : ""];
    element.className = ["row", item.tone, \`kind-\${item.kind}\`, ...states].join(" ");
    element.setAttribute("aria-selected", isSelected ? "true" : "false");
  }
  var isDrawing = false;
  function redrawSoon() {
    if (isDrawing) return;
    isDrawing = true;
    requestAnimationFrame(() => {
      isDrawing = false;
      drawList();
    });
  }
  list.addEventListener("scroll", redrawSoon);
  new ResizeObserver(redrawSoon).observe(list);

  // src/browser/replay-page/player.ts
  var speeds = [0.5, 1, 2, 4, 8, 16];
  var maxWait = 2e3;
  var minWait = 30;
  var markPlaces = 300;
  var timer;
  var playButton = button("play", "play", "Play", "space", toggle);
  var position = el("output", { class: "position", id: "position" });
  var scrubber = el("input", {
    id: "scrubber",
    type: "range",
    min: "0",
    value: "0",
    "aria-label": "Position in the session"
  });
  scrubber.addEventListener("input", () => {
    pause();
    select(Number(scrubber.value));
  });
  var marks = el("div", { class: "marks", "aria-hidden": "true" });
  var speedSelect = el(
    "select",
    { id: "speed", "aria-label": "Speed", title: "Speed (+ and \u2212)" },
    speeds.map((speed) => el("option", { value: speed, selected: speed === 1 }, \`\${speed}\xD7\`))
  );
  speedSelect.addEventListener("change", () => setSpeed(Number(speedSelect.value)));
  var player = el(
    "div",
    { class: "player", role: "group", "aria-label": "Player" },
    el(
      "div",
      { class: "buttons" },
      button("first", "first", "First", "Home", () => step2(-Infinity)),
      button("back", "back", "Previous", "\u2190", () => step2(-1)),
      playButton,
      button("forward", "forward", "Next", "\u2192", () => step2(1)),
      button("last", "last", "Last", "End", () => step2(Infinity))
    ),
    el("div", { class: "track" }, marks, scrubber),
    position,
    speedSelect
  );
  function button(id, iconName, label, key, onclick) {
    return el(
      "button",
      { id, title: \`\${label} (\${key})\`, "aria-label": label, onclick },
      icon(iconName)
    );
  }
  function drawMarks() {
    const last = Math.max(1, view.shown.length - 1);
    const names = /* @__PURE__ */ new Map();
    for (const place of view.shown.keys()) {
      const name = markOf(place);
      const at = Math.round(place / last * markPlaces);
      if (name !== void 0) names.set(\`\${at} \${name}\`, { name, at });
    }
    const drawn2 = [...names.values()].map(({ name, at }) => {
      const mark = el("i", { class: name });
      mark.style.left = \`\${at / markPlaces * 100}%\`;
      return mark;
    });
    marks.replaceChildren(...drawn2);
  }
  function markOf(place) {
    const item = itemAt(place);
    if (item?.tone === "bad" || item?.tone === "warn") return item.tone;
    return item?.kind === "prompt" ? "prompt" : void 0;
  }
  function drawPosition() {
    const item = current();
    scrubber.max = String(Math.max(0, view.shown.length - 1));
    scrubber.value = String(view.at);
    scrubber.setAttribute("aria-valuetext", item ? \`\${clock(item.t)} \${item.title}\` : "nothing");
    const end = items.at(-1);
    position.textContent = item && end ? \`\${clock(item.t)} / \${clock(end.until ?? end.t)}\` : "0:00";
  }
  function step2(by) {
    pause();
    view.started = false;
    select(view.at + by, true);
  }
  function nextNotable() {
    const place = view.shown.findIndex(
      (index, place2) => place2 > view.at && /^(warn|bad)$/.test(items[index]?.tone ?? "")
    );
    if (place === -1) return;
    pause();
    select(place, true);
  }
  function toggle() {
    if (view.playing) pause();
    else play();
  }
  function play() {
    const { shown, at } = view;
    if (shown.length === 0) return;
    if (at >= shown.length - 1) select(0);
    view.playing = true;
    view.started = true;
    showPlaying();
    drawList();
    tick();
  }
  function pause() {
    clearTimeout(timer);
    view.playing = false;
    showPlaying();
  }
  function tick() {
    const next = itemAt(view.at + 1);
    if (next === void 0) {
      pause();
      view.started = false;
      drawList();
      return;
    }
    const wait = next.t - (current()?.t ?? next.t);
    timer = setTimeout(
      () => {
        select(view.at + 1);
        tick();
      },
      Math.max(minWait, Math.min(wait, maxWait) / view.speed)
    );
  }
  function showPlaying() {
    playButton.replaceChildren(icon(view.playing ? "pause" : "play"));
    playButton.setAttribute("aria-label", view.playing ? "Pause" : "Play");
    playButton.classList.toggle("playing", view.playing);
  }
  function setSpeed(speed) {
    view.speed = speed;
    speedSelect.value = String(speed);
    if (!view.playing) return;
    clearTimeout(timer);
    tick();
  }
  function faster(by) {
    const at = speeds.indexOf(view.speed) + by;
    setSpeed(speeds[Math.max(0, Math.min(at, speeds.length - 1))] ?? 1);
  }

  // src/browser/replay-page/theme.ts
  function toggleTheme() {
    const { dataset } = document.documentElement;
    const isDark = dataset.theme ? dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    dataset.theme = isDark ? "light" : "dark";
  }

  // src/browser/replay-page/keys.ts
  var keyWords = [
    ["space", "play or pause"],
    ["\u2192 or j", "next"],
    ["\u2190 or k", "previous"],
    ["Home, End", "first, last"],
    ["Page Up, Page Down", "ten at a time"],
    ["n", "next that was denied, held or masked"],
    ["+ and \u2212", "faster, slower"],
    ["/", "search"],
    ["Escape", "clear the filter"],
    ["t", "light or dark"],
    ["?", "these keys"]
  ];
  var help = el(
    "dialog",
    { id: "help", "aria-label": "Keys" },
    el("h2", {}, "Keys"),
    el(
      "dl",
      {},
      keyWords.flatMap(([key, does]) => [el("dt", {}, el("kbd", {}, key)), el("dd", {}, does)])
    ),
    el(
      "p",
      { class: "dim" },
      "Playing keeps the recorded pace; a wait of more than 2 seconds is cut to 2."
    ),
    el("button", { onclick: () => help.close() }, "Close")
  );
  var actions = /* @__PURE__ */ new Map([
    [" ", toggle],
    ["ArrowRight", () => step2(1)],
    ["j", () => step2(1)],
    ["ArrowDown", () => step2(1)],
    ["ArrowLeft", () => step2(-1)],
    ["k", () => step2(-1)],
    ["ArrowUp", () => step2(-1)],
    ["Home", () => step2(-Infinity)],
    ["End", () => step2(Infinity)],
    ["PageDown", () => step2(10)],
    ["PageUp", () => step2(-10)],
    ["n", nextNotable],
    ["+", () => faster(1)],
    ["=", () => faster(1)],
    ["-", () => faster(-1)],
    ["/", () => search.focus()],
    ["Escape", resetFilter],
    ["t", toggleTheme],
    ["?", () => help.showModal()]
  ]);
  var scrolls = /* @__PURE__ */ new Set(["ArrowDown", "ArrowUp", "PageDown", "PageUp", "Home", "End", " "]);
  function onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || help.open) return;
    const { key, target } = event;
    const within = target instanceof Element ? target.closest("input, select, button, summary, .detail") : null;
    if (key === "Escape" && within === search) {
      resetFilter();
      list.focus();
      return;
    }
    const act = actions.get(key);
    if (act === void 0 || within !== null && isOwnKey(within, key)) return;
    event.preventDefault();
    act();
  }
  function isOwnKey(element, key) {
    if (element.matches("input[type=search], select")) return true;
    if (element.matches("input")) return key.startsWith("Arrow");
    if (element.matches("button, summary")) return key === " ";
    return element.matches(".detail") && scrolls.has(key);
  }

  // src/browser/replay-page/page.ts
  var live = el("p", { class: "sr", "aria-live": "polite" });
  onShow(drawMarks);
  onSelect((announce) => {
    drawPosition();
    reveal();
    drawList();
    drawDetail();
    const item = current();
    if (item === void 0) return;
    if (announce) live.textContent = item.title;
    rememberItem(item.seq);
  });
  byId("app").append(
    header({ onTheme: toggleTheme, onHelp: () => help.showModal() }),
    player,
    filters,
    el("main", {}, el("div", { class: "side" }, list, empty), detail),
    help,
    live
  );
  document.addEventListener("keydown", onKey);
  var wanted = /^#n=(\\d+)$/.exec(location.hash)?.[1];
  applyFilter();
  var first = items.findIndex(
    ({ seq, kind }) => wanted === void 0 ? kind === "prompt" : seq >= Number(wanted)
  );
  if (first !== -1) select(first);
  list.focus({ preventScroll: true });
  function rememberItem(seq) {
    try {
      history.replaceState(null, "", \`#n=\${seq}\`);
    } catch {
    }
  }
})();
`;

// src/core/recording/page/generated/page-style.ts
var pageStyle = `
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
`;

// src/core/recording/page/render-page.ts
var defaults = { maxItems: 1e5, maxCharacters: 64 * 1024 * 1024 };
var itemsPerBlock = 500;
async function* renderReplayPage(items, limits = {}) {
  const { maxItems, maxCharacters } = { ...defaults, ...limits };
  let block = [];
  let count = 0;
  let characters = 0;
  let leftOut = 0;
  let refusedLeftOut = 0;
  let denied = 0;
  let held = 0;
  let full = false;
  let spare = maxCharacters / 8;
  yield pageHead();
  for (; ; ) {
    const step = await items.next();
    if (step.done === true) {
      yield dataBlock(block);
      yield metaBlock(step.value, { items: count, leftOut, refusedLeftOut, denied, held });
      yield pageEnd;
      return { verification: step.value, items: count, leftOut };
    }
    if (step.value.tags.includes("denied")) denied += 1;
    if (step.value.tags.includes("held")) held += 1;
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

// src/core/recording/timeline/push-words.ts
var maxNamed = 5;
var idLength = 10;
function pushFacts(push) {
  const { updates, why, bytes, secrets } = push;
  const own = factsOf({
    ...why === void 0 ? {} : { why },
    ...secrets === void 0 ? {} : { secrets: secretsText(secrets) },
    ...bytes === void 0 ? {} : { size: sizeText(bytes) }
  });
  const refs = updates.slice(0, maxFacts - own.length);
  return [...refs.flatMap((update) => factsOf({ [refOf(update)]: updateText(update) })), ...own];
}
var refOf = (update) => wordsOf(update.ref ?? "a ref");
function updateText(update) {
  const { result, warnings } = update;
  return [
    moveText(update),
    verdictText(update),
    ...listText(update, "commits", "commit"),
    ...listText(update, "paths", "file"),
    ...listText(update, "authors", "author"),
    ...Array.isArray(warnings) ? [`noted: ${warnings.map(wordsOf).join(", ")}`] : [],
    ...result === void 0 ? [] : [resultText(wordsOf(result))]
  ].filter((part) => part !== "").join(" \xB7 ");
}
function moveText({ update, old, new: fresh }) {
  const [from, to] = [shortId(old), shortId(fresh)];
  if (typeof fresh === "string" && isZero(fresh)) return `deleted, was ${from}`;
  if (typeof old === "string" && isZero(old)) return `new at ${to}`;
  const moved = {
    "fast-forward": "moved forward",
    rewrite: "rewritten",
    unknown: "moved, nobody knows how"
  };
  return `${moved[wordsOf(update)] ?? "moved"}, ${from} \u2192 ${to}`;
}
function shortId(id) {
  const text2 = wordsOf(id ?? "unknown");
  return /^[0-9a-f]{40,64}$/.test(text2) ? text2.slice(0, idLength) : text2;
}
function verdictText({ verdict, rule }) {
  const said = {
    deny: "refused",
    hold: "held for approval",
    warn: "allowed with a warning",
    allow: "allowed"
  };
  if (verdict === void 0) return "";
  const by = rule === void 0 ? "" : ` by "${wordsOf(rule)}"`;
  return `${said[wordsOf(verdict)] ?? wordsOf(verdict)}${by}`;
}
function listText(update, name, one) {
  const values = update[name];
  if (values === void 0) return [];
  if (!Array.isArray(values)) return [`${name} ${wordsOf(values)}`];
  const { [`${name}Left`]: left } = update;
  const count = values.length + (typeof left === "number" ? left : 0);
  const named = values.slice(0, maxNamed).map(shortId).join(", ");
  const rest = count > maxNamed ? ` and ${count - maxNamed} more` : "";
  const counted = count === 1 ? one : `${count} ${one}s`;
  return values.length === 0 ? [`no ${one}`] : [`${counted}: ${named}${rest}`];
}
var resultText = (result) => result === "ok" ? "taken by the forge" : `not taken by the forge: ${result}`;
var secretsText = (secrets) => typeof secrets === "string" ? "not all of it could be searched" : secrets.join("\n");
var sizeText = (bytes) => bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;

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
  const isUnasked = entry.state === "denied" && entry.by === void 0;
  const [words2, tone] = approvalWords[entry.state];
  const said = isUnasked ? "Nobody could be asked" : words2;
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
  push: (entry) => ({
    title: `Push to ${visibleLine(entry.repository)}: ${visibleLine(entry.outcome)}`,
    ...outcomeSaid(entry.outcome, "push"),
    facts: pushFacts(entry)
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
  process: (entry) => ({
    title: visibleLine(`Started by the client: ${processText(entry, entry.file)}`),
    tone: "warn",
    tags: ["tool"],
    facts: factsOf(entry.command === void 0 ? {} : { command: entry.command })
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
  if (entry.call === void 0 || entry.run === void 0) return [placeOf2(entry)];
  return [placeOf2(entry), `run ${entry.run}`];
}
var isText = (kind) => kind === "prompt" || kind === "response" || kind === "thinking";
function isContinuation(entry, item) {
  if (entry.call !== void 0 || entry.kind !== item.kind) return false;
  return entry.kind === "response" || entry.kind === "thinking";
}
function isPartOf(entry, item) {
  if (entry.call !== void 0) return !isAction(entry.kind);
  if (entry.kind === "usage") return isText(item.kind);
  return entry.about === void 0 ? false : entry.about === item.kind;
}
var isAction = (kind) => kind === "tool-call" || kind === "push" || kind === "process";
function isHeadOf(entry, item) {
  if (isAction(entry.kind)) return !isAction(item.kind) && entry.call === item.call;
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
