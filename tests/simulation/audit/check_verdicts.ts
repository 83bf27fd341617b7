import type { DurableAccount, ReadBatch } from './durable_account.js'
import { holds } from './violation.js'

/** The rules that must have spoken about every order, by name. */
const RULES = [
  'position_quantity',
  'position_notional',
  'position_count',
  'portfolio_exposure',
  'sector_concentration',
  'buying_power',
  'strategy_leverage',
  'strategy_position',
  'short_selling',
  'daily_loss',
  'drawdown',
  'strategy_loss',
  'trading_mode',
  'unknown_order',
  'instrument_paused',
]

/** Every order has one verdict of every rule: its own, or as an attached exit those of its entry. */
export function checkVerdicts(account: DurableAccount, read: ReadBatch): void {
  for (const record of read.newOrders) {
    const { order, clientOrderId } = record
    if (order.parent > 0) {
      holds(
        account.orders.has(order.parent),
        'every order has its verdicts',
        () => `${clientOrderId} protects the order ${order.parent}, which there is not`
      )
      continue
    }
    const decision = read.batch.decisions.find((one) => one.clientOrderId === clientOrderId)
    holds(
      decision !== undefined && decision.decision !== 'deny',
      'every order has its verdicts',
      () => `${clientOrderId} has ${decision === undefined ? 'none' : 'been denied'}`
    )
    const silent = RULES.filter(
      (rule) => decision.verdicts.filter((one) => one.rule === rule).length !== 1
    )
    holds(
      silent.length === 0,
      'every order has its verdicts',
      () => `${clientOrderId} was not judged once by ${silent.join(', ')}`
    )
  }
}
