/** What a rehearsal needs of a strategy's context. */
interface Stage {
  position(symbol: string): { readonly quantity: number }
  instrument(symbol: string): { readonly quantityStep: number }
  buy(symbol: string, options: { quantity: number }): number
  close(symbol: string): number
}

/** Bars from one order to the next: dense, so that few bars warm the way of an order. */
const BARS_PER_ORDER = 4

/**
 * The platform's own strategy for rehearsals: buys a little of each instrument and sells it again, in turn.
 * It shows the guest runtime what a strategy does before the plugin's code is in the realm.
 */
export const REHEARSAL_STRATEGY = {
  kind: 'strategy',
  create(_parameters: unknown, context: Stage) {
    let bars = 0
    return {
      onBar({ symbol, close }: { symbol: string; close: number }) {
        bars += 1
        if (bars % BARS_PER_ORDER !== 0 || !(close > 0)) return
        if (context.position(symbol).quantity > 0) context.close(symbol)
        else context.buy(symbol, { quantity: context.instrument(symbol).quantityStep * 100 })
      },
    }
  },
}
