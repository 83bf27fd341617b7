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
    '{{ binaryName }} order:place buy US.AAPL 10 --stop-loss 5% --take-profit 120',
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

  @flags.string({ description: 'day, gtc, ioc, or gtd with --until (day)' })
  declare time?: string

  @flags.string({ description: 'End of a gtd order, like 2026-03-31T20:00Z' })
  declare until?: string

  @flags.string({ description: 'Stop for what it fills: a price, or 5% away' })
  declare stopLoss?: string

  @flags.string({ description: 'Target for what it fills: a price, or 8% away' })
  declare takeProfit?: string

  @flags.string({ description: 'Stop that follows the best price: 2.5 behind it, or 3%' })
  declare trail?: string

  override async run() {
    const { closedNote, ports, readOrderWish } = await this.trading()
    const exits = await this.exits()
    if (typeof exits === 'string') return this.refuse(exits)
    const goodTillMs = this.until === undefined ? null : Date.parse(this.until)
    if (Number.isNaN(goodTillMs)) {
      return this.refuse(`--until must be a time like 2026-03-31T20:00Z, was "${this.until}"`)
    }
    const wish = readOrderWish({
      ...exits,
      goodTillMs,
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
    const { timeInForce, symbol } = wish.value
    const nowMs = ports.clock.nowMs()
    const note = closedNote({ symbol, timeInForce }, ports.marketHours, nowMs)
    await this.ask(account, command, ({ orders, quantity, reason }) => [
      `${(orders as string[]).join(', ')}: ${this.side} ${String(quantity)} ${this.symbol}`,
      ...(reason === null ? [] : [`reduced: ${String(reason)}`]),
      ...(note === null ? [] : [note]),
    ])
  }

  /** The exits that were typed, or a sentence about one that cannot be read. */
  private async exits(): Promise<Record<string, unknown> | string> {
    const { exitOfWord, trailOfWord } = await this.trading()
    const exits: Record<string, unknown> = {}
    for (const [name, word, read] of [
      ['stopLoss', this.stopLoss, exitOfWord],
      ['takeProfit', this.takeProfit, exitOfWord],
      ['trailingStop', this.trail, trailOfWord],
    ] as const) {
      if (word === undefined) continue
      const level = read(word)
      if (level === null) return `${name} must be a number above 0 or a percentage, was "${word}"`
      exits[name] = level
    }
    return exits
  }
}
