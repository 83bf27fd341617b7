import type { HandedEffect } from '#engine/plugin_gateway/gateway.js'
import type { Signal } from '#kernel/signal/signal.js'
import { decodeSignal } from '#kernel/signal/signal_record.js'
import { err, ok, type Result } from '#kernel/values/result.js'

/** Whose signal it is, and what its instrument numbers mean. */
export interface SignalReading {
  /** Number of the strategy in the account. */
  readonly strategy: number
  /** Numbers in the account of the strategy's instruments, in its order. */
  readonly instruments: readonly number[]
}

/** Reads what a plugin sent as a signal; the failure says what cannot be read. */
export function takeSignal(
  effect: HandedEffect & { readonly type: 'signal' },
  { strategy, instruments }: SignalReading
): Result<Signal, string> {
  const rows = Float64Array.from(effect.record)
  const { reason } = effect
  const read = decodeSignal(rows, 0, { strategy, instruments: instruments.length, reason })
  if (typeof read === 'string') return err(read)
  return ok({ ...read, instrument: instruments[read.instrument] as number })
}
