/** Numbers and times as people read them. Everything here takes what the API sends. */

const cache = new Map<string, Intl.NumberFormat>()
const MINUS = '\u2212'
/** Stands where there is no value. */
export const NOTHING = '–'

function formatter(locale: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `${locale} ${JSON.stringify(options)}`
  let found = cache.get(key)
  if (!found) cache.set(key, (found = new Intl.NumberFormat(locale, options)))
  return found
}

/** A decimal text with a true minus, `digits` after the point; no digit of the text is lost before rounding. */
export function formatDecimal(
  value: string | number | null | undefined,
  locale: string,
  options: { digits?: number; digitsMin?: number; isSigned?: boolean } = {}
): string {
  const { digits = 2, isSigned = false } = options
  const { digitsMin = digits } = options
  if (value === null || value === undefined || value === '') return NOTHING
  const text = String(value)
  if (!/^-?\d+(?:\.\d+)?(?:e-?\d+)?$/i.test(text)) return NOTHING
  const one = formatter(locale, {
    minimumFractionDigits: digitsMin,
    maximumFractionDigits: digits,
    ...(isSigned ? { signDisplay: 'exceptZero' as const } : {}),
  })
  // A text is rounded as it is, without becoming a double.
  return one.format(text as unknown as number).replace('-', MINUS)
}

/** A price of two digits, or of four where two are not enough: those of a column stand under each other. */
export function formatPrice(value: string | number | null | undefined, locale: string): string {
  const four = formatDecimal(value, locale, { digits: 4 })
  return four.endsWith('00') ? four.slice(0, -2) : four
}

/** A quantity: whole where it is whole. */
export function formatQuantity(value: string | number | null | undefined, locale: string): string {
  return formatDecimal(value, locale, { digits: 6, digitsMin: 0 })
}

/** A part of one as percent. */
export function formatPercent(fraction: number | null, locale: string, digits = 1): string {
  if (fraction === null || !Number.isFinite(fraction)) return NOTHING
  return `${formatDecimal(fraction * 100, locale, { digits })} %`
}

const clocks = new Map<string, Intl.DateTimeFormat>()

/** Made once: to make one takes longer than all that it formats. */
function clock(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale} ${JSON.stringify(options)}`
  let found = clocks.get(key)
  if (!found) clocks.set(key, (found = new Intl.DateTimeFormat(locale, options)))
  return found
}

/** Hours, minutes and seconds of an instant in a time zone; the day as well when it is another one. */
export function formatTime(
  at: string | number,
  locale: string,
  zone: string,
  nowMs: number
): string {
  const isToday = dayIn(at, zone) === dayIn(nowMs, zone)
  return clock(locale, {
    timeZone: zone,
    hourCycle: 'h23',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    ...(isToday ? {} : { month: 'short', day: 'numeric' }),
  }).format(new Date(at))
}

/** An instant in full, in UTC, for whoever points at a time. */
export function formatInstant(at: string | number): string {
  return new Date(at).toISOString().replace('T', ' ').replace('Z', ' UTC')
}

function dayIn(at: string | number, zone: string): string {
  return clock('en-CA', { timeZone: zone }).format(new Date(at))
}

/** A stretch of time in its best unit: `12 ms`, `3.4 s`, `2 min 5 s`, `1 h 4 min`. Takes milliseconds. */
export function formatSince(ms: number, locale: string): string {
  const unit = (value: number, name: string, digits = 0) =>
    formatter(locale, {
      style: 'unit',
      unit: name,
      unitDisplay: 'short',
      maximumFractionDigits: digits,
    })
      .format(value)
      // Chinese sets a blank between figure and unit, as the texts of the panel do.
      .replace(/(\d)(?=\p{Script=Han})/u, '$1 ')
  if (ms < 1_000) return unit(ms, 'millisecond', ms < 10 ? 1 : 0)
  if (ms < 60_000) return unit(ms / 1_000, 'second', 1)
  const [small, large, name, larger] =
    ms < 3_600_000 ? [1_000, 60_000, 'second', 'minute'] : [60_000, 3_600_000, 'minute', 'hour']
  const whole = Math.floor(ms / (large as number))
  const rest = Math.floor((ms % (large as number)) / (small as number))
  return `${unit(whole, larger as string)} ${unit(rest, name as string)}`
}
