import { sessionDayOf, type Venue } from '#kernel/instrument/venue.js'
import { nextSessionMs } from '#kernel/market/session.js'
import type { Clock } from '#ports/clock.js'
import type { KnownActions } from '#ports/known_actions.js'
import { stateOf } from './account_book.js'
import type { Sequencer } from './sequencer.js'

/** What is needed to notice that a date has begun. */
export interface DayTurnPorts {
  readonly clock: Clock
  readonly sequencer: Sequencer
  /** Splits and dividends that are known; none where it is left out. */
  readonly actions: KnownActions | undefined
}

/**
 * Notices when a date begins at a venue, and hands its splits and dividends to the sequencer in front of
 * the first price. What was offered and did not become durable is offered again by the next engine.
 */
export class DayTurn {
  readonly #offered = new Map<Venue, number>()
  #nextMs = -Infinity

  constructor(private readonly ports: DayTurnPorts) {}

  /** Looks at the clock; to be called in front of each price. */
  look(): void {
    const { clock, sequencer, actions } = this.ports
    const nowMs = clock.nowMs()
    if (nowMs < this.#nextMs) return
    const { book } = sequencer
    const symbols = Map.groupBy(
      stateOf(book).instruments.map(({ terms }) => terms),
      ({ venue }) => venue
    )
    this.#nextMs = Infinity
    for (const [venue, terms] of symbols) {
      const day = sessionDayOf(venue, nowMs)
      this.#nextMs = Math.min(this.#nextMs, nextSessionMs(venue, '1m', day))
      const afterDay = this.#offered.get(venue) ?? book.venueDays[venue]
      if (afterDay === undefined || afterDay >= day) continue
      this.#offered.set(venue, day)
      const due = terms.flatMap(({ symbol }) =>
        (actions?.between(symbol, afterDay, day) ?? []).map((action) => ({ symbol, action }))
      )
      sequencer.offer({ type: 'day_began', venue, day, actions: due })
    }
  }

  /** An instrument has joined: its venue may be a new one. */
  reset(): void {
    this.#nextMs = -Infinity
  }
}
