import { args, flags } from '@adonisjs/core/ace'
import { EngineCommand } from './_engine_command.js'

/** Further instruments for an account. */
export default class AccountAdd extends EngineCommand {
  static override commandName = 'account:add'
  static override description = 'Let an account trade further instruments'
  static override help = [
    '{{ binaryName }} account:add US.MSFT US.NVDA',
    '{{ binaryName }} account:add HK.00700 --rate 0.1282',
    'What trades in another currency needs its rate: account currency for one unit of it.',
  ]

  @args.spread({ description: 'Symbols, like US.MSFT' })
  declare symbols: string[]

  @flags.number({ description: 'Account currency for one unit of a currency that is new to it' })
  declare rate?: number

  override async run() {
    const account = await this.chosenAccount()
    if (account === null) return
    const { tradable, ports } = await this.trading()
    const found = await tradable(ports.store, { symbols: this.symbols, currency: null })
    if (!found.ok) return this.refuse(found.failure)
    const fxRate = this.rate ?? null
    const instruments = found.value.map((terms) => ({ terms: { ...terms }, fxRate }))
    const command = { kind: 'add_instruments' as const, body: { instruments }, expiresInMs: null }
    await this.ask(account, command, ({ symbols }) => [
      `${account.name} trades ${(symbols as readonly string[]).join(', ')} as well`,
    ])
  }
}
