import { args, flags } from '@adonisjs/core/ace'
import type { AccountRule } from '#ports/strategy_records.js'
import { EngineCommand } from './_engine_command.js'
import { readParameters } from './_parameters.js'

/** A rule that nobody enabled in this time is not enabled any more. */
const EXPIRES_MS = 30_000

/** Plugin rules of an account. */
export default class RiskRules extends EngineCommand {
  static override commandName = 'risk:rules'
  static override description = 'List, enable or disable the plugin rules that judge every order'
  static override help = [
    '{{ binaryName }} risk:rules',
    '{{ binaryName }} risk:rules enable sector_cap --param sectorFractionMax=0.3',
    '{{ binaryName }} risk:rules disable sector_cap',
    'A rule that is enabled and cannot answer says no to every order that opens.',
  ]

  @args.string({ description: 'enable or disable; the list without it', required: false })
  declare what?: string

  @args.string({ description: 'Id of the risk rule', required: false })
  declare plugin?: string

  @flags.array({ description: 'Parameter as name=value; again for each' })
  declare param?: string[]

  override async run() {
    const account = await this.chosenAccount()
    if (account === null) return
    const { plugin, what } = this
    if (what === undefined) return this.#list(account.name)
    if ((what !== 'enable' && what !== 'disable') || plugin === undefined) {
      return this.refuse('say what to do: risk:rules enable ID, or risk:rules disable ID')
    }
    const parameters = readParameters(this.param ?? [])
    if (typeof parameters === 'string') return this.refuse(parameters)
    const kind = what === 'enable' ? ('enable_rule' as const) : ('disable_rule' as const)
    await this.ask(account, { kind, body: { plugin, parameters }, expiresInMs: EXPIRES_MS }, () => [
      what === 'enable'
        ? `${plugin} judges every order of ${account.name} that opens`
        : `${plugin} is not asked any more`,
    ])
  }

  async #list(account: string): Promise<void> {
    const { ports } = await this.trading()
    const rules = await ports.strategyRecords.rules(account)
    this.answer({ account, rules }, () =>
      rules.length === 0 ? [`${account} has no plugin rules`] : rules.map(lineOf)
    )
  }
}

function lineOf({ plugin, parameters }: AccountRule): string {
  const given = Object.entries(parameters).map(([name, value]) => `${name}=${value}`)
  return [plugin, ...given].join(' ')
}
