import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);

// src/core/git/path-facts.ts
var ignored = new RegExp("[\\u00ad\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u206f\\ufeff]|\\p{Variation_Selector}", "gu");
function canonicalPath(path) {
  return path.replace(ignored, "").normalize("NFKC").toUpperCase().toLowerCase().normalize("NFC");
}
var roles = [
  ["workflow", /^\.github\/(?:workflows|actions)(?:\/|$)/],
  ["policy", /^\.github\/cursor-guard\.ya?ml$/],
  ["code-owners", /^(?:\.github\/|docs\/)?codeowners$/],
  ["agent-settings", /^(?:.+\/)?(?:\.cursor(?:\/|$)|\.cursorrules$)/],
  ["submodules", /^\.gitmodules$/]
];
function rolesOf(path) {
  const canonical = canonicalPath(path);
  return roles.filter(([, pattern]) => pattern.test(canonical)).map(([role]) => role);
}
function isGitFile(path) {
  const name = canonicalPath(path).split("/").at(-1) ?? "";
  return /^\.(?:gitattributes|gitmodules|gitignore|mailmap)$/.test(name);
}
function linkProblem(path, target) {
  const plain = target.replaceAll("\\", "/");
  if (plain.startsWith("/") || /^[A-Za-z]:/.test(plain)) return "points to an absolute path";
  if (plain.startsWith("~")) return "points to a home folder";
  const folder = path.split("/").slice(0, -1);
  for (const part of plain.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") folder.push(part);
    else if (folder.pop() === void 0) return "points out of the repository";
  }
  const reaches = folder.some((part) => canonicalPath(part) === ".git");
  return reaches ? "points into the .git folder" : void 0;
}
function parseGitmodules(text) {
  const entries = [];
  let current;
  const lines = text.replace(/^\ufeff/, "").replace(/\\\r?\n/g, "");
  for (const line of lines.split(/\r?\n/)) {
    const rest = line.trim();
    if (rest === "" || rest.startsWith("#") || rest.startsWith(";")) continue;
    const section = /^\[\s*([A-Za-z0-9.-]+)(?:\s+"((?:[^"\\]|\\.)*)")?\s*\]\s*(.*)$/.exec(rest);
    const setting = section === null ? rest : section[3] ?? "";
    if (section !== null) {
      const isSubmodule = section[1]?.toLowerCase() === "submodule";
      current = isSubmodule ? { name: (section[2] ?? "").replace(/\\(.)/g, "$1") } : void 0;
      if (current !== void 0) entries.push(current);
    }
    if (setting === "" || setting.startsWith("#") || setting.startsWith(";")) continue;
    const pair = /^([A-Za-z][A-Za-z0-9-]*)\s*(?:=\s*(.*))?$/.exec(setting);
    if (pair === null) return void 0;
    const value = readValue(pair[2] ?? "");
    if (value === void 0) return void 0;
    const key = pair[1]?.toLowerCase();
    if (current === void 0 || key !== "url" && key !== "path" && key !== "update") continue;
    if (current[key] !== void 0) {
      current = { name: current.name };
      entries.push(current);
    }
    current[key] = value;
  }
  return entries;
}
function readValue(text) {
  const escapes = { n: "\n", t: "	", b: "\b", '"': '"', "\\": "\\" };
  let value = "";
  let kept = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === '"') quoted = !quoted;
    else if (character === "\\") {
      at += 1;
      const meant = escapes[text.charAt(at)];
      if (meant === void 0) return void 0;
      value += meant;
    } else if (!quoted && (character === "#" || character === ";")) break;
    else value += character;
    if (quoted || !/\s/.test(character)) kept = value.length;
  }
  return quoted ? void 0 : value.slice(0, kept);
}
function submoduleUrlProblem(url) {
  if (url.startsWith("-")) return "an address that starts with a hyphen is taken for an option";
  if (/[\u0000-\u001f\u007f]/.test(url)) return "an address holds a control character";
  if (/^\.\.?(?:\/|$)/.test(url)) return void 0;
  const helper = /^([A-Za-z0-9][A-Za-z0-9+.-]*)::/.exec(url)?.[1];
  if (helper !== void 0) return `${helper}:: runs a program of that name`;
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):\/\//.exec(url)?.[1]?.toLowerCase();
  if (scheme === "https") return void 0;
  if (scheme === "ssh") return /^ssh:\/\/(?:[^@/]*@)?-/i.test(url) ? optionHost : void 0;
  if (scheme !== void 0) return `${scheme}:// is neither https:// nor a relative path`;
  const host = /^([^/:]+):(?!\/\/)/.exec(url)?.[1];
  if (host === void 0) return "a path of the machine is neither https:// nor relative";
  return /(?:^|@)-/.test(host) ? optionHost : void 0;
}
var optionHost = "a host that starts with a hyphen is taken for an option";
var hidden = new RegExp("[\\u202a-\\u202e\\u2066-\\u2069]|[\\u00ad\\u200b\\u200c\\u200e\\u200f\\u061c\\u180e\\u2060-\\u2064\\u206a-\\u206f]|(?<!^)\\ufeff|(?<!\\p{Extended_Pictographic}|\\ufe0f|[\\u{1f3fb}-\\u{1f3ff}])\\u200d|\\u200d(?!\\p{Extended_Pictographic})|[\\u{e0001}-\\u{e007f}](?<!\\u{1f3f4}[\\u{e0020}-\\u{e007f}]{1,8})", "gu");
var maxHidden = 100;
function hiddenCharacters(text) {
  const found = [];
  let line = 1;
  let lineStart = 0;
  for (const match of text.matchAll(hidden)) {
    for (let end2 = text.indexOf("\n", lineStart); end2 !== -1 && end2 < match.index; ) {
      line += 1;
      lineStart = end2 + 1;
      end2 = text.indexOf("\n", lineStart);
    }
    const point = match[0].codePointAt(0) ?? 0;
    const end = text.indexOf("\n", match.index);
    found.push({
      code: `U+${point.toString(16).toUpperCase().padStart(4, "0")}`,
      kind: isDirection(point) ? "direction" : "invisible",
      line,
      column: match.index - lineStart + 1,
      text: text.slice(lineStart, end === -1 ? void 0 : end)
    });
    if (found.length === maxHidden) break;
  }
  return found;
}
var isDirection = (point) => point >= 8234 && point <= 8238 || point >= 8294 && point <= 8297;

// src/core/policy/judge/glob.ts
var maxGlobLength = 500;
var maxAlternatives = 64;
var anyRun = /* @__PURE__ */ Symbol("*");
var anyOne = /* @__PURE__ */ Symbol("?");
function globProblem(pattern) {
  const read = readGlob(pattern);
  return "problem" in read ? read.problem : void 0;
}
function readGlob(pattern) {
  if (pattern.length === 0) return { problem: "is empty" };
  if (pattern.length > maxGlobLength)
    return { problem: `is longer than ${maxGlobLength} characters` };
  if (/(?<!\\)\[[!^]?(?:[^\]\\]-[^\]\\])+[^\]]?\]/.test(pattern)) {
    return {
      problem: "has a character class, which is not supported: use ? or *, or \\[ for a bracket"
    };
  }
  const expanded = expandBraces(tokenize(pattern));
  if (expanded === "unbalanced")
    return { problem: "has an opening brace without its closing brace" };
  if (expanded === "too-many")
    return { problem: `spells out more than ${maxAlternatives} alternatives` };
  return { alternatives: expanded };
}
var open = /* @__PURE__ */ Symbol("{");
var close = /* @__PURE__ */ Symbol("}");
var comma = /* @__PURE__ */ Symbol(",");
var special = /* @__PURE__ */ new Map([
  ["*", anyRun],
  ["?", anyOne],
  ["{", open],
  ["}", close],
  [",", comma]
]);
function tokenize(pattern) {
  const tokens = [];
  for (let index = 0; index < pattern.length; index++) {
    const character = pattern.charAt(index);
    if (character === "\\" && index + 1 < pattern.length) tokens.push(pattern.charAt(++index));
    else tokens.push(special.get(character) ?? character);
  }
  return tokens;
}
var literalOf = (token) => token === open ? "{" : token === close ? "}" : token === comma ? "," : token;
function expandBraces(tokens) {
  const finished = [];
  const pending = [tokens];
  for (let next = pending.shift(); next !== void 0; next = pending.shift()) {
    const group = firstGroup(next);
    if (group === "unbalanced") return "unbalanced";
    if (group === void 0) finished.push(next.map(literalOf));
    else pending.push(...group);
    if (finished.length + pending.length > maxAlternatives) return "too-many";
  }
  return finished;
}
function firstGroup(tokens) {
  const start = tokens.indexOf(open);
  if (start === -1) return void 0;
  const parts = [[]];
  let depth = 0;
  for (let index = start; index < tokens.length; index++) {
    const token = tokens[index];
    if (token === open && depth++ === 0) continue;
    if (token === close && --depth === 0) {
      const before = tokens.slice(0, start);
      const after = tokens.slice(index + 1);
      if (parts.length > 1) return parts.map((part) => [...before, ...part, ...after]);
      return [[...before, "{", ...parts[0] ?? [], "}", ...after]];
    }
    if (token === comma && depth === 1) parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return "unbalanced";
}
function compileGlob(pattern, kind) {
  const read = readGlob(pattern);
  if ("problem" in read) throw new RangeError(`the pattern ${pattern} ${read.problem}`);
  const compile = kind === "path" ? compilePath : (tokens) => compileRuns(runsOf(tokens));
  const [first, ...others] = read.alternatives.map(compile);
  if (first === void 0) return () => false;
  if (others.length === 0) return first;
  return (value) => first(value) || others.some((match) => match(value));
}
function runsOf(tokens) {
  const runs = [{ pieces: [""], length: 0 }];
  for (const token of tokens) {
    const run = runs.at(-1);
    if (token === anyRun) runs.push({ pieces: [""], length: 0 });
    else if (token === anyOne) run.pieces.push("");
    else run.pieces.push(`${run.pieces.pop() ?? ""}${token}`);
    if (token !== anyRun) run.length += token === anyOne ? 1 : token.length;
  }
  return runs;
}
function compileRuns(runs) {
  const [first, ...rest] = runs;
  const last = rest.pop();
  if (last === void 0) {
    const [only] = first.pieces;
    if (first.pieces.length === 1) return (value) => value === only;
    return (value) => value.length === first.length && runAt(first, value, 0);
  }
  return (value) => {
    const end = value.length - last.length;
    if (end < first.length || !runAt(first, value, 0) || !runAt(last, value, end)) return false;
    let from = first.length;
    for (const run of rest) {
      const found = findRun(run, value, from);
      if (found === -1) return false;
      from = found + run.length;
    }
    return from <= end;
  };
}
function runAt(run, value, start) {
  let at = start;
  for (const piece of run.pieces) {
    if (!value.startsWith(piece, at)) return false;
    at += piece.length + 1;
  }
  return at - 1 <= value.length;
}
function findRun(run, value, from) {
  if (run.pieces.length === 1) return value.indexOf(run.pieces[0] ?? "", from);
  for (let at = from; at + run.length <= value.length; at++) if (runAt(run, value, at)) return at;
  return -1;
}
function compilePath(tokens) {
  const segments = splitSegments(tokens);
  const groups = [[]];
  for (const segment of segments) {
    const isGlobstar = segment.length === 2 && segment.every((token) => token === anyRun);
    if (isGlobstar) groups.push([]);
    else groups.at(-1)?.push(compileRuns(runsOf(segment)));
  }
  const [first, ...rest] = groups;
  const last = rest.pop();
  const { prefix, suffix } = literalEnds(tokens);
  return (value) => value.startsWith(prefix) && value.endsWith(suffix) && matchSegments(value.split("/"), first, rest, last);
}
function literalEnds(tokens) {
  const isWild = (token) => typeof token !== "string";
  const start = tokens.findIndex(isWild);
  const end = tokens.findLastIndex(isWild);
  if (start === -1) return { prefix: tokens.join(""), suffix: "" };
  return {
    prefix: tokens.slice(0, start).join("").replace(/\/$/, ""),
    suffix: tokens.slice(end + 1).join("").replace(/^\//, "")
  };
}
function matchSegments(value, first, middle, last) {
  if (last === void 0) return value.length === first.length && groupAt(first, value, 0);
  const end = value.length - last.length;
  if (end < first.length || !groupAt(first, value, 0) || !groupAt(last, value, end)) return false;
  let from = first.length;
  for (const group of middle) {
    while (from + group.length <= end && !groupAt(group, value, from)) from++;
    from += group.length;
    if (from > end) return false;
  }
  return true;
}
var groupAt = (group, value, at) => group.every((match, index) => match(value[at + index] ?? ""));
function splitSegments(tokens) {
  const segments = [[]];
  for (const token of tokens) {
    if (token === "/") segments.push([]);
    else segments.at(-1)?.push(token);
  }
  return segments;
}

// src/core/policy/judge/match.ts
function toText(value) {
  if (isAscii(value)) return { exact: value, folded: value.toLowerCase() };
  return { exact: value.normalize("NFC"), folded: fold(value) };
}
var isAscii = (value) => /^[\x00-\x7f]*$/.test(value);
var fold = (value) => isAscii(value) ? value.toLowerCase() : value.normalize("NFC").toUpperCase().toLowerCase().normalize("NFC");
function compileList(patterns, read) {
  const positive = patterns.filter((pattern) => !isExclusion(pattern)).map((pattern) => read(fold(pattern), "folded"));
  const excluded = patterns.filter(isExclusion).map((pattern) => read(pattern.slice(1).normalize("NFC"), "exact"));
  return ({ exact, folded }) => (positive.length === 0 || positive.some((match) => match(folded))) && !excluded.some((match) => match(exact));
}
var isExclusion = (pattern) => pattern.startsWith("!");
var globReader = (kind) => (pattern) => compileGlob(pattern, kind);
var compilePlain = (patterns) => compileList(patterns, globReader("plain"));
var compilePaths = (patterns) => compileList(patterns, globReader("path"));
var defaultBranchToken = "~DEFAULT_BRANCH";
var allToken = "~ALL";
function compileRefs(patterns) {
  const bare = patterns.map((pattern) => pattern.replace(/^!/, ""));
  const asksDefault = bare.some((pattern) => pattern === defaultBranchToken);
  const withDefault = /* @__PURE__ */ new Map();
  const listFor = (defaultBranch) => {
    const known = withDefault.get(defaultBranch);
    if (known !== void 0) return known;
    const list = compileList(patterns, (pattern, form) => refMatch(pattern, form, defaultBranch));
    if (withDefault.size < 16) withDefault.set(defaultBranch, list);
    return list;
  };
  return (text, defaultBranch) => {
    if (!asksDefault) return yesOrNo(listFor(void 0)(text));
    if (defaultBranch !== void 0) return yesOrNo(listFor(defaultBranch)(text));
    const [same, other] = [listFor(text.exact)(text), listFor("")(text)];
    return same === other ? yesOrNo(same) : "unknown";
  };
}
var yesOrNo = (holds) => holds ? "yes" : "no";
var fullRef = (ref) => ref.startsWith("refs/") ? ref : `refs/heads/${ref}`;
function refMatch(pattern, form, defaultBranch) {
  const token = pattern.toUpperCase();
  if (token === allToken) return () => true;
  if (token !== defaultBranchToken) return compileGlob(fullRef(pattern), "path");
  const wanted = toText(fullRef(defaultBranch ?? ""))[form];
  return (ref) => ref === wanted;
}
function compileHosts(patterns) {
  const list = compilePlain(patterns.map((pattern) => pattern.toLowerCase()));
  return (host, port) => list(toText(hostText(host, port)));
}
function compileAllowedHosts(patterns) {
  return patterns.every(isExclusion) ? () => false : compileHosts(patterns);
}
var hostText = (host, port) => {
  const bare = host.toLowerCase().replace(/\.$/, "").replace(/^\[(.*)\]$/, "$1");
  return `${bare.includes(":") ? `[${bare}]` : bare}:${port}`;
};
function hostProblem(pattern) {
  const problem = globProblem(pattern);
  if (problem !== void 0) return problem;
  const split = /^(\[[^\]]*\]|[^:[\]/\s]+):(\*|\d{1,5}|\{[\d,]+\})$/.exec(pattern);
  if (split === null) return 'is not host:port, such as "example.com:443" or "*.example.com:*"';
  const ports = split[2]?.match(/\d+/g) ?? [];
  if (ports.some((port) => Number(port) < 1 || Number(port) > 65535))
    return "has an impossible port";
  return void 0;
}

// src/core/policy/decision.ts
var verdicts = ["allow", "warn", "mask", "hold", "deny"];
function stricter(a, b) {
  return verdicts.indexOf(a) >= verdicts.indexOf(b) ? a : b;
}

// src/core/policy/judge/secret-paths.ts
function secretPathProblem(path) {
  if (isExclusion(path)) return "starts with !: an exception names what it allows";
  if (/^\.{0,2}\//.test(path))
    return "does not start at the root of the repository: leave out the leading / or ./";
  if (path.endsWith("/")) return "ends with /: write /** for everything in a folder";
  return globProblem(path);
}
function secretPaths(allow, now) {
  const exceptions = allow.flatMap(({ path, fingerprint, until }) => {
    if (path === void 0 || until !== void 0 && now >= Date.parse(until)) return [];
    return [{ matches: compileGlob(path, "path"), fingerprint: fingerprint?.toLowerCase() }];
  });
  return (path, found) => path !== "" && exceptions.some(
    ({ matches, fingerprint }) => (
      // The fingerprint last: it is slow on purpose.
      matches(path) && (fingerprint === void 0 || fingerprint === found.fingerprint)
    )
  );
}

// src/core/policy/subjects/github-call.ts
var operations = ["query", "mutation", "subscription"];
function compileGithub(patterns) {
  const positive = patterns.filter((pattern) => !isExclusion(pattern)).map(compileCall);
  const excluded = patterns.filter(isExclusion).map((pattern) => compileCall(pattern.slice(1)));
  return (call) => {
    const included = positive.length === 0 ? "yes" : strongest(positive.map((match) => match(call)));
    if (included === "no") return "no";
    const dropped = strongest(excluded.map((match) => match(call)));
    if (dropped === "yes") return "no";
    return dropped === "unknown" ? "unknown" : included;
  };
}
var strongest = (outcomes) => outcomes.includes("yes") ? "yes" : outcomes.includes("unknown") ? "unknown" : "no";
function githubProblem(pattern) {
  const [head, target, ...more] = pattern.split(" ");
  if (head === void 0 || target === void 0 || more.length > 0) return expectation;
  if (isOperation(head)) {
    return target.startsWith("/") ? "gives a GraphQL operation a path" : globProblem(target);
  }
  if (!/^[A-Z*{},]+$/.test(head) || !target.startsWith("/")) return expectation;
  return globProblem(head) ?? globProblem(target);
}
var expectation = 'is neither a REST call such as "PUT /repos/*/*/pulls/*/merge" nor an operation such as "mutation mergePullRequest"';
var isOperation = (word) => operations.some((operation) => operation === word);
function compileCall(pattern) {
  const [head = "", target = ""] = pattern.split(" ");
  if (isOperation(head)) return compileOperation(head, target);
  const verb = compileGlob(fold(head), "plain");
  const path = compileRestPath(target);
  return (call) => "path" in call && verb(fold(call.verb)) ? path(call.path) : "no";
}
function compileOperation(operation, name) {
  const match = compileGlob(name, "plain");
  return (call) => {
    if (!("operation" in call) || call.operation !== operation) return "no";
    return call.name === "unknown" ? name === "*" ? "yes" : "unknown" : yesOrNo(match(call.name));
  };
}
function compileRestPath(pattern) {
  const match = compileGlob(fold(pattern), "path");
  return (path) => {
    const segments = restSegments(path);
    if (segments === void 0) return "unknown";
    if (segments[0] !== "repositories") return yesOrNo(match(`/${segments.join("/")}`));
    const alias = ["repos", ownerUnknown, nameUnknown, ...segments.slice(2)];
    if (match(`/${alias.join("/")}`) || match(`/${segments.join("/")}`)) return "yes";
    return beyondRepository(pattern, segments);
  };
}
var ownerUnknown = "\0owner";
var nameUnknown = "\0name";
function beyondRepository(pattern, segments) {
  const [, repos, owner, name, ...rest] = pattern.split("/");
  if (repos !== "repos" || owner === void 0 || name === void 0) return "no";
  const beyond = compileGlob(fold(`/${rest.join("/")}`), "path");
  return beyond(`/${segments.slice(2).join("/")}`) ? "unknown" : "no";
}
function restSegments(path) {
  const bare = (path.split(/[?#]/, 1)[0] ?? "").replace(/^\/api\/v3(?=\/|$)/, "");
  const decoded = [];
  for (const raw of bare.split("/")) {
    const segment = decode(raw);
    if (segment === void 0) return void 0;
    decoded.push(fold(segment).replaceAll("/", encodedSlash));
  }
  const segments = withoutDots(decoded);
  const start = nameStart(segments);
  const name = segments.slice(start).flatMap((segment) => segment.split(encodedSlash));
  return [...segments.slice(0, start), ...withoutDots(name)];
}
var encodedSlash = "";
function withoutDots(segments) {
  const kept = [];
  for (const segment of segments) {
    if (segment === "..") kept.pop();
    else if (segment !== "" && segment !== ".") kept.push(segment);
  }
  return kept;
}
function nameStart(segments) {
  const collection = segments[0] === "repositories" ? 2 : 3;
  const [first, second = ""] = segments.slice(collection);
  if (first === "contents") return collection + 1;
  const isRef = first === "git" && ["ref", "refs", "matching-refs"].includes(second);
  return isRef ? collection + 2 : segments.length;
}
function decode(segment) {
  try {
    return decodeURIComponent(segment);
  } catch {
    return void 0;
  }
}

// src/core/policy/subjects/here-text.ts
function hereText({ operator, delimiter, body }) {
  if (body.parts !== void 0) return void 0;
  const text = operator === "<<-" ? body.text.replace(/^\t+/gm, "") : body.text;
  return delimiter?.quoted === false ? text.replace(/\\(?:\n|([\\$`]))/g, "$1") : text;
}
function catText(part) {
  if (part.type !== "CommandExpansion" || part.script?.commands.length !== 1) return void 0;
  const command = part.script.commands[0]?.command;
  if (command?.type !== "Command" || command.prefix.length > 0) return void 0;
  const [input, ...more] = command.suffix;
  if (command.name?.text !== "cat" || input?.type !== "HereDoc" || more.length > 0) return void 0;
  if (input.descriptor !== void 0) return void 0;
  return hereText(input)?.replace(/\n+$/, "");
}

// src/core/policy/subjects/shell-word.ts
var segmentRun = /* @__PURE__ */ Symbol("[^/]*");
var isGap = (token) => token === anyRun || token === segmentRun;
var maxShapeLength = 4096;
var knownWord = (text) => ({
  text,
  many: false,
  script: text,
  fromProcess: false
});
var anyGap = [anyRun];
var unknownWords = {
  shape: anyGap,
  many: true,
  script: '"$@"',
  fromProcess: false
};
var unknownWord = { ...unknownWords, many: false };
var isDynamic = ({ text }) => text === void 0;
var repeats = ({ many, pieces }) => many || pieces !== void 0;
function readShellWord(word, prefix = "") {
  if (word.parts === void 0 && !word.text.includes("~")) return knownWord(prefix + word.value);
  const { text, value, pos, end } = word;
  const parts = word.parts ?? [{ type: "Literal", text, value, pos, end }];
  const gaps = {
    shape: prefix.split(""),
    many: false,
    script: prefix,
    fromProcess: false,
    firstSplit: void 0,
    lastSplit: 0,
    isOnlyGaps: prefix === ""
  };
  for (const part of parts) addPart(gaps, part);
  const written = markTilde(gaps, prefix === "" ? parts[0] : void 0);
  if (gaps.shape.every((token) => typeof token === "string"))
    return { ...knownWord(gaps.shape.join("")), script: gaps.script };
  const read = shapedWord(gaps);
  return written === void 0 ? read : { ...read, written };
}
function shapedWord({ shape, many, script, fromProcess, ...splits }) {
  const { firstSplit, lastSplit, isOnlyGaps } = splits;
  if (firstSplit === void 0)
    return { shape: shape.length > maxShapeLength ? [anyRun] : shape, many, script, fromProcess };
  if (many || isOnlyGaps || shape.length > maxShapeLength)
    return { ...unknownWords, script, fromProcess };
  const piece = (part) => ({ ...unknownWord, shape: part });
  const pieces = [
    piece(shape.slice(0, firstSplit + 1)),
    unknownWords,
    piece(shape.slice(lastSplit))
  ];
  return { shape, many, script, fromProcess, pieces };
}
function addPart(gaps, part) {
  switch (part.type) {
    case "Literal":
    case "SingleQuoted":
    case "AnsiCQuoted":
      gaps.isOnlyGaps = false;
      for (const unit of part.value.split("")) gaps.shape.push(unit);
      gaps.script += part.value;
      return;
    case "DoubleQuoted":
    case "LocaleString":
      gaps.isOnlyGaps &&= part.parts.length > 0 && part.parts.every(isList);
      for (const child of part.parts) addQuoted(gaps, child);
      return;
    case "Glob":
      gaps.isOnlyGaps = false;
      gaps.shape.push(segmentRun);
      gaps.many = true;
      break;
    case "ExtendedGlob":
    case "BraceExpansion":
      gaps.many = true;
      addGap(gaps, part.parts?.some((inner) => inner.type !== "Literal") ?? false);
      break;
    default:
      addGap(gaps, part.type !== "ProcessSubstitution");
      gaps.fromProcess ||= part.type === "ProcessSubstitution";
  }
  gaps.script += part.text;
}
function addQuoted(gaps, part) {
  const text = catText(part);
  if (part.type === "Literal") addPart(gaps, part);
  else if (text !== void 0) {
    gaps.isOnlyGaps = false;
    gaps.shape.push(...text.split(""));
    gaps.script += text;
  } else {
    addGap(gaps, isList(part));
    gaps.script += part.text;
  }
}
function addGap(gaps, splits) {
  if (splits) {
    gaps.firstSplit ??= gaps.shape.length;
    gaps.lastSplit = gaps.shape.length;
  }
  gaps.isOnlyGaps &&= splits;
  gaps.shape.push(anyRun);
}
var isList = (part) => part.type === "SimpleExpansion" ? /^\$[@*]$/.test(part.text) : /^\$\{(?:[!=(]|.*[@*]|.*\[.*[$`])/s.test(part.text);
function markTilde(gaps, first) {
  if (first?.type !== "Literal") return void 0;
  const at = /^(?:[A-Za-z_]\w*=(?:[^\\]*?:)?)?~/.exec(first.text)?.[0].length;
  if (at === void 0) return void 0;
  const slash = first.text.includes(":~", at) ? -1 : gaps.shape.indexOf("/", at);
  const end = slash === -1 ? gaps.shape.length : slash;
  const written = [...gaps.shape];
  gaps.shape.splice(at - 1, end - at + 1, anyRun);
  if (gaps.firstSplit !== void 0) {
    gaps.firstSplit = Math.max(at - 1, gaps.firstSplit - (end - at));
    gaps.lastSplit = Math.max(at - 1, gaps.lastSplit - (end - at));
  }
  return written.length > maxShapeLength ? void 0 : written;
}
var couldBeOptions = ({ shape = [] }) => (shape[0] === "-" || shape[0] === "+" || isGap(shape[0])) && shape.slice(1).every((token) => isGap(token) || /^[0-9A-Za-z]$/.test(String(token)));
function withoutDirectory(word) {
  if (word.text !== void 0) return knownWord(word.text.slice(word.text.lastIndexOf("/") + 1));
  const shape = word.shape ?? [];
  const start = Math.max(shape.lastIndexOf("/") + 1, shape.lastIndexOf(anyRun));
  const base = shape.slice(start);
  const isKnown = base.length > 0 && base.every((token) => typeof token === "string");
  return isKnown ? knownWord(base.join("")) : { ...word, shape: base };
}
function canMatch(pattern, shape) {
  const width = shape.length + 1;
  const reached = new Uint8Array((pattern.length + 1) * width);
  reached[0] = 1;
  for (let p = 0; p <= pattern.length; p++) {
    for (let s = 0; s < width; s++) {
      if (reached[p * width + s] !== 1) continue;
      const wanted = pattern[p];
      const given = shape[s];
      const gap = isGap(given);
      const fits = wanted !== void 0 && !(given === segmentRun && wanted === "/");
      if (wanted === anyRun) reached[(p + 1) * width + s] = 1;
      if (gap || wanted === anyRun && given !== void 0) reached[p * width + s + 1] = 1;
      if (gap && fits) reached[(p + 1) * width + s] = 1;
      if (!gap && given !== void 0 && (wanted === anyOne || wanted === given)) {
        reached[(p + 1) * width + s + 1] = 1;
      }
    }
  }
  return reached[reached.length - 1] === 1;
}

// src/core/policy/subjects/option-grammar.ts
function optionGrammar(list, { negates = false } = {}) {
  const grammar = /* @__PURE__ */ new Map();
  for (const item of list.split(/\s+/).filter((one) => one !== "")) {
    const takes = item.endsWith("=") ? "value" : item.endsWith("?") ? "joined" : "nothing";
    const names = item.replace(/[=?]$/, "").split(",").map((name) => name.length === 1 ? `-${name}` : `--${name}`);
    for (const name of names) grammar.set(name, { names, takes });
  }
  if (!negates) return grammar;
  for (const name of [...grammar.keys()].filter((key) => key.startsWith("--"))) {
    const negation = name.startsWith("--no-") ? `--${name.slice(5)}` : `--no-${name.slice(2)}`;
    if (!grammar.has(negation)) grammar.set(negation, { names: [negation], takes: "nothing" });
  }
  return grammar;
}
function longOption(grammar, name) {
  const exact = grammar.get(name);
  if (exact !== void 0) return exact;
  const meant = /* @__PURE__ */ new Set();
  for (const [known, option] of grammar) if (known.startsWith(name)) meant.add(option);
  const [only] = meant;
  return meant.size === 1 ? only : void 0;
}
function readOption(grammar, text) {
  return text.startsWith("--") ? readLong(grammar, text) : readCluster(grammar, text);
}
function readLong(grammar, text) {
  const at = text.indexOf("=");
  const name = at === -1 ? text : text.slice(0, at);
  const option = longOption(grammar, name);
  if (at !== -1) return { given: [{ name, option, value: text.slice(at + 1) }], next: "argument" };
  const next = option === void 0 ? "either" : option.takes === "value" ? "value" : "argument";
  return { given: [{ name, option }], next };
}
function readCluster(grammar, text) {
  const given = [];
  let isSure = true;
  for (let at = 1; at < text.length; at++) {
    const name = `-${text[at]}`;
    const option = grammar.get(name);
    const rest = text.slice(at + 1);
    if (option === void 0) isSure = false;
    if (option === void 0 || option.takes === "nothing") {
      given.push({ name, option });
      if (option === void 0 && rest === "") return { given, next: "either" };
      continue;
    }
    given.push(rest === "" ? { name, option } : { name, option, value: rest });
    if (rest !== "" || option.takes === "joined") return { given, next: "argument" };
    return { given, next: isSure ? "value" : "either" };
  }
  return { given, next: "argument" };
}
function readOptionShape(grammar, shape) {
  const end = shape.findIndex(isGap);
  const text = shape.slice(0, end).join("");
  if (text.startsWith("--")) {
    if (text.includes("=")) return { ...readLong(grammar, text), gap: "value" };
  } else if (text.length > 1) {
    const { given } = readCluster(grammar, text);
    const last = given.at(-1)?.option;
    const isValue = last !== void 0 && last.takes !== "nothing";
    if (isValue && given.every(({ option }) => option !== void 0)) {
      return { given, gap: "value", next: "argument" };
    }
    return {
      given: given.filter(({ option }) => option !== void 0),
      gap: "options",
      next: "either"
    };
  }
  return { given: [], gap: "options", next: shape.includes("=") ? "argument" : "either" };
}

// src/core/policy/subjects/flags.ts
var maxCluster = 6;
var spellings = {
  rm: { "-R": ["-r"], "--recursive": ["-r"], "--force": ["-f"] },
  chmod: { "--recursive": ["-R"] },
  chown: { "--recursive": ["-R"] },
  cp: { "-R": ["-r"], "--recursive": ["-r"], "--force": ["-f"] },
  git: { "--force": ["-f"], "--delete": ["-d"], "-D": ["-d", "-f"] }
};
function wantFlag(word, program) {
  const read = readGlob(word);
  return {
    atoms: atomsOf(word, program),
    match: compileGlob(word, "plain"),
    matchValued: compileGlob(`${word}=*`, "plain"),
    alternatives: "alternatives" in read ? read.alternatives : []
  };
}
function readFlags(given, program) {
  const words = /* @__PURE__ */ new Set();
  const atoms = /* @__PURE__ */ new Set();
  const addAtoms = (flag) => {
    for (const atom of atomsOf(flag, program)) atoms.add(atom);
  };
  for (const [index, { word, mayBeOption, mayBeValue, grammar }] of given.entries()) {
    const { text } = word;
    if (text === void 0 || !isOption(text) || !mayBeOption || mayBeValue) continue;
    const following = given[index + 1]?.word.text;
    words.add(text);
    if (grammar === void 0) {
      addAtoms(text);
      if (canJoin(text) && following !== void 0) words.add(`${text}=${following}`);
      continue;
    }
    for (const one of readOption(grammar, text).given) {
      const { option, value = option?.takes === "value" ? following : void 0 } = one;
      for (const name of namesOf(one)) {
        words.add(name);
        addAtoms(name);
        if (value !== void 0) words.add(`${name}=${value}`);
      }
    }
  }
  return { words: [...words], atoms };
}
var isOption = (text) => /^-./.test(text) && text !== "--";
var namesOf = ({ name, option }) => option?.names ?? [name];
var canJoin = (text) => /^--[^=]+$/.test(text);
function optionShapes(given, index) {
  const argument = given[index];
  if (argument === void 0) return [];
  const { word, mayBeOption, mayBeValue } = argument;
  if (word.pieces !== void 0)
    return mayBeOption || mayBeValue ? [{ shape: [anyRun], length: 1 }] : [];
  return [
    ...mayBeOption ? ownShapes(argument) : [],
    ...mayBeOption ? joinedShapes(argument, given[index + 1]) : [],
    ...valueShapes(given[index - 1], argument)
  ];
}
function ownShapes({ word, mayBeValue, grammar }) {
  const { text } = word;
  const shape = word.shape ?? (text ?? "").split("");
  const isUnsure = grammar !== void 0 && isLong(shape) && !shape.includes("=");
  if (text !== void 0) {
    const isAbbreviated = isUnsure && isOption(text) && readOption(grammar, text).given.some(({ option }) => option === void 0);
    if (!mayBeValue && !isAbbreviated) return [];
    return [{ shape: isAbbreviated ? [...shape, anyRun] : shape, length: 1 }];
  }
  if (grammar === void 0 || shape[0] !== "-" && !isGap(shape[0])) return [{ shape, length: 1 }];
  const { given, gap } = readOptionShape(grammar, shape);
  const last = given.at(-1);
  if (gap === "value" && last?.option !== void 0) {
    const start = shape.findIndex(isGap);
    return last.option.names.map((name) => ({
      shape: [...name, "=", ...last.value ?? "", ...shape.slice(start)],
      length: 1
    }));
  }
  return [{ shape: isUnsure ? [...shape, anyRun] : shape, length: 1 }];
}
var isLong = (shape) => shape[0] === "-" && shape[1] === "-";
function joinedShapes({ word, grammar }, next) {
  const { shape } = word;
  if (shape === void 0 || next === void 0 || shape.includes("=")) return [];
  if (shape[0] !== "-" && !isGap(shape[0])) return [];
  if (grammar !== void 0 && !next.mayBeValue) return [];
  const value = next.word.shape ?? (next.word.text ?? "").split("");
  return [{ shape: [...shape, "=", ...value], length: 2 }];
}
function valueShapes(previous, argument) {
  const name = previous?.word.text;
  const { shape } = argument.word;
  if (shape === void 0 || previous === void 0 || name === void 0) return [];
  if (previous.grammar === void 0) {
    return canJoin(name) ? [{ shape: [...name, "=", ...shape], length: 1 }] : [];
  }
  if (!argument.mayBeValue || !previous.mayBeOption || !/^-./.test(name)) return [];
  const last = readOption(previous.grammar, name).given.at(-1);
  return (last === void 0 ? [] : namesOf(last)).map((one) => ({
    shape: [...one, "=", ...shape],
    length: 1
  }));
}
function needsOf(flag, given, { program, words }) {
  if (isKnownFlag(flag, given)) return [];
  const asked = (shape) => flag.alternatives.some(
    (tokens) => canMatch(tokens, shape) || !tokens.includes("=") && canMatch([...tokens, "=", anyRun], shape)
  );
  const missing = flag.atoms.filter((atom) => !given.atoms.has(atom));
  return missing.map((atom) => {
    const spelled = spellingsOf(atom, program, words);
    return (shape) => asked(shape) || spelled.some((name) => couldHold(name, shape));
  });
}
function spellingsOf(atom, program, words) {
  const same = Object.hasOwn(spellings, program) ? spellings[program] ?? {} : {};
  const spelled = Object.entries(same).flatMap(
    ([name, atoms]) => atoms.includes(atom) ? [name] : []
  );
  const own = words.at(-1)?.grammar?.get(atom)?.names ?? [];
  return [.../* @__PURE__ */ new Set([atom, ...spelled, ...own])];
}
var couldHold = (name, shape) => name.length === 2 ? couldBeOptions({ shape }) : canMatch([...name], shape);
var isKnownFlag = (flag, given) => flag.atoms.every((atom) => given.atoms.has(atom)) || given.words.some((word) => flag.match(word) || flag.matchValued(word));
function atomsOf(flag, program) {
  const same = Object.hasOwn(spellings, program) ? spellings[program] : void 0;
  const spelled = (atom) => same?.[atom] ?? [atom];
  if (!/^-[0-9A-Za-z]+$/.test(flag) || flag.length > maxCluster + 1) return spelled(flag);
  return [...flag.slice(1)].flatMap((letter) => spelled(`-${letter}`));
}

// src/core/policy/subjects/word-pattern.ts
var order = ["no", "unknown", "yes"];
var weaker = (a, b) => order.indexOf(a) < order.indexOf(b) ? a : b;
function compileWord(word) {
  const read = readGlob(word);
  return {
    match: compileGlob(word, "plain"),
    alternatives: "alternatives" in read ? read.alternatives : [],
    isAny: word === "*",
    isMany: word === "**"
  };
}
function matchWord(pattern, word) {
  const { text, shape = [], written = [] } = word;
  if (text !== void 0) return matchText(pattern, text) ? "yes" : "no";
  if (pattern.isAny && !word.many) return "yes";
  const known = written.every((token) => typeof token === "string") ? written.join("") : "";
  if (known !== "" && !repeats(word) && matchText(pattern, known)) return "yes";
  const couldBe = (tokens) => [shape, written].some(
    (given) => canMatch(tokens, given) || isPath(given) && canMatch([...tokens, "/"], given) || tokens[0] === "/" && hasLooseFolders(given) || tokens[0] === "~" && given[0] === "~" && hasLooseFolders(given.slice(1))
  );
  return pattern.alternatives.some(couldBe) ? "unknown" : "no";
}
var matchText = (pattern, text) => pattern.match(text) || pattern.match(plainPath(text));
var isPath = (shape) => shape[0] === "/" || shape[0] === "~";
function hasLooseFolders(shape) {
  const text = shape.map((token) => typeof token === "string" ? token : gapMark).join("");
  return /^[/\0]/.test(text) && /\/\/|[/\0]\.{1,2}(?:[/\0]|$)/.test(text);
}
var gapMark = "\0";
function plainPath(text) {
  const home = /^~[^/]*(?=\/)/.exec(text)?.[0];
  if (home === void 0 && !text.startsWith("/")) return text;
  const segments = home === void 0 ? [] : [home];
  const rest = text.slice(home?.length);
  for (const segment of rest.split("/")) {
    if (segment === ".." && segments.length === 1 && home !== void 0) return text;
    if (segment === "..") segments.pop();
    else if (segment !== "" && segment !== ".") segments.push(segment);
  }
  return home === void 0 ? `/${segments.join("/")}` : segments.join("/");
}

// src/core/policy/subjects/match-operands.ts
var order2 = ["no", "unknown", "yes"];
function matchOperands(operands, words) {
  const slots = slotsOf(words);
  const reached = createReached(slots.length, operands.length);
  for (let s = 0; s <= slots.length; s++) {
    for (let o = 0; o <= operands.length; o++) {
      const outcome = reached.at(s, o);
      if (outcome !== "no") advance(reached, operands[o], slots, s, o, outcome);
    }
  }
  return reached.best();
}
function slotsOf(words) {
  const slots = [];
  for (const word of words) {
    const at = slots.length;
    const { pieces = [] } = word;
    slots.push({
      word,
      next: at + 1 + pieces.length,
      pieces: pieces.length > 0 ? at + 1 : void 0
    });
    for (const piece of pieces) {
      slots.push({ word: piece, next: slots.length + 1, pieces: void 0 });
    }
  }
  return slots;
}
function createReached(slots, operands) {
  const cells = new Uint8Array((slots + 1) * (operands + 1));
  const cell = (slot, operand) => slot * (operands + 1) + operand;
  cells[0] = 2;
  let best = operands === 0 ? 2 : 0;
  return {
    at: (slot, operand) => order2[cells[cell(slot, operand)] ?? 0] ?? "no",
    mark(slot, operand, outcome) {
      if (slot > slots || operand > operands) return;
      const index = cell(slot, operand);
      cells[index] = Math.max(cells[index] ?? 0, order2.indexOf(outcome));
      if (operand === operands) best = Math.max(best, order2.indexOf(outcome));
    },
    best: () => order2[best] ?? "no"
  };
}
function advance(reached, operand, slots, s, o, outcome) {
  const slot = slots[s];
  if (operand?.isMany === true) reached.mark(s, o + 1, outcome);
  if (slot === void 0 || operand === void 0) return;
  const { word, next, pieces } = slot;
  if (pieces !== void 0) reached.mark(pieces, o, "unknown");
  const kind = optionKind(word);
  if (kind !== "no") passOption(reached, slots, slot, o, weaker(outcome, kind));
  if (kind === "yes") return;
  if (operand.isMany) reached.mark(next, o, outcome);
  const matched = weaker(outcome, matchWord(operand, word));
  if (matched !== "no") {
    reached.mark(next, o + 1, matched);
    if (word.many) reached.mark(s, o + 1, "unknown");
  }
  if (word.many) reached.mark(next, o, "unknown");
}
function passOption(reached, slots, { word, next }, o, outcome) {
  reached.mark(next, o, outcome);
  const value = slots[next];
  if (value === void 0 || word.text === "--" || holdsValue(word)) return;
  const kind = optionKind(value.word);
  if (kind === "yes") return;
  reached.mark(value.next, o, kind === "no" ? outcome : "unknown");
  if (value.pieces !== void 0) reached.mark(value.pieces + 1, o, "unknown");
}
var holdsValue = ({ text, shape }) => text?.includes("=") ?? shape?.includes("=") ?? false;
function optionKind({ text, shape }) {
  if (text !== void 0) return text.length > 1 && text.startsWith("-") ? "yes" : "no";
  const first = shape?.[0];
  return first === "-" ? "yes" : isGap(first) ? "unknown" : "no";
}

// src/core/policy/subjects/git-options.ts
var gitGlobals = optionGrammar(
  `C= c= git-dir= work-tree= namespace= config-env= super-prefix= attr-source= exec-path? list-cmds?
  p,paginate P,no-pager v,version h,help bare no-replace-objects literal-pathspecs glob-pathspecs
  noglob-pathspecs icase-pathspecs no-optional-locks no-lazy-fetch no-advice html-path man-path
  info-path`
);
var dates = "committer-date-is-author-date";
var merging = `s,strategy= X,strategy-option= S,gpg-sign? signoff rerere-autoupdate autostash`;
var picking = `quit continue abort skip cleanup= n,no-commit e,edit s,signoff m,mainline=
  rerere-autoupdate strategy= X,strategy-option= S,gpg-sign?`;
var fetching = `v,verbose q,quiet all set-upstream a,append atomic upload-pack= f,force t,tags
  j,jobs= p,prune recurse-submodules? dry-run k,keep progress depth= shallow-since=
  shallow-exclude= deepen= unshallow update-shallow refmap= o,server-option= 4,ipv4 6,ipv6
  negotiation-tip= show-forced-updates`;
var restoring = `overlay q,quiet recurse-submodules? progress m,merge conflict= 2,ours 3,theirs
  p,patch ignore-skip-worktree-bits pathspec-from-file= pathspec-file-nul`;
var switching = `guess q,quiet recurse-submodules? progress m,merge conflict= d,detach t,track?
  f,force orphan= overwrite-ignore ignore-other-worktrees`;
var verbs = {
  add: `n,dry-run v,verbose i,interactive p,patch e,edit f,force u,update renormalize
    N,intent-to-add A,all ignore-removal refresh ignore-errors ignore-missing sparse chmod=
    pathspec-from-file= pathspec-file-nul`,
  am: `i,interactive 3,3way q,quiet s,signoff u,utf8 k,keep keep-non-patch m,message-id keep-cr
    c,scissors quoted-cr= whitespace= ignore-space-change ignore-whitespace directory= exclude=
    include= C= p= patch-format= reject resolvemsg= continue r,resolved skip abort quit retry
    show-current-patch? allow-empty ${dates} ignore-date rerere-autoupdate S,gpg-sign? empty=
    n,no-verify`,
  archive: `format= prefix= add-file= add-virtual-file= o,output= worktree-attributes v,verbose
    mtime= l,list remote= exec=`,
  branch: `v,verbose q,quiet t,track? u,set-upstream-to= unset-upstream color? r,remotes contains=
    no-contains= abbrev? a,all d,delete D m,move M c,copy C l,list show-current create-reflog
    edit-description f,force merged= no-merged= column? sort= points-at= i,ignore-case
    recurse-submodules format= omit-empty`,
  checkout: `b= B= l ${switching} ${restoring}`,
  "cherry-pick": `${picking} x ff allow-empty allow-empty-message keep-redundant-commits empty=`,
  clean: "q,quiet n,dry-run f,force i,interactive d e,exclude= x X",
  clone: `v,verbose q,quiet progress reject-shallow n,no-checkout bare mirror l,local
    no-hardlinks s,shared recurse-submodules? recursive? j,jobs= template= reference=
    reference-if-able= dissociate o,origin= b,branch= revision= u,upload-pack= depth=
    shallow-since= shallow-exclude= single-branch no-tags tags shallow-submodules
    separate-git-dir= ref-format= c,config= server-option= 4,ipv4 6,ipv6 filter=
    also-filter-submodules remote-submodules sparse bundle-uri=`,
  commit: `q,quiet v,verbose F,file= author= date= m,message= c,reedit-message=
    C,reuse-message= fixup= squash= reset-author trailer= s,signoff t,template= e,edit cleanup=
    status S,gpg-sign? a,all i,include interactive p,patch o,only n,no-verify dry-run short branch
    ahead-behind porcelain long z,null amend no-post-rewrite u,untracked-files?
    pathspec-from-file= pathspec-file-nul allow-empty allow-empty-message U,unified=
    inter-hunk-context=`,
  config: `global system local worktree f,file= blob= get get-all get-regexp get-urlmatch
    replace-all add unset unset-all rename-section remove-section l,list fixed-value e,edit
    get-color get-colorbool t,type= bool int bool-or-int bool-or-str path expiry-date z,null
    name-only includes show-origin show-scope default= all comment= value= regexp url= append
    show-names`,
  fetch: `${fetching} m,multiple n prefetch P,prune-tags write-fetch-head u,update-head-ok refetch
    negotiate-only filter= auto-maintenance auto-gc write-commit-graph stdin porcelain`,
  gc: `q,quiet prune? cruft max-cruft-size= aggressive auto detach force keep-largest-pack
    expire-to=`,
  init: `template= bare shared? q,quiet separate-git-dir= b,initial-branch= object-format=
    ref-format=`,
  merge: `n stat summary compact-summary log? squash commit e,edit cleanup= ff ff-only
    verify-signatures ${merging} m,message= F,file= into-name= v,verbose q,quiet abort quit
    continue allow-unrelated-histories progress overwrite-ignore no-verify`,
  mv: "v,verbose n,dry-run f,force k sparse",
  notes: `ref= m,message= F,file= c,reedit-message= C,reuse-message= e,edit allow-empty f,force
    separator? stripspace stdin for-rewrite= commit abort s,strategy= v,verbose q,quiet n,dry-run
    ignore-missing`,
  pull: `${fetching} r,rebase? n stat log? squash commit edit cleanup= ff ff-only verify
    verify-signatures ${merging} allow-unrelated-histories`,
  push: `v,verbose q,quiet repo= all branches mirror d,delete tags n,dry-run porcelain f,force
    force-with-lease? force-if-includes recurse-submodules= thin receive-pack= exec=
    u,set-upstream progress prune no-verify follow-tags signed? atomic o,push-option= 4,ipv4
    6,ipv6`,
  rebase: `onto= keep-base no-verify q,quiet v,verbose n,no-stat ${dates} reset-author-date
    ignore-date C= ignore-whitespace whitespace= f,force-rebase no-ff continue skip abort quit
    edit-todo show-current-patch apply m,merge i,interactive empty= autosquash update-refs trailer=
    x,exec= r,rebase-merges? fork-point root reschedule-failed-exec reapply-cherry-picks
    keep-empty ${merging}`,
  reset: `q,quiet refresh mixed soft hard merge keep recurse-submodules? p,patch N,intent-to-add
    pathspec-from-file= pathspec-file-nul U,unified= inter-hunk-context=`,
  restore: `s,source= S,staged W,worktree ignore-unmerged ${restoring}`,
  revert: `${picking} reference`,
  rm: `n,dry-run q,quiet cached f,force r ignore-unmatch sparse pathspec-from-file=
    pathspec-file-nul`,
  stash: `k,keep-index S,staged p,patch q,quiet u,include-untracked a,all m,message=
    pathspec-from-file= pathspec-file-nul index only-untracked`,
  switch: `c,create= C,force-create= discard-changes ${switching}`,
  tag: `l,list n? d,delete v,verify a,annotate m,message= F,file= trailer= e,edit s,sign cleanup=
    u,local-user= f,force create-reflog column? contains= no-contains= merged= no-merged= sort=
    points-at= format= color? i,ignore-case omit-empty`,
  "update-ref": "m= d no-deref z stdin create-reflog batch-updates",
  worktree: `f,force b= B= d,detach checkout orphan lock reason= q,quiet track guess-remote
    relative-paths n,dry-run v,verbose expire= porcelain z`
};
var grammars = /* @__PURE__ */ new Map();
function gitVerbOptions(verb) {
  if (!Object.hasOwn(verbs, verb)) return void 0;
  const grammar = grammars.get(verb) ?? optionGrammar(verbs[verb] ?? "", { negates: true });
  grammars.set(verb, grammar);
  return grammar;
}

// src/core/policy/subjects/program-arguments.ts
var owners = "c,changes f,silent,quiet v,verbose no-preserve-root preserve-root reference= R,recursive";
var copying = `b backup? f,force i,interactive n,no-clobber S,suffix= t,target-directory=
  T,no-target-directory v,verbose Z context?`;
var programs = {
  chgrp: optionGrammar(`${owners} dereference h,no-dereference H L P`),
  chmod: optionGrammar(owners),
  chown: optionGrammar(`${owners} dereference h,no-dereference from= H L P`),
  cp: optionGrammar(`${copying} a,archive attributes-only copy-contents d H l,link L,dereference
    P,no-dereference p preserve? no-preserve= parents R,r,recursive reflink? remove-destination
    sparse= strip-trailing-slashes s,symbolic-link u update? x,one-file-system debug keep-directory-symlink`),
  ln: optionGrammar(`b backup? d,F,directory f,force i,interactive L,logical n,no-dereference
    P,physical r,relative s,symbolic S,suffix= t,target-directory= T,no-target-directory v,verbose`),
  mv: optionGrammar(`${copying} strip-trailing-slashes u update? exchange no-copy debug`),
  rm: optionGrammar(`f,force i I interactive? one-file-system no-preserve-root preserve-root?
    r,R,recursive d,dir v,verbose help version`),
  sed: optionGrammar(`n,quiet,silent debug e,expression= f,file= E,r,regexp-extended i,in-place?
    follow-symlinks l,line-length= posix s,separate sandbox u,unbuffered z,null-data help version`)
};
function readArguments(program, words) {
  if (program === "git") return readGitArguments(words);
  const grammar = Object.hasOwn(programs, program) ? programs[program] : void 0;
  return readWith(grammar, words);
}
function readGitArguments(words) {
  let at = 0;
  let next = "argument";
  const before = [];
  for (; at < words.length; at++) {
    const word = words[at];
    if (word.text === void 0 && (next === "argument" || repeats(word))) break;
    before.push({
      word,
      mayBeOption: next === "argument",
      mayBeValue: next === "value",
      grammar: gitGlobals
    });
    if (next === "value") next = "argument";
    else if (!isOption2(word.text)) break;
    else {
      const reading = readOption(gitGlobals, word.text ?? "");
      if (reading.next === "either") break;
      next = reading.next;
    }
  }
  const verb = words[at]?.text;
  if (verb === void 0 || isOption2(verb) || next === "value") return readWith(void 0, words);
  return [...before, ...readWith(gitVerbOptions(verb), words.slice(at + 1))];
}
var isOption2 = (text) => text !== void 0 && /^-./.test(text);
function readWith(grammar, words) {
  let states = /* @__PURE__ */ new Set(["argument"]);
  return words.map((word) => {
    const mayBeValue = states.has("value");
    const mayBeOption = states.has("argument") || mayBeValue && repeats(word);
    const next = new Set(mayBeOption ? statesAfter(grammar, word) : []);
    if (mayBeValue) next.add("argument");
    if (mayBeValue && repeats(word)) next.add("value");
    if (states.has("end")) next.add("end");
    states = next;
    return { word, mayBeOption, mayBeValue, grammar };
  });
}
function statesAfter(grammar, word) {
  const { text, shape } = word;
  if (text === "--") return ["end"];
  if (grammar === void 0) return ["argument"];
  const first = shape?.[0];
  const reading = isOption2(text) ? readOption(grammar, text ?? "") : shape !== void 0 && (first === "-" || isGap(first)) ? readOptionShape(grammar, shape) : void 0;
  if (reading === void 0) return ["argument"];
  const isMany = shape !== void 0 && repeats(word);
  if (reading.next === "either" || isMany) return ["argument", "value"];
  return [reading.next];
}

// src/core/policy/subjects/command-pattern.ts
function compileCommands(patterns) {
  const positive = patterns.filter((pattern) => !isExclusion(pattern)).map((p) => compileCommand(p, fold));
  const excluded = patterns.filter(isExclusion).map((pattern) => compileCommand(pattern.slice(1), (text) => text));
  const judge = (command) => {
    if (positive.length === 0 && command.role !== "command") return "no";
    const included = positive.length === 0 ? "yes" : strongest(positive.map((match) => match(command)));
    if (included === "no" || excluded.length === 0) return included;
    const dropped = strongest(excluded.map((match) => match(command)));
    return dropped === "yes" ? "no" : dropped === "unknown" ? "unknown" : included;
  };
  return ({ commands, complete }) => {
    const outcome = strongest(commands.map(judge));
    return outcome === "no" && !complete ? "unknown" : outcome;
  };
}
function commandProblem(pattern) {
  const words = wordsOf(pattern);
  if (words.length === 0) return "is empty";
  if (words[0] === "**") return "starts with **: name a program, or use * for any";
  if (/[;|&<>`]|\$\(/.test(pattern)) {
    return 'has shell syntax: a pattern describes one command, such as "terraform destroy"';
  }
  return words.map(globProblem).find((problem) => problem !== void 0);
}
var wordsOf = (pattern) => pattern.split(/\s+/).filter((word) => word !== "");
function compileCommand(pattern, foldProgram) {
  const [name = "", ...rest] = wordsOf(pattern);
  const program = compileProgram(name, foldProgram);
  const flags = rest.filter((word) => /^-./.test(word) && word !== "--").map((w) => wantFlag(w, fold(name)));
  const operands = rest.filter((word) => !word.startsWith("-") || word === "-").map(compileWord);
  const judge = (first, others) => {
    const outcome = program(first);
    return outcome === "no" ? "no" : weaker(outcome, matchArguments(flags, operands, others, fold(name)));
  };
  return ({ words }) => {
    const [first, ...others] = words;
    if (first === void 0) return "no";
    if (first.many) return "unknown";
    const [head, ...pieces] = first.pieces ?? [];
    const split = head === void 0 ? "no" : judge(head, [...pieces, ...others]);
    return strongest([judge(first, others), weaker("unknown", split)]);
  };
}
function compileProgram(name, foldName) {
  const pattern = compileWord(foldName(name));
  const hasFolder = name.includes("/");
  return (word) => {
    const { text, shape = [], ...rest } = hasFolder ? word : withoutDirectory(word);
    if (text !== void 0) return matchWord(pattern, { ...rest, text: foldName(text) });
    const folded = shape.flatMap(
      (token) => typeof token === "string" ? foldName(token).split("") : [token]
    );
    return matchWord(pattern, { ...rest, shape: folded });
  };
}
var maxFlagCandidates = 16;
var maxWordsTried = 256;
function matchArguments(flags, operands, words, program) {
  const read = readArguments(program, words);
  const given = readFlags(read, program);
  const needs = flags.flatMap((flag) => needsOf(flag, given, { program, words: read }));
  if (needs.length === 0) return matchOperands(operands, words);
  const candidates = words.flatMap((word, index) => {
    const shapes = optionShapes(read, index);
    const meets = needs.map((need) => shapes.some(({ shape }) => need(shape)));
    if (!meets.includes(true)) return [];
    const whole2 = shapes.filter(({ shape }) => needs.every((need) => need(shape)));
    return [{ index, whole: whole2, meets, repeats: repeats(word) }];
  });
  if (!needs.every((_, n) => candidates.some(({ meets }) => meets[n]))) return "no";
  const whole = candidates.flatMap((one) => one.whole.map(({ length }) => ({ ...one, length })));
  const tried = words.length > maxWordsTried ? [] : whole.slice(0, maxFlagCandidates);
  const used = tried.map(({ index, repeats: repeats2, length }) => {
    const others = repeats2 ? words : words.filter((_, i) => i < index || i >= index + length);
    return matchOperands(operands, others);
  });
  const several = tried.length < whole.length || candidates.some((one) => one.whole.length === 0);
  return weaker("unknown", strongest([...used, several ? matchOperands(operands, words) : "no"]));
}

export {
  rolesOf,
  isGitFile,
  linkProblem,
  parseGitmodules,
  submoduleUrlProblem,
  hiddenCharacters,
  anyRun,
  globProblem,
  toText,
  compileList,
  isExclusion,
  globReader,
  compilePlain,
  compilePaths,
  compileRefs,
  yesOrNo,
  fullRef,
  compileHosts,
  compileAllowedHosts,
  hostText,
  hostProblem,
  hereText,
  isGap,
  knownWord,
  unknownWords,
  unknownWord,
  isDynamic,
  repeats,
  readShellWord,
  couldBeOptions,
  withoutDirectory,
  canMatch,
  optionGrammar,
  readOption,
  readOptionShape,
  compileGithub,
  githubProblem,
  gitGlobals,
  gitVerbOptions,
  compileCommands,
  commandProblem,
  verdicts,
  stricter,
  secretPathProblem,
  secretPaths
};
