/* A UTC time axis on a linear scale: calendar steps, without a date library. */
const DAY = 86_400_000
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** Calendar ticks between two instants, about `wanted` of them. */
function timeTicks(from, to, wanted) {
  const span = (to - from) / Math.max(1, wanted)
  if (span > 20 * DAY) return monthTicks(from, to, span / (30.44 * DAY))
  const steps = [60e3, 300e3, 900e3, 1800e3, 3600e3, 3 * 3600e3, 6 * 3600e3, 12 * 3600e3]
  steps.push(DAY, 2 * DAY, 7 * DAY, 14 * DAY, 28 * DAY)
  const step = steps.find((one) => one >= span) ?? 28 * DAY
  const ticks = []
  for (let at = Math.ceil(from / step) * step; at <= to; at += step) ticks.push(at)
  return ticks.map((at) => ({ value: at, label: step >= DAY ? dayLabel(at) : clockLabel(at) }))
}

function monthTicks(from, to, monthsWanted) {
  const step = [1, 2, 3, 6, 12, 24, 60, 120, 240].find((one) => one >= 0.75 * monthsWanted) ?? 600
  const first = new Date(from)
  let month = first.getUTCFullYear() * 12 + first.getUTCMonth()
  month = Math.ceil(month / step) * step
  const ticks = []
  for (;;) {
    const at = Date.UTC(Math.floor(month / 12), month % 12, 1)
    if (at > to) return ticks
    const year = String(Math.floor(month / 12))
    if (at >= from) {
      ticks.push({ value: at, label: step >= 12 || month % 12 === 0 ? year : MONTHS[month % 12] })
    }
    month += step
  }
}

function dayLabel(at) {
  const date = new Date(at)
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]}`
}

function clockLabel(at) {
  const text = new Date(at).toISOString()
  return at % DAY === 0 ? dayLabel(at) : text.slice(11, 16)
}

/** Ticks 1, 2, 5 times powers of ten between two positive values, for a logarithmic axis. */
function logTicks(low, high) {
  const found = []
  for (const leads of [
    [1, 2, 5],
    [1, 1.5, 2, 3, 4, 5, 6, 8],
  ]) {
    found.length = 0
    for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power++) {
      for (const lead of leads) {
        const value = lead * 10 ** power
        if (value >= low && value <= high) found.push(value)
      }
    }
    if (found.length >= 4) break
  }
  return found.map((value) => ({ value }))
}
