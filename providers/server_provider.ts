import { setTimeout as sleep } from 'node:timers/promises'
import type { ApplicationService } from '@adonisjs/core/types'
import type { ServerClaim } from '#adapters/database/server_claim.js'

const RETRY_MS = 500

/** Life of the one serving process: claim the database, announce the address, drain at the end. */
export default class ServerProvider {
  #claim: ServerClaim | null = null
  #address = ''

  constructor(private readonly app: ApplicationService) {}

  async start() {
    await this.#claimDatabase()
    await this.#addSamplePrices()
    await this.#openFirstAccount()
  }

  async ready() {
    const server = await this.app.container.make('server')
    const node = server.getNodeServer()
    // Streams and keep-alive connections would hold the shutdown up for as long as they like.
    this.app.terminating(() => node?.closeAllConnections())
    this.#address = `http://127.0.0.1:${process.env.PORT}`
    await this.#claim?.announce(this.#address)
    const { setupCode } = await this.app.container.make('identity')
    process.stdout.write(welcome(this.#address, await setupCode.current()))
  }

  async shutdown() {
    await this.#claim?.release()
  }

  /** Takes the right to serve from this database; refuses to start when another process has it. */
  async #claimDatabase() {
    const [{ claimServer }, { DatabaseUnavailable }] = await Promise.all([
      import('#adapters/database/server_claim.js'),
      import('#adapters/database/database_unavailable.js'),
    ])
    const database = await this.app.container.make('database')
    const outcome = await claimServer(database.settings)
    if (outcome.type === 'held') {
      throw new DatabaseUnavailable(
        `AQ Trading is running already: ${outcome.by}. Use that one, or stop it first.`
      )
    }
    this.#claim = outcome.claim
    if (this.#address) await outcome.claim.announce(this.#address)
    void outcome.claim.lost.then(() => this.#reclaim())
  }

  /** The database went away under us: start or wait for it, and claim it again. */
  async #reclaim() {
    if (this.app.isTerminating || this.app.isTerminated) return
    await this.#warn('the database went away; bringing it back')
    const database = await this.app.container.make('database')
    while (!this.app.isTerminating) {
      try {
        await database.rejoin()
        await this.#claimDatabase()
        await this.#warn('the database is back')
        return
      } catch (error) {
        await this.#warn(error instanceof Error ? error.message : String(error))
        await sleep(RETRY_MS)
      }
    }
  }

  async #warn(sentence: string) {
    const logger = await this.app.container.make('logger')
    logger.warn({ area: 'server' }, sentence)
  }

  /** A fresh database gets prices to try with. The server is of use without them, so it starts anyway. */
  async #addSamplePrices() {
    const { ensureSamplePrices } = await import('#engine/market_data/sample_prices.js')
    try {
      const added = await ensureSamplePrices(await this.app.container.make('market_data'))
      for (const series of added) {
        process.stdout.write(`Sample prices: ${series.symbol}, ${series.rowCount} daily bars\n`)
      }
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      process.stderr.write(`The sample prices could not be stored: ${why}\n`)
    }
  }

  /** A fresh installation trades on paper at once: a strategy needs an account. */
  async #openFirstAccount() {
    const { desk } = await this.app.container.make('settings')
    if (desk.value('installation.opensFirstAccount') !== true) return
    const { ensureFirstAccount, ports } = await this.app.container.make('trading')
    const opened = await ensureFirstAccount(ports, ports.clock.nowMs())
    if (opened === null) return
    if (opened.ok) {
      const { account, cash, currency } = opened.value
      process.stdout.write(`Paper account: ${account}, ${cash} ${currency}\n`)
    } else {
      process.stderr.write(`A paper account could not be opened: ${opened.failure}\n`)
    }
  }
}

/** `setupCode` lets whoever sees this console make the owner; `null` when there is one. */
function welcome(address: string, setupCode: string | null): string {
  const setup =
    setupCode === null ? '' : `\n  The first person to set it up needs this code: ${setupCode}\n`
  return `
  AQ Trading answers at ${address}
${setup}
  Stop it with Ctrl+C. To try, in another terminal:
    node ace backtest momentum --symbols US.AAPL --from 2013-05-13 --to 2018-05-11 --benchmark US.SPX
    node ace strategy:create momentum --symbols US.AAPL --param fast=5 --param slow=20 --env paper
    node ace orders
    node ace list

`
}
