import { fileURLToPath } from 'node:url'
import type { AssetClass } from '#kernel/instrument/instrument.js'
import type { MarketDataPorts } from '#ports/market_data.js'
import { describeProblem } from '#ports/bar_file.js'
import type { BarSeries } from '#ports/bar_store.js'
import { importBarFile } from './import_bar_file.js'

/** A series that comes with the product, from an npm package whose licence allows it. */
interface SamplePrices {
  readonly symbol: string
  readonly assetClass: AssetClass
  readonly source: string
  readonly licence: string
  locate(): string
}

/**
 * The opening prices of AAPL in the package are those of Yahoo Finance: 64.50 on 2013-05-13 is the
 * traded 451.51 divided by 7, so the 7:1 split of 2014-06-09 is in them already and must not be
 * imported as an action. The dividends are not: the package has them in the column "Adj Close" only.
 */
const SAMPLES: readonly SamplePrices[] = [
  {
    symbol: 'US.AAPL',
    assetClass: 'equity',
    source:
      'npm @observablehq/sample-datasets aapl.csv; adjusted for the 7:1 split of 2014, ' +
      'not for dividends',
    licence: 'ISC, Copyright 2024 Observable, Inc.',
    locate: () => packageFile('@observablehq/sample-datasets/aapl.csv', '.'),
  },
  {
    symbol: 'US.SPX',
    assetClass: 'index',
    source: 'npm vega-datasets sp500-2000.csv; the price index, without dividends',
    licence: 'BSD-3-Clause, Vega',
    locate: () => packageFile('vega-datasets', '../data/sp500-2000.csv'),
  },
]

/**
 * Makes sure that the sample prices are there: AAPL daily 2013-2018 and the S&P 500 daily 2000-2020.
 *
 * A symbol that already has daily bars is left alone. Returns the series that were added. Throws when
 * a package is damaged or the database fails.
 */
export async function ensureSamplePrices(ports: MarketDataPorts): Promise<BarSeries[]> {
  const added: BarSeries[] = []
  for (const sample of SAMPLES) {
    const stored = await ports.store.findSeries(sample.symbol, '1d')
    if (stored !== null && stored.rowCount > 0) continue
    const outcome = await importBarFile(ports, {
      file: sample.locate(),
      symbol: sample.symbol,
      timeframe: '1d',
      zone: null,
      stamp: 'start',
      needsVolume: true,
      skipsBadRows: false,
      onConflict: 'fail',
      source: sample.source,
      licence: sample.licence,
      assetClass: sample.assetClass,
      lotSize: null,
      isDryRun: false,
    })
    if (!outcome.ok) throw new Error(describeFailure(sample.symbol, outcome.failure))
    added.push(outcome.value.receipt!.series)
  }
  return added
}

function packageFile(specifier: string, relative: string): string {
  const found = import.meta.resolve(specifier)
  return fileURLToPath(relative === '.' ? found : new URL(relative, found))
}

function describeFailure(
  symbol: string,
  failure: Exclude<Awaited<ReturnType<typeof importBarFile>>, { ok: true }>['failure']
): string {
  if (failure.type === 'file_refused' && failure.problems[0]) {
    return `sample prices of ${symbol}: ${describeProblem(failure.file, failure.problems[0])}`
  }
  return `sample prices of ${symbol} could not be imported: ${failure.type}; run npm ci and try again`
}
