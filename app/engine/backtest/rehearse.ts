import { setImmediate as breath } from 'node:timers/promises'
import type { BarColumns } from '#kernel/market/bar.js'
import { FIELD, RECORD_LENGTH, SIGNAL_TYPE, TIMES_IN_FORCE } from '#kernel/signal/signal_record.js'
import type { SimulationConfig } from '#kernel/simulation/config.js'
import { EVIDENCE_LENGTH } from '#kernel/simulation/evidence.js'
import { recordedAdvisors, speakersOf } from '#kernel/simulation/recorded_advisor.js'
import { Simulation } from '#kernel/simulation/simulation.js'

/** Runs of fewer bars end before a rehearsal could pay. */
const BARS_MIN = 200_000
const SIGNALS = 10_000
const BARS_PER_SIGNAL = 12
const INSTANTS_AT_ONCE = 2_000

/**
 * Lets the host's copy of the simulation run on made-up signals while the sandbox is at work, so that its
 * machine code is ready when the real signals come. Nothing of it is kept.
 *
 * Ends by itself, or soon after `isOver` says so; the event loop is never held for more than a moment.
 */
export async function rehearse(
  config: SimulationConfig,
  columns: readonly BarColumns[],
  isOver: () => boolean
): Promise<void> {
  const bars = columns.reduce((total, one) => total + one.count, 0)
  if (bars < BARS_MIN) return
  const { advisors, counsel } = recordedAdvisors(speakersOf(config), madeUpSignals(config), [])
  const simulation = new Simulation(config, columns, advisors, { counsel })
  const enough = SIGNALS * BARS_PER_SIGNAL
  while (!isOver() && simulation.barsSeen < enough) {
    if (simulation.run(INSTANTS_AT_ONCE) !== 0) return
    await breath()
  }
}

/** Evidence of a strategy that buys one lot of the first instrument and sells it again, in turn. */
function madeUpSignals(config: SimulationConfig): Float64Array {
  const rows = new Float64Array(SIGNALS * EVIDENCE_LENGTH)
  const lot = config.instruments[0]?.quantityStep ?? 1
  for (let k = 0; k < SIGNALS; k++) {
    const at = k * EVIDENCE_LENGTH
    const row = rows.subarray(at + 2, at + 2 + RECORD_LENGTH)
    rows[at] = (k + 1) * BARS_PER_SIGNAL
    rows[at + 1] = 1
    row[FIELD.type] = k % 2 === 0 ? SIGNAL_TYPE.order : SIGNAL_TYPE.target
    row[FIELD.side] = 1
    row[FIELD.size] = k % 2 === 0 ? lot : 0
    row[FIELD.timeInForce] = TIMES_IN_FORCE.indexOf('gtc')
  }
  return rows
}
