/**
 * Quantities are doubles: shares or contracts, above zero in orders and fills, signed in positions
 * (long above zero, short below).
 */

/** Whether a quantity is a positive whole multiple of `step` (within 1e-9 of a step). */
export function isQuantity(quantity: number, step: number): boolean {
  if (!(quantity > 0 && quantity < Infinity)) return false
  const steps = quantity / step
  return Math.abs(steps - Math.round(steps)) <= 1e-9 * Math.max(1, steps)
}

/**
 * The largest multiple of `step` that is not above `quantity`; 0 when none is, or for NaN.
 *
 * A value within 1e-9 of the next step counts as that step: 99.9999999999 shares are 100.
 */
export function floorToStep(quantity: number, step: number): number {
  if (!(quantity > 0)) return 0
  const steps = quantity / step
  const nearest = Math.round(steps)
  const count = Math.abs(steps - nearest) <= 1e-9 * Math.max(1, steps) ? nearest : Math.floor(steps)
  return quantityOfSteps(count, step)
}

/** `count` steps as a quantity. Three steps of 0.1 are 0.3, not 0.30000000000000004. */
export function quantityOfSteps(count: number, step: number): number {
  const perUnit = Math.round(1 / step)
  return Math.abs(perUnit * step - 1) < 1e-12 ? count / perUnit : count * step
}
