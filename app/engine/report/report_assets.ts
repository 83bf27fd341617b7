/** What a report carries inside itself: style, font, chart library and its own scripts. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { inlineSafe } from './markup.js'

/** Style and scripts ready to stand inside their elements. */
export interface ReportAssets {
  style: string
  /** The chart library, then the report's own script. */
  scripts: string[]
}

const FOLDER = new URL('../../../resources/report/', import.meta.url)
const STYLES = ['page.css', 'panels.css', 'narrow_and_print.css']
const OWN_SCRIPTS = [
  'theme.js',
  'number_text.js',
  'time_axis.js',
  'charts.js',
  'run_charts.js',
  'trade_list.js',
]
let loaded: ReportAssets | null = null

/** Reads the assets once. Throws when a file is missing: the installation is then broken. */
export function reportAssets(): ReportAssets {
  loaded ??= {
    style: `${fontFace()}\n${STYLES.map(ownFile).join('\n')}`,
    scripts: [
      inlineSafe(chartLibrary()),
      inlineSafe(`(() => {\n'use strict'\n${OWN_SCRIPTS.map(ownFile).join('\n')}\n})()`),
    ],
  }
  return loaded
}

function ownFile(name: string): string {
  return readFileSync(new URL(name, FOLDER), 'utf8')
}

/** The minified build stands beside the entry the package exports. The map it names is not there. */
function chartLibrary(): string {
  const entry = import.meta.resolve('chart.js')
  const source = readFileSync(fileURLToPath(new URL('chart.umd.min.js', entry)), 'utf8')
  return source.replace(/\n?\/\/# sourceMappingURL=.*\s*$/, '')
}

function fontFace(): string {
  const file = import.meta
    .resolve('@fontsource-variable/ibm-plex-sans/files/ibm-plex-sans-latin-wght-normal.woff2')
  const font = readFileSync(fileURLToPath(file)).toString('base64')
  return (
    `@font-face{font-family:'Plex';font-style:normal;font-weight:100 700;font-display:swap;` +
    `src:url(data:font/woff2;base64,${font}) format('woff2')}`
  )
}
