const POWERS_OF_TEN = Array.from({ length: 16 }, (_, exponent) => 10 ** exponent)
const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/
const SPACE = 32

/**
 * Reads a decimal number from bytes; NaN when the cell is not one.
 *
 * Up to 15 digits the digits are an exact integer and the power of ten is exact, so one division
 * rounds correctly (Clinger 1990, "How to Read Floating Point Numbers Accurately"). Everything else
 * goes the slow way through a string.
 */
export function parseDecimal(block: Uint8Array, start: number, end: number): number {
  let from = start
  let to = end
  while (from < to && block[from] === SPACE) from++
  while (to > from && block[to - 1] === SPACE) to--
  if (to - from > 16 || to === from) return parseSlowly(block, from, to)
  let digits = 0
  let value = 0
  let pointAt = -1
  for (let at = from; at < to; at++) {
    const byte = block[at]!
    const digit = byte - 48
    if (digit >= 0 && digit <= 9) {
      value = value * 10 + digit
      digits++
    } else if (byte === 46 && pointAt < 0) {
      pointAt = at
    } else {
      return parseSlowly(block, from, to)
    }
  }
  if (digits === 0 || digits > 15) return parseSlowly(block, from, to)
  return pointAt < 0 ? value : value / POWERS_OF_TEN[to - pointAt - 1]!
}

/** Signs, exponents, long numbers: the shortest correct way. */
function parseSlowly(block: Uint8Array, from: number, to: number): number {
  if (to === from || to - from > 400) return Number.NaN
  const text = String.fromCharCode(...block.subarray(from, to))
  return DECIMAL.test(text) ? Number(text) : Number.NaN
}

/** Why a text is not a number, and how to write it. */
export function explainDecimal(text: string): string {
  const word = text.trim().toLowerCase()
  if (word === '') return 'the cell is empty; a number like 101.25 is needed'
  if (/^[+-]?(nan|null|none|na|n\/a|-)$/.test(word)) {
    return 'is not a number; leave the row out or give its price'
  }
  if (/^[+-]?(inf|infinity)$/.test(word)) return 'is not finite; a number like 101.25 is needed'
  if (DECIMAL.test(word)) return 'is too large for a number'
  if (/^[+-]?[\d.,' ]+$/.test(word)) {
    return 'is not a plain number; write it with a decimal point and no thousands separators, like 1234.56'
  }
  return 'is not a number; write it like 101.25'
}
