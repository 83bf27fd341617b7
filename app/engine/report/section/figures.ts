import { html, type Markup } from '../markup.js'
import { figureGroups, type FigureGroup } from '../figure_rows.js'
import { count, counted, percent } from '../figure_format.js'
import type { ReportModel } from '../report_model.js'

/** Every figure in groups; undefined ones say why in a footnote. */
export function figuresSection(model: ReportModel): Markup {
  const reasons: string[] = []
  const { span } = model.performance
  const groups = figureGroups(model.performance).map((group) => panel(group, reasons))
  const riskFree = percent(span.riskFreeAnnual)
  return html`<section id="figures" aria-labelledby="figures-title">
    <h2 id="figures-title">All figures</h2>
    <p class="lead">
      From ${counted(span.periods, 'return')} between session closes, ${count(span.periodsPerYear)} to a
      year, risk-free rate ${riskFree}; drawdowns from ${counted(span.marks, 'mark')}.
    </p>
    <div class="groups ${groups.length === 5 ? 'five' : 'four'}">
      ${groups} ${deepestDrawdowns(model)}
    </div>
    ${
      reasons.length === 0
        ? null
        : html`<ol class="footnotes">
            ${reasons.map((reason) => html`<li>n/a: ${reason}.</li>`)}
          </ol>`
    }
  </section>`
}

/** The deepest falls with their dates. */
function deepestDrawdowns(model: ReportModel): Markup | null {
  const { drawdowns } = model.performance.risk
  if (drawdowns.length === 0) return null
  return html`<div class="panel beneath">
    <header><h3>Deepest drawdowns</h3></header>
    <table class="wide rows">
      <thead>
        <tr>
          <th scope="col">Depth</th>
          <th scope="col">Peak</th>
          <th scope="col">Trough</th>
          <th scope="col">Recovered</th>
          <th scope="col" class="number">Days</th>
        </tr>
      </thead>
      <tbody>
        ${drawdowns.map(
          (fall) =>
            html`<tr>
              <td class="lead">${percent(fall.depth)}</td>
              <td data-label="Peak">${fall.peakDate}</td>
              <td data-label="Trough">${fall.troughDate}</td>
              <td data-label="Recovered">${fall.recoveryDate ?? 'not by the end'}</td>
              <td class="number" data-label="Days">${count(fall.days)}</td>
            </tr>`
        )}
      </tbody>
    </table>
  </div>`
}

function panel(group: FigureGroup, reasons: string[]): Markup {
  return html`<div class="panel ${group.rows.length > 12 ? 'tall' : ''}">
    <header>
      <h3>${group.title}</h3>
      ${group.note === null ? null : html`<p class="note">${group.note}</p>`}
    </header>
    <div class="body">
      <table class="lines">
        <tbody>
          ${group.rows.map(
            (row) =>
              html`<tr>
                <th scope="row">${row.label}</th>
                <td class="${row.reason === null ? (row.tone ?? '') : 'na'}">
                  ${row.text}${row.reason === null ? null : footnote(row.reason, reasons)}
                </td>
              </tr>`
          )}
        </tbody>
      </table>
    </div>
  </div>`
}

function footnote(reason: string, reasons: string[]): Markup {
  if (!reasons.includes(reason)) reasons.push(reason)
  return html`<sup>${reasons.indexOf(reason) + 1}</sup>`
}
