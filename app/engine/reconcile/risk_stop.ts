import type { DiscrepancyRow, NewDiscrepancy } from '#ports/reconcile_records.js'
import { stateOf } from '../trading/account_book.js'
import type { Sequencer } from '../trading/sequencer.js'
import type { ReconciledWord } from '../trading/translate_reconciled.js'

/** Reasons of pauses that comparisons made begin so: only those are lifted by comparisons. */
const PAUSED_BY_US = 'reconciliation: '

/** Where grave discrepancies stop new risk, and where nothing speaks against it any more. */
export class RiskStop {
  constructor(private readonly sequencer: Sequencer) {}

  /**
   * Stops new risk in the instruments that something grave is about, and in the whole account when much
   * cash is gone. Resolves when it is durable.
   */
  async stop(found: readonly NewDiscrepancy[]): Promise<void> {
    for (const { symbol, sentence, kind, severity, resolution } of found) {
      if (severity !== 'critical' || resolution !== null) continue
      const reason = PAUSED_BY_US + sentence
      if (symbol !== null) this.#offer({ type: 'pause', symbol, isPaused: true, reason })
      else if (kind === 'cash_difference') this.#offer({ type: 'reduce_only', reason })
    }
    await this.sequencer.settled()
  }

  /**
   * Frees the instruments that nothing grave is about any more, given all that stands. What a person has
   * paused stays so, and so does an account: to resume it is a person's word.
   */
  async free(standing: readonly DiscrepancyRow[]): Promise<void> {
    const doubtful = new Set(
      standing.filter(({ severity }) => severity === 'critical').map(({ symbol }) => symbol)
    )
    for (const { terms, pausedBecause } of stateOf(this.sequencer.book).instruments) {
      const isOurs = pausedBecause?.startsWith(PAUSED_BY_US) ?? false
      if (!isOurs || doubtful.has(terms.symbol)) continue
      const reason = `${PAUSED_BY_US}nothing speaks against it any more`
      this.#offer({ type: 'pause', symbol: terms.symbol, isPaused: false, reason })
    }
    await this.sequencer.settled()
  }

  #offer(word: ReconciledWord): void {
    this.sequencer.offer({ type: 'reconciled', word })
  }
}
