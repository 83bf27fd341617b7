import { args } from '@adonisjs/core/ace'
import { EngineCommand } from './_engine_command.js'

/** Asks for an order to be cancelled. */
export default class OrderCancel extends EngineCommand {
  static override commandName = 'order:cancel'
  static override description = 'Cancel an order; it has ended when the broker says so'

  @args.string({ description: 'The order, as `orders` shows it' })
  declare order: string

  override async run() {
    const account = await this.chosenAccount()
    if (account === null) return
    const command = {
      kind: 'cancel_order' as const,
      body: { order: this.order, ...(this.reason === undefined ? {} : { reason: this.reason }) },
      expiresInMs: null,
    }
    await this.ask(account, command, () => [`${this.order}: the broker is asked to cancel it`])
  }
}
