import type { Clock } from '#ports/clock.js'
import type { Tick } from '#ports/market_feed.js'
import type { LatestQuote } from '#ports/shared_quotes.js'
import { every } from './every.js'
import type { StreamDesk } from './shared_streams.js'
import type { StreamBody } from './stream_hub.js'

const CHANNEL = 'quotes'
/** Quotes are told so often, the newest of each instrument: more than eyes can follow. */
const TELL_MS = 100

/** Where quotes come from, and how they are shown. */
export interface QuoteFeedPorts {
  readonly clock: Clock
  readonly market: {
    observe(see: (tick: Tick) => void): () => void
    latest(symbol: string): LatestQuote | null
  }
  view(quote: LatestQuote): StreamBody
}

/** Tells streams the newest quote of every instrument that moved. Returns what ends it. */
export function followQuotes(hub: StreamDesk, { clock, market, view }: QuoteFeedPorts): () => void {
  const moved = new Set<string>()
  const unobserve = market.observe(({ type, symbol }) => {
    if (type === 'quote') moved.add(symbol)
  })
  const tell = () => {
    if (moved.size === 0 || !hub.isHeard(CHANNEL)) return
    const quotes = [...moved].flatMap((symbol) => market.latest(symbol) ?? [])
    moved.clear()
    hub.publish(CHANNEL, { items: quotes.map(view) })
  }
  const cancel = every(clock, TELL_MS, { run: tell, failed: (error) => hub.failed(error) })
  return () => {
    unobserve()
    cancel()
  }
}
