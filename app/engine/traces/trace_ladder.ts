import { visible } from '#engine/plugin/visible.js'
import type { SeenQuote } from '#ports/journal.js'
import type { TracedDecision } from '#ports/traces.js'
import { shownPrice } from './shown_price.js'
import type { Trace, TraceOrder } from './trace.js'

/** Longest state of a strategy in a ladder, in characters; the JSON has all of it. */
const STATE_MAX = 300
const NAME_WIDTH = 6

interface Rung {
  readonly atMs: number
  readonly name: string
  readonly lines: readonly string[]
}

/** A trace as lines of text, in the order in which things happened, each with its time since the beginning. */
export function traceLadder(trace: Trace): string[] {
  const { id, startMs, wish, outcome, strategy, seen } = trace
  const by = seen?.actor === undefined ? strategy : `${strategy} (${seen.actor})`
  const rungs = rungsOf(trace)
  const width = Math.max(...rungs.map(({ atMs }) => sinceText(atMs - startMs).length))
  const empty = ' '.repeat(width + 2 + NAME_WIDTH)
  return [
    `${id}  ${visible(wish)}  by ${visible(by)}`,
    `${new Date(startMs).toISOString().replace('T', ' ').replace('Z', ' UTC')}  ${visible(outcome)}`,
    '',
    ...rungs.flatMap(({ atMs, name, lines: [first = '', ...more] }) => [
      `${sinceText(atMs - startMs).padStart(width)}  ${name.padEnd(NAME_WIDTH)}  ${visible(first)}`,
      ...more.map((line) => `${empty}  ${visible(line)}`),
    ]),
    ...trace.orders.flatMap((order) => slippageLines(order)),
  ]
}

function sinceText(ms: number): string {
  return ms < 60_000 ? `+${Math.round(ms * 10) / 10} ms` : `+${(ms / 1000).toFixed(1)} s`
}

function rungsOf(trace: Trace): Rung[] {
  const rungs = trace.spans.flatMap(({ name, startMs, endMs, text, steps }): Rung[] => {
    switch (name) {
      case 'signal':
        return [{ atMs: startMs, name, lines: signalLines(trace, text) }]
      case 'risk':
        return [{ atMs: endMs ?? startMs, name, lines: [text, ...verdictLines(trace.decisions)] }]
      case 'fill':
        return [{ atMs: endMs ?? startMs, name, lines: [fillText(text, startMs, endMs)] }]
      case 'broker':
        return [{ atMs: startMs, name, lines: [text] }]
      case 'order':
        return [
          { atMs: startMs, name, lines: [text] },
          ...steps.map((step) => ({ atMs: step.atMs, name, lines: [step.text] })),
        ]
    }
  })
  // Things of one millisecond stay in the order in which they follow from each other.
  return rungs.toSorted((left, right) => left.atMs - right.atMs)
}

function signalLines({ seen, startMs, spans }: Trace, text: string): string[] {
  const thought = (spans[0]?.endMs ?? startMs) - startMs
  return [
    text + (thought > 0 ? `, answered after ${thought} ms` : ''),
    ...(seen === null ? [] : [quoteLine(seen.quote, startMs)]),
    ...(seen === null || seen.state === null ? [] : [`state: ${cut(seen.state)}`]),
  ]
}

function quoteLine(quote: SeenQuote | null, atMs: number): string {
  if (quote === null) return 'quote: none had come'
  const { bid, ask, last, seenMs } = quote
  const said = (value: number | null) => (value === null ? 'none' : shownPrice(value))
  const age = seenMs === undefined ? '' : `, ${Math.max(0, atMs - seenMs)} ms old`
  return `quote: bid ${said(bid)}, ask ${said(ask)}, last ${said(last)}${age}`
}

function verdictLines(decisions: readonly TracedDecision[]): string[] {
  return decisions.flatMap(({ verdicts }) => {
    const approvals = verdicts.filter(({ decision }) => decision === 'approve')
    const others = verdicts.filter(({ decision }) => decision !== 'approve')
    return [
      ...others.map(
        ({ rule, decision, allowed, reason }) =>
          `${decision === 'deny' ? '✖' : '▽'} ${rule}: ${reason ?? decision}` +
          (decision === 'reduce' && allowed !== null ? ` (at most ${allowed})` : '')
      ),
      ...(approvals.length === 0
        ? []
        : wrapped(`✔ ${approvals.map(({ rule }) => rule).join(', ')}`, 80)),
    ]
  })
}

function fillText(text: string, startMs: number, endMs: number | null): string {
  const late = (endMs ?? startMs) - startMs
  return late > 0 ? `${text}, booked ${late} ms after the broker's time` : text
}

function slippageLines({ id, slippage, side }: TraceOrder): string[] {
  if (slippage === null) return []
  const { against, price, perUnit, bps, total, beforeHandOver, perUnitAgainstMiddle } = slippage
  const what = against === 'market' ? "the account's price" : `the ${against} it saw`
  const lines = [
    '',
    `slippage of ${id}: ${amount(perUnit)} a unit (${amount(bps)} bps) against ${what}, ${shownPrice(price)}; ` +
      `${amount(total)} in all (above 0 is worse for a ${side})`,
  ]
  if (beforeHandOver !== null) {
    lines.push(`  ${amount(beforeHandOver)} of it before the broker had the order`)
  }
  if (perUnitAgainstMiddle !== null) {
    lines.push(`  ${amount(perUnitAgainstMiddle)} a unit against the middle of bid and ask`)
  }
  return lines
}

function amount(value: number): string {
  return String(Number(value.toFixed(4)) + 0)
}

function cut(text: string): string {
  return text.length <= STATE_MAX ? text : `${text.slice(0, STATE_MAX - 1)}…`
}

/** Breaks a list at its commas. */
function wrapped(text: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const part of text.split(/(?<=, )/)) {
    if (line.length + part.trimEnd().length > width && line !== '') {
      lines.push(line.trimEnd())
      line = '  '
    }
    line += part
  }
  return [...lines, line]
}
