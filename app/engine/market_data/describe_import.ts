import type { Bar } from '#kernel/market/bar.js'
import { isTimeframe } from '#kernel/market/timeframe.js'
import { describeProblem, describeProblems } from '#ports/bar_file.js'
import { formatDay } from '#kernel/values/instant.js'
import { formatStart } from './format_start.js'
import { describeGap } from './session_check.js'
import type { BarFileImport, BarImportFailure, BarImportReport } from './import_bar_file.js'

/** Why nothing was imported, one sentence a line. */
export function describeImportFailure(request: BarFileImport, failure: BarImportFailure): string[] {
  switch (failure.type) {
    case 'option_invalid':
      return [`${failure.option}: ${failure.message}`]
    case 'file_refused':
      return describeProblems(failure.file, failure.problems)
    case 'bars_overlap': {
      const timeframe = isTimeframe(request.timeframe) ? request.timeframe : '1d'
      return [
        `${request.file}: bars would overlap: one begins ${formatStart(failure.previousMs, timeframe)} ` +
          `and the next ${formatStart(failure.startMs, timeframe)}, less than ${timeframe} later`,
        'file and stored bars are not on the same grid: check --timeframe, --stamp and --zone, ' +
          'or remove the stored bars with bars:remove',
      ]
    }
    case 'bars_differ': {
      const timeframe = isTimeframe(request.timeframe) ? request.timeframe : '1d'
      const others = failure.count > 1 ? `, and ${count(failure.count - 1)} more differ` : ''
      return [
        `${request.file}: the bar of ${formatStart(failure.given.startMs, timeframe)} is stored ` +
          `with other values${others}`,
        `  stored: ${describeBar(failure.stored)}`,
        `  file:   ${describeBar(failure.given)}`,
        'take the new ones with --on-conflict replace, or keep the stored ones with --on-conflict keep',
      ]
    }
  }
}

/** What an import did, one sentence a line; first the sentence that matters. */
export function describeImport(request: BarFileImport, report: BarImportReport): string[] {
  const timeframe = isTimeframe(request.timeframe) ? request.timeframe : '1d'
  const { file, receipt } = report
  const range = `${formatStart(report.firstMs, timeframe)} to ${formatStart(report.lastMs, timeframe)}`
  const lines: string[] = []
  if (receipt === null) {
    lines.push(`${count(file.rows)} good rows, ${range}; nothing was stored (dry run)`)
  } else {
    const parts = [`${count(receipt.inserted)} new`]
    if (receipt.replaced > 0) parts.push(`${count(receipt.replaced)} replaced`)
    if (receipt.kept > 0) parts.push(`${count(receipt.kept)} different ones kept as stored`)
    if (receipt.unchanged > 0) parts.push(`${count(receipt.unchanged)} stored already`)
    lines.push(`${request.symbol} ${timeframe}: ${parts.join(', ')}; ${range} in the file`)
    if (receipt.createdInstrument) lines.push(`${request.symbol} is a new instrument`)
  }
  lines.push(...describeSessions(report))
  if (file.ignoredColumns.length > 0) {
    lines.push(`columns not used: ${file.ignoredColumns.join(', ')}`)
  }
  if (file.badRows > 0) {
    lines.push(`${count(file.badRows)} bad rows left out (--skip-bad):`)
    lines.push(...file.problems.map((problem) => `  ${describeProblem(request.file, problem)}`))
    const listed = new Set(file.problems.map((problem) => problem.line)).size
    if (file.badRows > listed) lines.push(`  and ${count(file.badRows - listed)} more`)
  }
  return lines
}

/** What the market's calendar makes of the dates: nothing to say when they fit. */
function describeSessions({ gaps, closedDays }: BarImportReport): string[] {
  const lines: string[] = []
  const missing = gaps.reduce((sum, gap) => sum + gap.sessions, 0)
  if (missing > 0) {
    const more = gaps.length > 1 ? `, and ${count(gaps.length - 1)} more gaps` : ''
    lines.push(
      `${count(missing)} sessions without a bar: ${describeGap(gaps[0]!)}${more}; see bars:show`
    )
  }
  if (closedDays.length > 0) {
    const first = formatDay(closedDays[0]!)
    lines.push(
      `dates with bars on which the market was closed: ${count(closedDays.length)}, the first ${first}`
    )
  }
  return lines
}

function describeBar(bar: Bar): string {
  const { open, high, low, close, volume } = bar
  return `open ${open} high ${high} low ${low} close ${close} volume ${volume}`
}

function count(value: number): string {
  return value.toLocaleString('en-US')
}
