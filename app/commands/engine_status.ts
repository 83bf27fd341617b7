import { TradingCommand } from './_trading_command.js'

/** Says who trades, and how far each account's journal is. */
export default class EngineStatus extends TradingCommand {
  static override commandName = 'engine:status'
  static override description = 'Show whether the engine runs, and how far its journals are'

  override async run() {
    const { ports } = await this.trading()
    const [accounts, tradedBy] = await Promise.all([
      ports.records.accounts(),
      ports.records.tradedBy(),
    ])
    const open = await Promise.all(
      accounts.map(async ({ name }) => (await ports.journal.openOrders(name)).length)
    )
    this.answer({ tradedBy, accounts }, () => [
      tradedBy === null ? 'nobody trades: start the server with npm start' : `${tradedBy} trades`,
      ...accounts.map(
        ({ name, mode, lastSequence, fencing, updatedMs }, k) =>
          `  ${name}: ${mode}, ${open[k]} open orders, journal at ${lastSequence} ` +
          `(${new Date(updatedMs).toISOString()}), lease ${fencing}`
      ),
    ])
  }
}
