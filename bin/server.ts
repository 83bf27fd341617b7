/**
 * Starts the server: `npm start` in a checkout, `node bin/server.js` in a build. It listens on
 * loopback only, at PORT (3333) or the next free one.
 */
import './without_proto.js'
import 'reflect-metadata'
import { createServer as createHttpServer } from 'node:http'
import { createServer } from 'node:net'
import { Ignitor, prettyPrintError } from '@adonisjs/core'
import { explainDatabaseError } from '#adapters/database/explain_error.js'

const APP_ROOT = new URL('../', import.meta.url)
const PORTS_TRIED = 50

/**
 * How slow a client may be: what takes longer to say what it wants is cut off, so that connections which only
 * trickle cannot take up all there are. A stream counts as asked once its request has been read.
 */
const PATIENCE = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  connectionsCheckingInterval: 2_000,
  maxHeaderSize: 16_384,
} as const

const IMPORTER = (filePath: string) => {
  if (filePath.startsWith('./') || filePath.startsWith('../')) {
    return import(new URL(filePath, APP_ROOT).href)
  }
  return import(filePath)
}

process.env.HOST = '127.0.0.1'

let terminate: (() => Promise<void>) | null = null

new Ignitor(APP_ROOT, { importer: IMPORTER })
  .tap((app) => {
    terminate = () => app.terminate()
    app.booting(async () => {
      const { default: env } = await import('#start/env')
      process.env.PORT = String(await choosePort(env.get('PORT') ?? 3333))
    })
    // A closed terminal sends SIGHUP: the database is to be left in order then as well.
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
      app.listen(signal, () => app.terminate())
    }
  })
  .httpServer()
  .start((handle) => createHttpServer(PATIENCE, handle))
  .catch(async (error: unknown) => {
    const sentence = explainDatabaseError(error)
    if (sentence) process.stderr.write(`\n${sentence}\n`)
    else await prettyPrintError(error)
    await terminate?.()
    process.exit(1)
  })

/** The wished port or the first free one after it; says so when it is another. */
async function choosePort(wished: number): Promise<number> {
  for (let port = wished; port < wished + PORTS_TRIED && port < 65536; port++) {
    if (!(await isFree(port))) continue
    if (port !== wished) {
      process.stdout.write(`Port ${wished} is taken by another program; using ${port} instead.\n`)
    }
    return port
  }
  throw new Error(
    `Ports ${wished} to ${wished + PORTS_TRIED - 1} are all taken: set PORT to a free one.`
  )
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen({ port, host: '127.0.0.1', exclusive: true }, () =>
      probe.close(() => resolve(true))
    )
  })
}
