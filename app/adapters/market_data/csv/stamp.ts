import { DAY_MS, dayNumberOf } from '#kernel/values/instant.js'

/**
 * The ways in which a time can be written.
 *
 * `date` 2024-01-02 · `local` 2024-01-02 09:30[:00] · `utc` ...Z · `offset` ...-05:00 · `epoch`
 * seconds or milliseconds since 1970-01-01T00:00:00Z.
 */
export type StampStyle = 'date' | 'local' | 'utc' | 'offset' | 'epoch'

const EPOCH_SECONDS_BELOW = 1e11
const DAYS_IN_MONTH = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/** Reads times from bytes. One instance per file: it remembers the last date it worked out. */
export class StampReader {
  /** Wall-clock milliseconds of the last stamp as if its clock were UTC; for `epoch` the instant. */
  wallMs = 0
  /** Milliseconds that the stamp's clock is ahead of UTC, for the style `offset`. */
  offsetMs = 0
  #lastDate = -1
  #lastDayMs = 0

  /** Reads one stamp into `wallMs` and `offsetMs`; `null` when it is not a time. */
  read(block: Uint8Array, start: number, end: number): StampStyle | null {
    const length = end - start
    if (length < 9) return null
    if (length < 10 || block[start + 4] !== 45 || block[start + 7] !== 45) {
      return this.#readEpoch(block, start, end)
    }
    const year = digitsAt(block, start, 4)
    const month = digitsAt(block, start + 5, 2)
    const day = digitsAt(block, start + 8, 2)
    if (!this.#readDate(year, month, day)) return null
    this.wallMs = this.#lastDayMs
    if (length === 10) return 'date'
    const separator = block[start + 10]
    if (separator !== 84 && separator !== 32 && separator !== 116) return null
    return this.#readClock(block, start + 11, end)
  }

  #readDate(year: number, month: number, day: number): boolean {
    const date = year * 10_000 + month * 100 + day
    if (date === this.#lastDate) return true
    if (!(year >= 0 && month >= 1 && month <= 12 && day >= 1)) return false
    if (day > DAYS_IN_MONTH[month - 1]!) return false
    const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
    if (month === 2 && day === 29 && !isLeap) return false
    this.#lastDate = date
    this.#lastDayMs = dayNumberOf(year, month, day) * DAY_MS
    return true
  }

  #readClock(block: Uint8Array, start: number, end: number): StampStyle | null {
    if (end - start < 5 || block[start + 2] !== 58) return null
    const hour = digitsAt(block, start, 2)
    const minute = digitsAt(block, start + 3, 2)
    if (!(hour >= 0 && hour <= 23 && minute >= 0 && minute <= 59)) return null
    let ms = hour * 3_600_000 + minute * 60_000
    let at = start + 5
    if (block[at] === 58 && end - at >= 3) {
      const second = digitsAt(block, at + 1, 2)
      if (!(second >= 0 && second <= 59)) return null
      ms += second * 1000
      at += 3
      if (block[at] === 46 && at < end) {
        let scale = 100
        for (at++; at < end && isDigit(block[at]!); at++, scale /= 10) {
          if (scale >= 1) ms += (block[at]! - 48) * scale
        }
      }
    }
    this.wallMs += ms
    if (at >= end) return 'local'
    return this.#readZone(block, at, end)
  }

  #readZone(block: Uint8Array, start: number, end: number): StampStyle | null {
    let at = start
    if (block[at] === 32 && at + 1 < end) at++
    const sign = block[at]
    if ((sign === 90 || sign === 122) && at + 1 === end) return 'utc'
    if (sign !== 43 && sign !== 45) return null
    const hasColon = end - at === 6 && block[at + 3] === 58
    if (!hasColon && end - at !== 5 && end - at !== 3) return null
    const hours = digitsAt(block, at + 1, 2)
    const minutes = end - at === 3 ? 0 : digitsAt(block, hasColon ? at + 4 : at + 3, 2)
    if (!(hours >= 0 && hours <= 14 && minutes >= 0 && minutes <= 59)) return null
    this.offsetMs = (hours * 60 + minutes) * 60_000 * (sign === 45 ? -1 : 1)
    return 'offset'
  }

  #readEpoch(block: Uint8Array, start: number, end: number): StampStyle | null {
    let to = end
    let value = 0
    for (let at = start; at < to; at++) {
      const byte = block[at]!
      if (byte === 46) to = at
      else if (isDigit(byte)) value = value * 10 + byte - 48
      else return null
    }
    for (let at = to + 1; at < end; at++) if (block[at] !== 48) return null
    if (to - start < 9 || to - start > 13) return null
    this.wallMs = value < EPOCH_SECONDS_BELOW ? value * 1000 : value
    return 'epoch'
  }
}

function isDigit(byte: number): boolean {
  return byte >= 48 && byte <= 57
}

/** The number that `count` digits write, or NaN. */
function digitsAt(block: Uint8Array, start: number, count: number): number {
  let value = 0
  for (let at = start; at < start + count; at++) {
    const digit = block[at]! - 48
    if (!(digit >= 0 && digit <= 9)) return Number.NaN
    value = value * 10 + digit
  }
  return value
}

/** Why a text is not a time, and how to write it. */
export function explainStamp(text: string): string {
  const like = 'write 2024-01-02, 2024-01-02T14:30:00Z or 2024-01-02 09:30 with --zone'
  if (text.trim() === '') return `the cell is empty; ${like}`
  if (/^\d{16,19}$/.test(text)) {
    return 'is an epoch in micro- or nanoseconds; seconds or milliseconds are needed'
  }
  if (/^\d{8}$/.test(text)) {
    return `is not a time; write it ${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}`
  }
  if (/^\d{1,2}[/.]\d{1,2}[/.]\d{2,4}/.test(text)) {
    return 'could be day/month or month/day; write the date as 2024-01-02'
  }
  if (/^\d{4}-\d{2}-\d{2}/.test(text)) return `is not a date and time that exist; ${like}`
  return `is not a time; ${like}`
}
