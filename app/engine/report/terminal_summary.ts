/** A run's figures as aligned text for a terminal. */
import { count, counted, money, signedMoney, signedPercent } from './figure_format.js'
import { figureGroups, type FigureGroup, type FigureRow } from './figure_rows.js'
import type { ReportModel } from './report_model.js'

/** How to set the summary. */
export interface TerminalOptions {
  /** ANSI colours; give false when NO_COLOR is set or the output is not a terminal. */
  colour: boolean
  /** Columns of the terminal; below 60 is set as 60, above 160 as 160. */
  width: number
}

type Paint = (text: string, style: keyof typeof STYLES) => string

const STYLES = { bold: '1', dim: '2', gain: '36', loss: '33', warn: '33;1' } as const
const GAP = 3

/**
 * Title, figures in aligned columns, costs, warnings and footnotes; ends with a line break.
 *
 * Two columns of groups from 76 columns on, three from 114. Undefined figures read `n/a` with a number
 * that a footnote explains. Control characters in names are shown as `?`, so that no text can move the
 * cursor or colour the terminal.
 */
export function terminalSummary(model: ReportModel, options: TerminalOptions): string {
  const width = Math.min(160, Math.max(60, Math.floor(options.width)))
  const paint: Paint = (text, style) =>
    options.colour ? `\u001b[${STYLES[style]}m${text}\u001b[0m` : text
  const reasons: string[] = []
  const groups = [...figureGroups(model.performance), costsGroup(model)]
  const columns = width >= 114 ? 3 : width >= 76 ? 2 : 1
  const columnWidth = Math.floor((width - GAP * (columns - 1)) / columns)
  const blocks = groups.map((group) => block(group, { width: columnWidth, paint, reasons }))
  const lines = [
    ...heading(model, { width, paint }),
    '',
    ...beside(blocks, { columns, columnWidth }),
    ...perStrategyLines(model, { width, paint }),
    ...reasons.map((reason, i) => paint(`${i + 1}) n/a: ${reason}`, 'dim')),
    ...(model.counsel ?? []).flatMap(({ name, kind, outcome }) =>
      wrapped(`${name} (${kind}): ${outcome}`, width)
    ),
    ...model.denials.map((denial) => `${count(denial.count)} × ${denial.rule}: ${denial.reason}`),
    ...model.warnings.map((warning) => paint(`Note: ${warning}`, 'warn')),
  ]
  return `${lines.map((text) => plain(text, options.colour)).join('\n')}\n`
}

function heading(model: ReportModel, set: { width: number; paint: Paint }): string[] {
  const { span, benchmark } = model.performance
  const facts = `${span.fromDate} to ${span.toDate}, ${counted(span.sessions, 'session')}, ${counted(span.marks, 'bar')} of ${model.timeframe}, amounts in ${model.currency}`
  const lines = [set.paint(cut(model.title, set.width), 'bold'), ...wrapped(facts, set.width)]
  if (benchmark) lines.push(...wrapped(benchmark.coverage, set.width))
  return lines
}

function costsGroup(model: ReportModel): FigureGroup {
  const rows = model.costs.map(({ label, amount }) => line(label, money(amount)))
  if (rows.length === 0) rows.push(line('No cost was charged', ''))
  const sum = model.costs.reduce((total, cost) => total + cost.amount, 0)
  if (rows.length > 1) rows.push(line('Together', money(sum)))
  return { title: 'Costs', note: null, rows }
}

function line(label: string, text: string): FigureRow {
  return { label, text, reason: null, tone: null }
}

/** One group as lines of exactly `width` visible characters. */
function block(
  group: FigureGroup,
  set: { width: number; paint: Paint; reasons: string[] }
): string[] {
  const title = cut(group.title, set.width).padEnd(set.width)
  const lines = [set.paint(title, 'bold'), set.paint('─'.repeat(set.width), 'dim')]
  for (const row of group.rows) {
    const value = row.reason === null ? row.text : `n/a ${noteNumber(row.reason, set.reasons)})`
    const label = cut(row.label, Math.max(8, set.width - value.length - 1))
    const space = ' '.repeat(Math.max(1, set.width - label.length - value.length))
    const shown = row.tone === null ? value : set.paint(value, row.tone)
    lines.push(label + space + shown)
  }
  return lines
}

/** Sets blocks in columns, each next one under the shortest column. */
function beside(
  blocks: readonly string[][],
  set: { columns: number; columnWidth: number }
): string[] {
  const stacks: string[][] = Array.from({ length: set.columns }, () => [])
  for (const lines of blocks) {
    const shortest = stacks.reduce((best, stack) => (stack.length < best.length ? stack : best))
    shortest.push(...lines, '')
  }
  const height = Math.max(...stacks.map((stack) => stack.length))
  return Array.from({ length: height }, (_, i) =>
    stacks
      .map((stack) => stack[i] || ' '.repeat(set.columnWidth))
      .join(' '.repeat(GAP))
      .trimEnd()
  )
}

function perStrategyLines(model: ReportModel, set: { width: number; paint: Paint }): string[] {
  if (model.perStrategy.length === 0) return []
  const heads = ['Net profit', 'Return', 'Trades', 'Win rate']
  const widths = [16, 12, 9, 10]
  const nameWidth = Math.min(40, set.width - widths.reduce((sum, one) => sum + one, 0))
  const row = (name: string, cells: string[]) =>
    cut(name, nameWidth).padEnd(nameWidth) +
    cells.map((cell, i) => cell.padStart(widths[i]!)).join('')
  return [
    set.paint(row('By strategy', heads), 'bold'),
    ...model.perStrategy.map(({ strategy, performance }) =>
      row(strategy, [
        signedMoney(performance.returns.netProfit),
        signedPercent(performance.returns.totalReturn),
        count(performance.trades.closed),
        performance.trades.winRate === null
          ? 'n/a'
          : signedPercent(performance.trades.winRate).replace('+', ''),
      ])
    ),
    '',
  ]
}

function noteNumber(reason: string, reasons: string[]): number {
  if (!reasons.includes(reason)) reasons.push(reason)
  return reasons.indexOf(reason) + 1
}

function cut(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, width - 1)}…`
}

function wrapped(text: string, width: number): string[] {
  const lines: string[] = []
  let current = ''
  for (const word of text.split(' ')) {
    if (current && current.length + 1 + word.length > width) {
      lines.push(current)
      current = word
    } else {
      current = current ? `${current} ${word}` : word
    }
  }
  return current ? [...lines, current] : lines
}

/** Takes control characters out of a line, our own colour codes excepted. */
function plain(text: string, colour: boolean): string {
  // eslint-disable-next-line no-control-regex -- Control characters are what is being looked for.
  return text.replace(/\u001b\[[0-9;]*m|[\u0000-\u001f\u007f-\u009f]/g, (found) =>
    colour && found.length > 1 && OWN_CODES.has(found) ? found : '?'
  )
}

const OWN_CODES = new Set([...Object.values(STYLES).map((code) => `\u001b[${code}m`), '\u001b[0m'])
