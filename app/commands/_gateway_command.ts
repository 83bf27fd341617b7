import { BaseCommand, flags } from '@adonisjs/core/ace'
import type { CommandOptions } from '@adonisjs/core/types/ace'
import { asSentence } from './_sentence.js'

/** Exit code when what a person gave is wrong. */
const EXIT_REFUSED = 2
/** Exit code when something is found broken. */
const EXIT_FAILED = 1
const EXIT_CANCELLED = 130

/** Commands about secrets and the audit log: each answers in text or, with `--json`, as data. */
export abstract class GatewayCommand extends BaseCommand {
  static override options: CommandOptions = { startApp: true }

  @flags.boolean({ description: 'Print JSON instead of text' })
  declare json: boolean

  /** The functions and ports of permissions, secrets and the audit log. */
  protected gateway() {
    return this.app.container.make('gateway')
  }

  /** Prints what went well: data for programs, lines for people. */
  protected answer(data: object, lines: () => readonly string[]): void {
    if (this.json) console.log(JSON.stringify({ ok: true, ...data }, null, 2))
    else for (const line of lines()) console.log(line)
  }

  /** Says why nothing was done. */
  protected refuse(message: string): void {
    this.#end(EXIT_REFUSED, { message: asSentence(message) })
  }

  /** Says what was found broken. */
  protected fail(message: string, data: object = {}): void {
    this.#end(EXIT_FAILED, { message: asSentence(message), ...data })
  }

  /** Ends because a question was left with Ctrl+C. */
  protected cancel(): void {
    this.#end(EXIT_CANCELLED, { message: 'nothing was done' })
  }

  #end(exitCode: number, data: { readonly message: string }): void {
    this.exitCode = exitCode
    if (this.json) console.log(JSON.stringify({ ok: false, ...data }, null, 2))
    else console.error(data.message)
  }
}
