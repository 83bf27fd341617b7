/** Numbers as people read them: true minus sign, thousands separated, a fixed count of decimals. */

/** `41,422.99`; two decimals. */
export function money(value: number): string {
  return decimal(value, 2)
}

/** `+41,422.99` or `−327.25`; zero has no sign. */
export function signedMoney(value: number): string {
  return signed(value, money(value))
}

/** `21.19 %` of a fraction; one decimal from 1000 % on, powers of ten past ten million. */
export function percent(fraction: number): string {
  if (Math.abs(fraction) >= 1e5) return `${withMinus((100 * fraction).toExponential(1))} %`
  return `${decimal(100 * fraction, Math.abs(fraction) >= 10 ? 1 : 2)} %`
}

/** `+21.19 %`; zero has no sign. */
export function signedPercent(fraction: number): string {
  return signed(fraction, percent(fraction))
}

/** A plain ratio, `1.21`; three decimals below 0.1, where two would say nothing. */
export function ratio(value: number): string {
  const size = Math.abs(value)
  return decimal(value, size !== 0 && size < 0.1 ? 3 : 2)
}

/** A count, `2,148`. */
export function count(value: number): string {
  return decimal(value, 0)
}

/** `1 session`, `2,148 sessions`: a count with its noun, which takes an s. */
export function counted(value: number, noun: string): string {
  return `${count(value)} ${noun}${value === 1 ? '' : 's'}`
}

const formats = new Map<number, Intl.NumberFormat>()

function decimal(value: number, digits: number): string {
  let format = formats.get(digits)
  if (!format) {
    format = new Intl.NumberFormat('en-US', {
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
      signDisplay: 'negative',
    })
    formats.set(digits, format)
  }
  return withMinus(format.format(value))
}

function signed(value: number, text: string): string {
  return value > 0 && /[1-9]/.test(text) ? `+${text}` : text
}

function withMinus(text: string): string {
  return text.replace('-', '\u2212')
}
