import { args } from '@adonisjs/core/ace'
import { didYouMean } from '#engine/nearest.js'
import { hiddenQuestion } from './_hidden_question.js'
import { SettingsCommand } from './_settings_command.js'

/** More than the longest secret: whoever pipes a file by mistake is told so. */
const STDIN_LENGTH_MAX = 10_000

/** Changes one setting. */
export default class SettingsSet extends SettingsCommand {
  static override commandName = 'settings:set'
  static override description = 'Change a setting; the running server takes it up by itself'
  static override help = [
    '{{ binaryName }} settings:set market.replayBarMs 1000',
    '{{ binaryName }} settings:set limits.dailyLossFractionMax 3%',
    '{{ binaryName }} settings:set limits.notionalMax none',
    '{{ binaryName }} settings:set redis.url     (a secret: asked for, or from standard input)',
  ]

  @args.string({ description: 'Its key, as settings:list has it' })
  declare key: string

  @args.string({ description: 'The value; left out for a secret', required: false })
  declare value?: string

  override async run() {
    const { desk, readText, planChanges } = await this.settings()
    const declaration = desk.row(this.key)?.declaration
    if (declaration === undefined) {
      const keys = desk.rows.map((row) => row.declaration.key)
      return this.refuse(`there is no setting ${this.key}${didYouMean(this.key, keys)}`)
    }
    if (declaration.isSecret && this.value !== undefined && this.value !== 'none') {
      return this.refuse(
        `${this.key} is a secret: leave the value out and it is asked for, or pipe it in`
      )
    }
    const text = this.value ?? (declaration.isSecret ? await this.#secret() : null)
    if (text === null) {
      return declaration.isSecret ? this.cancel() : this.refuse(`give a value for ${this.key}`)
    }
    const read = readText(declaration, text)
    if (!read.ok) return this.refuse(`${this.key}: ${read.failure}`)
    return this.make(planChanges(desk, new Map([[this.key, { value: read.value }]])))
  }

  /** A secret that is typed or piped in; `null` when it was not given. */
  async #secret(): Promise<string | null> {
    if (process.stdin.isTTY) return hiddenQuestion(`Value of ${this.key}`)
    let text = ''
    for await (const piece of process.stdin.setEncoding('utf8')) {
      text += piece as string
      if (text.length > STDIN_LENGTH_MAX) break
    }
    return text.replace(/\r?\n$/, '')
  }
}
