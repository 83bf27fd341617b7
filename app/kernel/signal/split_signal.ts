import { splitDistance } from '../account/corporate_actions.js'
import { floorToStep } from '../values/quantity.js'
import type { Signal } from './signal.js'

/**
 * A signal that was said before a split, in the units and prices after it. A size in money stays as it
 * is. `step` is the instrument's quantity step.
 */
export function splitSignal(signal: Signal, ratio: number, step: number): Signal {
  if (signal.type !== 'order' && signal.type !== 'target') return signal
  const { size, limitPrice, stopPrice } = signal
  const isUnits = size.kind === 'quantity'
  const sign = size.value < 0 ? -1 : 1
  const units = sign * floorToStep(Math.abs(size.value) * ratio, step)
  return {
    ...signal,
    size: isUnits ? { kind: 'quantity', value: units } : size,
    limitPrice: limitPrice === null ? null : limitPrice / ratio,
    stopPrice: stopPrice === null ? null : stopPrice / ratio,
    trail: splitDistance(signal.trail, ratio),
    stopLoss: splitDistance(signal.stopLoss, ratio),
    takeProfit: splitDistance(signal.takeProfit, ratio),
    trailingStop: splitDistance(signal.trailingStop, ratio),
  } as Signal
}
