import type { BrokerBooks } from '../broker/books.js'
import { INSTRUMENTS } from '../world/terms.js'
import { isOpenRecord } from './check_orders.js'
import type { DurableAccount, ReadBatch } from './durable_account.js'
import { holds } from './violation.js'

/** Every execution is one of the broker's, booked once, with its order and its figures. */
export function checkFills(account: DurableAccount, read: ReadBatch, books: BrokerBooks): void {
  for (const { brokerFillId, clientOrderId, symbol, strategy, fill } of read.batch.fills) {
    holds(
      !account.booked.has(brokerFillId),
      'an execution is booked once',
      () => `${brokerFillId} of ${clientOrderId} was booked again`
    )
    const execution = books.executions[Number(brokerFillId.slice(1)) - 1]
    const told = { clientOrderId, symbol, quantity: fill.quantity, price: fill.price }
    holds(
      execution !== undefined &&
        execution.clientOrderId === clientOrderId &&
        execution.symbol === symbol &&
        execution.side === fill.side &&
        execution.quantity === fill.quantity &&
        execution.price === fill.price,
      'an execution is the broker’s',
      () => `${brokerFillId} is ${JSON.stringify(told)} here and ${JSON.stringify(execution)} there`
    )
    const record = account.orders.get(fill.orderSequence)
    holds(
      record?.strategy === strategy,
      'an execution belongs to the strategy of its order',
      () => `${brokerFillId} went to ${strategy}, its order is of ${record?.strategy}`
    )
    account.book(execution, strategy)
  }
}

/** Positions are the sum of executions; cash adds up to the millionth. */
export function checkSums(account: DurableAccount, read: ReadBatch): void {
  const { accountRecord, positions, transactions } = read.batch
  holds(
    accountRecord.cash === account.cashMicros,
    'cash adds up to the millionth',
    () => `the account says ${accountRecord.cash}, its executions make ${account.cashMicros}`
  )
  for (const { transaction } of transactions.slice(-1)) {
    holds(
      transaction.balance === account.cashMicros,
      'the ledger ends at the cash',
      () => `it ends at ${transaction.balance}, the cash is ${account.cashMicros}`
    )
  }
  for (const { strategy, symbol, quantity } of positions) {
    const units = account.held.get(`${strategy} ${symbol}`) ?? 0
    holds(
      quantity === units,
      'a position is the sum of its executions',
      () => `${symbol} of ${strategy} is ${quantity}, its executions make ${units}`
    )
  }
}

/** What the broker holds can be explained: executions not yet booked are of orders that are open here. */
export function checkExplained(account: DurableAccount, books: BrokerBooks): void {
  for (const { symbol } of INSTRUMENTS) {
    const there = books.positions.get(symbol) ?? 0
    const here = account.netOf(symbol)
    if (there === here) continue
    let [low, high] = [here, here]
    for (const record of account.orders.values()) {
      if (record.symbol !== symbol || !isOpenRecord(record)) continue
      const known = books.orders.get(record.clientOrderId)
      // A change that is under way: the broker goes by the terms that it knows.
      const quantity = Math.max(record.order.quantity, known?.quantity ?? 0)
      const left = quantity - record.order.filled
      if (record.order.side === 'buy') high += left
      else low -= left
    }
    holds(
      low <= there && there <= high,
      'exposure is within what is known to be in flight',
      () => `the broker holds ${there} ${symbol}, by the journal it can be ${low} to ${high}`
    )
  }
}
