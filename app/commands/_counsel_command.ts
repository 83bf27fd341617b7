import { args, flags } from '@adonisjs/core/ace'
import type { CommandKind } from '#ports/command_inbox.js'
import type { AccountRule } from '#ports/strategy_records.js'
import { EngineCommand } from './_engine_command.js'
import { readParameters } from './_parameters.js'

/** A plugin that nobody enabled in this time is not enabled any more. */
const EXPIRES_MS = 30_000

/** What differs between the plugins of an account that do not trade. */
export interface CounselWords {
  /** The command itself. */
  readonly command: string
  readonly kinds: { readonly enable: CommandKind; readonly disable: CommandKind }
  /** Member of the JSON answer that holds the list. */
  readonly list: 'rules' | 'agents'
  readonly none: string
  enabled(plugin: string, account: string): string
  disabled(plugin: string): string
}

/** What the commands share that list, enable and disable rules or agents of an account. */
export abstract class CounselCommand extends EngineCommand {
  @args.string({ description: 'enable or disable; the list without it', required: false })
  declare what?: string

  @args.string({ description: 'Id of the plugin', required: false })
  declare plugin?: string

  @flags.array({ description: 'Parameter as name=value; again for each' })
  declare param?: string[]

  protected async counsel(words: CounselWords): Promise<void> {
    const account = await this.chosenAccount()
    if (account === null) return
    const { plugin, what } = this
    if (what === undefined) return this.#list(account.name, words)
    if ((what !== 'enable' && what !== 'disable') || plugin === undefined) {
      const { command } = words
      return this.refuse(`say what to do: ${command} enable ID, or ${command} disable ID`)
    }
    const parameters = readParameters(this.param ?? [])
    if (typeof parameters === 'string') return this.refuse(parameters)
    const asked = {
      kind: words.kinds[what],
      body: { plugin, parameters },
      expiresInMs: EXPIRES_MS,
    }
    await this.ask(account, asked, () => [
      what === 'enable' ? words.enabled(plugin, account.name) : words.disabled(plugin),
    ])
  }

  async #list(account: string, { list, none }: CounselWords): Promise<void> {
    const { ports } = await this.trading()
    const plugins = await ports.strategyRecords[list](account)
    this.answer({ account, [list]: plugins }, () =>
      plugins.length === 0 ? [`${account} has no ${none}`] : plugins.map(lineOf)
    )
  }
}

function lineOf({ plugin, parameters }: AccountRule): string {
  const given = Object.entries(parameters).map(([name, value]) => `${name}=${value}`)
  return [plugin, ...given].join(' ')
}
