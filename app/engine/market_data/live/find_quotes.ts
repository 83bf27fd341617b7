import type { LatestQuote, QuotePlaces, SharedQuotes } from '#ports/shared_quotes.js'

/** Quotes, and where they were found. */
export interface FoundQuotes {
  readonly quotes: readonly LatestQuote[]
  readonly from: SharedQuotes['name']
}

/**
 * The latest quotes as another process shares them, of all symbols for `null`: of Redis where it has them,
 * else of PostgreSQL. Rejects when PostgreSQL is needed and away.
 */
export async function findQuotes(
  { fast, durable }: QuotePlaces,
  symbols: readonly string[] | null
): Promise<FoundQuotes> {
  const quotes = (await fast?.find(symbols).catch(() => null)) ?? []
  // Redis forgets what nobody renews: where it knows nothing, nobody writes there now.
  if (fast !== null && quotes.length > 0) return { quotes, from: fast.name }
  return { quotes: await durable.find(symbols), from: durable.name }
}
