import { html, type Markup } from '../markup.js'
import { figureText, type FigureRow } from '../figure_rows.js'
import { counted, money, percent, ratio, signedMoney, signedPercent } from '../figure_format.js'
import type { ReportModel } from '../report_model.js'

/** Title, what was run over which time, and the two choices of how the page looks. */
export function masthead(model: ReportModel): Markup {
  const { span } = model.performance
  const made = new Date(model.createdAtMs).toISOString()
  return html`<header class="masthead">
    <div>
      <p class="kicker">
        Backtest · ${model.runId} · ${made.slice(0, 10)} ${made.slice(11, 16)} UTC
      </p>
      <h1>${model.title}</h1>
      <p class="facts">
        ${span.fromDate} to ${span.toDate}, ${counted(span.sessions, 'session')} of ${model.timeframe}
        bars. Opening balance ${money(model.performance.returns.startEquity)} ${model.currency}.
      </p>
    </div>
    <div class="switches">
      <label class="choice"
        >Appearance<select id="theme">
          <option value="auto">As the system</option>
          <option value="light">Light</option>
          <option value="dark">Dark</option>
        </select></label
      >
      <label class="choice"
        >Gain and loss<select id="tones">
          <option value="blue-orange">Blue, orange</option>
          <option value="green-red">Green, red</option>
          <option value="red-green">Red, green</option>
        </select></label
      >
    </div>
  </header>`
}

/** Warnings come before any figure, so that nobody believes one without them. */
export function warningList(model: ReportModel): Markup | null {
  if (model.warnings.length === 0) return null
  return html`<div class="warnings" role="note">
    <h2>Before you believe the figures</h2>
    <ul>
      ${model.warnings.map((warning) => html`<li>${warning}</li>`)}
    </ul>
  </div>`
}

/** The eight figures everybody asks for first, the benchmark's beside them. */
export function headlines(model: ReportModel): Markup {
  const { performance } = model
  const { benchmark } = performance
  const beside = (value: number | null | undefined, show: (value: number) => string) =>
    benchmark && value !== null && value !== undefined ? `${benchmark.name} ${show(value)}` : null
  const show = (path: string, how: (value: number) => string) => figureText(performance, path, how)
  const toned = (row: FigureRow, value: number | null) => ({ ...row, tone: toneOf(value) })
  const { returns, ratios, trades } = performance
  const fall = performance.risk.drawdowns[0]
  const items: [string, FigureRow, string | null][] = [
    [
      'Total return',
      toned(show('returns.totalReturn', signedPercent), returns.totalReturn),
      beside(benchmark?.totalReturn, signedPercent),
    ],
    [
      'Annual return',
      toned(show('returns.annualReturn', signedPercent), returns.annualReturn),
      beside(benchmark?.annualReturn, signedPercent),
    ],
    ['Sharpe', show('ratios.sharpe', ratio), beside(benchmark?.sharpe, ratio)],
    [
      'Max drawdown',
      show('risk.maxDrawdown', percent),
      beside(benchmark?.maxDrawdown, percent) ??
        (fall ? `${fall.peakDate} to ${fall.troughDate}` : null),
    ],
    [
      'Volatility',
      show('risk.annualVolatility', percent),
      beside(benchmark?.annualVolatility, percent),
    ],
    ['Sortino', show('ratios.sortino', ratio), calmarText(ratios.calmar)],
    ['Win rate', show('trades.winRate', percent), counted(trades.closed, 'closed trade')],
    [
      'Final equity',
      show('returns.endEquity', money),
      `${signedMoney(returns.netProfit)} ${model.currency}`,
    ],
  ]
  return html`<dl class="headlines">
    ${items.map(
      ([label, row, note]) =>
        html`<div>
          <dt>${label}</dt>
          <dd class="value ${row.tone ?? ''}" title="${row.reason ?? ''}">${row.text}</dd>
          ${note === null ? null : html`<dd class="beside">${note}</dd>`}
        </div>`
    )}
  </dl>`
}

function toneOf(value: number | null): 'gain' | 'loss' | null {
  return value === null || value === 0 ? null : value > 0 ? 'gain' : 'loss'
}

function calmarText(calmar: number | null): string | null {
  return calmar === null ? null : `Calmar ${ratio(calmar)}`
}
