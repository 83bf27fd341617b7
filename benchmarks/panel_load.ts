import type { Page } from 'playwright-core'
import { PANEL_SIZES_MAX, readPanelSizes } from '#tests/support/panel_sizes.js'
import type { Figure } from './figure.js'
import type { PanelMarket } from './panel_market.js'

/** The processor is so many times slower than it is. */
export const SLOWED = 4
const ROUTES = ['/', '/orders', '/strategies', '/portfolio', '/risk', '/backtest', '/plugins']
/** A page may move and grow for so long after it shows its heading. */
const WATCHED_MS = 2_500
/** For a page: notes its largest paint and how far things move under the eyes. */
const OBSERVES = `
  globalThis.measured = { lcpMs: 0, shift: 0 }
  new PerformanceObserver((list) => {
    for (const one of list.getEntries()) measured.lcpMs = one.startTime
  }).observe({ type: 'largest-contentful-paint', buffered: true })
  new PerformanceObserver((list) => {
    for (const one of list.getEntries()) if (!one.hadRecentInput) measured.shift += one.value
  }).observe({ type: 'layout-shift', buffered: true })`
/** For a page: what it measured, and the scripts it was sent, in bytes as they came, each once. */
const TELLS = `({
  ...measured,
  bytes: [...new Map(
    performance.getEntriesByType('resource')
      .filter(({ name }) => name.endsWith('.js'))
      .map((one) => [one.name, one.encodedBodySize])
  ).values()].reduce((sum, bytes) => sum + bytes, 0),
})`

interface Loaded {
  readonly lcpMs: number
  readonly shift: number
  readonly bytes: number
}

/** Sizes of what is sent, by the build. */
export function sizeFigures(): Figure[] {
  const { entry, css, fonts } = readPanelSizes()
  const upper = { unit: 'KB', isUpperBound: true }
  return [
    {
      name: 'scripts that every page begins with, gzip',
      value: entry,
      target: PANEL_SIZES_MAX.entry,
    },
    { name: 'styles of the entry, gzip', value: css, target: PANEL_SIZES_MAX.css },
    { name: 'fonts', value: fonts, target: PANEL_SIZES_MAX.fonts },
  ].map((one) => ({ ...one, ...upper }))
}

/** How a person sees each of the main pages come, with nothing kept from before, on a slow machine. */
export async function loadFigures({ panel, owner }: PanelMarket): Promise<Figure[]> {
  const page = await panel.open('/', owner)
  const browser = await page.context().newCDPSession(page)
  await page.addInitScript(OBSERVES)
  await browser.send('Emulation.setCPUThrottlingRate', { rate: SLOWED })
  const seen = new Map<string, Loaded>()
  for (const route of ROUTES) {
    await browser.send('Network.clearBrowserCache')
    await panel.go(page, route)
    await isSettled(page)
    seen.set(route, await page.evaluate<Loaded>(TELLS))
  }
  await page.context().close()
  const worst = (of: (one: Loaded) => number) =>
    [...seen].reduce((a, b) => (of(b[1]) > of(a[1]) ? b : a))
  const figure = (
    what: string,
    of: (one: Loaded) => number,
    rest: Pick<Figure, 'unit' | 'target'>
  ): Figure => {
    const [route, one] = worst(of)
    return { name: `${what}: ${route}`, value: of(one), isUpperBound: true, ...rest }
  }
  return [
    figure('most scripts that a page is sent', ({ bytes }) => bytes / 1_000, {
      unit: 'KB',
      target: PANEL_SIZES_MAX.route,
    }),
    figure(`slowest largest paint, processor / ${SLOWED}`, ({ lcpMs }) => lcpMs, {
      unit: 'ms',
      target: 1_500,
    }),
    figure('most that things move', ({ shift }) => shift, { unit: '', target: 0.02 }),
  ]
}

async function isSettled(page: Page): Promise<void> {
  const waiting = page.locator('main [aria-busy=true]')
  while ((await waiting.count()) > 0) await waiting.first().waitFor({ state: 'detached' })
  await page.waitForTimeout(WATCHED_MS)
}
