import type { BaseCommand, Kernel } from '@adonisjs/core/ace'
import { getCommand, getMetaData as allMetaData } from '@adonisjs/core/commands'
import { didYouMean } from '#engine/nearest.js'

/** What of the framework's own commands serves people who work with this product. */
const KEPT: ReadonlySet<string> = new Set(['build', 'list:routes', 'repl', 'serve', 'test'])

/** The framework's commands without its generators, which make what this product has no place for. */
export async function getMetaData() {
  return (await allMetaData()).filter(({ commandName }) => KEPT.has(commandName))
}

export { getCommand }

/** Exit code when what a person gave is wrong. */
const EXIT_REFUSED = 2

/** What the framework says of a line that does not fit its command. */
const USAGE: ReadonlySet<string> = new Set([
  'E_COMMAND_NOT_FOUND',
  'E_INVALID_FLAG',
  'E_MISSING_ARG',
  'E_MISSING_ARG_VALUE',
  'E_MISSING_FLAG',
  'E_MISSING_FLAG_VALUE',
  'E_TOO_MANY_ARGS',
  'E_UNKNOWN_FLAG',
])

/** Refuses what stands on a command line beyond what its command takes. */
export function refuseSurplus(command: BaseCommand): void {
  const { commandName, options } = command.constructor as typeof BaseCommand
  // What no argument took; the framework keeps it from everybody but the command.
  const { _: surplus } = (command as unknown as { readonly parsed: { readonly _: unknown[] } })
    .parsed
  if (surplus.length === 0 || options.allowUnknownFlags === true) return
  const message = `${commandName} does not take "${surplus.join(' ')}"`
  throw Object.assign(new Error(message), { code: 'E_TOO_MANY_ARGS' })
}

/**
 * Answers a line that does not fit its command: a sentence, or JSON where JSON was asked for, and
 * exit code 2. Says `false` when the error is about something else.
 */
export function explainUsage(error: unknown, argv: readonly string[], kernel: Kernel): boolean {
  const { code, message } = error as { code?: string; message?: string }
  if (code === undefined || message === undefined || !USAGE.has(code)) return false
  kernel.exitCode = EXIT_REFUSED
  const sentence = sentenceOf({ code, message }, argv, kernel)
  if (argv.includes('--json')) {
    console.log(JSON.stringify({ ok: false, code: 'usage', message: sentence }, null, 2))
  } else {
    console.error(sentence)
  }
  return true
}

function sentenceOf(
  { code, message }: { code: string; message: string },
  argv: readonly string[],
  kernel: Kernel
): string {
  const name = argv.find((one) => !one.startsWith('-')) ?? ''
  const command = kernel.getCommand(name)
  if (command === null) {
    const names = kernel.getCommands().map(({ commandName }) => commandName)
    const near = didYouMean(name, names) || '; see node ace list.'
    return `There is no command "${name}"${near}`
  }
  const help = `See node ace help ${name}.`
  const [, quoted = ''] = /"([^"]*)"/.exec(message) ?? []
  if (code === 'E_UNKNOWN_FLAG') {
    const flags = command.flags.map(({ flagName }) => `--${flagName}`)
    return `${name} has no option "${quoted}"${didYouMean(quoted, flags) || '.'} ${help}`
  }
  return `${message.replace(/\.$/, '')}. ${help}`
}
