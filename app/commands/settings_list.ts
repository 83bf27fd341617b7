import { args } from '@adonisjs/core/ace'
import { SettingsCommand, settingData, valueText } from './_settings_command.js'

/** Lists settings. */
export default class SettingsList extends SettingsCommand {
  static override commandName = 'settings:list'
  static override description = 'List settings, their values and where those come from'

  @args.string({ description: 'Only keys that contain this', required: false })
  declare text?: string

  override async run() {
    const { desk, formatTable } = await this.settings()
    const wanted = (this.text ?? '').toLowerCase()
    const rows = desk.rows.filter(({ declaration }) =>
      declaration.key.toLowerCase().includes(wanted)
    )
    this.answer({ settings: rows.map(settingData) }, () => {
      if (rows.length === 0) return [`no key contains "${this.text}"`]
      return formatTable(
        ['key', 'value', 'from', 'a change holds'].map((title) => ({ title })),
        rows.map(({ declaration, value, source }) => [
          declaration.key,
          valueText(declaration, value),
          source === 'environment' ? `environment (${declaration.variable})` : source,
          declaration.isFixed
            ? 'in the environment alone'
            : declaration.holds === 'now'
              ? 'at once'
              : 'after a restart',
        ])
      )
    })
  }
}
