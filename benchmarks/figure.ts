/** One measured figure; `target` is what must be reached, `null` when it is only shown. */
export interface Figure {
  readonly name: string
  readonly value: number
  readonly unit: string
  readonly target: number | null
  /** Whether the target is an upper bound, as for times and memory. */
  readonly isUpperBound?: boolean
}
