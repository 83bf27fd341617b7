import type { Instrument } from '../instrument/instrument.js'
import type { ExitLevel, Trail } from '../order/order.js'
import { isPrice } from '../values/price.js'
import { isQuantity } from '../values/quantity.js'
import type { OrderSignal, ReplaceSignal, Signal, TargetSignal } from './signal.js'

/**
 * What makes a signal impossible to follow, in a sentence that names the value, or `null`.
 *
 * Nothing is repaired silently: a fractional quantity where only whole units trade is refused, not
 * rounded.
 */
export function signalFault(signal: Signal, terms: Instrument): string | null {
  if (signal.type === 'cancel') return null
  if (signal.type === 'replace') return replaceFault(signal, terms)
  return sizeFault(signal, terms) ?? termsFault(signal)
}

function sizeFault(signal: OrderSignal | TargetSignal, terms: Instrument): string | null {
  const { kind, value } = signal.size
  if (!Number.isFinite(value)) return `${kind} must be a number, was ${value}`
  const size = signal.type === 'target' ? Math.abs(value) : value
  if (signal.type === 'target' && value === 0) return null
  if (!(size > 0)) return `${kind} must be above 0, was ${value}`
  if (kind === 'quantity' && !isQuantity(size, terms.quantityStep)) {
    const step = terms.quantityStep
    return `${value} ${terms.symbol} is not a multiple of ${step}: ${step === 1 ? 'only whole units trade' : 'that is the smallest step'}`
  }
  return null
}

function termsFault(signal: OrderSignal | TargetSignal): string | null {
  const { orderType: type, limitPrice, stopPrice, trail } = signal
  const needsLimit = type === 'limit' || type === 'stop_limit'
  const needsStop = type === 'stop' || type === 'stop_limit'
  if (needsLimit !== (limitPrice !== null)) {
    return needsLimit
      ? `a ${type} order needs a limit price`
      : `a ${type} order takes no limit price`
  }
  if (needsStop !== (stopPrice !== null)) {
    return needsStop ? `a ${type} order needs a stop price` : `a ${type} order takes no stop price`
  }
  if ((type === 'trailing_stop') !== (trail !== null)) {
    return type === 'trailing_stop'
      ? 'a trailing stop needs a trail'
      : `a ${type} order takes no trail`
  }
  if (limitPrice !== null && !isPrice(limitPrice)) {
    return `limit price must be above 0, was ${limitPrice}`
  }
  if (stopPrice !== null && !isPrice(stopPrice)) {
    return `stop price must be above 0, was ${stopPrice}`
  }
  if ((signal.timeInForce === 'gtd') !== (signal.goodTillMs !== null)) {
    return 'good-till-date needs an end, and only it takes one'
  }
  if (signal.goodTillMs !== null && !Number.isFinite(signal.goodTillMs)) {
    return `good-till-date must be an instant, was ${signal.goodTillMs}`
  }
  if (!Number.isSafeInteger(signal.ocoGroup) || signal.ocoGroup < 0) {
    return `ocoGroup must be a whole number, was ${signal.ocoGroup}`
  }
  return (
    trailFault('trail', trail) ??
    exitFault('stopLoss', signal.stopLoss) ??
    exitFault('takeProfit', signal.takeProfit) ??
    trailFault('trailingStop', signal.trailingStop)
  )
}

function exitFault(name: string, exit: ExitLevel | null): string | null {
  if (exit === null) return null
  if (!isPrice(exit.value)) return `${name} must be above 0, was ${exit.value}`
  if (exit.kind === 'fraction' && name === 'stopLoss' && exit.value >= 1) {
    return `${name} as a fraction must be below 1 (0.05 is 5 %), was ${exit.value}`
  }
  return null
}

function trailFault(name: string, trail: Trail | null): string | null {
  if (trail === null) return null
  if (!isPrice(trail.value)) return `${name} must be above 0, was ${trail.value}`
  if (trail.kind === 'fraction' && trail.value >= 1) {
    return `${name} as a fraction must be below 1 (0.05 is 5 %), was ${trail.value}`
  }
  return null
}

function replaceFault(signal: ReplaceSignal, terms: Instrument): string | null {
  const { quantity, limitPrice, stopPrice } = signal
  if (quantity !== null && !isQuantity(quantity, terms.quantityStep)) {
    return `${quantity} ${terms.symbol} is not a positive multiple of ${terms.quantityStep}`
  }
  if (limitPrice !== null && !isPrice(limitPrice)) {
    return `limit price must be above 0, was ${limitPrice}`
  }
  if (stopPrice !== null && !isPrice(stopPrice)) {
    return `stop price must be above 0, was ${stopPrice}`
  }
  return null
}
