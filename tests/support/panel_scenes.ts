import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import type { ApiCaller } from './api_caller.js'
import type { BusyHouse } from './busy_house.js'
import { ROOT } from './data_folder.js'
import type { Look, PanelBrowser } from './panel_browser.js'
import { isDrawn } from './panel_walk.js'

const FOLDER = join(ROOT, 'frontend', 'app', 'pages')
/** Pages for who is not logged in. */
const DOORS = ['login', 'setup']
/** What a picture shows at most: a phone has long pages. */
const HEIGHT_MAX = 4_000
/** For what is drawn after its data is there, and moves into its place. */
const DRAWN_MS = 400

/** What a page makes when somebody comes near it is made by going down it once. */
const GOES_DOWN = `(async () => {
  const frame = () => new Promise(requestAnimationFrame)
  for (let y = 0; y < document.documentElement.scrollHeight; y += innerHeight / 2) {
    scrollTo(0, y)
    await frame()
    await frame()
  }
  scrollTo(0, 0)
})()`

/** Something to look at. */
export interface Scene {
  /** Name for a file: `backtest_compare`. */
  readonly name: string
  readonly path: string
  /** What is done there before it is looked at. */
  readonly act?: (page: Page) => Promise<void>
}

/**
 * Every page behind the login, read off the panel's sources, at addresses that show something of the house. Throws
 * for a page with a parameter that is not known here.
 */
export function pages(house: BusyHouse): Scene[] {
  const all = sources()
    .filter((source) => !DOORS.includes(source))
    .map((source) => ({ name: nameOf(source), path: pathOf(source, house) }))
  const tabs = ['catalogue', 'trust', 'secrets'].map((tab) => ({
    name: `plugins_${tab}`,
    path: `/plugins?tab=${tab}`,
  }))
  const parts = ['results', 'trades', 'fills', 'transactions'].map((part) => ({
    name: `portfolio_${part}`,
    path: `/portfolio?part=${part}`,
  }))
  return [...all, ...tabs, ...parts]
}

/** One of the pages for who is not logged in. */
export function doors(name: 'login' | 'setup'): Scene[] {
  return [{ name, path: `/${name}` }]
}

/** What opens over a page. */
export function acts(): Scene[] {
  const press = (key: string) => async (page: Page) => {
    await page.keyboard.press(key)
    await page.getByRole('dialog').waitFor()
  }
  return [
    { name: 'stop', path: '/orders', act: press('Control+Shift+.') },
    { name: 'palette', path: '/orders', act: press('Control+k') },
    { name: 'keys', path: '/orders', act: press('?') },
  ]
}

/** Takes pictures of scenes in a browser of their own; answers how many. */
export async function take(
  panel: PanelBrowser,
  shoot: {
    readonly as: ApiCaller | null
    readonly look: Look
    readonly scenes: readonly Scene[]
    /** Path of the picture of a scene. */
    readonly file: (name: string) => string
  }
): Promise<number> {
  const { as, look, scenes, file } = shoot
  if (scenes.length === 0) return 0
  const page = await panel.open(scenes[0]!.path, as, look)
  for (const [at, { name, path, act }] of scenes.entries()) {
    const before = panel.troubles.length
    if (at > 0) await panel.go(page, path)
    await isDrawn(page)
    await page.evaluate(GOES_DOWN)
    await isDrawn(page)
    await act?.(page)
    await sleep(DRAWN_MS)
    const taken = await page.evaluate<number>('document.documentElement.scrollHeight')
    const { width = 0, height = 0 } = page.viewportSize() ?? {}
    // What opens over a page covers as much of it as is seen.
    const shown = act ? height : Math.min(Math.max(taken, height), HEIGHT_MAX)
    const clip = { x: 0, y: 0, width, height: shown }
    await page.screenshot({ path: file(name), fullPage: true, clip, animations: 'disabled' })
    for (let n = before; n < panel.troubles.length; n++) {
      panel.troubles[n] = `${file(name)}: ${panel.troubles[n]}`
    }
  }
  await page.context().close()
  return scenes.length
}

function sources(): string[] {
  return readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.vue'))
    .map((path) => path.replaceAll('\\', '/').slice(0, -4))
    .sort()
}

function nameOf(source: string): string {
  if (source === 'index') return 'dashboard'
  return source
    .replace(/\/index$/, '')
    .replace(/\/\[\w+\]$/, '_one')
    .replaceAll('/', '_')
}

function pathOf(source: string, house: BusyHouse): string {
  if (source === 'backtest/compare') return `/backtest/compare?runs=${house.runs.join(',')}`
  const [, folder] = /^(\w+)\/\[\w+\]$/.exec(source) ?? []
  if (folder === undefined) return `/${source.replace(/(^|\/)index$/, '')}`
  const ids: Readonly<Record<string, string | undefined>> = {
    backtest: house.runs[0],
    orders: house.order,
    plugins: house.plugin,
    strategies: house.strategy,
    traces: house.trace,
  }
  const id = ids[folder]
  if (id === undefined) throw new Error(`there is nothing to show on ${source}.vue: name it here`)
  return `/${folder}/${id}`
}
