import type { Clock } from '#ports/clock.js'
import { SymbolsNotServed, type MarketFeed, type Tick } from '#ports/market_feed.js'

/** How a feed is asked that lacks some symbols. */
export interface Patience {
  readonly clock: Clock
  /** After so long it is asked again for what it did not have; above 0. */
  readonly againMs: number
  /** The feed does not have a symbol, for now. */
  onMissing(symbol: string): void
  /** It has it now, or nobody wants it any more. */
  onSettled(symbol: string): void
}

/**
 * A feed that goes on with the symbols there are. One instrument without prices must not silence the others;
 * what is missing is asked for again and again, because prices may be imported at any time.
 */
export function patientFeed(feed: MarketFeed, patience: Patience): MarketFeed {
  const missing = new Map<string, (tick: Tick) => void>()
  let cancel: (() => void) | null = null
  let isClosed = false
  const settle = (symbols: readonly string[]) => {
    for (const symbol of symbols) if (missing.delete(symbol)) patience.onSettled(symbol)
  }
  /** Asks for what there is of the symbols; what the feed lacks is missing from then on. */
  const ask = async (symbols: readonly string[], onTick: (tick: Tick) => void): Promise<void> => {
    for (let wanted = [...symbols]; wanted.length > 0;) {
      try {
        await feed.subscribe(wanted, onTick)
        settle(wanted)
        return
      } catch (error) {
        if (!(error instanceof SymbolsNotServed)) throw error
        const lacking = new Set(error.symbols)
        const rest = wanted.filter((symbol) => !lacking.has(symbol))
        if (rest.length === wanted.length) throw error
        for (const symbol of wanted) {
          if (!lacking.has(symbol) || missing.has(symbol) || isClosed) continue
          missing.set(symbol, onTick)
          patience.onMissing(symbol)
        }
        wanted = rest
      }
    }
  }
  const askAgain = async () => {
    cancel = null
    for (const [symbol, onTick] of [...missing]) {
      // While one was asked for, another may have been given up.
      if (!missing.has(symbol)) continue
      // A feed that does not work now is told of elsewhere; here it only lacks a symbol for longer.
      await ask([symbol], onTick).catch(() => {})
    }
    arm()
  }
  const arm = () => {
    if (missing.size === 0 || cancel !== null || isClosed) return
    const { clock, againMs } = patience
    cancel = clock.setTimer(clock.nowMs() + againMs, () => void askAgain())
  }
  return {
    name: feed.name,
    async subscribe(symbols, onTick) {
      await ask(symbols, onTick)
      arm()
    },
    async unsubscribe(symbols) {
      settle(symbols)
      await feed.unsubscribe(symbols)
    },
    async close() {
      isClosed = true
      cancel?.()
      settle([...missing.keys()])
      await feed.close()
    },
  }
}
