/** Runs one ace command. */
import './without_proto.js'
import './small_young.js'
import 'reflect-metadata'
import { Ignitor, prettyPrintError } from '@adonisjs/core'
import { explainDatabaseError } from '#adapters/database/explain_error.js'

const APP_ROOT = new URL('../', import.meta.url)

const IMPORTER = (filePath: string) => {
  if (filePath.startsWith('./') || filePath.startsWith('../')) {
    return import(new URL(filePath, APP_ROOT).href)
  }
  return import(filePath)
}

const argv = process.argv.splice(2)

const SIGNAL_NUMBERS = { SIGINT: 2, SIGTERM: 15, SIGHUP: 1 }

new Ignitor(APP_ROOT, { importer: IMPORTER })
  .tap((app) => {
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
  .ace()
  .configure(async (app) => {
    const kernel = await app.container.make('ace')
    const { explainUsage, refuseSurplus } = await import('#start/command_line')
    const { errorHandler } = kernel
    kernel.executing(refuseSurplus)
    kernel.errorHandler = {
      // What a person mistyped and failures of the database are told in one sentence; anything else
      // as the framework does it.
      render: async (error, ace) => {
        if (explainUsage(error, argv, kernel)) return
        const sentence = explainDatabaseError(error)
        if (sentence) process.stderr.write(`\n${sentence}\n`)
        else await errorHandler.render(error, ace)
      },
    }
  })
  .handle(argv)
  .catch((error: unknown) => {
    process.exitCode = 1
    const sentence = explainDatabaseError(error)
    if (sentence === null) return prettyPrintError(error)
    process.stderr.write(`\n${sentence}\n`)
  })
