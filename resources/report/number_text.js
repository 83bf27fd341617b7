/* Numbers and times as the rest of the page writes them. */
const minus = (text) => text.replace('-', '\u2212')
const fixed = (digits) => {
  const format = new Intl.NumberFormat('en-US', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
    signDisplay: 'negative',
  })
  return (value) => minus(format.format(value))
}
const money = fixed(2)
const whole = fixed(0)
const twoDecimals = fixed(2)
const priceFormats = [4, 6].map(
  (digits) =>
    new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: digits })
)
const priceText = (value) => minus(priceFormats[Math.abs(value) < 1 ? 1 : 0].format(value))
const percentText = (fraction, digits = 2) =>
  `${minus(fixedCached(digits).format(100 * fraction))}\u00a0%`
const signedText = (value, text) => (value > 0 && /[1-9]/.test(text) ? `+${text}` : text)
const toneOf = (value) => (value > 0 ? 'gain' : value < 0 ? 'loss' : '')

const caches = new Map()
function fixedCached(digits) {
  if (!caches.has(digits)) {
    const options = { minimumFractionDigits: digits, maximumFractionDigits: digits }
    caches.set(digits, new Intl.NumberFormat('en-US', { ...options, signDisplay: 'negative' }))
  }
  return caches.get(digits)
}

const isDaily = report.daily
function timeText(atMs, daily = isDaily) {
  const text = new Date(atMs).toISOString()
  return daily ? text.slice(0, 10) : `${text.slice(0, 10)} ${text.slice(11, 16)}`
}
