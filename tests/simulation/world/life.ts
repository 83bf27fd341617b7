import type { Clock } from '#ports/clock.js'
import type { Chance } from './chance.js'
import type { Agenda } from './agenda.js'

/** What a call to another machine goes through. */
export interface CallFate {
  /** Delay of the question, ms. */
  readonly there: number
  /** Delay of the answer, ms. */
  readonly back: number
  /**
   * `lost`: it never arrives; `unanswered`: it does, sooner or later. Of both the caller hears after
   * `back` that there was no answer in time.
   */
  readonly fate: 'answered' | 'unanswered' | 'lost'
}

/**
 * The life of one process of the engine. Whatever it does outside goes through here: a dead process does
 * nothing and hears nothing, a frozen one hears everything when it thaws.
 */
export class Life {
  #isAlive = true
  #frozen: (() => void)[] | null = null
  /** How far the clock of its machine is off, ms. */
  skewMs = 0

  constructor(
    readonly name: string,
    private readonly world: {
      readonly agenda: Agenda
      readonly chance: Chance
      /** Probability that the process dies at a call: half as it asks, half as it would be answered. */
      deathAtCall(): number
      /** The process has died. */
      died(why: string): void
    }
  ) {}

  get isAlive(): boolean {
    return this.#isAlive
  }

  get isFrozen(): boolean {
    return this.#frozen !== null
  }

  kill(why: string): void {
    if (!this.#isAlive) return
    this.#isAlive = false
    this.#frozen = null
    this.world.died(why)
  }

  freeze(): void {
    this.#frozen ??= []
  }

  thaw(): void {
    const missed = this.#frozen ?? []
    this.#frozen = null
    for (const run of missed) this.hear(run)
  }

  /** Something reaches the process. */
  hear(run: () => void): void {
    if (!this.#isAlive) return
    if (this.#frozen === null) run()
    else this.#frozen.push(run)
  }

  /** Asks another machine: `effect` happens there, whatever becomes of the process meanwhile. */
  call<T>(what: string, fate: CallFate, effect: () => T | Promise<T>): Promise<T> {
    const { agenda, chance } = this.world
    const dies = chance.happens(this.world.deathAtCall()) ? chance.pick(['asking', 'heard']) : null
    if (this.#isAlive && dies === 'asking') this.kill(`while asking for ${what}`)
    if (!this.#isAlive) return new Promise(() => {})
    return new Promise((resolve, reject) => {
      const timeOut = () => this.hear(() => reject(new Error(`${what}: no answer in time`)))
      if (fate.fate !== 'answered') agenda.after(fate.back, `${what} timed out`, timeOut)
      if (fate.fate === 'lost') return
      const isHeard = fate.fate === 'answered'
      agenda.after(fate.there, `${what} arrives`, () => {
        const answer = (run: () => void) => {
          if (dies === 'heard') this.kill(`after ${what} arrived`)
          if (isHeard) agenda.after(fate.back, `${what} is answered`, () => this.hear(run))
        }
        Promise.resolve()
          .then(effect)
          .then(
            (value) => answer(() => resolve(value)),
            (error: unknown) => answer(() => reject(error as Error))
          )
      })
    })
  }

  /** The clock of its machine. Timers are delays: a clock that jumps does not move them. */
  readonly clock: Clock = {
    nowMs: () => Math.floor(this.world.agenda.nowMs + this.skewMs),
    setTimer: (atMs, run) => {
      const delay = Math.max(0, atMs - this.clock.nowMs())
      return this.world.agenda.after(delay, `timer of ${this.name}`, () => this.hear(run))
    },
  }
}
