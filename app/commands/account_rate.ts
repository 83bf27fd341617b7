import { args } from '@adonisjs/core/ace'
import { EngineCommand } from './_engine_command.js'

/** The rate of a foreign currency. */
export default class AccountRate extends EngineCommand {
  static override commandName = 'account:rate'
  static override description = 'Set what a foreign currency is worth in an account'
  static override help = ['{{ binaryName }} account:rate HKD 0.1282']

  @args.string({ description: 'Currency, like HKD' })
  declare currency: string

  @args.string({ description: 'Account currency for one unit of it' })
  declare rate: string

  override async run() {
    const account = await this.chosenAccount()
    if (account === null) return
    const { currency } = this
    const rate = this.rate.trim() === '' ? NaN : Number(this.rate)
    if (!(rate > 0 && rate < Infinity)) {
      return this.refuse(`the rate must be above 0, was ${this.rate}`)
    }
    const command = { kind: 'set_fx_rate' as const, body: { currency, rate }, expiresInMs: 15_000 }
    await this.ask(account, command, () => [
      `${account.name}: 1 ${currency} is ${rate} ${account.currency}`,
    ])
  }
}
