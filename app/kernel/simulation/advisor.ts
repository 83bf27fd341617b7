/**
 * Whoever gives a simulation its signals: a strategy in its realm, or a recording of one.
 *
 * Every call passes numbers and strings only. A call that may answer with signals returns how many rows
 * of `signals` it wrote, or -1 when the strategy failed; `failure()` then says how.
 */
export interface Advisor {
  readonly signals: Float64Array
  /** Filled before `onInboxBar`: INBOX_LENGTH numbers at the places of `INBOX`. */
  readonly inbox: Float64Array
  /** Shows the bar in the inbox, of an instrument. */
  onInboxBar(instrument: number): number
  /** 1 when `onSlice` wants to be called after all bars of an instant. */
  hasSlice(): number
  onSlice(endMs: number): number
  onFill(
    instrument: number,
    reference: number,
    orderSequence: number,
    side: number,
    quantity: number,
    price: number,
    commission: number,
    atMs: number
  ): number
  onOrder(
    instrument: number,
    reference: number,
    orderSequence: number,
    state: number,
    side: number,
    orderType: number,
    quantity: number,
    filled: number,
    limitPrice: number,
    stopPrice: number,
    role: number
  ): number
  onPosition(
    instrument: number,
    quantity: number,
    averageCost: number,
    realisedProfit: number
  ): void
  onDenied(instrument: number, reference: number, code: string, text: string): number
  onCorporateAction(instrument: number, type: number, value: number, exDay: number): number
  onStop(): number
  /** The reason that goes with the k-th row of the last call; empty for none. */
  text(k: number): string
  failure(): string
}
