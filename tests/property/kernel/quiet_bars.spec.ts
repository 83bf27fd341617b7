import { test } from '@japa/runner'
import fc from 'fast-check'
import type { BarColumns } from '#kernel/market/bar.js'
import type { SimulationOptions } from '#kernel/simulation/options.js'
import { Simulation } from '#kernel/simulation/simulation.js'
import { FIRST_DAY, rowOf, ScriptedAdvisor, type Wish } from '#tests/support/script.js'
import { columnsOf, configOf } from '#tests/support/simulate.js'
import { scenario, type Scenario } from './scenario.js'

/* The short way through quiet bars leads where the long way leads. fast-check prints the seed. */

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** Bars from the same series, one after the other. */
const ROUNDS = 5
/** What a script has for one bar lies so many bars apart. */
const BARS_APART = 4

type Words = Readonly<Record<string, readonly Wish[]>>

/** One instrument and one strategy, which may speak behind the bars as well. */
interface Quiet {
  readonly columns: BarColumns
  readonly over: Scenario['over']
  readonly onBar: Words
  readonly onSlice: Words | null
}

/** Writes down all that it is shown and told, call by call. */
class Witness extends ScriptedAdvisor {
  readonly seen: string[] = []
  #bar = -1

  constructor(readonly quiet: Quiet) {
    super((bar) => quiet.onBar[bar] ?? [])
    if (quiet.onSlice !== null) this.hasSlice = () => 1
    this.onSlice = (...values: readonly number[]) => this.#slice(values)
    for (const name of ['onFill', 'onOrder', 'onPosition'] as const) {
      const note = (...values: readonly number[]) => this.#note(name, values)
      this[name] = note as never
    }
  }

  #note(name: string, values: Iterable<number>): 0 {
    this.seen.push(`${name} ${[...values].join(' ')}`)
    return 0
  }

  override onInboxBar(instrument: number): number {
    this.#bar++
    this.#note('onBar', this.inbox)
    return super.onInboxBar(instrument)
  }

  #slice(values: readonly number[]): number {
    this.#note('onSlice', values)
    const wishes = this.quiet.onSlice?.[this.#bar] ?? []
    wishes.forEach((wish, k) => {
      const row = rowOf(wish)
      this.signals.set(row, k * row.length)
    })
    return wishes.length
  }
}

/** Hourly bars out of a daily series, some of them over the change of a session. */
function hourly(days: BarColumns, hoursApart: number): BarColumns {
  const rows: number[][] = []
  for (let k = 0; k < days.count * ROUNDS; k++) {
    const at = k % days.count
    const price = (column: Float64Array) => column[at] as number
    const { open, high, low, close, volume } = days
    const startMs = FIRST_DAY * DAY_MS + k * hoursApart * HOUR_MS
    rows.push([startMs, ...[open, high, low, close, volume].map(price)])
  }
  return columnsOf(rows)
}

function spreadOut(table: Readonly<Record<string, readonly Wish[]>>): Words {
  return Object.fromEntries(
    Object.entries(table).map(([key, wishes]) => [
      Number(key.split(':')[1]) * BARS_APART,
      wishes.map((wish) => ({ ...wish, instrument: 0 })),
    ])
  )
}

const quiet: fc.Arbitrary<Quiet> = fc
  .record({
    one: scenario,
    hoursApart: fc.constantFrom(1, 3, 7),
    firstIndex: fc.constantFrom(0, 0, 0, 3),
    warmupBars: fc.constantFrom(0, 0, 2, 6),
    slice: fc.constantFrom('none', 'silent', 'spoken'),
  })
  .map(({ one, hoursApart, firstIndex, warmupBars, slice }) => {
    const { over, scripts } = one
    const columns = hourly(one.columns[0]!, hoursApart)
    const words = spreadOut(scripts[0]!)
    return {
      columns,
      onBar: slice === 'spoken' ? {} : words,
      onSlice: slice === 'none' ? null : slice === 'spoken' ? words : {},
      over: {
        ...over,
        timeframe: '1h',
        instruments: over.instruments!.slice(0, 1),
        actions: over.actions!.slice(0, 1),
        bars: [{ count: columns.count, firstIndex }],
        strategies: [{ ...over.strategies![0]!, instruments: [0], warmupBars }],
      },
    }
  })

/** All that a run leaves behind, and all that its strategy heard. */
function traceOf(one: Quiet, options: SimulationOptions, instantsAtOnce: number): unknown {
  const witness = new Witness(one)
  const config = configOf([one.columns], one.over)
  const run = new Simulation(config, [one.columns], [witness], { ...options, keepsEvidence: true })
  while (run.run(instantsAtOnce) === 0);
  const { record, evidence, state, failure, instants, barsSeen } = run
  const { startMs, sessionDay, equity, cash } = record
  const columns = [startMs, sessionDay, equity, cash].map((column) => [...column.toArray()])
  return {
    seen: [...witness.seen, ...witness.heard],
    signals: [...evidence!.rows.toArray()],
    record: JSON.stringify({ ...record, rows: null }),
    state: JSON.stringify(state),
    columns,
    failure,
    counts: [instants, barsSeen],
  }
}

test('a run that hurries through quiet bars is the run that does not', ({ assert }) => {
  fc.assert(
    fc.property(quiet, fc.integer({ min: 1, max: 40 }), (one, instantsAtOnce) => {
      const long = traceOf(one, { journal: () => {} }, 1_000)
      assert.deepEqual(traceOf(one, {}, instantsAtOnce), long)
    }),
    { numRuns: 400 }
  )
})

test('a strategy that fails on a quiet bar ends the run where it stood', ({ assert }) => {
  const columns = columnsOf(
    Array.from({ length: 9 }, (_, k) => [FIRST_DAY * DAY_MS + k * HOUR_MS, 10, 11, 9, 10, 100])
  )
  const failureOf = (options: SimulationOptions) => {
    const advisor = new ScriptedAdvisor(() => [])
    let bars = 0
    advisor.onInboxBar = () => (++bars === 6 ? -1 : 0)
    advisor.failure = () => 'it broke'
    const run = new Simulation(
      configOf([columns], { timeframe: '1h' }),
      [columns],
      [advisor],
      options
    )
    assert.equal(run.run(100), -1)
    return run.failure
  }
  const failure = failureOf({})
  assert.deepEqual(failure, failureOf({ journal: () => {} }))
  assert.deepInclude(failure, { strategy: 0, detail: 'it broke', bar: 6 })
})
