import { createHash } from 'node:crypto'
import type { BarColumns } from '#kernel/market/bar.js'
import { orderListNumbers } from '#kernel/order/order_list.js'
import type { SimulationConfig } from '#kernel/simulation/config.js'
import { recordedAdvisors, speakersOf } from '#kernel/simulation/recorded_advisor.js'
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
 * calls at which they were made.
 *
 * Everything that counts comes from here. Fails with a sentence when the evidence cannot be what it
 * claims to be.
 */
export function recompute(
  config: SimulationConfig,
  columns: readonly BarColumns[],
  evidence: { signalRows: Float64Array; reasons: readonly string[] }
): Result<RecomputedRun, string> {
  const { signalRows, reasons } = evidence
  let simulation: Simulation
  try {
    const recording = recordedAdvisors(speakersOf(config), signalRows, reasons)
    const { advisors, counsel } = recording
    simulation = new Simulation(config, columns, advisors, { counsel })
    if (simulation.run(Number.MAX_SAFE_INTEGER) !== 1) {
      return err('the recorded signals cannot be followed')
    }
    const unheard = recording.unheard()
    if (unheard > 0) return err(`${unheard} signals belong to calls that never happened`)
  } catch (error) {
    if (error instanceof RangeError) return err(error.message)
    throw error
  }
  const { orders, fills } = simulation.record
  const orderList = orderListNumbers(orders, fills, {
    instruments: config.instruments,
    strategies: simulation.state.strategies,
  })
  return ok({
    simulation,
    orderListHash: sha256(orderList),
    signalListHash: sha256(signalRows),
  })
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
