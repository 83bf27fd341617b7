import { sessionDayOf, VENUES, type Venue } from '#kernel/instrument/venue.js'
import { nextSessionMs } from '#kernel/market/session.js'

/** The last date of each venue of which splits and dividends are booked. */
export type VenueDays = Readonly<Partial<Record<Venue, number>>>

/** A date that has begun at a venue. */
export interface TurnedDay {
  readonly venue: Venue
  /** Day number of the last date that was booked before. */
  readonly afterDay: number
  readonly day: number
}

/** The dates of the venues as the clock reaches them. A clock that goes back turns none. */
export class PaperDays {
  #days: VenueDays
  #nextMs = -Infinity

  constructor(days: VenueDays) {
    this.#days = days
  }

  /** As they stand, to be written. */
  get days(): VenueDays {
    return this.#days
  }

  /**
   * The dates that have begun since it was asked last; `null` when none has. A venue that is new begins
   * with today: what was due before concerns nobody here.
   */
  turn(nowMs: number): readonly TurnedDay[] | null {
    if (nowMs < this.#nextMs) return null
    const turned: TurnedDay[] = []
    let isNew = false
    let nextMs = Infinity
    for (const venue of VENUES) {
      const day = sessionDayOf(venue, nowMs)
      const afterDay = this.#days[venue]
      nextMs = Math.min(nextMs, nextSessionMs(venue, '1m', day))
      if (afterDay !== undefined && afterDay >= day) continue
      if (afterDay === undefined) isNew = true
      else turned.push({ venue, afterDay, day })
      this.#days = { ...this.#days, [venue]: day }
    }
    this.#nextMs = nextMs
    return isNew || turned.length > 0 ? turned : null
  }
}
