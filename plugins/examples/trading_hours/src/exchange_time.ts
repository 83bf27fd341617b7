/** The wall clock at an exchange. */
export interface ExchangeTime {
  /** 0 Sunday to 6 Saturday. */
  readonly weekday: number
  /** Whole minutes after midnight. */
  readonly minute: number
}

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

/**
 * The wall clock at the exchange of a market (`US` New York, `HK` Hong Kong) at a moment, UTC epoch ms.
 *
 * Reckoned from the rules themselves, so that it gives the same on every machine whatever its zone data.
 */
export function exchangeTime(market: string, atMs: number): ExchangeTime {
  const offsetHours = market === 'HK' ? 8 : isUsSummer(atMs) ? -4 : -5
  const local = atMs + offsetHours * HOUR_MS
  const day = Math.floor(local / DAY_MS)
  return {
    // 1970-01-01 was a Thursday.
    weekday: (((day + 4) % 7) + 7) % 7,
    minute: Math.floor((local - day * DAY_MS) / MINUTE_MS),
  }
}

/**
 * Whether New York has daylight saving time: since 2007 from the second Sunday of March to the first
 * Sunday of November, from 1987 on from the first Sunday of April to the last of October, both at 2:00
 * local time (Energy Policy Act of 2005; Public Law 99-359). Not made for earlier years.
 */
function isUsSummer(atMs: number): boolean {
  const year = new Date(atMs).getUTCFullYear()
  const isNew = year >= 2007
  const begins = isNew ? sunday(year, 2, 2) : sunday(year, 3, 1)
  const ends = isNew ? sunday(year, 10, 1) : sunday(year, 10, 0)
  // 2:00 standard time is 7:00 UTC, 2:00 summer time is 6:00 UTC.
  return atMs >= begins + 7 * HOUR_MS && atMs < ends + 6 * HOUR_MS
}

/** Midnight UTC of the `nth` Sunday of a month (0 January); the 0th is the last one of the month before. */
function sunday(year: number, month: number, nth: number): number {
  const first = new Date(Date.UTC(year, month, 1))
  const toSunday = (7 - first.getUTCDay()) % 7
  return first.getTime() + (toSunday + 7 * (nth - 1)) * DAY_MS
}
