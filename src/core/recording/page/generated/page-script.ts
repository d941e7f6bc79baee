// Made by scripts/browser-code.ts from src/browser/replay-page/page.ts: change that and run `npm run generate`.
export const pageScript = `
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
    return said.join(" · ").slice(0, maxSnippet);
  }
  function plainText({ text, style }) {
    const lines = style === "diff" ? text.split("\\n").filter((line) => /^[+-]/.test(line) && !/^(\\+\\+\\+|---)/.test(line)) : [text.slice(0, 400)];
    return lines.slice(0, 8).join(" ").replaceAll(/␛\\[[0-9;?]*[A-Za-z]/g, "").replaceAll(/\\s+/g, " ").slice(0, maxSnippet);
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
  var unseenMarks = /(⟨U\\+[0-9A-F]{4,6}⟩|[␀-␟␡])/;
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
    const name = mark === "␡" ? "DEL" : controlNames[control] ?? mark.slice(1, -1);
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
        el("span", { class: "minus" }, \`−\${count("-")}\`)
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
    document.title = \`\${title} · cursor-guard replay\`;
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
    { id: "speed", "aria-label": "Speed", title: "Speed (+ and −)" },
    speeds.map((speed) => el("option", { value: speed, selected: speed === 1 }, \`\${speed}×\`))
  );
  speedSelect.addEventListener("change", () => setSpeed(Number(speedSelect.value)));
  var player = el(
    "div",
    { class: "player", role: "group", "aria-label": "Player" },
    el(
      "div",
      { class: "buttons" },
      button("first", "first", "First", "Home", () => step2(-Infinity)),
      button("back", "back", "Previous", "←", () => step2(-1)),
      playButton,
      button("forward", "forward", "Next", "→", () => step2(1)),
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
    ["→ or j", "next"],
    ["← or k", "previous"],
    ["Home, End", "first, last"],
    ["Page Up, Page Down", "ten at a time"],
    ["n", "next that was denied, held or masked"],
    ["+ and −", "faster, slower"],
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
`
