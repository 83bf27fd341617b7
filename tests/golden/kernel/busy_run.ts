import type { Input } from '#kernel/input.js'
import type { BarColumns } from '#kernel/market/bar.js'
import { UNLIMITED } from '#kernel/risk/limits.js'
import type { Simulation } from '#kernel/simulation/simulation.js'
import { FIRST_DAY, runScripts, type Script, type Wish } from '#tests/support/script.js'
import { columnsOf, share } from '#tests/support/simulate.js'

/** Numbers in 0..1 from a seed: a linear congruential generator modulo 2^32 (Numerical Recipes). */
export function numbers(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 4_294_967_296
  }
}

/** Hourly bars that walk from a price, on the cent, with gaps between days and now and then a missing bar. */
export function walk(
  seed: number,
  from: number,
  { days, split }: { days: number; split?: { day: number; ratio: number } }
): BarColumns {
  const next = numbers(seed)
  const cents = (price: number) => Math.max(1, Math.round(price * 100)) / 100
  const rows: number[][] = []
  let price = from
  for (let day = 0; day < days; day++) {
    price *= 1 + (next() - 0.5) * 0.03
    if (day === split?.day) price /= split.ratio
    for (let hour = 0; hour < 7; hour++) {
      const open = cents(price * (1 + (next() - 0.5) * 0.002))
      const close = cents(open * (1 + (next() - 0.5) * 0.02))
      const high = cents(Math.max(open, close) * (1 + next() * 0.006))
      const low = cents(Math.min(open, close) * (1 - next() * 0.006))
      const volume = Math.floor(next() * 4000)
      price = close
      if (next() < 0.03) continue
      // 14:30Z is before the opening bell of a New York winter and after it in summer: both are bars.
      const startMs = (FIRST_DAY + day) * 86_400_000 + (14 + hour) * 3_600_000
      rows.push([
        startMs,
        open,
        Math.max(high, open, close),
        Math.min(low, open, close),
        close,
        volume,
      ])
    }
  }
  return columnsOf(rows)
}

/** Signals of every kind, some of them foolish. */
function chatter(seed: number, closes: readonly BarColumns[]): Script {
  const next = numbers(seed)
  const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)]!
  return (bar, instrument) => {
    const price = closes[instrument]!.close[bar]!
    if (next() > 0.35) return []
    const near = () => price * (1 + (next() - 0.5) * 0.03)
    const reference = 1 + Math.floor(next() * 40)
    const size = (1 + Math.floor(next() * 12)) * 10
    const exits: Wish = {
      ...(next() < 0.4
        ? { stopLoss: { kind: 'fraction' as const, value: 0.01 + next() * 0.03 } }
        : {}),
      ...(next() < 0.3 ? { takeProfit: { kind: 'amount' as const, value: 0.5 + next() * 3 } } : {}),
      ...(next() < 0.2 ? { trailingStop: { kind: 'fraction' as const, value: 0.02 } } : {}),
    }
    const force = { timeInForce: pick(['day', 'gtc', 'gtc', 'ioc'] as const) }
    const group = next() < 0.15 ? { ocoGroup: 1 + Math.floor(next() * 5) } : {}
    const base: Wish = {
      instrument,
      reference,
      side: pick(['buy', 'sell'] as const),
      ...force,
      ...group,
    }
    const kinds: (() => Wish)[] = [
      () => ({ ...base, size, ...exits }),
      () => ({ ...base, size, limit: near(), ...exits }),
      () => ({ ...base, size, stop: near() }),
      () => ({ ...base, size, stop: near(), limit: near() }),
      () => ({ ...base, size, trail: { kind: 'amount', value: 1 + next() } }),
      () => ({
        ...base,
        sizeKind: 'notional',
        size: 500 + next() * 4000,
        sizedAt: 'open',
        ...exits,
      }),
      () => ({ ...base, sizeKind: 'cash_fraction', size: 0.5, ...exits }),
      () => ({
        type: 'target',
        instrument,
        reference,
        sizeKind: 'equity_fraction',
        size: next() - 0.5,
        ...force,
      }),
      () => ({ type: 'target', instrument, reference, size: 0, ...force }),
      () => ({ type: 'cancel', instrument, reference }),
      () => ({ type: 'replace', instrument, reference, size, limit: near() }),
    ]
    return [pick(kinds)()]
  }
}

/** Two strategies on three instruments with costs, caps, limits, splits and dividends: about 2,500 bars. */
export function busyRun(journal?: (input: Input) => void): Simulation {
  const days = 120
  const columns = [
    walk(1, 180, { days, split: { day: 60, ratio: 4 } }),
    walk(2, 35, { days, split: { day: 45, ratio: 0.1 } }),
    walk(3, 420, { days }),
  ]
  const slot = { instruments: [0, 1, 2], warmupBars: 20 }
  return runScripts(
    columns,
    [chatter(11, columns), chatter(12, columns)],
    {
      timeframe: '1h',
      cash: 50_000,
      instruments: [
        share('US.AAPL', { sector: 'tech' }),
        share('US.KO', { quantityStep: 0.1 }),
        share('HK.00700', {
          venue: 'HK',
          currency: 'HKD',
          tickSize: 0.2,
          lotSize: 10,
          quantityStep: 10,
        }),
      ],
      fxRates: { HKD: 0.128 },
      actions: [
        [
          { type: 'dividend', exDay: FIRST_DAY + 30, amount: 0.24 },
          { type: 'split', exDay: FIRST_DAY + 60, ratio: 4 },
        ],
        [{ type: 'split', exDay: FIRST_DAY + 45, ratio: 0.1 }],
        [{ type: 'dividend', exDay: FIRST_DAY + 50, amount: 2.4 }],
      ],
      strategies: [
        { id: 'one', ...slot, shortAllowed: true, leverageMax: 1.5 },
        { id: 'two', ...slot, shortAllowed: false, leverageMax: 1 },
      ],
      slippage: { type: 'volume_share', impact: 0.1, shareMax: 0.1 },
      commission: { type: 'per_share', rate: 0.005, minimum: 1, maximumFraction: 0.01 },
      limits: {
        ...UNLIMITED,
        position: { quantityMax: 400, notionalMax: 30_000, countMax: null },
        portfolio: { ...UNLIMITED.portfolio, leverageMax: 2 },
      },
      atEnd: 'close_at_last_close',
    },
    journal === undefined ? {} : { journal }
  )
}
