/** Style of the page about the API. */
export const API_PAGE_STYLE = `
:root { color-scheme: light dark; --line: light-dark(#d9dde3, #343a44); --soft: light-dark(#59616e, #a2abb8);
  --back: light-dark(#fbfbfa, #14171c); --text: light-dark(#1b2027, #e8ebef); --mark: light-dark(#0b5cad, #7db9ff) }
* { box-sizing: border-box }
body { margin: 0; background: var(--back); color: var(--text); font: 15px/1.55 system-ui, sans-serif }
main { max-width: 62rem; margin: 0 auto; padding: 2rem 1rem 4rem }
h1 { font-size: 1.7rem; margin: 0 0 .5rem }
h2 { font-size: 1.1rem; margin: 2rem 0 .5rem }
a { color: var(--mark) }
nav { display: flex; flex-wrap: wrap; gap: .25rem .9rem; padding: .7rem 0; border-block: 1px solid var(--line) }
details { border-bottom: 1px solid var(--line) }
summary { padding: .5rem .25rem; cursor: pointer; overflow-wrap: anywhere }
summary:focus-visible, a:focus-visible, pre:focus-visible { outline: 2px solid var(--mark); outline-offset: 2px }
summary b { display: inline-block; min-width: 4.2em; font: 600 .8rem ui-monospace, monospace; color: var(--mark) }
summary span { color: var(--soft) }
code, pre { font: .86rem/1.5 ui-monospace, monospace }
pre { overflow: auto; max-height: 24rem; padding: .75rem; border: 1px solid var(--line) }
table { width: 100%; border-collapse: collapse; margin: .5rem 0 1rem }
th, td { text-align: left; padding: .3rem .6rem .3rem 0; vertical-align: top; border-top: 1px solid var(--line); overflow-wrap: anywhere }
`
