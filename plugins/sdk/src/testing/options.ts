import type { CorporateAction } from '../../../../app/kernel/instrument/corporate_action.js'
import type { Instrument } from '../../../../app/kernel/instrument/instrument.js'
import type { Timeframe } from '../../../../app/kernel/market/timeframe.js'
import type { CommissionModel, SlippageModel } from '../../../../app/kernel/matching/models.js'
import type { RiskLimits } from '../../../../app/kernel/risk/limits.js'
import type { AtEnd } from '../../../../app/kernel/simulation/config.js'
import type { ManifestShape, ParametersOf } from '../strategy/define_strategy.js'
import type { TestBar } from './bars.js'

/** How to run a strategy in a test. Only `bars` must be given; costs are none unless said. */
export interface RunOptions<M extends ManifestShape = ManifestShape> {
  /** Bars of one symbol, shown as `US.TEST`, or of several by symbol (`US.AAPL`, `HK.00700`). */
  readonly bars: readonly TestBar[] | Readonly<Record<string, readonly TestBar[]>>
  /** Parameters that differ from the manifest's defaults. */
  readonly parameters?: Partial<ParametersOf<M>>
  /** Starting cash, 100,000 when left out. */
  readonly cash?: number
  /** Account currency, USD when left out. */
  readonly currency?: string
  /** Length of the bars, `1d` when left out. */
  readonly timeframe?: Timeframe
  /** Bars between a signal and its first possible fill, 1 when left out. */
  readonly fillDelayBars?: number
  readonly slippage?: SlippageModel
  readonly commission?: CommissionModel
  /** Most of a bar's volume that orders may take, 0..1; no bound when left out. */
  readonly participationMax?: number
  /** What happens to open positions at the end: `keep` when left out. */
  readonly atEnd?: AtEnd
  readonly limits?: RiskLimits
  /** Whether positions may go below zero, as the manifest's `risk.shortAllowed` says when left out. */
  readonly shortAllowed?: boolean
  /** As the manifest's `risk.leverageMax` says when left out. */
  readonly leverageMax?: number
  readonly seed?: number
  /** Bars at the head of every series that only warm up, because they lie before the run. */
  readonly barsBeforeRun?: number
  /** Splits and dividends by symbol. */
  readonly actions?: Readonly<Record<string, readonly CorporateAction[]>>
  /** Terms that differ from those of a US share, by symbol. */
  readonly instruments?: Readonly<Record<string, Partial<Instrument>>>
  /** Account currency for one unit of each foreign currency. */
  readonly fxRates?: Readonly<Record<string, number>>
}
