import { err, ok, type Result } from '../values/result.js'
import { formatFraction, readFraction, readNumber } from './model_text.js'
import type { SlippageModel } from './models.js'
import { slippageFault } from './slippage.js'

/** The forms that `parseSlippage` reads, for help texts. */
export const SLIPPAGE_FORMS = 'none, fixed:0.01, bps:5, spread:0.02, volume:0.1:0.025'

/** Price impact and largest share of zipline's VolumeShareSlippage. */
const ZIPLINE_IMPACT = 0.1
const ZIPLINE_SHARE_MAX = 0.025

/**
 * Reads a slippage model as it is typed: `none`, `fixed:AMOUNT`, `bps:POINTS`, `spread:WIDTH`,
 * `volume[:IMPACT[:SHARE]]`. The failure is a sentence that says what would be right.
 */
export function parseSlippage(text: string): Result<SlippageModel, string> {
  const [name = '', ...parts] = text.trim().split(':')
  const model = modelOf(name, parts)
  if (model === null) {
    return err(`slippage "${text}" is not known: write one of ${SLIPPAGE_FORMS}`)
  }
  const fault = slippageFault(model)
  return fault === null ? ok(model) : err(`slippage "${text}": ${fault}`)
}

/** The model that a name and its parts stand for, `null` for a name or number of parts unknown. */
function modelOf(name: string, parts: readonly string[]): SlippageModel | null {
  const [first = '', second] = parts
  if (name === 'none' && parts.length === 0) return { type: 'none' }
  if (name === 'volume' && parts.length <= 2) {
    const impact = parts.length === 0 ? ZIPLINE_IMPACT : readNumber(first)
    const shareMax = second === undefined ? ZIPLINE_SHARE_MAX : readFraction(second)
    return { type: 'volume_share', impact, shareMax }
  }
  if (parts.length !== 1) return null
  if (name === 'fixed') return { type: 'fixed', amount: readNumber(first) }
  if (name === 'bps') return { type: 'basis_points', bps: readNumber(first) }
  if (name === 'spread') return { type: 'spread', spread: readNumber(first) }
  return null
}

/** A slippage model in plain words, for tables and reports. */
export function formatSlippage(model: SlippageModel): string {
  switch (model.type) {
    case 'none':
      return 'none'
    case 'fixed':
      return `${model.amount} per unit`
    case 'basis_points':
      return `${model.bps} basis points (${formatFraction(model.bps / 10_000)}) of the price`
    case 'spread':
      return `half of a spread of ${model.spread}`
    case 'volume_share':
      return (
        `price × ${model.impact} × (share of the bar's volume)², ` +
        `at most ${formatFraction(model.shareMax)} of the volume`
      )
  }
}
