import { args, flags } from '@adonisjs/core/ace'
import { EngineCommand } from './_engine_command.js'

/** A change that nobody took in this time is not made any more: the market has moved on. */
const EXPIRES_MS = 15_000

/** Changes a working order. */
export default class OrderReplace extends EngineCommand {
  static override commandName = 'order:replace'
  static override description =
    'Change quantity or prices of a working order; more risk is asked about'
  static override help = [
    '{{ binaryName }} order:replace ord_paper_4 --limit 61.25',
    'The quantity is that of the whole order, filled units included. Of a stop-loss or a take-profit',
    'only the price can be changed.',
  ]

  @args.string({ description: 'The order, as `orders` shows it' })
  declare order: string

  @flags.number({ description: 'Units of the whole order' })
  declare quantity?: number

  @flags.number({ description: 'Limit price' })
  declare limit?: number

  @flags.number({ description: 'Stop price' })
  declare stop?: number

  override async run() {
    const account = await this.chosenAccount()
    if (account === null) return
    const { order, quantity = null, limit = null, stop = null, reason = null } = this
    const command = {
      kind: 'replace_order' as const,
      body: { order, quantity, limitPrice: limit, stopPrice: stop, reason },
      expiresInMs: EXPIRES_MS,
    }
    await this.ask(account, command, (told) => [
      `${order}: the broker is asked for ${termsOf(told)}`,
      ...(told.reason === null ? [] : [`reduced: ${String(told.reason)}`]),
    ])
  }
}

function termsOf({ quantity, limitPrice, stopPrice }: Record<string, unknown>): string {
  const limit = typeof limitPrice === 'number' ? `, limit ${limitPrice}` : ''
  const stop = typeof stopPrice === 'number' ? `, stop ${stopPrice}` : ''
  return `${String(quantity)} units${limit}${stop}`
}
