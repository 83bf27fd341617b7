import { grossExposure } from '#kernel/account/exposure.js'
import type { TradeSummary } from '#kernel/metric/trade_summary.js'
import { openTrades } from '#kernel/position/open_trades.js'
import { equityOf, positionOf, type TradingState } from '#kernel/state.js'
import { addMicros, micros, toMicros, toUnits, ZERO, type Micros } from '#kernel/values/micros.js'
import type { PortfolioPosition } from '#ports/portfolio_records.js'
import { stateOf, type AccountBook } from '../trading/account_book.js'
import { strategyOf } from '../trading/trading_records.js'

/** What an account holds and is worth, at the latest prices of its book. Amounts in account currency. */
export interface Portfolio {
  readonly account: string
  readonly currency: string
  /** Row of the journal up to which it is. */
  readonly sequence: number
  readonly atMs: number
  readonly cash: Micros
  readonly equity: Micros
  /** Money that came from outside: deposits, and what was booked to agree with the broker. */
  readonly outside: Micros
  /** Cash with which the account was opened, in currency units. */
  readonly startingCash: number
  readonly currencyCash: Readonly<Record<string, Micros>>
  /** Account currency for one unit of each currency in which there is cash. */
  readonly rates: Readonly<Record<string, number>>
  /**
   * What cash in other currencies has gained by their rates since it was traded. It is not in the equity:
   * the account's cash is reckoned at the rates of its trades.
   */
  readonly currencyEffect: Micros
  /** Everything that was ever traded, what is flat by now included. */
  readonly positions: readonly PortfolioPosition[]
  readonly exposure: Exposure
  readonly openTrades: readonly TradeSummary[]
}

/** What is at risk. Amounts in account currency. */
export interface Exposure {
  /** Value of all holdings, longs and shorts added up, and longs less shorts. */
  readonly gross: Micros
  readonly net: Micros
  /** Gross exposure if every working order that adds to it filled. */
  readonly committed: Micros
  /** Gross value by sector and by currency; `unknown` for instruments without a sector. */
  readonly bySector: Readonly<Record<string, Micros>>
  readonly byCurrency: Readonly<Record<string, Micros>>
}

/** What a position has earned since its start: realised and unrealised profit and income, less fees. */
export function profitOfPosition(
  one: Pick<PortfolioPosition, 'realised' | 'income' | 'fees' | 'value' | 'basis'>
): Micros {
  return micros(one.realised + one.income - one.fees + one.value - one.basis)
}

/** The portfolio of an account as its book has it. */
export function portfolioOf(book: AccountBook): Portfolio {
  const state = stateOf(book)
  const positions = positionsOf(state)
  const earned = positions.reduce((sum, one) => addMicros(sum, profitOfPosition(one)), ZERO)
  const equity = equityOf(state)
  const { currency } = state.settings
  const rates = Object.fromEntries(
    Object.keys(book.cash).map((code) => [code, code === currency ? 1 : (state.fxRates[code] ?? 0)])
  )
  return {
    account: book.account,
    currency,
    sequence: book.sequence,
    atMs: book.atMs,
    cash: state.cash,
    equity,
    outside: micros(equity - earned),
    startingCash: state.settings.cash,
    currencyCash: { ...book.cash },
    rates,
    currencyEffect: currencyEffect(state.cash, book.cash, rates),
    positions,
    exposure: exposureOf(state, positions),
    openTrades: openTrades(state).map((trade): TradeSummary => {
      const { terms } = state.instruments[trade.instrument]!
      return {
        strategy: strategyOf(state, trade.strategy),
        symbol: terms.symbol,
        side: trade.side,
        quantity: trade.quantity,
        entryMs: trade.entryMs,
        exitMs: null,
        entryPrice: trade.entryPrice,
        exitPrice: trade.exitPrice,
        pnl: toUnits(trade.profit),
        returnFraction: trade.returnFraction,
        fees: toUnits(trade.fees),
        barsHeld: trade.barsHeld,
        open: true,
      }
    }),
  }
}

function currencyEffect(
  cash: Micros,
  currencyCash: Readonly<Record<string, Micros>>,
  rates: Readonly<Record<string, number>>
): Micros {
  const worth = Object.entries(currencyCash).map(([code, amount]) =>
    toMicros(toUnits(amount) * (rates[code] ?? 0))
  )
  return micros(worth.reduce((sum, amount) => sum + amount, 0) - cash)
}

function positionsOf(state: TradingState): PortfolioPosition[] {
  const found: PortfolioPosition[] = []
  for (const [strategy, { id }] of state.strategies.entries()) {
    for (const [instrument, { terms, price }] of state.instruments.entries()) {
      const { quantity, realised, fees, income, basis, averageCost, value } = positionOf(
        state,
        strategy,
        instrument
      )
      const isUntouched = quantity === 0 && realised === 0 && fees === 0 && income === 0
      if (isUntouched) continue
      const amounts = { averageCost, price, value, basis, realised, fees, income }
      found.push({ strategy: id, symbol: terms.symbol, quantity, ...amounts })
    }
  }
  return found
}

function exposureOf(state: TradingState, positions: readonly PortfolioPosition[]): Exposure {
  const bySector: Record<string, Micros> = {}
  const byCurrency: Record<string, Micros> = {}
  let gross = ZERO
  let net = ZERO
  const add = (sums: Record<string, Micros>, key: string, amount: Micros) => {
    sums[key] = addMicros(sums[key] ?? ZERO, amount)
  }
  const bySymbol = Map.groupBy(positions, ({ symbol }) => symbol)
  for (const { terms } of state.instruments) {
    // Strategies that hold the same share the other way round leave the account with the difference.
    const held = (bySymbol.get(terms.symbol) ?? []).reduce((sum, { value }) => sum + value, 0)
    if (held === 0) continue
    const size = micros(Math.abs(held))
    gross = addMicros(gross, size)
    net = addMicros(net, micros(held))
    add(bySector, terms.sector ?? 'unknown', size)
    add(byCurrency, terms.currency, size)
  }
  return { gross, net, committed: toMicros(grossExposure(state)), bySector, byCurrency }
}
