/** How the page looks: from 360 px on, by day and by night. */
export const stylesheet: string = `
:root {
  color-scheme: light dark;
  --text: #1c2128; --soft: #57606a; --line: #d5dae0; --page: #ffffff; --inset: #f4f6f8; --link: #0b5cad;
  --get: #0b5cad; --post: #1a6b38;
}
@media (prefers-color-scheme: dark) {
  :root {
    --text: #e3e8ee; --soft: #9aa6b2; --line: #343c46; --page: #12161b; --inset: #1b2128; --link: #79b8ff;
    --get: #79b8ff; --post: #6fd08c;
  }
}
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; }
body {
  margin: 0; color: var(--text); background: var(--page); overflow-wrap: anywhere;
  font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
}
code, pre { font: 0.875em/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
a { color: var(--link); }
a:focus-visible, pre:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
.skip { position: absolute; left: -100vw; }
.skip:focus { left: 1rem; top: 1rem; padding: 0.5rem 1rem; background: var(--page); }
header, .layout { max-width: 76rem; margin: 0 auto; padding: 1.5rem 1rem 0; }
header p { max-width: 48rem; }
.layout { display: grid; grid-template-columns: minmax(0, 1fr); gap: 2rem; padding-bottom: 4rem; }
h1, h2, h3, h4 { line-height: 1.25; margin: 0; }
h1 { font-size: 1.75rem; }
h2 { font-size: 1.375rem; margin-top: 3rem; padding-bottom: 0.375rem; border-bottom: 1px solid var(--line); }
main > section:first-child h2 { margin-top: 0; }
h3 { font-size: 1.125rem; }
h3 a { color: inherit; text-decoration: none; }
h3 a:hover { text-decoration: underline; }
h4 { margin: 1.25rem 0 0.25rem; font-size: 0.875rem; color: var(--soft); }
p { margin: 0.5rem 0; }
main section section { margin-top: 2rem; }
.note, .type { color: var(--soft); }
.type, .note, dd dl, dd ul { font-size: 0.9375rem; }
.route { margin: 0.25rem 0; }
.method { font-weight: 600; font-size: 0.75rem; letter-spacing: 0.03em; color: var(--get); }
.method.post { color: var(--post); }
nav ul, ul.types { list-style: none; margin: 0; padding: 0; }
nav p, summary { margin: 1rem 0 0.25rem; font-weight: 600; font-size: 0.875rem; color: var(--soft); }
nav p:first-child { margin-top: 0; }
nav li { padding: 0.1875rem 0; font-size: 0.8125rem; line-height: 1.4; }
nav a { display: flex; gap: 0.5rem; color: inherit; text-decoration: none; }
nav .method { flex: 0 0 2.75rem; }
summary { cursor: pointer; }
nav a:hover { text-decoration: underline; }
dl { margin: 0; }
dl > div { padding: 0.5rem 0; border-top: 1px solid var(--line); }
dl > div:first-child { border-top: 0; }
dt strong { font-weight: 400; font-size: 0.8125rem; color: var(--soft); }
dd { margin: 0; }
pre { margin: 0.25rem 0 0; padding: 0.75rem 1rem; background: var(--inset); border-radius: 6px; overflow-x: auto; }
pre code { font-size: 0.8125rem; white-space: pre; overflow-wrap: normal; }
@media (min-width: 60rem) {
  .layout { grid-template-columns: 19rem minmax(0, 1fr); gap: 3rem; }
  nav { position: sticky; top: 0; align-self: start; max-height: 100vh; overflow-y: auto; padding: 1rem 0; }
  dl > div { display: grid; grid-template-columns: 13rem minmax(0, 1fr); gap: 0 1.5rem; }
  dd dl > div { grid-template-columns: 10rem minmax(0, 1fr); }
}
`;
