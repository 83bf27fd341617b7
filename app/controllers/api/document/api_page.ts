import { html, Markup } from '#engine/report/markup.js'
import type { ApiDocument } from './api_document.js'
import { API_PAGE_STYLE } from './api_page_style.js'
import type { Operation, Parameter } from './operation.js'

interface Entry {
  readonly method: string
  readonly path: string
  readonly operation: Operation
}

/** The document as a page that people read: one HTML text, no script, no request to anywhere. */
export function apiPage(document: ApiDocument): string {
  const entries = Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]): Entry => ({ method, path, operation }))
  )
  const areas = Map.groupBy(entries, ({ operation }) => operation.tags[0]!)
  const { description } = document.info as { description: string }
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>The API of AQ Trading</title>
<link rel="icon" href="data:,">
<style>${new Markup(API_PAGE_STYLE)}</style>
</head>
<body>
<main>
<header>
<h1>The API</h1>
<p>${description}</p>
<p>Everything stands below <code>/api/v1</code>. For programs: <a href="/api/openapi.json">openapi.json</a>.</p>
</header>
<nav aria-label="Areas">${[...areas.keys()].map((area) => html`<a href="#${area}">${area}</a>`)}</nav>
${[...areas].map(([area, list]) => areaSection(area, list))}
</main>
</body>
</html>
`
  return page.text
}

function areaSection(area: string, entries: readonly Entry[]): Markup {
  return html`<section aria-labelledby="${area}"><h2 id="${area}">${area}</h2>${entries.map(entry)}</section>
`
}

function entry({ method, path, operation }: Entry): Markup {
  const { summary, parameters, requestBody, responses } = operation
  const statuses = Object.keys(responses).join(' ')
  return html`<details><summary><b class="${method}">${method.toUpperCase()}</b> <code>${path}</code> <span>${summary}</span></summary>
<p>${mayText(operation)} Answers ${statuses}.</p>
${parameters.length === 0 ? null : html`<table><thead><tr><th>Name</th><th>Where</th><th>What</th></tr></thead><tbody>${parameters.map(parameterRow)}</tbody></table>`}
${requestBody === undefined ? null : html`<p>Body:</p><pre tabindex="0">${JSON.stringify(requestBody.content, null, 2)}</pre>`}
</details>
`
}

function mayText({ security, ...operation }: Operation): string {
  const ability = operation['x-ability']
  const fresh = operation['x-fresh-login'] ? ' with the password of the last five minutes' : ''
  if (ability !== undefined) return `Needs the ability ${ability}${fresh}.`
  if (security.some((one) => Object.keys(one).length === 0)) return 'Open to anybody.'
  return `For whoever is logged in${fresh}.`
}

function parameterRow({ name, in: place, required, schema, description }: Parameter): Markup {
  const what = description ?? JSON.stringify(schema)
  return html`<tr><td><code>${name}</code>${required ? ' (needed)' : ''}</td><td>${place}</td><td>${what}</td></tr>`
}
