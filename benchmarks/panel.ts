import { PANEL_ABSENT } from '#tests/support/panel_browser.js'
import type { Figure } from './figure.js'
import { frameFigures } from './panel_frames.js'
import { loadFigures, sizeFigures } from './panel_load.js'
import { withPanelMarket } from './panel_market.js'
import { listFigures, pixelFigures } from './panel_orders.js'

/** The panel in a real browser at a server of its own, with a market on which fifty prices a second are told. */
export async function run(): Promise<Figure[]> {
  const [isAbsent, why] = PANEL_ABSENT
  if (isAbsent) throw new Error(`the panel cannot be measured: ${why}`)
  return withPanelMarket(async (market) => [
    ...sizeFigures(),
    ...(await loadFigures(market)),
    ...(await frameFigures(market)),
    ...(await pixelFigures(market)),
    ...(await listFigures(market)),
  ])
}
