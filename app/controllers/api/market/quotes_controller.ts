import type { HttpContext } from '@adonisjs/core/http'
import app from '@adonisjs/core/services/app'
import { quotesValidator, storedQuotesValidator } from '#validators/market'
import { queryOf } from '../asked.js'
import { decimal, instant } from '../trading/views.js'
import { knownInstrument } from './known_instrument.js'

const PAGE = 100

/** Prices. */
export default class QuotesController {
  /** The latest of each symbol, as every process sees them. */
  async index(ctx: HttpContext) {
    const { symbols } = await queryOf(ctx, quotesValidator)
    const { ports, findQuotes } = await app.container.make('trading')
    const places = await ports.live.openQuotes()
    try {
      const { quotes, from } = await findQuotes(places, symbols?.split(',') ?? null)
      const items = quotes.map(({ atMs, receivedMs, symbol, ...values }) => ({
        symbol,
        ...texts(values),
        at: instant(atMs),
        receivedAt: instant(receivedMs),
      }))
      return { items, from }
    } finally {
      places.close()
    }
  }

  async stored(ctx: HttpContext) {
    const { limit = PAGE } = await queryOf(ctx, storedQuotesValidator)
    const { ports } = await app.container.make('trading')
    const { symbol } = await knownInstrument(String(ctx.params.symbol))
    const rows = await ports.live.ticks.lastQuotes(symbol, limit)
    return {
      items: rows.map(({ tick: { bid, ask, last, atMs }, receivedMs }) => ({
        ...texts({ bid, ask, last }),
        at: instant(atMs),
        receivedAt: instant(receivedMs),
      })),
    }
  }
}

function texts<K extends string>(
  values: Readonly<Record<K, number | null>>
): Record<K, string | null> {
  const entries = Object.entries<number | null>(values)
  return Object.fromEntries(entries.map(([name, one]) => [name, decimal(one)])) as Record<
    K,
    string | null
  >
}
