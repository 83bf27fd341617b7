import type { Venue } from '#kernel/instrument/venue.js'
import { commissionFault } from '#kernel/matching/commission.js'
import type { CommissionModel, SlippageModel } from '#kernel/matching/models.js'
import { slippageFault } from '#kernel/matching/slippage.js'

/** How the paper broker executes; `docs/paper_broker.md` explains each with an example. */
export interface PaperSettings {
  /** On the way to the venue, ms: an order, a cancel and a change take effect so much later. */
  readonly toVenueMs: number
  /** On the way back, ms: a report is told so much after it is durable. */
  readonly toClientMs: number
  /** Added to `toVenueMs`, from 0 to this, drawn anew for each message. */
  readonly jitterMs: number
  /** Part of the orders that is rejected without a reason of its own, 0 to 1. */
  readonly rejectionRate: number
  /** Draws jitter and rejections: the same seed and order ids give the same draws. */
  readonly seed: number
  /** A quote that is further from the clock than this executes nothing, ms. */
  readonly quoteAgeMaxMs: number
  /** Part of a quote's size that our orders may take, above 0 to 1. */
  readonly sizeShare: number
  /** Units behind a quote that tells no size; `null` for as many as an order wants. */
  readonly untoldSize: number | null
  readonly slippage: SlippageModel
  /** What is charged in each market. */
  readonly commission: Readonly<Record<Venue, CommissionModel>>
  /** `venue`: trades in the regular sessions of the market; `always`: at all times, a day ends at midnight. */
  readonly hours: 'venue' | 'always'
}

/** No delays, no rejections, executions at the quote, the fees of Futu. */
export const PAPER_DEFAULTS: PaperSettings = {
  toVenueMs: 0,
  toClientMs: 0,
  jitterMs: 0,
  rejectionRate: 0,
  seed: 1,
  quoteAgeMaxMs: 15_000,
  sizeShare: 1,
  untoldSize: null,
  slippage: { type: 'none' },
  commission: {
    US: { type: 'schedule', name: 'futu_us' },
    HK: { type: 'schedule', name: 'futu_hk' },
  },
  hours: 'venue',
}

/** Settings with others over them; what changes in those changes here. */
export function settingsOver(
  settings: PaperSettings,
  others: Partial<PaperSettings>
): PaperSettings {
  const over: object = Object.create(settings)
  for (const name of Object.keys(others) as (keyof PaperSettings)[]) {
    Object.defineProperty(over, name, { enumerable: true, get: () => others[name] })
  }
  return over as PaperSettings
}

/** Longest delay that makes sense: what takes longer is a broken line, not a slow one. */
const DELAY_MS_MAX = 600_000

/** What is wrong with settings, naming the field and what would be right, or `null`. */
export function paperSettingsFault(settings: PaperSettings): string | null {
  for (const field of ['toVenueMs', 'toClientMs', 'jitterMs'] as const) {
    const value = settings[field]
    if (!(value >= 0 && value <= DELAY_MS_MAX)) {
      return `${field} must be from 0 to ${DELAY_MS_MAX} ms, was ${value}`
    }
  }
  const { rejectionRate, seed, quoteAgeMaxMs, sizeShare, untoldSize, hours } = settings
  if (!(rejectionRate >= 0 && rejectionRate <= 1)) {
    return `rejectionRate must be from 0 to 1 (0.02 is one order in fifty), was ${rejectionRate}`
  }
  if (!Number.isSafeInteger(seed)) return `seed must be a whole number, was ${seed}`
  if (!(quoteAgeMaxMs > 0 && quoteAgeMaxMs < Infinity)) {
    return `quoteAgeMaxMs must be above 0, was ${quoteAgeMaxMs}`
  }
  if (!(sizeShare > 0 && sizeShare <= 1)) {
    return `sizeShare must be above 0 and at most 1, was ${sizeShare}`
  }
  if (untoldSize !== null && !(untoldSize >= 0 && untoldSize < Infinity)) {
    return `untoldSize must be 0 or more, or null for any size, was ${untoldSize}`
  }
  if (hours !== 'venue' && hours !== 'always') {
    return `hours must be venue or always, was "${String(hours)}"`
  }
  const slippage = slippageFault(settings.slippage)
  if (slippage !== null) return `slippage: ${slippage}`
  for (const [venue, model] of Object.entries(settings.commission)) {
    const fault = commissionFault(model)
    if (fault !== null) return `commission of ${venue}: ${fault}`
  }
  return null
}
