import type { HostClock } from './host_clock.js'

/** Bounds of all starts together. */
export interface StartBounds {
  /** Starts within `windowMs`. */
  readonly startsMax: number
  readonly windowMs: number
  /** Starts that may wait for their turn. */
  readonly waitingMax: number
}

/** What a host allows: a storm of restarts becomes a queue. */
export const START_BOUNDS: StartBounds = { startsMax: 10, windowMs: 10_000, waitingMax: 200 }

/** Lets processes be started at a bounded rate, first come, first served. */
export class StartGate {
  readonly #clock: HostClock
  readonly #bounds: StartBounds
  readonly #startedAt: number[] = []
  readonly #waiting: ((mayStart: boolean) => void)[] = []
  #cancel: (() => void) | null = null

  constructor(clock: HostClock, bounds: StartBounds = START_BOUNDS) {
    this.#clock = clock
    this.#bounds = bounds
  }

  /** Starts that wait now. */
  get waiting(): number {
    return this.#waiting.length
  }

  /** Resolves when it is this caller's turn: true, or false when too many wait or the gate is shut. */
  enter(): Promise<boolean> {
    if (this.#waiting.length >= this.#bounds.waitingMax) return Promise.resolve(false)
    return new Promise((resolve) => {
      this.#waiting.push(resolve)
      this.#admit()
    })
  }

  /** Turns everybody away who waits. */
  shut(): void {
    this.#cancel?.()
    this.#cancel = null
    for (const turn of this.#waiting.splice(0)) turn(false)
  }

  #admit(): void {
    const { startsMax, windowMs } = this.#bounds
    const now = this.#clock.now()
    while (this.#startedAt.length > 0 && now - this.#startedAt[0]! >= windowMs) {
      this.#startedAt.shift()
    }
    while (this.#waiting.length > 0 && this.#startedAt.length < startsMax) {
      this.#startedAt.push(now)
      this.#waiting.shift()?.(true)
    }
    if (this.#waiting.length === 0 || this.#cancel !== null) return
    this.#cancel = this.#clock.after(windowMs - (now - this.#startedAt[0]!), () => {
      this.#cancel = null
      this.#admit()
    })
  }
}
