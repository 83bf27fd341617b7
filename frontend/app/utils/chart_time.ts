import { VENUE_ZONES, venueOf } from './venue'

/** The time axis of charts: round moments of an exchange's own clock, and their words. */

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** Steps within a day, in ms; each divides a day. */
const CLOCK_STEPS: readonly number[] = [
  SECOND,
  5 * SECOND,
  15 * SECOND,
  30 * SECOND,
  MINUTE,
  5 * MINUTE,
  15 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  4 * HOUR,
  6 * HOUR,
  12 * HOUR,
]
/** Steps of whole days and of whole months. */
const DAY_STEPS: readonly number[] = [1, 2, 4, 7, 14]
const MONTH_STEPS: readonly number[] = [1, 2, 3, 6, 12, 24, 60, 120]

const parts = new Map<string, Intl.DateTimeFormat>()
const forms = new Map<string, Intl.DateTimeFormat>()

/** A moment of the axis and what is written below it. */
export interface TimeTick {
  readonly atMs: number
  readonly label: string
}

/** What an exchange's clock is ahead of UTC at an instant, in ms. */
export function zoneOffsetMs(atMs: number, zone: string): number {
  let format = parts.get(zone)
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
    parts.set(zone, format)
  }
  const of: Record<string, number> = {}
  for (const { type, value } of format.formatToParts(atMs)) of[type] = Number(value)
  const local = Date.UTC(of.year!, of.month! - 1, of.day!, of.hour!, of.minute!, of.second!)
  return local - Math.floor(atMs / SECOND) * SECOND
}

/** The instant at which a clock of the zone shows `localMs`, wall time written as if it were UTC. */
export function fromLocalMs(localMs: number, zone: string): number {
  const guess = localMs - zoneOffsetMs(localMs, zone)
  return localMs - zoneOffsetMs(guess, zone)
}

/**
 * Round moments between two instants, about `count` of them: full hours, midnights, first days of months
 * of the zone's own clock, over its changes to and from summer time as well.
 */
export function timeTicks(
  fromMs: number,
  toMs: number,
  { zone, locale, count }: { zone: string; locale: string; count: number }
): TimeTick[] {
  const wanted = (toMs - fromMs) / Math.max(1, count)
  if (!(wanted > 0)) return []
  const clock = CLOCK_STEPS.find((step) => step >= wanted)
  if (clock !== undefined) return clockTicks(fromMs, toMs, { zone, locale, step: clock })
  const days = DAY_STEPS.find((step) => step * DAY >= wanted)
  const months = MONTH_STEPS.find((step) => step * 30.5 * DAY >= wanted) ?? 240
  const moments = days === undefined ? monthStarts : dayStarts
  return moments(fromMs, toMs, { zone, step: days ?? months }).map((atMs) => ({
    atMs,
    label: labelOf(atMs, { zone, locale, isMonthly: days === undefined, isYearly: months >= 12 }),
  }))
}

function clockTicks(
  fromMs: number,
  toMs: number,
  { zone, locale, step }: { zone: string; locale: string; step: number }
): TimeTick[] {
  const ticks: TimeTick[] = []
  const last = toMs + zoneOffsetMs(toMs, zone)
  let local = Math.ceil((fromMs + zoneOffsetMs(fromMs, zone)) / step) * step
  for (; local <= last; local += step) {
    const atMs = fromLocalMs(local, zone)
    const options: Intl.DateTimeFormatOptions =
      local % DAY === 0
        ? { month: 'short', day: 'numeric' }
        : { hour: '2-digit', minute: '2-digit', ...(step < MINUTE ? { second: '2-digit' } : {}) }
    ticks.push({ atMs, label: write(atMs, zone, locale, options) })
  }
  return ticks
}

function dayStarts(fromMs: number, toMs: number, { zone, step }: { zone: string; step: number }) {
  const found: number[] = []
  const first = Math.ceil((fromMs + zoneOffsetMs(fromMs, zone)) / DAY / step) * step
  for (let day = first; ; day += step) {
    const atMs = fromLocalMs(day * DAY, zone)
    if (atMs > toMs) return found
    found.push(atMs)
  }
}

function monthStarts(fromMs: number, toMs: number, { zone, step }: { zone: string; step: number }) {
  const found: number[] = []
  const begin = new Date(fromMs + zoneOffsetMs(fromMs, zone))
  const month = begin.getUTCFullYear() * 12 + begin.getUTCMonth()
  for (let n = Math.floor(month / step) * step; ; n += step) {
    const atMs = fromLocalMs(Date.UTC(Math.floor(n / 12), n % 12, 1), zone)
    if (atMs > toMs) return found
    if (atMs >= fromMs) found.push(atMs)
  }
}

function labelOf(
  atMs: number,
  of: { zone: string; locale: string; isMonthly: boolean; isYearly: boolean }
): string {
  const { zone, locale, isMonthly, isYearly } = of
  if (!isMonthly) return write(atMs, zone, locale, { month: 'short', day: 'numeric' })
  const isJanuary = new Date(atMs + zoneOffsetMs(atMs, zone)).getUTCMonth() === 0
  if (isYearly || isJanuary) return write(atMs, zone, locale, { year: 'numeric' })
  return write(atMs, zone, locale, { month: 'short' })
}

function write(
  atMs: number,
  zone: string,
  locale: string,
  options: Intl.DateTimeFormatOptions
): string {
  const key = `${locale} ${zone} ${Object.keys(options).join()}`
  let form = forms.get(key)
  if (!form) {
    form = new Intl.DateTimeFormat(locale, { timeZone: zone, hourCycle: 'h23', ...options })
    forms.set(key, form)
  }
  return form.format(atMs)
}

/** An instant of a chart in words: the day, and the minute where bars are shorter than a day. */
export function chartInstant(
  atMs: number,
  { zone, locale, hasClock }: { zone: string; locale: string; hasClock: boolean }
): string {
  return write(atMs, zone, locale, {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    ...(hasClock ? { hour: '2-digit', minute: '2-digit' } : {}),
  })
}

/** The time zone of the exchange that a symbol is traded on; New York where it names none that is known. */
export function zoneOfSymbol(symbol: string | undefined): string {
  return VENUE_ZONES[venueOf(symbol ?? '') ?? 'US']
}
