import { defineStrategy } from '@aq-trading/sdk'
import manifest from '../aq-plugin.json' with { type: 'json' }

/** Buys one of an instrument at a quote, sells it at the next, and so on. */
export default defineStrategy(manifest, ({ isActing }, context) => {
  const turns = context.perSymbol(() => ({ count: 0 }))
  const take = (symbol: string) => {
    const turn = turns(symbol)
    turn.count++
    if (!isActing) return
    if (turn.count % 2 === 1) context.buy(symbol, { quantity: 1 })
    else context.sell(symbol, { quantity: 1 })
  }
  return {
    onBar: () => {},
    onQuote: ({ symbol }) => take(symbol),
  }
})
