import type { Finding } from '#engine/doctor/finding.js'

/** What was found, and when. */
export interface Checked {
  readonly atMs: number
  readonly findings: readonly Finding[]
}

/**
 * The doctor's findings, shared by all who ask: looking starts processes, so that nobody may have it done over and
 * over.
 */
export class LatestCheck {
  #latest: { readonly atMs: number; readonly checked: Promise<Checked> } | null = null

  constructor(
    private readonly examine: () => Promise<readonly Finding[]>,
    private readonly nowMs: () => number
  ) {}

  /** What was found at most `ageMs` ago; else it is looked again, once for all who ask meanwhile. */
  get(ageMs: number): Promise<Checked> {
    const atMs = this.nowMs()
    if (this.#latest !== null && atMs - this.#latest.atMs <= ageMs) return this.#latest.checked
    const checked = this.examine().then((findings) => ({ atMs, findings }))
    const latest = { atMs, checked }
    this.#latest = latest
    // What failed is looked at again by the next who asks.
    checked.catch(() => {
      if (this.#latest === latest) this.#latest = null
    })
    return checked
  }
}
