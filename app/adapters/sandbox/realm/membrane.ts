/**
 * Stands between the kernel and the guests, in the kernel's realm.
 *
 * Guests live in other realms, where a plugin may have patched every prototype. What the kernel
 * sees are the wrappers made here: they pass numbers, call without `this`, let no thrown value
 * through, and copy signals into memory of the kernel's realm. They also count, so that the parent
 * sees where a run is and whether a call comes back.
 */
import { CALL, COUNTER } from '../wire/counters.js'
import { packRows } from '../wire/packed_rows.js'
import { LIVE_GUEST_PARTS, LiveGuestCalls, type LiveGuestParts } from './live_guest_calls.js'
import { rehearse } from './rehearsal.js'
import { WrappedAgent } from './wrapped_agent.js'
import { WrappedRule } from './wrapped_rule.js'
import { GUEST_PARTS, WrappedGuest, type GuestParts, type SharedRun } from './wrapped_guest.js'

/** Numbers of an answer of `run` before its rows. */
export const RUN_HEAD = 2
const NOTHING = new Float64Array(0)

/** The simulation, as its bundle shows it. */
interface Kernel {
  create(
    config: string,
    buffers: readonly SharedArrayBuffer[],
    guests: readonly WrappedGuest[],
    counsel: { readonly rules: readonly WrappedRule[]; readonly agents: readonly WrappedAgent[] }
  ): unknown
  run(instants: number): number
  failure(): string
  result(): string
  signalRows(): Float64Array
  reasons(): string
  reasonCount(): number
  orderList(): ArrayBuffer
}

/** Joins a kernel with its bars and guests; every answer is a number, a text or a fresh buffer. */
export function join(kernel: Kernel, counters: SharedArrayBuffer, signalsMax: number) {
  const run: SharedRun = { counters: new Float64Array(counters), signalsMax, failure: null }
  const buffers: SharedArrayBuffer[] = []
  const guests: WrappedGuest[] = []
  const rules: WrappedRule[] = []
  const agents: WrappedAgent[] = []
  const plugins = () => [...guests, ...rules, ...agents]
  const callsOf = (values: readonly unknown[]) => {
    const parts = partsOf(LIVE_GUEST_PARTS, values) as unknown as LiveGuestParts
    return new LiveGuestCalls(parts, plugins().length, run)
  }
  return {
    addBuffer(buffer: SharedArrayBuffer): void {
      buffers.push(buffer)
    },
    /** Takes the values named by `GUEST_PARTS`, in their order. */
    addGuest(...values: unknown[]): void {
      const parts = partsOf(GUEST_PARTS, values) as unknown as GuestParts
      guests.push(new WrappedGuest(parts, guests.length, run))
    },
    /** As `addGuest` for a rule and for an agent, with the values named by `LIVE_GUEST_PARTS`; in this order. */
    addRule: (...values: unknown[]): void => void rules.push(new WrappedRule(callsOf(values))),
    addAgent: (...values: unknown[]): void => void agents.push(new WrappedAgent(callsOf(values))),
    /** Rehearses with guests of the platform, whose values come one guest after the other; see `rehearse`. */
    rehearse(config: string, setup: string, ...values: unknown[]): void {
      const own: GuestParts[] = []
      for (let at = 0; at < values.length; at += GUEST_PARTS.length) {
        own.push(partsOf(GUEST_PARTS, values.slice(at)) as unknown as GuestParts)
      }
      rehearse(kernel, config, setup, own)
    },
    /** Starts a plugin; its warm-up in bars, or -1. The caller notes when the call has ended. */
    start: (index: number, setup: string): number =>
      (plugins()[index] as { start(setup: string): number }).start(setup),
    create: (config: string): void =>
      void kernel.create(config, buffers, guests, { rules, agents }),
    /**
     * Goes through at most so many instants; see `Simulation.run`. Answers with what that answers, whether what
     * the strategies said is told, and its rows, packed, in one buffer: each call from outside costs the time of
     * thousands of bars. Rows that are not told, and those of the last part, stay for `signalRows`.
     *
     * Jobs that plugins left behind run after it and count as `onStop`, before the end as `onBar`.
     */
    run(instants: number, tells: boolean): ArrayBuffer {
      const ended = kernel.run(instants)
      if (ended !== -1) run.counters[COUNTER.call] = ended === 1 ? CALL.onStop : CALL.onBar
      const isTold = tells && ended === 0 && kernel.reasonCount() === 0
      const answer = packRows(isTold ? kernel.signalRows() : NOTHING, RUN_HEAD)
      answer[0] = ended
      answer[1] = isTold ? 1 : 0
      return answer.buffer
    },
    /** JSON of the first failure of a plugin, '' before one. */
    guestFailure: (): string => (run.failure === null ? '' : JSON.stringify(run.failure)),
    failure: (): string => kernel.failure(),
    result: (): string => kernel.result(),
    reasons: (): string => kernel.reasons(),
    orderList: (): ArrayBuffer => kernel.orderList(),
    /** The rows that have not been told, packed. */
    signalRows: (): ArrayBuffer => packRows(kernel.signalRows()).buffer,
    logs: (): string =>
      JSON.stringify([
        ...guests.map((guest) => guest.logs()),
        ...[...rules, ...agents].map((one) => one.calls.logs()),
      ]),
  }
}

function partsOf(names: readonly string[], values: readonly unknown[]): Record<string, unknown> {
  return Object.fromEntries(names.map((name, index) => [name, values[index]]))
}
