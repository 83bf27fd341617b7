import { SettingsCommand } from './_settings_command.js'

/** Writes out what was changed, without secrets. */
export default class SettingsExport extends SettingsCommand {
  static override commandName = 'settings:export'
  static override description = 'Print what was changed here, without secrets, as a file to import'
  static override help = ['{{ binaryName }} settings:export > settings.json']

  override async run() {
    const { desk, exportSettings } = await this.settings()
    // The file is the answer, with --json and without.
    console.log(JSON.stringify(exportSettings(desk.rows), null, 2))
  }
}
