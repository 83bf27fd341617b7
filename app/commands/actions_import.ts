import { basename } from 'node:path'
import { args, flags } from '@adonisjs/core/ace'
import { MarketDataCommand } from './_market_data_command.js'
import { leaveAudit } from './_console_audit.js'

/** Imports splits and dividends of one instrument. */
export default class ActionsImport extends MarketDataCommand {
  static override commandName = 'actions:import'
  static override description = 'Import splits and dividends from a CSV file'
  static override help = [
    'Columns: ex_date, kind (split or dividend), ratio (new shares per old share: 7 for 7:1),',
    'amount (cash per share). An action of the same day and kind is replaced.',
    '{{ binaryName }} actions:import aapl_actions.csv --symbol US.AAPL',
  ]

  @args.string({ description: 'The CSV file' })
  declare file: string

  @flags.string({ description: 'Market and code, like US.AAPL' })
  declare symbol: string

  @flags.string({ description: 'Where the actions come from (the file name by default)' })
  declare source?: string

  @flags.boolean({ description: 'Store splits that the stored prices do not show' })
  declare force: boolean

  override async run() {
    if (!this.symbol) return this.refuse(['--symbol must be given, like --symbol US.AAPL'])
    const [{ importActions }, { describeProblems }] = await Promise.all([
      import('#engine/market_data/import_actions.js'),
      import('#ports/bar_file.js'),
    ])
    const outcome = await importActions(await this.ports(), {
      file: this.file,
      symbol: this.symbol,
      source: this.source ?? basename(this.file),
      isForced: this.force === true,
    })
    if (!outcome.ok) {
      const { failure } = outcome
      if (failure.type !== 'file_refused') return this.refuse([failure.message], failure)
      const { didYouMeanFile } = await import('#engine/market_data/nearest_file.js')
      const lines = describeProblems(failure.file, failure.problems)
      if (lines[0]?.includes('does not exist')) lines[0] += await didYouMeanFile(this.file)
      return this.refuse(lines, failure)
    }
    const { inserted, replaced, unchanged } = outcome.value
    const audited = { file: basename(this.file), ...outcome.value }
    await leaveAudit(this.app, 'actions.imported', `instrument:${this.symbol}`, audited)
    this.answer({ symbol: this.symbol, ...outcome.value }, () => [
      `${this.symbol}: ${inserted} new, ${replaced} replaced, ${unchanged} stored already`,
    ])
  }
}
