import { StrategyCommand } from './_strategy_command.js'

/** Lets a strategy trade. */
export default class StrategyStart extends StrategyCommand {
  static override commandName = 'strategy:start'
  static override description = 'Start a strategy: it warms up with past bars, then trades'
  static override help = ['{{ binaryName }} strategy:start momentum']

  override async run() {
    await this.lead('start_strategy', ['running', 'waiting'])
  }
}
