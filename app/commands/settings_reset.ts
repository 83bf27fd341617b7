import { args } from '@adonisjs/core/ace'
import { SettingsCommand } from './_settings_command.js'

/** Puts settings back to what they are by default. */
export default class SettingsReset extends SettingsCommand {
  static override commandName = 'settings:reset'
  static override description = 'Put settings back to what they are by default'

  @args.spread({ description: 'Their keys' })
  declare keys: string[]

  override async run() {
    const { desk, planChanges } = await this.settings()
    const wanted = new Map(this.keys.map((key) => [key, 'reset'] as const))
    return this.make(planChanges(desk, wanted))
  }
}
