import type { Fill } from '#shared/types/portfolio'

/** How much worse than the market an execution was. */
export interface SlippagePoint {
  key: string
  atMs: number
  /** Of the account's own price at that moment; above 0 is worse than it. */
  bps: number
  fill: Fill
}

/** Slippage of executions, oldest first; those at a moment without a price are left out. */
export function slippagePoints(fills: readonly Fill[]): SlippagePoint[] {
  return fills
    .flatMap((fill): SlippagePoint[] => {
      const [price, market] = [Number(fill.price), Number(fill.marketPrice)]
      if (!(market > 0) || !(price > 0)) return []
      const worse = fill.side === 'buy' ? price - market : market - price
      return [
        {
          key: String(fill.sequence),
          atMs: Date.parse(fill.at),
          bps: (worse / market) * 10_000,
          fill,
        },
      ]
    })
    .sort((a, b) => a.atMs - b.atMs || Number(a.key) - Number(b.key))
}

/** Mean slippage of the money traded, in bps; `null` without any. */
export function meanSlippage(points: readonly SlippagePoint[]): number | null {
  let [cost, traded] = [0, 0]
  for (const { bps, fill } of points) {
    const money = Number(fill.quantity) * Number(fill.marketPrice)
    cost += bps * money
    traded += money
  }
  return traded > 0 ? cost / traded : null
}
