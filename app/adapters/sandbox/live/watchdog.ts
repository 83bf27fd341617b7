/** How often working children are looked at, ms. */
const WATCH_MS = 50
/** How often all are looked at while none works, ms: a child that waits for its pipe does nothing. */
const IDLE_WATCH_MS = 5_000
/** Looks without work after which the watch slows down. */
const QUIET_LOOKS = 20
/** A look may come this much late before the lateness counts as the host's own, ms. */
const LATE_MS = 25

/** Something with a deadline and a memory limit. */
export interface Watched {
  /** Whether it owes something. */
  readonly isWorking: boolean
  /** Judges it; `lateMs` is time for which this process itself was held up since the last look. */
  look(nowMs: number, lateMs: number): void
}

/** Looks at all children together: often while one works, rarely while all are idle. */
export class Watchdog {
  readonly #watched = new Set<Watched>()
  #timer: NodeJS.Timeout | null = null
  #isFast = false
  #lookedAt = 0
  #quiet = 0

  add(watched: Watched): void {
    this.#watched.add(watched)
    this.touch()
  }

  remove(watched: Watched): void {
    this.#watched.delete(watched)
    if (this.#watched.size === 0) this.#schedule(null)
  }

  /** Somebody begins to work: a look is due within 50 ms. */
  touch(): void {
    this.#quiet = 0
    if (!this.#isFast) this.#schedule(WATCH_MS)
  }

  #schedule(everyMs: number | null): void {
    if (this.#timer !== null) clearInterval(this.#timer)
    this.#isFast = everyMs === WATCH_MS
    this.#lookedAt = performance.now()
    this.#timer = everyMs === null ? null : setInterval(() => this.#look(everyMs), everyMs)
    // The children hold the host up, not the watch on them.
    this.#timer?.unref()
  }

  #look(everyMs: number): void {
    const now = performance.now()
    const late = now - this.#lookedAt - everyMs
    this.#lookedAt = now
    let isAnyWorking = false
    for (const watched of this.#watched) {
      if (!watched.isWorking && this.#isFast) continue
      isAnyWorking ||= watched.isWorking
      watched.look(now, late > LATE_MS ? late : 0)
    }
    this.#quiet = isAnyWorking ? 0 : this.#quiet + 1
    if (this.#isFast && this.#quiet > QUIET_LOOKS) this.#schedule(IDLE_WATCH_MS)
  }
}
