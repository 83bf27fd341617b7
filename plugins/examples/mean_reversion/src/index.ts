import { Bollinger, defineStrategy, Rsi } from '@aq-trading/sdk'
import manifest from '../aq-plugin.json' with { type: 'json' }

/**
 * Bets on the way back: buys an overdone fall, sells when the price is back at its average.
 *
 * A fall is overdone when the close is below the lower Bollinger band and the RSI agrees.
 */
export default defineStrategy(manifest, (parameters, context) => {
  const { bandLength, bandWidth, rsiLength, oversold, exit, stopLoss } = parameters
  const share = parameters.equityFraction / context.symbols.length

  const gauges = context.perSymbol(() => ({
    bands: new Bollinger(bandLength, bandWidth),
    rsi: new Rsi(rsiLength),
  }))

  return {
    warmupBars: Math.max(bandLength, rsiLength + 1),

    onBar({ symbol, close }) {
      const { bands, rsi } = gauges(symbol)
      bands.update(close)
      rsi.update(close)

      const isHeld = context.position(symbol).quantity > 0
      const isOverdone = close < bands.lower && rsi.value < oversold
      const isBack = close >= (exit === 'upper' ? bands.upper : bands.middle)

      if (!isHeld && isOverdone) {
        context.buy(symbol, {
          equityFraction: share,
          stopLoss: { fraction: stopLoss },
          reason: `close ${close} is below the band at ${bands.lower.toFixed(2)}, RSI ${rsi.value.toFixed(0)}`,
        })
      }
      if (isHeld && isBack) {
        context.close(symbol, { reason: `back at the ${exit} band` })
      }
    },

    state: () => ({
      gauges: context.symbols.map((symbol) => {
        const { bands, rsi } = gauges(symbol)
        return {
          symbol,
          rsi: rsi.value,
          lower: bands.lower,
          middle: bands.middle,
          upper: bands.upper,
        }
      }),
    }),
  }
})
