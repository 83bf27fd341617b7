import { isOpen, sessionsBetween, type TradingSession } from '#kernel/calendar/trading_session.js'
import { sessionDayOf, type Venue } from '#kernel/instrument/venue.js'
import { DAY_MS } from '#kernel/values/instant.js'
import type { Clock } from '#ports/clock.js'

/**
 * A turn in a venue's trading day. In Hong Kong trading pauses over lunch, between `paused` and `resumed`;
 * `closed` is the end of the day's last period, which is early on half days.
 */
export interface SessionEdge {
  readonly type: 'opened' | 'paused' | 'resumed' | 'closed'
  readonly venue: Venue
  readonly session: TradingSession
  /** When it was due by the calendar, UTC epoch ms. */
  readonly atMs: number
}

/** Longest time after which the clock is looked at: it may have been set, or the machine has slept. */
const LOOK_MS = 30_000
/** After a longer sleep, or a clock set forward by more, what lies before is not told. */
const TOLD_DAYS_MAX = 7

/** The turns in the trading day of venues, as the clock reaches them. */
export class MarketHours {
  constructor(private readonly clock: Clock) {}

  isOpen(venue: Venue): boolean {
    return isOpen(venue, this.clock.nowMs())
  }

  /**
   * Tells every turn from now on, in the order of time, until the function returned is called. `onEdge` does
   * not throw.
   *
   * What was slept through is told late. Where the clock is set back, turns are told again when it reaches
   * them again: whoever acts once in a session keeps `session.day`.
   */
  watch(venues: readonly Venue[], onEdge: (edge: SessionEdge) => void): () => void {
    let seenMs = this.clock.nowMs()
    let cancel = () => {}
    const look = () => {
      const nowMs = this.clock.nowMs()
      const fromMs = Math.max(seenMs, nowMs - TOLD_DAYS_MAX * DAY_MS)
      // A timer may fire a little early; a clock that lies further back was set.
      if (nowMs >= seenMs || seenMs - nowMs > LOOK_MS) seenMs = nowMs
      arm()
      for (const edge of edgesBetween(venues, fromMs, nowMs)) onEdge(edge)
    }
    const arm = () => {
      const untilMs = seenMs + LOOK_MS
      const [next] = edgesBetween(venues, seenMs, untilMs)
      cancel = this.clock.setTimer(next?.atMs ?? untilMs, look)
    }
    arm()
    return () => cancel()
  }
}

/** The turns after one instant, up to and with another, in the order of time. */
function edgesBetween(venues: readonly Venue[], afterMs: number, untilMs: number): SessionEdge[] {
  return venues
    .flatMap((venue) => {
      // Sessions lie within the venue's date.
      const fromDay = sessionDayOf(venue, afterMs)
      return sessionsBetween(venue, fromDay, sessionDayOf(venue, untilMs)).flatMap(edgesOf)
    })
    .filter(({ atMs }) => atMs > afterMs && atMs <= untilMs)
    .sort((a, b) => a.atMs - b.atMs)
}

function edgesOf(session: TradingSession): SessionEdge[] {
  const { venue, periods } = session
  return periods.flatMap(({ openMs, closeMs }, k): SessionEdge[] => [
    { type: k === 0 ? 'opened' : 'resumed', venue, session, atMs: openMs },
    { type: k === periods.length - 1 ? 'closed' : 'paused', venue, session, atMs: closeMs },
  ])
}
