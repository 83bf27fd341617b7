import { StrategyCommand } from './_strategy_command.js'

/** Keeps a strategy from opening anything. */
export default class StrategyPause extends StrategyCommand {
  static override commandName = 'strategy:pause'
  static override description = 'Pause a strategy: it keeps what it holds and opens nothing'
  static override help = [
    'Its working entries are cancelled. It goes on to see the market, may reduce what it holds,',
    'and its stops stay where they are.',
    '{{ binaryName }} strategy:pause momentum',
  ]

  override async run() {
    await this.lead('pause_strategy', ['paused', 'waiting'])
  }
}
