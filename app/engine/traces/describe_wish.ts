import type { Signal, Size } from '#kernel/signal/signal.js'
import { priceText } from '#kernel/values/price.js'
import type { JournalEntry } from '#ports/journal.js'

/** What the first row of a trace wanted, in a few words. */
export function describeWish(entry: JournalEntry, symbol: string): string {
  switch (entry.type) {
    case 'signal_proposed':
      return describeSignal(entry.signal, symbol)
    case 'close_asked':
      return `close ${entry.instrument === null ? 'all' : symbol}: ${entry.reason}`
    default:
      return entry.type.replaceAll('_', ' ')
  }
}

function describeSignal(signal: Signal, symbol: string): string {
  switch (signal.type) {
    case 'order':
      return `${signal.side} ${sizeOf(signal.size)} ${symbol}${termsOf(signal)}`
    case 'target':
      return `hold ${sizeOf(signal.size)} ${symbol}${termsOf(signal)}`
    case 'cancel':
      return signal.all
        ? `cancel every order in ${symbol}`
        : `cancel order of reference ${signal.reference}`
    case 'replace':
      return `change order ${signal.order ?? `of reference ${signal.reference}`}: ${changesOf(signal)}`
  }
}

function sizeOf({ kind, value }: Size): string {
  switch (kind) {
    case 'quantity':
      return String(value)
    case 'notional':
      return `for ${value} of account currency`
    case 'equity_fraction':
      return `${percent(value)} of equity in`
    case 'cash_fraction':
      return `for ${percent(value)} of buying power`
  }
}

function percent(fraction: number): string {
  return `${Number((fraction * 100).toFixed(4))} %`
}

function termsOf(signal: Extract<Signal, { type: 'order' | 'target' }>): string {
  const { limitPrice, stopPrice, trail, timeInForce, stopLoss, takeProfit, trailingStop } = signal
  const terms = [
    limitPrice === null ? '' : `limit ${priceText(limitPrice)}`,
    stopPrice === null ? '' : `stop ${priceText(stopPrice)}`,
    trail === null ? '' : `trailing by ${trail.value} (${trail.kind})`,
    timeInForce,
    stopLoss === null ? '' : `stop loss ${stopLoss.value} (${stopLoss.kind})`,
    takeProfit === null ? '' : `take profit ${takeProfit.value} (${takeProfit.kind})`,
    trailingStop === null ? '' : `trailing stop ${trailingStop.value} (${trailingStop.kind})`,
  ]
  const isMarket = limitPrice === null && stopPrice === null && trail === null
  return `${isMarket ? ' at market' : ''}, ${terms.filter((term) => term !== '').join(', ')}`
}

function changesOf(signal: Extract<Signal, { type: 'replace' }>): string {
  const { quantity, limitPrice, stopPrice } = signal
  const changes = [
    quantity === null ? '' : `quantity ${quantity}`,
    limitPrice === null ? '' : `limit ${priceText(limitPrice)}`,
    stopPrice === null ? '' : `stop ${priceText(stopPrice)}`,
  ]
  return changes.filter((change) => change !== '').join(', ') || 'nothing'
}
