import { flags } from '@adonisjs/core/ace'
import { formatDay } from '#kernel/values/instant.js'
import { formatMicros } from '#kernel/values/micros.js'
import type { Result } from '#engine/portfolio/performance.js'
import type { PortfolioDay } from '#ports/portfolio_records.js'
import { figure, money, percent, signed } from './_portfolio_command.js'
import { TradingCommand } from './_trading_command.js'

/** Sessions that are read at most: eight years. */
const DAYS_READ = 2_000

/** Shows what an account and its strategies have earned. */
export default class Pnl extends TradingCommand {
  static override commandName = 'pnl'
  static override description = 'Show profit and loss of an account and of each of its strategies'
  static override help = [
    'All returns are measured on the money of the account.',
    '{{ binaryName }} pnl --strategy momentum',
    '{{ binaryName }} pnl --days 20',
  ]

  @flags.string({ description: 'One strategy alone; manual for trading by hand' })
  declare strategy?: string

  @flags.number({ description: 'Also the closes of the last so many sessions' })
  declare days?: number

  override async run() {
    const account = await this.chosenAccount()
    if (account === null) return
    const { days: wanted = 0 } = this
    if (!(Number.isSafeInteger(wanted) && wanted >= 0 && wanted <= DAYS_READ)) {
      this.refuse(`--days must be a whole number from 0 to ${DAYS_READ}, was ${wanted}`)
      return
    }
    const { ports, accountResults, formatTable } = await this.trading()
    const { portfolio, days, results, tradesSinceMs } = await accountResults(ports, account)
    const shown = results.filter(({ strategy }) =>
      this.strategy === undefined ? true : strategy === this.strategy
    )
    if (shown.length === 0) {
      const known = results.flatMap(({ strategy }) => (strategy === null ? [] : [strategy]))
      this.refuse(`${this.strategy} has traded nothing; those that have: ${known.join(', ')}`)
      return
    }
    const lastDays = wanted === 0 ? [] : days.slice(-wanted)
    const [whole] = results
    this.answer(
      {
        account: account.name,
        currency: portfolio.currency,
        equity: formatMicros(portfolio.equity),
        tradesSinceMs,
        results: shown.map(plain),
        days: lastDays.map(plainDay),
      },
      () => [
        `${account.name}: ${money(portfolio.equity)} ${portfolio.currency}, ` +
          `today ${signed(whole!.today)}, in all ${signed(whole!.profit)}`,
        '',
        ...formatTable(COLUMNS, shown.map(cellsOf)),
        ...(lastDays.length === 0 ? [] : ['', ...formatTable(DAYS, lastDays.map(dayCells))]),
      ]
    )
  }
}

const number = (title: string) => ({ title, isNumber: true })
const COLUMNS = [
  { title: 'strategy' },
  ...['value', 'unrealised', 'realised', 'income', 'fees', 'profit', 'today'].map(number),
  ...['return', 'drawdown', 'Sharpe', 'trades', 'won'].map(number),
]
const DAYS = [
  { title: 'session' },
  ...['equity', 'cash', 'earned', 'gross exposure', 'net exposure'].map(number),
]

function cellsOf(one: Result): string[] {
  const { value, unrealised, realised, income, fees, profit, today, performance } = one
  const { returns, risk, ratios, trades } = performance
  return [
    one.strategy ?? 'all',
    money(value),
    ...[unrealised, realised, income].map(signed),
    money(fees),
    ...[profit, today].map(signed),
    percent(returns.totalReturn),
    percent(risk.maxDrawdown),
    figure(ratios.sharpe),
    String(trades.closed),
    percent(trades.winRate),
  ]
}

function dayCells(day: PortfolioDay): string[] {
  const { cash, equity, outside, grossExposure, netExposure } = day
  const earned = signed((equity - outside) as typeof equity)
  return [
    formatDay(day.day),
    money(equity),
    money(cash),
    earned,
    money(grossExposure),
    money(netExposure),
  ]
}

function plain({ performance, strategy, ...amounts }: Result): object {
  const texts = Object.entries(amounts).map(([name, amount]) => [name, formatMicros(amount)])
  const { returns, risk, ratios, trades, undefinedBecause } = performance
  return {
    strategy,
    ...Object.fromEntries(texts),
    totalReturn: returns.totalReturn,
    maxDrawdown: risk.maxDrawdown,
    sharpe: ratios.sharpe,
    trades: trades.closed,
    winRate: trades.winRate,
    undefinedBecause,
  }
}

function plainDay(day: PortfolioDay): object {
  return {
    day: formatDay(day.day),
    equity: formatMicros(day.equity),
    cash: formatMicros(day.cash),
    outside: formatMicros(day.outside),
    grossExposure: formatMicros(day.grossExposure),
    netExposure: formatMicros(day.netExposure),
    isLate: day.takenMs - day.closedMs > 60_000,
  }
}
