import type { BarColumns } from '../market/bar.js'
import type { OrderRows } from '../order/order_list.js'
import { equityOf } from '../state.js'
import type { Advisor } from './advisor.js'
import type { SimulationConfig } from './config.js'
import type { CounselAdvisors } from './counsel_advisor.js'
import { Simulation } from './simulation.js'

/**
 * The kernel as an isolate sees it: one simulation, driven by texts and numbers.
 *
 * Everything here is called by the trusted child process; the guests are its wrappers around the
 * functions of the plugins' realms.
 */
let simulation: Simulation | null = null

function current(): Simulation {
  if (simulation === null) throw new Error('create was not called')
  return simulation
}

function columnsOf(buffer: SharedArrayBuffer, count: number): BarColumns {
  const column = (k: number) => new Float64Array(buffer, k * count * 8, count) as Float64Array
  return {
    count,
    startMs: column(0),
    open: column(1),
    high: column(2),
    low: column(3),
    close: column(4),
    volume: column(5),
  }
}

/**
 * Makes the simulation. Each buffer holds the six columns of `config.bars[i].count` values, one after
 * the other. Throws RangeError for a configuration that makes no sense.
 */
export function create(
  configJson: string,
  buffers: readonly SharedArrayBuffer[],
  guests: readonly Advisor[],
  counsel: CounselAdvisors
): number {
  const config = JSON.parse(configJson) as SimulationConfig
  const columns = buffers.map((buffer, i) => columnsOf(buffer, config.bars[i]?.count ?? 0))
  simulation = new Simulation(config, columns, guests, {
    keepsAll: false,
    keepsEvidence: true,
    counsel,
  })
  return 0
}

/** See `Simulation.run`. */
export function run(instants: number): number {
  return current().run(instants)
}

/** How far the run is, as JSON. */
export function progress(): string {
  const { instants, barsSeen, state } = current()
  return JSON.stringify({ slice: instants, bars: barsSeen, orders: state.orderCount })
}

/** How the run broke off, as JSON; `null` when it did not. */
export function failure(): string {
  return JSON.stringify(current().failure)
}

/** Counts and the final equity in micro-units, as JSON: claims that the host compares with its own. */
export function result(): string {
  const { state, record, barsSeen } = current()
  return JSON.stringify({
    bars: barsSeen,
    orderCount: state.orderCount,
    fillCount: record.rows?.fillCount ?? 0,
    signalCount: record.signalCount,
    equityMicros: equityOf(state),
  })
}

/**
 * The evidence since the last call, which is kept no longer: one row of EVIDENCE_LENGTH doubles per signal. Valid
 * until the run goes on.
 */
export function signalRows(): Float64Array {
  return current().evidence?.rows.drain() ?? new Float64Array(0)
}

/** The reasons that go with the rows that have one, as a JSON array. */
export function reasons(): string {
  return JSON.stringify(current().evidence?.reasons ?? [])
}

/** How many rows have had a reason so far. */
export function reasonCount(): number {
  return current().evidence?.reasons.length ?? 0
}

/** The order list; see `orderListNumbers`. */
export function orderList(): ArrayBuffer {
  const { config, state } = current()
  const { instruments } = config
  return rowsOf(current()).toNumbers({ instruments, strategies: state.strategies }).buffer
}

/** The rows of all orders: those that have ended wrote theirs, those that have not are written as they stand. */
function rowsOf({ record, state }: Simulation): OrderRows {
  const { rows } = record
  if (rows === null) throw new Error('the rows of orders were not kept')
  for (const order of state.orders) rows.putOrder(order)
  return rows
}
