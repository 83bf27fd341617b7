import { args, flags } from '@adonisjs/core/ace'
import { TradingCommand } from './_trading_command.js'

/** An answer that comes later than this is of no use to anyone. */
const EXPIRES_MS = 15_000

/** Would this pass? */
export default class RiskCheck extends TradingCommand {
  static override commandName = 'risk:check'
  static override description = 'Say what every risk rule would say to an order, without placing it'
  static override help = ['{{ binaryName }} risk:check buy US.AAPL 500 --limit 61.20']

  @args.string({ description: 'buy or sell' })
  declare side: string

  @args.string({ description: 'Market and code, like US.AAPL' })
  declare symbol: string

  @args.string({ description: 'Units' })
  declare quantity: string

  @flags.number({ description: 'Limit price' })
  declare limit?: number

  @flags.number({ description: 'Stop price' })
  declare stop?: number

  @flags.string({ description: 'day, gtc or ioc (day)' })
  declare time?: string

  override async run() {
    const { formatTable, readOrderWish } = await this.trading()
    const wish = readOrderWish({
      symbol: this.symbol,
      side: this.side,
      quantity: Number(this.quantity),
      limitPrice: this.limit,
      stopPrice: this.stop,
      timeInForce: this.time,
    })
    if (!wish.ok) return this.refuse(wish.failure)
    const account = await this.chosenAccount()
    if (account === null) return
    const body = { ...wish.value }
    const command = { kind: 'check_order' as const, body, expiresInMs: EXPIRES_MS }
    await this.ask(account, command, ({ passes, decision, quantity, reason, verdicts }) => [
      passes === true
        ? `would pass: ${this.side} ${String(quantity)} ${this.symbol}`
        : `would not pass: ${String(reason)}`,
      ...(passes === true && decision === 'reduce' ? [`reduced: ${String(reason)}`] : []),
      ...formatTable(COLUMNS, (verdicts as readonly Told[]).map(cellsOf)),
    ])
  }
}

interface Told {
  readonly rule: string
  readonly decision: string
  readonly reason: string | null
}

const COLUMNS = [{ title: 'rule' }, { title: 'says' }, { title: 'why' }]

function cellsOf({ rule, decision, reason }: Told): string[] {
  return [rule, decision, reason ?? '']
}
