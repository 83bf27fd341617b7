import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { args, flags } from '@adonisjs/core/ace'
import { MarketDataCommand } from './_market_data_command.js'

/** Writes the bars of one series as CSV. */
export default class BarsExport extends MarketDataCommand {
  static override commandName = 'bars:export'
  static override description = 'Write bars as CSV to a file, or to standard output'

  @args.string({ description: 'Market and code, like US.AAPL' })
  declare symbol: string

  @flags.string({ description: 'Length of a bar: 1m 5m 15m 30m 1h 1d 1w' })
  declare timeframe: string

  @flags.string({ description: 'The file to write (gzip when it ends in .gz)' })
  declare out?: string

  override async run() {
    const timeframe = this.timeframeOf(this.timeframe)
    if (timeframe === null) return
    if (this.json && !this.out) return this.refuse(['--json needs --out FILE for the bars'])
    const { exportBars } = await import('#engine/market_data/export_bars.js')
    const outcome = await exportBars(await this.ports(), this.symbol, timeframe)
    if (!outcome.ok) return this.refuse([outcome.failure.message], outcome.failure)
    const { rows, pieces } = outcome.value
    if (!this.out) return writeToStandardOutput(pieces)
    try {
      await writeToFile(this.out, pieces)
    } catch (error) {
      const reason = (error as NodeJS.ErrnoException).code ?? String(error)
      return this.refuse([`${this.out}: could not be written (${reason}); nothing is left of it`])
    }
    this.answer({ symbol: this.symbol, timeframe, rows, file: this.out }, () => [
      `wrote ${rows.toLocaleString('en-US')} bars of ${this.symbol} ${timeframe} to ${this.out}`,
    ])
  }
}

/** Writes beside the file and renames, so that a half-written one is never seen. */
async function writeToFile(path: string, pieces: Iterable<string>): Promise<void> {
  const temporary = `${path}.${process.pid}.part`
  try {
    const target = createWriteStream(temporary)
    const source = Readable.from(pieces)
    if (path.endsWith('.gz')) await pipeline(source, createGzip(), target)
    else await pipeline(source, target)
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}

/** A reader that has seen enough (`| head`) closes the pipe; that is no failure. */
async function writeToStandardOutput(pieces: Iterable<string>): Promise<void> {
  try {
    await pipeline(Readable.from(pieces), process.stdout, { end: false })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPIPE') throw error
  }
}
