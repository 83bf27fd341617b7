import type { Clock } from '#ports/clock.js'
import type { EquityMarks } from '#ports/equity_marks.js'
import type { Sequencer } from '../trading/sequencer.js'
import { portfolioOf } from './portfolio.js'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** Marks stand as they are for so long; of older ones the last of each hour stays. */
const CLOSE_MARKS_MS = 2 * DAY_MS
/** After so long the closes of sessions tell enough. */
const HOURLY_MARKS_MS = 400 * DAY_MS

/** What the keeper of equity works with. */
export interface EquityKeeperPorts {
  readonly marks: EquityMarks
  readonly clock: Clock
  readonly sequencer: Sequencer
}

/** Writes now and then what an account is worth, and thins what is old: an account has 20,000 marks at most. */
export class EquityKeeper {
  #thinnedMs = -Infinity

  constructor(private readonly ports: EquityKeeperPorts) {}

  /** Writes one mark. */
  async mark(): Promise<void> {
    const { marks, clock, sequencer } = this.ports
    const { account } = sequencer.book
    const { equity, outside } = portfolioOf(sequencer.book)
    const atMs = clock.nowMs()
    await marks.save(account, { atMs, equity, outside })
    if (atMs - this.#thinnedMs < HOUR_MS) return
    this.#thinnedMs = atMs
    await marks.thin(account, { hourlyMs: atMs - CLOSE_MARKS_MS, goneMs: atMs - HOURLY_MARKS_MS })
  }
}
