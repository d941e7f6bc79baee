import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import {
  RE2JS,
  RE2JSException
} from "./chunk-LTTRFI42.js";
import {
  GuardError
} from "./chunk-I22CHC5J.js";

// src/core/secrets/allow.ts
function allowedFingerprints(entries, now) {
  return new Set(
    entries.filter(({ path }) => path === void 0).filter(({ until }) => until === void 0 || now !== void 0 && now < Date.parse(until)).flatMap(({ fingerprint }) => fingerprint?.toLowerCase() ?? [])
  );
}

// src/core/secrets/bytes.ts
import { Buffer } from "node:buffer";
var loneSurrogate = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
var encodedSurrogate = /\xed[\xa0-\xbf][\x80-\xbf]/g;
var isAscii = (text) => Buffer.byteLength(text, "utf8") === text.length;
function toBytes(text) {
  if (isAscii(text)) return text;
  if (text.isWellFormed()) return Buffer.from(text, "utf8").toString("latin1");
  let bytes = "";
  let from = 0;
  for (const match2 of text.matchAll(loneSurrogate)) {
    bytes += toBytes(text.slice(from, match2.index)) + encodeSurrogate(match2[0].charCodeAt(0));
    from = match2.index + 1;
  }
  return bytes + toBytes(text.slice(from));
}
function fromBytes(bytes) {
  if (isAscii(bytes)) return bytes;
  let text = "";
  let from = 0;
  for (const match2 of bytes.matchAll(encodedSurrogate)) {
    text += decodeUtf8(bytes.slice(from, match2.index)) + decodeSurrogate(match2[0]);
    from = match2.index + 3;
  }
  return text + decodeUtf8(bytes.slice(from));
}
var detached = (bytes) => Buffer.from(bytes, "latin1").toString("latin1");
var startsCharacter = (byte) => (byte & 192) !== 128;
var decodeUtf8 = (bytes) => Buffer.from(bytes, "latin1").toString("utf8");
var encodeSurrogate = (unit) => String.fromCharCode(224 | unit >> 12, 128 | unit >> 6 & 63, 128 | unit & 63);
var decodeSurrogate = (bytes) => String.fromCharCode(53248 | (bytes.charCodeAt(1) & 63) << 6 | bytes.charCodeAt(2) & 63);

// src/core/secrets/pattern/tree.ts
var opening = /\((?:\?(?:<(?<name>[A-Za-z_]\w*)>|P<(?<other>[A-Za-z_]\w*)>|<?[=!]|[a-z]*(?:-[a-z]+)?:))?/y;
var quantifier = /(?:[*+?]|\{(?<min>\d+)(?<comma>,(?<max>\d*))?\})[?]?/y;
var escaped = /\\(?:x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|u\{[0-9A-Fa-f]+\}|[pP]\{\w+\}|c[A-Za-z]|k<\w+>|[\s\S])/y;
function parsePattern(source) {
  const reader = { source, at: 0 };
  const tree = readEither(reader);
  if (reader.at < source.length) throw new SyntaxError(`unexpected ) at ${reader.at}`);
  return tree;
}
function readEither(reader) {
  const options = [readSequence(reader)];
  while (reader.source[reader.at] === "|") {
    reader.at++;
    options.push(readSequence(reader));
  }
  return options.length === 1 && options[0] !== void 0 ? options[0] : { type: "either", options };
}
function readSequence(reader) {
  const items = [];
  for (; ; ) {
    const next = reader.source[reader.at];
    if (next === void 0 || next === "|" || next === ")") break;
    items.push(readQuantified(reader));
  }
  return { type: "sequence", items };
}
function readQuantified(reader) {
  const item = readAtom(reader);
  const match2 = take(reader, quantifier);
  if (match2 === void 0) return item;
  const { min, comma, max } = match2.groups ?? {};
  const sign = match2[0][0];
  const least = min === void 0 ? sign === "+" ? 1 : 0 : Number(min);
  const most = min === void 0 ? sign === "?" ? 1 : Infinity : comma === void 0 ? least : max === "" || max === void 0 ? Infinity : Number(max);
  return { type: "repeat", item, min: least, max: most, suffix: match2[0] };
}
function readAtom(reader) {
  const char = reader.source[reader.at] ?? "";
  if (char === "(") return readGroup(reader);
  if (char === "[") return { type: "one", source: readClass(reader) };
  if (char === "\\") {
    const [text] = take(reader, escaped) ?? [""];
    if (/^\\(?:[bBAzZ])$/.test(text)) return { type: "assert", source: text };
    if (/^\\(?:[1-9]|k)/.test(text)) return { type: "backreference", source: text };
    return { type: "one", source: text };
  }
  reader.at++;
  return char === "^" || char === "$" ? { type: "assert", source: char } : { type: "one", source: char };
}
function readGroup(reader) {
  const match2 = take(reader, opening);
  const open = match2?.[0] ?? "(";
  const item = readEither(reader);
  if (reader.source[reader.at] !== ")") throw new SyntaxError(`missing ) at ${reader.at}`);
  reader.at++;
  if (/^\(\?<?[=!]$/.test(open)) return { type: "look", open, item };
  return { type: "group", open, name: match2?.groups?.name ?? match2?.groups?.other, item };
}
function readClass(reader) {
  const from = reader.at;
  reader.at++;
  if (reader.source[reader.at] === "^") reader.at++;
  while (reader.at < reader.source.length && reader.source[reader.at] !== "]") {
    if (reader.source.startsWith("[:", reader.at) && reader.source.includes(":]", reader.at)) {
      reader.at = reader.source.indexOf(":]", reader.at) + 2;
    } else if (reader.source[reader.at] === "\\") take(reader, escaped);
    else reader.at++;
  }
  reader.at++;
  return reader.source.slice(from, reader.at);
}
function take(reader, pattern) {
  pattern.lastIndex = reader.at;
  const match2 = pattern.exec(reader.source);
  if (match2 === null) return void 0;
  reader.at += match2[0].length;
  return match2;
}

// src/core/secrets/pattern/bytes-before-keyword.ts
var maxBeginnings = 512;
var maxBytes = 24;
var maxChoices = 8;
function bytesBeforeKeyword(pattern, keywords) {
  const beginnings = beginningsOf(parsePattern(pattern.source), pattern.flags);
  if (beginnings === void 0) return void 0;
  let min = Infinity;
  let max = 0;
  for (const { text } of beginnings) {
    const offsets = keywords.map((keyword) => text.indexOf(keyword)).filter((at) => at >= 0);
    if (offsets.length === 0) return void 0;
    min = Math.min(min, ...offsets);
    max = Math.max(max, Math.min(...offsets));
  }
  return { min, max };
}
function beginningsOf(node, flags) {
  switch (node.type) {
    case "assert":
    case "look":
      return [{ text: "", open: false }];
    case "one":
      return charactersOf(node.source, flags);
    case "group":
      return beginningsOf(node.item, flags);
    case "sequence":
      return sequenceOf(node.items, flags);
    case "either": {
      const all = node.options.map((option) => beginningsOf(option, flags));
      return capped(all.flatMap((some) => some ?? [{ text: "", open: true }]));
    }
    case "repeat":
      return repeatOf(node, flags);
    default:
      return [{ text: "", open: true }];
  }
}
function sequenceOf(items, flags) {
  let soFar = [{ text: "", open: false }];
  for (const item of items) {
    if (soFar.every((one) => one.open)) break;
    const more = beginningsOf(item, flags);
    const next = soFar.flatMap((one) => {
      if (one.open || one.text.length >= maxBytes) return [{ ...one, open: true }];
      return (more ?? [{ text: "", open: true }]).map((two) => ({
        text: one.text + two.text,
        open: two.open
      }));
    });
    if (next.length > maxBeginnings) return soFar.map((one) => ({ ...one, open: true }));
    soFar = next;
  }
  return soFar;
}
function repeatOf(node, flags) {
  const once2 = Array.from({ length: Math.min(node.min, maxBytes) }, () => node.item);
  const least = sequenceOf(once2, flags);
  if (node.max === node.min) return least;
  if (node.max > node.min + 1) return least?.map((one) => ({ ...one, open: true }));
  return capped([...least ?? [], ...sequenceOf([...once2, node.item], flags) ?? []]);
}
function charactersOf(source, flags) {
  const one = new RegExp(`^${source}$`, flags.replace(/[gy]/g, ""));
  const found = /* @__PURE__ */ new Set();
  for (let byte = 0; byte < 256; byte++) {
    const char = String.fromCharCode(byte);
    if (one.test(char)) found.add(byte < 128 ? char.toLowerCase() : char);
    if (found.size > maxChoices) return [{ text: "", open: true }];
  }
  return [...found].map((text) => ({ text, open: false }));
}
var capped = (beginnings) => beginnings.length > maxBeginnings ? void 0 : beginnings;

// src/core/secrets/pattern/partial.ts
function partialSources(tree, end2) {
  return {
    open: `(?:${partial(tree, end2)})${end2}`,
    begun: `(?:${holdsSecret(tree) ? begun(tree, end2) : partial(tree, end2)})${end2}`
  };
}
function whole(node) {
  switch (node.type) {
    case "sequence":
      return node.items.map(whole).join("");
    case "either":
      return `(?:${node.options.map(whole).join("|")})`;
    case "group":
      return `${openingOf(node)}${whole(node.item)})`;
    case "look":
      return `${node.open}${whole(node.item)})`;
    case "repeat":
      return `${whole(node.item)}${node.suffix}`;
    default:
      return node.source;
  }
}
function partial(node, end2) {
  switch (node.type) {
    case "one":
      return `(?:${node.source}|${end2})`;
    case "assert":
      return `(?:${node.source}|${end2})`;
    case "backreference":
      return `(?:${node.source}|[\\s\\S]{0,64}${end2})`;
    case "sequence":
      return node.items.map((item) => partial(item, end2)).join("");
    case "either":
      return `(?:${node.options.map((option) => partial(option, end2)).join("|")})`;
    case "group":
      return `${openingOf(node)}${partial(node.item, end2)})`;
    case "look":
      return partialLook(node, end2);
    case "repeat":
      return partialRepeat(node, end2);
  }
}
function partialRepeat(node, end2) {
  if (node.item.type !== "one") return `(?:${partial(node.item, end2)})${node.suffix}`;
  const { source } = node.item;
  return node.min === 0 ? `${source}${node.suffix}` : `(?:${source}${node.suffix}|${source}{0,${node.min}}${end2})`;
}
function partialLook(node, end2) {
  if (node.open.startsWith("(?<")) return `(?:${whole(node)}|${end2})`;
  return `(?:${whole(node)}|${end2}|(?=${partial(node.item, end2)}${end2})[\\s\\S]*)`;
}
function begun(node, end2) {
  switch (node.type) {
    case "sequence": {
      const at = node.items.findIndex(holdsSecret);
      return node.items.map(
        (item, index) => index < at ? whole(item) : index === at ? begun(item, end2) : partial(item, end2)
      ).join("");
    }
    case "either":
      return `(?:${node.options.map((option) => holdsSecret(option) ? begun(option, end2) : partial(option, end2)).join("|")})`;
    case "group":
      return node.name === "secret" ? `(?:${isRe2(end2) ? "" : "(?=[\\s\\S])"}${partial(node.item, end2)})` : `${openingOf(node)}${begun(node.item, end2)})`;
    default:
      return partial(node, end2);
  }
}
function holdsSecret(node) {
  if (node.type === "sequence") return node.items.some(holdsSecret);
  if (node.type === "either") return node.options.some(holdsSecret);
  if (node.type === "group") return node.name === "secret" || holdsSecret(node.item);
  if (node.type === "repeat" || node.type === "look") return holdsSecret(node.item);
  return false;
}
var isRe2 = (end2) => end2 === "\\z";
var openingOf = (node) => node.name === void 0 ? node.open : "(";

// src/core/secrets/pattern/width.ts
function longestMatch(node) {
  switch (node.type) {
    case "one":
      return 1;
    case "assert":
    case "look":
      return 0;
    case "sequence":
      return node.items.reduce((sum2, item) => sum2 + longestMatch(item), 0);
    case "either":
      return Math.max(...node.options.map(longestMatch));
    case "group":
      return longestMatch(node.item);
    case "repeat":
      return node.max === 0 ? 0 : node.max * longestMatch(node.item);
    case "backreference":
      return Number.POSITIVE_INFINITY;
  }
}
function shortestMatch(node) {
  switch (node.type) {
    case "one":
      return 1;
    case "assert":
    case "look":
    case "backreference":
      return 0;
    case "sequence":
      return node.items.reduce((sum2, item) => sum2 + shortestMatch(item), 0);
    case "either":
      return Math.min(...node.options.map(shortestMatch));
    case "group":
      return shortestMatch(node.item);
    case "repeat":
      return node.min * shortestMatch(node.item);
  }
}
function leastBeforeSecret(node) {
  switch (node.type) {
    case "sequence": {
      const at = node.items.findIndex(holdsSecret);
      const before4 = node.items.slice(0, at).reduce((sum2, item) => sum2 + shortestMatch(item), 0);
      const holder = node.items[at];
      return holder === void 0 ? 0 : before4 + leastBeforeSecret(holder);
    }
    case "either":
      return Math.min(...node.options.map(leastBeforeSecret));
    case "group":
      return node.name === "secret" ? 0 : leastBeforeSecret(node.item);
    default:
      return 0;
  }
}

// src/core/secrets/decoding/probe.ts
var minBase64 = 24;
var isBase64Byte = new Uint8Array(256);
var sextetOf = new Uint8Array(256);
[..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"].forEach((char, value2) => {
  isBase64Byte[char.charCodeAt(0)] = 1;
  sextetOf[char.charCodeAt(0)] = value2;
});
for (const [char, value2] of Object.entries({ "-": 62, _: 63 })) {
  isBase64Byte[char.charCodeAt(0)] = 1;
  sextetOf[char.charCodeAt(0)] = value2;
}
var probeBytes = 15;
var allowedStrange = 2;
var zerosOfUtf16 = 6;
var isStrange = new Uint8Array(256);
for (let byte = 1; byte < 256; byte++) {
  isStrange[byte] = /[\t\n\r\x20-\x7e]/.test(String.fromCharCode(byte)) ? 0 : 1;
}
var notHex = 16;
var nibbleOf = new Uint8Array(256).fill(notHex);
[..."0123456789abcdef"].forEach((digit2, value2) => {
  nibbleOf[digit2.charCodeAt(0)] = value2;
  nibbleOf[digit2.toUpperCase().charCodeAt(0)] = value2;
});
function base64BeginsLikeText(text, from) {
  let bits = 0;
  let held = 0;
  let count = 0;
  let strange = 0;
  let zeros = 0;
  for (let at = from; at < text.length && count < probeBytes; at++) {
    bits = (bits & 255) << 6 | sextetOf[text.charCodeAt(at) & 255];
    held += 6;
    if (held < 8) continue;
    held -= 8;
    const byte = bits >> held & 255;
    count++;
    if (byte === 0) zeros++;
    else if (isStrange[byte] === 1 && ++strange > allowedStrange) return false;
  }
  return count === probeBytes && isText(zeros);
}
function hexBeginsLikeText(text, from) {
  const end2 = from + minBase64;
  let strange = 0;
  let zeros = 0;
  if (end2 > text.length) return false;
  for (let at = from; at < end2; at += 2) {
    const high = nibbleOf[text.charCodeAt(at) & 255];
    const low = nibbleOf[text.charCodeAt(at + 1) & 255];
    if (high === notHex || low === notHex) return false;
    const byte = high << 4 | low;
    if (byte === 0) zeros++;
    else if (isStrange[byte] === 1 && ++strange > allowedStrange) return false;
  }
  return isText(zeros);
}
var isText = (zeros) => zeros <= allowedStrange || zeros >= zerosOfUtf16;
var gzipInBase64 = "H4sI";
function mayDecode(text, from) {
  for (let shift = 0; shift < 4; shift++) {
    if (base64BeginsLikeText(text, from + shift)) return true;
  }
  return hexBeginsLikeText(text, from) || text.startsWith(gzipInBase64, from);
}

// src/core/secrets/entropy.ts
var counts = new Uint32Array(256);
function entropyOf(bytes) {
  const { length } = bytes;
  if (length === 0) return 0;
  for (let at = 0; at < length; at++) {
    const byte = bytes.charCodeAt(at) & 255;
    counts[byte] = counts[byte] + 1;
  }
  let bits = 0;
  for (let at = 0; at < length; at++) {
    const byte = bytes.charCodeAt(at) & 255;
    const count = counts[byte];
    if (count > 0) bits -= count * Math.log2(count / length);
    counts[byte] = 0;
  }
  return bits / length;
}

// src/core/secrets/marker.ts
import { createHmac } from "node:crypto";
var markerShape = /\*\*\*([a-z0-9-]{1,64}):([0-9a-f]{12})([0-9a-f]{4})\*\*\*/g;
var minBeside = 8;
var beforeTag = /\*\*\*[a-z0-9-]{1,64}:$/;
var leadingTag = /^[0-9a-f]{16}(?:\*{3}|\*{0,2}$)/;
function withoutTag(secret, before4) {
  if (!before4.endsWith(":") || !beforeTag.test(before4)) return secret;
  const rest = secret.replace(leadingTag, "");
  return rest.length < minBeside ? "" : rest;
}
var maxRemembered = 1024;
function createMarkers(key) {
  const remembered = /* @__PURE__ */ new Map();
  const digest = (text) => createHmac("sha256", key).update(text, "latin1").digest("hex");
  const checkOf = (rule, tag) => digest(`check\0${rule}\0${tag}`).slice(0, 4);
  const find = (text) => {
    if (!text.includes("***")) return [];
    return [...text.matchAll(markerShape)].filter(([, rule = "", tag = "", check]) => checkOf(rule, tag) === check).map(placeOf);
  };
  return {
    markerFor(rule, value2) {
      const known = remembered.get(`${rule}\0${value2}`);
      if (known !== void 0) return known;
      const tag = digest(`value\0${value2}`).slice(0, 12);
      const marker = `***${rule}:${tag}${checkOf(rule, tag)}***`;
      if (remembered.size >= maxRemembered) remembered.clear();
      remembered.set(`${rule}\0${value2}`, marker);
      return marker;
    },
    hasMarker: (text) => find(text).length > 0,
    isOnlyMarkers(value2) {
      const found = value2.includes("***") ? [...value2.matchAll(markerShape)].map(placeOf) : [];
      const covered = found.reduce((sum2, { start, end: end2 }) => sum2 + end2 - start, 0);
      return found.length > 0 && value2.length - covered < minBeside;
    },
    find
  };
}
var placeOf = (match2) => ({
  start: match2.index,
  end: match2.index + match2[0].length,
  marker: match2[0]
});
var markerName = (name2) => name2.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "").slice(0, 48) || "value";

// src/core/secrets/rule.ts
var bytesBefore = 128;
var bytesAfter = 64;
var beyond = 16;
var maxBeforeKeyword = 512;
var reachOf = (rule) => rule.maxLength + beyond + bytesAfter;
function createRule(detector) {
  let compiled;
  const patterns = () => {
    compiled ??= compile(detector);
    return compiled;
  };
  return {
    id: detector.id,
    tier: detector.tier,
    confidence: detector.confidence,
    keywords: detector.keywords,
    maxLength: detector.maxLength,
    get beforeKeyword() {
      return patterns().beforeKeyword;
    },
    get beforeSecret() {
      return patterns().beforeSecret;
    },
    get fixedLength() {
      return patterns().fixedLength;
    },
    look: (text, first, last, complete) => lookFor(patterns(), detector, text, first, last, complete)
  };
}
function compile(detector) {
  const { pattern, keywords, maxLength } = detector;
  const beforeKeyword = detector.beforeKeyword === void 0 ? bytesBeforeKeyword(pattern, keywords) ?? { min: 0, max: maxLength } : { min: 0, max: detector.beforeKeyword };
  const max = Math.min(beforeKeyword.max, maxBeforeKeyword);
  const search = max === beforeKeyword.min ? "y" : "g";
  const flags = pattern.flags.replace(/[gyd]/g, "");
  const tree = parsePattern(pattern.source);
  const partial2 = partialSources(tree, "(?![^])");
  const longest = longestMatch(tree);
  return {
    beforeKeyword: { min: Math.min(beforeKeyword.min, max), max },
    beforeSecret: leastBeforeSecret(tree),
    fixedLength: longest === shortestMatch(tree) ? longest : void 0,
    full: new RegExp(pattern.source, flags + search),
    places: new RegExp(pattern.source, `${flags}${search}d`),
    open: new RegExp(partial2.open, flags + search),
    begun: new RegExp(partial2.begun, flags + search)
  };
}
function lookFor(patterns, detector, text, first, last, complete) {
  const from = Math.max(0, first - bytesBefore);
  const window = text.slice(from, last + detector.maxLength + beyond);
  if (!complete && matches(patterns.open, window, first - from, last - from)) {
    const begins = matches(patterns.begun, window, first - from, last - from) || matches(patterns.full, window, first - from, last - from);
    return begins ? "begun" : "open";
  }
  for (let at = first - from; at <= last - from; ) {
    if (!patterns.full.sticky && !matches(patterns.full, window, at, last - from)) return "no";
    patterns.places.lastIndex = at;
    const match2 = patterns.places.exec(window);
    if (match2 === null) return "no";
    const [start, end2] = match2.indices?.groups?.secret ?? match2.indices?.[0] ?? [0, 0];
    const found = {
      start: from + start,
      end: from + end2,
      matchEnd: from + match2.index + match2[0].length
    };
    const verdict = judge(detector, text, found, complete);
    if (verdict === "waits") return "begun";
    if (verdict === "yes")
      return goesOn(window, found, from) ? { ...found, follow: followToken } : found;
    at = match2.index + 1;
  }
  return "no";
}
var minEndless = 1e3;
var goesOn = (window, { start, end: end2 }, from) => end2 - start >= minEndless && isTokenByte(window.charCodeAt(end2 - from - 1));
var followToken = (text, from, final) => {
  let to = from;
  while (to < text.length && isTokenByte(text.charCodeAt(to))) to++;
  return { to, done: final || to < text.length };
};
var isTokenByte = (byte) => isBase64Byte[byte & 255] === 1;
function matches(pattern, window, first, last) {
  pattern.lastIndex = first;
  if (pattern.sticky) return pattern.test(window);
  const match2 = pattern.exec(window);
  return match2 !== null && match2.index <= last;
}
function judge(detector, text, found, complete) {
  const whole2 = text.slice(found.start, found.end);
  const secret = detector.tier === "report" ? withoutTag(whole2, before(text, found.start)) : whole2;
  if (secret.length === 0) return "no";
  if (detector.minEntropy !== void 0 && entropyOf(secret) < detector.minEntropy) return "no";
  if (detector.accept === void 0) return "yes";
  if (detector.accept.length < 2) {
    return detector.accept(secret, { before: "", after: "" }) ? "yes" : "no";
  }
  const behind = text.slice(found.end, found.end + bytesAfter);
  const lineEnd = behind.search(/[\r\n]/);
  if (!complete && lineEnd < 0 && behind.length < bytesAfter) return "waits";
  const context = {
    before: before(text, found.start),
    after: lineEnd < 0 ? behind : behind.slice(0, lineEnd)
  };
  return detector.accept(secret, context) ? "yes" : "no";
}
var before = (text, at) => text.slice(Math.max(0, at - bytesBefore), at);

// src/core/secrets/custom-rule.ts
var maxRules = 50;
var maxPatternLength = 500;
var maxRepeat = 1e3;
var minKeyword = 3;
var maxMatch = 1024;
var weight = 16;
var ownSyntax = /\(\?(?:P|[a-zA-Z-]+\))|\\[pPQEAzCa]|\[\[:|[^\x00-\x7f]/;
function createCustomRules(rules) {
  if (rules.length > maxRules) {
    throw new GuardError("POLICY_INVALID", `secrets.rules: expected at most ${maxRules} rules`);
  }
  return rules.map(createCustomRule);
}
function createCustomRule({ id, pattern, keywords }) {
  const fail = (problem) => new GuardError("POLICY_INVALID", `secrets.rules: ${id}: ${problem}`);
  if (keywords.length === 0 || keywords.some((keyword) => keyword.length < minKeyword)) {
    throw fail(`expected keywords of at least ${minKeyword} characters`);
  }
  if (pattern.length > maxPatternLength) {
    throw fail(`expected a pattern of at most ${maxPatternLength} characters`);
  }
  if (/[^\x00-\x7f]/.test(pattern)) throw fail("expected a pattern in ASCII");
  const repeats = [...pattern.matchAll(/\{(\d+)(?:,(\d*))?\}/g)].flatMap(([, min, max]) => [
    min,
    max
  ]);
  if (repeats.some((count) => Number(count ?? 0) > maxRepeat)) {
    throw fail(`expected repeats of at most ${maxRepeat}`);
  }
  const full = compile2(pattern, fail);
  if (full.matches("")) throw fail("expected a pattern that does not match the empty text");
  const extent = extentOf(pattern, keywords);
  return {
    id,
    tier: "rewrite",
    confidence: "medium",
    keywords: keywords.map((keyword) => keyword.toLowerCase()),
    maxLength: extent.maxLength,
    beforeKeyword: extent.beforeKeyword,
    weight,
    look: (text, first, last, complete) => lookFor2({ full, ...extent }, text, first, last, complete)
  };
}
function compile2(source, fail) {
  try {
    return RE2JS.compile(source);
  } catch (error) {
    if (error instanceof RE2JSException) throw fail(`expected an RE2 pattern: ${error.message}`);
    throw error;
  }
}
function extentOf(pattern, keywords) {
  const unknown = { maxLength: maxMatch, beforeKeyword: { min: 0, max: maxBeforeKeyword } };
  const tree = ownSyntax.test(pattern) ? void 0 : readTree(pattern);
  if (tree === void 0) return unknown;
  const maxLength = Math.min(maxMatch, longestMatch(tree));
  const lower = keywords.map((keyword) => keyword.toLowerCase());
  const beforeKeyword = bytesBeforeKeyword(new RegExp(pattern), lower) ?? {
    min: 0,
    max: Math.min(maxBeforeKeyword, maxLength)
  };
  const { open, begun: begun2 } = partialSources(tree, "\\z");
  try {
    return {
      maxLength,
      beforeKeyword,
      partial: { open: RE2JS.compile(open), begun: RE2JS.compile(begun2) }
    };
  } catch {
    return { maxLength, beforeKeyword };
  }
}
function readTree(pattern) {
  try {
    new RegExp(pattern);
    return parsePattern(pattern);
  } catch {
    return void 0;
  }
}
function lookFor2({ full, partial: partial2, maxLength }, text, first, last, complete) {
  const from = Math.max(0, first - bytesBefore);
  const window = text.slice(from, last + maxLength);
  const find = (pattern) => {
    const matcher = pattern.matcher(window);
    return matcher.find(first - from) && matcher.start() <= last - from ? matcher : void 0;
  };
  if (!complete && partial2 === void 0) return "begun";
  if (!complete && partial2 !== void 0 && find(partial2.open) !== void 0) {
    return find(partial2.begun) !== void 0 || find(full) !== void 0 ? "begun" : "open";
  }
  const match2 = find(full);
  if (match2 === void 0) return "no";
  const group = "secret" in full.namedGroups() && match2.start("secret") >= 0 ? "secret" : 0;
  const start = from + match2.start(group);
  return { start, end: from + match2.end(group), matchEnd: from + match2.end() };
}

// src/core/secrets/detectors/form.ts
var alphabets = {
  digit: "0-9",
  hex: "0-9a-f",
  HEX: "0-9A-F",
  Hex: "0-9A-Fa-f",
  low: "0-9a-z",
  up: "0-9A-Z",
  AZ: "A-Z",
  az: "a-z",
  letter: "A-Za-z",
  alnum: "0-9A-Za-z",
  word: "0-9A-Za-z_",
  url: "0-9A-Za-z_-",
  lowurl: "0-9a-z_-",
  dotted: "0-9A-Za-z_.-",
  b64: "0-9A-Za-z+/",
  pad64: "0-9A-Za-z+/=",
  any64: "0-9A-Za-z+/_=-",
  b32: "2-7A-Z",
  bech32: "02-9ac-hj-np-z",
  b58: "1-9A-HJ-NP-Za-km-z",
  entra: "0-9A-Za-z_.~-"
};
var uuid = "<Hex:8>-<Hex:4>-<Hex:4>-<Hex:4>-<Hex:12>";
var plain = (form) => form.replaceAll("<uuid>", uuid).replace("^", "");
var goodStart = 5;
var maxKeywordLength = 12;
var maxKeywords = 32;
function compileForm(form) {
  const [label = "", value2] = form.replaceAll("<uuid>", uuid).split("^");
  const parts = readParts(label + (value2 ?? ""));
  const keyword = keywordOf(parts);
  if (keyword === void 0) throw new Error(`the form ${form} has no literal of three bytes`);
  const last = parts.at(-1);
  return {
    source: value2 === void 0 ? sourceOf(parts) : `${sourceOf(readParts(label))}(?<secret>${sourceOf(readParts(value2))})`,
    keywords: keyword.words,
    beforeKeyword: keyword.beforeKeyword,
    maxLength: sum(parts, (part) => part.max),
    minEntropy: minEntropyOf(parts),
    tail: last?.alphabet ?? "",
    startsWith: parts[0]?.choices[0] ?? "",
    head: parts[0]?.alphabet ?? ""
  };
}
function compileValue(form) {
  const parts = readParts(plain(form));
  return {
    source: sourceOf(parts),
    maxLength: sum(parts, (part) => part.max),
    minEntropy: minEntropyOf(parts),
    tail: parts.at(-1)?.alphabet ?? "",
    startsWith: parts[0]?.choices[0] ?? "",
    head: parts[0]?.alphabet ?? ""
  };
}
function sampleForm(form, seed) {
  const random = generator(seed);
  return readParts(plain(form)).map((part) => samplePart(part, random, Math.min(part.max, part.min + 8))).join("");
}
function shortSampleForm(form, seed) {
  const random = generator(seed);
  const parts = readParts(plain(form));
  const lastAt = parts.length - 1;
  return parts.map((part, at) => {
    if (at < lastAt) return samplePart(part, random, part.min);
    return samplePart(part, random, part.min - 1).slice(0, part.min - 1);
  }).join("");
}
function readParts(form) {
  const token2 = /<(?<name>\w+):(?<min>\d+)(?:-(?<max>\d+))?>|\{(?<choices>[^}]*)\}|(?<literal>[^<{]+)/gy;
  const parts = [];
  let read = 0;
  for (const match2 of form.matchAll(token2)) {
    parts.push(partOf(match2.groups ?? {}, form));
    read += match2[0].length;
  }
  if (read !== form.length) throw new Error(`the form ${form} cannot be read at byte ${read}`);
  return parts;
}
function partOf(groups, form) {
  const choices = groups.literal === void 0 ? groups.choices?.split("|") : [groups.literal];
  if (choices !== void 0) {
    const lengths = choices.map((choice) => choice.length);
    return { choices, alphabet: "", min: Math.min(...lengths), max: Math.max(...lengths) };
  }
  const alphabet2 = alphabets[groups.name ?? ""];
  if (alphabet2 === void 0) throw new Error(`the form ${form} names no alphabet ${groups.name}`);
  const min = Number(groups.min);
  return { choices: [], alphabet: alphabet2, min, max: Number(groups.max ?? min) };
}
function sourceOf(parts) {
  return parts.map(({ choices, alphabet: alphabet2, min, max }) => {
    if (alphabet2 !== "") return `[${alphabet2}]{${min === max ? min : `${min},${max}`}}`;
    const escaped2 = choices.map(escapeLiteral);
    return escaped2.length === 1 ? escaped2[0] : `(?:${escaped2.join("|")})`;
  }).join("");
}
var inAnyCase = (text) => [...text].map(
  (byte) => /[a-z]/i.test(byte) ? `[${byte.toUpperCase()}${byte.toLowerCase()}]` : escapeLiteral(byte)
).join("");
var inAnyCaseOf = (words2) => `[_. -]?(?:${words2.map(inAnyCase).join("|")})`;
var escapeLiteral = (text) => text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
function keywordOf(parts) {
  let best;
  let offset = 0;
  for (let at = 0; at < parts.length; ) {
    const start = offset;
    let words2 = [""];
    for (; at < parts.length && parts[at]?.alphabet === ""; at++) {
      const choices = parts[at]?.choices ?? [];
      offset += parts[at]?.max ?? 0;
      if (words2.length * choices.length <= maxKeywords) {
        words2 = words2.flatMap((word) => choices.map((choice) => word + choice));
      }
    }
    if (best === void 0 && start === 0 && shortest(words2) >= goodStart) {
      return { words: trimmed(words2), beforeKeyword: 0 };
    }
    if (shortest(words2) >= 3 && shortest(words2) > shortest(best?.words ?? [""])) {
      best = { words: trimmed(words2), beforeKeyword: start };
    }
    for (; at < parts.length && parts[at]?.alphabet !== ""; at++) offset += parts[at]?.max ?? 0;
  }
  return best;
}
var shortest = (words2) => Math.min(...words2.map((word) => word.length));
var trimmed = (words2) => [
  ...new Set(words2.map((word) => word.toLowerCase().slice(0, maxKeywordLength)))
];
function minEntropyOf(parts) {
  const runs2 = parts.filter((part) => part.alphabet !== "");
  const length = sum(runs2, (run) => run.min);
  const symbols = Math.max(1, ...runs2.map((run) => symbolsOf(run.alphabet).length));
  return Math.floor(Math.log2(Math.max(1, Math.min(length, symbols))) * 6.5) / 10;
}
function samplePart(part, random, length) {
  if (part.alphabet === "") return part.choices[random() % part.choices.length] ?? "";
  const symbols = symbolsOf(part.alphabet);
  return Array.from({ length }, () => symbols[random() % symbols.length]).join("");
}
var ascii = String.fromCharCode(...Array.from({ length: 128 }, (_, code) => code));
var symbolsSeen = /* @__PURE__ */ new Map();
function symbolsOf(alphabet2) {
  let symbols = symbolsSeen.get(alphabet2);
  if (symbols === void 0) {
    symbols = ascii.match(new RegExp(`[${alphabet2}]`, "g")) ?? [];
    symbolsSeen.set(alphabet2, symbols);
  }
  return symbols;
}
function generator(seed) {
  let state = seed | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 3;
  };
}
var sum = (items, of) => items.reduce((total, item) => total + of(item), 0);

// src/core/secrets/detectors/assembled.ts
function assembled(seed, form) {
  return sampleForm(form, seedOf(seed));
}
function seedOf(name2) {
  let seed = 0;
  for (let at = 0; at < name2.length; at++) seed = seed * 31 + name2.charCodeAt(at) | 0;
  return seed;
}

// src/core/secrets/detectors/placeholder.ts
var words = /[Ee]xample|EXAMPLE|placeholder|PLACEHOLDER|[xX]{6}|\*{4}|\.{3}|change[-_]?me|CHANGE[-_]?ME|[Yy]our[-_]|YOUR[-_]|redacted|REDACTED|dummy|DUMMY|fake[-_]|FAKE[-_]|insert[-_]|INSERT[-_]|replace[-_]|REPLACE[-_]/;
var maxWorded = 100;
var sameBytes = 8;
var emulatorKey = ["Eby8vdM02x", "NOcqFlqUwJ"].join("");
function isPlaceholder(secret) {
  if (hasSameBytes(secret) || secret.startsWith(emulatorKey)) return true;
  return secret.length <= maxWorded && words.test(secret);
}
function hasSameBytes(secret) {
  let same = 0;
  let before4 = -1;
  for (let at = 0; at < secret.length && same < sameBytes; at++) {
    const byte = secret.charCodeAt(at);
    same = byte === before4 ? same + 1 : 1;
    before4 = byte;
  }
  return same >= sameBytes;
}

// src/core/secrets/detectors/issuer.ts
var before2 = "(?<=^|[^0-9A-Za-z]|\\\\[nrtbf]|%[0-9A-Fa-f]{2}|\\\\[ux][0-9A-Fa-f]{2,4}|\\[[\\d;]{1,8}m)";
var tellingStart = 5;
var nearGap = 40;
var maxSuffix = 8;
var nearEntropy = 2.8;
function issuer(provider, revoke6) {
  return (id, form, options = {}) => {
    const written = typeof form === "string" ? [form] : form;
    const forms = written.map(compileForm);
    const evidence2 = once(() => tokenEvidence(id, written, options));
    const pattern = once(() => {
      const sources = forms.map(
        (one) => `${boundaryBefore(one)}${one.source}${boundaryAfter(one.tail)}`
      );
      return new RegExp(sources.join("|"), options.anyCase ? "gi" : "g");
    });
    return {
      id,
      provider,
      tier: options.tier ?? "rewrite",
      confidence: options.confidence ?? "high",
      keywords: [...new Set(forms.flatMap((one) => one.keywords))],
      get pattern() {
        return pattern();
      },
      maxLength: Math.max(...forms.map((one) => one.maxLength)),
      beforeKeyword: Math.max(...forms.map((one) => one.beforeKeyword)),
      minEntropy: options.minEntropy ?? Math.min(...forms.map((one) => one.minEntropy)),
      accept: options.accept ?? ((secret) => !isPlaceholder(secret)),
      revoke: options.revoke ?? revoke6,
      get hits() {
        return evidence2().hits;
      },
      get misses() {
        return evidence2().misses;
      }
    };
  };
}
function nearIssuer(provider, revoke6) {
  return (id, names, value2, options = {}) => {
    const written = typeof value2 === "string" ? [value2] : value2;
    const forms = written.map(compileValue).sort((a, b) => b.maxLength - a.maxLength);
    const longest = Math.max(...forms.map((form) => form.maxLength));
    const longestName = Math.max(...names.map((one) => one.length));
    const evidence2 = once(() => nearEvidence(id, { names, forms: written, longest }, options));
    const direct = once(
      () => new RegExp(`(?:${names.map(escapeLiteral).join("|")})[\\s"'=:>,]{1,6}$`, "i")
    );
    const pattern = once(() => {
      const name2 = `(?:${names.map(inAnyCase).join("|")})${options.suffix ?? ""}`;
      const start = names.some((one) => one.length < 7) ? "(?<![A-Za-z])" : "";
      const source = forms.map((form) => form.source).join("|");
      const end2 = boundaryAfter(forms.map((form) => form.tail).join(""));
      return new RegExp(`${start}${name2}[^]{0,${nearGap}}?${before2}(?<secret>${source})${end2}`, "g");
    });
    return {
      id,
      provider,
      tier: options.tier ?? "report",
      confidence: options.confidence ?? "medium",
      keywords: names.map((one) => one.toLowerCase()),
      get pattern() {
        return pattern();
      },
      maxLength: longestName + maxSuffix + nearGap + longest,
      beforeKeyword: 0,
      minEntropy: options.minEntropy ?? Math.min(nearEntropy, ...forms.map((form) => form.minEntropy)),
      accept: options.accept ?? ((secret, context) => looksIssued(secret, context, direct)),
      revoke: options.revoke ?? revoke6,
      get hits() {
        return evidence2().hits;
      },
      get misses() {
        return evidence2().misses;
      }
    };
  };
}
function once(make) {
  let made;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
var credentialWord = /key|token|secret|private|auth|pass|cred|pwd|api|access|login|bearer|webhook/i;
var otherLabel = /(?:sha\d*|md5|commit|integrity|checksum|hash|digest|rev(?:ision)?|blob|tree|ref|branch|version|etag)["']?\W{0,4}$/i;
function looksIssued(secret, context, direct) {
  if (!/\d/.test(secret) || !/[A-Za-z]/.test(secret) || isPlaceholder(secret)) return false;
  const near = context.before.slice(-56);
  if (/[#/@]$/.test(near) || otherLabel.test(near.slice(-24))) return false;
  return credentialWord.test(near) || direct?.().test(near) === true;
}
function issuedSample(form, seed) {
  const samples = Array.from({ length: 64 }, (_, at) => sampleForm(form, seed + 2 * at));
  const variety = (text) => [/\d/, /[a-z]/, /[A-Z]/].filter((kind) => kind.test(text)).length;
  return samples.reduce((best, next) => variety(next) > variety(best) ? next : best);
}
function tokenEvidence(id, forms, options) {
  const samples = forms.map((form) => sampleForm(form, seedOf(id)));
  const [first = ""] = samples;
  return {
    hits: [...samples, `KEY="${first}"`, `{"log":"a\\n${first}\\n"}`, ...options.hits ?? []],
    // What is too short for one form may be right for a later, looser one: only the last has no later.
    misses: [shortSampleForm(forms.at(-1) ?? "", seedOf(id)), ...options.misses ?? []]
  };
}
function nearEvidence(id, rule, options) {
  const { names, forms, longest } = rule;
  const [word = ""] = names;
  const [form = ""] = forms;
  const label = `${names.at(-1)}${options.suffix ? "-token" : ""}`;
  return {
    hits: [
      ...forms.map((one) => `${word}_KEY=${issuedSample(one, seedOf(id))}`),
      `{"${label}": {"token": "${issuedSample(form, seedOf(id) + 99)}"}}`,
      ...options.hits ?? []
    ],
    misses: [
      `${word}_KEY commit ${"0".repeat(longest)}`,
      `KEY=${issuedSample(form, seedOf(id))}`,
      ...options.misses ?? []
    ]
  };
}
function boundaryBefore({ startsWith: start, head }) {
  if (head.includes("+/")) return before2.replace("[^0-9A-Za-z]", "[^0-9A-Za-z+/]|\\n\\+");
  return start.length >= tellingStart && /[-_.:/]/.test(start) ? "" : before2;
}
function boundaryAfter(tail) {
  return `(?![0-9A-Za-z${[..."_+/="].filter((one) => tail.includes(one)).join("")}${tail.endsWith("-") ? "-" : ""}])`;
}

// src/core/secrets/detectors/randomness.ts
var follows = {
  a: "bcdgilmnprstu",
  b: "aelou",
  c: "aehklortu",
  d: "aeio",
  e: "acdfglmnpqrstvxy",
  f: "aeio",
  g: "ei",
  h: "aeo",
  i: "acdefglmnoprstvz",
  j: "s",
  k: "e",
  l: "aeilotuy",
  m: "aeiop",
  n: "acdefgiost",
  o: "bcdklmnoprstuw",
  p: "aeloprt",
  q: "u",
  r: "acdeimorstuy",
  s: "acehiopstu",
  t: "acehiorstuy",
  u: "elmnprst",
  v: "aei",
  x: "pt",
  y: "p"
};
var wordyShare = 0.55;
var leastPairs = 4;
var strewn = 4;
var letterA = 97;
var alphabet = 26;
var digit = -1;
var other = -2;
var isCommonPair = new Uint8Array(alphabet * alphabet);
for (const [first, seconds] of Object.entries(follows)) {
  const row2 = (first.charCodeAt(0) - letterA) * alphabet;
  for (const second of seconds) isCommonPair[row2 + second.charCodeAt(0) - letterA] = 1;
}
function letterOf(code) {
  const letter = (code | 32) - letterA;
  if (letter >= 0 && letter < alphabet) return letter;
  return code >= 48 && code <= 57 ? digit : other;
}
function isWordy(text) {
  let changes = 0;
  let pairs = 0;
  let common = 0;
  let before4 = other;
  for (let at = 0; at < text.length; at++) {
    const here = letterOf(text.charCodeAt(at));
    if (here >= 0 && before4 >= 0) {
      pairs++;
      common += isCommonPair[before4 * alphabet + here];
    } else if (here >= 0 && before4 === digit || here === digit && before4 >= 0) changes++;
    before4 = here;
  }
  if (changes >= strewn && !/[a-z]{7}/.test(text)) return false;
  return pairs >= leastPairs && common / pairs >= wordyShare;
}
var uuid2 = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
var hex = /^(?:0x)?[0-9a-f]+$/i;
var tokenBytes = /^[0-9A-Za-z+/_=.~:-]+$/;
var knownShape = /^[./~@#]|^arn:|:\/\/|\.(?:[jt]sx?|json|md|ya?ml|html?|css|png|svg|com|org|net|io|dev)\b|^\$?[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+$|^v?\d+\.\d+|^\d{4}-\d\d|^sha\d{1,3}-|^[A-Za-z_$][\w$]*(?:[Kk]ey|[Tt]oken|[Ss]ecret|[Pp]assword)s?$|^(?:rgba?|hsla?|url|var|calc|data|image|text|application)\b/i;
function isRandomToken(value2) {
  if (!tokenBytes.test(value2) || isPlaceholder(value2) || isSequence(value2)) return false;
  if (uuid2.test(value2)) return true;
  if (knownShape.test(value2)) return false;
  const { digits, letters } = countKinds(value2);
  if (hex.test(value2))
    return value2.length >= 16 && digits >= 2 && letters >= 2 && entropyOf(value2) >= 2.7;
  if (value2.length < 16 || letters < 4 || isWordy(value2)) return false;
  if (entropyOf(value2) < (value2.length < 24 ? 3.2 : 3.6)) return false;
  if (digits === 0) return value2.length >= 24 && /[a-z]/.test(value2) && /[A-Z]/.test(value2);
  return changesOf(value2) >= 3 && !hasWordParts(value2);
}
function countKinds(value2) {
  let digits = 0;
  let letters = 0;
  for (let at = 0; at < value2.length; at++) {
    const letter = letterOf(value2.charCodeAt(at));
    if (letter >= 0) letters++;
    else if (letter === digit) digits++;
  }
  return { digits, letters };
}
function isStrongPassword(value2, { literal = false } = {}) {
  if (value2.length < 8 || value2.length > 64 || isPlaceholder(value2)) return false;
  if (isSequence(value2) || knownShape.test(value2) || /[\s<>{}()[\]|]|%[a-z]/.test(value2))
    return false;
  if (literal ? value2.startsWith("$") : /\$\w+$/.test(value2)) return false;
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^0-9A-Za-z]/].filter((kind) => kind.test(value2)).length;
  return kinds >= 3 && entropyOf(value2) >= 2.75 && !/^\W|[=;,]$/.test(value2) && !isWordy(value2);
}
var changesOf = (value2) => (value2.match(/[A-Za-z](?=\d)|\d(?=[A-Za-z])|[a-z](?=[A-Z])/g) ?? []).length;
function hasWordParts(value2) {
  const parts = value2.split(/[-_.:/=+]/).filter((part) => part !== "");
  if (parts.length < 2) return false;
  const plain2 = parts.filter((part) => /^[A-Za-z]{2,}\d{0,2}$|^\d{1,4}$/.test(part));
  return plain2.join("").length >= value2.length / 2 - 2 && parts.every((part) => part.length <= 12);
}
var runs = "abcdefghijklmnopqrstuvwxyz 01234567890 qwertyuiop asdfghjkl zxcvbnm fedcba 9876543210";
var codeOf = (first, second, third) => first << 16 | second << 8 | third;
var threesInOrder = /* @__PURE__ */ new Set();
var beginsThree = new Uint8Array(128 * 128);
for (let at = 0; at + 3 <= runs.length; at++) {
  const [first, second, third] = [0, 1, 2].map((offset) => runs.charCodeAt(at + offset));
  if (first === void 0 || second === void 0 || third === void 0) continue;
  threesInOrder.add(codeOf(first, second, third));
  beginsThree[first * 128 + second] = 1;
}
function isSequence(value2) {
  let inOrder = 0;
  let first = 0;
  let second = 0;
  for (let at = 0; at < value2.length; at++) {
    const code = value2.charCodeAt(at);
    const third = code >= 65 && code <= 90 ? code | 32 : code;
    const begins = at >= 2 && first < 128 && second < 128 && beginsThree[first * 128 + second] === 1;
    if (begins && threesInOrder.has(codeOf(first, second, third))) inOrder++;
    first = second;
    second = third;
  }
  return inOrder >= value2.length * 0.4;
}

// src/core/secrets/detectors/amazon.ts
var revoke = "Deactivate and delete the access key under IAM > Users > Security credentials.";
var aws = issuer("Amazon Web Services", revoke);
var nearAws = nearIssuer("Amazon Web Services", revoke);
function isSecretKey(secret) {
  if (isPlaceholder(secret) || /^[0-9a-fA-F]+$/.test(secret)) return false;
  return /[a-z]/.test(secret) && /[A-Z]/.test(secret) && /\d/.test(secret) && !isWordy(secret);
}
var secretKey = "(?<secret>[0-9A-Za-z+/]{40})(?![0-9A-Za-z+/=])";
var evidence = assembled("aws-secret", "<b64:40>");
var namedSecretKey = {
  id: "aws-secret-access-key",
  provider: "Amazon Web Services",
  tier: "rewrite",
  confidence: "high",
  keywords: [
    "secret_access_key",
    "secretaccesskey",
    "secret-access-key",
    "aws_secret",
    "awssecret",
    "aws-secret"
  ],
  pattern: new RegExp(
    `(?:aws[_-]?secret|secret[_-]?access[_-]?key)[\\w.-]{0,24}[^\\w\\n]{1,16}(?:\\w{1,10}[(:]["']?)?${secretKey}`,
    "gi"
  ),
  maxLength: 120,
  beforeKeyword: 0,
  minEntropy: 4,
  accept: isSecretKey,
  revoke,
  hits: [
    `AWS_SECRET_ACCESS_KEY=${evidence}`,
    `"SecretAccessKey": "${evidence}",`,
    `aws_secret_access_key = '${evidence}'`
  ],
  misses: ["AWS_SECRET_ACCESS_KEY=$(cat secret)", `AWS_SECRET_ACCESS_KEY=${"0".repeat(40)}`]
};
var pairedSecretKey = {
  ...namedSecretKey,
  id: "aws-secret-after-key-id",
  confidence: "medium",
  keywords: ["akia", "asia"],
  pattern: new RegExp(
    `(?<![0-9A-Za-z])A(?:KI|SI)A[0-9A-Z]{16}[^0-9A-Za-z][^]{0,80}?(?<![0-9A-Za-z+/])${secretKey}`,
    "g"
  ),
  maxLength: 160,
  hits: [`${assembled("aws-id", "AKIA<up:16>")},${evidence}`],
  misses: [`AKIA, ${evidence}`]
};
var amazon = [
  aws("aws-access-key-id", "{AKIA|ASIA|ABIA|ACCA}<up:16>"),
  namedSecretKey,
  pairedSecretKey,
  nearAws("aws-secret-nearby", ["aws", "amazon"], "<b64:40>", {
    accept: (secret, context) => isSecretKey(secret) && looksIssued(secret, context),
    minEntropy: 4.3
  }),
  aws(
    "aws-session-token",
    "{IQoJb3JpZ2luX2|FwoGZXIvYXdz|FQoGZXIvYXdz|IQoJb3JpZ2lu}<pad64:100-2000>"
  ),
  aws("aws-bedrock-key", ["ABSK<b64:109-269>", "bedrock-api-key-<pad64:40-2000>"]),
  aws("aws-appsync-key", "da2-<low:26>", {
    revoke: "Delete the API key in the AWS AppSync console."
  }),
  aws("aws-marketplace-token", "amzn.mws.<uuid>", {
    revoke: "Revoke the developer\u2019s access under Seller Central > Manage your apps."
  }),
  aws("amazon-oauth-secret", "amzn1.oa2-cs.v1.<hex:64>", {
    revoke: "Create a new client secret for the security profile in the Amazon developer console."
  }),
  aws("aws-presigned-signature", "X-Amz-Signature=^<hex:64>", {
    tier: "report",
    revoke: "Rotate the access key that signed the address, or wait until the signature has expired."
  })
];

// src/core/secrets/detectors/assignments.ts
var revoke2 = "Replace the value where it was issued, and load it from the environment or a secret store.";
var name = "(?:pass(?:word|wd|phrase|code)?|pwd|secret|token|key|cred(?:ential)?s?|auth)";
var suffix = "(?:[_-]?(?:value|string|base|text|data|b64|base64|hex|plain|prod|dev|test|live|\\d{1,2}))?s?";
var separator = `(?:\\\\?["'\`)\\]]){0,3}[ \\t]{0,8}(?::[ ]?\\w{1,12}[ ]?=|:=|=>|==?|[:,>(]|["'] value=| is:?(?= )|%3D|(?<=-[\\w-]{0,40}) )[ \\t]{0,8}(?:[bru](?=["']))?`;
var quoted = ['"', "'", "`"].map(
  (quote) => `\\\\{0,2}${quote}(?<secret>[^${quote}\\s\\\\]{8,200})\\\\{0,2}${quote}`
);
var bare = "(?<secret>(?=[A-Za-z_.+/~=!#%*@^?-]{0,60}\\d|[0-9A-Za-z+/]{40})[0-9A-Za-z+/_.~=!#%*@^?-]{12,200}?)(?=[\"'`\\s<;,&)}\\]\\\\]|$)";
var value = assembled("assignment", "<alnum:32>");
var harmless = /(?:public|publishable|primary|foreign|partition|cache|sort|object|index|column|translation|i18n|storage|idempotency|routing|site|map|query|row|group|next|prev|page|continuation|sync|resume|cursor|design|color|syntax|integrity|dedup|message|hot|short|event|react|template|lock|change|request|update|action|lifecycle|verification|client_?request|tracking|analytics|measurement|instrumentation|client_?id|key_?id|token_?id|fingerprint|kid)[\w-]{0,8}["'\])]{0,3}\W{0,6}$/i;
var keyOf = /(?:api|access|secret|private|auth|encrypt(?:ion)?|sign(?:ing)?|master|service|account|admin|app|application|client|consumer|shared|license|deploy|ssh|hmac|aes|des|rsa|crypto?|cipher|jwt|session|token|webhook|server|subscription|integration|project|write|read|sdk|root|live|prod|bot|ingest(?:ion)?|user|bearer|recovery|backup|stream|x)[_\-. ]{0,2}key|[A-Z0-9]_KEY|[a-z0-9]Key\b/;
function isAssigned(secret, context) {
  const label = labelOf(context.before);
  if (harmless.test(label) || /::\w+\W{1,6}$|[(,] *$/.test(label)) return false;
  if (/key\W{0,12}(?:value=\W)?$|key\d?s?\W{0,12}$/i.test(label) && !keyOf.test(label)) return false;
  if (isRandomToken(secret)) return true;
  if (!isStrongPassword(secret, { literal: context.before.endsWith("'") })) return false;
  return secret.length >= 14 || /pass|pwd|secret|cred/i.test(label.slice(-32));
}
var setCredential = /(?:key|token|secret|passw(?:or)?d|pwd|pat|auth|credential)s?(?:[_-]?(?:v?\d|prod|dev|live|test))?(?:\\?["'\])]){0,2} {0,3}(?:=|:|=>|:=) {0,3}(?:\\{0,2}["'`])?$/i;
var leastIssued = 20;
function isSetForIssuer(secret, context) {
  const label = labelOf(context.before);
  if (secret.length < leastIssued || !setCredential.test(label) || harmless.test(label))
    return false;
  return isRandomToken(secret);
}
function issuerAssignment(names) {
  const [name2 = ""] = names;
  return {
    id: "issuer-assignment",
    provider: "Any",
    tier: "rewrite",
    confidence: "medium",
    keywords: names,
    pattern: new RegExp(
      `[\\w.-]{4,64}(?:\\\\?["'\\])]){0,2} {0,3}(?:=>|:=|[=:]) {0,3}(?:${[...quoted, bare].join("|")})`,
      "gi"
    ),
    maxLength: 290,
    beforeKeyword: 0,
    accept: isSetForIssuer,
    revoke: "Replace the key with the issuer its name names, and load it from a secret store.",
    hits: [
      `${name2.toUpperCase()}_API_KEY=${value}`,
      `{"${name2}AccessToken": "${value}"}`,
      `${name2}.client-secret: '${value}'`
    ],
    misses: [
      `${name2.toUpperCase()}_REGION=${value}`,
      `${name2}_token = await get()`,
      `${name2}_cache_key = "${value}"`,
      `${name2}_API_KEY=version-2-of-the-key`
    ]
  };
}
var labelOf = (before4) => before4.slice(Math.max(before4.lastIndexOf("\n") + 1, before4.length - 64));
var assignments = [
  {
    id: "secret-assignment",
    provider: "Any",
    tier: "report",
    confidence: "low",
    keywords: ["pass", "pwd", "secret", "token", "key", "cred", "auth"],
    pattern: new RegExp(`${name}${suffix}${separator}(?:${[...quoted, bare].join("|")})`, "gi"),
    maxLength: 320,
    beforeKeyword: 0,
    accept: isAssigned,
    revoke: revoke2,
    hits: [
      `const apiKey = '${value}'`,
      `ACME_API_KEY=${value}`,
      `acme:
  token: ${value}
`,
      `{"client_secret": "${value}"}`,
      `"{\\"accessToken\\":\\"${value}\\"}"`,
      `<password>${value}</password>`,
      `<add key="AcmeSecret" value="${value}"/>`,
      `https://api.acme.test/v1?api_key=${value}&x=1`,
      `acme --auth-token ${value}`,
      `my api key is ${value}`,
      `define('AUTH_KEY', '${value}');`,
      `password = "${["Xk9", "vQ2", "mZ7"].join("!")}"`,
      `DB_PASSWORD='${["Xk9", "vQ2", "mZ7pL"].join("$")}'`
    ],
    misses: [
      "const token = await getToken()",
      'password: "correct horse"',
      "apiKey: process.env.ACME_API_KEY",
      "secret: ${{ secrets.DEPLOY_TOKEN_2 }}",
      'token: "punctuation.definition.string2"',
      'cacheKey = "5d41402abc4b2a76b9719d911017c592"',
      "password=changeme123",
      `DB_PASSWORD="${["Xk9", "vQ2", "mZ7pL"].join("$")}"`,
      "password => '$new_Password1'",
      "API_KEY=xxxxxxxxxxxxxxxxxxxx1",
      'tokenType: "my-first-token-1"'
    ]
  }
];

// src/core/secrets/detectors/chat.ts
var slack = issuer(
  "Slack",
  "Revoke it under api.slack.com > Your apps > OAuth & Permissions, or with auth.revoke."
);
var discord = issuer(
  "Discord",
  "Reset the token under Discord developer portal > your application > Bot."
);
var webhook = (provider) => issuer(
  provider,
  `Delete the webhook in the ${provider} channel\u2019s integration settings and make a new one.`
);
var chat = [
  slack("slack-token", [
    "{xoxb|xoxp|xoxa|xoxr|xoxs|xoxo|xoxc}-<digit:1-14>-<digit:1-14>-<url:6-120>",
    "{xoxb|xoxp|xoxa|xoxr|xoxs|xoxo|xoxc}-<digit:8-14>-<alnum:18-64>",
    "{xoxa|xoxb|xoxp|xoxr|xoxs|xoxo|xoxc}-<url:16-200>"
  ]),
  slack("slack-app-token", "xapp-<digit:1-3>-<alnum:8-20>-<digit:6-20>-<alnum:10-80>"),
  slack("slack-config-token", [
    "xoxe.{xoxb|xoxp}-<digit:1>-<alnum:140-180>",
    "xoxe-<digit:1>-<alnum:130-170>"
  ]),
  slack("slack-browser-cookie", "xoxd-<url:10>{%|-}<dotted:5>{%|-}<any64:10-240>"),
  webhook("Slack")("slack-webhook", [
    "hooks.slack.com/services/T<up:7-12>/B<up:7-12>/<alnum:20-30>",
    "hooks.slack.com/workflows/T<up:7-12>/A<up:7-12>/<digit:15-20>/<alnum:20-30>",
    "hooks.slack.com/triggers/{T|E}<up:7-12>/<digit:10-20>/<alnum:20-40>"
  ]),
  webhook("Discord")(
    "discord-webhook",
    "{discord.com|discordapp.com}/api/webhooks/<digit:17-20>/<url:60-72>"
  ),
  nearIssuer("Discord", "Reset the token under Discord developer portal > your application > Bot.")(
    "discord-bot-token",
    ["discord", "bot_token", "token", "bot "],
    "{M|N|O}<url:23-27>.<url:6>.<url:27-38>",
    { tier: "rewrite" }
  ),
  discord("discord-mfa-token", "mfa.<url:84>"),
  issuer("Telegram", "Send /revoke to @BotFather for the bot.")(
    "telegram-bot-token",
    "<digit:8-10>:AA<url:33>"
  ),
  webhook("Microsoft Teams")("teams-webhook", [
    ".webhook.office.com/webhookb2/<uuid>@<uuid>/IncomingWebhook/<Hex:32>/<uuid>",
    "outlook.office.com/webhook/<uuid>@<uuid>/IncomingWebhook/<Hex:32>/<uuid>"
  ]),
  webhook("Google Chat")(
    "google-chat-webhook",
    "chat.googleapis.com/v1/spaces/<url:8-20>/messages?key=<url:39>&token=<any64:43-60>"
  ),
  nearIssuer(
    "Mattermost",
    "Revoke it under Mattermost > Profile > Security > Personal access tokens."
  )("mattermost-token", ["mattermost"], "<low:26>"),
  nearIssuer("Zulip", "Reset the API key under Zulip > Settings > Account & privacy.")(
    "zulip-key",
    ["zulip"],
    "<alnum:32>"
  ),
  nearIssuer("Webex", "Regenerate the bot\u2019s access token at developer.webex.com > My apps.")(
    "webex-bot-token",
    ["webex"],
    "<alnum:64>_<alnum:4>_<uuid>"
  ),
  nearIssuer("LINE", "Reissue the channel access token in the LINE developers console.")(
    "line-channel-token",
    ["line_channel", "line-channel", "channel_access_token", "channelaccesstoken", "line_token"],
    "<b64:160-180>="
  )
];

// src/core/secrets/detectors/commerce.ts
var dashboard = (provider) => issuer(provider, `Regenerate it in the ${provider} dashboard under API or developer settings.`);
var nearDashboard = (provider) => nearIssuer(
  provider,
  `Regenerate it in the ${provider} dashboard under API or developer settings.`
);
var shopify = issuer(
  "Shopify",
  "Rotate it under Shopify admin > Apps > your app > API credentials."
);
var commerce = [
  shopify("shopify-token", "{shpat|shpca|shppa|shpss|shptka|shpua}_<alnum:32-64>"),
  shopify("shopify-partner-token", "{prtapi|atkn|shprt}_<hex:32>"),
  dashboard("EasyPost")("easypost-key", "{EZAK|EZTK}<alnum:54>"),
  dashboard("Shippo")("shippo-token", "shippo_{live|test}_<Hex:40>"),
  dashboard("Lob")("lob-key", ["{live|test}_<hex:35>", "{live|test}_pub_<hex:31>"]),
  dashboard("Duffel")("duffel-token", "duffel_{test|live}_<url:43>"),
  dashboard("Flexport")("flexport-token", "shltm_<url:40>"),
  dashboard("Fleetbase")("fleetbase-key", "flb_live_<alnum:20>"),
  dashboard("Mapbox")("mapbox-secret-token", "{sk|tk}.eyJ1Ijoi<url:40-160>.<url:20-30>"),
  dashboard("Mapbox")("mapbox-public-token", "pk.eyJ1Ijoi<url:40-160>.<url:20-30>", {
    tier: "report",
    confidence: "low"
  }),
  dashboard("Facebook")("facebook-token", [
    "EAACEdEose0cBA<alnum:20-400>",
    "EAA{C|M}<alnum:90-400>"
  ]),
  nearDashboard("Facebook")(
    "facebook-token-nearby",
    ["facebook", "access_token", "accesstoken", "page_token"],
    "EAA<alnum:90-400>"
  ),
  nearDashboard("Facebook")(
    "facebook-secret",
    ["facebook", "fb_app", "fb_secret", "fbapi", "fb_api", "fbsecret"],
    "<hex:32>"
  ),
  dashboard("Facebook")("facebook-app-token", "access_token=^<digit:15-16>{%7C|%7c}<url:27>", {
    tier: "report"
  }),
  dashboard("Instagram")("instagram-token", "IGQ{V|W}<url:100-300>"),
  dashboard("X")("twitter-bearer-token", "AAAAAAAAAAAAAAAAAAAAA<alnum:4-60>%<alnum:40-110>", {
    accept: () => true
  }),
  nearDashboard("X")("twitter-access-token", ["twitter"], "<digit:15-25>-<alnum:20-40>"),
  nearDashboard("X")(
    "twitter-secret",
    ["twitter", "consumer_secret", "consumersecret"],
    "<alnum:45-50>"
  ),
  nearDashboard("X")("twitter-key", ["twitter", "consumer_key", "consumerkey"], "<alnum:25>"),
  nearDashboard("LinkedIn")("linkedin-secret", ["linkedin", "linked_in"], "<alnum:16>"),
  dashboard("LinkedIn")("linkedin-token", "WPL_AP{0|1}.<url:12-30>.<pad64:6-20>"),
  dashboard("Pinterest")("pinterest-token", "pina_<alnum:40-120>"),
  nearDashboard("Twitch")("twitch-token", ["twitch"], "<low:30>"),
  nearDashboard("Spotify")("spotify-secret", ["spotify"], "<hex:32>"),
  nearDashboard("Strava")("strava-secret", ["strava"], "<hex:40>"),
  dashboard("MaxMind")("maxmind-key", "<alnum:6>_<alnum:29>_mmk"),
  nearDashboard("Algolia")("algolia-key", ["algolia"], "<hex:32>"),
  nearDashboard("Cloudinary")("cloudinary-secret", ["cloudinary"], "<url:27>"),
  dashboard("Cloudinary")("cloudinary-url", "cloudinary://<digit:15>:^<url:27>@<lowurl:2-40>"),
  dashboard("imgix")("imgix-key", "ak_<hex:64>"),
  dashboard("Bannerbear")("bannerbear-key", "bb_{pr|ma}_<hex:30>"),
  nearDashboard("Etsy")("etsy-key", ["etsy"], "<low:24>"),
  dashboard("eBay")("ebay-secret", "{PRD|SBX}-<hex:12>-<hex:4>-<hex:4>-<hex:4>-<hex:4>"),
  nearDashboard("Recharge")("recharge-token", ["recharge"], "sk_{1x1|2x2|3x3|5x3|10x1}_<hex:64>"),
  nearDashboard("BigCommerce")("bigcommerce-token", ["bigcommerce", "x-auth-token"], "<low:31>"),
  dashboard("WooCommerce")("woocommerce-secret", "{cs|ck}_<hex:40>")
];

// src/core/secrets/detectors/connections.ts
var revoke3 = "Change the account\u2019s password on that server, and keep it out of the address.";
var stock = /^(?:p(?:ass)?w(?:or)?d\d*|pass(?:phrase)?|passw(?:or)?d?|pw|secret\d*|mypass(?:word)?|my-?secret(?:-pw)?|user(?:name)?|admin|root|test\d*|guest|token|oauth2?|x-oauth-basic|x-token-auth|anonymous|foo|bar|baz|qux|abc|xyz|hunter2|postgres|mysql|redis|mongo|rabbitmq|sa|git|npm|none|null|undefined|true|false|key|api-?key|access-?token|api-?token|[a-z]|\d{1,6}|\*+|x+|\.+|_+)$/i;
function isStock(secret) {
  if (stock.test(secret) || isPlaceholder(secret)) return true;
  return /^(?:some|my|your|the|a)[-_]?(?:pass|pw|secret|token|key)/i.test(secret) || /^[$%<{[(*]|^[\w$]+\??(?:\.[A-Za-z_$][\w$]*)+$|[>}\])]$|^:|\$\{|\{\{|%\(|<[a-z]|^[A-Z_]*(?:PASS|PW|SECRET|TOKEN|KEY)[A-Z_]*$/.test(
    secret
  );
}
function isCareful(secret) {
  const plain2 = secret.includes("%") ? secret.replace(/%[0-9A-Fa-f]{2}/g, "+") : secret;
  return !isStock(plain2) && (isRandomToken(plain2) || isStrongPassword(plain2) || isMixed(plain2));
}
function isMixed(secret) {
  if (secret.length < 10 || isWordy(secret) || /\/.*\//.test(secret)) return false;
  if (!/\d/.test(secret)) return /[a-z][A-Z]/.test(secret);
  return /[A-Za-z]/.test(secret) && !/^[A-Za-z]+[\d!@#]{1,4}$/.test(secret);
}
var isReserved = (after) => /^["']?@(?:[\w.-]*\.)?(?:example\.(?:com|org|net)|example|test|invalid)\b/i.test(after);
function bothTiers(shape) {
  const fits = shape.fits ?? (() => true);
  const base = {
    provider: "Any",
    keywords: shape.keywords,
    pattern: new RegExp(shape.pattern, "gi"),
    maxLength: shape.maxLength,
    beforeKeyword: 0,
    revoke: revoke3,
    misses: shape.misses
  };
  const careful = assembled(shape.id, "<alnum:20>");
  return [
    {
      ...base,
      id: shape.id,
      tier: "rewrite",
      confidence: "high",
      accept: (secret, context) => fits(context) && isCareful(secret),
      hits: [shape.hit.replace("VALUE", careful)]
    },
    {
      ...base,
      id: `${shape.id}-weak`,
      tier: "report",
      confidence: "medium",
      accept: (secret, context) => fits(context) && !isReserved(context.after) && !isStock(secret) && /[^a-z]/.test(secret.slice(1)),
      hits: [shape.hit.replace("VALUE", ["sun", "flower"].join("7"))]
    }
  ];
}
var connectionWord = /(?:server|data source|host|hostname|uid|user ?id|username|user|database|dbname|initial catalog|port|accountendpoint|sslmode|jdbc:\w+|\.redis\.cache\.windows\.net)\s{0,3}[=:]/i;
function isInConnectionString({ before: before4, after }) {
  const line2 = before4.slice(before4.lastIndexOf("\n") + 1);
  return connectionWord.test(line2.slice(-120)) || connectionWord.test(after);
}
var connections = [
  ...bothTiers({
    id: "url-password",
    keywords: ["://"],
    pattern: `(?<=[a-z0-9])://[^\\s:@/?#"'<>\\\\\`(){}]{0,120}:(?<secret>[^\\s/?"'<>\\\\\`]{3,200})@(?=[\\w\\[.$-])`,
    maxLength: 340,
    hit: "postgres://app:VALUE@db.internal:5432/app",
    misses: [
      "https://user:pass@host/",
      "postgres://app:${PASSWORD}@db/app",
      "http://localhost:8080/a@b",
      "redis://:@localhost"
    ]
  }),
  ...bothTiers({
    id: "connection-string-password",
    keywords: ["password=", "pwd="],
    pattern: `(?<![\\w-])(?:password|pwd)= ?(?:\\\\?["'])?(?<secret>[^;,&"'\\s\\\\<>()]{3,128})(?![(.\\w])`,
    maxLength: 150,
    fits: isInConnectionString,
    hit: "Server=db;Database=app;User Id=sa;Password=VALUE;",
    misses: ["Server=db;Password=password;", "password=pwd", "Server=db;Password=${PASSWORD};"]
  }),
  ...bothTiers({
    id: "oracle-password",
    keywords: ["jdbc:oracle:"],
    pattern: `jdbc:oracle:(?:thin|oci):[^/\\s@]{1,64}/(?<secret>[^@\\s"']{3,64})@`,
    maxLength: 160,
    hit: "jdbc:oracle:thin:app/VALUE@//db:1521/x",
    misses: ["jdbc:oracle:thin:@//db:1521/x"]
  }),
  ...bothTiers({
    id: "curl-password",
    keywords: ["curl "],
    pattern: `curl [^\\n|;]{0,200}?(?:-u|--user|--proxy-user)[ =]{0,2}\\\\?["']?[^\\s:"'$\\\\]{1,64}:(?<secret>[^\\s"'$@\\\\]{3,128})`,
    maxLength: 420,
    hit: "curl -sS -u app:VALUE https://api.acme.test/",
    misses: ["curl -u user:password https://x/", 'curl -u "$USER:$PASS" https://x/']
  }),
  ...bothTiers({
    id: "command-line-password",
    keywords: [
      "mysql",
      "sshpass",
      "pgpassword",
      "mysql_pwd",
      "redis-cli",
      "docker login",
      "password ",
      "password="
    ],
    pattern: `(?:(?<![\\w.-])mysql(?:dump|admin)? (?:[^\\n|;]{0,120}? )?-p(?:assword=)?|sshpass -p ?|PGPASSWORD=|MYSQL_PWD=|redis-cli [^\\n|;]{0,80}?-a |docker login [^\\n|;]{0,120}?(?:-p|--password)[ =]|(?<=\\s-{1,2}(?:[a-z]{1,12}-)?)password[ =])\\\\?["']?(?<secret>[^\\s"'$;|\\\\]{3,128})`,
    maxLength: 320,
    hit: "mysql -h db -u app -pVALUE shop",
    misses: ["mysql -u root -p shop", "PGPASSWORD=$DB_PASSWORD psql"]
  }),
  ...bothTiers({
    id: "network-credential",
    keywords: ["networkcredential("],
    pattern: `NetworkCredential\\((?:"[^"\\n]{1,80}"|[\\w.]{1,60}), ?"(?<secret>[^"\\s]{3,128})"`,
    maxLength: 300,
    hit: 'new NetworkCredential("app", "VALUE");',
    misses: ["new NetworkCredential(user, password)", 'new NetworkCredential("user", "password")']
  }),
  ...bothTiers({
    id: "netrc-password",
    keywords: ["machine "],
    pattern: `machine\\s{1,4}\\S{1,80}\\s{1,8}login\\s{1,4}\\S{1,80}\\s{1,8}password\\s{1,4}(?<secret>[^\\s"'\\\\]{3,200})`,
    maxLength: 420,
    hit: "machine api.acme.test\n  login app\n  password VALUE\n",
    misses: ["machine api.acme.test login app password password", "machine learning login"]
  })
];

// src/core/secrets/detectors/credential-files.ts
function decodePair(base64) {
  try {
    const [, user, password] = /^([\x20-\x39\x3b-\x7e]{0,80}):([\x20-\x7e]{1,400})$/.exec(atob(base64)) ?? [];
    return user === void 0 || password === void 0 ? void 0 : { user, password };
  } catch {
    return void 0;
  }
}
function isPair(base64) {
  const pair2 = decodePair(base64);
  if (pair2 === void 0 || pair2.password.length < 3) return false;
  return isCareful(pair2.password) && !/^(?:aladdin|s6BhdRkqt3)$/i.test(pair2.user);
}
function isNpmLogin(base64) {
  if (isPair(base64)) return true;
  try {
    const text = atob(base64);
    return /^[\x21-\x39\x3b-\x7e]{6,400}$/.test(text) && isCareful(text);
  } catch {
    return false;
  }
}
var isKept = (secret) => !isStock(secret) && secret.length >= 8;
var pair = btoa(`app:${assembled("pair", "<alnum:24>")}`);
var token = assembled("header", "<alnum:40>");
var headerRevoke = "Revoke the token with whoever answers at that address, and send a new one from a secret store.";
var credentialFiles = [
  {
    id: "npmrc-credential",
    provider: "npm",
    tier: "rewrite",
    confidence: "high",
    keywords: ["_authtoken", ":_auth", ":_password"],
    pattern: /:?_(?:authToken|auth|password)\s?=\s?\\?["']?(?<secret>[0-9A-Za-z+/=_.-]{8,400})/gi,
    maxLength: 430,
    beforeKeyword: 1,
    accept: isKept,
    revoke: "Revoke the token at the registry the line names.",
    hits: [`//registry.acme.test/:_authToken=${token}`, `//registry.acme.test/:_password=${pair}`],
    misses: ["//registry.acme.test/:_authToken=${NPM_TOKEN}", "//registry.acme.test/:_auth=xxx"]
  },
  {
    // Without a registry in front, for all of them. Programs have variables of such names as well:
    // what counts is what the value says in base64.
    id: "npmrc-login",
    provider: "npm",
    tier: "rewrite",
    confidence: "high",
    keywords: ["_auth", "_password"],
    pattern: /(?:(?<![0-9A-Za-z_$.:-])|(?<=npm_config_))_(?:auth|password)\s{0,2}=\s{0,2}\\?["']?(?<secret>[0-9A-Za-z+/]{8,400}={0,2})(?![0-9A-Za-z+/=_.(-])/gi,
    maxLength: 430,
    beforeKeyword: 0,
    accept: isNpmLogin,
    revoke: "Change the password or revoke the token at the registry the file is for.",
    hits: [`_auth=${pair}`, `_password = "${btoa(token)}"`, `NPM_CONFIG__AUTH=${pair}`],
    misses: [
      "_auth=${NPM_AUTH}",
      "_password = getPassword",
      `db_password=${pair}`,
      "_auth=abcdefgh"
    ]
  },
  {
    id: "docker-config-auth",
    provider: "Docker",
    tier: "rewrite",
    confidence: "high",
    keywords: ['"auth"', '"auth\\"'],
    pattern: /"auth\\?"\s{0,4}:\s{0,4}\\?"(?<secret>[0-9A-Za-z+/]{8,4000}={0,2})\\?"/g,
    maxLength: 4040,
    beforeKeyword: 0,
    accept: isPair,
    revoke: "Change the password or revoke the token at the registry the entry names.",
    hits: [
      `{"auths":{"registry.acme.test":{"auth":"${pair}"}}}`,
      JSON.stringify(`{"auth": "${pair}"}`)
    ],
    misses: ['{"auth":"required"}', `{"auth":"${btoa("user:password")}"}`]
  },
  {
    id: "basic-authorization",
    provider: "Any",
    tier: "rewrite",
    confidence: "high",
    keywords: ["basic "],
    pattern: /basic +(?<secret>[0-9A-Za-z+/]{8,4000}={0,2})(?![0-9A-Za-z+/=])/gi,
    maxLength: 4020,
    beforeKeyword: 0,
    accept: isPair,
    revoke: "Change the account\u2019s password on that server.",
    hits: [`Authorization: Basic ${pair}`, `-H 'authorization: basic ${pair}'`],
    misses: ["Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==", "basic understanding", "Basic authentication"]
  },
  {
    id: "bearer-authorization",
    provider: "Any",
    tier: "rewrite",
    confidence: "medium",
    keywords: ["bearer ", "bearer%20", "token token="],
    pattern: /(?:bearer(?: {1,4}|%20)|token token=["']?)(?<secret>[0-9A-Za-z+/_.~-]{20,2000}={0,2})/gi,
    maxLength: 2040,
    beforeKeyword: 0,
    accept: (secret) => isRandomToken(secret) && !isStock(secret),
    revoke: headerRevoke,
    hits: [`Authorization: Bearer ${token}`, `{"authorization":"bearer ${token}"}`],
    misses: [
      "Authorization: Bearer YOUR_ACCESS_TOKEN_GOES_HERE",
      "Bearer ${token}",
      "the bearer of a-very-long-and-wordy-name"
    ]
  },
  {
    id: "token-header",
    provider: "Any",
    tier: "rewrite",
    confidence: "medium",
    keywords: [
      "x-api-key",
      "x-auth-token",
      "private-token",
      "x-vault-token",
      "x-access-token",
      "x-gitlab-token",
      "x-rapidapi-key",
      "x-functions-key",
      "x-auth-key",
      "x-token",
      "x-api-token",
      "authorization"
    ],
    pattern: /(?:x-api-(?:key|token)|x-(?:auth|vault|access|gitlab)-token|x-token|private-token|x-(?:rapidapi|functions|auth)-key|(?<![A-Za-z])authorization)\\?["']?\s{0,3}[:=,]\s{0,3}\\?["'`]?(?:(?:token|apikey|api-key|key|ssws|bot|oauth|genie-?key|splunk|nrak)[ =:]{1,2})?\\?["']?(?<secret>[0-9A-Za-z+/_.~-]{20,400}={0,2})(?![0-9A-Za-z+/_.~(-])/gi,
    maxLength: 460,
    beforeKeyword: 0,
    accept: (secret) => isRandomToken(secret) && !isStock(secret),
    revoke: headerRevoke,
    hits: [
      `X-Api-Key: ${token}`,
      `-H "PRIVATE-TOKEN: ${token}"`,
      `{"authorization": "token ${token}"}`
    ],
    misses: [
      "X-Api-Key: $API_KEY",
      "authorization: authorizationHeaderValue",
      "headers['x-api-key'] = process.env.API_KEY_2"
    ]
  },
  {
    id: "kubernetes-secret",
    provider: "Kubernetes",
    tier: "report",
    confidence: "medium",
    keywords: ["kind: secret"],
    pattern: /kind: Secret\s[\s\S]{0,600}?\n(?:data|stringData):\s{1,6}[\w.-]{1,80}: ?["']?(?<secret>[0-9A-Za-z+/=_.~!@#%^*-]{8,4000})/g,
    maxLength: 4720,
    beforeKeyword: 0,
    accept: isKept,
    revoke: "Replace the values wherever they are used, and keep the manifest out of the repository.",
    hits: [
      `apiVersion: v1
kind: Secret
metadata:
  name: db
data:
  password: ${btoa(token)}
`
    ],
    misses: ["kind: Secret\nmetadata:\n  name: db\ndata:\n  password: {{ .Values.password }}\n"]
  },
  {
    id: "pgpass-line",
    provider: "PostgreSQL",
    tier: "report",
    confidence: "medium",
    keywords: [":5432:"],
    pattern: /:5432:[^:\s]{1,64}:[^:\s]{1,64}:(?<secret>[^:\s]{6,128})/g,
    maxLength: 270,
    beforeKeyword: 0,
    accept: (secret) => !isStock(secret),
    revoke: "Change the role\u2019s password with ALTER ROLE.",
    hits: [`db.acme.test:5432:shop:app:${token}`],
    misses: ["ports: 5432:5432", "db:5432:shop:app:password"]
  },
  {
    id: "password-hash",
    provider: "Any",
    tier: "report",
    confidence: "medium",
    keywords: [
      "$2a$",
      "$2b$",
      "$2y$",
      "$apr1$",
      "$argon2",
      "$6$",
      "$5$",
      "$1$",
      "$8$",
      "$9$",
      "$krb5"
    ],
    pattern: /\$2[aby]\$\d\d\$[./0-9A-Za-z]{53}|\$(?:apr)?1\$[./0-9A-Za-z]{4,8}\$[./0-9A-Za-z]{22}|\$argon2(?:id?|d)\$v=\d+\$m=\d+,t=\d+,p=\d+\$[+/0-9A-Za-z]{11,64}\$[+/0-9A-Za-z]{22,172}|\$[89]\$[./0-9A-Za-z]{8,16}\$[./0-9A-Za-z]{43}|\$krb5(?:asrep\$23\$[^\s$]{1,120}|tgs\$23\$(?:\*[^\s*]{1,120}\*|[^\s$]{1,120}))\$[0-9a-f]{32,200}|\$[56]\$(?:rounds=\d{1,9}\$)?[./0-9A-Za-z]{1,16}\$[./0-9A-Za-z]{43,86}/g,
    maxLength: 340,
    beforeKeyword: 0,
    revoke: "Have the account choose a new password: a leaked hash can be guessed offline.",
    hits: [`root:$6$${assembled("salt", "<alnum:16>")}$${assembled("hash", "<alnum:86>")}:19000:`],
    misses: ["$6$ is the prefix", "$2b$10$short"]
  }
];

// src/core/secrets/detectors/developer-tools.ts
var tokens = (provider) => issuer(provider, `Delete it in ${provider} under the user\u2019s or project\u2019s API tokens.`);
var nearTokens = (provider) => nearIssuer(provider, `Delete it in ${provider} under the user\u2019s or project\u2019s API tokens.`);
var developerTools = [
  tokens("Postman")("postman-key", "PMAK-<alnum:24>-<alnum:34>"),
  tokens("Postman")("postman-collection-key", "PMAT-<up:26>"),
  tokens("CircleCI")("circleci-token", "{CCIPAT|CCIPRJ}_<alnum:22>_<hex:40>"),
  nearTokens("CircleCI")(
    "circleci-token-legacy",
    ["circleci", "circle_token", "circle-token"],
    "<hex:40>"
  ),
  tokens("Buildkite")("buildkite-token", ["{bkua|bkaj|bkct}_<alnum:40>", "bkpt_<alnum:40-80>"]),
  nearTokens("Buildkite")("buildkite-agent-token", ["buildkite"], "<hex:50>"),
  nearTokens("Travis CI")("travis-token", ["travis"], "<url:22>"),
  nearTokens("Drone")("drone-token", ["drone_token", "droneci", "drone_server"], "<alnum:32>"),
  nearTokens("Jenkins")("jenkins-token", ["jenkins"], "<hex:32-34>"),
  tokens("Octopus Deploy")("octopus-key", "API-<up:25-30>"),
  tokens("Harness")("harness-key", "{pat|sat}.<url:22>.<alnum:24>.<alnum:20>"),
  tokens("Prefect")("prefect-key", "{pnu|pnb}_<alnum:36>"),
  tokens("Depot")("depot-token", "depot_{org|project|user}_<hex:64>"),
  tokens("Infracost")("infracost-key", "ico-<alnum:32>"),
  tokens("Sourcegraph")("sourcegraph-token", [
    "sgp_<Hex:16>_<Hex:40>",
    "sgp_local_<Hex:40>",
    "sgp_<Hex:40>",
    "sgd_<Hex:64>",
    "sgs_<Hex:64>"
  ]),
  tokens("Sourcegraph")("sourcegraph-cody-token", "slk_<hex:64>"),
  tokens("Segment")("segment-token", "sgp_<alnum:64>"),
  nearTokens("Segment")("segment-key", ["segment"], "<url:43>.<url:43>"),
  tokens("RunPod")("runpod-key", ["rpa_<up:40-46>", "rps_<up:40-46>"]),
  tokens("Ionic")("ionic-token", "ion_<low:42>"),
  tokens("ClickHouse")("clickhouse-key", "4b1d<alnum:38>"),
  tokens("MongoDB Atlas")("mongodb-service-account", "mdb_sa_sk_<url:40>"),
  nearTokens("MongoDB Atlas")(
    "mongodb-atlas-key",
    ["atlas_private", "mongodb_atlas", "atlas_api"],
    "<uuid>"
  ),
  tokens("Turso")("turso-token", "libsql://<lowurl:3-60>.turso.io?authToken=^<dotted:60-600>"),
  tokens("Apollo GraphOS")(
    "apollo-key",
    ["service:<url:3-40>:^<url:22>", "user:<dotted:6-60>:^<url:22>"],
    { tier: "report" }
  ),
  tokens("Hasura")("hasura-secret", 'x-hasura-admin-secret{: |": "|":"|\\": \\"}^<any64:12-128>', {
    anyCase: true
  }),
  tokens("Retool")("retool-token", "retool_<alnum:28-64>"),
  tokens("dbt")("dbt-token", ["dbtc_<any64:30-80>", "dbts_<any64:30-80>", "dbtu_<any64:30-80>"]),
  tokens("Tableau")("tableau-token", "<b64:22>==:<alnum:32>", { tier: "report" }),
  nearTokens("TrueNAS")("truenas-key", ["truenas", "login_with_api_key"], "<digit:1-3>-<alnum:64>"),
  tokens("ThingsBoard")("thingsboard-token", "thingsboard.cloud/api/v1/^<low:20>"),
  tokens("Zoho")("zoho-token", "1000.<hex:32>.<hex:32>"),
  tokens("PubNub")("pubnub-secret-key", "sec-c-<pad64:48-64>"),
  tokens("PubNub")("pubnub-key", "{pub|sub}-c-<low:8>-<low:4>-<low:4>-<low:4>-<low:12>", {
    tier: "report"
  }),
  tokens("FullStory")("fullstory-key", "na1.<b64:100>"),
  tokens("Teamwork")("teamwork-token", "tkn.v1_<alnum:71>="),
  nearTokens("Telnyx")("telnyx-key-nearby", ["telnyx"], "KEY<url:55>"),
  nearTokens("Telegram")(
    "telegram-token-nearby",
    ["telegram", "tgram"],
    "<digit:8-10>:<url:34-35>"
  ),
  tokens("Ubidots")("ubidots-token", "BBFF-<alnum:30>"),
  tokens("Adafruit")("adafruit-key", "aio_<alnum:28>"),
  tokens("Voiceflow")("voiceflow-key", [
    "VF.{DM|WS}.<Hex:24>.<alnum:16>",
    "VF.<Hex:24>.<alnum:16>"
  ]),
  tokens("Apify")("apify-token", "apify_{api|ui|proxy|int|run|wd}_<alnum:34-40>"),
  tokens("Adobe")("adobe-client-secret", "p8e-<url:32>"),
  tokens("SettleMint")("settlemint-token", "sm_{aat|pat|sat}_<alnum:16>"),
  tokens("Portainer")("portainer-token", "ptr_<any64:40-60>"),
  tokens("n8n")("n8n-key", "n8n_api_<hex:80>"),
  tokens("Trigger.dev")("trigger-dev-key", "tr_{dev|prod|stg|preview|pat}_<alnum:18-48>"),
  tokens("Inngest")("inngest-key", "signkey-{prod|test|branch}-<hex:32-64>"),
  tokens("Unkey")("unkey-root-key", "unkey_<alnum:20-40>"),
  tokens("Browserbase")("browserbase-key", "bb_live_<url:27>"),
  nearTokens("BrowserStack")("browserstack-key", ["browserstack"], "<alnum:20>"),
  nearTokens("Sauce Labs")("saucelabs-key", ["sauce"], "<uuid>"),
  nearTokens("LambdaTest")("lambdatest-key", ["lambdatest"], "<alnum:50>"),
  nearTokens("Cypress")("cypress-record-key", ["cypress"], "<uuid>"),
  nearTokens("Fastly")("fastly-token", ["fastly"], "<url:32>"),
  nearTokens("Confluent")("confluent-secret-nearby", ["confluent", "ccloud", "kafka"], "<b64:64>"),
  nearTokens("Confluent")("confluent-key", ["confluent", "ccloud"], "<up:16>"),
  nearTokens("Expo")("expo-token", ["expo_token", "eas_token", "expo_access"], "<url:40>"),
  nearTokens("Infura")("infura-key", ["infura"], "<hex:32>"),
  nearTokens("Alchemy")("alchemy-key", ["alchemy"], "<url:32>"),
  tokens("Alchemy")("alchemy-auth-token", "alcht_<alnum:30>"),
  nearTokens("Etherscan")("etherscan-key", ["etherscan"], "<up:34>"),
  nearTokens("Ethereum")(
    "ethereum-private-key",
    ["private_key", "privatekey", "private-key", "privkey"],
    "{0x|}<Hex:64>",
    { revoke: "Move the funds and the roles of this account to a new key." }
  )
];

// src/core/secrets/detectors/google.ts
var google = issuer(
  "Google",
  "Delete the credential under Google Cloud console > APIs & Services > Credentials."
);
var account = "Remove the app\u2019s access under myaccount.google.com > Security, or revoke the token at oauth2.googleapis.com.";
var googleCloud = [
  google("google-api-key", "AIza<url:35>"),
  google("google-vertex-key", "AQ.Ab8RN6<url:30-80>"),
  google("google-oauth-client-secret", "GOCSPX-<url:28>"),
  google("google-oauth-access-token", "ya29.<url:20-1024>", { revoke: account }),
  google("google-oauth-refresh-token", "1//0<url:40-120>", { revoke: account }),
  google("google-storage-hmac-id", ["GOOG1E<up:55>", "GOOG<up:20>"], {
    revoke: "Deactivate and delete the HMAC key under Cloud Storage > Settings > Interoperability."
  }),
  issuer(
    "Firebase",
    "Delete the server key under Firebase console > Project settings > Cloud Messaging."
  )("firebase-server-key", "AAAA<url:7>:APA91b<url:100-170>")
];

// src/core/secrets/detectors/identity.ts
var admin = (provider) => issuer(provider, `Revoke it in the ${provider} admin console under API keys or tokens.`);
var nearAdmin = (provider) => nearIssuer(provider, `Revoke it in the ${provider} admin console under API keys or tokens.`);
var identity = [
  nearAdmin("Okta")("okta-token", ["okta", "ssws"], "00<url:40>"),
  nearAdmin("Auth0")("auth0-secret", ["auth0"], "<url:64>"),
  admin("Clerk")("clerk-key", "sk_{test|live}_<alnum:38-46>", { tier: "report" }),
  admin("WorkOS")("workos-key", "sk_{test|live}_<pad64:50-120>"),
  admin("Stytch")("stytch-secret", "secret-{test|live}-<any64:28-48>"),
  nearAdmin("JumpCloud")("jumpcloud-key", ["jumpcloud"], "<alnum:40>"),
  admin("JumpCloud")("jumpcloud-key-prefixed", "jca_<alnum:36>"),
  nearAdmin("OneLogin")("onelogin-secret", ["onelogin"], "<hex:64>"),
  nearAdmin("Duo")("duo-secret", ["duo"], "<alnum:40>"),
  admin("Authress")(
    "authress-key",
    "{sc|ext|scauth|authress}_<low:5-30>.<low:4-6>.acc{_|-}<low:10-32>.<pad64:30-120>"
  ),
  admin("Persona")("persona-key", "persona_{production|sandbox}_<uuid>"),
  admin("Onfido")("onfido-token", "api_{live|sandbox}{_us|_ca|}.<url:11>.<url:32>"),
  nearAdmin("Shodan")("shodan-key", ["shodan"], "<alnum:32>"),
  nearAdmin("VirusTotal")("virustotal-key", ["virustotal", "vt_api"], "<hex:64>"),
  nearAdmin("SecurityTrails")("securitytrails-key", ["securitytrails"], "<alnum:32>"),
  nearAdmin("Snyk")("snyk-token", ["snyk"], "<uuid>"),
  admin("Snyk")("snyk-service-token", "snyk_{uat|sat}.<hex:8>.<any64:20-200>.<url:20-120>"),
  admin("StackHawk")("stackhawk-key", "hawk.<url:20>.<url:20>"),
  admin("Endor Labs")("endorlabs-key", "endr+<url:16>"),
  admin("Nightfall")("nightfall-key", "NF-<alnum:32>"),
  admin("Truffle Security")("trufflehog-secret", "thog-secret-<hex:32>"),
  admin("Sonar")("sonarqube-token", "{squ|sqp|sqa}_<hex:40>"),
  admin("Sonar")("sonarcloud-token", "sqco_<alnum:59>"),
  nearAdmin("Sonar")("sonar-token-legacy", ["sonar"], "<hex:40>"),
  nearAdmin("Wiz")("wiz-secret", ["wiz"], "<alnum:64>"),
  nearAdmin("CrowdStrike")("crowdstrike-secret", ["crowdstrike", "falcon_client"], "<alnum:40>"),
  admin("Tines")("tines-webhook", ".tines.com/webhook/<hex:32>/<hex:32>"),
  admin("Intra 42")("intra42-secret", "s-s4t2{ud|af}-<hex:64>"),
  admin("Keygen")("keygen-token", "{admin|prod|user|activ|env}-<hex:64>{v3|v2}"),
  admin("reCAPTCHA")(
    "recaptcha-secret-header",
    'recaptcha{_secret|-secret|Secret}{=|": "|: |: "|="}^6L<url:38>',
    { anyCase: true, tier: "report" }
  ),
  nearAdmin("hCaptcha")("hcaptcha-secret", ["hcaptcha"], "0x<Hex:40>"),
  nearAdmin("Cloudflare Turnstile")("turnstile-secret", ["turnstile"], "0x4AAAAAAA<url:24-28>")
];

// src/core/secrets/detectors/infrastructure.ts
var vault = issuer("HashiCorp Vault", "Revoke it with \u201Cvault token revoke\u201D or by its accessor.");
var doppler = issuer(
  "Doppler",
  "Revoke it in the Doppler dashboard under Tokens or the config\u2019s Access tab."
);
var tailscale = issuer(
  "Tailscale",
  "Revoke it in the Tailscale admin console under Settings > Keys."
);
var cloudflare = issuer(
  "Cloudflare",
  "Roll or delete it in the Cloudflare dashboard under My Profile > API Tokens."
);
var nearCloudflare = nearIssuer(
  "Cloudflare",
  "Roll or delete it in the Cloudflare dashboard under My Profile > API Tokens."
);
var infrastructure = [
  vault("vault-token", ["hvs.<url:24-240>", "hvb.<url:24-400>", "hvr.<url:24-240>"]),
  nearIssuer("HashiCorp Vault", "Revoke it with \u201Cvault token revoke\u201D.")(
    "vault-token-legacy",
    ["vault"],
    "{s|b|r}.<alnum:24-26>"
  ),
  issuer(
    "HashiCorp Terraform",
    "Revoke it under HCP Terraform > User settings > Tokens, or the team\u2019s or organization\u2019s."
  )("terraform-token", "<alnum:14>.atlasv1.<url:60-70>"),
  issuer("Pulumi", "Delete it in Pulumi Cloud under Access tokens.")(
    "pulumi-token",
    "pul-<hex:40>"
  ),
  doppler("doppler-token", [
    "dp.{pt|ct|sa|scim|audit|said}.<alnum:40-44>",
    "dp.st.<lowurl:2-35>.<alnum:40-44>",
    "dp.st.<alnum:40-44>"
  ]),
  issuer(
    "1Password",
    "Revoke the service account\u2019s token under 1Password > Developer > Service accounts."
  )("1password-service-account", "ops_eyJ<pad64:100-1400>"),
  issuer("1Password", "Generate a new secret key in the 1Password account\u2019s security settings.")(
    "1password-secret-key",
    ["A3-<up:6>-<up:6>-<up:5>-<up:5>-<up:5>-<up:5>", "A3-<up:6>-<up:11>-<up:5>-<up:5>-<up:5>"]
  ),
  issuer(
    "age",
    "Make a new identity with age-keygen and re-encrypt what was encrypted to the old one."
  )("age-secret-key", ["AGE-SECRET-KEY-1<up:58>", "AGE-PLUGIN-<up:3-12>-1<up:40-120>"]),
  tailscale("tailscale-key", "tskey-<low:3-20>-<alnum:8-40>-<alnum:16-60>"),
  cloudflare("cloudflare-token", "{cfut|cfat|cfk}_<alnum:40><hex:8>"),
  cloudflare("cloudflare-origin-ca-key", "v1.0-<hex:24>-<hex:146>"),
  nearCloudflare("cloudflare-token-nearby", ["cloudflare", "cf_api_token"], "<url:40>"),
  nearCloudflare("cloudflare-global-key", ["cloudflare", "x-auth-key", "cf_api_key"], "<hex:37>"),
  issuer(
    "Infisical",
    "Revoke it in Infisical under the project\u2019s or organization\u2019s access control."
  )("infisical-token", "st.<hex:24>.<hex:32>.<hex:32>"),
  issuer(
    "Defined Networking",
    "Delete the key in the Defined Networking admin under Settings > API keys."
  )("defined-networking-key", "dnkey-<url:26>-<url:52>"),
  nearIssuer("ngrok", "Delete the authtoken or key in the ngrok dashboard.")(
    "ngrok-token",
    ["ngrok"],
    "<alnum:25-30>_<alnum:20-22>"
  ),
  issuer("ngrok", "Delete the key in the ngrok dashboard.")("ngrok-key", "{ak|cr}_<alnum:27>", {
    tier: "report"
  }),
  nearIssuer(
    "WireGuard",
    "Make a new key pair with \u201Cwg genkey\u201D and replace the peer\u2019s public key."
  )("wireguard-key", ["privatekey", "presharedkey"], "<b64:43>="),
  nearIssuer("ZeroTier", "Delete the token at my.zerotier.com > Account.")(
    "zerotier-token",
    ["zerotier"],
    "<alnum:32>"
  ),
  nearIssuer("HashiCorp Vault", "Rekey the unseal keys with \u201Cvault operator rekey\u201D.")(
    "vault-unseal-key",
    ["unseal"],
    "<b64:43-44>{=|}",
    { accept: isRandomToken }
  ),
  issuer("Kubernetes", "Delete it with \u201Ckubeadm token delete\u201D.")(
    "kubernetes-bootstrap-token",
    ["--token ^<low:6>.<low:16>", 'bootstrap{_|-}token{: |=|: "| }^<low:6>.<low:16>'],
    { tier: "report" }
  ),
  issuer("Docker", "Rotate it with \u201Cdocker swarm join-token --rotate\u201D.")(
    "docker-swarm-token",
    "SWMTKN-1-<low:50>-<low:25>"
  ),
  issuer("Docker", "Rotate it with \u201Cdocker swarm unlock-key --rotate\u201D.")(
    "docker-swarm-unlock-key",
    "SWMKEY-1-<b64:43>"
  ),
  issuer(
    "Red Hat OpenShift",
    "Log the session out with \u201Coc logout\u201D, or delete the OAuth access token object."
  )("openshift-token", "sha256~<url:43>")
];

// src/core/secrets/detectors/messaging.ts
var keyPage = (provider) => issuer(provider, `Delete the key in the ${provider} account under its API key settings.`);
var nearKeyPage = (provider) => nearIssuer(provider, `Delete the key in the ${provider} account under its API key settings.`);
var messaging = [
  keyPage("Twilio")("twilio-api-key", "SK{0|1|2|3|4|5|6|7|8|9|a|b|c|d|e|f}<Hex:31>"),
  nearKeyPage("Twilio")("twilio-auth-token", ["twilio"], "<Hex:32>"),
  keyPage("SendGrid")("sendgrid-key", "SG.<url:16-32>.<url:32-64>"),
  keyPage("Mailgun")("mailgun-key", "{key|pubkey}-<hex:32>"),
  nearKeyPage("Mailgun")("mailgun-signing-key", ["mailgun", "mg_api"], "<hex:32>-<hex:8>-<hex:8>"),
  keyPage("Mailchimp")("mailchimp-key", "<hex:32>-us<digit:1-2>"),
  nearKeyPage("Mandrill")("mandrill-key", ["mandrill"], "{md-|}<url:22>"),
  keyPage("Brevo")("brevo-key", "{xkeysib|xsmtpsib}-<hex:64>-<alnum:16>"),
  keyPage("Resend")("resend-key", "re_<alnum:8>_<alnum:24>"),
  keyPage("Postmark")("postmark-token-header", "X-Postmark-{Server|Account}-Token: ^<uuid>", {
    anyCase: true
  }),
  nearKeyPage("Postmark")("postmark-token", ["postmark"], "<uuid>"),
  nearKeyPage("SparkPost")("sparkpost-key", ["sparkpost"], "<hex:40>"),
  nearKeyPage("Mailjet")("mailjet-key", ["mailjet"], "<hex:32>"),
  keyPage("MailerSend")("mailersend-key", "mlsn.<hex:64>"),
  nearKeyPage("Vonage")("vonage-secret", ["nexmo", "vonage"], "<alnum:16>"),
  nearKeyPage("MessageBird")(
    "messagebird-key",
    ["messagebird", "message-bird", "message_bird"],
    "<alnum:25>"
  ),
  nearKeyPage("Plivo")("plivo-token", ["plivo"], "<url:40>"),
  keyPage("Telnyx")("telnyx-key", "KEY0<hex:31>_<alnum:22>"),
  nearKeyPage("Sinch")("sinch-token", ["sinch"], "<hex:32>"),
  nearKeyPage("Infobip")("infobip-key", ["infobip"], "<hex:32>-<uuid>"),
  keyPage("OneSignal")("onesignal-key", "os_v2_{app|org}_<low:60-110>"),
  keyPage("Courier")("courier-key", "{pk|dk}_{prod|test}_<up:28>"),
  keyPage("Nylas")("nylas-key", "nyk_v0_<alnum:64>"),
  keyPage("Klaviyo")("klaviyo-key", ["pk_<hex:34>", "pk_<alnum:6>_<hex:34>"]),
  nearKeyPage("SignalWire")("signalwire-token", ["signalwire"], "PT<hex:48>")
];

// src/core/secrets/detectors/microsoft.ts
var azure = issuer(
  "Microsoft Azure",
  "Regenerate the key on the resource\u2019s Keys page in the Azure portal."
);
var nearAzure = nearIssuer(
  "Microsoft Azure",
  "Regenerate the key on the resource\u2019s Keys page in the Azure portal."
);
var entra = "Delete the client secret under Entra ID > App registrations > Certificates & secrets.";
var sharedAccessSignature = {
  id: "azure-shared-access-signature",
  provider: "Microsoft Azure",
  tier: "rewrite",
  confidence: "high",
  keywords: ["sig="],
  pattern: /(?<=[?&;"' ])sig=(?<secret>[0-9A-Za-z%+/]{40,70}(?:%3[Dd]|=))(?![0-9A-Za-z%])/g,
  maxLength: 80,
  beforeKeyword: 0,
  minEntropy: 4,
  revoke: "Rotate the storage account key that signed it, or delete the stored access policy.",
  hits: [`https://x.blob.core.windows.net/c?sv=2024-01-01&sig=${assembled("sas", "<b64:43>")}%3D`],
  misses: ["&sig=short%3D", "const sig=await sign(bytes)"]
};
var microsoft = [
  azure("azure-client-secret", "<entra:3>{0|1|2|3|4|5|6|7|8|9}Q~<entra:31-34>", { revoke: entra }),
  azure("azure-storage-connection", "AccountKey=^<b64:86>=="),
  azure("azure-shared-access-key", "SharedAccessKey=^<b64:43>="),
  azure("azure-storage-key", "<b64:76>+ASt<b64:6>=="),
  azure("azure-batch-key", "<b64:76>+ABa<b64:6>=="),
  azure("azure-cosmos-key", "<b64:76>ACDb<b64:6>=="),
  azure("azure-service-bus-key", "<b64:33>{+ASb|+AEh|+ARm}<b64:6>="),
  azure("azure-iot-key", "<b64:33>AIoT<b64:6>="),
  azure("azure-redis-key", "<alnum:33>AzCa<alnum:6>="),
  azure("azure-search-key", "<alnum:42>AzSe<alnum:6>"),
  azure("azure-function-key", "<url:44>AzFu<url:6>=="),
  azure("azure-registry-key", "<b64:42>+ACR<alnum:6>"),
  azure("azure-web-pubsub-key", "<b64:76>{+AWp|+ASr}<b64:6>=="),
  azure("azure-shared-key", "<alnum:52>JQQJ9<alnum:27>"),
  azure("azure-devops-token", "<alnum:76>AZDO<alnum:4>", {
    revoke: "Revoke it under Azure DevOps > User settings > Personal access tokens."
  }),
  azure(
    "azure-subscription-key",
    ["Ocp-Apim-Subscription-Key: ^<hex:32>", "subscription-key=^<hex:32>"],
    { anyCase: true }
  ),
  sharedAccessSignature,
  nearAzure(
    "azure-search-key-nearby",
    ["azure_search", "azuresearch", "azure-search", "azure search"],
    "<alnum:52>"
  ),
  nearAzure(
    "azure-devops-token-nearby",
    [
      "azure_devops",
      "azuredevops",
      "azure_pat",
      "azure-pat",
      "azure_token",
      "vsts",
      "ado_pat",
      "personal_access_token",
      "pat_token"
    ],
    "<low:52>",
    {
      minEntropy: 4
    }
  ),
  nearAzure(
    "azure-openai-key",
    [
      "azure_openai",
      "azureopenai",
      "azure-openai",
      "openai",
      "cognitiveservices",
      "azure_key",
      "azure_api"
    ],
    "<hex:32>",
    {
      minEntropy: 3.2
    }
  ),
  nearAzure(
    "azure-storage-key-nearby",
    ["accountkey", "account_key", "storage_key", "storagekey", "azure_storage", "azurestorage"],
    "<b64:86>=="
  )
];

// src/core/secrets/detectors/models.ts
var openai = issuer("OpenAI", "Delete the key at platform.openai.com under API keys.");
var anthropic = issuer("Anthropic", "Delete the key in the Anthropic console under API keys.");
var cursor = issuer("Cursor", "Delete the key in the Cursor dashboard under API keys.");
var hugging = issuer(
  "Hugging Face",
  "Invalidate the token at huggingface.co under Settings > Access Tokens."
);
var keyPage2 = (provider) => issuer(provider, `Delete the key on the API keys page of the ${provider} account.`);
var models = [
  openai("openai-key", ["sk-{proj|svcacct|admin|service}-<url:40-220>"]),
  openai("openai-key-legacy", "sk-<alnum:20>T3BlbkFJ<alnum:20>"),
  openai("openai-key-plain", "sk-<alnum:48>", { confidence: "medium" }),
  openai("openai-session", "sess-<alnum:40>"),
  anthropic("anthropic-key", "sk-ant-<low:3-8>-<url:32-200>"),
  cursor("cursor-key", ["crsr_<hex:64>", "key_<hex:64>"]),
  hugging("hugging-face-token", "{hf_|api_org_}<alnum:34>"),
  keyPage2("Replicate")("replicate-token", "r8_<url:37>"),
  keyPage2("Groq")("groq-key", "gsk_<alnum:52>"),
  keyPage2("xAI")("xai-key", "xai-<word:80>"),
  keyPage2("Perplexity")("perplexity-key", "pplx-<alnum:40-56>"),
  keyPage2("OpenRouter")("openrouter-key", "sk-or-v1-<hex:64>"),
  keyPage2("Fireworks AI")("fireworks-key", "fw_<alnum:22-32>"),
  keyPage2("Together AI")("together-key", "tgp_v1_<url:43>"),
  keyPage2("NVIDIA")("nvidia-key", "nvapi-<url:60-80>"),
  keyPage2("Pinecone")("pinecone-key", "pcsk_<alnum:5-6>_<alnum:63>"),
  keyPage2("LangSmith")("langsmith-key", "lsv2_{pt|sk}_<hex:32>_<hex:10>"),
  keyPage2("Langfuse")("langfuse-key", "sk-lf-<uuid>"),
  keyPage2("ElevenLabs")("elevenlabs-key", "sk_<hex:48>"),
  keyPage2("Tavily")("tavily-key", "tvly-<url:32-48>"),
  keyPage2("Firecrawl")("firecrawl-key", "fc-<hex:32>"),
  keyPage2("Voyage AI")("voyage-key", "pa-<url:43>"),
  keyPage2("Jina AI")("jina-key", "jina_<url:52-80>"),
  keyPage2("Cerebras")("cerebras-key", "csk-<low:48>"),
  keyPage2("E2B")("e2b-key", "e2b_<hex:40>"),
  keyPage2("Weights & Biases")("wandb-key", "wandb_v1_<word:60-100>"),
  keyPage2("LlamaCloud")("llama-cloud-key", "llx-<alnum:48>"),
  keyPage2("DeepSeek")("deepseek-key", "sk-<hex:32>", { confidence: "medium" }),
  keyPage2("Helicone")("helicone-key", "sk-helicone-<low:7>-<low:7>-<low:7>-<low:7>"),
  nearIssuer("Cohere", "Delete the key in the Cohere dashboard under API keys.")(
    "cohere-key",
    ["cohere", "co_api_key"],
    "<alnum:40>"
  ),
  nearIssuer("fal", "Delete the key on the API keys page of the fal account.")(
    "fal-key",
    ["fal_key", "fal.ai"],
    "<uuid>:<hex:32>"
  ),
  nearIssuer("Modal", "Delete the token under Settings > API tokens of the Modal workspace.")(
    "modal-token",
    ["modal_token"],
    "{ak|as}-<alnum:22>"
  ),
  nearIssuer("Mistral AI", "Delete the key in the Mistral console under API keys.")(
    "mistral-key",
    ["mistral"],
    "<alnum:32>"
  )
];

// src/core/secrets/detectors/monitoring.ts
var keyPage3 = (provider) => issuer(provider, `Revoke it in ${provider} under the account\u2019s or organization\u2019s API keys.`);
var nearKeyPage2 = (provider) => nearIssuer(provider, `Revoke it in ${provider} under the account\u2019s or organization\u2019s API keys.`);
var newRelic = keyPage3("New Relic");
var grafana = keyPage3("Grafana");
var sentry = keyPage3("Sentry");
var monitoring = [
  nearKeyPage2("Datadog")(
    "datadog-api-key",
    ["datadog", "dd_api", "dd-api", "dd_client"],
    "<hex:32>"
  ),
  nearKeyPage2("Datadog")("datadog-app-key", ["datadog", "dd_app", "dd-app"], "<low:40>"),
  keyPage3("Datadog")("datadog-app-key-prefixed", "ddapp_<alnum:34>"),
  newRelic("new-relic-user-key", "NRAK-<up:27>"),
  newRelic("new-relic-insert-key", "{NRII|NRIQ|NRSP}-<url:25-32>"),
  newRelic("new-relic-browser-key", "{NRJS|NRBR}-<hex:19>"),
  newRelic("new-relic-admin-key", ["NRAA-<hex:27>", "NRRA-<hex:42>"]),
  newRelic("new-relic-license-key", [
    "{eu01xx}<hex:26>FFFFNRAL",
    "<hex:32>FFFFNRAL",
    "<hex:36>NRAL",
    "<hex:40>-NRMA",
    "AA<hex:40>-NRMA"
  ]),
  sentry("sentry-org-token", "sntrys_eyJ<pad64:60-400>_<b64:43>"),
  sentry("sentry-user-token", "{sntryu|sntrya}_<hex:64>"),
  nearKeyPage2("Sentry")("sentry-token-legacy", ["sentry"], "<hex:64>"),
  grafana("grafana-service-account", "glsa_<alnum:32>_<Hex:8>"),
  grafana("grafana-cloud-token", "glc_<pad64:32-400>"),
  grafana("grafana-api-key", "eyJrIjoi<pad64:60-400>"),
  keyPage3("Dynatrace")("dynatrace-token", "dt0<alnum:1><digit:2>.<up:24>.<up:64>"),
  keyPage3("Honeycomb")("honeycomb-key", [
    "hcaik_<low:26-58>",
    "hcxik_<low:26-58>",
    "hcamk_<low:26>",
    "hcxmk_<low:26>",
    "hcalk_<low:26>",
    "hcxlk_<low:26>"
  ]),
  nearKeyPage2("Honeycomb")("honeycomb-key-classic", ["honeycomb"], "<hex:32>"),
  keyPage3("Rootly")("rootly-token", "rootly_<hex:64>"),
  nearKeyPage2("PagerDuty")("pagerduty-key", ["pagerduty", "pager_duty", "pd_token"], "<url:20>"),
  nearKeyPage2("Opsgenie")("opsgenie-key", ["opsgenie", "genie_key", "geniekey"], "<uuid>"),
  nearKeyPage2("Sumo Logic")("sumologic-access-id", ["sumo"], "su<alnum:12>"),
  nearKeyPage2("Sumo Logic")("sumologic-access-key", ["sumo"], "<alnum:64>"),
  keyPage3("Axiom")("axiom-token", "xa{at|pt}-<uuid>"),
  keyPage3("LaunchDarkly")(
    "launchdarkly-key",
    "{api|sdk|mob|rel}-<hex:8>-<hex:4>-4<hex:3>-<hex:4>-<hex:12>"
  ),
  keyPage3("PostHog")("posthog-key", "{phx|phs|pha|phr}_<alnum:32-60>"),
  keyPage3("DevCycle")("devcycle-key", "dvc_{server|mobile|client}_<word:30-60>"),
  keyPage3("Statsig")("statsig-secret", "secret-<alnum:40-50>", { confidence: "medium" }),
  nearKeyPage2("Amplitude")("amplitude-key", ["amplitude"], "<hex:32>"),
  nearKeyPage2("Mixpanel")("mixpanel-secret", ["mixpanel"], "<hex:32>"),
  nearKeyPage2("Splunk")("splunk-token", ["splunk"], "<uuid>"),
  nearKeyPage2("Splunk")(
    "splunk-observability-token",
    ["splunk", "signalfx", "sf_token"],
    "<url:22>"
  ),
  nearKeyPage2("Rollbar")("rollbar-token", ["rollbar"], "<hex:32>"),
  nearKeyPage2("Bugsnag")("bugsnag-key", ["bugsnag"], "<hex:32>"),
  nearKeyPage2("Airbrake")("airbrake-key", ["airbrake"], "<hex:32-40>"),
  nearKeyPage2("Logz.io")("logzio-token", ["logzio", "logz.io"], "<letter:32>", {
    accept: (secret) => /[a-z]/.test(secret) && /[A-Z]/.test(secret),
    minEntropy: 4
  }),
  nearKeyPage2("Loggly")("loggly-token", ["loggly"], "<uuid>"),
  nearKeyPage2("Elastic")("elastic-key", ["elastic"], "<b64:56-80>{==|=|}"),
  keyPage3("Elastic")("elastic-cloud-key", "essu_<pad64:60-120>"),
  nearKeyPage2("Codecov")("codecov-token", ["codecov"], "<uuid>"),
  nearKeyPage2("Coveralls")("coveralls-token", ["coveralls"], "<alnum:32>"),
  nearKeyPage2("Code Climate")(
    "codeclimate-token",
    ["codeclimate", "cc_test_reporter_id"],
    "<hex:64>"
  ),
  keyPage3("Checkly")("checkly-key", "cu_<hex:32>", { tier: "report" })
];

// src/core/secrets/detectors/nearby-a-c.ts
var nearbyAToC = `
8x8: <alnum:43> <word:18-30>
*Abstract: <low:32>
AbuseIPDB: <low:80>
Abyssale: <alnum:40>
AccuWeather: <alnum:32>
Adobe: <low:32>
Adzuna: <low:32>
*Agora: <low:32>
*Aha: <hex:64>
*Airship: <alnum:91>
AirVisual: <lowurl:36>
Alconost: <alnum:32>
Alegra: <lowurl:20>
AletheiaAPI: <up:32>
AlienVault: <low:64>
Allsports: <low:64>
*Amadeus: <alnum:16> <alnum:32>
*Ambee: <hex:64>
Apacta: <lowurl:36>
API2Cart: <hex:32>
Apideck: <alnum:40>
ApiFlash: <low:32>
APILayer: <alnum:32>
APIMatic: <url:64>
APImetrics: <alnum:32>
APITemplate: <alnum:39>
*Apollo: <alnum:22>
Appcues: <lowurl:36> <lowurl:39>
Appointedd: <pad64:88>
AppOptics: <url:71>
AppSynergy: <low:64>
*Apptivo: <lowurl:36> <url:32>
*Artsy: <alnum:20> <alnum:32>
AssemblyAI: <low:32>
*Atera: <low:32>
AudD: <lowurl:32>
Autodesk: <alnum:16> <alnum:32>
Autoklose: <url:32>
*Autopilot: <hex:32>
Aviationstack: <low:32>
Axonaut: <low:32>
Aylien: <low:32>
Baremetrics: <lowurl:25>
Beebole: <low:40>
Besnappy: <hex:64>
Besttime: <word:36>
Betterstack: <alnum:24>
Billomat: <hex:32>
Bitbar: <alnum:32>
Bitcoinaverage: <alnum:43>
Bitfinex: <url:43>
Bitly: <url:40>
BitMEX: <url:24> <url:48>
BlazeMeter: <uuid>
Blitapp: <url:39>
Blocknative: <uuid>
BombBomb: <pad64:88>
Boostnote: <hex:64>
*Box: <alnum:32>
Brandfetch: <alnum:40>
Browshot: <url:28>
BscScan: <up:34>
BuddyNS: <low:40>
BugHerd: <low:22>
*Bulbul: <low:32>
BulkSMS: <url:37>
ButterCMS: <low:40>
Calendarific: <alnum:32>
Calorieninja: <alnum:40>
Campayn: <low:64>
*Canny: <uuid>
Captaindata: <hex:64> <uuid>
Carbon Interface: <alnum:21>
*Caspio: <low:50>
Censys: <alnum:32> <lowurl:36>
CentralStationCRM: <low:30>
CEX.IO: <alnum:24-27>
ChartMogul: <low:32>
*Chatbot: <word:32>
Chatfuel: <alnum:128>
Checkly (checklyhq): <low:32>
*Cicero: <low:40>
Clarifai: <alnum:32>
Clearbit: <word:35>
ClickHelp: <alnum:24>
Cliengo: <uuid>
ClinchPad: <low:32>
Clockify: <alnum:48>
Clockwork: <alnum:24>
Cloudelements: <alnum:43> <low:32>
Cloudimage: <word:30>
Cloudmersive: <lowurl:36>
Cloudplan: <url:32>
Cloudsight: <low:20-24>
Cloudsmith: <hex:40>
*Cloze: <hex:32>
Clustdoc: <alnum:60>
*Coda: <uuid>
Codacy: <alnum:20> <alnum:20-24>
Codemagic: <word:43>
Codequiry: <url:64>
CoinAPI: <url:36>
Coinlayer: <low:32>
Coinlib: <low:16>
Collect2: <uuid>
Commerce.js: <word:48>
Companyhub: <alnum:20>
ConvertAPI: <alnum:16>
ConvertKit: <word:22>
*Copper: <low:32>
Countrylayer: <low:32>
CraftMyPDF: <alnum:35>
Crowdin: <alnum:80>
CryptoCompare: <lowurl:64>
Currencycloud: <low:64>
Currencyfreaks: <low:32>
Currencylayer: <low:32>
Currencyscoop: <low:32>
Currents API: <any64:48>
`;

// src/core/secrets/detectors/nearby-d-h.ts
var nearbyDToH = `
*Daily: <hex:64>
*Dandelion: <low:32>
Dareboost: <alnum:60>
Databox: <pad64:21>
DeepAI: <lowurl:36>
Deepgram: <low:40>
Delighted: <alnum:32>
*Demio: <alnum:32>
*Deputy: <low:32>
Detectify: <low:32>
Detectlanguage: <low:32>
Diffbot: <low:32>
Diggernaut: <low:40>
Disqus: <alnum:64>
DNSCheck: <alnum:32> <url:36>
Docparser: <hex:40>
DronaHQ: <low:50>
*Duply: <uuid>
Dwolla: <url:50>
Dynalist: <url:128>
Dyspatch: <up:52>
Easy Insight: <alnum:20>
Edamam: <low:32>
Enablex: <alnum:36> <low:24>
*Enigma: <alnum:40>
*Envoy: <alnum:220>
*Eraser: <alnum:20>
Ethplorer: <url:22>
Eventbrite: <up:20>
ExchangeRate-API (exchangerate): <low:24>
Exchange Rates API (exchangerates): <low:32>
ExportSDK: <lowurl:36>
ExtractorAPI: <url:40>
Face++ (faceplusplus): <url:32>
fastFOREX: <lowurl:28>
Feedier: <alnum:32>
FetchRSS: <dotted:40>
File.io: <dotted:39>
Finage: <up:32>
Financial Modeling Prep: <alnum:32>
*Findl: <uuid>
Finicity: <hex:32> <low:20>
Finnhub: <low:20>
Flickr: <low:32>
FlightAPI: <low:24>
Flightstats: <low:32>
Flowflu: <alnum:51>
FMFW.io (fmfw): <url:32>
Formcraft: <low:16>
Formsite: <alnum:32>
Foursquare: <up:48>
FreshBooks: <low:64>
Freshworks: <url:22>
Fulcrum: <low:80>
FullStory: <any64:88>
FX Market: <any64:20>
Geckoboard: <alnum:44>
Geoapify: <low:32>
Geocodify: <low:40>
GetEmail: <url:20>
GetEmails: <lowurl:18> <lowurl:26>
GetGeoAPI: <low:40>
Gist (getgist): <pad64:68>
GetResponse: <low:32>
Sandbox (getsandbox): <lowurl:40>
Gitter: <lowurl:40>
Glassnode: <alnum:27>
Goodday: <low:32>
GraphHopper: <lowurl:36>
*Groove: <alnum:64>
GTmetrix: <hex:32>
*Guardian: <uuid>
*Gumroad: <url:43>
Gyazo: <url:43>
Happyscribe: <alnum:24>
*Harvest: <dotted:97>
Hasura: <alnum:64>
HelloSign: <any64:64>
HelpCrunch: <any64:328>
Help Scout: <low:40>
*Hive: <alnum:17> <low:32>
Hiveage: <url:20>
HolidayAPI: <lowurl:36>
*Holistic: <hex:64>
html2pdf: <alnum:64>
*Humanity: <low:40>
*Hunter: <lowurl:40>
Hybiscus: <alnum:43>
Hypertrack: <url:27> <url:54>
`;

// src/core/secrets/detectors/nearby-i-p.ts
var nearbyIToP = `
*Iconfinder: <alnum:64>
IEX Cloud: <word:35>
ImageKit: <any64:36>
Imagga: <pad64:72>
*Impala: <word:46>
*Insightly: <lowurl:36>
Instamojo: <alnum:40> <alnum:128>
*Interseller: <uuid>
Intrinio: <alnum:44>
InvoiceOcean: <alnum:20>
IP2Location: <up:32>
ipapi: <low:32>
ipgeolocation: <low:32>
ipify (ipifi): <word:32>
IPInfoDB: <low:64>
IPQualityScore (ipquality): <alnum:32>
ipstack: <Hex:32>
Jotform: <alnum:32>
JupiterOne: <alnum:76>
*Juro: <alnum:40>
*KarmaCRM (karma): <alnum:20>
*Keen: <low:24> <up:64>
Klipfolio: <hex:40>
Knapsack Pro: <low:32>
*Kontent: <lowurl:36> <uuid>
KuCoin: <hex:24> <uuid>
*Kylas: <lowurl:36>
Languagelayer: <low:32>
*Lark: <alnum:32>
*Leadfeeder: <url:43>
Lemlist: <hex:32>
LINE Notify: <alnum:43>
LinkPreview: <alnum:32>
LiveAgent: <alnum:32>
Loadmill: <alnum:40>
LoginRadius: <uuid>
Logz.io (logz): <uuid>
Lokalise: <low:40>
Loyverse: <lowurl:32>
Lunchmoney: <hex:50>
*Luno: <url:43>
M3O: <alnum:48>
*Madkudu: <hex:32>
MagicBell: <url:40>
*Magnetic: <uuid>
Mailboxlayer: <low:32>
MailerLite: <low:32>
MapQuest: <alnum:32>
Marketstack: <low:32>
Mavenlink: <low:64>
Maxmind: <alnum:16>
MeaningCloud: <low:32>
Mediastack: <low:32>
Meistertask: <alnum:43>
Cisco Meraki (meraki): <hex:40>
Mesibo: <alnum:64>
MetaApi: <hex:24> <hex:64>
Metabase: <url:36>
Metrilo: <low:16>
Mindmeister: <alnum:43>
*Miro: <alnum:27>
*Mixmax: <url:36>
Monkeylearn: <hex:40>
MoonClerk: <low:32>
Moosend: <uuid>
*Moralis: <alnum:64>
*Mux: <uuid>
*Nasdaq Data Link (nasdaq): <url:20>
NetSuite: <alnum:64>
Neutrino API: <alnum:48>
NewsAPI: <low:32>
Newscatcher: <word:43>
NFTPort: <uuid>
Nicereply: <hex:40>
*Nimble: <alnum:30>
*Noticeable: <alnum:20>
Numverify: <low:32>
Nutritionix: <low:32>
OANDA: <alnum:24>
Omnisend: <url:75>
OnePageCRM: <low:24> <pad64:44>
*Onfleet: <low:32>
OOPSpam: <alnum:40>
OpenCage (opencagedata): <low:32>
OpenUV: <low:32>
OpenWeather: <low:32>
*Overloop: <url:50>
Owlbot: <low:40>
packagecloud: <hex:48>
PandaDoc: <alnum:40>
PandaScore: <url:51>
ParallelDots: <alnum:43>
*Parseur: <hex:40>
PartnerStack: <alnum:64>
Pastebin: <word:32>
Paydirtapp: <low:32>
Paymoapp: <alnum:44>
PayMongo: <word:32>
Pdflayer: <low:32>
PDFShift: <hex:32>
People Data Labs: <low:64>
Pepipost: <url:32>
*Pinata: <low:20> <low:64>
Pipedream: <low:32>
Pipedrive: <alnum:40>
*Pivotal: <low:32>
Pixabay: <lowurl:34>
Planview AgilePlace (planviewleankit): <hex:128>
Planyo: <low:62>
*Podio: <low:32>
PollsAPI: <up:28>
Poloniex: <hex:128>
*Polygon: <alnum:32>
Positionstack: <word:32>
PostageApp: <alnum:32>
*Postbacks: <uuid>
Powrbot: <alnum:40>
*Privacy: <uuid>
ProdPad: <hex:64>
*Prospect: <lowurl:32>
*Protocols: <low:64>
ProxyCrawl: <word:22>
PureStake: <alnum:40>
Pushbullet: <dotted:34>
*Pusher: <low:20>
`;

// src/core/secrets/detectors/nearby-q-z.ts
var nearbyQToZ = `
*Qase: <alnum:40>
*Qualaroo: <pad64:64>
Qubole: <low:64>
RapidAPI: <url:50>
*Raven: <url:16>
RAWG: <alnum:32>
ReachMail: <url:64>
*Rebrandly: <word:32>
Red Hat Pyxis (redhat): <low:32>
*Refiner: <uuid>
RepairShopr: <url:51>
Reply.io: <alnum:24>
*Restpack: <alnum:48>
*Revamp: <alnum:40>
RingCentral: <url:22>
RiteKit: <hex:44>
*Roaring: <url:28>
RocketReach: <lowurl:39>
Rockset: <alnum:64>
*Clientary (ronin): <alnum:24-26>
Route4me: <up:32>
Runrunit: <alnum:18-20> <hex:32>
Salescookie: <alnum:32>
Salesflare: <word:45>
Salesmate: <uuid>
SatisMeter: <alnum:24> <alnum:32>
Saucelabs: <uuid>
*Scalr: <dotted:136>
Scrapeowl: <low:30>
ScraperAPI: <low:32>
Scraperbox: <up:32>
Scrapestack: <low:32>
ScrapingAnt: <low:32>
ScrapingBee: <up:80>
screenshotlayer: <word:32>
Scrutinizer: <low:64>
Selectpdf: <lowurl:36>
*Semaphore: <low:32>
Sendbird: <hex:24> <hex:40> <uuid>
Serphouse: <alnum:60>
Serpstack: <low:32>
*Sheety: <low:32> <low:64>
SherpaDesk: <low:32>
Shopify: <alnum:32>
*Shortcut: <uuid>
Shotstack: <alnum:40>
Shutterstock: <alnum:16> <alnum:32>
Signaturit: <alnum:86>
SignUpGenius: <alnum:32>
*SigOpt: <up:48>
SimFin: <alnum:32>
Simplesat: <low:40>
*Simvoly: <low:33>
*Sirv: <alnum:26>
Siteleaf: <alnum:32>
Skrapp.io (skrapp): <alnum:42>
SkyBiometry: <low:25-26>
Smartsheets: <alnum:37>
Smarty (smartystreets): <alnum:20> <lowurl:36>
*Smooch: <url:86>
Snipcart: <word:75>
SolarWinds: <url:71>
*SpeechText.AI (speechtext): <hex:32>
Spoonacular: <low:32>
Sportmonks (sportsmonk): <alnum:60>
Squarespace: <uuid>
SSLMate: <alnum:36>
StatusCake: <alnum:20>
Statuspage: <lowurl:36>
StatusPal: <alnum:32>
Stitch (stitchdata): <word:35>
StockData: <alnum:40>
Storecove: <url:43>
*Stormboard: <hex:40>
Stormglass: <url:73>
*Streak: <Hex:32>
Stytch: <lowurl:49>
*Sugester: <alnum:32>
Supernotes: <url:43>
Surveybot: <url:80>
SurveySparrow: <url:88>
Survicate: <low:32>
*Swell: <alnum:32>
*Tatum: <lowurl:36>
TaxJar: <low:32>
Teamgate: <alnum:80> <low:40>
Technical Analysis API: <up:48>
*Tefter: <alnum:20>
*Teletype: <url:64>
TestingBot: <low:32>
Textmagic: <alnum:30>
The Odds API: <hex:32>
Thinkific: <hex:32>
ThousandEyes: <alnum:32>
Ticketmaster: <alnum:32>
Tiingo: <low:40>
TimeCamp: <low:26>
*T.LY: <alnum:60>
TMetric: <up:64>
Todoist: <low:40>
Toggl Track (toggl): <alnum:32>
*Tokeet: <uuid>
*Tomorrow.io (tomorrow): <alnum:32>
TomTom: <alnum:32>
Tradier: <alnum:28>
Wise (transferwise): <uuid>
Travelpayouts: <low:32>
Twelve Data: <low:32>
Tyntec: <alnum:32>
Typetalk: <alnum:32> <alnum:64>
*Unify: <any64:44>
Unsplash: <word:43>
UPCDatabase: <up:32>
UpLead: <lowurl:32>
Uploadcare: <low:20>
*Upwave: <low:32>
urlscan.io (urlscan): <lowurl:36>
Userflow: <word:29>
Userstack: <low:32>
Vatlayer: <low:32>
*Verifier: <low:96>
Verimail: <up:32>
Veriphone: <up:32>
VersionEye: <url:40>
Visual Crossing: <up:25>
VoodooSMS: <alnum:46>
*Vouchery: <lowurl:36>
VPNAPI: <alnum:32>
*Vyte: <low:50>
Walk Score: <low:32>
Weights & Biases (wandb): <hex:40>
Weatherbit: <low:32>
Weatherstack: <low:32>
*Webflow: <alnum:64>
Web Scraper: <alnum:60>
Webscraping: <alnum:32>
WebSitePulse: <hex:32>
*Whoxy: <low:33>
*Wistia: <low:64>
Worksnaps: <alnum:40>
Workstack: <alnum:60>
WorldCoinIndex: <alnum:35>
World Weather Online (worldweather): <low:31>
YNAB (youneedabudget): <hex:64>
Yousign: <low:32>
ZenRows: <hex:40>
Zenscrape: <uuid>
Zenserp: <lowurl:36>
ZeroBounce: <low:32>
ZipAPI: <alnum:32>
ZipCodeAPI: <alnum:64>
Zipcodebase: <uuid>
*Zonka: <alnum:36>
`;

// src/core/secrets/detectors/nearby.ts
var row = /^(?<ordinary>\*?)(?<provider>[^:(]+?)(?: \((?<name>[^)]+)\))?: (?<forms>.+)$/;
var labels = ["api", "key", "token", "secret", "access", "private", "auth"];
var suffix2 = inAnyCaseOf(labels);
var nearby = [nearbyAToC, nearbyDToH, nearbyIToP, nearbyQToZ].flatMap((table) => table.trim().split("\n")).map(readRow);
function readRow(line2) {
  const { ordinary, provider = "", name: name2, forms = "" } = row.exec(line2)?.groups ?? {};
  if (provider === "") throw new Error(`a row of the nearby table cannot be read: ${line2}`);
  const word = name2 ?? provider.toLowerCase().replace(/[^a-z0-9]/g, "");
  const rule = nearIssuer(provider, `Delete the key in the ${provider} account and make a new one.`);
  return rule(
    `${provider.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "")}-nearby`,
    [word],
    forms.split(" "),
    ordinary === "*" ? { suffix: suffix2 } : {}
  );
}

// src/core/secrets/detectors/packages.ts
var npm = issuer("npm", "Revoke it at npmjs.com under Access Tokens, or with \u201Cnpm token revoke\u201D.");
var pypi = issuer("PyPI", "Remove the token at pypi.org under Account settings > API tokens.");
var docker = issuer(
  "Docker Hub",
  "Delete it at hub.docker.com under Account settings > Personal access tokens."
);
var jfrog = issuer(
  "JFrog",
  "Revoke it in the JFrog platform under User Management > Access Tokens."
);
var nearJfrog = nearIssuer(
  "JFrog",
  "Revoke it in the JFrog platform under User Management > Access Tokens."
);
var keyPage4 = (provider) => issuer(provider, `Revoke it on the ${provider} account\u2019s API token page.`);
var packages = [
  npm("npm-token", "npm_<alnum:36>"),
  pypi("pypi-token", [
    "pypi-AgEIcHlwaS5vcmc<url:50-1000>",
    "pypi-AgENdGVzdC5weXBpLm9yZw<url:50-1000>"
  ]),
  docker("docker-hub-token", ["dckr_pat_<url:27>", "dckr_oat_<url:32>"]),
  keyPage4("RubyGems")("rubygems-key", "rubygems_<hex:48>"),
  keyPage4("crates.io")("crates-io-token", "cio<alnum:32>", { confidence: "medium" }),
  keyPage4("NuGet")("nuget-key", "oy2<low:43>"),
  keyPage4("Clojars")("clojars-token", "CLOJARS_<hex:60>"),
  jfrog("jfrog-api-key", "AKCp<alnum:69>"),
  jfrog("jfrog-reference-token", "cmVmdGtu<alnum:56>"),
  nearJfrog("jfrog-key-nearby", ["jfrog", "artifactory", "bintray"], "<alnum:73>"),
  nearJfrog("jfrog-identity-token", ["jfrog", "artifactory"], "<alnum:64>"),
  keyPage4("Cloudsmith")("cloudsmith-key", "csm_<alnum:40>", { confidence: "medium" }),
  keyPage4("Open VSX")("openvsx-token", "ovsxat_<uuid>"),
  keyPage4("Hex")("hex-key", "HEX_API_KEY=^<hex:32>"),
  keyPage4("Dependency-Track")("dependency-track-key", "odt_<alnum:32-255>"),
  keyPage4("Sidekiq")("sidekiq-credential", [
    "//^<hex:8>:<hex:8>@{gems|enterprise}.contribsys.com",
    'CONTRIBSYS__COM{: |=|: "|="}^<hex:8>:<hex:8>'
  ])
];

// src/core/secrets/detectors/payments.ts
var stripe = issuer("Stripe", "Roll the key in the Stripe dashboard under Developers > API keys.");
var square = issuer(
  "Square",
  "Replace the credential in the Square developer console under your application."
);
var dashboard2 = (provider) => issuer(
  provider,
  `Regenerate the key in the ${provider} dashboard under its API or developer settings.`
);
var nearDashboard2 = (provider) => nearIssuer(
  provider,
  `Regenerate the key in the ${provider} dashboard under its API or developer settings.`
);
var payments = [
  stripe("stripe-key", "{sk|rk}_{live|test|prod}_<alnum:10-247>"),
  stripe("stripe-webhook-secret", "whsec_<pad64:32-64>"),
  stripe("stripe-payment-secret", "{pi|seti}_<alnum:24>_secret_<alnum:25>", { tier: "report" }),
  square("square-token", ["sq0atp-<url:22>", "EAAA<url:56-64>"]),
  square("square-secret", ["sq0csp-<url:43>", "sandbox-sq0csb-<url:43>", "sq0csb-<url:43>"]),
  dashboard2("Braintree")("braintree-token", [
    "access_token$production$<low:16>$<hex:32>",
    "access_token$sandbox$<low:16>$<hex:32>"
  ]),
  dashboard2("Adyen")("adyen-key", "AQE<b64:5>hmf<pad64:60-160>"),
  dashboard2("Razorpay")("razorpay-key", "rzp_{live|test}_<alnum:14>", { confidence: "medium" }),
  dashboard2("Paystack")("paystack-key", "sk_{live|test}_<hex:40>"),
  dashboard2("Flutterwave")("flutterwave-key", [
    "FLWSECK{_TEST-|-}<low:32>-X",
    "FLWSECK_TEST<alnum:12>"
  ]),
  dashboard2("Pagar.me")("pagarme-key", "ak_{live|test}_<alnum:30>"),
  dashboard2("GoCardless")("gocardless-token", "{live|sandbox}_<url:40>", {
    confidence: "medium",
    accept: isRandomToken
  }),
  dashboard2("Paddle")("paddle-key", [
    "pdl_{live|sdbx}_apikey_<low:26>_<alnum:22>_<alnum:3>",
    "pdl_ntfset_<low:26>_<any64:32>"
  ]),
  dashboard2("Polar")(
    "polar-token",
    "polar_{oat|pat|at_u|at_o|rt_u|rt_o|cs|ci|cst|ac}_<alnum:32-64>"
  ),
  dashboard2("Ramp")("ramp-secret", "ramp_sec_<alnum:48>"),
  dashboard2("Mollie")("mollie-key", "{live|test}_<alnum:30>", {
    confidence: "medium",
    accept: isRandomToken
  }),
  dashboard2("Mercado Pago")(
    "mercado-pago-token",
    "{APP_USR|TEST}-<digit:14-18>-<digit:6>-<hex:32>-<digit:6-12>"
  ),
  dashboard2("Checkout.com")("checkout-key", [
    "sk_{test_|sbox_}<low:26-36>",
    "sk_<uuid>",
    "sk_test_<uuid>"
  ]),
  dashboard2("Xendit")("xendit-key", "xnd_{production|development}_<alnum:40-64>"),
  dashboard2("Omise")("omise-key", "skey_{test_|}<low:19>"),
  dashboard2("Asaas")("asaas-token", "$aact_<any64:60-220>"),
  nearDashboard2("PayPal")("paypal-secret", ["paypal"], "E<url:79>"),
  nearDashboard2("Plaid")("plaid-secret", ["plaid"], "<hex:30>"),
  dashboard2("Plaid")("plaid-access-token", "access-{sandbox|development|production}-<uuid>"),
  nearDashboard2("Braintree")("braintree-private-key", ["braintree"], "<hex:32>"),
  nearDashboard2("Coinbase")("coinbase-key", ["coinbase"], "<url:64>")
];

// src/core/secrets/detectors/platforms.ts
var tokenPage = (provider) => issuer(provider, `Revoke it on the access token page of the ${provider} account or team.`);
var nearTokenPage = (provider) => nearIssuer(provider, `Revoke it on the access token page of the ${provider} account or team.`);
var platforms = [
  tokenPage("DigitalOcean")("digitalocean-token", "{dop|doo|dor|dos}_v1_<hex:64>"),
  tokenPage("Heroku")("heroku-key", ["HRKU-AA<url:58>", "HRKU-<uuid>"]),
  nearTokenPage("Heroku")("heroku-key-legacy", ["heroku"], "<uuid>"),
  tokenPage("Vercel")("vercel-token", "{vcp|vci|vca|vcr|vck}_<alnum:20-60>"),
  tokenPage("Vercel")("vercel-blob-token", "vercel_blob_rw_<alnum:16>_<alnum:30-48>"),
  nearTokenPage("Vercel")("vercel-token-legacy", ["vercel"], "<alnum:24>"),
  tokenPage("Netlify")("netlify-token", "{nfp|nfc|nfo|nfu|nfb}_<alnum:36-40>"),
  nearTokenPage("Netlify")("netlify-token-legacy", ["netlify"], "<url:43-46>"),
  tokenPage("Supabase")("supabase-token", [
    "sbp_{oauth_|v0_|}<low:40-44>",
    "sb_secret_<url:22-40>_<url:8>",
    "sb_secret_<url:30-60>"
  ]),
  tokenPage("PlanetScale")("planetscale-token", "pscale_{tkn|oauth|pw}_<dotted:32-64>"),
  tokenPage("Neon")("neon-key", "napi_<low:64>"),
  tokenPage("Fly.io")("fly-token", ["fo1_<url:43>", "{fm1r|fm1a|fm2}_<pad64:100-1200>"]),
  tokenPage("Render")("render-key", "rnd_<alnum:28-40>"),
  nearTokenPage("Railway")("railway-token", ["railway"], "<uuid>"),
  tokenPage("Scaleway")("scaleway-key-id", "SCW<up:17>", { tier: "report" }),
  nearTokenPage("Scaleway")("scaleway-secret", ["scaleway", "scw_secret"], "<uuid>"),
  nearTokenPage("Linode")("linode-token", ["linode"], "<hex:64>"),
  nearTokenPage("Hetzner")("hetzner-token", ["hcloud", "hetzner"], "<alnum:64>"),
  nearTokenPage("Vultr")("vultr-key", ["vultr"], "<up:36>"),
  tokenPage("Alibaba Cloud")("alibaba-access-key-id", "LTAI<alnum:16-24>"),
  nearTokenPage("Alibaba Cloud")(
    "alibaba-secret",
    ["alibaba", "aliyun", "access_key_secret", "accesskeysecret"],
    "<alnum:30>"
  ),
  tokenPage("Tencent Cloud")("tencent-secret-id", "AKID<alnum:32>"),
  nearTokenPage("Tencent Cloud")("tencent-secret-key", ["tencent", "qcloud"], "<alnum:32>"),
  tokenPage("Yandex Cloud")("yandex-key", [
    "AQVN<url:35-38>",
    "t1.<url:50-200>.<url:86>",
    "y0_<url:50-64>"
  ]),
  nearTokenPage("Yandex Cloud")("yandex-static-key", ["yandex"], "YC<url:38>"),
  nearTokenPage("IBM Cloud")("ibm-cloud-key", ["ibm", "bluemix", "softlayer"], "<url:44>"),
  nearTokenPage("Oracle Cloud")("oracle-auth-token", ["oracle", "oci_"], "<b64:44>"),
  tokenPage("Deno Deploy")("deno-token", "{ddp|ddw|ddo}_<alnum:36>"),
  tokenPage("Exoscale")("exoscale-key", "EXO<hex:24>"),
  tokenPage("Baidu Cloud")("baidu-key", "bce-v3/ALTAK-<alnum:21>/<hex:40>"),
  tokenPage("Volcengine")("volcengine-key", "AKLT<alnum:40-60>"),
  tokenPage("Aiven")("aiven-service-password", "AVNS_<url:19>"),
  tokenPage("Confluent")("confluent-secret", "cflt<b64:60>", { tier: "report" }),
  tokenPage("Scalingo")("scalingo-token", "tk-us-<url:48>"),
  tokenPage("SaladCloud")("salad-key", "salad_cloud_<alnum:1-12>_<alnum:7-235>"),
  tokenPage("Zuplo")("zuplo-key", "zpka_<hex:32>_<hex:8>"),
  tokenPage("Databricks")("databricks-token", [
    "dapi<hex:32>{-2|-3|}",
    "dose<hex:32>",
    "dkea<hex:32>"
  ])
];

// src/core/secrets/detectors/private-keys.ts
var maxBlock = 24576;
var anyBody = `(?:[^-]|-(?!----)){20,${maxBlock}}`;
var puttyBody = `(?:[0-9A-Za-z+/=\\s"',]|\\\\+[nr]){60,${maxBlock}}`;
var revoke4 = "Replace the key pair, and remove the public half wherever it is trusted (servers, accounts, certificates).";
function hasKeyMaterial(block2) {
  const body = block2.replace(/-----[^-]{1,60}-----/g, "").replace(/\\+[nr]/g, "").replace(/[^0-9A-Za-z+/]/g, "");
  const strange = block2.length - block2.replace(/[^\w+/=\s\\"',:.-]/g, "").length;
  if (strange > block2.length / 10) return false;
  return body.length >= 40 && entropyOf(body.slice(0, 2e3)) >= 4 && !/(.)\1{39}/.test(body);
}
function block(kind) {
  return new RegExp(`-----BEGIN ${kind}-----${anyBody}-----END [A-Z0-9 ]{4,40}-----`, "g");
}
function pem(id, kind, label) {
  const lines = Array.from({ length: 6 }, (_, at) => assembled(`${id}${at}`, "<b64:64>"));
  const written = (newline) => [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`].join(newline);
  return {
    id,
    provider: "Any",
    tier: "rewrite",
    confidence: "high",
    keywords: ["-----begin"],
    pattern: block(kind),
    maxLength: maxBlock + 140,
    beforeKeyword: 0,
    minEntropy: 4,
    accept: hasKeyMaterial,
    revoke: revoke4,
    hits: [written("\n"), JSON.stringify({ key: written("\r\n") }), written("\n").slice(0, 240)],
    misses: [
      `-----BEGIN ${label}-----
...
-----END ${label}-----`,
      written("\n").replaceAll(label, "CERTIFICATE"),
      written("\n").replaceAll(label, "PUBLIC KEY")
    ]
  };
}
var putty = {
  id: "putty-private-key",
  provider: "Any",
  tier: "rewrite",
  confidence: "high",
  keywords: ["putty-user-key-file-"],
  pattern: new RegExp(
    `PuTTY-User-Key-File-[23]:[^]{40,12000}?Private-Lines: \\d{1,3}(?<secret>${puttyBody})`,
    "g"
  ),
  maxLength: 2 * maxBlock,
  beforeKeyword: 0,
  minEntropy: 4,
  revoke: revoke4,
  hits: [
    `PuTTY-User-Key-File-3: ssh-ed25519\r
Encryption: none\r
Comment: me\r
Public-Lines: 1\r
${assembled("putty", "<b64:64>")}\r
Private-Lines: 1\r
${assembled("putty-private", "<b64:64>")}\r
Private-MAC: 00`
  ],
  misses: ["PuTTY-User-Key-File-3 is the name of the format"]
};
var jsonWebKey = {
  id: "json-web-key",
  provider: "Any",
  tier: "rewrite",
  confidence: "high",
  keywords: ['"kty'],
  pattern: /"kty\\?"\s{0,3}:\s{0,3}\\?"(?:RSA|EC|OKP)\\?"[^{}]{1,3000}?"d\\?"\s{0,3}:\s{0,3}\\?"(?<secret>[0-9A-Za-z_-]{32,1400})/g,
  maxLength: 4500,
  beforeKeyword: 0,
  minEntropy: 4,
  revoke: revoke4,
  hits: [
    `{"kty":"EC","crv":"P-256","x":"${assembled("x", "<url:43>")}","d":"${assembled("d", "<url:43>")}"}`
  ],
  misses: [`{"kty":"EC","crv":"P-256","x":"${assembled("x", "<url:43>")}"}`]
};
var bare2 = issuer("Any", revoke4);
var privateKeys = [
  pem(
    "private-key",
    "(?:(?:RSA|DSA|EC|ECDSA|ED25519|ANY|ENCRYPTED|X25519|SM2) )?PRIVATE KEY",
    "PRIVATE KEY"
  ),
  pem("openssh-private-key", "OPENSSH PRIVATE KEY", "OPENSSH PRIVATE KEY"),
  pem("pgp-private-key", "PGP PRIVATE KEY BLOCK", "PGP PRIVATE KEY BLOCK"),
  pem(
    "other-private-key",
    "(?!RSA|DSA|EC|ED25519|ANY|ENCRYPTED|X25519|SM2|OPENSSH|PGP)[A-Z0-9]{2,16} (?:[A-Z0-9]{2,16} )?PRIVATE KEY",
    "ACME PRIVATE KEY"
  ),
  // The base64 of `-----BEGIN ` and what may follow, as kubeconfig and CI variables hold it.
  bare2("base64-private-key", [
    "LS0tLS1CRUdJTi{BQUklWQVRF|BSU0EgUFJJVkFURS|BFQyBQUklWQVRF|BEU0EgUFJJVkFURS|BPUEVOU1NIIFBSSVZBVEUg|BFTkNSWVBURUQgUFJJVkFURS|BQR1AgUFJJVkFURS}<pad64:60-16000>"
  ]),
  putty,
  jsonWebKey,
  issuer("Bitcoin", "Move the funds to addresses of a new seed.")(
    "bitcoin-extended-key",
    "{xprv|yprv|zprv|tprv}<b58:107>"
  )
];

// src/core/secrets/detectors/source-hosting.ts
var github = issuer(
  "GitHub",
  "Delete the token under GitHub > Settings > Developer settings, or uninstall the app that made it."
);
var nearGithub = nearIssuer(
  "GitHub",
  "Generate a new client secret on the OAuth app page under GitHub > Settings > Developer settings."
);
var gitlab = issuer(
  "GitLab",
  "Revoke it under Access tokens or CI/CD settings of the GitLab user, group or project it belongs to."
);
var bitbucket = issuer(
  "Bitbucket",
  "Revoke it under Bitbucket > Personal settings > App passwords or the repository\u2019s access tokens."
);
var sourceHosting = [
  github("github-token", "{ghp|gho|ghu|ghs}_<alnum:36-251>"),
  github("github-refresh-token", "ghr_<alnum:36-251>"),
  github("github-fine-grained-token", [
    "github_pat_<alnum:22>_<alnum:59>",
    "github_pat_<word:82-244>"
  ]),
  // An installation token since April 2026: the app's id, then a JWT; about 520 bytes, no promise.
  github("github-installation-token", "ghs_<alnum:1-20>_ey<url:10-600>.<url:10-1200>.<url:20-700>"),
  nearGithub("github-client-secret", ["github"], "<hex:40>", {
    suffix: inAnyCaseOf([
      "client",
      "secret",
      "oauth",
      "app",
      "token",
      "key",
      "api",
      "auth",
      "access"
    ])
  }),
  gitlab("gitlab-token", [
    "glpat-<url:27-300>.<low:2>.<low:9>",
    "glpat-<url:27-300>.<low:9>",
    "glpat-<url:20-128>"
  ]),
  gitlab("gitlab-deploy-token", "gldt-<url:20-64>"),
  gitlab("gitlab-runner-token", [
    "glrt-t<digit:1>_<url:27-300>.<low:2>.<low:9>",
    "glrt-t<digit:1>_<url:27-300>.<low:9>",
    "glrt-<url:20-128>",
    "glrtr-<url:20-128>"
  ]),
  gitlab("gitlab-runner-registration-token", "GR1348941<url:20>"),
  gitlab("gitlab-ci-job-token", "glcbt-<alnum:1-5>_<url:20-64>"),
  gitlab("gitlab-pipeline-trigger-token", "glptt-<hex:40>"),
  gitlab("gitlab-feed-token", "glft-<url:20-128>"),
  gitlab("gitlab-incoming-mail-token", "glimt-<url:25>"),
  gitlab("gitlab-agent-token", "glagent-<url:50-128>"),
  gitlab("gitlab-oauth-secret", "gloas-<url:64>"),
  gitlab("gitlab-scim-token", "glsoat-<url:20-64>"),
  gitlab("gitlab-feature-flag-token", "glffct-<url:20-64>"),
  gitlab("gitlab-workspace-token", "glwt-<url:20-64>"),
  gitlab("gitlab-session-cookie", "_gitlab_session=^<hex:32>"),
  bitbucket("bitbucket-app-password", "ATBB<alnum:32>"),
  bitbucket("bitbucket-access-token", "ATCTT3xFf<any64:100-300>"),
  bitbucket("bitbucket-server-token", "BBDC-<b64:44>")
];

// src/core/secrets/detectors/web-tokens.ts
var revoke5 = "End the session or rotate the key that signed the token; until it expires it works as it is.";
var before3 = "(?<=^|[^0-9A-Za-z_]|\\\\[nrtbf]|%[0-9A-Fa-f]{2}|\\\\[ux][0-9A-Fa-f]{2,4}|\\[[\\d;]{1,8}m)";
var documented = [
  "eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9l",
  "eyJsb2dnZWRJbkFzIjoiYWRtaW4i"
];
function hasHeader(token2, field) {
  const header3 = token2.slice(0, token2.indexOf("."));
  try {
    return field.test(atob(header3.replaceAll("-", "+").replaceAll("_", "/")));
  } catch {
    return false;
  }
}
var encode = (value2) => btoa(JSON.stringify(value2)).replace(/=+$/, "");
var header = encode({ alg: "HS256", typ: "JWT" });
var claims = encode({ sub: "a1f0", exp: 19e8 });
var webTokens = [
  {
    id: "json-web-token",
    provider: "Any",
    tier: "rewrite",
    confidence: "high",
    keywords: ["eyj", "ewog", "ewoi"],
    pattern: new RegExp(
      `${before3}e(?:yJ|wog|woi)[0-9A-Za-z_-]{10,2000}={0,2}\\.e(?:yJ|wo)[0-9A-Za-z_-]{8,8000}={0,2}\\.[0-9A-Za-z_-]{16,1400}`,
      "g"
    ),
    maxLength: 11500,
    beforeKeyword: 0,
    minEntropy: 3.5,
    accept: (token2) => hasHeader(token2, /"(?:alg|typ|kid)"\s*:/) && !documented.some((part) => token2.includes(part)),
    revoke: revoke5,
    hits: [
      `${header}.${claims}.${assembled("jwt", "<url:43>")}`,
      `{"t":"\\n${header}.${claims}.${assembled("jwt", "<url:86>")}"}`
    ],
    misses: [
      `${header}.${claims}`,
      `${header} ${claims}`,
      `eyJ${"a".repeat(20)}.eyJ${"b".repeat(20)}.${"c".repeat(30)}`
    ]
  },
  {
    id: "json-web-encryption",
    provider: "Any",
    tier: "rewrite",
    confidence: "high",
    keywords: ["eyj"],
    pattern: new RegExp(
      `${before3}eyJ[0-9A-Za-z_-]{10,1000}\\.[0-9A-Za-z_-]{0,1400}\\.[0-9A-Za-z_-]{16,24}\\.[0-9A-Za-z_-]{2,8000}\\.[0-9A-Za-z_-]{22,64}`,
      "g"
    ),
    maxLength: 10500,
    beforeKeyword: 0,
    minEntropy: 3.5,
    accept: (token2) => hasHeader(token2, /"enc"\s*:/),
    revoke: revoke5,
    hits: [
      [
        encode({ alg: "dir", enc: "A256GCM" }),
        "",
        assembled("iv", "<url:16>"),
        assembled("text", "<url:60>"),
        assembled("tag", "<url:22>")
      ].join(".")
    ],
    misses: [`${header}..short.text.tag`]
  }
];

// src/core/secrets/detectors/work-tools.ts
var settings = (provider) => issuer(
  provider,
  `Revoke it in ${provider} under the personal, integration or developer settings.`
);
var nearSettings = (provider) => nearIssuer(
  provider,
  `Revoke it in ${provider} under the personal, integration or developer settings.`
);
var workTools = [
  settings("Notion")("notion-token", ["ntn_<digit:11><alnum:35>", "secret_<alnum:43>"]),
  settings("Linear")("linear-key", ["lin_api_<word:32-128>", "lin_oauth_<hex:64>"]),
  nearSettings("Linear")(
    "linear-client-secret",
    ["linear_client", "linear_secret", "linearclient"],
    "<hex:32>"
  ),
  settings("Figma")("figma-token", ["{figd|figp|figs|figo|figu}_<url:40-200>"]),
  nearSettings("Figma")("figma-token-legacy", ["figma"], "<Hex:4-6>-<uuid>"),
  settings("Atlassian")("atlassian-token", [
    "ATATT3<any64:80-300>",
    "ATOAT<any64:60-300>",
    "ATSTT<any64:60-300>"
  ]),
  nearSettings("Atlassian")(
    "atlassian-token-legacy",
    ["atlassian", "confluence", "jira"],
    "<alnum:24>"
  ),
  nearSettings("Atlassian")("jira-server-token", ["jira", "confluence", "atlassian"], "<b64:44>"),
  nearSettings("Trello")("trello-token", ["trello"], "<hex:64>"),
  settings("Trello")("trello-token-prefixed", "ATTA<hex:64><Hex:8>"),
  nearSettings("Trello")("trello-key", ["trello"], "<low:32>"),
  settings("Airtable")("airtable-token", "pat<alnum:14>.<hex:64>"),
  nearSettings("Airtable")("airtable-key", ["airtable"], "key<alnum:14>"),
  nearSettings("Asana")("asana-token-legacy", ["asana"], "{0|1|2}/<digit:14-17>{:|/}<any64:32-64>"),
  nearSettings("Asana")("asana-secret", ["asana"], "<hex:32>"),
  settings("ClickUp")("clickup-token", "pk_<digit:6-9>_<up:32>"),
  nearSettings("Monday")("monday-token", ["monday"], "eyJhbGciOiJIUzI1NiJ9.<url:100-400>.<url:43>"),
  settings("Dropbox")("dropbox-token", ["sl.u.<url:100-1400>", "sl.<url:130-1400>"]),
  nearSettings("Dropbox")("dropbox-token-legacy", ["dropbox"], "<alnum:11>AAAAAAAAAA<url:43>", {
    accept: () => true
  }),
  nearSettings("Dropbox")("dropbox-app-secret", ["dropbox"], "<low:15>"),
  nearSettings("Box")(
    "box-secret",
    ["box_client", "boxclient", "box_developer", "box_secret"],
    "<alnum:32>"
  ),
  nearSettings("Zendesk")("zendesk-token", ["zendesk"], "<alnum:40>"),
  nearSettings("Intercom")("intercom-token", ["intercom"], "dG9r<pad64:56>"),
  nearSettings("Freshdesk")("freshdesk-key", ["freshdesk", "freshservice"], "<alnum:20>"),
  settings("HubSpot")("hubspot-token", "pat-{eu1|na1|na2|ap1}-<uuid>"),
  nearSettings("HubSpot")("hubspot-key", ["hubspot", "hapikey"], "<uuid>"),
  settings("Salesforce")("salesforce-token", "00D<alnum:12>!<dotted:90-120>"),
  settings("Salesforce")("salesforce-refresh-token", "5Aep861<dotted:76-120>"),
  nearSettings("Salesforce")("salesforce-secret", ["salesforce", "consumer_secret"], "<HEX:64>"),
  settings("Zapier")("zapier-webhook", "hooks.zapier.com/hooks/catch/<digit:5-10>/<alnum:6-10>", {
    minEntropy: 3
  }),
  settings("IFTTT")("ifttt-key", "maker.ifttt.com/trigger/<word:1-40>/with/key/^<url:22-60>"),
  settings("Make")("make-webhook", "hook.{eu1|eu2|us1|us2}.make.com/^<low:32>"),
  settings("Typeform")("typeform-token", "tfp_<word:40-59>"),
  settings("Contentful")("contentful-token", "CFPAT-<url:43-64>"),
  nearSettings("Contentful")("contentful-delivery-token", ["contentful"], "<url:43>"),
  nearSettings("Storyblok")("storyblok-preview-token", ["storyblok"], "<alnum:22>tt"),
  nearSettings("Sanity")("sanity-token", ["sanity"], "sk<alnum:79-178>"),
  settings("Frame.io")("frameio-token", "fio-u-<url:64>"),
  nearSettings("Canva")("canva-secret", ["canva"], "cnvca<url:46-60>"),
  settings("Cal.com")("cal-com-key", ["cal_live_<hex:32>", "cal_<hex:32>"]),
  nearSettings("Smartsheet")("smartsheet-token", ["smartsheet"], "<alnum:37>"),
  settings("Readme")("readme-key", "rdme_<low:70>")
];

// src/core/secrets/detectors/index.ts
var byForm = [
  ...sourceHosting,
  ...amazon,
  ...googleCloud,
  ...microsoft,
  ...platforms,
  ...models,
  ...infrastructure,
  ...chat,
  ...payments,
  ...commerce,
  ...developerTools,
  ...identity,
  ...messaging,
  ...monitoring,
  ...packages,
  ...workTools,
  ...privateKeys,
  ...webTokens,
  ...connections,
  ...credentialFiles
];
var issuerNames = [...byForm, ...nearby].filter(
  ({ tier, confidence, beforeKeyword }) => tier === "report" && confidence === "medium" && beforeKeyword === 0
).flatMap((rule) => rule.provider === "Any" ? [] : rule.keywords).filter((name2) => /^[a-z0-9.]{4,}$/.test(name2) && !/key|token|secret|cred/.test(name2));
var detectors = [
  ...byForm,
  issuerAssignment([...new Set(issuerNames)]),
  ...nearby,
  ...assignments
];

// src/core/secrets/fingerprint.ts
import { Buffer as Buffer2 } from "node:buffer";
import { scryptSync } from "node:crypto";
var salt = "cursor-guard fingerprint 1";
var cost = { N: 4096, r: 8, p: 1 };
var maxComputed = 1e3;
function createFingerprints() {
  const computed = /* @__PURE__ */ new Map();
  return (value2) => {
    const known = computed.get(value2);
    if (known !== void 0) return known;
    if (computed.size >= maxComputed) return "";
    const fingerprint = scryptSync(Buffer2.from(value2, "latin1"), salt, 16, cost).toString("hex");
    computed.set(value2, fingerprint);
    return fingerprint;
  };
}

// src/core/secrets/known.ts
import { Buffer as Buffer3 } from "node:buffer";
var minFragment = 8;
var minValue = 4;
var maxNeedle = 16384;
var maxFragments = 256;
function needlesOf(name2, value2) {
  const trimmed2 = value2.trim();
  const bytes = toBytes(value2).slice(0, maxNeedle);
  const texts = /* @__PURE__ */ new Map();
  const add = (text, before4 = 0, behind = 0, alone = false) => {
    if (text.length >= (alone ? minValue : minFragment) && !texts.has(text)) {
      texts.set(text, { name: name2, value: bytes, text, before: before4, behind, alone });
    }
  };
  if (trimmed2.length > 0 && toBytes(trimmed2).length < minFragment) add(toBytes(trimmed2), 0, 0, true);
  for (const part of /* @__PURE__ */ new Set([value2, trimmed2, ...fragmentsOf(trimmed2)])) {
    if (toBytes(part).length < minFragment) continue;
    for (const text of spellingsOf(part)) add(toBytes(text).slice(0, maxNeedle));
    for (const core of base64Cores(part)) add(core.text, core.before, core.behind);
  }
  return [...texts.values()];
}
function fragmentsOf(value2) {
  const leaves = jsonStrings(value2);
  const lines = leaves.length > 0 ? [] : value2.split(/\r?\n/).map((line2) => line2.trim());
  return [
    ...leaves,
    ...leaves.flatMap((leaf) => leaf.split(/\r?\n/)),
    ...lines.length > 1 ? lines : []
  ].filter((part) => part.length >= minFragment && !isBoilerplate(part)).slice(0, maxFragments);
}
var isBoilerplate = (line2) => /^-----(BEGIN|END) [A-Z0-9 ]+-----$/.test(line2);
function jsonStrings(value2) {
  if (!/^[{["]/.test(value2)) return [];
  const leaves = [];
  try {
    JSON.parse(value2, (key, leaf) => {
      if (typeof leaf === "string" && !isPublicField(key, leaf)) leaves.push(leaf);
      return leaf;
    });
  } catch {
    return [];
  }
  return leaves;
}
var isPublicField = (key, leaf) => /^(type|.*_ur[il]s?|universe_domain|project_id|client_email|client_id)$/.test(key) || /^https?:\/\/[^@?]*$/.test(leaf);
function spellingsOf(value2) {
  const json = JSON.stringify(value2).slice(1, -1);
  const jsonTwice = JSON.stringify(json).slice(1, -1);
  const percent = encodeStrictly(value2);
  const loose = encodeLoosely(value2);
  const hex2 = Buffer3.from(value2, "utf8").toString("hex");
  return [
    value2,
    value2.replaceAll("\r\n", "\n"),
    value2.replaceAll(/\r?\n/g, "\r\n"),
    json,
    jsonTwice,
    json.replaceAll("/", "\\/"),
    ...asciiJson(json),
    percent,
    percent.replaceAll(/%../g, (text) => text.toLowerCase()),
    loose,
    loose.replaceAll(/%../g, (text) => text.toLowerCase()),
    loose.replaceAll("%20", "+"),
    percent.replaceAll("%20", "+"),
    xml(value2, "&quot;", "&apos;"),
    xml(value2, "&quot;", "&#39;"),
    xml(value2, "&#34;", "&#39;"),
    xml(value2, '"', "'"),
    value2.replaceAll("'", `'\\''`),
    value2.replaceAll("'", `'"'"'`),
    value2.replaceAll(/["$`\\]/g, "\\$&"),
    value2.replaceAll(/[^\w@%+=:,./-]/g, "\\$&"),
    hex2,
    hex2.toUpperCase()
  ];
}
function encodeLoosely(value2) {
  return value2.isWellFormed() ? encodeURIComponent(value2) : "";
}
var encodeStrictly = (value2) => encodeLoosely(value2).replaceAll(
  /[!'()*]/g,
  (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`
);
function asciiJson(json) {
  const code = (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`;
  const upper = (text) => text.replaceAll(/\\u[0-9a-f]{4}/g, (text2) => `\\u${text2.slice(2).toUpperCase()}`);
  const texts = [
    json.replaceAll(/[^\x00-\x7f]/g, code),
    json.replaceAll(/[^\x00-\x7f]|[<>&]/g, code),
    json.replaceAll(/[<>&]/g, code)
  ];
  return [...texts, ...texts.map(upper)];
}
var xml = (value2, quote, apostrophe) => value2.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', quote).replaceAll("'", apostrophe);
function base64Cores(value2) {
  const bytes = Buffer3.from(value2, "utf8");
  const cores = [];
  for (const shift of [0, 1, 2]) {
    const encoded = Buffer3.concat([Buffer3.alloc(shift), bytes]).toString("base64");
    const from = Math.ceil(shift * 8 / 6);
    const to = Math.floor((shift + bytes.length) * 8 / 6);
    const text = encoded.slice(from, to);
    const before4 = shift * 8 % 6 === 0 ? 0 : 1;
    const behind = (shift + bytes.length) * 8 % 6 === 0 ? 0 : 1;
    cores.push({ text, before: before4, behind });
    cores.push({ text: text.replaceAll("+", "-").replaceAll("/", "_"), before: before4, behind });
  }
  return cores;
}

// src/core/secrets/lazy-properties.ts
var LazyHeld = class {
  #count;
  constructor(count) {
    this.#count = count;
  }
  get held() {
    return this.#count();
  }
};
var LazyFingerprint = class _LazyFingerprint {
  #read;
  static #property = {
    enumerable: true,
    // Copies that tools make of an object with its accessors have nothing behind this one.
    get() {
      return #read in this ? this.#read() : void 0;
    }
  };
  constructor(read) {
    this.#read = read;
    Object.defineProperty(this, "fingerprint", _LazyFingerprint.#property);
  }
};
var LazyPseudonym = class extends LazyFingerprint {
  #marker;
  constructor(read, marker) {
    super(read);
    this.#marker = marker;
  }
  get pseudonym() {
    return this.#marker();
  }
};

// src/core/secrets/span.ts
var markerRuleId = "cursor-guard-marker";
function unshielded(spans) {
  const shields = spans.filter(({ rule }) => rule === markerRuleId).sort(byPlace);
  if (shields.length === 0) return [...spans];
  return spans.filter((span) => span.rule !== markerRuleId && !isCovered(span, shields));
}
function isCovered(span, shields) {
  const next = shields[firstEndingBehind(shields, span.start)];
  return next !== void 0 && next.start <= span.start && span.end <= next.end;
}
function mergeSpans(all) {
  const spans = unshielded(all);
  const rewritten = unite(spans.filter((span) => span.tier === "rewrite").sort(byPlace));
  const reported = [];
  let last;
  for (const span of spans.filter((one) => one.tier === "report").sort(byPlace)) {
    if (last !== void 0 && span.start < last.end) continue;
    if (overlapsAny(span, rewritten)) continue;
    reported.push(span);
    last = span;
  }
  return [...rewritten, ...reported].sort(byPlace);
}
var byPlace = (a, b) => a.start - b.start || b.end - a.end || a.order - b.order;
var maxUnion = 65536;
function unite(sorted) {
  const united = [];
  for (const span of sorted) {
    const last = united.at(-1);
    const { joined, next } = last === void 0 ? { next: span } : join(last, span);
    if (joined !== void 0) united[united.length - 1] = joined;
    if (next !== void 0) united.push(next);
  }
  return united;
}
function join(last, span) {
  if (span.start >= last.end) return { next: span };
  if (last.end - last.start <= maxUnion) return { joined: union(last, span) };
  return span.end > last.end ? { next: cutBefore(span, last.end) } : {};
}
function union(a, b) {
  const leading2 = rank(b) > rank(a) ? b : a;
  if (b.end <= a.end && leading2 === a) return a;
  const end2 = Math.max(a.end, b.end);
  const covers = leading2.start === a.start && leading2.end === end2;
  if (covers || leading2.known !== void 0) return { ...leading2, start: a.start, end: end2 };
  return {
    ...leading2,
    start: a.start,
    end: end2,
    value: a.value + b.value.slice(b.value.length - (end2 - a.end))
  };
}
var cutBefore = (span, from) => ({
  ...span,
  start: from,
  value: span.known === void 0 ? span.value.slice(from - span.end) : span.value
});
function rank(span) {
  const sureness = { high: 2, medium: 1, low: 0 }[span.confidence];
  return (span.known === void 0 ? 0 : 1e9) + sureness * 1e8 + Math.min(span.end - span.start, 1e7);
}
function overlapsAny(span, sorted) {
  const next = sorted[firstEndingBehind(sorted, span.start)];
  return next !== void 0 && next.start < span.end;
}
function firstEndingBehind(sorted, offset) {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = low + high >> 1;
    if ((sorted[middle]?.end ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

// src/core/secrets/marker-rule.ts
var wholeMarker = new RegExp(markerShape.source, "y");
var begunMarker = /\*{3}(?:[a-z0-9-]{1,64}(?::(?:[0-9a-f]{0,16}|[0-9a-f]{16}\*{1,2}))?)?$/y;
var longestMarker = 90;
function createMarkerRule(markers) {
  return {
    id: markerRuleId,
    tier: "rewrite",
    confidence: "high",
    keywords: ["***"],
    maxLength: longestMarker,
    beforeKeyword: { min: 0, max: 0 },
    look(text, first, _last, complete) {
      const window = text.slice(first, first + longestMarker);
      wholeMarker.lastIndex = 0;
      const [marker] = wholeMarker.exec(window) ?? [];
      if (marker !== void 0 && markers.hasMarker(marker)) {
        const end2 = first + marker.length;
        return { start: first, end: end2, matchEnd: end2 };
      }
      begunMarker.lastIndex = 0;
      return !complete && begunMarker.test(window) ? "begun" : "no";
    }
  };
}

// src/core/secrets/mask-stream.ts
var maxFindings = 1e4;
function createMaskStream(parts) {
  const { matcher } = parts;
  let out = 0;
  let half = "";
  let rewrites = [];
  let reports = [];
  let findings = [];
  let masked = [];
  let shieldedTo = 0;
  let reportedTo = 0;
  const byteAt = (offset) => matcher.slice(offset, offset + 1).charCodeAt(0);
  function leave(limit) {
    for (const span of matcher.take()) {
      if (span.tier === "rewrite") rewrites.push(span);
      if (span.tier === "report" || span.rule === markerRuleId) reports.push(span);
    }
    const replaced = rewrites.length > 0 ? leaveMasked(limit) : "";
    const stop2 = rewrites.length > 0 ? Math.min(limit, firstStart(rewrites)) : limit;
    const text = replaced + leavePlain(stop2);
    if (reports.length > 0 || masked.length > 0) report();
    matcher.forget(Math.min(out, matcher.settled()));
    return text;
  }
  function leaveMasked(limit) {
    const sorted = rewrites.sort(byPlace);
    rewrites = [];
    let text = "";
    let last;
    for (const span of sorted) {
      if (span.start >= limit) {
        rewrites.push(span);
        continue;
      }
      if (span.rule === markerRuleId) shieldedTo = Math.max(shieldedTo, span.end);
      if (span.end <= shieldedTo) continue;
      const { joined, next } = last === void 0 ? { next: span } : join(last, span);
      if (joined !== void 0) last = joined;
      if (next === void 0) continue;
      if (last !== void 0) text += replace(last);
      last = next;
    }
    if (last === void 0) return text;
    if (last.end <= limit) return text + replace(last);
    rewrites.unshift(last);
    return text;
  }
  function replace(span) {
    const plain2 = leavePlain(span.start);
    if (span.end <= out) return plain2;
    const marker = parts.markerFor(span);
    note(span, marker);
    masked.push({ start: span.start, end: span.end });
    const start = out;
    out = span.end;
    while (out < matcher.end() && !startsCharacter(byteAt(out))) out++;
    parts.onReplace?.({ start, end: out, marker, known: span.known !== void 0 });
    return plain2 + marker;
  }
  function leavePlain(limit) {
    let stop2 = limit;
    while (stop2 > out && stop2 < matcher.end() && !startsCharacter(byteAt(stop2))) stop2--;
    if (stop2 <= out) return "";
    const text = matcher.slice(out, stop2);
    out = stop2;
    return fromBytes(text);
  }
  function report() {
    const settled = matcher.settled();
    const done = reports.filter((span) => span.end <= settled);
    reports = reports.filter((span) => span.end > settled);
    for (const span of unshielded(done).sort(byPlace)) {
      const isCovered2 = [...masked, ...rewrites].some(
        (other2) => other2.start < span.end && span.start < other2.end
      );
      if (isCovered2 || span.start < reportedTo) continue;
      note(span, void 0);
      reportedTo = span.end;
    }
    const oldest = reports.reduce((least, { start }) => Math.min(least, start), settled);
    masked = masked.filter(({ end: end2 }) => end2 > oldest);
  }
  function note(span, marker) {
    if (findings.length < maxFindings) findings.push(parts.findingFor(span, marker));
  }
  const held = () => Math.min(matcher.end() - out, matcher.kept()) + half.length;
  return Object.assign(new LazyHeld(held), {
    write(text) {
      parts.refresh();
      const whole2 = half + text;
      half = /[\ud800-\udbff]$/.test(whole2) ? whole2.slice(-1) : "";
      matcher.push(toBytes(half === "" ? whole2 : whole2.slice(0, -1)));
      return leave(matcher.safe());
    },
    release() {
      parts.refresh();
      matcher.settle();
      return leave(matcher.safeWhenIdle());
    },
    end() {
      parts.refresh();
      if (half !== "") matcher.push(toBytes(half));
      half = "";
      matcher.finish();
      return leave(matcher.end());
    },
    takeFindings() {
      const taken = findings;
      findings = [];
      return taken;
    }
  });
}
var firstStart = (spans) => spans.reduce((least, span) => Math.min(least, span.start), Number.POSITIVE_INFINITY);

// src/core/secrets/automaton.ts
function endingsOf(automaton, state) {
  return automaton.endings[state / automaton.rowSize] ?? [];
}
function walkOn(automaton, walk, bytes) {
  const { next, classOf } = automaton;
  const { hits } = walk;
  let state = walk.state;
  let bits = 0;
  for (let index = 0; index < bytes.length; index++) {
    const byte = bytes.charCodeAt(index);
    bits |= byte;
    state = next[state + classOf[byte & 255]];
    if (state < 0) {
      state = ~state;
      hits.push(index, state);
    }
  }
  walk.state = state;
  walk.bits = bits;
}
function buildAutomaton(literals) {
  const { classOf, classes } = classesOf(literals);
  const rowSize = 2 ** Math.ceil(Math.log2(classes));
  const mostRows = literals.reduce((sum2, { text }) => sum2 + text.length, 1);
  const next = new Int32Array(mostRows * rowSize);
  const heldDepth = new Uint8Array(mostRows);
  const endings = [void 0];
  const others = new Int32Array(mostRows);
  const cells = new Int32Array(mostRows);
  const reached = new Int32Array(literals.length);
  let rows = 1;
  function advance(literal, byte, firstOfLevel) {
    const from = reached[literal];
    const cell = from * rowSize + classOf[byte];
    const entry = next[cell];
    const target = (entry < 0 ? ~entry : entry) / rowSize;
    if (target >= firstOfLevel) return target;
    others[rows] = target;
    cells[rows] = cell;
    endings[rows] = endings[target]?.slice();
    heldDepth[rows] = heldDepth[target];
    next[cell] = rows * rowSize;
    return rows++;
  }
  let unfinished = [...literals.keys()];
  for (let depth = 0; unfinished.length > 0; depth++) {
    const firstOfLevel = rows;
    unfinished = unfinished.filter((index) => {
      const { text, holds } = literals[index];
      const row2 = advance(index, text.charCodeAt(depth), firstOfLevel);
      reached[index] = row2;
      if (holds) heldDepth[row2] = Math.min(255, depth + 1);
      const ends = depth + 1 === text.length;
      if (ends) endings[row2] = [...endings[row2] ?? [], index];
      return !ends;
    });
    for (let row2 = firstOfLevel; row2 < rows; row2++) {
      if (endings[row2] !== void 0) next[cells[row2]] = ~(row2 * rowSize);
    }
    for (let row2 = firstOfLevel; row2 < rows; row2++) {
      const from = others[row2] * rowSize;
      next.copyWithin(row2 * rowSize, from, from + rowSize);
    }
  }
  return {
    next: next.slice(0, rows * rowSize),
    heldDepth: heldDepth.slice(0, rows),
    classOf,
    rowSize,
    endings
  };
}
function classesOf(literals) {
  const classOf = new Uint8Array(256);
  let classes = 1;
  for (const { text } of literals) {
    for (let at = 0; at < text.length; at++) {
      const byte = text.charCodeAt(at);
      if (classOf[byte] === 0) classOf[byte] = classes++;
    }
  }
  for (let letter = 65; letter <= 90; letter++) classOf[letter] = classOf[letter + 32] ?? 0;
  return { classOf, classes };
}

// src/core/secrets/vocabulary.ts
var prefixBytes = 8;
function createVocabulary(rules, needles) {
  const started = /* @__PURE__ */ new Map();
  const at = (text) => {
    let entry = started.get(text);
    if (entry === void 0) {
      entry = { rules: [], needles: [], holds: false };
      started.set(text, entry);
    }
    return entry;
  };
  rules.forEach((rule, index) => {
    for (const keyword of new Set(rule.keywords.map(lowerCase))) {
      const entry = at(keyword);
      entry.rules.push(index);
      entry.holds ||= rule.tier === "rewrite";
    }
  });
  for (const needle of needles) {
    const entry = at(lowerCase(needle.text.slice(0, prefixBytes)));
    entry.needles.push(needle);
    entry.holds = true;
  }
  for (const { needles: same } of started.values())
    same.sort((a, b) => b.text.length - a.text.length);
  const literals = [...started].map(([text, entry]) => ({ text, ...entry }));
  return {
    automaton: buildAutomaton(literals),
    rules,
    needles,
    literals: literals.map(({ text, ...entry }) => ({ length: text.length, ...entry }))
  };
}
var lowerCase = (text) => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());

// src/core/secrets/needle-match.ts
var knownRule = "known-value";
var isLetterOrDigit = (char) => char !== void 0 && /[0-9A-Za-z]/.test(char);
var isBase64 = (char) => char !== void 0 && /[0-9A-Za-z+/_-]/.test(char);
function compareNeedle(needle, text, at, final) {
  const there = text.slice(at, at + needle.text.length);
  if (!needle.text.startsWith(there)) return "no";
  if (there.length < needle.text.length) return "growing";
  const behind = text[at + needle.text.length];
  const touches = needle.alone || needle.behind > 0;
  if (touches && behind === void 0) return final ? "yes" : "growing";
  if (!needle.alone) return "yes";
  return isLetterOrDigit(text[at - 1]) || isLetterOrDigit(behind) ? "no" : "yes";
}
function spanOfNeedle(needle, text, at, base) {
  const before4 = needle.before > 0 && isBase64(text[at - 1]) ? 1 : 0;
  const stop2 = Math.min(text.length, at + needle.text.length);
  const behind = needle.behind > 0 && isBase64(text[stop2]) ? 1 : 0;
  return {
    start: base + at - before4,
    end: base + stop2 + behind,
    rule: knownRule,
    tier: "rewrite",
    confidence: "high",
    order: -1,
    value: needle.value,
    known: needle.name
  };
}
var minHeldWhenIdle = 4;
function knownBeginning(needles, text) {
  for (let length = prefixBytes - 1; length >= minHeldWhenIdle; length--) {
    const ending = text.slice(-length);
    if (needles.some((needle) => needle.text.startsWith(ending))) return length;
  }
  return 0;
}

// src/core/secrets/received-text.ts
var slackBytes = 4096;
function createTextWindow() {
  const window = {
    text: "",
    base: 0,
    append(bytes) {
      window.text += bytes;
    },
    dropBefore(offset, spare) {
      const from = offset - spare;
      if (from - window.base < slackBytes + spare) return;
      window.text = window.text.slice(from - window.base);
      window.base = from;
    }
  };
  return window;
}
var endOf = ({ text, base }) => base + text.length;

// src/core/secrets/rule-progress.ts
var maxPasses = 32;
var blockBytes = 65536;
function createProgress() {
  const progress = /* @__PURE__ */ new Map();
  return (rule) => {
    let of = progress.get(rule);
    if (of === void 0) {
      of = { lastEnd: 0, emptyFrom: 0, emptyTo: 0, blockedIn: -1, block: -1, looks: 0 };
      progress.set(rule, of);
    }
    return of;
  };
}
function isFlood(rule, of, at) {
  const block2 = Math.floor(at / blockBytes);
  if (of.block !== block2) {
    of.block = block2;
    of.looks = 0;
  }
  of.looks++;
  return of.looks * rule.maxLength * (rule.weight ?? 1) > maxPasses * blockBytes;
}

// src/core/secrets/candidates.ts
var lookAgainShift = 3;
var maxEager = 64;
var minCutOff = 8;
function createCandidates({ received, vocabulary, report }) {
  let waiting = [];
  let round = 0;
  const progressOf = createProgress();
  function mayLook(index, at) {
    const rule = vocabulary().rules[index];
    if (rule === void 0) return false;
    if (!isFlood(rule, progressOf(index), at)) return true;
    return !/[0-9A-Za-z]/.test(received.text[at - 1 - received.base] ?? "");
  }
  function lookAt(rule, {
    first,
    last,
    complete,
    idle
  }) {
    const { text, base } = received;
    const look = rule.look(text, first - base, last - base, complete);
    const isWhole = idle && first + (rule.fixedLength ?? Number.NaN) === endOf(received);
    if (!isWhole || look === "no") return look;
    const whole2 = rule.look(text, first - base, last - base, true);
    return typeof whole2 === "object" ? whole2 : look;
  }
  function decideRule(candidate, limits, { eager, force, idle, final }) {
    const { at, rule: index } = candidate;
    const rule = vocabulary().rules[index];
    if (rule === void 0) return true;
    const { beforeKeyword } = rule;
    const { base } = received;
    const now = endOf(received);
    const of = progressOf(index);
    const earliest = Math.max(at - beforeKeyword.max, of.lastEnd, base);
    const first = earliest >= of.emptyFrom ? Math.max(earliest, of.emptyTo) : earliest;
    const last = at - beforeKeyword.min;
    if (first > last) return true;
    const complete = final || now >= last + reachOf(rule);
    if (!complete && !force && (!eager || now < candidate.lookAt)) {
      return wait2(candidate, rule, limits);
    }
    const look = lookAt(rule, { first, last, complete, idle });
    if (look === "no") {
      if (first > of.emptyTo) of.emptyFrom = first;
      of.emptyTo = last + 1;
      return true;
    }
    if (typeof look === "object" && of.blockedIn !== round) {
      of.lastEnd = base + look.matchEnd;
      reportMatch(rule, index, look);
      return true;
    }
    candidate.lookAt = now + 1 + (now - at >> lookAgainShift);
    candidate.clear = look === "open" ? now : first + (rule.beforeSecret ?? 0);
    return wait2(candidate, rule, limits);
  }
  function wait2({ at, rule: index, clear }, rule, limits) {
    const earliest = at - rule.beforeKeyword.max;
    progressOf(index).blockedIn = round;
    limits.settled = Math.min(limits.settled, earliest);
    if (rule.tier === "rewrite") limits.safe = Math.min(limits.safe, clear < 0 ? earliest : clear);
    return false;
  }
  function reportMatch(rule, order, { start, end: end2, follow }) {
    const { text, base } = received;
    const { id, tier, confidence } = rule;
    const value2 = detached(text.slice(start, end2));
    report(
      { start: base + start, end: base + end2, rule: id, tier, confidence, order, value: value2 },
      follow
    );
  }
  function decideNeedles({ at }, needles, limits, final) {
    const { text, base } = received;
    for (const needle of needles) {
      const here = compareNeedle(needle, text, at - base, final);
      if (here === "growing" && !final) {
        limits.safe = Math.min(limits.safe, at - needle.before);
        return false;
      }
      if (here === "no" || here === "growing" && endOf(received) - at < minCutOff) continue;
      report(spanOfNeedle(needle, text, at - base, base), void 0);
      break;
    }
    return true;
  }
  return {
    begin(started, at, { withRules }) {
      const candidate = { at, clear: -1, lookAt: 0 };
      if (started.needles.length > 0) {
        waiting.push({ ...candidate, rule: -1, needles: started.needles });
      }
      if (!withRules) return;
      for (const rule of started.rules) {
        if (mayLook(rule, at)) waiting.push({ ...candidate, rule, needles: void 0 });
      }
    },
    decide(moment) {
      round++;
      const now = endOf(received);
      const limits = { safe: now, settled: now };
      const eager = waiting.length <= maxEager;
      waiting = waiting.filter(
        (candidate) => candidate.needles === void 0 ? !decideRule(candidate, limits, { ...moment, eager }) : !decideNeedles(candidate, candidate.needles, limits, moment.final)
      );
      return limits;
    },
    forgetNeedles() {
      waiting = waiting.filter(({ needles }) => needles === void 0);
    },
    firstBefore: (otherwise) => waiting.reduce((least, { at }) => Math.min(least, at), otherwise)
  };
}

// src/core/secrets/decoding/character.ts
import { Buffer as Buffer4 } from "node:buffer";
var mayFold = /[\xc2\xcd\xd8\xe1-\xe3\xef\xf0\xf3]/g;
var invisible = new RegExp("^\\p{Default_Ignorable_Code_Point}$", "u");
var folded = /* @__PURE__ */ new Map();
var maxFolded = 4096;
function lengthFrom(byte) {
  if (byte >= 240) return byte < 248 ? 4 : 1;
  if (byte >= 224) return 3;
  return byte >= 194 ? 2 : 1;
}
function foldAt(bytes, at) {
  const length = lengthFrom(bytes.charCodeAt(at));
  if (at + length > bytes.length) return void 0;
  let key = 0;
  for (let index = at; index < at + length; index++) key = key * 256 + bytes.charCodeAt(index);
  const known = folded.get(key);
  if (known !== void 0 || folded.has(key)) return known;
  const fold = compatible(bytes.slice(at, at + length));
  if (folded.size >= maxFolded) folded.clear();
  folded.set(key, fold);
  return fold;
}
function compatible(bytes) {
  const character = Buffer4.from(bytes, "latin1").toString("utf8");
  if (invisible.test(character)) return "";
  const plain2 = character.normalize("NFKC");
  return /^[\x21-\x7e]+$/.test(plain2) ? plain2 : void 0;
}
var isWordByte = new Uint8Array(256);
for (let byte = 33; byte < 127; byte++) {
  isWordByte[byte] = "\"'`,<>()[]|".includes(String.fromCharCode(byte)) ? 0 : 1;
}
function wordStart(text, to, least) {
  let at = to;
  while (at > least) {
    const byte = text.charCodeAt(at - 1);
    if (isWordByte[byte] === 1) at--;
    else if (byte < 128) break;
    else {
      const start = characterStart(text, at - 1);
      if (start < least || !joins(text, start, at)) break;
      at = start;
    }
  }
  return at;
}
function wordEnd(text, from, most) {
  let at = from;
  while (at < most) {
    const byte = text.charCodeAt(at);
    if (isWordByte[byte] === 1) at++;
    else if (byte < 128) break;
    else {
      const end2 = Math.min(most, at + lengthFrom(byte));
      if (!joins(text, at, end2)) break;
      at = end2;
    }
  }
  return at;
}
function characterStart(text, last) {
  let at = last;
  while (at > 0 && last - at < 3 && (text.charCodeAt(at) & 192) === 128) at--;
  return at;
}
function joins(text, start, end2) {
  const length = lengthFrom(text.charCodeAt(start));
  if (length === 1) return false;
  if (end2 - start < length) return end2 === text.length;
  return end2 - start === length && foldAt(text, start) !== void 0;
}

// src/core/secrets/decoding/features.ts
var maxBehind = 256;
function createFeatures(text, from, to, { ascii: ascii2, floor = from }) {
  const nexts = finders.map(
    (find) => ascii2 && find === findFold ? -1 : find(text, from, to, floor)
  );
  return {
    /** The first feature at or behind `at`; -1 when there is none before the end. */
    next(at) {
      let first = -1;
      for (let index = 0; index < nexts.length; index++) {
        let next = nexts[index];
        if (next >= 0 && next < at) {
          next = finders[index](text, at, to, floor);
          nexts[index] = next;
        }
        if (next >= 0 && (first < 0 || next < first)) first = next;
      }
      return first;
    }
  };
}
function escapeFinder(first, second, pattern) {
  const maySecond = new Uint8Array(256);
  for (const char of second) maySecond[char.charCodeAt(0)] = 1;
  return (text, from, to) => {
    for (let at = text.indexOf(first, from); at >= 0 && at < to; at = text.indexOf(first, at + 1)) {
      if (maySecond[text.charCodeAt(at + 1) & 255] === 0) continue;
      pattern.lastIndex = at;
      if (pattern.test(text)) return at;
    }
    return -1;
  };
}
function findFold(text, from, to) {
  mayFold.lastIndex = from;
  while (mayFold.test(text)) {
    const at = mayFold.lastIndex - 1;
    if (at >= to) break;
    if (foldAt(text, at) !== void 0) return at;
  }
  return -1;
}
function findBase64(text, from, to, floor) {
  let clear = Math.max(floor, from - maxBehind);
  for (let at = from + minBase64 - 1; at < to; at += minBase64) {
    if (isBase64Byte[text.charCodeAt(at)] === 0) {
      clear = at + 1;
      continue;
    }
    let start = at;
    while (start > clear && isBase64Byte[text.charCodeAt(start - 1)] === 1) start--;
    let end2 = at + 1;
    while (end2 < to && isBase64Byte[text.charCodeAt(end2)] === 1) end2++;
    while (end2 - start >= minBase64) {
      if (mayDecode(text, start)) return start;
      while (start < end2 && text[start] !== "/") start++;
      start++;
    }
    clear = end2;
    at = end2;
  }
  return -1;
}
var finders = [
  escapeFinder("%", "0123456789ABCDEFabcdef", /%[0-9A-Fa-f]{2}/y),
  escapeFinder("&", "#algq", /&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|amp|lt|gt|quot|apos);/y),
  escapeFinder("\\", "\\ux", /\\{1,8}(?:u[0-9A-Fa-f]{4}|u\{[0-9A-Fa-f]{1,6}\}|x[0-9A-Fa-f]{2})/y),
  findFold,
  findBase64
];

// src/core/secrets/decoding/decode.ts
import { Buffer as Buffer5 } from "node:buffer";

// src/core/secrets/decoding/gzip.ts
import { constants, inflateRawSync } from "node:zlib";
var maxInflated = 65536;
var shrinkBy = 8;
var maxTries = 4;
function inflateBegin(bytes, most = maxInflated) {
  const header3 = headerLength(bytes);
  if (header3 === void 0) return void 0;
  let input = bytes.subarray(header3);
  for (let tries = 0; tries < maxTries && input.length > 0; tries++) {
    try {
      const { buffer, engine } = inflate(input, most);
      return { bytes: buffer, consumed: Math.min(bytes.length, header3 + engine.bytesWritten + 8) };
    } catch (error) {
      if (!isTooLarge(error)) return void 0;
      input = input.subarray(0, Math.floor(Math.min(input.length, most) / shrinkBy));
    }
  }
  return void 0;
}
function inflate(input, most) {
  const options = { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: most, info: true };
  const inflated = inflateRawSync(input, options);
  return inflated;
}
function headerLength(bytes) {
  const flags = bytes[3] ?? 255;
  if (flags > 31) return void 0;
  let at = 10;
  if (flags & 4) at += 2 + (bytes[at] ?? 0) + 256 * (bytes[at + 1] ?? 0);
  for (const flag of [8, 16]) {
    if ((flags & flag) === 0) continue;
    const zero = bytes.indexOf(0, at);
    if (zero < 0) return void 0;
    at = zero + 1;
  }
  if (flags & 2) at += 2;
  return at < bytes.length ? at : void 0;
}
var isTooLarge = (error) => typeof error === "object" && error !== null && "code" in error && error.code === "ERR_BUFFER_TOO_LARGE";

// src/core/secrets/decoding/decode.ts
function decodingsOf(word) {
  const unescaped = mayHoldEscapes.test(word) ? undoEscapes(word) : void 0;
  return [...unescaped === void 0 ? [] : [unescaped], ...blocksOf(word)];
}
var mayHoldEscapes = /[%&\\\x80-\xff]/;
var escapeForms = /%(?<byte>[0-9A-Fa-f]{2})|\\{1,8}(?:u(?<unit>[0-9A-Fa-f]{4})|u\{(?<point>[0-9A-Fa-f]{1,6})\}|x(?<code>[0-9A-Fa-f]{2}))|&(?:#(?<decimal>\d{1,7})|#[xX](?<hex>[0-9A-Fa-f]{1,6})|(?<name>amp|lt|gt|quot|apos));|(?<folds>[\xc2\xcd\xd8][\x80-\xbf]|[\xe1-\xe3\xef][\x80-\xbf]{2}|[\xf0\xf3][\x80-\xbf]{3})/g;
var named = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };
function undoEscapes(word) {
  let text = "";
  let from = 0;
  const changes = [];
  for (const match2 of word.matchAll(escapeForms)) {
    const plain2 = plainOf(match2.groups ?? {});
    if (plain2 === void 0) continue;
    text += word.slice(from, match2.index);
    from = match2.index + match2[0].length;
    changes.push({
      from: match2.index,
      to: from,
      textFrom: text.length,
      textTo: text.length + plain2.length
    });
    text += plain2;
  }
  if (changes.length === 0) return void 0;
  return {
    text: text + word.slice(from),
    inPlace: true,
    origin(start, end2) {
      if (!changes.some(({ textFrom, textTo }) => textTo >= start && textFrom <= end2))
        return void 0;
      return { start: originOf(changes, start, "from"), end: originOf(changes, end2, "to") };
    }
  };
}
function originOf(changes, at, side) {
  let shift = 0;
  for (const change of changes) {
    if (at < change.textFrom || side === "to" && at === change.textFrom) break;
    if (at < change.textTo) return change[side];
    shift = change.to - change.textTo;
    if (side === "to" && at === change.textTo) break;
  }
  return at + shift;
}
function plainOf(groups) {
  const { byte, unit, point, code, decimal, hex: hex2, name: name2, folds } = groups;
  if (byte !== void 0) return String.fromCharCode(Number.parseInt(byte, 16));
  if (folds !== void 0) return foldAt(folds, 0);
  if (name2 !== void 0) return named[name2];
  const number = decimal !== void 0 ? Number(decimal) : Number.parseInt(unit ?? point ?? code ?? hex2 ?? "", 16);
  return number <= 1114111 ? toBytes(String.fromCodePoint(number)) : void 0;
}
function blocksOf(word) {
  const blocks = [];
  for (let at = 0; at < word.length; ) {
    if (isBase64Byte[word.charCodeAt(at)] === 0) {
      at++;
      continue;
    }
    let end2 = at + 1;
    while (end2 < word.length && isBase64Byte[word.charCodeAt(end2)] === 1) end2++;
    const found = decodeBlock(word.slice(at, end2), at);
    blocks.push(...found);
    const slash = found.length > 0 ? -1 : word.indexOf("/", at);
    at = slash < 0 || slash > end2 ? end2 : slash + 1;
  }
  return blocks;
}
function decodeBlock(block2, at) {
  const decoded = [];
  if (block2.length < minBase64) return decoded;
  const add = (bytes) => {
    const text = bytes.toString("latin1");
    const origin = () => ({ start: at, end: at + block2.length });
    decoded.push({
      text: utf16.test(text) ? text.replaceAll("\0", "") : text,
      inPlace: false,
      origin
    });
  };
  if (block2.startsWith(gzipInBase64)) {
    const inflated = inflateBegin(Buffer5.from(block2, "base64"));
    if (inflated !== void 0) add(inflated.bytes);
  }
  if (wholeHex.test(block2) && hexBeginsLikeText(block2, 0)) add(Buffer5.from(block2, "hex"));
  for (let shift = 0; shift < 4; shift++) {
    if (base64BeginsLikeText(block2, shift)) add(Buffer5.from(block2.slice(shift), "base64"));
  }
  return decoded;
}
var wholeHex = /^(?:[0-9A-Fa-f]{2}){16,}$/;
var utf16 = /^(?:\xff\xfe|\xfe\xff)?(?:(?:[\t\n\r\x20-\x7e]\0){4}|(?:\0[\t\n\r\x20-\x7e]){4})/;

// src/core/secrets/decoding/words.ts
var leading = 256;
var maxFeature = 32;
var maxPart = 4096;
var overlap = 512;
var contextBytes = 64;
var minWord = 12;
function createWords(search, report) {
  let done = 0;
  let inside = false;
  let trail = 0;
  let lastEnd = 0;
  let ascii2 = true;
  function grow(received) {
    const { text, base } = received;
    const end2 = base + text.length;
    ascii2 = ascii2 && received.ascii;
    const reached = base + wordStart(text, text.length, Math.max(0, lastEnd - 4 - base));
    trail = reached <= lastEnd ? Math.min(trail, reached) : reached;
    if (trail > done) lookThrough(text, base, trail);
    if (trail === end2) ascii2 = true;
    else if (!inside) startInside(text, base);
    while (inside && end2 - done > maxPart) part(text, base, done, done + maxPart);
    words2.heldFrom = inside ? done : Math.max(trail, end2 - leading - maxFeature);
    words2.heldWhenIdle = inside ? done : end2;
    lastEnd = end2;
  }
  function lookThrough(text, base, limit) {
    if (inside) parts(text, base, done, base + wordEnd(text, done - base, limit - base));
    inside = false;
    const features = createFeatures(text, done - base, limit - base, { ascii: ascii2 });
    for (let at = features.next(done - base); at >= 0; at = features.next(done - base)) {
      const from = wordStart(text, at, Math.max(done - base, at - leading));
      parts(text, base, base + from, base + wordEnd(text, at, limit - base));
    }
    done = limit;
  }
  function startInside(text, base) {
    const from = Math.max(trail, lastEnd - maxFeature) - base;
    const at = createFeatures(text, from, text.length, { ascii: ascii2, floor: trail - base }).next(from);
    if (at < 0 || at + maxFeature > text.length) return;
    inside = true;
    done = base + wordStart(text, at, Math.max(trail - base, at - leading));
  }
  function parts(text, base, from, to) {
    done = from;
    while (to - done > maxPart) part(text, base, done, done + maxPart);
    part(text, base, done, to);
    done = to;
  }
  function part(text, base, from, to) {
    done = to - overlap;
    if (to - from < minWord) return;
    const word = text.slice(from - base, to - base);
    for (const decoded of decodingsOf(word)) {
      const context = decoded.inPlace ? lineBefore(text, from - base) : "";
      for (const span of search(context + decoded.text)) {
        const origin = decoded.origin(
          Math.max(0, span.start - context.length),
          span.end - context.length
        );
        if (span.end <= context.length || origin === void 0) continue;
        report({ ...span, start: from + origin.start, end: from + origin.end });
      }
    }
  }
  const words2 = {
    grow,
    finish(received) {
      ascii2 = ascii2 && received.ascii;
      trail = received.base + received.text.length;
      if (trail > done) lookThrough(received.text, received.base, trail);
      words2.heldFrom = trail;
      words2.heldWhenIdle = trail;
    },
    heldFrom: 0,
    heldWhenIdle: 0
  };
  return words2;
}
function lineBefore(text, at) {
  const before4 = text.slice(Math.max(0, at - contextBytes), at);
  return before4.slice(before4.lastIndexOf("\n") + 1);
}

// src/core/secrets/open-ended.ts
function createOpenEndedSecrets(report) {
  const open = [];
  let follows2 = [];
  return {
    open,
    add(span, follow) {
      open.push(span);
      follows2.push(follow);
    },
    follow({ text, base }, final) {
      const before4 = open.splice(0);
      follows2 = follows2.filter((follow, index) => {
        const span = before4[index];
        if (span === void 0) return false;
        const { to, done } = follow(text, span.end - base, final);
        span.end = base + to;
        if (done) report(span);
        else open.push(span);
        return !done;
      });
    }
  };
}

// src/core/secrets/matcher.ts
var keptBytes = maxBeforeKeyword + bytesBefore + 64;
function createMatcher(start, options = {}) {
  const accepts = options.accepts ?? (() => true);
  const depth = options.decodeDepth ?? 0;
  let vocabulary = start;
  let needed = 0;
  let found = [];
  let finished = false;
  let limits = { safe: 0, settled: 0 };
  let safeOfWaiting = 0;
  const walk = { state: 0, hits: [], bits: 0 };
  const received = createTextWindow();
  const report = (span) => {
    if (accepts(span)) found.push(span);
  };
  const openEnded = createOpenEndedSecrets(report);
  const candidates = createCandidates({
    received,
    vocabulary: () => vocabulary,
    report(span, follow) {
      if (follow === void 0) report(span);
      else openEnded.add(span, follow);
    }
  });
  const search = (decoded) => searchWhole(vocabulary, decoded, { ...options, decodeDepth: depth - 1 });
  const words2 = depth > 0 ? createWords(search, report) : void 0;
  function append(bytes) {
    const from = endOf(received);
    received.append(bytes);
    return findLiterals(bytes, from, true);
  }
  function findLiterals(bytes, from, withRules) {
    const { automaton, literals } = vocabulary;
    walkOn(automaton, walk, bytes);
    const { hits } = walk;
    for (let at = 0; at < hits.length; at += 2) {
      const behind = from + hits[at] + 1;
      for (const literal of endingsOf(automaton, hits[at + 1])) {
        const started = literals[literal];
        if (started !== void 0) {
          candidates.begin(started, behind - started.length, { withRules });
        }
      }
    }
    hits.length = 0;
    return walk.bits < 128;
  }
  function decide({ force = false, idle = false } = {}) {
    const now = endOf(received);
    limits = candidates.decide({ force, idle, final: finished });
    if (openEnded.open.length > 0) openEnded.follow(received, finished);
    for (const span of openEnded.open) {
      limits.settled = Math.min(limits.settled, span.start);
      if (span.tier === "rewrite") limits.safe = Math.min(limits.safe, span.start);
    }
    safeOfWaiting = limits.safe;
    if (finished) return;
    const { automaton } = vocabulary;
    const begun2 = automaton.heldDepth[walk.state / automaton.rowSize] ?? 0;
    limits.safe = Math.min(limits.safe, now - begun2, words2?.heldFrom ?? now);
    limits.settled = Math.min(limits.settled, limits.safe);
  }
  return {
    push(bytes) {
      const ascii2 = append(bytes);
      words2?.grow({ text: received.text, base: received.base, ascii: ascii2 });
      decide();
    },
    settle() {
      decide({ force: true, idle: true });
    },
    finish(rest = "") {
      const ascii2 = append(rest);
      finished = true;
      words2?.finish({ text: received.text, base: received.base, ascii: ascii2 });
      decide({ force: true });
    },
    take() {
      const taken = found;
      found = [];
      return taken;
    },
    safe: () => limits.safe,
    safeWhenIdle() {
      const now = endOf(received);
      if (finished) return now;
      const begun2 = knownBeginning(vocabulary.needles, received.text);
      return Math.min(safeOfWaiting, now - begun2, words2?.heldWhenIdle ?? now);
    },
    settled: () => limits.settled,
    end: () => endOf(received),
    kept: () => received.text.length,
    slice: (from, to) => received.text.slice(from - received.base, to - received.base),
    forget(before4) {
      needed = Math.max(needed, before4);
      const isSwallowed = openEnded.open.some(({ start: start2 }) => start2 <= needed);
      const wanted = isSwallowed ? endOf(received) : needed;
      const oldest = candidates.firstBefore(Math.min(wanted, words2?.heldFrom ?? wanted));
      received.dropBefore(oldest, keptBytes);
    },
    adopt(changed) {
      vocabulary = changed;
      walk.state = 0;
      candidates.forgetNeedles();
      const from = Math.max(received.base, needed - prefixBytes);
      findLiterals(received.text.slice(from - received.base), from, false);
      decide({ force: true });
    }
  };
}
function searchWhole(vocabulary, text, options) {
  if (!holdsLiteral(vocabulary, text) && !mayStandForMore(text, options)) return [];
  const matcher = createMatcher(vocabulary, options);
  matcher.finish(text);
  return mergeSpans(matcher.take());
}
function holdsLiteral({ automaton }, text) {
  const walk = { state: 0, hits: [], bits: 0 };
  walkOn(automaton, walk, text);
  return walk.hits.length > 0;
}
var mayStandForMore = (text, { decodeDepth = 0 }) => decodeDepth > 0 && createFeatures(text, 0, text.length, { ascii: false }).next(0) >= 0;

// src/core/secrets/pem.ts
var sampleBytes = 64;
var minBody = 40;
var minEntropy = 4;
var windowBytes = 1024;
var minLine = 16;
var maxBlock2 = 262144;
var longestMarker2 = 80;
var begin = /-----BEGIN (?:[A-Z0-9]{1,16} ){0,4}PRIVATE KEY(?: BLOCK)?-----/y;
var end = /-----END [A-Z0-9 ]{1,60}-----/y;
var header2 = /(?:[ \t\r\n"'+,>#*|]|\\{1,8}[nrt])*[A-Z][A-Za-z0-9-]{1,30}: [^\r\n\\]{0,200}(?=[\r\n\\])/y;
var line = /[0-9A-Za-z+/=]+/y;
var gap = /[ \t\r\n"'+,>#*|]+|\\{1,8}[nrt]/y;
var pemRule = {
  id: "private-key",
  tier: "rewrite",
  confidence: "high",
  keywords: ["-----begin"],
  maxLength: windowBytes,
  beforeKeyword: { min: 0, max: 0 },
  look(text, first, _last, complete) {
    const window = text.slice(first, first + windowBytes);
    const opening2 = match(begin, window, 0);
    if (opening2 === 0) return !complete && window.length < longestMarker2 ? "begun" : "no";
    const from = skipHeaders(window, opening2);
    if (!complete && !/[\r\n\\]/.test(window.slice(from).trimStart())) return "begun";
    const body = bodyOf(window, from, complete);
    if (body === "wait") return "begun";
    if (body.length < minBody || entropyOf(body) < minEntropy) return "no";
    return { start: first, end: first + from, matchEnd: first + from, follow: createFollow(from) };
  }
};
function match(pattern, text, at) {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0].length ?? 0;
}
function skipHeaders(text, from) {
  let at = from;
  for (let length = match(header2, text, at); length > 0; length = match(header2, text, at))
    at += length;
  return at;
}
function bodyOf(text, from, complete) {
  let body = "";
  let at = from;
  while (body.length < sampleBytes) {
    const part = nextPart(text, at, complete);
    if (part.kind === "wait") return complete ? body : "wait";
    if (part.kind !== "line" && part.kind !== "gap") break;
    if (part.kind === "line") {
      if (part.length < minLine) break;
      body += text.slice(at, at + part.length);
    }
    at += part.length;
  }
  return body.slice(0, sampleBytes);
}
var wait = { kind: "wait", length: 0 };
var stop = { kind: "stop", length: 0 };
function nextPart(text, at, final, insideLine = false) {
  const rest = text.length - at;
  if (rest === 0) return wait;
  if (text[at] === "-") {
    const length = match(end, text, at);
    if (length > 0) return { kind: "end", length };
    const mayGrow = !final && rest < longestMarker2 && startsLikeEnd(text.slice(at));
    return mayGrow ? wait : stop;
  }
  const inLine = match(line, text, at);
  if (inLine > 0 && insideLine) return { kind: "line", length: inLine };
  if (inLine > 0 && inLine < minLine && inLine === rest && !final) return wait;
  if (inLine > 0 && (inLine >= minLine || text[at] !== "+")) return { kind: "line", length: inLine };
  const inGap = match(gap, text, at);
  if (inGap > 0) return { kind: "gap", length: inGap };
  return !final && rest <= 8 && /^\\+$/.test(text.slice(at)) ? wait : stop;
}
var startsLikeEnd = (text) => text.length < 9 ? "-----END ".startsWith(text) : /^-----END [A-Z0-9 ]*-*$/.test(text);
function createFollow(before4) {
  let passed = before4;
  let insideLine = false;
  return (text, from, final) => {
    const most = Math.min(text.length, from + maxBlock2 - passed);
    let at = from;
    let done = false;
    while (!done && at < most) {
      const part = nextPart(text, at, final, insideLine);
      if (part.kind === "wait") break;
      if (part.kind === "line" && part.length < minLine && !insideLine) {
        const closes = closesBlock(text, at + part.length, final);
        if (closes === "wait") break;
        if (!closes) {
          done = true;
          break;
        }
      }
      at += part.length;
      done = part.kind === "stop" || part.kind === "end";
      insideLine = part.kind === "line";
    }
    at = Math.min(at, most);
    passed += at - from;
    return { to: at, done: done || final || passed >= maxBlock2 };
  };
}
function closesBlock(text, from, final) {
  let at = from;
  for (let length = match(gap, text, at); length > 0; length = match(gap, text, at)) at += length;
  const rest = text.slice(at, at + 9);
  if (rest.length === 9 || final) return rest === "-----END " || rest === "";
  return "-----END ".startsWith(rest) || /^\\+$/.test(rest) ? "wait" : false;
}

// src/core/secrets/scanner.ts
import { Buffer as Buffer6 } from "node:buffer";

// src/core/secrets/decoding/utf16.ts
var wideText = /(?:[\t\n\r\x20-\xff]\0){8,}|(?:\0[\t\n\r\x20-\xff]){8,}/g;
function wideSpans(bytes, base, search) {
  const spans = [];
  for (const match2 of bytes.toString("latin1").matchAll(wideText)) {
    for (const span of search(match2[0].replaceAll("\0", ""))) {
      const from = base + match2.index;
      spans.push({ ...span, start: from + 2 * span.start, end: from + 2 * span.end });
    }
  }
  return spans;
}

// src/core/secrets/scanner.ts
var blockBytes2 = 32768;
var overlap2 = 8192;
var maxInflated2 = 16777216;
var maxInflatedInAll = 67108864;
var gzipMagic = Buffer6.from([31, 139, 8]);
function searchBytes(vocabulary, bytes, options) {
  const scanner = createScanner(vocabulary, options, (span) => span);
  return [...scanner.push(bytes), ...scanner.finish()];
}
function createScanner(vocabulary, options, describe) {
  const matcher = createMatcher(vocabulary, options);
  const depth = options.decodeDepth ?? 0;
  const search = (text) => searchWhole(vocabulary, text, { ...options, decodeDepth: depth - 1 });
  let spans = [];
  let tail = Buffer6.alloc(0);
  let at = 0;
  let budget = maxInflatedInAll;
  function lookInside(piece) {
    const from = at - tail.length;
    const region = tail.length === 0 ? piece : Buffer6.concat([tail, piece]);
    const isNew = (span) => span.end > at;
    if (region.includes(0)) spans.push(...wideSpans(region, from, search).filter(isNew));
    for (let magic = region.indexOf(gzipMagic); magic >= 0; magic = region.indexOf(gzipMagic, magic + 1)) {
      if (from + magic + gzipMagic.length <= at || budget <= 0) continue;
      const inflated = inflateBegin(region.subarray(magic), maxInflated2);
      if (inflated === void 0) continue;
      budget -= inflated.bytes.length;
      const start = from + magic;
      for (const span of searchBytes(vocabulary, inflated.bytes, {
        ...options,
        decodeDepth: depth - 1
      })) {
        spans.push({ ...span, start, end: start + inflated.consumed });
      }
    }
    tail = Buffer6.from(region.subarray(Math.max(0, region.length - overlap2)));
  }
  function leave(limit) {
    for (const span of matcher.take()) spans.push(span);
    if (spans.length === 0) return [];
    const merged = mergeSpans(spans);
    const ready = merged.filter((span) => span.end <= limit);
    const shields = spans.filter(({ rule }) => rule === markerRuleId);
    spans = [...shields, ...merged].filter((span) => span.end > limit);
    return ready.map(describe);
  }
  return {
    push(bytes) {
      const piece = Buffer6.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      for (let from = 0; from < piece.length; from += blockBytes2) {
        matcher.push(piece.toString("latin1", from, Math.min(piece.length, from + blockBytes2)));
        matcher.forget(matcher.settled());
      }
      if (depth > 0) lookInside(piece);
      at += piece.length;
      return leave(Math.min(matcher.settled(), at - overlap2));
    },
    finish() {
      matcher.finish();
      return leave(Number.POSITIVE_INFINITY);
    }
  };
}

// src/core/secrets/create-engine.ts
var inlineDepth = 2;
var scanDepth = 3;
function createSecretEngine(options) {
  const detectors2 = options.detectors ?? detectors;
  const markers = createMarkers(options.pseudonymKey);
  const rules = [
    createMarkerRule(markers),
    ...detectors2.map(createRule),
    ...detectors2.some(({ keywords }) => keywords.includes("-----begin")) ? [pemRule] : [],
    ...createCustomRules(options.customRules ?? [])
  ];
  const fingerprintOf = createFingerprints();
  const allowed = allowedFingerprints(options.allow ?? [], options.now);
  const needles = [];
  let current;
  const vocabulary = () => {
    current ??= createVocabulary(rules, needles);
    return current;
  };
  const accepts = (span) => span.known !== void 0 || span.rule === markerRuleId || !markers.isOnlyMarkers(span.value) && (allowed.size === 0 || !allowed.has(fingerprintOf(span.value)));
  const matcherOptions = (decodeDepth) => ({ accepts, decodeDepth });
  const markerFor = ({ rule, known, value: value2 }) => markers.markerFor(known === void 0 ? rule : `known-${markerName(known)}`, value2);
  const findingFor = ({ rule, tier, confidence, value: value2 }, pseudonym) => Object.assign(new LazyFingerprint(() => fingerprintOf(value2)), {
    rule,
    tier,
    confidence,
    ...pseudonym === void 0 ? {} : { pseudonym }
  });
  function createStream(onReplace) {
    let seen = vocabulary();
    const matcher = createMatcher(seen, matcherOptions(inlineDepth));
    return createMaskStream({
      matcher,
      markerFor,
      findingFor,
      ...onReplace === void 0 ? {} : { onReplace },
      refresh() {
        if (seen === vocabulary()) return;
        seen = vocabulary();
        matcher.adopt(seen);
      }
    });
  }
  const newScanner = (decodeDepth, describe) => createScanner(vocabulary(), matcherOptions(decodeDepth), describe);
  function addKnown(name2, value2) {
    const more = needlesOf(name2, value2);
    needles.push(...more);
    current = void 0;
    return more.length > 0;
  }
  for (const { name: name2, value: value2 } of options.known ?? []) addKnown(name2, value2);
  return {
    addKnown,
    scan(bytes, { decodeDepth = scanDepth } = {}) {
      const scanner = newScanner(
        decodeDepth,
        (span) => Object.assign(new LazyFingerprint(() => fingerprintOf(span.value)), placeOf2(span))
      );
      return [...scanner.push(bytes), ...scanner.finish()];
    },
    maskText(text) {
      const stream = createStream();
      const masked = stream.write(text) + stream.end();
      return { text: masked, findings: stream.takeFindings() };
    },
    maskPlaces(text) {
      const replaced = [];
      const stream = createStream((place) => replaced.push(place));
      const masked = stream.write(text) + stream.end();
      return { text: masked, findings: stream.takeFindings(), places: placesOf(text, replaced) };
    },
    createMaskStream: () => createStream(),
    createScanner({ decodeDepth = scanDepth } = {}) {
      return newScanner(decodeDepth, (span) => {
        const match2 = new LazyPseudonym(
          () => fingerprintOf(span.value),
          () => markerFor(span)
        );
        return Object.assign(match2, placeOf2(span));
      });
    },
    isAllowedAt: (path, found) => found.rule !== knownRule && (options.allowedAt?.(path, found) ?? false),
    hasPseudonym: markers.hasMarker,
    findPseudonyms: markers.find
  };
}
function placesOf(text, replaced) {
  const bytes = toBytes(text);
  let from = 0;
  let at = 0;
  let maskedAt = 0;
  return replaced.map(({ start, end: end2, marker, known }) => {
    const plain2 = fromBytes(bytes.slice(from, start)).length;
    const length = fromBytes(bytes.slice(start, end2)).length;
    from = end2;
    const place = {
      start: at + plain2,
      end: at + plain2 + length,
      maskedStart: maskedAt + plain2,
      maskedEnd: maskedAt + plain2 + marker.length,
      marker,
      known
    };
    at = place.end;
    maskedAt = place.maskedEnd;
    return place;
  });
}
function placeOf2({ start, end: end2, rule, tier, confidence, known }) {
  return { start, end: end2, rule, tier, confidence, ...known === void 0 ? {} : { known } };
}

export {
  markerShape,
  createSecretEngine
};
