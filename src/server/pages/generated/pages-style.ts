// Made by scripts/browser-code.ts from src/browser/server-pages/pages.css: change that and run `npm run generate`.
export const pagesStyle = `
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

/* src/browser/server-pages/pages.css */
* {
  box-sizing: border-box;
}
body {
  margin: 0;
  background: var(--ground);
  color: var(--text);
  font: 16px / 1.5 var(--sans);
}
header {
  border-bottom: 1px solid var(--line);
  background: var(--panel);
  padding: 1rem 1.5rem;
}
header h1 {
  max-width: 44rem;
  margin: 0 auto;
  font-size: 1.125rem;
}
main {
  max-width: 44rem;
  margin: 2rem auto;
  border: 1px solid var(--line);
  border-radius: 10px;
  background: var(--panel);
  box-shadow: var(--shadow);
  padding: 0.5rem 1.5rem 1.5rem;
}
h2 {
  margin: 1rem 0 0.5rem;
  font-size: 1.25rem;
}
label {
  display: block;
  margin: 1rem 0;
  font-weight: 600;
}
label:has([type=radio], [type=checkbox]) {
  position: relative;
  margin: 0.5rem 0;
  border: 1px solid var(--line);
  border-radius: 8px;
  padding: 0.6rem 0.8rem 0.6rem 2.2rem;
}
label:has(:checked) {
  border-color: var(--accent);
  background: var(--accent-soft);
}
input[type=radio],
input[type=checkbox] {
  position: absolute;
  top: 0.95rem;
  left: 0.8rem;
  margin: 0;
  accent-color: var(--accent);
}
input[type=text],
input[type=url] {
  display: block;
  width: 100%;
  margin-top: 0.25rem;
  border: 1px solid var(--line-strong);
  border-radius: 6px;
  background: var(--sunken);
  color: inherit;
  font: inherit;
  font-weight: 400;
  padding: 0.45rem 0.6rem;
}
:focus-visible {
  outline: 2px solid var(--accent);
  outline-offset: 1px;
}
fieldset {
  margin: 1.5rem 0;
  border: 0;
  padding: 0;
}
legend {
  padding: 0;
  font-weight: 600;
}
button,
a.button {
  display: inline-block;
  border: 0;
  border-radius: 6px;
  background: var(--accent-text);
  color: var(--panel);
  cursor: pointer;
  font: inherit;
  font-weight: 600;
  padding: 0.55rem 1.1rem;
  text-decoration: none;
}
a {
  color: var(--accent-text);
}
small {
  display: block;
  color: var(--soft);
  font-weight: 400;
}
header h1 small {
  display: inline;
}
code {
  border-radius: 4px;
  background: var(--code);
  font-family: var(--mono);
  font-size: 0.9em;
  overflow-wrap: anywhere;
  padding: 0.1em 0.3em;
}
.trouble {
  border-left: 4px solid var(--bad);
  border-radius: 6px;
  background: var(--bad-soft);
  padding: 0.6rem 0.9rem;
}
@media (max-width: 48rem) {
  main {
    margin: 0;
    border-width: 0 0 1px;
    border-radius: 0;
  }
}
`
