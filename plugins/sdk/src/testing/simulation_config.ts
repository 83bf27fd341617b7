import type { Instrument } from '../../../../app/kernel/instrument/instrument.js'
import type { BarColumns } from '../../../../app/kernel/market/bar.js'
import { UNLIMITED } from '../../../../app/kernel/risk/limits.js'
import type { SimulationConfig } from '../../../../app/kernel/simulation/config.js'
import type { ManifestShape } from '../strategy/define_strategy.js'
import type { TestBar } from './bars.js'
import type { RunOptions } from './options.js'

/** Symbol of bars that are given without one. */
export const TEST_SYMBOL = 'US.TEST'

/** The series of a test by symbol. */
export function seriesOf(bars: RunOptions['bars']): [symbol: string, bars: readonly TestBar[]][] {
  return Array.isArray(bars)
    ? [[TEST_SYMBOL, bars as readonly TestBar[]]]
    : Object.entries(bars as Readonly<Record<string, readonly TestBar[]>>)
}

/** Bars as the columns that the kernel reads. */
export function columnsOf(bars: readonly TestBar[]): BarColumns {
  const column = (read: (bar: TestBar) => number): Float64Array => Float64Array.from(bars, read)
  return {
    count: bars.length,
    startMs: column((bar) => bar.startMs),
    open: column((bar) => bar.open),
    high: column((bar) => bar.high),
    low: column((bar) => bar.low),
    close: column((bar) => bar.close),
    volume: column((bar) => bar.volume ?? 1_000_000),
  }
}

function instrumentOf(symbol: string, changes: Partial<Instrument> | undefined): Instrument {
  const venue = symbol.startsWith('HK.') ? 'HK' : 'US'
  return {
    symbol,
    venue,
    assetClass: 'equity',
    currency: venue === 'HK' ? 'HKD' : 'USD',
    tickSize: 0.01,
    lotSize: 1,
    quantityStep: 1,
    multiplier: 1,
    sector: null,
    ...changes,
  }
}

interface ManifestRisk {
  readonly risk?: { readonly shortAllowed?: boolean; readonly leverageMax?: number }
}

/** The kernel's configuration of a test run; the warm-up is the strategy's own. */
export function simulationConfigOf(
  manifest: ManifestShape,
  options: RunOptions,
  warmupBars: number
): SimulationConfig {
  const series = seriesOf(options.bars)
  const { risk } = manifest as ManifestShape & ManifestRisk
  return {
    engineVersion: 'test',
    account: 'test',
    currency: options.currency ?? 'USD',
    cash: options.cash ?? 100_000,
    timeframe: options.timeframe ?? '1d',
    instruments: series.map(([symbol]) => instrumentOf(symbol, options.instruments?.[symbol])),
    bars: series.map(([, bars]) => ({
      count: bars.length,
      firstIndex: options.barsBeforeRun ?? 0,
    })),
    actions: series.map(([symbol]) => options.actions?.[symbol] ?? []),
    fxRates: options.fxRates ?? {},
    strategies: [
      {
        id: manifest.id,
        instruments: series.map((_, index) => index),
        warmupBars,
        shortAllowed: options.shortAllowed ?? risk?.shortAllowed ?? false,
        leverageMax: options.leverageMax ?? risk?.leverageMax ?? 1,
      },
    ],
    fillDelayBars: options.fillDelayBars ?? 1,
    slippage: options.slippage ?? { type: 'none' },
    commission: options.commission ?? { type: 'none' },
    participationMax: options.participationMax ?? null,
    priceRounding: 'tick',
    atEnd: options.atEnd ?? 'keep',
    limits: options.limits ?? UNLIMITED,
    riskBias: 1,
    seed: options.seed ?? 1,
  }
}
