import { html, type Markup } from '../markup.js'
import { count, percent, signedPercent } from '../figure_format.js'
import type { ReportModel } from '../report_model.js'

const KEYS_HINT = 'Left and right arrows move the cursor, Escape shows the whole run.'

/** A chart that can be read by pointer or keyboard; its values are said in the line above it. */
function chart(input: { id: string; label: string; size?: 'low' | 'middle' }): Markup {
  return html`<div class="chart ${input.size ?? ''}">
    <canvas
      id="${input.id}"
      tabindex="0"
      role="slider"
      aria-label="${input.label} ${KEYS_HINT}"
    ></canvas>
  </div>`
}

/** Equity against the benchmark with the drawdown under it, on one time axis. */
export function equitySection(model: ReportModel): Markup {
  const { benchmark, returns, risk } = model.performance
  const against = benchmark ? ` Benchmark ${benchmark.name}.` : ''
  return html`<section id="equity" aria-labelledby="equity-title">
    <div class="panel">
      <header>
        <h2 id="equity-title">Equity, ${model.currency}</h2>
        <div class="controls">
          <label class="choice"
            >Show<select id="curve-range">
              <option value="">whole run</option>
            </select></label
          >
          <button type="button" id="log-scale" aria-pressed="false">Log scale</button>
        </div>
      </header>
      <div class="body">
        <div class="readout" id="curve-readout">
          <span class="key equity">Strategy ${signedPercent(returns.totalReturn)}</span>
          ${
            benchmark
              ? html`<span class="key benchmark"
                  >${benchmark.name} ${signedPercent(benchmark.totalReturn)}</span
                >`
              : null
          }
        </div>
        ${chart({
          id: 'equity-chart',
          label: `Equity over time, total return ${signedPercent(returns.totalReturn)}.${against}`,
        })}
        <div class="under">
          <h3>Drawdown</h3>
          ${chart({
            id: 'drawdown-chart',
            label: `Drawdown over time, deepest ${percent(risk.maxDrawdown)}.`,
            size: 'low',
          })}
        </div>
        ${thinned(model.curves.marks, model.curves.atMs.length)}
        ${benchmark ? html`<p class="quiet small">${benchmark.coverage}.</p>` : null}
      </div>
    </div>
  </section>`
}

/** Closes of a symbol with a mark for each entry and exit. */
export function priceSection(model: ReportModel): Markup | null {
  if (model.prices.length === 0) return null
  const chosen = model.prices[0]!
  return html`<section id="price" aria-labelledby="price-title">
    <div class="panel">
      <header>
        <h2 id="price-title">
          Price and
          trades${model.prices.length > 1 ? null : `, ${chosen.symbol}, ${chosen.currency}`}
        </h2>
        <div class="controls">
          ${
            model.prices.length > 1
              ? html`<label class="choice"
                  >Symbol<select id="price-symbol">
                    ${model.prices.map(
                      (prices, i) => html`<option value="${i}">${prices.symbol}</option>`
                    )}
                  </select></label
                >`
              : null
          }
          <label class="choice"
            >Show<select id="price-range">
              <option value="">whole run</option>
            </select></label
          >
        </div>
      </header>
      <div class="body">
        <div class="readout" id="price-readout">
          <span class="key">Close</span>
          ${markKeys(model)}
        </div>
        ${chart({ id: 'price-chart', label: 'Price with trade marks.' })}
        ${thinned(chosen.bars, chosen.atMs.length)}
        <p class="quiet small" id="price-note"></p>
      </div>
    </div>
  </section>`
}

/** Rolling Sharpe ratio beside the spread of the trades' returns. */
export function spreadSection(model: ReportModel): Markup | null {
  const { rollingSharpe, distribution } = model
  const rolls = rollingSharpe.atMs.length > 1
  const spreads = distribution.count.length > 0
  if (!rolls && !spreads) return null
  return html`<section id="spread" aria-labelledby="spread-title">
    <h2 id="spread-title">Through time and across trades</h2>
    <div class="pair">
      ${
        rolls
          ? html`<div class="panel">
              <header>
                <h3>Rolling Sharpe, ${count(rollingSharpe.windowSessions)} sessions</h3>
              </header>
              <div class="body">
                <div class="readout" id="rolling-readout">
                  <span>Annual ratio of the sessions up to each date</span>
                </div>
                ${chart({ id: 'rolling-chart', label: 'Rolling Sharpe ratio.', size: 'middle' })}
              </div>
            </div>`
          : null
      }
      ${
        spreads
          ? html`<div class="panel">
              <header><h3>Trades by return</h3></header>
              <div class="body">
                <div class="readout" id="distribution-readout">
                  <span>Number of closed trades in each band of return</span>
                </div>
                ${chart({
                  id: 'distribution-chart',
                  label: 'Number of closed trades by return.',
                  size: 'middle',
                })}
              </div>
            </div>`
          : null
      }
    </div>
  </section>`
}

/** The marks that occur in this run, each with its shape. */
function markKeys(model: ReportModel): Markup[] {
  const { long, short } = sides(model)
  const keys: [boolean, 'buy' | 'sell', string, string][] = [
    [long, 'buy', '▲', 'opens long'],
    [long, 'sell', '▽', 'closes long'],
    [short, 'sell', '▼', 'opens short'],
    [short, 'buy', '△', 'closes short'],
  ]
  return keys
    .filter(([present]) => present)
    .map(
      ([, action, shape, words]) =>
        html`<span class="key mark ${action}" data-shape="${shape}">${words}</span>`
    )
}

function sides(model: ReportModel): { long: boolean; short: boolean } {
  const { shown } = model.trades
  return {
    long: shown.some((trade) => trade.side === 'long'),
    short: shown.some((trade) => trade.side === 'short'),
  }
}

function thinned(marks: number, points: number): Markup | null {
  if (points >= marks) return null
  return html`<p class="quiet small">
    ${count(points)} of ${count(marks)} values drawn; every high and low is among them.
  </p>`
}
