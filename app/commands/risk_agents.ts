import { CounselCommand } from './_counsel_command.js'

/** Agents of an account. */
export default class RiskAgents extends CounselCommand {
  static override commandName = 'risk:agents'
  static override description = 'List, enable or disable the agents that may tighten all limits'
  static override help = [
    '{{ binaryName }} risk:agents',
    '{{ binaryName }} risk:agents enable volatility_bias --param targetVolatility=0.12',
    '{{ binaryName }} risk:agents disable volatility_bias',
    'What an agent said last counts as 0.5 at most when it has not been confirmed for 30 minutes.',
  ]

  override async run() {
    await this.counsel({
      command: 'risk:agents',
      kinds: { enable: 'enable_agent', disable: 'disable_agent' },
      list: 'agents',
      none: 'agents',
      enabled: (plugin, account) => `${plugin} watches ${account}; risk:bias shows what it says`,
      disabled: (plugin) => `${plugin} has no say any more`,
    })
  }
}
