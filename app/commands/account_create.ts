import { args, flags } from '@adonisjs/core/ace'
import { consoleActor } from './_console_actor.js'
import { TradingCommand } from './_trading_command.js'
import { leaveAudit } from './_console_audit.js'

/** Opens a paper account. */
export default class AccountCreate extends TradingCommand {
  static override commandName = 'account:create'
  static override description = 'Open a paper account; the server trades it from then on'
  static override help = [
    '{{ binaryName }} account:create paper --cash 100000 --symbols US.AAPL,US.MSFT',
    'Without --symbols it trades every stored instrument of its currency that has daily bars.',
  ]

  @args.string({ description: 'Name: small letters, digits, hyphens' })
  declare name: string

  @flags.number({ description: 'Starting cash (100000)' })
  declare cash?: number

  @flags.string({ description: 'Currency of the account (USD)' })
  declare currency?: string

  @flags.string({ description: 'What it may trade, separated by commas' })
  declare symbols?: string

  override async run() {
    const { openAccount, ports } = await this.trading()
    const opened = await openAccount(ports, {
      name: this.name,
      currency: this.currency ?? 'USD',
      cash: this.cash ?? 100_000,
      symbols: (this.symbols ?? '').split(',').filter((symbol) => symbol !== ''),
      actor: consoleActor(),
      atMs: ports.clock.nowMs(),
    })
    if (!opened.ok) return this.refuse(opened.failure)
    const { account, currency, cash, instruments } = opened.value
    const symbols = instruments.map(({ symbol }) => symbol)
    await leaveAudit(this.app, 'account.opened', `account:${account}`, { currency, cash, symbols })
    this.answer({ account, currency, cash, symbols }, () => [
      `${account}: paper account with ${cash} ${currency}`,
      `trades ${symbols.join(', ')}`,
    ])
  }
}
