import type { BarColumns } from '../market/bar.js'
import type { SimulationConfig } from './config.js'

/** Where one instrument's series stands. */
interface Cursor {
  readonly columns: BarColumns
  readonly firstIndex: number
  /** Index of the bar that is next, or, within an instant, of the bar that is now. */
  index: number
}

/**
 * The bars of all instruments as one sequence of instants: at each, the bars that start there.
 *
 * Instruments that share an instant are shown in the order of the configuration; names play no part.
 */
export class BarSource {
  readonly #cursors: Cursor[]
  /** Indices of the instruments with a bar at this instant; the first `activeCount` count. */
  readonly active: Int32Array
  activeCount = 0
  startMs = 0

  constructor(config: SimulationConfig, columns: readonly BarColumns[]) {
    this.#cursors = columns.map((one, i) => {
      const firstIndex = config.bars[i]?.firstIndex ?? 0
      // Bars before the run are gone through only as far as a plugin wants them for its warm-up.
      let warmup = 0
      for (const agent of config.agents ?? []) warmup = Math.max(warmup, agent.warmupBars ?? 0)
      for (const strategy of config.strategies) {
        if (strategy.instruments.includes(i)) warmup = Math.max(warmup, strategy.warmupBars)
      }
      return { columns: one, firstIndex, index: Math.max(0, firstIndex - warmup) }
    })
    this.active = new Int32Array(columns.length)
  }

  /** Moves to the next instant; false when there is none. */
  next(): boolean {
    let soonest = Infinity
    const cursors = this.#cursors
    for (let i = 0; i < this.activeCount; i++) (cursors[this.active[i] as number] as Cursor).index++
    for (let i = 0; i < cursors.length; i++) {
      const cursor = cursors[i] as Cursor
      if (cursor.index >= cursor.columns.count) continue
      const start = cursor.columns.startMs[cursor.index] as number
      if (start < soonest) soonest = start
    }
    this.activeCount = 0
    if (soonest === Infinity) return false
    for (let i = 0; i < cursors.length; i++) {
      const cursor = cursors[i] as Cursor
      if (cursor.index >= cursor.columns.count) continue
      if (cursor.columns.startMs[cursor.index] === soonest) this.active[this.activeCount++] = i
    }
    this.startMs = soonest
    return true
  }

  /** The series of an instrument. */
  columns(instrument: number): BarColumns {
    return (this.#cursors[instrument] as Cursor).columns
  }

  /** Index of an instrument's current bar; meaningful while it is active. */
  index(instrument: number): number {
    return (this.#cursors[instrument] as Cursor).index
  }

  /** Whether an instrument has a bar at this instant. */
  isActive(instrument: number): boolean {
    const { columns, index } = this.#cursors[instrument] as Cursor
    return index < columns.count && columns.startMs[index] === this.startMs
  }

  /** Index of an instrument's first bar of the run; earlier ones only warm up. */
  firstIndex(instrument: number): number {
    return (this.#cursors[instrument] as Cursor).firstIndex
  }
}
