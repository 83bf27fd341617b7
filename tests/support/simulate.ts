import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { createGuest } from '../../plugins/sdk/src/guest/runtime.js'
import type { BarColumns } from '#kernel/market/bar.js'
import type { Instrument } from '#kernel/instrument/instrument.js'
import { UNLIMITED } from '#kernel/risk/limits.js'
import type { Advisor } from '#kernel/simulation/advisor.js'
import type { SimulationConfig } from '#kernel/simulation/config.js'
import type { SimulationOptions } from '#kernel/simulation/options.js'
import { Simulation } from '#kernel/simulation/simulation.js'
import { TIMEFRAME_MS } from '#kernel/market/timeframe.js'

/** Columns from rows of [startMs, open, high, low, close, volume]. */
export function columnsOf(rows: readonly (readonly number[])[]): BarColumns {
  const column = (k: number) => Float64Array.from(rows, (row) => row[k] ?? 0)
  return {
    count: rows.length,
    startMs: column(0),
    open: column(1),
    high: column(2),
    low: column(3),
    close: column(4),
    volume: column(5),
  }
}

/** Rows of a CSV file as records of texts; `.gz` is unpacked. */
export function csvRows(path: string): Record<string, string>[] {
  const bytes = readFileSync(path)
  const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
  const [head, ...lines] = text.trim().split(/\r?\n/)
  const names = (head ?? '').split(',')
  return lines.map((line) => {
    const cells = line.split(',')
    return Object.fromEntries(names.map((name, k) => [name, cells[k] ?? '']))
  })
}

/** Daily bars of a CSV file with the columns date, open, high, low, close, volume. */
export function dailyColumns(path: string): BarColumns {
  return columnsOf(
    csvRows(path).map((row) => [
      Date.parse(`${row.date}T00:00:00Z`),
      Number(row.open),
      Number(row.high),
      Number(row.low),
      Number(row.close),
      Number(row.volume),
    ])
  )
}

/** A US stock in whole shares with cents. */
export function share(symbol: string, over: Partial<Instrument> = {}): Instrument {
  return {
    symbol,
    venue: 'US',
    assetClass: 'equity',
    currency: 'USD',
    tickSize: 0.01,
    lotSize: 1,
    quantityStep: 1,
    multiplier: 1,
    sector: null,
    ...over,
  }
}

/** A configuration without costs or limits; `over` says what differs. */
export function configOf(
  columns: readonly BarColumns[],
  over: Partial<SimulationConfig> = {}
): SimulationConfig {
  const instruments = over.instruments ?? columns.map((_, i) => share(`US.T${i}`))
  return {
    engineVersion: 'test',
    account: 'test',
    currency: 'USD',
    cash: 10_000,
    timeframe: '1d',
    instruments,
    bars: columns.map((one) => ({ count: one.count, firstIndex: 0 })),
    actions: columns.map(() => []),
    fxRates: {},
    strategies: [
      {
        id: 's1',
        instruments: columns.map((_, i) => i),
        warmupBars: 0,
        shortAllowed: true,
        leverageMax: 100,
      },
    ],
    fillDelayBars: 1,
    slippage: { type: 'none' },
    commission: { type: 'none' },
    participationMax: null,
    priceRounding: 'tick',
    atEnd: 'keep',
    limits: UNLIMITED,
    riskBias: 1,
    seed: 1,
    ...over,
  }
}

/** A strategy of the SDK, started for a configuration: what an isolate would hold. */
export function guestOf(
  definition: unknown,
  config: SimulationConfig,
  parameters: Record<string, number | boolean | string> = {}
): { advisor: Advisor; warmupBars: number } {
  const guest = createGuest()
  guest.load(definition)
  const warmupBars = guest.start(
    JSON.stringify({
      strategyId: 'test',
      instruments: config.instruments,
      timeframe: config.timeframe,
      timeframeMs: TIMEFRAME_MS[config.timeframe],
      parameters,
      seed: config.seed,
      account: { currency: config.currency, cash: config.cash },
    })
  )
  if (warmupBars < 0) throw new Error(guest.failure())
  return { advisor: guest, warmupBars }
}

/** Runs a strategy over bars to the end. Throws when it fails. */
export function simulate(
  definition: unknown,
  columns: readonly BarColumns[],
  over: Partial<SimulationConfig> = {},
  options: SimulationOptions & { parameters?: Record<string, number | boolean | string> } = {}
): Simulation {
  const config = configOf(columns, over)
  const { advisor, warmupBars } = guestOf(definition, config, options.parameters)
  const strategies = config.strategies.map((one) => ({ ...one, warmupBars }))
  const simulation = new Simulation({ ...config, strategies }, columns, [advisor], options)
  if (simulation.run(Number.MAX_SAFE_INTEGER) !== 1) {
    throw new Error(JSON.stringify(simulation.failure))
  }
  return simulation
}
