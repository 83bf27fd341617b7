import { CALL, COUNTER, COUNTERS, type Counters } from '../wire/counters.js'

/** The counters that the simulation writes in its thread while this process reports them. */
export class SharedCounters {
  readonly buffer = new SharedArrayBuffer(COUNTERS * 8)
  readonly #values = new Float64Array(this.buffer)

  /** Notes a call that is made from outside the membrane. */
  enter(call: keyof typeof CALL, strategy: number): void {
    this.#values[COUNTER.calls]! += 1
    this.#values[COUNTER.strategy] = strategy
    this.#values[COUNTER.call] = CALL[call]
  }

  /** Notes that no plugin code is running. */
  leave(): void {
    this.#values[COUNTER.call] = 0
  }

  /** Notes how many bars will be shown in all. */
  expect(barsTotal: number): void {
    this.#values[COUNTER.barsTotal] = barsTotal
  }

  /** The counters as they are now. */
  read(): Counters {
    const at = (index: number) => this.#values[index] as number
    return {
      calls: at(COUNTER.calls),
      bars: at(COUNTER.bars),
      atMs: at(COUNTER.atMs),
      call: at(COUNTER.call),
      strategy: at(COUNTER.strategy),
      signals: at(COUNTER.signals),
      barsTotal: at(COUNTER.barsTotal),
    }
  }
}
