import { flags } from '@adonisjs/core/ace'
import { StrategyCommand } from './_strategy_command.js'

/** Ends a strategy's process. */
export default class StrategyStop extends StrategyCommand {
  static override commandName = 'strategy:stop'
  static override description = 'Stop a strategy: its process ends, what it holds stays'
  static override help = [
    'Its working entries are cancelled; stops stay where they are, and so do positions.',
    '{{ binaryName }} strategy:stop momentum',
    '{{ binaryName }} strategy:stop momentum --close     # and close what it holds at the market',
  ]

  @flags.boolean({ description: 'Cancel all its orders and close what it holds at the market' })
  declare close: boolean

  override async run() {
    await this.lead('stop_strategy', ['stopped'], this.close ? { close: true } : {})
  }
}
