import { TradingCommand } from './_trading_command.js'

/** Says who trades, how far each account's journal is, and how live prices stand. */
export default class EngineStatus extends TradingCommand {
  static override commandName = 'engine:status'
  static override description = 'Show whether the engine runs, its journals, and live prices'

  override async run() {
    const { ports, reportLines } = await this.trading()
    const [accounts, tradedBy, market] = await Promise.all([
      ports.records.accounts(),
      ports.records.tradedBy(),
      ports.live.board.read(),
    ])
    const open = await Promise.all(
      accounts.map(async ({ name }) => (await ports.journal.openOrders(name)).length)
    )
    this.answer({ tradedBy, accounts, market }, () => [
      tradedBy === null ? 'nobody trades: start the server with npm start' : `${tradedBy} trades`,
      ...accounts.map(
        ({ name, mode, lastSequence, fencing, updatedMs }, k) =>
          `  ${name}: ${mode}, ${open[k]} open orders, journal at ${lastSequence} ` +
          `(${new Date(updatedMs).toISOString()}), lease ${fencing}`
      ),
      ...reportLines(market, ports.clock.nowMs()),
    ])
  }
}
