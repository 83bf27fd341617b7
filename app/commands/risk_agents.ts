import { args, flags } from '@adonisjs/core/ace'
import type { AccountAgent } from '#ports/strategy_records.js'
import { EngineCommand } from './_engine_command.js'
import { readParameters } from './_parameters.js'

/** An agent that nobody enabled in this time is not enabled any more. */
const EXPIRES_MS = 30_000

/** Agents of an account. */
export default class RiskAgents extends EngineCommand {
  static override commandName = 'risk:agents'
  static override description = 'List, enable or disable the agents that may tighten all limits'
  static override help = [
    '{{ binaryName }} risk:agents',
    '{{ binaryName }} risk:agents enable volatility_bias --param targetVolatility=0.12',
    '{{ binaryName }} risk:agents disable volatility_bias',
    'What an agent said last counts as 0.5 at most when it has not been confirmed for 30 minutes.',
  ]

  @args.string({ description: 'enable or disable; the list without it', required: false })
  declare what?: string

  @args.string({ description: 'Id of the agent', required: false })
  declare plugin?: string

  @flags.array({ description: 'Parameter as name=value; again for each' })
  declare param?: string[]

  override async run() {
    const account = await this.chosenAccount()
    if (account === null) return
    const { plugin, what } = this
    if (what === undefined) return this.#list(account.name)
    if ((what !== 'enable' && what !== 'disable') || plugin === undefined) {
      return this.refuse('say what to do: risk:agents enable ID, or risk:agents disable ID')
    }
    const parameters = readParameters(this.param ?? [])
    if (typeof parameters === 'string') return this.refuse(parameters)
    const kind = what === 'enable' ? ('enable_agent' as const) : ('disable_agent' as const)
    await this.ask(account, { kind, body: { plugin, parameters }, expiresInMs: EXPIRES_MS }, () => [
      what === 'enable'
        ? `${plugin} watches ${account.name}; risk:bias shows what it says`
        : `${plugin} has no say any more`,
    ])
  }

  async #list(account: string): Promise<void> {
    const { ports } = await this.trading()
    const agents = await ports.strategyRecords.agents(account)
    this.answer({ account, agents }, () =>
      agents.length === 0 ? [`${account} has no agents`] : agents.map(lineOf)
    )
  }
}

function lineOf({ plugin, parameters }: AccountAgent): string {
  const given = Object.entries(parameters).map(([name, value]) => `${name}=${value}`)
  return [plugin, ...given].join(' ')
}
