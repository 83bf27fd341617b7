import { formatMicros } from '#kernel/values/micros.js'
import type { FillRecord, JournalBatch, OrderRecord, PositionRecord } from '#ports/journal.js'
import type { FillRow } from '#ports/portfolio_records.js'
import type { AccountRow, OrderRow, PositionRow } from '#ports/trading_records.js'

/** An order as its row says after a batch. */
export function orderRow({ order, ...record }: OrderRecord): OrderRow {
  const { sequence, side, type, role, quantity, filled, averagePrice } = order
  const { limitPrice, stopPrice, reason, createdMs } = order
  const { strategy, symbol, state, remark } = record
  return {
    id: record.clientOrderId,
    sequence,
    strategy,
    symbol,
    side,
    type,
    role,
    state,
    quantity,
    filled,
    averagePrice,
    limitPrice,
    stopPrice,
    reason,
    remark,
    createdMs,
  }
}

/** An execution as its row says. */
export function fillRow({
  fill,
  clientOrderId,
  brokerFillId,
  strategy,
  symbol,
}: FillRecord): FillRow {
  const { sequence, side, quantity, price, marketPrice, fee, atMs } = fill
  return {
    sequence,
    brokerFillId,
    order: clientOrderId,
    strategy,
    symbol,
    side,
    quantity,
    price,
    marketPrice,
    fee: formatMicros(fee),
    atMs,
  }
}

/** A position as its row says after a batch; of quantity 0 when there is none any more. */
export function positionRow(record: PositionRecord): PositionRow {
  const { strategy, symbol, quantity, averageCost, price, updatedMs } = record
  return {
    strategy,
    symbol,
    quantity,
    averageCost,
    price,
    value: formatMicros(record.value),
    realised: formatMicros(record.realised),
    fees: formatMicros(record.fees),
    updatedMs,
  }
}

/** An account's row after a batch. */
export function accountRow(before: AccountRow, batch: JournalBatch): AccountRow {
  const { cash, equity, mode, modeReason, updatedMs } = batch.accountRecord
  return {
    ...before,
    cash: formatMicros(cash),
    equity: formatMicros(equity),
    mode,
    modeReason,
    updatedMs,
    fencing: batch.fencing,
    lastSequence: batch.after + batch.rows.length,
  }
}
