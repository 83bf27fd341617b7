import { args, flags } from '@adonisjs/core/ace'
import { EngineCommand } from './_engine_command.js'

/** An order that nobody took in this time is not placed any more. */
const EXPIRES_MS = 15_000

/** Places an order by hand. */
export default class OrderPlace extends EngineCommand {
  static override commandName = 'order:place'
  static override description = 'Place an order by hand; risk is asked as for every other'
  static override help = [
    '{{ binaryName }} order:place buy US.AAPL 10',
    '{{ binaryName }} order:place sell US.AAPL 10 --limit 95.5 --time gtc --idempotency-key my-order-1',
  ]

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
    const { closedNote, ports, readOrderWish } = await this.trading()
    const wish = readOrderWish({
      symbol: this.symbol,
      side: this.side,
      quantity: Number(this.quantity),
      limitPrice: this.limit,
      stopPrice: this.stop,
      timeInForce: this.time,
      reason: this.reason,
    })
    if (!wish.ok) return this.refuse(wish.failure)
    const account = await this.chosenAccount()
    if (account === null) return
    const command = {
      kind: 'place_order' as const,
      body: { ...wish.value },
      expiresInMs: EXPIRES_MS,
    }
    const note = closedNote(this.symbol, ports.marketHours, ports.clock.nowMs())
    await this.ask(account, command, ({ orders, quantity, reason }) => [
      `${(orders as string[]).join(', ')}: ${this.side} ${String(quantity)} ${this.symbol}`,
      ...(reason === null ? [] : [`reduced: ${String(reason)}`]),
      ...(note === null ? [] : [note]),
    ])
  }
}
