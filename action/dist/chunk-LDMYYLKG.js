import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);

// src/core/policy/render/plain-text.ts
function plain(text) {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, " ").replace(/::/g, ": :").trim();
}
var withoutLinks = (text) => withoutAddresses(text).replace(commitHash, (hash) => hash.replace(/.{6}(?=.)/g, `$&${widthless}`));
var withoutAddresses = (text) => text.replace(/[@#]/g, `$&${widthless}`).replaceAll("://", `:${widthless}//`).replace(/www(?=\.)/gi, `$&${widthless}`).replace(/\bgh-(?=\d)/gi, `$&${widthless}`);
var widthless = "\u200B";
var commitHash = /(?<![0-9a-z])[0-9a-f]{7,}(?![0-9a-z])/gi;

export {
  plain,
  withoutLinks,
  widthless
};
