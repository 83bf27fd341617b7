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
  /** Numbers of the bar to show and of the account then, at the places of `INBOX`; filled before `onInboxBar`. */
  readonly inbox: Float64Array
  /** Shows the bar in the inbox, of an instrument. The caller drops what an instrument that warms up is asked for. */
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
  /** A quote of an instrument, in live trading; `atMs` is the market's time. */
  onQuote(
    instrument: number,
    bid: number,
    ask: number,
    bidSize: number,
    askSize: number,
    atMs: number
  ): number
  /** The end of the run. */
  onStop(): number
  /** 1 when the strategy has `onSlice`. */
  hasSlice(): number
  /** 1 when the strategy has `onFill`, plus 2 when it has `onOrder`, plus 4 when it has `onQuote`. */
  hears(): number
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
