/** A rate that allows bursts: `burst` at once, `perSecond` in the long run. */
export class TokenBucket {
  #tokens: number
  #filledAtMs: number

  constructor(
    private readonly rate: { readonly burst: number; readonly perSecond: number },
    nowMs: number
  ) {
    this.#tokens = rate.burst
    this.#filledAtMs = nowMs
  }

  /** Takes one token; false when there is none. */
  take(nowMs: number): boolean {
    const elapsed = Math.max(0, nowMs - this.#filledAtMs)
    this.#filledAtMs = nowMs
    const { burst, perSecond } = this.rate
    this.#tokens = Math.min(burst, this.#tokens + (elapsed / 1000) * perSecond)
    if (this.#tokens < 1) return false
    this.#tokens -= 1
    return true
  }
}
