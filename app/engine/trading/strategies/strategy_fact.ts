import { buyingPower, grossExposure } from '#kernel/account/exposure.js'
import type { CorporateAction } from '#kernel/instrument/corporate_action.js'
import type { Command } from '#kernel/command.js'
import { effectiveBias } from '#kernel/risk/bias.js'
import { equityOf, positionOf, type TradingState } from '#kernel/state.js'
import type { BarTick } from '#ports/market_feed.js'
import { symbolOf } from '../action.js'

/** The account's figures as strategies are shown them, in account currency. */
export interface AccountFigures {
  readonly cash: number
  readonly buyingPower: number
  readonly equity: number
  readonly exposure: number
}

/** What became of a strategy's own orders: the fields of an event of the plugin protocol, without its time. */
export interface OwnNews {
  readonly type: 'order' | 'fill' | 'position' | 'denied' | 'corporate_action'
  readonly symbol: string
  readonly [field: string]: unknown
}

/** What strategies are told of a group of rows: copies, because the book moves on. */
export type StrategyFact =
  /** A bar that has ended, with the account as it was valued at its close. */
  | { readonly type: 'bar'; readonly bar: BarTick; readonly account: AccountFigures }
  /** `strategy` is its number in the account, above 0. */
  | { readonly type: 'news'; readonly strategy: number; readonly news: OwnNews }
  /** A split or dividend, told to every strategy that is shown the instrument. */
  | { readonly type: 'action'; readonly news: OwnNews }

/** The account's figures now. */
export function figuresOf(state: TradingState): AccountFigures {
  const equity = equityOf(state) / 1e6
  const exposure = grossExposure(state)
  const leverage = state.limits.portfolio.leverageMax * effectiveBias(state)
  return {
    cash: state.cash / 1e6,
    buyingPower: buyingPower(equity, leverage, exposure),
    equity,
    exposure,
  }
}

/** What a command of the kernel is to the strategy that it concerns; `null` when it is none's business. */
export function newsOf(state: TradingState, command: Command): StrategyFact | null {
  switch (command.type) {
    case 'submit_order':
    case 'replace_order':
    case 'order_changed':
      return news(command.order.strategy, orderNews(state, command.order))
    case 'fill_booked':
      return news(command.fill.strategy, {
        type: 'fill',
        symbol: symbolOf(state, command.fill.instrument),
        // Of an order that has ended, or of none: no reference of the strategy's leads to it.
        reference: 0,
        sequence: command.fill.orderSequence,
        side: command.fill.side,
        quantity: command.fill.quantity,
        price: command.fill.price,
        commission: command.fill.fee / 1e6,
      })
    case 'fill_recorded': {
      const { fill, order } = command
      return news(fill.strategy, {
        type: 'fill',
        symbol: symbolOf(state, fill.instrument),
        reference: order.reference,
        sequence: order.sequence,
        side: fill.side,
        quantity: fill.quantity,
        price: fill.price,
        commission: fill.fee / 1e6,
      })
    }
    case 'position_changed':
      return news(command.strategy, positionNews(state, command.strategy, command.instrument))
    case 'signal_judged': {
      if (command.decision === 'approve') return null
      const { signal, code, reason } = command
      return news(signal.strategy, {
        type: 'denied',
        symbol: symbolOf(state, signal.instrument),
        reference: signal.reference,
        code,
        text: reason,
      })
    }
    default:
      return null
  }
}

/** A split or dividend of an instrument as an event tells it. */
export function actionNews(symbol: string, action: CorporateAction): StrategyFact {
  const { type, exDay } = action
  const value = action.type === 'split' ? action.ratio : action.amount
  return { type: 'action', news: { type: 'corporate_action', symbol, action: type, value, exDay } }
}

/** A position as an event tells it. */
export function positionNews(state: TradingState, strategy: number, instrument: number): OwnNews {
  const { quantity, averageCost, realised } = positionOf(state, strategy, instrument)
  const symbol = symbolOf(state, instrument)
  return { type: 'position', symbol, quantity, averageCost, realisedPnl: realised / 1e6 }
}

/** An order as an event tells it. */
export function orderNews(state: TradingState, order: TradingState['orders'][number]): OwnNews {
  return {
    type: 'order',
    symbol: symbolOf(state, order.instrument),
    reference: order.reference,
    sequence: order.sequence,
    state: order.state,
    side: order.side,
    orderType: order.type,
    quantity: order.quantity,
    filled: order.filled,
    limitPrice: order.limitPrice,
    stopPrice: order.stopPrice,
    role: order.role,
  }
}

/** Manual trading, number 0, has nobody to tell. */
function news(strategy: number, told: OwnNews): StrategyFact | null {
  return strategy > 0 ? { type: 'news', strategy, news: told } : null
}
