/**
 * Notices when one series crosses another.
 *
 * A cross up is: the first was below the second at the previous update and is above it now, both
 * strictly; touching is not crossing. Values that are NaN (an indicator not ready) are forgotten, so
 * a cross needs two updates in a row with numbers.
 *
 * With `remembersTouch`, updates at which both are equal are passed over: below, equal, above is a cross
 * on the third, as in backtrader's CrossOver.
 */
export class Cross {
  /** 1 when the last update crossed up, -1 when it crossed down, else 0. */
  value: -1 | 0 | 1 = 0
  #difference = NaN
  readonly #remembersTouch: boolean

  constructor(options: { readonly remembersTouch?: boolean } = {}) {
    this.#remembersTouch = options.remembersTouch === true
  }

  /** Whether the last update crossed up. */
  get up(): boolean {
    return this.value === 1
  }

  /** Whether the last update crossed down. */
  get down(): boolean {
    return this.value === -1
  }

  /** Takes both series' newest values; returns 1, -1 or 0. */
  update(first: number, second: number): -1 | 0 | 1 {
    const before = this.#difference
    const difference = first - second
    if (difference !== 0 || !this.#remembersTouch) this.#difference = difference
    this.value = before < 0 && difference > 0 ? 1 : before > 0 && difference < 0 ? -1 : 0
    return this.value
  }
}

/** Whether a series went from below another to above it between two moments; all four values must be numbers. */
export function crossedAbove(previousA: number, previousB: number, a: number, b: number): boolean {
  return previousA < previousB && a > b
}

/** Whether a series went from above another to below it between two moments. */
export function crossedBelow(previousA: number, previousB: number, a: number, b: number): boolean {
  return previousA > previousB && a < b
}
