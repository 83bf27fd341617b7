import type { Clock } from '#ports/clock.js'
import type { PortfolioRecords } from '#ports/portfolio_records.js'
import { stateOf } from '../trading/account_book.js'
import type { Sequencer } from '../trading/sequencer.js'
import { closesBetween } from './due_closes.js'
import { portfolioOf } from './portfolio.js'

/** What the keeper of days works with. */
export interface DayKeeperPorts {
  readonly records: PortfolioRecords
  readonly clock: Clock
  readonly sequencer: Sequencer
}

/**
 * Writes what an account is worth when a session of one of its venues closes. Closes at which nobody was
 * there are written at the next start, before the first new price: nothing has changed since.
 */
export class DayKeeper {
  #lastMs: number | null = null

  constructor(private readonly ports: DayKeeperPorts) {}

  /** Writes every close since the last one that was written. */
  async keepTime(): Promise<void> {
    const { clock, sequencer, records } = this.ports
    const { account } = sequencer.book
    const { instruments } = stateOf(sequencer.book)
    const venues = [...new Set(instruments.map(({ terms }) => terms.venue))]
    const nowMs = clock.nowMs()
    this.#lastMs ??= await records.lastCloseMs(account)
    const due = closesBetween(venues, this.#lastMs, nowMs)
    if (due.length === 0) return
    await sequencer.settled()
    const { exposure, ...portfolio } = portfolioOf(sequencer.book)
    const { cash, equity, outside, currency, currencyCash, positions, sequence } = portfolio
    for (const { venue, day, closeMs } of due) {
      await records.saveDay({
        account,
        day,
        venue,
        closedMs: closeMs,
        takenMs: nowMs,
        sequence,
        currency,
        cash,
        equity,
        outside,
        grossExposure: exposure.gross,
        netExposure: exposure.net,
        currencyCash,
        positions,
      })
      this.#lastMs = closeMs
    }
  }
}
