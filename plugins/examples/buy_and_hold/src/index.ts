import { defineStrategy } from '@aq-trading/sdk'
import manifest from '../aq-plugin.json' with { type: 'json' }

/** Buys each symbol on its first bar, an equal part of the money each, and never sells. */
export default defineStrategy(manifest, ({ equityFraction }, context) => {
  const share = equityFraction / context.symbols.length
  const bought = new Set<string>()

  return {
    onBar({ symbol }) {
      if (context.warmingUp || bought.has(symbol)) return
      bought.add(symbol)
      context.buy(symbol, { equityFraction: share, reason: 'the first bar' })
    },
  }
})
