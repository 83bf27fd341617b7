import { defineStrategy, Sma } from '@aq-trading/sdk'
import manifest from '../aq-plugin.json' with { type: 'json' }

/** Buys 100 when the ten-bar average rises above the thirty-bar one, sells them when it falls below. */
export default defineStrategy(manifest, (_parameters, context) => {
  const averages = context.perSymbol(() => ({ fast: new Sma(10), slow: new Sma(30), side: 0 }))

  return {
    warmupBars: 30,
    onBar({ symbol, close }) {
      const one = averages(symbol)
      one.fast.update(close)
      one.slow.update(close)
      const side = one.fast.value > one.slow.value ? 1 : -1
      if (side !== one.side && one.side !== 0) {
        if (side > 0) context.buy(symbol, { quantity: 100 })
        else if (context.position(symbol).quantity > 0) context.close(symbol)
      }
      one.side = side
    },
  }
})
