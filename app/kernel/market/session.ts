import type { Command } from '../command.js'
import { sessionDayOf, venueOffsetMs, type Venue } from '../instrument/venue.js'
import { dailyLossLimit, dailyLossOf } from '../risk/loss_limits.js'
import { effectiveBias } from '../risk/bias.js'
import { equityOf, type TradingMode, type TradingState } from '../state.js'
import { requestCancel } from '../order/order_event.js'
import { isReduceOnly } from '../order/working_quantity.js'
import { DAY_MS } from '../values/instant.js'
import { isDaily, type Timeframe } from './timeframe.js'

/** The session date (day number) to which a bar belongs. */
export function sessionDayOfBar(venue: Venue, timeframe: Timeframe, startMs: number): number {
  return isDaily(timeframe) ? Math.floor(startMs / DAY_MS) : sessionDayOf(venue, startMs)
}

/** The instant at which the venue's next date begins. */
export function nextSessionMs(venue: Venue, timeframe: Timeframe, sessionDay: number): number {
  const midnight = (sessionDay + 1) * DAY_MS
  if (isDaily(timeframe)) return midnight
  // Clocks change hours after midnight, so the offset of the evening before still holds at midnight.
  return midnight - venueOffsetMs(venue, midnight - 12 * 3_600_000)
}

/** Begins a session when `day` is later than the current one: the day's loss is counted from here. */
export function beginSession(state: TradingState, day: number): void {
  if (day <= state.sessionDay) return
  state.sessionDay = day
  state.sessionStartEquity = equityOf(state)
}

/**
 * Takes stock after all prices of an instant: the peak of equity, and a halt when the daily loss has
 * reached its limit and the limits ask for it.
 */
export function takeStock(state: TradingState, atMs: number, out: Command[]): void {
  // A clock that jumps back does not make anything younger.
  if (atMs > state.nowMs) state.nowMs = atMs
  const equity = equityOf(state)
  if (equity > state.peakEquity) state.peakEquity = equity
  if (!state.limits.loss.haltOnDailyLoss || state.mode === 'halted') return
  const limit = dailyLossLimit(state, effectiveBias(state))
  const lost = dailyLossOf(state)
  // A bias of 0 leaves a limit of 0: that denies new risk, but nothing was lost that a person must look at.
  if (limit === null || lost < limit || lost === 0) return
  const loss = lost.toFixed(2)
  changeMode(
    state,
    'halted',
    `today's loss of ${loss} has reached the limit of ${limit.toFixed(2)}`,
    out
  )
}

/** Changes what the account may do. Leaving `active` asks for every working entry to be cancelled. */
export function changeMode(
  state: TradingState,
  mode: TradingMode,
  reason: string,
  out: Command[]
): void {
  if (mode === state.mode) return
  state.mode = mode
  out.push({ type: 'mode_changed', mode, reason })
  if (mode === 'active') return
  for (const order of state.orders) {
    if (!isReduceOnly(order)) requestCancel(order, reason, out)
  }
}

/** Stops new risk in an instrument and asks for its working entries to be cancelled, or lets it be traded again. */
export function pauseInstrument(
  state: TradingState,
  pause: { readonly instrument: number; readonly isPaused: boolean; readonly reason: string },
  out: Command[]
): void {
  const instrument = state.instruments[pause.instrument]
  if (instrument === undefined) {
    throw new RangeError(`no instrument has the number ${pause.instrument}`)
  }
  instrument.pausedBecause = pause.isPaused ? pause.reason : null
  if (!pause.isPaused) return
  for (const order of state.orders) {
    const isConcerned = order.instrument === pause.instrument && !isReduceOnly(order)
    if (isConcerned) requestCancel(order, pause.reason, out)
  }
}
