import { StrategyCommand } from './_strategy_command.js'

/** Ends a pause. */
export default class StrategyResume extends StrategyCommand {
  static override commandName = 'strategy:resume'
  static override description = 'Let a paused strategy trade again'
  static override help = ['{{ binaryName }} strategy:resume momentum']

  override async run() {
    await this.lead('resume_strategy', ['running', 'waiting'])
  }
}
