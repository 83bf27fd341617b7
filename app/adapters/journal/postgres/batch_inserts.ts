import type {
  DecisionRecord,
  FillRecord,
  JournalRow,
  OrderRecord,
  PositionRecord,
  TradeRecord,
  TransactionRecord,
} from '#ports/journal.js'
import type {
  BiasRecord,
  LimitsChangeRecord,
  LimitsRecord,
  ModeRecord,
} from '#ports/risk_records.js'
import { formatMicros } from '#kernel/values/micros.js'
import { bulkInsert, instant } from './insert_rows.js'

/** Rows of the journal with the lease under which they were written. */
export const JOURNAL_ROWS = bulkInsert<JournalRow & { readonly fencing: number }>('journal', [
  ['sequence', 'bigint', (row) => row.sequence],
  ['at_ms', 'float8', (row) => row.atMs],
  ['fencing', 'bigint', (row) => row.fencing],
  ['entry', 'text', (row) => row.entry],
  ['commands_hash', 'text', (row) => row.commandsHash],
  ['trace', 'bigint', (row) => row.trace],
])

/** Orders: new ones, or what changed of them. Who made an order first stays its maker. */
export const ORDER_ROWS = bulkInsert<OrderRecord & { readonly fencing: number }>(
  'orders',
  [
    ['sequence', 'bigint', ({ order }) => order.sequence],
    ['id', 'text', (row) => row.clientOrderId],
    ['strategy', 'text', (row) => row.strategy],
    ['symbol', 'text', (row) => row.symbol],
    ['side', 'text', ({ order }) => order.side],
    ['type', 'text', ({ order }) => order.type],
    ['role', 'text', ({ order }) => order.role],
    ['state', 'text', (row) => row.state],
    ['quantity', 'numeric', ({ order }) => order.quantity],
    ['filled', 'numeric', ({ order }) => order.filled],
    ['average_price', 'float8', ({ order }) => order.averagePrice],
    ['limit_price', 'float8', ({ order }) => order.limitPrice],
    ['stop_price', 'float8', ({ order }) => order.stopPrice],
    ['trail', 'jsonb', ({ order }) => (order.trail === null ? null : JSON.stringify(order.trail))],
    ['time_in_force', 'text', ({ order }) => order.timeInForce],
    ['good_till', 'timestamptz', ({ order }) => instant(order.goodTillMs)],
    ['parent', 'bigint', ({ order }) => order.parent],
    ['reference', 'bigint', ({ order }) => order.reference],
    ['reason', 'text', ({ order }) => order.reason],
    ['remark', 'text', (row) => row.remark],
    ['broker_order_id', 'text', (row) => row.brokerOrderId],
    ['fencing', 'bigint', (row) => row.fencing],
    ['trace', 'bigint', (row) => row.trace],
    ['created_at', 'timestamptz', ({ order }) => instant(order.createdMs)],
    ['updated_at', 'timestamptz', (row) => instant(row.updatedMs)],
  ],
  `on conflict (account, sequence) do update set state = excluded.state,
     quantity = excluded.quantity, filled = excluded.filled,
     average_price = excluded.average_price, limit_price = excluded.limit_price,
     stop_price = excluded.stop_price, remark = coalesce(excluded.remark, orders.remark),
     broker_order_id = coalesce(excluded.broker_order_id, orders.broker_order_id),
     updated_at = excluded.updated_at`
)

/** Executions; one that is there already makes the transaction fail. */
export const FILL_ROWS = bulkInsert<FillRecord>('fills', [
  ['sequence', 'bigint', ({ fill }) => fill.sequence],
  ['broker_fill_id', 'text', (row) => row.brokerFillId],
  ['order_id', 'text', (row) => row.clientOrderId],
  ['strategy', 'text', (row) => row.strategy],
  ['symbol', 'text', (row) => row.symbol],
  ['side', 'text', ({ fill }) => fill.side],
  ['quantity', 'numeric', ({ fill }) => fill.quantity],
  ['price', 'float8', ({ fill }) => fill.price],
  ['market_price', 'float8', ({ fill }) => fill.marketPrice],
  ['fee', 'numeric', ({ fill }) => formatMicros(fill.fee)],
  ['at', 'timestamptz', ({ fill }) => instant(fill.atMs)],
])

/** Positions as they stand. */
export const POSITION_ROWS = bulkInsert<PositionRecord>(
  'positions',
  [
    ['strategy', 'text', (row) => row.strategy],
    ['symbol', 'text', (row) => row.symbol],
    ['quantity', 'numeric', (row) => row.quantity],
    ['average_cost', 'float8', (row) => row.averageCost],
    ['price', 'float8', (row) => row.price],
    ['value', 'numeric', (row) => formatMicros(row.value)],
    ['basis', 'numeric', (row) => formatMicros(row.basis)],
    ['realised', 'numeric', (row) => formatMicros(row.realised)],
    ['fees', 'numeric', (row) => formatMicros(row.fees)],
    ['income', 'numeric', (row) => formatMicros(row.income)],
    ['updated_at', 'timestamptz', (row) => instant(row.updatedMs)],
  ],
  `on conflict (account, strategy, symbol) do update set quantity = excluded.quantity,
     average_cost = excluded.average_cost, price = excluded.price, value = excluded.value,
     basis = excluded.basis, realised = excluded.realised, fees = excluded.fees,
     income = excluded.income, updated_at = excluded.updated_at`
)

/** Rows of the ledger. */
export const TRANSACTION_ROWS = bulkInsert<TransactionRecord>('transactions', [
  ['sequence', 'bigint', ({ transaction }) => transaction.sequence],
  ['type', 'text', ({ transaction }) => transaction.type],
  ['amount', 'numeric', ({ transaction }) => formatMicros(transaction.amount)],
  ['balance', 'numeric', ({ transaction }) => formatMicros(transaction.balance)],
  ['strategy', 'text', (row) => row.strategy],
  ['symbol', 'text', (row) => row.symbol],
  ['quantity', 'numeric', ({ transaction }) => transaction.quantity],
  ['price', 'float8', ({ transaction }) => transaction.price],
  ['fx_rate', 'float8', ({ transaction }) => transaction.fxRate],
  ['at', 'timestamptz', ({ transaction }) => instant(transaction.atMs)],
])

/** Positions that were opened and closed. */
export const TRADE_ROWS = bulkInsert<TradeRecord>('trades', [
  ['sequence', 'bigint', ({ trade }) => trade.sequence],
  ['strategy', 'text', (row) => row.strategy],
  ['symbol', 'text', (row) => row.symbol],
  ['side', 'text', ({ trade }) => trade.side],
  ['quantity', 'numeric', ({ trade }) => trade.quantity],
  ['entry_at', 'timestamptz', ({ trade }) => instant(trade.entryMs)],
  ['exit_at', 'timestamptz', ({ trade }) => instant(trade.exitMs)],
  ['entry_price', 'float8', ({ trade }) => trade.entryPrice],
  ['exit_price', 'float8', ({ trade }) => trade.exitPrice],
  ['profit', 'numeric', ({ trade }) => formatMicros(trade.profit)],
  ['fees', 'numeric', ({ trade }) => formatMicros(trade.fees)],
  ['return_fraction', 'float8', ({ trade }) => trade.returnFraction],
  ['bars_held', 'integer', ({ trade }) => trade.barsHeld],
  ['reason', 'text', ({ trade }) => trade.reason],
  ['exit_reason', 'text', ({ trade }) => trade.exitReason],
])

/** What risk said to signals and closes. */
export const DECISION_ROWS = bulkInsert<DecisionRecord>('signal_decisions', [
  ['sequence', 'bigint', (row) => row.sequence],
  ['part', 'integer', (row) => row.part],
  ['order_id', 'text', (row) => row.clientOrderId],
  ['strategy', 'text', (row) => row.strategy],
  ['symbol', 'text', (row) => row.symbol],
  ['decision', 'text', (row) => row.decision],
  ['code', 'text', (row) => row.code],
  ['reason', 'text', (row) => row.reason],
  ['asked', 'float8', (row) => row.asked],
  ['quantity', 'float8', (row) => row.quantity],
  ['verdicts', 'jsonb', (row) => JSON.stringify(row.verdicts)],
  ['at', 'timestamptz', (row) => instant(row.atMs)],
])

/** Limits that came into force. */
export const LIMITS_ROWS = bulkInsert<LimitsRecord>('risk_limits', [
  ['version', 'integer', (row) => row.version],
  ['limits', 'jsonb', (row) => JSON.stringify(row.limits)],
  ['actor', 'text', (row) => row.actor],
  ['reason', 'text', (row) => row.reason],
  ['at', 'timestamptz', (row) => instant(row.atMs)],
])

/** Loosenings of limits, and what became of them. */
export const LIMITS_CHANGE_ROWS = bulkInsert<LimitsChangeRecord>(
  'risk_limit_changes',
  [
    ['sequence', 'bigint', (row) => row.sequence],
    ['limits', 'jsonb', (row) => JSON.stringify(row.limits)],
    ['actor', 'text', (row) => row.actor],
    ['reason', 'text', (row) => row.reason],
    ['asked_at', 'timestamptz', (row) => instant(row.askedMs)],
    ['due_at', 'timestamptz', (row) => instant(row.dueMs)],
    ['state', 'text', (row) => row.state],
    ['settled_by', 'text', (row) => row.settledBy],
    ['settled_at', 'timestamptz', (row) => instant(row.settledMs)],
    ['version', 'integer', (row) => row.version],
  ],
  `on conflict (account, sequence) do update set state = excluded.state,
     settled_by = excluded.settled_by, settled_at = excluded.settled_at,
     version = excluded.version`
)

/** Risk biases that were set. */
export const BIAS_ROWS = bulkInsert<BiasRecord>('risk_biases', [
  ['sequence', 'bigint', (row) => row.sequence],
  ['bias', 'float8', (row) => row.bias],
  ['is_lasting', 'boolean', (row) => row.isLasting],
  ['counts_from', 'timestamptz', (row) => instant(row.countsFromMs)],
  ['source', 'text', (row) => row.source],
  ['word', 'float8', (row) => row.word],
  ['actor', 'text', (row) => row.actor],
  ['reason', 'text', (row) => row.reason],
  ['at', 'timestamptz', (row) => instant(row.atMs)],
])

/** Changes of what an account may do. */
export const MODE_ROWS = bulkInsert<ModeRecord>('account_modes', [
  ['sequence', 'bigint', (row) => row.sequence],
  ['mode', 'text', (row) => row.mode],
  ['reason', 'text', (row) => row.reason],
  ['actor', 'text', (row) => row.actor],
  ['at', 'timestamptz', (row) => instant(row.atMs)],
])
