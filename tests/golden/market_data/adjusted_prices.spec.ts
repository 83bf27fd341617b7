import { test } from '@japa/runner'
import { readFileSync } from 'node:fs'
import type { CorporateAction } from '#kernel/instrument/corporate_action.js'
import { adjustColumns } from '#kernel/market/adjust.js'
import type { Bar, BarColumns } from '#kernel/market/bar.js'
import { dayNumberOf } from '#kernel/values/instant.js'
import { SHARED_ABSENT, sharedPath } from '#tests/shared.js'
import { readFile } from '#tests/unit/adapters/market_data/csv/read_file.js'

const DAY_MS = 86_400_000

interface FactorRow {
  readonly day: number
  readonly priceFactor: number
  readonly splitFactor: number
  readonly reference: number
}

/** LEAN's factor file: factors hold for bars up to and on the row's day, the last before the ex-date. */
function readFactors(path: string): FactorRow[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => /^\d{8},/.test(line))
    .map((line) => {
      const [date, priceFactor, splitFactor, reference] = line.split(',').map(Number)
      const day = dayNumberOf(
        Math.floor(date! / 10_000),
        Math.floor(date! / 100) % 100,
        date! % 100
      )
      return { day, priceFactor: priceFactor!, splitFactor: splitFactor!, reference: reference! }
    })
}

/** Splits, and dividends rounded to cents, that lead from one row to the next. */
function actionsOf(rows: readonly FactorRow[]): CorporateAction[] {
  const actions: CorporateAction[] = []
  for (let index = 0; index + 1 < rows.length; index++) {
    const row = rows[index]!
    const next = rows[index + 1]!
    const exDay = row.day + 1
    const ratio = Math.round(next.splitFactor / row.splitFactor)
    const amount = Math.round(row.reference * (1 - row.priceFactor / next.priceFactor) * 100) / 100
    // The first row holds factors of before the data and no event.
    if (index > 0 && ratio > 1) actions.push({ type: 'split', exDay, ratio })
    if (index > 0 && amount > 0) actions.push({ type: 'dividend', exDay, amount })
  }
  return actions
}

function columnsOf(bars: readonly Bar[]): BarColumns {
  const column = (name: keyof Bar) => Float64Array.from(bars, (bar) => bar[name])
  return {
    count: bars.length,
    startMs: column('startMs'),
    open: column('open'),
    high: column('high'),
    low: column('low'),
    close: column('close'),
    volume: column('volume'),
  }
}

test.group('adjusted prices of 23 years', () => {
  const prices = sharedPath('data', 'us-equity-daily-raw', 'AAPL.csv')
  const factors = sharedPath('data', 'us-equity-daily-raw', 'factor_files', 'AAPL.csv')

  test('AAPL with four splits and its dividends agrees with published factors', async ({
    assert,
  }) => {
    const { bars } = await readFile(prices!)
    const rows = readFactors(factors!)
    const actions = actionsOf(rows)
    const splits = actions.filter((action) => action.type === 'split')
    assert.deepEqual(
      splits.map((split) => 'ratio' in split && split.ratio),
      [2, 2, 7, 4]
    )
    const options = { venue: 'US', timeframe: '1d' } as const
    const full = adjustColumns(columnsOf(bars), actions, { mode: 'full', ...options })
    const split = adjustColumns(columnsOf(bars), actions, { mode: 'split', ...options })
    let worst = 0
    bars.forEach((bar, index) => {
      const day = bar.startMs / DAY_MS
      const row = rows.find((factor) => factor.day >= day)!
      worst = Math.max(
        worst,
        Math.abs(full.close[index]! / (bar.close * row.priceFactor * row.splitFactor) - 1),
        Math.abs(split.close[index]! / (bar.close * row.splitFactor) - 1),
        Math.abs(split.volume[index]! / (bar.volume / row.splitFactor) - 1)
      )
    })
    // Published factors are rounded (0.1428572 for 1/7) and dividends here to cents.
    assert.isBelow(worst, 5e-4)
  }).skip(prices === null || factors === null, SHARED_ABSENT)
})
