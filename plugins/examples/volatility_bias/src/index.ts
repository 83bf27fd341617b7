import { defineAgent, StandardDeviation } from '@aq-trading/sdk'
import manifest from '../aq-plugin.json' with { type: 'json' }
import { drawdownBias, roundedDown, volatilityBias } from './bias.js'

/** The returns of one instrument: the close before, and the spread of the last log returns. */
interface Returns {
  close: number
  readonly spread: StandardDeviation
}

/** A bias is confirmed this often, UTC ms: well within the half hour after which it would go stale. */
const CONFIRM_MS = 10 * 60_000

/**
 * Tightens all limits when the market is wild or the account is down, and lets go of them again.
 *
 * Decides from bars and the account alone, so that the same run always gives the same bias.
 */
export default defineAgent(manifest, (parameters, context) => {
  const { window, targetVolatility, barsPerYear, drawdownFrom, drawdownTo } = parameters
  if (drawdownFrom >= drawdownTo) {
    throw new RangeError(`drawdownFrom (${drawdownFrom}) must be below drawdownTo (${drawdownTo})`)
  }
  const returns = new Map<string, Returns>()
  let said = 1
  let saidMs = -Infinity

  return {
    warmupBars: window + 1,

    onBar({ symbol, close }) {
      const known = returns.get(symbol)
      if (known === undefined) {
        returns.set(symbol, { close, spread: new StandardDeviation(window) })
        return
      }
      known.spread.update(Math.log(close / known.close))
      known.close = close
    },

    onAccount({ drawdown }, { now }) {
      const volatility = annualised(returns, barsPerYear)
      const byVolatility = volatilityBias(volatility, targetVolatility)
      const byDrawdown = drawdownBias(drawdown, { from: drawdownFrom, to: drawdownTo })
      const wanted = roundedDown(Math.min(byVolatility, byDrawdown), parameters.step)
      const bias = Math.max(parameters.biasMin, wanted)
      // A bias that nobody confirms goes stale, so it is said again even when it stays.
      if (bias === said && now - saidMs < CONFIRM_MS) return
      said = bias
      saidMs = now
      context.setRiskBias(
        bias,
        `volatility ${percent(volatility)} a year against a target of ${percent(targetVolatility)}, drawdown ${percent(drawdown)}`
      )
    },
  }
})

/** Mean over the instruments of their volatility in a year; 0 before there is one. */
function annualised(returns: ReadonlyMap<string, Returns>, barsPerYear: number): number {
  let sum = 0
  let count = 0
  for (const { spread } of returns.values()) {
    if (Number.isNaN(spread.value)) continue
    sum += spread.value
    count += 1
  }
  return count === 0 ? 0 : (sum / count) * Math.sqrt(barsPerYear)
}

function percent(fraction: number): string {
  return `${(100 * fraction).toFixed(1)} %`
}
