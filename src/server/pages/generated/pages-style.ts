// Made by scripts/browser-code.ts from src/browser/server-pages/pages.css: change that and run `npm run generate`.
export const pagesStyle = `
/* src/browser/server-pages/pages.css */
body {
  font: 16px / 1.5 system-ui, sans-serif;
  max-width: 40rem;
  margin: 3rem auto;
  padding: 0 1rem;
}
label {
  display: block;
  margin: 1rem 0;
}
input[type=text],
input[type=url] {
  display: block;
  width: 100%;
  font: inherit;
  padding: 0.3rem;
}
fieldset {
  border: 1px solid #ccc;
}
button {
  font: inherit;
  padding: 0.5rem 1rem;
}
small {
  display: block;
  color: #555;
}
`
