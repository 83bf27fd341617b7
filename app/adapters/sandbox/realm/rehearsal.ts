import type { SimulationConfig } from '../../../kernel/simulation/config.js'
import { TIMEFRAME_MS } from '../../../kernel/market/timeframe.js'
import { COUNTERS } from '../wire/counters.js'
import { REHEARSED_WARMUP_BARS } from './rehearsal_strategy.js'
import { WrappedGuest, type GuestParts, type SharedRun } from './wrapped_guest.js'

/** Bars of one rehearsal, over all instruments. */
const BARS = 5_000
/** Bars per instrument at least: fewer would bring no orders. */
const BARS_MIN = 50
/** Midnight of 2015-01-02 in New York, UTC epoch ms. */
const FIRST_MS = 1_420_174_800_000
const DAY_MS = 86_400_000
const COLUMNS = 6
/** Bars after which the made-up bars skip a day: a new session begins now with, now without a position. */
const BARS_PER_SESSION = 300

/** The part of the kernel that a rehearsal drives. */
interface Rehearsed {
  create(
    config: string,
    buffers: readonly SharedArrayBuffer[],
    guests: readonly WrappedGuest[],
    counsel: { readonly rules: readonly never[]; readonly agents: readonly never[] }
  ): unknown
  run(instants: number): number
}

/**
 * Runs the simulation on made-up bars with the platform's own strategy, once for each guest, before the
 * plugin's code is loaded: the engine compiles what the run will need, and nothing else of it stays.
 *
 * Half a million bars pass before a fresh isolate has compiled the way of an order; a few thousand dense
 * ones bring it there in a fraction of the time, while the bars of the run are being read. Each guest is
 * new, so that the machine code does not lean on one of them.
 *
 * `configJson` is the run's own configuration: its instruments, costs and limits are rehearsed.
 */
export function rehearse(
  kernel: Rehearsed,
  configJson: string,
  setup: string,
  guests: readonly GuestParts[]
): void {
  const given = JSON.parse(configJson) as SimulationConfig
  const bars = Math.max(BARS_MIN, Math.floor(BARS / given.instruments.length))
  const config = rehearsalOf(given, bars)
  const buffers = given.instruments.map((_, k) =>
    madeUpBars(bars, TIMEFRAME_MS[given.timeframe], k)
  )
  for (const parts of guests) {
    const run: SharedRun = {
      counters: new Float64Array(new SharedArrayBuffer(COUNTERS * 8)),
      signalsMax: Infinity,
      failure: null,
    }
    const guest = new WrappedGuest(parts, 0, run)
    if (guest.start(setup) < 0) return
    try {
      kernel.create(config, buffers, [guest], { rules: [], agents: [] })
      kernel.run(Number.MAX_SAFE_INTEGER)
    } catch {
      // A configuration that the real run will refuse with its own words, or one too odd for made-up
      // bars: either way nothing depends on a rehearsal.
      return
    }
  }
}

/**
 * The run's configuration with one strategy on made-up bars, and nobody else in it. It has the very fields of
 * the other: machine code made for an object of one shape is of no use for one of another.
 */
function rehearsalOf(given: SimulationConfig, bars: number): string {
  return JSON.stringify({
    ...given,
    bars: given.instruments.map(() => ({ count: bars, firstIndex: 0 })),
    actions: given.instruments.map(() => []),
    strategies: given.strategies
      .slice(0, 1)
      .map((slot) => ({ ...slot, warmupBars: REHEARSED_WARMUP_BARS })),
    ...(given.rules === undefined ? {} : { rules: [] }),
    ...(given.agents === undefined ? {} : { agents: [] }),
  })
}

/** A random walk in the columns of `create`; the same for the same instrument. */
function madeUpBars(bars: number, stepMs: number, instrument: number): SharedArrayBuffer {
  const buffer = new SharedArrayBuffer(bars * COLUMNS * 8)
  const columns = new Float64Array(buffer)
  let state = instrument + 1
  let price = 100
  for (let k = 0; k < bars; k++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    const open = price
    price *= 1 + (state / 2 ** 32 - 0.5) * 0.01
    const row = [
      FIRST_MS + k * stepMs + Math.floor(k / BARS_PER_SESSION) * DAY_MS,
      open,
      Math.max(open, price) * 1.001,
      Math.min(open, price) * 0.999,
      price,
      1_000_000,
    ]
    for (let column = 0; column < COLUMNS; column++) {
      columns[column * bars + k] = row[column] as number
    }
  }
  return buffer
}
