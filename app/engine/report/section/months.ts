import { html, type Markup } from '../markup.js'
import { signedPercent } from '../figure_format.js'
import type { ReportModel } from '../report_model.js'

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
/** Size of return, as a fraction, at which a month gets the next deeper shade. */
const SHADES = [0.005, 0.02, 0.05, 0.1]

/** Return of each month and year; a shade for the size, the sign in the text. */
export function monthsSection(model: ReportModel): Markup | null {
  const { months, years } = model.performance
  if (months.length === 0) return null
  const cells = new Map(months.map((month) => [`${month.year}-${month.month}`, month.return]))
  return html`<section id="months" aria-labelledby="months-title">
    <h2 id="months-title">Monthly returns</h2>
    <div class="panel long">
      <table class="months">
        <thead>
          <tr>
            <th scope="col"><span class="hidden">Year</span></th>
            ${MONTHS.map((month) => html`<th scope="col">${month}</th>`)}
            <th scope="col">Year</th>
          </tr>
        </thead>
        <tbody>
          ${years.map(
            (year) =>
              html`<tr>
                <th scope="row">${String(year.year)}</th>
                ${MONTHS.map((name, i) => cell(name, cells.get(`${year.year}-${i + 1}`)))}
                <td class="${year.return < 0 ? 'loss' : year.return > 0 ? 'gain' : ''}">
                  ${signedPercent(year.return)}
                </td>
              </tr>`
          )}
        </tbody>
      </table>
    </div>
    <p class="quiet small">
      In percent, from the last close of the month before; first and last month may be partial.
    </p>
  </section>`
}

function cell(month: string, value: number | undefined): Markup {
  if (value === undefined) return html`<td data-month="${month}"></td>`
  const text = (100 * value).toFixed(1)
  const shown = Number(text) === 0 ? '0.0' : `${value > 0 ? '+' : '−'}${text.replace('-', '')}`
  return html`<td data-month="${month}" class="${shadeOf(value)}">${shown}</td>`
}

function shadeOf(value: number): string {
  if (Math.abs(value) < 0.0005) return ''
  const depth = 1 + SHADES.filter((edge) => Math.abs(value) >= edge).length
  return `heat-${value > 0 ? 'g' : 'l'}${depth}`
}
