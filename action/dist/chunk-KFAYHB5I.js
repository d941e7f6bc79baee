import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import {
  visibleLine,
  widthless,
  withoutLinks
} from "./chunk-B5GJ3CPW.js";

// action/text.ts
var oneLine = (text, max = 300) => visibleLine(text, max).trim();
function cell(text, max = 300) {
  const shown = withoutLinks(oneLine(text, max)).replace(
    marks,
    (mark) => `&#${mark.charCodeAt(0)};`
  );
  return shown === "" ? "" : `<code>${shown}</code>`;
}
var marks = new RegExp(`[!-/:-@[-\`{-~${widthless}]`, "g");
var counted = (count, noun) => `${count} ${noun}${count === 1 ? "" : "s"}`;

export {
  oneLine,
  cell,
  counted
};
