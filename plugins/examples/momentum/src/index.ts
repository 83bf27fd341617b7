import { Cross, defineStrategy, Sma } from '@aq-trading/sdk'
import manifest from '../aq-plugin.json' with { type: 'json' }

/**
 * Follows the trend: long while the fast moving average is above the slow one.
 *
 * Each symbol has its own averages and an equal share of the money. A stop-loss goes to the market
 * together with every entry.
 */
export default defineStrategy(manifest, (parameters, context) => {
  const { fast, slow, equityFraction, stopLoss } = parameters
  if (fast >= slow) throw new RangeError(`fast (${fast}) must be shorter than slow (${slow})`)

  const trends = context.perSymbol(() => ({
    fast: new Sma(fast),
    slow: new Sma(slow),
    cross: new Cross(),
  }))
  const share = equityFraction / context.symbols.length

  return {
    warmupBars: slow,

    onBar({ symbol, close }) {
      const trend = trends(symbol)
      trend.fast.update(close)
      trend.slow.update(close)
      trend.cross.update(trend.fast.value, trend.slow.value)

      const isHeld = context.position(symbol).quantity > 0
      if (trend.cross.up && !isHeld) {
        context.buy(symbol, {
          equityFraction: share,
          stopLoss: { fraction: stopLoss },
          reason: `${fast}-bar average rose above the ${slow}-bar average`,
        })
      }
      if (trend.cross.down && isHeld) {
        context.close(symbol, {
          reason: `${fast}-bar average fell below the ${slow}-bar average`,
        })
      }
    },

    state: () => ({
      averages: context.symbols.map((symbol) => {
        const trend = trends(symbol)
        return { symbol, fast: trend.fast.value, slow: trend.slow.value }
      }),
    }),
  }
})
