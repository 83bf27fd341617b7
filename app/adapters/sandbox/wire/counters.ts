/** Codes of the calls into a plugin, in the counters; 0 means that no plugin code is running. */
export const CALL = {
  load: 1,
  onStart: 2,
  onBar: 3,
  onSlice: 4,
  onFill: 5,
  onOrder: 6,
  onPosition: 7,
  onDenied: 8,
  onCorporateAction: 9,
  onStop: 10,
  assess: 11,
  onAccount: 12,
} as const

/** Highest code of a call. */
export const CALL_MAX = CALL.onAccount

/** The name of a call by its code; `null` for 0 and for codes that mean nothing. */
export function callOf(code: number): keyof typeof CALL | null {
  const names = Object.keys(CALL) as (keyof typeof CALL)[]
  return names.find((name) => CALL[name] === code) ?? null
}

/** Positions in the shared float64 counters by which a running simulation shows where it is. */
export const COUNTER = {
  /** Calls into plugins so far; a call that does not come back leaves it as it is. */
  calls: 0,
  bars: 1,
  /** End of the bar being shown, UTC epoch ms; 0 before the first. */
  atMs: 2,
  /** Code of the call that is under way. */
  call: 3,
  /** Index of the plugin that is called: strategies, then rules, then agents. */
  strategy: 4,
  signals: 5,
  /** Bars that will be shown in all; 0 until every strategy has said how long its warm-up is. */
  barsTotal: 6,
} as const

/** Number of shared counters. */
export const COUNTERS = 8

/** The counters as a message carries them. */
export interface Counters {
  readonly calls: number
  readonly bars: number
  readonly atMs: number
  readonly call: number
  readonly strategy: number
  readonly signals: number
  readonly barsTotal: number
}
