import type { LatestQuote } from '#ports/shared_quotes.js'

const TIMES = ['atMs', 'receivedMs'] as const
const NUMBERS = ['bid', 'ask', 'bidSize', 'askSize', 'last', 'lastSize', 'volume'] as const

/** A quote as it was stored; `null` for what is not one, because others may write where it lies. */
export function quoteOfText(text: string | null): LatestQuote | null {
  if (text === null) return null
  const value = parsed(text)
  if (value === null || typeof value.symbol !== 'string') return null
  if (!TIMES.every((name) => typeof value[name] === 'number')) return null
  if (!NUMBERS.every((name) => value[name] === null || typeof value[name] === 'number')) return null
  return value as unknown as LatestQuote
}

function parsed(text: string): Record<string, unknown> | null {
  try {
    const value = JSON.parse(text) as unknown
    return typeof value === 'object' ? (value as Record<string, unknown> | null) : null
  } catch {
    return null
  }
}
