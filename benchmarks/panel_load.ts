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

/** Each page is opened so often; the median counts. */
const LOADS = 3

/**
 * How a person sees each of the main pages come on a slow machine, none of its files kept: the first time, and as
 * somebody who has been there.
 */
export async function loadFigures({ panel, owner }: PanelMarket): Promise<Figure[]> {
  const page = await panel.open('/', owner)
  const browser = await page.context().newCDPSession(page)
  await page.addInitScript(OBSERVES)
  await browser.send('Emulation.setCPUThrottlingRate', { rate: SLOWED })
  const loads = new Map<string, Loaded[]>(ROUTES.map((route) => [route, []]))
  for (const route of Array.from({ length: LOADS }, () => ROUTES).flat()) {
    await browser.send('Network.clearBrowserCache')
    await panel.go(page, route)
    await isSettled(page)
    loads.get(route)!.push(await page.evaluate<Loaded>(TELLS))
  }
  await page.context().close()
  const figure = (
    what: string,
    of: (loads: readonly Loaded[]) => number,
    rest: Pick<Figure, 'unit' | 'target'>
  ): Figure => {
    const pages = [...loads].map(([route, all]) => [route, of(all)] as const)
    const [route, value] = pages.reduce((a, b) => (b[1] > a[1] ? b : a))
    return { name: `${what}: ${route}`, value, isUpperBound: true, ...rest }
  }
  const median = (times: number[]) => times.sort((a, b) => a - b)[(LOADS - 1) / 2]!
  const most = (of: (one: Loaded) => number) => (all: readonly Loaded[]) => Math.max(...all.map(of))
  return [
    figure(
      'most scripts that a page is sent',
      most(({ bytes }) => bytes / 1_000),
      {
        unit: 'KB',
        target: PANEL_SIZES_MAX.route,
      }
    ),
    figure(
      `slowest largest paint, processor / ${SLOWED}`,
      (all) => median(all.map(({ lcpMs }) => lcpMs)),
      { unit: 'ms', target: 1_500 }
    ),
    figure(
      '  slowest of all that were opened',
      most(({ lcpMs }) => lcpMs),
      {
        unit: 'ms',
        target: null,
      }
    ),
    figure(
      'most that things move',
      most(({ shift }) => shift),
      { unit: '', target: 0.02 }
    ),
  ]
}

async function isSettled(page: Page): Promise<void> {
  const waiting = page.locator('main [aria-busy=true]')
  while ((await waiting.count()) > 0) await waiting.first().waitFor({ state: 'detached' })
  await page.waitForTimeout(WATCHED_MS)
}
