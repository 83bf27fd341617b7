/** What can go wrong with a running plugin: its process was ended, or it threw. */
export type Mishap = 'kill' | 'error'

/** A mishap and when, UTC epoch ms. */
export interface PastMishap {
  readonly mishap: Mishap
  readonly atMs: number
}

/** Mishaps within the window at which a plugin is stopped for good. */
export const BREAKER = { windowMs: 600_000, killsMax: 3, errorsMax: 5 } as const
/** How long a plugin waits for its next start after the first, second and any later mishap, ms. */
export const BACK_OFF_MS = [1_000, 5_000, 30_000] as const

/** Counts the mishaps of one plugin and says when it has had enough of them. */
export class Breaker {
  #past: PastMishap[]

  /** `past` is what is known from before, in any order. */
  constructor(past: readonly PastMishap[] = []) {
    this.#past = [...past]
  }

  /** Notes a mishap; why the plugin must be stopped for good, or `null` when it may go on. */
  note(mishap: Mishap, nowMs: number): string | null {
    this.#past.push({ mishap, atMs: nowMs })
    return this.verdict(nowMs)
  }

  /** Why the plugin must be stopped for good, or `null`. */
  verdict(nowMs: number): string | null {
    this.#past = this.#past.filter(({ atMs }) => nowMs - atMs < BREAKER.windowMs)
    const count = (wanted: Mishap) => this.#past.filter(({ mishap }) => mishap === wanted).length
    const minutes = BREAKER.windowMs / 60_000
    const kills = count('kill')
    if (kills >= BREAKER.killsMax) {
      return `its process was ended ${kills} times in ${minutes} minutes`
    }
    const errors = count('error')
    if (errors >= BREAKER.errorsMax) return `it failed ${errors} times in ${minutes} minutes`
    return null
  }

  /** How long to wait before the next start, ms. */
  backOffMs(nowMs: number): number {
    const recent = this.#past.filter(({ atMs }) => nowMs - atMs < BREAKER.windowMs).length
    return BACK_OFF_MS[Math.min(Math.max(recent, 1), BACK_OFF_MS.length) - 1] as number
  }
}
