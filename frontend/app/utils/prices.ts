import { shallowRef, type ShallowRef } from 'vue'

/** The last price of an instrument, and when it was. */
export interface LivePrice {
  readonly price: number
  /** UTC epoch ms. */
  readonly atMs: number
}

const prices = new Map<string, ShallowRef<LivePrice | null>>()

/** The last price that the line told of an instrument. Each stands alone: one that moves draws its own cell and no more. */
export function livePrice(symbol: string): ShallowRef<LivePrice | null> {
  let found = prices.get(symbol)
  if (found === undefined) prices.set(symbol, (found = shallowRef(null)))
  return found
}

/** Takes quotes of the line. The last price as the host reckons it: the middle of bid and ask, else the last trade. */
export function takeQuotes(quotes: readonly Record<string, unknown>[]): void {
  for (const { symbol, bid, ask, last, at } of quotes) {
    const price = bid !== null && ask !== null ? (Number(bid) + Number(ask)) / 2 : last
    if (price === null) continue
    livePrice(String(symbol)).value = { price: Number(price), atMs: Date.parse(String(at)) }
  }
}
