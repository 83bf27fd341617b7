import { BaseCommand, flags } from '@adonisjs/core/ace'
import type { ContainerBindings } from '@adonisjs/core/types'
import type { CommandOptions } from '@adonisjs/core/types/ace'
import type {
  ConsentQuestion,
  InstallObserver,
  PluginRefusal,
} from '#engine/plugin_install/install_request.js'

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
    if (this.json) console.log(JSON.stringify({ ok: false, ...refused }, null, 2))
    else for (const line of [refused.message, ...refused.more]) console.error(line)
  }

  /** Whether somebody sits there who can be asked. */
  protected get canAsk(): boolean {
    return process.stdin.isTTY === true && process.stdout.isTTY === true && !this.json
  }

  /** Asks on a terminal, and lets Ctrl+C cancel between two steps. */
  protected observer(plugins: Plugins): InstallObserver & { close(): void } {
    const cancel = new AbortController()
    const onSignal = () => cancel.abort()
    process.once('SIGINT', onSignal)
    process.once('SIGTERM', onSignal)
    const close = () => {
      process.removeListener('SIGINT', onSignal)
      process.removeListener('SIGTERM', onSignal)
    }
    if (!this.canAsk) return { signal: cancel.signal, close }
    return {
      signal: cancel.signal,
      close,
      trustsKey: async (question) => {
        for (const line of plugins.keyText(question)) console.log(line)
        const text = `Trust the key ${question.keyId} from now on?`
        const trusted = this.prompt.confirm(text, { default: false })
        return (await unlessCancelled(trusted, onSignal)) ?? false
      },
      consents: (question) => unlessCancelled(this.#askConsent(question, plugins), onSignal),
    }
  }

  async #askConsent(question: ConsentQuestion, plugins: Plugins) {
    for (const line of plugins.consentText(question)) console.log(line)
    const { manifest, more } = question
    const optional = manifest.permissions.filter((one) => one.optional === true)
    if (!(await this.prompt.confirm(more === null ? 'Install it?' : 'Accept this update?'))) {
      return null
    }
    const chosen =
      optional.length === 0
        ? []
        : await this.prompt.multiple(
            'Grant optional permissions too? (space selects)',
            optional.map(({ id }) => id)
          )
    const required = manifest.permissions.filter((one) => one.optional !== true)
    const granted = [...required.map(({ id }) => id), ...chosen]
    const typed = plugins.confirmationOf(manifest.id, granted)
    if (typed === null) return { granted, confirmation: null }
    return { granted, confirmation: await this.prompt.ask(`Type "${typed}" to confirm`) }
  }
}

/** What was answered; `null` after Ctrl+C at the question. */
async function unlessCancelled<T>(answer: Promise<T>, cancel: () => void): Promise<T | null> {
  try {
    return await answer
  } catch (error) {
    if ((error as { code?: string }).code !== 'E_PROMPT_CANCELLED') throw error
    cancel()
    return null
  }
}
