import { setImmediate as breath, setTimeout as pause } from 'node:timers/promises'
import type { BarColumns } from '#kernel/market/bar.js'
import { withWarmup, type SimulationConfig } from '#kernel/simulation/config.js'
import type { Result } from '#kernel/values/result.js'
import type { SignalPart } from '#ports/sandbox.js'
import { recompute, Recomputation, type RecomputedRun } from './recompute.js'

/** Bars, over all instruments, between two looks at the event loop: some milliseconds. */
const BARS_AT_ONCE = 16_000
const PAUSE_MS = 5

/**
 * Recomputes a run on the host while the sandbox is still at work, one part of its signals behind.
 *
 * Where a part cannot be followed nothing is said here: the whole run is then recomputed at its end, and fails
 * there with its own words.
 */
export class RunFollower {
  #recomputation: Recomputation | null = null
  #isLost = false

  constructor(
    readonly config: SimulationConfig,
    readonly columns: readonly BarColumns[]
  ) {}

  /** Whether a part has been heard. */
  get hasBegun(): boolean {
    return this.#recomputation !== null || this.#isLost
  }

  /** Takes the next part of the signals. */
  hear({ warmupBars, instants, rows }: SignalPart): void {
    this.#orLose(() => {
      this.#recomputation ??= new Recomputation(withWarmup(this.config, warmupBars), this.columns)
      this.#recomputation.hear(rows, instants)
    })
  }

  /** Goes along until `isOver` says that the run has ended; holds the event loop for moments only. */
  async follow(isOver: () => boolean): Promise<void> {
    const instants = Math.ceil(BARS_AT_ONCE / this.columns.length)
    while (!isOver() && !this.#isLost) {
      let hasMoved = false
      this.#orLose(() => (hasMoved = this.#recomputation?.advance(instants) ?? false))
      await (hasMoved ? breath() : pause(PAUSE_MS))
    }
  }

  /** The whole run, from all of its signals. `config` is the one with the warm-up. */
  finish(
    config: SimulationConfig,
    evidence: { signalRows: Float64Array; reasons: readonly string[] }
  ): Result<RecomputedRun, string> {
    if (this.#recomputation === null || this.#isLost) {
      return recompute(config, this.columns, evidence)
    }
    return this.#recomputation.finish(evidence)
  }

  #orLose(step: () => void): void {
    if (this.#isLost) return
    try {
      step()
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
      this.#isLost = true
      this.#recomputation = null
    }
  }
}
