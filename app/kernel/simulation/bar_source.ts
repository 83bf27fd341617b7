import type { BarColumns } from '../market/bar.js'
import type { SimulationConfig } from './config.js'

/**
 * The bars of all instruments as one sequence of instants: at each, the bars that start there.
 *
 * Instruments that share an instant are shown in the order of the configuration; names play no part.
 * Where each series stands lies in arrays of numbers: this is read several times for every bar.
 */
export class BarSource {
  /** Indices of the instruments with a bar at this instant; the first `activeCount` count. */
  readonly active: Int32Array
  activeCount = 0
  startMs = 0
  readonly #columns: readonly BarColumns[]
  readonly #firstIndex: Int32Array
  /** Index of the bar that is next, or, within an instant, of the bar that is now. */
  readonly #index: Int32Array
  /** Start of that bar; Infinity when there is none. */
  readonly #soonestMs: Float64Array

  constructor(config: SimulationConfig, columns: readonly BarColumns[]) {
    const count = columns.length
    this.#columns = columns
    this.active = new Int32Array(count)
    this.#firstIndex = new Int32Array(count)
    this.#index = new Int32Array(count)
    this.#soonestMs = new Float64Array(count)
    for (let i = 0; i < count; i++) {
      const firstIndex = config.bars[i]?.firstIndex ?? 0
      // Bars before the run are gone through only as far as a plugin wants them for its warm-up.
      let warmup = 0
      for (const agent of config.agents ?? []) warmup = Math.max(warmup, agent.warmupBars ?? 0)
      for (const strategy of config.strategies) {
        if (strategy.instruments.includes(i)) warmup = Math.max(warmup, strategy.warmupBars)
      }
      this.#firstIndex[i] = firstIndex
      this.#moveTo(i, Math.max(0, firstIndex - warmup))
    }
  }

  #moveTo(instrument: number, index: number): void {
    const { count, startMs } = this.#columns[instrument] as BarColumns
    this.#index[instrument] = index
    this.#soonestMs[instrument] = index < count ? (startMs[index] as number) : Infinity
  }

  /** Moves to the next instant; false when there is none. */
  next(): boolean {
    const { active } = this
    for (let k = 0; k < this.activeCount; k++) {
      const i = active[k] as number
      this.#moveTo(i, (this.#index[i] as number) + 1)
    }
    const starts = this.#soonestMs
    let soonest = Infinity
    let found = 0
    for (let i = 0; i < starts.length; i++) {
      const start = starts[i] as number
      if (start > soonest || start === Infinity) continue
      if (start < soonest) found = 0
      soonest = start
      active[found++] = i
    }
    this.activeCount = found
    if (found === 0) return false
    this.startMs = soonest
    return true
  }

  /** Makes a later bar of the only instrument the current one. */
  jump(index: number): void {
    this.#moveTo(0, index)
    this.active[0] = 0
    this.activeCount = 1
    this.startMs = this.#soonestMs[0] as number
  }

  /** The series of an instrument. */
  columns(instrument: number): BarColumns {
    return this.#columns[instrument] as BarColumns
  }

  /** Index of an instrument's current bar; meaningful while it is active. */
  index(instrument: number): number {
    return this.#index[instrument] as number
  }

  /** Whether an instrument has a bar at this instant. */
  isActive(instrument: number): boolean {
    return this.#soonestMs[instrument] === this.startMs
  }

  /** Index of an instrument's first bar of the run; earlier ones only warm up. */
  firstIndex(instrument: number): number {
    return this.#firstIndex[instrument] as number
  }
}
