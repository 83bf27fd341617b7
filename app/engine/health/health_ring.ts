import type { HealthKind, HealthReading, HealthState } from '#ports/health.js'

const MINUTE_MS = 60_000
/** Minutes that are remembered of a part. */
export const MINUTES = 60
/** Parts that are remembered; what comes beyond them is not. */
const PARTS_MAX = 100
const DETAIL_MAX = 400

/** A reading is believed for so long: three looks. After it nothing is known. */
export const FRESH_MS = 15_000

/** Parts that come and go while the process runs; the others are merely not known for a while. */
const PASSING: readonly HealthKind[] = ['account', 'plugin']
const RANKS: readonly HealthState[] = ['idle', 'ok', 'warn', 'fail']

/** `unavailable`: nobody looked, or whoever looked could not tell. */
export type ToldState = HealthState | 'unavailable'

/** How a part stands, and its last hour. */
export interface HealthPart {
  readonly key: string
  readonly kind: HealthKind
  readonly name: string
  readonly state: ToldState
  /** Which words say it; `no_sample` while it is unavailable. */
  readonly code: string
  readonly detail: string | null
  /** As at the last look, however old. */
  readonly figures: HealthReading['figures']
  /** Since when it is in this state for this cause, UTC epoch ms. */
  readonly sinceMs: number
  /** When it was last looked at, UTC epoch ms. */
  readonly atMs: number
  /** The worst of each of the last 60 minutes, the one that runs at the end. */
  readonly minutes: readonly ToldState[]
}

interface Kept {
  readonly probe: string
  reading: HealthReading
  atMs: number
  sinceMs: number
  /** The worst state of a minute, by the number of the minute since the epoch. */
  readonly minutes: Map<number, HealthState>
}

/** What was found of every part in the last hour. In memory: it begins anew with the process. */
export class HealthRing {
  readonly #parts = new Map<string, Kept>()

  /**
   * Takes what a probe told at `atMs`. An account or plugin that it does not name any more is gone; of another part
   * nothing is known until it is named again.
   */
  record(probe: string, readings: readonly HealthReading[], atMs: number): void {
    const named = new Set(readings.map(({ key }) => key))
    for (const [key, kept] of this.#parts) {
      const isGone = kept.probe === probe && !named.has(key)
      if (isGone && PASSING.includes(kept.reading.kind)) this.#parts.delete(key)
    }
    for (const reading of readings) this.#take(probe, bounded(reading), atMs)
  }

  /** Every part in the order in which they were first named. */
  parts(nowMs: number): HealthPart[] {
    return [...this.#parts.values()].map((kept) => partOf(kept, nowMs))
  }

  #take(probe: string, reading: HealthReading, atMs: number): void {
    const kept = this.#parts.get(reading.key) ?? this.#open(probe, reading, atMs)
    if (kept === null) return
    const { state, code } = kept.reading
    // After a time in which nobody looked it is not known to have been so all along.
    const isSame = state === reading.state && code === reading.code && isFresh(kept, atMs)
    if (!isSame) kept.sinceMs = atMs
    kept.reading = reading
    kept.atMs = atMs
    const minute = Math.floor(atMs / MINUTE_MS)
    kept.minutes.set(minute, worse(kept.minutes.get(minute), reading.state))
    for (const old of kept.minutes.keys()) {
      // A clock that was set back leaves minutes that have not come yet.
      if (old <= minute - MINUTES || old > minute) kept.minutes.delete(old)
    }
  }

  #open(probe: string, reading: HealthReading, atMs: number): Kept | null {
    if (this.#parts.size >= PARTS_MAX) return null
    const kept: Kept = { probe, reading, atMs, sinceMs: atMs, minutes: new Map() }
    this.#parts.set(reading.key, kept)
    return kept
  }
}

function partOf(kept: Kept, nowMs: number): HealthPart {
  const { reading, atMs, sinceMs, minutes } = kept
  const { key, kind, name, figures } = reading
  const fresh = isFresh(kept, nowMs)
  const thisMinute = Math.floor(nowMs / MINUTE_MS)
  return {
    key,
    kind,
    name,
    state: fresh ? reading.state : 'unavailable',
    code: fresh ? reading.code : 'no_sample',
    detail: fresh ? reading.detail : null,
    figures,
    sinceMs: fresh ? sinceMs : atMs,
    atMs,
    minutes: Array.from(
      { length: MINUTES },
      (_, k) => minutes.get(thisMinute - MINUTES + 1 + k) ?? 'unavailable'
    ),
  }
}

/** A look that lies in the future was made before the clock was set back. */
function isFresh({ atMs }: Kept, nowMs: number): boolean {
  return nowMs >= atMs && nowMs - atMs <= FRESH_MS
}

function worse(one: HealthState | undefined, other: HealthState): HealthState {
  if (one === undefined) return other
  return RANKS[Math.max(RANKS.indexOf(one), RANKS.indexOf(other))]!
}

function bounded(reading: HealthReading): HealthReading {
  const { detail } = reading
  if (detail === null || detail.length <= DETAIL_MAX) return reading
  return { ...reading, detail: `${detail.slice(0, DETAIL_MAX - 1).toWellFormed()}…` }
}
