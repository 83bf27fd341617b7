import { TradingCommand } from './_trading_command.js'

/** Replays a journal and compares. */
export default class JournalVerify extends TradingCommand {
  static override commandName = 'journal:verify'
  static override description =
    'Replay the whole journal and compare every decision and the tables with it'

  override async run() {
    const account = await this.chosenAccount()
    if (account === null) return
    const { verifyJournal, ports } = await this.trading()
    const startedMs = ports.clock.nowMs()
    const verdict = await verifyJournal(ports, account.name)
    const { rows, orders, differences } = verdict
    const tookMs = ports.clock.nowMs() - startedMs
    if (differences.length > 0) {
      this.refuse(
        [`the journal of ${account.name} does not fit:`, ...differences].join('\n  '),
        verdict
      )
      this.exitCode = 1
      return
    }
    this.answer({ account: account.name, ...verdict }, () => [
      `${account.name}: ${rows} rows and ${orders} orders replayed in ${tookMs} ms; all of it fits`,
    ])
  }
}
