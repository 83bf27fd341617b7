import type { BarColumns } from '#kernel/market/bar.js'

/*
 * A second, much smaller engine for one share, one position and one entry at a time, written from
 * docs/simulation.md alone. It shares no code with the kernel: where both agree, the page is complete.
 */

/** What to do at the next open: hold this side with all money or some shares, with these exits. */
export interface Plan {
  /** 1 buy, -1 sell short, 0 only close. */
  readonly side: 1 | -1 | 0
  /** Shares, or all that the money pays for. */
  readonly quantity: number | 'all'
  /** Only at this price or lower, only on the next bar. */
  readonly limit?: number
  readonly stopLoss?: number
  readonly takeProfit?: number
  readonly trailing?: number
}

/** `day side quantity price` per fill, and the equity at every close. */
export interface Book {
  readonly fills: string[]
  readonly equity: number[]
}

/** Goes through the bars; `decide` sees a bar's number and the shares held after it. */
export function byTheBook(
  bars: BarColumns,
  { cash, fee }: { cash: number; fee: number },
  decide: (bar: number, held: number) => Plan | null
): Book {
  const book: Book = { fills: [], equity: [] }
  let held = 0
  let plan: Plan | null = null
  let stop = 0
  let target = 0
  let best = 0
  let trailing = 0
  const trade = (bar: number, signed: number, price: number) => {
    cash -= signed * price + Math.abs(signed) * price * fee
    held += signed
    if (held === 0) stop = target = trailing = 0
    const day = new Date(bars.startMs[bar]!).toISOString().slice(0, 10)
    book.fills.push(`${day} ${signed > 0 ? 'buy' : 'sell'} ${Math.abs(signed)} ${price.toFixed(6)}`)
  }
  for (let bar = 0; bar < bars.count; bar++) {
    const [open, high, low, close] = [
      bars.open[bar]!,
      bars.high[bar]!,
      bars.low[bar]!,
      bars.close[bar]!,
    ]
    // At the open: exits that it has passed, then what was planned, in the order in which they were made.
    const level = () => (trailing > 0 ? best * (1 - trailing) : stop)
    if (held > 0 && ((level() > 0 && open <= level()) || (target > 0 && open >= target))) {
      trade(bar, -held, open)
    }
    if (plan !== null) {
      if (held !== 0 && plan.limit === undefined) trade(bar, -held, open)
      const at = plan.limit === undefined ? open : Math.min(open, plan.limit)
      if (plan.side !== 0 && (plan.limit === undefined || low <= plan.limit)) {
        const quantity =
          plan.quantity === 'all' ? Math.floor(cash / (open * (1 + fee))) : plan.quantity
        trade(bar, plan.side * quantity, at)
        if (plan.stopLoss !== undefined) stop = Math.round(at * (1 - plan.stopLoss) * 100) / 100
        if (plan.takeProfit !== undefined) {
          target = Math.ceil(at * (1 + plan.takeProfit) * 100 - 1e-7) / 100
        }
        trailing = plan.trailing ?? 0
        best = at
      }
      plan = null
    }
    // The rest of the bar: the stop before the target.
    if (held > 0 && level() > 0 && low <= level()) trade(bar, -held, level())
    else if (held > 0 && target > 0 && high >= target) trade(bar, -held, target)
    best = Math.max(best, high)
    book.equity.push(cash + held * close)
    plan = decide(bar, held)
  }
  return book
}

/** Whether the mean of `fast` closes crosses that of `slow` at a bar: 1 upwards, -1 downwards, else 0. */
export function crossAt(close: Float64Array, bar: number, fast: number, slow: number): -1 | 0 | 1 {
  if (bar < slow) return 0
  const mean = (length: number, end: number) => {
    let sum = 0
    for (let k = end - length + 1; k <= end; k++) sum += close[k]!
    return sum / length
  }
  const before = mean(fast, bar - 1) - mean(slow, bar - 1)
  const now = mean(fast, bar) - mean(slow, bar)
  if (before < 0 && now > 0) return 1
  return before > 0 && now < 0 ? -1 : 0
}
