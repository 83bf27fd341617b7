import { html, Markup } from '#engine/report/markup.js'
import type { Overview, RunLine, SeriesLine } from '#engine/overview/read_overview.js'
import type { PanelProgress } from '#ports/panel.js'
import { HOME_STYLE } from './home_style.js'

const TIER_WORDS: Readonly<Record<Overview['tier'], string>> = {
  'plain': 'plain tables',
  'tsdb-apache': 'TimescaleDB hypertables',
  'tsdb-community': 'TimescaleDB hypertables, compressed by column',
}

const COMMANDS: readonly (readonly [string, string])[] = [
  [
    'node ace backtest momentum --symbols US.AAPL --from 2013-05-13 --to 2018-05-11 --benchmark US.SPX',
    'Trade AAPL by its moving averages over five years, beside the S&P 500.',
  ],
  ['node ace bars:import prices.csv --symbol US.GOOG --timeframe 1d', 'Bring prices of your own.'],
  ['node ace backtest:list', 'See what was run, and repeat any of it to the same order list.'],
  ['node ace doctor', 'Check that everything this machine needs is in order.'],
]

const PANEL_WORDS: Readonly<Record<PanelProgress['state'], string>> = {
  absent:
    'The panel is not built. npm start builds it once; everything works from the terminal meanwhile.',
  installing:
    'The panel is being set up: its packages are brought (step 1 of 2). This page looks again by itself.',
  building:
    'The panel is being built (step 2 of 2, about a minute). This page looks again by itself.',
  failed: 'The panel could not be built; everything else works. The next npm start tries again.',
}

/** What the page tells: what is stored, for who may see it; how far the panel is while there is none. */
export interface HomePage {
  readonly overview: Overview | null
  readonly progress: PanelProgress | null
}

/** The page as one self-contained HTML text: no script, no request to anywhere. */
export function homePage({ overview, progress }: HomePage): string {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>AQ Trading</title>
<link rel="icon" href="data:,">
${progress !== null && progress.state !== 'absent' && progress.state !== 'failed' ? html`<meta http-equiv="refresh" content="5">` : null}
<style>${new Markup(HOME_STYLE)}</style>
</head>
<body>
<main>
<header>
<h1>AQ Trading</h1>
<p class="lead">Strategies written by strangers, tested on real prices, in a sandbox on your own machine.</p>
${overview && serverLine(overview)}
${panelLine(progress)}
</header>
${overview && runsSection(overview.runs)}
${overview && seriesSection(overview.series)}
<section aria-labelledby="try">
<h2 id="try">To try</h2>
<dl class="commands">${COMMANDS.map(([command, purpose]) => html`<div><dt>${purpose}</dt><dd><code>${command}</code></dd></div>`)}</dl>
</section>
</main>
</body>
</html>
`
  return page.text
}

function serverLine(overview: Overview): Markup {
  return html`<p class="server"><span class="dot"></span>PostgreSQL ${overview.postgresVersion}, ${TIER_WORDS[overview.tier]}${timescale(overview)}</p>`
}

function panelLine(progress: PanelProgress | null): Markup {
  if (progress === null) return html`<p class="server"><a href="/">To the panel</a></p>`
  const note = progress.note === null ? null : html`<br><code>${progress.note}</code>`
  return html`<p class="server" role="status">${PANEL_WORDS[progress.state]}${note}</p>`
}

function timescale(overview: Overview): string {
  return overview.timescaleVersion ? ` (TimescaleDB ${overview.timescaleVersion})` : ''
}

function runsSection(runs: readonly RunLine[]): Markup {
  const rows = runs.map(
    (run) => html`<tr>
<td class="name">${runLink(run)}</td>
<td data-label="Strategy">${run.strategies}</td>
<td data-label="Symbols">${run.symbols}</td>
<td data-label="From" class="date">${run.fromDate}</td>
<td data-label="To" class="date">${run.toDate}</td>
<td data-label="Run at (UTC)"><time datetime="${run.startedAt.toISOString()}">${minute(run.startedAt)}</time></td>
<td data-label="Total return" class="number ${tone(run.totalReturn)}">${percent(run.totalReturn)}</td>
</tr>`
  )
  const body =
    rows.length === 0
      ? html`<p class="empty">No backtest has been run yet. The first command below makes one in a few seconds.</p>`
      : html`<table><thead><tr><th>Run</th><th>Strategy</th><th>Symbols</th><th>From</th><th>To</th><th>Run at (UTC)</th><th class="number">Total return</th></tr></thead><tbody>${rows}</tbody></table>`
  return html`<section aria-labelledby="runs"><h2 id="runs">Backtests</h2>${body}</section>`
}

function seriesSection(series: readonly SeriesLine[]): Markup {
  const rows = series.map(
    (line) => html`<tr>
<td class="name"><strong>${line.symbol}</strong> <span class="quiet">${line.timeframe}</span></td>
<td data-label="Bars" class="number">${line.rowCount.toLocaleString('en-US')}</td>
<td data-label="From" class="date">${day(line.firstAt)}</td>
<td data-label="To" class="date">${day(line.lastAt)}</td>
<td data-label="Source"><div>${line.source}${line.licence ? html`<br><span class="quiet">${line.licence}</span>` : null}</div></td>
</tr>`
  )
  const body =
    rows.length === 0
      ? html`<p class="empty">No prices are stored. <code>node ace bars:import</code> brings some from a CSV file.</p>`
      : html`<table><thead><tr><th>Series</th><th class="number">Bars</th><th>From</th><th>To</th><th>Source and licence</th></tr></thead><tbody>${rows}</tbody></table>`
  return html`<section aria-labelledby="prices"><h2 id="prices">Prices</h2>${body}</section>`
}

function runLink(run: RunLine): Markup {
  return run.hasReport
    ? html`<a href="/runs/${encodeURIComponent(run.id)}/report"><code>${run.id}</code></a>`
    : html`<code>${run.id}</code>`
}

function tone(value: number): string {
  if (value === 0) return ''
  return value > 0 ? 'gain' : 'loss'
}

function percent(value: number): string {
  const sign = value > 0 ? '+' : value < 0 ? '−' : ''
  return `${sign}${(Math.abs(value) * 100).toFixed(2)} %`
}

function minute(at: Date): string {
  return at.toISOString().slice(0, 16).replace('T', ' ')
}

function day(at: Date | null): string {
  return at ? at.toISOString().slice(0, 10) : '–'
}
