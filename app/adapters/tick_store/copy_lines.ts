import type { BarTick, QuoteTick } from '#ports/market_feed.js'
import type { ReceivedTick } from '#ports/tick_store.js'

/** Quotes as lines of a text COPY, in the order of the columns. */
export function quoteLines(feed: string, quotes: readonly ReceivedTick<QuoteTick>[]): string[] {
  const from = fieldOf(feed)
  return quotes.map(({ tick, receivedMs }) => {
    const { symbol, atMs, bid, ask, bidSize, askSize, last, lastSize, volume } = tick
    const numbers = [bid, ask, bidSize, askSize, last, lastSize, volume].map(fieldOf)
    return lineOf([fieldOf(symbol), instant(atMs), instant(receivedMs), ...numbers, from])
  })
}

/** Bars as lines of a text COPY, in the order of the columns. */
export function barLines(feed: string, bars: readonly ReceivedTick<BarTick>[]): string[] {
  const from = fieldOf(feed)
  return bars.map(({ tick, receivedMs }) => {
    const { symbol, timeframe, startMs, open, high, low, close, volume } = tick
    const numbers = [open, high, low, close, volume].map(fieldOf)
    return lineOf([
      from,
      fieldOf(symbol),
      timeframe,
      instant(startMs),
      ...numbers,
      instant(receivedMs),
    ])
  })
}

function lineOf(fields: readonly string[]): string {
  return `${fields.join('\t')}\n`
}

function instant(atMs: number): string {
  return new Date(atMs).toISOString()
}

/** A value as a field: a number in full precision; what COPY would read as a sign of its own is escaped. */
function fieldOf(value: string | number | null): string {
  if (value === null) return '\\N'
  if (typeof value === 'number') return String(value)
  return value.replace(/[\\\t\n\r]/g, (sign) => ESCAPED[sign]!)
}

const ESCAPED: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\t': '\\t',
  '\n': '\\n',
  '\r': '\\r',
}
