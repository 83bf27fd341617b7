/** A market, as the first part of a symbol names it. */
export type Venue = 'US' | 'HK'

/** The markets that the host knows, with the zone of their clocks. */
export const VENUE_ZONES: Readonly<Record<Venue, string>> = {
  US: 'America/New_York',
  HK: 'Asia/Hong_Kong',
}

/** The market of a symbol; `null` where it names none that is known. */
export function venueOf(symbol: string): Venue | null {
  const name = symbol.split('.', 1)[0]!
  return name in VENUE_ZONES ? (name as Venue) : null
}

/** A day of `/calendar`: when it trades, times in ISO 8601. */
export interface CalendarDay {
  date: string
  periods: { open: string; close: string }[]
}

/** Whether a market trades at an instant, and when that changes; `null` where the days do not tell. */
export function sessionAt(
  days: readonly CalendarDay[],
  nowMs: number
): { isOpen: boolean; changesMs: number | null } {
  for (const { periods } of days) {
    for (const { open, close } of periods) {
      const [from, to] = [Date.parse(open), Date.parse(close)]
      if (nowMs < from) return { isOpen: false, changesMs: from }
      if (nowMs < to) return { isOpen: true, changesMs: to }
    }
  }
  return { isOpen: false, changesMs: null }
}
