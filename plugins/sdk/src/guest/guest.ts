/**
 * The calls that the engine makes into a plugin's realm. Only numbers and texts cross, and no call
 * throws: -1 means that the plugin did, and `failure()` tells how.
 *
 * Calls that return a count leave that many rows of `RECORD_LENGTH` doubles at the head of `signals`.
 */
export interface Guest {
  /** Hands over the plugin's default export. '' when it is a strategy, else what is wrong with it. */
  load(definition: unknown): string
  /** Makes the strategy. Returns its warm-up in bars, or -1. `setupJson` is a GuestSetup. */
  start(setupJson: string): number
  /** One closed bar with what the account holds then. Signals are dropped while `warmingUp` is 1. */
  onBar(
    instrument: number,
    startMs: number,
    endMs: number,
    open: number,
    high: number,
    low: number,
    close: number,
    volume: number,
    cash: number,
    buyingPower: number,
    equity: number,
    exposure: number,
    warmingUp: number
  ): number
  /**
   * What `onBar` is told besides the instrument, in that order. Filling it and calling `onInboxBar` is
   * the same as `onBar`, without boxing a dozen numbers on their way between realms.
   */
  readonly inbox: Float64Array
  onInboxBar(instrument: number): number
  /** After the last bar of a moment. Called only when `hasSlice()` is 1. */
  onSlice(endMs: number): number
  /** A fill of an own order; `side` is 1 or -1. Comes after `onPosition`, before the bar is shown. */
  onFill(
    instrument: number,
    reference: number,
    sequence: number,
    side: number,
    quantity: number,
    price: number,
    commission: number,
    atMs: number
  ): number
  /** An own order as it is now; `state`, `type` and `role` are indices of their lists, prices 0 for none. */
  onOrder(
    instrument: number,
    reference: number,
    sequence: number,
    state: number,
    side: number,
    type: number,
    quantity: number,
    filled: number,
    limitPrice: number,
    stopPrice: number,
    role: number
  ): number
  /** The own position in an instrument as it is now; profit in account currency. */
  onPosition(instrument: number, quantity: number, averageCost: number, realisedPnl: number): void
  /** A signal was refused or reduced. */
  onDenied(instrument: number, reference: number, code: string, text: string): number
  /** `type` 1 split with the ratio as value, 2 dividend with the amount; `exDay` is a day number. */
  onCorporateAction(instrument: number, type: number, value: number, exDay: number): number
  /** The end of the run. */
  onStop(): number
  /** 1 when the strategy has `onSlice`. */
  hasSlice(): number
  /** Reason of the k-th signal of the last call, '' for none. */
  text(k: number): string
  /** JSON text of `{ message, stack, where }` of the last failure, '' before one. */
  failure(): string
  /** JSON text of what the strategy's `state()` returned. */
  state(): string
  /** JSON array of the log lines since the last call. */
  logs(): string
  /** Writes a log line of these values: where a plugin's `console` leads. */
  print(values: ArrayLike<unknown>): void
  /** The moment being shown, UTC epoch milliseconds: what `Date` must say. */
  now(): number
  readonly signals: Float64Array
}
