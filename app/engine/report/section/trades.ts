import { html, type Markup } from '../markup.js'
import { count, money, percent, ratio, signedMoney, signedPercent } from '../figure_format.js'
import { figureText } from '../figure_rows.js'
import type { ReportModel } from '../report_model.js'

/** The trade list; its rows are drawn by the page's script from the data beside it. */
export function tradesSection(model: ReportModel): Markup {
  const { total, shown, omitted } = model.trades
  if (total === 0) {
    return html`<section id="trades" aria-labelledby="trades-title">
      <h2 id="trades-title">Trades</h2>
      <p class="lead">No trade was made.</p>
    </section>`
  }
  return html`<section id="trades" aria-labelledby="trades-title">
    <h2 id="trades-title">Trades</h2>
    ${
      omitted > 0
        ? html`<p class="lead">
            ${count(total)} trades were made. The list holds the first and the last
            ${count(shown.length / 2)}; the run itself keeps all of them.
          </p>`
        : null
    }
    <div class="panel long">
      <header class="only-phone">
        <label class="controls choice"
          >Sort by<select id="trade-sort">
            <option value="number">first to last</option>
            <option value="number down">last to first</option>
            <option value="pnl down">largest profit</option>
            <option value="pnl">largest loss</option>
            <option value="returnFraction down">highest return</option>
            <option value="barsHeld down">longest held</option>
            <option value="symbol">symbol</option>
          </select></label
        >
      </header>
      <table class="wide trades" id="trade-table">
        <caption class="hidden">
          Trades, sortable by the buttons in the head
        </caption>
        <tbody></tbody>
      </table>
      <noscript
        ><p class="noscript">The list needs scripts to be allowed in this page.</p></noscript
      >
      <div class="pager">
        <span class="where" id="trade-where" role="status"></span>
        <button type="button" id="trade-before">Earlier page</button>
        <button type="button" id="trade-after">Next page</button>
      </div>
    </div>
  </section>`
}

/** Each strategy's share of the account. */
export function strategiesSection(model: ReportModel): Markup | null {
  if (model.perStrategy.length === 0) return null
  return html`<section id="strategies" aria-labelledby="strategies-title">
    <h2 id="strategies-title">By strategy</h2>
    <div class="panel">
      <table class="wide rows">
        <thead>
          <tr>
            <th scope="col">Strategy</th>
            <th scope="col" class="number">Net profit</th>
            <th scope="col" class="number">Return</th>
            <th scope="col" class="number">Sharpe</th>
            <th scope="col" class="number">Max drawdown</th>
            <th scope="col" class="number">Trades</th>
            <th scope="col" class="number">Win rate</th>
            <th scope="col" class="number">Profit factor</th>
            <th scope="col" class="number">Fees</th>
          </tr>
        </thead>
        <tbody>
          ${model.perStrategy.map(({ strategy, performance }) => {
            const text = (path: string, show: (value: number) => string) =>
              figureText(performance, path, show).text
            return html`<tr>
              <td class="lead">${strategy}</td>
              <td class="number" data-label="Net profit">
                ${text('returns.netProfit', signedMoney)}
              </td>
              <td class="number" data-label="Return">
                ${text('returns.totalReturn', signedPercent)}
              </td>
              <td class="number" data-label="Sharpe">${text('ratios.sharpe', ratio)}</td>
              <td class="number" data-label="Max drawdown">${text('risk.maxDrawdown', percent)}</td>
              <td class="number" data-label="Trades">${text('trades.closed', count)}</td>
              <td class="number" data-label="Win rate">${text('trades.winRate', percent)}</td>
              <td class="number" data-label="Profit factor">
                ${text('trades.profitFactor', ratio)}
              </td>
              <td class="number" data-label="Fees">${text('trades.fees', money)}</td>
            </tr>`
          })}
        </tbody>
      </table>
    </div>
  </section>`
}

/** What trading cost, and what the risk rules refused. */
export function costsSection(model: ReportModel): Markup {
  const { costs, denials } = model
  const sum = costs.reduce((total, cost) => total + cost.amount, 0)
  return html`<section id="costs" aria-labelledby="costs-title">
    <h2 id="costs-title">Costs and denied orders</h2>
    <div class="pair">
      <div class="panel">
        <header><h3>Costs, ${model.currency}</h3></header>
        <div class="body">
          ${
            costs.length === 0
              ? html`<p class="quiet">No cost was charged. Real trading has some.</p>`
              : html`<table class="lines">
                  <tbody>
                    ${costs.map(
                      (cost) =>
                        html`<tr>
                          <th scope="row">
                            ${cost.label}<br /><span class="quiet">${cost.note}</span>
                          </th>
                          <td>${money(cost.amount)}</td>
                        </tr>`
                    )}
                    <tr>
                      <th scope="row">Together</th>
                      <td>${money(sum)}</td>
                    </tr>
                  </tbody>
                </table>`
          }
        </div>
      </div>
      <div class="panel">
        <header><h3>Denied or reduced by risk rules</h3></header>
        <div class="body">
          ${
            denials.length === 0
              ? html`<p class="quiet">Nothing was denied.</p>`
              : html`<table class="lines">
                  <tbody>
                    ${denials.map(
                      (denial) =>
                        html`<tr>
                          <th scope="row">
                            ${denial.rule}<br /><span class="quiet">${denial.reason}</span>
                          </th>
                          <td>${count(denial.count)} ×</td>
                        </tr>`
                    )}
                  </tbody>
                </table>`
          }
        </div>
      </div>
    </div>
  </section>`
}
