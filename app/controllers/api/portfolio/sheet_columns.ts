import type { FillRow, TradeRow, TransactionRow } from '#ports/portfolio_records.js'
import type { TraceSummary } from '#ports/traces.js'
import type { OrderRow, PositionRow } from '#ports/trading_records.js'
import type { CsvColumn } from '../csv.js'
import { decimal, instant } from '../trading/views.js'

/** Columns of the file of positions. */
export const POSITION_COLUMNS: readonly CsvColumn<PositionRow>[] = [
  ['symbol', (one) => one.symbol],
  ['strategy', (one) => one.strategy],
  ['quantity', (one) => decimal(one.quantity)],
  ['average_cost', (one) => decimal(one.averageCost)],
  ['price', (one) => decimal(one.price)],
  ['value', (one) => one.value],
  ['realised', (one) => one.realised],
  ['fees', (one) => one.fees],
  ['updated_at_utc', (one) => instant(one.updatedMs)],
]

/** Columns of the file of orders. */
export const ORDER_COLUMNS: readonly CsvColumn<OrderRow>[] = [
  ['order', (one) => one.id],
  ['created_at_utc', (one) => instant(one.createdMs)],
  ['strategy', (one) => one.strategy],
  ['symbol', (one) => one.symbol],
  ['side', (one) => one.side],
  ['type', (one) => one.type],
  ['role', (one) => one.role],
  ['state', (one) => one.state],
  ['quantity', (one) => decimal(one.quantity)],
  ['filled', (one) => decimal(one.filled)],
  ['average_price', (one) => (one.filled > 0 ? decimal(one.averagePrice) : null)],
  ['limit_price', (one) => decimal(one.limitPrice)],
  ['stop_price', (one) => decimal(one.stopPrice)],
  ['reason', (one) => one.reason],
  ['remark', (one) => one.remark],
]

/** Columns of the file of executions. */
export const FILL_COLUMNS: readonly CsvColumn<FillRow>[] = [
  ['number', (one) => one.sequence],
  ['at_utc', (one) => instant(one.atMs)],
  ['order', (one) => one.order],
  ['strategy', (one) => one.strategy],
  ['symbol', (one) => one.symbol],
  ['side', (one) => one.side],
  ['quantity', (one) => decimal(one.quantity)],
  ['price', (one) => decimal(one.price)],
  ['market_price', (one) => decimal(one.marketPrice)],
  ['fee', (one) => one.fee],
  ['broker_fill', (one) => one.brokerFillId],
]

/** Columns of the file of closed trades. */
export const TRADE_COLUMNS: readonly CsvColumn<TradeRow>[] = [
  ['number', (one) => one.sequence],
  ['strategy', (one) => one.strategy],
  ['symbol', (one) => one.symbol],
  ['side', (one) => one.side],
  ['quantity', (one) => decimal(one.quantity)],
  ['entry_at_utc', (one) => instant(one.entryMs)],
  ['exit_at_utc', (one) => instant(one.exitMs)],
  ['entry_price', (one) => decimal(one.entryPrice)],
  ['exit_price', (one) => decimal(one.exitPrice)],
  ['profit', (one) => one.profit],
  ['fees', (one) => one.fees],
  ['return_fraction', (one) => decimal(one.returnFraction)],
  ['reason', (one) => one.reason],
  ['exit_reason', (one) => one.exitReason],
]

/** Columns of the file of movements of cash. */
export const TRANSACTION_COLUMNS: readonly CsvColumn<TransactionRow>[] = [
  ['number', (one) => one.sequence],
  ['at_utc', (one) => instant(one.atMs)],
  ['type', (one) => one.type],
  ['strategy', (one) => one.strategy],
  ['symbol', (one) => one.symbol],
  ['quantity', (one) => decimal(one.quantity)],
  ['price', (one) => decimal(one.price)],
  ['fx_rate', (one) => decimal(one.fxRate)],
  ['amount', (one) => one.amount],
  ['balance', (one) => one.balance],
]

/** Columns of the file of traces, behind the trace's id. */
export const TRACE_COLUMNS: readonly CsvColumn<TraceSummary>[] = [
  ['at_utc', (one) => instant(one.atMs)],
  ['strategy', (one) => one.strategy],
  ['symbol', (one) => one.symbol],
  ['side', (one) => one.side],
  ['asked', (one) => decimal(one.asked)],
  ['decision', (one) => one.decision],
  ['reason', (one) => one.reason],
  ['filled', (one) => decimal(one.filled)],
  ['average_price', (one) => (one.filled > 0 ? decimal(one.averagePrice) : null)],
  ['order_states', (one) => one.states.join(' ')],
]
