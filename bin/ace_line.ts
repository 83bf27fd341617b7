import { Ignitor, prettyPrintError } from '@adonisjs/core'
import { explainDatabaseError } from '#adapters/database/explain_error.js'

const APP_ROOT = new URL('../', import.meta.url)

const IMPORTER = (filePath: string) => {
  if (filePath.startsWith('./') || filePath.startsWith('../')) {
    return import(new URL(filePath, APP_ROOT).href)
  }
  return import(filePath)
}

const SIGNAL_NUMBERS = { SIGINT: 2, SIGTERM: 15, SIGHUP: 1 }

/**
 * Runs one line of `node ace`, the command first, in an application of its own. Never throws: what went wrong is
 * told on the standard error and in `process.exitCode`.
 */
export async function runAceLine(words: string[]): Promise<void> {
  const argv = plainLine(words)
  const ignitor = new Ignitor(APP_ROOT, { importer: IMPORTER }).tap((app) => {
    app.booting(async () => {
      await import('#start/env')
    })
    for (const [signal, number] of Object.entries(SIGNAL_NUMBERS)) {
      app.listen(signal as NodeJS.Signals, async () => {
        await app.terminate()
        process.exit(128 + number)
      })
    }
  })
  const ace = ignitor.ace().configure(async (app) => {
    const kernel = await app.container.make('ace')
    const { explainUsage, loadNamed, refuseSurplus } = await import('#start/command_line')
    await loadNamed(argv)
    const { errorHandler } = kernel
    kernel.executing(refuseSurplus)
    kernel.errorHandler = {
      // What a person mistyped and failures of the database are told in one sentence; anything else
      // as the framework does it.
      render: async (error, inner) => {
        if (explainUsage(error, argv, kernel)) return
        const sentence = explainDatabaseError(error)
        if (sentence) process.stderr.write(`\n${sentence}\n`)
        else await errorHandler.render(error, inner)
      },
    }
  })
  try {
    await ace.handle(argv)
  } catch (error) {
    process.exitCode = 1
    const sentence = explainDatabaseError(error)
    if (sentence === null) await prettyPrintError(error)
    else process.stderr.write(`\n${sentence}\n`)
  }
}

/** `help backtest` is what people type for `backtest --help`. */
function plainLine(words: string[]): string[] {
  if (words[0] !== 'help') return words
  const [, command] = words
  return command === undefined ? ['list'] : [command, '--help']
}
