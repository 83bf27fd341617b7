import {
  count,
  counted,
  money,
  percent,
  ratio,
  signedPercent,
} from '#engine/report/figure_format.js'
import type { Trial } from './trial.js'

type Show = (value: number) => string
type Row = [label: string, pick: (trial: Trial) => number | null, show: Show, change: Show]

const points: Show = (value) => `${signed((100 * value).toFixed(2))} points`
const ROWS: readonly Row[] = [
  ['Total return', (one) => one.totalReturn, signedPercent, points],
  ['Max drawdown', (one) => one.maxDrawdown, percent, points],
  ['Sharpe', (one) => one.sharpe, ratio, (value) => signed(value.toFixed(2))],
  ['Closed trades', (one) => one.closedTrades, count, (value) => signed(String(value))],
  ['Won', (one) => one.winRate, percent, points],
  ['Fees', (one) => one.fees, money, (value) => signed(money(value))],
  ['Final equity', (one) => one.endEquity, money, (value) => signed(money(value))],
  ['Denied, reduced', (one) => one.denied, count, (value) => signed(String(value))],
]

/**
 * A trial as lines for a terminal, with the difference to the trial before where there was one.
 *
 * Log lines come last, their control characters replaced, so that no plugin can move the cursor.
 */
export function trialLines(trial: Trial, before: Trial | null): string[] {
  const lines = ROWS.filter(([, pick]) => pick(trial) !== 0 || (before && pick(before) !== 0)).map(
    (row) => rowLine(row, trial, before)
  )
  if (before !== null && before.orderListHash === trial.orderListHash) {
    lines.push('  The same orders as before.')
  }
  if (trial.closedTrades === 0 && trial.totalReturn === 0) {
    lines.push(`  It never traded in ${counted(trial.bars, 'bar')}.`)
  }
  for (const text of trial.logs) lines.push(`  log: ${plain(text)}`)
  return lines
}

function rowLine([label, pick, show, change]: Row, trial: Trial, before: Trial | null): string {
  const value = pick(trial)
  const shown = value === null ? 'n/a' : show(value)
  const head = `  ${label.padEnd(16)}${shown.padStart(14)}`
  if (before === null) return head
  const old = pick(before)
  if (old === value) return `${head}   same`
  if (old === null || value === null) return `${head}   was ${old === null ? 'n/a' : show(old)}`
  return `${head}   was ${show(old)} (${change(value - old)})`
}

function signed(text: string): string {
  const plainMinus = text.replace('\u2212', '-')
  return plainMinus.startsWith('-') ? plainMinus.replace('-', '\u2212') : `+${plainMinus}`
}

function plain(text: string): string {
  // eslint-disable-next-line no-control-regex -- that is what is being looked for
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '?')
}
