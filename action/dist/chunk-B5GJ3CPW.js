import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);

// src/core/recording/visible.ts
var acting = new RegExp("(?!(?<=\\p{Extended_Pictographic}|\\ufe0f|[\\u{1f3fb}-\\u{1f3ff}])\\u200d(?=\\p{Extended_Pictographic}))[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Co}\\p{Zl}\\p{Zp}\\u115f\\u1160\\u3164\\uffa0]|\\u034f|[\\u17b4\\u17b5]|[\\u180b-\\u180f]|[\\ufe00-\\ufe0d]|(?<=[\\ufe00-\\ufe0f])[\\ufe0e\\ufe0f]|[\\u{e0100}-\\u{e01ef}]", "gu");
var plain = /^[\n\t\x20-\x7e]*$/;
function visible(text) {
  if (plain.test(text)) return text;
  return text.replaceAll("\r\n", "\n").replace(acting, markOf);
}
function visibleLine(text, max = 200) {
  const line = visible(text.slice(0, max * 4)).replaceAll("\n", " \u23CE ").replaceAll("	", " ");
  const characters = Array.from(line.slice(0, max * 2));
  const cut = characters.length > max || line.length > max * 2 || text.length > max * 4;
  return cut ? `${characters.slice(0, max - 1).join("")}\u2026` : line;
}
function withoutCommands(text) {
  return text.replace(/^(\s*):(?=:)/gm, "$1:\\").replace(/##(?=\[|vso\[)/g, "##\\");
}
var printable = (text) => withoutCommands(visible(text));
var printableLine = (text, max) => withoutCommands(visibleLine(text, max));
function safeJson(value) {
  return JSON.stringify(value).replace(/[<>&]/g, escapeUnit).replaceAll("##", "#\\u0023").replace(acting, (character) => Array.from(units(character), escapeUnit).join(""));
}
function markOf(character) {
  if (character === "\n" || character === "	") return character;
  const code = character.codePointAt(0) ?? 0;
  if (code < 32) return String.fromCodePoint(9216 + code);
  if (code === 127) return "\u2421";
  return `\u27E8U+${code.toString(16).toUpperCase().padStart(4, "0")}\u27E9`;
}
var escapeUnit = (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
function* units(character) {
  for (let index = 0; index < character.length; index += 1) yield character.charAt(index);
}

// src/core/policy/render/plain-text.ts
function plain2(text) {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, " ").replace(/::/g, ": :").trim();
}
var withoutLinks = (text) => withoutAddresses(text).replace(commitHash, (hash) => hash.replace(/.{6}(?=.)/g, `$&${widthless}`));
var withoutAddresses = (text) => text.replace(/[@#]/g, `$&${widthless}`).replaceAll("://", `:${widthless}//`).replace(/www(?=\.)/gi, `$&${widthless}`).replace(/\bgh-(?=\d)/gi, `$&${widthless}`);
var widthless = "\u200B";
var commitHash = /(?<![0-9a-z])[0-9a-f]{7,}(?![0-9a-z])/gi;

export {
  visible,
  visibleLine,
  printable,
  printableLine,
  safeJson,
  plain2 as plain,
  withoutLinks,
  widthless
};
