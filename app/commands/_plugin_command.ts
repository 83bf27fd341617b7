import { BaseCommand, flags } from '@adonisjs/core/ace'
import type { ContainerBindings } from '@adonisjs/core/types'
import type { CommandOptions } from '@adonisjs/core/types/ace'
import type {
  ConsentAnswer,
  ConsentQuestion,
  InstallObserver,
  PluginRefusal,
} from '#engine/plugin_install/install_request.js'
import { chosen, confirmed, question } from './_question.js'
import { asSentence } from './_sentence.js'

type Plugins = ContainerBindings['plugins']

/** Exit codes: what was asked for is refused; the world failed. */
const EXIT_REFUSED = 2
const EXIT_FAILED = 1
const EXIT_CANCELLED = 130

/** Who acts from a terminal. */
export const CLI = 'cli'

/** Commands about installed plugins: each answers in text or, with `--json`, as data. */
export abstract class PluginCommand extends BaseCommand {
  static override options: CommandOptions = { startApp: true, staysAlive: false }

  @flags.boolean({ description: 'Print JSON instead of text' })
  declare json: boolean

  /** The functions of plugins and their ports. */
  protected plugins(): Promise<Plugins> {
    return this.app.container.make('plugins')
  }

  /** Prints what went well: data for programs, lines for people. */
  protected answer(data: object, lines: () => readonly string[]): void {
    if (this.json) console.log(JSON.stringify({ ok: true, ...data }, null, 2))
    else for (const line of lines()) console.log(line)
  }

  /** Prints why nothing was done, and sets the exit code. */
  protected refuse({ isFailureOfWorld }: Plugins, refused: PluginRefusal): void {
    this.exitCode =
      refused.code === 'cancelled'
        ? EXIT_CANCELLED
        : isFailureOfWorld(refused)
          ? EXIT_FAILED
          : EXIT_REFUSED
    const message = asSentence(refused.message)
    if (this.json) console.log(JSON.stringify({ ok: false, ...refused, message }, null, 2))
    else for (const line of [message, ...refused.more]) console.error(line)
  }

  /** Whether somebody sits there who can be asked. */
  protected get canAsk(): boolean {
    return process.stdin.isTTY === true && process.stdout.isTTY === true && !this.json
  }

  /** Asks on a terminal, and lets Ctrl+C cancel between two steps; closed when all is done. */
  protected observer(plugins: Plugins): InstallObserver & { close(): void } {
    const cancel = new AbortController()
    const ended = Promise.withResolvers<void>()
    // The application ends at a signal; the database stays until what was begun is undone.
    this.app.terminating(() => {
      cancel.abort()
      return ended.promise
    })
    const close = () => ended.resolve()
    if (!this.canAsk) return { signal: cancel.signal, close }
    return {
      signal: cancel.signal,
      close,
      trustsKey: async (asked) => {
        for (const line of plugins.keyText(asked)) console.log(line)
        const answer = await confirmed(`Trust the key ${asked.keyId} from now on?`)
        if (answer === null) cancel.abort()
        return answer === true
      },
      consents: async (asked) => {
        const answer = await this.#askConsent(asked, plugins)
        if (answer === 'left') cancel.abort()
        return answer === 'left' ? null : answer
      },
    }
  }

  async #askConsent(
    asked: ConsentQuestion,
    plugins: Plugins
  ): Promise<ConsentAnswer | 'left' | null> {
    for (const line of plugins.consentText(asked)) console.log(line)
    const { id, permissions } = asked.manifest
    const agreed = await confirmed(asked.more === null ? 'Install it?' : 'Accept this update?')
    if (agreed !== true) return agreed === null ? 'left' : null
    const optional = permissions.filter((one) => one.optional === true)
    const required = permissions.filter((one) => one.optional !== true)
    const also =
      optional.length === 0
        ? []
        : await chosen(
            'Grant optional permissions too?',
            optional.map((one) => one.id)
          )
    if (also === null) return 'left'
    const granted = [...required.map((one) => one.id), ...also]
    const typed = plugins.confirmationOf(id, granted)
    if (typed === null) return { granted, confirmation: null }
    const confirmation = await question(`Type "${typed}" to confirm:`)
    return confirmation === null ? 'left' : { granted, confirmation }
  }
}
