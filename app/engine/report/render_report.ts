/** Turns a report model into one HTML file that needs nothing else. */
import { createHash } from 'node:crypto'
import { html, jsonForScript, Markup } from './markup.js'
import { pageData } from './page_data.js'
import { reportAssets, type ReportAssets } from './report_assets.js'
import type { ReportModel } from './report_model.js'
import { equitySection, priceSection, spreadSection } from './section/charts.js'
import { figuresSection } from './section/figures.js'
import { headlines, masthead, warningList } from './section/masthead.js'
import { monthsSection } from './section/months.js'
import { assumptionsSection, settingsSection } from './section/settings.js'
import { costsSection, strategiesSection, tradesSection } from './section/trades.js'

/**
 * The whole page as text: style, font, chart library and data inside, no request to any network.
 *
 * Texts of the model are escaped, data travels as JSON with `<` escaped, and the page forbids itself
 * every script and style but its own by hash. Throws when an installed asset is missing.
 */
export function renderReport(model: ReportModel): string {
  const assets = reportAssets()
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policy(assets)}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="referrer" content="no-referrer" />
        <title>${model.title} · backtest ${model.runId}</title>
        ${element('style', assets.style)}
      </head>
      <body>
        <a class="skip" href="#figures">Skip to the figures</a>
        <div class="sheet">
          ${masthead(model)}
          <main>
            ${contents(model)} ${warningList(model)} ${headlines(model)} ${equitySection(model)}
            ${priceSection(model)} ${monthsSection(model)} ${spreadSection(model)}
            ${figuresSection(model)} ${strategiesSection(model)} ${tradesSection(model)}
            ${costsSection(model)} ${settingsSection(model)} ${assumptionsSection(model)}
          </main>
          <footer>
            A backtest says what a rule would have done with prices already known. It is no promise
            of what it will do. Charts by Chart.js (MIT), type IBM Plex Sans (OFL 1.1).
          </footer>
        </div>
        ${element('script type="application/json" id="report-data"', jsonForScript(pageData(model)).text)}
        ${assets.scripts.map((script) => element('script', script))}
      </body>
    </html>`
  return page.text
}

/**
 * An element whose content must stand exactly as hashed: kept out of the template, whose lines a
 * formatter may indent.
 */
function element(tag: string, content: string): Markup {
  return new Markup(`<${tag}>${content}</${tag.split(' ')[0]}>\n`)
}

/** Only this page's own style and scripts may run, and nothing may be fetched or sent. */
function policy(assets: ReportAssets): string {
  const hash = (source: string) =>
    `'sha256-${createHash('sha256').update(source, 'utf8').digest('base64')}'`
  return [
    `default-src 'none'`,
    `script-src ${assets.scripts.map(hash).join(' ')}`,
    `style-src ${hash(assets.style)}`,
    `font-src data:`,
    `base-uri 'none'`,
    `form-action 'none'`,
  ].join('; ')
}

function contents(model: ReportModel): Markup {
  const { perStrategy, performance, prices, assumptions } = model
  const links: [string, string, boolean][] = [
    ['equity', 'Equity', true],
    ['price', 'Price and trades', prices.length > 0],
    ['months', 'Months', performance.months.length > 0],
    ['figures', 'Figures', true],
    ['strategies', 'By strategy', perStrategy.length > 0],
    ['trades', 'Trades', true],
    ['costs', 'Costs', true],
    ['settings', 'Settings', true],
    ['assumptions', 'Assumptions', assumptions.length > 0],
  ]
  return html`<nav class="contents" aria-label="Contents">
    <ul>
      ${links
        .filter(([, , present]) => present)
        .map(([id, label]) => html`<li><a href="#${id}">${label}</a></li>`)}
    </ul>
  </nav>`
}
