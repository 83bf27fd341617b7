import type { Transaction } from '#kernel/account/ledger.js'
import type { TradingState } from '#kernel/state.js'
import { toMicros, type Micros } from '#kernel/values/micros.js'

/**
 * The currency in which a movement of cash happened, and how much of it; the ledger has it in account
 * currency. What was traded and paid out follows from quantity and price, exactly; a fee is brought back
 * through its rate, to the millionth of an account unit.
 */
export function localCash(
  state: TradingState,
  { type, amount, instrument, quantity, price, fxRate }: Transaction
): { readonly currency: string; readonly amount: Micros } {
  const terms = instrument === null ? null : state.instruments[instrument]!.terms
  const currency = terms?.currency ?? state.settings.currency
  if (terms === null || currency === state.settings.currency) return { currency, amount }
  if (quantity === null || price === null) {
    return { currency, amount: toMicros(amount / 1e6 / fxRate) }
  }
  const value = toMicros(Math.abs(quantity) * (price * terms.multiplier))
  const isPaid = type === 'trade' ? quantity > 0 : quantity < 0
  return { currency, amount: (isPaid ? -value + 0 : value) as Micros }
}
