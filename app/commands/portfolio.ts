import { formatMicros, type Micros } from '#kernel/values/micros.js'
import type { Portfolio } from '#engine/portfolio/portfolio.js'
import type { PortfolioPosition } from '#ports/portfolio_records.js'
import { amountsOf, money, percent, PortfolioCommand, signed } from './_portfolio_command.js'

/** Shows what an account holds: cash, positions and exposure. */
export default class PortfolioShow extends PortfolioCommand {
  static override commandName = 'portfolio'
  static override description = 'Show cash by currency, positions and exposure of an account'

  override async run() {
    const account = await this.chosenAccount()
    if (account === null) return
    const { formatTable } = await this.trading()
    const portfolio = await this.portfolio(account)
    const held = portfolio.positions.filter(({ quantity }) => quantity !== 0)
    const { currency, equity, cash, exposure, outside, sequence, atMs } = portfolio
    const { gross, net, committed, bySector, byCurrency } = exposure
    this.answer(
      {
        account: account.name,
        currency,
        sequence,
        atMs,
        equity: formatMicros(equity),
        cash: formatMicros(cash),
        outside: formatMicros(outside),
        currencyCash: amountsOf(portfolio.currencyCash),
        currencyEffect: formatMicros(portfolio.currencyEffect),
        rates: portfolio.rates,
        exposure: {
          gross: formatMicros(gross),
          net: formatMicros(net),
          committed: formatMicros(committed),
          bySector: amountsOf(bySector),
          byCurrency: amountsOf(byCurrency),
        },
        positions: held.map(({ value, basis, realised, fees, income, ...one }) => ({
          ...one,
          ...amountsOf({ value, basis, realised, fees, income }),
        })),
      },
      () => [
        `${account.name}: ${money(equity)} ${currency}, of it ${money(cash)} cash`,
        ...cashLines(portfolio),
        `  exposure  gross ${share(gross, equity)}, net ${share(net, equity)}, ` +
          `with all working orders ${share(committed, equity)}`,
        ...parts('by sector', bySector, equity),
        ...parts('by currency', byCurrency, equity),
        ...(held.length === 0
          ? ['  nothing is held']
          : [
              '',
              ...formatTable(
                COLUMNS,
                held.map((one) => cellsOf(one, equity))
              ),
            ]),
      ]
    )
  }
}

const COLUMNS = [
  { title: 'symbol' },
  { title: 'strategy' },
  ...['quantity', 'average cost', 'price', 'value', 'unrealised', 'weight'].map((title) => ({
    title,
    isNumber: true,
  })),
]

function cellsOf(one: PortfolioPosition, equity: Micros): string[] {
  return [
    one.symbol,
    one.strategy,
    String(one.quantity),
    one.averageCost.toFixed(4),
    one.price.toFixed(4),
    money(one.value),
    money((one.value - one.basis) as Micros),
    percent(equity > 0 ? one.value / equity : null),
  ]
}

/** Cash in other currencies; one that is all in account currency was said already. */
function cashLines({ currencyCash, rates, currency, currencyEffect }: Portfolio): string[] {
  const codes = Object.keys(currencyCash)
  if (codes.length < 2) return []
  const lines = codes.map((code) => {
    const rate = code === currency ? '' : ` at ${rates[code]}`
    return `  ${code}       ${money(currencyCash[code]!)}${rate}`
  })
  return [...lines, `  rates have moved since it was traded: ${signed(currencyEffect)} ${currency}`]
}

function share(amount: Micros, equity: Micros): string {
  return `${money(amount)} (${percent(equity > 0 ? amount / equity : null)})`
}

function parts(title: string, amounts: Readonly<Record<string, Micros>>, equity: Micros): string[] {
  const entries = Object.entries(amounts)
  if (entries.length === 0) return []
  const texts = entries.map(([name, amount]) => `${name} ${share(amount, equity)}`)
  return [`  ${title.padEnd(12)}${texts.join(', ')}`]
}
