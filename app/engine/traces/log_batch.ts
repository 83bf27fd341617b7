import { clientOrderId } from '#engine/trading/client_order.js'
import { priceText } from '#kernel/values/price.js'
import type { JournalBatch, JournalEntry } from '#ports/journal.js'
import type { LogFacts } from '#ports/log.js'
import { traceId } from './trace_id.js'

/** Where lines go: `info` for what a person may want to see pass by, `debug` for each step besides. */
export interface LogLines {
  info(sentence: string, facts: LogFacts): void
  debug(sentence: string, facts: LogFacts): void
}

/** Writes a line for each durable row that belongs to a trace, under the trace and its span. */
export function logBatch({ account, rows, decisions, fills }: JournalBatch, log: LogLines): void {
  for (const row of rows) {
    if (row.trace === null) continue
    const line = lineOf(account, JSON.parse(row.entry) as JournalEntry)
    const facts = {
      account,
      trace: traceId(account, row.trace),
      span: line.span,
      row: row.sequence,
    }
    log.debug(line.text, { ...facts, ...line.facts })
  }
  for (const { sequence, decision, strategy, symbol, asked, quantity, reason } of decisions) {
    if (decision === 'approve') continue
    const facts = { account, trace: traceId(account, sequence), span: 'risk', strategy, symbol }
    const verb = decision === 'deny' ? 'denied' : 'reduced'
    log.info(`risk ${verb} ${asked} ${symbol}: ${reason}`, { ...facts, asked, quantity })
  }
  for (const { fill, clientOrderId: order, strategy, symbol } of fills) {
    const { sequence, side, quantity, price } = fill
    const row = rows.find(({ entry }) => entry.includes(`"fillSequence":${sequence},`))
    const origin = row?.trace ?? null
    const trace = origin === null ? {} : { trace: traceId(account, origin) }
    const facts = { account, ...trace, span: `fill:${sequence}`, strategy, symbol, quantity, price }
    const verb = side === 'buy' ? 'bought' : 'sold'
    log.info(`${verb} ${quantity} ${symbol} at ${priceText(price)}`, {
      ...facts,
      order: order ?? undefined,
    })
  }
}

interface Line {
  readonly span: string
  readonly text: string
  readonly facts: LogFacts
}

function lineOf(account: string, entry: JournalEntry): Line {
  if (entry.type === 'signal_proposed') {
    const { seen } = entry
    const facts = { command: seen?.command, actor: seen?.actor }
    return { span: 'signal', text: 'a signal is in the journal', facts }
  }
  if (!('orderSequence' in entry) || entry.orderSequence === null) {
    return { span: 'signal', text: entry.type, facts: {} }
  }
  const span = `order:${entry.orderSequence}`
  const order = clientOrderId(account, entry.orderSequence)
  switch (entry.type) {
    case 'order_sent': {
      const facts = { order, handedMs: entry.handedMs }
      return { span: `broker:${entry.orderSequence}`, text: 'the broker has taken it', facts }
    }
    case 'order_event': {
      const { event, brokerOrderId, brokerReason } = entry
      return {
        span,
        text: event.replaceAll('_', ' '),
        facts: { order, brokerOrderId, brokerReason },
      }
    }
    default:
      return { span, text: entry.type.replaceAll('_', ' '), facts: { order } }
  }
}
