import { PANEL_ABSENT } from '#tests/support/panel_browser.js'
import type { Figure } from './figure.js'
import { frameFigures } from './panel_frames.js'
import { loadFigures, sizeFigures } from './panel_load.js'
import { withPanelMarket, type PanelMarket } from './panel_market.js'
import { listFigures, pixelFigures } from './panel_orders.js'

type Part = (market: PanelMarket) => Figure[] | Promise<Figure[]>

const PARTS: Readonly<Record<string, Part>> = {
  sizes: sizeFigures,
  load: loadFigures,
  dashboard: frameFigures,
  pixels: pixelFigures,
  lists: listFigures,
}

/**
 * The panel in a real browser at a server of its own, with a market on which fifty prices a second are told;
 * all of it, or the parts that are named.
 */
export async function run(within: readonly string[] = []): Promise<Figure[]> {
  const [isAbsent, why] = PANEL_ABSENT
  if (isAbsent) throw new Error(`the panel cannot be measured: ${why}`)
  const unknown = within.filter((name) => PARTS[name] === undefined)
  if (unknown.length > 0) {
    const there = Object.keys(PARTS).join(', ')
    throw new Error(`the panel has no part ${unknown.join(', ')}; there are ${there}`)
  }
  return withPanelMarket(async (market) => {
    const figures: Figure[] = []
    for (const [name, measure] of Object.entries(PARTS)) {
      if (within.length === 0 || within.includes(name)) figures.push(...(await measure(market)))
    }
    return figures
  })
}
