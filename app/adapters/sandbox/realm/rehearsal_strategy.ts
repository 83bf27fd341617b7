/** What a rehearsal needs of a strategy's context. */
interface Stage {
  position(symbol: string): { readonly quantity: number }
  instrument(symbol: string): { readonly quantityStep: number }
  buy(symbol: string, options: { quantity: number }): number
  close(symbol: string): number
}

interface ShownBar {
  readonly symbol: string
  readonly close: number
}

/** Bars that it sees before its orders count. */
export const REHEARSED_WARMUP_BARS = 20

/**
 * Bars from one order to the next, over and over: dense, so that few bars warm the way of an order, and an odd
 * number of them, so that each comes with and without a position.
 */
const BARS_BETWEEN = [1, 7, 2, 6, 4, 3, 5]

/** Strategies made so far. */
let made = 0

/**
 * The platform's own strategy for rehearsals: buys a little of each instrument and sells it again, in turn.
 * It shows the guest runtime what a strategy does before the plugin's code is in the realm.
 */
export const REHEARSAL_STRATEGY = {
  kind: 'strategy',
  create(_parameters: unknown, context: Stage) {
    let bars = 0
    let orders = 0
    const trade = ({ symbol, close }: ShownBar) => {
      bars += 1
      const between = BARS_BETWEEN[orders % BARS_BETWEEN.length] as number
      if (bars < between || !(close > 0)) return
      bars = 0
      orders += 1
      if (context.position(symbol).quantity > 0) context.close(symbol)
      else context.buy(symbol, { quantity: context.instrument(symbol).quantityStep * 100 })
    }
    const warmupBars = REHEARSED_WARMUP_BARS
    // Two functions in turn: what has called only one is compiled for that one, and anew for the plugin's.
    const isOdd = made++ % 2 === 1
    if (isOdd) return { warmupBars, onBar: (bar: ShownBar) => trade(bar) }
    return {
      warmupBars,
      onBar(bar: ShownBar) {
        trade(bar)
      },
    }
  },
}
