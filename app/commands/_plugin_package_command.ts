import { BaseCommand, flags } from '@adonisjs/core/ace'
import type { CommandOptions } from '@adonisjs/core/types/ace'

/** Exit code when what a person gave is wrong. */
const EXIT_REFUSED = 2
/** Exit code when something outside failed: a full disk, a folder without rights. */
const EXIT_FAILED = 1

/** Commands that make plugins into packages: each answers in text or, with `--json`, as data. */
export abstract class PluginPackageCommand extends BaseCommand {
  static override options: CommandOptions = { startApp: true, staysAlive: false }

  @flags.boolean({ description: 'Print JSON instead of text' })
  declare json: boolean

  /** The functions and ports of packages. */
  protected packages() {
    return this.app.container.make('pluginPackages')
  }

  /** Refuses with the reasons, one a line. */
  protected refuse(reasons: readonly string[]): void {
    this.#end(EXIT_REFUSED, reasons)
  }

  /** Ends with a failure that no other argument would have avoided. */
  protected fail(reason: string): void {
    this.#end(EXIT_FAILED, [reason])
  }

  #end(exitCode: number, reasons: readonly string[]): void {
    this.exitCode = exitCode
    if (this.json) console.log(JSON.stringify({ ok: false, faults: reasons }, null, 2))
    else for (const reason of reasons) console.error(reason)
  }

  /** Answers with data or with lines. */
  protected answer(data: object, lines: () => readonly string[]): void {
    if (this.json) console.log(JSON.stringify({ ok: true, ...data }, null, 2))
    else for (const line of lines()) console.log(line)
  }
}
