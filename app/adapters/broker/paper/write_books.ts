import { formatMicros, ZERO } from '#kernel/values/micros.js'
import type { PaperChanges } from './paper_changes.js'
import type { PaperLedger } from './paper_ledger.js'
import type { PaperOrder } from './paper_order.js'

/**
 * One statement that writes all changes of an account, or nothing when another session has taken it over:
 * every part depends on the fence, and the account's row makes writers wait for each other.
 *
 * $1 account, $2 session, $3 orders and $4 fills so far, then rows as JSON: $5 orders, $6 fills, $7 cash,
 * $8 positions, $9 messages under way, $10 numbers of messages that arrived, $11 splits and dividends, $12
 * the dates up to which these are booked (null: as they were).
 */
export const WRITE_BOOKS = `
with fence as (
  update paper_accounts set order_count = $3, fill_count = $4,
         venue_days = coalesce($12::jsonb, venue_days)
   where account = $1 and session = $2 returning account
), wrote_orders as (
  insert into paper_orders
  select r.* from fence, jsonb_populate_recordset(null::paper_orders, $5::jsonb) r
  on conflict (account, client_order_id) do update
     set status = excluded.status, arrived = excluded.arrived, priority = excluded.priority,
         quantity = excluded.quantity, filled = excluded.filled,
         limit_price = excluded.limit_price, stop_price = excluded.stop_price,
         trail = excluded.trail, trail_best = excluded.trail_best, triggered = excluded.triggered,
         reason = excluded.reason, charges = excluded.charges, updated_ms = excluded.updated_ms
   where paper_orders.number = excluded.number
), wrote_fills as (
  insert into paper_fills
  select r.* from fence, jsonb_populate_recordset(null::paper_fills, $6::jsonb) r
), wrote_cash as (
  insert into paper_cash
  select r.* from fence, jsonb_populate_recordset(null::paper_cash, $7::jsonb) r
  on conflict (account, currency) do update set amount = excluded.amount
), wrote_positions as (
  insert into paper_positions
  select r.* from fence, jsonb_populate_recordset(null::paper_positions, $8::jsonb) r
  on conflict (account, symbol) do update
     set quantity = excluded.quantity, average_cost = excluded.average_cost
), wrote_messages as (
  insert into paper_messages
  select r.* from fence, jsonb_populate_recordset(null::paper_messages, $9::jsonb) r
), wrote_actions as (
  insert into paper_actions
  select r.* from fence, jsonb_populate_recordset(null::paper_actions, $11::jsonb) r
), took_messages as (
  delete from paper_messages using fence
   where paper_messages.account = fence.account and number = any($10::bigint[])
)
select exists (select 1 from fence) as "isMine"`

/** The rows of the changes, $5 to $12 of the statement. They are taken now: orders go on changing. */
export function bookRows(account: string, changes: PaperChanges, ledger: PaperLedger): unknown[] {
  const booked = [...changes.fills, ...changes.actions]
  const currencies = new Set(booked.map(({ currency }) => currency))
  const symbols = new Set(booked.map(({ symbol }) => symbol))
  const rows = [
    [...changes.orders].map((order) => orderRow(account, order)),
    changes.fills.map(({ number, clientOrderId, currency, quantity, price, value, fee, atMs }) => ({
      account,
      number,
      client_order_id: clientOrderId,
      currency,
      quantity,
      price,
      value: formatMicros(value),
      fee: formatMicros(fee),
      at_ms: atMs,
    })),
    [...currencies].map((currency) => ({
      account,
      currency,
      amount: formatMicros(ledger.cash.get(currency) ?? ZERO),
    })),
    [...symbols].map((symbol) => {
      const { quantity = 0, averageCost = 0 } = ledger.holdings.get(symbol) ?? {}
      return { account, symbol, quantity, average_cost: averageCost }
    }),
    [...changes.sent.values()].map(({ number, clientOrderId, type, dueMs, change }) => ({
      account,
      number,
      client_order_id: clientOrderId,
      type,
      due_ms: dueMs,
      change,
    })),
  ]
  const actions = changes.actions.map((one) => ({
    account,
    symbol: one.symbol,
    type: one.type,
    ex_day: one.exDay,
    amount: one.amount,
    quantity: one.quantity,
    cash: formatMicros(one.cash),
    currency: one.currency,
    at_ms: one.atMs,
  }))
  return [
    ...rows.map((list) => JSON.stringify(list)),
    changes.arrived,
    JSON.stringify(actions),
    changes.venueDays === null ? null : JSON.stringify(changes.venueDays),
  ]
}

function orderRow(account: string, order: PaperOrder): Record<string, unknown> {
  return {
    account,
    client_order_id: order.clientOrderId,
    number: order.number,
    symbol: order.symbol,
    side: order.side,
    type: order.type,
    status: order.status,
    arrived: order.hasArrived,
    priority: order.priority,
    quantity: order.quantity,
    filled: order.filled,
    limit_price: order.limitPrice,
    stop_price: order.stopPrice,
    trail: order.trail,
    trail_best: order.trailBest,
    triggered: order.triggered,
    time_in_force: order.timeInForce,
    good_till_ms: order.goodTillMs,
    expires_ms: order.expiresMs,
    reason: order.reason,
    sent: order.sent,
    charges: order.charges,
    created_ms: order.createdMs,
    updated_ms: order.updatedMs,
  }
}
