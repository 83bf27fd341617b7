const SCALE = 6
const TEXT = /^(-?)(\d+)(?:\.(\d+))?$/

/** A decimal text in millionths, exactly; further digits are cut off. Throws for what is no number. */
export function toMicros(text: string): bigint {
  const [, sign, whole, fraction = ''] = TEXT.exec(text) ?? []
  if (whole === undefined) throw new Error(`no decimal number: ${text.slice(0, 40)}`)
  const micros = BigInt(whole + fraction.slice(0, SCALE).padEnd(SCALE, '0'))
  return sign === '-' ? -micros : micros
}

/** Millionths as a decimal text. */
export function fromMicros(micros: bigint): string {
  const digits = String(micros < 0n ? -micros : micros).padStart(SCALE + 1, '0')
  const fraction = digits.slice(-SCALE).replace(/0+$/, '')
  const whole = digits.slice(0, -SCALE)
  return `${micros < 0n ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`
}

/** The exact sum of decimal texts. */
export function sumOf(texts: readonly string[]): string {
  return fromMicros(texts.reduce((sum, text) => sum + toMicros(text), 0n))
}

/**
 * What a position would bring beyond its cost if it were closed at its price, without fees. Costs are averages
 * with more digits than money has, so this is rounded to millionths.
 */
export function openResult(position: {
  readonly value: string
  readonly quantity: string
  readonly averageCost: string
}): string {
  const cost = Number(position.quantity) * Number(position.averageCost)
  return fromMicros(toMicros(position.value) - BigInt(Math.round(cost * 10 ** SCALE)))
}

/** Part of a whole; `null` where there is no whole. */
export function fractionOf(part: string, whole: string): number | null {
  const divisor = toMicros(whole)
  if (divisor === 0n) return null
  return Number((toMicros(part) * 1_000_000n) / divisor) / 1_000_000
}

/** The amount without its sign. */
export function magnitudeOf(text: string): string {
  return text.startsWith('-') ? text.slice(1) : text
}
