/** The one stylesheet of our pages. Colours pass WCAG AA in both schemes. */
export const STYLE = `:root {
  color-scheme: light dark;
  --text: #1c2126; --soft: #565f69; --ground: #ffffff; --raised: #f3f5f7; --line: #d9dee3;
  --link: #0b57a4;
}
@media (prefers-color-scheme: dark) {
  :root {
    --text: #e4e7ea; --soft: #a3adb7; --ground: #14181c; --raised: #1f252b; --line: #37414a;
    --link: #84b9f2;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; color: var(--text); background: var(--ground);
  font: 1rem/1.6 system-ui, sans-serif; overflow-wrap: break-word;
}
header, main { max-width: 52rem; margin: 0 auto; padding: 1rem 1.25rem; }
header { display: flex; gap: 1.25rem; border-bottom: 1px solid var(--line); }
main { padding-bottom: 4rem; }
a { color: var(--link); }
.brand { font-weight: 700; text-decoration: none; color: var(--text); }
h1 { font-size: 1.75rem; line-height: 1.25; }
h2 { font-size: 1.3rem; margin-top: 2.25rem; }
h3 { font-size: 1.05rem; margin-top: 1.75rem; }
code, pre { font-family: ui-monospace, Menlo, Consolas, monospace; font-size: .9em; }
code { background: var(--raised); padding: .1em .3em; border-radius: 3px; }
pre { background: var(--raised); padding: .9rem 1rem; overflow-x: auto; border-radius: 6px; }
pre code { padding: 0; background: none; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td {
  text-align: left; vertical-align: top; padding: .4rem .6rem; border-bottom: 1px solid var(--line);
}
.soft { color: var(--soft); }
details {
  margin: .75rem 0; padding: .5rem .9rem; border: 1px solid var(--line); border-radius: 6px;
}
summary { cursor: pointer; }
button { font: inherit; padding: .5rem 1.1rem; cursor: pointer; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
`
