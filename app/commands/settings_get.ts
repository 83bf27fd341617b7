import { args } from '@adonisjs/core/ace'
import { didYouMean } from '#engine/nearest.js'
import { SettingsCommand, settingData, valueText } from './_settings_command.js'
import { timeText } from './_time_text.js'

/** Shows one setting. */
export default class SettingsGet extends SettingsCommand {
  static override commandName = 'settings:get'
  static override description = 'Show one setting: value, source, last change'

  @args.string({ description: 'Its key, as settings:list has it' })
  declare key: string

  override async run() {
    const { desk } = await this.settings()
    const row = desk.row(this.key)
    if (row === null) {
      const keys = desk.rows.map(({ declaration }) => declaration.key)
      return this.refuse(`there is no setting ${this.key}${didYouMean(this.key, keys)}`)
    }
    const { declaration, value, source, changed, fault } = row
    const { key, label, says } = declaration
    return this.answer({ setting: settingData(row) }, () => [
      `${key}: ${valueText(declaration, value)} (${source})`,
      `${label}. ${says}`,
      ...(source === 'default'
        ? []
        : [`by default ${valueText(declaration, declaration.default)}`]),
      ...(changed === null ? [] : [`changed ${timeText(changed.atMs)} by ${changed.by}`]),
      ...(fault === null ? [] : [`the stored value does not count: ${fault}`]),
    ])
  }
}
