/** The standard normal distribution, to about 1e-15 both ways. */

/**
 * Probability that a standard normal value is at most x; 0..1.
 * Series near the centre, continued fraction in the tail (Abramowitz and Stegun 26.2.11, 26.2.14).
 */
export function normalCdf(x: number): number {
  if (Number.isNaN(x)) return Number.NaN
  const size = Math.abs(x)
  if (size > 38) return x > 0 ? 1 : 0
  const density = Math.exp(-0.5 * size * size) / Math.sqrt(2 * Math.PI)
  const upper = size < 3 ? 0.5 - density * centreSeries(size) : density * tailFraction(size)
  return x > 0 ? 1 - upper : upper
}

/**
 * Value below which a share of a standard normal distribution lies; the inverse of `normalCdf`.
 * Acklam's rational approximation polished by two Halley steps. Throws RangeError outside 0..1;
 * the ends give -Infinity and Infinity.
 */
export function inverseNormal(share: number): number {
  if (!(share >= 0 && share <= 1)) throw new RangeError(`share must be in 0..1, was ${share}`)
  if (share === 0) return Number.NEGATIVE_INFINITY
  if (share === 1) return Number.POSITIVE_INFINITY
  let x = acklam(share)
  for (let k = 0; k < 2; k++) {
    const error = normalCdf(x) - share
    const step = error * Math.sqrt(2 * Math.PI) * Math.exp((x * x) / 2)
    x -= step / (1 + (x * step) / 2)
  }
  return x
}

function centreSeries(x: number): number {
  let term = x
  let sum = x
  for (let k = 3; k < 200; k += 2) {
    term *= (x * x) / k
    sum += term
    if (term < sum * 1e-17) break
  }
  return sum
}

function tailFraction(x: number): number {
  let value = x
  for (let k = 120; k >= 1; k--) value = x + k / value
  return 1 / value
}

const A = [
  -3.969683028665376e1, 2.209460984245205e2, -2.759285104469687e2, 1.38357751867269e2,
  -3.066479806614716e1, 2.506628277459239,
]
const B = [
  -5.447609879822406e1, 1.615858368580409e2, -1.556989798598866e2, 6.680131188771972e1,
  -1.328068155288572e1, 1,
]
const C = [
  -7.784894002430293e-3, -3.223964580411365e-1, -2.400758277161838, -2.549732539343734,
  4.374664141464968, 2.938163982698783,
]
const D = [7.784695709041462e-3, 3.224671290700398e-1, 2.445134137142996, 3.754408661907416, 1]

function acklam(share: number): number {
  if (share < 0.02425) {
    const q = Math.sqrt(-2 * Math.log(share))
    return polynomial(C, q) / polynomial(D, q)
  }
  if (share > 1 - 0.02425) {
    const q = Math.sqrt(-2 * Math.log(1 - share))
    return -polynomial(C, q) / polynomial(D, q)
  }
  const q = share - 0.5
  const r = q * q
  return (polynomial(A, r) * q) / polynomial(B, r)
}

function polynomial(coefficients: readonly number[], x: number): number {
  let value = 0
  for (const coefficient of coefficients) value = value * x + coefficient
  return value
}
