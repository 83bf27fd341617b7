import { BaseCommand, flags } from '@adonisjs/core/ace'
import type { CommandOptions } from '@adonisjs/core/types/ace'
import type { SourceFailure } from '#ports/plugin_source.js'
import { asSentence } from './_sentence.js'

/** Exit codes: what was given is refused; the world failed. */
const EXIT_REFUSED = 2
const EXIT_FAILED = 1

/** Commands about registries of plugins: each answers in text or, with `--json`, as data. */
export abstract class RegistryCommand extends BaseCommand {
  static override options: CommandOptions = { startApp: true, staysAlive: false }

  @flags.boolean({ description: 'Print JSON instead of text' })
  declare json: boolean

  /** Registries that are followed; opens the database. */
  protected registries() {
    return this.app.container.make('registries')
  }

  /** Whether somebody sits there who can be asked. */
  protected get canAsk(): boolean {
    return process.stdin.isTTY === true && process.stdout.isTTY === true && !this.json
  }

  /** Answers with data or with lines. */
  protected answer(data: object, lines: () => readonly string[]): void {
    if (this.json) console.log(JSON.stringify({ ok: true, ...data }, null, 2))
    else for (const line of lines()) console.log(line)
  }

  /** Refuses with the reasons, one a line. */
  protected refuse(...reasons: readonly string[]): void {
    this.#end(EXIT_REFUSED, reasons)
  }

  /** Says why a source gave nothing: 1 when it could not be reached, 2 when it was refused. */
  protected failed({ code, message }: SourceFailure): void {
    this.#end(code === 'unreachable' ? EXIT_FAILED : EXIT_REFUSED, [message], code)
  }

  /** Ends with a failure that no other argument would have avoided. */
  protected fail(reason: string): void {
    this.#end(EXIT_FAILED, [reason])
  }

  #end(exitCode: number, said: readonly string[], code?: string): void {
    this.exitCode = exitCode
    const reasons = said.map(asSentence)
    const message = reasons.join('\n')
    if (this.json) console.log(JSON.stringify({ ok: false, code, message }, null, 2))
    else for (const reason of reasons) console.error(reason)
  }
}
