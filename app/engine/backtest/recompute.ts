import { createHash } from 'node:crypto'
import type { BarColumns } from '#kernel/market/bar.js'
import { orderListNumbers } from '#kernel/order/order_list.js'
import type { SimulationConfig } from '#kernel/simulation/config.js'
import {
  recordedAdvisors,
  speakersOf,
  type Recording,
} from '#kernel/simulation/recorded_advisor.js'
import { Simulation } from '#kernel/simulation/simulation.js'
import { equityOf } from '#kernel/state.js'
import { err, ok, type Result } from '#kernel/values/result.js'
import type { ClaimedOutcome } from '#ports/sandbox.js'

/** A run as the host computed it from what the strategies said. */
export interface RecomputedRun {
  readonly simulation: Simulation
  readonly orderListHash: string
  readonly signalListHash: string
}

/**
 * Runs the simulation again on the host, with no code of a plugin: the recorded signals are said at the
 * calls at which they were made. Everything that counts comes from here.
 *
 * It can begin while the sandbox is still at work: what a run has said so far decides all instants that it
 * has gone through.
 */
export class Recomputation {
  readonly #simulation: Simulation
  readonly #recording: Recording
  /** Numbers of the evidence that are known. */
  #known = 0
  /** Instants that may be gone through with them. */
  #decided = 0

  /** Throws RangeError for a configuration that makes no sense. */
  constructor(
    readonly config: SimulationConfig,
    columns: readonly BarColumns[]
  ) {
    this.#recording = recordedAdvisors(speakersOf(config), new Float64Array(0), [])
    const { advisors, counsel } = this.#recording
    this.#simulation = new Simulation(config, columns, advisors, { counsel })
  }

  /** Takes rows without reasons that follow those before; with them, `instants` instants are decided. */
  hear(rows: Float64Array, instants: number): void {
    this.#recording.add(rows, [])
    this.#known += rows.length
    this.#decided = instants
  }

  /** Goes through at most so many of the decided instants. False when there is none left. */
  advance(instants: number): boolean {
    const left = Math.min(instants, this.#decided - this.#simulation.instants)
    return left > 0 && this.#simulation.run(left) === 0
  }

  /**
   * Takes the rest of all rows and goes to the end. Fails with a sentence when the evidence cannot be what
   * it claims to be.
   */
  finish(evidence: {
    signalRows: Float64Array
    reasons: readonly string[]
  }): Result<RecomputedRun, string> {
    const { signalRows, reasons } = evidence
    try {
      this.#recording.add(signalRows.subarray(this.#known), reasons)
      if (this.#simulation.run(Number.MAX_SAFE_INTEGER) !== 1) {
        return err('the recorded signals cannot be followed')
      }
      const unheard = this.#recording.unheard()
      if (unheard > 0) return err(`${unheard} signals belong to calls that never happened`)
    } catch (error) {
      if (error instanceof RangeError) return err(error.message)
      throw error
    }
    const { record, state } = this.#simulation
    const orderList = orderListNumbers(record.orders, record.fills, {
      instruments: this.config.instruments,
      strategies: state.strategies,
    })
    return ok({
      simulation: this.#simulation,
      orderListHash: sha256(orderList),
      signalListHash: sha256(signalRows),
    })
  }
}

/** Recomputes a whole run at once; see `Recomputation`. */
export function recompute(
  config: SimulationConfig,
  columns: readonly BarColumns[],
  evidence: { signalRows: Float64Array; reasons: readonly string[] }
): Result<RecomputedRun, string> {
  try {
    return new Recomputation(config, columns).finish(evidence)
  } catch (error) {
    if (error instanceof RangeError) return err(error.message)
    throw error
  }
}

/** How the child's claims differ from what the host computed, or `null`. */
export function claimFault(claimed: ClaimedOutcome, run: RecomputedRun): string | null {
  const { record, state } = run.simulation
  const pairs: [string, number | string, number | string][] = [
    ['order list', claimed.orderListSha256, run.orderListHash],
    ['number of orders', claimed.orderCount, record.orders.length],
    ['number of fills', claimed.fillCount, record.fills.length],
    ['final equity', claimed.equity, equityOf(state)],
  ]
  for (const [what, theirs, ours] of pairs) {
    if (theirs !== ours) {
      return `the sandbox reported a ${what} of ${theirs}, the host computed ${ours}`
    }
  }
  return null
}

function sha256(numbers: Float64Array): string {
  const { buffer, byteOffset, byteLength } = numbers
  return createHash('sha256')
    .update(new Uint8Array(buffer, byteOffset, byteLength))
    .digest('hex')
}
