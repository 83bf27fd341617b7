import { existsSync } from 'node:fs'
import type { BaseCommand, Kernel } from '@adonisjs/core/ace'
import { getCommand as frameworkCommand, getMetaData as allMetaData } from '@adonisjs/core/commands'
import { didYouMean } from '#engine/nearest.js'

/** What of the framework's own commands serves people who work with this product. */
const KEPT: ReadonlySet<string> = new Set(['build', 'list:routes', 'repl', 'serve', 'test'])

/** The command that the line names, where it is one of the product's. */
let named: typeof BaseCommand | null = null

/**
 * Loads the command that a line names, of the file that is called as it is. The framework would load all hundred
 * to find it, which takes longer than most commands do; it still does for a name that no file has.
 */
export async function loadNamed(argv: readonly string[]): Promise<void> {
  const name = argv.find((one) => !one.startsWith('-')) ?? ''
  const file = `../app/commands/${name.replaceAll(':', '_')}`
  const isCommand = /^[a-z][a-z:]*$/.test(name) && isSource(file)
  named = isCommand
    ? ((await import(`${file}.js`)) as { default: typeof BaseCommand }).default
    : null
}

function isSource(file: string): boolean {
  return ['.ts', '.js'].some((type) => existsSync(new URL(`${file}${type}`, import.meta.url)))
}

/** The command of the line, and the framework's without its generators, which make what this product has no place for. */
export async function getMetaData() {
  const kept = (await allMetaData()).filter(({ commandName }) => KEPT.has(commandName))
  return named === null ? kept : [...kept, named.serialize()]
}

/** The command of some metadata. */
export async function getCommand(about: Parameters<typeof frameworkCommand>[0]) {
  return about.commandName === named?.commandName ? named : frameworkCommand(about)
}

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
