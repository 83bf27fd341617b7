/** Look of the home page: the paper and ink of the backtest report, without its charts. */
export const HOME_STYLE = `
:root {
  color-scheme: light dark;
  --ground: light-dark(#f3efe6, #0c1014);
  --sheet: light-dark(#fbf9f4, #12171d);
  --well: light-dark(#efeae0, #1a2129);
  --hairline: light-dark(#d3cab9, #2c3844);
  --ink: light-dark(#1b1e22, #e9e5dc);
  --ink-2: light-dark(#4d545b, #a9b1b8);
  --accent: light-dark(#7a5410, #d8b36a);
  --gain: light-dark(#0b57b0, #6cb2ff);
  --loss: light-dark(#9a4700, #ffa657);
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0;
  background: var(--ground);
  color: var(--ink);
  font: 400 15px/22px 'IBM Plex Sans', system-ui, -apple-system, 'Segoe UI', sans-serif;
  font-variant-numeric: tabular-nums lining-nums;
  overflow-wrap: anywhere;
}
code { font: 400 13px/20px ui-monospace, 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace; }
h1, h2, p, dl, dd { margin: 0; }
main { max-width: 1040px; margin: 0 auto; padding: 56px 32px 72px; }
header { padding-bottom: 28px; border-bottom: 2px solid var(--ink); }
h1 { font-size: 34px; line-height: 40px; font-weight: 600; letter-spacing: -0.02em; }
.lead { margin-top: 8px; max-width: 56ch; font-size: 17px; line-height: 26px; color: var(--ink-2); text-wrap: pretty; }
.server { margin-top: 16px; font-size: 13px; color: var(--ink-2); }
.dot { display: inline-block; width: 8px; height: 8px; margin-right: 8px; border-radius: 50%; background: light-dark(#2f7d4f, #58c48a); }
section { margin-top: 40px; }
h2 { font-size: 19px; line-height: 26px; font-weight: 600; margin-bottom: 12px; }
table { width: 100%; border-collapse: collapse; }
th { text-align: left; font-size: 13px; font-weight: 500; color: var(--ink-2); }
th, td { padding: 9px 16px 9px 0; border-bottom: 1px solid var(--hairline); vertical-align: top; }
th:last-child, td:last-child { padding-right: 0; }
.number { text-align: right; white-space: nowrap; }
th.number { text-align: right; }
td.name, td.date, td time { white-space: nowrap; }
.quiet { color: var(--ink-2); }
.gain { color: var(--gain); }
.loss { color: var(--loss); }
a { color: var(--accent); text-underline-offset: 3px; }
a:focus-visible { outline: 2px solid var(--accent); outline-offset: 3px; border-radius: 2px; }
.empty { padding: 16px 18px; background: var(--sheet); border: 1px solid var(--hairline); border-radius: 6px; color: var(--ink-2); }
.commands { display: grid; gap: 18px; }
dt { margin-bottom: 6px; color: var(--ink-2); }
dd code { display: block; padding: 10px 14px; background: var(--well); border-radius: 6px; overflow-wrap: break-word; }
@media (max-width: 640px) {
  main { padding: 32px 18px 48px; }
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  table, tbody, tr, td { display: block; }
  tr { padding: 12px 0; border-bottom: 1px solid var(--hairline); }
  td { padding: 2px 0; border: 0; }
  td[data-label] { display: grid; grid-template-columns: 104px 1fr; gap: 12px; text-align: left; white-space: normal; }
  td[data-label]::before { content: attr(data-label); color: var(--ink-2); font-size: 13px; }
}
`
