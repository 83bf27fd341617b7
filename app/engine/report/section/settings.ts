import { html, type Markup } from '../markup.js'
import { count } from '../figure_format.js'
import type {
  LabelledText,
  ReportCounsel,
  ReportModel,
  ReportParameter,
  ReportStrategy,
} from '../report_model.js'

/** Everything needed to repeat the run, the command first. */
export function settingsSection(model: ReportModel): Markup {
  return html`<section id="settings" aria-labelledby="settings-title">
    <h2 id="settings-title">Settings, and how to repeat the run</h2>
    <div class="stack">
      <div class="command">
        <pre
          tabindex="0"
          aria-label="Command that repeats the run"
        ><code>${model.command}</code></pre>
        <button type="button" id="copy-command">Copy</button>
      </div>
      <div class="pair apart">
        <div class="panel">
          <header><h3>Settings</h3></header>
          <div class="body">
            ${lines([...model.settings, { label: 'Engine version', value: model.engineVersion }])}
          </div>
        </div>
        <div class="stack">
          ${model.strategies.map(strategyPanel)} ${(model.counsel ?? []).map(counselPanel)}
        </div>
      </div>
      ${seriesPanel(model)}
      ${
        model.orderListHash === null
          ? null
          : html`<p class="small quiet">
              Order list SHA-256 <span class="id">${model.orderListHash}</span>. A repeat that makes
              the same orders shows the same.
            </p>`
      }
    </div>
  </section>`
}

/** What the simulation takes for granted, in plain words. */
export function assumptionsSection(model: ReportModel): Markup | null {
  if (model.assumptions.length === 0) return null
  return html`<section id="assumptions" aria-labelledby="assumptions-title">
    <h2 id="assumptions-title">What this simulation assumes</h2>
    <ul class="assumptions">
      ${model.assumptions.map((assumption) => html`<li>${assumption}</li>`)}
    </ul>
  </section>`
}

function parameterLines(parameters: readonly ReportParameter[]): LabelledText[] {
  return parameters.map((parameter) => ({
    label: parameter.isDefault ? `${parameter.name} (default)` : parameter.name,
    value: parameter.unit === null ? parameter.value : `${parameter.value} ${parameter.unit}`,
  }))
}

function sentenceOf(outcome: string): string {
  return `${outcome.charAt(0).toUpperCase()}${outcome.slice(1)}.`
}

function counselPanel(plugin: ReportCounsel): Markup {
  return html`<div class="panel">
    <header><h3>${plugin.name} ${plugin.version}, ${plugin.kind}</h3></header>
    <div class="body">
      <p class="outcome">${sentenceOf(plugin.outcome)}</p>
      ${lines(parameterLines(plugin.parameters))}
      <p class="small quiet">Bundle SHA-256 <span class="id">${plugin.bundleHash}</span></p>
    </div>
  </div>`
}

function strategyPanel(strategy: ReportStrategy): Markup {
  const parameters = parameterLines(strategy.parameters)
  return html`<div class="panel">
    <header><h3>${strategy.name} ${strategy.version}</h3></header>
    <div class="body">
      ${lines([{ label: 'Symbols', value: strategy.symbols.join(', ') }, ...parameters])}
      <p class="small quiet">Bundle SHA-256 <span class="id">${strategy.bundleHash}</span></p>
    </div>
  </div>`
}

function seriesPanel(model: ReportModel): Markup | null {
  if (model.series.length === 0) return null
  return html`<div class="panel">
    <header><h3>Prices</h3></header>
    <table class="wide rows single">
      <thead>
        <tr>
          <th scope="col">Symbol</th>
          <th scope="col">Used as</th>
          <th scope="col">Bars</th>
          <th scope="col">Dates</th>
          <th scope="col">Source</th>
          <th scope="col">Licence</th>
        </tr>
      </thead>
      <tbody>
        ${model.series.map(
          (series) =>
            html`<tr>
              <td class="lead">${series.symbol}</td>
              <td data-label="Used as">${series.role === 'traded' ? 'traded' : 'benchmark'}</td>
              <td data-label="Bars" class="unbroken">${count(series.bars)} of ${series.timeframe}</td>
              <td data-label="Dates" class="unbroken">${series.fromDate} to ${series.toDate}</td>
              <td data-label="Source">${series.source}</td>
              <td data-label="Licence">${series.licence}</td>
            </tr>`
        )}
      </tbody>
    </table>
  </div>`
}

function lines(rows: readonly LabelledText[]): Markup {
  return html`<table class="lines settings">
    <tbody>
      ${rows.map(
        (row) =>
          html`<tr>
            <th scope="row">${row.label}</th>
            <td>${row.value}</td>
          </tr>`
      )}
    </tbody>
  </table>`
}
