import { readFile, stat } from 'node:fs/promises'
import { args } from '@adonisjs/core/ace'
import { err, ok, type Result } from '#kernel/values/result.js'
import { SettingsCommand } from './_settings_command.js'

/** Longer than every setting there is with the longest of values. */
const BYTES_MAX = 1_000_000

/** Takes a file of settings. */
export default class SettingsImport extends SettingsCommand {
  static override commandName = 'settings:import'
  static override description = 'Take a file of settings, all of it or nothing'

  @args.string({ description: 'A file that settings:export made' })
  declare path: string

  override async run() {
    const file = await readJson(this.path)
    if (!file.ok) return this.refuse(`${this.path}: ${file.failure}`)
    const { desk, planChanges, readSettingsFile } = await this.settings()
    const wanted = readSettingsFile(file.value)
    if (!wanted.ok) return this.refuse(`${this.path}: ${wanted.failure}`)
    return this.make(planChanges(desk, wanted.value), 'import')
  }
}

async function readJson(path: string): Promise<Result<unknown, string>> {
  try {
    const { size } = await stat(path)
    if (size > BYTES_MAX) return err('it is too large to be a file of settings')
    return ok(JSON.parse(await readFile(path, 'utf8')) as unknown)
  } catch (error) {
    if (error instanceof SyntaxError) return err(`it is no JSON: ${error.message}`)
    return err(error instanceof Error ? error.message : String(error))
  }
}
