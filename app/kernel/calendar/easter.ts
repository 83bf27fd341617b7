import { dayNumberOf } from '../values/instant.js'

/**
 * Day number of Easter Sunday of a year in the Gregorian calendar.
 *
 * The anonymous algorithm as printed in Meeus, "Astronomical Algorithms", chapter 8 (Nature, 1876).
 */
export function easterSunday(year: number): number {
  const a = year % 19
  const b = Math.floor(year / 100)
  const c = year % 100
  const d = Math.floor(b / 4)
  const f = Math.floor((b + 8) / 25)
  const g = Math.floor((b - f + 1) / 3)
  const h = (19 * a + b - d - g + 15) % 30
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7
  const m = Math.floor((a + 11 * h + 22 * l) / 451)
  const rest = h + l - 7 * m + 114
  return dayNumberOf(year, Math.floor(rest / 31), (rest % 31) + 1)
}
