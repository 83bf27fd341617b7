import type { RiskLimits } from '#kernel/risk/limits.js'
import type { KernelSettings } from '#kernel/state.js'
import { emptyBook } from '#engine/trading/account_book.js'
import { BatchDraft } from '#engine/trading/batch_draft.js'
import type { MemoryJournal } from '#tests/support/memory_journal.js'
import type { Chance } from './chance.js'
import { ACCOUNT, FX_THOUSANDTHS, INSTRUMENTS, STARTING_CASH } from './terms.js'

/** The account of a seed. */
export function drawSettings(chance: Chance): KernelSettings {
  return {
    account: ACCOUNT,
    currency: 'USD',
    cash: STARTING_CASH,
    instruments: INSTRUMENTS,
    fxRates: { HKD: FX_THOUSANDTHS.HKD! / 1_000 },
    strategies: [
      { id: 'alpha', shortAllowed: true, leverageMax: null },
      { id: 'beta', shortAllowed: false, leverageMax: 0.8, positionFractionMax: 0.4 },
    ],
    limits: drawLimits(chance),
    riskBias: 1,
    priceRounding: 'tick',
    slippage: { type: 'none' },
    commission: { type: 'none' },
    isLive: true,
  }
}

/** Limits that a person could set. */
export function drawLimits(chance: Chance): RiskLimits {
  const maybe = (value: number) => (chance.happens(0.5) ? value : null)
  return {
    position: {
      quantityMax: maybe(chance.pick([50, 200, 800])),
      notionalMax: maybe(chance.pick([8_000, 30_000])),
      countMax: maybe(chance.whole(1, 3)),
    },
    portfolio: {
      exposureFractionMax: maybe(chance.pick([0.3, 0.8, 1.5])),
      sectorFractionMax: maybe(chance.pick([0.3, 0.6])),
      leverageMax: chance.pick([1, 2]),
    },
    loss: {
      dailyLossMax: maybe(chance.pick([400, 3_000])),
      dailyLossFractionMax: maybe(0.05),
      drawdownFractionMax: maybe(chance.pick([0.02, 0.2])),
      strategyLossMax: maybe(chance.pick([300, 5_000])),
      haltOnDailyLoss: chance.happens(0.5),
    },
  }
}

/** Writes the first row of the account's journal. */
export function openJournal(journal: MemoryJournal, settings: KernelSettings, atMs: number): void {
  const draft = new BatchDraft(emptyBook(ACCOUNT), journal.fencing)
  draft.add({ type: 'account_opened', settings }, atMs)
  void journal.append(draft.toBatch())
}
