import { amountText } from './_amount_text.js'
import { TradingCommand } from './_trading_command.js'

/** Shows an account. */
export default class Account extends TradingCommand {
  static override commandName = 'account'
  static override description = 'Show cash, equity and mode of an account'

  override async run() {
    const account = await this.chosenAccount()
    if (account === null) return
    const { name, environment, currency, cash, equity, mode, modeReason, updatedMs } = account
    this.answer({ account }, () => [
      `${name} (${environment}, ${currency})`,
      `  cash    ${amountText(cash)}`,
      `  equity  ${amountText(equity)}`,
      `  mode    ${mode}${modeReason === null ? '' : `: ${modeReason}`}`,
      `  at      ${new Date(updatedMs).toISOString()}`,
    ])
  }
}
