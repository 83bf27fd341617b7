import { basename } from 'node:path'
import { args, flags } from '@adonisjs/core/ace'
import type { AssetClass } from '#kernel/instrument/instrument.js'
import type { ConflictPolicy } from '#ports/bar_store.js'
import type { StampSide } from '#ports/bar_file.js'
import type { BarFileImport, BarImportReport } from '#engine/market_data/import_bar_file.js'
import { MarketDataCommand } from './_market_data_command.js'
import { leaveAudit } from './_console_audit.js'

const CHOICES = {
  'on-conflict': ['replace', 'keep', 'fail'],
  'stamp': ['start', 'end'],
  'asset-class': ['equity', 'etf', 'index'],
} as const

/** Imports a CSV file of bars. */
export default class BarsImport extends MarketDataCommand {
  static override commandName = 'bars:import'
  static override description = 'Import bars from a CSV file (plain or gzip)'
  static override help = [
    'Columns: time (or date, timestamp, datetime), open, high, low, close, volume.',
    'Nothing is stored unless every row is good; see docs/data.md for times and zones.',
    'Exit codes: 0 imported, 2 refused (option or file), 1 the database failed.',
    '{{ binaryName }} bars:import prices.csv --symbol US.GOOG --timeframe 1d',
    '{{ binaryName }} bars:import minutes.csv.gz --symbol US.SPX --timeframe 1m --zone America/Chicago --asset-class index',
  ]

  @args.string({ description: 'The CSV file' })
  declare file: string

  @flags.string({ description: 'Market and code, like US.AAPL or HK.00700' })
  declare symbol: string

  @flags.string({ description: 'Length of a bar: 1m 5m 15m 30m 1h 1d 1w' })
  declare timeframe: string

  @flags.string({ description: 'Zone of times written without one, like America/New_York' })
  declare zone?: string

  @flags.string({
    description: 'Whether times mark the start or the end of a bar',
    default: 'start',
  })
  declare stamp: string

  @flags.boolean({
    description: 'The file has a volume column (--no-volume stores 0)',
    default: true,
    showNegatedVariantInHelp: true,
  })
  declare volume: boolean

  @flags.boolean({ description: 'Leave bad rows out instead of refusing the file' })
  declare skipBad: boolean

  @flags.string({
    description: 'Where a stored bar differs: replace, keep or fail',
    default: 'fail',
  })
  declare onConflict: string

  @flags.string({ description: 'Where the prices come from and how they are adjusted' })
  declare source?: string

  @flags.string({ description: 'Licence of the prices' })
  declare licence?: string

  @flags.string({ description: 'Of a new instrument: equity, etf or index', default: 'equity' })
  declare assetClass: string

  @flags.number({ description: 'Board lot of a new instrument (needed for Hong Kong)' })
  declare lotSize?: number

  @flags.boolean({ description: 'Check the file and store nothing' })
  declare dryRun: boolean

  override async run() {
    const given = {
      'on-conflict': this.onConflict,
      'stamp': this.stamp,
      'asset-class': this.assetClass,
    }
    for (const name of Object.keys(CHOICES) as (keyof typeof CHOICES)[]) {
      const isKnown = (CHOICES[name] as readonly string[]).includes(given[name])
      if (isKnown) continue
      return this.refuse([`--${name}: "${given[name]}" is not one of ${CHOICES[name].join(', ')}`])
    }
    if (!this.symbol) return this.refuse(['--symbol must be given, like --symbol US.AAPL'])
    if (this.timeframeOf(this.timeframe) === null) return
    await this.#import()
  }

  async #import() {
    const [{ importBarFile }, { describeImport, describeImportFailure }, { ProgressLine }] =
      await Promise.all([
        import('#engine/market_data/import_bar_file.js'),
        import('#engine/market_data/describe_import.js'),
        import('#engine/progress_line.js'),
      ])
    const line = new ProgressLine(process.stderr, basename(this.file), () => performance.now())
    const request = this.#request((progress) =>
      line.update({
        part: progress.bytesRead / progress.bytesTotal,
        done: progress.rows,
        unit: 'rows',
      })
    )
    const outcome = await importBarFile(await this.ports(), request).finally(() => line.clear())
    if (outcome.ok) {
      if (this.dryRun !== true) await this.#audit(outcome.value)
      return this.answer(outcome.value, () => describeImport(request, outcome.value))
    }
    const lines = describeImportFailure(request, outcome.failure)
    if (lines[0]?.includes('does not exist; check the path')) {
      const { didYouMeanFile } = await import('#engine/market_data/nearest_file.js')
      lines[0] += await didYouMeanFile(this.file)
    }
    this.refuse(lines, outcome.failure)
  }

  async #audit({ file, receipt }: BarImportReport) {
    const detail = { file: basename(this.file), rows: file.rows, ...receipt }
    await leaveAudit(this.app, 'bars.imported', `series:${this.symbol} ${this.timeframe}`, detail)
  }

  #request(onProgress: NonNullable<BarFileImport['onProgress']>): BarFileImport {
    return {
      file: this.file,
      symbol: this.symbol,
      timeframe: this.timeframe,
      zone: this.zone ?? null,
      stamp: this.stamp as StampSide,
      needsVolume: this.volume,
      skipsBadRows: this.skipBad === true,
      onConflict: this.onConflict as ConflictPolicy,
      source: this.source ?? null,
      licence: this.licence ?? null,
      assetClass: this.assetClass as AssetClass,
      lotSize: this.lotSize ?? null,
      isDryRun: this.dryRun === true,
      onProgress,
    }
  }
}
