import { DAY_MS } from '#kernel/values/instant.js'

const HOUR_MS = 3_600_000

/** Why a wall-clock time has no single instant. */
export type ZoneFault = 'nonexistent' | 'ambiguous'

/**
 * Turns the wall-clock times of one zone into instants.
 *
 * Days without a clock change are answered from a one-day memory, so that the rules of the zone
 * (Node's own time zone data) are asked about twice a day and not for each row.
 */
export class ZoneClock {
  /** Why the last `instantOf` was NaN. */
  fault: ZoneFault = 'nonexistent'
  readonly #format: Intl.DateTimeFormat
  #dayMs = Number.NaN
  #offsetMs = Number.NaN

  /** Throws RangeError when the zone is not an IANA name. */
  constructor(readonly zone: string) {
    this.#format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
  }

  /** The instant of a wall-clock time; NaN (see `fault`) when it did not exist or existed twice. */
  instantOf(wallMs: number): number {
    const dayMs = Math.floor(wallMs / DAY_MS) * DAY_MS
    if (dayMs !== this.#dayMs) {
      const before = this.offsetAt(dayMs - 14 * HOUR_MS)
      const after = this.offsetAt(dayMs + 38 * HOUR_MS)
      this.#dayMs = dayMs
      this.#offsetMs = before === after ? before : Number.NaN
    }
    if (!Number.isNaN(this.#offsetMs)) return wallMs - this.#offsetMs
    return this.#instantOnChangeDay(wallMs)
  }

  /** Milliseconds that the zone's clock is ahead of UTC at an instant. */
  offsetAt(atMs: number): number {
    const parts: Record<string, number> = {}
    for (const part of this.#format.formatToParts(atMs)) parts[part.type] = Number(part.value)
    const wallMs = Date.UTC(
      parts.year!,
      parts.month! - 1,
      parts.day,
      parts.hour,
      parts.minute,
      parts.second
    )
    return wallMs - Math.floor(atMs / 1000) * 1000
  }

  /** Tries the offsets before and after the change: exactly one must lead back to the same wall time. */
  #instantOnChangeDay(wallMs: number): number {
    const first = wallMs - this.offsetAt(wallMs - DAY_MS - 14 * HOUR_MS)
    const second = wallMs - this.offsetAt(wallMs + DAY_MS + 14 * HOUR_MS)
    const isFirst = first + this.offsetAt(first) === wallMs
    const isSecond = second !== first && second + this.offsetAt(second) === wallMs
    if (isFirst !== isSecond) return isFirst ? first : second
    if (first === second && isFirst) return first
    this.fault = isFirst ? 'ambiguous' : 'nonexistent'
    return Number.NaN
  }
}
